"""Duals on their way into compiled code and out of it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.extending import NativeValue, box, typeof_impl, unbox

from dualnum.array_dual import ArrayDual
from dualnum.compiled.array_type import MOST_DIRECTIONS, DualArrayType
from dualnum.compiled.dual_type import OUTER, OWN, DualType, innermost, level_of
from dualnum.compiled.lanes import direction_of, of_directions
from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.general_dual import GeneralDual
from dualnum.levels import FIRST_TRANSFORM_LEVEL

Chain = tuple[tuple[int, int], ...]
"""Directions and level of a `DualType`, and of its components, from the outermost on."""

_TWO_DOUBLES = DualType(types.float64)
"""What most Duals are; others take their time to find out."""


@typeof_impl.register(Dual)
@typeof_impl.register(GeneralDual)
def typeof_dual(x: Any, c: Any) -> Any:
    """The compiled type of a Dual of numbers."""
    if type(x) is Dual and x._level == 0:
        return _TWO_DOUBLES
    return type_of(x)


def type_of(x: Any) -> Any:
    """The type of a number: a `DualType`, a float or a complex; integers become floats.

    Raises:
        TypeError: it is exact, of high precision or of another library.
    """
    if not isinstance(x, Dual):
        return _type_of_number(x)
    parts = [type_of(x._primal), *map(type_of, _along(x._tangent))]
    component = functools.reduce(_common, parts)
    directions = len(parts) - 1 if isinstance(x._tangent, np.ndarray | ArrayDual) else 0
    return DualType(component, directions, _static_level(x, component))


def _static_level(x: Dual, component: Any) -> int:
    """The level of the type: that of a Dual made by hand, or how deep the level of a transform is nested."""
    if x._level < FIRST_TRANSFORM_LEVEL:
        return x._level
    return component.level + 1 if isinstance(component, DualType) and component.outer else OUTER


def _type_of_number(x: Any) -> Any:
    if isinstance(x, bool | int | float | np.bool_ | np.integer | np.float64):
        return types.float64
    if isinstance(x, np.float32 | np.complex64):
        return types.float32 if isinstance(x, np.float32) else types.complex64
    if isinstance(x, complex):
        return types.complex128
    raise TypeError(
        f"Dual: compiled code has no numbers of type {type(x).__name__}; give floats or complex numbers"
    )


def _along(tangent: Any) -> list[Any]:
    """The tangent's components, one for each direction."""
    if isinstance(tangent, np.ndarray | ArrayDual):
        if tangent.ndim > 1:
            raise TypeError(
                f"Dual: directions of shape {tangent.shape} in compiled code; give one axis of them"
            )
        return [tangent[i] for i in range(len(tangent))]
    return [tangent]


def _common(a: Any, b: Any) -> Any:
    """The type that holds numbers of both types."""
    if level_of(a) < level_of(b):
        a, b = b, a
    if not isinstance(a, DualType):
        return typing_context().unify_types(a, b)
    found = a.unify(typing_context(), b)
    if found is None:
        raise TypeError(f"Dual: components of types {a} and {b} do not go together")
    return found


def typing_context() -> Any:
    """Numba's own rules of how types go together."""
    return cpu_target.typing_context


# --- in ------------------------------------------------------------------------------------------------


def chain_of(kind: Any) -> Chain:
    """The directions and levels of a type."""
    return ((kind.directions, kind.level), *chain_of(kind.component)) if isinstance(kind, DualType) else ()


def flattened(x: Any, chain: Chain) -> tuple[Any, ...]:
    """The numbers of a Dual in the order of the compiled struct, with the levels of transforms outside."""
    numbers = sorted(_outer_levels(x))
    return tuple(_flat(x, chain, numbers))


def _outer_levels(x: Any) -> set[int]:
    if not isinstance(x, Dual):
        return set()
    own = {x._level} if x._level >= FIRST_TRANSFORM_LEVEL else set()
    return own | _outer_levels(x._primal) | _outer_levels(x._tangent)


