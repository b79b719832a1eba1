"""Taking a compiled Dual apart and putting one together: the few operations that are written as code for LLVM."""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.core.errors import TypingError

from dualnum.compiled.dual_type import (
    DualType,
    as_component,
    innermost,
    is_number,
    is_real,
    level_of,
    with_innermost,
)
from dualnum.compiled.lanes import (
    Lanes,
    direction_of,
    is_several,
    of_directions,
    several,
    spread,
    takes_lanes,
)
from dualnum.compiled.overloading import in_compiled_code, intrinsic, overload


@intrinsic
def primal_of(typingctx: Any, x: Any) -> Any:
    """The primal of a Dual."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return cgutils.create_struct_proxy(x)(context, builder, args[0]).primal

    return x.component(x), code


@intrinsic
def tangent_of(typingctx: Any, x: Any) -> Any:
    """The tangent of a Dual: a component, or a tuple of them."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return cgutils.create_struct_proxy(x)(context, builder, args[0]).tangent

    return x.tangent(x), code


@intrinsic
def level_number(typingctx: Any, x: Any) -> Any:
    """The level of the transform outside that a Dual belongs to; 0 where the type says all."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if not x.outer:
            return context.get_constant(types.int64, 0)
        return cgutils.create_struct_proxy(x)(context, builder, args[0]).level

    return types.int64(x), code


def _element(kind: Any) -> Any:
    return kind.dtype if is_several(kind) else kind


def _directions(kinds: Any) -> int:
    """The number of directions among arguments: that of the tangents of several; 0 without any."""
    counts = {len(kind) for kind in kinds if is_several(kind)}
    if len(counts) > 1:
        raise TypingError(f"Dual: {' and '.join(map(str, sorted(counts)))} directions do not go together")
    return counts.pop() if counts else 0


@intrinsic
def each(typingctx: Any, function: Any, arguments: Any) -> Any:
    """``function(*arguments)``; where some of the arguments are tangents of several directions, for each of them.

    What else there is goes with every direction.  Lanes are computed together.
    """
    count = _directions(arguments)
    if takes_lanes(arguments):
        return _at_once(typingctx, function, arguments)
    signature = typingctx.resolve_function_type(function, tuple(map(_element, arguments)), {})
    if signature is None:
        raise TypingError(f"Dual: no {function} for {arguments}")
    one = signature.return_type
    result = several(one, count) if count else one

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        call = context.get_function(function, signature)
        values = [builder.extract_value(args[1], i) for i in range(len(arguments))]

        def along(direction: int) -> Any:
            parts = [
                direction_of(builder, kind, value, direction)
                for value, kind in zip(values, arguments, strict=True)
            ]
            given = [
                context.cast(builder, part, _element(kind), wanted)
                for part, kind, wanted in zip(parts, arguments, signature.args, strict=True)
            ]
            return call(builder, given)

        if not count:
            return along(0)
        return of_directions(context, builder, sig.return_type, [along(i) for i in range(count)])

    return result(function, arguments), code


def _at_once(typingctx: Any, function: Any, arguments: Any) -> Any:
    """The signature and the code of a function that takes lanes themselves."""
    signature = typingctx.resolve_function_type(function, tuple(arguments), {})

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        values = [builder.extract_value(args[1], i) for i in range(len(arguments))]
        pairs = zip(values, arguments, signature.args, strict=True)
        return context.get_function(function, signature)(
            builder, [context.cast(builder, *pair) for pair in pairs]
        )

    return signature.return_type(function, arguments), code


@intrinsic
def made(typingctx: Any, primal: Any, tangent: Any, like: Any) -> Any:
    """The Dual of a primal and a tangent, at the level of the Dual ``like``.

    The component's type is what primal and tangent have in common; a tangent of one number stands for all
    directions of ``like``.
    """
    directions = _directions((tangent,)) or like.directions
    component = _component(typingctx, primal, _element(tangent))
    kind = DualType(component, directions, like.level)

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        new = cgutils.create_struct_proxy(kind)(context, builder)
        new.primal = context.cast(builder, args[0], primal, component)
        new.tangent = _cast_tangent(context, builder, args[1], tangent, kind)
        if kind.outer:
            new.level = cgutils.create_struct_proxy(like)(context, builder, args[2]).level
        return new._getvalue()

    return kind(primal, tangent, like), code


def _component(typingctx: Any, primal: Any, element: Any) -> Any:
    """The type of the components: of the primal's precision, and of the kind that both ask for.

    Raises:
        TypingError: they are not numbers of one kind.
    """
    found = typingctx.unify_types(as_component(primal), as_component(element))
    if found is None or not is_number(found):
        raise TypingError(
            f"Dual: a primal of {primal} and a tangent of {element} are not numbers of one kind; "
            "give floats, complex numbers or Duals, and several directions as a tuple"
        )
    base = innermost(as_component(primal))
    return with_innermost(found, base) if isinstance(base, types.Float) and is_real(found) else found


def _cast_tangent(context: Any, builder: Any, value: Any, given: Any, kind: DualType) -> Any:
    if is_several(given) or not kind.directions:
        return context.cast(builder, value, given, kind.tangent)
    one = context.cast(builder, value, given, kind.component)
    if isinstance(kind.tangent, Lanes):
        return spread(builder, one, kind.directions)
    return context.make_tuple(builder, kind.tangent, [one] * kind.directions)


@intrinsic
def constructed(typingctx: Any, primal: Any, tangent: Any) -> Any:
    """``Dual(primal, tangent)``, one level above its components."""
    component = _component(typingctx, primal, _element(tangent))
    if isinstance(component, DualType) and component.outer:
        raise TypingError(
            "Dual: a Dual cannot be made in compiled code from the variable of a transform outside it; "
            "give the jitted function itself to the transform"
        )
    kind = DualType(component, _directions((tangent,)), level_of(component) + 1)

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        new = cgutils.create_struct_proxy(kind)(context, builder)
        new.primal = context.cast(builder, args[0], primal, component)
        new.tangent = _cast_tangent(context, builder, args[1], tangent, kind)
        return new._getvalue()

    return kind(primal, tangent), code


@intrinsic
def with_level(typingctx: Any, x: Any, number: Any) -> Any:
    """A Dual from outside compiled code with another level."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        new = cgutils.create_struct_proxy(x)(context, builder, args[0])
        new.level = args[1]
        return new._getvalue()

    return x(x, types.int64), code


@in_compiled_code
def one_level(a: Any, b: Any) -> Any:
    """The Dual ``a``, of which ``b`` has the level: that of one transform outside, or 0 for a constant.

    Raises:
        TypeError: they are variables of two transforms.
    """


@overload(one_level)
def _one_level(a: Any, b: Any) -> Any:
    if not a.outer:
        return lambda a, b: a

    def check(a: Any, b: Any) -> Any:
        ours, theirs = level_number(a), level_number(b)
        if ours != theirs and ours != 0 and theirs != 0:
            raise TypeError(
                "Dual: variables of two transforms meet in one jitted function, which cannot tell inner from "
                "outer; call its py_func, or give the jitted function itself to the transforms"
            )
        return with_level(a, max(ours, theirs))

    return check
