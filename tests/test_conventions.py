"""The table of conventions as a contract: every row, for numbers, arrays, nested, and what errstate says."""

import math
from pathlib import Path

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.conventions import SECTIONS, page
from dualnum.conventions.table import DIGITS
from dualnum.listing import formula
from dualnum.oracle import NoLimitError
from dualnum.testing import assert_ulp

PAGE = Path(__file__).parent.parent / "docs" / "conventions.md"
ROWS = [row for section in SECTIONS for row in section.rows]
EXACT = mpmath.mp.clone()
EXACT.prec = 2000
ULP = 4.0

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{formula(row.function)} at {row.at!r}")


def exact(number):
    return number(EXACT) if callable(number) else number


def derivative_of(row, x):
    """The tangent of the row's function, without NumPy's warnings of infinite slopes and missing values."""
    with np.errstate(all="ignore"):
        result = row.function(dualnum, x)
    return result.tangent if isinstance(result, Dual) else 0.0


@every_row
def test_the_slope_of_a_number(row):
    if row.outside:
        with pytest.raises((ValueError, ZeroDivisionError)):
            row.function(dualnum, Dual(row.at, 1.0))
        return
    assert_ulp(derivative_of(row, Dual(row.at, 1.0)), exact(row.slope), ULP)


@every_row
def test_the_slope_of_a_numpy_number(row):
    assert_ulp(derivative_of(row, Dual(np.float64(row.at), 1.0)), exact(row.slope), ULP)


@every_row
def test_the_slope_in_an_array(row):
    """Beside an element where nothing special happens, and in a direction in which it does not move."""
    x = Dual(np.array([row.at, 0.75]), np.array([[1.0, 1.0], [0.0, 0.0]]))
    slopes = derivative_of(row, x)
    assert_ulp(slopes[0, 0], exact(row.slope), ULP)
    assert np.all(slopes[1] == 0)


@every_row
def test_a_seed_is_a_factor(row):
    assert_ulp(derivative_of(row, Dual(np.array([row.at]), -2.0)), [-2 * exact(row.slope)], ULP)


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.second is not None],
    ids=lambda row: f"{formula(row.function)} at {row.at!r}",
)
def test_the_second_derivative(row):
    for at in [np.array([row.at])] if row.outside else [row.at, np.float64(row.at), np.array([row.at])]:
        with np.errstate(all="ignore"):
            found = dualnum.derivative(dualnum.derivative(lambda x: row.function(dualnum, x)))(at)
        assert_ulp(found, exact(row.second), 16)


@pytest.mark.parametrize("section", SECTIONS[:-1], ids=lambda section: section.title)
def test_second_derivatives_are_stated(section):
    """Where digits are lost there is nothing to state."""
    assert [formula(row.function) for row in section.rows if row.second is None] == []


@every_row
def test_what_errstate_reports(row):
    """Once, and never where the table says nothing."""
    reports = []
    with dualnum.errstate(kink=lambda name, where: reports.append(where)), np.errstate(all="ignore"):
        row.function(dualnum, Dual(np.array([row.at]), 1.0))
    kinds = {"kink": "a kink", "infinite": "infinite", "equality": "equality"}
    if row.report:
        assert reports
        assert all(kinds[row.report] in where for where in reports)
        assert all(str(row.at) in where for where in reports)
    else:
        assert reports == []


def has_a_limit(row):
    inside = not row.outside and math.isfinite(row.at) and "nan" not in formula(row.function)
    return inside and not row.report and math.isfinite(exact(row.slope))


@pytest.mark.parametrize(
    "row", list(filter(has_a_limit, ROWS)), ids=lambda row: f"{formula(row.function)} at {row.at!r}"
)
def test_the_truth_where_there_is_one(row):
    """A row that reports nothing states a limit, which mpmath takes, or that of one side."""
    try:
        limits = [dualnum.oracle.limit_derivative(lambda x: row.function(dualnum, x), row.at)]
    except NoLimitError as error:
        assert row not in DIGITS.rows
        limits = [side for side in (error.left, error.right) if side is not None]
    nearest = min(limits, key=lambda limit: abs(limit - exact(row.slope)))
    assert abs(nearest - exact(row.slope)) <= EXACT.mpf(2) ** -150 * abs(nearest) + EXACT.mpf(2) ** -1100


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page()
