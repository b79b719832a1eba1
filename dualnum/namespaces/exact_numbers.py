"""Fraction and Decimal: exact arithmetic, and `math`'s functions, which turn them into floats.

Decimal has a few functions of its own, in its own precision.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from dualnum.namespaces.binding import Namespace
from dualnum.namespaces.python_numbers import ARITHMETIC, FLOAT
from dualnum.rules.table import TABLE


def _maximum(a: Any, b: Any) -> Any:
    return a if a != a or b < a else b


def _minimum(a: Any, b: Any) -> Any:
    return a if a != a or not b < a else b


def _sign(x: Any) -> Any:
    return type(x)((x > 0) - (x < 0))


def _is_finite(x: Any) -> bool:
    return bool(x == x and abs(x) != math.inf)


_EXACT: dict[str, Any] = {
    **ARITHMETIC,
    "maximum": _maximum,
    "minimum": _minimum,
    "fmax": lambda a, b: b if a != a else a if b != b else _maximum(a, b),
    "fmin": lambda a, b: b if a != a else a if b != b else _minimum(a, b),
    "clip": lambda x, low, high: _minimum(_maximum(x, low), high),
    "fabs": abs,
    "sign": _sign,
    "isfinite": _is_finite,
    "isinf": lambda x: abs(x) == math.inf,
    "isnan": lambda x: x != x,
    "real": lambda x: x,
    "imag": lambda x: x * 0,
    "conjugate": lambda x: x,
}
"""What stays exact for both."""


def _through_float(name: str) -> Any:
    """The function of floats, for what these numbers do not have themselves; as `math` does it."""
    function = FLOAT._native(name)
    if function is None or name not in TABLE:
        return function
    return lambda *args: function(*map(float, args))


def _whole_fraction(function: Callable[[Any], int]) -> Callable[[Any], Any]:
    return lambda x: type(x)(function(x))


FRACTION = Namespace(
    "Fraction",
    {
        **_EXACT,
        "signbit": lambda x: x < 0,
        "floor": _whole_fraction(math.floor),
        "ceil": _whole_fraction(math.ceil),
        "trunc": _whole_fraction(math.trunc),
        "rint": _whole_fraction(round),
    },
    _through_float,
    textbook=True,
    priority=0,
    exact=True,
)


class _Logarithm:
    """ln n as a factor or divisor of Decimals, in the precision that they have then."""

    def __init__(self, n: int) -> None:
        self._n = n

    def __rtruediv__(self, other: Any) -> Decimal:
        return Decimal(other) / Decimal(self._n).ln()

    def __rmul__(self, other: Any) -> Decimal:
        return Decimal(other) * Decimal(self._n).ln()


def _log(x: Any) -> Decimal:
    return Decimal(x).ln()


def _whole_decimal(rounding: str) -> Callable[[Any], Decimal]:
    return lambda x: Decimal(x).to_integral_value(rounding)


DECIMAL = Namespace(
    "Decimal",
    {
        **_EXACT,
        "exp": Decimal.exp,
        "log": _log,
        "log10": Decimal.log10,
        "sqrt": Decimal.sqrt,
        "signbit": lambda x: Decimal(x).is_signed(),
        "copysign": lambda a, b: Decimal(a).copy_sign(Decimal(b)),
        "floor": _whole_decimal(decimal.ROUND_FLOOR),
        "ceil": _whole_decimal(decimal.ROUND_CEILING),
        "trunc": _whole_decimal(decimal.ROUND_DOWN),
        "rint": _whole_decimal(decimal.ROUND_HALF_EVEN),
        "ln2": _Logarithm(2),
        "ln10": _Logarithm(10),
    },
    _through_float,
    textbook=True,
    priority=2,  # above floats and fractions, with which it does not mix: an int beside it is one of its own
    exact=True,
)
