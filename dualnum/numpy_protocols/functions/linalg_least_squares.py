"""Pseudoinverses and least squares: pinv, lstsq."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.linalg_matrices import (
    adjoint,
    hermitian,
    linear_algebra,
    of_matrix,
    padded,
    precision,
    size,
    trace,
)
from dualnum.numpy_protocols.functions.linalg_singular import value_tangents
from dualnum.propagation import split
from dualnum.shapes import direction_shape, filled, shape_of


@implements(np.linalg.pinv, group=linear_algebra)
def pinv(a: Any, *args: Any, **kwargs: Any) -> Any:
    """``pinv(a, rcond, hermitian, *, rtol)``, where a keeps its rank.

    Raises:
        LinAlgError: a direction changes the rank, where pinv jumps.
    """
    args, kwargs = stripped(args), stripped(kwargs)
    reads_lower = args[1] if len(args) > 1 else kwargs.get("hermitian", False)

    def rule(x: Any, y: Any, dx: Any) -> Any:
        if reads_lower:
            x, dx = hermitian(x), hermitian(dx)
        return pseudoinverse_tangent("pinv", x, y, dx)

    return of_matrix(lambda x: np.linalg.pinv(x, *args, **kwargs), a, rule)


def pseudoinverse_tangent(name: str, a: Any, y: Any, da: Any) -> Any:
    """dy for y = a⁺ of constant rank or cut off (Golub and Pereyra, SIAM J. Numer. Anal. 10 (1973) 413)."""
    if 0 in shape_of(a):
        return np.zeros(shape_of(da)[: len(shape_of(da)) - 2] + shape_of(y)[-2:])
    rank, cut = _rank_kept(stripped(a), stripped(y))
    if cut:
        return _cut_off_tangent(a, rank, da)
    left, right = a @ y, y @ a
    outside = da - left @ da  # what leaves the range of a
    _check_rank(name, stripped(a), stripped(y), rank, da, outside - outside @ right)
    from_left = y @ adjoint(outside @ y)
    from_right = adjoint(y @ (da - da @ right)) @ y
    return from_left + from_right - y @ da @ y


def _rank_kept(a: Any, y: Any) -> tuple[Any, bool]:
    """The rank of the pseudoinverses, and whether a singular value that is not zero was cut off."""
    rank = np.rint(np.real(trace(a @ y))).astype(int)
    s = np.linalg.svdvals(a)
    dropped = np.arange(s.shape[-1]) >= rank[..., None]
    negligible = 8 * max(a.shape[-2:]) * precision(a) * s[..., :1]
    return rank, bool((dropped & (s > negligible)).any())


def _check_rank(name: str, a: Any, y: Any, rank: Any, da: Any, across: Any) -> None:
    """Refuse a direction that has a part ``across`` the null spaces of matrices without full rank.

    Raises:
        LinAlgError: there is one.
    """
    deficient = rank < min(a.shape[-2:])
    if not np.any(deficient):
        return
    noise = 64 * max(a.shape[-2:]) * precision(a) * size(a) * size(y)
    if (deficient & (_largest(across) > noise * _largest(da))).any():
        raise np.linalg.LinAlgError(
            f"{name}: a direction changes the rank of a matrix, where its pseudoinverse jumps, so it has no "
            "derivative; move it within its rank, or add a multiple of the identity"
        )


def _largest(matrices: Any) -> Any:
    return np.abs(stripped(matrices)).max(axis=(-2, -1))


def _cut_off_tangent(a: Any, rank: Any, da: Any) -> Any:
    """dy where ``rcond`` cuts off singular values: the derivative of u·g(s)·vᴴ, with g(s) = 1/s or 0.

    For x = uᴴ·da·v it is u(G∘(x + xᴴ)/2 + H∘(x - xᴴ)/2)vᴴ, where G = (gᵢ - gⱼ)/(sᵢ - sⱼ) and
    H = (gᵢ + gⱼ)/(sᵢ + sⱼ) (V. Noferini, SIAM J. Matrix Anal. Appl. 38 (2017) 434).
    """
    u, s, vh = np.linalg.svd(a)
    size, kept = max(shape_of(a)[-2:]), np.arange(shape_of(s)[-1]) < rank[..., None]
    x = adjoint(u) @ da @ adjoint(vh)
    x = padded(x, size - shape_of(x)[-2], size - shape_of(x)[-1])
    g = np.where(kept, 1 / np.where(kept, s, 1.0), 0.0)
    s, g = (padded(part[..., None, :], 0, size - shape_of(s)[-1]) for part in (s, g))
    st, gt = np.swapaxes(s, -1, -2), np.swapaxes(g, -1, -2)
    one_kept = (stripped(g) != 0) != (stripped(gt) != 0)
    difference = np.where(one_kept, (gt - g) / np.where(one_kept, st - s, 1.0), -gt * g)
    mean = np.where(one_kept, (gt + g) / np.where(one_kept, st + s, 1.0), gt * g)
    d = (difference * (x + adjoint(x)) + mean * (x - adjoint(x))) / 2
    return adjoint(u @ d[..., : shape_of(u)[-1], : shape_of(vh)[-1]] @ vh)


@implements(np.linalg.lstsq, group=linear_algebra)
def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """``lstsq(a, b, rcond)``: (x, residuals, rank, s), where a keeps its rank.

    A tangent of ``s`` is nan where singular values are equal and a direction parts them.

    Raises:
        LinAlgError: a direction changes the rank.
    """
    level, (a, b), (da, db) = split((as_array(a), as_array(b)))
    rcond = stripped(rcond)
    x, residuals, rank, s = np.linalg.lstsq(a, b, rcond)
    directions = direction_shape("lstsq", (a, b), (da, db))
    column = len(shape_of(b)) == 1
    right, dright = (b[:, None], None if db is None else db[..., None]) if column else (b, db)
    with np.errstate(all="ignore"):
        dx = _solution_tangent(a, right, da, dright, rcond)
        remainder = right - a @ (x[:, None] if column else x)
        dresiduals = _residuals_tangent(remainder, x[:, None] if column else x, da, dright)
    dx = filled(dx[..., 0] if column else dx, x, directions)
    dresiduals = filled(dresiduals[..., : residuals.shape[0]], residuals, directions)
    if da is not None:
        s = make(s, filled(_values_or_nan(a, s, da), s, directions), level)
    return make(x, dx, level), make(residuals, dresiduals, level), rank, s


def _solution_tangent(a: Any, b: Any, da: Any, db: Any, rcond: Any) -> Any:
    """dx for x = a⁺b, with NumPy's own cutoff of small singular values."""
    if rcond is None:
        rcond = precision(a) * max(shape_of(a))
    y = np.linalg.pinv(a, rcond if rcond >= 0 else precision(a))
    dx = None if da is None else pseudoinverse_tangent("lstsq", a, y, da) @ b
    if db is None:
        return dx
    return y @ db if dx is None else dx + y @ db


def _residuals_tangent(remainder: Any, x: Any, da: Any, db: Any) -> Any:
    """d|b - a·x|², where a·dx is orthogonal to the remainder."""
    moved = (0 if db is None else db) - (0 if da is None else da @ x)
    return 2 * np.sum(np.real(np.conjugate(remainder) * moved), axis=-2)


def _values_or_nan(a: Any, s: Any, da: Any) -> Any:
    ds, parted = value_tangents(a, s, da)
    return np.where(parted.any(axis=-1), np.nan, ds)
