"""How the rows of `scipy.special` are written: only those of functions that the SciPy at hand has."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import scipy.special

from dualnum.rules.table import TABLE, Interval, Partial

POSITIVE: Interval = (0.0, inf)
UNIT: Interval = (0.0, 1.0)
REAL: Interval = (-inf, inf)

ORDER = "the order of the function: its derivative has no closed form"
DEGREE = "the degree of the function: its derivative has no closed form"
SHAPE = "a shape parameter: its derivative has no closed form"
COUNT = "a count, which is a whole number and cannot move by a small amount"


def has(name: str) -> bool:
    """Whether the SciPy at hand has a function of this name, public or not."""
    return hasattr(scipy.special, name) or hasattr(scipy.special._ufuncs, name)


def rule(
    name: str,
    *partials: Partial,
    domain: Interval | tuple[Interval, ...] = REAL,
    mp: str | Callable[..., Any] | None = None,
    **fields: Any,
) -> None:
    """Write one row, as `Table.rule` does, if SciPy has the function.

    A private one may be elsewhere (Boost's were in `scipy.stats` before 1.15), and its row hides no other name.
    """
    if name.startswith("_") or has(name):
        TABLE.rule(name, *partials, domain=domain, mp=mp, **fields)


def refuse(reason: str, names: str) -> None:
    """Say why functions, given as words, have no row; their error says it."""
    TABLE.refused.update(dict.fromkeys(names.split(), reason))
