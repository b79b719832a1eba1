"""Sums that only mpmath's precision gives: derivatives of the incomplete gamma and beta functions and of zeta.

They are summed number by number until two precisions agree: right to the last bits, and thousands of times
slower than SciPy's functions.  Nothing here speaks ``np``, so no namespace changes it.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

import numpy

_LOCK = threading.Lock()  # the precision belongs to the context, which all threads share
_DOUBLINGS = 6


@functools.cache
def _context() -> Any:
    import mpmath

    return mpmath.mp.clone()


def _settled(mp: Any, function: Callable[..., Any], *args: Any) -> Any:
    """``function(mp, *args)`` from the first two of growing precisions that agree to mp's own; nan if none do."""
    wanted, before = mp.prec, None
    for doubling in range(1, _DOUBLINGS + 1):
        with mp.workprec(wanted * 2**doubling):
            value = function(mp, *args)
            if before is not None and abs(value - before) <= mp.ldexp(abs(value), -wanted):
                return value
            before = value
    return mp.nan


def _as_float(function: Callable[..., Any], *args: float) -> float:
    """The function of floats, to the last bit; nan where it has no value."""
    with _LOCK:
        mp = _context()
        mp.prec = 60
        try:
            return float(_settled(mp, function, *map(mp.mpf, args)))
        except (ValueError, ZeroDivisionError):
            return float("nan")


def _each(function: Callable[..., Any], *args: Any) -> Any:
    """The function of each of the numbers, broadcast, in their floating type."""
    kinds = [arg for arg in args if hasattr(arg, "dtype")]
    dtype = numpy.result_type(*kinds, numpy.float16) if kinds else numpy.float64
    each = numpy.frompyfunc(lambda *numbers: _as_float(function, *map(float, numbers)), len(args), 1)
    return numpy.asarray(each(*args), dtype=object).astype(dtype)[()]


def _gammainc_by_a(mp: Any, a: Any, x: Any) -> Any:
    """∂P(a, x)/∂a; 0 where the slope is smaller than the smallest double by far."""
    if not (0 < a < mp.inf and x >= 0):
        return mp.nan
    tail = a * mp.log(x) - x - mp.loggamma(a) if 0 < x < mp.inf else -mp.inf
    if tail < -1000 and (x > a + 1 or x == 0):
        return mp.zero
    return -_tail_by_shape(mp, a, x) if x > 2 * a + 100 else _head_by_shape(mp, a, x)


def _head_by_shape(mp: Any, a: Any, x: Any) -> Any:
    """By P = x^a·e^(−x)·Σ xᵏ/Γ(a+k+1) (DLMF 8.7.1), each term of which has a plain derivative."""
    log, psi = mp.log(x), mp.digamma(a + 1)
    term = mp.exp(a * log - x - mp.loggamma(a + 1))
    total = term * (log - psi)
    k = 1
    while term * (abs(log - psi) + 1) > mp.ldexp(abs(total), -mp.prec) or a + k < x:
        term, psi = term * x / (a + k), psi + 1 / (a + k)
        total += term * (log - psi)
        k += 1
    return total


def _tail_by_shape(mp: Any, a: Any, x: Any) -> Any:
    """By 1 − P ~ x^(a−1)·e^(−x)/Γ(a)·Σ (a−1)⋯(a−k)/xᵏ (DLMF 8.11.2), up to the smallest term: about e^(−x)."""
    term, slope, k = mp.one, mp.zero, 1
    total, by_shape = term, slope
    while True:
        term, slope = term * (a - k) / x, (slope * (a - k) + term) / x
        size = abs(term) + abs(slope)
        if size <= mp.ldexp(1, -mp.prec) or abs(a - k) >= x:
            break
        total, by_shape, k = total + term, by_shape + slope, k + 1
    scale = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    return scale * (total * (mp.log(x) - mp.digamma(a)) + by_shape)


def _betainc_by_a(mp: Any, a: Any, b: Any, x: Any) -> Any:
    """∂Iₓ(a, b)/∂a, from a series of ∫t^(a−1)(1−t)^(b−1) over the lower or the upper part of the interval."""
    if not (0 < a < mp.inf and 0 < b < mp.inf and 0 <= x <= 1):
        return mp.nan
    if x in (0, 1):
        return mp.zero
    lower = x <= (a + 1) / (a + b + 2)
    if lower and 1 - x <= mp.one / 2 and a * (1 - x) < 300:
        lower, (integral, by_shape) = False, _upper_sums(mp, a, b, 1 - x)
    elif not lower and x <= mp.one / 2 and b * x < 300:
        lower, (integral, by_shape) = True, _lower_sums(mp, a, b, x)
    else:
        integral, by_shape = _positive_sums(mp, a, b, x, lower)
    slope = (by_shape - integral * (mp.digamma(a) - mp.digamma(a + b))) / mp.beta(a, b)
    return slope if lower else -slope


