"""A row's slope at a float as a list of steps, by running its rule on letters that also have a value.

Each operation on a letter is written down as a step, and each comparison as a check that must have the same
answer wherever the steps are taken again.  `dualnum.steps` takes them in compiled code.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from dualnum.namespaces import FLOAT, Namespace
from dualnum.namespaces.python_numbers import _FLOAT, ARITHMETIC
from dualnum.rules import Rule

OPERATIONS = "add subtract multiply divide negative absolute < <= > >= == !=".split()
"""What a step can do by itself, by its code; the codes after these are those of `FUNCTIONS`, in its order."""

FUNCTIONS = """sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh
    exp exp2 expm1 log log2 log10 log1p sqrt cbrt erf erfc""".split()
"""The functions that `math` takes from the C library as they are, wherever their value is finite."""

CODES = {name: code for code, name in enumerate([*OPERATIONS, *FUNCTIONS])}

Step = tuple[int, int, int, int]
"""What to do, with the numbers at which two places, and the place of the result; a comparison's is its answer."""


class Trace:
    """A run of a rule at x: the numbers by their places, of which the first is x, and the steps to them.

    Attributes:
        y: the place of the function's value.
        slope: the place of its derivative.
    """

    def __init__(self, rule: Rule, x: float) -> None:
        self.steps: list[Step] = []
        self.values: list[float] = []
        bound = _LETTERS.bound(rule)
        letter = Letter(self, x)
        value = bound.value(letter)
        self.y = self.place_of(value)
        slope = bound.partials[0]
        self.slope = self.place_of(slope(letter, value) if callable(slope) else slope)

    def place_of(self, value: Any) -> int:
        """Where a letter or a constant is; a constant gets a place, which no step changes.

        Raises:
            TypeError: it is neither.
        """
        if isinstance(value, Letter):
            return value.place
        if type(value) not in (int, float, bool):
            raise TypeError(f"{value!r} is not a number that a step can take")
        return Letter(self, float(value)).place

    def step(self, name: str, *operands: Any) -> Letter:
        """The letter for the result of an operation."""
        places = [self.place_of(operand) for operand in operands]
        values = [self.values[place] for place in places]
        result = Letter(self, FLOAT.function(name)(*values))
        self.steps.append((CODES[name], places[0], places[-1], result.place))
        return result

    def check(self, name: str, first: Letter, other: Any) -> bool:
        """What a comparison says here, which is noted as a step."""
        places = first.place, self.place_of(other)
        says = _COMPARISONS[name](*(self.values[place] for place in places))
        self.steps.append((CODES[name], *places, says))
        return says


class Letter:
    """A number of a trace: its place there, and its value in this run."""

    __slots__ = ("place", "trace")

    __hash__ = None  # type: ignore[assignment]  # compares by steps

    def __init__(self, trace: Trace, value: float) -> None:
        self.trace, self.place = trace, len(trace.values)
        trace.values.append(value)

    def __add__(self, other: Any) -> Letter:
        return self.trace.step("add", self, other)

    def __radd__(self, other: Any) -> Letter:
        return self.trace.step("add", other, self)

    def __sub__(self, other: Any) -> Letter:
        return self.trace.step("subtract", self, other)

    def __rsub__(self, other: Any) -> Letter:
        return self.trace.step("subtract", other, self)

    def __mul__(self, other: Any) -> Letter:
        return self.trace.step("multiply", self, other)

    def __rmul__(self, other: Any) -> Letter:
        return self.trace.step("multiply", other, self)

    def __truediv__(self, other: Any) -> Letter:
        return self.trace.step("divide", self, other)

    def __rtruediv__(self, other: Any) -> Letter:
        return self.trace.step("divide", other, self)

    def __neg__(self) -> Letter:
        return self.trace.step("negative", self)

    def __abs__(self) -> Letter:
        return self.trace.step("absolute", self)

    def __lt__(self, other: Any) -> bool:
        return self.trace.check("<", self, other)

    def __le__(self, other: Any) -> bool:
        return self.trace.check("<=", self, other)

    def __gt__(self, other: Any) -> bool:
        return self.trace.check(">", self, other)

    def __ge__(self, other: Any) -> bool:
        return self.trace.check(">=", self, other)

    def __eq__(self, other: object) -> bool:
        return self.trace.check("==", self, other)

    def __ne__(self, other: object) -> bool:
        return self.trace.check("!=", self, other)


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__,
    "<=": float.__le__,
    ">": float.__gt__,
    ">=": float.__ge__,
    "==": float.__eq__,
    "!=": float.__ne__,
}


def _function(name: str) -> Callable[[Any], Any]:
    def written(x: Any) -> Any:
        return x.trace.step(name, x) if isinstance(x, Letter) else FLOAT.function(name)(x)

    return written


_LETTERS = Namespace(
    "float",
    {
        **{name: constant for name, constant in _FLOAT.items() if not callable(constant)},
        **{name: _FLOAT[name] for name in ("clip", "tiny")},
        **{name: lambda x: x for name in ("real", "conjugate")},
        **ARITHMETIC,
        **{name: _function(name) for name in FUNCTIONS},
        "fabs": abs,
        "isinf": lambda x: abs(x) == math.inf,
        "isnan": lambda x: x != x,
    },
)
