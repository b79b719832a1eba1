"""Elements, slices and assignments of compiled arrays of Duals, and loops over them."""

from __future__ import annotations

import operator
from typing import Any

from numba.core import cgutils, types
from numba.core.errors import TypingError
from numba.core.imputils import RefType, impl_ret_borrowed, iternext_impl
from numba.extending import lower_builtin, overload_attribute

from dualnum.compiled.array_type import (
    DualArrayIterator,
    DualArrayType,
    array_made,
    for_directions,
    is_array,
    item_type,
)
from dualnum.compiled.dual_type import DualType, is_number
from dualnum.compiled.lane_memory import has_lanes, lanes_at, put_lanes
from dualnum.compiled.lanes import Lanes, as_sequence, is_several
from dualnum.compiled.overloading import in_compiled_code, intrinsic, overload
from dualnum.compiled.parts import made, primal_of, tangent_of


@intrinsic
def primal_array(typingctx: Any, x: Any) -> Any:
    """The primal of an array of Duals."""
    return x.primal(x), lambda context, builder, sig, args: _field(context, builder, x, args[0], "primal")


@intrinsic
def tangent_array(typingctx: Any, x: Any) -> Any:
    """The tangent of an array of Duals, whose directions lead."""
    return x.tangent(x), lambda context, builder, sig, args: _field(context, builder, x, args[0], "tangent")