def _flat(x: Any, chain: Chain, numbers: list[int]) -> Iterator[Any]:
    if not chain:
        yield x
        return
    (directions, level), *inner = chain
    outer = OUTER <= level < OWN
    number = numbers[level - OUTER] if outer else level
    here = isinstance(x, Dual) and x._level == number
    yield from _flat(x._primal if here else x, tuple(inner), numbers)
    tangents = _along(x._tangent) if here else [0.0] * max(directions, 1)
    for tangent in tangents:
        yield from _flat(tangent, tuple(inner), numbers)
    if outer:
        yield number


@unbox(DualType)
def unbox_dual(kind: DualType, x: Any, c: Any) -> Any:
    """A Dual as a struct; its numbers are read one after the other."""
    if is_simple(kind):
        return _unbox_simple(kind, x, c)
    function, chain = constant(c, flattened), constant(c, chain_of(kind))
    numbers = c.pyapi.call_function_objargs(function, (x, chain))
    failed = cgutils.alloca_once_value(c.builder, cgutils.is_null(c.builder, numbers))
    value = cgutils.alloca_once_value(c.builder, c.context.get_constant_null(kind))
    with c.builder.if_then(cgutils.is_not_null(c.builder, numbers)):
        position = iter(range(1 << 30))

        def read(wanted: Any) -> Any:
            item = c.pyapi.tuple_getitem(numbers, next(position))
            native = c.unbox(wanted, item)
            c.builder.store(c.builder.or_(c.builder.load(failed), native.is_error), failed)
            return native.value

        c.builder.store(_assembled(kind, c, read), value)
        c.pyapi.decref(numbers)
    c.pyapi.decref(function)
    c.pyapi.decref(chain)
    return NativeValue(c.builder.load(value), is_error=c.builder.load(failed))


def is_simple(kind: DualType) -> bool:
    """Whether a Dual is two doubles and nothing else."""
    return kind.component == types.float64 and not kind.directions and not kind.outer


def _unbox_simple(kind: DualType, x: Any, c: Any) -> Any:
    new = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    failed = cgutils.false_bit
    for name in ("primal", "tangent"):
        item = c.pyapi.object_getattr_string(x, f"_{name}")
        native = c.unbox(types.float64, item)
        c.pyapi.decref(item)
        setattr(new, name, native.value)
        failed = c.builder.or_(failed, native.is_error)
    return NativeValue(new._getvalue(), is_error=failed)


def _assembled(kind: Any, c: Any, read: Any) -> Any:
    """The value of a type whose numbers ``read`` gives in order."""
    if not isinstance(kind, DualType):
        return read(kind)
    new = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    new.primal = _assembled(kind.component, c, read)
    tangents = [_assembled(kind.component, c, read) for _ in range(max(kind.directions, 1))]
    new.tangent = (
        of_directions(c.context, c.builder, kind.tangent, tangents) if kind.directions else tangents[0]
    )
    if kind.outer:
        new.level = read(types.int64)
    return new._getvalue()


# --- out -----------------------------------------------------------------------------------------------


def assembled(numbers: tuple[Any, ...], chain: Chain) -> Any:
    """The Dual whose struct holds ``numbers``."""
    return _made(iter(numbers), chain)


def _made(numbers: Iterator[Any], chain: Chain) -> Any:
    if not chain:
        return next(numbers)
    (directions, level), *inner = chain
    primal = _made(numbers, tuple(inner))
    tangents = [_made(numbers, tuple(inner)) for _ in range(max(directions, 1))]
    tangent = array(tangents) if directions else tangents[0]
    return make(primal, tangent, next(numbers) if OUTER <= level < OWN else level)


@box(DualType)
def box_dual(kind: DualType, value: Any, c: Any) -> Any:
    """A struct as a Dual."""
    items = [_boxed(c, number, part) for number, part in _numbers(kind, value, c)]
    if is_simple(kind):
        function, last = constant(c, make), constant(c, kind.level)
        made = c.pyapi.call_function_objargs(function, (*items, last))
    else:
        function, last = constant(c, assembled), constant(c, chain_of(kind))
        numbers = c.pyapi.tuple_pack(items)
        made = c.pyapi.call_function_objargs(function, (numbers, last))
        c.pyapi.decref(numbers)
    for used in (*items, function, last):
        c.pyapi.decref(used)
    return made


