"""The lecture's limit of the difference quotient, as a number: what every rule is judged by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from dualnum.oracle.context import CONTEXT, LOCK, as_fraction, rounded
from dualnum.oracle.number import Number, value_of
from dualnum.oracle.quotients import Approach, Quotient, Step, bits_of, quotients, steps
from dualnum.oracle.rebinding import rebound

Function = Callable[..., Any]
Side = Literal["both", "left", "right"]

_DIRECTIONS: dict[str, tuple[complex, ...]] = {"both": (-1, 1), "left": (-1,), "right": (1,)}
_COMPLEX_DIRECTIONS: tuple[complex, ...] = (-1, 1, 1j, -1j)


class NoLimitError(ValueError):
    """The difference quotient has no limit.

    Attributes:
        left: what it tends to from the left (an mpf, perhaps infinite), or None where it tends to
            nothing or f has no values there; None too where that side was not asked for.
        right: the same from the right.
    """

    def __init__(self, message: str, left: Any = None, right: Any = None) -> None:
        super().__init__(message)
        self.left = left
        self.right = right

    def __reduce__(self) -> Any:
        return type(self), (str(self), self.left, self.right)


def limit_derivative(f: Function, x: Any, order: int = 1, digits: int = 50, *, side: Side = "both") -> Any:
    """The limit of f's difference quotient at x, or of the quotient of a higher order.

    ``x`` is a number, taken exactly: an int, a float, a Fraction, a Decimal, an mpmath number, or text
    such as ``"0.1"``; a complex x has its quotient taken along both axes.  ``f`` is a function of one
    number, written with operators, conditionals, loops, and functions of numpy, dualnum or math; numbers
    written in it are the doubles that they are.  The result is an mpf (an mpc for complex values) with
    ``digits`` correct digits, or 0 where the slope is less than 2^−1200; ``side`` asks for a one-sided
    derivative.

    Raises:
        NoLimitError: the limit does not exist: the sides differ, the slope is infinite, the quotient
            oscillates, or f has no values at x or next to it.  Its ``left`` and ``right`` tell.
        TypeError: f is not callable, x or what f returns is no number, or f makes a float of its argument.
        ValueError: x is not finite, or order, digits or side is none.

    The formula is the lecture's L2, lim h→0 (f(x + h) − f(x)) / h.

    >>> import mpmath
    >>> mpmath.nstr(limit_derivative(lambda x: x**2, 2), 30)
    '4.0'
    >>> mpmath.nstr(limit_derivative(np.sin, "0.5"), 30)
    '0.877582561890372716116281582604'
    """
    check("limit_derivative", f, order, digits, side)
    return take("limit_derivative", rebound(f), x, order, digits, side)


def partial_derivative(
    f: Function, args: Sequence[Any], index: int, order: int = 1, digits: int = 50, *, side: Side = "both"
) -> Any:
    """The limit in one argument of f, ``args[index]``, the others held; otherwise as `limit_derivative`.

    Integers among the others stay integers, other numbers are taken exactly.

    Raises:
        IndexError: there is no argument ``index``.

    >>> partial_derivative(lambda a, b: a * b**2, (3.0, 2.0), 1) == 12
    True
    """
    check("partial_derivative", f, order, digits, side)
    if not -len(args) <= index < len(args):
        raise IndexError(f"partial_derivative: index {index} for {len(args)} arguments")
    function = rebound(f)

    def along(t: Number) -> Any:
        held = [_held(arg) for arg in args]
        held[index] = t
        return function(*held)

    return take("partial_derivative", along, args[index], order, digits, side)


def _held(arg: Any) -> Any:
    if isinstance(arg, int):
        return arg
    value = value_of(arg)
    return arg if value is None else Number(value)


def check(name: str, f: Any, order: Any = 1, digits: Any = 50, side: Any = "both") -> None:
    """Raise for what is no function, no order, no number of digits or no side."""
    if not callable(f):
        raise TypeError(f"{name}: f is {f!r}, not a function; give the function itself, not its value")
    for what, value in (("order", order), ("digits", digits)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name}: {what}={value!r}; give a positive integer")
    if side not in _DIRECTIONS:
        raise ValueError(f'{name}: side={side!r}; give "both", "left" or "right"')


class Point:
    """The point of a limit, exact: it enters the context at whatever precision that has."""

    def __init__(self, name: str, x: Any) -> None:
        self.text = str(x)
        self.is_complex = isinstance(x, (complex, np.complexfloating)) or hasattr(x, "_mpc_")
        try:
            parts = (x.real, x.imag) if self.is_complex else (x, 0)
            self._parts = tuple(map(as_fraction, parts))
        except TypeError:
            raise TypeError(f"{name}: x is a {type(x).__name__}, not a number; {_HINT}") from None
        except ValueError as error:
            raise ValueError(f"{name}: x is {x!r}, which is not a finite number") from error

    @property
    def size(self) -> Fraction:
        """The size of the coordinates."""
        return max(map(abs, self._parts))

    def value(self) -> Any:
        """The point in the context."""
        real, imaginary = (CONTEXT.mpf(part.numerator) / part.denominator for part in self._parts)
        return CONTEXT.mpc(real, imaginary) if self.is_complex else real


_HINT = "limit_gradient and limit_jacobian take sequences and arrays"


def take(name: str, f: Function, x: Any, order: int, digits: int, side: Side = "both") -> Any:
    """The limit for a function of a Number; ``name`` is the caller's, for messages."""
    point = Point(name, scalar(x))
    directions = _COMPLEX_DIRECTIONS if point.is_complex else _DIRECTIONS[side]
    with LOCK, CONTEXT.workprec(CONTEXT.prec):
        return _Limit(name, f, point, directions, order, digits).run()


