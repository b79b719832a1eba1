"""What a row comes to for plain arrays: which passes over memory, and which numbers a tangent rests on."""

import numpy as np
import pytest

from dualnum import array_plans
from dualnum.array_plans import Plan, is_undefined
from dualnum.namespaces import NUMPY
from dualnum.namespaces.binding import BoundRule
from dualnum.rules import TABLE
from dualnum.rules.table import Rule

X1, X2, Y = np.array([0.5, 1.5]), np.array([2.0, -0.25]), np.array([3.0, 7.0])
T1, T2 = np.array([1.0, -2.0]), np.array([0.5, 4.0])
REALS = (-np.inf, np.inf)


def plan(*partials, over=None, moving=None):
    rule = Rule("made up", partials, (REALS,) * len(partials), "sin", over=over, value=lambda *args: args[0])
    bound = BoundRule.__new__(BoundRule)
    bound.rule, bound.partials, bound.over, bound.plans = rule, partials, over, {}
    return Plan(bound, moving or (True,) * len(partials))


# Each with the sum that it means, of x1, x2, y and the tangents t1, t2.
SUMS = {
    "one product": ((lambda x1, x2, y: x2 * y, 0), X2 * Y * T1),
    "two products": ((lambda x1, x2, y: x2, lambda x1, x2, y: x1), X2 * T1 + X1 * T2),
    "a difference": ((lambda x1, x2, y: x2, lambda x1, x2, y: -x1), X2 * T1 - X1 * T2),
    "the other difference": ((lambda x1, x2, y: -x2, lambda x1, x2, y: x1), X1 * T2 - X2 * T1),
    "two negative products": ((lambda x1, x2, y: -x2, lambda x1, x2, y: -y), -X2 * T1 - Y * T2),
    "a product and a tangent": ((1, lambda x1, x2, y: x1), T1 + X1 * T2),
    "a tangent less a product": ((1, lambda x1, x2, y: -y), T1 - Y * T2),
    "a product less a tangent": ((lambda x1, x2, y: y, -1), Y * T1 - T2),
    "a negative product less a tangent": ((lambda x1, x2, y: -y, -1), -Y * T1 - T2),
    "a sum": ((1, 1), T1 + T2),
    "multiples": ((2, -3), 2 * T1 - 3 * T2),
    "one tangent": ((1, 0), T1),
    "its negative": ((0, -1), -T2),
    "nothing": ((0, 0), np.zeros(2)),
}


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("over", [None, lambda x1, x2, y: x2])
@pytest.mark.parametrize(("partials", "expected"), SUMS.values(), ids=SUMS)
def test_sums(partials, expected, over, given):
    before = [a.copy() for a in (X1, X2, Y, T1, T2)]
    out = np.full(2, np.nan) if given else None
    total = plan(*partials, over=over).sum((X1, X2), Y, (T1, T2), out)
    assert total == pytest.approx(expected if over is None else expected / X2, rel=1e-15)
    assert out is None or total is out
    assert not any(total is part for part in (X1, X2, Y, T1, T2))
    assert all(np.array_equal(a, b) for a, b in zip((X1, X2, Y, T1, T2), before, strict=True))


def test_large_partials_lend_their_memory_and_arguments_do_not():
    n = array_plans.REUSED
    x, t = np.full(n, 3.0), np.full(n, 2.0)
    made = []

    def partial(x, y):
        made.append(x + y)
        return made[0]

    total = plan(partial).sum((x,), x, (t,))
    assert total is made[0]
    assert (total == 12.0).all()
    for same in (lambda x, y: x, lambda x, y: y, lambda x, y: x[:]):
        y = np.full(n, 5.0)
        total = plan(same).sum((x,), y, (t,))
        assert (x == 3.0).all()
        assert (y == 5.0).all()
        assert total[0] in (6.0, 10.0)


# The positions of the arguments that a partial computes with, y last; None where it is no arithmetic.
READS = {
    "add": (),
    "multiply": (0, 1),
    "divide": (1, 2),
    "exp": (1,),
    "tan": (1,),
    "square": (0,),
    "reciprocal": (0, 1),
    "sin": None,
    "power": None,
    "arctan2": None,
}


@pytest.mark.parametrize(("name", "reads"), READS.items())
def test_what_a_partial_reads(name, reads):
    rule = TABLE[name]
    assert Plan(NUMPY.bound(rule), (True,) * rule.arity).reads == reads


def _closure():
    hidden = np.array([np.nan])
    return lambda x, y: x * hidden


@pytest.mark.parametrize(
    "partial",
    [
        lambda x, y: np.nan * x,
        lambda x, y: y if x == 0 else -y,
        lambda x, y: (x and y) * 1.0,
        lambda x, y: x[0] * y,
        lambda *args: args[-1],
        _closure(),
        np.cos,
    ],
)
def test_what_is_more_than_arithmetic_is_not_read(partial):
    assert plan(partial).reads is None


def test_a_nan_is_looked_for_where_it_could_come_from():
    total, many, x, y = np.zeros(2), np.zeros((3, 2)), np.ones(2), np.ones(2)
    bad = np.array([1.0, np.nan])
    assert not is_undefined((0, 1), many, (x,), y)
    assert is_undefined((0, 1), many, (bad,), y)
    assert is_undefined((1,), many, (x,), bad)
    assert not is_undefined((0,), many, (x,), bad)
    assert is_undefined((0,), total, (np.nan, x), y)
    assert not is_undefined((0,), total, (2.0, x), y)
    assert is_undefined(None, bad, (x,), y)


@pytest.mark.parametrize("shape", [(0,), (3,), (2, 5), (20_000,), (3, 9000)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("found", [array_plans.has_nan, array_plans.squares_have_nan])
def test_a_nan_is_found_wherever_it_is(shape, dtype, found):
    array = np.full(shape, -np.inf, dtype)
    assert not found(array)
    if array.size:
        array.flat[-1] = np.nan
        assert found(array)
        assert found(array[..., ::-1])


def test_large_numbers_are_looked_at_without_an_error():
    with np.errstate(all="raise"):
        assert not array_plans.has_nan(np.full(3, 1e200))
    with np.errstate(over="ignore"):
        assert not array_plans.squares_have_nan(np.full(3, 1e200))
