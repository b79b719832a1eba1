"""Tangents of plain arrays in one direction: what `dualnum.propagation` does, without its generality.

Everything has the result's shape and float type here, so nothing needs aligning or converting, and
large arrays are worked through in blocks, whose partials never leave the cache, by several threads.
Where a product comes out nan, perhaps because a zero tangent met an infinite partial, the general way
does that block again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from dualnum.array_plans import Plan, has_nan, is_undefined, plan_for
from dualnum.floating_errors import ERRORS, RAISED
from dualnum.namespaces.binding import BoundRule

BLOCK = 1 << 16
"""Numbers in a block: 512 KiB of doubles.  Smaller ones spend more in Python than the cache gives back."""

SHARED = 1 << 18
"""From so many numbers on, threads save more than they cost."""

SHARED_IF_HEAVY = 1 << 16
"""The same for functions that take much longer than reading and writing the numbers."""

Array = np.ndarray[Any, Any]
General = Callable[[Sequence[Any], Array, Sequence[Any]], Any]


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


def tangent(how: Plan, primals: Sequence[Any], y: Array, tangents: Sequence[Any], general: General) -> Array:
    """The tangent of ``y``; ``general`` computes it for a block whose tangent came out nan."""
    out = np.empty_like(y)
    if y.size < SHARED or not _contiguous(primals, y, tangents):
        _block(how, primals, y, tangents, general, out)
        return out
    keep_freed_memory()
    flat = [_flat(p) for p in primals], y.reshape(-1), [_flat(t) for t in tangents], out.reshape(-1)
    _shared(functools.partial(_blocks, how, flat, general), y.size)
    return out


def _shared(work: Callable[[range], None], size: int) -> None:
    """Do ``work`` for all of ``size`` numbers, of which each thread gets a part."""
    from dualnum import workers  # here, for threads are few programs' business

    count = workers.threads()
    step = -(-size // count)
    parts = [range(start, min(start + step, size)) for start in range(0, size, step)]
    workers.run([functools.partial(work, part) for part in parts])


def _cut(flat: Any, part: range) -> Iterator[Any]:
    """The blocks of a part of flat arrays: primals, y, tangents, and what the tangent is written into."""
    primals, y, tangents, out = flat
    for start in range(part.start, part.stop, BLOCK):
        here = slice(start, min(start + BLOCK, part.stop))
        yield (
            [p[here] if type(p) is np.ndarray else p for p in primals],
            y[here],
            [None if t is None else t[here] for t in tangents],
            out[here],
        )


def _blocks(how: Plan, flat: Any, general: General, part: range) -> None:
    """The blocks of one thread's part of the flat arrays."""
    for primals, y, tangents, out in _cut(flat, part):
        _block(how, primals, y, tangents, general, out)


def operation(
    ufunc: Any, how: Plan, primals: Sequence[Any], tangents: Sequence[Any], like: Array
) -> tuple[Array, Array] | None:
    """Value and tangent of large arrays, block by block: what a block reads and writes stays in the cache.

    None where NumPy sees an error or a nan is left, which the general way tells of.
    """
    y, out = np.empty_like(like), np.empty_like(like)
    flat = [_flat(p) for p in primals], y.reshape(-1), [_flat(t) for t in tangents], out.reshape(-1)
    try:
        _shared(functools.partial(_both, ufunc, how, flat), y.size)
    except FloatingPointError:
        return None
    return y, out


def _both(ufunc: Any, how: Plan, flat: Any, part: range) -> None:
    """Value and tangent of one thread's part of the flat arrays."""
    token = ERRORS.set(RAISED)
    try:
        for primals, y, tangents, out in _cut(flat, part):
            ufunc(*primals, out=y)
            total = how.sum(primals, y, tangents, out)
            if not how.is_linear and is_undefined(how.reads, total, primals, y):
                raise FloatingPointError
    finally:
        ERRORS.reset(token)


KEPT = 1 << 13
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
    if not how.is_linear and has_nan(out):
        out[...] = general(primals, y, tangents)
