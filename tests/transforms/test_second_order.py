"""Hessians and what goes with them, judged by SciPy's Rosenbrock, closed forms and the limit."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der, rosen_hess, rosen_hess_prod

import dualnum
from dualnum import (
    curl,
    derivative,
    divergence,
    gradient,
    hessian,
    hvp,
    jacobian,
    laplacian,
    value_gradient_hessian,
    wirtinger,
)

X = np.array([1.3, 0.7, 0.8, 1.9, 1.2])


@pytest.mark.parametrize("chunk_size", ["auto", 1, 2, 3, 5, 50])
def test_hessian_of_rosenbrock(chunk_size):
    found = hessian(rosen, chunk_size=chunk_size)(X)
    assert found == pytest.approx(rosen_hess(X), rel=1e-13, abs=1e-12)
    assert np.array_equal(found, found.T)


def test_value_gradient_hessian():
    value, slope, matrix = value_gradient_hessian(rosen, chunk_size=2)(X)
    assert value == rosen(X)
    assert slope == pytest.approx(rosen_der(X), rel=1e-13)
    assert matrix == pytest.approx(rosen_hess(X), rel=1e-13, abs=1e-12)


def test_hvp():
    v = np.array([0.3, -1.0, 2.0, 0.0, 0.5])
    assert hvp(rosen, X, v) == pytest.approx(rosen_hess_prod(X, v), rel=1e-13)
    with pytest.raises(ValueError, match="shape"):
        hvp(rosen, X, v[:3])


def test_only_the_lower_triangle_is_computed():
    carried = []

    def f(x):
        carried.append((x.tangent.shape[0], x.primal.tangent.shape[0]))
        return (x**3).sum()

    hessian(f, chunk_size=2)(np.arange(6.0))
    assert carried == [(2, 2), (2, 4), (2, 6)]


def test_shapes_of_any_rank_and_numbers():
    x = np.arange(6.0).reshape(2, 3)
    found = hessian(lambda m: (m**3).sum())(x)
    assert found.shape == (2, 3, 2, 3)
    assert found.reshape(6, 6) == pytest.approx(np.diag(6 * np.arange(6.0)))
    assert hessian(lambda t: t**3)(2.0) == 12
    assert hessian(lambda t: 1.0)(2.0) == 0


@dataclasses.dataclass
class Parameters:
    weight: float
    bias: float


def test_structures():
    found = hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0])
    assert found == [[10, 6], [6, 0]]
    found = hessian(lambda d: d["a"] * d["b"] ** 2)({"a": 2.0, "b": 3.0})
    assert found == {"a": {"a": 0, "b": 6}, "b": {"a": 6, "b": 4}}
    found = hessian(lambda p: p.weight**2 * p.bias)(Parameters(2.0, 3.0))
    assert found.weight == Parameters(6, 4)


def test_several_arguments():
    found = hessian(lambda a, b, c: a * a * c + b * c, argnum=(0, 2))(2.0, 7.0, 5.0)
    assert found == ((10, 4), (4, 0))


def test_nesting_with_other_transforms():
    x = np.array([2.0, 5.0])
    inside = lambda a: hessian(lambda p: a**2 * p[0] ** 2 * p[1])(x)  # noqa: E731  (one line of mathematics)
    assert derivative(inside)(3.0) == pytest.approx(6 * np.array([[10.0, 4.0], [4.0, 0.0]]))
    third = jacobian(hessian(lambda p: p[0] ** 2 * p[1]))(x)
    assert third[0, 0].tolist() == [0, 2]
    assert third[0, 1].tolist() == [2, 0]
    mixed = derivative(lambda a: gradient(lambda p: (p**2).sum() * a)(x * a))(1.0)
    assert mixed == pytest.approx(4 * x)
    assert gradient(lambda p: hvp(rosen, p, X) @ X)(X) == pytest.approx(
        jacobian(lambda p: X @ hessian(rosen)(p) @ X)(X), rel=1e-12
    )


def test_laplacian_divergence_curl():
    x = np.array([0.5, -1.2, 2.0])
    assert laplacian(lambda p: dualnum.exp(p[0]) * p[1] ** 2 + p[2] ** 3)(x) == pytest.approx(
        np.exp(0.5) * 1.44 + 2 * np.exp(0.5) + 12
    )
    assert laplacian(lambda m: (m**2).sum())(np.ones((2, 2))) == 8
    assert laplacian(lambda t: t**3)(2.0) == 12
    field = lambda p: dualnum.array([p[1] * p[2], p[0] ** 2, p[0] * p[1]])  # noqa: E731  (one line of mathematics)
    assert divergence(lambda p: p**2)(x) == pytest.approx(2 * x.sum())
    assert curl(field)(x) == pytest.approx([x[0], x[1] - x[1], 2 * x[0] - x[2]])
    assert curl(lambda p: [-p[1], p[0]])(np.array([1.0, 2.0])) == 2
    assert curl(gradient(lambda p: p[0] ** 2 * p[1] * p[2]))(x) == pytest.approx([0, 0, 0], abs=1e-15)
    assert laplacian(lambda p: 1 / np.sqrt((p**2).sum()))(x) == pytest.approx(0, abs=1e-15)


def test_wirtinger():
    z = 1.5 - 0.7j
    assert wirtinger(lambda w: w**3)(z) == (pytest.approx(3 * z**2), pytest.approx(0))
    assert wirtinger(abs)(z) == (pytest.approx(z.conjugate() / (2 * abs(z))), pytest.approx(z / (2 * abs(z))))
    assert wirtinger(lambda w: w.conjugate())(z) == (0, 1)
    dz, dzbar = wirtinger(np.real)(np.array([z, 2j]))
    assert dz.tolist() == [0.5, 0.5]
    assert dzbar.tolist() == [0.5, 0.5]


def test_bad_input():
    with pytest.raises(ValueError, match=r"hessian: f returned an array of shape \(5,\)"):
        hessian(lambda x: x)(X)
    with pytest.raises(TypeError, match="hessian: f is 3"):
        hessian(3)
    with pytest.raises(ValueError, match="chunk_size=0"):
        hessian(rosen, chunk_size=0)
    with pytest.raises(ValueError, match="curl"):
        curl(lambda x: x)(X)
    with pytest.raises(ValueError, match="divergence"):
        divergence(lambda x: x[:2])(X)
    with pytest.raises(ValueError, match="laplacian: f returned an array"):
        laplacian(lambda x: x)(X)
