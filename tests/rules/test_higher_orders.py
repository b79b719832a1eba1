"""Second and third derivatives of every row, along a line through its arguments, against mpmath's limits."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum
from dualnum import derivative
from dualnum.namespaces import NUMPY
from dualnum.rules import TABLE

UNMOVED = {("ldexp", 1), ("polygamma", 0)}  # whole numbers
WITH_POLES = {"gamma", "lgamma", "digamma", "polygamma"}
ROWS = [
    row
    for row in TABLE
    if row.outputs is None
    and not row.constant
    and hasattr(dualnum, row.name)
    and not any(
        getattr(p, "__module__", "").startswith("dualnum.rules.scipy") for p in (*row.partials, row.mp)
    )
]


def reference(row, *args):
    return getattr(mpmath.mp, row.mp)(*args) if isinstance(row.mp, str) else row.mp(mpmath.mp, *args)


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@settings(max_examples=5, derandomize=True)
@given(data=st.data())
def test_along_a_line(row, order, data):
    point, pace = [], []
    for i, (low, high) in enumerate(row.domain):
        low, high = max(low, 0.2 if row.name in WITH_POLES else -3.0), min(high, 3.0)
        share = data.draw(st.floats(0.02, 0.48) | st.floats(0.52, 0.98))  # away from 0
        point.append(2 if (row.name, i) in UNMOVED else low + share * (high - low))
        pace.append(0 if (row.name, i) in UNMOVED else data.draw(st.floats(0.3, 1.0)))
    if row.kink is not None and NUMPY.bound(row).kink(*map(np.float64, point)):
        return
    with mpmath.workdps(60):
        exact_point = [mpmath.mpf(x) if isinstance(x, float) else x for x in point]

        def line(t):
            return reference(row, *(x + v * t if v else x for x, v in zip(exact_point, pace, strict=True)))

        values = [mpmath.diff(line, 0, k) for k in range(order + 1)]
    if any(isinstance(value, mpmath.mpc) or not mpmath.isfinite(value) for value in values):
        return
    function = getattr(dualnum, row.name)

    def f(t):
        return function(*(x + v * t if v else x for x, v in zip(point, pace, strict=True)))

    for _ in range(order):
        f = derivative(f)
    scale = max(abs(value) for value in values) or 1
    for at in (0.0, np.zeros(2)):
        assert np.all(abs(f(at) - float(values[-1])) <= 1e-10 * float(scale)), (point, pace)


@pytest.mark.parametrize("order", [2, 3])
def test_det_and_cumprod_of_zeros(order):
    """Where other libraries divide by the zero: polynomials, differentiated by hand."""
    f = lambda t: np.linalg.det(dualnum.array([[t, t * t], [t * t * t, t]]))  # noqa: E731  t² − t⁵
    g = lambda t: np.cumprod(dualnum.array([t, 2 + t, t]))[2]  # noqa: E731  2t² + t³
    for _ in range(order):
        f, g = derivative(f), derivative(g)
    assert (f(0.0), g(0.0)) == pytest.approx({2: (2, 4), 3: (0, 6)}[order], abs=1e-14)
    assert math.isfinite(f(0.0))
