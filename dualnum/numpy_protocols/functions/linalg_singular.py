"""Singular values and vectors: svd, svdvals.

The formulas are those of J. Townsend, "Differentiating the singular value decomposition" (2016), and for
complex matrices, whose singular vectors have free phases, of Z.-Q. Wan and S.-X. Zhang,
arXiv:1909.02659; the phases follow LAPACK's choice, which keeps the first row of V (of U, for a wide
matrix) real.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.linalg_matrices import (
    adjoint,
    diagonal,
    equal_pairs,
    joined,
    linear_algebra,
    moves_at_all,
    nonzero,
    of_matrix,
    precision,
    refuse_pairs,
    split_pairs,
)
from dualnum.shapes import is_complex, shape_of

NO_VALUES = "in a direction that parts them they have no derivative"
_NO_VECTORS = "their singular vectors have no derivative; use svdvals if it will do"


@implements(np.linalg.svd, group=linear_algebra)
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    """``svd(a, full_matrices, compute_uv, hermitian)``.

    The columns that ``full_matrices`` adds span a null space and are otherwise free: they move as little
    as they can.

    Raises:
        LinAlgError: a matrix moves whose singular values repeat, so that its vectors jump, or one is zero.
    """
    x = as_array(a)
    if hermitian:
        return _hermitian_svd(x, compute_uv)
    if not compute_uv:
        return of_matrix(lambda part: np.linalg.svd(part, compute_uv=False), x, _checked_values)
    result: Any = np.linalg.svd(x._primal, full_matrices)
    _refuse(x, result)
    with np.errstate(all="ignore"):
        tangents = factor_tangents(result[0], result[1], result[2], x._tangent)
    return type(result)(*(joined(x, y, t) for y, t in zip(result, tangents, strict=True)))


@implements(np.linalg.svdvals, group=linear_algebra)
def svdvals(x: Any, /) -> Any:
    """``svdvals(x)``; a singular value of 0 has the slope 0, as the tip of a cone (|x| keeps its slope 1).

    Raises:
        LinAlgError: singular values are equal and a direction splits them, so that they have a kink.
    """
    return of_matrix(np.linalg.svdvals, x, _checked_values)


def _checked_values(a: Any, s: Any, da: Any) -> Any:
    ds, split = value_tangents(a, s, da)
    if conventions.reporting() and nonzero(da, 0):
        conventions.report("svdvals", s, zeros(a, stripped(s)), "the tip of a cone")
    refuse_pairs("svdvals", "singular values", split, NO_VALUES)
    return ds


def value_tangents(a: Any, s: Any, da: Any) -> tuple[Any, Any]:
    """ds = Re diag(uᴴ·da·v), and which pairs of equal values a direction parts, where it is not right."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    x = adjoint(u) @ da @ adjoint(vh)
    ds = np.real(diagonal(x))
    zero = zeros(a, stripped(s))
    block = stripped(x)
    pairs = equal_values(a, stripped(s)) & ~zero[..., None]
    split = split_pairs(pairs, (block + adjoint(block)) / 2, 8 * rounding(a))
    if shape_of(a)[-2:] != (1, 1) or is_complex(a):
        ds = np.where(zero, 0 * precision(s), ds)
    return ds, split


def rounding(a: Any) -> float:
    """How far singular values may be from exact ones, relative to the largest."""
    return 4 * max(shape_of(a)[-2:]) * precision(a)


def equal_values(a: Any, s: Any) -> Any:
    """Which pairs of (plain) singular values are equal to rounding."""
    return equal_pairs(s, rounding(a) * s[..., :1, None])


def zeros(a: Any, s: Any) -> Any:
    """Which singular values are zero to rounding."""
    return s <= rounding(a) * s[..., :1]


