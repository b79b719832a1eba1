"""Expressions in one variable, of the table's functions and Python's operators, with a bound on rounding.

An expression is built at a point, from the leaves up, and each node knows its exact value and slope
there, and how far rounding may take a computation in doubles from them.  So a test can hold a derivative
of a random expression to as many ULP as rounding allows, and no more.

The partials that this takes come from difference quotients of `Rule.mp`, not from the rules.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from dualnum.functions import function
from dualnum.oracle.context import CONTEXT, LOCK, as_value
from dualnum.oracle.functions import compute, is_real
from dualnum.rules import TABLE, Rule

_OPERATORS: dict[str, tuple[str, Callable[..., Any]]] = {
    "absolute": ("abs({})", abs),
    "add": ("({} + {})", operator.add),
    "divide": ("({} / {})", operator.truediv),
    "multiply": ("({} * {})", operator.mul),
    "negative": ("(-{})", operator.neg),
    "power": ("({} ** {})", operator.pow),
    "subtract": ("({} - {})", operator.sub),
}
"""The rows that Python has an operator for."""

_DIGITS = 60
_STEP = Fraction(1, 10**15)
_PRIMAL_ULP = 2.0
"""What the functions of `math` and NumPy are off by, at most, in ULP of the largest number that they round."""
_ROUGHER_ULP = {"cbrt": 4.0, "erfc": 5.0, "gamma": 10.0, "lgamma": 10.0, "polygamma": 10.0}
"""Those that are off by more: two of the C library's (glibc's manual, "Errors in Math Functions"), two of
Python's, whose source says what its tests have found, and one of SciPy's (see its row)."""
_ROUNDED: dict[str, Callable[..., Any]] = {
    "fma": lambda a, b, _: a * b,
    "lgamma": lambda x: 1 + abs(x) * CONTEXT.log(1 + abs(x)),
    "logaddexp": max,
    "logaddexp2": max,
    "sinc": CONTEXT.cospi,
}
"""What a function rounds on its way to a value that may be much smaller, near a zero of its own: a product;
the terms of Stirling's formula; the larger argument; and the angle πx, whose rounding moves sin(πx)/(πx) by
cos(πx) as much."""

_SMALL, _LARGE = 1e-3, 1e3
_FAINT = 1e-30
_MARGIN = 1e-2
_WORST_ULP = 1e4


class Expression:
    """A function of one number, to be called with a float, a Dual, an array, or an oracle's number.

    Attributes:
        point: the double it was built at: there it is finite and smooth, away from kinks and edges.
        depth: the height of its tree; 0 for the variable and for a constant.
        ulp: the bound that rounding allows on a derivative computed in doubles at the point, in ULP, when
            every function is within its row's ``Rule.ulp``.

    ``str(expression)`` is its text, in Python.
    """

    def __init__(self, text: str, call: Callable[[Any], Any], point: float, depth: int, at: At) -> None:
        self._text, self._call, self._at = text, call, at
        self.point = point
        self.depth = depth

    def __call__(self, x: Any) -> Any:
        """The value at x."""
        return self._call(x)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Expression {self._text} at {self.point!r}>"

    @property
    def ulp(self) -> float:
        """The bound on a derivative's error at the point: twice what counts to first order, and one unit."""
        slope, error = abs(self._at.slope), self._at.slope_error
        return 1.0 + (2.0 * float(error / slope) if slope else 0.0)


class At(NamedTuple):
    """A node at the point: exact value and slope, and the errors of both, in units of 2^−53."""

    value: Any
    slope: Any
    value_error: Any
    slope_error: Any


def variable(point: float) -> Expression:
    """The expression x, at that point."""
    return Expression(
        "x", lambda x: x, point, 0, At(as_value(point), CONTEXT.one, CONTEXT.zero, CONTEXT.zero)
    )


def constant(value: float, point: float) -> Expression:
    """A constant."""
    return Expression(repr(value), lambda _: value, point, 0, At(as_value(value), *[CONTEXT.zero] * 3))


def applied(name: str, *args: Expression) -> Expression | None:
    """The table's function ``name`` of expressions built at the same point.

    None where it is not smooth and of moderate size there, or where rounding would leave too few digits.
    """
    row = TABLE[name]
    try:
        with LOCK, CONTEXT.workdps(_DIGITS):
            at = _at(row, [arg._at for arg in args])
    except (CONTEXT.NoConvergence, NotImplementedError):  # mpmath gives up
        return None
    if at is None or not _computes(name, args, at.value):
        return None
    text, call = _OPERATORS.get(name, (f"{name}({', '.join(['{}'] * len(args))})", function(name)))
    return Expression(
        text.format(*args),
        lambda x: call(*(arg(x) for arg in args)),
        args[0].point,
        1 + max(arg.depth for arg in args),
        at,
    )


def _computes(name: str, args: Sequence[Expression], exact: Any) -> bool:
    """Whether doubles give about the exact value: they do not where a function takes ints only."""
    try:
        computed = function(name)(*(arg(arg.point) for arg in args))
    except (ArithmeticError, TypeError, ValueError):
        return False
    return bool(abs(computed - exact) <= 1e-9 * abs(exact))


