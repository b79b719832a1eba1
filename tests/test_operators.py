"""Every operator of the data model, for operands of any kind and rank: the principle, and the rules.

The primal is exactly what the plain numbers give: bit for bit, in dtype, shape, type, warnings and exceptions.
"""

from __future__ import annotations

import math
import operator
import re
import warnings
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualnum import Dual

EXAMPLES = settings(max_examples=300, database=None, suppress_health_check=list(HealthCheck))

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "divmod": divmod,
    "@": operator.matmul,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
UNARY = {
    "-x": operator.neg,
    "+x": operator.pos,
    "abs": abs,
    "bool": bool,
    "round": round,
    "round to 1": lambda x: round(x, 1),
    "round to -1": lambda x: round(x, -1),
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
    "len": len,
    "iter": lambda x: len(list(x)),
}
IN_PLACE = {
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": operator.itruediv,
    "//=": operator.ifloordiv,
    "%=": operator.imod,
    "**=": operator.ipow,
    "@=": operator.imatmul,
}

FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 40.0, 5e-324, 1e-200, 1e308, -1e308, np.inf, -np.inf, np.nan]
COMPLEX = [0j, 1j, -1.5 + 2j, 3 - 0.0j, complex(np.inf, 0), complex(1, np.nan)]
DTYPES = ["e", "f", "d", "g", "F", "D", "?", "b", "B", "i", "q", "Q"]
SHAPES = [(), (1,), (3,), (2, 1), (3, 3), (0,)]


def pool(dtype):
    values = {
        "f": FLOATS,
        "c": COMPLEX,
        "b": [False, True],
        "i": [0, 1, -1, 2, -3, 100],
        "u": [0, 1, 2, 5, 255],
    }
    with np.errstate(all="ignore"):
        return np.array(values[np.dtype(dtype).kind]).astype(dtype)


POOLS = {dtype: pool(dtype) for dtype in DTYPES}


def array_of(dtype, shape, indices):
    values = POOLS[dtype]
    count = int(np.prod(shape, dtype=int))
    return values[np.array(indices) % len(values)][:count].reshape(shape)


PYTHON = (
    st.sampled_from(FLOATS) | st.floats() | st.integers(-40, 40) | st.booleans() | st.sampled_from(COMPLEX)
)
SCALARS = st.sampled_from([value for values in POOLS.values() for value in values])
ARRAYS = st.builds(
    array_of,
    st.sampled_from(DTYPES),
    st.sampled_from(SHAPES),
    st.lists(st.integers(0, 15), min_size=9, max_size=9),
)
VALUES = PYTHON | PYTHON | SCALARS | ARRAYS
TANGENTS = st.sampled_from([0.0, 1.0, -2.5])


def dual(draw, value, directions):
    return Dual(
        value, np.full(directions + np.shape(value), draw(TANGENTS)) if directions else draw(TANGENTS)
    )


@st.composite
def pairs(draw):
    values = [draw(VALUES), draw(VALUES)]
    moving = draw(st.integers(1, 3))
    directions = draw(st.sampled_from([(), (), (2,)]))
    return values, [dual(draw, v, directions) if moving >> i & 1 else v for i, v in enumerate(values)]


def parts(result):
    return result if isinstance(result, tuple) else (result,)


def assert_same(plain, ours):
    kinds = (
        np.generic,
        bool,
    )  # NumPy has two names for one integer type; and a bool from the reflected comparison
    assert type(ours) is type(plain) or (isinstance(ours, kinds) and isinstance(plain, kinds))
    a, b = np.asarray(plain), np.asarray(ours)
    assert (a.dtype, a.shape) == (b.dtype, b.shape)
    if a.dtype == object:  # integers beyond the width of NumPy's
        assert plain == ours
        return
    for first, second in zip((a.real, a.imag), (b.real, b.imag), strict=True):
        assert np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
        assert first.dtype.kind != "f" or np.array_equal(
            np.signbit(first)[first == 0], np.signbit(second)[second == 0]
        )


_MIRRORED = {
    operator.lt: operator.gt,
    operator.le: operator.ge,
    operator.gt: operator.lt,
    operator.ge: operator.le,
}


