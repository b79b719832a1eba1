"""Functions of Taylor series: every row of the table, powers, and choices."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from dualnum.namespaces import FLOAT, Namespace, namespace_of, register
from dualnum.propagation import evaluate
from dualnum.rules import TABLE, Rule
from dualnum.selection import select
from dualnum.series.names import OWN, SeriesError, by_name, series_over
from dualnum.series.recording import Letter, Recurrences, settled
from dualnum.series.streams import Choice, Given, Solution, Stream
from dualnum.series.taylor import Taylor, constant_term, is_number, made, together

_FLOATS = series_over(FLOAT)
_POWERS: Recurrences = {}


def apply(rule: Rule, args: Sequence[Any]) -> Any:
    """The series of a row's function, from its rule.

    Raises:
        ZeroDivisionError: when a coefficient is asked for, and the function is not smooth at the constant
            term (√x at 0).
    """
    like, streams = together(args)
    if rule.composed is not None and np.all(abs(streams[0][0]) < 2):
        return _namespace(streams).bind(rule.composed)(*args)
    if rule.outputs is not None:
        return tuple(made(part, like) for part in _results(rule, like, streams))
    recurrences: Recurrences = _FLOATS.bound(rule).plans
    return made(settled(recurrences, partial(_result, rule, like), streams, like.order), like)


def _namespace(streams: Sequence[Stream]) -> Namespace:
    return series_over(namespace_of(*(stream[0] for stream in streams)))


def _result(rule: Rule, like: Taylor, *streams: Stream) -> Stream:
    """The stream of a row's function: one and the same for the same arguments, as its partial may ask for it."""
    key = (rule.name, *map(id, streams))
    kept = streams[0].functions.get(key)
    if kept is None:
        made_now = _new_result(rule, like, streams)
        kept = streams[0].functions[key] = (made_now, streams)  # the streams live, so their ids stay theirs
    result: Stream = kept[0]
    return result


def _new_result(rule: Rule, like: Taylor, streams: Sequence[Stream]) -> Stream:
    start = _evaluate(rule, [stream[0] for stream in streams])
    if rule.constant:
        return Given([start])
    bound = _namespace(streams).bound(rule)
    if bound.choose is not None:
        condition = bound.choose(*(s[0] for s in streams), start)
        return Choice(lambda a, b: select(condition, b, a), *streams)
    return _solution(start, lambda y: _slopes(bound.partials, bound.over, like, streams, y), like)


def _solution(start: Any, slopes: Callable[[Taylor], Any], like: Taylor) -> Stream:
    """The stream y whose slopes may contain y."""
    solution = Solution(start, lambda: slopes(made(solution, like)))
    return solution


