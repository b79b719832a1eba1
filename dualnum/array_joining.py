"""`numpy.concatenate` of plain arrays and their Duals, at little more than the cost of NumPy's two calls.

This is what `dualnum.numpy_protocols.functions.joining` does, for what comes along nearly always: float
arrays of one type, of which some move at one level; everything else is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.array_dual import ArrayDual
from dualnum.dual import make


def concatenated(arrays: Any, axis: Any = 0, out: Any = None, **options: Any) -> Any:
    """``numpy.concatenate(arrays, axis)``; None where the arguments are not so simple."""
    if not isinstance(arrays, (list, tuple)) or type(axis) is not int or out is not None or options:
        return None
    moving = [x for x in arrays if type(x) is ArrayDual]
    if not moving or not _fit(moving):
        return None
    p, t = moving[0]._primal, moving[0]._tangent
    directions = t.shape[: t.ndim - p.ndim]
    primals, tangents = [], []
    for x in arrays:
        if type(x) is ArrayDual:
            primals.append(x._primal)
            tangents.append(x._tangent)
        elif type(x) is np.ndarray and x.dtype is p.dtype:
            primals.append(x)
            tangents.append(np.zeros(directions + x.shape, t.dtype))
        else:
            return None
    y = np.concatenate(primals, axis)
    return make(y, np.concatenate(tangents, axis if axis < 0 else axis - y.ndim), moving[0]._level)


def _fit(moving: Sequence[Any]) -> bool:
    """Whether array Duals are of one level, of one float type, and of the same directions."""
    first = moving[0]
    p, t = first._primal, first._tangent
    if type(p) is not np.ndarray or type(t) is not np.ndarray or p.dtype.kind != "f":
        return False
    directions = t.shape[: t.ndim - p.ndim]
    return all(
        x._level == first._level
        and type(x._primal) is np.ndarray
        and type(x._tangent) is np.ndarray
        and x._primal.dtype is p.dtype is x._tangent.dtype
        and x._tangent.shape[: x._tangent.ndim - x._primal.ndim] == directions
        for x in moving
    )
