"""Series as a person writes them: ``1 + x + x²/2 + O(x³)``."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from dualnum.shapes import shape_of

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(series: Any) -> str:
    """The terms that are not zero, and the order of what is left out."""
    if shape_of(series.coefficients[0]):
        return f"Taylor({series.coefficients!r}, point={series.point!r})"
    base = _base(series.point)
    terms = [_term(c, k, base) for k, c in enumerate(series.coefficients) if c != 0 or c != c]
    parts = [*terms, f"O({_power(base, series.order + 1)})"]
    joined = parts[0]
    for part in parts[1:]:
        joined += f" - {part[1:]}" if part.startswith("-") else f" + {part}"
    return joined


def _base(point: Any) -> str:
    if shape_of(point) or point == 0:
        return "x"
    shown = _number(abs(point)) if not isinstance(point, complex) else str(point)
    return f"(x {'+' if not isinstance(point, complex) and point < 0 else '-'} {shown})"


def _power(base: str, k: int) -> str:
    return base if k == 1 else base + str(k).translate(_SUPERSCRIPTS)


def _term(c: Any, k: int, base: str) -> str:
    if k == 0:
        return _number(c)
    fraction = _as_fraction(c)
    power = _power(base, k)
    if fraction is None:
        return f"{_number(c)}{power}"
    above, below = fraction.numerator, fraction.denominator
    sign = "-" if above < 0 else ""
    shown = power if abs(above) == 1 else f"{abs(above)}{power}"
    return f"{sign}{shown}" + (f"/{below}" if below != 1 else "")


def _as_fraction(c: Any) -> Fraction | None:
    """c as a fraction of small numbers, if it is one to the last bit."""
    if isinstance(c, (int, Fraction)):
        return Fraction(c)
    if not isinstance(c, float) or not math.isfinite(c):
        return None
    near = Fraction(c).limit_denominator(10_000_000)
    return near if float(near) == c and abs(near.numerator) < 1000 else None


def _number(c: Any) -> str:
    fraction = _as_fraction(c)
    if fraction is not None and fraction.denominator < 1000:
        return str(fraction)
    return f"{c:.6g}" if isinstance(c, float) else f"({c})" if isinstance(c, complex) else str(c)
