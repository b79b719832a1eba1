"""What NumPy's names mean for series: their own functions, and the rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from dualnum.namespaces import FLOAT, Namespace
from dualnum.rules import TABLE

OWN: dict[str, Any] = {}
"""The functions that `dualnum.series.functions` defines for series."""


class SeriesError(TypeError):
    """A function that a Taylor series cannot go through."""


@lru_cache(64)  # not for ever: contexts of mpmath come and go
def series_over(inner: Namespace) -> Namespace:
    """The namespace of series whose coefficients are those of ``inner``, which has the constants."""

    def find(name: str) -> Any:
        if name in TABLE:
            return lambda *args: OWN["row"](TABLE[name], args)
        return None if callable(FLOAT._native(name)) else inner._native(name)

    return Namespace("Taylor", OWN, find, textbook=True, priority=20)


def by_name(name: str) -> Callable[..., Any]:
    """The function of series for NumPy's name of it.

    Raises:
        SeriesError: there is no rule for it.
    """
    if name in OWN:
        found: Callable[..., Any] = OWN[name]
        return found
    if name not in TABLE:
        raise SeriesError(f"{name}: a Taylor series has no rule for it; use dualnum.derivative")
    return lambda *args: OWN["row"](TABLE[name], args)
