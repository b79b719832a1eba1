"""Functions that call a caller's function on parts of an array."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements

numeric = "numeric"


@implements(np.apply_along_axis, group=numeric)
def apply_along_axis(func1d: Any, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """``apply_along_axis(func1d, axis, arr, *args, **kwargs)``; the function is given Duals.

    Raises:
        ValueError: there is nothing to call the function on.
    """
    x = as_array(arr)
    rows = np.moveaxis(x, axis, -1)
    kept = rows.shape[:-1]
    results = [as_array(func1d(rows[(*index, Ellipsis)], *args, **kwargs)) for index in np.ndindex(kept)]
    if not results:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    stacked = np.stack(results)
    stacked = np.reshape(stacked, kept + stacked.shape[1:])
    place, new = axis % x.ndim, stacked.ndim - len(kept)
    order = [*range(place), *range(len(kept), len(kept) + new), *range(place, len(kept))]
    return np.transpose(stacked, order)


@implements(np.apply_over_axes, group=numeric)
def apply_over_axes(func: Any, a: Any, axes: Any) -> Any:
    """``apply_over_axes(func, a, axes)``.

    Raises:
        ValueError: the function returned an array of another number of axes.
    """
    value = as_array(a)
    for axis in np.atleast_1d(axes):
        place = int(axis) % value.ndim
        result = func(value, place)
        result = result if result.ndim == value.ndim else np.expand_dims(result, place)
        if result.ndim != value.ndim:
            raise ValueError("function is not returning an array of the correct shape")
        value = result
    return value


@implements(np.piecewise, group=numeric)
def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """``piecewise(x, condlist, funclist, *args, **kw)``; each function is given the Duals where it holds."""
    a = np.reshape(as_array(x), np.shape(x))
    conditions = _conditions(stripped(condlist), a.ndim, len(funclist))
    y = np.zeros_like(a)
    for condition, function in zip(conditions, funclist, strict=True):
        if not callable(function):
            y[condition] = function
        elif condition.any():
            y[condition] = function(a[condition], *args, **kw)
    return y


def _conditions(condlist: Any, ndim: int, functions: int) -> Any:
    """One condition for each function; the last may be left out, and holds where no other does.

    Raises:
        ValueError: their number does not fit that of the functions.
    """
    if np.isscalar(condlist) or (not isinstance(condlist[0], (list, np.ndarray)) and ndim != 0):
        condlist = [condlist]
    conditions = np.asarray(condlist, dtype=bool)
    if len(conditions) == functions - 1:
        conditions = np.concatenate([conditions, ~np.any(conditions, axis=0, keepdims=True)])
    if len(conditions) != functions:
        n = len(conditions)
        raise ValueError(f"with {n} condition(s), either {n} or {n + 1} functions are expected")
    return conditions
