"""The array Dual that stands for a plain array: room for the levels and directions of what is assigned.

All its parts lie in memory as the array does, so that a view of the array is the same view of each part.
The array's own memory holds nan from then on: whoever reads it past NumPy, without asking, sees at once that the
numbers are elsewhere, and does not take them for constants.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.shapes import directions_of, shape_of

Plain = np.ndarray[Any, Any]


def with_room(owner: Plain, partner: Any, value: Any) -> Any:
    """``partner`` (None: the numbers in ``owner``) lifted until it can hold the components of ``value``."""
    current = _moved_out(owner) if partner is None else partner
    return _lifted_to(owner, current, value)


def _moved_out(owner: Plain) -> Plain:
    """The numbers of an array, laid out alike in memory of their own."""
    numbers = owner.copy(order="K")
    owner.fill(np.nan)
    return numbers


def _lifted_to(owner: Plain, current: Any, value: Any) -> Any:
    if not isinstance(value, Dual):
        return current
    level = current._level if isinstance(current, Dual) else -1
    if value._level > level:
        directions = directions_of(value._primal, value._tangent)
        primal = _lifted_to(owner, current, value._primal)
        return make(primal, _zeros(owner, directions, value._tangent), value._level)
    inner = value._primal if value._level == level else value
    current._primal = _lifted_to(owner, current._primal, inner)
    if value._level == level:
        current._tangent = _lifted(current._tangent, value._tangent)
    return current


def _zeros(owner: Plain, directions: tuple[int, ...], like: Any) -> Any:
    """A zero tangent laid out in memory as the owner is, so that views of one are views of the other."""
    if owner.flags.c_contiguous:
        zeros = np.zeros(directions + owner.shape, owner.dtype)
    else:
        turned = np.zeros(directions + owner.shape[::-1], owner.dtype)
        leading = len(directions)
        zeros = turned.transpose(*range(leading), *range(turned.ndim - 1, leading - 1, -1))
    return _lifted(zeros, like)


def _lifted(part: Any, like: Any) -> Any:
    """A component with zero tangents for every level that ``like`` has."""
    if not isinstance(like, Dual):
        return part
    level = part._level if isinstance(part, Dual) else -1
    if like._level > level:
        directions = directions_of(like._primal, like._tangent)
        primal = _lifted(part, like._primal)
        zeros = np.zeros(directions + shape_of(part), part.dtype)
        return make(primal, _lifted(zeros, like._tangent), like._level)
    if like._level == level:
        part._primal = _lifted(part._primal, like._primal)
        part._tangent = _lifted(part._tangent, like._tangent)
    else:
        part._primal = _lifted(part._primal, like)
    return part


def viewed(part: Any, owner: Plain, view: Plain) -> Any:
    """The elements of ``part`` (laid out in memory as ``owner`` is) that ``view`` has of ``owner``.

    Raises:
        TypeError: the view reads the memory as numbers of another type.
    """
    if isinstance(part, Dual):
        return make(viewed(part._primal, owner, view), viewed(part._tangent, owner, view), part._level)
    leading = part.ndim - owner.ndim
    offset = address(view) - address(owner)
    if view.dtype != owner.dtype:
        part = _half(part, owner, view, offset)
    flat = _in_memory_order(part, leading)
    start = offset // owner.itemsize
    steps = tuple(stride // owner.itemsize * flat.strides[-1] for stride in view.strides)
    shape = flat.shape[:leading] + view.shape
    return np.lib.stride_tricks.as_strided(flat[..., start:], shape, flat.strides[:leading] + steps)


def _half(part: Plain, owner: Plain, view: Plain, offset: int) -> Plain:
    """The real or the imaginary part of a component, whichever the view has of the owner."""
    whole = owner.itemsize
    if view.dtype != owner.real.dtype or any(stride % whole for stride in view.strides):
        raise TypeError(
            f"drop_in: an array of {owner.dtype} that holds Duals is read as {view.dtype} through a view; the bits "
            "of a Dual are no other number, so use astype to convert it"
        )
    return part.imag if offset % whole else part.real


def _in_memory_order(part: Plain, leading: int) -> Plain:
    """``part`` with the axes behind its directions as one, in the order in which they lie in memory."""
    axes = list(range(leading)) + sorted(range(leading, part.ndim), key=lambda i: -part.strides[i])
    return part.transpose(axes).reshape((*part.shape[:leading], -1))


def address(x: Plain) -> int:
    """Where the first element of an array lies."""
    return int(np.ndarray.view(x, np.ndarray).__array_interface__["data"][0])
