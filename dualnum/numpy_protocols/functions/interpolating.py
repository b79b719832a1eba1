"""``interp``: piecewise linear, with a table of points that may move."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.results import by_definition


@by_definition("interp")
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """f₀ + (x − x₀)·(f₁ − f₀)/(x₁ − x₀); at a point of the table, the piece that begins there.

    At the last point it is the last piece: the pieces cover a closed interval.
    """
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
