"""Functions of scipy.linalg that NumPy has too."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for


@stands_for("scipy.linalg.inv")
def _inv(a: Any, overwrite_a: bool = False, check_finite: bool = True, **_: Any) -> Any:
    return np.linalg.inv(a)


@stands_for("scipy.linalg.det")
def _det(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.det(a)


@stands_for("scipy.linalg.solve")
def _solve(
    a: Any,
    b: Any,
    lower: bool = False,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    assume_a: Any = None,
    transposed: bool = False,
) -> Any:
    return np.linalg.solve(_as_assumed(np.asanyarray(a), assume_a, lower, transposed), b)


def _as_assumed(a: Any, assumed: Any, lower: bool, transposed: bool) -> Any:
    """The matrix as far as it is read where its structure is given."""
    if assumed in ("her", "pos", "hermitian", "positive definite"):
        a = mirrored(a, lower)
    elif assumed in ("sym", "symmetric"):
        strict = np.tril(a, -1) if lower else np.triu(a, 1)
        a = (np.tril(a) if lower else np.triu(a)) + strict.swapaxes(-1, -2)
    elif assumed in ("lower triangular", "upper triangular", "diagonal", "tridiagonal"):
        below = {"upper triangular": 0, "diagonal": 0, "tridiagonal": 1}.get(assumed, a.shape[-1])
        above = {"lower triangular": 0, "diagonal": 0, "tridiagonal": 1}.get(assumed, a.shape[-1])
        a = np.triu(np.tril(a, above), -below)
    return a.swapaxes(-1, -2) if transposed else a


def mirrored(a: Any, lower: bool) -> Any:
    """The Hermitian matrix of which only one triangle is read."""
    triangle = np.tril(a) if lower else np.triu(a)
    strict = np.tril(a, -1) if lower else np.triu(a, 1)
    return triangle + np.conjugate(strict).swapaxes(-1, -2)


@stands_for("scipy.linalg.norm")
def _norm(
    a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, check_finite: bool = True
) -> Any:
    return np.linalg.norm(a, ord, axis, keepdims)


@stands_for("scipy.linalg.lstsq")
def _lstsq(
    a: Any,
    b: Any,
    cond: Any = None,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    lapack_driver: Any = None,
) -> Any:
    return np.linalg.lstsq(a, b, rcond=cond)


@stands_for("scipy.linalg.pinv")
def _pinv(
    a: Any, *, atol: Any = None, rtol: Any = None, return_rank: bool = False, check_finite: bool = True
) -> Any:
    return np.linalg.pinv(a)


@stands_for(
    "scipy._lib.array_api_compat.numpy.linalg.solve",
    "scipy._external.array_api_compat.numpy.linalg.solve",
    "sklearn.externals.array_api_compat.numpy.linalg.solve",
)
def _solve_of_the_array_api(x1: Any, x2: Any, /) -> Any:
    return np.linalg.solve(x1, x2)
