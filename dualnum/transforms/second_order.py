"""Second derivatives: Hessians, their products with vectors, and value, gradient and Hessian at once."""

from __future__ import annotations

import math
from functools import wraps
from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.selection import select
from dualnum.shapes import base_of, is_elsewhere, other_arrays, shape_of, transposed
from dualnum.structures import leaves, map_leaves
from dualnum.transforms.arguments import Argnum, Function, check_argnum, check_function, chosen, replaced
from dualnum.transforms.directional import jvp
from dualnum.transforms.gradients import (
    ChunkSize,
    check_chunk_size,
    check_number,
    chunks,
    gradient,
    number_of,
    seeded_chunk,
    unflattened,
)
from dualnum.transforms.holomorphic import check_real
from dualnum.transforms.jitted import compiled_first
from dualnum.transforms.seeding import as_variable, fresh_level, output_parts, parts


@compiled_first
def hessian(f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto") -> Function:
    """The function that gives the matrix of second derivatives of f: Rⁿ → R, of shape ``x.shape + x.shape``.

    Where x is a structure, the result is a structure of such structures.  The matrix is symmetric to the
    last bit: only the lower triangle is computed, and mirrored.

    Raises:
        TypeError: f is not callable, x is not made of numbers, or f returns something else.
        ValueError: f returns an array, or ``chunk_size`` is not a positive integer.

    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([2.0, 5.0]))
    array([[10.,  4.],
           [ 4.,  0.]])
    """
    check_function("hessian", f)
    triple = _triple("hessian", f, argnum, chunk_size)

    @wraps(f, updated=())
    def second(*args: Any, **kwargs: Any) -> Any:
        return triple(args, kwargs)[2]

    return second


def value_gradient_hessian(f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto") -> Function:
    """The function that gives ``(f(x), ∇f(x), Hessian)`` in one call; arguments and errors as for `hessian`.

    >>> value_gradient_hessian(lambda x: x**3)(2.0)
    (8.0, 12.0, 12.0)
    """
    check_function("value_gradient_hessian", f)
    triple = _triple("value_gradient_hessian", f, argnum, chunk_size)

    @wraps(f, updated=())
    def all_three(*args: Any, **kwargs: Any) -> tuple[Any, Any, Any]:
        found: tuple[Any, Any, Any] = triple(args, kwargs)
        return found

    return all_three


def hvp(f: Function, x: Any, v: Any) -> Any:
    """The product of f's Hessian at x with the vector v, in x's structure, without the Hessian.

    Raises:
        TypeError: f is not callable, or x and v are not made of numbers.
        ValueError: v has another structure or shape than x.

    It is the derivative of the gradient along v.

    >>> hvp(lambda x: x[0] ** 2 * x[1], np.array([2.0, 5.0]), np.array([1.0, 0.0]))
    array([10.,  4.])
    """
    check_function("hvp", f)
    return jvp(gradient(f), (x,), (v,))[1]


def _triple(name: str, f: Function, argnum: Argnum, chunk_size: ChunkSize) -> Function:
    """Value, gradient and Hessian, by two levels of directions.

    The outer level carries a chunk of rows, the inner one the columns up to the chunk's end: what is to
    the right of the diagonal is not computed.
    """
    check_argnum(name, argnum)
    check_chunk_size(name, chunk_size)

    def run(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
        x = map_leaves(lambda leaf: as_variable(name, leaf), chosen(name, args, argnum))
        check_real(name, x, "nest dualnum.jacobian(..., holomorphic=True) for a holomorphic f")
        value, slope, rows = None, None, []
        for chunk in chunks(x, _rows_at_once(x) if chunk_size == "auto" else chunk_size):
            inner, outer = fresh_level(), fresh_level()
            variable = seeded_chunk(seeded_chunk(x, range(chunk.stop), inner), chunk, outer)
            output = f(*replaced(args, argnum, variable), **kwargs)
            inner_value, along = output_parts(name, output, outer, (len(chunk),), number_of(x))
            check_number(name, inner_value)
            value, slope = parts(inner_value, inner, (chunk.stop,), number_of(x))
            rows.append(parts(along, inner, (chunk.stop,))[1])
        return value, unflattened(x, slope), _structured(x, _mirrored(rows))

    return run


_CACHED_NUMBERS = 1 << 18
_FEWEST_ROWS = 16


def _rows_at_once(x: Any) -> int:
    """How many rows a chunk has by itself: their second derivatives, of all elements, stay in the cache."""
    n = sum(math.prod(shape_of(leaf)) for leaf in leaves(x))
    return max(_FEWEST_ROWS, _CACHED_NUMBERS // max(n * n, 1))


def _mirrored(rows: list[Any]) -> Any:
    """The symmetric matrix whose lower triangle the blocks ``(columns, rows)`` hold."""
    n = shape_of(rows[-1])[0]
    if len(rows) == 1 and type(rows[0]) is np.ndarray:
        return np.where(np.tri(n, dtype=bool), rows[0].T, rows[0])
    matrix = transposed(rows[0], (1, 0)) if len(rows) == 1 else _one_below_the_other(rows, n)
    below = np.tri(n, dtype=bool)
    like = base_of(matrix)
    below = other_arrays().as_condition(below, like) if is_elsewhere(like) else below
    return select(below, matrix, transposed(matrix, (1, 0)))


def _one_below_the_other(rows: list[Any], n: int) -> Any:
    """The blocks' transposes in a matrix, with zeros to the right of each."""
    if is_elsewhere(base_of(rows[0])):
        return other_arrays().joined([other_arrays().widened(transposed(block, (1, 0)), n) for block in rows])
    matrix = _empty(rows, n)
    start = 0
    for block in rows:
        columns, count = shape_of(block)
        matrix[start : start + count, :columns] = block.transpose((1, 0))
        start += count
    return matrix


def _empty(rows: list[Any], n: int) -> Any:
    """A zero matrix that can hold the blocks, which are Duals inside an outer transform."""
    if not any(isinstance(block, Dual) for block in rows):
        return np.zeros((n, n), np.result_type(*(block.dtype for block in rows)))
    from dualnum.construction import array

    return array([[0 * rows[-1][0, 0]] * n] * n)


def _structured(x: Any, matrix: Any) -> Any:
    """An (n, n) matrix in x's structure, twice."""
    half = unflattened(x, matrix)
    table = iter(leaves(half))
    return map_leaves(lambda _: unflattened(x, next(table)), x)
