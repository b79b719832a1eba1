"""The oracle's own mpmath context, and the numbers that go into it and come out of it.

The context is not mpmath's global one, so that the caller's precision neither matters nor changes.
mpmath keeps caches of constants that two threads may not fill at once: whoever computes here holds
the lock.
"""

from __future__ import annotations

import numbers
from decimal import Decimal
from fractions import Fraction
from threading import RLock
from typing import Any

import mpmath
import numpy as np

CONTEXT: Any = mpmath.mp.clone()
LOCK = RLock()


def as_value(x: Any) -> Any:
    """A number of any kind in the context, at its precision; None for what is not a number.

    Floats, integers and mpmath numbers that fit the precision are taken exactly.
    """
    if isinstance(x, (int, float)):  # a float64 too: it is a subclass of float
        return CONTEXT.mpf(x)
    if isinstance(x, complex):
        return CONTEXT.mpc(x)
    if hasattr(x, "_mpf_"):
        return CONTEXT.make_mpf(x._mpf_)
    if hasattr(x, "_mpc_"):
        return CONTEXT.make_mpc(x._mpc_)
    if isinstance(x, np.complexfloating):
        return CONTEXT.mpc(as_value(x.real), as_value(x.imag))
    if isinstance(x, np.floating) and not np.isfinite(x):
        return CONTEXT.mpf(float(x))
    if isinstance(x, (numbers.Rational, np.floating, Decimal)):
        top, bottom = as_fraction(x).as_integer_ratio()
        return CONTEXT.mpf(top) / bottom
    return None


def as_fraction(x: Any) -> Fraction:
    """A finite real number of any kind, or the text of one (``"0.1"``, ``"1/3"``), exactly.

    Raises:
        TypeError: it is not a number.
        ValueError: it is not finite, or the text is not a number.
    """
    if hasattr(x, "_mpf_"):
        sign, mantissa, exponent, _ = x._mpf_
        if not mantissa and exponent:
            raise ValueError(f"{x} is not finite")
        size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return -size if sign else size
    if isinstance(x, (float, np.floating, Decimal)):
        return _ratio(x)
    if isinstance(x, (str, numbers.Rational)) and not isinstance(x, np.generic):
        return Fraction(x)
    if isinstance(x, np.integer):
        return Fraction(int(x))
    raise TypeError(f"{type(x).__name__} is not a number")


def _ratio(x: Any) -> Fraction:
    try:
        top, bottom = x.as_integer_ratio()
    except (OverflowError, ValueError):
        raise ValueError(f"{x} is not finite") from None
    return Fraction(int(top), int(bottom))


def rounded(value: Any, digits: int) -> Any:
    """A value of the context as a number of mpmath's own, with ``digits`` digits and a few more."""
    with CONTEXT.workdps(digits + 5):
        value = +value
    if hasattr(value, "_mpc_"):
        return mpmath.mp.make_mpc(value._mpc_)
    return mpmath.mp.make_mpf(value._mpf_)
