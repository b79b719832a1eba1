"""Lanes in memory: the tangent of one element of an array whose directions lead, and often lie side by side."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from dualnum.compiled.lanes import Lanes, lane, several, together
from dualnum.compiled.overloading import intrinsic


def has_lanes(tangent: Any, index: Any) -> bool:
    """Whether the directions of an element of an array of tangents are lanes that can be read at once."""
    indices = index if isinstance(index, types.BaseTuple) else (index,)
    return (
        isinstance(tangent, types.Array)
        and isinstance(tangent.dtype, types.Float)
        and all(isinstance(kind, types.Integer) for kind in indices)
    )


@intrinsic
def lanes_at(typingctx: Any, tangent: Any, index: Any, like: Any) -> Any:
    """The directions of one element; ``like`` has as many."""
    kind = several(tangent.dtype, like.directions)

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        first, step = _places(context, builder, signature, args)
        align = tangent.dtype.bitwidth // 8 if tangent.aligned else 1
        if step is None:
            whole = builder.bitcast(first, context.get_value_type(kind).as_pointer())
            return builder.load(whole, align=align)
        places = _each_place(builder, first, step, kind)
        return together(builder, [builder.load(place, align=align) for place in places])

    return kind(tangent, index, like), code


@intrinsic
def put_lanes(typingctx: Any, tangent: Any, index: Any, value: Any) -> Any:
    """Write the directions of one element."""
    kind = Lanes(tangent.dtype, value.count)

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = context.cast(builder, args[2], value, kind)
        first, step = _places(context, builder, signature, args)
        align = tangent.dtype.bitwidth // 8 if tangent.aligned else 1
        if step is None:
            builder.store(vector, builder.bitcast(first, vector.type.as_pointer()), align=align)
        else:
            for i, place in enumerate(_each_place(builder, first, step, kind)):
                builder.store(lane(builder, vector, i), place, align=align)
        return context.get_dummy_value()

    return types.none(tangent, index, value), code


def _places(context: Any, builder: Any, signature: Any, args: Any) -> tuple[Any, Any]:
    """Where the first direction of an element is, and how far the next one; None where it is next to it."""
    tangent, index = signature.args[:2]
    array = context.make_array(tangent)(context, builder, args[0])
    several_axes = isinstance(index, types.BaseTuple)
    kinds = index if several_axes else (index,)
    given = cgutils.unpack_tuple(builder, args[1]) if several_axes else [args[1]]
    indices = [
        context.get_constant(types.intp, 0),
        *(context.cast(builder, i, kind, types.intp) for i, kind in zip(given, kinds, strict=True)),
    ]
    first = cgutils.get_item_pointer(context, builder, tangent, array, indices, wraparound=True)
    return first, None if tangent.layout == "F" else builder.extract_value(array.strides, 0)


def _each_place(builder: Any, first: Any, step: Any, kind: Lanes) -> list[Any]:
    def place(i: int) -> Any:
        return cgutils.pointer_add(builder, first, builder.mul(step, ir.Constant(step.type, i)))

    return [place(i) for i in range(kind.count)]
