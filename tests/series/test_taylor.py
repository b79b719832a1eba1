"""Taylor series: every row of the table against mpmath, exactness, singular points, and the number itself."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual, Taylor, derivative, taylor
from dualnum.rules import OWN_ROWS, TABLE

ORDER = 20
NOT_ANALYTIC = {"real", "imag", "angle", "conjugate"}  # of a real variable these are x, 0, a step and x
ROWS = [TABLE[name] for name in OWN_ROWS]
"""SciPy's functions, whose values are doubles, have tests of their own (tests/rules)."""
UNARY = [row for row in ROWS if row.arity == 1 and row.outputs is None and row.name not in NOT_ANALYTIC]


def reference(row, context):
    """The mpmath function of a row."""
    if isinstance(row.mp, str):
        return getattr(context, row.mp)
    return lambda *args: row.mp(context, *args)


def point_of(row):
    """A point inside the domain, away from its ends and from integers."""
    low, high = row.domain[0]
    return 0.37 if low < 0.37 < high else 1.37


def disagreement(found, exact):
    """The largest error of a coefficient, relative to it or to the largest one over the powers of the radius."""
    scale = [abs(e) for e in exact]
    size = max(s ** mpmath.mpf(1) for s in scale) or mpmath.mpf(1)
    return max(
        abs(f - e) / max(s, size * mpmath.mpf(10) ** -8) for f, e, s in zip(found, exact, scale, strict=True)
    )


@pytest.mark.parametrize("row", UNARY, ids=lambda row: row.name)
def test_orders_1_to_20_of_every_row_agree_with_mpmath(row):
    x = point_of(row)
    with mpmath.workdps(60):
        exact = mpmath.taylor(reference(row, mpmath.mp), mpmath.mpf(x), ORDER)
        found = taylor(dualnum.functions.function(row.name), x, ORDER).coefficients
        assert disagreement(found, exact) < 1e-9


@pytest.mark.parametrize("name", ["arctan2", "hypot", "logaddexp", "divide", "power", "maximum", "remainder"])
def test_rows_of_two_arguments(name):
    f = dualnum.functions.function(name)
    row = TABLE[name]
    with mpmath.workdps(60):
        exact = mpmath.taylor(lambda t: reference(row, mpmath.mp)(t * t + 1, 2 + t), mpmath.mpf("0.25"), 8)
        found = taylor(lambda t: f(t * t + 1, 2 + t), 0.25, 8).coefficients
        assert disagreement(found, exact) < 1e-11


def test_the_50th_derivative_of_exp_sin():
    with mpmath.workdps(60):
        exact = mpmath.taylor(lambda x: mpmath.exp(mpmath.sin(x)), 1, 50)[50] * mpmath.factorial(50)
        found = derivative(lambda x: dualnum.exp(dualnum.sin(x)), order=50)(1.0)
        assert abs(found / exact - 1) < 1e-10


def test_exact_series():
    assert taylor(lambda x: 1 / (1 - x), Fraction(0), 5).coefficients == [1] * 6
    expected = [Fraction(1, math.factorial(k)) for k in range(6)]
    found = taylor(dualnum.exp, Fraction(0), 5).coefficients
    assert found == expected
    assert all(isinstance(c, Fraction) for c in found)
    assert taylor(lambda x: dualnum.log1p(x), Fraction(0), 4).coefficients == [
        0,
        1,
        Fraction(-1, 2),
        Fraction(1, 3),
        Fraction(-1, 4),
    ]


def test_100_digits():
    with mpmath.workdps(100):
        found = taylor(dualnum.tan, mpmath.mpf(1), 10).coefficients
        exact = mpmath.taylor(mpmath.tan, mpmath.mpf(1), 10)
        assert all(abs(f - e) < mpmath.mpf(10) ** -88 * abs(e) for f, e in zip(found, exact, strict=True))


