"""Selecting between two values: the condition looks at primals, and both parts follow it."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.propagation import split
from dualnum.shapes import aligned, direction_shape, filled, shape_of, zero_like


def select(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where ``condition`` holds and ``b`` elsewhere, for Duals, arrays and numbers.

    The condition and both values broadcast.  A number selected by a bool is that number itself.

    Raises:
        ValueError: the shapes do not broadcast, or the two carry different directions.
    """
    while isinstance(condition, Dual):
        condition = condition._primal
    if isinstance(condition, (bool, np.bool_)) and shape_of(a) == shape_of(b) == () and _same_level(a, b):
        return a if condition else b
    if not isinstance(a, Dual) and not isinstance(b, Dual):
        return np.where(condition, a, b)
    level, primals, tangents = split((a, b))
    y = select(condition, *primals)
    directions = direction_shape("where", primals, tangents)
    first, second = (
        zero_like(y, directions) if t is None else aligned(t, p, y, directions)
        for t, p in zip(tangents, primals, strict=True)
    )
    return make(y, filled(select(condition, first, second), y, directions), level)


def _same_level(a: Any, b: Any) -> bool:
    return getattr(a, "_level", None) == getattr(b, "_level", None)
