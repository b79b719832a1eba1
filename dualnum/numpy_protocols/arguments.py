"""The arguments of an array function: Duals in them found, settled, and taken apart by level."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from dualnum.construction import array
from dualnum.dual import Dual
from dualnum.shapes import direction_shape


def duals_in(value: Any) -> Iterator[Dual]:
    """The Duals in an argument: itself, or those in a list, tuple, dict or object array."""
    if isinstance(value, Dual):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from duals_in(item)
    elif isinstance(value, dict):
        yield from duals_in(list(value.values()))
    elif isinstance(value, np.ndarray) and value.dtype == object:
        yield from duals_in(list(value.flat))


def mapped(function: Callable[[Any], Any], value: Any) -> Any:
    """``function`` applied to every Dual in an argument; object arrays of Duals become array Duals first."""
    if isinstance(value, Dual):
        return function(value)
    if type(value) in (list, tuple):
        return type(value)(mapped(function, item) for item in value)
    if isinstance(value, dict):
        return {key: mapped(function, item) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype == object:
        settled = as_array(value)
        return function(settled) if isinstance(settled, Dual) else value
    return value


def stripped(value: Any) -> Any:
    """An argument without any derivative."""

    def primal(x: Any) -> Any:
        while isinstance(x, Dual):
            x = x._primal
        return x

    return mapped(primal, value)


def peeled(value: Any, level: int) -> Any:
    """An argument with the primal in place of every Dual of ``level``."""
    return mapped(lambda x: x._primal if x._level == level else x, value)


def as_array(value: Any) -> Any:
    """An array argument: a Dual, also of a list or an object array of Duals, or NumPy's array."""
    if isinstance(value, Dual):
        return value
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value) if any(True for _ in duals_in(value)) else np.asarray(value)
    return np.asarray(value)


def top_level(*values: Any) -> int:
    """The highest level of the Duals in the arguments, -1 without any."""
    return max((x._level for x in duals_in(values)), default=-1)


def directions_at(name: str, level: int, *values: Any) -> tuple[int, ...]:
    """The directions that the Duals of ``level`` in the arguments share.

    Raises:
        ValueError: two of them carry different directions.
    """
    here = [x for x in duals_in(values) if x._level == level]
    return direction_shape(name, [x._primal for x in here], [x._tangent for x in here])


def from_end(axis: Any, ndim: int) -> Any:
    """The axes of an array of ``ndim`` dimensions counted from its end; None means all of them.

    Directions lead, so the same numbers name the same axes of a tangent.  NumPy lets a number have an
    axis 0, which its tangent's directions are not.
    """
    if axis is None:
        return tuple(range(-ndim, 0))
    if isinstance(axis, (tuple, list)):
        return tuple(from_end(each, ndim) for each in axis)
    axis = operator.index(axis)
    if ndim == 0:
        return ()
    return axis - ndim if axis >= 0 else axis


def dtype_of(value: Any) -> np.dtype[Any]:
    """The dtype of a number, array or Dual."""
    value = stripped(value)
    found: np.dtype[Any] = value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype
    return found


def tangent_dtype(name: str, dtype: Any, x: Any, what: str = "dtype=") -> Any:
    """The dtype that a function asked for ``dtype`` gives a tangent of ``x``; None: its own.

    Raises:
        TypeError: numbers that are not integers would become integers, which have no derivative.
    """
    if dtype is None or dtype is np._NoValue:
        return None
    dtype = np.dtype(dtype)
    if dtype.kind in "fc":
        complex_tangent = isinstance(x, Dual) and dtype_of(x._tangent).kind == "c"
        return np.result_type(dtype, np.complex64) if complex_tangent else dtype
    if dtype_of(x).kind in "fc":
        raise TypeError(
            f"{name}: {what}{dtype} cannot hold a Dual without losing its derivative; "
            "use .primal to drop it on purpose"
        )
    return None