def check_order_of_complex_with_nan(function, values, moved):
    """NumPy's answers differ between a scalar, an array of it, and the mirrored question; Python may ask any."""
    a, b = values
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        asked = [function(a, b), function(np.asarray(a), b), _MIRRORED[function](b, a)]
        asked.append(_MIRRORED[function](np.asarray(b), a))
        ours = function(*moved)
    assert any(np.array_equal(ours, answer) for answer in asked)
    assert {type(ours)} <= {np.bool_, bool, np.ndarray}


def has_complex_with_nan(values):
    """Whether NumPy orders these as complex numbers, with a nan among them."""
    numbers = [
        np.asarray(value)
        for value in values
        if isinstance(value, (int, float, complex, np.generic, np.ndarray))
    ]
    return (
        len(numbers) == 2
        and any(number.dtype.kind == "c" for number in numbers)
        and all(number.dtype.kind in "bifuc" for number in numbers)
        and any(isinstance(value, (np.generic, np.ndarray)) for value in values)
        and any(np.isnan(number).any() for number in numbers)
    )


def handed_over(function, moved):
    """What computes the primal: NumPy hands ``array ** Dual`` to `numpy.power`.

    Its ``**`` has ways of its own for an exponent that is a plain number, and for some of them another dtype or
    another warning: NumPy 2.0 also for any 0-d array of numbers.  A Dual is no plain number, and
    ``__array_ufunc__`` cannot tell who asks for the power.
    """
    handed = function is operator.pow and isinstance(moved[0], np.ndarray) and isinstance(moved[1], Dual)
    return np.power if handed else function


def check(outcome, function, values, moved):
    plain, told = outcome(handed_over(function, moved), *values)
    if function in _MIRRORED and not isinstance(plain, Exception) and has_complex_with_nan(values):
        check_order_of_complex_with_nan(function, values, moved)
        return
    ours, told_of_ours = outcome(function, *moved)
    if isinstance(plain, Exception):
        assert type(ours) is type(plain)
        if not re.search("operand|not supported between|no len|not iterable|unsized|0-d", str(plain)):
            assert str(ours) == str(plain)
        return
    if isinstance(ours, Exception):
        raise ours
    tangents = [part.tangent for part in parts(ours) if isinstance(part, Dual)]
    for expected, part in zip(parts(plain), parts(ours), strict=True):
        assert_same(expected, part.primal if isinstance(part, Dual) else part)
    if isinstance(moved[0], np.generic):
        return  # NumPy's scalars hand a Dual to the function for arrays, which tells of other things
    finite = all(np.isfinite(t).all() for t in tangents)
    assert told_of_ours == told if finite else told_of_ours >= told


@pytest.mark.parametrize("name", BINARY)
def test_operators_of_two_operands(name, outcome):
    @EXAMPLES
    @given(pairs())
    def run(case):
        check(outcome, BINARY[name], *case)

    run()


@pytest.mark.parametrize("name", UNARY)
def test_operators_of_one_operand(name, outcome):
    @EXAMPLES
    @given(st.data())
    def run(data):
        value = data.draw(VALUES)
        check(outcome, UNARY[name], [value], [dual(data.draw, value, data.draw(st.sampled_from([(), (2,)])))])

    run()


@pytest.mark.parametrize("name", IN_PLACE)
def test_operators_in_place(name, outcome):
    """A target that moves becomes what the plain one becomes; an array stays the same object."""
    function = IN_PLACE[name]

    @EXAMPLES
    @given(VALUES, VALUES, st.data())
    def run(value, other, data):
        directions = data.draw(st.sampled_from([(), (2,)]))
        target = dual(data.draw, np.array(value) if isinstance(value, np.ndarray) else value, directions)
        moving = data.draw(st.booleans())
        argument = dual(data.draw, other, directions) if moving else other
        plain = np.array(value) if isinstance(value, np.ndarray) else value
        expected, told = outcome(function, plain, other)
        result, told_of_ours = outcome(function, target, argument)
        if isinstance(expected, Exception):
            assert type(result) is type(expected)
            return
        if isinstance(result, Exception):
            raise result
        assert (result is target) == isinstance(value, np.ndarray)
        assert_same(expected, result.primal)
        assert told_of_ours == told if np.isfinite(result.tangent).all() else told_of_ours >= told

    run()


