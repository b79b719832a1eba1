"""Derivatives of jitted functions with respect to a number, or to an array element by element."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core.errors import TypingError
from numba.core.registry import cpu_target

from dualnum.compiled.array_type import is_array
from dualnum.compiled.dual_type import DualType, as_component, is_number
from dualnum.compiled.elementwise import allocator
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.variables import level_above, moving, moving_array, slope_at, value_at


@in_compiled_code
def value_and_slope(f: Any, before: Any, x: Any, after: Any) -> Any:
    """``(f(x), f'(x))``."""


@in_compiled_code
def slope(f: Any, before: Any, x: Any, after: Any) -> Any:
    """f'(x)."""


@overload(value_and_slope)
def _value_and_slope(f: Any, before: Any, x: Any, after: Any) -> Any:
    if is_number(x):
        return _of_number
    if not is_array(x):
        raise TypingError(f"derivative: x is a {x}; give a number or an array")
    found = _result_of_elements(f, before, x, after)
    return _of_array if found is None else _of_elements(found)


@overload(slope)
def _slope(f: Any, before: Any, x: Any, after: Any) -> Any:
    return lambda f, before, x, after: value_and_slope(f, before, x, after)[1]


def _of_number(f: Any, before: Any, x: Any, after: Any) -> Any:
    variable = moving(x, 1.0, (before, x, after))
    result = f(*before, variable, *after)
    return value_at(result, variable), slope_at(result, variable)


def _of_array(f: Any, before: Any, x: Any, after: Any) -> Any:
    """f takes the whole array; each of its elements moves."""
    variable = moving_array(x, (before, x, after))
    result = f(*before, variable, *after)
    value, found = value_at(result, variable), slope_at(result, variable)
    if found.shape != x.shape:
        raise ValueError(
            "derivative: f returned an array of another shape, so it does not work element by element; use "
            "dualnum.gradient or dualnum.jacobian"
        )
    return value, found


def _result_of_elements(f: Any, before: Any, x: Any, after: Any) -> Any:
    """The type that f gives for one element; None where it takes only the whole array, or gives no number."""
    variable = DualType(as_component(x.dtype), 0, level_above((before, x, after)))
    try:
        found = cpu_target.typing_context.resolve_function_type(f, (*before, variable, *after), {})
    except TypingError:
        return None
    return found.return_type if found is not None and is_number(found.return_type) else None


def _of_elements(result: Any) -> Any:
    """f takes one element at a time, in one loop."""
    kind = result.component if isinstance(result, DualType) else as_component(result)
    empty = allocator(kind)

    def loop(f: Any, before: Any, x: Any, after: Any) -> Any:
        value, found = empty(x.shape, x), empty(x.shape, x)
        for index in np.ndindex(x.shape):
            variable = moving(x[index], 1.0, (before, x, after))
            y = f(*before, variable, *after)
            value[index] = value_at(y, variable)
            found[index] = slope_at(y, variable)
        return value, found

    return loop
