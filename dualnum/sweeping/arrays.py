"""The arguments of a sweep: numbers, which every block sees, and arrays, which are cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.checks import check_number
from dualnum.dual import Dual
from dualnum.shapes import is_elsewhere

Array = np.ndarray[Any, Any]


def settled(arrays: Sequence[Any]) -> list[Any]:
    """The arguments as numbers, Duals and plain arrays; lists become arrays.

    Raises:
        TypeError: there is none, or one is neither a number nor a plain array of NumPy's.
    """
    if not arrays:
        raise TypeError("sweep: no arrays; give sweep(g, x) at least one")
    return [_settled(value, position) for position, value in enumerate(arrays, 1)]


def _settled(value: Any, position: int) -> Any:
    if isinstance(value, (list, tuple)):
        value = np.asarray(value)
    if isinstance(value, np.ndarray) and is_plain(value):
        if value.dtype.kind not in "biufcO":
            raise TypeError(
                f"sweep: argument {position} has the dtype {value.dtype}; give an array of numbers"
            )
        return np.asarray(value)  # a view of a memmap, which stays on the disk
    if isinstance(value, np.ndarray) or is_elsewhere(value):
        raise TypeError(
            f"sweep: argument {position} is a {type(value).__name__}; give numbers and NumPy's arrays, or call g itself"
        )
    check_number(f"sweep: argument {position} is", value)
    return value


def is_plain(value: Any) -> bool:
    """Whether a value computes as NumPy's arrays of numbers do: it has no mask, unit or other product."""
    return type(value) is np.ndarray or getattr(value, "__array_priority__", 0) <= 0


def kind_of(value: Any) -> str:
    """What a value is, for messages."""
    kind = type(value).__name__
    return f"{kind} of dtype {value.dtype}" if isinstance(value, np.ndarray) else kind


def is_cut(value: Any) -> bool:
    """Whether an argument has elements that different blocks get."""
    return type(value) is np.ndarray and value.ndim > 0


def is_opaque(value: Any) -> bool:
    """Whether an argument is a Dual or an array of objects, which a sweep does not cut."""
    return isinstance(value, Dual) or (type(value) is np.ndarray and value.dtype == object)


def broadcast(args: Sequence[Any]) -> tuple[list[Any], tuple[int, ...]]:
    """The arguments with all arrays in their common shape, and that shape.

    Raises:
        ValueError: the shapes do not fit together.
    """
    shapes = [arg.shape for arg in args if is_cut(arg)]
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        raise ValueError(
            f"sweep: arrays of the shapes {', '.join(map(str, shapes))} do not fit together; "
            "give arrays that broadcast to one shape"
        ) from None
    whole = [np.broadcast_to(a, shape) if is_cut(a) and a.shape != shape else a for a in args]
    return whole, shape
