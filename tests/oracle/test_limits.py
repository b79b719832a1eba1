"""The limit: its digits, its points, and the ways in which it may not exist."""

import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum
from dualnum.oracle import NoLimitError, limit_derivative, partial_derivative
from dualnum.rules import TABLE

DIGITS = 50


def agrees(actual, exact, digits=DIGITS):
    """Whether a limit has so many correct digits (``exact`` is computed in a precision of its own)."""
    with mpmath.workdps(digits + 30):
        value = exact() if callable(exact) else mpmath.mpf(exact)
        return abs(actual - value) <= mpmath.mpf(10) ** -digits * abs(value)


def test_l2_the_lecture_s_limit():
    assert limit_derivative(lambda x: x**2, 2) == 4
    assert [limit_derivative(lambda x: x**2, a) for a in (-2, 0, 2)] == [-4, 0, 4]


CLOSED_FORMS = {
    "sin": (np.sin, mpmath.cos, [0.0, 0.5, 3.0, 1e22, -1e308, 5e-324]),
    "sin at a zero of cos": (np.sin, mpmath.cos, [math.pi / 2, 5 * math.pi / 2]),
    "tan": (dualnum.tan, lambda x: 1 / mpmath.cos(x) ** 2, [0.0, 1.0, math.pi / 2]),
    "exp": (math.exp, mpmath.exp, [-700.0, 0.0, 1.0, 700.0]),
    "log": (np.log, lambda x: 1 / x, [5e-324, 1e-300, 1.0, 1e308]),
    "sqrt": (lambda x: x**0.5, lambda x: 1 / (2 * mpmath.sqrt(x)), [5e-324, 2.0, 1e308]),
    "tanh": (np.tanh, lambda x: 1 / mpmath.cosh(x) ** 2, [-300.0, 1e-8, 20.0]),
    "erf": (math.erf, lambda x: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-x * x), [-18.8, 0.0, 3.0]),
    "arctanh": (np.arctanh, lambda x: 1 / ((1 - x) * (1 + x)), [0.5, 1 - 2**-40, 1 - 2**-53]),
    "a product": (
        lambda x: x * np.exp(-x * x),
        lambda x: (1 - 2 * x * x) * mpmath.exp(-x * x),
        [0.5, 1.0, 5.0],
    ),
    "a quotient": (
        lambda x: np.sin(x) / x,
        lambda x: (x * mpmath.cos(x) - mpmath.sin(x)) / x**2,
        [1e-8, 2.0],
    ),
    "a power": (lambda x: x**x, lambda x: x**x * (mpmath.log(x) + 1), [0.3, 2.0, 10.0]),
    "cancellation": (lambda x: (x + 1e30) ** 2 - 1e60, lambda x: 2 * (x + mpmath.mpf(1e30)), [1e-10]),
    "amplification": (
        lambda x: np.sin(np.exp(x)),
        lambda x: mpmath.exp(x) * mpmath.cos(mpmath.exp(x)),
        [1.0, 200.0],
    ),
}


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_closed_forms_to_fifty_digits(name):
    f, derivative, points = CLOSED_FORMS[name]
    for x in points:
        with mpmath.workdps(400):
            exact = derivative(mpmath.mpf(x))
        assert agrees(limit_derivative(f, x), exact), x


@pytest.mark.parametrize("order", range(1, 9))
def test_orders(order):
    turned = [mpmath.cos, lambda x: -mpmath.sin(x), lambda x: -mpmath.cos(x), mpmath.sin][(order - 1) % 4]
    assert agrees(limit_derivative(np.sin, 0.7, order), lambda: turned(mpmath.mpf(0.7)))
    assert limit_derivative(lambda x: x**5, 2, order) == math.perm(5, order) * 2 ** max(5 - order, 0)


@settings(max_examples=50)
@given(
    st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=6),
    st.fractions(-9, 9, max_denominator=99),
    st.integers(1, 3),
)
def test_polynomials_with_rational_coefficients(coefficients, x, order):
    def f(t):
        return sum((c * t**k for k, c in enumerate(coefficients)), start=0 * t)

    exact = sum(c * math.perm(k, order) * x ** (k - order) for k, c in enumerate(coefficients) if k >= order)
    limit = limit_derivative(f, x, order)
    assert agrees(limit, lambda: mpmath.mpf(exact.numerator) / exact.denominator) if exact else limit == 0


