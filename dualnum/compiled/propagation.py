"""The chain rule as compiled code: for a row of the table and the types of its arguments, a function.

Which arguments move, at which level, and in which form the rule holds (for floats, complex numbers, Duals) is
known from the types; what is left is written out as a few lines of Python, and compiled.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from numba.core import types
from numba.core.errors import TypingError

from dualnum.compiled import namespace, natives, parts, strong_zeros
from dualnum.compiled.dual_type import DualType, innermost, level_of
from dualnum.namespaces.binding import BoundRule, names_in
from dualnum.rules import Rule

_WORDS: dict[str, Any] = {
    "each": parts.each,
    "made": parts.made,
    "primal_of": parts.primal_of,
    "tangent_of": parts.tangent_of,
    "one_level": parts.one_level,
    "product": strong_zeros.product,
    "quotient": strong_zeros.quotient,
    "where": natives.where,
    "plus": operator.add,
    "times": operator.mul,
}
"""What the written lines speak of, beside the rule's own functions."""


def implementation(rule: Rule, value: Callable[..., Any], kinds: Sequence[Any]) -> Callable[..., Any]:
    """The function of a row for arguments of the given types, of which at least one is a Dual's.

    ``value`` computes the primal.

    Raises:
        TypingError: an argument moves whose partial has no closed form.
    """
    return _Writer(rule, value, kinds).function()


class _Writer:
    """The lines for one row and the types of its arguments."""

    def __init__(self, rule: Rule, value: Callable[..., Any], kinds: Sequence[Any]) -> None:
        self.rule = rule
        self.kinds = kinds
        self.level = max(map(level_of, kinds))
        self.moving = [i for i, kind in enumerate(kinds) if level_of(kind) == self.level]
        components = [kinds[i].component if i in self.moving else kind for i, kind in enumerate(kinds)]
        self.complex = any(isinstance(innermost(kind), types.Complex) for kind in components)
        self.bound = self._bound(components)
        self.names: dict[str, Any] = {**_WORDS, "value": value}
        self.lines: list[str] = []

    def _bound(self, components: Sequence[Any]) -> BoundRule:
        if self.complex:
            return namespace.COMPLEX.bound(self.rule)
        nested = any(isinstance(kind, DualType) for kind in components)
        return (namespace.DUALS if nested else namespace.FLOATS).bound(self.rule)

    def function(self) -> Callable[..., Any]:
        """The lines as a function."""
        arguments = [f"x{i}" for i in range(len(self.kinds))]
        for i in range(len(self.kinds)):
            self.lines.append(f"p{i} = primal_of(x{i})" if i in self.moving else f"p{i} = x{i}")
        if self.kinds[self.moving[0]].outer:
            self.lines += [f"x{self.moving[0]} = one_level(x{self.moving[0]}, x{i})" for i in self.moving[1:]]
        self.lines.append(f"y = value({', '.join(f'p{i}' for i in range(len(self.kinds)))})")
        self.lines.append(f"return {self._result()}")
        text = "\n    ".join([f"def {self.rule.name}({', '.join(arguments)}):", *self.lines])
        exec(text, self.names)  # the types decide what is written, and no caller's text is in it
        made: Callable[..., Any] = self.names[self.rule.name]
        return made

    def _result(self) -> str:
        if self.rule.outputs is None:
            return self._dual("y", self.bound.partials)
        results = [
            f"y[{k}]" if partials is None else self._dual(f"y[{k}]", partials)
            for k, partials in enumerate((self.rule.outputs and self.bound.outputs) or ())
        ]
        return f"({', '.join(results)},)"

    def _dual(self, y: str, partials: Sequence[Any]) -> str:
        return f"made({y}, {self._tangent(partials)}, x{self.moving[0]})"

    def _tangent(self, partials: Sequence[Any]) -> str:
        if self.rule.constant:
            return "0.0"
        if self.bound.choose is not None:
            first, second = (self._own_tangent(i) for i in range(2))
            return f"each(where, ({self._called('choose', self.bound.choose)}, {second}, {first}))"
        if self.bound.real_linear is not None and self.complex:
            self.names["real_linear"] = self.bound.real_linear
            return f"each(real_linear, (p0, y, {self._own_tangent(0)}))"
        terms = [self._term(i, partials[i]) for i in self.moving]
        total = self._sum([term for term in terms if term])
        if self.bound.over is not None:
            total = f"each(quotient, ({total}, {self._called('over', self.bound.over)}))"
        return total

    def _own_tangent(self, i: int) -> str:
        return f"tangent_of(x{i})" if i in self.moving else "0.0"

    def _sum(self, terms: Sequence[str]) -> str:
        if not terms:
            return "0.0"
        total = terms[0]
        for term in terms[1:]:
            total = f"each(plus, ({total}, {term}))"
        return total

    def _term(self, i: int, partial: Any) -> str:
        """partial·tangent of one argument, as text; nothing for a partial that is always 0."""
        if partial is None:
            raise TypingError(
                f"{self.rule.name}: dualnum has no formula for the derivative with respect to argument {i + 1}; "
                "pass that argument as a plain number"
            )
        if isinstance(partial, int | float):
            if partial == 1:
                return f"tangent_of(x{i})"
            return f"each(times, ({partial!r}, tangent_of(x{i})))" if partial else ""
        return f"each(product, ({self._called(f'partial{i}', partial)}, tangent_of(x{i})))"

    def _called(self, name: str, expression: Any) -> str:
        """A call of one of the rule's expressions with the primals and y."""
        self.names[name] = expression
        return f"{name}({', '.join(map(self._argument, range(len(self.kinds))))}, y)"

    def _argument(self, i: int) -> str:
        """Integers become floats, which do not wrap around; orders and whole exponents stay what they are."""
        partials = self.rule.partials or (0,) * len(self.kinds)
        exact = partials[i] in (None, 0) or any(
            "whole" in names_in(p.__code__) for p in partials if isinstance(p, FunctionType)
        )
        return f"p{i}" if exact or not isinstance(self.kinds[i], types.Integer) else f"float(p{i})"
