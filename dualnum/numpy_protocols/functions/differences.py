"""Differences of neighbours, numerical gradients and integrals, by their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_protocols.arguments import as_array, from_end
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.sums import NO_VALUE
from dualnum.numpy_protocols.results import both, by_definition, defined

numeric = "numeric"


def along(x: Any, axis: int, start: Any = None, stop: Any = None) -> Any:
    """``x[start:stop]`` along ``axis``."""
    return x[(slice(None),) * (axis % x.ndim) + (slice(start, stop),)]


@implements(np.diff, group=numeric)
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = NO_VALUE, append: Any = NO_VALUE) -> Any:
    """``diff(a, n, axis, prepend, append)``; what is put before and behind may move too."""
    if prepend is not NO_VALUE or append is not NO_VALUE:
        return defined(np.diff, _diff, a, n, axis, prepend, append)
    x = as_array(a)
    place = from_end(axis, x.ndim)
    return both(x, lambda part: np.diff(part, n, axis), lambda t: np.diff(t, n, place))


def _diff(a: Any, n: int, axis: int, prepend: Any, append: Any) -> Any:
    """x[1:] − x[:-1], n times; with n = 0 NumPy puts nothing before or behind."""
    x = as_array(a)
    if n == 0:
        return x
    parts = [_beside(x, part, axis) for part in (prepend, x, append) if part is not NO_VALUE]
    x = np.concatenate(parts, axis) if len(parts) > 1 else x
    for _ in range(n):
        x = along(x, axis, 1) - along(x, axis, None, -1)
    return x


def _beside(x: Any, part: Any, axis: int) -> Any:
    """What is put before or behind ``x``; a number stands for a slice of them."""
    part = as_array(part)
    shape = list(x.shape)
    shape[axis] = 1
    return np.broadcast_to(part, shape) if part.ndim == 0 else part


@by_definition("ediff1d")
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Differences of the flat array, between ``to_begin`` and ``to_end``."""
    x = np.ravel(as_array(ary))
    parts = [to_begin, x[1:] - x[:-1], to_end]
    return np.concatenate([np.ravel(as_array(part)) for part in parts if part is not None])


@implements(np.unwrap, group=numeric)
def unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: Any = 2 * np.pi) -> Any:
    """``unwrap(p, discont, axis, period)``: adds whole periods, which do not move."""
    return both(
        p,
        lambda part: np.unwrap(part, discont, axis, period=period),
        lambda t: t.copy(),
    )


@by_definition("trapezoid")
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """Σ width·(sum of the two ends)/2."""
    height = as_array(y)
    width = dx
    if x is not None:
        points = as_array(x)
        width = (
            np.diff(points, axis=axis) if points.ndim > 1 else _on_axis(np.diff(points), height.ndim, axis)
        )
    return np.sum(width * (along(height, axis, 1) + along(height, axis, None, -1)) / 2, axis)


def _on_axis(x: Any, ndim: int, axis: int) -> Any:
    """A vector as an array of ``ndim`` axes, whose others have length 1."""
    shape = [1] * ndim
    shape[axis] = -1
    return np.reshape(x, shape)


@by_definition("gradient")
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Central differences inside, one-sided at the ends; the spacings may move too."""
    x = as_array(f)
    axes = from_end(axis, x.ndim)
    axes = axes if isinstance(axes, tuple) else (axes,)
    spacings = varargs if len(varargs) == len(axes) else (varargs or (1.0,)) * len(axes)
    results = [
        _slope(x * 1.0, _widths(x, spacing, each), each, edge_order)
        for each, spacing in zip(axes, spacings, strict=True)
    ]
    return results[0] if len(results) == 1 else results


def _widths(x: Any, spacing: Any, axis: int) -> Any:
    """The distances of neighbours along ``axis``."""
    spacing = as_array(spacing)
    if spacing.ndim:
        return _on_axis(np.diff(spacing * 1.0), x.ndim, axis)
    return spacing * np.ones(_on_axis(np.arange(x.shape[axis] - 1), x.ndim, axis).shape)


def _slope(x: Any, h: Any, axis: int, edge_order: int) -> Any:
    """The slopes along ``axis`` at every point of ``x``, whose neighbours are ``h`` apart."""
    steps = np.diff(x, axis=axis) / h
    first, last = along(steps, axis, 0, 1), along(steps, axis, -1)
    if x.shape[axis] > 2:
        h1, h2 = along(h, axis, None, -1), along(h, axis, 1)
        s1, s2 = along(steps, axis, None, -1), along(steps, axis, 1)
        inside = (h2 * s1 + h1 * s2) / (h1 + h2)
        if edge_order == 2:
            bend = (s2 - s1) / (h1 + h2)
            first = along(s1 - h1 * bend, axis, 0, 1)
            last = along(s2 + h2 * bend, axis, -1)
        return np.concatenate([first, inside, last], axis)
    return np.concatenate([first, last], axis)
