"""The table of conventions, in compiled code: what docs/conventions.md states holds there too."""

import pytest

numba = pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

from mpmath import mp

import dualnum
from dualnum import Dual
from dualnum.conventions import SECTIONS
from dualnum.listing import formula
from dualnum.testing import assert_ulp

ROWS = [row for section in SECTIONS for row in section.rows]
EXACT = mp.clone()
EXACT.prec = 2000

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{formula(row.function)} at {row.at!r}")


def slope_of(row):
    """The tangent as a function of x, where quotients of zero are NumPy's."""
    function = numba.njit(error_model="numpy")(row.function)
    run = numba.njit(error_model="numpy")(lambda x: function(dualnum, x))

    def slope(x):
        result = run(x)
        return result.tangent if isinstance(result, Dual) else 0.0

    return slope


@every_row
def test_the_slope_and_a_seed_as_a_factor(row):
    exact = row.slope(EXACT) if callable(row.slope) else row.slope
    slope = slope_of(row)
    for seed in (1.0, -2.0):
        assert_ulp(slope(Dual(row.at, seed)), seed * exact, 4.0)
