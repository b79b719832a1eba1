"""Recurrences for floats, as straight-line code: a stream is run once on letters, and what it did is replayed.

The streams know how a coefficient follows from earlier ones, and ask about it anew each time.  What they do
depends on the row, the order and the number of coefficients that are not plainly zero, but not on the
numbers.  So they are given letters in place of numbers once; each operation on a letter writes a line, and
zeros drop out.  Where a rule asks for a number's size there is no such code, and the streams do the work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from dualnum.namespaces import FLOAT, Namespace, register
from dualnum.rules import TABLE
from dualnum.series.names import SeriesError
from dualnum.series.streams import Floats, Given, Stream, floats

Run = Callable[..., list[float]]
Recurrences = dict[Any, Run | None]
"""Recurrences by the order and the numbers of coefficients; None where there is none."""

HIGHEST_ORDER = 64
"""Up to this order a recurrence is written out; beyond, its code would take longer to make than it saves."""

_LONGEST = 4000
"""Lines of code for one recurrence: O(order²) for most rows, more for polygamma's chain of functions."""


class UndecidedError(SeriesError):
    """A rule asks for the size of a number that has none yet."""


class Page:
    """The lines that are written, and the functions that they call."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.functions: dict[str, Any] = {}
        self._letters: dict[str, Letter] = {}

    def letter(self, text: str, *, is_sum: bool = False) -> Letter:
        """The letter for an expression, the same one each time."""
        found = self._letters.get(text)
        if found is None:
            found = self._letters[text] = Letter(self, text, is_sum)
        return found

    def name(self, text: str) -> str:
        """A name for the value of an expression, on a line of its own."""
        if len(self.lines) >= _LONGEST:
            raise UndecidedError("the recurrence is too long to be written out")
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def call(self, name: str, arguments: Sequence[Any]) -> Letter:
        """The letter for the value of a function of floats."""
        self.functions[name] = FLOAT.function(name)
        return self.letter(f"{name}({', '.join(map(_factor, arguments))})")

    def function(self, parameters: Sequence[Sequence[str]], results: Sequence[Any]) -> Run:
        """What was written, as a function of lists that returns the list of results."""
        names = [f"list{i}" for i in range(len(parameters))]
        unpacked = [
            f"{', '.join(letters)}, = {name}" for name, letters in zip(names, parameters, strict=True)
        ]
        last = f"return [{', '.join(map(_factor, results))}]"
        body = "\n    ".join([*unpacked, *self.lines, last])
        namespace = dict(self.functions)
        exec(f"def run({', '.join(names)}):\n    {body}", namespace)
        run: Run = namespace["run"]
        return run


class Letter:
    """A coefficient of no value yet: what is done with it is written on a page.

    Its text is an expression; when it is a factor, or for the second time a term, it gets a name.
    """

    __slots__ = ("_is_name", "_is_sum", "_is_used", "page", "text")

    __hash__ = None  # type: ignore[assignment]  # as for whatever compares by value

    def __init__(self, page: Page, text: str, is_sum: bool = False) -> None:
        self.page, self.text = page, text
        self._is_sum, self._is_used, self._is_name = is_sum, False, text.isidentifier()

    @property
    def factor(self) -> str:
        """A name for it."""
        if not self._is_name:
            self.text, self._is_name = self.page.name(self.text), True
        return self.text

    def term(self, *, leads: bool) -> str:
        """Its text in a sum, where another sum can only lead."""
        if self._is_used or (self._is_sum and not leads):
            return self.factor
        self._is_used = True
        return self.text

    def _sum(self, sign: str, other: Any, *, turned: bool = False) -> Any:
        if _is(other, 0):
            return -self if turned and sign == "-" else self
        first, second = (other, self) if turned else (self, other)
        return self.page.letter(f"{_term(first, True)} {sign} {_term(second, False)}", is_sum=True)

    def __add__(self, other: Any) -> Any:
        return self._sum("+", other)

    def __radd__(self, other: Any) -> Any:
        return self._sum("+", other, turned=True)

    def __sub__(self, other: Any) -> Any:
        return self._sum("-", other)

    def __rsub__(self, other: Any) -> Any:
        return self._sum("-", other, turned=True)

    def __mul__(self, other: Any) -> Any:
        if _is(other, 0):
            return 0
        if _is(other, 1):
            return self
        return -self if _is(other, -1) else self.page.letter(f"{self.factor} * {_factor(other)}")

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if _is(other, 1):
            return self
        above = f"({self.text})" if self._is_sum and not self._is_name else self.text
        return self.page.letter(f"{above} / {_factor(other)}")

    def __rtruediv__(self, other: Any) -> Any:
        return 0 if _is(other, 0) else self.page.letter(f"{_factor(other)} / {self.factor}")

    def __neg__(self) -> Letter:
        return self.page.letter(f"-{self.factor}")

    def _undecided(self, *_: Any) -> Any:
        raise UndecidedError("a letter has no value")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _undecided
    __bool__ = __abs__ = __float__ = __pow__ = __rpow__ = __mod__ = __floordiv__ = _undecided


def is_zero(value: Any) -> bool:
    """Whether a coefficient is zero.  A letter is taken not to be: floats then raise where it is divided by."""
    return not isinstance(value, Letter) and bool(value == 0)


def _is(value: Any, number: int) -> bool:
    return type(value) in (int, float) and value == number


def _factor(value: Any) -> str:
    """A letter's name, or a number in brackets."""
    if isinstance(value, Letter):
        return value.factor
    if type(value) not in (int, float) or not math.isfinite(value):
        raise UndecidedError(f"{value!r} is not written as a number")
    return f"({value!r})"


def _term(value: Any, leads: bool) -> str:
    return value.term(leads=leads) if isinstance(value, Letter) else _factor(value)


def _find(name: str) -> Any:
    if name not in TABLE:
        return FLOAT._native(name)
    return lambda *args: next(a for a in args if isinstance(a, Letter)).page.call(name, args)


register(Letter, Namespace("float", {}, _find, textbook=True, priority=30))


def settled(known: Recurrences, make: Callable[..., Stream], streams: Sequence[Stream], order: int) -> Stream:
    """The series ``make(*streams)``, computed at once to ``order`` where all are of floats.

    ``known`` holds the recurrences that ``make`` gave already.  Where the floats raise (an infinite slope,
    say), the error comes when the coefficient is asked for, as it may not be.
    """
    lists: list[list[float]] = []
    kind = [order]
    for stream in streams:
        if type(stream) is not Floats:
            return make(*streams)
        given = stream.coefficients
        if len(given) > order + 1:
            given = given[: order + 1]
        lists.append(given)
        kind.append(len(given))
    key = tuple(kind)
    if key not in known:
        known[key] = _recorded(make, kind[1:], order)
    run = known[key]
    if run is not None:
        try:
            found = run(*lists)
        except (ArithmeticError, ValueError):
            return make(*streams)
        if type(found[0]) is float:
            return floats(found)
    return make(*streams)


def _recorded(make: Callable[..., Stream], lengths: Sequence[int], order: int) -> Run | None:
    """The code of what ``make`` does with series of these lengths; None where there is none."""
    if order > HIGHEST_ORDER:
        return None
    page = Page()
    parameters = [[f"x{i}_{k}" for k in range(length)] for i, length in enumerate(lengths)]
    try:
        stream = make(*(Given([page.letter(name) for name in names]) for names in parameters))
        results = stream.first(order + 1)
        while len(results) > 1 and _is(results[-1], 0):
            results.pop()
        numbers = [c if isinstance(c, Letter) else float(c) for c in results]
        return page.function(parameters, numbers)
    except SeriesError:
        return None
