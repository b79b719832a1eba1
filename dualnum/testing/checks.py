"""Checks of derivatives against the limit: of ours, and of anyone's rule."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import mpmath
import numpy as np

from dualnum.oracle import NoLimitError, limit_derivative, limit_gradient, limit_jacobian
from dualnum.testing.sampling import Interval, check_interval, sample_points
from dualnum.testing.ulp import assert_ulp, ulp_distance

Function = Callable[..., Any]

COMPOSITE_ULP = 64.0
"""What rounding may take from a composite function of moderate size by default: six of 53 bits."""


def check_derivative(f: Function, x: Any, *, ulp: float = COMPOSITE_ULP, order: int = 1) -> float:
    """Check `dualnum.derivative` of f at x against the limit; return the distance in ULP.

    ``x`` is a number, or an array on which f works element by element; ``f`` is written so that
    `limit_derivative` can take it.

    Raises:
        AssertionError: the two differ by more than ``ulp`` units in the last place.
        NoLimitError: there is no limit to compare with (the derivative there is a convention).

    >>> check_derivative(lambda x: x**3, 2.0)
    0.0
    """
    from dualnum.transforms import derivative

    ours = derivative(f, order=order, holomorphic=np.iscomplexobj(x))(x)
    exact = np.empty(np.shape(x), dtype=object)
    for index in np.ndindex(exact.shape):
        exact[index] = limit_derivative(f, x[index] if exact.shape else x, order)
    return _compared(f"check_derivative of order {order}, x = {x}", ours, exact, ulp)


def check_gradient(f: Function, x: Any, *, ulp: float = COMPOSITE_ULP) -> float:
    """Check `dualnum.gradient` of f at x against the limits; return the largest distance in ULP.

    ``x`` is an array, or a list or tuple of numbers.

    Raises:
        AssertionError: a component differs by more than ``ulp`` units in the last place.
        NoLimitError: there is no limit to compare with.

    >>> check_gradient(lambda x: x[0] * x[1], [2.0, 3.0])
    0.0
    """
    from dualnum.transforms import gradient

    return _compared(f"check_gradient, x = {x}", gradient(f)(x), limit_gradient(f, x), ulp)


def check_jacobian(f: Function, x: Any, *, ulp: float = COMPOSITE_ULP) -> float:
    """Check `dualnum.jacobian` of f at x against the limits; return the largest distance in ULP.

    ``x`` is an array, or a list or tuple of numbers; f returns a number, an array, or a sequence of numbers.

    Raises:
        AssertionError: an entry differs by more than ``ulp`` units in the last place.
        NoLimitError: there is no limit to compare with.

    >>> check_jacobian(lambda x: x * x[::-1], np.array([2.0, 3.0]))
    0.0
    """
    from dualnum.transforms import jacobian

    return _compared(f"check_jacobian, x = {x}", jacobian(f)(x), limit_jacobian(f, x), ulp)


def _compared(what: str, ours: Any, exact: Any, ulp: float) -> float:
    numbers = np.asarray(ours)
    if numbers.shape != exact.shape:
        raise AssertionError(f"{what}: the shape is {numbers.shape}, that of the limits {exact.shape}")
    try:
        return assert_ulp(numbers, exact, ulp)
    except AssertionError as error:
        raise AssertionError(f"{what}: {str(error).removeprefix('assert_ulp: ')}") from None


class _Miss(NamedTuple):
    """A point at which a rule was judged."""

    distance: float
    x: float
    given: Any
    expected: str


def check_rule(f: Function, df: Function, domain: Interval, *, ulp: float = 4.0, samples: int = 200) -> float:
    """Check a derivative ``df`` of f, from any library, over a closed interval; return the largest distance.

    ``f`` is written so that `limit_derivative` can take it; ``df`` takes a float and returns one.  About
    ``samples`` points are spread over the interval by size and evenly; added are the edges and their
    neighbours, 0, subnormals, huge doubles, integers and halves.  Where f has no derivative, df may give a
    one-sided one, nan, or an arithmetic error; where f has no value, anything.

    Raises:
        AssertionError: df is further than ``ulp`` units in the last place from the limit; the worst point
            is named.
        ValueError: the domain is no interval, or f has a derivative at no sampled point of it.

    >>> import math
    >>> check_rule(math.sin, math.cos, (-10, 10), ulp=1, samples=20) < 1
    True
    """
    interval = check_interval("check_rule", domain)
    judged = [_judged(f, df, x) for x in sample_points(interval, samples)]
    known = [miss for miss in judged if miss is not None]
    if not known:
        raise ValueError(
            f"check_rule: f has a derivative at no point tried in {domain}; is the domain right?"
        )
    wrong = [miss for miss in known if not miss.distance <= ulp]
    worst = max(known, key=lambda miss: miss.distance)
    if wrong:
        raise AssertionError(
            f"check_rule: df is wrong at {len(wrong)} of {len(known)} points, more than {ulp:g} ULP off; the "
            f"worst is x = {worst.x!r}, {worst.distance:.6g} ULP off: df gave {worst.given}, "
            f"the limit is {worst.expected}"
        )
    return worst.distance


def _judged(f: Function, df: Function, x: float) -> _Miss | None:
    try:
        return _measured(df, x, [limit_derivative(f, x)])
    except NoLimitError as error:
        one_sided = [value for value in (error.left, error.right) if value is not None]
        return _measured(df, x, one_sided, none=True) if one_sided else None


def _measured(df: Function, x: float, allowed: list[Any], none: bool = False) -> _Miss:
    """How far ``df(x)`` is from the nearest of the values allowed; nan is allowed where there is no limit."""
    expected = " or ".join(mpmath.nstr(value, 20) for value in allowed)
    try:
        given = df(x)
    except (ArithmeticError, ValueError) as error:
        excused = none or any(map(_overflows, allowed))
        return _Miss(0.0 if excused else math.inf, x, f"{type(error).__name__} ({error})", expected)
    if none and given != given:
        return _Miss(0.0, x, given, expected)
    return _Miss(min(ulp_distance(given, value) for value in allowed), x, given, expected)


def _overflows(value: Any) -> bool:
    """Whether an exact value is beyond the largest double, where Python's functions raise."""
    return bool(ulp_distance(math.inf if value > 0 else -math.inf, value) == 0)