def test_the_point_is_taken_exactly():
    def square(x):
        return x * x

    def fifth():
        return mpmath.mpf(1) / 5

    for x in ("0.1", Fraction(1, 10), Decimal("0.1"), "1/10", "1e-1"):
        assert agrees(limit_derivative(square, x), fifth)
    assert limit_derivative(square, 0.1) == 2 * mpmath.mpf(0.1)
    assert limit_derivative(square, np.array(0.1)) == 2 * mpmath.mpf(0.1)
    assert limit_derivative(square, np.float32(0.1)) == 2 * mpmath.mpf(float(np.float32(0.1)))
    assert limit_derivative(square, np.int64(3)) == limit_derivative(square, True) + 4
    with mpmath.workdps(40):
        x = mpmath.mpf(1) / 3
    assert agrees(limit_derivative(square, x), lambda: 2 * x)
    assert limit_derivative(lambda x: abs(x - Fraction(1, 3)), Fraction(1, 3), side="right") == 1


@pytest.mark.parametrize("digits", [5, 30, 100, 300])
def test_digits(digits):
    assert agrees(limit_derivative(np.exp, 1, digits=digits), lambda: +mpmath.e, digits)


def test_constants_have_slope_zero_whatever_their_rounding():
    for f in (lambda x: 5, lambda x: np.float64(2.5), lambda x: np.sin(x) ** 2 + np.cos(x) ** 2, np.floor):
        assert limit_derivative(f, 1.3) == 0
    assert limit_derivative(lambda x: np.exp(np.log(x)) - x, 1e300) == 0


def test_stationary_points():
    assert limit_derivative(lambda x: (x - 1) ** 4, 1) == 0
    assert limit_derivative(np.cos, 0, order=2) == -1
    assert limit_derivative(lambda x: x * x * np.sin(1 / x) if x != 0 else 0, 0) == 0

    def flat(x):
        return np.exp(-1 / x**2) if x != 0 else 0

    assert [limit_derivative(flat, 0, order) for order in (1, 2, 3)] == [0, 0, 0]


# --- where there is no limit --------------------------------------------------------------------------

INF = math.inf
NO_LIMIT = {
    "abs": (abs, 0, -1, 1),
    "a small kink": (lambda x: 1e-300 * abs(x), 0, -1e-300, 1e-300),
    "a kink next to a kink": (lambda x: abs(x - 1e-200) + abs(x), 0, -2, 0),
    "relu": (lambda x: np.maximum(0, x), 0, 0, 1),
    "a conditional": (lambda x: x**3 if x >= 1 else 2 * x - 1, 1, 2, 3),
    "where": (lambda x: np.where(x > 2, x * x, 4), 2, 0, 4),
    "sqrt": (np.sqrt, 0, None, INF),
    "cube root": (np.cbrt, 0, INF, INF),
    "a cusp": (lambda x: np.sqrt(abs(x)), 0, -INF, INF),
    "arcsin": (np.arcsin, 1, INF, None),
    "x ln x": (lambda x: x * np.log(x) if x > 0 else 0, 0, 0, -INF),
    "a jump": (np.floor, 2, INF, 0),
    "remainder": (lambda x: x % 3, 6, -INF, 1),
    "a domain's end": (lambda x: x**1.5, 0, None, 0),
    "an oscillation": (lambda x: x * np.sin(1 / x) if x != 0 else 0, 0, None, None),
    "aliasing": (lambda x: x * np.sin(np.pi / x) if x != 0 else 0, 0, None, None),
    "a growing oscillation": (lambda x: abs(x) ** 0.5 * np.sin(1 / x) if x != 0 else 0, 0, None, None),
    "a slow oscillation": (lambda x: x * np.sin(np.log(abs(x))) if x != 0 else 0, 0, None, None),
    "one side oscillates": (lambda x: x * np.sin(1 / x) if x > 0 else 3 * x, 0, 3, None),
    "no value at the point": (lambda x: 1 / x, 0, None, None),
    "a removable gap": (lambda x: np.sin(x) / x, 0, None, None),
    "outside the domain": (np.log, -1.0, None, None),
    "math.log outside its domain": (math.log, -1.0, None, None),
}


@pytest.mark.parametrize("name", NO_LIMIT)
def test_no_limit(name):
    f, x, left, right = NO_LIMIT[name]
    with pytest.raises(NoLimitError) as caught:
        limit_derivative(f, x)
    found = caught.value.left, caught.value.right
    assert found == tuple(None if side is None else mpmath.mpf(side) for side in (left, right))
    assert str(caught.value).startswith("limit_derivative: ")


