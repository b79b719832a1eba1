"""Tangent planes: what a tangent line is to f: R → R, for f: Rⁿ → R."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.lines.checks import as_float, as_points, numeric
from dualnum.lines.equation import EPSILON, equation
from dualnum.lines.rates import conventions
from dualnum.transforms import value_and_gradient

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
Array = np.ndarray[Any, Any]


class TangentPlane:
    """The plane z = f(a) + ∇f(a)·(x − a) that touches the graph of f: Rⁿ → R.

    ``point`` is a, an array of shape (n,); ``value`` is f(a); ``gradient`` is ∇f(a); ``function`` is f, and
    ``conventions`` is what `dualnum.errstate` reports there.  `tangent_plane` makes it.

    Calling it evaluates it at one x of shape (n,), or at many of shape (…, n).  ``str`` writes
    ``z = 2x + 4y - 5`` for two variables and ``y = 2x₁ + 4x₂ - x₃`` for another number of them, by the
    rules of `Line`.  Two planes are equal if their gradients and intercepts are equal numbers.
    """

    __slots__ = ("conventions", "function", "gradient", "point", "value")

    def __init__(
        self,
        point: Array,
        value: Any,
        gradient: Array,
        function: Callable[..., Any],
        conventions: tuple[str, ...] = (),
    ) -> None:
        self.point = point
        self.value = value
        self.gradient = gradient
        self.function = function
        self.conventions = conventions

    @property
    def intercept(self) -> Any:
        """The plane's value at x = 0."""
        return self.value - self.gradient @ self.point

    @property
    def normal(self) -> Array:
        """The vector (∇f(a), −1) of Rⁿ⁺¹, at right angles to the plane."""
        return np.append(self.gradient, -1.0)

    def __call__(self, x: Any) -> Any:
        """The plane's value at x, an array or Dual of shape (n,) or (…, n).

        Raises:
            ValueError: x does not end in an axis of length n.
        """
        x = as_points(x)
        n = len(self.point)
        if getattr(x, "shape", ())[-1:] != (n,):
            raise ValueError(
                f"TangentPlane: x has the shape {getattr(x, 'shape', ())}; its last axis must have length {n}"
            )
        return as_float(self.value + (x - self.point) @ self.gradient)

    def error(self, f: Callable[..., Any], x: Any) -> Any:
        """f(x) less the plane's value at one x: what the plane misses there.

        Raises:
            TypeError: f is not callable.
            ValueError: x has another shape than the point.

        >>> tangent_plane(lambda x: x[0] ** 2, [1.0, 0.0]).error(lambda x: x[0] ** 2, [1.5, 0.0])
        0.25
        """
        x = as_points(x)
        if np.shape(x) != np.shape(self.point):
            raise ValueError(
                f"error: x has the shape {np.shape(x)}; give one point of shape {self.point.shape}"
            )
        return as_float(numeric("error", f, of_vector=True)(x) - self(x))

    def plot(self, ax: Any = None, *, span: Any = None) -> dict[str, Any]:
        """Draw f's surface, the plane and the point for n = 2, on a 3-D ``ax`` of matplotlib.

        ``span`` is ((x₀, x₁), (y₀, y₁)); None takes an interval of length 4 about the point.

        Raises:
            ValueError: n is not 2.
            ImportError: matplotlib is not installed.
        """
        from dualnum.plotting import plot_plane

        return plot_plane(self, ax, span=span)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TangentPlane):
            return NotImplemented
        return np.array_equal(self.gradient, other.gradient) and bool(self.intercept == other.intercept)

    __hash__ = None  # type: ignore[assignment]  # its arrays can be changed

    def __repr__(self) -> str:
        return f"TangentPlane(point={self.point!r}, value={self.value!r}, gradient={self.gradient!r})"

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        return self._equation(spec)

    def _repr_latex_(self) -> str:
        return f"${self._equation('', latex=True)}$"

    def _equation(self, spec: str, latex: bool = False) -> str:
        n = len(self.point)
        names = ["x", "y"] if n == 2 else [_indexed(i + 1, latex) for i in range(n)]
        parts = self.gradient * self.point
        intercept = self.intercept
        if abs(intercept) <= 4 * EPSILON * max(abs(self.value), *abs(parts), 0.0):
            intercept = 0.0
        terms = [*zip(self.gradient.tolist(), names, strict=True), (intercept, "")]
        return equation("z" if n == 2 else "y", terms, spec, latex)


def tangent_plane(f: Callable[..., Any], a: Any) -> TangentPlane:
    """The plane that touches the graph of f: Rⁿ → R at a, a list or array of n numbers.

    Raises:
        TypeError: f is not callable, or does not return a number.
        ValueError: a is not a list of real numbers, f(a) or a partial derivative is not finite, or f
            returns an array.

    >>> print(tangent_plane(lambda x: x[0] ** 2 + x[1] ** 2, [1, 2]))
    z = 2x + 4y - 5
    """
    point = np.array(a, dtype=float)
    if point.ndim != 1 or not point.size or not np.isfinite(point).all():
        raise ValueError(f"tangent_plane: a is {a!r}; give a list of finite numbers")
    with conventions() as found, np.errstate(divide="ignore", invalid="ignore"):
        value, gradient = value_and_gradient(numeric("tangent_plane", f, of_vector=True))(point)
    if not math.isfinite(value):
        raise ValueError(f"tangent_plane: f({point}) is {value}; choose a point where f has a finite value")
    if not np.isfinite(gradient).all():
        raise ValueError(f"tangent_plane: the gradient at {point} is {gradient}, so there is no plane")
    notes = tuple(f"{name} {where}" for name, where in found)
    return TangentPlane(point, as_float(value), gradient, f, notes)


def _indexed(index: int, latex: bool) -> str:
    return f"x_{{{index}}}" if latex else "x" + str(index).translate(_SUBSCRIPTS)
