"""Graphs as numbers: samples of f and f' on an interval, and the points where one of them breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from dualnum.lines.checks import NotOneNumberError, numeric
from dualnum.transforms import value_and_derivative

Function = Callable[..., Any]
Pair = tuple[float, float]

SAMPLES = 401
_SMOOTH_HALVINGS = 6  # after them a smooth function changes by about 1/64 of what it did
_RESOLUTION = 1e-13  # of the interval's length: how closely a break is located
_ASIDE = 1e-7  # of the interval's length: where the values to the left and to the right are read


class Break(NamedTuple):
    """A point where a function jumps: its values before, at and after it."""

    x: float
    left: float
    value: float
    right: float

    @property
    def side(self) -> str:
        """Which branch the function takes at the point itself: "left" or "right"."""
        return "right" if abs(self.value - self.right) <= abs(self.value - self.left) else "left"

    @property
    def other(self) -> float:
        """The value of the branch that it does not take."""
        return self.left if self.side == "right" else self.right


class Graph(NamedTuple):
    """Samples x, f(x), f'(x), with nan where there is no value, and the breaks of f and of f' among them."""

    x: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    slope: np.ndarray[Any, Any]
    jumps: tuple[Break, ...]
    kinks: tuple[Break, ...]

    def height(self, joint: Break) -> float:
        """f at a break, which is one of the samples."""
        return float(self.y[np.searchsorted(self.x, joint.x)])


def sampled(name: str, f: Function, interval: Any, n: int = SAMPLES) -> Graph:
    """f and f' at n points of the interval, one point at a time, so that f may branch as it likes.

    Where f raises a ValueError or an ArithmeticError, as `math` does outside a domain, there is no value.

    Raises:
        TypeError: f is not callable, or returns no number.
        ValueError: the interval is not a pair of finite numbers a < b, or f returns several numbers.
    """
    start, end = checked_interval(name, interval)
    evaluate = pair_function(name, f)
    x = np.linspace(start, end, n)
    with np.errstate(all="ignore"):
        y, slope = np.array([evaluate(float(point)) for point in x]).T
        jumps = _breaks(lambda point: evaluate(point)[0], x, y)
        kinks = _breaks(lambda point: evaluate(point)[1], x, slope)
        kinks = tuple(kink for kink in kinks if not _near(kink, jumps, end - start))
        extra = [(point.x, *evaluate(point.x)) for point in (*jumps, *kinks) if point.x not in x]
    if extra:
        x, y, slope = np.array(sorted([*zip(x, y, slope, strict=True), *extra])).T
    return Graph(x, y, slope, jumps, kinks)


def checked_interval(name: str, interval: Any) -> Pair:
    """The interval as two floats.

    Raises:
        ValueError: it is not a pair of finite numbers a < b.
    """
    try:
        start, end = map(float, interval)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: the interval is {interval!r}; give a pair (a, b) of numbers") from None
    if not (math.isfinite(start) and math.isfinite(end) and start < end):
        raise ValueError(f"{name}: the interval is ({start}, {end}); give finite numbers a < b")
    return start, end


def pair_function(name: str, f: Function) -> Callable[[float], Pair]:
    """The function x ↦ (f(x), f'(x)), with nan for what does not exist."""
    both = value_and_derivative(numeric(name, f))

    def evaluate(x: float) -> Pair:
        try:
            value, slope = both(x)
            return float(value), float(slope)
        except NotOneNumberError:
            raise
        except (ValueError, ArithmeticError):
            return math.nan, math.nan

    return evaluate


def broken(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], breaks: tuple[Break, ...]) -> tuple[Any, Any]:
    """x and y with each break, one of the samples, as its two values and a gap (nan) between them."""
    for jump in breaks:
        index = int(np.searchsorted(x, jump.x))
        x = np.concatenate([x[:index], [jump.x, jump.x, jump.x], x[index + 1 :]])
        y = np.concatenate([y[:index], [jump.left, math.nan, jump.right], y[index + 1 :]])
    return x, y


def _breaks(g: Callable[[float], float], x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> tuple[Break, ...]:
    """The jumps of g between its samples."""
    length = float(x[-1] - x[0])
    finite = y[np.isfinite(y)]
    floor = max(1e-9 * float(np.ptp(finite)), 1e-13 * float(np.abs(finite).max())) if finite.size else 0.0
    found: list[Break] = []
    for i in np.flatnonzero(np.abs(np.diff(y)) > floor):
        jump = _jump(g, (float(x[i]), float(y[i])), (float(x[i + 1]), float(y[i + 1])), length)
        if jump is not None and not _near(jump, found, length):
            found.append(jump)
    return tuple(found)


def _jump(g: Callable[[float], float], low: Pair, high: Pair, length: float) -> Break | None:
    """The jump of g between two samples, located by halving; None if g is smooth or infinite there."""
    first = abs(high[1] - low[1])
    halvings = 0
    while high[0] - low[0] > _RESOLUTION * length:
        middle = (low[0] + high[0]) / 2
        point = (middle, g(middle))
        low, high = (low, point) if abs(point[1] - low[1]) > abs(high[1] - point[1]) else (point, high)
        halvings += 1
        change = abs(high[1] - low[1])
        if not change > first / 4 if halvings >= _SMOOTH_HALVINGS else not math.isfinite(change):
            return None
    x = _rounded(low[0], high[0])
    left, right = g(x - _ASIDE * length), g(x + _ASIDE * length)
    steady = max(abs(left - low[1]), abs(right - high[1])) < 0.1 * abs(right - left)
    return Break(x, left, g(x), right) if steady else None


def _near(jump: Break, others: Sequence[Break], length: float) -> bool:
    return any(abs(jump.x - other.x) <= 1e-9 * length for other in others)


def _rounded(low: float, high: float) -> float:
    """The shortest number in [low, high]: people put their kinks at 0, 0.5 or -2."""
    for digits in range(17):
        candidate = round(high, digits)
        if low <= candidate <= high:
            return candidate + 0.0  # not -0.0
    return high
