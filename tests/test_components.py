"""What a Dual may be made of: every kind of number keeps its own type, precision and errors."""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf, isnan

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, gradient, jacobian
from dualnum.rules import OWN_ROWS, TABLE

HALF = Fraction(1, 2)
NUMPY_FLOATS = [np.float16, np.float32, np.float64, np.longdouble]
NUMPY_COMPLEX = [np.complex64, np.complex128, np.clongdouble]
NUMPY_INTEGERS = [np.int8, np.uint8, np.int16, np.int32, np.int64, np.uint64]

# f(x) = x³ − 2/x and f'(x) = 3x² + 2/x², exact in every number type at x = 2: f = 7, f' = 12.5.
KINDS = [
    2,
    2.0,
    2 + 0j,
    Fraction(2),
    Decimal(2),
    mpmath.mpf(2),
    mpmath.mpc(2),
    mpmath.fp.mpf(2),
    *(kind(2) for kind in NUMPY_FLOATS + NUMPY_COMPLEX),
    np.array(2.0),
    np.array([2.0, 2.0]),
    np.array([2.0], np.float16),
]


def f(x):
    return x**3 - 2 / x


@pytest.mark.parametrize("x", KINDS, ids=lambda x: f"{type(x).__name__}{getattr(x, 'shape', '')}")
def test_arithmetic_keeps_the_type_and_is_exact(x):
    y = f(Dual(x, 1))
    plain = f(x)
    assert type(y.primal) is type(plain)
    assert np.all(y.primal == 7)
    assert np.all(y.tangent == 12.5)
    assert getattr(y.tangent, "dtype", None) == getattr(plain, "dtype", None)


@pytest.mark.parametrize("kind", NUMPY_INTEGERS)
def test_integers_have_floating_tangents(kind):
    y = Dual(kind(3), 1) * kind(2)
    assert y.primal == 6
    assert y.primal.dtype == kind(3).dtype
    assert y.tangent.dtype == np.float64
    assert y.tangent == 2.0
    a = Dual(np.array([1, 2], kind), 1)
    assert (a * a).primal.dtype == kind(1).dtype
    assert list((a * a).tangent) == [2.0, 4.0]


def test_booleans_count_as_integers():
    y = 3 * Dual(True, 1) + 1
    assert (y.primal, y.tangent) == (4, 3)
    assert type(y.primal) is int


@pytest.mark.parametrize("kind", [*NUMPY_FLOATS, *NUMPY_COMPLEX])
def test_tangents_take_the_primals_dtype(kind):
    x = Dual(np.ones(2, kind), np.arange(6).reshape(3, 2))
    assert x.tangent.dtype == np.dtype(kind)
    assert np.exp(x).tangent.dtype == np.dtype(kind)
    assert Dual(kind(1), 2).tangent.dtype == np.dtype(kind)


def test_a_complex_tangent_of_a_real_primal_stays_complex():
    assert Dual(1.0, 2j).tangent == 2j
    assert Dual(np.ones(2, np.float32), 2j).tangent.dtype == np.complex64


# --- exact numbers ----------------------------------------------------------------------------------


