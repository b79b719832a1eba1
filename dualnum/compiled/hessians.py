"""Hessians of jitted functions: rows of second derivatives at once, of which each is lanes; one triangle of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numba.core import types
from numba.core.errors import TypingError
from numba.core.registry import cpu_target

from dualnum.compiled.array_items import inside, primal_array, tangent_array
from dualnum.compiled.array_type import array_made, for_directions, is_array
from dualnum.compiled.dual_type import DualType, as_component, is_number
from dualnum.compiled.elementwise import allocator
from dualnum.compiled.gradients import null_of, reshaped, storage, write
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.variables import level_above, moving, slope_at

Kernel = Callable[..., Any]


@functools.cache
def hessian_kernel(rows: int, lanes: int) -> Kernel:
    """The kernel of a Hessian, of which ``rows`` times ``lanes`` entries are computed at once."""

    @in_compiled_code
    def hessian(f: Any, before: Any, x: Any, after: Any) -> Any:
        """The matrix of second derivatives."""

    @overload(hessian)
    def choose(f: Any, before: Any, x: Any, after: Any) -> Any:
        if is_number(x):
            return _of_number
        if not is_array(x):
            raise TypingError(f"hessian: x is a {x}; give a number or an array")
        level = level_above((*before, x, *after))
        inner = DualType(as_component(x.dtype), lanes, level)
        return _of_array(DualType(inner, rows, level + 1), (f, before, x, after))

    return hessian


def _of_number(f: Any, before: Any, x: Any, after: Any) -> Any:
    inner = moving(x, 1.0, (before, x, after))
    outer = moving(inner, 1.0, (before, inner, after))
    return slope_at(slope_at(f(*before, outer, *after), outer), inner)


def _of_array(kind: DualType, arguments: Any) -> Kernel:
    x = arguments[2]
    rows, lanes = kind.directions, kind.component.directions
    room, outer, inner = storage_of_two(kind, x.ndim), null_of(kind), null_of(kind.component)
    empty = allocator(_entry(kind, room, *arguments))

    def loop(f: Any, before: Any, x: Any, after: Any) -> Any:
        n, store = x.size, room(x.shape, x)
        found = empty((n, n), x)
        for top in range(0, n, rows):
            for left in range(0, min(top + rows, n), lanes):
                seed_twice(store, x, (top, rows), (left, lanes))
                slopes = slope_at(f(*before, store, *after), outer())
                for_directions(write_row, outer(), found, (top, left), (slopes, inner()))
        mirror(found)
        return reshaped(found, x.shape + x.shape)

    return loop


def _entry(kind: DualType, room: Any, f: Any, before: Any, x: Any, after: Any) -> Any:
    """The type of an entry of the Hessian.

    Raises:
        TypingError: f does not give a number.
    """
    resolve = cpu_target.typing_context.resolve_function_type
    given = resolve(types.Dispatcher(room), (types.UniTuple(types.intp, x.ndim), x), {}).return_type
    result = resolve(f, (*before, given, *after), {}).return_type
    if not is_number(result):
        raise TypingError(
            f"hessian: f returned {result}, not a number; use dualnum.jacobian for vector-valued f"
        )
    for level in (kind.level, kind.component.level):
        result = result.component if isinstance(result, DualType) and result.level == level else result
    return result if isinstance(result, DualType) else as_component(kind.component.component)


@functools.cache
def storage_of_two(kind: DualType, ndim: int) -> Any:
    """A jitted function ``(shape, x)`` that makes room for a variable that moves at two levels."""
    inner, like, count = storage(kind.component, ndim), null_of(kind), kind.directions
    return njit(lambda shape, x: array_made(inner(shape, x), inner((count, *shape), x), like()))


@njit
def seed_twice(store: Any, x: Any, top: Any, left: Any) -> None:
    """Let ``store`` be x, of which some elements move in the rows' level and some in that of the lanes.

    ``top`` and ``left`` are the number of the first of them, and how many there are.
    """
    number = 0
    for index in np.ndindex(x.shape):
        store[index] = x[index]
        if top[0] <= number < top[0] + top[1]:
            primal_array(tangent_array(store))[inside(number - top[0], index)] = 1.0
        if left[0] <= number < left[0] + left[1]:
            tangent_array(primal_array(store))[inside(number - left[0], index)] = 1.0
        number += 1


@in_compiled_code
def write_row(row: Any, found: Any, corner: Any, slopes: Any) -> Any:
    """Keep one row of second derivatives; ``corner`` is where the block of them begins."""


@overload(write_row)
def _write_row(row: Any, found: Any, corner: Any, slopes: Any) -> Any:
    several = isinstance(slopes[0], types.BaseTuple)

    def one(row: Any, found: Any, corner: Any, slopes: Any) -> int:
        if corner[0] + row < len(found):
            lanes = slope_at(slopes[0][row] if several else slopes[0], slopes[1])
            for_directions(write, slopes[1], found[corner[0] + row], corner[1], lanes)
        return 0

    return one


@njit
def mirror(matrix: Any) -> None:
    """Let the upper triangle be the lower one."""
    for i in range(len(matrix)):
        for j in range(i):
            matrix[j, i] = matrix[i, j]
