"""Directional derivatives of jitted functions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core.errors import TypingError

from dualnum.compiled.array_type import is_array
from dualnum.compiled.dual_type import DualType, as_component, is_number
from dualnum.compiled.elementwise import allocator
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.variables import level_above, moving, slope_at, value_at


@in_compiled_code
def value_and_tangent(f: Any, primals: Any, tangents: Any) -> Any:
    """``(f(*primals), directional derivative)``."""


@overload(value_and_tangent)
def _value_and_tangent(f: Any, primals: Any, tangents: Any) -> Any:
    def both(f: Any, primals: Any, tangents: Any) -> Any:
        result = f(*all_moving(primals, tangents, (primals, tangents)))
        like = moving(0.0, 0.0, (primals, tangents))
        return value_at(result, like), slope_at(result, like)

    return both


@in_compiled_code
def all_moving(primals: Any, tangents: Any, arguments: Any) -> Any:
    """The tuple of ``primals``, each moving by its tangent, at a level above all ``arguments``."""


@overload(all_moving)
def _all_moving(primals: Any, tangents: Any, arguments: Any) -> Any:
    if not len(primals):
        return lambda primals, tangents, arguments: ()
    one = moving if is_number(primals[0]) else one_array

    def several(primals: Any, tangents: Any, arguments: Any) -> Any:
        first = one(primals[0], tangents[0], arguments)
        return (first, *all_moving(primals[1:], tangents[1:], arguments))

    return several


@in_compiled_code
def one_array(x: Any, tangent: Any, arguments: Any) -> Any:
    """A copy of an array that moves by ``tangent``."""


@overload(one_array)
def _one_array(x: Any, tangent: Any, arguments: Any) -> Any:
    if not is_array(x) or not is_array(tangent) or x.ndim != tangent.ndim:
        raise TypingError(
            f"jvp: a tangent of type {tangent} for a primal of type {x}; give it the same shape"
        )
    empty = allocator(DualType(as_component(x.dtype), 0, level_above(arguments)))

    def moved(x: Any, tangent: Any, arguments: Any) -> Any:
        if x.shape != tangent.shape:
            raise ValueError("jvp: a tangent of another shape than its primal; give it the same shape")
        new = empty(x.shape, moving(0.0, 0.0, arguments))
        for index in np.ndindex(x.shape):
            new[index] = moving(x[index], tangent[index], arguments)
        return new

    return moved
