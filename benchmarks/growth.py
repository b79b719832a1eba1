"""How cost grows: times at several sizes, and the exponent of the power law through them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.timing import Call, Effort, best_seconds


@dataclass(frozen=True)
class Series:
    """A piece of work at several sizes.

    Attributes:
        name: the work.
        size: what is varied.
        expected: the exponent that the method has for large sizes.
        sizes: the sizes.
        build: the call for one size.
        per: the call whose time the cost is divided by, if any.
    """

    name: str
    size: str
    expected: float
    sizes: Sequence[int]
    build: Callable[[int], Call]
    per: Callable[[int], Call] | None = None


@dataclass(frozen=True)
class Growth:
    """The costs of a series and their exponent, over the larger half of the sizes."""

    name: str
    size: str
    expected: float
    costs: dict[int, float]
    unit: str
    exponent: float


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of log cost over log size, by least squares.

    Raises:
        ValueError: there are fewer than two sizes.

    >>> round(exponent([1, 2, 4], [3.0, 12.0, 48.0]), 12)
    2.0
    """
    if len(sizes) < 2:
        raise ValueError("exponent: one size has no slope; give two or more")
    x, y = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def measured(series: Series, effort: Effort) -> Growth:
    """Time a series, all sizes in turn."""
    calls = {f"{n}": series.build(n) for n in series.sizes}
    if series.per is not None:
        calls |= {f"{n} once": series.per(n) for n in series.sizes}
    seconds = best_seconds(calls, effort)
    costs = {n: seconds[f"{n}"] / seconds.get(f"{n} once", 1.0) for n in series.sizes}
    large = series.sizes[-(-len(series.sizes) // 2) - 1 :]
    unit = "s" if series.per is None else "calls of f"
    found = exponent(large, [costs[n] for n in large])
    return Growth(series.name, series.size, series.expected, costs, unit, found)
