"""Every row of the table against mpmath: the error of each partial, in units in the last place."""

import warnings

import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE
from dualnum.testing import ulp_distance

OWN = {
    "dualnum.rules.arithmetic",
    "dualnum.rules.elementary",
    "dualnum.rules.piecewise",
    "dualnum.rules.special",
}
SINGLE = 3.0
"""What single precision may add: NumPy's own functions are off by up to 2.4 ULP there (exp) or 3.3 (tan)."""

HARD_TURN = 6381956970095103.0 * 2.0**797
"""The double closest to a multiple of π/2, for its size."""


def written_here(row):
    """Whether a row is the package's own; those of scipy.special are tested where they are."""
    return not any(
        getattr(part, "__module__", "").startswith("dualnum.rules.scipy") for part in (*row.partials, row.mp)
    )


ROWS = [row for row in TABLE if written_here(row)]
PARTIALS = [
    (row, i, output)
    for row in ROWS
    for i in range(row.arity)
    for output in ([None] if row.outputs is None else range(len(row.outputs)))
    if output is None or row.outputs[output] is not None
    if (row.name, i) != ("polygamma", 0)  # the order, which is a whole number
]
every_partial = pytest.mark.parametrize(
    ("row", "i", "output"),
    PARTIALS,
    ids=[f"{row.name}-{i}" + ("" if output is None else f"-{output}") for row, i, output in PARTIALS],
)


def function_of(row):
    """NumPy's function where it has one, for arrays; else ours."""
    found = getattr(np, row.name, None)
    return found if isinstance(found, np.ufunc) else getattr(dualnum, row.name)


def column(values, kind):
    return np.array(values) if isinstance(values[0], int) else np.array(values, kind)


def value_there(row, y, kind):
    """Where the row has a value; and for a quotient, which carries y's rounding, no subnormal one.

    −y/x2 multiplies what the underflow of y = x1/x2 has lost: that is 4 ULP no more, and the price of a
    quotient without a test for it.
    """
    size = np.abs(y)
    normal = (size == 0) | (size >= np.finfo(kind).tiny) if row.over else True
    return np.isfinite(size) & normal


def measured(judge, row, i, output, kind):
    """The points where the row has a value, the tangent of an array of them, and the exact partials."""
    function = function_of(row)
    with np.errstate(all="ignore"):
        points = [point for point in judge.points(row) if all(float(kind(x)) == x for x in point)]
        y = function(*(column(values, kind) for values in zip(*points, strict=True)))
        y = y if output is None else y[output]
    exact = [judge.partial(row, point, i, output) for point in points]
    there = value_there(row, y, kind)
    kept = [k for k, partial in enumerate(exact) if partial is not None and there[k]]
    columns = [column(values, kind) for values in zip(*(points[k] for k in kept), strict=True)]
    columns[i] = Dual(columns[i], np.ones_like(columns[i]))
    with np.errstate(all="ignore"):
        result = function(*columns)
    tangent = (result if output is None else result[output]).tangent
    return [points[k] for k in kept], tangent, [exact[k] for k in kept]


def check(points, tangent, exact, bound):
    distances = ulp_distance(tangent, exact)
    worst = int(np.argmax(distances))
    assert distances[worst] <= bound, (points[worst], float(tangent[worst]), str(exact[worst]))


@every_partial
def test_doubles_in_an_array(judge, row, i, output):
    points, tangent, exact = measured(judge, row, i, output, np.float64)
    assert len(points) >= 10
    assert tangent.dtype == np.float64
    check(points, tangent, exact, row.ulp)


@every_partial
def test_single_precision(judge, row, i, output):
    points, tangent, exact = measured(judge, row, i, output, np.float32)
    assert len(points) >= 10
    check(points, tangent, exact, row.ulp + SINGLE if row.ulp else 0)


@every_partial
def test_python_floats(judge, row, i, output):
    function = getattr(dualnum, row.name)
    points, tangents, exact = [], [], []
    for point in judge.points(row):
        partial = judge.partial(row, point, i, output)
        arguments = [Dual(x, 1.0) if j == i else x for j, x in enumerate(point)]
        try:
            with np.errstate(all="ignore"):
                result = function(*arguments)
        except (ValueError, ArithmeticError):
            continue  # math has no value there, or one that overflows
        result = result if output is None else result[output]
        if partial is not None and value_there(row, result.primal, float):
            points.append(point)
            tangents.append(result.tangent)
            exact.append(partial)
    assert len(points) >= 10
    check(points, np.array(tangents), exact, row.ulp)


@every_partial
def test_no_warning_of_its_own(judge, row, i, output):
    """Where the tangent is finite, a Dual warns only of what the plain function warns of."""
    points, tangent, _ = measured(judge, row, i, output, np.float64)
    points = [point for point, slope in zip(points, tangent, strict=True) if np.isfinite(slope)]
    columns = [column(values, np.float64) for values in zip(*points, strict=True)]
    function = function_of(row)
    with warnings.catch_warnings(record=True) as plain:
        warnings.simplefilter("always")
        function(*columns)
    columns[i] = Dual(columns[i], np.ones_like(columns[i]))
    with warnings.catch_warnings(record=True) as dual:
        warnings.simplefilter("always")
        function(*columns)
    assert {str(w.message) for w in dual} <= {str(w.message) for w in plain}


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_the_angle_closest_to_a_quarter_turn(name):
    """There glibc's own cosine is off by 8 ULP; the rule passes on what it says, and adds nothing."""
    other = {"sin": np.cos, "cos": lambda x: -np.sin(x)}[name]
    assert getattr(np, name)(Dual(np.array([HARD_TURN]), 1.0)).tangent[0] == other(np.array([HARD_TURN]))[0]
    assert getattr(dualnum, name)(Dual(HARD_TURN, 1.0)).tangent == other(HARD_TURN)
