"""The oracle's number in Python's operators, and its arrays in NumPy's functions."""

import math
import operator
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import rosen, rosen_der

import dualnum
from dualnum.oracle import limit_derivative, limit_gradient, limit_jacobian
from dualnum.oracle.arrays import as_numbers
from dualnum.oracle.context import as_fraction
from dualnum.oracle.number import Number, apply, value_of
from dualnum.rules import OWN_ROWS, TABLE


def number(x):
    return Number(value_of(x))


def exactly(result):
    """What an operation gave, as a Fraction."""
    return as_fraction(result.value if isinstance(result, Number) else result)


DYADIC = st.builds(lambda n, k: Fraction(n, 2**k), st.integers(-99, 99), st.integers(0, 4))
EXACT_OPERATORS = [operator.add, operator.sub, operator.mul]
DIVISIONS = [operator.floordiv, operator.mod]


@given(DYADIC, DYADIC)
def test_operators_are_those_of_exact_numbers(a, b):
    x, y = number(a), number(b)
    for operation in EXACT_OPERATORS + (DIVISIONS if b else []):
        expected = operation(a, b)
        assert exactly(operation(x, y)) == expected
        for plain in (
            float(b),
            b,
            np.float64(float(b)),
            np.float32(float(b)),
            Decimal(float(b)),
            mpmath.mpf(float(b)),
        ):
            assert exactly(operation(x, plain)) == expected
        assert exactly(operation(float(a), y)) == expected
        assert exactly(operation(a, y)) == expected
    if b:
        assert tuple(map(exactly, divmod(x, y))) == divmod(a, b)
        assert tuple(map(exactly, divmod(float(a), y))) == divmod(a, b)
    assert (exactly(-x), exactly(+x), exactly(abs(x))) == (-a, a, abs(a))


@given(DYADIC, st.one_of(DYADIC, st.floats(-9, 9), st.integers(-9, 9)))
def test_comparisons(a, b):
    x = number(a)
    for operation in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        assert operation(x, b) is operation(a, b)
        assert operation(x, number(b)) is operation(a, b)
        assert operation(b, x) is operation(b, a)
    assert bool(x) is (a != 0)


@given(DYADIC)
def test_rounding_is_that_of_a_float(a):
    x, f = number(a), float(a)
    for function in (round, math.floor, math.ceil, math.trunc):
        assert function(x) == function(f)
        assert type(function(x)) is int
    assert exactly(round(x, 4)) == round(a, 4)


def test_powers():
    assert exactly(number(-3) ** 3) == -27
    assert exactly(number(3) ** 0) == exactly(number(0) ** 0) == 1
    assert exactly(2 ** number(-2)) == Fraction(1, 4)
    assert exactly(pow(number(9), 0.5)) == 3
    assert np.isnan(number(-8) ** 0.5)
    with pytest.raises(TypeError):
        pow(number(3), 2, 5)


def test_division_by_zero_is_numpy_s():
    one, zero = number(1), number(0)
    assert (one / 0).value == mpmath.inf
    assert (-one / zero).value == -mpmath.inf
    assert np.isnan(zero / 0)
    assert np.isnan(one % 0)
    assert np.isnan(1 // zero)


def test_complex_numbers():
    z = number(1 + 2j)
    assert exactly((z * z.conjugate()).real) == 5
    assert exactly(z.imag) == 2
    assert (z + 1j).value == 1 + 3j
    assert abs((1j * number(2)).value) == 2


def test_what_would_lose_digits_is_refused():
    x = number(0.5)
    for convert in (float, int, complex):
        with pytest.raises(TypeError, match=f"^{convert.__name__}: f turns the oracle's number into"):
            convert(x)
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)
    with pytest.raises(TypeError, match=r"^float"):
        np.zeros(2)[0] = x
    with pytest.raises(TypeError):
        x + "1"
    with pytest.raises(TypeError, match=r"^sin: str is not a number"):
        apply("sin", ("x",))


def test_it_looks_like_a_scalar():
    x = number(0.5)
    assert (x.shape, x.ndim, x.size, x.copy() is x) == ((), 0, 1, True)
    assert repr(x) == "Number(0.5)"


# --- the table's functions by every way in ------------------------------------------------------------

WAYS = {
    "dualnum": lambda name, *args: getattr(dualnum, name)(*args),
    "method": lambda name, x, *others: getattr(x, name)(*others),
    "ufunc": lambda name, *args: getattr(np, name)(*args),
    "array of numbers": lambda name, x: getattr(np, name)(as_numbers([float(x.value)]))[0],
}
UNARY = [name for name in OWN_ROWS if TABLE[name].arity == 1 and TABLE[name].outputs is None]
BY_NAME = {True: ["dualnum", "method"], False: ["dualnum"]}
BY_UFUNC = {True: ["ufunc", "array of numbers"], False: []}
NUMPY_UFUNCS = [name for name in UNARY if isinstance(getattr(np, name, None), np.ufunc)]


