"""The slope of sinc for doubles, right to the last bits also where it changes its sign.

With t = πx, sinc'(x) = (cos t − sin t/t)/x.  That difference cancels at the extrema of sinc, where tan t = t.
It is −√(1 + 1/t²)·sin(t − arctan t), though, and at a root t_k of tan t = t the angle t − arctan t is kπ.
So with δ = x − t_k/π,

    sinc'(x) = −(−1)^k·√(1 + 1/t²)·sin(πδ − arctan(πδ/(1 + t·t_k)))/x,

in which nothing cancels, given δ to the last bits: that takes the roots to twice the digits of a double.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_LISTED = 48
"""Roots t_k/π below this are listed, those above are summed from their asymptotic series."""

_SERIES = (
    (0.10132118364233778, -3.9662898794394414e-18),
    (0.006843988169789557, -2.553264301292586e-19),
    (0.0009014732768564053, 4.28062412701986e-20),
    (0.00014654283029914356, 1.3294922795690288e-20),
    (2.6475352622790024e-05, 1.2281518585412555e-21),
    (5.098369183422072e-06, 2.982939000753975e-23),
    (1.0247239304611888e-06, -4.9046030886778264e-23),
    (2.1238417367759904e-07, 1.190070255113734e-23),
)
"""t_k/π = m − Σ a_j·π^(−2j−2)·m^(−2j−1) with m = k + 1/2 and a = 1, 2/3, 13/15, 146/105, 781/315, 16328/3465,
6316012/675675, 38759594/2027025: the series of u = arctan(1/(mπ − u)).  A factor is a double and its rest."""

_REST_OF_PI = 1.2246467991473532e-16
"""What the double π leaves over."""

_WHOLE = 2.0**52
"""Doubles from here on are whole numbers, at which the slope is ±1/x."""


def sinc_slope(x: Any) -> Any:
    """The derivative of `numpy.sinc`, of x's shape and float type (but computed with doubles); nan at ±inf.

    >>> float(sinc_slope(1.0)), round(float(sinc_slope(1e-8)) * 1e8, 12)
    (-1.0, -3.289868133696)
    """
    kind = np.result_type(np.asarray(x), np.float16)
    size = np.where(np.isinf(x), np.nan, np.abs(np.asarray(x, np.float64)))
    slope = np.where(size < 0.75, _near_zero(np.minimum(size, 0.75)), _around_root(np.maximum(size, 0.75)))
    return (np.copysign(1.0, x) * slope).astype(kind)


def _near_zero(x: Array) -> Array:
    """Σ (−1)^k·2k·π·(πx)^(2k−1)/(2k+1)!, by Horner's rule."""
    square = (np.pi * x) * (np.pi * x)
    total = np.ones_like(x)
    for k in range(14, 0, -1):
        total = 1 - total * square * ((k + 1) / (k * (2 * k + 2) * (2 * k + 3)))
    return -(np.pi**2 / 3) * x * total


def _around_root(x: Array) -> Array:
    k = np.maximum(np.floor(x), 1)
    step = np.where(x < _WHOLE, _from_root(np.minimum(x, _WHOLE), np.minimum(k, _WHOLE)), -0.5)
    t = np.pi * np.minimum(x, _WHOLE)
    angle = np.pi * step
    angle = angle - (np.arctan(angle / (1 + t * (t - angle))) - _REST_OF_PI * step)
    inverse = 1 / (t * t)
    sine = np.sin(angle)
    sign = 1 - 2 * np.fmod(k, 2)
    slope: Array = -sign * (sine + sine * (inverse / (1 + np.sqrt(1 + inverse)))) / x
    return slope


def _from_root(x: Array, k: Array) -> Array:
    """x − t_k/π."""
    listed = k < _LISTED
    high, low = _roots()
    index = np.where(listed, k, 1).astype(int)
    step = (x - high[index]) - low[index]
    return (
        step
        if listed.all()
        else np.where(listed, step, _from_large_root(x, np.where(listed, _LISTED, k) + 0.5))
    )


def _from_large_root(x: Array, m: Array) -> Array:
    """x − t_k/π by the series: near the root a term cancels what came before, exactly; rests come last."""
    step, rest, power = x - m, np.zeros_like(x), m
    for factor, remainder in _SERIES:
        term = factor / power
        step = step + term
        rest = rest + (_left_over(factor, term, power) + remainder) / power
        power = power * m * m
    return step + rest


def _left_over(product: float, a: Array, b: Array) -> Array:
    """product − a·b, exactly (Dekker 1971)."""
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    rest: Array = (((product - a_high * b_high) - a_high * b_low) - a_low * b_high) - a_low * b_low
    return rest


def _halves(a: Array) -> tuple[Array, Array]:
    """a as a sum of two numbers of 26 bits."""
    shifted = 134217729.0 * a
    high = shifted - (shifted - a)
    return high, a - high


@cache
def _roots() -> tuple[Array, Array]:
    """The first roots t_k/π (there is none for k = 0) as doubles, and what those leave over."""
    import mpmath

    context = mpmath.mp.clone()
    context.prec = 160
    high, low = np.zeros(_LISTED), np.zeros(_LISTED)
    for k in range(1, _LISTED):
        m = context.mpf(k) + 0.5
        t = context.findroot(
            lambda t: context.sin(t) - t * context.cos(t), context.pi * m - 1 / (context.pi * m)
        )
        high[k] = float(t / context.pi)
        low[k] = float(t / context.pi - high[k])
    return high, low
