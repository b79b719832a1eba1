"""Operations on Duals of Duals of plain arrays: second derivatives, without the generality of propagation.

A tangent at the outer level is a pair of arrays: itself, and its own derivative at the inner level, which is
missing where it does not depend on that variable.  Of finite numbers every product and sum of these is what
`dualnum.strong_zeros` gives; wherever NumPy sees an error, or a partial holds a nan, the general way is taken.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_dual import ArrayDual
from dualnum.array_operations import General, operate_on_arrays
from dualnum.array_plans import squares_have_nan
from dualnum.array_propagation import KEPT, keep_freed_memory
from dualnum.dual import make
from dualnum.floating_errors import ERRORS, RAISED
from dualnum.namespaces import Namespace, namespace_of
from dualnum.namespaces.binding import BoundRule

Array = np.ndarray[Any, Any]
Pair = tuple[Any, ...]
"""A tangent and its derivative, or None where that is zero."""

_DOUBLE = np.dtype(np.float64)


def operate_on_nested(
    row: BoundRule, function: Callable[..., Any], args: Sequence[Any], general: General
) -> Any:
    """The Dual that a function, that of ``row``, gives for Duals of two levels; None where they are not so simple.

    Simple are doubles of one shape, with numbers beside them.
    """
    first = args[0] if type(args[0]) is ArrayDual else args[-1]
    if len(args) > 2 or not _is_plain_inside(first):
        return None
    primals, tangents = [], []
    for x in args:
        if x is first or (type(x) is ArrayDual and _is_plain_inside(x) and _is_like(x, first)):
            primals.append(x._primal)
            tangents.append(x._tangent)
        elif type(x) is float or type(x) is int:
            primals.append(x)
            tangents.append(None)
        else:
            return None
    y = operate_on_arrays(function, primals, general)
    if y is None:
        return None
    tangent = None
    if type(y) is ArrayDual and _is_plain(y):
        tangent = _tangent(_doubles().bound(row.rule), primals, y, tangents, first._tangent)
    return make(y, general(row.rule, primals, y, tangents) if tangent is None else tangent, first._level)


@functools.cache
def _doubles() -> Namespace:
    """What the rows mean for Duals of arrays of doubles."""
    return namespace_of(make(np.zeros(1), np.zeros(1), 0))


def _is_like(x: Any, other: Any) -> bool:
    """Whether two Duals of Duals are of the same levels, and their parts of the same shapes."""
    p, q = x._primal, other._primal
    return bool(
        x._level == other._level
        and p._level == q._level
        and p._primal.shape == q._primal.shape
        and p._tangent.shape == q._tangent.shape
        and x._tangent.shape == other._tangent.shape
    )


def _is_plain_inside(x: Any) -> bool:
    """Whether ``x`` is a Dual of Duals of arrays of doubles; its tangent may be an array itself."""
    if type(x) is not ArrayDual:
        return False
    p, t = x._primal, x._tangent
    if type(p) is not ArrayDual or not _is_plain(p):
        return False
    if type(t) is ArrayDual:
        return bool(t._level == p._level) and _is_plain(t)
    return type(t) is np.ndarray and t.dtype is _DOUBLE


def _is_plain(x: Any) -> bool:
    """Whether both parts of a Dual are arrays of doubles."""
    p, t = x._primal, x._tangent
    return type(p) is type(t) is np.ndarray and p.dtype is t.dtype is _DOUBLE


def _tangent(bound: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any], like: Any) -> Any:
    """Σ partial·tangent; None where that is not all, an error comes up, or a partial is not defined."""
    if not bound.simple or bound.over is not None:
        return None
    if y._tangent.size * len(like) >= KEPT:
        keep_freed_memory()
    token = ERRORS.set(RAISED)
    try:
        total = _sum(bound, primals, y, tangents)
    except FloatingPointError:
        return None
    finally:
        ERRORS.reset(token)
    if total is None or total[1] is None:
        return None if total is None else total[0]
    return make(total[0], total[1], y._level)


def _sum(bound: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Pair | None:
    total: Pair = (None, None)
    is_own = True
    for partial, tangent in zip(bound.partials, tangents, strict=True):
        if tangent is None:
            continue
        if callable(partial):
            factor = partial(*primals, y)
            if not _is_defined(factor, y) or (type(factor) is ArrayDual and _has_nan(tangent)):
                return None
            sign, term, term_is_own = 1, _product(_pair(factor), _pair(tangent), y), True
        else:
            sign, term, term_is_own = partial, _pair(tangent), False
        if sign not in (1, -1):
            return None
        if total[0] is None and sign == 1:  # the other term may have memory for both
            total, is_own = term, term_is_own
        else:
            total = tuple(
                _joined(*parts, sign, is_own, term_is_own) for parts in zip(total, term, strict=True)
            )
            is_own = True
    return total if is_own else tuple(None if part is None else part.copy() for part in total)


def _joined(a: Any, b: Any, sign: int, a_is_own: bool, b_is_own: bool) -> Any:
    """a ± b, either of which may be missing, in the memory of one that nobody else has."""
    if b is None:
        return a if a is None or a_is_own else a.copy()
    if a is not None:
        return (np.add if sign == 1 else np.subtract)(a, b, a if a_is_own else b if b_is_own else None)
    if sign == -1:
        return np.negative(b, b if b_is_own else None)
    return b if b_is_own else b.copy()


def _has_nan(tangent: Any) -> bool:
    """Whether a tangent is undefined somewhere, which the derivative of a partial may not depend on."""
    return squares_have_nan(tangent._primal if type(tangent) is ArrayDual else tangent)


def _pair(value: Any) -> Pair:
    return (value._primal, value._tangent) if type(value) is ArrayDual else (value, None)


def _is_defined(factor: Any, y: Any) -> bool:
    """Whether a partial is a number, an array or a Dual of the result's shape, without a nan."""
    if type(factor) is float or type(factor) is int:
        return factor == factor
    if type(factor) is not ArrayDual or factor._level != y._level or not _is_plain(factor):
        return False
    p, dp = factor._primal, factor._tangent
    if p.shape != y._primal.shape or dp.shape != y._tangent.shape:
        return False
    return not squares_have_nan(p) and not squares_have_nan(dp)


def _product(factor: Pair, tangent: Pair, y: Any) -> Pair:
    """(p·t, p'·t + p·t'), where the directions of p' come before those of t."""
    (p, dp), (t, dt) = factor, tangent
    slope = None if dp is None else _outer(dp, t, y)
    if dt is not None:
        if type(p) is np.ndarray:  # in the shape of t, whose loops are longer
            p = np.broadcast_to(p, t.shape).copy()
        slope = p * dt if slope is None else np.add(slope, p * dt, slope)
    return p * t, slope


_SHORT = 512
"""Up to so many numbers, NumPy's loop over them takes longer to begin than to run."""


def _outer(dp: Any, t: Any, y: Any) -> Any:
    """p'·t for each pair of their directions: those of p' come first."""
    inner = dp.ndim - y._primal.ndim
    if (
        inner == 1 and t.ndim == dp.ndim and y._primal.size <= _SHORT
    ):  # copied out, in two passes of long loops
        copies = np.repeat(dp, len(t), 0).reshape(dp.shape[:1] + t.shape)
        return np.multiply(copies, t, copies)
    return dp.reshape(dp.shape[:inner] + (1,) * (t.ndim - y._primal.ndim) + y._primal.shape) * t


_links.operate_on_nested = operate_on_nested
