"""The steps of a row's rule (`dualnum.tracing`), taken again at other numbers.

Cython compiles this file as it is (setup.py, steps.pxd); the steps then take no Python object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dualnum.rules import Rule
from dualnum.tracing import Trace

if TYPE_CHECKING:
    import cython  # the compiler reads this line
else:
    from dualnum import uncompiled as cython

if cython.compiled:
    from cython.cimports.libc import math
else:
    import math

_MOST_NUMBERS = 32
_MOST_STEPS = 48
_MOST_TRACES = 4
"""A rule with more branches than these is quicker in Python."""


@cython.cclass
class Steps:
    """A trace that can be run again at another x; `value` and `slope` are those of its last run."""

    __slots__ = (
        "codes",
        "count",
        "firsts",
        "numbers",
        "seconds",
        "slope",
        "slope_place",
        "targets",
        "value",
        "y_place",
    )

    def __init__(self, trace: Trace) -> None:
        if len(trace.values) > _MOST_NUMBERS or len(trace.steps) > _MOST_STEPS:
            raise TypeError("the trace is too long")
        if not cython.compiled:
            self.numbers = [0.0] * _MOST_NUMBERS
            self.codes, self.firsts, self.seconds, self.targets = ([0] * _MOST_STEPS for _ in range(4))
        for i in range(len(trace.values)):
            self.numbers[i] = trace.values[i]
        self.count = len(trace.steps)
        for i in range(self.count):
            self.codes[i], self.firsts[i], self.seconds[i], self.targets[i] = trace.steps[i]
        self.y_place = trace.y
        self.slope_place = trace.slope

    def run(self, x: cython.double) -> cython.bint:
        """Whether the steps can be taken at x, with the same answers, and all numbers are finite."""
        i: cython.int
        code: cython.int
        result: cython.double
        self.numbers[0] = x
        for i in range(self.count):
            code = self.codes[i]
            result = _computed(code, self.numbers[self.firsts[i]], self.numbers[self.seconds[i]])
            if 6 <= code < 12:
                if result != self.targets[i]:
                    return False
            elif result - result != 0:
                return False
            else:
                self.numbers[self.targets[i]] = result
        self.value = self.numbers[self.y_place]
        self.slope = self.numbers[self.slope_place]
        return True


def _computed(code: cython.int, a: cython.double, b: cython.double) -> cython.double:
    """The result of a step; the codes are those of `dualnum.tracing`."""
    if code == 0:
        return a + b
    if code == 1:
        return a - b
    if code == 2:
        return a * b
    if code == 3:
        return a / b
    if code == 4:
        return -a
    if code == 5:
        return math.fabs(a)
    if code == 6:
        return a < b
    if code == 7:
        return a <= b
    if code == 8:
        return a > b
    if code == 9:
        return a >= b
    if code == 10:
        return a == b
    if code == 11:
        return a != b
    if code == 12:
        return math.sin(a)
    if code == 13:
        return math.cos(a)
    if code == 14:
        return math.tan(a)
    if code == 15:
        return math.asin(a)
    if code == 16:
        return math.acos(a)
    if code == 17:
        return math.atan(a)
    if code == 18:
        return math.sinh(a)
    if code == 19:
        return math.cosh(a)
    if code == 20:
        return math.tanh(a)
    if code == 21:
        return math.asinh(a)
    if code == 22:
        return math.acosh(a)
    if code == 23:
        return math.atanh(a)
    if code == 24:
        return math.exp(a)
    if code == 25:
        return math.exp2(a)
    if code == 26:
        return math.expm1(a)
    if code == 27:
        return math.log(a)
    if code == 28:
        return math.log2(a)
    if code == 29:
        return math.log10(a)
    if code == 30:
        return math.log1p(a)
    if code == 31:
        return math.sqrt(a)
    if code == 32:
        return math.cbrt(a)
    if code == 33:
        return math.erf(a)
    return math.erfc(a)


@cython.cclass
class Traces:
    """The steps of a row's rule, for the branches that it has taken so far."""

    __slots__ = ("known", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule: Any = rule
        self.known: list[Steps] = []

    def at(self, x: cython.double) -> Steps | None:
        """The steps that lead to the value and the slope at x, just taken; None where there are none."""
        steps: Steps
        for steps in self.known:
            if steps.run(x):
                return steps
        if self.rule is not None and len(self.known) < _MOST_TRACES:
            return self.traced(x)
        return None

    def traced(self, x: cython.double) -> Steps | None:
        """The steps of a new trace at x."""
        try:
            steps = Steps(Trace(self.rule, x))
        except (ArithmeticError, ValueError):  # no value or slope here
            return None
        except TypeError:  # the rule takes more than steps
            self.rule = None
            return None
        if not steps.run(x):
            return None
        self.known.append(steps)
        return steps
