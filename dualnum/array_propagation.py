"""Tangents of plain arrays in one direction: what `dualnum.propagation` does, without its generality.

Everything has the result's shape and float type here, so nothing needs aligning or converting, and
large arrays are worked through in blocks, whose partials never leave the cache, by several threads.
Where a product comes
out nan, perhaps because a zero tangent met an infinite partial, the general way does that block again.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import workers
from dualnum.namespaces.binding import BoundRule

BLOCK = 1 << 16
"""Numbers in a block: 512 KiB of doubles.  Smaller ones spend more in Python than the cache gives back."""

SHARED = 1 << 18
"""From so many numbers on, threads save more than they cost."""

Array = np.ndarray[Any, Any]
General = Callable[[Sequence[Any], Array, Sequence[Any]], Any]


class Plan:
    """What is left of a row's sum when it is known which arguments move: products, and constant multiples."""

    __slots__ = ("like", "multiples", "over", "products", "ufunc")

    def __init__(self, bound: BoundRule, moving: tuple[bool, ...]) -> None:
        terms = [(i, p) for i, (p, moves) in enumerate(zip(bound.partials, moving, strict=True)) if moves]
        self.products = [(i, p) for i, p in terms if callable(p)]
        self.multiples = [(i, p) for i, p in terms if not callable(p) and p != 0]
        self.over = bound.over
        self.like = moving.index(True)
        factors = () if self.products else tuple(factor for _, factor in self.multiples)
        self.ufunc = _SUMS.get(factors)

    def sum(
        self, primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Array | None = None
    ) -> Array:
        """Σ partial·tangent, over the denominator, in ``out`` if given; constant partials cost no product."""
        if self.ufunc is not None:
            total: Array = self.ufunc(*[tangents[i] for i, _ in self.multiples], out)
        elif self.products:
            total = self._products(primals, y, tangents, out)
        else:
            total = np.empty_like(tangents[self.like]) if out is None else out
            total[...] = 0
        if self.ufunc is None:
            for i, factor in self.multiples:
                np.add(total, tangents[i] if factor == 1 else factor * tangents[i], total)
        if self.over is not None:
            np.divide(total, self.over(*primals, y), total)
        return total

    def _products(self, primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Array | None) -> Any:
        total: Any = None
        for i, partial in self.products:
            if total is None:
                total = np.multiply(partial(*primals, y), tangents[i], out, casting="same_kind")
            else:
                np.add(total, partial(*primals, y) * tangents[i], total, casting="same_kind")
        return total


_SUMS = {(1,): np.positive, (-1,): np.negative, (1, 1): np.add, (1, -1): np.subtract}
"""The ufunc that sums one or two tangents, by their factors."""


def plan(bound: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Plan | None:
    """How `tangent` computes this call, or None when it cannot."""
    if type(y) is not np.ndarray or not bound.simple:
        return None
    dtype, shape = y.dtype, y.shape
    if dtype.char not in "fd":
        return None
    for primal, t in zip(primals, tangents):  # noqa: B905  (of one length, and this is the fast path)
        kind = type(primal)
        if t is None:
            if (
                kind is not float
                and kind is not int
                and not (kind is np.ndarray and primal.dtype.kind == "f")
            ):
                return None
        elif (
            kind is not np.ndarray
            or type(t) is not np.ndarray
            or t.dtype != dtype
            or primal.dtype.kind != "f"
            or primal.shape != shape
            or t.shape != shape
        ):
            return None
    return plan_for(bound, tuple([t is not None for t in tangents]))


def plan_for(bound: BoundRule, moving: tuple[bool, ...]) -> Plan:
    """The plan of a simple row, by which of its arguments move."""
    found: Plan | None = bound.plans.get(moving)
    if found is None:
        found = bound.plans[moving] = Plan(bound, moving)
    return found


def tangent(how: Plan, primals: Sequence[Any], y: Array, tangents: Sequence[Any], general: General) -> Array:
    """The tangent of ``y``; ``general`` computes it for a block whose tangent came out nan."""
    out = np.empty_like(y)
    if y.size < SHARED or not _contiguous(primals, y, tangents):
        _block(how, primals, y, tangents, general, out)
        return out
    keep_freed_memory()
    flat = [_flat(p) for p in primals], y.reshape(-1), [_flat(t) for t in tangents], out.reshape(-1)
    count = workers.threads()
    step = -(-y.size // count)
    parts = [range(start, min(start + step, y.size)) for start in range(0, y.size, step)]
    if count == 1:
        _blocks(how, flat, general, parts[0])
    else:
        workers.run([functools.partial(_blocks, how, flat, general, part) for part in parts])
    return out


def _blocks(how: Plan, flat: Any, general: General, part: range) -> None:
    """The blocks of one thread's part of the flat arrays."""
    primals, y, tangents, out = flat
    for start in range(part.start, part.stop, BLOCK):
        here = slice(start, min(start + BLOCK, part.stop))
        _block(
            how,
            [p[here] if type(p) is np.ndarray else p for p in primals],
            y[here],
            [None if t is None else t[here] for t in tangents],
            general,
            out[here],
        )


KEPT = 1 << 14
"""From so many numbers on, an array is in memory that glibc would give back; see `keep_freed_memory`."""


@functools.cache
def keep_freed_memory() -> None:
    """Let glibc keep freed arrays for the next ones.

    It gives blocks above a threshold back to the kernel, which then clears every page again: twice the
    time of the arithmetic.  The threshold rises to the largest block that was ever freed, so one that
    is never touched is enough (mallopt(3), M_MMAP_THRESHOLD).
    """
    np.empty(31 << 20, np.uint8)


def _contiguous(primals: Sequence[Any], y: Array, tangents: Sequence[Any]) -> bool:
    arrays = [a for a in (*primals, y, *tangents) if type(a) is np.ndarray]
    return all(a.flags.c_contiguous and a.shape == y.shape for a in arrays)


def _flat(array: Any) -> Any:
    return array.reshape(-1) if type(array) is np.ndarray else array


def _block(
    how: Plan, primals: Sequence[Any], y: Array, tangents: Sequence[Any], general: General, out: Array
) -> None:
    """The tangent of a block into ``out``, the general way where a nan comes out."""
    how.sum(primals, y, tangents, out)
    if (how.products or how.over is not None) and _has_nan(out.reshape(-1)):
        out[...] = general(primals, y, tangents)


def _has_nan(flat: Array) -> bool:
    """Whether an element is nan: then the largest is; a sum of squares could overflow, and NumPy would warn."""
    return math.isnan(np.maximum.reduce(flat, initial=0.0))