def _refuse(x: Dual, result: Any) -> None:
    """Refuse a moving matrix whose singular vectors have no derivative."""
    u, s, vh = map(stripped, result)
    moves = moves_at_all(x)
    pairs = equal_values(x, s) & moves[..., None, None]
    refuse_pairs("svd", "singular values", pairs, _NO_VECTORS)
    zero = zeros(x, s) & moves[..., None]
    if not zero.any():
        return
    k = s.shape[-1]
    along = diagonal(adjoint(u[..., :k]) @ stripped(x._tangent) @ adjoint(vh[..., :k, :]))
    size = np.abs(stripped(x._tangent)).max(axis=(-2, -1), initial=0)
    if x.shape[-2] != x.shape[-1] or (zero & (np.abs(along) > rounding(x) * size[..., None])).any():
        raise np.linalg.LinAlgError(
            "svd: a singular value is zero, where its singular vectors jump, so they have no derivative; "
            "use svdvals, or pinv, or a matrix of full rank"
        )


def factor_tangents(u: Any, s: Any, vh: Any, da: Any) -> tuple[Any, Any, Any]:
    """(du, ds, dvᴴ) for distinct singular values."""
    k = shape_of(s)[-1]
    u1, v1 = u[..., :k], adjoint(vh[..., :k, :])
    x = adjoint(u1) @ da @ v1
    xh = adjoint(x)
    row, column = s[..., None, :], s[..., :, None]
    eye = np.eye(k)
    inverse_gaps = (1 - eye) / ((row - column) * (row + column) + eye)
    du = u1 @ (inverse_gaps * (x * row + column * xh))
    dv = v1 @ (inverse_gaps * (column * x + xh * row))
    if shape_of(u)[-2] > k:
        du = du + (da @ v1 - u1 @ x) / row
    if shape_of(vh)[-1] > k:
        dv = dv + (adjoint(da) @ u1 - v1 @ xh) / row
    if is_complex(u) or is_complex(da):
        du, dv = _with_phases(u1, s, v1, x, du, dv)
    du = np.concatenate([du, -u1 @ (adjoint(du) @ u[..., k:])], axis=-1)
    dv = np.concatenate([dv, -v1 @ (adjoint(dv) @ adjoint(vh)[..., k:])], axis=-1)
    return du, np.real(diagonal(x)), adjoint(dv)


def _with_phases(u: Any, s: Any, v: Any, x: Any, du: Any, dv: Any) -> tuple[Any, Any]:
    """The tangents with the phases' rotations iα·u and iβ·v: α - β = Im(xⱼⱼ)/sⱼ, and LAPACK's choice."""
    together = np.imag(diagonal(x)) / np.where(zeros(u, stripped(s)), 1.0, s)
    if shape_of(u)[-2] >= shape_of(v)[-2]:
        beta = first_row_phase(v, dv)
        alpha = together + beta
    else:
        alpha = first_row_phase(u, du)
        beta = alpha - together
    return du + 1j * alpha[..., None, :] * u, dv + 1j * beta[..., None, :] * v


def first_row_phase(v: Any, dv: Any, row: int = 0) -> Any:
    """The rotation that keeps a row of v real, where it is real and not zero; elsewhere none."""
    fixed = stripped(v)[..., row, :]
    real = np.abs(fixed.imag) <= 8 * shape_of(v)[-2] * precision(v)
    usable = real & (np.abs(fixed) > np.sqrt(precision(v)))
    angle = -np.imag(dv[..., row, :]) / np.where(usable, np.real(v[..., row, :]), 1.0)
    return np.where(usable, angle, 0.0)


def _hermitian_svd(x: Any, compute_uv: bool) -> Any:
    """The SVD that NumPy makes of eigenvalues: s = |w|, sorted, and v = sign(w)·u."""
    if not compute_uv:
        s = np.abs(np.linalg.eigvalsh(x))
        return np.take_along_axis(s, np.argsort(stripped(s), axis=-1)[..., ::-1], axis=-1)
    plain = np.linalg.svd(stripped(x), hermitian=True)
    w, u = np.linalg.eigh(x)
    order = np.argsort(np.abs(stripped(w)), axis=-1)[..., ::-1]
    w = np.take_along_axis(w, order, axis=-1)
    u = np.take_along_axis(u, order[..., None, :], axis=-1)
    vh = adjoint(u * np.sign(stripped(w))[..., None, :])
    return type(plain)(u, np.abs(w), vh)
