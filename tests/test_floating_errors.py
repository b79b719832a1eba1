"""NumPy tells of errors in a tangent where the tangent shows them, as the caller's `numpy.errstate` says."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import dualnum
from dualnum import Dual, floating_errors


def told(function, *args):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function(*args)
    return [str(warning.message) for warning in caught]


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (
            np.sqrt,
            (Dual(np.array([0.0, 1.0]), np.array([0.0, 1.0])),),
        ),  # an infinite slope that nothing moves along
        (np.arctan2, (Dual(np.array([1e308]), 1.0), np.array([1e308]))),  # its partial overflows on the way
        (np.multiply, (Dual(np.array([np.inf]), 0.0), Dual(np.array([2.0]), 0.0))),
        (np.sinh, (Dual(np.float64(-1e-300), 1.0),)),
    ],
)
def test_nothing_is_told_of_a_finite_tangent(function, args):
    assert told(function, *args) == []
    with np.errstate(all="raise"):
        function(*args)


def test_an_infinite_slope_is_told_of_once():
    assert told(np.sqrt, Dual(np.zeros(3), 1.0)) == ["divide by zero encountered in divide"]
    assert told(np.sqrt, Dual(np.zeros(1_000_000), 1.0)) == ["divide by zero encountered in divide"]


def test_the_caller_decides_what_happens():
    x = Dual(np.zeros(2), 1.0)
    with np.errstate(divide="ignore"):
        assert told(np.sqrt, x) == []
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError, match="divide by zero"):
        np.sqrt(x)
    seen = []
    with np.errstate(divide="call", call=lambda kind, _: seen.append(kind)):
        np.sqrt(x)
    assert seen == ["divide by zero"]


def test_an_overflow_and_an_undefined_tangent_are_told_of():
    assert told(np.multiply, Dual(np.array([1e308]), 1e308), np.array([0.5])) == []
    assert told(np.square, Dual(np.array([1.0]), 1e308)) == ["overflow encountered in multiply"]
    assert told(np.multiply, Dual(np.array([1.0]), np.inf), np.zeros(1)) == [
        "invalid value encountered in subtract"
    ]


def test_the_report_of_a_plain_function_comes_first_and_unchanged():
    assert told(np.log, Dual(np.array([0.0]), 0.0)) == ["divide by zero encountered in log"]
    assert told(np.log, Dual(np.array([0.0]), 1.0))[0] == "divide by zero encountered in log"


def test_transforms_keep_the_callers_state():
    with np.errstate(all="raise"):
        assert dualnum.derivative(np.sqrt)(4.0) == 0.25
        assert dualnum.gradient(lambda x: np.sqrt(x).sum())(np.array([1.0, 4.0])).tolist() == [0.5, 0.25]
    assert np.geterr()["divide"] == "warn"


# --- the state in which errors are raised -----------------------------------------------------------------


@pytest.mark.parametrize("errors", [floating_errors.ERRORS, floating_errors.ByErrstate])
def test_errors_are_raised_between_set_and_reset(errors):
    state = floating_errors.RAISED if errors is floating_errors.ERRORS else {"divide": "raise"}
    before = np.geterr()
    token = errors.set(state)
    try:
        assert np.geterr()["divide"] == "raise"
        with pytest.raises(FloatingPointError):
            np.divide(np.ones(1), 0.0)
    finally:
        errors.reset(token)
    assert np.geterr() == before


def test_numpys_state_is_found():
    state = {"divide": "raise", "over": "ignore"}
    variable, value = floating_errors.state_variable(state)
    token = variable.set(value)
    try:
        assert {**np.geterr(), **state} == np.geterr()
    finally:
        variable.reset(token)


def test_a_numpy_that_keeps_its_state_elsewhere_is_asked_each_time(monkeypatch):
    monkeypatch.setattr(floating_errors, "copy_context", dict)
    assert floating_errors.state_variable({"over": "raise"}) == (
        floating_errors.ByErrstate,
        {"over": "raise"},
    )


def test_an_operation_leaves_the_callers_state_alone():
    x = Dual(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    before = np.geterr()
    np.sqrt(x)  # an error comes up, of which nothing is told
    assert np.geterr() == before
