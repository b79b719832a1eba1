"""Roots of polynomials, and polynomials from their roots: roots, poly."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.floating_errors import told_where_it_shows
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.linalg_matrices import (
    finite,
    nonzero,
    precision,
    still,
    trace,
    trace_of_product,
)
from dualnum.numpy_protocols.results import defined
from dualnum.shapes import directions_of, filled, is_complex, shape_of

polynomials = "polynomials"


@implements(np.roots, group=polynomials)
def roots(p: Any) -> Any:
    """``roots(p)``: from p(x) = 0, dx = -dp(x)/p'(x).

    Raises:
        LinAlgError: the polynomial moves and has a multiple root, which splits at an infinite speed.
    """
    p = np.atleast_1d(as_array(p))
    x = np.roots(p._primal)
    directions = directions_of(p._primal, p._tangent)
    _refuse_multiple(p, stripped(x), directions)
    with np.errstate(all="ignore"):
        powers = np.reshape(x, (*shape_of(x), 1)) ** np.arange(len(p) - 1, -1, -1)
        slope = np.polyval(p._primal[:-1] * np.arange(len(p) - 1, 0, -1), x)
        dx = -(powers @ p._tangent[..., None])[..., 0] / slope
    dx = filled(dx, x, directions)
    if not finite(dx):
        dx = still(dx, nonzero(p._tangent, len(directions)), len(directions))
    return make(x, dx, p._level)


def _refuse_multiple(p: Dual, x: Any, directions: Any) -> None:
    """Refuse a root whose error, |rounding of p(x)|/|p'|, reaches to where p' changes by as much as itself.

    Raises:
        LinAlgError: there is one, and some coefficient moves.
    """
    base = stripped(p)
    if not nonzero(p._tangent, len(directions)).any():
        return
    largest = np.abs(base).max()
    base = base / largest if largest > 0 else base
    with np.errstate(all="ignore"):
        slope = np.abs(np.polyval(np.polyder(base), x))
        bend = np.abs(np.polyval(np.polyder(base, 2), x))
        error = 64 * precision(base) * np.polyval(np.abs(base), np.abs(x))
        multiple = slope**2 <= error * bend
    if multiple.any():
        raise np.linalg.LinAlgError(
            f"roots: the root {x[multiple][0]} is multiple to rounding, so it has no derivative; "
            "use a function of the coefficients"
        )


@implements(np.poly, group=polynomials)
def poly(seq_of_zeros: Any) -> Any:
    """``poly(seq_of_zeros)``: from roots, or the characteristic polynomial of a matrix."""
    x: Any = np.atleast_1d(as_array(seq_of_zeros))
    if x.ndim == 1:
        return _nearly_real(defined(np.poly, _from_roots, x))
    y = np.poly(x._primal)
    tangent = told_where_it_shows(_characteristic_tangent, x._primal, y, x._tangent)
    return _nearly_real(make(y, filled(tangent, y, directions_of(x._primal, x._tangent)), x._level))


def _from_roots(x: Any) -> Any:
    c: Any = np.ones(1)
    for root in x:
        c = np.concatenate([c, np.zeros(1)]) - root * np.concatenate([np.zeros(1), c])
    return c


def _nearly_real(y: Dual) -> Any:
    """Real coefficients with a real tangent, where only rounding made that complex."""
    t = y._tangent
    if is_complex(y._primal) or not is_complex(t):
        return y
    size = np.abs(stripped(t))
    if (np.abs(stripped(t).imag) <= 1e3 * precision(t) * size.max(initial=0.0)).all():
        return make(y._primal, np.real(t), y._level)
    return y


def _characteristic_tangent(a: Any, c: Any, da: Any) -> Any:
    """dcₖ = -tr(Bₖ·da), where adj(λ - a) = Σ Bₖλⁿ⁻ᵏ with B₁ = 1, Bₖ₊₁ = a·Bₖ + cₖ (Faddeev, Leverrier)."""
    eye = np.eye(shape_of(a)[-1])
    b: Any = None
    moved = [0 * trace(da)]
    for k in range(1, shape_of(c)[0]):
        b = eye if k == 1 else a @ b + c[k - 1] * eye
        moved.append(-trace_of_product(b, da))
    return np.stack(moved, axis=-1)
