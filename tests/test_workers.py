"""Large arrays on several threads: the same numbers, errors and warnings as on one."""

import os
import warnings

import numpy as np
import pytest

import dualnum
from dualnum import array_propagation, set_threads

X = np.linspace(-3, 3, 2 * array_propagation.SHARED + 7)


pytestmark = pytest.mark.usefixtures("default_threads")


def f(x):
    return np.sin(x) * np.exp(-(x**2)) / (1 + x**2)


def test_any_number_of_threads_gives_the_same_bits():
    results = []
    for count in (1, 2, 3):
        set_threads(count)
        results.append(dualnum.derivative(f)(X))
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])
    head = dualnum.derivative(f)(X[:100])
    assert results[0][:100] == pytest.approx(head, rel=1e-14, abs=1e-300)


def test_zero_tangents_survive_infinite_slopes_in_every_block():
    set_threads(2)
    x = np.zeros(2 * array_propagation.SHARED)
    tangent = np.zeros_like(x)
    tangent[::1000] = 1.0
    with np.errstate(divide="ignore"):
        found = np.sqrt(dualnum.Dual(x, tangent)).tangent
    assert np.array_equal(found == 0, tangent == 0)
    assert np.isinf(found[::1000]).all()


def test_errors_and_numpys_error_state_reach_the_threads():
    set_threads(2)
    x = dualnum.Dual(np.zeros(2 * array_propagation.SHARED), 1.0)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        np.sqrt(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(divide="ignore"):
            np.sqrt(x)


LARGE = {
    "sin": np.sin,
    "x*x": lambda x: x * x,
    "1 - x": lambda x: 1 - x,
    "x/3": lambda x: x / 3.0,
    "x**2": lambda x: x**2,
    "x**3": lambda x: x**3,
    "x**0.5": lambda x: x**0.5,
    "arctan2": lambda x: np.arctan2(x, 2.0),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("size", [array_propagation.SHARED_IF_HEAVY, X.size])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("f", LARGE.values(), ids=LARGE)
def test_values_of_large_arrays_are_numpys(f, dtype, size):
    set_threads(2)
    x = X[:size].astype(dtype)
    value, slope = dualnum.value_and_derivative(f)(x)
    plain = f(x)
    assert value.dtype == slope.dtype == plain.dtype
    assert np.array_equal(value, plain, equal_nan=True)
    few = dualnum.derivative(f)(x[:: size // 50])
    assert slope[:: size // 50] == pytest.approx(few, rel=1e-6 if dtype is np.float32 else 1e-14, nan_ok=True)


def test_an_error_of_a_large_value_is_told_once_as_numpy_tells_it():
    set_threads(2)
    x = np.zeros(2 * array_propagation.SHARED)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dualnum.derivative(np.exp)(x + 1000.0)
    assert [str(warning.message) for warning in caught] == ["overflow encountered in exp"]
    small = np.full(x.size, 1e-200)
    with np.errstate(under="raise"), pytest.raises(FloatingPointError, match="underflow"):
        dualnum.derivative(lambda x: x * x)(small)
    assert (dualnum.derivative(lambda x: x * x)(small) == 2e-200).all()


def test_other_layouts_of_large_arrays():
    set_threads(2)
    n = array_propagation.SHARED
    strided = np.linspace(0.0, 1.0, 2 * n)[::2]
    assert dualnum.derivative(np.sin)(strided) == pytest.approx(np.cos(strided), rel=1e-15)
    rows = np.asfortranarray(np.linspace(0.0, 1.0, n).reshape(4, -1))
    assert dualnum.derivative(np.sin)(rows) == pytest.approx(np.cos(rows), rel=1e-15)


def test_a_nan_among_large_arrays_spoils_nothing_else():
    x, tangent = X.copy(), np.ones_like(X)
    x[7], tangent[7] = np.nan, 0.0
    found = (dualnum.Dual(x, tangent) * dualnum.Dual(x, tangent)).tangent
    assert found[7] == 0.0
    assert np.array_equal(np.delete(found, 7), np.delete(2 * x, 7))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_makes_threads_of_its_own():
    set_threads(2)
    dualnum.derivative(f)(X)
    child = os.fork()
    if child == 0:
        ok = bool(np.isfinite(dualnum.derivative(f)(X)).all())
        os._exit(0 if ok else 1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "2"])
def test_bad_counts(count):
    with pytest.raises(ValueError, match="set_threads"):
        set_threads(count)
