"""Interleaved timing: every contestant runs in turn, and each keeps its best repeat."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True)
class Effort:
    """How long to measure: ``repeats`` rounds, in each of which a contestant gets about ``budget`` seconds."""

    repeats: int = 9
    budget: float = 0.05


QUICK = Effort(3, 0.01)


def best_seconds(calls: Mapping[str, Call], effort: Effort) -> dict[str, float]:
    """The seconds of one call of each, the best of the repeats."""
    counts = {name: _count(call, effort.budget) for name, call in calls.items()}
    best = dict.fromkeys(calls, float("inf"))
    with _no_collection():
        for _ in range(effort.repeats):
            for name, call in calls.items():
                best[name] = min(best[name], _seconds(call, counts[name]))
    return best


def _seconds(call: Call, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count


def _count(call: Call, budget: float) -> int:
    """How many calls fill the budget; the first call warms up."""
    call()
    return max(1, int(budget / max(min(_seconds(call, 1), _seconds(call, 1)), 1e-9)))


@contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection, which would come at the expense of whoever is running."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
