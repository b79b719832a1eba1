"""FITPACK's splines in scipy.interpolate: splrep, splev and the classes around UnivariateSpline."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import moved_solution, with_value
from dualnum.dropin.numbers import _one_number
from dualnum.dropin.splines import fitted, knots_at, spline
from dualnum.dropin.state import plain_of

_COMPILED = "scipy.interpolate._dfitpack."
_NO_SMOOTHING = (
    "dualnum has no rule for a smoothing factor s that is not 0, which chooses the knots; give the knots "
    "(LSQUnivariateSpline, make_lsq_spline), or s=0"
)


@stands_for(_COMPILED + "splev")
def _splev(t: Any, c: Any, k: int, x: Any, ext: int = 0, *, original: Any) -> Any:
    return _evaluated(t, c, k, x, 0, ext, original(*map(plain_of, (t, c)), k, plain_of(x), ext))


@stands_for(_COMPILED + "splder")
def _splder(t: Any, c: Any, k: int, x: Any, nu: int = 1, ext: int = 0, *, original: Any) -> Any:
    return _evaluated(t, c, k, x, nu, ext, original(*map(plain_of, (t, c)), k, plain_of(x), nu, ext))


def _evaluated(t: Any, c: Any, k: int, x: Any, nu: int, ext: int, given: Any) -> Any:
    """Moved values around those given; outside of the knots as ``ext`` says."""
    value, status = given
    t, c, x = map(np.asanyarray, (t, c, x))
    low, high = t[k], t[len(t) - k - 1]
    outside = (plain_of(x) < plain_of(low)) | (plain_of(x) > plain_of(high))
    if ext == 3:
        x = np.where(plain_of(x) < plain_of(low), low, np.where(plain_of(x) > plain_of(high), high, x))
    moved = spline(t, c[: len(t) - k - 1, None], k, x, nu)[:, 0]
    if ext == 1:
        moved = np.where(outside, 0.0, moved)
    return with_value(moved, value), status


@stands_for(_COMPILED + "splint")
def _splint(t: Any, c: Any, k: int, a: Any, b: Any, *, original: Any) -> Any:
    """From the spline that is the integral: its coefficients are sums of c times the knots' distances."""
    t, c = map(np.asanyarray, (t, c))
    a, b = _one_number(a), _one_number(b)
    value, work = original(*map(plain_of, (t, c)), k, plain_of(a), plain_of(b))
    n = len(t) - k - 1
    sums = np.cumsum(c[:n] * (t[k + 1 : k + 1 + n] - t[:n]) / (k + 1))
    knots = np.concatenate([t[:1], t, t[-1:]])
    ends = np.clip(np.stack([a + 0.0 * b, b + 0.0 * a]), t[k], t[n])  # the spline is 0 outside
    integral = spline(knots, np.concatenate([np.zeros(1), sums])[:, None], k + 1, ends)[:, 0]
    return with_value(integral[1] - integral[0], value), work


@stands_for("scipy.interpolate.splrep")
def _splrep(
    x: Any,
    y: Any,
    w: Any = None,
    xb: Any = None,
    xe: Any = None,
    k: int = 3,
    task: int = 0,
    s: Any = None,
    t: Any = None,
    full_output: int = 0,
    per: int = 0,
    quiet: int = 1,
    *,
    original: Any,
) -> Any:
    if per or task == 1 or full_output:
        raise TypeError("splrep: dualnum has no rule for per, task=1 or full_output; use make_interp_spline")
    plain = [None if value is None else plain_of(value) for value in (x, y, w, xb, xe)]
    result = original(*plain, k, task, s, None if t is None else plain_of(t))
    interpolates = t is None and (s == 0 or (s is None and w is None))
    ends = (x[0] if xb is None else xb, x[-1] if xe is None else xe)
    knots, c = _fit("splrep", result[0], result[1], k, (x, y, w), ends, t, interpolates)
    return knots, c, k


@stands_for(_COMPILED + "fpcurf0", _COMPILED + "fpcurfm1")
def _fpcurf(
    x: Any,
    y: Any,
    k: int,
    t: Any = None,
    *,
    w: Any = None,
    xb: Any = None,
    xe: Any = None,
    s: Any = None,
    original: Any,
) -> Any:
    """What UnivariateSpline and its kin keep: x, y, w, xb, xe, k, s, n, t, c, fp, fpint, nrdata, ier."""
    plain = {
        key: value if value is None else plain_of(value)
        for key, value in {"w": w, "xb": xb, "xe": xe}.items()
    }
    inner = () if t is None else (plain_of(t),)
    data = original(plain_of(x), plain_of(y), k, *inner, **plain, **({} if s is None else {"s": s}))
    n = data[7]
    ends = (x[0] if xb is None else xb, x[-1] if xe is None else xe)
    middle = None if t is None else np.asanyarray(t)[k + 1 : len(t) - k - 1]
    knots, c = _fit("UnivariateSpline", data[8][:n], data[9][:n], k, (x, y, w), ends, middle, s == 0)
    rest = np.zeros(len(data[8]) - n)
    return (*data[:8], np.concatenate([knots, rest]), np.concatenate([c, rest]), *data[10:])


@stands_for(_COMPILED + "fpcurf1")
def _fpcurf1(*_: Any, **__: Any) -> Any:
    """More knots, chosen by the smoothing factor."""
    raise TypeError(f"UnivariateSpline: {_NO_SMOOTHING}")


def _fit(
    name: str, t0: Any, c0: Any, k: int, data: Any, ends: Any, inner: Any, interpolates: bool
) -> tuple[Any, Any]:
    """The knots and, with the zeros that FITPACK keeps behind them, the coefficients.

    Raises:
        TypeError: a smoothing factor chose the knots.
    """
    x, y = (np.asanyarray(value) for value in data[:2])
    weights = np.ones(len(x)) if data[2] is None else np.asanyarray(data[2])
    n = len(t0) - k - 1
    if inner is None and not interpolates and n != k + 1:
        raise TypeError(f"{name}: {_NO_SMOOTHING}")
    middle = knots_at(x, t0[k + 1 : n]) if inner is None else np.asanyarray(inner)
    t = _knots(ends, middle, k, t0)
    if interpolates:
        c = moved_solution(
            lambda c: spline(t, c[:, None], k, x)[:, 0] - y,
            c0[:n],
            lambda r: _interpolated(plain_of(x), r, k, t0),
        )
    else:
        c = with_value(fitted(t, k, x, y, weights), c0[:n])
    return t, np.concatenate([c, np.zeros(k + 1)])


def _knots(ends: Any, middle: Any, k: int, t0: Any) -> Any:
    """The knots with their ends repeated, around the plain ones."""
    start, end = (
        np.stack([as_array_dual(e)[()] if holds_dual(e) else np.float64(e)] * (k + 1)) for e in ends
    )
    return with_value(np.concatenate([start, middle, end]), t0)


def _interpolated(x: Any, r: Any, k: int, t: Any) -> Any:
    from scipy.interpolate import make_interp_spline

    return make_interp_spline(x, r, k, t).c