def test_fractions_stay_fractions():
    x = Dual(Fraction(2, 3), Fraction(1))
    assert repr(x**-2 / 3 + x * x - 1) == "Dual(Fraction(7, 36), Fraction(-11, 12))"  # −(2/3)·x⁻³ + 2x
    assert repr(x // Fraction(1, 2) + x) == "Dual(Fraction(5, 3), Fraction(1, 1))"
    assert repr(abs(-x) % 1) == "Dual(Fraction(2, 3), Fraction(1, 1))"


@pytest.mark.parametrize("number", [Fraction, Decimal])
@pytest.mark.parametrize(
    ("name", "args", "value", "slope"),
    [
        ("maximum", (0.5, 2), 2, 0),
        ("maximum", (2, 0.5), 2, 1),
        ("minimum", (0.5, 2), 0.5, 1),
        ("fmax", (2, 0.5), 2, 1),
        ("fmin", (2, 0.5), 0.5, 0),
        ("clip", (0.5, 0, 2), 0.5, 1),
        ("clip", (3, 0, 2), 2, 0),
        ("relu", (0.5,), 0.5, 1),
        ("absolute", (-0.5,), 0.5, -1),
        ("sign", (-0.5,), -1, 0),
        ("floor", (-0.5,), -1, 0),
        ("ceil", (0.5,), 1, 0),
        ("trunc", (-1.5,), -1, 0),
        ("rint", (2.5,), 2, 0),
        ("square", (1.5,), 2.25, 3),
        ("reciprocal", (2,), 0.5, -0.25),
        ("real", (2,), 2, 1),
        ("conjugate", (2,), 2, 1),
    ],
)
def test_functions_that_are_exact_stay_exact(number, name, args, value, slope):
    first, *rest = map(number, args)
    y = getattr(dualnum, name)(Dual(first, number(1)), *rest)
    assert (y.primal, y.tangent) == (value, slope)
    assert isinstance(y.primal, number)
    assert isinstance(y.tangent, number)


def test_a_function_of_fractions_that_is_not_exact_gives_floats_as_math_does():
    y = dualnum.sin(Dual(HALF, HALF))
    assert type(y.primal) is type(y.tangent) is float
    assert y.primal == np.sin(0.5)
    assert y.tangent == 0.5 * np.cos(0.5)
    root = Dual(Fraction(4), 1) ** HALF
    assert (root.primal, root.tangent) == (2.0, 0.25)
    assert type(dualnum.hypot(Dual(Fraction(3), 1), 4).tangent) is float


def test_decimals_compute_in_their_own_precision():
    with localcontext() as context:
        context.prec = 40
        x = Dual(Decimal("0.1"), Decimal(1))
        assert repr(x * x) == "Dual(Decimal('0.01'), Decimal('0.2'))"
        # e^0.1, and the derivatives of e^x, √x, ln x, lg x and 2^x, from mpmath with 50 digits
        with mpmath.workdps(50):
            tenth = mpmath.mpf(1) / 10
            exact = {
                "exp": mpmath.exp(tenth),
                "sqrt": 1 / (2 * mpmath.sqrt(tenth)),
                "log": 1 / tenth,
                "log10": 1 / (tenth * mpmath.ln(10)),
            }
            for name, slope in exact.items():
                found = getattr(dualnum, name)(x).tangent
                assert isinstance(found, Decimal)
                assert abs(mpmath.mpf(str(found)) / slope - 1) < mpmath.mpf(10) ** -38
            power = 2**x
            assert abs(mpmath.mpf(str(power.tangent)) / (mpmath.power(2, tenth) * mpmath.ln(2)) - 1) < 1e-38


def test_other_functions_of_decimals_give_floats_as_math_does():
    y = dualnum.sin(Dual(Decimal("0.5"), Decimal(2)))
    assert (y.primal, y.tangent) == (np.sin(0.5), 2 * np.cos(0.5))
    assert type(y.primal) is type(y.tangent) is float
    assert type(dualnum.arctan(Dual(Decimal("0.5"), 1)).tangent) is float


def test_decimals_and_floats_do_not_mix_as_in_python():
    with pytest.raises(
        TypeError, match=r"Dual: a tangent of type float of a Decimal primal; give both as Dec"
    ):
        Dual(Decimal(1), 0.5)
    with pytest.raises(TypeError, match=r"Dual: a Decimal tangent of a float primal"):
        Dual(1.0, Decimal(1))
    with pytest.raises(TypeError, match="unsupported operand"):
        Dual(Decimal(1), 1) * 0.5


@pytest.mark.parametrize(
    ("number", "expected"), [(Decimal, Decimal), (Fraction, float), (mpmath.mpf, mpmath.mpf)]
)
def test_infinite_slopes_of_exact_and_high_precision_numbers(number, expected):
    with np.errstate(divide="ignore"):
        slope = dualnum.sqrt(Dual(number(0), number(1))).tangent
    assert slope == inf
    assert isinstance(slope, expected)
    assert dualnum.sqrt(Dual(number(0), number(0))).tangent == 0


@pytest.mark.parametrize("x", [Fraction(0), Decimal(0), mpmath.mpf(0), 0])
def test_division_by_zero_is_the_numbers_own_error(x):
    with pytest.raises(ArithmeticError) as plain:
        1 / x
    with pytest.raises(type(plain.value)):
        1 / Dual(x, 1)


# --- mpmath -----------------------------------------------------------------------------------------

FIFTY = mpmath.mp.clone()
FIFTY.dps = 50
JUDGE = mpmath.mp.clone()
JUDGE.dps = 130
SINGLE_VALUED = [TABLE[name] for name in OWN_ROWS if TABLE[name].outputs is None]
"""SciPy's functions, whose values are doubles, have tests of their own (tests/rules)."""


def _inside(intervals):
    """A point in each interval, away from integers and ties."""
    points = []
    for i, (lowest, highest) in enumerate(intervals):
        low, high = max(lowest, -3.7), min(highest, 4.1)
        points.append(low + (high - low) * (0.1371 + 0.2345 * i))
    return points


def _limit(rule, points, which):
    """The symmetric difference quotient with h = 10⁻⁶⁰, whose error is of the order of h²."""
    reference = getattr(JUDGE, rule.mp) if isinstance(rule.mp, str) else lambda *x: rule.mp(JUDGE, *x)
    h = JUDGE.mpf(10) ** -60
    ahead, behind = (
        [JUDGE.mpf(p) + (s * h if i == which else 0) for i, p in enumerate(points)] for s in (1, -1)
    )
    return (reference(*ahead) - reference(*behind)) / (2 * h)


@pytest.mark.parametrize("rule", SINGLE_VALUED, ids=lambda rule: rule.name)
def test_fifty_digits_are_fifty_digits(rule):
    points = _inside(rule.domain)
    whole_numbers = {"polygamma": 0, "ldexp": 1}
    if rule.name in whole_numbers:
        points[whole_numbers[rule.name]] = 2
    moving = [i for i in range(rule.arity) if i != whole_numbers.get(rule.name)]
    for which in moving:
        if rule.partials and rule.partials[which] is None:
            continue
        args = [Dual(FIFTY.mpf(p), FIFTY.mpf(i == which)) if i in moving else p for i, p in enumerate(points)]
        y = getattr(dualnum, rule.name)(*args)
        exact = _limit(rule, points, which)
        assert isinstance(y.tangent, (FIFTY.mpf, FIFTY.mpc))
        assert abs(JUDGE.convert(y.tangent) - exact) <= abs(exact) * JUDGE.mpf(10) ** -48


def test_precision_is_that_of_the_context_at_the_time():
    with mpmath.workdps(30):
        assert abs(derivative(dualnum.exp)(mpmath.mpf(1)) - mpmath.e) < mpmath.mpf(10) ** -29
    with mpmath.workdps(80):
        assert abs(derivative(dualnum.exp)(mpmath.mpf(1)) - mpmath.e) < mpmath.mpf(10) ** -79


def test_ufuncs_and_operators_on_mpmath_numbers():
    x = Dual(FIFTY.mpf(1) / 3, 1)
    third = JUDGE.mpf(FIFTY.mpf(1) / 3)
    assert abs(JUDGE.mpf(np.sin(x).tangent) - JUDGE.cos(third)) < 1e-49
    assert abs(JUDGE.mpf((x**x).tangent) - third**third * (1 + JUDGE.ln(third))) < 1e-48
    assert abs(JUDGE.mpf((2**x).tangent) - 2**third * JUDGE.ln(2)) < 1e-48
    assert isinstance(np.maximum(x, 1).primal, FIFTY.mpf)


def test_complex_mpmath_numbers():
    z = FIFTY.mpc(1, 2)
    y = dualnum.exp(Dual(z, 1))
    assert abs(y.tangent - FIFTY.exp(z)) < 1e-48
    size = abs(Dual(z, 1))  # d|z|/dx = x/|z|
    assert abs(size.tangent - 1 / FIFTY.sqrt(5)) < 1e-48


def test_gradients_of_lists_of_exact_and_high_precision_numbers():
    assert gradient(lambda v: v[0] * v[0] / v[1])([Fraction(1, 2), Fraction(1, 3)]) == [3, Fraction(-9, 4)]
    product = gradient(lambda v: v[0] * v[1])((Decimal("0.1"), Decimal("0.2")))
    assert product == (Decimal("0.2"), Decimal("0.1"))
    third = FIFTY.mpf(1) / 3
    one, other = gradient(lambda v: v[0] * dualnum.sin(v[1]))([third, FIFTY.mpf(2)])
    assert abs(one - FIFTY.sin(2)) < 1e-49
    assert abs(other - third * FIFTY.cos(2)) < 1e-49
    table = jacobian(lambda v: np.array([v[0] * v[1], v[1] ** 2]))([Fraction(1, 2), Fraction(1, 3)])
    assert [list(column) for column in table] == [[Fraction(1, 3), 0], [HALF, Fraction(2, 3)]]


# --- Duals in Duals ---------------------------------------------------------------------------------


def test_a_dual_in_a_dual_carries_the_second_derivative():
    x = Dual(Dual(2.0, 1.0), 1.0)
    y = x**3  # f = 8, f' = 12, f'' = 12
    assert y.primal.primal == 8
    assert y.primal.tangent == y.tangent.primal == 12
    assert y.tangent.tangent == 12


def test_three_levels_by_hand():
    x = Dual(Dual(Dual(Fraction(2), 1), 1), 1)
    assert (x**5).tangent.tangent.tangent == 60 * 4


def test_an_array_in_a_dual_in_a_dual():
    a = np.array([1.0, 2.0])
    y = Dual(Dual(a, 1), 1) ** 3
    assert list(y.tangent.tangent) == [6.0, 12.0]


def test_a_tangent_may_be_a_dual_where_the_primal_is_plain():
    y = Dual(3.0, Dual(2.0, 1.0)) ** 2  # ε-part: 2·3·(2 + δ)
    assert (y.primal, y.tangent.primal, y.tangent.tangent) == (9.0, 12.0, 6.0)


def test_a_nested_tangent_is_a_float_array_for_floats():
    x = Dual(dualnum.array([Dual(1.0, 1.0), 2.0]), 1)
    x[0] = Dual(Dual(3.0, 0.0), 0.5)
    assert list(x.tangent) == [0.5, 1.0]


# --- what a component cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", [np.ma.array, np.matrix])
@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_arrays_with_arithmetic_of_their_own_are_refused(kind):
    with pytest.raises(
        TypeError, match=r"Dual: the primal is a \w+, which has arithmetic of its own; give a plain"
    ):
        Dual(kind([1.0, 2.0]), 1)
    with pytest.raises(TypeError, match=r"derivative: x is a \w+, which has arithmetic of its own"):
        derivative(lambda x: x * x)(kind([1.0, 2.0]))


def test_nan_travels_as_in_plain_numbers():
    assert isnan((Dual(np.nan, 1.0) * 2).primal)
    assert isnan((Dual(2.0, np.nan) * 2).tangent)
    assert isnan((Dual(2.0, np.nan) ** 2).tangent)
    assert Dual(Decimal("NaN"), 1).primal != Dual(Decimal("NaN"), 1).primal
