"""Rates of change: the average one and its secant, the instantaneous one and its tangent."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from dualnum.lines.checks import as_float, check_finite, finite_value, numeric
from dualnum.lines.equation import plain
from dualnum.lines.line import SecantLine, Side, TangentLine
from dualnum.reports import errstate, tell
from dualnum.transforms import derivative, value_and_derivative


def average_rate_of_change(f: Callable[..., Any], a: Any, b: Any) -> Any:
    """(f(b) − f(a)) / (b − a) for numbers a and b.

    Raises:
        TypeError: f is not callable, or does not return one real number.
        ValueError: a = b (the rate there is `dualnum.derivative`), a value is not finite, or
            f returns several.

    The formula is the lecture's L1.

    >>> average_rate_of_change(lambda x: x**2, 2, 4)
    6.0
    """
    return _secant("average_rate_of_change", f, a, b)[1]


def secant_line(f: Callable[..., Any], a: Any, b: Any) -> SecantLine:
    """The line through (a, f(a)) and (b, f(b)), whose slope is the average rate of change.

    Raises:
        TypeError: f is not callable, or does not return one real number.
        ValueError: a = b (use `tangent_line`), a value is not finite, or f returns several.

    >>> print(secant_line(lambda x: x**2, 2, 4))
    y = 6x - 8
    """
    points, slope = _secant("secant_line", f, a, b)
    return SecantLine(points, slope, f)


def tangent_line(f: Callable[..., Any], a: Any) -> TangentLine:
    """The line y − f(a) = f'(a)·(x − a) that touches f's graph at a.

    a may be of any real component type: an exact fraction gives an exact line, a Dual a line that moves.
    Where the slope is infinite the line is vertical, ``x = a``.  At a kink it is the tangent of the branch
    that the convention takes, which `dualnum.errstate` reports; `TangentLine.side` says which branch it is.

    Raises:
        TypeError: f is not callable, a is not a real number, or f does not return one.
        ValueError: a or f(a) is not finite, f returns several values, or the slope is nan, so that
            there is no tangent.

    The formula is the lecture's L3.

    >>> line = tangent_line(lambda x: x**2, 2)
    >>> print(line)
    y = 4x - 4
    >>> line.point, line.slope, line.intercept
    ((2.0, 4.0), 4.0, -4.0)
    """
    checked = numeric("tangent_line", f)
    check_finite("tangent_line", "a", a)
    a = as_float(a)
    # A division by zero on the way gives an infinite slope, a vertical line, or else the errors below.
    with conventions() as found, np.errstate(divide="ignore", invalid="ignore"):
        value, slope = value_and_derivative(checked)(a)
    check_finite("tangent_line", f"f({plain(a)})", value)
    if math.isnan(plain(slope)):
        raise ValueError(f"tangent_line: f has no slope at {plain(a)} (it is nan); choose another a")
    notes = tuple(f"{name} {where}" for name, where in found)
    side = _side(checked, plain(a), plain(slope)) if any("a kink" in note for note in notes) else None
    return TangentLine((a, as_float(value)), as_float(slope), f, notes, side)


def _side(f: Callable[..., Any], a: Any, slope: Any) -> Side | None:
    """The branch whose slope, a little aside, is nearer to the one at a; None if both are as near."""
    step = (abs(a) + 1) * 2.0**-26
    with errstate(kink="ignore"), np.errstate(divide="ignore", invalid="ignore"):
        left, right = (abs(derivative(f)(float(a) + h) - slope) for h in (-step, step))
    return "left" if left < right else "right" if right < left else None


@contextmanager
def conventions() -> Iterator[list[tuple[str, str]]]:
    """Collects what `errstate` reports within, and reports it again to the caller's `errstate` after."""
    found: list[tuple[str, str]] = []
    with errstate(kink=lambda name, where: found.append((name, where))):
        yield found
    for name, where in found:
        tell(name, where)


def _secant(name: str, f: Callable[..., Any], a: Any, b: Any) -> tuple[Any, Any]:
    """The two points of the graph, and the slope between them."""
    start, end = finite_value(name, f, a), finite_value(name, f, b)
    a, b = as_float(a), as_float(b)
    if a == b:
        instead = "dualnum.tangent_line" if name == "secant_line" else "dualnum.derivative"
        raise ValueError(f"{name}: a and b are both {plain(a)}; give different points, or use {instead}")
    return ((a, start), (b, end)), (end - start) / (b - a)
