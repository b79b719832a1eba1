"""Axes that a function reduces, merged into one at the end, and their places in the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.shapes import shape_of


def merged(part: Any, axes: Any) -> Any:
    """``part`` with ``axes``, counted from the end, as one last axis; a number has one element there."""
    axes = axes if isinstance(axes, tuple) else (axes,)
    last = tuple(range(-len(axes), 0))
    moved = np.moveaxis(part, axes, last) if axes != last else part
    shape = shape_of(moved)
    kept = shape[: len(shape) - len(axes)]
    length = np.prod(shape[len(kept) :], dtype=int)
    return np.reshape(moved, (*kept, length))


def kept_shape(shape: tuple[int, ...], axes: Any) -> tuple[int, ...]:
    """``shape`` with a length of 1 at ``axes``, as ``keepdims`` leaves it."""
    axes = axes if isinstance(axes, tuple) else (axes,)
    reduced = {axis % len(shape) for axis in axes}
    return tuple(1 if i in reduced else length for i, length in enumerate(shape))


def in_shape(part: Any, shape: tuple[int, ...]) -> Any:
    """``part`` in the shape of a reduction's result: a number where no axis is left, as NumPy has it."""
    result = np.reshape(part, shape)
    return result if shape or not hasattr(result, "__getitem__") else result[()]


def each_direction(function: Callable[[Any], Any], t: Any, directions: tuple[int, ...]) -> Any:
    """A linear function of a tangent, one direction at a time."""
    if not directions:
        return function(t)
    results = np.stack([function(t[d]) for d in np.ndindex(directions)])
    return np.reshape(results, directions + results.shape[1:])
