"""`Taylor`: a number that is a truncated power series."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import level_of
from dualnum.dual import Dual
from dualnum.namespaces import namespace_of
from dualnum.rules import TABLE, Rule
from dualnum.series.names import OWN, SeriesError, by_name
from dualnum.series.recording import Recurrences, is_zero, settled
from dualnum.series.streams import (
    Derivative,
    Floats,
    Given,
    Integral,
    Product,
    Quotient,
    Stream,
    Sum,
    floats,
)
from dualnum.shapes import shape_of

_new = object.__new__


class Taylor:
    """A truncated power series Σ c_k·(x − point)^k, made by `dualnum.taylor` or from coefficients.

    Args:
        coefficients: c_0, c_1, ...: numbers, arrays of one shape (a series for each element), mpmath
            numbers, Fractions or Duals; the last one's index is the order.
        point: where the series is taken.

    Arithmetic keeps the lower of two orders.  Comparisons look at the constant term, so a series takes
    the branch that the number takes.

    Raises:
        TypeError: there are no coefficients.

    >>> Taylor([1.0, 1.0, 0.5])
    1 + x + x²/2 + O(x³)
    >>> Taylor([0, 1, 0]) ** 2
    x² + O(x³)
    """

    __slots__ = ("_level", "_stream", "order", "point")

    __array_priority__ = 2000.0
    __hash__ = None  # type: ignore[assignment]  # as for whatever compares by value

    def __init__(self, coefficients: Sequence[Any], point: Any = 0) -> None:
        if (
            isinstance(coefficients, (str, bytes))
            or not hasattr(coefficients, "__len__")
            or not len(coefficients)
        ):
            raise TypeError(
                f"Taylor: the coefficients are {coefficients!r}; give a list of at least one number"
            )
        whole = all(type(c) is float for c in coefficients)
        self._stream: Stream = floats(list(coefficients)) if whole else Given(coefficients)
        self.order = len(coefficients) - 1
        self.point = point
        self._level = max(map(level_of, coefficients)) + 1

    @property
    def coefficients(self) -> list[Any]:
        """c_0 to c_order, where c_k is the k-th derivative over k!."""
        return self._stream.first(self.order + 1)

    def computed(self) -> Taylor:
        """The same series, with every coefficient known."""
        stream = self._stream
        return self if isinstance(stream, Given) else made(Given(stream.first(self.order + 1)), self)

    def derivatives(self) -> list[Any]:
        """The derivatives of order 0 to ``order`` at the point: k!·c_k."""
        return [math.factorial(k) * c for k, c in enumerate(self.coefficients)]

    def __call__(self, x: Any) -> Any:
        """The truncated series at x, by Horner's rule; x may be a number, an array, a Dual or a series.

        A series that begins with ``point`` is composed with this one, and is known to no higher order.
        """
        step = x - self.point
        total = self.coefficients[-1]
        for c in reversed(self.coefficients[:-1]):
            total = total * step + c
        if isinstance(step, Taylor) and isinstance(total, Taylor) and not np.any(step._stream[0] != 0):
            return made(total._stream, total, min(self.order, total.order))
        return total

    def differentiate(self) -> Taylor:
        """The series of the derivative, of one order less.

        Raises:
            ValueError: the series has only a constant term.
        """
        if self.order == 0:
            raise ValueError("differentiate: the series has order 0, so nothing is known of its derivative")
        return made(Derivative(self._stream), self, self.order - 1)

    def integrate(self, constant: Any = 0) -> Taylor:
        """The series of the integral with the given constant term, of one order more."""
        return made(Integral(self._stream, constant + 0 * self._stream[0]), self, self.order + 1)

    def radius_of_convergence(self) -> float:
        """An estimate from the coefficients' decay: |c_k| ~ A·R^(−k), fitted to the latter half; inf for a polynomial.

        Raises:
            ValueError: fewer than four coefficients, or a series of arrays.
        """
        if self.order < 3 or shape_of(self._stream[0]):
            raise ValueError("radius_of_convergence: needs a series of numbers of at least order 3")
        half = range(self.order // 2, self.order + 1)
        points = [(k, math.log(abs(self._stream[k]))) for k in half if self._stream[k] != 0]
        if len(points) < 2:
            return math.inf
        orders, logarithms = map(np.array, zip(*points, strict=True))
        return math.exp(-float(np.polyfit(orders, logarithms, 1)[0]))

    # --- arithmetic -----------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return operate("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return operate("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return operate("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return operate("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return operate("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return operate("divide", other, self)

    def __pow__(self, other: Any) -> Any:
        return OWN["power"](self, other)

    def __rpow__(self, other: Any) -> Any:
        return OWN["power"](other, self)

    def __neg__(self) -> Taylor:
        return made(settled(_NEGATIVE, _negative, (self._stream,), self.order), self)

    def __pos__(self) -> Taylor:
        return self

    def __abs__(self) -> Any:
        return by_name("absolute")(self)

    def __floordiv__(self, other: Any) -> Any:
        return by_name("floor_divide")(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return by_name("floor_divide")(other, self)

    def __mod__(self, other: Any) -> Any:
        return by_name("remainder")(self, other)

    def __rmod__(self, other: Any) -> Any:
        return by_name("remainder")(other, self)

    def __float__(self) -> float:
        raise TypeError(
            "float: a Taylor cannot become a float without losing its terms; use .coefficients[0]"
        )

    # --- comparisons --------------------------------------------------------------------------------------

    def __lt__(self, other: Any) -> Any:
        return self._stream[0] < constant_term(other)

    def __le__(self, other: Any) -> Any:
        return self._stream[0] <= constant_term(other)

    def __gt__(self, other: Any) -> Any:
        return self._stream[0] > constant_term(other)

    def __ge__(self, other: Any) -> Any:
        return self._stream[0] >= constant_term(other)

    def __eq__(self, other: Any) -> Any:
        return self._stream[0] == constant_term(other)

    def __ne__(self, other: Any) -> Any:
        return self._stream[0] != constant_term(other)

    def __bool__(self) -> bool:
        return bool(self._stream[0])

    # --- NumPy and text -----------------------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs:
            raise SeriesError(f"{ufunc.__name__}: a Taylor series goes through plain calls of ufuncs only")
        return by_name(ufunc.__name__)(*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function is np.where and len(args) == 3:
            return OWN["where"](*args)
        if function.__name__ in TABLE and not kwargs:
            return by_name(function.__name__)(*args)
        if function in (np.shape, np.ndim):
            return function(self._stream[0])
        raise SeriesError(
            f"{function.__name__}: a Taylor series does not go through NumPy's array functions; use derivative"
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of each coefficient."""
        return shape_of(self._stream[0])

    def through(self, rule: Rule) -> Any:
        """The function of a row of the table, of this series."""
        return OWN["apply"](rule, (self,))

    def __repr__(self) -> str:
        from dualnum.series.printing import text

        return text(self)


