"""The points at which a function of doubles goes wrong, if it does: edges, extremes, and between them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

Interval = tuple[float, float]

TINY = math.ulp(0.0)
HUGE = math.nextafter(math.inf, 0.0)
NORMAL = np.finfo(float).tiny.item()


def check_interval(name: str, domain: Interval) -> Interval:
    """The bounds of a closed interval as floats.

    Raises:
        ValueError: it is not a pair of numbers in order.
    """
    try:
        low, high = map(float, domain)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: domain={domain!r}; give a pair (low, high)") from None
    if not low <= high:
        raise ValueError(f"{name}: domain={domain!r} is empty; give low <= high")
    return low, high


def sample_points(domain: Interval, samples: int) -> list[float]:
    """Doubles of the closed interval in ascending order: about ``samples`` spread out, and the special ones.

    Half of them are spread by size, from subnormal to huge, half evenly; the special ones are the edges and
    their neighbours, 0, subnormals, the largest doubles, and small integers with their halves.
    """
    low, high = domain
    candidates = [*special_points(domain), *_by_size(samples // 2), *_evenly(domain, samples - samples // 2)]
    return sorted({x for x in candidates if low <= x <= high})


def special_points(domain: Interval) -> list[float]:
    """The points of `sample_points` that do not depend on how many there are; not all are in the interval."""
    sizes = [0.0, TINY, 3 * TINY, NORMAL / 7, NORMAL, HUGE / 3, HUGE, *(n / 2 for n in range(1, 21))]
    return [sign * size for size in sizes for sign in (1.0, -1.0)] + [
        x for edge in domain if math.isfinite(edge) for x in _around(edge)
    ]


def _around(edge: float) -> Iterator[float]:
    """An edge, its neighbours, and points that approach it."""
    yield edge
    for toward in (math.inf, -math.inf):
        x = edge
        for _ in range(3):
            x = math.nextafter(x, toward)
            yield x
    for k in range(5, 52, 5):
        yield from (edge - 2.0**-k, edge + 2.0**-k, edge * (1 - 2.0**-k), edge * (1 + 2.0**-k))


def _by_size(count: int) -> Iterator[float]:
    """Both signs of sizes from the smallest double to the largest, an irregular factor apart."""
    for size in np.exp(np.linspace(math.log(TINY), math.log(HUGE), max(count // 2, 1), endpoint=False)):
        yield from (float(size), -float(size))


def _evenly(domain: Interval, count: int) -> Iterator[float]:
    """Evenly over the interval, of which an infinite end is taken to be 40 from the other, or from 0."""
    low, high = domain
    start = low if math.isfinite(low) else min(high, 0.0) - 40.0
    stop = high if math.isfinite(high) else max(low, 0.0) + 40.0
    for fraction in (np.arange(count) + 0.5) / max(count, 1):
        yield float(start + (stop - start) * fraction)
