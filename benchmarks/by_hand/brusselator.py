"""The Brusselator in one dimension: two substances that react and diffuse, and its Jacobian.

u' = 1 + u²v − 4u + c·(u_{i−1} − 2u_i + u_{i+1}) and v' = 3u − u²v + c·(v_{i−1} − 2v_i + v_{i+1}), with
u = 1 and v = 3 at the ends (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.10).
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def start(n: int) -> Array:
    """A state of n unknowns, half of them u, half v."""
    z = np.linspace(0.0, 1.0, n // 2)
    return np.concatenate([1.0 + np.sin(2 * np.pi * z), 3.0 + 0.1 * z])


def brusselator(y: Any, np: Any = np) -> Any:
    """The right-hand side, in the functions of a namespace."""
    half = y.shape[0] // 2
    u, v = y[:half], y[half:]
    c = 0.02 * (half + 1) ** 2
    one, three = np.ones(1), np.full(1, 3.0)
    spread_u = np.concatenate([one, u[:-1]]) - 2 * u + np.concatenate([u[1:], one])
    spread_v = np.concatenate([three, v[:-1]]) - 2 * v + np.concatenate([v[1:], three])
    uuv = u * u * v
    return np.concatenate([1 + uuv - 4 * u + c * spread_u, 3 * u - uuv + c * spread_v])


def one_by_one(y: Any) -> list[Any]:
    """The right-hand side of a list of numbers, for those who have no arrays."""
    half = len(y) // 2
    u, v, c = [1.0, *y[:half], 1.0], [3.0, *y[half:], 3.0], 0.02 * (half + 1) ** 2
    first, second = [], []
    for i in range(1, half + 1):
        uuv = u[i] * u[i] * v[i]
        first.append(1.0 + uuv - 4.0 * u[i] + c * (u[i - 1] - 2.0 * u[i] + u[i + 1]))
        second.append(3.0 * u[i] - uuv + c * (v[i - 1] - 2.0 * v[i] + v[i + 1]))
    return first + second


def pattern(n: int) -> Any:
    """Where the Jacobian is not zero: two tridiagonal blocks, and two diagonal ones."""
    from scipy import sparse

    half = n // 2
    band = sparse.diags([np.ones(half - 1), np.ones(half), np.ones(half - 1)], [-1, 0, 1])
    return sparse.csr_matrix(sparse.block_array([[band, sparse.eye(half)], [sparse.eye(half), band]]))


def seeds(n: int) -> tuple[Array, Array]:
    """Six seeds, three for u and three for v, and the seed of each column."""
    colour = np.arange(n // 2) % 3
    colours = np.concatenate([colour, colour + 3])
    return (colours == np.arange(6)[:, None]).astype(float), colours


def along_seeds(y: Array, seeds: Array) -> Array:
    """The tangents of the right-hand side along the seeds, row by row."""
    half = y.size // 2
    u, v, du, dv = y[:half], y[half:], seeds[:, :half], seeds[:, half:]
    c = 0.02 * (half + 1) ** 2
    product = 2 * u * v * du + u * u * dv
    return np.concatenate([product - 4 * du + c * _spread(du), 3 * du - product + c * _spread(dv)], axis=1)


def _spread(t: Array) -> Array:
    spread = -2 * t
    spread[:, 1:] += t[:, :-1]
    spread[:, :-1] += t[:, 1:]
    return spread