def _field(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    field = getattr(cgutils.create_struct_proxy(kind)(context, builder, value), name)
    return impl_ret_borrowed(context, builder, getattr(kind, name), field)


@overload_attribute(DualArrayType, "primal", strict=False)
def _primal(x: Any) -> Any:
    return lambda x: primal_array(x)


@overload_attribute(DualArrayType, "tangent", strict=False)
def _tangent(x: Any) -> Any:
    return lambda x: tangent_array(x)


@in_compiled_code
def primal_part(x: Any) -> Any:
    """The primal of a Dual or of an array of them; a plain number or array as it is."""


@overload(primal_part)
def _primal_part(x: Any) -> Any:
    if isinstance(x, DualArrayType):
        return lambda x: primal_array(x)
    return (lambda x: primal_of(x)) if isinstance(x, DualType) else lambda x: x


@in_compiled_code
def tangent_part(x: Any) -> Any:
    """The tangent of a Dual or of an array of them."""


@overload(tangent_part)
def _tangent_part(x: Any) -> Any:
    return (lambda x: tangent_array(x)) if isinstance(x, DualArrayType) else lambda x: tangent_of(x)


@in_compiled_code
def inside(direction: Any, index: Any) -> Any:
    """The index of a tangent: a direction (or all of them), and then an index into the primal."""


@overload(inside)
def _inside(direction: Any, index: Any) -> Any:
    if isinstance(index, types.BaseTuple):
        return lambda direction, index: (direction, *index)
    return lambda direction, index: (direction, index)


# --- reading -------------------------------------------------------------------------------------------


@in_compiled_code
def element(direction: Any, tangent: Any, index: Any, unused: Any) -> Any:
    """One direction of an element of a tangent."""


@overload(element)
def _element(direction: Any, tangent: Any, index: Any, unused: Any) -> Any:
    return lambda direction, tangent, index, unused: tangent[inside(direction, index)]


@overload(operator.getitem)
def _getitem(x: Any, index: Any) -> Any:
    if not isinstance(x, DualArrayType):
        return None
    if is_array(item_type(x.primal, index)):
        return _view_along if x.directions else _view
    return _element_along if x.directions else _element_of_one


def _view(x: Any, index: Any) -> Any:
    return array_made(primal_array(x)[index], tangent_array(x)[index], x)


def _view_along(x: Any, index: Any) -> Any:
    return array_made(primal_array(x)[index], tangent_array(x)[inside(slice(None), index)], x)


def _element_of_one(x: Any, index: Any) -> Any:
    return made(primal_array(x)[index], tangent_array(x)[index], x)


def _element_along(x: Any, index: Any) -> Any:
    return made(primal_array(x)[index], directions_at(tangent_array(x), index, x), x)


@in_compiled_code
def directions_at(tangent: Any, index: Any, like: Any) -> Any:
    """All directions of an element of a tangent, of which ``like`` says how many there are."""


@overload(directions_at)
def _directions_at(tangent: Any, index: Any, like: Any) -> Any:
    if has_lanes(tangent, index):
        return lambda tangent, index, like: lanes_at(tangent, index, like)
    return lambda tangent, index, like: for_directions(element, like, tangent, index, 0)


# --- writing -------------------------------------------------------------------------------------------


@in_compiled_code
def put(direction: Any, tangent: Any, index: Any, value: Any) -> Any:
    """Write one direction of ``value`` (several of them, or a number for all) into a tangent."""


@overload(put)
def _put(direction: Any, tangent: Any, index: Any, value: Any) -> Any:
    if is_several(value):

        def write(direction: Any, tangent: Any, index: Any, value: Any) -> int:
            tangent[inside(direction, index)] = as_sequence(value)[direction]
            return 0
    else:

        def write(direction: Any, tangent: Any, index: Any, value: Any) -> int:
            tangent[inside(direction, index)] = value
            return 0

    return write


@overload(operator.setitem)
def _setitem(x: Any, index: Any, value: Any) -> Any:
    if isinstance(x, types.Array) and isinstance(value, DualType | DualArrayType):
        raise TypingError(
            "setitem: a plain array cannot hold a Dual without losing its derivative; make it with "
            "np.zeros_like or np.empty_like of an array of Duals"
        )
    if not isinstance(x, DualArrayType) or not (is_number(value) or is_array(value)):
        return None
    if getattr(value, "level", -1) > x.level:
        raise TypingError(f"setitem: a {value} of a higher level does not fit into an {x}")
    if getattr(value, "level", -1) < x.level:
        return _set_constant
    if is_array(value) and x.directions:
        return _set_view_along
    return _set_along if x.directions else _set_one


def _set_constant(x: Any, index: Any, value: Any) -> None:
    primal_array(x)[index] = value
    clear(x, index)


def _set_one(x: Any, index: Any, value: Any) -> None:
    primal_array(x)[index] = primal_part(value)
    tangent_array(x)[index] = tangent_part(value)


def _set_along(x: Any, index: Any, value: Any) -> None:
    primal_array(x)[index] = primal_part(value)
    put_directions(tangent_array(x), index, tangent_part(value), x)


@in_compiled_code
def put_directions(tangent: Any, index: Any, value: Any, like: Any) -> None:
    """Write all directions of an element, or of several that are to be the same, into a tangent."""


@overload(put_directions)
def _put_directions(tangent: Any, index: Any, value: Any, like: Any) -> Any:
    if isinstance(value, Lanes) and has_lanes(tangent, index):
        return lambda tangent, index, value, like: put_lanes(tangent, index, value)

    def one_by_one(tangent: Any, index: Any, value: Any, like: Any) -> None:
        for_directions(put, like, tangent, index, value)

    return one_by_one


def _set_view_along(x: Any, index: Any, value: Any) -> None:
    primal_array(x)[index] = primal_part(value)
    tangent_array(x)[inside(slice(None), index)] = tangent_part(value)


@in_compiled_code
def clear(x: Any, index: Any) -> None:
    """Set the tangent of a part of an array to zero."""


@overload(clear)
def _clear(x: Any, index: Any) -> Any:
    def one(x: Any, index: Any) -> None:
        tangent_array(x)[index] = 0

    def along(x: Any, index: Any) -> None:
        for_directions(put, x, tangent_array(x), index, 0)

    return along if x.directions else one


# --- loops ---------------------------------------------------------------------------------------------


@lower_builtin("getiter", DualArrayType)
def _getiter(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    new = context.make_helper(builder, sig.return_type)
    new.index = cgutils.alloca_once_value(builder, context.get_constant(types.intp, 0))
    new.array = args[0]
    context.nrt.incref(builder, sig.args[0], args[0])
    return new._getvalue()


@lower_builtin("iternext", DualArrayIterator)
@iternext_impl(RefType.NEW)
def _iternext(context: Any, builder: Any, sig: Any, args: Any, result: Any) -> None:
    kind = sig.args[0]
    iterator = context.make_helper(builder, kind, value=args[0])
    index = builder.load(iterator.index)
    length = context.compile_internal(builder, lambda x: len(x), types.intp(kind.array), (iterator.array,))
    valid = builder.icmp_signed("<", index, length)
    result.set_valid(valid)
    with builder.if_then(valid):
        item = context.compile_internal(
            builder, lambda x, i: x[i], kind.yield_type(kind.array, types.intp), (iterator.array, index)
        )
        result.yield_(item)
        builder.store(builder.add(index, context.get_constant(types.intp, 1)), iterator.index)


@overload(len)
def _len(x: Any) -> Any:
    return (lambda x: len(primal_array(x))) if isinstance(x, DualArrayType) else None


for _name in ("shape", "ndim", "size"):
    _scope: dict[str, Any] = {"primal_array": primal_array}
    exec(f"def read(x):\n    return lambda x: primal_array(x).{_name}", _scope)
    overload_attribute(DualArrayType, _name, strict=False)(_scope["read"])
