"""Every row of the table in compiled code, against mpmath and the row as Python's floats have it.

tests/rules asks every rule at all its points; here it is asked at some of them, since the text is the same.
"""

import functools

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

import dualnum
from dualnum import Dual
from dualnum.rules import OWN_ROWS, TABLE
from dualnum.testing import ulp_distance

ROWS = [TABLE[name] for name in OWN_ROWS]
SINGLE = 3.0
"""What single precision may add, as in tests/rules."""

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


@functools.cache
def jitted(row):
    """The row's function of `dualnum`, called in compiled code."""
    function = getattr(dualnum, row.name) if row.name != "log" else dualnum.log
    calls = {
        1: lambda x: function(x),
        2: lambda x1, x2: function(x1, x2),
        3: lambda x1, x2, x3: function(x1, x2, x3),
    }
    return numba.njit(calls[row.arity])


def moving(point, i, kind=float):
    """The point's numbers, of which number ``i`` moves."""
    numbers = [kind(x) if isinstance(x, float) else x for x in point]
    numbers[i] = Dual(numbers[i], kind(1.0))
    return numbers


def fits(point, kind):
    with np.errstate(all="ignore"):
        return all(float(kind(x)) == x for x in point)


def spread(points, count):
    """About so many of the points, from all over."""
    return points[:: max(1, len(points) // count)]


@functools.cache
def some_points(judge, row):
    """Points of the row's domain that single precision has, and others."""
    if row.arity > 1:
        points = judge.points(row)
    else:
        low, high = row.domain[0]
        numbers = [(x,) for x in judge.numbers(row.domain[0]) if low <= x <= high]
        points = [point for point in numbers if not judge.on_kink(row, point)]
    single = [point for point in points if fits(point, np.float32)]
    return spread(single, 24) + spread([point for point in points if point not in single], 10)


def part(result, output):
    return result if output is None else result[output]


def value_there(row, y, kind):
    """Where the row has a value, and for a quotient no subnormal one (see tests/rules/test_ulp.py)."""
    normal = (y == 0 or abs(y) >= np.finfo(kind).tiny) if row.over else True
    return np.isfinite(y) and normal


PARTIALS = [
    (row, i, output)
    for row in ROWS
    for i in range(row.arity)
    for output in ([None] if row.outputs is None else range(len(row.outputs)))
    if output is None or row.outputs[output] is not None
    if (row.name, i) not in {("polygamma", 0), ("ldexp", 1)}  # whole numbers
]
every_partial = pytest.mark.parametrize(
    ("row", "i", "output"),
    PARTIALS,
    ids=[f"{row.name}-{i}" + ("" if output is None else f"-{output}") for row, i, output in PARTIALS],
)


@every_partial
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_tangent_is_what_mpmath_says(judge, row, i, output, kind):
    function, single = jitted(row), kind is np.float32
    points, tangents, exact = [], [], []
    for point in some_points(judge, row):
        expected = judge.partial(row, point, i, output)
        if expected is None or not fits(point, kind):
            continue
        found = part(function(*moving(point, i, kind if single else float)), output)
        if value_there(row, found.primal, kind):
            points.append(point)
            tangents.append(found.tangent)
            exact.append(expected)
    assert len(points) >= 10
    with np.errstate(all="ignore"):  # a function that Numba computes in double precision may give more
        distances = ulp_distance(np.array(tangents, kind), exact)
    worst = int(np.argmax(distances))
    bound = row.ulp + SINGLE if single and row.ulp else row.ulp
    assert distances[worst] <= bound, (points[worst], tangents[worst], str(exact[worst]))


ARGUMENTS = {
    "arccosh": (1.75,),
    "ldexp": (0.3, 3),
    "polygamma": (2, 0.8),
    "clip": (0.3, 0.1, 0.7),
}


@every_row
def test_value_and_both_derivatives_are_those_of_pythons_floats(row):
    """To the bit of the last places that the row's functions may differ in, at two orders."""
    point = ARGUMENTS.get(row.name, (0.3, 0.7, 1.1)[: row.arity])
    movable = [i for i, x in enumerate(point) if isinstance(x, float)]
    arguments = [Dual(Dual(x, 1.0 + i), 0.5) if i in movable else x for i, x in enumerate(point)]
    compiled, plain = jitted(row)(*arguments), getattr(dualnum, row.name)(*arguments)
    for ours, theirs in zip(outputs(compiled), outputs(plain), strict=True):
        np.testing.assert_allclose(numbers(ours, 1), numbers(theirs, 1), rtol=1e-13, atol=1e-15)


def outputs(value):
    return value if isinstance(value, tuple) else (value,)


def numbers(value, level):
    """The components of a nested Dual, with zeros where it is a constant at a level."""
    if level < 0:
        return [value]
    here = isinstance(value, Dual) and value._level == level
    primal, tangent = (value.primal, value.tangent) if here else (value, 0.0)
    return numbers(primal, level - 1) + numbers(tangent, level - 1)


@every_row
def test_a_zero_tangent_stays_zero(row):
    """At points where partials are infinite or have no value, too."""
    for x in (0.0, 1.0, -1.0, np.inf):
        point = [
            2 if row.name in ("ldexp", "polygamma") and i == (row.name == "ldexp") else x
            for i in range(row.arity)
        ]
        arguments = [Dual(x, 0.0) if isinstance(x, float) else x for x in point]
        try:
            result = jitted(row)(*arguments)
        except ZeroDivisionError:
            continue  # as Python's own quotient
        slopes = [r.tangent for r in outputs(result) if isinstance(r, Dual)]
        assert all(slope == 0 for slope in slopes), (x, result)


def test_a_row_added_later_is_compiled_too():
    from dualnum.compiled.installation import install_row

    row = TABLE.rule("tripled", lambda x, y: 3 * x / x, value=lambda x: 3 * x, mp=lambda mp, x: 3 * x)
    try:
        install_row(row)
        tripled = dualnum.tripled
        assert repr(numba.njit(lambda x: tripled(x))(Dual(2.0, 1.0))) == "Dual(6.0, 3.0)"
    finally:
        TABLE.remove("tripled")
