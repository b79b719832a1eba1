"""The tangents of several directions as the lanes of one vector: one instruction computes several of them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.errors import TypingError
from numba.extending import lower_cast, models, register_model

from dualnum.compiled.overloading import in_compiled_code, intrinsic, overload


class Lanes(types.Type):
    """``count`` floats of type ``dtype`` (or, as the result of a comparison, truth values) that go together."""

    def __init__(self, dtype: Any, count: int) -> None:
        self.dtype = dtype
        self.count = count
        super().__init__(name=f"{count} lanes of {dtype}")

    def __len__(self) -> int:
        return self.count


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):
    """A vector, which in memory is packed, so that it asks for no more alignment than the least."""

    def __init__(self, dmm: Any, fe_type: Lanes) -> None:
        one = ir.IntType(1) if fe_type.dtype == types.boolean else dmm[fe_type.dtype].get_value_type()
        super().__init__(dmm, fe_type, ir.VectorType(one, fe_type.count))

    def get_data_type(self) -> Any:
        """A packed struct of the vector."""
        return ir.LiteralStructType([self.get_value_type()], packed=True)

    def as_data(self, builder: Any, value: Any) -> Any:
        """The struct of a vector."""
        return builder.insert_value(ir.Constant(self.get_data_type(), ir.Undefined), value, 0)

    def from_data(self, builder: Any, value: Any) -> Any:
        """The vector of a struct."""
        return builder.extract_value(value, 0)


# --- the tangent of several directions -----------------------------------------------------------------


def several(kind: Any, count: int) -> Any:
    """The type of a tangent of ``count`` directions: lanes of floats, and a tuple of everything else."""
    return Lanes(kind, count) if isinstance(kind, types.Float) else types.UniTuple(kind, count)


def is_several(kind: Any) -> bool:
    """Whether a type is of a tangent of several directions."""
    return isinstance(kind, Lanes | types.BaseTuple)


def lane(builder: Any, value: Any, i: int) -> Any:
    """One number of a vector."""
    return builder.extract_element(value, ir.Constant(ir.IntType(32), i))


def together(builder: Any, numbers: Sequence[Any]) -> Any:
    """The vector of some numbers."""
    vector = ir.Constant(ir.VectorType(numbers[0].type, len(numbers)), ir.Undefined)
    for i, number in enumerate(numbers):
        vector = builder.insert_element(vector, number, ir.Constant(ir.IntType(32), i))
    return vector


def spread(builder: Any, number: Any, count: int) -> Any:
    """The vector with one number in every lane."""
    kind = ir.VectorType(number.type, count)
    first = builder.insert_element(ir.Constant(kind, ir.Undefined), number, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), count), None)
    return builder.shuffle_vector(first, ir.Constant(kind, ir.Undefined), zeros)


def direction_of(builder: Any, kind: Any, value: Any, i: int) -> Any:
    """What a tangent of several directions holds for one of them; a number for all of them as it is."""
    if isinstance(kind, Lanes):
        return lane(builder, value, i)
    return builder.extract_value(value, i) if isinstance(kind, types.BaseTuple) else value


def of_directions(context: Any, builder: Any, kind: Any, values: Sequence[Any]) -> Any:
    """The tangent of several directions, of which each has its value."""
    return together(builder, values) if isinstance(kind, Lanes) else context.make_tuple(builder, kind, values)


@lower_cast(Lanes, Lanes)
@lower_cast(Lanes, types.BaseTuple)
@lower_cast(types.BaseTuple, Lanes)
def directions_as_directions(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
    """The same directions with components of another type."""
    if isinstance(fromty, Lanes) and isinstance(toty, Lanes):
        vector = ir.VectorType(context.get_value_type(toty.dtype), toty.count)
        wider = toty.dtype.bitwidth > fromty.dtype.bitwidth
        return builder.fpext(value, vector) if wider else builder.fptrunc(value, vector)
    items = [direction_of(builder, fromty, value, i) for i in range(len(fromty))]
    olds = [fromty.dtype] * len(fromty) if isinstance(fromty, Lanes) else fromty.types
    news = [toty.dtype] * len(toty) if isinstance(toty, Lanes) else toty.types
    cast = [context.cast(builder, *item) for item in zip(items, olds, news, strict=True)]
    return of_directions(context, builder, toty, cast)


@intrinsic
def as_tuple(typingctx: Any, x: Any) -> Any:
    """Lanes as a tuple of numbers, which is what a program sees."""
    kind = types.UniTuple(x.dtype, x.count)
    return kind(x), lambda context, builder, sig, args: context.cast(builder, args[0], x, kind)


@in_compiled_code
def as_sequence(x: Any) -> Any:
    """A tangent of several directions as a tuple, which has items."""


@overload(as_sequence)
def _as_sequence(x: Any) -> Any:
    return (lambda x: as_tuple(x)) if isinstance(x, Lanes) else lambda x: x


# --- arithmetic ----------------------------------------------------------------------------------------


def takes_lanes(kinds: Sequence[Any]) -> bool:
    """Whether all arguments are lanes or plain numbers, and some are lanes."""
    return any(isinstance(kind, Lanes) for kind in kinds) and all(
        isinstance(kind, Lanes | types.Number | types.Boolean) and not isinstance(kind, types.Complex)
        for kind in kinds
    )


def _common(kinds: Sequence[Any]) -> Lanes:
    """The lanes that hold the result of an operation: of the widest precision."""
    lanes = [kind for kind in kinds if isinstance(kind, Lanes)]
    if len({kind.count for kind in lanes}) > 1:
        counts = " and ".join(str(kind.count) for kind in lanes)
        raise TypingError(f"Dual: {counts} directions do not go together")
    floats = [kind.dtype if isinstance(kind, Lanes) else types.unliteral(kind) for kind in kinds]
    wide = any(kind == types.float64 or isinstance(kind, types.Integer) for kind in floats)
    return Lanes(types.float64 if wide else types.float32, lanes[0].count)


def _vector(context: Any, builder: Any, value: Any, kind: Any, wanted: Lanes) -> Any:
    """A number or lanes as lanes of the wanted type."""
    if isinstance(kind, Lanes):
        return value if kind == wanted else context.cast(builder, value, kind, wanted)
    return spread(builder, context.cast(builder, value, kind, wanted.dtype), wanted.count)


def _arithmetic(instruction: Callable[..., Any], *, truth: bool = False) -> Any:
    """The intrinsic of an operation on two, of which one is lanes."""

    @intrinsic
    def operation(typingctx: Any, a: Any, b: Any) -> Any:
        wanted = _common((a, b))
        result = Lanes(types.boolean, wanted.count) if truth else wanted

        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            pairs = zip(args, (a, b), strict=True)
            return instruction(builder, *[_vector(context, builder, *pair, wanted) for pair in pairs])

        return result(a, b), code

    return operation


_OF_TWO = {
    operator.add: _arithmetic(lambda builder, a, b: builder.fadd(a, b)),
    operator.sub: _arithmetic(lambda builder, a, b: builder.fsub(a, b)),
    operator.mul: _arithmetic(lambda builder, a, b: builder.fmul(a, b)),
    operator.truediv: _arithmetic(lambda builder, a, b: builder.fdiv(a, b)),
    operator.eq: _arithmetic(lambda builder, a, b: builder.fcmp_ordered("==", a, b), truth=True),
}


def _overload_two(name: Callable[..., Any], operation: Any) -> None:
    @overload(name)
    def choose(a: Any, b: Any) -> Any:
        return (lambda a, b: operation(a, b)) if takes_lanes((a, b)) else None


for _name, _operation in _OF_TWO.items():
    _overload_two(_name, _operation)


@overload(operator.neg)
def _negative(a: Any) -> Any:
    return (lambda a: negated(a)) if isinstance(a, Lanes) else None


@intrinsic
def negated(typingctx: Any, a: Any) -> Any:
    """Lanes with the other sign."""
    return a(a), lambda context, builder, sig, args: builder.fneg(args[0])


@intrinsic
def chosen(typingctx: Any, condition: Any, a: Any, b: Any) -> Any:
    """Each lane of ``a`` where the condition holds, of ``b`` elsewhere."""
    wanted = _common((a, b))

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        either = [_vector(context, builder, *pair, wanted) for pair in zip(args[1:], (a, b), strict=True)]
        return builder.select(args[0], *either)

    return wanted(condition, a, b), code


@intrinsic
def scaled(typingctx: Any, factor: Any, lanes: Any) -> Any:
    """A plain factor times lanes; a lane that is 0 stays 0, whatever the factor is.

    A finite factor keeps zeros by itself, so that only one test of the factor is on the usual way.
    """
    wanted = _common((factor, lanes))

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        number = context.cast(builder, args[0], factor, wanted.dtype)
        vector = _vector(context, builder, args[1], lanes, wanted)
        product = builder.fmul(spread(builder, number, wanted.count), vector)
        place = cgutils.alloca_once_value(builder, product)
        odd = builder.fcmp_unordered("!=", builder.fsub(number, number), number.type(0.0))
        with builder.if_then(odd, likely=False):
            zero = builder.fcmp_ordered("==", vector, ir.Constant(vector.type, None))
            builder.store(builder.select(zero, vector, product), place)
        return builder.load(place)

    return wanted(factor, lanes), code
