"""Eigenvalues and eigenvectors: eigh, eigvalsh, eig, eigvals.

dλⱼ and the parts of dvⱼ along the other eigenvectors are those of J. R. Magnus, Econometric Theory 1 (1985)
179.  An eigenvector's length and phase are free; its tangent keeps them as LAPACK does: unit length, and
one component real.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.linalg_matrices import (
    adjoint,
    diagonal,
    equal_pairs,
    hermitian,
    joined,
    linear_algebra,
    moves_at_all,
    of_matrix,
    precision,
    refuse_pairs,
    size,
    split_pairs,
)
from dualnum.numpy_protocols.functions.linalg_singular import first_row_phase
from dualnum.shapes import is_complex, shape_of

_NO_VECTORS = "their eigenvectors have no derivative; use {} if it will do, or a function of the whole matrix"
_NO_VALUES = "in a direction that parts them they have no derivative; use a function of the whole matrix"


@implements(np.linalg.eigh, group=linear_algebra)
def eigh(a: Any, UPLO: Any = "L") -> Any:  # noqa: N803  (NumPy's name)
    """``eigh(a, UPLO)``: only the triangle that NumPy reads counts, in the tangent too.

    Raises:
        LinAlgError: a matrix moves whose eigenvalues are equal, so that its eigenvectors jump.
    """
    x = as_array(a)
    result = np.linalg.eigh(x._primal, UPLO)
    w, v = result
    pairs = _equal_real(stripped(w), x) & moves_at_all(x)[..., None, None]
    refuse_pairs("eigh", "eigenvalues", pairs, _NO_VECTORS.format("eigvalsh"))
    with np.errstate(all="ignore"):
        c = adjoint(v) @ hermitian(x._tangent, UPLO) @ v
        dv = v @ _over_gaps(w, c)
        if is_complex(v):
            row = 0 if UPLO.upper() == "L" else shape_of(v)[-2] - 1
            dv = dv + 1j * first_row_phase(v, dv, row)[..., None, :] * v
    return type(result)(joined(x, w, np.real(diagonal(c))), joined(x, v, dv))


@implements(np.linalg.eigvalsh, group=linear_algebra)
def eigvalsh(a: Any, UPLO: Any = "L") -> Any:  # noqa: N803  (NumPy's name)
    """``eigvalsh(a, UPLO)``.

    Raises:
        LinAlgError: eigenvalues are equal and a direction splits them, so that they have a kink.
    """

    def rule(x: Any, w: Any, dx: Any) -> Any:
        _, v = np.linalg.eigh(x, UPLO)
        c = adjoint(v) @ hermitian(dx, UPLO) @ v
        parted = split_pairs(_equal_real(stripped(w), x), c, 8 * _rounding(x))
        refuse_pairs("eigvalsh", "eigenvalues", parted, _NO_VALUES)
        return np.real(diagonal(c))

    return of_matrix(lambda x: np.linalg.eigvalsh(x, UPLO), a, rule)


@implements(np.linalg.eig, group=linear_algebra)
def eig(a: Any) -> Any:
    """``eig(a)``, for simple eigenvalues.

    Raises:
        LinAlgError: a matrix moves whose eigenvalues are equal, or which has too few eigenvectors.
    """
    x = as_array(a)
    result = np.linalg.eig(x._primal)
    w, v = result
    moves = moves_at_all(x)
    inverse = _inverse_vectors("eig", v, moves)
    pairs = _equal_general(stripped(w), inverse, x) & moves[..., None, None]
    refuse_pairs("eig", "eigenvalues", pairs, _NO_VECTORS.format("eigvals"))
    with np.errstate(all="ignore"):
        c = inverse @ x._tangent @ v
        dv = v @ _over_gaps(w, c)
        dv = dv - np.sum(np.real(np.conjugate(v) * dv), axis=-2)[..., None, :] * v
        if is_complex(v) and shape_of(v)[-1]:
            dv = dv + 1j * _largest_phase(v, dv)[..., None, :] * v
    return type(result)(joined(x, w, diagonal(c)), joined(x, v, dv))


@implements(np.linalg.eigvals, group=linear_algebra)
def eigvals(a: Any) -> Any:
    """``eigvals(a)``.

    Raises:
        LinAlgError: eigenvalues are equal and a direction splits them, so that they have no derivative.
    """
    x = as_array(a)

    def rule(primal: Any, w: Any, dx: Any) -> Any:
        values, v = np.linalg.eig(primal)
        inverse = _inverse_vectors("eigvals", v, moves_at_all(x))
        c = inverse @ dx @ v
        pairs = _equal_general(stripped(values), inverse, x)
        refuse_pairs("eigvals", "eigenvalues", split_pairs(pairs, c, 8 * _rounding(x)), _NO_VALUES)
        dw = _in_order(stripped(w), stripped(values), diagonal(c))
        return dw if is_complex(w) or is_complex(dx) else np.real(dw)

    return of_matrix(np.linalg.eigvals, x, rule)


def _over_gaps(w: Any, c: Any) -> Any:
    """cᵢⱼ/(wⱼ - wᵢ), and 0 on the diagonal."""
    eye = np.eye(shape_of(w)[-1])
    return c * ((1 - eye) / (w[..., None, :] - w[..., :, None] + eye))


def _rounding(x: Any) -> float:
    """How far eigenvalues of a normal matrix may be from exact ones, relative to its size."""
    return 4 * max(shape_of(x)[-1], 1) * precision(x)


def _equal_real(w: Any, x: Any) -> Any:
    return equal_pairs(w, _rounding(x) * np.abs(w).max(axis=-1, initial=0)[..., None, None])


def _equal_general(w: Any, inverse: Any, x: Any) -> Any:
    """Which eigenvalues are equal to rounding, which their condition numbers (rows of v⁻¹) magnify."""
    condition = np.linalg.norm(stripped(inverse), axis=-1)
    reach = _rounding(x) * size(stripped(x))[..., None, None]
    return equal_pairs(w, reach * np.maximum(condition[..., None, :], condition[..., :, None]))


def _inverse_vectors(name: str, v: Any, moves: Any) -> Any:
    """v⁻¹; the identity for matrices that do not move.

    Raises:
        LinAlgError: a moving matrix has fewer independent eigenvectors than rows.
    """
    n = shape_of(v)[-1]
    if n == 0:
        return v
    s = np.linalg.svdvals(stripped(v))
    missing = s[..., -1] <= n * precision(v) * s[..., 0]
    if (missing & moves).any():
        raise np.linalg.LinAlgError(
            f"{name}: a matrix is defective (its eigenvectors are not independent), so its eigenvalues have "
            "no derivative; use a function of the whole matrix"
        )
    if missing.any():
        v = np.where(missing[..., None, None], np.eye(n), v)
    return np.linalg.inv(v)


def _largest_phase(v: Any, dv: Any) -> Any:
    """The rotation that keeps the largest component of each eigenvector real, as LAPACK does."""
    plain = stripped(v)
    largest = np.argmax(np.where(plain.imag == 0, np.abs(plain), -1.0), axis=-2)[..., None, :]
    moved = np.take_along_axis(dv, np.broadcast_to(largest, shape_of(dv)[:-2] + largest.shape[-2:]), axis=-2)
    kept = np.take_along_axis(v, largest, axis=-2)
    return (-np.imag(moved) / np.real(kept))[..., 0, :]


def _in_order(w: Any, values: Any, dvalues: Any) -> Any:
    """Tangents of ``values`` in the order of ``w``, which are the same eigenvalues to rounding."""
    if w.shape[-1] == 0:
        return dvalues
    nearest = np.argmin(np.abs(w[..., :, None] - values[..., None, :]), axis=-1)
    return np.take_along_axis(dvalues, np.broadcast_to(nearest, shape_of(dvalues)), axis=-1)
