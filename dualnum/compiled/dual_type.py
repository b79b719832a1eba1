"""The type of a Dual in compiled code: what its components are, how many directions, and its level.

A value is a struct of a primal and a tangent; with n directions the tangent is a tuple of n components.  Levels
are part of the type, so which operand is a constant is known when the code is compiled.  The level of a transform
outside compiled code is a number that only the running program knows: a Dual of that kind carries it along.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, imputils, types
from numba.core.typeconv import Conversion
from numba.extending import lower_cast, models, register_model

from dualnum.compiled.lanes import several

OUTER = 1 << 20
"""Levels from here on belong to transforms outside compiled code; what is above it is the depth of nesting."""

OWN = 1 << 21
"""Levels from here on belong to transforms in compiled code, which the type tells apart."""


class DualType(types.Type):
    """A Dual of ``component`` (a float, a complex or a `DualType` of a lower level) at ``level``.

    ``directions`` is 0 for one direction, whose tangent is a component, and n for a tuple of n.
    """

    def __init__(self, component: Any, directions: int = 0, level: int = 0) -> None:
        self.component = component
        self.directions = directions
        self.level = level
        many = f", {directions} directions" if directions else ""
        super().__init__(name=f"Dual({component}{many}, level {level})")

    @property
    def tangent(self) -> Any:
        """The type of the tangent."""
        return several(self.component, self.directions) if self.directions else self.component

    @property
    def innermost(self) -> Any:
        """The type of the plain number at the bottom."""
        return innermost(self)

    @property
    def outer(self) -> bool:
        """Whether a value carries the level of a transform that runs outside compiled code."""
        return OUTER <= self.level < OWN

    def unify(self, typingctx: Any, other: Any) -> Any:
        """The Dual that both become where two branches meet; None where they have no common type."""
        if isinstance(other, DualType) and other.level > self.level:
            return other.unify(typingctx, self)
        if isinstance(other, DualType) and other.level == self.level:
            if other.directions != self.directions:
                return None
            other = other.component
        if not is_number(other):
            return None
        component = typingctx.unify_types(self.component, types.unliteral(other))
        return None if component is None else DualType(component, self.directions, self.level)

    def can_convert_from(self, typingctx: Any, other: Any) -> Any:
        """A number of a component's kind becomes a Dual that does not move."""
        if isinstance(other, types.Number | types.Boolean) and not self.outer:
            return typingctx.can_convert(types.unliteral(other), self.component) and Conversion.safe
        if not isinstance(other, DualType):
            return None
        same = other.level == self.level and other.directions == self.directions
        if not same and (other.level >= self.level or self.outer):
            return None
        found = typingctx.can_convert(other.component if same else other, self.component)
        return None if found is None else max(found, Conversion.promote)


def is_number(kind: Any) -> bool:
    """Whether a type is of numbers that a Dual computes with."""
    return isinstance(kind, types.Number | types.Boolean | DualType)


def innermost(kind: Any) -> Any:
    """The type of the plain number at the bottom of a Dual, or the type itself."""
    while isinstance(kind, DualType):
        kind = kind.component
    return kind


def is_real(kind: Any) -> bool:
    """Whether the plain number at the bottom is a float."""
    return isinstance(innermost(kind), types.Float)


def with_innermost(kind: Any, base: Any) -> Any:
    """The same type of Dual over another plain number."""
    if not isinstance(kind, DualType):
        return base
    return DualType(with_innermost(kind.component, base), kind.directions, kind.level)


def level_of(kind: Any) -> int:
    """The level of a type; -1 for plain numbers."""
    return kind.level if isinstance(kind, DualType) else -1


def as_component(kind: Any) -> Any:
    """The component type that holds numbers of a type: itself, and a float64 for integers and booleans."""
    kind = types.unliteral(kind)
    return types.float64 if isinstance(kind, types.Integer | types.Boolean) else kind


@register_model(DualType)
class DualModel(models.StructModel):
    """A struct of the primal, the tangent and, for a Dual from outside, its level."""

    def __init__(self, dmm: Any, fe_type: DualType) -> None:
        members = [("primal", fe_type.component), ("tangent", fe_type.tangent)]
        if fe_type.outer:
            members.append(("level", types.int64))
        super().__init__(dmm, fe_type, members)


@lower_cast(types.Number, DualType)
@lower_cast(types.Boolean, DualType)
def constant_as_dual(context: Any, builder: Any, fromty: Any, toty: DualType, value: Any) -> Any:
    """A number as a Dual whose tangent is zero."""
    new = cgutils.create_struct_proxy(toty)(context, builder, context.get_constant_null(toty))
    new.primal = context.cast(builder, value, fromty, toty.component)
    new.tangent = context.get_constant_null(toty.tangent)
    return new._getvalue()


@lower_cast(DualType, DualType)
def dual_as_dual(context: Any, builder: Any, fromty: DualType, toty: DualType, value: Any) -> Any:
    """A Dual with components of a wider type; one of a lower level as a constant."""
    if fromty.level < toty.level:
        return constant_as_dual(context, builder, fromty, toty, value)
    old = cgutils.create_struct_proxy(fromty)(context, builder, value)
    new = cgutils.create_struct_proxy(toty)(context, builder)
    new.primal = context.cast(builder, old.primal, fromty.component, toty.component)
    new.tangent = context.cast(builder, old.tangent, fromty.tangent, toty.tangent)
    if toty.outer:
        new.level = old.level
    return imputils.impl_ret_untracked(context, builder, toty, new._getvalue())
