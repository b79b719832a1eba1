"""The type of an array of Duals in compiled code: a primal array and a tangent array, as an array Dual has them.

Both are NumPy's memory, shared with the caller; either is an array of Duals itself where Duals are nested.
"""

from __future__ import annotations

import operator
from typing import Any

from numba.core import cgutils, types
from numba.core.errors import TypingError
from numba.core.registry import cpu_target
from numba.extending import models, register_model

from dualnum.compiled.dual_type import DualType
from dualnum.compiled.lanes import of_directions, several
from dualnum.compiled.overloading import intrinsic

MOST_DIRECTIONS = 64
"""A tangent's directions are unrolled in compiled code, so there must be few; a transform takes them in chunks."""


class DualArrayType(types.IterableType):
    """An array of Duals: the types of its primal and its tangent, directions (which lead), and level."""

    def __init__(self, primal: Any, tangent: Any, directions: int = 0, level: int = 0) -> None:
        self.primal = primal
        self.tangent = tangent
        self.directions = directions
        self.level = level
        self.dtype = DualType(primal.dtype, directions, level)
        self.ndim = primal.ndim
        super().__init__(name=f"array({self.dtype}, {primal}, {tangent})")

    @property
    def outer(self) -> bool:
        """Whether a value carries the level of a transform that runs outside compiled code."""
        return bool(self.dtype.outer)

    @property
    def iterator_type(self) -> Any:
        """What a loop over the first axis goes through."""
        return DualArrayIterator(self)


class DualArrayIterator(types.SimpleIteratorType):
    """A loop over the first axis."""

    def __init__(self, array: DualArrayType) -> None:
        self.array = array
        super().__init__(name=f"iter({array})", yield_type=item_type(array, types.intp))


@register_model(DualArrayType)
class DualArrayModel(models.StructModel):
    """A struct of both arrays and, for a Dual from outside, its level."""

    def __init__(self, dmm: Any, fe_type: DualArrayType) -> None:
        members = [("primal", fe_type.primal), ("tangent", fe_type.tangent)]
        if fe_type.outer:
            members.append(("level", types.int64))
        super().__init__(dmm, fe_type, members)


@register_model(DualArrayIterator)
class DualArrayIteratorModel(models.StructModel):
    """The array and where the loop is."""

    def __init__(self, dmm: Any, fe_type: DualArrayIterator) -> None:
        members = [("index", types.EphemeralPointer(types.intp)), ("array", fe_type.array)]
        super().__init__(dmm, fe_type, members)


def is_array(kind: Any) -> bool:
    """Whether a type is of arrays, of Duals or of plain numbers."""
    return isinstance(kind, DualArrayType | types.Array)


def item_type(array: Any, index: Any) -> Any:
    """The type of ``array[index]``, an element or a view.

    Raises:
        TypingError: Numba has no such index.
    """
    if isinstance(array, types.Array):
        found = cpu_target.typing_context.resolve_function_type(operator.getitem, (array, index), {})
        if found is None:
            raise TypingError(f"Dual: compiled code has no index of {index} into {array}")
        return found.return_type
    primal = item_type(array.primal, index)
    if not is_array(primal):
        return DualType(primal, array.directions, array.level)
    tangent = item_type(array.tangent, inside(array, index))
    return DualArrayType(primal, tangent, array.directions, array.level)


def inside(array: DualArrayType, index: Any) -> Any:
    """The type of an index that leaves the directions as they are."""
    if not array.directions:
        return index
    return types.Tuple((types.slice2_type, *(index if isinstance(index, types.BaseTuple) else (index,))))


@intrinsic
def array_made(typingctx: Any, primal: Any, tangent: Any, like: Any) -> Any:
    """The array of Duals of two arrays, at the level of ``like``, with directions where the tangent has more axes."""
    if not is_array(primal) or not is_array(tangent) or tangent.ndim != primal.ndim + (like.directions > 0):
        raise TypingError(f"Dual: a tangent of {tangent} does not fit a primal of {primal}")
    kind = DualArrayType(primal, tangent, like.directions, like.level)

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        new = cgutils.create_struct_proxy(kind)(context, builder)
        new.primal, new.tangent = args[0], args[1]
        context.nrt.incref(builder, primal, args[0])
        context.nrt.incref(builder, tangent, args[1])
        if kind.outer:
            new.level = cgutils.create_struct_proxy(like)(context, builder, args[2]).level
        return new._getvalue()

    return kind(primal, tangent, like), code


@intrinsic
def for_directions(typingctx: Any, function: Any, like: Any, a: Any, b: Any, c: Any) -> Any:
    """The tuple of ``function(direction, a, b, c)`` over the directions of ``like``."""
    signature = typingctx.resolve_function_type(function, (types.intp, a, b, c), {})
    kind = several(signature.return_type, like.directions)

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        call = context.get_function(function, signature)
        found = []
        for direction in range(like.directions):
            given = [context.get_constant(types.intp, direction), *args[2:]]
            pairs = zip(given, (types.intp, *sig.args[2:]), signature.args, strict=True)
            found.append(call(builder, [context.cast(builder, *pair) for pair in pairs]))
        return of_directions(context, builder, sig.return_type, found)

    return kind(function, like, a, b, c), code
