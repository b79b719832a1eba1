"""The names that a formula may use: constants, and the table's functions by NumPy's or `math`'s names."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from dualnum.functions import function
from dualnum.math import _ROWS as MATH_NAMES
from dualnum.rules import TABLE
from dualnum.selection import select

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}


@dataclass(frozen=True)
class Callee:
    """What a name calls, and how many arguments it takes."""

    call: Callable[..., Any]
    least: int
    most: int | None

    def takes(self, count: int) -> bool:
        """Whether it can be called with ``count`` arguments."""
        return self.least <= count and (self.most is None or count <= self.most)

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least} arguments"
        if self.least != self.most:
            return f"{self.least} or {self.most} arguments"
        return "1 argument" if self.least == 1 else f"{self.least} arguments"


def _log(x: Any, base: Any = None) -> Any:
    """The logarithm to a base; log2 and log10 keep all digits where the quotient does not."""
    if base is None:
        return function("log")(x)
    if isinstance(base, int) and base in (2, 10):
        return function(f"log{base}")(x)
    return function("log")(x) / function("log")(base)


def _folded(name: str) -> Callable[..., Any]:
    return lambda *args: reduce(function(name), args)


_SPECIAL = {
    "log": Callee(_log, 1, 2),
    "max": Callee(_folded("maximum"), 2, None),
    "min": Callee(_folded("minimum"), 2, None),
    "where": Callee(select, 3, 3),
}
_SYNONYMS = {**MATH_NAMES, "abs": "absolute", "ln": "log"}


def callee(name: str) -> Callee | None:
    """What ``name`` calls; None where it is no function, or one of several results (modf)."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    known = name if name in TABLE else _SYNONYMS.get(name, name)
    if known.startswith("_"):
        return None
    try:
        call = function(known)  # reads the rows of SciPy's functions when it needs them
    except AttributeError:
        return None
    row = TABLE[known]
    return Callee(call, row.arity, row.arity) if row.outputs is None else None


def is_function(name: str) -> bool:
    """Whether a formula may call ``name``."""
    return callee(name) is not None


def suggestion(name: str) -> str:
    """A known name that is close to ``name``, or what the known names are; to end an error's text."""
    functions = filter(is_function, (*_SPECIAL, *_SYNONYMS, *(row.name for row in TABLE)))
    close = difflib.get_close_matches(name, [*CONSTANTS, *functions], n=1, cutoff=0.7)
    return f"did you mean {close[0]}?" if close else "the variable is x, and --rules lists the functions"
