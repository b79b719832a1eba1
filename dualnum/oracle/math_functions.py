"""The functions of Python's `math` and `cmath` for the oracle's numbers, by the originals.

A call without a Number among its arguments is the original call: in ``x * math.sqrt(2)`` the factor
is a double, and the derivative is that of the function as it is written.
"""

from __future__ import annotations

import cmath
import functools
import math
import operator
import sys
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from dualnum.oracle.context import CONTEXT
from dualnum.oracle.functions import compute
from dualnum.oracle.number import Number, apply, value_of
from dualnum.rules import TABLE

Function = Callable[..., Any]

_ROWS = {
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "phase": "angle",
    "pow": "power",
    "remainder": "ieee_remainder",
    "ulp": "spacing",
}
"""The rows of the table whose name is not the one that `math` has."""


def replacements() -> dict[Any, Function]:
    """What to call instead of each function of `math`, `cmath` and (where it is loaded) `dualnum.math`."""
    return _replacements((cmath, sys.modules.get("dualnum.math"), math))


@functools.cache
def _replacements(modules: tuple[Any, ...]) -> dict[Any, Function]:
    found: dict[Any, Function] = {}
    for module in modules:
        for name in dir(math if module is not cmath else cmath):
            original = getattr(module, name, None)
            replacement = _replacement(name, module is not cmath)
            if replacement is not None and callable(original):
                found[original] = _unless_plain(getattr(math, name, original), replacement)
    return found


def _replacement(name: str, real: bool) -> Function | None:
    if name in _SPECIAL:
        return _SPECIAL[name]
    row = _ROWS.get(name, name)
    if row not in TABLE or name in ("floor", "ceil", "trunc"):  # Python asks the Number itself for these
        return None
    return (lambda *args: in_domain(name, row, args)) if real else (lambda *args: _complex(row, args))


def _unless_plain(original: Function, replacement: Function) -> Function:
    @functools.wraps(original)
    def either(*args: Any, **kwargs: Any) -> Any:
        return (replacement if _has_number(args) else original)(*args, **kwargs)

    return either


def _has_number(items: Iterable[Any]) -> bool:
    return any(isinstance(item, Number) or (_is_sequence(item) and _has_number(item)) for item in items)


def _is_sequence(item: Any) -> bool:
    return isinstance(item, (list, tuple)) or (isinstance(item, np.ndarray) and item.ndim > 0)


def in_domain(name: str, row: str, args: tuple[Any, ...]) -> Any:
    """The function of ``row``, which raises where `math` does.

    Raises:
        ValueError: finite arguments have no finite result.
    """
    result = apply(row, args)
    finite = not isinstance(result, Number) or CONTEXT.isfinite(result.value)
    if not finite and all(CONTEXT.isfinite(value_of(arg)) for arg in args):
        raise ValueError(f"{name}: no finite value at {', '.join(map(str, args))} (math domain error)")
    return result


def _complex(row: str, args: tuple[Any, ...]) -> Any:
    """The function of complex numbers, which `cmath` has also for real arguments."""
    return apply(row, tuple(Number(CONTEXT.mpc(value_of(arg))) for arg in args))


def _log(x: Any, base: Any = None) -> Any:
    logarithm = in_domain("log", "log", (x,))
    return logarithm if base is None else logarithm / in_domain("log", "log", (base,))


def _hypot(*coordinates: Any) -> Any:
    return in_domain("hypot", "sqrt", (_sum(c * c for c in coordinates),))


def _dist(p: Iterable[Any], q: Iterable[Any]) -> Any:
    return _hypot(*(a - b for a, b in zip(p, q, strict=True)))


def _sum(terms: Iterable[Any]) -> Any:
    return functools.reduce(operator.add, terms)


def _is_close(a: Any, b: Any, *, rel_tol: float = 1e-9, abs_tol: float = 0.0) -> bool:
    return bool(abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol))


def _modf(x: Number) -> tuple[Number, Number]:
    whole = Number(compute("trunc", (x.value,)))
    return x - whole, whole


_SPECIAL: dict[str, Function] = {
    "dist": _dist,
    "fsum": _sum,
    "hypot": _hypot,
    "isclose": _is_close,
    "isfinite": lambda x: apply("isfinite", (x,)),
    "isinf": lambda x: apply("isinf", (x,)),
    "isnan": lambda x: apply("isnan", (x,)),
    "log": _log,
    "modf": _modf,
}
"""Functions of any number of arguments, and those that are no rows of the table."""
