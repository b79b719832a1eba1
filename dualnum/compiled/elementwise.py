"""Functions of numbers on compiled arrays of Duals, element by element, in one loop without temporaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba import njit
from numba.core import types
from numba.core.registry import cpu_target

from dualnum.compiled.array_items import primal_part
from dualnum.compiled.array_type import DualArrayType, array_made, is_array
from dualnum.compiled.dual_type import DualType, is_number, level_of
from dualnum.compiled.overloading import in_compiled_code, overload


def takes_arrays(kinds: Sequence[Any]) -> bool:
    """Whether the arguments are numbers and arrays, of which one holds Duals and one is an array."""
    duals = any(isinstance(kind, DualType | DualArrayType) for kind in kinds)
    return duals and any(map(is_array, kinds)) and all(is_array(kind) or is_number(kind) for kind in kinds)


def elementwise(function: Callable[..., Any], kinds: Sequence[Any]) -> Callable[..., Any]:
    """``function`` for arguments of the given types, of one shape, or numbers that go with every element."""
    elements = tuple(kind.dtype if is_array(kind) else types.unliteral(kind) for kind in kinds)
    found = cpu_target.typing_context.resolve_function_type(function, elements, {})
    result = found.return_type
    names = {
        "empty": allocator(result),
        "function": function,
        "at": at,
        "check_shape": check_shape,
        "ndindex": np.ndindex,
    }
    arguments = [f"x{i}" for i in range(len(kinds))]
    arrays = [name for name, kind in zip(arguments, kinds, strict=True) if is_array(kind)]
    like = max(zip(map(level_of, elements), arguments, strict=True))[1]
    lines = [
        f"def loop({', '.join(arguments)}):",
        *(f"check_shape({arrays[0]}.shape, {other}.shape)" for other in arrays[1:]),
        f"new = empty({arrays[0]}.shape, {like})",
        f"for index in ndindex({arrays[0]}.shape):",
        f"    new[index] = function({', '.join(f'at({name}, index)' for name in arguments)})",
        "return new",
    ]
    exec("\n    ".join(lines), names)  # only names of arguments differ
    made: Callable[..., Any] = names["loop"]
    return made


@in_compiled_code
def at(x: Any, index: Any) -> Any:
    """An element of an array; a number as it is."""


@overload(at)
def _at(x: Any, index: Any) -> Any:
    return (lambda x, index: x[index]) if is_array(x) else lambda x, index: x


@njit
def check_shape(shape: Any, other: Any) -> None:
    """Raise ValueError unless two arrays have the same shape."""
    if shape != other:
        raise ValueError("Dual: compiled code computes with arrays of one shape; broadcast them before")


def allocator(kind: Any) -> Callable[..., Any]:
    """A function ``(shape, like)`` for compiled code that makes an array for elements of a type.

    ``like`` is a Dual or an array of them, whose levels the new one has.
    """
    if not isinstance(kind, DualType):
        dtype = np.dtype(kind.name if not isinstance(kind, types.Boolean) else "bool")
        return njit(lambda shape, like: np.empty(shape, dtype))  # type: ignore[no-any-return]  # Numba has no types for it
    inner, count = allocator(kind.component), kind.directions

    def several(shape: Any, like: Any) -> Any:
        part = primal_part(like)
        return array_made(inner(shape, part), side_by_side(inner, (count, *shape), part, like), like)

    def one(shape: Any, like: Any) -> Any:
        part = primal_part(like)
        return array_made(inner(shape, part), inner(shape, part), like)

    return njit(several if count else one)  # type: ignore[no-any-return]  # Numba has no types for it


@in_compiled_code
def side_by_side(empty: Any, shape: Any, part: Any, like: Any) -> Any:
    """A new tangent, whose directions lie side by side in memory if those of ``like`` do."""


@overload(side_by_side)
def _side_by_side(empty: Any, shape: Any, part: Any, like: Any) -> Any:
    if getattr(getattr(like, "tangent", None), "layout", "C") == "F":
        return lambda empty, shape, part, like: empty(shape[::-1], part).T
    return lambda empty, shape, part, like: empty(shape, part)
