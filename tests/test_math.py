"""dualnum.math: every name of math, the same on plain numbers, differentiated on Duals."""

import inspect
import math
import pickle
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum
from dualnum import Dual
from dualnum import math as dmath
from dualnum.testing import assert_ulp

NAMES = [name for name in dir(math) if not name.startswith("_")]
FUNCTIONS = [name for name in NAMES if callable(getattr(math, name))]
NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(-10, 10),
    st.integers(-20, 20),
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, math.inf, -math.inf, math.nan, 5e-324, 1e308]),
)


def outcome(function, *args, **kwargs):
    """What a call gives: its result to the last bit, or its exception."""
    try:
        result = function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  (whichever it is, it is compared)
        return type(error), str(error)
    parts = result if isinstance(result, tuple) else (result,)
    return [(type(part), pickle.dumps(part)) for part in parts]


def primal_outcome(function, *args):
    """The same for the primal of a result."""

    def primal(*values):
        result = function(*values)
        parts = result if isinstance(result, tuple) else (result,)
        plain = tuple(part.primal if isinstance(part, Dual) else part for part in parts)
        return plain if isinstance(result, tuple) else plain[0]

    return outcome(primal, *args)


def test_every_name_is_there_and_no_other():
    assert sorted(dmath.__all__) == sorted(NAMES)
    assert all(hasattr(dmath, name) for name in NAMES)
    assert hasattr(dmath, "sumprod") == hasattr(math, "sumprod")


def test_constants_are_the_same_objects():
    for name in NAMES:
        if not callable(getattr(math, name)):
            assert getattr(dmath, name) is getattr(math, name)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"dualnum\.math.*'sine'"):
        dmath.sine  # noqa: B018  (it raises)


def arguments_of(name):
    """How many numbers a function of math takes, where it takes numbers."""
    known = {"hypot": 3, "log": 2, "gcd": 2, "lcm": 2, "perm": 2, "nextafter": 2, "isclose": 2}
    if name in known:
        return known[name]
    parameters = inspect.signature(getattr(math, name)).parameters.values()
    return sum(p.kind != p.KEYWORD_ONLY for p in parameters)


OF_SEQUENCES = ("dist", "fsum", "prod", "sumprod")


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in OF_SEQUENCES])
@settings(max_examples=60)
@given(data=st.data())
def test_plain_numbers_see_no_difference_and_neither_does_the_primal(name, data):
    args = data.draw(st.tuples(*[NUMBERS] * arguments_of(name)))
    if name in ("comb", "factorial", "perm", "gcd", "lcm", "isqrt"):
        args = tuple(int(a) if math.isfinite(a) and abs(a) < 50 else a for a in args)
    if name == "ldexp":
        args = (args[0], int(min(max(args[1], -50), 50)) if math.isfinite(args[1]) else 3)
    expected = outcome(getattr(math, name), *args)
    assert outcome(getattr(dmath, name), *args) == expected
    if name in ("comb", "factorial", "perm", "gcd", "lcm", "isqrt"):
        return
    with np.errstate(all="ignore"):
        duals = (Dual(args[0], 1.0), *args[1:])
        assert primal_outcome(getattr(dmath, name), *duals) == expected


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_functions_of_sequences_see_no_difference(values):
    duals = [Dual(v, 1.0) for v in values]
    assert outcome(dmath.fsum, values) == outcome(math.fsum, values) == primal_outcome(dmath.fsum, duals)
    assert outcome(dmath.prod, values) == outcome(math.prod, values) == primal_outcome(dmath.prod, duals)
    expected = outcome(math.dist, values, values[::-1])
    assert outcome(dmath.dist, values, values[::-1]) == expected
    assert primal_outcome(dmath.dist, duals, values[::-1]) == expected
    if hasattr(math, "sumprod"):
        expected = outcome(math.sumprod, values, values[::-1])
        assert outcome(dmath.sumprod, values, values[::-1]) == expected
        assert primal_outcome(dmath.sumprod, duals, values[::-1]) == expected


