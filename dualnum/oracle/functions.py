"""Functions of the context's numbers, by NumPy's names.

Of a row of the table only `Rule.mp` is read: which mpmath function it is.  No rule comes near.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from dualnum.oracle.context import CONTEXT
from dualnum.rules import TABLE

PREDICATES: dict[str, Callable[..., Any]] = {
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "logical_and": lambda a, b: bool(a) and bool(b),
    "logical_or": lambda a, b: bool(a) or bool(b),
    "logical_xor": lambda a, b: bool(a) != bool(b),
    "logical_not": lambda a: not a,
    "isfinite": lambda x: bool(CONTEXT.isfinite(x)),
    "isinf": lambda x: bool(CONTEXT.isinf(x)),
    "isnan": lambda x: bool(CONTEXT.isnan(x)),
    "signbit": lambda x: x < 0,
}


def is_real(value: Any) -> bool:
    """Whether a value of the context is real."""
    return not hasattr(value, "_mpc_")


def quotient(a: Any, b: Any) -> Any:
    """a/b; at b = 0 what NumPy gives: an infinity, or nan for 0/0."""
    if b == 0 and is_real(a) and is_real(b):
        return CONTEXT.inf * CONTEXT.sign(a) if a != 0 else CONTEXT.nan
    return a / b


def known(name: str) -> bool:
    """Whether there is a function of that name."""
    return name in PREDICATES or name in TABLE


def compute(name: str, args: Sequence[Any]) -> Any:
    """The function ``name`` of values of the context; nan outside its domain, as in NumPy.

    A real argument that has no real result is outside the domain.  A row with several results gives a
    tuple.
    """
    if name in PREDICATES:
        return PREDICATES[name](*args)
    if any(CONTEXT.isnan(arg) for arg in args):
        return CONTEXT.nan
    try:
        result = _reference(name)(*args)
    except (ArithmeticError, ValueError):  # a pole
        return CONTEXT.nan
    if isinstance(result, tuple):
        return result
    result = CONTEXT.convert(result)
    return CONTEXT.nan if not is_real(result) and all(map(is_real, args)) else result


def _reference(name: str) -> Callable[..., Any]:
    if name in ("divide", "true_divide"):
        return quotient
    reference = TABLE[name].mp
    if isinstance(reference, str):
        found: Callable[..., Any] = getattr(CONTEXT, reference)
        return found
    return lambda *args: reference(CONTEXT, *args)
