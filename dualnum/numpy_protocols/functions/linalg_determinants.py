"""Determinants: det, slogdet; right for singular matrices too, to every order."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.construction import level_of
from dualnum.dual import make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.linalg_matrices import (
    adjoint,
    diagonal,
    diagonal_matrix,
    joined,
    linear_algebra,
    of_matrix,
    per_matrix,
    precision,
    size,
    trace_of_product,
)
from dualnum.shapes import is_complex, shape_of

_WELL_CONDITIONED = 1e5
"""Up to this condition number Jacobi's formula with the inverse loses five digits at most."""


@implements(np.linalg.det, group=linear_algebra)
def det(a: Any) -> Any:
    """``det(a)``: tr(adj(a)·da)."""
    return of_matrix(np.linalg.det, a, determinant_tangent)


def determinant_tangent(a: Any, y: Any, da: Any) -> Any:
    """Jacobi's formula det(a)·tr(a⁻¹·da) where a is far from singular, and otherwise without a⁻¹."""
    inverse = _good_inverse(stripped(a), stripped(y))
    if inverse is None:
        return _by_pivots(a, da)
    return y * trace_of_product(np.linalg.inv(a) if level_of(a) >= 0 else inverse, da)


def _good_inverse(a: Any, y: Any) -> Any:
    """a⁻¹, or None where a matrix is nearly singular, not finite, or its determinant out of range."""
    try:
        inverse = np.linalg.inv(a)
    except np.linalg.LinAlgError:
        return None
    good = (size(a) * size(inverse) <= _WELL_CONDITIONED) & (y != 0) & np.isfinite(y)
    return inverse if good.all() else None


def _by_pivots(a: Any, da: Any) -> Any:
    """The tangent of det(uᴴ·a·v)·det(u)·det(vᴴ), for the singular vectors u, v of the plain numbers.

    There a is the diagonal of singular values, plus what is zero but moves: Gaussian elimination takes
    the singular values above rounding as pivots, and the rest needs no division.
    """
    level = max(level_of(a), level_of(da)) + 1
    base, moving = stripped(a), make(a, da, level)
    finite = np.isfinite(base).all(axis=(-2, -1))
    u, s, vh = np.linalg.svd(np.where(finite[..., None, None], base, 0))
    phase = np.linalg.det(u) * np.linalg.det(vh)
    diagonalised = adjoint(u) @ (moving - base) @ adjoint(vh) + diagonal_matrix(s)
    rank = np.count_nonzero(s > _rounding(base) * s[..., :1], axis=-1)
    total: Any = np.nan
    for count in np.unique(rank[finite]):
        product = _eliminated(diagonalised, int(count))
        total = np.where(finite & (rank == count), product._tangent, total)
    return total * (phase / np.abs(phase)) + 0.0  # no zeros with a sign


def _eliminated(x: Any, count: int) -> Any:
    """The determinant of x, of which ``count`` leading elements serve as pivots."""
    product: Any = 1.0
    for _ in range(count):
        pivot = x[..., 0, 0]
        product = product * pivot
        x = x[..., 1:, 1:] - x[..., 1:, :1] * (x[..., :1, 1:] / per_matrix(pivot))
    return product * _without_division(x) if shape_of(x)[-1] else product


def _rounding(a: Any) -> float:
    """How far singular values may be from exact ones, relative to the largest."""
    n: int = max(a.shape[-1], 1)
    return 4 * n * precision(a)


def _without_division(x: Any) -> Any:
    """The determinant by R. S. Bird's method (Inf. Process. Lett. 111 (2011) 1072).

    Unlike others it has no cancellation where x is a diagonal of small numbers and moves.
    """
    n, f = shape_of(x)[-1], x
    for _ in range(n - 1):
        behind = np.flip(np.cumsum(np.flip(diagonal(f)[..., 1:], -1), axis=-1), -1)
        behind = np.concatenate([behind, 0 * behind[..., :1]], axis=-1)
        f = (np.triu(f, 1) - diagonal_matrix(behind)) @ x
    return f[..., 0, 0] if n % 2 else -f[..., 0, 0]


@implements(np.linalg.slogdet, group=linear_algebra)
def slogdet(a: Any) -> Any:
    """``slogdet(a)``: d log|det a| = Re tr(a⁻¹·da), and d sign = i·Im(…)·sign.

    At a singular matrix the slope of the logarithm is infinite, with the sign of d det; nan where d det is 0.
    """
    x = as_array(a)
    sign, logarithm = result = np.linalg.slogdet(x._primal)
    with np.errstate(all="ignore"):
        change = _relative_change(x._primal, stripped(sign) == 0, x._tangent)
        turn = 1j * np.imag(change) * sign if is_complex(change) else np.zeros(shape_of(change))
    return type(result)(joined(x, sign, turn), joined(x, logarithm, np.real(change)))


def _relative_change(a: Any, singular: Any, da: Any) -> Any:
    """d det/det; infinite where det is 0."""
    if not singular.any():
        return trace_of_product(np.linalg.inv(a), da)
    regular = np.where(singular[..., None, None], np.eye(shape_of(a)[-1]), a)
    change = determinant_tangent(a, np.zeros(singular.shape), da)
    base = np.where(singular[..., None, None], stripped(a), 0)
    cofactors = np.prod(np.linalg.svdvals(base)[..., :-1], axis=-1)
    noise = _rounding(base) * cofactors * np.linalg.norm(stripped(da), axis=(-2, -1))
    slope = np.where(np.abs(stripped(change)) <= noise, np.nan, change / np.zeros(singular.shape))
    return np.where(singular, slope, trace_of_product(np.linalg.inv(regular), da))
