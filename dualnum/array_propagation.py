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

    __slots__ = ("multiples", "over", "products")

    def __init__(self, bound: BoundRule, moving: tuple[bool, ...]) -> None:
        terms = [(i, p) for i, (p, moves) in enumerate(zip(bound.partials, moving, strict=True)) if moves]
        self.products = [(i, p) for i, p in terms if callable(p)]
        self.multiples = [(i, p) for i, p in terms if not callable(p) and p != 0]
        self.over = bound.over


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
    moving = tuple([t is not None for t in tangents])
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
    _keep_freed_memory()
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


@functools.cache
def _keep_freed_memory() -> None:
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
    """Σ partial·tangent, over the denominator, into ``out``; constant partials cost no product."""
    if how.products:
        (i, partial), *rest = how.products
        np.multiply(partial(*primals, y), tangents[i], out=out, casting="same_kind")
        for i, partial in rest:
            np.add(out, partial(*primals, y) * tangents[i], out=out, casting="same_kind")
        for i, factor in how.multiples:
            _add_multiple(out, factor, tangents[i])
    else:
        _multiples([(factor, tangents[i]) for i, factor in how.multiples], out)
    if how.over is not None:
        np.divide(out, how.over(*primals, y), out=out)
    elif not how.products:
        return
    if _has_nan(out.reshape(-1)):
        out[...] = general(primals, y, tangents)


def _has_nan(flat: Array) -> bool:
    """Whether an element is nan: then the largest is; a sum of squares could overflow, and NumPy would warn."""
    return math.isnan(np.maximum.reduce(flat, initial=0.0))


def _multiples(terms: Sequence[tuple[Any, Array]], out: Array) -> None:
    """Σ constant·tangent into ``out``."""
    if not terms:
        out[...] = 0
        return
    factor, t = terms[0]
    if len(terms) == 2 and factor == 1 and terms[1][0] in (1, -1):
        (np.add if terms[1][0] == 1 else np.subtract)(t, terms[1][1], out=out)
        return
    np.multiply(factor, t, out=out)
    for factor, t in terms[1:]:
        _add_multiple(out, factor, t)


def _add_multiple(out: Array, factor: Any, t: Array) -> None:
    np.add(out, t if factor == 1 else factor * t, out=out)
