"""The compiled parts of scipy.interpolate's piecewise polynomials, in powers of the distance to a breakpoint.

The classes around them (CubicSpline, PchipInterpolator, ...) are Python and pass Duals on: in the
coefficients, the breakpoints and the points of evaluation.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import moved_solution, with_value
from dualnum.dropin.state import plain_of


def _interval_of(x: Any, points: Any, extrapolate: Any) -> Any:
    """The interval between breakpoints in which each point lies, and −1 outside of all."""
    x, points = np.asarray(plain_of(x)), np.asarray(plain_of(points))
    ordered, at = (x, points) if x[-1] >= x[0] else (-x, -points)
    found = np.clip(np.searchsorted(ordered, at, side="right") - 1, 0, len(x) - 2)
    inside = (at >= ordered[0]) & (at <= ordered[-1]) | bool(extrapolate)
    return np.where(inside & ~np.isnan(at), found, -1)


def _polynomial(c: Any, s: Any, order: int) -> Any:
    """Σ c_j s^j, whose constant is last in ``c``, derived ``order`` times, or integrated −``order`` times."""
    total: Any = 0.0
    for j in range(len(c) - 1, max(order, 0) - 1, -1):
        factor = math.perm(j, order) if order >= 0 else 1 / math.perm(j - order, -order)
        total = total * s + factor * c[len(c) - 1 - j]
    return total if order >= 0 else total * s**-order


def _plain(*values: Any) -> list[Any]:
    return [np.ascontiguousarray(plain_of(value)) for value in values]


@stands_for("scipy.interpolate._ppoly.evaluate", writes=True)
def _evaluate(c: Any, x: Any, xp: Any, dx: int, extrapolate: Any, out: Any, *, original: Any) -> None:
    c, x, xp = map(settle, (c, x, xp))
    value = np.empty(out.shape, out.dtype)
    original(*_plain(c, x, xp), dx, extrapolate, value)
    i = _interval_of(x, xp, extrapolate)
    moved = _polynomial(c[:, i], (xp - x[i])[:, None], dx)
    out[...] = with_value(moved * np.where(i < 0, np.nan, 1.0)[:, None], value)


@stands_for("scipy.interpolate._ppoly.evaluate_bernstein", writes=True)
def _evaluate_bernstein(
    c: Any, x: Any, xp: Any, nu: int, extrapolate: Any, out: Any, *, original: Any
) -> None:
    """Each derivative is n times the polynomial of the differences of the coefficients, over the width."""
    c, x, xp = map(settle, (c, x, xp))
    value = np.empty(out.shape, out.dtype)
    original(*_plain(c, x, xp), nu, extrapolate, value)
    i = _interval_of(x, xp, extrapolate)
    width = (x[i + 1] - x[i])[:, None]
    s = (xp - x[i])[:, None] / width
    rows = c[:, i]
    for _ in range(nu):
        rows = (len(rows) - 1) * (rows[1:] - rows[:-1]) / width
    n = len(rows) - 1
    moved = sum((math.comb(n, j) * s**j * (1 - s) ** (n - j) * rows[j] for j in range(n + 1)), 0.0)
    out[...] = with_value(moved * np.where(i < 0, np.nan, 1.0)[:, None], value)


@stands_for("scipy.interpolate._ppoly.integrate", writes=True)
def _integrate(c: Any, x: Any, a: Any, b: Any, extrapolate: Any, out: Any, *, original: Any) -> None:
    c, x, a, b = map(settle, (c, x, a, b))
    value = np.empty(out.shape, out.dtype)
    original(*_plain(c, x), float(plain_of(a)), float(plain_of(b)), extrapolate, value)
    first, last = (int(_interval_of(x, np.atleast_1d(plain_of(end)), extrapolate)[0]) for end in (a, b))
    total = _polynomial(c[:, last], b - x[last], -1) - _polynomial(c[:, first], a - x[first], -1)
    for i in range(first, last):
        total = total + _polynomial(c[:, i], x[i + 1] - x[i], -1)
    out[...] = with_value(total * (np.nan if min(first, last) < 0 else 1.0), value)


@stands_for("scipy.interpolate._ppoly.fix_continuity", writes=True)
def _fix_continuity(c: Any, x: Any, order: int) -> None:
    """The lowest coefficients of each polynomial are made to go on from the polynomial before."""
    x = settle(x)
    for i in range(1, c.shape[1]):
        for j in range(order, -1, -1):
            derived = _polynomial(settle(c)[:, i - 1], x[i] - x[i - 1], j)
            c[c.shape[0] - 1 - j, i] = derived / math.factorial(j)


@stands_for("scipy.interpolate._ppoly.real_roots")
def _real_roots(c: Any, x: Any, y: Any, report_discont: Any, extrapolate: Any, *, original: Any) -> Any:
    """Simple roots, moved by the polynomial on whose interval they lie."""
    found = original(*_plain(c, x), float(plain_of(y)), report_discont, extrapolate)
    return [_moved_roots(c[..., d], x, y, roots) for d, roots in enumerate(found)]


def _moved_roots(c: Any, x: Any, y: Any, roots: Any) -> Any:
    i = _interval_of(x, roots, True)

    def equation(z: Any) -> Any:
        return _polynomial(c[:, i], z - x[i], 0) - y

    slopes = plain_of(_polynomial(c[:, i], roots - x[i], 1))
    residual = np.abs(plain_of(equation(roots)))
    if not np.all(residual <= 1e-8 * np.max(np.abs(plain_of(c[-1])), initial=0.0)) or np.any(slopes == 0):
        raise TypeError(
            "roots: dualnum has a rule for simple roots, not for jumps, double roots or stretches of zeros; "
            "give the derivative by dualnum.custom_rule"
        )
    return moved_solution(equation, roots, lambda r: r / slopes)
