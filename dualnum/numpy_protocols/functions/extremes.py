"""Largest and smallest elements: the tangent is that of the element that argmax or argmin picks."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.axes import in_shape, kept_shape, merged
from dualnum.numpy_protocols.functions.sums import NO_VALUE
from dualnum.numpy_protocols.results import stored
from dualnum.shapes import directions_of, shape_of

selecting = "selecting"


def picked(name: str, x: Dual, y: Any, axes: Any, where: Any = NO_VALUE) -> Any:
    """The tangent, for each element of ``y``, of the first element of ``x`` along ``axes`` that equals it.

    Where none does, a constant of the caller (``initial``) won, and the tangent is 0.
    """
    base, value = stripped(x), np.asarray(stripped(y))
    kept = np.reshape(value, kept_shape(np.shape(base), axes))
    equal = base == kept
    if (value != value).any():  # nans, of any kind of number
        equal = equal | ((base != base) & (kept != kept))
    if where is not NO_VALUE:
        equal = equal & where
    if conventions.reporting():
        tied = np.sum(equal, axes) > 1
        conventions.report(name, value, tied & np.any(equal & conventions.moving(x), axes), "a tie")
    return taken_first(x, merged(equal, axes), axes, shape_of(y))


def taken_first(x: Dual, candidates: Any, axes: Any, shape: tuple[int, ...]) -> Any:
    """The tangents of the elements of ``x`` at the first of ``candidates`` along the merged ``axes``."""
    directions = directions_of(x._primal, x._tangent)
    t = merged(x._tangent, axes)
    if candidates.shape[-1] == 0:
        return np.zeros(directions + shape, t.dtype)
    index = np.argmax(candidates, -1)[..., None]
    t = np.take_along_axis(t, np.reshape(index, (1,) * len(directions) + index.shape), -1)[..., 0]
    if not candidates.any(-1).all():
        t = np.where(candidates.any(-1), t, 0)
    return in_shape(t, directions + shape)


def _extreme(function: Any, between: Any) -> None:
    """Register ``max`` or one of its kin; ``between`` compares two arrays as ``function`` does."""

    @implements(function, group=selecting)
    def extreme(
        a: Any,
        axis: Any = None,
        out: Any = None,
        keepdims: Any = NO_VALUE,
        initial: Any = NO_VALUE,
        where: Any = NO_VALUE,
    ) -> Any:
        options = {"keepdims": keepdims, "initial": initial, "where": stripped(where)}
        if out is not None:
            return stored(function, out, a, axis, **options)
        if isinstance(initial, Dual):
            given = {key: value for key, value in options.items() if value is not NO_VALUE}
            return between.reduce(as_array(a), axis=axis, **given)
        x = as_array(a)
        y = function(x._primal, axis, **options)
        return make(y, picked(function.__name__, x, y, from_end(axis, x.ndim), options["where"]), x._level)


_extreme(np.max, np.maximum)
_extreme(np.min, np.minimum)
_extreme(np.amax, np.maximum)
_extreme(np.amin, np.minimum)
_extreme(np.nanmax, np.fmax)
_extreme(np.nanmin, np.fmin)
