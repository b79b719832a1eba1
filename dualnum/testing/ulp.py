"""Distances in units in the last place: how far a floating number is from an exact one."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

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
    0.1
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
            f"actual {numbers[worst]!r}, exact {_described(exacts[worst])}"
        )
    return distance


def _aligned(actual: Any, exact: Any) -> tuple[Any, Any]:
    """Both as arrays of one shape: of floating numbers, and of exact ones."""
    numbers = np.asarray(actual) if not hasattr(actual, "_primal") else actual
    kind = getattr(getattr(numbers, "dtype", None), "kind", "O")
    if kind in "biu":
        numbers, kind = numbers.astype(float), "f"
    if hasattr(actual, "_primal") or kind not in "fc":
        raise TypeError(
            f"ulp_distance: actual is a {type(actual).__name__}, not a floating number or an array of them; "
            "give the .primal or the .tangent of a Dual"
        )
    exacts = np.empty(np.shape(exact), dtype=object)
    exacts[...] = np.asarray(exact, dtype=object)
    try:
        return numbers, np.broadcast_to(exacts, numbers.shape)
    except ValueError:
        raise ValueError(
            f"ulp_distance: exact has the shape {exacts.shape}, which does not fit {numbers.shape}"
        ) from None


def _described(exact: Any) -> str:
    """An exact number with more digits than a double has."""
    import mpmath

    if hasattr(exact, "_mpf_") or hasattr(exact, "_mpc_"):
        return str(mpmath.nstr(exact, 25))
    return str(exact)


def _distance(actual: Any, exact: Any) -> float:
    if isinstance(actual, np.complexfloating):
        return max(_distance(actual.real, exact.real), _distance(actual.imag, exact.imag))
    special = _special(exact)
    kind = np.finfo(actual.dtype)
    if special is None:
        value = _as_dyadic(exact)
        unit = None if value is None else _unit(value, kind)
        special = math.copysign(math.inf, value or _sign(exact)) if unit is None else None
    if special is not None or not np.isfinite(actual):
        same = special is not None and (actual == special or (actual != actual and special != special))
        return 0.0 if same else math.inf
    return _as_float(abs(as_fraction(actual) - value) / unit)


def _special(exact: Any) -> float | None:
    """inf, -inf or nan where ``exact`` is that; else None."""
    if hasattr(exact, "_mpf_"):
        _, mantissa, exponent, _ = exact._mpf_
        return None if mantissa or not exponent else float(exact)
    if isinstance(exact, (float, np.floating)) and not np.isfinite(exact):
        return float(exact)
    return None
