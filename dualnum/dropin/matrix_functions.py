"""Functions of a matrix, as series define them: scipy.linalg.expm and its kin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import with_value
from dualnum.dropin.matrices import mirrored
from dualnum.dropin.state import plain_of
from dualnum.dual import Dual, make


@stands_for("scipy.linalg.expm")
def _expm(a: Any) -> Any:
    """The tangent is the corner of the exponential of [[A, Ȧ], [0, A]] (Higham, Functions of Matrices, 3.6)."""
    import scipy.linalg

    return _matrix_function(scipy.linalg.expm, a)


def _matrix_function(function: Callable[..., Any], a: Any) -> Any:
    from dualnum.shapes import directions_of

    if not isinstance(a, Dual):
        return function(a)
    p, t = a._primal, a._tangent
    n = p.shape[-1]
    spread = np.broadcast_to(p, t.shape) if not isinstance(p, Dual) else p + 0 * t
    top = np.concatenate([spread, t], axis=-1)
    bottom = np.concatenate([np.zeros(t.shape), spread], axis=-1)
    whole = _matrix_function(function, np.concatenate([top, bottom], axis=-2))
    assert directions_of(p, t) == t.shape[: t.ndim - p.ndim]
    return make(_matrix_function(function, p), whole[..., :n, n:], a._level)


@stands_for("scipy.linalg.sqrtm", "scipy.linalg.logm", "scipy.linalg.signm")
def _sqrtm_and_kin(A: Any, *, original: Any) -> Any:
    return _matrix_function(lambda a: settle(original(a)), A)


@stands_for("scipy.linalg.fractional_matrix_power")
def _fractional_matrix_power(A: Any, t: Any, *, original: Any) -> Any:
    return _matrix_function(lambda a: settle(original(a, t)), A)


@stands_for("scipy.linalg.expm_frechet")
def _expm_frechet(
    A: Any, E: Any, method: Any = None, compute_expm: bool = True, check_finite: bool = True
) -> Any:
    """The exponential, and its derivative along E: a corner of the exponential of [[A, E], [0, A]]."""
    n = A.shape[-1]
    whole = _expm(np.block([[A, E], [np.zeros_like(A), A]]))
    corner = whole[:n, n:]
    return (whole[:n, :n], corner) if compute_expm else corner


@stands_for("scipy.linalg.pinvh")
def _pinvh(
    a: Any,
    atol: Any = None,
    rtol: Any = None,
    lower: bool = True,
    return_rank: bool = False,
    check_finite: bool = True,
    *,
    original: Any,
) -> Any:
    value = original(plain_of(a), atol, rtol, lower, return_rank)
    moved = np.linalg.pinv(mirrored(a, lower))
    return (with_value(moved, value[0]), value[1]) if return_rank else with_value(moved, value)
