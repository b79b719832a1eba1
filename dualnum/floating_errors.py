"""NumPy's floating-point errors in a tangent: told where the tangent shows them, and nowhere else.

A partial may overflow, or divide by zero, on the way to a finite tangent (or to a zero one, which stays
zero).  The plain function would not warn there, so neither does its Dual.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual

_REPEAT: dict[str, Callable[[], Any]] = {
    "divide by zero": lambda: np.divide(1.0, 0.0),
    "overflow": lambda: np.multiply(1e308, 10.0),
    "invalid value": lambda: np.subtract(np.inf, np.inf),
}
"""What makes NumPy tell, as the caller's `numpy.errstate` says, of each kind of error."""


def told_where_it_shows(function: Callable[..., Any], *args: Any) -> Any:
    """``function(*args)``, a tangent; an error on the way counts where the tangent is infinite or undefined."""
    seen: set[str] = set()
    with np.errstate(
        divide="call", over="call", invalid="call", under="ignore", call=lambda kind, _: seen.add(kind)
    ):
        found = function(*args)
    for kind in sorted(seen):
        if _any(np.isnan if kind == "invalid value" else np.isinf, found):
            _REPEAT[kind]()
    return found


def _any(predicate: Any, value: Any) -> bool:
    """Whether ``predicate`` holds of a number in a tangent, or in a tuple of them."""
    if isinstance(value, tuple):
        return any(_any(predicate, part) for part in value)
    if isinstance(value, Dual):
        return _any(predicate, value._primal) or _any(predicate, value._tangent)
    if (
        not isinstance(value, (float, complex, np.ndarray, np.generic))
        or getattr(value, "dtype", np.dtype(float)).hasobject
    ):
        return False  # NumPy tells nothing of exact numbers and of other libraries' arrays
    return bool(np.any(predicate(value)))
