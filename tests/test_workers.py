"""Large arrays on several threads: the same numbers, errors and warnings as on one."""

import os
import warnings

import numpy as np
import pytest

import dualnum
from dualnum import array_propagation, set_threads, workers

X = np.linspace(-3, 3, 2 * array_propagation.SHARED + 7)


@pytest.fixture(autouse=True)
def _default_threads():
    before = workers._threads
    yield
    workers._threads, workers._pool = before, None


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
