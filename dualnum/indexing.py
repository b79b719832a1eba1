"""Indexing of array Duals: the same elements of both parts, whatever directions lead the tangent."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.checks import check_array, check_number
from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.shapes import (
    aligned,
    directions_of,
    is_complex,
    kind_of,
    reshaped,
    shape_of,
    transposed,
    zero_like,
)


def plain_key(key: Any) -> Any:
    """An index as NumPy takes it: a Dual in it counts by its integer or boolean primal."""
    if isinstance(key, tuple):
        return tuple(plain_key(part) for part in key)
    if isinstance(key, np.ndarray) and key.dtype == object:
        key = array(key)
    if isinstance(key, list):
        return [plain_key(part) for part in key] if _holds_dual(key) else key
    while isinstance(key, Dual):
        key = key._primal
    return key


def _holds_dual(nested: list[Any]) -> bool:
    return any(isinstance(part, Dual) or (isinstance(part, list) and _holds_dual(part)) for part in nested)


def getitem(x: Dual, key: Any) -> Any:
    """``x[key]``: a view for a basic index, as in NumPy, and a copy for an advanced one."""
    p, t = x._primal, x._tangent
    if type(key) is slice and type(p) is type(t) is np.ndarray:  # the commonest index of the commonest arrays
        return make(p[key], t[(slice(None),) * (t.ndim - p.ndim) + (key,)], x._level)
    key = plain_key(key)
    primal = x._primal[key]
    return make(primal, tangent_at(x._tangent, directions_of(x._primal, x._tangent), key), x._level)


def tangent_at(tangent: Any, directions: tuple[int, ...], key: Any) -> Any:
    """The elements ``key`` of a tangent behind its ``directions``."""
    if not directions:
        return tangent[key]
    if not _moves_to_front(key):
        return tangent[_behind(directions, key)]
    count = len(directions)
    return _directions_first(_directions_last(tangent, count)[_before(directions, key)], count)


def _behind(directions: tuple[int, ...], key: Any) -> tuple[Any, ...]:
    return (slice(None),) * len(directions) + (key if isinstance(key, tuple) else (key,))


def _before(directions: tuple[int, ...], key: tuple[Any, ...]) -> tuple[Any, ...]:
    """The key for an array whose directions come last: an ellipsis must not take them in."""
    return key + (slice(None),) * len(directions) if any(part is Ellipsis for part in key) else key


def _directions_last(value: Any, count: int) -> Any:
    """A view whose ``count`` leading axes come last."""
    rank = len(shape_of(value))
    return transposed(value, (*range(count, rank), *range(count)))


def _directions_first(value: Any, count: int) -> Any:
    """A view whose ``count`` last axes lead."""
    rank = len(shape_of(value))
    return transposed(value, (*range(rank - count, rank), *range(rank - count)))


def _moves_to_front(key: Any) -> bool:
    """Whether advanced indices stand apart, so that NumPy puts their axes before all others."""
    if not isinstance(key, tuple):
        return False
    advanced = [not (isinstance(part, slice) or part is None or part is Ellipsis) for part in key]
    arrays = any(a and not isinstance(part, (int, np.integer)) for a, part in zip(advanced, key, strict=True))
    positions = [i for i, a in enumerate(advanced) if a]
    return arrays and positions[-1] - positions[0] + 1 != len(positions)


def setitem(x: Dual, key: Any, value: Any) -> None:
    """``x[key] = value`` for a Dual, a plain value, or a list of them: both parts change, or none.

    An array of integers truncates the value, as NumPy does; the derivative of that is 0.

    Raises:
        TypeError: ``value`` is not a number or an array; it moves in a complex direction and ``x`` cannot;
            or it belongs to a later transform and ``x`` has views that would not follow.
        ValueError: ``value`` has another shape, or other directions; or ``x`` is read-only.
    """
    key, value = plain_key(key), _assignable(value)
    make_room(x, value)
    primal, tangent = x._primal, x._tangent
    directions = directions_of(primal, tangent)
    if not isinstance(value, Dual) or value._level != x._level:
        primal[key] = value
        _assign(tangent, directions, key, 0)
        return
    _check_movement(value, tangent, directions)
    primal[key] = value._primal
    truncated = kind_of(primal) in "biu" and kind_of(value._primal) not in "biu"
    _assign(tangent, directions, key, 0 if truncated else _ranked(value, primal[key], directions))


def _assignable(value: Any) -> Any:
    """A value as a number, an array or a Dual."""
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value)
    if isinstance(value, np.ndarray):
        check_array("setitem: the value is", value)
    elif not isinstance(value, Dual):
        check_number("setitem: the value is", value)
    return value


def _check_movement(value: Dual, tangent: Any, directions: tuple[int, ...]) -> None:
    """Refuse a value whose tangent does not fit, before anything changes."""
    given = directions_of(value._primal, value._tangent)
    if given != directions:
        raise ValueError(
            f"setitem: the value carries the directions {given}, the array {directions}; "
            "they must be the same"
        )
    if is_complex(value._tangent) and not is_complex(tangent):
        raise TypeError(
            "setitem: the value moves in a complex direction, the array in real ones; make it complex"
        )


def _ranked(value: Dual, target: Any, directions: tuple[int, ...]) -> Any:
    """The tangent of ``value`` with as many axes behind its directions as ``target`` has."""
    extra = len(shape_of(value._primal)) - len(shape_of(target))
    if directions and extra > 0:  # leading axes of length 1, which NumPy passes over
        return reshaped(value._tangent, directions + shape_of(value._primal)[extra:])
    return aligned(value._tangent, value._primal, target, directions)


def _assign(tangent: Any, directions: tuple[int, ...], key: Any, value: Any) -> None:
    if not directions:
        tangent[key] = value
    elif not _moves_to_front(key):
        tangent[_behind(directions, key)] = value
    else:
        count = len(directions)
        view = _directions_last(tangent, count)
        view[_before(directions, key)] = value if shape_of(value) == () else _directions_last(value, count)


def make_room(x: Dual, value: Any) -> None:
    """Let ``x`` hold ``value``: lift its parts where the value's levels are higher than they are.

    An array that was made inside an inner transform from plain numbers may be assigned values that
    also move with an outer transform's variable.  Views of the array would not follow, so an array
    that has views, or is one, refuses.
    """
    if not isinstance(value, Dual):
        return
    if value._level > x._level:
        _refuse_views(x)
        x._primal, x._level = make(x._primal, x._tangent, x._level), value._level
        x._tangent = zero_like(x._primal, directions_of(value._primal, value._tangent))
        value_primal, value_tangent = value._primal, value._tangent
    elif value._level == x._level:
        value_primal, value_tangent = value._primal, value._tangent
    else:
        value_primal, value_tangent = value, None
    _make_room_in(x, "_primal", value_primal)
    _make_room_in(x, "_tangent", value_tangent)


def _make_room_in(x: Dual, slot: str, value: Any) -> None:
    """Let one component of ``x`` hold the component ``value``."""
    if not isinstance(value, Dual):
        return
    if isinstance(getattr(x, slot), Dual):
        make_room(getattr(x, slot), value)
        return
    _refuse_views(x)  # before this function refers to the array, too
    part = getattr(x, slot)
    directions = directions_of(value._primal, value._tangent)
    setattr(x, slot, make(part, zero_like(part, directions), value._level))


_OWN_REFERENCES = 3  # the slot, the local name, and getrefcount's own argument


def _refuse_views(x: Dual) -> None:
    part = x._primal
    while isinstance(part, Dual):
        part = part._primal
    if getattr(part, "base", None) is not None or sys.getrefcount(part) > _OWN_REFERENCES:
        raise TypeError(
            "setitem: the value moves with the variable of another transform than the array does, and the "
            "array has views that would not follow; make the array from that value, or build it with "
            "dualnum.array"
        )


_links.getitem = getitem
_links.setitem = setitem
