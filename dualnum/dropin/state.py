"""Which threads are inside `drop_in`."""

from __future__ import annotations

import sys
import threading
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual, is_array, make
from dualnum.general_dual import GeneralDual
from dualnum.namespaces import namespace_of, register
from dualnum.propagation import is_moving
from dualnum.shapes import is_complex


class _Depth(threading.local):
    """How deep the current thread is inside `drop_in`; 0 outside."""

    depth = 0


STATE = _Depth()


def inside() -> bool:
    """Whether the current thread is inside `drop_in`."""
    return STATE.depth > 0


_ASKS_FOR_OTHERS = frozenset({"dualnum.numpy_protocols.attributes", "dualnum.dropin.numbers"})
"""Our modules that ask on behalf of the code that is differentiated."""


def pretended_class(x: Dual) -> type:
    """The class that ``x`` passes for: float or complex for a number, ndarray for an array."""
    asks = sys._getframe(2).f_globals.get("__name__", "")
    if not STATE.depth or (
        asks.startswith("dualnum") and asks not in _ASKS_FOR_OTHERS
    ):  # our own code wants to know what it has
        return type(x)
    if is_array(x._primal):
        return np.ndarray
    return complex if is_complex(x) else float


def loses_nothing(x: Any) -> bool:
    """Whether a Dual inside `drop_in` may become a plain number: nothing in it moves."""
    if not isinstance(x, Dual):
        return True
    return STATE.depth > 0 and not is_moving(x._tangent) and loses_nothing(x._primal)


class IndexableDual(GeneralDual):
    """A Dual of a NumPy scalar, which can be indexed by ``()``, ``...`` and None as the scalar can.

    Only inside `drop_in`: outside, NumPy would take it for a sequence when it is put into a plain array,
    and not say what is wrong.
    """

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        array = make(np.asarray(self._primal), self._tangent, self._level)
        return array[key]


def indexable_numbers(on: bool) -> None:
    """Make Duals of NumPy scalars ones that can be indexed, or ordinary ones again."""
    _links.general_dual = IndexableDual if on else GeneralDual
    _links.watching = on


register(IndexableDual, namespace_of(make(np.float64(0), np.float64(0), 0)))
NEAR = 4 * 2.0**-52
"""Relative difference of two values that only rounding sets apart."""


def check_comparison(x: Any, other: Any) -> None:
    """Refuse to let an order be decided by a rounding error between values that move differently.

    That is how bisection ends.  Its brackets are chosen by comparisons, so the derivative of the root is
    not in them, and what a Dual carries through it would be wrong.

    Raises:
        TypeError: such a comparison inside `drop_in`.
    """
    if not STATE.depth:
        return
    a, b = np.asarray(plain_of(x)), np.asarray(plain_of(other))
    if a.dtype.kind not in "fiu" or b.dtype.kind not in "fiu":
        return
    gap = np.abs(a - b)
    near = np.isfinite(gap) & (gap > 0) & (gap <= NEAR * np.maximum(np.abs(a), np.abs(b)))
    if near.any() and is_moving_where(x - other, near):
        raise TypeError(
            "drop_in: a comparison of Duals that differ by a rounding error decides the branch, as in bisection, "
            "whose result does not carry the derivative of the root; give the function a rule by dualnum.custom_rule"
        )


def plain_of(value: Any) -> Any:
    """A value without any derivative."""
    while isinstance(value, Dual):
        value = value._primal
    return value


def is_moving_where(difference: Any, mask: Any) -> bool:
    """Whether a difference moves, relative to its terms, in any element that ``mask`` names."""
    if not isinstance(difference, Dual):
        return False
    tangent = plain_of(difference._tangent)
    return bool(np.any((np.abs(tangent) > 1e-9) & mask))


_links.check_comparison = check_comparison
_links.inside = inside
_links.pretended_class = pretended_class
_links.loses_nothing = loses_nothing
