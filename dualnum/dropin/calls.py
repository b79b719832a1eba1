"""Calls of a compiled function with some of its arguments exchanged, and functions given to it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dropin.buffers import settle
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.state import STATE, plain_of
from dualnum.dual import Dual


def arguments_of(original: Callable[..., Any], args: tuple[Any, ...], kwargs: Any) -> dict[str, Any]:
    """The arguments of a call by their names, without those that are left out.

    Raises:
        TypeError: the function does not take them; the message is the plain call's.
    """
    return dict(inspect.signature(original).bind(*args, **kwargs).arguments)


def called(original: Callable[..., Any], given: dict[str, Any]) -> Any:
    """The call with arguments by name, those that a signature takes by position or collects included."""
    bound = inspect.BoundArguments(inspect.signature(original), given)
    bound.arguments = {key: given[key] for key in bound.signature.parameters if key in given}
    return original(*bound.args, **bound.kwargs)


def stripped(value: Any) -> Any:
    """A value without its derivatives, in its structure."""
    value = settle(value)
    if isinstance(value, Dual):
        return plain_of(value)
    if isinstance(value, (list, tuple)) and holds_dual(value):
        return type(value)(map(stripped, value))
    if isinstance(value, dict):
        return {key: stripped(item) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype == object and holds_dual(value):
        return plain_of(as_array_dual(value))
    return value


def check_no_series(value: Any) -> None:
    """Raise TypeError if a Taylor series came out of a function given to a solver."""
    if _links.series_class is not None and type(value) is _links.series_class:
        raise TypeError(
            "drop_in: the rules of solvers carry Duals, not Taylor series; nest derivatives, as in "
            "derivative(derivative(f)), instead of asking for a high order at once"
        )


@contextmanager
def comparisons_of_its_own() -> Iterator[None]:
    """What a function compares in here is no evidence of a bisection outside: the solver that calls it has a rule."""
    kept, STATE.compared = STATE.compared, {}
    try:
        yield
    finally:
        STATE.compared = kept


class Watched:
    """A function as a solver sees it: with ``args`` filled in and plain results.

    Attributes:
        met: whether any result so far held a Dual.
    """

    def __init__(self, f: Callable[..., Any], args: tuple[Any, ...] = ()) -> None:
        self._f, self._args = f, args
        self.met = False

    def __call__(self, *x: Any) -> Any:
        """The plain result."""
        with comparisons_of_its_own():
            value = self._f(*x, *self._args)
        check_no_series(value)
        self.met = self.met or holds_dual(value)
        return stripped(value)


_UNPACKING = frozenset({"newton", "fixed_point", "least_squares"})
"""The functions that unpack ``args`` as they are; for the others, what is no tuple is one argument."""


def extra_arguments(name: str, given: dict[str, Any]) -> tuple[Any, ...]:
    """What a call gives as ``args``, to be passed on to a function."""
    args = given.get("args", ())
    return tuple(args) if isinstance(args, tuple) or name in _UNPACKING else (args,)


def refuse(name: str, given: dict[str, Any], allowed: tuple[str, ...], way_out: str) -> None:
    """Raise TypeError if a Dual is in any argument but those."""
    moving = sorted(key for key, value in given.items() if key not in allowed and _moves(value))
    if moving:
        raise TypeError(f"{name}: dualnum has no rule for a Dual in {', '.join(moving)}; {way_out}")


def _moves(value: Any) -> bool:
    return any(map(holds_dual, value.values())) if isinstance(value, dict) else holds_dual(value)
