"""``interp``: piecewise linear, with a table of points that may move."""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, stripped, top_level
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.results import defined
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import directions_of, filled
from dualnum.strong_zeros import product


@implements(np.interp, group="numeric")
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """``interp(x, xp, fp, left, right, period)``: all may move but the period.

    At a point of the table the slope is that of the piece that begins there, and at the last point that
    of the last piece: the pieces cover a closed interval.
    """
    if top_level(xp, fp, left, right) < 0 and isinstance(x, Dual) and period is None:
        if conventions.reporting():
            conventions.report("interp", x, np.isin(stripped(x), xp) & conventions.moving(x), "a kink")
        y = np.interp(x._primal, xp, fp, left, right)
        slopes = _slopes(stripped(x), np.asarray(xp), np.asarray(fp))
        t = product(slopes, x._tangent, (slopes,))
        return make(y, filled(t, y, directions_of(x._primal, x._tangent)), x._level)
    return defined(np.interp, _interp, x, xp, fp, left, right, period)


def _slopes(x: Any, points: Any, values: Any) -> Any:
    """The slope of the piece that each ``x`` is on; 0 outside the table, and nan at nan."""
    last = max(len(points) - 1, 1)
    i = np.clip(np.searchsorted(points, x, side="right") - 1, 0, last - 1)
    with np.errstate(all="ignore"):
        slopes = np.diff(values) / np.diff(points) if len(points) > 1 else np.zeros(1)
    inside = (x >= points[0]) & (x <= points[-1])
    return np.where(inside, slopes[i], np.where(x == x, 0, np.nan))


def _interp(x: Any, xp: Any, fp: Any, left: Any, right: Any, period: Any) -> Any:
    """f₀ + (x − x₀)·(f₁ − f₀)/(x₁ − x₀)."""
    at, points, values = as_array(x), as_array(xp), as_array(fp)
    if period is not None:
        at, points, values = _periodic(at, points, values, abs(period))
        left = right = None
    base, table = stripped(at), stripped(points)
    if conventions.reporting() and isinstance(at, Dual):
        conventions.report("interp", base, np.isin(base, table) & conventions.moving(at), "a kink")
    low = values[0] if left is None else left
    high = values[-1] if right is None else right
    inside = _piece(at, points, values, np.searchsorted(table, base, side="right") - 1)
    outside = np.where(base < table[0], low, np.where(base > table[-1], high, inside))
    return np.where(np.isnan(base), at * np.nan, outside)


def _piece(x: Any, points: Any, values: Any, index: Any) -> Any:
    """The line through the points ``index`` and ``index + 1``, at ``x``."""
    last = len(points) - 1
    if last == 0:
        return values[0] + 0 * x
    i = np.clip(index, 0, last - 1)
    x0, x1 = np.take(points, i), np.take(points, i + 1)
    y0, y1 = np.take(values, i), np.take(values, i + 1)
    return y0 + (x - x0) * ((y1 - y0) / (x1 - x0))


def _periodic(x: Any, points: Any, values: Any, period: Any) -> tuple[Any, Any, Any]:
    """All of it brought into one period, with a point of the neighbouring ones at either end."""
    x, points = x % period, points % period
    order = np.argsort(stripped(points))
    points, values = points[order], values[order]
    points = np.concatenate([points[-1:] - period, points, points[:1] + period])
    return x, points, np.concatenate([values[-1:], values, values[:1]])
