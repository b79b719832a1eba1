"""Views of an array in another shape or order of axes: linear, so both parts change alike.

A result shares memory with its argument where NumPy's does, so writing into it goes through.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.rearranging import rearranged_tangent
from dualnum.numpy_protocols.results import both, with_directions
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import shape_of

linear = "linear"
Directions = tuple[int, ...]


def _sharing_alike(x: Any, y: Any) -> Any:
    """``y``, a reshaped ``x``, of whose parts both or neither share memory with those of ``x``."""
    if not isinstance(x, Dual) or not isinstance(y, Dual):
        return y
    shares = [_shares(x._primal, y._primal), _shares(x._tangent, y._tangent)]
    if shares[0] == shares[1]:
        return y
    primal = y._primal.copy() if shares[0] else y._primal
    tangent = y._tangent.copy() if shares[1] else y._tangent
    return make(primal, tangent, y._level)


def _shares(a: Any, b: Any) -> bool:
    a, b = stripped(a), stripped(b)
    return isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and np.may_share_memory(a, b)


@implements(np.reshape, group=linear)
def reshape(a: Any, *args: Any, **kwargs: Any) -> Any:
    """``reshape(a, shape, order, copy=)``; older releases of NumPy call the shape ``newshape``."""
    order = args[1] if len(args) > 1 else kwargs.get("order", "C")
    x = as_array(a)

    def of_primal(part: Any) -> Any:
        return np.reshape(part, *args, **kwargs)

    y = with_directions(x, of_primal, lambda t, directions, y: _reshaped(t, directions, x, y, order))
    return _sharing_alike(x, y)


def _reshaped(t: Any, directions: Directions, x: Any, y: Any, order: str) -> Any:
    """The tangent in the shape of ``y``; Fortran's order is C's of the transposed array."""
    shape = shape_of(y)
    if not directions + shape:
        return _with_elements(t) if isinstance(stripped(y), np.ndarray) else t
    if not _is_fortran(stripped(x), order):
        return np.reshape(t, directions + shape)
    d = len(directions)
    reversed_in = (*range(d), *range(d + len(shape_of(x)) - 1, d - 1, -1))
    reversed_out = (*range(d), *range(d + len(shape) - 1, d - 1, -1))
    return np.transpose(np.reshape(np.transpose(t, reversed_in), directions + shape[::-1]), reversed_out)


def _with_elements(t: Any) -> Any:
    """A tangent of no dimensions as an array, also where NumPy leaves a scalar one."""
    if isinstance(t, Dual):
        return make(_with_elements(t._primal), _with_elements(t._tangent), t._level)
    return np.reshape(np.asarray(t), ())


def _is_fortran(base: Any, order: str) -> bool:
    order = order.upper()
    if order in ("A", "K"):
        return isinstance(base, np.ndarray) and base.flags.f_contiguous and not base.flags.c_contiguous
    return order == "F"


@implements(np.ravel, group=linear)
def ravel(a: Any, order: str = "C") -> Any:
    """``ravel(a, order)``."""
    x = as_array(a)
    y = with_directions(
        x, lambda part: np.ravel(part, order), lambda t, directions, y: _raveled(t, directions, x, y, order)
    )
    return _sharing_alike(x, y)


def _raveled(t: Any, directions: Directions, x: Any, y: Any, order: str) -> Any:
    base = stripped(x)
    scattered = isinstance(base, np.ndarray) and not (base.flags.c_contiguous or base.flags.f_contiguous)
    if not (order in ("K", "k") and scattered):
        return _reshaped(t, directions, x, y, order)

    def in_memory_order(positions: Any) -> Any:
        laid_out = np.empty_like(base, dtype=positions.dtype)
        laid_out[...] = positions
        return np.ravel(laid_out, order)

    return rearranged_tangent(in_memory_order, t, base.shape, directions)


@implements(np.transpose, group=linear)
def transpose(a: Any, axes: Any = None) -> Any:
    """``transpose(a, axes)``: the axes of a tangent's directions stay in front."""

    def of_tangent(t: Any, directions: Directions, y: Any) -> Any:
        d, ndim = len(directions), len(shape_of(y))
        order = range(ndim)[::-1] if axes is None else [operator.index(axis) % ndim for axis in axes]
        return np.transpose(t, (*range(d), *(d + axis for axis in order)))

    return with_directions(a, lambda part: np.transpose(part, axes), of_tangent)


@implements(np.matrix_transpose, group=linear)
def matrix_transpose(x: Any) -> Any:
    """``matrix_transpose(x)``."""
    return both(x, np.matrix_transpose, np.matrix_transpose)


@implements(np.swapaxes, group=linear)
def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    """``swapaxes(a, axis1, axis2)``."""
    x = as_array(a)
    first, second = (from_end(axis, x.ndim) for axis in (axis1, axis2))
    return both(
        x,
        lambda part: np.swapaxes(part, axis1, axis2),
        lambda t: np.swapaxes(t, first, second),
    )