def made(stream: Stream, like: Taylor, order: int | None = None) -> Taylor:
    """A series at the level and the point of another one, and of its order if none is given."""
    new = _new(Taylor)
    new._stream, new._level, new.point = stream, like._level, like.point
    new.order = like.order if order is None else order
    return new


def variable(x: Any, order: int, level: int) -> Taylor:
    """The series x + 1·t of a transform's variable."""
    new = _new(Taylor)
    new.order, new.point, new._level = order, x, level
    if type(x) is float:
        new._stream = floats([x, 1.0] if order else [x])
    else:
        new._stream = Given([x, x * 0 + 1] if order else [x])
    return new


def derivative_of_floats(output: Any, order: int, level: int) -> float | None:
    """n!·c_n of a series of floats at ``level``, known to the order n; None for anything else."""
    if type(output) is not Taylor or output._level != level or output.order < order:
        return None
    stream = output._stream
    return math.factorial(order) * stream[order] if type(stream) is Floats else None


def constant_term(value: Any) -> Any:
    """The number that comparisons look at."""
    return value._stream[0] if isinstance(value, Taylor) else value


def is_number(value: Any) -> bool:
    """Whether an operator of series may compute with ``value``."""
    if isinstance(value, (Taylor, Dual, int, float, complex, np.ndarray, np.generic)):
        return True
    try:
        namespace_of(value)
    except TypeError:
        return False
    return True


def together(values: Sequence[Any]) -> tuple[Taylor, Sequence[Stream]]:
    """The series that a result is like (of the highest level, and its lowest order), and all streams."""
    if len(values) == 1:
        return values[0], (values[0]._stream,)
    like: Any = None
    for value in values:
        if isinstance(value, Taylor) and (
            like is None or (-value._level, value.order) < (-like._level, like.order)
        ):
            like = value
    return like, [_stream_at(like._level, value) for value in values]


def _stream_at(level: int, value: Any) -> Stream:
    """The stream of a series, or of what is a constant at the level."""
    if isinstance(value, Taylor) and value._level == level:
        return value._stream
    kind = type(value)
    return floats([value], kind()) if kind is float or kind is int else Given([value])


# --- operators ---------------------------------------------------------------------------------------


def _sum(a: Stream, b: Stream) -> Stream:
    return Sum((None, a), (None, b))


def _difference(a: Stream, b: Stream) -> Stream:
    return Sum((None, a), (-1, b))


def _negative(a: Stream) -> Stream:
    return Sum((-1, a))


_STREAMS: dict[str, Callable[[Stream, Stream], Stream]] = {
    "add": _sum,
    "subtract": _difference,
    "multiply": Product,
    "divide": Quotient,
}
_RECURRENCES: dict[str, Recurrences] = {name: {} for name in _STREAMS}
_NEGATIVE: Recurrences = {}


def operate(name: str, a: Any, b: Any) -> Any:
    """The series of an operator; NotImplemented where an operand is no number, or a Dual of a higher level."""
    for other in (a, b):
        if not is_number(other):
            return NotImplemented
    like, streams = together((a, b))
    if any(isinstance(other, Dual) and other._level > like._level for other in (a, b)):
        return NotImplemented
    if name == "divide" and not shape_of(streams[1][0]) and is_zero(streams[1][0]):
        return _without_leading_zeros(like, *streams)
    return made(settled(_RECURRENCES[name], _STREAMS[name], streams, like.order), like)


def _without_leading_zeros(like: Taylor, above: Stream, below: Stream) -> Taylor:
    """a/b where b begins with zeros: they are left out of both (l'Hôpital's rule).

    Raises:
        ZeroDivisionError: the denominator begins with more zeros than the numerator.
    """
    shift = next((k for k in range(like.order + 1) if not is_zero(below[k])), 0)
    if shift == 0 or any(not is_zero(above[k]) for k in range(shift)):
        raise ZeroDivisionError(
            "divide: the denominator is zero at the point of the series, so it has a pole there"
        )
    return made(Quotient(above, below, shift), like, like.order - shift)


_links.series_class = Taylor
