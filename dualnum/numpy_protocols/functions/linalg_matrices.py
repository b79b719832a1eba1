"""Stacks of matrices and their tangents: what the rules of numpy.linalg share.

A matrix is the last two axes of an array; directions lead its tangent, before the axes of the stack.
NumPy broadcasts leading axes, so the formulas below are those for one matrix and one direction.  They
are ordinary NumPy calls on primals and tangents, which may be Duals of a lower level themselves: so
the second derivative needs no rule of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.selection import select
from dualnum.shapes import directions_of, filled, shape_of

linear_algebra = "linear algebra"
Directions = tuple[int, ...]


def of_matrix(function: Callable[[Any], Any], a: Any, rule: Callable[[Any, Any, Any], Any]) -> Any:
    """A function of a stack of matrices, whose result is an array; ``rule(primal, result, tangent)``."""
    x = as_array(a)
    y = function(x._primal)
    with np.errstate(all="ignore"):  # NumPy has warned of what is wrong with the primal
        tangent = rule(x._primal, y, x._tangent)
    return joined(x, y, tangent)


def joined(x: Dual, y: Any, tangent: Any) -> Any:
    """The Dual of a result ``y``; where nothing of a matrix of ``x`` moves, neither does its result."""
    directions = directions_of(x._primal, x._tangent)
    tangent = filled(tangent, y, directions)
    if not finite(tangent):
        rank = len(directions) + max(x.ndim - 2, 0)
        tangent = still(tangent, nonzero(x._tangent, rank), rank)
    return make(y, tangent, x._level)


def still(tangent: Any, moves: Any, rank: int) -> Any:
    """``tangent`` with zeros where ``moves`` (over its first ``rank`` axes) is false, whatever they met."""
    mask = np.reshape(moves, shape_of(moves) + (1,) * (len(shape_of(tangent)) - rank))
    result = select(mask, tangent, np.zeros((), stripped(tangent).dtype))
    return result[()] if isinstance(result, np.ndarray) else result


def finite(x: Any) -> bool:
    """Whether all components of an array are finite, at every level."""
    if isinstance(x, Dual):
        return finite(x._primal) and finite(x._tangent)
    return bool(np.isfinite(x).all())


def nonzero(tangent: Any, rank: int) -> Any:
    """Where, over its first ``rank`` axes, an array has anything that is not zero, at any level."""
    if isinstance(tangent, Dual):
        ahead = len(directions_of(tangent._primal, tangent._tangent))
        inner = nonzero(tangent._tangent, ahead + rank).any(axis=tuple(range(ahead)))
        moves: Any = nonzero(tangent._primal, rank) | inner
        return moves
    plain = np.asarray(tangent)
    return (plain != 0).any(axis=tuple(range(rank, plain.ndim)))


def moves_at_all(x: Dual) -> Any:
    """Which matrices of a stack move in some direction; shape of the stack."""
    directions = directions_of(x._primal, x._tangent)
    rank = len(directions) + max(x.ndim - 2, 0)
    return nonzero(x._tangent, rank).any(axis=tuple(range(len(directions))))


def adjoint(x: Any) -> Any:
    """The conjugate transpose of matrices."""
    transposed = np.swapaxes(x, -1, -2)
    return np.conjugate(transposed) if stripped(x).dtype.kind == "c" else transposed


def hermitian(a: Any, uplo: str = "L") -> Any:
    """The Hermitian matrices of which NumPy reads one triangle: "L" for the lower, "U" for the upper."""
    upper = uplo.upper() == "U"
    strict = np.triu(a, 1) if upper else np.tril(a, -1)
    diagonal = np.real(np.diagonal(a, axis1=-2, axis2=-1))
    return strict + adjoint(strict) + diagonal_matrix(diagonal)


def diagonal_matrix(x: Any) -> Any:
    """Square matrices with the last axis of ``x`` on the diagonal."""
    return np.where(np.eye(shape_of(x)[-1], dtype=bool), x[..., None], 0 * stripped(x).dtype.type(0))


def diagonal(x: Any) -> Any:
    """The diagonals of matrices, as the last axis; a copy, because NumPy's view cannot be written to."""
    return np.diagonal(x, axis1=-2, axis2=-1).copy()


def trace(x: Any) -> Any:
    """The traces of matrices."""
    return np.trace(x, axis1=-2, axis2=-1)


def per_matrix(x: Any) -> Any:
    """Numbers, one for each matrix of a stack, as matrices of one element."""
    return np.reshape(x, (*shape_of(x), 1, 1))


def trace_of_product(a: Any, b: Any) -> Any:
    """tr(a @ b), without the product."""
    return np.sum(a * np.swapaxes(b, -1, -2), axis=(-2, -1))


def padded(matrices: Any, rows: int, columns: int) -> Any:
    """Matrices with so many rows and columns of zeros more."""
    widths = [(0, 0)] * (len(shape_of(matrices)) - 2) + [(0, rows), (0, columns)]
    return np.pad(matrices, widths) if rows or columns else matrices


def solved(a: Any, b: Any, directions: Directions) -> Any:
    """a⁻¹b for matrices b with directions in front, which become columns: each matrix is factored once."""
    if not directions:
        return np.linalg.solve(a, b)
    count, front = len(directions), tuple(range(len(directions)))
    last = tuple(range(-count, 0))
    columns = np.moveaxis(b, front, last)
    *stack, rows, width = shape_of(columns)[:-count]
    columns = np.reshape(columns, (*stack, rows, width * int(np.prod(directions))))
    x = np.linalg.solve(a, columns)
    return np.moveaxis(np.reshape(x, (*shape_of(x)[:-1], width, *directions)), last, front)


def size(a: Any) -> Any:
    """The largest sum of sizes in a row of (plain) matrices: a norm that does not over- or underflow."""
    return np.abs(a).sum(axis=-1).max(axis=-1, initial=0)


def precision(x: Any) -> float:
    """The relative rounding error of the dtype that NumPy computes with for ``x``."""
    dtype = stripped(x).dtype
    return float(np.finfo(dtype if dtype.kind in "fc" else float).eps)


def equal_pairs(values: Any, tolerance: Any) -> Any:
    """Which two different values of a (plain) last axis are no further apart than ``tolerance``."""
    distance = np.abs(values[..., :, None] - values[..., None, :])
    return (distance <= tolerance) & ~np.eye(values.shape[-1], dtype=bool)


def split_pairs(pairs: Any, block: Any, rounding: float) -> Any:
    """Which of the equal ``pairs`` a direction parts: where ``block`` is not a multiple of the identity."""
    block = stripped(block)
    tolerance = rounding * np.abs(block).max(axis=(-2, -1), keepdims=True, initial=0)
    own = np.diagonal(block, axis1=-2, axis2=-1)
    unequal = np.abs(own[..., :, None] - own[..., None, :]) > tolerance
    return pairs & ((np.abs(block) > tolerance) | unequal)


def refuse_pairs(name: str, what: str, pairs: Any, consequence: str) -> None:
    """Raise for pairs of equal values, if there are any.

    Raises:
        LinAlgError: names the function, the first pair and the consequence.
    """
    if pairs.any():
        *_, i, j = (int(index[0]) for index in np.nonzero(pairs))
        raise np.linalg.LinAlgError(f"{name}: {what} {i} and {j} are equal to rounding, so {consequence}")
