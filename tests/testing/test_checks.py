"""The checks pass what is right and catch what is wrong: each kind of error that a rule can have."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum
from dualnum.oracle import NoLimitError
from dualnum.testing import check_derivative, check_gradient, check_jacobian, check_rule

INF = math.inf
REALS = (-INF, INF)


def sech_squared(x):
    return 1 / math.cosh(x) ** 2 if abs(x) < 350 else 4 * math.exp(-2 * abs(x))


RIGHT = {
    "sin": (math.sin, math.cos, REALS, 1),
    "exp": (math.exp, math.exp, (-800, 800), 1),
    "log": (math.log, lambda x: 1 / x, (0, INF), 1),
    "sqrt": (math.sqrt, lambda x: 0.5 / math.sqrt(x) if x else INF, (0, INF), 2),
    "sqrt, nan at 0": (math.sqrt, lambda x: 0.5 / math.sqrt(x) if x else math.nan, (0, INF), 2),
    "sqrt, an error at 0": (math.sqrt, lambda x: 0.5 / math.sqrt(x), (0, INF), 2),
    "arctanh": (math.atanh, lambda x: 1 / ((1 - x) * (1 + x)), (-1, 1), 2),
    "tanh": (math.tanh, sech_squared, REALS, 4),
    "abs": (abs, lambda x: math.copysign(1.0, x), REALS, 0),
    "abs, 1 at 0": (abs, lambda x: 1.0 if x >= 0 else -1.0, REALS, 0),
    "abs, nan at 0": (abs, lambda x: x / abs(x) if x else math.nan, REALS, 0),
    "cube, whose square overflows": (lambda x: x**3, lambda x: 3 * x**2, REALS, 2),
    "a constant": (lambda x: 7, lambda x: 0, REALS, 0),
    "numpy's results": (np.sin, np.cos, (-9, 9), 2),
    "single precision": (np.sin, lambda x: np.float32(math.cos(x)), (-9, 9), 0.5001),
    "our own": (dualnum.tanh, dualnum.derivative(dualnum.tanh), (-20, 20), 4),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_rule_passes(name):
    f, df, domain, ulp = RIGHT[name]
    assert 0 <= check_rule(f, df, domain, ulp=ulp, samples=80) <= ulp


WRONG = {
    "sign": (math.cos, math.sin, REALS),
    "factor": (lambda x: x**2, lambda x: x, REALS),
    "a missing inner derivative": (lambda x: math.sin(2 * x), lambda x: math.cos(2 * x), REALS),
    "another function": (math.tan, lambda x: 1 + x * x, (-1, 1)),
    "zero": (math.sin, lambda x: 0.0, REALS),
    "nan": (math.sin, lambda x: math.nan, REALS),
    "infinite": (math.sin, lambda x: INF, REALS),
    "an error": (math.sin, lambda x: math.sqrt(-1), REALS),
    "a relative error of 1e-12": (math.exp, lambda x: math.exp(x) * (1 + 1e-12), (-5, 5)),
    "five units": (lambda x: x * x, lambda x: 2 * x + 5 * math.ulp(2 * x), (0.1, 10)),
    "wrong for negative numbers": (abs, lambda x: 1.0, REALS),
    "a missing kink": (lambda x: max(x, 0), lambda x: 1.0, (-5, 5)),
    "a kink's derivative outside its sides": (abs, lambda x: (x > 0) - (x < 0), REALS),
    "wrong at 0 only": (math.sin, lambda x: math.cos(x) if x else 0.0, REALS),
    "wrong at integers only": (math.sin, lambda x: math.cos(x) if x % 1 else 0.5, (-5, 5)),
    "wrong next to an edge": (math.asin, lambda x: 1 / math.sqrt(1 - x * x) if abs(x) < 1 else INF, (-1, 1)),
    "cancellation near an edge": (math.atanh, lambda x: 1 / (1 - x * x) if abs(x) < 1 else INF, (-1, 1)),
    "cancellation for large arguments": (math.tanh, lambda x: 1 - math.tanh(x) ** 2, (-40, 40)),
    "overflow of an intermediate": (math.atan, lambda x: 1 / (1 + x * x) if abs(x) < 1e154 else 0.0, REALS),
    "underflow of a subnormal": (lambda x: x * x, lambda x: 2 * x if abs(x) > 1e-308 else 0.0, REALS),
    "wrong for huge arguments": (math.sin, lambda x: math.cos(x) if abs(x) < 1e16 else 1.0, REALS),
    "a series cut short": (math.sin, lambda x: 1 - x**2 / 2 + x**4 / 24 - x**6 / 720, (-0.2, 0.2)),
    "a finite difference": (math.exp, lambda x: (math.exp(x + 1e-7) - math.exp(x - 1e-7)) / 2e-7, (-2, 2)),
    "an infinite slope missed": (math.sqrt, lambda x: 0.5 / math.sqrt(x) if x else 0.0, (0, INF)),
    "the wrong infinity": (math.sqrt, lambda x: 0.5 / math.sqrt(x) if x else -INF, (0, INF)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_caught(name):
    f, df, domain = WRONG[name]
    with pytest.raises(
        AssertionError, match=r"^check_rule: df is wrong at \d+ of \d+ points, more than 4 ULP off"
    ):
        check_rule(f, df, domain)


@settings(max_examples=20)
@given(st.integers(0, 51), st.sampled_from([-1, 1]))
def test_every_flipped_bit_is_caught_from_the_third_on(bit, sign):
    def flipped(x):
        return math.cos(x) * (1 + sign * 2.0 ** (bit - 52))

    if bit >= 3:
        with pytest.raises(AssertionError):
            check_rule(math.sin, flipped, (0.1, 1.2), samples=6)
    else:
        # A relative change by 2^(bit − 52) is up to 2^(bit + 1) ULP, just below a power of two; cos adds one.
        assert check_rule(math.sin, flipped, (0.1, 1.2), ulp=2 ** (bit + 1) + 1, samples=6) > 0


def test_the_text_names_the_worst_point_and_both_values():
    with pytest.raises(AssertionError) as caught:
        check_rule(lambda x: x * x, lambda x: 2 * x if x != 3 else 7.0, (0, 10), samples=10)
    text = str(caught.value)
    assert "df is wrong at 1 of " in text
    assert text.endswith("worst is x = 3.0, 1.1259e+15 ULP off: df gave 7.0, the limit is 6.0")
    with pytest.raises(AssertionError, match=r"df gave ZeroDivisionError \(.*\), the limit is 1.0"):
        check_rule(lambda x: x, lambda x: x / x, (-1, 1), samples=10)
    with pytest.raises(AssertionError, match=r"x = 0.0, .* df gave 0.5, the limit is -1.0 or 1.0"):
        check_rule(abs, lambda x: math.copysign(1, x) if x else 0.5, (-1, 1), samples=10)


def test_domains():
    assert check_rule(math.sqrt, lambda x: 0.5 / math.sqrt(x), (2, 2), ulp=2) <= 2
    with pytest.raises(ValueError, match="check_rule: f has a derivative at no point tried"):
        check_rule(math.log, lambda x: 1 / x, (-3, -2))
    for domain in ((1, 0), 3, (0, "x"), (math.nan, 1), (0, 1, 2)):
        with pytest.raises(ValueError, match="check_rule: domain="):
            check_rule(math.log, lambda x: 1 / x, domain)


def test_points_where_f_has_no_value_do_not_count():
    assert check_rule(math.log, lambda x: 1 / x if x > 0 else 123.0, REALS, samples=40) <= 1


# --- checks of ours -----------------------------------------------------------------------------------


def wrong_square():
    """x², with the derivative 2x·(1 + 1e-12)."""

    @dualnum.custom_rule(lambda x: 2 * x * (1 + 1e-12))
    def square(x):
        return x * x

    return square


def test_our_derivatives_pass():
    assert check_derivative(lambda x: x**3, 2.0) == 0
    assert check_derivative(lambda x: x * np.sin(x), 1.3) < 4
    assert check_derivative(lambda x: x * np.sin(x), np.linspace(0.5, 1.5, 3)) < 4
    assert check_derivative(lambda x: x**5, 2.0, order=3) == 0
    assert check_derivative(lambda x: 4.0, 2.0) == 0
    assert check_derivative(np.exp, 1 + 2j) < 4
    assert check_gradient(lambda x: (x * x).sum() * x[0], np.array([1.0, 2.0])) < 4
    assert check_gradient(lambda x: x[0] * math.prod(x), [2.0, 3.0]) < 4
    assert check_jacobian(lambda x: x * x[::-1], np.array([2.0, 3.0])) == 0
    assert check_jacobian(lambda x: np.array([[1.0, 2.0], [3.0, 4.0]]) @ x, np.array([2.0, 3.0])) == 0


def test_a_wrong_derivative_of_ours_is_caught():
    square = wrong_square()
    with pytest.raises(AssertionError, match=r"^check_derivative of order 1, x = 3.0: \d+ ULP, more than 64"):
        check_derivative(square, 3.0)
    with pytest.raises(AssertionError, match=r"^check_gradient, x = \[1. 2.\]: \d+ ULP at index \(0,\)"):
        check_gradient(lambda x: square(x[0]) + x[1], np.array([1.0, 2.0]))
    with pytest.raises(AssertionError, match=r"^check_jacobian, x = .* at index \(1, 0\)"):
        check_jacobian(lambda x: np.stack([x[1], square(x[0])]), np.array([1.0, 2.0]))


def test_a_convention_is_not_a_limit():
    with pytest.raises(NoLimitError) as caught:
        check_derivative(abs, 0.0)
    assert (caught.value.left, caught.value.right) == (-1, 1)
    assert dualnum.derivative(abs)(0.0) == 1
