"""Gradients, Jacobians and Hessians of jitted functions: the directions are taken in chunks, as tuples."""

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
from dualnum.compiled.array_type import DualArrayType, array_made, for_directions, is_array
from dualnum.compiled.derivatives import value_and_slope
from dualnum.compiled.dual_type import DualType, as_component, is_number
from dualnum.compiled.elementwise import allocator
from dualnum.compiled.lanes import as_sequence, is_several
from dualnum.compiled.overloading import in_compiled_code, intrinsic, overload
from dualnum.compiled.variables import level_above, slope_at, value_at

Kernel = Callable[..., Any]


@functools.cache
def kernels(chunk: int) -> tuple[Kernel, Kernel]:
    """The kernels that give value and gradient, and value and Jacobian, with ``chunk`` directions at once."""

    @in_compiled_code
    def value_and_gradient(f: Any, before: Any, x: Any, after: Any) -> Any:
        """``(f(x), ∇f(x))``."""

    @in_compiled_code
    def value_and_jacobian(f: Any, before: Any, x: Any, after: Any) -> Any:
        """``(f(x), Jacobian)``."""

    @overload(value_and_gradient)
    def choose_gradient(f: Any, before: Any, x: Any, after: Any) -> Any:
        variable, result = types_of(f, before, x, after, chunk)
        if not is_number(result):
            raise TypingError(
                f"gradient: f returned {result}, not a number; use dualnum.jacobian for vector-valued f"
            )
        return _of_number if is_number(x) else _gradient(variable, result, chunk, x.ndim)

    @overload(value_and_jacobian)
    def choose_jacobian(f: Any, before: Any, x: Any, after: Any) -> Any:
        variable, result = types_of(f, before, x, after, chunk)
        if is_number(x):
            return _of_number
        if is_number(result):
            return lambda f, before, x, after: value_and_gradient(f, before, x, after)
        if not is_array(result):
            raise TypingError(f"jacobian: f returned {result}, not a number or an array")
        return _jacobian(variable, result, chunk, x.ndim)

    return value_and_gradient, value_and_jacobian


def _of_number(f: Any, before: Any, x: Any, after: Any) -> Any:
    return value_and_slope(f, before, x, after)


def types_of(f: Any, before: Any, x: Any, after: Any, chunk: int) -> tuple[Any, Any]:
    """The type of an element of x as a variable with ``chunk`` directions, and of what f gives for x.

    Raises:
        TypingError: x is not a number or an array, or f does not take it.
    """
    if not is_number(x) and not is_array(x):
        raise TypingError(f"gradient: x is a {x}; give a number or an array")
    level = level_above((*before, x, *after))
    resolve = cpu_target.typing_context.resolve_function_type
    if is_number(x):
        variable = DualType(as_component(x), 0, level)
        return variable, resolve(f, (*before, variable, *after), {}).return_type
    variable = DualType(as_component(x.dtype), chunk, level)
    shape = types.UniTuple(types.intp, x.ndim)
    given = resolve(types.Dispatcher(storage(variable, x.ndim)), (shape, x), {}).return_type
    return variable, resolve(f, (*before, given, *after), {}).return_type


@functools.cache
def storage(kind: DualType, ndim: int) -> Any:
    """A jitted function ``(shape, x)`` that makes room for the variable: an array of elements of a type.

    Directions that are lanes lie side by side in memory, where they are read and written together.
    """
    inner, like, count = allocator(kind.component), null_of(kind), kind.directions

    def lanes(shape: Any, x: Any) -> Any:
        return array_made(inner(shape, x), inner((count, *shape)[::-1], x).T, like())

    def others(shape: Any, x: Any) -> Any:
        return array_made(inner(shape, x), inner((count, *shape), x), like())

    return njit(others if isinstance(kind.component, DualType) else lanes)


@functools.cache
def null_of(kind: Any) -> Any:
    """A function for compiled code that gives a value of a type, whose bits are all zero."""

    @intrinsic
    def null(typingctx: Any) -> Any:
        return kind(), lambda context, builder, signature, args: context.get_constant_null(kind)

    return null


@njit
def seed(store: Any, x: Any, start: Any, chunk: Any) -> None:
    """Let ``store`` be x, of which the elements from number ``start`` on move, each in its own direction."""
    number = 0
    for index in np.ndindex(x.shape):
        store[index] = x[index]
        if start <= number < start + chunk:
            tangent_array(store)[inside(number - start, index)] = 1.0
        number += 1