def test_the_text_names_both_sides_the_point_and_the_way_out():
    with pytest.raises(NoLimitError) as caught:
        limit_derivative(abs, 0)
    assert str(caught.value) == (
        "limit_derivative: the difference quotient of f has no limit at x = 0: -1.0 from the left, "
        '1.0 from the right; ask for side="left" or side="right" to have one of them'
    )
    with pytest.raises(NoLimitError, match=r"f has no values from the left, inf from the right$"):
        limit_derivative(np.sqrt, 0)
    with pytest.raises(
        NoLimitError, match=r"f has no value at x = -1.0 \(log: no finite value .*math domain error"
    ):
        limit_derivative(math.log, -1.0)
    with pytest.raises(NoLimitError, match="nothing that it settles on from the left, nothing"):
        limit_derivative(lambda x: x * np.sin(1 / x) if x != 0 else 0, 0)


def test_the_error_survives_pickling():
    with pytest.raises(NoLimitError) as caught:
        limit_derivative(abs, 0)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.left, copy.right) == (str(caught.value), -1, 1)
    assert isinstance(copy, ValueError)


def test_a_higher_order_needs_the_lower_ones():
    with pytest.raises(NoLimitError, match="the difference quotient of f") as caught:
        limit_derivative(abs, 0, order=2)  # its second quotients are 0 on either side
    assert (caught.value.left, caught.value.right) == (-1, 1)
    with pytest.raises(NoLimitError, match="quotient of order 2 of f") as caught:
        limit_derivative(lambda x: x * abs(x), 0, order=2)
    assert (caught.value.left, caught.value.right) == (-2, 2)
    assert limit_derivative(lambda x: x * abs(x), 0) == 0


def test_one_side():
    assert limit_derivative(abs, 0, side="left") == -1
    assert limit_derivative(abs, 0, side="right") == 1
    assert limit_derivative(lambda x: x**1.5, 0, side="right") == 0
    assert agrees(limit_derivative(np.sin, 0.5, side="left"), lambda: mpmath.cos(0.5))
    with pytest.raises(NoLimitError) as caught:
        limit_derivative(np.sqrt, 0, side="right")
    assert (caught.value.left, caught.value.right) == (None, mpmath.inf)


# --- complex numbers, several arguments ---------------------------------------------------------------


def test_complex_points():
    assert limit_derivative(lambda z: z * z, 1 + 2j) == mpmath.mpc(2, 4)
    exact = mpmath.mpc(1, 2)
    with mpmath.workdps(80):
        assert abs(limit_derivative(np.exp, 1 + 2j) - mpmath.exp(exact)) < mpmath.mpf(10) ** -48
        assert abs(limit_derivative(np.log, np.complex128(1 + 2j)) - 1 / exact) < mpmath.mpf(10) ** -50
        turning = limit_derivative(lambda x: np.exp(1j * x), 0.5)
        assert abs(turning - 1j * mpmath.exp(0.5j)) < mpmath.mpf(10) ** -50


@pytest.mark.parametrize("f", [np.conjugate, np.real, abs, lambda z: z * z.conjugate()])
def test_functions_that_are_not_holomorphic(f):
    with pytest.raises(NoLimitError, match=r"from above.*from below"):
        limit_derivative(f, 1 + 2j)


def test_partial_derivatives():
    def f(a, b, n):
        return np.arctan2(a, b) ** n

    def first():
        return 2 * mpmath.atan2(1.5, 0.5) * mpmath.mpf(0.5) / mpmath.mpf(2.5)

    def second():
        return -2 * mpmath.atan2(1.5, 0.5) * mpmath.mpf(1.5) / mpmath.mpf(2.5)

    assert agrees(partial_derivative(f, (1.5, 0.5, 2), 0), first)
    assert agrees(partial_derivative(f, (1.5, 0.5, 2), 1), second)
    assert agrees(partial_derivative(f, (1.5, 0.5, 2), -2), second)
    assert partial_derivative(lambda a, b: a * b**3, (2.0, 3.0), 1, order=2) == 36
    assert partial_derivative(max, (1.0, 1.0), 0, side="right") == 1