def _betainc_by_b(mp: Any, a: Any, b: Any, x: Any) -> Any:
    """∂Iₓ(a, b)/∂b, for Iₓ(a, b) = 1 − I₁₋ₓ(b, a) (DLMF 8.17.4)."""
    return -_betainc_by_a(mp, b, a, 1 - x)


def _positive_sums(mp: Any, a: Any, b: Any, x: Any, lower: bool) -> tuple[Any, Any]:
    """The integral over a part and its derivative in a: x^a(1−x)^b·Σ (a+b)ₖ·xᵏ/(a)ₖ₊₁ (DLMF 8.17.7 and 8.17.8)."""
    near, at = (a, x) if lower else (b, 1 - x)
    term, log = 1 / near, mp.log(x) - (1 / near if lower else 0)
    total, by_shape, k = term, term * log, 0
    while term * (1 + abs(log)) > mp.ldexp(abs(by_shape), -mp.prec) or (a + b + k) * at >= near + k + 1:
        term = term * (a + b + k) * at / (near + k + 1)
        log += 1 / (a + b + k) - (1 / (near + k + 1) if lower else 0)
        total, by_shape, k = total + term, by_shape + term * log, k + 1
    scale = mp.power(x, a) * mp.power(1 - x, b)
    return scale * total, scale * by_shape


def _lower_sums(mp: Any, a: Any, b: Any, x: Any) -> tuple[Any, Any]:
    """The same from 0 to x: Σ cₖ·x^(a+k)/(a+k), with (1−t)^(b−1) = Σ cₖtᵏ, for a b·x that lets little cancel."""
    log, power, c = mp.log(x), mp.power(x, a), mp.one
    total = by_shape = mp.zero
    k = 0
    while True:
        term = c * power / (a + k)
        total, by_shape = total + term, by_shape + term * (log - 1 / (a + k))
        if 2 * abs(k - b) * x <= k and abs(term) <= mp.ldexp(abs(total), -mp.prec):
            return total, by_shape
        k += 1
        c, power = c * (k - b) / k, power * x


def _upper_sums(mp: Any, a: Any, b: Any, u: Any) -> tuple[Any, Any]:
    """The same from 1 − u to 1: Σ cₖ·u^(b+k)/(b+k), with (1−s)^(a−1) = Σ cₖsᵏ, whose cₖ depend on a."""
    power, c, slope = mp.power(u, b), mp.one, mp.zero
    total = by_shape = mp.zero
    k = 0
    while True:
        total, by_shape = total + c * power / (b + k), by_shape + slope * power / (b + k)
        if 2 * abs(k - a) * u <= k and (abs(c) + abs(slope)) * power <= mp.ldexp(abs(total), -mp.prec):
            return total, by_shape
        k += 1
        c, slope, power = c * (k - a) / k, (slope * (k - a) - c) / k, power * u


def _zeta_by_order(mp: Any, n: Any, s: Any, q: Any) -> Any:
    """The n-th derivative of ζ(s, q) in s."""
    return mp.zeta(s, q, int(n))


def _gammainc_slope(mp: Any, a: Any, x: Any) -> Any:
    """∂P(a, x)/∂a in mpmath's numbers, to their precision."""
    return _settled(mp, _gammainc_by_a, a, x)


def _betainc_slope_a(mp: Any, a: Any, b: Any, x: Any) -> Any:
    """∂Iₓ(a, b)/∂a."""
    return _settled(mp, _betainc_by_a, a, b, x)


def _betainc_slope_b(mp: Any, a: Any, b: Any, x: Any) -> Any:
    """∂Iₓ(a, b)/∂b."""
    return _settled(mp, _betainc_by_b, a, b, x)


def _gammainc_values(a: Any, x: Any) -> Any:
    return _each(_gammainc_by_a, a, x)


def _betainc_a_values(a: Any, b: Any, x: Any) -> Any:
    return _each(_betainc_by_a, a, b, x)


def _betainc_b_values(a: Any, b: Any, x: Any) -> Any:
    return _each(_betainc_by_b, a, b, x)


def _zeta_values(n: Any, s: Any, q: Any) -> Any:
    return _each(_zeta_by_order, n, s, q)