@implements(np.moveaxis, group=linear)
def moveaxis(a: Any, source: Any, destination: Any) -> Any:
    """``moveaxis(a, source, destination)``."""
    x = as_array(a)
    places = from_end(source, x.ndim), from_end(destination, x.ndim)
    return both(
        x,
        lambda part: np.moveaxis(part, source, destination),
        lambda t: np.moveaxis(t, *places),
    )


@implements(np.rollaxis, group=linear)
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    """``rollaxis(a, axis, start)``: a transposition, found on the numbers of the axes."""
    x = as_array(a)
    shape = np.rollaxis(np.empty(tuple(range(1, x.ndim + 1))), axis, start).shape
    return np.transpose(x, [length - 1 for length in shape])


@implements(np.expand_dims, group=linear)
def expand_dims(a: Any, axis: Any) -> Any:
    """``expand_dims(a, axis)``."""
    x = as_array(a)
    added = axis if isinstance(axis, (tuple, list)) else (axis,)
    axes = from_end(tuple(added), x.ndim + len(added))
    return both(x, lambda part: np.expand_dims(part, axis), lambda t: np.expand_dims(t, axes))


@implements(np.squeeze, group=linear)
def squeeze(a: Any, axis: Any = None) -> Any:
    """``squeeze(a, axis)``."""
    x = as_array(a)
    short = tuple(i for i, length in enumerate(x.shape) if length == 1)
    axes = from_end(short if axis is None else axis, x.ndim)
    return both(x, lambda part: np.squeeze(part, axis), lambda t: np.squeeze(t, axes))


@implements(np.flip, group=linear)
def flip(m: Any, axis: Any = None) -> Any:
    """``flip(m, axis)``."""
    x = as_array(m)
    axes = from_end(axis, x.ndim)
    return both(x, lambda part: np.flip(part, axis), lambda t: np.flip(t, axes))


@implements(np.fliplr, group=linear)
def fliplr(m: Any) -> Any:
    """``fliplr(m)``."""
    x = as_array(m)
    return both(x, np.fliplr, lambda t: np.flip(t, 1 - x.ndim))


@implements(np.flipud, group=linear)
def flipud(m: Any) -> Any:
    """``flipud(m)``."""
    x = as_array(m)
    return both(x, np.flipud, lambda t: np.flip(t, -x.ndim))


@implements(np.rot90, group=linear)
def rot90(m: Any, k: int = 1, axes: Any = (0, 1)) -> Any:
    """``rot90(m, k, axes)``."""
    x = as_array(m)
    plane = from_end(tuple(axes), x.ndim)
    return both(x, lambda part: np.rot90(part, k, axes), lambda t: np.rot90(t, k, plane))


@implements(np.diagonal, group=linear)
def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """``diagonal(a, offset, axis1, axis2)``."""
    x = as_array(a)
    first, second = (from_end(axis, x.ndim) for axis in (axis1, axis2))
    return both(
        x,
        lambda part: np.diagonal(part, offset, axis1, axis2),
        lambda t: np.diagonal(t, offset, first, second),
    )


@implements("lib.stride_tricks.sliding_window_view", group=linear)
def sliding_window_view(
    x: Any, window_shape: Any, axis: Any = None, *, subok: bool = False, writeable: bool = False
) -> Any:
    """``sliding_window_view(x, window_shape, axis)``."""
    a = as_array(x)
    axes = from_end(axis, a.ndim)
    view = np.lib.stride_tricks.sliding_window_view

    def of_tangent(t: Any) -> Any:
        return view(t, window_shape, axes, subok=subok, writeable=writeable)

    return both(a, lambda part: view(part, window_shape, axis, subok=subok, writeable=writeable), of_tangent)


@implements(np.broadcast_to, group=linear)
def broadcast_to(array: Any, shape: Any, subok: bool = False) -> Any:
    """``broadcast_to(array, shape)``."""
    x = as_array(array)

    def of_tangent(t: Any, directions: Directions, y: Any) -> Any:
        added = (1,) * (len(shape_of(y)) - x.ndim)
        return np.broadcast_to(np.reshape(t, directions + added + x.shape), directions + shape_of(y))

    return with_directions(x, lambda part: np.broadcast_to(part, shape, subok=subok), of_tangent)


@implements(np.broadcast_arrays, group=linear)
def broadcast_arrays(*args: Any, subok: bool = False) -> Any:
    """``broadcast_arrays(*args)``."""
    arrays = [as_array(arg) for arg in args]
    shape = np.broadcast_shapes(*(x.shape for x in arrays))
    return tuple(np.broadcast_to(x, shape, subok=subok) for x in arrays)


def _in_shape_of(t: Any, directions: Directions, y: Any) -> Any:
    return np.reshape(t, directions + shape_of(y))


def _at_least(function: Any) -> Callable[..., Any]:
    def at_least(*arys: Any) -> Any:
        results = tuple(with_directions(a, function, _in_shape_of) for a in arys)
        return results[0] if len(results) == 1 else results

    return at_least


for _function in (np.atleast_1d, np.atleast_2d, np.atleast_3d):
    implements(_function, group=linear)(_at_least(_function))
