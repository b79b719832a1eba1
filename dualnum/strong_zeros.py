"""Products and quotients of tangents in which zero annihilates: 0 times an infinite or undefined factor is 0.

A result does not depend on a variable whose tangent is 0, whatever the partial is; with many directions
that holds for most of them, at every order (docs/conventions.md).
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.shapes import aligned, base_of, direction_shape, filled, is_elsewhere, other_arrays


def product(partial: Any, tangent: Any, kept: Sequence[Any] = ()) -> Any:
    """partial·tangent, where a zero tangent gives zero whatever the partial is.

    The partial's memory is used for the result where nobody else (``kept``) needs it.
    """
    if type(tangent) is np.ndarray:
        return _array_product(partial, tangent, kept)
    try:
        result = partial * tangent
    except TypeError:
        if not (isinstance(tangent, Dual) and is_elsewhere(partial)):
            raise
        result = tangent * partial  # not every library's array leaves a product to the Dual behind it
    if isinstance(result, Dual):
        return _nested_product(partial, tangent) if _has_nan(result) else result
    if isinstance(result, np.ndarray):
        return _kept_zeros(result, tangent)
    if is_elsewhere(result):
        return other_arrays().kept_zeros(result, tangent != 0)
    return tangent * 0 if result != result and tangent == 0 else result


def _array_product(partial: Any, tangent: Any, kept: Sequence[Any]) -> Any:
    reusable = (
        type(partial) is np.ndarray
        and partial.base is None
        and partial.shape == tangent.shape
        and partial.dtype == tangent.dtype
        and not any(partial is other for other in kept)
    )
    result = np.multiply(partial, tangent, out=partial) if reusable else partial * tangent
    if is_elsewhere(result):
        return other_arrays().kept_zeros(result, tangent != 0)
    if isinstance(result, Dual):
        return _nested_product(partial, tangent) if _has_nan(result) else result
    return _kept_zeros(result, tangent)


def _kept_zeros(result: Any, tangent: Any) -> Any:
    """``result`` with 0 where the tangent is 0 and an infinite or undefined partial made it nan."""
    if not _is_nan(result).any():
        return result
    return np.where(np.asarray(tangent) == 0, np.zeros((), result.dtype), result)[()]


def _is_nan(array: Any) -> Any:
    return array != array if array.dtype == object else np.isnan(array)


def quotient(total: Any, denominator: Any, tangents: Sequence[Any]) -> Any:
    """total/denominator; zero where every tangent is zero, whatever the denominator is."""
    if total is None:
        return None
    result = total / denominator
    if isinstance(result, Dual):
        return _nested_quotient(total, denominator, tangents) if _has_nan(result) else result
    if isinstance(result, (np.ndarray, np.generic)):
        if not _is_nan(result).any():
            return result
        moving = sum(np.asarray(t) != 0 for t in tangents if t is not None)
        return np.where(moving, result, np.zeros((), result.dtype))[()]
    if is_elsewhere(result):
        moving = functools.reduce(operator.or_, (t != 0 for t in tangents if t is not None))
        return other_arrays().kept_zeros(result, moving)
    return total * 0 if result != result and all(t is None or t == 0 for t in tangents) else result


# --- Duals of a lower level: the product and the quotient rule, of strong products and quotients ---------


def _has_nan(value: Any) -> bool:
    if isinstance(value, Dual):
        return _has_nan(value._primal) or _has_nan(value._tangent)
    if isinstance(value, np.ndarray):
        return bool(_is_nan(value).any())
    return not is_elsewhere(value) and bool(value != value)


def _parts(value: Any, level: int) -> tuple[Any, Any]:
    """The primal and the tangent at ``level``; None for a constant."""
    here = isinstance(value, Dual) and value._level == level
    return (value._primal, value._tangent) if here else (value, None)


def _product_of_tangents(a: Any, b: Any) -> Any:
    """a·b, which is 0 where either is: the result then does not depend on both variables."""
    found = product(a, b, (a,))
    if not _has_nan(found):
        return found
    other = product(b, a, (b,))
    base = base_of(found)
    if type(base) is float or not hasattr(found, "shape"):
        return found if base == base and isinstance(found, Dual) else other
    return np.where(_is_nan(base), other, found)[()]


def _nested_product(partial: Any, tangent: Any) -> Any:
    """(p·t)' = p'·t + p·t', where p' = 0 or t = 0 makes p'·t zero, and t' = 0 makes p·t' zero."""
    level = max(value._level for value in (partial, tangent) if isinstance(value, Dual))
    (p, dp), (t, dt) = _parts(partial, level), _parts(tangent, level)
    y = product(p, t, (p,))
    directions = direction_shape("multiply", (p, t), (dp, dt))
    terms = [] if dp is None else [_product_of_tangents(aligned(dp, p, y, directions), t)]
    if dt is not None:
        terms.append(product(p, aligned(dt, t, y, directions), (p,)))
    return make(y, filled(functools.reduce(operator.add, terms), y, directions), level)


def _nested_quotient(total: Any, denominator: Any, tangents: Sequence[Any]) -> Any:
    """(n/d)' = (n' − q·d')/d with q = n/d, which is zero where n' and q·d' are."""
    level = max(value._level for value in (total, denominator) if isinstance(value, Dual))
    (n, dn), (d, dd) = _parts(total, level), _parts(denominator, level)
    here = [_parts(t, level) for t in tangents if t is not None]
    q = quotient(n, d, [t for t, _ in here])
    directions = direction_shape("divide", (n, d), (dn, dd))
    moving = [aligned(dt, t, q, directions) for t, dt in here if dt is not None]
    numerator = None if dn is None else aligned(dn, n, q, directions)
    if dd is not None:
        moving.append(_product_of_tangents(aligned(dd, d, q, directions), q))
        numerator = -moving[-1] if numerator is None else numerator - moving[-1]
    return make(q, filled(quotient(numerator, d, moving), q, directions), level)
