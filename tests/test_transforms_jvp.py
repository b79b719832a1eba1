"""`jvp`: structures of primals and tangents, types, nesting, and errors."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest

from dualnum import Dual, derivative, jacobian, jvp


@dataclasses.dataclass
class State:
    position: object
    velocity: object = 0.0


V = np.array([1.0, 2.0, 3.0])


def test_value_and_directional_derivative():
    assert jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.5)) == (6.0, 4.0)
    value, slope = jvp(lambda v: (v * v).sum(), (V,), (np.ones(3),))
    assert (value, slope) == (14.0, 12.0)


def test_it_is_the_jacobian_times_the_vector():
    def f(v):
        return np.sin(v[1:]) * v[:-1]

    direction = np.array([1.0, -2.0, 0.5])
    np.testing.assert_allclose(jvp(f, (V,), (direction,))[1], jacobian(f)(V) @ direction, rtol=1e-15)


def test_structures_are_paired_by_name_and_position():
    def f(d, states):
        return {"out": d["a"] * d["b"] + states[0].position * states[0].velocity}

    primals = ({"a": 2.0, "b": 3.0}, [State(5.0, 7.0)])
    value, slope = jvp(f, primals, ({"b": 1.0, "a": 10.0}, [State(1.0, 0.0)]))
    assert value == {"out": 41.0}
    assert slope == {"out": 10 * 3.0 + 2.0 + 7.0}
    assert jvp(lambda p: p[0] * p[1], ((2.0, 3.0),), ([1.0, 0.0],)) == (6.0, 3.0)


def test_lists_are_tuples_too():
    assert jvp(lambda x: x * x, [3.0], [1.0]) == (9.0, 6.0)
    assert jvp(lambda: 3.0, (), ()) == (3.0, 0.0)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_the_tangent_takes_the_primals_dtype(kind):
    value, slope = jvp(lambda v: v * v, (V.astype(kind),), (np.ones(3),))
    assert value.dtype == slope.dtype == kind
    assert slope.tolist() == [2.0, 4.0, 6.0]


def test_types():
    assert jvp(lambda x: x * x, (3,), (1,)) == (9.0, 6.0)
    assert jvp(lambda x: x * x, (Fraction(1, 2),), (Fraction(1, 3),)) == (Fraction(1, 4), Fraction(1, 3))
    assert jvp(lambda z: z * z, (1j,), (2.0,)) == (-1, 4j)
    assert jvp(lambda z: z.conjugate() * z, (1 + 2j,), (1j,)) == (5, 4)
    assert math.isnan(jvp(lambda x: x * x, (3.0,), (math.nan,))[1])


def test_neither_primals_nor_tangents_are_changed():
    def f(x):
        x *= 2
        return x

    x, t = V.copy(), np.ones(3)
    value, slope = jvp(f, (x,), (t,))
    assert (value.tolist(), slope.tolist()) == ([2.0, 4.0, 6.0], [2.0] * 3)
    assert x.tolist() == V.tolist()
    assert t.tolist() == [1.0] * 3


def test_duals_as_primals_and_tangents():
    value, slope = jvp(lambda x: x**3, (Dual(2.0, 1.0),), (1.0,))
    assert (value.tangent, slope.primal, slope.tangent) == (12.0, 12.0, 12.0)
    _, slope = jvp(lambda x: x * x, (2.0,), (Dual(1.0, 5.0),))
    assert (slope.primal, slope.tangent) == (4.0, 20.0)
    # d/dx of the derivative of y² at y = x along x is d/dx 2x² = 4x
    assert derivative(lambda x: jvp(lambda y: y * y, (x,), (x,))[1])(3.0) == 12.0


@pytest.mark.parametrize(
    ("primals", "tangents", "error", "text"),
    [
        (
            2.0,
            (1.0,),
            TypeError,
            "jvp: primals and tangents must be tuples, one entry for each argument of f",
        ),
        ((2.0,), 1.0, TypeError, "jvp: primals and tangents must be tuples"),
        (
            (2.0,),
            (1.0, 1.0),
            ValueError,
            "jvp: primals and tangents differ: a tuple with 1 entries stands where the",
        ),
        (
            ([2.0],),
            ([1.0, 2.0],),
            ValueError,
            "a list with 1 entries stands where the other has a list with 2 entries",
        ),
        (([2.0],), (1.0,), ValueError, "a list with 1 entries stands where the other has one value"),
        ((2.0,), ([1.0],), ValueError, "a list stands where the other has one value"),
        (
            ({"a": 1.0},),
            ({"b": 1.0},),
            ValueError,
            r"a dict with \['a'\] stands where the other has a dict with \['b'\]",
        ),
        (
            (V,),
            (1.0,),
            ValueError,
            r"jvp: a tangent of shape \(\) for a primal of shape \(3,\); give it the same shape",
        ),
        ((V,), (V[:2],), ValueError, r"jvp: a tangent of shape \(2,\) for a primal of shape \(3,\)"),
        ((2.0,), (V,), ValueError, r"jvp: a tangent of shape \(3,\) for a primal of shape \(\)"),
        ((2.0,), ("a",), TypeError, "jvp: the tangent is 'a', not a number"),
        ((2.0,), (None,), TypeError, "jvp: the tangent is None, not a number"),
        (("a",), (2.0,), TypeError, "jvp: x is 'a', not a number"),
        (([1.0, "a"],), ([1.0, 2.0],), TypeError, "jvp: x is 'a', not a number"),
        (
            (2.0,),
            (1j,),
            TypeError,
            "jvp: a complex tangent of a real primal; give a complex primal, or a real tangent",
        ),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_what_does_not_fit_is_refused(primals, tangents, error, text):
    with pytest.raises(error, match=text):
        jvp(lambda x: x, primals, tangents)


def test_what_f_is_and_returns_is_checked():
    with pytest.raises(
        TypeError, match="jvp: f is 3, not a function; give the function itself, not its value"
    ):
        jvp(3, (1.0,), (1.0,))
    with pytest.raises(TypeError, match="jvp: f returned None, not a number"):
        jvp(lambda x: None, (1.0,), (1.0,))
    with pytest.raises(TypeError, match="positional argument"):
        jvp(lambda x: x, (1.0, 2.0), (1.0, 0.0))
