"""Exact and high-precision numbers where they cannot carry a tangent: floats, infinite slopes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum.dual import Dual, make


def as_floats(values: Sequence[Any]) -> list[Any]:
    """Exact numbers as floats, as `math` takes them; None, floats and complex numbers as they are."""
    return [_as_float(value) for value in values]


def _as_float(value: Any) -> Any:
    if value is None or isinstance(value, (float, complex)):
        return value
    if isinstance(value, Dual):
        return make(_as_float(value._primal), _as_float(value._tangent), value._level)
    if isinstance(value, np.ndarray):
        return value.astype(float)
    return complex(value) if hasattr(value, "_mpc_") else float(value)


def at_a_pole(tangent_of: Callable[..., Any], rule: Any, primals: Any, y: Any, tangents: Any) -> Any:
    """The infinite or undefined tangent of numbers whose arithmetic raises there, by that of floats.

    Raises:
        ArithmeticError, ValueError: the slope is finite, so it was something else that the numbers refused.
    """
    values = tuple(as_floats(y)) if rule.outputs is not None else _as_float(y)
    found = tangent_of(rule, as_floats(primals), values, as_floats(tangents))
    if not all(math.isinf(part) or math.isnan(part) for part in _parts(found)):
        raise ArithmeticError(f"{rule.name}: {type(y).__name__} arithmetic gives no slope at {primals}")
    return found if rule.outputs is not None or isinstance(y, (int, float)) else _like(y, found)


def _parts(found: Any) -> list[Any]:
    flat = found if isinstance(found, tuple) else (found,)
    return [part for value in flat if value is not None for part in np.ravel(np.asarray(value))]


def _like(y: Any, slope: Any) -> Any:
    """The slope as a number of y's type, which Fraction has none for."""
    return slope if hasattr(y, "numerator") or isinstance(slope, np.ndarray) else type(y)(slope)