@in_compiled_code
def write(direction: Any, found: Any, start: Any, slopes: Any) -> Any:
    """Keep one direction of a number's slopes in the vector of all of them."""


@overload(write)
def _write(direction: Any, found: Any, start: Any, slopes: Any) -> Any:
    several = is_several(slopes)

    def one(direction: Any, found: Any, start: Any, slopes: Any) -> int:
        if start + direction < len(found):
            found[start + direction] = as_sequence(slopes)[direction] if several else slopes
        return 0

    return one


def _slope_kind(variable: DualType, result: Any) -> Any:
    """The type of an element of the derivative."""
    element = result.dtype if is_array(result) else result
    depends = isinstance(element, DualType) and element.level == variable.level
    return element.component if depends else variable.component


def _gradient(variable: DualType, result: Any, chunk: int, ndim: int) -> Kernel:
    room, like = storage(variable, ndim), null_of(variable)
    empty = allocator(_slope_kind(variable, result))

    def loop(f: Any, before: Any, x: Any, after: Any) -> Any:
        store, found = room(x.shape, x), empty((x.size,), x)
        seed(store, x, 0, chunk)
        y = f(*before, store, *after)
        value = value_at(y, like())
        for_directions(write, like(), found, 0, slope_at(y, like()))
        for start in range(chunk, x.size, chunk):
            seed(store, x, start, chunk)
            y = f(*before, store, *after)
            for_directions(write, like(), found, start, slope_at(y, like()))
        return value, reshaped(found, x.shape)

    return loop


def _jacobian(variable: DualType, result: Any, chunk: int, ndim: int) -> Kernel:
    room, like = storage(variable, ndim), null_of(variable)
    empty = allocator(_slope_kind(variable, result))

    def loop(f: Any, before: Any, x: Any, after: Any) -> Any:
        store = room(x.shape, x)
        seed(store, x, 0, chunk)
        y = f(*before, store, *after)
        value = copied(value_at(y, like()))
        found = empty((*value.shape, x.size), x)
        keep_columns(found, y, 0, like())
        for start in range(chunk, x.size, chunk):
            seed(store, x, start, chunk)
            keep_columns(found, f(*before, store, *after), start, like())
        return value, reshaped(found, value.shape + x.shape)

    return loop


@in_compiled_code
def keep_columns(found: Any, y: Any, start: Any, like: Any) -> None:
    """Keep the slopes of an array of results in the columns of a Jacobian from number ``start`` on."""


@overload(keep_columns)
def _keep_columns(found: Any, y: Any, start: Any, like: Any) -> Any:
    element, chunk = y.dtype, like.directions
    if not isinstance(element, DualType) or element.level != like.level:

        def zero(found: Any, y: Any, start: Any, like: Any) -> None:
            found[...] = 0.0

        return zero

    def keep(found: Any, y: Any, start: Any, like: Any) -> None:
        slopes = tangent_array(y)
        for direction in range(min(chunk, found.shape[-1] - start)):
            for index in np.ndindex(y.shape):
                found[(*index, start + direction)] = slopes[inside(direction, index)]

    return keep


@in_compiled_code
def copied(x: Any) -> Any:
    """An array with memory of its own."""


@overload(copied)
def _copied(x: Any) -> Any:
    return lambda x: x.copy()


@in_compiled_code
def reshaped(x: Any, shape: Any) -> Any:
    """A new, contiguous array in another shape."""


@overload(reshaped)
def _reshaped(x: Any, shape: Any) -> Any:
    if not isinstance(x, DualArrayType):
        return lambda x, shape: x.reshape(shape)
    count = x.directions
    if count:
        return lambda x, shape: array_made(
            reshaped(primal_array(x), shape), reshaped(tangent_array(x), (count, *shape)), x
        )
    return lambda x, shape: array_made(reshaped(primal_array(x), shape), reshaped(tangent_array(x), shape), x)


@functools.cache
def second_of(kernel: Kernel) -> Kernel:
    """The kernel that gives the derivative alone, without the value."""

    @in_compiled_code
    def second(f: Any, before: Any, x: Any, after: Any) -> Any:
        """The derivative."""

    @overload(second)
    def choose(f: Any, before: Any, x: Any, after: Any) -> Any:
        return lambda f, before, x, after: kernel(f, before, x, after)[1]

    return second