REFERENCES = {
    "acos": (mpmath.acos, [-0.9, 0.3, 0.999]),
    "acosh": (mpmath.acosh, [1.01, 3.0, 1e9]),
    "asin": (mpmath.asin, [-0.9, 0.3, 0.999]),
    "asinh": (mpmath.asinh, [-3.0, 0.1, 1e5]),
    "atan": (mpmath.atan, [-3.0, 0.1, 1e5]),
    "atanh": (mpmath.atanh, [-0.9, 0.3, 0.999]),
    "cbrt": (mpmath.cbrt, [0.001, 2.0, 1e10]),
    "cos": (mpmath.cos, [-3.0, 0.1, 50.0]),
    "cosh": (mpmath.cosh, [-3.0, 0.1, 50.0]),
    "degrees": (mpmath.degrees, [-3.0, 0.1]),
    "erf": (mpmath.erf, [-3.0, 0.1, 5.0]),
    "erfc": (mpmath.erfc, [-3.0, 0.1, 20.0]),
    "exp": (mpmath.exp, [-30.0, 0.1, 50.0]),
    "exp2": (lambda x: mpmath.mpf(2) ** x, [-30.0, 0.1, 50.0]),
    "expm1": (mpmath.expm1, [-30.0, 1e-9, 5.0]),
    "fabs": (abs, [-3.0, 2.0]),
    "gamma": (mpmath.gamma, [-2.5, 0.3, 10.0]),
    "lgamma": (lambda x: mpmath.log(abs(mpmath.gamma(x))), [-2.5, 0.3, 10.0, 1.5]),
    "log": (mpmath.log, [1e-300, 0.3, 1e300]),
    "log10": (mpmath.log10, [1e-300, 0.3, 1e300]),
    "log1p": (mpmath.log1p, [-0.999, 1e-10, 1e10]),
    "log2": (lambda x: mpmath.log(x, 2), [1e-300, 0.3, 1e300]),
    "radians": (mpmath.radians, [-3.0, 0.1]),
    "sin": (mpmath.sin, [-3.0, 0.1, 50.0]),
    "sinh": (mpmath.sinh, [-3.0, 0.1, 50.0]),
    "sqrt": (mpmath.sqrt, [1e-300, 0.3, 1e300]),
    "tan": (mpmath.tan, [-3.0, 0.1, 50.0]),
    "tanh": (mpmath.tanh, [-3.0, 0.1, 20.0]),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_derivatives_of_one_argument(name):
    reference, points = REFERENCES[name]
    with mpmath.workdps(150):
        for x in points:
            h = mpmath.mpf(x) * mpmath.mpf(10) ** -40
            exact = (reference(x + h) - reference(x - h)) / (2 * h)
            assert_ulp(getattr(dmath, name)(Dual(x, 1.0)).tangent, exact, 4)


def test_every_function_with_a_derivative_is_compared_with_its_limit():
    piecewise = {"ceil", "floor", "trunc", "ulp", "modf", "frexp", "ldexp", "nextafter"}
    several = {
        "atan2",
        "copysign",
        "fmod",
        "remainder",
        "pow",
        "hypot",
        "dist",
        "fsum",
        "prod",
        "sumprod",
        "fma",
    }
    plain = {"isclose", "isfinite", "isinf", "isnan", "comb", "factorial", "gcd", "isqrt", "lcm", "perm"}
    assert set(FUNCTIONS) - piecewise - several - plain == set(REFERENCES)


def test_functions_of_several_arguments():
    x, y = 2.5, 0.75
    length2 = x * x + y * y
    assert dmath.atan2(Dual(x, 1.0), y).tangent == pytest.approx(y / length2, rel=1e-15)
    assert dmath.atan2(x, Dual(y, 1.0)).tangent == pytest.approx(-x / length2, rel=1e-15)
    assert dmath.pow(Dual(x, 1.0), 3).tangent == 3 * x * x
    assert dmath.pow(2, Dual(3.0, 1.0)).tangent == pytest.approx(8 * math.log(2), rel=1e-15)
    assert dmath.fmod(Dual(-7.5, 1.0), 2.0).tangent == 1
    assert dmath.fmod(-7.5, Dual(2.0, 1.0)).tangent == 3  # -7.5 = -3·2 - 1.5
    assert dmath.remainder(7.5, Dual(2.0, 1.0)).tangent == -4  # 7.5 = 4·2 - 0.5
    assert dmath.copysign(Dual(3.0, 1.0), -1.0).tangent == -1
    assert dmath.log(Dual(8.0, 1.0), 2).tangent == pytest.approx(1 / (8 * math.log(2)), rel=1e-15)
    assert dmath.log(8.0, Dual(2.0, 1.0)).tangent == pytest.approx(-3 / (2 * math.log(2)), rel=1e-15)


def test_hypot_and_dist():
    found = dmath.hypot(Dual(2.0, 1.0), Dual(3.0, 0.5), 6.0)
    assert (found.primal, found.tangent) == (7.0, pytest.approx((2 + 1.5) / 7, rel=1e-15))
    assert dmath.hypot(Dual(1e200, 1.0), Dual(1e200, 1.0)).tangent == pytest.approx(math.sqrt(2), rel=1e-15)
    assert dmath.hypot(Dual(1e-300, 1.0), Dual(1e-300, 1.0)).tangent == pytest.approx(math.sqrt(2), rel=1e-15)
    assert dmath.hypot(Dual(-2.0, 1.0)).tangent == -1
    assert dmath.hypot() == 0.0
    assert dmath.dist((Dual(4.0, 1.0), 5.0), (1.0, Dual(1.0, 1.0))).tangent == pytest.approx(3 / 5 - 4 / 5)
    with pytest.raises(ValueError, match="same number of dimensions"):
        dmath.dist([Dual(1.0, 1.0)], [1.0, 2.0])


def test_sums_and_products():
    tenth = Dual(0.1, 0.1)
    assert dmath.fsum([tenth] * 10).tangent == math.fsum([0.1] * 10)
    assert dmath.prod([Dual(2.0, 1.0), 3.0], start=5).tangent == 15
    assert dmath.prod([Dual(0.0, 1.0), Dual(0.0, 1.0), 3.0]).tangent == 0
    second = dualnum.derivative(lambda x: dmath.prod([x, x, 3.0]), order=2)(0.0)
    assert second == 6
    batch = dmath.fsum([Dual(1.0, np.array([1.0, 0.0])), Dual(2.0, np.array([0.0, 3.0]))])
    assert batch.tangent.tolist() == [1.0, 3.0]


@pytest.mark.skipif(not hasattr(math, "sumprod"), reason="math.sumprod is new in Python 3.12")
def test_sumprod():
    assert dmath.sumprod([Dual(2.0, 1.0), 3.0], [5.0, Dual(7.0, 1.0)]).tangent == 8
    assert dmath.sumprod([Dual(1.0, 0.0)], [math.inf]).tangent == 0
    with pytest.raises(ValueError, match="same length"):
        dmath.sumprod([Dual(1.0, 1.0)], [1.0, 2.0])


@pytest.mark.skipif(not hasattr(math, "fma"), reason="math.fma is new in Python 3.13")
def test_fma():
    assert dmath.fma(Dual(2.0, 1.0), Dual(3.0, 10.0), Dual(4.0, 100.0)).tangent == 3 + 20 + 100


def test_parts_of_a_number():
    fraction, whole = dmath.modf(Dual(-3.25, 2.0))
    assert (fraction.primal, fraction.tangent, whole.primal, whole.tangent) == (-0.25, 2.0, -3.0, 0.0)
    mantissa, exponent = dmath.frexp(Dual(12.0, 1.0))
    assert (mantissa.primal, mantissa.tangent, exponent) == (0.75, 1 / 16, 4)
    assert dmath.ldexp(Dual(1.5, 1.0), 3).tangent == 8
    assert dmath.nextafter(Dual(1.0, 2.0), 2.0).tangent == 2
    assert dmath.ulp(Dual(1.0, 2.0)).tangent == 0


def test_rounding_gives_ints_and_predicates_read_the_primal():
    for function, value in ((dmath.floor, 2), (dmath.ceil, 3), (dmath.trunc, 2)):
        assert type(function(Dual(2.5, 1.0))) is int
        assert function(Dual(2.5, 1.0)) == value
    assert dmath.isnan(Dual(math.nan, 1.0)) is True
    assert dmath.isclose(Dual(1.0, 1.0), 1.0 + 1e-12) is True
    assert dmath.isclose(1.0, Dual(1.2, 1.0), abs_tol=Dual(0.3, 0.0)) is True


@pytest.mark.parametrize("name", ["comb", "factorial", "gcd", "isqrt", "lcm", "perm"])
def test_functions_of_integers_say_why_they_refuse(name):
    with pytest.raises(TypeError, match=rf"{name}: works on integers.*\.primal"):
        getattr(dmath, name)(*[Dual(5, 1)] * (2 if name in ("comb", "perm") else 1))


def test_outside_the_domain_the_exception_is_the_standard_one():
    with pytest.raises(ValueError, match="domain"):
        dmath.sqrt(Dual(-1.0, 1.0))
    with pytest.raises(OverflowError):
        dmath.exp(Dual(1e3, 1.0))


def test_nested_exact_and_array_arguments():
    assert dualnum.derivative(dmath.sin, order=3)(0.0) == -1
    assert dmath.sqrt(Dual(Fraction(1, 4), 1)).tangent == 1.0
    assert dmath.sin(Dual(np.zeros(2), np.ones(2))).tangent.tolist() == [1, 1]
    assert dmath.hypot(Dual(np.array([3.0]), np.array([1.0])), 4.0).tangent.tolist() == [0.6]


def test_an_infinite_slope_is_inf():
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert dmath.sqrt(Dual(0.0, 1.0)).tangent == math.inf
    assert dmath.sqrt(Dual(0.0, 0.0)).tangent == 0
