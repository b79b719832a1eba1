"""f₁(x) = sin(x)·exp(−x²)/(1+x²), and its derivative."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def f1(x: Any, np: Any = np) -> Any:
    """f₁ in the functions of a namespace: NumPy's, `math`'s, JAX's."""
    return np.sin(x) * np.exp(-(x**2)) / (x**2 + 1)


def in_numpy(x: Array) -> tuple[Array, Array]:
    """f₁ and f₁', with the common parts computed once."""
    s, c, e = np.sin(x), np.cos(x), np.exp(-(x**2))
    d = 1 + x**2
    y = s * e / d
    return y, (c * e - 2 * x * s * e - y * 2 * x) / d


Pair = tuple[Array, Array]


def rule_by_rule(x: Array) -> Pair:
    """f₁ and f₁' in the steps of any eager forward mode: each operation's value, then its tangent.

    It knows neither that x moves at unit speed nor that a zero tangent must stay zero.
    """
    moving = x, np.ones_like(x)
    value, slope = _square(moving)
    bell = np.exp(-value)
    top = _product((np.sin(x), np.cos(x) * moving[1]), (bell, bell * -slope))
    value, slope = _square(moving)
    return _quotient(top, (value + 1, slope.copy()))


def _square(a: Pair) -> Pair:
    return a[0] ** 2, 2 * a[0] * a[1]


def _product(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0], b[0] * a[1] + a[0] * b[1]


def _quotient(a: Pair, b: Pair) -> Pair:
    y = a[0] / b[0]
    return y, (a[1] - y * b[1]) / b[0]


def in_floats(x: float) -> tuple[float, float]:
    """f₁ and f₁' of one number."""
    s, c, e = math.sin(x), math.cos(x), math.exp(-(x * x))
    d = 1 + x * x
    y = s * e / d
    return y, (c * e - 2 * x * s * e - y * 2 * x) / d


def in_blocks(threads: int, size: int = 1 << 15) -> Callable[[Array], tuple[Array, Array]]:
    """`in_numpy` over blocks that stay in the cache, on several threads."""
    pool = ThreadPoolExecutor(threads)

    def run(x: Array) -> tuple[Array, Array]:
        y, slope = np.empty_like(x), np.empty_like(x)

        def block(start: int) -> None:
            here = slice(start, start + size)
            y[here], slope[here] = in_numpy(x[here])

        list(pool.map(block, range(0, x.size, size)))
        return y, slope

    return run


def in_numba() -> Callable[[Array], tuple[Array, Array]]:
    """One compiled parallel loop."""
    import numba

    @numba.njit(parallel=True)
    def loop(x: Array) -> tuple[Array, Array]:
        y, slope = np.empty_like(x), np.empty_like(x)
        for i in numba.prange(x.size):
            a = x[i]
            s, c, e = math.sin(a), math.cos(a), math.exp(-(a * a))
            d = 1 + a * a
            v = s * e / d
            y[i] = v
            slope[i] = (c * e - 2 * a * s * e - v * 2 * a) / d
        return y, slope

    found: Callable[[Array], tuple[Array, Array]] = loop
    return found
