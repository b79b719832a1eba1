"""The short way of the table's functions of one and two arguments, for Duals of two floats.

Cython compiles this file as it is (setup.py, short_way.pxd).  Compiled, a function of one argument takes the steps
of a trace of the row's rule (`dualnum.steps`); in plain Python, and with two arguments, the rule itself is called.
The long way has the last word wherever a rule raises, and where a tangent is not a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dualnum import _links
from dualnum.namespaces import FLOAT
from dualnum.rules import Rule

if TYPE_CHECKING:
    import cython  # the compiler reads this line
else:
    from dualnum import uncompiled as cython

if cython.compiled:
    from cython.cimports.dualnum.dual import Dual, of_floats
    from cython.cimports.dualnum.steps import Steps, Traces
else:
    from dualnum.dual import Dual, of_floats
    from dualnum.steps import Steps, Traces

Function = Callable[..., Any]

_ABSENT: Any = object()
_reporting: cython.int = 0


def count_reporting(blocks: int) -> None:
    """Say how many `dualnum.errstate` blocks are open: while any is, the long way reports."""
    global _reporting
    _reporting = blocks


def with_short_way(rule: Rule, long_way: Function, value: Function | None = None) -> Function:
    """The function ``long_way`` of the row ``rule``, with a short way for Duals of floats if the row has one.

    ``value`` is the function of plain numbers, where that is not the table's own.
    """
    if rule.over is not None or rule.outputs is not None or None in rule.partials:
        return long_way
    own = None if value is FLOAT.bound(rule).value else value
    if rule.arity == 1 and not rule.constant and rule.partials != (0,):
        return _of_one(rule, long_way, own)
    return _of_two(rule, long_way, own) if rule.arity == 2 else long_way


def _of_one(rule: Rule, long_way: Function, own: Function | None) -> Function:
    value = FLOAT.bound(rule).value if own is None else own
    slope_at = _as_function(FLOAT.bound(rule).partials[0])
    traces = Traces(rule if own is None else None)

    def short(x: Any = _ABSENT, /, *others: Any) -> Any:
        that: Dual
        steps: Steps | None
        t: cython.double
        if type(x) is Dual and _reporting == 0 and not others:
            that = x
            if cython.compiled:
                steps = traces.at(that._a)
                if steps is not None:
                    t = steps.slope * that._b
                    if t == t:
                        return of_floats(steps.value, t, that._level)
            y = value(that._a)
            try:
                t = slope_at(that._a, y) * that._b
            except (ArithmeticError, ValueError):  # an infinite slope: the long way says inf
                return long_way(x)
            if t == t and type(y) is float:
                return of_floats(y, t, that._level)
        elif type(x) is float and not others:
            return value(x)
        elif others or x is _ABSENT:
            return long_way(*(() if x is _ABSENT else (x, *others)))  # its error
        elif type(x) is _links.series_class:
            return x.through(rule)
        return long_way(x)

    return short


def _of_two(rule: Rule, long_way: Function, own: Function | None) -> Function:
    bound = FLOAT.bound(rule)
    value = bound.value if own is None else own
    choose = bound.choose
    partials = bound.partials or ((0, 0) if rule.constant else (None, None))
    first, second = map(_as_function, partials)
    is_first_fixed, is_second_fixed = (partial == 0 for partial in partials)

    def short(*args: Any) -> Any:
        one: Dual
        two: Dual
        level: cython.longlong
        if len(args) != 2 or _reporting != 0:
            return long_way(*args)
        a, b = args
        s = t = None
        level = 0
        if type(a) is Dual:
            one = a
            a, level = one._a, one._level
            s = None if is_first_fixed else one._b
        elif type(a) is not float and type(a) is not int:
            return long_way(*args)
        if type(b) is Dual:
            two = b
            if type(args[0]) is Dual and two._level != level:
                return long_way(*args)
            b, level = two._a, two._level
            t = None if is_second_fixed else two._b
        elif type(b) is not float and type(b) is not int:
            return long_way(*args)
        y = value(a, b)
        if a is args[0] and b is args[1]:
            return y
        try:
            if s is None and t is None:
                total = 0.0
            elif choose is not None:
                total = (0.0 if t is None else t) if choose(a, b, y) else (0.0 if s is None else s)
            elif t is None:
                total = first(a, b, y) * s
            elif s is None:
                total = second(a, b, y) * t
            else:
                total = first(a, b, y) * s + second(a, b, y) * t
        except (ArithmeticError, ValueError):
            return long_way(*args)
        if total == total and type(y) is float and type(total) is float:
            return of_floats(y, total, level)
        return long_way(*args)

    return short


def _as_function(partial: Any) -> Function:
    """A partial that may be a number, as a function."""
    return partial if callable(partial) else lambda *_: partial