def _results(rule: Rule, like: Taylor, streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """The streams of a function of several results, whose partials are given all of them."""
    starts = _evaluate(rule, [stream[0] for stream in streams])
    outputs = _namespace(streams).bound(rule).outputs or ()

    def result(start: Any, partials: Any) -> Stream:
        if partials is None:
            return Given([start])
        return Solution(start, lambda: _slopes(partials, None, like, streams, y))

    results = tuple(map(result, starts, outputs))
    y = tuple(made(part, like) for part in results)
    return results


def _slopes(
    partials: Sequence[Any], over: Any, like: Taylor, streams: Sequence[Stream], y: Any
) -> tuple[list[tuple[Any, Stream]], Stream | None]:
    """The partials of the arguments that move, which may contain y itself, and the denominator."""
    arguments = [_argument(stream, like) for stream in streams]
    pairs: list[tuple[Any, Stream]] = []
    for slope, stream in zip(partials, streams, strict=True):
        if not _moves(stream) or (not callable(slope) and slope == 0):
            continue
        if slope is None:
            raise SeriesError("a partial derivative with no closed form has no Taylor series")
        value = slope(*arguments, y) if callable(slope) else slope
        pairs.append((value._stream if isinstance(value, Taylor) else value, stream))
    if over is None or not pairs:
        return pairs, None
    value = over(*arguments, y)
    return pairs, value._stream if isinstance(value, Taylor) else Given([value])


def _moves(stream: Stream) -> bool:
    return not (isinstance(stream, Given) and stream.is_constant)


def _argument(stream: Stream, like: Taylor) -> Any:
    """What a partial is given for an argument: a series, or the number that it always is."""
    return made(stream, like) if _moves(stream) or isinstance(stream[0], Letter) else stream[0]


def _evaluate(rule: Rule, values: Sequence[Any]) -> Any:
    """The function at the constant terms; exact where it is a whole number at 0 (e^0 of a Fraction is 1)."""
    if len(values) == 1 and type(values[0]).__name__ == "Fraction" and values[0] == 0:
        value = evaluate(rule, [0.0])
        return values[0] + int(value) if isinstance(value, float) and value == int(value) else value
    return evaluate(rule, values)


# --- powers ------------------------------------------------------------------------------------------


def power(base: Any, exponent: Any) -> Any:
    """base**exponent; a whole, constant exponent by products, which hold for every base."""
    if not isinstance(base, Taylor) and not isinstance(exponent, Taylor):
        return evaluate(TABLE["power"], (base, exponent))
    if not is_number(base) or not is_number(exponent):
        return NotImplemented
    if isinstance(exponent, (int, float)) and exponent % 1 == 0 and abs(exponent) <= 1024:
        return _whole_power(base, int(exponent)) * (1 if isinstance(exponent, int) else 1.0)
    like, streams = together((base, exponent))
    return made(settled(_POWERS, partial(_power, like), streams, like.order), like)


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


def _power(like: Taylor, base: Stream, exponent: Stream) -> Stream:
    """y with y' = y·(c·x'/x + ln x·c'), Miller's recurrence; of a base that is zero by the table's rule."""
    x, c = base[0], exponent[0]
    if not isinstance(x, Letter) and np.any(x == 0):
        return _result(TABLE["power"], like, base, exponent)

    def slopes(y: Taylor) -> tuple[list[tuple[Any, Stream]], Stream | None]:
        pairs = []
        if _moves(base):
            pairs.append(((y * _argument(exponent, like) / _argument(base, like))._stream, base))
        if _moves(exponent):
            pairs.append(((y * by_name("log")(_argument(base, like)))._stream, exponent))
        return pairs, None

    return _solution(evaluate(TABLE["power"], (x, c)), slopes, like)


# --- what NumPy's names mean -----------------------------------------------------------------------------


def where(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where the condition on constant terms holds, ``b`` elsewhere, series or not."""
    condition = constant_term(condition)
    if isinstance(condition, (bool, np.bool_)):
        return a if condition else b
    if not isinstance(a, Taylor) and not isinstance(b, Taylor):
        return select(condition, a, b)
    like, streams = together((a, b))
    return made(Choice(lambda x, y: select(condition, x, y), *streams), like)


def _row(rule: Rule, args: Sequence[Any]) -> Any:
    """The series of a function, or its value where no argument is a series."""
    return apply(rule, args) if any(isinstance(arg, Taylor) for arg in args) else evaluate(rule, args)


def _operator(name: str) -> Callable[[Any, Any], Any]:
    """An operator by its method, since an array's own operator would ask the ufunc again."""
    plain = getattr(operator, name)

    def operate(a: Any, b: Any) -> Any:
        if isinstance(a, Taylor):
            return getattr(a, f"__{name}__")(b)
        return getattr(b, f"__r{name}__")(a) if isinstance(b, Taylor) else plain(a, b)

    return operate


def _on_constant_terms(name: str) -> Callable[..., Any]:
    return lambda *args: getattr(np, name)(*map(constant_term, args))


OWN.update(
    {
        "apply": apply,
        "row": _row,
        "where": where,
        "power": power,
        "float_power": power,
        "add": _operator("add"),
        "subtract": _operator("sub"),
        "multiply": _operator("mul"),
        "divide": _operator("truediv"),
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
)
register(
    Taylor,
    Namespace("Taylor", {}, variant=lambda series: series_over(namespace_of(series._stream[0])), priority=20),
)
