"""Equations as a person writes them: ``y = 4x - 4``, ``y = -x``, ``y = 2x/3 + 1/3``, ``x = 0``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dualnum.dual import Dual

EPSILON = 2.0**-52
_DIGITS = 6
_WRITTEN_OUT = 1e16  # below it, a float that is an integer has no digits to hide


def equation(left: str, terms: Sequence[tuple[Any, str]], spec: str = "", latex: bool = False) -> str:
    """``left = `` the sum of the terms, each a coefficient and the name it multiplies (``""``: alone).

    Terms that are zero are left out, a coefficient 1 is not written, and a minus joins the terms.  A
    float is rounded to six significant digits (written out if it is an integer below 1e16), an exact
    fraction stays one.  ``spec``, a format specification, replaces that rule for every number.

    >>> equation("y", [(-1.0, "x"), (0.5, "")])
    'y = -x + 0.5'
    """
    written = ""
    for coefficient, name in terms:
        if plain(coefficient) == 0:
            continue
        negative = plain(coefficient) < 0
        term = _term(-coefficient if negative else coefficient, name, spec, latex)
        if not written:
            written = f"-{term}" if negative else term
        else:
            written += f" - {term}" if negative else f" + {term}"
    return f"{left} = {written or number_text(0.0, spec, latex)}"


def number_text(value: Any, spec: str = "", latex: bool = False) -> str:
    """One number, by the rule of `equation`.

    >>> number_text(0.1 + 0.2), number_text(1234567.0), number_text(1.5e-7), number_text(-0.0)
    ('0.3', '1234567', '1.5e-7', '0')
    """
    if isinstance(value, Dual):
        return f"({format(value, spec or f'.{_DIGITS}g')})"
    if spec:
        decimal = hasattr(value, "as_tuple")  # a Decimal keeps its digits; the others format as floats
        return format(value if decimal else float(value), spec)
    if _is_fraction(value):
        return _fraction(value, "", latex)
    number = float(value)
    if not math.isfinite(number):
        return str(number)
    if number == int(number) and abs(number) < _WRITTEN_OUT:
        return str(int(number))
    return _shortened(format(number, f".{_DIGITS}g"), latex)


def plain(value: Any) -> Any:
    """A number without its tangents."""
    while isinstance(value, Dual):
        value = value.primal
    return value


def negligible(term: Any, *others: Any) -> bool:
    """Whether a float is the rounding error of the others: what is left where they cancel."""
    if isinstance(plain(term), (int, float)):
        largest = max(abs(plain(other)) for other in others)
        return bool(abs(plain(term)) <= 4 * EPSILON * largest)
    return False


def _term(coefficient: Any, name: str, spec: str, latex: bool) -> str:
    if not name:
        return number_text(coefficient, spec, latex)
    if _is_fraction(coefficient) and not spec:
        return _fraction(coefficient, name, latex)
    text = number_text(coefficient, spec, latex)
    return name if text == "1" and not spec else text + name


def _is_fraction(value: Any) -> bool:
    return hasattr(value, "denominator") and not isinstance(value, int)


def _fraction(value: Any, name: str, latex: bool) -> str:
    """An exact fraction times ``name``: 2x/3, x/3, 5x, 2/3."""
    top = f"{'' if abs(value.numerator) == 1 and name else abs(value.numerator)}{name}"
    sign = "-" if value < 0 else ""
    if value.denominator == 1:
        return sign + top
    return sign + (rf"\frac{{{top}}}{{{value.denominator}}}" if latex else f"{top}/{value.denominator}")


def _shortened(text: str, latex: bool) -> str:
    """1e+20 as 1e20, 1e-07 as 1e-7; in LaTeX as a power of ten."""
    mantissa, mark, exponent = text.partition("e")
    if not mark:
        return text
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if latex else f"{mantissa}e{int(exponent)}"
