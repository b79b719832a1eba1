"""Arguments of every kind: object arrays and lists of Duals, levels, ranks, empty arrays, numbers."""

from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import Dual

rng = np.random.default_rng(8)
A = rng.normal(size=(3, 4))
T = rng.normal(size=(2, 3, 4))
X = Dual(A, T)
"""Two directions."""


def names(calls):
    return [f"{i}-{call[0].__name__}" for i, call in enumerate(calls)]


# --- lists and object arrays ----------------------------------------------------------------------------

D1, D2 = Dual(1.0, 0.5), Dual(3.0, -2.0)


@pytest.mark.parametrize(
    ("function", "value", "tangent"),
    [
        (np.mean, 2.0, -0.75),
        (np.sum, 4.0, -1.5),
        (np.prod, 3.0, 0.5 * 3 - 2 * 1),
        (np.max, 3.0, -2.0),
        (np.median, 2.0, -0.75),
        (np.std, 1.0, (-2 - 0.5) / 2),
        (np.var, 1.0, -2.5),
        (np.ptp, 2.0, -2.5),
        (np.average, 2.0, -0.75),
    ],
)
def test_functions_of_lists_of_duals(function, value, tangent):
    y = function([D1, D2])
    assert y.primal == value
    assert y.tangent == pytest.approx(tangent, rel=1e-15)


def test_lists_of_duals_and_plain_numbers_are_joined():
    np.testing.assert_array_equal(np.concatenate([[D1, D2], Dual(A[0], A[1])]).tangent, [0.5, -2, *A[1]])
    np.testing.assert_array_equal(np.stack([D1, 2.0, D2]).tangent, [0.5, 0, -2])
    np.testing.assert_array_equal(np.hstack([D1, [2.0, 4.0], D2]).tangent, [0.5, 0, 0, -2])
    np.testing.assert_array_equal(np.block([[D1, D2], [1.0, D1]]).tangent, [[0.5, -2], [0, 0.5]])
    np.testing.assert_array_equal(np.where([True, False], D1, D2).tangent, [0.5, -2])
    np.testing.assert_array_equal(np.where([True, False], Dual(np.ones(2), 1.0), [D1, D2]).tangent, [1, -2])
    np.testing.assert_array_equal(np.append([1.0], D1).tangent, [0, 0.5])


def test_directions_of_a_number_joined_with_an_array():
    d = Dual(2.0, np.array([7.0, 8.0]))
    y = np.concatenate([X[0], np.reshape(d, 1)])
    np.testing.assert_array_equal(y.tangent[:, 4], [7, 8])


@pytest.mark.parametrize(
    "function", [np.sort, np.sum, np.cumprod, np.ravel, np.std], ids=lambda f: f.__name__
)
def test_object_arrays_give_what_array_duals_give(function):
    x = Dual(A[0], A[1])
    expected = function(x)
    found = dualnum.array(function(np.asarray(x)))
    np.testing.assert_allclose(found.primal, expected.primal, rtol=1e-15)
    np.testing.assert_allclose(found.tangent, expected.tangent, rtol=1e-13)


def test_object_arrays_beside_array_duals():
    x = Dual(A[0], A[1])
    objects = np.asarray(2 * x)
    np.testing.assert_array_equal(np.concatenate([x, objects]).tangent, np.concatenate([A[1], 2 * A[1]]))
    np.testing.assert_array_equal(np.where(A[0] > 0, x, objects).tangent, np.where(A[0] > 0, A[1], 2 * A[1]))
    np.testing.assert_array_equal(np.stack([objects, x], 1).tangent[:, 0], 2 * A[1])
    np.testing.assert_array_equal(np.interp(x, objects, x).shape, (4,))
    y = np.zeros_like(x)
    np.copyto(y, objects)
    np.testing.assert_array_equal(y.tangent, 2 * A[1])


def test_r_and_c():
    """They make object arrays of scalar Duals, which lose nothing."""
    x = Dual(np.array([1.0, 2.0]), np.array([0.5, 0.25]))
    np.testing.assert_array_equal(dualnum.array(np.r_[x, 3.0, x]).tangent, [0.5, 0.25, 0, 0.5, 0.25])
    np.testing.assert_array_equal(dualnum.array(np.c_[x, x]).tangent, [[0.5, 0.5], [0.25, 0.25]])
    np.testing.assert_array_equal(dualnum.array(np.r_[D1, D2]).tangent, [0.5, -2])


def test_exact_numbers():
    x = Dual(Fraction(1, 2), Fraction(1, 3))
    for function in (np.sum, np.prod, np.max, np.ravel):
        y = function(x)
        assert y.primal == Fraction(1, 2)
        assert y.tangent == Fraction(1, 3)
        assert type(y.tangent) is type(y.primal)
    pair = dualnum.array([x, Fraction(3, 4)])
    assert np.prod(pair).tangent == Fraction(1, 4)


# --- levels and ranks -----------------------------------------------------------------------------------


def test_two_variables_at_once():
    """∂²/∂x∂y of Σ x³y over joined arrays is 3x²."""

    def inner(x, y):
        joined = np.concatenate([np.reshape(x * x, 1), np.reshape(y * x, 1)])
        return np.prod(joined)

    slope = dualnum.derivative(lambda y: dualnum.derivative(lambda x: inner(x, y))(2.0))(5.0)
    assert slope == 12.0


def test_a_constant_of_a_lower_level_beside_a_variable():
    def outer(x):
        return dualnum.derivative(
            lambda y: np.sum(np.where([True, False], x * np.ones(2), y * x * np.ones(2)))
        )(3.0)

    assert dualnum.derivative(outer)(2.0) == 1.0
    assert outer(2.0) == 2.0


