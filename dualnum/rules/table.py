"""What a rule is, and the table that holds them all.

A rule is pure data: a function's name, its partial derivatives as expressions, where it is
defined, and which mpmath function an independent judge may compare it with.  Nothing here
differentiates anything.  Every mode of the library (scalar duals, array duals, nested duals,
high-precision duals, series, compiled code, the printed table, the tests) reads the table.

The expressions speak ``np``.  A namespace (`dualnum.namespaces`) rebinds that one name to the
functions of a component type, once per row.  The names it may use are NumPy's and the table's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import Any, NamedTuple

import numpy

Expression = Callable[..., Any]
"""A lambda in the arguments ``x`` (or ``x1, x2``) and the function's value ``y``."""

Partial = Expression | int | float | None
"""A partial derivative: an expression, the number it always is (a linear function), or None: not known."""

Interval = tuple[float, float]
"""The closed interval of the real arguments for which the value is real."""

REALS: Interval = (-inf, inf)

np: Any = numpy
"""The name that rows speak and a namespace rebinds; here NumPy itself, for reading and linting."""


class Rule(NamedTuple):
    """One row of the table: a function and its partial derivatives.

    The tangent of ``y = f(x1, ..., xn)`` is ``sum(partials[i] * tangent[i])``, divided by ``over``
    where the row has one (the quotient rule is exact to the last bits only in that form).  A row
    with ``choose`` picks an argument: its tangent is that of ``x2`` where the expression holds
    and of ``x1`` elsewhere, whatever the other one is.

    Attributes:
        name: NumPy's name of the function, which is also its name in `dualnum`.
        partials: one for each argument, called with the arguments and then ``y``.
        domain: one closed interval for each argument.
        mp: the independent reference: the name of an mpmath function, or ``lambda mp, *x: ...``.
        value: the function itself, as an expression, for a row that NumPy has no ufunc for.
        over: the common denominator of the partials.
        composed: the function from others, for Taylor series about points below 2 in size, where the
            rule's recurrence divides by small numbers (sinc).
        choose: which argument the function picks, for a row that selects.
        real_linear: ``lambda x, y, t: ...``, the tangent for complex ``x`` where the function is
            not holomorphic and a factor cannot say it (abs, real, conjugate, ...); ``t`` is the tangent of
            the last argument, and the others must have no partial.
        nested: the partials for arguments that are Duals themselves, where the derivatives of those in
            ``partials`` would cancel.
        textbook: the partials as a textbook has them, for complex and high-precision arguments,
            where those for doubles (with comparisons, or series of a fixed length) do not hold.
        outputs: the partials of each of several results (``modf``), with None for a result that
            is not a number to differentiate; ``y`` is then the tuple of results.
        kink: where the derivative rests on a convention (docs/conventions.md), as an expression in
            the arguments.
        constant: the function is piecewise constant; its tangent is 0.
        lecture: the rows of the lecture that state the rule.
        ulp: the largest error that the tests allow, in units in the last place of the exact value.
        unknown: why a partial is None, for the error that a moving argument then gives.
    """

    name: str
    partials: tuple[Partial, ...]
    domain: tuple[Interval, ...]
    mp: str | Callable[..., Any]
    value: Expression | None = None
    over: Expression | None = None
    composed: Expression | None = None
    choose: Expression | None = None
    real_linear: Expression | None = None
    nested: tuple[Partial, ...] | None = None
    textbook: tuple[Partial, ...] | None = None
    outputs: tuple[tuple[Partial, ...] | None, ...] | None = None
    kink: Expression | None = None
    constant: bool = False
    lecture: str = ""
    ulp: float = 4.0
    unknown: str = ""

    @property
    def arity(self) -> int:
        """The number of arguments."""
        return len(self.domain)


class Table:
    """The rules by name, in the order in which they were written.

    Readers look a rule up when they need it, so a row added later is found by every one of them.
    """

    def __init__(self) -> None:
        self._rows: dict[str, Rule] = {}
        self._forget: list[Callable[[str], Any]] = []
        self.refused: dict[str, str] = {}
        """Functions without a row, by name: why they have no derivative, for the error."""

    def rule(
        self,
        name: str,
        *partials: Partial,
        domain: Interval | tuple[Interval, ...] = REALS,
        mp: str | Callable[..., Any] | None = None,
        arity: int | None = None,
        **fields: Any,
    ) -> Rule:
        """Write one row.

        ``domain`` may be one interval, which then holds for every argument; ``mp`` defaults to
        the name.  A row without partials (``choose``, ``constant``) states its ``arity``.

        Raises:
            ValueError: the name is taken, or the domain does not fit the number of arguments.
        """
        if name in self._rows:
            raise ValueError(f"rule: the table already has a row named {name!r}; remove it first")
        count = len(partials) or arity or 1
        intervals = domain if isinstance(domain[0], tuple) else (domain,) * count
        if len(intervals) != count:
            raise ValueError(f"rule: {name!r} has {count} arguments but {len(intervals)} domains")
        row = Rule(name, partials, intervals, name if mp is None else mp, **fields)
        self._rows[name] = row
        return row

    def remove(self, name: str) -> None:
        """Take a row out (tests and users who replace a rule)."""
        del self._rows[name]
        for forget in self._forget:
            forget(name)

    def when_removed(self, forget: Callable[[str], Any]) -> None:
        """Have ``forget(name)`` called for each row that is taken out, for a reader that keeps what it made of it."""
        self._forget.append(forget)

    def __getitem__(self, name: str) -> Rule:
        return self._rows[name]

    def get(self, name: str) -> Rule | None:
        """The row named ``name``, or None."""
        return self._rows.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[Rule]:
        return iter(tuple(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)


TABLE = Table()