def interior(row):
    """A few points inside the row's domain."""
    low, high = row.domain[0]
    return [x for x in (-2.6, -0.3, 0.3, 0.7, 2.6) if low < x < high]


@pytest.mark.parametrize("name", UNARY)
def test_rows_compute_their_function(name):
    for x in interior(TABLE[name]):
        with mpmath.workdps(60):
            reference = TABLE[name].mp
            y = (
                getattr(mpmath, reference)(x)
                if isinstance(reference, str)
                else reference(mpmath.mp, mpmath.mpf(x))
            )
        for way in (*BY_NAME[name not in ("real", "imag")], *BY_UFUNC[name in NUMPY_UFUNCS]):
            found = WAYS[way](name, number(x))
            assert abs(found.value - y) <= 1e-14 * abs(y), (way, x)


def test_most_rows_are_ufuncs_of_numpy():
    assert len(NUMPY_UFUNCS) > 30


def test_functions_with_several_results():
    quotient, rest = np.divmod(number(7.5), 2)
    assert (exactly(quotient), exactly(rest)) == (3, Fraction(3, 2))
    mantissa, exponent = np.frexp(number(3.0))
    assert (exactly(mantissa), exponent) == (Fraction(3, 4), 2)


def test_predicates_give_bools():
    x = number(0.5)
    assert np.greater(x, 0.25) is True
    assert np.logical_and(x > 0, x < 1)
    assert np.isfinite(x) is True
    assert np.signbit(-x) is True
    assert (as_numbers([1.0, 2.0]) > 1.5).dtype == bool
    assert np.logical_not(as_numbers([0.0, 2.0])).tolist() == [True, False]


# --- arrays -------------------------------------------------------------------------------------------

X = np.array([1.25, 0.75, 2.0, 0.5])
A = np.array([[2.0, 1.0], [1.0, 3.0]])
GRADIENTS = {
    "sum": (np.sum, [1, 1, 1, 1]),
    "sum of a list": (lambda x: np.sum([x[0], 2 * x[1], 1.0]), [1, 2, 0, 0]),
    "mean": (np.mean, [0.25] * 4),
    "mean of a list": (lambda x: np.mean(list(x)), [0.25] * 4),
    "prod": (np.prod, [0.75, 1.25, 0.46875, 1.875]),
    "dot": (lambda x: x @ x, [2.5, 1.5, 4, 1]),
    "quadratic form": (lambda x: x[:2] @ A @ x[:2], [6.5, 7, 0, 0]),
    "square": (lambda x: (x**2).sum(), [2.5, 1.5, 4, 1]),
    "where": (lambda x: np.where(x > 1, x * x, 3 * x).sum(), [2.5, 3, 4, 3]),
    "where of numbers": (lambda x: np.where(x[0] > x[1], x[2], x[3]), [0, 0, 1, 0]),
    "clip": (lambda x: np.clip(x, 0.6, 1.5).sum(), [1, 1, 0, 0]),
    "clip of one": (lambda x: np.clip(x[0], None, 1.5), [1, 0, 0, 0]),
    "maximum": (lambda x: np.maximum(x, 1).sum(), [1, 0, 1, 0]),
    "maximum of numbers": (lambda x: np.maximum(x[0], x[1]), [1, 0, 0, 0]),
    "max": (np.max, [0, 0, 1, 0]),
    "min": (lambda x: x.min(), [0, 0, 0, 1]),
    "sort": (lambda x: np.sort(x)[1], [0, 1, 0, 0]),
    "median": (np.median, [0.5, 0.5, 0, 0]),
    "cumsum": (lambda x: np.cumsum(x)[2], [1, 1, 1, 0]),
    "diff": (lambda x: np.diff(x)[0], [-1, 1, 0, 0]),
    "concatenate": (lambda x: np.concatenate([x, x[:1]]).sum(), [2, 1, 1, 1]),
    "stack": (lambda x: np.stack([x[0], x[3]]).sum(), [1, 0, 0, 1]),
    "an array of numbers": (lambda x: (np.array([x[0], x[1] * x[2]]) * 2).sum(), [2, 4, 1.5, 0]),
    "outer": (lambda x: np.outer(x, x).trace(), [2.5, 1.5, 4, 1]),
    "einsum": (lambda x: np.einsum("i,i", x, x), [2.5, 1.5, 4, 1]),
    "polyval": (lambda x: np.polyval(x, 2.0), [8, 4, 2, 1]),
    "variance": (lambda x: np.var(x[:2]), [0.25, -0.25, 0, 0]),
    "reduce": (np.add.reduce, [1, 1, 1, 1]),
    "reduce without a loop for objects": (np.fmax.reduce, [0, 0, 1, 0]),
    "out": (lambda x: np.add(x, x, out=x.copy()).sum(), [2, 2, 2, 2]),
    "in place": (lambda x: _doubled(x.copy()).sum(), [2, 2, 2, 2]),
    "python's sum": (lambda x: sum(v * v for v in x), [2.5, 1.5, 4, 1]),
    "python's max": (max, [0, 0, 1, 0]),
    "math": (lambda x: math.fsum(x) * math.floor(x[0]), [1, 1, 1, 1]),
    "unused": (lambda x: 5.0, [0, 0, 0, 0]),
}


