"""Inputs, outputs and errors of the transforms that are built on the first ones."""

from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import hessian, hvp, jacobian, laplacian, taylor, value_gradient_hessian, wirtinger

V = np.array([1.0, 2.0])


def f(v):
    return v[0] ** 2 * v[1]


def test_second_derivatives_keep_types_and_structures():
    assert hessian(f)([Fraction(1, 2), Fraction(1, 3)]) == [[Fraction(2, 3), 1], [1, 0]]
    assert hessian(f)((1, 2)) == ((4.0, 2.0), (2.0, 0.0))
    assert hessian(f)(V.astype(np.float32)).dtype == np.float32
    assert hessian(lambda v: 5)(V).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert hvp(f, [Fraction(1, 2), Fraction(1, 3)], [Fraction(1), Fraction(0)]) == [Fraction(2, 3), 1]
    assert value_gradient_hessian(f)([1.0, 2.0]) == (2.0, [4.0, 1.0], [[4.0, 2.0], [2.0, 0.0]])
    assert laplacian(lambda v: (v**3).sum())(V) == 18.0


@pytest.mark.parametrize("transform", [hessian, value_gradient_hessian])
def test_errors_of_second_derivatives_name_them(transform):
    name = transform.__name__
    for x, text in (
        ("a", "x is 'a', not a number"),
        ([None], "x is None, not a number"),
        (V + 1j, "x is complex, where f' need not exist; nest dualnum.jacobian"),
    ):
        with pytest.raises(TypeError, match=f"^{name}: {text}"):
            transform(f)(x)
    with pytest.raises(TypeError, match=f"^{name}: f returned None, not a number"):
        transform(lambda v: None)(V)
    with pytest.raises(ValueError, match=rf"^{name}: f returned an array of shape \(2,\), not a number"):
        transform(lambda v: v)(V)


def test_a_sparse_jacobian_takes_real_points():
    square = jacobian(lambda v: v * v, sparsity=np.eye(2))
    assert square(V).toarray().tolist() == [[2.0, 0.0], [0.0, 4.0]]
    with pytest.raises(
        TypeError, match=r"^jacobian: x is complex, .*; leave sparsity out and say holomorphic=True"
    ):
        square(V * 1j)
    with pytest.raises(TypeError, match=r"^jacobian: x is 'a', not a number"):
        square("a")


def test_wirtinger_checks_its_point():
    assert wirtinger(lambda z: z * z)(2) == (4, 0)
    first, second = wirtinger(lambda z: z * z.conjugate())(np.array([1 + 2j]))
    assert (first.tolist(), second.tolist()) == ([1 - 2j], [1 + 2j])
    for z in ("a", None, {1j}):
        with pytest.raises(TypeError, match=r"^wirtinger: x is .*, not a number"):
            wirtinger(lambda z: z)(z)


def test_series_of_arrays_that_numpy_made():
    several = taylor(lambda x: np.array([x, x * x, 5.0]), 1.0, 2)
    assert [series.coefficients for series in several] == [[1.0, 1.0, 0.0], [1.0, 2.0, 1.0], [5.0, 0.0, 0.0]]


@pytest.mark.parametrize("output", ["a", None, {1.0}, np.array(["a"])], ids=repr)
def test_what_is_no_series(output):
    with pytest.raises(TypeError, match=r"^taylor: f returned"):
        taylor(lambda x: output, 1.0, 2)
    with pytest.raises(TypeError, match=r"^taylor: x is 'a', not a number"):
        taylor(dualnum.exp, "a", 2)
