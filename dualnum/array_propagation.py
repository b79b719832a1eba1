"""Tangents of plain arrays in one direction: what `dualnum.propagation` does, without its generality.

Everything has the result's shape and float type here, so nothing needs aligning or converting, and
large arrays are worked through in blocks, whose partials never leave the cache, by several threads.  Where a product comes
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


def plain(bound: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> bool:
    """Whether `tangent` can compute this call."""
    if type(y) is not np.ndarray or y.dtype.char not in "fd" or not bound.simple:
        return False
    for primal, t in zip(primals, tangents, strict=True):
        if t is None:
            kind = type(primal)
            if kind is not float and kind is not int and not (kind is np.ndarray and primal.dtype.kind in "fiu"):
                return False
        elif type(t) is not np.ndarray or t.shape != y.shape or t.dtype != y.dtype or type(primal) is not np.ndarray:
            return False
    return True


def tangent(bound: BoundRule, primals: Sequence[Any], y: Array, tangents: Sequence[Any], general: General) -> Array:
    """The tangent of ``y``; ``general`` computes it for a block whose tangent came out nan."""
    out = np.empty_like(y)
    if y.size < SHARED or not _contiguous(primals, y, tangents):
        _block(bound, primals, y, tangents, general, out)
        return out
    _keep_freed_memory()
    flat = [_flat(p) for p in primals], y.reshape(-1), [_flat(t) for t in tangents], out.reshape(-1)
    count = workers.threads()
    step = -(-y.size // count)
    parts = [range(start, min(start + step, y.size)) for start in range(0, y.size, step)]
    if count == 1:
        _blocks(bound, flat, general, parts[0])
    else:
        workers.run([functools.partial(_blocks, bound, flat, general, part) for part in parts])
    return out


def _blocks(bound: BoundRule, flat: Any, general: General, part: range) -> None:
    """The blocks of one thread's part of the flat arrays."""
    primals, y, tangents, out = flat
    for start in range(part.start, part.stop, BLOCK):
        here = slice(start, min(start + BLOCK, part.stop))
        _block(
            bound,
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
    bound: BoundRule, primals: Sequence[Any], y: Array, tangents: Sequence[Any], general: General, out: Array
) -> None:
    """Σ partial·tangent, over the denominator, into ``out``; constant partials cost no product."""
    terms = [(p, t) for p, t in zip(bound.partials, tangents, strict=True) if t is not None and p != 0]
    products = [(p, t) for p, t in terms if callable(p)]
    multiples = [(p, t) for p, t in terms if not callable(p)]
    if products:
        partial, t = products[0]
        np.multiply(partial(*primals, y), t, out=out, casting="same_kind")
        for partial, t in products[1:]:
            np.add(out, partial(*primals, y) * t, out=out, casting="same_kind")
        for factor, t in multiples:
            _add_multiple(out, factor, t)
    else:
        _multiples(multiples, out)
    if bound.over is not None:
        np.divide(out, bound.over(*primals, y), out=out)
    if (products or bound.over is not None) and _has_nan(out):
        out[...] = general(primals, y, tangents)


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


def _has_nan(array: Array) -> bool:
    """Whether an element is nan: then the least of them is; unlike a sum, it cannot overflow."""
    return math.isnan(np.minimum.reduce(array, axis=None, initial=0.0))
