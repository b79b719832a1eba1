"""B-splines of scipy.interpolate: evaluated by de Boor's recursion, fitted by the equations that define them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import moved_solution, with_value
from dualnum.dropin.parts import is_still
from dualnum.dropin.state import plain_of


def spline(t: Any, c: Any, k: int, x: Any, nu: int = 0) -> Any:
    """The spline of degree k with knots t and coefficients c (index, element), or a derivative, at points x.

    The recursions are de Boor's (A Practical Guide to Splines, X.12 and X.15), on the k + 1 coefficients
    that a point sees.
    """
    n = len(t) - k - 1
    if nu > k:
        return 0.0 * x[:, None] * c[:1]
    i = np.clip(np.searchsorted(plain_of(t), plain_of(x), side="right") - 1, k, n - 1)
    seen = [c[i - k + j] for j in range(k + 1)]
    for degree in range(k, k - nu, -1):
        first = i - degree + 1
        seen = [
            degree * (seen[j + 1] - seen[j]) / (t[first + j + degree] - t[first + j])[:, None]
            for j in range(degree)
        ]
    degree = k - nu
    for r in range(1, degree + 1):
        for j in range(degree, r - 1, -1):
            left, right = t[i - degree + j], t[i + j - r + 1]
            share = ((x - left) / (right - left))[:, None]
            seen[j] = (1 - share) * seen[j - 1] + share * seen[j]
    return seen[degree]


@stands_for("scipy.interpolate._dierckx.evaluate_spline")
def _evaluate_spline(t: Any, c: Any, k: int, x: Any, nu: int, extrapolate: Any, *, original: Any) -> Any:
    plain = [np.ascontiguousarray(plain_of(value)) for value in (t, c, x)]
    value = original(plain[0], plain[1], k, plain[2], nu, extrapolate)
    return with_value(spline(t, c, k, x, nu), value)


def knots_at(x: Any, t: Any) -> Any:
    """Knots, which are given plain, as the data points that they are, or the middle between two of them."""
    plain = plain_of(x)
    i = np.clip(np.searchsorted(plain, t, side="right") - 1, 0, len(plain) - 1)
    after = np.minimum(i + 1, len(plain) - 1)
    middle = (plain[i] + plain[after]) / 2 == t
    return with_value(np.where(middle & (plain[i] != t), (x[i] + x[after]) / 2, x[i]), t)


@stands_for("scipy.interpolate.make_interp_spline", keeps_tuples=True)
def _make_interp_spline(
    x: Any,
    y: Any,
    k: int = 3,
    t: Any = None,
    bc_type: Any = None,
    axis: int = 0,
    check_finite: bool = True,
    *,
    original: Any,
) -> Any:
    """The coefficients for which the spline goes through the points, and has the derivatives at the ends."""
    x, y = np.asanyarray(_array(x)), np.moveaxis(_array(y), axis, 0)
    left, right = _conditions(bc_type, y.shape[1:])
    if k == 0 or (k == 1 and t is None):  # the coefficients are the values
        plain = original(plain_of(x), plain_of(y), k, t, bc_type)
        t = np.concatenate([x[:k], x, x[-1:]])
        return type(plain).construct_fast(t, y, k, plain.extrapolate, axis)
    periodic = bc_type == "periodic"
    if periodic and not is_still(y[0] - y[-1]):
        raise TypeError("make_interp_spline: the ends of periodic data must move alike")
    given = None if t is None else plain_of(_array(t))
    ends = bc_type if periodic else (_plain_conditions(left), _plain_conditions(right))
    plain = original(plain_of(x), plain_of(y), k, given, ends)
    if t is not None:
        t = _array(t)
    elif periodic:
        from scipy.interpolate._bsplines import _periodic_knots

        t = _periodic_knots(x, k)
    else:
        t = knots_at(x, plain.t)
    count = len(left), len(right)

    def equation(c: Any) -> Any:
        flat = c.reshape(len(c), -1)
        rows = [spline(t, flat, k, x[:1], nu).reshape(1, *y.shape[1:]) - value for nu, value in left]
        rows.append(spline(t, flat, k, x).reshape(y.shape) - y)
        rows += [spline(t, flat, k, x[-1:], nu).reshape(1, *y.shape[1:]) - value for nu, value in right]
        return np.concatenate(rows)

    def inverse(r: Any) -> Any:
        values = r[count[0] : len(r) - count[1]]
        if periodic:
            return original(plain_of(x), np.concatenate([values[:-1], values[:1]]), k, None, ends).c
        there = [(nu, r[j]) for j, (nu, _) in enumerate(left)]
        here = [(nu, r[len(r) - count[1] + j]) for j, (nu, _) in enumerate(right)]
        return original(plain_of(x), values, k, plain.t, (there or None, here or None)).c

    c = moved_solution(equation, plain.c, inverse)
    return type(plain).construct_fast(t, c, k, plain.extrapolate, axis)


def _array(value: Any) -> Any:
    return as_array_dual(value, float) if holds_dual(value) else np.asarray(value, float)


def _conditions(bc_type: Any, shape: tuple[int, ...]) -> tuple[Any, Any]:
    """The orders and values of the derivatives at both ends, that a name or a pair stands for."""
    names = {"natural": [(2, np.zeros(shape))], "clamped": [(1, np.zeros(shape))]}
    ends = (bc_type, bc_type) if bc_type is None or isinstance(bc_type, str) else bc_type
    left, right = (
        names.get(str(end), []) if end is None or isinstance(end, str) else [(nu, _array(v)) for nu, v in end]
        for end in ends
    )
    return left, right


def _plain_conditions(conditions: Any) -> Any:
    return [(nu, plain_of(value)) for nu, value in conditions] or None


def fitted(t: Any, k: int, x: Any, y: Any, w: Any) -> Any:
    """The coefficients of the spline with these knots that fits best, in the weighted least squares."""
    n = len(t) - k - 1
    basis = spline(t, np.eye(n), k, x)
    weights = np.asanyarray(w)[:, None]
    return np.linalg.lstsq(weights * basis, weights * y.reshape(len(x), -1), rcond=None)[0].reshape(
        n, *y.shape[1:]
    )


@stands_for("scipy.interpolate.make_lsq_spline")
def _make_lsq_spline(
    x: Any,
    y: Any,
    t: Any,
    k: int = 3,
    w: Any = None,
    axis: int = 0,
    check_finite: bool = True,
    *,
    method: str = "qr",
    original: Any,
) -> Any:
    weights = np.ones(len(x)) if w is None else w
    plain = original(*map(plain_of, (x, y, t)), k, None if w is None else plain_of(w), axis, method=method)
    c = fitted(_array(t), k, _array(x), np.moveaxis(_array(y), axis, 0), _array(weights))
    return type(plain).construct_fast(_array(t), with_value(c, plain.c), k, plain.extrapolate, axis)
