"""``dualnum.sin``, ``dualnum.exp`` and the others: one function for each row of the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_dual import ArrayDual
from dualnum.construction import array
from dualnum.dual import Dual
from dualnum.general_dual import GeneralDual
from dualnum.namespaces import Namespace, namespace_of, register
from dualnum.propagation import evaluate
from dualnum.rules import TABLE, Rule, load_scipy
from dualnum.scalar_dual import ScalarDual
from dualnum.selection import select
from dualnum.short_way import with_short_way


def function(name: str) -> Callable[..., Any]:
    """The function of the table's row ``name``, for every component type.

    Raises:
        AttributeError: the table has no such row.
    """
    row = TABLE.get(name)
    known = _known.get(name)
    if known is not None and known[0] is row:
        return known[1]
    if row is None and not name.startswith("_"):
        row = _row_for_scipy(name)
    if row is None:
        raise AttributeError(f"dualnum: the table has no function named {name!r}")
    made = _made(row)
    _known[name] = row, made
    return made


_known: dict[str, tuple[Rule, Callable[..., Any]]] = {}
"""The functions that were made, with the rows that they were made for."""


def _row_for_scipy(name: str) -> Rule | None:
    """The row for a function of scipy.special, where SciPy is installed."""
    from importlib.util import find_spec  # here, for its import is a tenth of ours

    if find_spec("scipy") is None:
        return None
    import scipy.special  # noqa: F401  (its rows are written for its functions)

    load_scipy()
    return TABLE.get(name)


def _made(rule: Rule) -> Callable[..., Any]:
    made = with_short_way(rule, _generic(rule))
    made.__name__ = made.__qualname__ = rule.name
    made.__module__ = "dualnum"
    made.__doc__ = _documentation(rule)
    return made


def _generic(rule: Rule) -> Callable[..., Any]:
    def generic(*args: Any) -> Any:
        if len(args) != rule.arity:
            raise TypeError(f"{rule.name}: takes {rule.arity} argument(s), not {len(args)}")
        return evaluate(rule, [_operand(rule.name, arg) for arg in args])

    return generic


def _operand(name: str, value: Any) -> Any:
    """An argument as a number or an array; lists and object arrays of Duals become array Duals.

    Raises:
        TypeError: ``value`` is not a number.
    """
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value)
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError(f"{name}: {value!r} is not a number; give a number, an array or a Dual")
    return value


def _documentation(rule: Rule) -> str:
    where = ", ".join(f"[{low:g}, {high:g}]" for low, high in rule.domain)
    source = f"  Lecture: {rule.lecture}." if rule.lecture else ""
    return (
        f"The function {rule.name} of the table of rules, for every component type.\n\n"
        f"Arguments are numbers, arrays or Duals, with real values in {where}; arrays broadcast.{source}\n\n"
        "Raises:\n    TypeError: an argument is not a number, or their count is wrong.\n"
        "    ValueError: a Python float outside the domain, as in `math`.\n"
    )


# --- components that are Duals themselves ------------------------------------------------------------


def _plain_predicate(name: str, inner: Namespace) -> Callable[..., Any]:
    found = None if inner.name in ("float", "complex", "NumPy") else inner._native(name)
    decide = found or getattr(np, name)
    return lambda *args: decide(*map(_innermost, args))


_PREDICATES = ("isfinite", "isnan", "isinf", "signbit", "logical_and", "logical_or", "logical_not", "any")


@cache
def _duals_over(inner: Namespace) -> Namespace:
    """The namespace of Duals whose innermost numbers are those of ``inner``, which has the constants."""

    def find(name: str) -> Any:
        return function(name) if name in TABLE else inner._native(name)

    own: dict[str, Any] = {"where": select, **{n: _plain_predicate(n, inner) for n in _PREDICATES}}
    if inner.name in ("float", "NumPy") and not inner.textbook:
        own["tiny"] = lambda x: inner.tiny(_innermost(x))
    return Namespace(
        "Dual", own, find, textbook=inner.textbook, nested=True, priority=9 + inner.priority / 100
    )


def _innermost(x: Any) -> Any:
    while isinstance(x, Dual):
        x = x._primal
    return x


_DUALS = Namespace("Dual", {}, priority=9, variant=lambda x: _duals_over(namespace_of(_innermost(x))))
for _class in (Dual, GeneralDual, ScalarDual, ArrayDual):
    register(_class, _DUALS)


# --- operators of floats that are not written out in `dualnum.dual` ----------------------------------------

_OPERATORS = ("absolute", "floor_divide", "power", "remainder")


def _long_way(name: str) -> Callable[..., Any]:
    return lambda *operands: _links.operate(name, *operands)


def _take_long_way(name: str) -> None:
    """A row was replaced: its operator asks the table again."""
    if name in _OPERATORS:
        setattr(_links, name, _long_way(name))


for _name in _OPERATORS:
    setattr(_links, _name, with_short_way(TABLE[_name], _long_way(_name)))
TABLE.when_removed(_take_long_way)
