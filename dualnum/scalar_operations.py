"""The short way of operators and ufuncs for single doubles, where one of them is NumPy's.

NumPy's function gives the value, with the warnings that are due; the slope is computed in Python floats, which
warn of nothing.  A tangent that such a float cannot settle (an infinity, nan, an underflow) is left to the long way.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_operations import General, simple_row
from dualnum.dual import Dual, blank
from dualnum.namespaces import FLOAT
from dualnum.namespaces.binding import BoundRule
from dualnum.rules import TABLE
from dualnum.scalar_dual import ScalarDual

_DUALS = frozenset({Dual, ScalarDual})
_PLAIN = frozenset({float, int, np.float64})
_REAL = frozenset({float, np.float64})

_rows: dict[Any, BoundRule | None] = {}
"""The rows that are a sum of products, by the function; None for the others."""
TABLE.when_removed(lambda _name: _rows.clear())


def operate_on_scalars(function: Callable[..., Any], args: Sequence[Any], general: General) -> Any:
    """The Dual that an operator or one of NumPy's ufuncs gives; None where its arguments are not so simple.

    ``general(rule, primals, y, tangents)`` computes a tangent that turns out not to be simple.
    """
    level, primals, tangents = -1, [], []
    for arg in args:
        kind = type(arg)
        if kind in _DUALS:
            p, t = arg._primal, arg._tangent
            if type(p) not in _REAL or type(t) not in _REAL or (level >= 0 and arg._level != level):
                return None
            level = arg._level
            primals.append(p)
            tangents.append(t)
        elif kind in _PLAIN:
            primals.append(arg)
            tangents.append(None)
        else:
            return None
    row = _rows[function] if function in _rows else _rows.setdefault(function, simple_row(function, FLOAT))
    if row is None or _links.reporting:
        return None
    y = function(*primals)
    if type(y) is not np.float64:
        return None
    tangent = _tangent(row, primals, y, tangents)
    new: Any = blank(ScalarDual)
    new._primal = y
    new._tangent = np.float64(general(row.rule, primals, y, tangents) if tangent is None else tangent)
    new._level = level
    return new


def _tangent(row: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> float | None:
    """Σ partial·tangent in floats; None where that is not the whole truth."""
    numbers = [float(p) if type(p) is np.float64 else p for p in (*primals, y)]
    total, moves = 0.0, False
    try:
        for partial, tangent in zip(row.partials, tangents, strict=True):
            if tangent is not None and tangent != 0:
                moves = moves or partial != 0
                total += (partial(*numbers) if callable(partial) else partial) * float(tangent)
        if row.over is not None:
            total /= row.over(*numbers)
    except (ArithmeticError, ValueError):
        return None
    is_settled = type(total) is float and math.isfinite(total) and abs(total) >= sys.float_info.min
    return total if is_settled or (total == 0 and not moves) else None
