"""The error of a NumPy function that was given a Dual where it needs a plain whole number or flag."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from dualnum.dual import Dual
from dualnum.shapes import kind_of, shape_of

_WANTS_INTEGERS = re.compile("Dual|integ")
"""What such an error says: of a Dual, or of an integer (or what is integral) that it wants."""

_OF_SEVERAL = ("are Duals, but have", "plain numbers")


def choice_error(function: Any, args: Sequence[Any], kwargs: dict[str, Any], error: TypeError) -> TypeError:
    """``error``, or one that names the function and the choice (an axis, a flag) that is a Dual.

    Duals of whole numbers are taken for choices; an error without any of them is about something else.

    >>> import numpy as np
    >>> error = choice_error(np.sum, (np.ones(2), Dual(0, 1.0)), {}, TypeError("an integer is required"))
    >>> print(error)
    sum: axis is a Dual, but has to be a plain number here (an integer is required); give its .primal
    """
    name = function.__name__
    first = error.__cause__ if isinstance(error.__cause__, TypeError) else error  # not of a function within
    if str(error).startswith(f"{name}: ") or not _WANTS_INTEGERS.search(str(first)):
        return error
    choices = list(_choices(_named(function, args, kwargs)))
    if not choices:
        return error
    why = "" if ".primal" in str(first) else f" ({first})"
    verb, plain = ("is a Dual, but has", "a plain number") if len(choices) == 1 else _OF_SEVERAL
    return TypeError(f"{name}: {' and '.join(choices)} {verb} to be {plain} here{why}; give its .primal")


def _named(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments by name; by position where NumPy does not tell the names."""
    try:
        return dict(inspect.signature(function).bind(*args, **kwargs).arguments)
    except (TypeError, ValueError):
        return {**{f"argument {i}": arg for i, arg in enumerate(args, 1)}, **kwargs}


def _choices(arguments: dict[str, Any]) -> Iterator[str]:
    for name, value in arguments.items():
        if isinstance(value, dict):  # what a signature gathers as **kwargs
            yield from _choices(value)
        elif _holds_choice(value):
            yield name


def _holds_choice(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_choice, value))
    return isinstance(value, Dual) and not shape_of(value) and kind_of(value) in "biu"
