"""Which threads are inside `drop_in`."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual, is_array
from dualnum.propagation import is_moving
from dualnum.shapes import is_complex


class _Depth(threading.local):
    """How deep the current thread is inside `drop_in`; 0 outside."""

    depth = 0


STATE = _Depth()


def inside() -> bool:
    """Whether the current thread is inside `drop_in`."""
    return STATE.depth > 0


def pretended_class(x: Dual) -> type:
    """The class that ``x`` passes for: float or complex for a number, ndarray for an array."""
    if not STATE.depth:
        return type(x)
    if is_array(x._primal):
        return np.ndarray
    return complex if is_complex(x) else float


def loses_nothing(x: Any) -> bool:
    """Whether a Dual inside `drop_in` may become a plain number: nothing in it moves."""
    if not isinstance(x, Dual):
        return True
    return STATE.depth > 0 and not is_moving(x._tangent) and loses_nothing(x._primal)


_links.pretended_class = pretended_class
_links.loses_nothing = loses_nothing
