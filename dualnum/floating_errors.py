"""NumPy's floating-point errors in a tangent: told where the tangent shows them, and nowhere else.

A partial may overflow, or divide by zero, on the way to a finite tangent (or to a zero one, which stays
zero).  The plain function would not warn there, so neither does its Dual.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, copy_context
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


# --- errors raised, at a fifth of the cost of numpy.errstate --------------------------------------------


class ByErrstate:
    """What sets NumPy's error state and resets it, as a context variable does, by `numpy.errstate`."""

    @staticmethod
    def set(state: dict[str, Any]) -> Any:
        """Enter the state; the token is what `reset` takes."""
        token = np.errstate(**state)
        token.__enter__()
        return token

    @staticmethod
    def reset(token: Any) -> None:
        """Leave the state that the token is of."""
        token.__exit__(None, None, None)


def state_variable(state: dict[str, Any]) -> tuple[Any, Any]:
    """What holds NumPy's error state, and the value that it has inside ``numpy.errstate(**state)``.

    NumPy keeps it in a context variable, which is the one that differs inside and outside; a release that
    keeps it elsewhere is asked by `numpy.errstate` each time.
    """
    before = copy_context()
    with np.errstate(**state):
        inside = copy_context()
    changed: list[tuple[ContextVar[Any], Any]] = [
        (variable, value) for variable, value in inside.items() if before.get(variable) is not value
    ]
    return changed[0] if len(changed) == 1 else (ByErrstate, state)


ERRORS, RAISED = state_variable({"divide": "raise", "over": "raise", "invalid": "raise", "under": "ignore"})
"""``ERRORS.set(RAISED)`` makes NumPy raise FloatingPointError until ``ERRORS.reset`` is called."""