def test_complex_and_array_components():
    z = 0.3 + 0.4j
    found = taylor(dualnum.exp, z, 4).coefficients
    assert found == pytest.approx([np.exp(z) / math.factorial(k) for k in range(5)], rel=1e-14)
    x = np.array([0.1, 0.7])
    found = taylor(lambda t: np.sin(t) * t, x, 3).coefficients
    exact = [
        x * np.sin(x),
        np.sin(x) + x * np.cos(x),
        np.cos(x) - x * np.sin(x) / 2,
        (-3 * np.sin(x) - x * np.cos(x)) / 6,
    ]
    for f, e in zip(found, exact, strict=True):
        assert f == pytest.approx(e, rel=1e-13)


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda t: (t * t) ** 1.0, [0, 0, 1, 0]),
        (lambda t: t**2.0, [0, 0, 1, 0]),
        (lambda t: abs(t + 1), [1, 1, 0, 0]),
        (lambda t: t**0, [1, 0, 0, 0]),
        (lambda t: (t + 1) ** -2, [1, -2, 3, -4]),
        (lambda t: (t**3 + t**2) / t, [0, 1, 1]),
    ],
)
def test_right_results_where_a_formula_would_divide_by_zero(f, expected):
    assert taylor(f, 0.0, 3).coefficients == expected


def test_sinc_at_0():
    found = taylor(np.sinc, 0.0, 4).coefficients
    assert found == pytest.approx([1, 0, -(math.pi**2) / 6, 0, math.pi**4 / 120], rel=1e-14)


@pytest.mark.parametrize(
    "f", [dualnum.sqrt, dualnum.cbrt, lambda t: t**0.5, lambda t: 1 / t, lambda t: t**-2]
)
def test_right_errors_where_there_is_no_series(f):
    with pytest.raises(ZeroDivisionError):
        taylor(f, 0.0, 3).coefficients  # noqa: B018  (it raises)


def test_arithmetic_composition_evaluation():
    e = taylor(dualnum.exp, 0.0, 6)
    assert (e * e).coefficients == pytest.approx([2**k / math.factorial(k) for k in range(7)])
    assert (e / e).coefficients == pytest.approx([1] + [0] * 6, abs=1e-15)
    assert e(0.1) == pytest.approx(math.exp(0.1), rel=0.1**7 / math.factorial(7))  # the first term left out
    inner = taylor(dualnum.sin, 0.0, 6)
    with mpmath.workdps(30):
        exact = mpmath.taylor(lambda x: mpmath.exp(mpmath.sin(x)), 0, 6)
    assert e(inner).coefficients == pytest.approx([float(c) for c in exact], abs=1e-15)
    assert (1 + e - e).coefficients == [1] + [0] * 6
    assert (2.0 - e).coefficients[0] == 1
    assert (2.0**e).order == 6
    assert e(Dual(0.0, 1.0)).tangent == 1


def test_differentiate_and_integrate():
    s = taylor(dualnum.sin, 0.5, 5)
    assert s.differentiate().coefficients == pytest.approx(taylor(dualnum.cos, 0.5, 4).coefficients)
    assert s.differentiate().integrate(math.sin(0.5)).coefficients == pytest.approx(s.coefficients)
    assert s.derivatives() == pytest.approx([math.sin(0.5 + k * math.pi / 2) for k in range(6)])
    with pytest.raises(ValueError, match="order 0"):
        Taylor([1.0]).differentiate()


def test_radius_of_convergence():
    assert taylor(lambda x: 1 / (2 - x), 0.0, 20).radius_of_convergence() == pytest.approx(2, rel=1e-14)
    assert taylor(dualnum.log, 3.0, 40).radius_of_convergence() == pytest.approx(3, rel=0.05)
    assert taylor(lambda x: x**2 + 1, 0.0, 8).radius_of_convergence() == math.inf
    with pytest.raises(ValueError, match="order 3"):
        Taylor([1.0, 2.0]).radius_of_convergence()


