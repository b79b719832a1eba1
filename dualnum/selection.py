"""Selecting between two values: the condition looks at primals, and both parts follow it."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.checks import check_number
from dualnum.dual import Dual, make
from dualnum.namespaces import namespace_of
from dualnum.propagation import split
from dualnum.shapes import aligned, base_of, direction_shape, filled, is_elsewhere, shape_of, zero_like


def select(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where ``condition`` holds and ``b`` elsewhere, for Duals, arrays and numbers.

    The condition and both values broadcast.  A number selected by a bool is that number itself.

    Raises:
        TypeError: a value is not a number or an array.
        ValueError: the shapes do not broadcast, or the two carry different directions.

    >>> select(True, Dual(1.0, 2.0), 0.0)
    Dual(1.0, 2.0)
    """
    condition = base_of(condition)
    if isinstance(condition, (bool, np.bool_)) and shape_of(a) == shape_of(b) == () and _same_level(a, b):
        return _number(a if condition else b)
    if not isinstance(a, Dual) and not isinstance(b, Dual):
        return _selected(condition, _number(a), _number(b))
    level, primals, tangents = split((a, b))
    y = select(condition, *primals)
    directions = direction_shape("where", primals, tangents)
    first, second = (
        zero_like(y, directions) if t is None else aligned(t, p, y, directions)
        for t, p in zip(tangents, primals, strict=True)
    )
    return make(y, filled(select(condition, first, second), y, directions), level)


def _selected(condition: Any, a: Any, b: Any) -> Any:
    """`numpy.where`, or what the library of the arrays has for it."""
    if any(map(is_elsewhere, (condition, a, b))):
        return namespace_of(condition, a, b).function("where")(condition, a, b)
    chosen = np.where(condition, a, b)
    return chosen if any(isinstance(part, np.ndarray) for part in (condition, a, b)) else chosen[()]


def _number(value: Any) -> Any:
    if not isinstance(value, (float, int, np.ndarray, Dual, list, tuple)):
        check_number("where: a value is", value)
    return value


def _same_level(a: Any, b: Any) -> bool:
    return getattr(a, "_level", None) == getattr(b, "_level", None)
