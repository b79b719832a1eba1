"""Interleaved timing: every contender of a row runs in turn, and each keeps its best repeat."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Call = Callable[[], object]


@dataclass
class Row:
    """One piece of work: the floor to measure against, ours, and the target of ours over the floor."""

    name: str
    floor: str
    contenders: dict[str, Call]
    target: float
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Ours over the floor."""
        return self.seconds["dualnum"] / self.seconds[self.floor]


def measure(row: Row, repeats: int = 9, budget: float = 0.05) -> Row:
    """Fill ``row.seconds`` with the best of ``repeats`` interleaved repeats, each of about ``budget`` seconds."""
    counts = {name: _count(call, budget) for name, call in row.contenders.items()}
    best = dict.fromkeys(row.contenders, float("inf"))
    for _ in range(repeats):
        for name, call in row.contenders.items():
            best[name] = min(best[name], _time(call, counts[name]))
    row.seconds = best
    return row


def _time(call: Call, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count


def _count(call: Call, budget: float) -> int:
    """How many calls fill the budget; the first call warms up."""
    call()
    return max(1, int(budget / max(_time(call, 3), 1e-9)))


def import_seconds(statement: str, repeats: int = 7) -> float:
    """The best time of a fresh interpreter that runs ``statement``, less one that runs nothing."""

    def run(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    times = [(run(statement), run("pass")) for _ in range(repeats)]
    return min(t for t, _ in times) - min(t for _, t in times)
