"""`Taylor`: a number that is a truncated power series, with every function of the table."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import level_of
from dualnum.dual import Dual
from dualnum.namespaces import FLOAT, Namespace, namespace_of, register
from dualnum.propagation import evaluate
from dualnum.rules import TABLE, Rule
from dualnum.selection import select
from dualnum.series.streams import (
    Choice,
    Derivative,
    Given,
    Integral,
    Product,
    Quotient,
    Solution,
    Stream,
    Sum,
)
from dualnum.shapes import is_complex, shape_of


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
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, coefficients: Sequence[Any], point: Any = 0) -> None:
        if (
            isinstance(coefficients, (str, bytes))
            or not hasattr(coefficients, "__len__")
            or not len(coefficients)
        ):
            raise TypeError(
                f"Taylor: the coefficients are {coefficients!r}; give a list of at least one number"
            )
        self._stream: Stream = Given(coefficients)
        self.order = len(coefficients) - 1
        self.point = point
        self._level = max(map(level_of, coefficients)) + 1

    @property
    def coefficients(self) -> list[Any]:
        """c_0 to c_order, where c_k is the k-th derivative over k!."""
        return [self._stream[k] for k in range(self.order + 1)]

    def derivatives(self) -> list[Any]:
        """The derivatives of order 0 to ``order`` at the point: k!·c_k."""
        return [math.factorial(k) * c for k, c in enumerate(self.coefficients)]

    def __call__(self, x: Any) -> Any:
        """The truncated series at x, by Horner's rule; x may be a number, an array, a Dual or a series."""
        step = x - self.point
        total = self.coefficients[-1]
        for c in reversed(self.coefficients[:-1]):
            total = total * step + c
        return total

    def differentiate(self) -> Taylor:
        """The series of the derivative, of one order less.

        Raises:
            ValueError: the series has only a constant term.
        """
        if self.order == 0:
            raise ValueError("differentiate: the series has order 0, so nothing is known of its derivative")
        return _made(Derivative(self._stream), self.order - 1, self._level, self.point)

    def integrate(self, constant: Any = 0) -> Taylor:
        """The series of the integral with the given constant term, of one order more."""
        return _made(
            Integral(self._stream, constant + 0 * self._stream[0]), self.order + 1, self._level, self.point
        )

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
        return _combined(self, other, lambda a, b: Sum((None, a), (None, b)))

    def __radd__(self, other: Any) -> Any:
        return _combined(self, other, lambda a, b: Sum((None, b), (None, a)))

    def __sub__(self, other: Any) -> Any:
        return _combined(self, other, lambda a, b: Sum((None, a), (-1, b)))

    def __rsub__(self, other: Any) -> Any:
        return _combined(self, other, lambda a, b: Sum((None, b), (-1, a)))

    def __mul__(self, other: Any) -> Any:
        return _combined(self, other, Product)

    def __rmul__(self, other: Any) -> Any:
        return _combined(self, other, lambda a, b: Product(b, a))

    def __truediv__(self, other: Any) -> Any:
        return _divided(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return NotImplemented if not _is_number(other) else _divided(other, self)

    def __pow__(self, other: Any) -> Any:
        return power(self, other)

    def __rpow__(self, other: Any) -> Any:
        return apply(TABLE["power"], (other, self))

    def __neg__(self) -> Taylor:
        return _made(Sum((-1, self._stream)), self.order, self._level, self.point)

    def __pos__(self) -> Taylor:
        return self

    def __abs__(self) -> Any:
        return apply(TABLE["absolute"], (self,))

    def __floordiv__(self, other: Any) -> Any:
        return apply(TABLE["floor_divide"], (self, other))

    def __rfloordiv__(self, other: Any) -> Any:
        return apply(TABLE["floor_divide"], (other, self))

    def __mod__(self, other: Any) -> Any:
        return apply(TABLE["remainder"], (self, other))

    def __rmod__(self, other: Any) -> Any:
        return apply(TABLE["remainder"], (other, self))

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
            return where(*args)
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

    def __repr__(self) -> str:
        from dualnum.series.printing import text

        return text(self)


class SeriesError(TypeError):
    """A function that a Taylor series cannot go through."""


def _made(stream: Stream, order: int, level: int, point: Any) -> Taylor:
    new = object.__new__(Taylor)
    new._stream, new.order, new._level, new.point = stream, order, level, point
    return new


def variable(x: Any, order: int, level: int) -> Taylor:
    """The series x + 1·t of a transform's variable."""
    zero = x * 0
    return _made(Given([x, zero + 1] if order else [x]), order, level, x)


def constant_term(value: Any) -> Any:
    """The number that comparisons look at."""
    return value._stream[0] if isinstance(value, Taylor) else value


def _is_number(value: Any) -> bool:
    if isinstance(value, (Taylor, Dual, int, float, complex, np.ndarray, np.generic)):
        return True
    try:
        namespace_of(value)
    except TypeError:
        return False
    return True


def _together(values: Sequence[Any]) -> tuple[int, int, Any, list[Stream]]:
    """The level, the order, the point and the streams of the arguments of one call."""
    level = max(value._level for value in values if isinstance(value, Taylor))
    here = [isinstance(value, Taylor) and value._level == level for value in values]
    series = [value for value, is_series in zip(values, here, strict=True) if is_series]
    order = min(value.order for value in series)
    streams = [v._stream if is_series else Given([v]) for v, is_series in zip(values, here, strict=True)]
    return level, order, series[0].point, streams


def _combined(a: Any, b: Any, operation: Callable[[Stream, Stream], Stream]) -> Any:
    if not _is_number(b) or (isinstance(b, Dual) and b._level > a._level):
        return NotImplemented
    level, order, point, streams = _together((a, b))
    return _made(operation(*streams), order, level, point)


def _divided(a: Any, b: Any) -> Any:
    """a/b; where both have leading zeros, these are left out (l'Hôpital's rule).

    Raises:
        ZeroDivisionError: the denominator begins with more zeros than the numerator.
    """
    if not _is_number(b):
        return NotImplemented
    level, order, point, (above, below) = _together((a, b))
    if shape_of(below[0]):
        return _made(Quotient(above, below), order, level, point)
    shift = next((k for k in range(order + 1) if below[k] != 0), 0)
    if shift and any(above[k] != 0 for k in range(shift)):
        raise ZeroDivisionError(
            "divide: the denominator is zero at the point of the series, so it has a pole there"
        )
    return _made(Quotient(above, below, shift), order - shift, level, point)


def power(base: Any, exponent: Any) -> Any:
    """base**exponent; a whole, constant exponent by products, which hold for every base."""
    if isinstance(base, Taylor) and not isinstance(exponent, (Taylor, Dual)) and not shape_of(exponent):
        if isinstance(exponent, (int, float)) and exponent % 1 == 0 and abs(exponent) <= 1024:
            return _whole_power(base, int(exponent)) * (1 if isinstance(exponent, int) else 1.0)
        if constant_term(base) is not None and not shape_of(base) and base._stream[0] == 0:
            raise ZeroDivisionError(
                f"power: x ** {exponent} at 0 is not smooth, so it has no Taylor series there"
            )
    return apply(TABLE["power"], (base, exponent))


def _whole_power(base: Taylor, n: int) -> Any:
    if n < 0:
        return 1 / _whole_power(base, -n)
    result: Any = None
    while n:
        if n & 1:
            result = base if result is None else result * base
        n >>= 1
        base = base * base if n else base
    return result if result is not None else base * 0 + 1


def apply(rule: Rule, args: Sequence[Any]) -> Any:
    """The series of a row's function, from its rule; computed once for the same arguments.

    Raises:
        ZeroDivisionError: the function is not smooth at the constant term (√x at 0).
    """
    if rule.composed is not None and np.all(abs(constant_term(args[0])) < 2):
        return SERIES.bind(rule.composed)(*args)
    level, order, point, streams = _together(args)
    key = (rule, *map(id, streams))
    kept = streams[0].functions.get(key)
    if kept is None:
        kept = (_solved(rule, streams, level, order, point), streams)
        streams[0].functions[key] = kept
    found = kept[0]
    if isinstance(found, tuple):
        return tuple(_made(part, order, level, point) for part in found)
    return _made(found, order, level, point)


def _solved(rule: Rule, streams: Sequence[Stream], level: int, order: int, point: Any) -> Any:
    start = evaluate_constant(rule, [stream[0] for stream in streams])
    bound = SERIES.bound(rule)
    arguments = [_made(stream, order, level, point) for stream in streams]
    if rule.constant:
        return Given([start])
    if rule.outputs is not None:
        return _solved_outputs(bound, streams, arguments, start, level, order, point)
    if bound.choose is not None:
        condition = bound.choose(*(s[0] for s in streams), start)
        return Choice(lambda a, b: select(condition, b, a), *streams)
    solution = Solution(start, lambda: _slopes(bound.partials, bound.over, streams, arguments, y))
    streams[0].functions[(rule, *map(id, streams))] = (solution, streams)  # its own partial may ask for it
    y = _made(solution, order, level, point)
    return solution


def _solved_outputs(
    bound: Any, streams: Any, arguments: Any, start: Any, level: int, order: int, point: Any
) -> Any:
    def solution(part: Any, partials: Any) -> Stream:
        if partials is None:
            return Given([part])
        return Solution(part, lambda: _slopes(partials, None, streams, arguments, y))

    solutions = tuple(map(solution, start, bound.outputs))
    y = tuple(_made(part, order, level, point) for part in solutions)
    return solutions


def _slopes(
    partials: Any, over: Any, streams: Any, arguments: Any, y: Any
) -> tuple[list[tuple[Any, Stream]], Stream | None]:
    """The partials of the arguments that move, which may contain y itself, and the denominator."""
    pairs: list[tuple[Any, Stream]] = []
    for partial, stream in zip(partials, streams, strict=True):
        if not _moves(stream) or (not callable(partial) and partial == 0):
            continue
        if partial is None:
            raise SeriesError("a partial derivative with no closed form has no Taylor series")
        value = partial(*arguments, y) if callable(partial) else partial
        pairs.append((value._stream if isinstance(value, Taylor) else value, stream))
    if over is None or not pairs:
        return pairs, None
    value = over(*arguments, y)
    return pairs, value._stream if isinstance(value, Taylor) else Given([value])


def _moves(stream: Stream) -> bool:
    return not (isinstance(stream, Given) and len(stream._known) == 1)


def evaluate_constant(rule: Rule, values: Sequence[Any]) -> Any:
    """The function at the constant terms; exact where it is a number's own (e^0 of a Fraction is 1)."""
    if len(values) == 1 and type(values[0]).__name__ == "Fraction" and values[0] == 0:
        return _at_exact_zero(rule, values[0])
    return evaluate(rule, values)


def _at_exact_zero(rule: Rule, zero: Any) -> Any:
    """f(0) as an exact number where it is a whole one, so that series at 0 stay rational."""
    value = evaluate(rule, [0.0])
    if isinstance(value, float) and value == int(value):
        return zero + int(value)
    return value


def where(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where the condition on constant terms holds, ``b`` elsewhere, series or not."""
    condition = constant_term(condition)
    if isinstance(condition, (bool, np.bool_)):
        return a if condition else b
    if not isinstance(a, Taylor) and not isinstance(b, Taylor):
        return select(condition, a, b)
    level, order, point, streams = _together((a, b))
    return _made(Choice(lambda x, y: select(condition, x, y), *streams), order, level, point)


# --- the namespace ---------------------------------------------------------------------------------------


def by_name(name: str) -> Callable[..., Any]:
    """The function of series for NumPy's name of it.

    Raises:
        SeriesError: there is no rule for it.
    """
    found = _find(name)
    if found is None:
        raise SeriesError(f"{name}: a Taylor series has no rule for it")
    return found  # type: ignore[no-any-return]


def _find(name: str) -> Any:
    if name in _OWN:
        return _OWN[name]
    row = TABLE.get(name)
    if row is not None:
        return lambda *args: _applied(row, args)
    constant = FLOAT._native(name)
    return constant if not callable(constant) else None


def _applied(rule: Rule, args: Sequence[Any]) -> Any:
    """The series of a function, or its value where no argument is a series."""
    return apply(rule, args) if any(isinstance(arg, Taylor) for arg in args) else evaluate(rule, args)


def _operate(name: str, a: Any, b: Any) -> Any:
    """An operator by its method, since an array's own operator would ask the ufunc again."""
    if isinstance(a, Taylor):
        return getattr(a, f"__{name}__")(b)
    if isinstance(b, Taylor):
        return getattr(b, f"__r{name}__")(a)
    return getattr(operator, name)(a, b)


def _on_constant_terms(name: str) -> Callable[..., Any]:
    return lambda *args: getattr(np, name)(*map(constant_term, args))


_OWN: dict[str, Any] = {
    "where": where,
    "power": power,
    "add": lambda a, b: _operate("add", a, b),
    "subtract": lambda a, b: _operate("sub", a, b),
    "multiply": lambda a, b: _operate("mul", a, b),
    "divide": lambda a, b: _operate("truediv", a, b),
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "square": lambda a: a * a,
    "reciprocal": lambda a: 1 / a,
    "whole": lambda n: isinstance(n, (int, float)) and n % 1 == 0,
    **{
        name: _on_constant_terms(name)
        for name in """isfinite isnan isinf signbit equal not_equal less less_equal greater greater_equal
        logical_and logical_or logical_not logical_xor""".split()
    },
}

SERIES = Namespace("Taylor", _OWN, _find, textbook=True, priority=20)
register(Taylor, SERIES)
_links.series_class = Taylor
__all__ = ["SERIES", "SeriesError", "Taylor", "apply", "is_complex", "variable"]
