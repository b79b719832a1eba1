"""Numbers whose own arithmetic cannot carry a tangent: integers of NumPy, and exact numbers at some points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.rules import Rule
from dualnum.shapes import base_of


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


def as_numpy_numbers(value: Any) -> Any:
    """Python's numbers as NumPy's, which give inf and nan where Python raises; also inside Duals and tuples."""
    if isinstance(value, Dual):
        parts = as_numpy_numbers(value._primal), as_numpy_numbers(value._tangent)
        return make(*parts, value._level)
    if isinstance(value, (tuple, list)):
        return type(value)(map(as_numpy_numbers, value))
    return np.asarray(value)[()] if type(value) in (int, float, complex) else value


def as_python_numbers(value: Any) -> Any:
    """NumPy's numbers as Python's, also inside Duals and tuples."""
    if isinstance(value, Dual):
        return make(as_python_numbers(value._primal), as_python_numbers(value._tangent), value._level)
    if isinstance(value, tuple):
        return tuple(map(as_python_numbers, value))
    return value.item() if isinstance(value, np.generic) else value


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


def in_floats(rule: Rule, primals: Sequence[Any], y: Any) -> tuple[list[Any], Any]:
    """What a row's expressions are given for ``primals`` and ``y`` in NumPy's namespace.

    Floats for integers, which wrap around where numbers do not (1 − x of a uint8, −y of an unsigned one);
    but what the function does not depend on smoothly (the exponent of ldexp) and a choice's arguments stay
    exact, and so do orders, which have no partial: some of SciPy's functions take integers only.  NumPy's
    complex numbers for Python's, which have no order.
    """
    partials = (0,) * len(primals) if rule.choose else rule.partials or (1,) * len(primals)
    kept = [
        _in_wide_integers(p) if partial is None else _in_floats(p, y, partial == 0)
        for p, partial in zip(primals, partials, strict=True)
    ]
    if rule.outputs is None:
        return kept, _in_floats(y, y, rule.choose is not None)
    return kept, tuple(_in_floats(p, p, o is None) for p, o in zip(y, rule.outputs, strict=True))


def _in_wide_integers(value: Any) -> Any:
    """Integers of NumPy that do not wrap around in n·(n + 1) or n − 1; anything else as it is."""
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "iu":
        return value.astype(np.int64)
    return value


def _in_floats(value: Any, like: Any, exact: bool) -> Any:
    """A floating number or array, of the width that ``like`` has if it is one; integers stay so where ``exact``."""
    if isinstance(value, Dual):
        return make(_in_floats(value._primal, like, exact), value._tangent, value._level)
    if type(value) is complex:
        return np.complex128(value)
    if (
        exact
        or not isinstance(value, (bool, np.ndarray, np.generic))
        or np.asarray(value).dtype.kind not in "biu"
    ):
        return value
    wanted = getattr(base_of(like), "dtype", np.dtype(float))
    return np.asarray(value).astype(wanted if wanted.kind in "fc" else float)[()]
