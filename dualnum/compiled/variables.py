"""Variables of transforms in compiled code: what goes into a function, and what is read out of its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.core.errors import TypingError

from dualnum.compiled.array_items import primal_array, tangent_array
from dualnum.compiled.array_type import DualArrayType, is_array
from dualnum.compiled.dual_type import OWN, DualType, as_component, is_number, level_of
from dualnum.compiled.elementwise import allocator
from dualnum.compiled.overloading import in_compiled_code, intrinsic, overload
from dualnum.compiled.parts import primal_of, tangent_of


def level_above(kinds: Sequence[Any]) -> int:
    """The level of a transform whose function is given arguments of these types."""
    return max([OWN - 1, *map(_highest_level, kinds)]) + 1


def _highest_level(kind: Any) -> int:
    if isinstance(kind, types.BaseTuple):
        return max(map(_highest_level, kind), default=-1)
    return level_of(kind.dtype if is_array(kind) else kind)


@intrinsic
def moving(typingctx: Any, x: Any, tangent: Any, arguments: Any) -> Any:
    """The number ``x`` moving by ``tangent``, at a level above those of all ``arguments``."""
    component = typingctx.unify_types(as_component(x), as_component(tangent))
    if not is_number(x) or component is None:
        raise TypingError(f"Dual: a variable of type {x} cannot move by {tangent}; give numbers of one kind")
    kind = DualType(component, 0, level_above(arguments))

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        new = cgutils.create_struct_proxy(kind)(context, builder)
        new.primal = context.cast(builder, args[0], x, component)
        new.tangent = context.cast(builder, args[1], tangent, component)
        return new._getvalue()

    return kind(x, tangent, arguments), code


@in_compiled_code
def moving_array(x: Any, arguments: Any) -> Any:
    """A copy of the array ``x`` of which each element moves at unit speed, at a level above all ``arguments``."""


@overload(moving_array)
def _moving_array(x: Any, arguments: Any) -> Any:
    kind = DualType(as_component(x.dtype), 0, level_above((x, *arguments)))
    empty, variable = allocator(kind), moving

    def moved(x: Any, arguments: Any) -> Any:
        new = empty(x.shape, variable(0.0, 1.0, (x, arguments)))
        for index in np.ndindex(x.shape):
            new[index] = variable(x[index], 1.0, (x, arguments))
        return new

    return moved


@intrinsic
def items_mapped(typingctx: Any, function: Any, items: Any, like: Any) -> Any:
    """The tuple of ``function(item, like)`` over the items of a tuple."""
    signatures = [typingctx.resolve_function_type(function, (item, like), {}) for item in items]
    kind = types.Tuple([signature.return_type for signature in signatures])

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        found = [
            context.get_function(function, signature)(builder, [builder.extract_value(args[1], i), args[2]])
            for i, signature in enumerate(signatures)
        ]
        return context.make_tuple(builder, sig.return_type, found)

    return kind(function, items, like), code


# --- out -----------------------------------------------------------------------------------------------


@in_compiled_code
def value_at(result: Any, variable: Any) -> Any:
    """The primal of a result at the variable's level: a number, an array, or a tuple of them."""


@in_compiled_code
def slope_at(result: Any, variable: Any) -> Any:
    """The tangent of a result at the variable's level; zeros where it does not depend on the variable."""


@overload(value_at)
def _value_at(result: Any, variable: Any) -> Any:
    if isinstance(result, types.BaseTuple):
        return lambda result, variable: items_mapped(value_at, result, variable)
    if _depends(result, variable):
        return _primal_of_array if is_array(result) else lambda result, variable: primal_of(result)
    return lambda result, variable: result


@overload(slope_at)
def _slope_at(result: Any, variable: Any) -> Any:
    if isinstance(result, types.BaseTuple):
        return lambda result, variable: items_mapped(slope_at, result, variable)
    if _depends(result, variable):
        return _tangent_of_array if is_array(result) else lambda result, variable: tangent_of(result)
    if isinstance(result, types.Array):
        return lambda result, variable: np.zeros(result.shape)
    if isinstance(result, DualArrayType):
        return lambda result, variable: np.zeros_like(result)
    return (
        (lambda result, variable: 0.0 * result)
        if isinstance(result, DualType)
        else lambda result, variable: 0.0
    )


def _primal_of_array(result: Any, variable: Any) -> Any:
    return primal_array(result)


def _tangent_of_array(result: Any, variable: Any) -> Any:
    return tangent_array(result)


def _depends(result: Any, variable: Any) -> bool:
    """Whether a result is a Dual at the variable's level.

    Raises:
        TypingError: it is not a number, or a Dual that the function made by hand of its variable.
    """
    if not is_number(result) and not is_array(result):
        raise TypingError(f"derivative: f returned a {result}, not a number or an array of numbers")
    if level_of(_element(result)) > level_of(_element(variable)):
        raise TypingError("derivative: f returned a Dual that it made itself; return its .primal or .tangent")
    return level_of(_element(result)) == level_of(_element(variable))


def _element(kind: Any) -> Any:
    return kind.dtype if is_array(kind) else kind