def test_the_other_arguments_are_exact_too_and_integers_stay_integers():
    by_b_c = partial_derivative(lambda a, b, c: a * (b * c), (1.0, 0.1, 0.7), 0)
    assert agrees(by_b_c, lambda: mpmath.mpf(0.1) * mpmath.mpf(0.7))
    assert partial_derivative(lambda x, n: sum(x for _ in range(n)), (1.0, 3), 0) == 3
    assert partial_derivative(lambda x, how: x if how == "once" else 2 * x, (1.0, "twice"), 0) == 2


# --- independence, isolation --------------------------------------------------------------------------


def test_the_oracle_never_sees_a_rule():
    TABLE.rule("wrong_cube", lambda x, y: 1e9, value=lambda x: x**3, mp=lambda mp, x: x**3)
    try:
        assert limit_derivative(dualnum.wrong_cube, 2.0) == 12
    finally:
        TABLE.remove("wrong_cube")


def test_the_result_is_an_mpf_of_mpmath_s_own_context():
    assert isinstance(limit_derivative(np.sin, 1.0), mpmath.mpf)
    assert isinstance(limit_derivative(np.sin, 1j), mpmath.mpc)


def test_the_caller_s_precision_neither_matters_nor_changes():
    reference = limit_derivative(np.sin, 0.5)
    with mpmath.workdps(10):
        assert limit_derivative(np.sin, 0.5)._mpf_ == reference._mpf_
        assert mpmath.mp.dps == 10


def test_threads_do_not_disturb_each_other():
    points = [k / 7 for k in range(1, 15)]
    alone = [limit_derivative(np.sin, x, digits=40 + k) for k, x in enumerate(points)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda k: limit_derivative(np.sin, points[k], digits=40 + k), range(14)))
    assert alone == together


def test_a_limit_inside_a_function_whose_limit_is_taken():
    def f(x):
        assert limit_derivative(lambda t: t**2, 3) == 6
        return x * limit_derivative(np.exp, 0)

    assert limit_derivative(f, 2.0) == 1


# --- bad input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: limit_derivative(3.0, 1), TypeError, "f is 3.0, not a function"),
        (lambda: limit_derivative(np.sin, [1.0]), TypeError, "x is a list, not a number; limit_gradient"),
        (lambda: limit_derivative(np.sin, np.ones(2)), TypeError, "x is a ndarray"),
        (lambda: limit_derivative(np.sin, None), TypeError, "x is a NoneType"),
        (lambda: limit_derivative(np.sin, "two"), ValueError, "x is 'two', which is not a finite number"),
        (lambda: limit_derivative(np.sin, math.inf), ValueError, "x is inf, which is not a finite"),
        (lambda: limit_derivative(np.sin, mpmath.nan), ValueError, "not a finite"),
        (lambda: limit_derivative(np.sin, np.float64("nan")), ValueError, "not a finite"),
        (lambda: limit_derivative(np.sin, Decimal("inf")), ValueError, "not a finite"),
        (lambda: limit_derivative(np.sin, 1, order=0), ValueError, "order=0; give a positive integer"),
        (lambda: limit_derivative(np.sin, 1, order=True), ValueError, "order=True"),
        (lambda: limit_derivative(np.sin, 1, digits=2.5), ValueError, "digits=2.5"),
        (lambda: limit_derivative(np.sin, 1, side="up"), ValueError, "side='up'; give \"both\""),
        (lambda: limit_derivative(lambda x: "x", 1), TypeError, "f returned a str, not a number"),
        (lambda: limit_derivative(lambda x: None, 1), TypeError, "f returned a NoneType"),
        (
            lambda: limit_derivative(lambda x: [x], 1),
            TypeError,
            "f returned a list, not a number; limit_gradient",
        ),
        (lambda: limit_derivative(float, 1), TypeError, "float: f turns the oracle's number into"),
        (lambda: limit_derivative(lambda x: x * int(x), 1), TypeError, "int: f turns"),
        (lambda: limit_derivative(lambda x: np.asarray(x, dtype=float), 1), TypeError, "float: f turns"),
        (lambda: limit_derivative(lambda x: x + "1", 1), TypeError, "unsupported operand"),
        (lambda: limit_derivative(lambda x: x.nonsense, 1), AttributeError, "no attribute 'nonsense'"),
        (lambda: partial_derivative(max, (1.0, 2.0), 2), IndexError, "index 2 for 2 arguments"),
        (lambda: partial_derivative(None, (1.0,), 0), TypeError, "partial_derivative: f is None"),
    ],
)
def test_bad_input(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert text in str(caught.value)
    assert not isinstance(caught.value, NoLimitError)
