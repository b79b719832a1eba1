"""The trees of the strategies: what fits at a point, and the bound on what rounding may do there."""

import itertools

import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.functions import function
from dualnum.oracle import limit_derivative
from dualnum.oracle.context import CONTEXT, as_value
from dualnum.oracle.functions import compute, is_real
from dualnum.rules import TABLE
from dualnum.testing import assert_ulp, ulp_distance
from dualnum.testing.strategies import quick_rows
from dualnum.testing.trees import applied, constant, variable

GRID = [*np.linspace(-6.9, 6.9, 47).tolist(), *np.linspace(-0.97, 0.97, 25).tolist()]
NEAR = [sign * size for size in (1e-4, 3e-3, 1e-2, 0.07) for sign in (1, -1)]
CONSTANTS = [-3.0, -0.5, 0.25, 2.0, 3]
"""What the other arguments are: one is an int, which some functions need."""
LAST = {"polygamma"}
"""Functions whose first argument is an int: it is the last that moves."""
WITHOUT_A_SLOPE = {"imag", "spacing"}
"""Both are 0 in real arithmetic."""


def placed(name, x, others):
    return (*others, x) if name in LAST else (x, *others)


def value(name, x, others):
    """The exact value, or None where there is no finite real one."""
    y = compute(name, [as_value(number) for number in placed(name, x, others)])
    return y if not isinstance(y, tuple) and is_real(y) and CONTEXT.isfinite(y) else None


def zeros(name, others):
    """Zeros of a function of one argument, each between two of the grid's points."""
    values = [(x, value(name, x, others)) for x in sorted(GRID)]
    for (low, y), (high, next_y) in itertools.pairwise(values):
        if y is not None and next_y is not None and y * next_y < 0:
            yield halved(name, others, low, high, y)


def halved(name, others, low, high, y):
    """The double before the change of sign, to 40 bits."""
    for _ in range(40):
        middle = (low + high) / 2
        here = value(name, middle, others)
        if here is None:
            break
        low, high = (middle, high) if here * y > 0 else (low, middle)
    return low


def points(row):
    """Points of a grid and next to the function's zeros there, beside constants."""
    for others in itertools.combinations_with_replacement(CONSTANTS, row.arity - 1):
        near = [zero + step for zero in zeros(row.name, others) for step in NEAR]
        yield from ((x, others) for x in (*GRID, *near))


@pytest.mark.parametrize(
    "row", [row for row in quick_rows() if row.name not in WITHOUT_A_SLOPE], ids=lambda row: row.name
)
def test_values_are_off_by_no_more_than_a_node_knows(row):
    """A derivative takes the rounded values for its partials, so the bound has to know how far off they are."""
    call, tried = function(row.name), 0
    for x, others in points(row):
        nodes = placed(row.name, variable(x), [constant(other, x) for other in others])
        if (node := applied(row.name, *nodes)) is None:
            continue
        tried += 1
        for computed in (call(*placed(row.name, number, others)) for number in (x, np.array(x))):
            off = abs(as_value(float(computed)) - node._at.value) * 2**53
            assert off <= node._at.value_error, (x, others)
    assert tried >= 10


@pytest.mark.parametrize(
    ("outer", "inner", "x"),
    [
        ("cbrt", "sinc", 2.9921875),  # np.sinc rounds the angle πx, which is near a whole turn
        ("log", "sinc", 2.96),
        ("cbrt", "lgamma", -2.74),  # Python's lgamma adds up terms of the size of 1
        ("cbrt", "logaddexp", -0.69),
        ("sqrt", "logaddexp2", -0.99),
    ],
)
def test_a_derivative_next_to_a_zero_of_an_inner_value(outer, inner, x):
    first = applied(inner, *[variable(x)] * TABLE[inner].arity)
    expression = applied(outer, first)
    limit = limit_derivative(expression, x)
    assert_ulp(dualnum.derivative(expression)(x), limit, expression.ulp)
    assert_ulp(expression(Dual(np.array([x, x]), 1.0)).tangent, np.array([limit, limit]), expression.ulp)


def test_the_bound_knows_a_wrong_rule_from_rounding():
    """A rule that is off by 1e-12 breaks the bound; the right one keeps it."""
    TABLE.rule(
        "almost_square", lambda x, y: 2 * x * (1 + 1e-12), value=lambda x: x * x, mp=lambda mp, x: x * x
    )
    try:
        expression = applied("exp", applied("almost_square", variable(0.75)))
        distance = ulp_distance(dualnum.derivative(expression)(0.75), limit_derivative(expression, 0.75))
    finally:
        TABLE.remove("almost_square")
    assert distance > 10 * expression.ulp


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("log", [variable(-1.0)]),  # outside the domain
        ("arcsin", [variable(0.995)]),  # next to an infinite slope
        ("absolute", [variable(1e-3)]),  # next to a kink
        ("floor", [variable(2.999)]),
        ("maximum", [variable(2.0), constant(2.001, 2.0)]),
        ("exp", [variable(10.0)]),  # large
        ("subtract", [variable(1.0), variable(1.0)]),  # cancels
        ("subtract", [applied("exp", variable(1.0)), applied("exp", variable(1.0))]),
        ("erfc", [variable(-15.0)]),  # flat beyond what can be measured
        ("power", [variable(-2.0), variable(-2.0)]),  # not real next to the point
        ("ldexp", [variable(1.5), constant(2.5, 1.5)]),  # takes an integer
        ("polygamma", [variable(1.5), variable(1.5)]),  # as does this
        ("divmod", [variable(1.5), constant(2.5, 1.5)]),  # has two results
    ],
)
def test_what_does_not_fit_at_the_point_is_refused(name, arguments):
    assert applied(name, *arguments) is None


def test_the_bound_grows_with_the_tree_and_with_cancellation():
    x = variable(0.75)
    assert x.ulp == constant(2.0, 0.75).ulp == 1
    once = applied("sin", x)
    twice = applied("sin", once)
    assert 1 < once.ulp < twice.ulp
    near = applied("subtract", applied("exp", x), applied("multiply", constant(2.0, 0.75), x))
    assert near.ulp > 5 * once.ulp