class _Limit:
    """One limit being taken: the quotients of every order up to the wanted one, along each direction."""

    def __init__(
        self, name: str, f: Function, point: Point, directions: Sequence[complex], order: int, digits: int
    ) -> None:
        self._name, self._f, self._point, self._order, self._digits = name, f, point, order, digits
        self._approaches = {d: [Approach(digits) for _ in range(order)] for d in directions}
        self._cause: Exception | None = None

    def run(self) -> Any:
        """The limit.

        Raises:
            NoLimitError: it does not exist.
        """
        for step in steps(self._point.size, self._order, self._digits):
            CONTEXT.prec = step.precision
            for direction, approaches in self._approaches.items():
                for approach, quotient in zip(approaches, self._quotients(step, direction), strict=True):
                    approach.add(step, quotient)
            limits = [self._common_limit(order) for order in range(self._order)]
            if all(limit is not None for limit in limits):
                return rounded(limits[-1], self._digits)
            if step.deep and self._decided():
                break
        raise self._error()

    def _quotients(self, step: Step, direction: complex) -> list[Quotient]:
        h = step.size * CONTEXT.convert(direction)
        x = self._point.value()
        values = [self._value(x + k * h) for k in range(self._order + 1)]
        if values[0] is None:
            at = f"{self._name}: f has no value at x = {self._point.text}"
            raise NoLimitError(at + (f" ({self._cause})" if self._cause else "")) from self._cause
        return quotients(values, h)

    def _value(self, x: Any) -> Any:
        """f at a point of the context, or None where it has no finite value."""
        try:
            result = self._f(Number(x))
        except (ArithmeticError, ValueError) as error:
            self._cause = error
            return None
        value = value_of(scalar(result))
        if value is None:
            kind = type(result).__name__
            raise TypeError(f"{self._name}: f returned a {kind}, not a number; {_HINT}")
        return value if CONTEXT.isfinite(value) else None

    def _common_limit(self, order: int) -> Any:
        """The mean of the directions' limits where they agree, in which the terms odd in h cancel."""
        limits = [approaches[order].limit() for approaches in self._approaches.values()]
        if any(limit is None for limit in limits):
            return None
        tolerance = CONTEXT.ldexp(1, 1 - bits_of(self._digits))
        if any(abs(limit - limits[0]) > tolerance * abs(limits[0]) for limit in limits):
            return None
        return sum(limits) / len(limits)

    def _decided(self) -> bool:
        """Whether smaller steps can change nothing: of some order every side is known, and they differ."""
        orders = zip(*self._approaches.values(), strict=True)
        return any(
            all(a.undefined or a.limit() is not None for a in sides) and self._common_limit(order) is None
            for order, sides in enumerate(orders)
        )

    def _error(self) -> NoLimitError:
        order = next(n for n in range(self._order) if self._common_limit(n) is None)
        found = {d: self._one_sided(order, d) for d in self._approaches}
        left, right = found.get(-1), found.get(1)
        return NoLimitError(self._text(order, found), left, right)

    def _one_sided(self, order: int, direction: complex) -> Any:
        approach = self._approaches[direction][order]
        limit = approach.limit()
        if limit is None:
            limit = approach.divergence(lambda step: self._quotients(step, direction)[order])
        return None if limit is None else rounded(limit, self._digits)

    def _text(self, order: int, found: dict[complex, Any]) -> str:
        which = "the difference quotient" if order == 0 else f"the difference quotient of order {order + 1}"
        sides = ", ".join(f"{self._described(order, d, found[d])} {_WHENCE[d]}" for d in found)
        hint = ""
        if len(found) == 2 and any(value is not None and CONTEXT.isfinite(value) for value in found.values()):
            hint = '; ask for side="left" or side="right" to have one of them'
        return f"{self._name}: {which} of f has no limit at x = {self._point.text}: {sides}{hint}"

    def _described(self, order: int, direction: complex, value: Any) -> str:
        if value is not None:
            return str(CONTEXT.nstr(CONTEXT.convert(value), 15)).removeprefix("+")  # mpmath 1.3 has "+inf"
        undefined = self._approaches[direction][order].undefined
        return "f has no values" if undefined else "nothing that it settles on"


_WHENCE: dict[complex, str] = {
    -1: "from the left",
    1: "from the right",
    1j: "from above",
    -1j: "from below",
}


def scalar(result: Any) -> Any:
    """The number in a 0-d array; anything else as it is."""
    return result[()] if isinstance(result, np.ndarray) and result.ndim == 0 else result