def constant(c: Any, thing: Any) -> Any:
    """A Python object that the compiled code refers to, as a new reference."""
    manager = getattr(c, "env_manager", None)
    if manager is None:
        return c.pyapi.unserialize(c.pyapi.serialize_object(thing))
    found = manager.read_const(manager.add_const(thing))
    c.pyapi.incref(found)
    return found


def _numbers(kind: Any, value: Any, c: Any) -> Iterator[tuple[Any, Any]]:
    """The numbers of a struct with their types, in order."""
    if not isinstance(kind, DualType):
        yield kind, value
        return
    old = cgutils.create_struct_proxy(kind)(c.context, c.builder, value)
    yield from _numbers(kind.component, old.primal, c)
    for i in range(max(kind.directions, 1)):
        part = direction_of(c.builder, kind.tangent if kind.directions else None, old.tangent, i)
        yield from _numbers(kind.component, part, c)
    if kind.outer:
        yield types.int64, old.level


def _boxed(c: Any, kind: Any, value: Any) -> Any:
    """A number as Python has it, or as NumPy has it in single precision."""
    item = c.box(kind, value)
    if kind not in (types.float32, types.complex64):
        return item
    number = constant(c, getattr(np, kind.name))
    single = c.pyapi.call_function_objargs(number, (item,))
    c.pyapi.decref(item)
    c.pyapi.decref(number)
    return single


# --- arrays --------------------------------------------------------------------------------------------


@typeof_impl.register(ArrayDual)
def typeof_array(x: Any, c: Any) -> Any:
    """The compiled type of an array Dual.

    Raises:
        TypeError: its numbers are not floats or complex, or it carries too many directions.
    """
    primal, tangent = array_parts(x)
    parts = typeof_impl(primal, c), typeof_impl(tangent, c)
    if not isinstance(innermost(parts[0].dtype), types.Float | types.Complex):
        raise TypeError(f"Dual: an array of {primal.dtype} in compiled code; give an array of floats")
    extra = tangent.ndim - primal.ndim
    directions = tangent.shape[0] if extra else 0
    if extra > 1 or directions > MOST_DIRECTIONS:
        raise TypeError(
            f"Dual: directions of shape {tangent.shape[:extra]} in compiled code; give one axis of at most "
            f"{MOST_DIRECTIONS}, or let a transform take them in chunks"
        )
    return DualArrayType(*parts, directions, _static_level(x, parts[0].dtype))


def array_parts(x: Any) -> tuple[Any, Any]:
    """Primal and tangent, of one depth of nesting."""
    primal, tangent = x._primal, x._tangent
    if isinstance(primal, Dual) and not isinstance(tangent, Dual):
        tangent = make(tangent, np.zeros_like(tangent), primal._level)
    return primal, tangent


@unbox(DualArrayType)
def unbox_array(kind: DualArrayType, x: Any, c: Any) -> Any:
    """An array Dual as a struct of its two arrays, which it shares."""
    function = constant(c, array_parts)
    parts = c.pyapi.call_function_objargs(function, (x,))
    c.pyapi.decref(function)
    new = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    failed = cgutils.false_bit
    for i, name in enumerate(("primal", "tangent")):
        native = c.unbox(getattr(kind, name), c.pyapi.tuple_getitem(parts, i))
        setattr(new, name, native.value)
        failed = c.builder.or_(failed, native.is_error)
    if kind.outer:
        level = c.pyapi.object_getattr_string(x, "_level")
        new.level = c.unbox(types.int64, level).value
        c.pyapi.decref(level)
    c.pyapi.decref(parts)
    return NativeValue(new._getvalue(), is_error=failed)


@box(DualArrayType)
def box_array(kind: DualArrayType, value: Any, c: Any) -> Any:
    """A struct of two arrays as an array Dual of them."""
    old = cgutils.create_struct_proxy(kind)(c.context, c.builder, value)
    level = c.box(types.int64, old.level) if kind.outer else constant(c, kind.level)
    items = [c.box(kind.primal, old.primal), c.box(kind.tangent, old.tangent), level]
    function = constant(c, make)
    made = c.pyapi.call_function_objargs(function, items)
    for used in (*items, function):
        c.pyapi.decref(used)
    return made
