"""Duals of NumPy scalars: indexed as the scalars are, refused as numbers are."""

import copy
import numbers
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import Dual

PRIMAL, TANGENT = np.float64(2.0), np.float64(0.5)
KEYS = [(), ..., None, True, False, np.True_, np.False_, (None, ...), (..., None, None), np.array(True)]


@pytest.fixture
def x():
    return Dual(PRIMAL, TANGENT)


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_an_index_does_what_it_does_to_the_scalar(x, key):
    found = x[key]
    for part, scalar in ((found.primal, PRIMAL), (found.tangent, TANGENT)):
        expected = np.asarray(scalar)[key]  # a scalar itself has no booleans in some releases
        assert type(part) is type(expected)
        assert part.dtype == expected.dtype
        assert np.array_equal(part, expected)


@pytest.mark.parametrize("kind", [np.float32, np.complex64, np.longdouble])
def test_the_type_stays(kind):
    found = Dual(kind(2), 1)[None]
    assert found.primal.dtype == found.tangent.dtype == kind


def test_directions_stay_in_front():
    x = Dual(np.arange(2.0), np.eye(2))[1]
    assert x[()].tangent.tolist() == [0, 1]
    assert x[None].tangent.tolist() == [[0], [1]]


def test_each_order_is_indexed():
    seen = []
    slope = dualnum.derivative(dualnum.derivative(lambda t: seen.append(np.sin(t)) or np.sin(t)[()] * t))
    found = slope(np.float64(0.5))
    assert found == pytest.approx(2 * np.cos(0.5) - 0.5 * np.sin(0.5), rel=1e-15)
    assert seen[0][None].shape == (1,)


@pytest.mark.parametrize("key", [0, -1, slice(None), (0, 0), [0]], ids=repr)
def test_it_has_no_elements(x, key):
    with pytest.raises(IndexError):
        x[key]


def test_it_is_no_sequence(x):
    assert not np.iterable(x)
    for look in (len, iter, list, lambda x: 2.0 in x):
        with pytest.raises(TypeError):
            look(x)
    with pytest.raises(TypeError, match="does not support item assignment"):
        x[()] = 1.0


@pytest.mark.parametrize("value", [1, 1j, Fraction(1, 3), Decimal(3)])
def test_numbers_of_python_are_not_indexed(value):
    with pytest.raises(TypeError, match="'GeneralDual' object is not subscriptable"):
        Dual(value, 1)[()]


# --- a plain array does not take it, and says why ---------------------------------------------------------

PLAIN = {
    "an element": lambda x: np.zeros(2).__setitem__(0, x),
    "an element of single precision": lambda x: np.zeros(2, np.float32).__setitem__(0, x),
    "an element of complex numbers": lambda x: np.zeros(2, complex).__setitem__(0, x),
    "an element of integers": lambda x: np.zeros(2, int).__setitem__(0, x),
    "a slice": lambda x: np.zeros(2).__setitem__(slice(None), x),
    "a mask": lambda x: np.zeros(2).__setitem__(np.array([True, False]), x),
    "a list": lambda x: np.array([x, x], float),
    "a list on assignment": lambda x: np.zeros(2).__setitem__(slice(None), [x, 1.0]),
    "objects on assignment": lambda x: np.zeros(2).__setitem__(slice(None), np.array([x, 1.0])),
    "objects of another type": lambda x: np.array([x, 1.0]).astype(float),
    "an array of one": lambda x: np.array(x, float),
    "a full array": lambda x: np.zeros(2).fill(x),
    "float()": float,
    "int()": int,
    "complex()": complex,
}


@pytest.mark.parametrize("put", PLAIN.values(), ids=PLAIN)
@pytest.mark.parametrize(
    "primal", [np.float64(2), np.float32(2), np.complex128(2)], ids=lambda p: p.dtype.name
)
def test_no_derivative_is_dropped(put, primal):
    x = Dual(primal, 1)
    for _ in range(2):
        with pytest.raises(TypeError, match="without losing its derivative; use .primal to drop"):
            put(x)
    assert (x.primal, x.tangent) == (2, 1)
    assert (x * x).tangent == 4


def test_an_array_of_objects_takes_it(x):
    objects = np.array([x, 1.0])
    assert objects.dtype == object
    assert objects[0] is x


# --- a number ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1.0, 1, 1j, Fraction(1, 3), np.float64(1), np.float32(1), Dual(1.0, 1.0)])
def test_it_passes_for_a_number(value):
    assert isinstance(Dual(value, 1), numbers.Number)
    assert np.isscalar(Dual(value, 1))


@pytest.mark.parametrize("value", [np.ones(2), np.array(1.0), Dual(np.ones(2), 1.0)])
def test_an_array_does_not(value):
    assert not isinstance(Dual(value, 1), numbers.Number)
    assert not np.isscalar(Dual(value, 1))


def test_nothing_else_becomes_a_number():
    assert not isinstance("1", numbers.Number)
    assert not issubclass(list, numbers.Number)
    assert not isinstance(Dual(1.0, 1.0), numbers.Real)


def test_drop_in_leaves_it_as_it_is():
    with dualnum.drop_in():
        assert (np.sin(Dual(PRIMAL, TANGENT))[None]).shape == (1,)
    assert (np.sin(Dual(PRIMAL, TANGENT))[None]).shape == (1,)
    assert type(Dual(PRIMAL, TANGENT)) is type(np.sin(Dual(PRIMAL, TANGENT)))


def test_it_is_pickled_and_copied(x):
    for same in (pickle.loads(pickle.dumps(x)), copy.copy(x), copy.deepcopy(x)):
        assert (same[()].primal, same[()].tangent) == (PRIMAL, TANGENT)
