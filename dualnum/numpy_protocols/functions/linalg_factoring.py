"""Triangular factors: cholesky, qr.

The formulas are those of I. Murray, arXiv:1602.07527 (Cholesky), and S. F. Walter and L. Lehmann,
arXiv:1001.1654 (QR); LAPACK keeps the diagonal of a complex R real.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.linalg_matrices import (
    Directions,
    adjoint,
    diagonal,
    diagonal_matrix,
    hermitian,
    joined,
    linear_algebra,
    moves_at_all,
    of_matrix,
    padded,
    precision,
    solved,
)
from dualnum.shapes import directions_of, is_complex, shape_of


@implements(np.linalg.cholesky, group=linear_algebra)
def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """``cholesky(a, upper=)``: only the triangle that NumPy reads counts, in the tangent too."""
    x = as_array(a)

    def rule(primal: Any, y: Any, dx: Any) -> Any:
        lower = adjoint(y) if upper else y
        directions = directions_of(primal, dx)
        inner = solved(lower, hermitian(dx, "U" if upper else "L"), directions)
        inner = solved(lower, adjoint(inner), directions)
        half = np.tril(inner, -1) + diagonal_matrix(np.real(diagonal(inner)) / 2)
        return adjoint(lower @ half) if upper else lower @ half

    return of_matrix(lambda part: np.linalg.cholesky(part, upper=upper), x, rule)


@implements(np.linalg.qr, group=linear_algebra)
def qr(a: Any, mode: Any = "reduced") -> Any:
    """``qr(a, mode)``: all modes, where the leading columns (rows, in a wide matrix) are independent.

    Raises:
        LinAlgError: the leading columns of a moving matrix are dependent; or, where LAPACK's reflections
            themselves are asked for ("complete", "raw"), it leaves one out, so that they jump.
    """
    x = as_array(a)
    factors = np.linalg.qr(x._primal, mode)
    q, r = factors if mode == "reduced" else np.linalg.qr(x._primal)
    _refuse_dependent(x, stripped(r))
    moves = moves_at_all(x)[..., None, None]
    if not moves.all():  # what stands still needs no inverse
        q, r = np.where(moves, q, 0), np.where(moves, r, np.eye(shape_of(r)[-2], shape_of(r)[-1]))
    with np.errstate(all="ignore"):
        dq, dr = _reduced_tangents(q, r, x._tangent, directions_of(x._primal, x._tangent))
        if mode == "r":
            return joined(x, factors, dr)
        if mode in ("reduced", "full", "f"):
            return type(factors)(joined(x, factors[0], dq), joined(x, factors[1], dr))
        reflections = _Reflections(x, q, dq, r, dr)
        if mode == "complete":
            return type(factors)(*reflections.complete(*factors))
        if mode == "raw":
            return reflections.raw(*factors)
        return reflections.economic(factors)


def _refuse_dependent(x: Dual, r: Any) -> None:
    """Refuse a moving matrix whose R has a zero on its diagonal."""
    pivots = np.abs(np.diagonal(r, axis1=-2, axis2=-1))
    rounding = 4 * max(x.shape[-2:]) * precision(x)
    zero = pivots <= rounding * np.abs(r).max(axis=(-2, -1), initial=0)[..., None]
    if (zero & moves_at_all(x)[..., None]).any():
        raise np.linalg.LinAlgError(
            "qr: the leading columns of a matrix are linearly dependent, so Q and R have no derivative; "
            "reorder its columns, or use svd"
        )


def _over(x: Any, r: Any, directions: Directions) -> Any:
    """x·r⁻¹."""
    return np.swapaxes(solved(np.swapaxes(r, -1, -2), np.swapaxes(x, -1, -2), directions), -1, -2)


def _reduced_tangents(q: Any, r: Any, da: Any, directions: Directions) -> tuple[Any, Any]:
    """(dQ, dR) from dA = dQ·R + Q·dR, where QᴴdQ is skew and dR upper triangular."""
    k = shape_of(q)[-1]
    c = adjoint(q) @ da
    square, lead = r[..., :k], da[..., :k]
    x = _over(c[..., :k], square, directions)
    below = np.tril(x, -1)
    turn = below - adjoint(below)
    if is_complex(x):
        turn = turn + 1j * diagonal_matrix(np.imag(diagonal(x)))
    dq = q @ turn
    if shape_of(q)[-2] > k:
        dq = dq + _over(lead - q @ c[..., :k], square, directions)
    return dq, np.triu(c - turn @ r)


class _Reflections:
    """Householder's reflections of a QR factorisation: Q = H₁H₂…, Hⱼ = I - τⱼvⱼvⱼᴴ.

    With V = (V₁; V₂) of the vectors vⱼ, Q's leading block is I - V₁W, where V₁ is unit lower and W upper
    triangular with the τⱼ on its diagonal; V₂ = -Q₂₁W⁻¹ (R. Schreiber and C. Van Loan, SIAM J. Sci. Stat.
    Comput. 10 (1989) 53).
    """

    def __init__(self, x: Dual, q: Any, dq: Any, r: Any, dr: Any) -> None:
        rows, columns = x.shape[-2:]
        self.x, self.dq, self.r, self.dr = x, dq, r, dr
        # The last one of a real matrix that is not tall reflects a single number: LAPACK leaves it out.
        self.count = max(min(columns, rows if is_complex(x) else rows - 1), 0)
        self._refuse_left_out()
        self.q: Any = make(q[..., : self.count], dq[..., : self.count], x._level)

    def _refuse_left_out(self) -> None:
        _, tau = np.linalg.qr(stripped(self.x), "raw")
        if ((tau[..., : self.count] == 0) & moves_at_all(self.x)[..., None]).any():
            raise np.linalg.LinAlgError(
                "qr: a column is already zero below the diagonal, where LAPACK's reflection jumps, so the "
                "modes 'complete' and 'raw' have no derivative; use mode='reduced'"
            )

    def complete(self, q: Any, r: Any) -> tuple[Any, Any]:
        """Q with the columns that span the rest, E₂ + (E₁ - Q₁)(I - Q₁₁)⁻ᴴQ₂₁ᴴ, and R with rows of zeros."""
        rows, width = shape_of(q)[-1], shape_of(self.r)[-2]
        dq = self.dq
        if rows > width:
            lead, rest = self.q[..., :width, :], self.q[..., width:, :]
            away = np.eye(rows, width) - self.q
            added = away @ adjoint(np.linalg.inv(np.eye(width) - lead)) @ adjoint(rest)
            dq = np.concatenate([dq, added._tangent], axis=-1)
        return joined(self.x, q, dq), joined(self.x, r, padded(self.dr, rows - width, 0))

    def economic(self, h: Any) -> Any:
        """What the deprecated mode of that name gives: the transpose of the first result of "raw"."""
        tau = np.linalg.qr(self.x._primal, "raw")[1]
        return np.swapaxes(self.raw(np.swapaxes(h, -1, -2), tau)[0], -1, -2)

    def raw(self, h: Any, tau: Any) -> tuple[Any, Any]:
        """The transpose of the vectors vⱼ below R, and the τⱼ; dV and dW as for an LU factorisation."""
        count, (rows, columns) = self.count, self.x.shape[-2:]
        v = np.tril(np.swapaxes(h, -1, -2)[..., :count], -1) + np.eye(rows, count)
        first, second = v[..., :count, :], v[..., count:, :]
        directions = directions_of(self.x._primal, self.x._tangent)
        w = np.triu(np.linalg.solve(first, np.eye(count) - self.q._primal[..., :count, :]))
        part = _over(-solved(first, self.q._tangent[..., :count, :], directions), w, directions)
        dw = np.triu(part) @ w
        dsecond = -_over(self.q._tangent[..., count:, :] + second @ dw, w, directions)
        dv = np.concatenate([first @ np.tril(part, -1), dsecond], axis=-2)
        k = shape_of(self.r)[-2]
        dh = padded(dv, 0, columns - count) + padded(self.dr, rows - k, 0)
        dtau = padded(diagonal(dw)[..., None, :], 0, k - count)[..., 0, :]
        return joined(self.x, h, np.swapaxes(dh, -1, -2)), joined(self.x, tau, dtau)
