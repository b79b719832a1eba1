"""What the references of several rows share: roots, and means with Poisson weights, in mpmath's numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def positive(mp: Any, u: Any) -> Any:
    """A positive number for every real u."""
    return mp.exp(u)


def between(mp: Any, u: Any) -> Any:
    """A number between 0 and 1 for every real u."""
    return 1 / (1 + mp.exp(-u))


def real(mp: Any, u: Any) -> Any:
    """u itself."""
    return u


def root(mp: Any, excess: Callable[[Any], Any], place: Callable[[Any, Any], Any] = positive) -> Any:
    """The x of the place (`positive`, `between`, `real`) where ``excess(x)`` is 0; it must be monotonic."""

    def at(u):
        return excess(place(mp, u))

    low, high = mp.mpf(-1) / 2, mp.mpf(1) / 2
    while mp.sign(at(low)) == mp.sign(at(high)):
        low, high = 2 * low, 2 * high
    return place(mp, mp.findroot(at, (low, high), solver="anderson", maxsteps=300))


def poisson_mean(mp: Any, mean: Any, term: Callable[[int], Any]) -> Any:
    """Σ e^(−m)·mʲ/j!·term(j) for terms between 0 and 1."""
    weight = mp.exp(-mean)
    total, j = weight * term(0), 0
    while weight > mp.eps or j < mean:
        j += 1
        weight = weight * mean / j
        total += weight * term(j)
    return total