def _at(row: Rule, args: Sequence[At]) -> At | None:
    """The node of ``row`` over the nodes ``args``: the chain rule, and its errors to first order."""
    values = [arg.value for arg in args]
    if not all(map(_inside, values, row.domain)) or _near_kink(row, args) or _has_no_partial(row, args):
        return None
    places = [i for i, arg in enumerate(args) if arg.slope or arg.value_error]
    moving = [args[i] for i in places]
    y, partials, seconds = _local(row.name, values, places)
    if y is None or not _SMALL <= abs(y) <= _LARGE:
        return None
    if not all(_moderate(p, arg, row) for p, arg in zip(partials, moving, strict=True)):
        return None
    slope = sum(p * arg.slope for p, arg in zip(partials, moving, strict=True))
    value_error = sum(abs(p) * arg.value_error for p, arg in zip(partials, moving, strict=True))
    slope_error = _slope_error(moving, partials, seconds, 2 * row.ulp + len(args) + 1)
    if slope_error > _WORST_ULP * abs(slope):
        return None
    return At(y, slope, value_error + _value_rounding(row.name, values, y), slope_error)


def _value_rounding(name: str, values: Sequence[Any], y: Any) -> Any:
    """The error that a function itself adds to its value y, in units of 2^−53."""
    way = abs(_ROUNDED[name](*values)) if name in _ROUNDED else 0
    return 2 * _ROUGHER_ULP.get(name, _PRIMAL_ULP) * max(abs(y), way)


def _slope_error(args: Sequence[At], partials: Sequence[Any], seconds: Sequence[Any], units: float) -> Any:
    """The error of Σ partial·slope: from the slopes, from the values in the partials, and from the rule."""
    error = CONTEXT.zero
    for arg, partial, second in zip(args, partials, seconds, strict=True):
        moved = sum(abs(s) * other.value_error for s, other in zip(second, args, strict=True))
        error += abs(partial) * arg.slope_error + abs(arg.slope) * (moved + units * abs(partial))
    return error


def _inside(value: Any, interval: tuple[float, float]) -> bool:
    low, high = interval
    return bool(low + _MARGIN <= value <= high - _MARGIN)


def _has_no_partial(row: Rule, args: Sequence[At]) -> bool:
    """Whether an argument moves that may not: one without a formula, or an integer, whose partial is 0.

    The first is the order of a Bessel function, say, the second that of polygamma.
    """
    return any(
        (partial is None and arg.slope)
        or (isinstance(partial, int) and partial == 0 and not _is_piecewise(row) and not _is_integer(arg))
        for partial, arg in zip(row.partials, args, strict=False)
    )


def _is_integer(arg: At) -> bool:
    return not arg.slope and not arg.value_error and bool(CONTEXT.isint(arg.value))


def _is_piecewise(row: Rule) -> bool:
    return row.constant or row.kink is not None or row.choose is not None


def _near_kink(row: Rule, args: Sequence[At]) -> bool:
    """Whether a function with kinks is near where those lie: at 0 and at halves, or at ties and multiples."""
    if not _is_piecewise(row):
        return False
    if len(args) == 1:
        return _near_half(args[0].value)
    pairs = [(a, b) for i, a in enumerate(args) for b in args[:i] if a.slope or b.slope]
    zero = any(abs(arg.value) < _MARGIN for arg in args)
    return zero or any(_near_half(a.value / b.value) or _near_half(b.value / a.value) for a, b in pairs)


def _near_half(x: Any) -> bool:
    return bool(abs(2 * x - CONTEXT.nint(2 * x)) < _MARGIN)


def _moderate(partial: Any, arg: At, row: Rule) -> bool:
    """Whether a partial is neither large nor lost in the rounding of its difference quotient.

    Only a piecewise function has a slope of 0 over a stretch.
    """
    return abs(partial) <= _LARGE and (abs(partial) >= _FAINT or _is_piecewise(row) or not arg.slope)


def _local(name: str, values: Sequence[Any], places: Sequence[int]) -> tuple[Any, list[Any], list[list[Any]]]:
    """The value, the partials and the second partials in some arguments, by central differences."""
    h = as_value(_STEP)

    def reference(*moves: tuple[int, int]) -> Any:
        moved = list(values)
        for place, direction in moves:
            moved[place] += direction * h
        return compute(name, moved)

    y = reference()
    ends = {i: (reference((i, 1)), reference((i, -1))) for i in places}
    if isinstance(y, tuple) or not all(
        map(_is_finite, [y, *(end for pair in ends.values() for end in pair)])
    ):
        return None, [], []
    partials = [(up - down) / (2 * h) for up, down in ends.values()]

    def second(i: int, j: int) -> Any:
        if i == j:
            return (ends[i][0] - 2 * y + ends[i][1]) / h**2
        corners = [s * t * reference((i, s), (j, t)) for s in (1, -1) for t in (1, -1)]
        return sum(corners) / (4 * h**2)

    return y, partials, [[second(i, j) for j in places] for i in places]


def _is_finite(value: Any) -> bool:
    return is_real(value) and bool(CONTEXT.isfinite(value))
