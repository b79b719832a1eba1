"""Factorizations of scipy.linalg."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import with_value
from dualnum.dropin.matrices import mirrored
from dualnum.dropin.state import plain_of


@stands_for("scipy.linalg.cholesky")
def _cholesky(a: Any, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    factor = np.linalg.cholesky(mirrored(a, lower))
    return factor if lower else np.conjugate(factor).swapaxes(-1, -2)


@stands_for("scipy.linalg.cho_factor")
def _cho_factor(a: Any, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return _cholesky(a, lower), lower


@stands_for("scipy.linalg.cho_solve", keeps_tuples=True)
def _cho_solve(c_and_lower: Any, b: Any, overwrite_b: bool = False, check_finite: bool = True) -> Any:
    c, lower = c_and_lower
    c = np.tril(c) if lower else np.conjugate(np.triu(c)).swapaxes(-1, -2)
    return np.linalg.solve(c @ np.conjugate(c).swapaxes(-1, -2), b)


@stands_for("scipy.linalg.svd")
def _svd(
    a: Any,
    full_matrices: bool = True,
    compute_uv: bool = True,
    overwrite_a: bool = False,
    check_finite: bool = True,
    lapack_driver: str = "gesdd",
) -> Any:
    svd: Any = np.linalg.svd
    return svd(a, full_matrices=full_matrices, compute_uv=compute_uv)


@stands_for("scipy.linalg.svdvals")
def _svdvals(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.svd(a, compute_uv=False)


@stands_for("scipy.linalg.qr")
def _qr(
    a: Any,
    overwrite_a: bool = False,
    lwork: Any = None,
    mode: str = "full",
    pivoting: bool = False,
    check_finite: bool = True,
) -> Any:
    if pivoting or mode == "raw":
        raise TypeError("qr: dualnum has no rule for pivoting or mode='raw'; use numpy.linalg.qr")
    if mode == "r":
        upper: Any = np.linalg.qr(a, "r")
        return (np.concatenate([upper, np.zeros((a.shape[0] - upper.shape[0], a.shape[1]))]),)
    square = mode == "full" and a.shape[-1] < a.shape[-2]
    return tuple(np.linalg.qr(a, "complete" if square else "reduced"))


@stands_for("scipy.linalg.lu")
def _lu(
    a: Any,
    permute_l: bool = False,
    overwrite_a: bool = False,
    check_finite: bool = True,
    p_indices: bool = False,
    *,
    original: Any,
) -> Any:
    """L and U of the rows in the order that the plain pivoting chose."""
    order, lower, upper = original(plain_of(a), p_indices=True)
    moved = _eliminated("lu", a, np.argsort(order))
    m, n = a.shape
    k = min(m, n)
    lower = with_value(np.tril(moved[:, :k], -1) + np.eye(m, k), lower)
    upper = with_value(np.triu(moved[:k]), upper)
    if permute_l:
        return lower[order], upper
    return (order if p_indices else np.eye(m)[order]), lower, upper


@stands_for("scipy.linalg.lu_factor")
def _lu_factor(a: Any, overwrite_a: bool = False, check_finite: bool = True, *, original: Any) -> Any:
    """L and U in one array, and the exchanges of rows, which stay."""
    factor, pivots = original(plain_of(a))
    return with_value(_eliminated("lu_factor", a, _order(pivots, len(a))), factor), pivots


@stands_for("scipy.linalg.lu_solve", keeps_tuples=True)
def _lu_solve(
    lu_and_piv: Any, b: Any, trans: int = 0, overwrite_b: bool = False, check_finite: bool = True
) -> Any:
    factor, pivots = lu_and_piv
    lower, upper = np.tril(factor, -1) + np.eye(len(factor)), np.triu(factor)
    order = _order(pivots, len(factor))
    b = np.asanyarray(b)
    if trans == 0:
        return np.linalg.solve(upper, np.linalg.solve(lower, b[order]))
    if trans == 2:
        lower, upper = np.conjugate(lower), np.conjugate(upper)
    return np.linalg.solve(lower.T, np.linalg.solve(upper.T, b))[np.argsort(order)]


def _order(pivots: Any, n: int) -> Any:
    """The order in which exchanges, one after another, leave the rows."""
    order = np.arange(n)
    for k, pivot in enumerate(pivots):
        order[[k, pivot]] = order[[pivot, k]]
    return order


def _eliminated(name: str, a: Any, order: Any) -> Any:
    """Gauss's elimination of the rows in this order: U, and below it L.

    Raises:
        TypeError: there is a stack of matrices, or a pivot in the midst is zero, so that L is not unique.
    """
    if a.ndim != 2:
        raise TypeError(f"{name}: dualnum has a rule for one matrix, not for a stack; call it for each")
    a = a[order] + 0.0  # a copy, of floats
    for k in range(min(a.shape[0] - 1, a.shape[1])):
        if plain_of(a[k, k]) == 0:
            raise TypeError(f"{name}: the matrix is singular, so that its factors have no derivative")
        a[k + 1 :, k] = a[k + 1 :, k] / a[k, k]
        a[k + 1 :, k + 1 :] = a[k + 1 :, k + 1 :] - np.outer(a[k + 1 :, k], a[k, k + 1 :])
    return a
