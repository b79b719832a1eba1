"""Bisection, told from other code by its comparisons: its result does not carry the derivative of the root.

A bisection (of an interval, or a golden-section search) compares, again and again at one place, two numbers whose
difference shrinks as the interval does, now from one side and now from the other, while the derivative of the
difference stays.  Only the outcomes of the comparisons reach the result, so what a Dual carries through is
the derivative of the first bracket, mostly 0.  An iteration that carries the derivative (Newton's, a secant's, a
fixed point's) makes the derivative of the difference shrink along with the difference.
"""

from __future__ import annotations

import sys
from collections import deque
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dropin.state import STATE, plain_of
from dualnum.dual import Dual

BLOCK = 4
WINDOW = 3 * BLOCK
"""Comparisons at one place that are looked at together; a bisection of 12 steps has three digits."""

SLOWEST, FASTEST = 2.0**-1.5, 2.0**-16
"""How the largest difference of a block shrinks to the next one's: halving it each time gives 2**-4."""

LAGGING = 2.0**5
"""How much less the derivative shrinks than the difference, from the first block to the last; halving gives 2**8."""

LARGEST = 4096
"""Elements of an array that are followed: a bisection in parallel shows in any of them."""

_EXACT = 2**53


def check_comparison(x: Any, other: Any) -> None:
    """Note an order that is asked for, and refuse the one that shows a bisection.

    Raises:
        TypeError: inside `drop_in`, this and the comparisons before it, at the same place, bisect.
    """
    if not STATE.depth:
        return
    gap, slope = _of_floats(x, other) or _of_arrays(x, other)
    if not (slope if type(slope) is float else np.any(slope)):
        return
    seen = STATE.compared.setdefault(_place(), deque(maxlen=WINDOW))
    if seen and getattr(seen[-1][0], "shape", ()) != getattr(gap, "shape", ()):
        seen.clear()
    seen.append((gap, slope))
    if len(seen) == WINDOW and _bisects(seen):
        raise TypeError(
            "drop_in: the comparisons at one place bisect an interval, and the derivative of the root that they find "
            "is not in them; give the function a rule by dualnum.custom_rule"
        )


def _of_floats(x: Any, other: Any) -> tuple[float, float] | None:
    """The difference of two floats and how fast it moves; None of anything else."""
    if type(x) is not Dual:
        return None
    if type(other) is float or (type(other) is int and abs(other) < _EXACT):
        return x._primal - other, abs(x._tangent)
    if type(other) is Dual and other._level == x._level:
        return x._primal - other._primal, abs(x._tangent - other._tangent)
    return None


def _of_arrays(x: Any, other: Any) -> tuple[Any, Any]:
    """The difference of real numbers or arrays, of at most so many elements, and how fast each moves."""
    if not (_is_real(x) and _is_real(other)):
        return 0.0, 0.0
    with np.errstate(all="ignore"):
        found = x - other
    if found.size > LARGEST:
        found = found.reshape(-1)[:: found.size // LARGEST]
    gap, tangent = plain_of(found), np.abs(plain_of(found._tangent))
    leading = tuple(range(np.ndim(tangent) - np.ndim(gap)))
    return gap, tangent.max(axis=leading, initial=0) if leading else tangent


def _is_real(value: Any) -> bool:
    value = plain_of(value)
    return isinstance(value, (float, int, np.ndarray, np.generic)) and np.asarray(value).dtype.kind in "fiu"


def _place() -> tuple[int, int]:
    """Which instruction compares, of the code that is differentiated."""
    frame: Any = sys._getframe(2)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("dualnum."):
        frame = frame.f_back
    return id(frame.f_code), frame.f_lasti


def _bisects(seen: Any) -> bool:
    """Whether the differences of a whole window shrink from both sides, and their derivatives lag behind."""
    last, first = abs(seen[-1][0]), abs(seen[0][0])
    if isinstance(last, float) and not last < first:  # the common case, at once
        return False
    gaps = np.array([gap for gap, _ in seen], float)
    below = np.sum(gaps < 0, axis=0)
    sizes = _largest(np.abs(gaps))
    slopes = _largest(np.array([slope for _, slope in seen], float))
    with np.errstate(all="ignore"):
        ratios = sizes[1:] / sizes[:-1]
        lag = (slopes[-1] / slopes[0]) / (sizes[-1] / sizes[0])
    both_sides = (below >= 2) & (below <= WINDOW - 2)
    shrinking = np.all((ratios <= SLOWEST) & (ratios >= FASTEST), axis=0)
    return bool(np.any(both_sides & shrinking & (lag >= LAGGING)))


def _largest(values: Any) -> Any:
    """The largest value of each block."""
    return values.reshape(-1, BLOCK, *values.shape[1:]).max(axis=1)


_links.check_comparison = check_comparison