def _doubled(x):
    x += x
    return x


@pytest.mark.parametrize("name", GRADIENTS)
def test_array_functions(name):
    f, gradient = GRADIENTS[name]
    assert limit_gradient(f, X).tolist() == gradient


def test_transcendental_array_functions_to_fifty_digits():
    gradient = limit_gradient(lambda x: np.linalg.norm(x) + np.logaddexp.reduce(x) + np.sinc(x).sum(), X)
    with mpmath.workdps(80):
        x = list(map(mpmath.mpf, X))
        norm, total = mpmath.sqrt(sum(v * v for v in x)), sum(map(mpmath.exp, x))
        for v, found in zip(x, gradient, strict=True):
            slope = (mpmath.pi * v * mpmath.cospi(v) - mpmath.sinpi(v)) / (mpmath.pi * v * v)
            exact = v / norm + mpmath.exp(v) / total + slope
            assert abs(found - exact) < mpmath.mpf(10) ** -50


def test_rosen_of_scipy():
    x = np.array([1.3, 0.7, 0.8, 1.9, 1.2])
    np.testing.assert_allclose(limit_gradient(rosen, x).astype(float), rosen_der(x), rtol=1e-13)


def test_jacobians():
    jacobian = limit_jacobian(lambda x: A @ x * x, np.array([1.0, 2.0]))
    assert jacobian.tolist() == [[6, 1], [2, 13]]  # (2a + b)·a and (a + 3b)·b at (1, 2)
    assert limit_jacobian(lambda x: [x[0] * x[1], x[0], 7], (2.0, 3.0)).tolist() == [[3, 2], [1, 0], [0, 0]]
    assert limit_jacobian(lambda x: [x, x**2], 3).tolist() == [1, 6]
    grid = limit_jacobian(lambda x: x * x[0, 0], np.array([[2.0, 3.0]]))
    assert grid.shape == (1, 2, 1, 2)
    assert grid.reshape(2, 2).tolist() == [[4, 0], [3, 2]]


def test_lists_stay_lists():
    def f(x):
        assert type(x) is list
        return x[0][1] * x[1][0]

    assert limit_gradient(f, [[1.0, 2.0], [3.0, 4.0]]).tolist() == [[0, 3], [2, 0]]
    assert limit_gradient(math.prod, (Fraction(1, 2), 3)).tolist() == [3, 0.5]
    assert limit_gradient(lambda x: x**2, 3.0).tolist() == 6


def test_the_caller_s_array_is_left_alone():
    x = X.copy()
    limit_gradient(lambda v: _doubled(v).sum(), x)
    assert (x == X).all()


def test_bad_input():
    with pytest.raises(
        ValueError, match=r"limit_gradient: f returned an array of shape \(4,\), not a number"
    ):
        limit_gradient(np.sin, X)
    for x in ([1.0, None], np.array([None, 1.0]), [[2.0, 3.0], 1.0]):
        with pytest.raises(TypeError, match=r"limit_gradient: x is a .*, not a number"):
            limit_gradient(lambda v: v[0], x)
    with pytest.raises(ValueError, match="which is not a finite number"):
        limit_gradient(np.sum, np.array([1.0, np.inf]))
    with pytest.raises(TypeError, match="limit_jacobian: f is 3, not a function"):
        limit_jacobian(3, X)
    with pytest.raises(dualnum.oracle.NoLimitError, match="limit_gradient: the difference quotient"):
        limit_gradient(lambda x: abs(x).sum(), np.array([1.0, 0.0]))
    with pytest.raises(TypeError, match="where"):
        limit_derivative(lambda x: np.add(x, 1, where=False), 1.0)
    with pytest.raises(TypeError, match="float"):
        limit_gradient(lambda x: np.zeros(4) + x.astype(float), X)