SINGLE = float(np.finfo(np.float32).eps)

# --- the rules --------------------------------------------------------------------------------------------

RULES = {
    # the partials of a ∘ b, in exact arithmetic, at a = 7/4 and b = 5/2
    "+": (lambda a, b: 1, lambda a, b: 1),
    "-": (lambda a, b: 1, lambda a, b: -1),
    "*": (lambda a, b: b, lambda a, b: a),
    "/": (lambda a, b: 1 / b, lambda a, b: -a / b**2),
    "//": (lambda a, b: 0, lambda a, b: 0),
    "%": (lambda a, b: 1, lambda a, b: -(a // b)),
    "**": (lambda a, b: b * mpmath.mpf(7) / 4 ** (b - 1), lambda a, b: 0),
}
KINDS = [
    float,
    np.float32,
    np.float64,
    np.longdouble,
    lambda v: np.array(float(v)),
    lambda v: np.array([[float(v)] * 3] * 2),
    lambda v: np.array([float(v)] * 3, np.float32),
    Fraction,
]


@pytest.mark.parametrize("name", ["+", "-", "*", "/", "//", "%"])
@pytest.mark.parametrize("second", range(len(KINDS)))
@pytest.mark.parametrize("first", range(len(KINDS)))
def test_the_partials_for_operands_of_every_kind_and_rank(name, first, second):
    a, b = Fraction(7, 4), Fraction(-5, 2)
    if (KINDS[first] is Fraction) != (KINDS[second] is Fraction) and {first, second} - {0, 7}:
        return  # NumPy's numbers and fractions have no arithmetic in common
    x, y = KINDS[first](a), KINDS[second](b)
    left, right = (partial(a, b) for partial in RULES[name])
    function = BINARY[name]
    for s, t in ((1, 0), (0, 1), (2, -3)):
        for operands in ((Dual(x, s), Dual(y, t)), (x, Dual(y, t)), (Dual(x, s), y)):
            terms = [
                partial * speed if isinstance(operand, Dual) else 0
                for partial, speed, operand in zip((left, right), (s, t), operands, strict=True)
            ]
            result = function(*operands)
            tangent = result.tangent if isinstance(result, Dual) else 0
            rounding = 4 * (SINGLE if "f" in map(width, operands) else 2.0**-52)
            np.testing.assert_allclose(
                np.asarray(tangent, float),
                float(sum(terms)),
                rtol=0,
                atol=rounding * float(sum(map(abs, terms))),
            )
            assert np.shape(tangent) == np.broadcast_shapes(np.shape(x), np.shape(y))


def width(operand):
    return getattr(getattr(operand, "dtype", None), "char", "")


@pytest.mark.parametrize(
    "exponent", [-2, -1, 0, 1, 2, 3, 0.5, -1.5, np.float64(2.0), np.float32(0.5), np.array([2.0, -0.5])]
)
@pytest.mark.parametrize("base", [1.75, np.float64(0.3), np.array([0.25, 4.0])])
def test_powers(base, exponent):
    with mpmath.workdps(30):
        grid = np.broadcast(base, exponent)
        exact = [
            (
                n * mpmath.mpf(float(x)) ** (mpmath.mpf(float(n)) - 1),
                mpmath.power(float(x), float(n)) * mpmath.log(float(x)),
            )
            for x, n in grid
        ]
    of_base, of_exponent = (np.array([float(e[i]) for e in exact]).reshape(grid.shape) for i in (0, 1))
    tolerance = 4 * SINGLE if width(exponent) == "f" else 1e-14
    np.testing.assert_allclose((Dual(base, 1.0) ** exponent).tangent, of_base, rtol=tolerance)
    np.testing.assert_allclose((base ** Dual(exponent, 1.0)).tangent, of_exponent, rtol=tolerance)
    both = Dual(base, 2.0) ** Dual(exponent, -1.0)
    np.testing.assert_allclose(both.tangent, 2 * of_base - of_exponent, rtol=10 * tolerance, atol=1e-14)


def test_a_result_of_divmod_is_the_quotient_and_the_rest():
    for wrap in (float, np.float64, lambda v: np.array([v, v])):
        quotient, rest = divmod(Dual(wrap(7.5), 1.0), Dual(wrap(2.0), 10.0))
        assert np.all(quotient.primal == 3.0)
        assert np.all(quotient.tangent == 0.0)
        assert np.all(rest.primal == 1.5)
        assert np.all(rest.tangent == 1.0 - 3 * 10.0)


def test_exact_and_high_precision_operands():
    assert (Dual(Fraction(1, 3), 1) / Fraction(2, 7)).tangent == Fraction(7, 2)
    assert (Decimal("1.1") * Dual(Decimal("2.2"), 3)).tangent == Decimal("3.3")
    with mpmath.workdps(40):
        assert mpmath.almosteq((1 / Dual(mpmath.mpf(3), 1)).tangent, -mpmath.mpf(1) / 9)


@pytest.mark.parametrize("other", ["a", None, object(), [1.0], {}, b"x"])
@pytest.mark.parametrize("name", [name for name in BINARY if name not in ("==", "!=")])
def test_operands_that_are_no_numbers_are_refused(name, other):
    for value in (1.5, np.float64(1.5), 1 + 2j, Fraction(1, 2)):
        formatted = name == "%" and isinstance(other, str | bytes)
        if isinstance(value, np.float64) and (isinstance(other, list) or formatted):
            continue  # NumPy's numbers take lists as arrays, and are a mapping to text that is formatted
        with pytest.raises(TypeError):
            BINARY[name](Dual(value, 1.0), other)
        with pytest.raises(TypeError):
            BINARY[name](other, Dual(value, 1.0))


def test_an_operand_that_knows_better_is_asked():
    class Unit:
        def __radd__(self, other):
            return "asked"

        def __rmatmul__(self, other):
            return "asked"

    assert Dual(1.0, 1.0) + Unit() == "asked"
    assert Dual(1.0 + 1j, 1.0) + Unit() == "asked"
    assert Dual(np.ones(2), 1.0) @ Unit() == "asked"


def test_a_plain_array_cannot_take_a_dual_in_place():
    for function in (operator.iadd, operator.imul, operator.ipow):
        with pytest.raises(TypeError, match="plain array, which cannot hold the derivative"):
            function(np.ones(2), Dual(1.0, 1.0))


def test_a_power_modulo_a_number_is_refused():
    with pytest.raises(
        TypeError, match=r"^pow: a Dual has no power modulo a number; use \(x \*\* n\) % modulus"
    ):
        pow(Dual(2.0, 1.0), 3, 5)


def test_comparisons_look_at_primals():
    assert Dual(1.0, 5.0) == Dual(1.0, -3.0) == 1.0
    assert (Dual(np.array([1.0, 2.0]), 1.0) < Dual(1.5, 9.0)).tolist() == [True, False]
    nan = float("nan")
    assert (Dual(nan, 1.0) == nan) is False
    assert Dual(2, 1) > Fraction(3, 2)
    with pytest.raises(TypeError):
        Dual(1j, 1.0) < 1.0  # noqa: B015  (the comparison is what raises)


@pytest.mark.parametrize("exponent", [5e-324, -5e-324])
def test_a_power_that_is_complex_beside_an_infinite_slope(exponent):
    with np.errstate(all="ignore"):  # c·x^(c − 1) has an infinite power on its way
        found = Dual(-5e-324, 1.0) ** exponent
    assert found.primal == (-5e-324) ** exponent
    assert isinstance(found.primal, complex)


def test_a_list_beside_an_array_or_one_of_numpys_scalars_is_an_array():
    x = Dual(np.array([1.0, 2.0]), 1.0)
    assert (x - [1.0, 2.0]).primal.tolist() == [0, 0]
    assert ([6.0, 8.0] / x).tangent.tolist() == [-6, -2]
    assert ((1.0, 2.0) * Dual(np.float64(3.0), 1.0)).tangent.tolist() == [1, 2]
    assert ([Dual(1.0, 2.0), 4.0] - Dual(np.float64(3.0), 1.0)).tangent.tolist() == [1, -1]
    with pytest.raises(TypeError, match="unsupported operand"):
        Dual(3.0, 1.0) - [1.0]
