"""Linear systems with one solution: solve, inv, tensorsolve, tensorinv."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.contractions import ranked
from dualnum.numpy_protocols.functions.linalg_matrices import (
    Directions,
    finite,
    linear_algebra,
    nonzero,
    of_matrix,
    solved,
    still,
)
from dualnum.propagation import split
from dualnum.shapes import direction_shape, directions_of, filled, shape_of


@implements(np.linalg.inv, group=linear_algebra)
def inv(a: Any) -> Any:
    """``inv(a)``: d(a⁻¹) = -a⁻¹·da·a⁻¹."""
    return of_matrix(np.linalg.inv, a, lambda _, y, da: -(y @ da @ y))


@implements(np.linalg.solve, group=linear_algebra)
def solve(a: Any, b: Any) -> Any:
    """``solve(a, b)``: from a·x = b, dx = a⁻¹(db - da·x).  A one-dimensional b is one column."""
    level, (a, b), (da, db) = split((as_array(a), as_array(b)))
    x = np.linalg.solve(a, b)
    directions = direction_shape("solve", (a, b), (da, db))
    vector = len(shape_of(b)) == 1
    ndim = len(shape_of(x)) + vector
    with np.errstate(all="ignore"):
        db = db[..., None] if vector and db is not None else db
        right = _right_side(x[..., None] if vector else x, da, db, directions)
        dx = solved(a, right, directions)
    dx = filled(dx[..., 0] if vector else dx, x, directions)
    if not finite(dx):
        dx = still(dx, _moves(da, db, directions, ndim), len(directions) + ndim - 2)
    return make(x, dx, level)


def _right_side(x: Any, da: Any, db: Any, directions: Directions) -> Any:
    """db - da·x."""
    ndim = len(shape_of(x))
    right: Any = 0 if db is None else ranked(db, directions, ndim)
    return right if da is None else right - ranked(da, directions, ndim) @ x


def _moves(da: Any, db: Any, directions: Directions, ndim: int) -> Any:
    """Which systems of a stack move, in which directions."""
    rank = len(directions) + ndim - 2
    found: Any = False
    for tangent in (da, db):
        if tangent is not None:
            found = found | nonzero(ranked(tangent, directions, ndim), rank)
    return found


@implements(np.linalg.tensorsolve, group=linear_algebra)
def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    """``tensorsolve(a, b, axes)``: `numpy.linalg.solve` of a matrix with the tensor's elements."""
    a, b = as_array(a), as_array(b)
    np.linalg.tensorsolve(stripped(a), stripped(b), axes)  # for its errors
    if axes is not None:
        axes = [axis % a.ndim for axis in axes]
        a = np.transpose(a, [axis for axis in range(a.ndim) if axis not in axes] + axes)
    shape = a.shape[b.ndim - a.ndim :]
    size = int(np.prod(shape))
    return np.reshape(np.linalg.solve(np.reshape(a, (size, size)), np.ravel(b)), shape)


@implements(np.linalg.tensorinv, group=linear_algebra)
def tensorinv(a: Any, ind: int = 2) -> Any:
    """``tensorinv(a, ind)``: `numpy.linalg.inv` of a matrix with the tensor's elements."""
    a = as_array(a)
    y = np.linalg.tensorinv(a._primal, ind)
    size = int(np.prod(a.shape[ind:]))
    inverse: Any = np.linalg.inv(np.reshape(a, (size, size)))
    return make(y, np.reshape(inverse._tangent, directions_of(a._primal, a._tangent) + shape_of(y)), a._level)
