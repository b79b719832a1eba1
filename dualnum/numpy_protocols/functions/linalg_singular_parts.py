"""Parts of the singular value decomposition that have derivatives where the whole may have none.

One singular value and its vectors need only that this value is simple; the polar factor u·vᴴ needs only
full rank.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import stripped
from dualnum.numpy_protocols.functions.contractions import ranked
from dualnum.numpy_protocols.functions.linalg_matrices import (
    adjoint,
    moves_at_all,
    nonzero,
    per_matrix,
    refuse_pairs,
    solved,
    split_pairs,
    trace_of_product,
)
from dualnum.numpy_protocols.functions.linalg_singular import NO_VALUES, equal_values, rounding, zeros
from dualnum.propagation import split
from dualnum.shapes import direction_shape, directions_of, is_complex, shape_of


def extreme_value(name: str, a: Any, index: int, da: Any) -> tuple[Any, Any]:
    """The largest (index 0) or smallest (-1) singular value and its tangent Re(uᴴ·da·v).

    A value of 0 has the tangent 0, as the tip of a cone (|x| keeps its slope 1).

    Raises:
        LinAlgError: the value is not simple, and a direction parts it from its equals.
    """
    base = stripped(a)
    u, s, vh = np.linalg.svd(base, full_matrices=False)
    zero = zeros(base, s)[..., index]
    block = adjoint(u) @ stripped(da) @ adjoint(vh)
    pairs = split_pairs(_pairs_with(base, s, index), (block + adjoint(block)) / 2, 8 * rounding(base))
    refuse_pairs(name, "singular values", pairs & ~zero[..., None, None], NO_VALUES)
    if conventions.reporting() and nonzero(da, 0):
        conventions.report(name, s[..., index], zero, "the tip of a cone")
    left, right = _at(u, vh, index) if a is base else singular_pair(name, a, index)
    moved = _form(left, da, right)
    if shape_of(a)[-2:] != (1, 1) or is_complex(a):
        moved = np.where(zero, 0 * s[..., 0], moved)
    return _form(left, a, right), moved


def _pairs_with(a: Any, s: Any, index: int) -> Any:
    """The equal pairs of singular values that the one at ``index`` belongs to."""
    pairs = equal_values(a, s)
    group = pairs[..., index, :].copy()
    group[..., index] = True
    return pairs & group[..., None, :] & group[..., :, None]


def _form(left: Any, a: Any, right: Any) -> Any:
    """Re(leftᴴ·a·right) for vectors."""
    return np.real(np.sum(np.conjugate(left) * (a @ right[..., None])[..., 0], axis=-1))


def _at(u: Any, vh: Any, index: int) -> tuple[Any, Any]:
    return u[..., :, index], np.conjugate(vh[..., index, :])


def singular_pair(name: str, a: Any, index: int) -> tuple[Any, Any]:
    """The singular vectors (u, v) of the largest or smallest singular value, as Duals where ``a`` is one.

    Their tangents solve da·v + a·dv = ds·u + s·du and its mirror image, with uᴴdu + vᴴdv = 0.
    """
    if not isinstance(a, Dual):
        u, _, vh = np.linalg.svd(a, full_matrices=False)
        return _at(u, vh, index)
    _refuse_multiple(name, a, index)
    p, da = a._primal, a._tangent
    u, v = (part[..., None] for part in singular_pair(name, p, index))
    s = per_matrix(_form(u[..., 0], p, v[..., 0]))
    rows, columns = shape_of(p)[-2:]
    top = np.concatenate([-s * np.eye(rows), p, -u], axis=-1)
    middle = np.concatenate([adjoint(p), -s * np.eye(columns), -v], axis=-1)
    corner = 0 * s
    bottom = np.concatenate([adjoint(u), adjoint(v), corner], axis=-1)
    right = -np.concatenate([da @ v, adjoint(da) @ u, 0 * (adjoint(u) @ (da @ v))], axis=-2)
    bordered = np.concatenate([top, middle, bottom], axis=-2)
    bordered = np.where(moves_at_all(a)[..., None, None], bordered, np.eye(rows + columns + 1))
    moved = solved(bordered, right, directions_of(p, da))[..., 0]
    return make(u[..., 0], moved[..., :rows], a._level), make(v[..., 0], moved[..., rows:-1], a._level)


def _refuse_multiple(name: str, a: Dual, index: int) -> None:
    """Refuse a moving matrix whose singular vectors are not determined by their singular value."""
    base = stripped(a)
    s = np.linalg.svdvals(base)
    pairs = _pairs_with(base, s, index) & moves_at_all(a)[..., None, None]
    refuse_pairs(name, "singular values", pairs, "their vectors have no derivative, and they no second one")
    if (zeros(base, s)[..., index] & moves_at_all(a)).any():
        raise np.linalg.LinAlgError(
            f"{name}: a singular value is zero, where it has a kink, so it has no second derivative; "
            "move away from there"
        )


def nuclear_tangent(a: Any, da: Any) -> Any:
    """Re tr(wᴴ·da) for the polar factor w of a: right for equal singular values, a subgradient for zeros."""
    if conventions.reporting() and nonzero(da, 0):
        s = np.linalg.svdvals(stripped(a))
        conventions.report("norm", s[..., -1], zeros(stripped(a), s)[..., -1], "the tip of a cone")
    return np.real(trace_of_product(adjoint(polar_factor(a)), da))


def polar_factor(a: Any) -> Any:
    """w = u·vᴴ over the singular values that are not zero, so a = w·h with h = (aᴴa)^½.

    Its tangent is w·k + (I - w·wᴴ)·da·h⁻¹, where the skew k solves k·h + h·k = wᴴda - daᴴw
    (N. J. Higham, Functions of Matrices, 2008, chapter 8).

    Raises:
        LinAlgError: a moving matrix has not full rank, so that its factor jumps.
    """
    if not isinstance(a, Dual):
        u, s, vh = np.linalg.svd(a, full_matrices=False)
        return (u * ~zeros(a, s)[..., None, :]) @ vh
    if a.shape[-2] < a.shape[-1]:
        return adjoint(polar_factor(adjoint(a)))
    deficient = _refuse_rank(a)
    p, da = a._primal, a._tangent
    w = polar_factor(p)
    h = np.where(deficient[..., None, None], np.eye(a.shape[-1]), adjoint(w) @ p)
    turned = adjoint(w) @ da
    dw = w @ _sylvester(h, turned - adjoint(turned))
    if a.shape[-2] > a.shape[-1]:
        dw = dw + (da - w @ turned) @ np.linalg.inv(h)
    return make(w, dw, a._level)


def _refuse_rank(a: Dual) -> Any:
    """Which matrices of a stack have not full rank; none of them may move."""
    base = stripped(a)
    deficient = np.asarray(zeros(base, np.linalg.svdvals(base)).any(axis=-1))
    if (deficient & moves_at_all(a)).any():
        raise np.linalg.LinAlgError(
            "norm: the nuclear norm of a matrix without full rank has a kink, so it has no second "
            "derivative; move away from there"
        )
    return deficient


def _sylvester(h: Any, c: Any) -> Any:
    """The solution k of k·h + h·k = c, for positive definite h."""
    if not isinstance(h, Dual) and not isinstance(c, Dual):
        s, v = np.linalg.eigh(h)
        return v @ ((adjoint(v) @ c @ v) / (s[..., :, None] + s[..., None, :])) @ adjoint(v)
    level, (h, c), (dh, dc) = split((h, c))
    k = _sylvester(h, c)
    right: Any = 0 if dc is None else dc
    if dh is not None:
        dh = ranked(dh, direction_shape("norm", (h, c), (dh, dc)), len(shape_of(k)))
        right = right - k @ dh - dh @ k
    return make(k, _sylvester(h, right), level)
