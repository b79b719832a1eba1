"""Fraction and Decimal: exact arithmetic, and `math`'s functions, which turn them into floats.

Decimal has a few functions of its own, in its own precision.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dualnum.namespaces.binding import Namespace
from dualnum.namespaces.python_numbers import ARITHMETIC, FLOAT
from dualnum.rules.table import TABLE

FRACTION = Namespace("Fraction", ARITHMETIC, FLOAT._native, textbook=True, priority=0)


def _decimal_log(x: Decimal) -> Decimal:
    return x.ln()


def _through_float(name: str) -> Any:
    """The function of floats, for what Decimal does not have itself; as `math` does it."""
    function = FLOAT._native(name)
    if function is None or name not in TABLE:
        return function
    return lambda *args: function(*map(float, args))


DECIMAL = Namespace(
    "Decimal",
    {
        **ARITHMETIC,
        "exp": Decimal.exp,
        "log": _decimal_log,
        "log10": Decimal.log10,
        "sqrt": Decimal.sqrt,
    },
    _through_float,
    textbook=True,
    priority=0,
)
