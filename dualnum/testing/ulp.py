"""Distances in units in the last place: how far a floating number is from an exact one."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from dualnum.oracle.context import as_fraction

_BEYOND = 1 << 20
"""A binary exponent outside ±this is as good as an infinity or as 0 for every floating type."""


def ulp_distance(actual: Any, exact: Any) -> Any:
    """How many units in the last place ``actual`` is from ``exact``.

    ``actual`` is a float, a complex, or a NumPy number or array of them (float16, float32, float64,
    longdouble and the complex types); ``exact`` an mpf, mpc, Fraction, int or float, or an array or nested
    list of those, which broadcasts to actual's shape.  The unit is the spacing of actual's type at the
    exact value rounded to it.  An exact value that rounds to infinity is infinity; the distance between a
    number and an infinity or nan is inf, between two of the same 0.  The result is a float, an array of
    floats for an array; a complex number is as far off as the worse of its parts.

    Raises:
        TypeError: ``actual`` is not made of floating numbers, or ``exact`` not of numbers.
        ValueError: the shapes do not fit.

    >>> ulp_distance(1.0 + 2**-52, 1)
    1.0
    """
    numbers, exacts = _aligned(actual, exact)
    distances = np.empty(numbers.shape)
    for index in np.ndindex(numbers.shape):
        distances[index] = _distance(numbers[index], exacts[index])
    return distances if distances.ndim else float(distances[()])


def assert_ulp(actual: Any, exact: Any, ulp: float) -> float:
    """Assert that ``actual`` is within ``ulp`` units in the last place of ``exact``; return the distance.

    Arguments and errors as for `ulp_distance`; of arrays the worst element decides, and is named.

    Raises:
        AssertionError: an element is further off.

    >>> assert_ulp(np.array([0.5, 0.1]), [Fraction(1, 2), Fraction(1, 10)], 0.5)
    0.4
    """
    numbers, exacts = _aligned(actual, exact)
    distances = np.asarray(ulp_distance(numbers, exacts))
    if not distances.size:
        return 0.0
    worst = np.unravel_index(np.argmax(distances), distances.shape)
    distance = float(distances[worst])
    if not distance <= ulp:
        where = f" at index {tuple(map(int, worst))}" if distances.ndim else ""
        raise AssertionError(
            f"assert_ulp: {distance:.6g} ULP{where}, more than {ulp:g}: "
            f"actual {numbers[worst]}, exact {_described(exacts[worst])}"
        )
    return distance


def _aligned(actual: Any, exact: Any) -> tuple[Any, Any]:
    """Both as arrays of one shape: of floating numbers, and of exact ones."""
    numbers = np.asarray(actual)
    if numbers.dtype.kind in "biu":
        numbers = numbers.astype(float)
    if numbers.dtype.kind not in "fc":
        raise TypeError(
            f"ulp_distance: actual is a {type(actual).__name__}, not a floating number or an array of them; "
            "give the .primal or the .tangent of a Dual"
        )
    exacts = np.asarray(exact, dtype=object)
    try:
        return numbers, np.broadcast_to(exacts, numbers.shape)
    except ValueError:
        raise ValueError(
            f"ulp_distance: exact has the shape {exacts.shape}, which does not fit {numbers.shape}"
        ) from None


def _distance(actual: Any, exact: Any) -> float:
    if isinstance(actual, np.complexfloating):
        return max(_distance(actual.real, exact.real), _distance(actual.imag, exact.imag))
    value: Any = _value(exact)
    unit = _unit(value, np.finfo(actual.dtype)) if isinstance(value, Fraction) else None
    if isinstance(value, Fraction) and unit is None:
        value = math.inf if value > 0 else -math.inf
    if unit is None or not np.isfinite(actual):
        return 0.0 if actual == value or (actual != actual and value != value) else math.inf
    return _as_float(abs(as_fraction(actual) - value) / unit)


def _value(exact: Any) -> Fraction | float:
    """An exact number as a Fraction, or as a float where it is nan or infinite.

    Beyond 2^±1048576 it is infinite or 0 for every floating type, and its Fraction would be long.
    """
    if hasattr(exact, "_mpf_"):
        sign, mantissa, exponent, bits = exact._mpf_
        if not mantissa and exponent:
            return float(exact)
        if abs(exponent + bits) > _BEYOND:
            return Fraction(0) if exponent < 0 else (-math.inf if sign else math.inf)
    if isinstance(exact, (float, np.floating)) and not np.isfinite(exact):
        return float(exact)
    try:
        return as_fraction(exact)
    except TypeError:
        kind = type(exact).__name__
        raise TypeError(f"ulp_distance: exact is a {kind}, not a real number; give an mpf, say") from None


def _unit(value: Fraction, kind: Any) -> Fraction | None:
    """The spacing of a floating type at ``value`` rounded to it; None where that is an infinity."""
    size = abs(value)
    exponent = max(_exponent(size), int(kind.minexp)) if size else int(kind.minexp)
    unit = Fraction(2) ** (exponent - int(kind.nmant))
    if round(size / unit) == 2 ** (int(kind.nmant) + 1):  # rounded up to the next power of two
        exponent, unit = exponent + 1, 2 * unit
    return unit if exponent < kind.maxexp else None


def _exponent(size: Fraction) -> int:
    """The e for which 2^e ≤ size < 2^(e+1)."""
    guess = size.numerator.bit_length() - size.denominator.bit_length()
    return guess if Fraction(2) ** guess <= size else guess - 1


def _as_float(distance: Fraction) -> float:
    try:
        return float(distance)
    except OverflowError:
        return math.inf


def _described(exact: Any) -> str:
    """An exact number, with more digits than a double has."""
    if hasattr(exact, "_mpf_") or hasattr(exact, "_mpc_"):
        return str(mpmath.nstr(exact, 25))
    return str(exact)
