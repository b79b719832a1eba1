"""Rosenbrock's function Σ 100·(x_{i+1} − x_i²)² + (1 − x_i)², its gradient and its Hessian."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def rosenbrock(x: Any) -> Any:
    """The function, for any kind of array."""
    return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()


def one_by_one(x: Any) -> Any:
    """The function of a list of numbers, for those who have no arrays."""
    total = 0.0
    for a, b in pairwise(x):
        total = total + 100.0 * (b - a * a) * (b - a * a) + (1.0 - a) * (1.0 - a)
    return total


def gradient_by_seeds(x: Array) -> Array:
    """The gradient in forward mode: all n unit vectors are carried through each step."""
    seeds = np.eye(x.size)
    a, da = x[:-1], seeds[:, :-1]
    u, du = x[1:] - a**2, seeds[:, 1:] - 2 * a * da
    v, dv = 1.0 - a, -da
    gradient: Array = (200.0 * u * du + 2 * v * dv).sum(axis=1)
    return gradient


def gradient_in_numba() -> Callable[[Array], Array]:
    """The formula of the gradient in a compiled loop."""
    import numba

    @numba.njit
    def gradient(x: Array) -> Array:
        out = np.zeros_like(x)
        for i in range(x.size - 1):
            u = x[i + 1] - x[i] * x[i]
            out[i] += -400.0 * u * x[i] - 2.0 * (1.0 - x[i])
            out[i + 1] += 200.0 * u
        return out

    found: Callable[[Array], Array] = gradient
    return found


def hessian_in_numpy(x: Array) -> Array:
    """The formula of the Hessian, a matrix of three diagonals."""
    n = x.size
    out = np.zeros((n, n))
    diagonal = np.zeros(n)
    diagonal[:-1] = 1200.0 * x[:-1] ** 2 - 400.0 * x[1:] + 2.0
    diagonal[1:] += 200.0
    off = -400.0 * x[:-1]
    out.flat[:: n + 1] = diagonal
    out.flat[1 :: n + 1] = off
    out.flat[n :: n + 1] = off
    return out


def hessian_in_numba() -> Callable[[Array], Array]:
    """The formula of the Hessian in a compiled loop."""
    import numba

    @numba.njit
    def hessian(x: Array) -> Array:
        n = x.size
        out = np.zeros((n, n))
        for i in range(n - 1):
            out[i, i] += 1200.0 * x[i] * x[i] - 400.0 * x[i + 1] + 2.0
            out[i + 1, i + 1] += 200.0
            out[i, i + 1] = out[i + 1, i] = -400.0 * x[i]
        return out

    found: Callable[[Array], Array] = hessian
    return found