@pytest.mark.parametrize(
    ("series", "text"),
    [
        (Taylor([1, 1, Fraction(1, 2)]), "1 + x + x²/2 + O(x³)"),
        (Taylor([0.0, 1.0, 0.0, -1 / 6]), "x - x³/6 + O(x⁴)"),
        (Taylor([1.0, -2.0], point=1.5), "1 - 2(x - 3/2) + O((x - 3/2)²)"),
        (Taylor([0, 0, 3], point=-1), "3(x + 1)² + O((x + 1)³)"),
        (Taylor([0, 0]), "O(x²)"),
        (Taylor([0, Fraction(2, 3)] + [0] * 10), "2x/3 + O(x¹²)"),
    ],
)
def test_printing(series, text):
    assert repr(series) == text


def test_branches_follow_the_number():
    def f(x):
        return x * x if x > 1 else 1 - x

    assert taylor(f, 2.0, 2).coefficients == [4, 4, 1]
    assert taylor(f, 0.5, 2).coefficients == [0.5, -1, 0]


def test_levels_do_not_mix():
    inner = lambda x: derivative(lambda y: dualnum.sin(x * y), order=3)(2.0)  # noqa: E731  (one line of mathematics)
    exact = lambda x: -(x**3) * math.cos(2 * x)  # noqa: E731  (one line of mathematics)
    assert inner(0.7) == pytest.approx(exact(0.7), rel=1e-14)
    slope = -3 * 0.7**2 * math.cos(1.4) + 2 * 0.7**3 * math.sin(1.4)
    assert derivative(inner)(0.7) == pytest.approx(slope, rel=1e-13)
    outer = lambda x: x * derivative(lambda y: x + y)(1.0)  # noqa: E731  (one line of mathematics)
    assert derivative(outer, order=3)(2.0) == 0
    assert taylor(outer, 2.0, 2).coefficients == [2, 1, 0]


def test_functions_that_a_series_cannot_enter_are_nested():
    def f(x):
        return (
            np.cumsum(np.array([1.0, 2.0]) * x * x * x)[1]
            if isinstance(x, float)
            else (dualnum.array([x, 2 * x]) ** 3).sum()
        )

    assert derivative(f, order=3)(1.0) == pytest.approx(6 + 48)


def test_bad_input():
    with pytest.raises(ValueError, match="order=-1"):
        taylor(dualnum.exp, 0.0, -1)
    with pytest.raises(TypeError, match="taylor: f is 1"):
        taylor(1, 0.0, 2)
    with pytest.raises(TypeError, match="coefficients"):
        Taylor([])
    with pytest.raises(TypeError, match="losing its terms"):
        float(Taylor([1.0, 2.0]))
    with pytest.raises(TypeError, match="sort"):
        np.sort(Taylor([1.0, 2.0]))


def test_structures_and_constants():
    found = taylor(lambda x: {"square": x * x, "one": 1.0}, 3.0, 2)
    assert found["square"].coefficients == [9, 6, 1]
    assert found["one"].coefficients == [1, 0, 0]


def test_other_transforms_inside_are_nested():
    found = taylor(lambda a: dualnum.gradient(lambda x: (a * x**3).sum())(np.array([1.0, 2.0]))[1], 2.0, 2)
    assert found.coefficients == [24, 12, 0]
    found = taylor(lambda a: np.linalg.det(dualnum.array([[a, 1.0], [a * a, 0.0]])), 2.0, 3)
    assert found.coefficients == pytest.approx([-4, -4, -1, 0])


def test_constants_of_a_rule_have_the_digits_of_the_number():
    with mpmath.workdps(100):
        exact = mpmath.taylor(lambda x: mpmath.power(2, x), mpmath.mpf(1), 5)
        found = taylor(dualnum.exp2, mpmath.mpf(1), 5).coefficients
        assert all(abs(f - e) < mpmath.mpf(10) ** -90 for f, e in zip(found, exact, strict=True))


def test_a_replaced_row_is_not_replayed():
    for factor in (2, 3):
        TABLE.rule("_scaled", factor, value=lambda x, factor=factor: factor * x, mp="exp")
        try:
            row = TABLE["_scaled"]
            assert taylor(lambda t, row=row: t.through(row), 1.0, 2).coefficients[1] == factor
        finally:
            TABLE.remove("_scaled")
