"""Norms and condition numbers: norm, vector_norm, matrix_norm, cond.

At the tip of a cone (the 2-norm at 0, a singular value of 0) the tangent is 0; |x| of a single real number
keeps the slope 1 at 0, and so do the sums and maxima of such, as the conventions have it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.axes import merged
from dualnum.numpy_protocols.functions.linalg_matrices import finite, linear_algebra, nonzero, of_matrix
from dualnum.numpy_protocols.functions.linalg_singular_parts import extreme_value, nuclear_tangent
from dualnum.shapes import directions_of, filled, shape_of
from dualnum.strong_zeros import product

Axes = tuple[int, ...]


@implements(np.linalg.norm, group=linear_algebra)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:  # noqa: A002  (NumPy's name)
    """``norm(x, ord, axis, keepdims)``: every order of vectors and matrices.

    Raises:
        LinAlgError: ord is 2 or -2 and that singular value of a matrix is not simple.
        TypeError: ``ord`` is a Dual.
    """
    _refuse_moving_order("norm", ord)
    x = as_array(x)
    y = np.linalg.norm(x._primal, ord, axis, keepdims)
    axes = from_end(axis if axis is None or isinstance(axis, tuple) else (axis,), x.ndim)
    axes = axes if isinstance(axes, tuple) else (axes,)
    if len(axes) == 2 and (axis is not None or ord is not None):
        return _of(x, y, _matrix_tangent(x, y, ord, axes))
    return _of(x, y, _vector_tangent(x, y, 2 if ord is None else ord, axes))


@implements("linalg.vector_norm", group=linear_algebra)
def vector_norm(x: Any, /, *, axis: Any = None, keepdims: Any = False, ord: Any = 2) -> Any:  # noqa: A002  (NumPy's name)
    """``vector_norm(x, axis=, keepdims=, ord=)``."""
    _refuse_moving_order("vector_norm", ord)
    x = as_array(x)
    y = np.linalg.vector_norm(x._primal, axis=axis, keepdims=keepdims, ord=ord)
    axes = from_end(axis if axis is None or isinstance(axis, tuple) else (axis,), x.ndim)
    return _of(x, y, _vector_tangent(x, y, 2 if ord is None else ord, axes))


@implements("linalg.matrix_norm", group=linear_algebra)
def matrix_norm(x: Any, /, *, keepdims: Any = False, ord: Any = "fro") -> Any:  # noqa: A002  (NumPy's name)
    """``matrix_norm(x, keepdims=, ord=)``."""
    return norm(x, ord, (-2, -1), keepdims)


def _refuse_moving_order(name: str, order: Any) -> None:
    if isinstance(order, Dual):
        raise TypeError(f"{name}: ord is a Dual, for which there is no rule; give its .primal")


def _of(x: Dual, y: Any, tangent: Any) -> Any:
    """The Dual of a norm ``y``; the tangent has its elements in the same order."""
    shape = directions_of(x._primal, x._tangent) + shape_of(y)
    return make(y, filled(np.reshape(tangent, shape), y, shape[: len(shape) - len(shape_of(y))]), x._level)


# --- vectors -------------------------------------------------------------------------------------------


def _vector_tangent(x: Dual, y: Any, order: Any, axes: Axes) -> Any:
    """The tangent of the norms y along ``axes`` together."""
    with np.errstate(all="ignore"):
        a, da = merged(x._primal, axes), merged(x._tangent, axes)
        tangent = _quotient_of_two(a, y, da) if order == 2 and shape_of(a)[-1] > 1 else None
        return _tangent_along_last(a, order, da) if tangent is None else tangent


def _quotient_of_two(x: Any, y: Any, dx: Any) -> Any:
    """Re(xᴴ·dx)/y; None where the squares over- or underflow, or an infinity meets a zero."""
    base, kind = stripped(y), np.finfo(stripped(y).dtype)
    if not ((base > 1e6 * np.sqrt(kind.tiny)) & (base < 1e-6 * np.sqrt(kind.max))).all():
        return None
    tangent = np.real(np.vecdot(x, dx)) / np.reshape(y, shape_of(x)[:-1])
    return tangent if finite(tangent) else None


def _tangent_along_last(x: Any, order: Any, dx: Any) -> Any:
    n = shape_of(x)[-1]
    if conventions.reporting() and n:
        _report(np.abs(stripped(x)), order, stripped(dx))
    if order == 0 or n == 0:
        return np.zeros(shape_of(dx)[:-1])
    if n == 1:
        return np.real(product(_slope(x), dx))[..., 0]
    if order in (np.inf, -np.inf):
        size = np.abs(stripped(x))
        place = (np.argmax if order > 0 else np.argmin)(size, axis=-1)[..., None]
        x, dx = _at(x, place), _at(dx, place)
        return np.real(product(_slope(x), dx))[..., 0]
    if order == 1:
        return np.sum(np.real(product(_slope(x), dx)), axis=-1)
    partial = _partial_of_two(x) if order == 2 else _partial_of_power(x, order)
    return np.sum(np.real(product(partial, dx)), axis=-1)


def _report(size: Any, order: Any, dx: Any) -> None:
    """Report vectors of these sizes of elements whose norm has a kink, a tie or a tip where they move."""
    moves = (dx != 0).any(axis=tuple(range(dx.ndim - size.ndim)))
    if order in (np.inf, -np.inf):
        extreme = size.max(axis=-1, keepdims=True) if order > 0 else size.min(axis=-1, keepdims=True)
        tied = size == extreme
        parted = (np.count_nonzero(tied, axis=-1) > 1) & (tied & moves).any(axis=-1)
        conventions.report("norm", extreme[..., 0], parted, "a tie")
        moves = moves & tied
    if order != 0 and (order in (1, np.inf, -np.inf) or size.shape[-1] == 1):
        conventions.report("norm", size, (size == 0) & moves, "a kink")
    elif order != 0:
        at_tip = (size == 0).all(axis=-1) & moves.any(axis=-1)
        conventions.report("norm", size.max(axis=-1), at_tip, "the tip of a cone")


def _at(part: Any, place: Any) -> Any:
    """The elements of the last axis at ``place``, behind any directions."""
    return np.take_along_axis(part, np.broadcast_to(place, (*shape_of(part)[:-1], 1)), axis=-1)


def _slope(x: Any) -> Any:
    """d|x|: 1 or -1, and 1 at 0, as the lecture has it; for a complex x conj(x)/|x|, and 0 at 0."""
    base = stripped(x)
    if base.dtype.kind != "c":
        return np.where(base < 0, -1.0, 1.0) + np.where(np.isnan(base), np.nan, 0.0)
    size = np.abs(x)
    return np.conjugate(x) / np.where(base == 0, 1.0, size)


def _scaled(x: Any, size: Any) -> tuple[Any, Any]:
    """x over a plain ``size`` of each vector, so that no power over- or underflows, and where that is 0."""
    scale = np.where((size == 0) | ~np.isfinite(size), 1.0, size)
    return x / scale, size == 0


def _partial_of_two(x: Any) -> Any:
    """conj(x)/|x|₂, and 0 at 0."""
    u, at_tip = _scaled(x, np.abs(stripped(x)).max(axis=-1, keepdims=True))
    conjugate = np.conjugate(u)
    length = np.sqrt(np.where(at_tip, 1.0, np.sum(np.real(u * conjugate), axis=-1, keepdims=True)))
    return conjugate / length


def _partial_of_power(x: Any, order: float) -> Any:
    """d|x|·(|x|/y)^(p-1) for y = (Σ|x|^p)^(1/p); for p < 0 an element of 0 alone decides."""
    base = np.abs(stripped(x))
    reach = base.max(axis=-1, keepdims=True) if order > 0 else base.min(axis=-1, keepdims=True)
    u, at_tip = _scaled(x, reach)
    size = np.abs(u)
    y = np.sum(size**order, axis=-1, keepdims=True) ** (1 / order)
    share = (size / np.where(at_tip, 1.0, y)) ** (order - 1)
    if order < 0:
        only = (base == 0) & (np.count_nonzero(base == 0, axis=-1, keepdims=True) == 1)
        return _slope(x) * np.where(at_tip, np.where(only, 1.0, 0.0), share)
    return _slope(x) * np.where(at_tip, 0.0, share)


# --- matrices ------------------------------------------------------------------------------------------


def _matrix_tangent(x: Dual, y: Any, order: Any, axes: Axes) -> Any:
    """The tangent of the norms of the matrices along two axes."""
    if order in (None, "fro", "f"):
        return _vector_tangent(x, y, 2, axes)
    a, da = (np.moveaxis(part, axes, (-2, -1)) for part in (x._primal, x._tangent))
    if 0 in shape_of(a)[-2:]:
        return np.zeros(shape_of(da)[:-2])
    with np.errstate(all="ignore"):
        if order == "nuc":
            return nuclear_tangent(a, da)
        if order in (2, -2):
            return extreme_value("norm", a, 0 if order == 2 else -1, da)[1]
        if order in (np.inf, -np.inf):
            a, da = np.swapaxes(a, -1, -2), np.swapaxes(da, -1, -2)
        sums = np.add.reduce(np.abs(stripped(a)), axis=-2)
        column = (np.argmax if order > 0 else np.argmin)(sums, axis=-1)[..., None]
        if conventions.reporting():
            tied = np.count_nonzero(sums == np.take_along_axis(sums, column, axis=-1), axis=-1) > 1
            conventions.report("norm", sums.max(axis=-1), tied & nonzero(da, np.ndim(da) - 2).any(), "a tie")
        a, da = (_at(part, column[..., None, :])[..., 0] for part in (a, da))
        return _tangent_along_last(a, 1, da)


@implements(np.linalg.cond, group=linear_algebra)
def cond(x: Any, p: Any = None) -> Any:
    """``cond(x, p)``: a product of two norms, or a ratio of singular values; nan at a singular matrix.

    Raises:
        LinAlgError: for p of None, 2 and -2, where an extreme singular value is not simple.
    """
    x = as_array(x)

    def rule(a: Any, y: Any, da: Any) -> Any:
        if p in (None, 2, -2):
            return _ratio_tangent(a, p == -2, da)
        singular = ~np.isfinite(stripped(y))
        regular = make(np.where(singular[..., None, None], np.eye(shape_of(a)[-1]), a), da, x._level)
        value = np.linalg.norm(regular, p, (-2, -1)) * np.linalg.norm(np.linalg.inv(regular), p, (-2, -1))
        return np.where(singular, np.nan, value._tangent)

    return of_matrix(lambda a: np.linalg.cond(a, p), x, rule)


def _ratio_tangent(a: Any, inverted: bool, da: Any) -> Any:
    """The tangent of the largest singular value over the smallest, or of that ratio inverted."""
    (top, dtop), (bottom, dbottom) = (extreme_value("cond", a, index, da) for index in (0, -1))
    if inverted:
        top, dtop, bottom, dbottom = bottom, dbottom, top, dtop
    return (dtop - top / bottom * dbottom) / bottom
