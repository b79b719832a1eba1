"""Arrays that are not NumPy's: reshaped, filled and copied by their own library.

dask and CuPy answer NumPy's functions; the others have a namespace of the array API standard.  Only
called where an array turns out to be of another library, so it loads with the first of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.namespaces import namespace_of
from dualnum.namespaces.array_api import kind_of_dtype
from dualnum.nesting import parts_at
from dualnum.shapes import base_of, directions_of, is_complex

Shape = tuple[int, ...]


def library(value: Any) -> Any:
    """The array API namespace of ``value``, or None where it answers NumPy's functions."""
    return namespace_of(value).library


def kind(value: Any) -> str:
    """NumPy's letter for the kind of the array's dtype: b, i, u, f or c."""
    xp = library(value)
    letter: str = value.dtype.kind if xp is None else kind_of_dtype(xp, value.dtype)
    return letter


def zeros(like: Any, shape: Shape) -> Any:
    """Zeros of ``like``'s library, and of its dtype if that is floating; else of the default float type."""
    xp = library(like)
    floating = kind(like) in "fc"
    if xp is None:
        return np.zeros_like(like, shape=shape, dtype=like.dtype if floating else float)
    return xp.zeros(shape, dtype=like.dtype if floating else None, device=like.device)


def as_array(value: Any, like: Any) -> Any:
    """A number or an array, NumPy's or of ``like``'s library, as a floating array of that library."""
    xp = library(like)
    if xp is None:
        if not isinstance(value, (np.ndarray, np.generic)):
            return value
        floating = kind(like) in "fc" and not is_complex(value)
        return np.asarray(value.astype(like.dtype) if floating else value, like=like)
    dtype = float_type(like)
    if hasattr(value, "dtype") and not isinstance(value, (np.ndarray, np.generic)):
        return value if value.dtype == dtype or kind(value) == "c" else xp.astype(value, dtype)
    numbers = value.tolist() if hasattr(value, "tolist") else value
    return xp.asarray(numbers, dtype=None if is_complex(value) else dtype, device=like.device)


def as_condition(mask: Any, like: Any) -> Any:
    """NumPy's array of bools as an array of ``like``'s library, where that does not take NumPy's."""
    xp = library(like)
    return mask if xp is None else xp.asarray(mask.tolist(), device=like.device)


def float_type(like: Any) -> Any:
    """The dtype of a library's array if that is floating, else the library's default float type."""
    if kind(like) in "fc":
        return like.dtype
    return library(like).asarray(0.0, device=like.device).dtype


def as_floats(value: Any) -> Any:
    """A copy whose integers have become floats of the default type."""
    xp = library(value)
    if xp is None:
        return value.astype(value.dtype if kind(value) in "fc" else float)
    return xp.astype(value, float_type(value), copy=True)


def reshape(value: Any, shape: Shape) -> Any:
    """The elements of an array, or of a Dual of one, in another shape."""
    if isinstance(value, Dual):
        directions = directions_of(value._primal, value._tangent)
        return make(reshape(value._primal, shape), reshape(value._tangent, directions + shape), value._level)
    xp = library(value)
    return np.reshape(value, shape) if xp is None else xp.reshape(value, shape)


def transpose(value: Any, order: Shape) -> Any:
    """The axes of an array, or of a Dual of one, in another order."""
    if isinstance(value, Dual):
        ahead = len(directions_of(value._primal, value._tangent))
        behind = (*range(ahead), *(ahead + axis for axis in order))
        return make(transpose(value._primal, order), transpose(value._tangent, behind), value._level)
    xp = library(value)
    return np.transpose(value, order) if xp is None else xp.permute_dims(value, order)


def broadcast(value: Any, shape: Shape) -> Any:
    """A new array of ``shape``, filled by broadcasting."""
    xp = library(value)
    return copied(np.broadcast_to(value, shape) if xp is None else xp.broadcast_to(value, shape))


def copied(value: Any) -> Any:
    """A copy that shares no memory."""
    xp = library(value)
    return value.copy() if xp is None else xp.asarray(value, copy=True)


def cast(value: Any, result: Any) -> Any:
    """``value`` in the float type of ``result``; a complex value stays complex."""
    xp = library(value)
    if value.dtype == result.dtype or kind(result) not in "fc" or kind(value) == "c":
        return value
    return value.astype(result.dtype) if xp is None else xp.astype(value, result.dtype)


def joined(values: list[Any], axis: int = 0) -> Any:
    """Arrays, or Duals of them with the same directions, one after the other along an axis."""
    level = max((value._level for value in values if isinstance(value, Dual)), default=None)
    if level is None:
        xp = library(values[0])
        return np.concatenate(values, axis) if xp is None else xp.concat(values, axis=axis)
    dual = next(value for value in values if isinstance(value, Dual) and value._level == level)
    directions = directions_of(dual._primal, dual._tangent)
    primals, tangents = zip(*(parts_at(value, level, directions) for value in values), strict=True)
    from_the_end = axis if axis < 0 else axis - len(primals[0].shape)
    return make(joined(list(primals), axis), joined(list(tangents), from_the_end), level)


def widened(matrix: Any, columns: int) -> Any:
    """A matrix, or a Dual of one, with zeros to its right, up to so many columns."""
    rows, found = matrix.shape
    if found == columns:
        return matrix
    return joined([matrix, zeros(base_of(matrix), (rows, columns - found))], -1)


def kept_zeros(result: Any, moving: Any) -> Any:
    """``result`` with 0 where nothing moves and an infinite or undefined partial made it nan."""
    if isinstance(moving, (bool, np.bool_)):
        return result if moving else zeros(result, result.shape)
    space = namespace_of(result)
    lost = space.function("isnan")(result) & ~moving
    return space.function("where")(lost, 0, result)


def anywhere(condition: Any) -> bool:
    """Whether a condition holds for any element."""
    xp = library(condition)
    return bool(condition.any() if xp is None else xp.any(condition))
