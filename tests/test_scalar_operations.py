"""Single doubles of NumPy's: the short way says what the long way says, and warns of what it warns of."""

import math
import operator
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dualnum
from dualnum import Dual
from dualnum.array_operations import simple_row
from dualnum.namespaces import FLOAT
from dualnum.propagation import apply, tangent_of
from dualnum.rules import OWN_ROWS, TABLE
from dualnum.scalar_operations import operate_on_scalars

NUMBERS = st.floats(-30, 30) | st.sampled_from([0.0, -0.0, 1.0, -1.0, 5e-324, 1e300, math.inf, math.nan])
ROWS = [
    name
    for name in OWN_ROWS
    if isinstance(getattr(np, name, None), np.ufunc) and simple_row(getattr(np, name), FLOAT)
    if name != "ldexp"  # whose second argument is an integer
]
OPERATORS = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.pow,
    operator.mod,
    operator.neg,
]


def told(call, *args):
    """What a call gives, with the warnings that it gives."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = call(*args)
    return result, sorted({str(warning.message) for warning in caught})


def test_the_common_ufuncs_have_a_short_way():
    assert {"add", "multiply", "divide", "power", "sin", "exp", "log", "sqrt", "hypot", "absolute"} <= set(
        ROWS
    )


@given(a=NUMBERS, b=NUMBERS, s=NUMBERS, t=NUMBERS)
@pytest.mark.parametrize("name", ROWS)
def test_a_ufunc_gives_what_the_table_gives(name, a, b, s, t):
    ufunc, row = getattr(np, name), TABLE[name]
    for x, y in ((Dual(a, s), Dual(b, t)), (Dual(np.float64(a), s), b), (a, Dual(b, t))):
        args = (x, y)[: row.arity]
        if row.arity == 2 or isinstance(x, Dual):
            ours, our_warnings = told(operate_on_scalars, ufunc, args, tangent_of)
            theirs, their_warnings = told(apply, row, args, ufunc)
            assert our_warnings == their_warnings
            assert type(ours.primal) is type(theirs.primal)
            assert ours.primal == theirs.primal or (np.isnan(ours.primal) and np.isnan(theirs.primal))
            assert type(ours.tangent) is np.float64
            if np.isfinite(theirs.tangent):
                # each term is right to row.ulp units of its own
                assert ours.tangent == pytest.approx(
                    theirs.tangent, rel=1e-13, abs=1e-13 * scale(row, args, ufunc)
                )
            else:
                np.testing.assert_equal(ours.tangent, theirs.tangent)


@np.errstate(all="ignore")
def scale(row, args, ufunc):
    """The size of the larger term of a tangent, which the terms may cancel against."""
    terms = [
        apply(
            row,
            [other.primal if isinstance(other, Dual) and other is not arg else other for other in args],
            ufunc,
        )
        for arg in args
        if isinstance(arg, Dual)
    ]
    return max((abs(float(term.tangent)) for term in terms if np.isfinite(term.tangent)), default=0.0)


@pytest.mark.parametrize("function", OPERATORS)
def test_operators_stay_numpys(function):
    two = function is not operator.neg
    for args in (
        (Dual(1.3, 0.5), np.float64(0.7)),
        (np.float64(1.3), Dual(0.7, 0.5)),
        (Dual(np.float64(1.3), 1.0), 2),
    ):
        args = args if two else [arg for arg in args if isinstance(arg, Dual)][:1]
        y = function(*args)
        plain = function(*(arg.primal if isinstance(arg, Dual) else arg for arg in args))
        assert type(y.primal) is type(plain)
        assert y.primal == plain


@pytest.mark.parametrize("x", [Dual(1.3, 0.5), Dual(np.float64(1.3), 0.5)])
def test_a_function_of_numpys_functions(x):
    y = np.sin(x) * np.exp(-(x**2)) / (1 + x**2)
    a = 1.3
    slope = math.exp(-a * a) * (
        math.cos(a) / (1 + a * a) - math.sin(a) * (2 * a / (1 + a * a) + 2 * a / (1 + a * a) ** 2)
    )
    assert type(y.primal) is np.float64
    assert y.tangent == pytest.approx(0.5 * slope, rel=1e-14)


def test_what_is_not_simple_is_left_alone():
    x = Dual(np.float64(1.0), 1.0)
    for args in (
        (Dual(np.float32(1.0), 1.0), x),
        (x, 1j),
        (x, Dual(Dual(1.0, 1.0), 1.0)),
        (Dual(np.float64(1.0), np.ones(2)), 1.0),
        (x, np.ones(2)),
        (x, "a"),
    ):
        assert operate_on_scalars(operator.add, args, tangent_of) is None
    assert operate_on_scalars(np.floor, (x,), tangent_of) is None


def test_an_open_report_takes_the_long_way():
    seen = []
    with dualnum.errstate(kink=lambda name, where: seen.append(name)):
        np.abs(Dual(np.float64(0.0), 1.0))
    assert seen == ["absolute"]
