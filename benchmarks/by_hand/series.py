"""The tenth derivative of exp(sin x) by the recurrences of Taylor coefficients, written out for this one function."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


def high_derivative(x: float, order: int = 10) -> float:
    """With s + ic the coefficients of sin and cos: k·sₖ = c₋₁, k·cₖ = −sₖ₋₁, and k·yₖ = Σ j·sⱼ·yₖ₋ⱼ."""
    s, c = [math.sin(x)], [math.cos(x)]
    for k in range(1, order + 1):
        s, c = [*s, c[-1] / k], [*c, -s[-1] / k]
    y = [math.exp(s[0])]
    for k in range(1, order + 1):
        total = 0.0
        for j in range(1, k + 1):
            total += j * s[j] * y[k - j]
        y.append(total / k)
    return y[order] * math.factorial(order)


def in_numba() -> Callable[[float], float]:
    """The same, compiled."""
    import numba

    @numba.njit
    def run(x: float) -> Any:
        s, c, y = np.empty(11), np.empty(11), np.empty(11)
        s[0], c[0] = math.sin(x), math.cos(x)
        y[0] = math.exp(s[0])
        factorial = 1.0
        for k in range(1, 11):
            s[k], c[k] = c[k - 1] / k, -s[k - 1] / k
            factorial *= k
            total = 0.0
            for j in range(1, k + 1):
                total += j * s[j] * y[k - j]
            y[k] = total / k
        return y[10] * factorial

    found: Callable[[float], float] = run
    return found
