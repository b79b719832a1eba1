"""Which threads are inside `drop_in`."""

from __future__ import annotations

import sys
import threading
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual, is_array
from dualnum.propagation import is_moving
from dualnum.shapes import is_complex


class _Depth(threading.local):
    """How deep the current thread is inside `drop_in` (0 outside), and what it compared there, by place."""

    depth = 0

    def __init__(self) -> None:
        self.compared: dict[tuple[int, int], Any] = {}


STATE = _Depth()


def inside() -> bool:
    """Whether the current thread is inside `drop_in`."""
    return STATE.depth > 0


_ASKS_FOR_OTHERS = frozenset({"dualnum.numpy_protocols.attributes", "dualnum.dropin.numbers"})
"""Our modules that ask on behalf of the code that is differentiated."""


def pretended_class(x: Dual) -> type:
    """The class that ``x`` passes for: float or complex for a number, ndarray for an array."""
    if not STATE.depth or _asked_by_dualnum():  # our own code wants to know what it has
        return type(x)
    if is_array(x._primal):
        return np.ndarray
    return complex if is_complex(x) else float


def _asked_by_dualnum() -> bool:
    """Whether the code that asks a Dual for its class is ours, and does not ask on behalf of other code."""
    frame: Any = sys._getframe(2)
    while frame.f_code.co_name in ("__class__", "__int__"):  # `Dual`'s own, unless it is compiled
        frame = frame.f_back
    asks = str(frame.f_globals.get("__name__", ""))
    return asks.startswith("dualnum") and asks not in _ASKS_FOR_OTHERS


def loses_nothing(x: Any) -> bool:
    """Whether a Dual inside `drop_in` may become a plain number: nothing in it moves."""
    if not isinstance(x, Dual):
        return True
    return STATE.depth > 0 and not is_moving(x._tangent) and loses_nothing(x._primal)


def watch(on: bool) -> None:
    """Have comparisons looked at, and arguments for arrays that accept Duals; or no longer."""
    _links.watching = on


def plain_of(value: Any) -> Any:
    """A value without any derivative."""
    while isinstance(value, Dual):
        value = value._primal
    return value


_links.inside = inside
_links.pretended_class = pretended_class
_links.loses_nothing = loses_nothing
