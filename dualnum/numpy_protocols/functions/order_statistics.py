"""The tangents of what lies between sorted elements: (1 − s)·x₍ₖ₎ + s·x₍ₖ₊₁₎ at places k + s that stand still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import from_end, stripped
from dualnum.numpy_protocols.functions.axes import merged
from dualnum.shapes import directions_of, filled, shape_of


def between(
    x: Dual, y: Any, axis: Any, q_shape: tuple[int, ...], place_of: Callable[[Any], Any], skips_nans: bool
) -> Any:
    """A Dual of ``y``, order statistics of ``x`` along ``axis`` with the axes ``q_shape`` in front.

    ``place_of(n)`` gives k + s among n sorted elements, along a last axis of as many places as ``q_shape``
    has.  ``skips_nans`` says that nans do not count; otherwise one makes the result nan.
    """
    axes, directions = from_end(axis, len(shape_of(x))), directions_of(x._primal, x._tangent)
    base, t = merged(stripped(x), axes), merged(x._tangent, axes)
    if conventions.reporting():
        np.sort(merged(x, axes), -1)  # it reports ties
    if base.shape[-1] == 0:
        return make(y, np.full(directions + shape_of(y), np.nan), x._level)
    counted = np.count_nonzero(base == base, -1)[..., None] if skips_nans else base.shape[-1]
    tangent = _interpolated(t, np.argsort(base, -1, kind="stable"), np.atleast_1d(place_of(counted)), counted)
    return make(y, filled(_shaped(tangent, y, directions, q_shape), y, directions), x._level)


def _shaped(tangent: Any, y: Any, directions: tuple[int, ...], q_shape: tuple[int, ...]) -> Any:
    """A tangent whose last axis is that of the places, in the shape of ``y``, and nan where that is."""
    tangent = np.reshape(tangent, shape_of(tangent)[:-1] + q_shape)
    lead, count = len(directions), len(q_shape)
    if count:  # NumPy has the axes of q in front
        tangent = np.moveaxis(tangent, tuple(range(-count, 0)), tuple(range(lead, lead + count)))
    tangent = np.reshape(tangent, directions + shape_of(y))
    undefined = np.asarray(stripped(y) != stripped(y))
    return np.where(undefined, undefined_like(tangent), tangent) if undefined.any() else tangent


def undefined_like(value: Any) -> Any:
    """nan in every part, for what has no derivative of any order."""
    if isinstance(value, Dual):
        return make(undefined_like(value._primal), undefined_like(value._tangent), value._level)
    return np.full(np.shape(value), np.nan)


def _interpolated(t: Any, order: Any, place: Any, n: Any) -> Any:
    """The tangents at ``place``, along the last axis; an infinite one counts only where its weight is not 0."""
    k = np.maximum(np.minimum(np.floor(place), n - 2), 0).astype(np.intp)
    low, high = _taken(t, order, k), _taken(t, order, np.minimum(k + 1, order.shape[-1] - 1))
    s = place - k
    with np.errstate(invalid="ignore"):
        between = (1 - s) * low + s * high
    if ((s > 0) & (s < 1)).all():
        return between
    return np.where(s <= 0, low, np.where(s >= 1, high, between))


def _taken(t: Any, order: Any, k: Any) -> Any:
    """The tangents of the ``k``-th smallest elements along the last axis, which ``order`` sorts."""
    if order.ndim == 1:
        return t[..., order[k]]
    index = np.take_along_axis(order, np.broadcast_to(k, (*order.shape[:-1], k.shape[-1])), -1)
    return np.take_along_axis(t, np.reshape(index, (1,) * (len(shape_of(t)) - index.ndim) + index.shape), -1)
