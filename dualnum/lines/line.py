"""Straight lines: what a line answers, and what a secant and a tangent know besides."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

from dualnum.lines.checks import as_points, check_real, numeric
from dualnum.lines.equation import equation, negligible, plain

Point = tuple[Any, Any]
Side = Literal["left", "right"]


class Line:
    """The line through ``point`` with ``slope``; an infinite slope makes it vertical.

    Args:
        point: a pair (x, y) of real numbers: floats, exact fractions, high-precision numbers or Duals.
        slope: a real number, or ``inf`` or ``-inf``.

    Calling a line evaluates it at a number or elementwise on an array, in the point's form
    y + slope·(x − x₀), which loses no digits near the point.  Two lines are equal if their slopes and
    intercepts are equal numbers; `isclose` allows for rounding.  Lines cannot be changed.

    ``str`` writes the equation as a person does: floats to six significant digits, exact fractions
    as fractions (``y = 2x/3``), no term that is zero or only the rounding error of the others.
    ``format`` applies a specification to every number: ``f"{line:.2f}"``.

    Raises:
        TypeError: the point is not a pair, or a number is not a real number.
        ValueError: the point is not finite, or the slope is nan.

    >>> line = Line((2.0, 4.0), 4.0)
    >>> print(line, line(3.0), f"{line:.1f}")
    y = 4x - 4 8.0 y = 4.0x - 4.0
    """

    __slots__ = ("_point", "_slope")

    def __init__(self, point: Point, slope: Any) -> None:
        name = type(self).__name__
        if not isinstance(point, (tuple, list)) or len(point) != 2:
            raise TypeError(f"{name}: the point is {point!r}; give a pair (x, y)")
        for role, value in (("the point's x", point[0]), ("the point's y", point[1]), ("the slope", slope)):
            check_real(name, role, value)
        if not (math.isfinite(plain(point[0])) and math.isfinite(plain(point[1]))):
            raise ValueError(f"{name}: the point is {tuple(point)}; a line passes through finite points")
        if math.isnan(plain(slope)):
            raise ValueError(f"{name}: the slope is nan, so there is no line")
        self._point: Point = (point[0], point[1])
        self._slope = slope

    @property
    def point(self) -> Point:
        """A point (x, y) that the line passes through."""
        return self._point

    @property
    def slope(self) -> Any:
        """How much y grows when x grows by 1; ``inf`` or ``-inf`` for a vertical line."""
        return self._slope

    @property
    def vertical(self) -> bool:
        """Whether the line is x = constant."""
        return math.isinf(plain(self._slope))

    @property
    def intercept(self) -> Any:
        """y at x = 0; nan for a vertical line, which has none."""
        if self.vertical:
            return math.nan
        x, y = self._point
        return y - self._slope * x

    def __call__(self, x: Any) -> Any:
        """y at x, a number, a Dual, an array or a list.

        Raises:
            ValueError: the line is vertical.
        """
        if self.vertical:
            raise ValueError(f"{type(self).__name__}: {self} is vertical and has no y for an x; see .point")
        return self._point[1] + self._slope * (as_points(x) - self._point[0])

    def normal(self) -> Line:
        """The line at right angles to this one, through `point`.

        >>> print(Line((2.0, 4.0), 4.0).normal())
        y = -0.25x + 4.5
        """
        if self.vertical:
            return Line(self._point, 0)
        return Line(self._point, math.inf if self._slope == 0 else -1 / self._slope)

    def intersection(self, other: Line) -> Point:
        """The point (x, y) where two lines meet.

        Raises:
            TypeError: ``other`` is not a line.
            ValueError: the lines are parallel, or one and the same.

        >>> Line((2.0, 4.0), 4.0).intersection(Line((-2.0, 4.0), -4.0))
        (0.0, -4.0)
        """
        if not isinstance(other, Line):
            raise TypeError(f"intersection: other is {other!r}, not a line; give a Line")
        if self._slope == other._slope or (self.vertical and other.vertical):
            found = "are one line" if self == other else "are parallel and do not meet"
            raise ValueError(f"intersection: {self} and {other} {found}; give lines of different slopes")
        if self.vertical:
            return self._point[0], other(self._point[0])
        if other.vertical:
            return other._point[0], self(other._point[0])
        (x1, y1), (x2, y2) = self._point, other._point
        step = (y2 - y1 + other._slope * (x1 - x2)) / (self._slope - other._slope)
        return x1 + step, y1 + self._slope * step

    def error(self, f: Callable[..., Any], x: Any) -> Any:
        """f(x) less the line's y at x: what the line misses there; elementwise for an array.

        Raises:
            TypeError: f is not callable, or returns something else than a number for a number.
            ValueError: the line is vertical.

        >>> Line((2.0, 4.0), 4.0).error(lambda x: x**2, 2.5)
        0.25
        """
        x = as_points(x)
        return numeric("error", f)(x) - self(x)

    def isclose(self, other: Line, rel_tol: float = 1e-9, abs_tol: float = 0.0) -> bool:
        """Whether two lines are the same up to rounding: in slope, and in height at both their points.

        ``rel_tol`` is relative to the larger slope, and to the larger of the heights and of what the slope
        makes of the way between the points; ``abs_tol`` is allowed in any case.

        >>> Line((1.0, 0.3), 0.1).isclose(Line((3.0, 0.5), 0.1))
        True
        """
        (x1, y1), (x2, y2) = (tuple(map(plain, line._point)) for line in (self, other))
        m1, m2 = plain(self._slope), plain(other._slope)
        if self.vertical or other.vertical:
            both = self.vertical and other.vertical
            return both and _near(x1 - x2, rel_tol * max(abs(x1), abs(x2)), abs_tol)
        slope, step = max(abs(m1), abs(m2)), x2 - x1
        height = rel_tol * max(abs(y1), abs(y2), slope * abs(step))
        gaps = (y1 + m1 * step - y2, y2 - m2 * step - y1)
        return _near(m1 - m2, rel_tol * slope, abs_tol) and all(_near(gap, height, abs_tol) for gap in gaps)

    def plot(self, ax: Any = None, *, span: tuple[float, float] | None = None) -> dict[str, Any]:
        """Draw the line on matplotlib's ``ax`` (None: on a new figure) over the interval ``span``.

        Returns the artists by name.  A tangent or secant line also draws its function.

        Raises:
            ImportError: matplotlib is not installed.
        """
        from dualnum.plotting import plot_line

        return plot_line(self, ax, span=span)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Line):
            return NotImplemented
        if self.vertical or other.vertical:
            return self.vertical and other.vertical and bool(self._point[0] == other._point[0])
        return bool(self._slope == other._slope and self.intercept == other.intercept)

    def __hash__(self) -> int:
        return hash((math.inf, self._point[0]) if self.vertical else (self._slope, self.intercept))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._point!r}, {self._slope!r})"

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        return self._equation(spec)

    def _repr_latex_(self) -> str:
        return f"${self._equation('', latex=True)}$"

    def _equation(self, spec: str, latex: bool = False) -> str:
        x, y = self._point
        if self.vertical:
            return equation("x", [(x, "")], spec, latex)
        slope, intercept = self._slope, self.intercept
        if negligible(intercept, y, slope * x):
            intercept = 0.0
        if plain(x) != 0 and negligible(slope * x, y):
            slope, intercept = 0.0, y
        return equation("y", [(slope, "x"), (intercept, "")], spec, latex)


class SecantLine(Line):
    """The line through two points of f's graph; `secant_line` makes it.

    ``points`` are both of them, `point` is the first, and ``function`` is f.
    """

    __slots__ = ("_function", "_points")

    def __init__(self, points: tuple[Point, Point], slope: Any, function: Callable[..., Any]) -> None:
        super().__init__(points[0], slope)
        self._points = points
        self._function = function

    @property
    def points(self) -> tuple[Point, Point]:
        """The two points of the graph."""
        return self._points

    @property
    def function(self) -> Callable[..., Any]:
        """The function whose graph the line cuts."""
        return self._function

    def __repr__(self) -> str:
        return f"SecantLine({self._points!r}, slope={self._slope!r})"


class TangentLine(Line):
    """The line that touches f's graph at `point`; `tangent_line` makes it.

    ``function`` is f.  ``conventions`` says, in the words of `dualnum.errstate`, where the slope rests on a
    convention: a kink, or an infinite slope; it is empty where f is smooth.  At a kink ``side`` is the branch
    whose slope the convention takes, ``"left"`` or ``"right"``; elsewhere it is None.
    """

    __slots__ = ("_conventions", "_function", "_side")

    def __init__(
        self,
        point: Point,
        slope: Any,
        function: Callable[..., Any],
        conventions: tuple[str, ...] = (),
        side: Side | None = None,
    ) -> None:
        super().__init__(point, slope)
        self._function = function
        self._conventions = conventions
        self._side = side

    @property
    def function(self) -> Callable[..., Any]:
        """The function whose graph the line touches."""
        return self._function

    @property
    def conventions(self) -> tuple[str, ...]:
        """What `dualnum.errstate` reports at the point."""
        return self._conventions

    @property
    def side(self) -> Side | None:
        """The branch that the slope belongs to at a kink."""
        return self._side


def _near(difference: Any, relative: Any, absolute: float) -> bool:
    return bool(abs(difference) <= max(relative, absolute))
