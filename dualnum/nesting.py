"""Nested Duals taken apart at one of their levels."""

from __future__ import annotations

from typing import Any

from dualnum import _links
from dualnum.dual import Dual, make
from dualnum.levels import FIRST_TRANSFORM_LEVEL
from dualnum.shapes import directions_of, shape_of, transposed, zero_like


def hand_level(x: Any) -> int:
    """The highest level in a Dual that belongs to no transform; -1 without one."""
    if not isinstance(x, Dual):
        return -1
    if x._level < FIRST_TRANSFORM_LEVEL:
        return x._level
    return max(hand_level(x._primal), hand_level(x._tangent))


def own_parts(x: Dual) -> tuple[Any, Any]:
    """The primal and the tangent of a nested Dual as its maker sees them.

    A Dual made by hand inside a transform has the transform's level outermost (see `_under_transform`); its
    maker's own ε is within.  Where the transform's point was made by hand itself, the transform comes first.
    """
    level = hand_level(x)
    if level in (-1, x._level) or x._level & 1:
        return x._primal, x._tangent
    return parts_at(x, level, _directions_at(x, level))


def _directions_at(x: Any, level: int) -> tuple[int, ...]:
    """The directions that a nested Dual carries at one of its levels."""
    if not isinstance(x, Dual):
        return ()
    if x._level == level:
        return directions_of(x._primal, x._tangent)
    return _directions_at(x._primal, level) or _directions_at(x._tangent, level)


def parts_at(x: Any, level: int, directions: tuple[int, ...]) -> tuple[Any, Any]:
    """The primal of ``x`` at one level and its tangent there, with zeros where it does not depend on that."""
    if not isinstance(x, Dual) or x._level < level:
        return x, zero_like(x, directions)
    if x._level == level:
        return x._primal, x._tangent
    primal, slope = parts_at(x._primal, level, directions)
    tangent, tangent_slope = parts_at(x._tangent, level, directions)
    others = directions_of(x._primal, x._tangent)
    turned = swapped(tangent_slope, len(directions), len(others))
    return make(primal, tangent, x._level), make(slope, turned, x._level)


def swapped(value: Any, first: int, second: int) -> Any:
    """``value`` with its ``first`` leading axes put behind the next ``second`` ones."""
    if not first or not second:
        return value
    count = len(shape_of(value))
    return transposed(value, (*range(first, first + second), *range(first), *range(first + second, count)))


_links.own_parts = own_parts