RANKS = [
    lambda a, b: np.where([[True], [False]], a, b),
    lambda a, b: np.choose([[0, 1, 0, 1]] * 2, [a, b]),
    lambda a, b: np.select([[[True, False, True, False]] * 2], [a], b),
    lambda a, b: np.clip(b, a, 5.0),
    lambda a, b: np.linspace(a, b, 3),
    lambda a, b: np.average(b, axis=1, weights=a + 5.0),
    lambda a, b: np.interp(b, np.sort(a), a),
    lambda a, b: np.concatenate([a, b], None),
    lambda a, b: np.broadcast_arrays(a, b)[0],
    lambda a, b: np.insert(b, 1, a, 0),
    lambda a, b: np.trapezoid(b, np.sort(a)),
    lambda a, b: np.gradient(b, np.sort(a), axis=1),
    lambda a, b: np.append(b, a),
]


@pytest.mark.parametrize("lead", [1, 2, 3, 4], ids="{} directions".format)
@pytest.mark.parametrize("function", RANKS)
def test_unequal_ranks_with_directions(function, lead):
    """Also when the number of directions is the length of an axis."""
    rng = np.random.default_rng(9)
    a, b = rng.normal(size=4), rng.normal(size=(2, 4))
    s, t = rng.normal(size=(lead, 4)), rng.normal(size=(lead, 2, 4))
    together = function(Dual(a, s), Dual(b, t))
    for d in range(lead):
        alone = function(Dual(a, s[d]), Dual(b, t[d]))
        np.testing.assert_allclose(together.tangent[d], alone.tangent, rtol=1e-14, atol=1e-14)


def test_different_directions_are_an_error():
    with pytest.raises(
        ValueError, match=r"^concatenate: operands carry different directions, \(2,\) and \(3,\)"
    ):
        np.concatenate([X, Dual(A, np.ones((3, 3, 4)))])


# --- empty arrays and numbers ---------------------------------------------------------------------------

EMPTY = [
    (np.sum, ()),
    (np.prod, ()),
    (np.cumsum, ()),
    (np.cumprod, ()),
    (np.sort, ()),
    (np.ravel, ()),
    (np.unique, ()),
    (np.transpose, ()),
    (np.diff, ()),
    (np.roll, (1,)),
    (np.repeat, (2,)),
    (np.tile, (2,)),
    (np.nan_to_num, ()),
    (np.flip, ()),
    (np.max, (None, None, False, 1.0)),
    (np.resize, ((2, 2),)),
    (np.pad, (1,)),
    (np.clip, (0, 1)),
    (np.tril, ()),
    (np.ediff1d, ()),
    (np.trim_zeros, ()),
]


@pytest.mark.parametrize("lead", [(), (2,)])
@pytest.mark.parametrize(("function", "args"), EMPTY, ids=[f.__name__ for f, _ in EMPTY])
def test_empty_arrays(function, args, lead):
    for shape in ((0,), (3, 0)):
        if len(shape) > 1 and function is np.trim_zeros:
            continue
        plain = function(np.zeros(shape), *args)
        y = function(Dual(np.zeros(shape), np.zeros(lead + shape)), *args)
        np.testing.assert_array_equal(y.primal, plain)
        assert np.shape(y.tangent) == lead + np.shape(plain)
        assert not np.any(y.tangent)


NUMBERS = [
    (np.sum, ()),
    (np.mean, ()),
    (np.prod, ()),
    (np.max, ()),
    (np.median, ()),
    (np.std, ()),
    (np.ptp, ()),
    (np.ravel, ()),
    (np.reshape, ((1, 1),)),
    (np.transpose, ()),
    (np.squeeze, ()),
    (np.expand_dims, (0,)),
    (np.atleast_2d, ()),
    (np.broadcast_to, ((2, 2),)),
    (np.repeat, (3,)),
    (np.tile, (2,)),
    (np.clip, (0.0, 1.0)),
    (np.round, ()),
    (np.nan_to_num, ()),
    (np.cumsum, ()),
    (np.cumprod, ()),
    (np.unique, ()),
    (np.flip, ()),
    (np.angle, ()),
    (np.real, ()),
    (np.imag, ()),
    (np.sinc, ()),
    (np.i0, ()),
    (np.copy, ()),
    (np.average, ()),
    (np.quantile, (0.5,)),
    (np.nansum, ()),
    (np.append, (1.0,)),
    (np.take, (0,)),
    (np.linspace, (3.0, 4)),
    (np.diagflat, ()),
    (np.resize, ((2,),)),
    (np.sum, (0,)),
    (np.max, (-1,)),
    (np.lib.scimath.log, ()),
]


@pytest.mark.parametrize("kind", [float, np.float32, np.float64, np.asarray], ids=lambda k: k.__name__)
@pytest.mark.parametrize(("function", "args"), NUMBERS, ids=names(NUMBERS))
def test_numbers_and_0d_arrays(function, args, kind):
    """A Dual of a number gives what NumPy gives for it, and three directions of it three results."""
    value = kind(0.7)
    plain = function(value, *args)
    y = function(Dual(value, 2.0), *args)
    assert np.shape(y) == np.shape(plain)
    np.testing.assert_array_equal(y.primal, plain)
    assert np.asarray(y.primal).dtype == np.asarray(plain).dtype
    many = function(Dual(value, np.array([2.0, 4.0, 0.0])), *args)
    for tangent, factor in zip(many.tangent, (1, 2, 0), strict=True):
        np.testing.assert_allclose(tangent, factor * y.tangent, rtol=np.finfo(np.asarray(plain).dtype).eps)
