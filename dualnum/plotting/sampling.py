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
Array = np.ndarray[Any, Any]

SAMPLES = 401
_SMOOTH_HALVINGS = 6  # after them a smooth function changes by about 1/64 of what it did
_POLE = 1e6  # times a cell's change: more is no jump, but growth without bound
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
    """Samples x, f(x), f'(x), with nan where there is no value, and where f and f' break, among the samples.

    ``jumps`` are f's, ``kinks`` are those breaks of f' where f itself goes on, ``slope_jumps`` are all of its
    breaks; ``poles`` are the points to both sides of which f grows without bound.
    """

    x: Array
    y: Array
    slope: Array
    jumps: tuple[Break, ...]
    kinks: tuple[Break, ...]
    slope_jumps: tuple[Break, ...]
    poles: tuple[Break, ...]

    def height(self, joint: Break) -> float:
        """f at a break."""
        return float(self.y[np.searchsorted(self.x, joint.x)])

    def curve(self) -> tuple[Array, Array]:
        """x and f(x), interrupted where f jumps."""
        return _interrupted(self.x, self.y, (*self.jumps, *self.poles))

    def slope_curve(self) -> tuple[Array, Array]:
        """x and f'(x), interrupted where f' jumps."""
        return _interrupted(self.x, self.slope, (*self.slope_jumps, *self.poles))


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
        jumps, poles = _breaks(lambda point: evaluate(point)[0], x, y)
        slope_jumps, _ = _breaks(lambda point: evaluate(point)[1], x, slope)
        kinks = tuple(kink for kink in slope_jumps if not _near(kink, jumps, end - start))
        extra = {joint.x: evaluate(joint.x) for joint in (*jumps, *kinks, *slope_jumps, *poles)}
    extra.update((float(point), pair) for point, *pair in zip(x, y, slope, strict=True))  # type: ignore[misc]  # pairs
    x, y, slope = np.array([(point, *pair) for point, pair in sorted(extra.items())]).T
    return Graph(x, y, slope, jumps, kinks, slope_jumps, poles)


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


def _interrupted(x: Array, y: Array, breaks: tuple[Break, ...]) -> tuple[Array, Array]:
    """x and y with each break, one of the samples, as its two values and a gap (nan) between them."""
    for joint in breaks:
        index = int(np.searchsorted(x, joint.x))
        x = np.concatenate([x[:index], [joint.x, joint.x, joint.x], x[index + 1 :]])
        y = np.concatenate([y[:index], [joint.left, math.nan, joint.right], y[index + 1 :]])
    return x, y


def _breaks(g: Callable[[float], float], x: Array, y: Array) -> tuple[tuple[Break, ...], tuple[Break, ...]]:
    """The jumps of g between its samples, and its poles."""
    length = float(x[-1] - x[0])
    finite = y[np.isfinite(y)]
    floor = max(1e-9 * float(np.ptp(finite)), 1e-13 * float(np.abs(finite).max())) if finite.size else 0.0
    jumps: list[Break] = []
    poles: list[Break] = []
    for i in np.flatnonzero(np.abs(np.diff(y)) > floor):
        cell = [(float(x[k]), float(y[k])) for k in (i, i + 1)]
        joint = _joint(g, cell[0], cell[1], length)
        found = jumps if joint is not None and math.isfinite(joint.left) else poles
        if joint is not None and not _near(joint, found, length):
            found.append(joint)
    return tuple(jumps), tuple(poles)


def _joint(g: Callable[[float], float], low: Pair, high: Pair, length: float) -> Break | None:
    """The jump or pole (with nan for its values) of g between two samples; None if g is smooth there."""
    first = abs(high[1] - low[1])
    halvings = 0
    while high[0] - low[0] > _RESOLUTION * length:
        middle = (low[0] + high[0]) / 2
        point = (middle, g(middle))
        low, high = (low, point) if abs(point[1] - low[1]) > abs(high[1] - point[1]) else (point, high)
        halvings += 1
        change = abs(high[1] - low[1])
        if not math.isfinite(change) or (halvings >= _SMOOTH_HALVINGS and change <= first / 4):
            return None
    x = _rounded(low[0], high[0])
    if abs(high[1] - low[1]) > _POLE * first:
        return Break(x, math.nan, math.nan, math.nan)
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
