"""Arrays that are not NumPy's: reshaped, filled and copied by their own library.

dask and CuPy answer NumPy's functions; the others have a namespace of the array API standard.  Only
called where an array turns out to be of another library, so it loads with the first of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.namespaces import namespace_of
from dualnum.namespaces.array_api import kind_of_dtype
from dualnum.shapes import is_complex

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
        return np.asarray(value, like=like) if isinstance(value, (np.ndarray, np.generic)) else value
    dtype = float_type(like)
    if hasattr(value, "dtype") and not isinstance(value, (np.ndarray, np.generic)):
        return value if value.dtype == dtype or kind(value) == "c" else xp.astype(value, dtype)
    numbers = value.tolist() if hasattr(value, "tolist") else value
    return xp.asarray(numbers, dtype=None if is_complex(value) else dtype, device=like.device)


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
    """The elements in another shape."""
    xp = library(value)
    return np.reshape(value, shape) if xp is None else xp.reshape(value, shape)


def transpose(value: Any, order: Shape) -> Any:
    """The axes in another order."""
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


def joined(values: list[Any]) -> Any:
    """Arrays one after the other along the first axis."""
    xp = library(values[0])
    return np.concatenate(values) if xp is None else xp.concat(values)


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
