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
    """``function(*args)``, a tangent; NumPy's errors on the way count only where it is infinite or undefined."""
    seen: set[str] = set()
    with np.errstate(divide="call", over="call", invalid="call", under="ignore", call=lambda kind, _: seen.add(kind)):
        found = function(*args)
    if seen and not is_finite(found):
        for kind in sorted(seen):
            _REPEAT[kind]()
    return found


def is_finite(value: Any) -> bool:
    """Whether every number in a tangent, or in a tuple of them, is finite."""
    if isinstance(value, tuple):
        return all(map(is_finite, value))
    if isinstance(value, Dual):
        return is_finite(value._primal) and is_finite(value._tangent)
    if not isinstance(value, (float, complex, np.ndarray, np.generic)) or getattr(value, "dtype", None) == object:
        return True  # NumPy tells nothing of exact numbers and of other libraries' arrays
    return bool(np.all(np.isfinite(value)))
