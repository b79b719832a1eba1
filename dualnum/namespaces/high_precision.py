"""mpmath's numbers: each context has a namespace, whose functions are the rows' own references.

Also the two functions of floats that neither Python nor NumPy has, rounded from mpmath's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from dualnum.namespaces.binding import Namespace
from dualnum.rules.table import TABLE

_CONTEXTS: WeakKeyDictionary[Any, Namespace] = WeakKeyDictionary()
_GUARD_BITS = 120


def _where(condition: Any, a: Any, b: Any) -> Any:
    return a if condition else b


def _fallback(context: Any) -> Callable[[str], Any]:
    def find(name: str) -> Any:
        row = TABLE.get(name)
        if row is None:
            return getattr(context, name, None)
        reference = row.mp
        if isinstance(reference, str):
            return getattr(context, reference)
        return lambda *args: _converted(context, reference(context, *args))

    return find


def _converted(context: Any, result: Any) -> Any:
    """A result as numbers of the context, also where the reference picked a plain argument."""
    if isinstance(result, tuple):
        return tuple(_converted(context, part) for part in result)
    return result if isinstance(result, bool) else context.convert(result)


def _natives(context: Any) -> dict[str, Any]:
    return {
        "where": _where,
        "isfinite": context.isfinite,
        "isnan": context.isnan,
        "isinf": context.isinf,
        "signbit": lambda x: x < 0,
        "nan": context.nan,
        "ln2": context.ln2,
        "ln10": context.ln10,
        "pi": context.pi,
    }


def namespace_of_context(context: Any) -> Namespace:
    """The namespace of an mpmath context (``x.context`` of its numbers)."""
    found = _CONTEXTS.get(context)
    if found is None:
        found = Namespace("mpmath", _natives(context), _fallback(context), textbook=True, priority=2)
        _CONTEXTS[context] = found
    return found


def digamma(x: float) -> float:
    """The logarithmic derivative of gamma, for a float; nan at its poles."""
    return polygamma(0, x)


def polygamma(n: float, x: float) -> float:
    """The n-th derivative of digamma, for floats; nan at its poles.

    Computed with enough guard bits that cancellation leaves a double.
    """
    import mpmath

    function: Any = TABLE["polygamma"].mp
    with mpmath.workprec(53 + _GUARD_BITS):
        try:
            return float(function(mpmath.mp, mpmath.mpf(n), mpmath.mpf(x)))
        except (ValueError, ZeroDivisionError):
            return float("nan")
