"""Compiled functions that look at memory, where a Dual has none: each has a rule, or runs its Python source.

The rules are registered here by the modules that `dualnum.dropin.rulebook` lists.  Their functions are
found by name when the module of theirs is loaded; nothing imports it for that.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

from dualnum import _links
from dualnum.dropin.buffers import _unwrap, settle
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.state import STATE

RULES: dict[str, Callable[..., Any]] = {}
"""The rules by the full name of the function that they stand for."""


CALLING_BACK: set[str] = set()
"""The names of those functions that take a function, in which a Dual may be where no argument shows it."""

KEEPING_TUPLES: set[str] = set()
"""The names of those functions that take a tuple for what it is, not for an array."""

BARE: set[str] = set()
"""The names of those functions that refuse a subclass of NumPy's array, as one that accepts Duals is."""

WRITING: set[str] = set()
"""The names of those functions that write into an argument, which may be an array that accepts Duals."""


def stands_for(
    *names: str,
    calls_back: bool = False,
    keeps_tuples: bool = False,
    writes: bool = False,
    bare: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a rule, called as the function ``names`` is, for arguments among which is a Dual.

    A rule that has a parameter ``original`` gets the function itself there.  Where ``calls_back``, the rule
    is called whatever the arguments are, and has to find out whether the function given meets a Dual.
    Lists and tuples of Duals come as array Duals; where ``keeps_tuples``, and to a rule that ``calls_back``,
    as they are.  Where the function ``writes`` into one, it gets all of them as they are.
    A function that has to be called with ``bare`` arrays of NumPy's own class gets them without a Dual, too.
    """

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            RULES[name] = rule
        if calls_back:
            CALLING_BACK.update(names)
        if calls_back or keeps_tuples:
            KEEPING_TUPLES.update(names)
        if writes:
            WRITING.update(names)
        if bare:
            BARE.update(names)
        return rule

    return register


def replacements() -> dict[int, tuple[Any, Any]]:
    """The functions of loaded modules that have a rule, by identity, with what stands for them."""
    found: dict[int, tuple[Any, Any]] = {}
    for name in RULES:
        module, _, attribute = name.rpartition(".")
        original = vars(sys.modules[module]).get(attribute) if module in sys.modules else None
        if original is not None and not hasattr(original, "_dualnum_rule"):
            found[id(original)] = (original, _switching(name, original))
    return found


_switches: dict[str, tuple[Any, Any]] = {}


def _switching(name: str, original: Callable[..., Any]) -> Any:
    kept = _switches.get(name)
    if kept is not None and kept[0] is original:
        return kept[1]

    signature = inspect.signature(RULES[name]).parameters
    calls_back, bare = name in CALLING_BACK, name in BARE
    settled = _unwrap if name in KEEPING_TUPLES else _settled
    if name in WRITING:
        settled = _as_it_is

    @functools.wraps(original)
    def switch(*args: Any, **kwargs: Any) -> Any:
        if STATE.depth and (calls_back or any(map(holds_dual, (*args, *kwargs.values())))):
            args = tuple(map(settled, args))
            kwargs = {key: settled(value) for key, value in kwargs.items()}
            if "original" in signature:
                kwargs["original"] = original
            return RULES[name](*args, **kwargs)
        if bare and STATE.depth:
            return original(*map(settle, args), **{key: settle(value) for key, value in kwargs.items()})
        return original(*args, **kwargs)

    stand_in: Any = _class_like(original, switch) if isinstance(original, type) else switch
    stand_in._dualnum_rule = name
    _switches[name] = (original, stand_in)
    return stand_in


def _class_like(original: type, call: Callable[..., Any]) -> Any:
    """A class that has the instances of ``original``, and is called as ``call`` is."""

    class Kind(type(original)):  # type: ignore[misc]  # a class that is known at run time
        """The type of the class."""

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            """A new instance: of the original, or of a subclass made of the stand-in."""
            return call(*args, **kwargs) if cls is stand_in else super().__call__(*args, **kwargs)

        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, original) if cls is stand_in else super().__instancecheck__(instance)

    stand_in = Kind(original.__name__, (original,), {"__doc__": original.__doc__})
    return stand_in


def _as_it_is(value: Any) -> Any:
    return value


def _settled(value: Any) -> Any:
    value = settle(value)
    return as_array_dual(value) if isinstance(value, (list, tuple)) and holds_dual(value) else value


def python_source(dispatcher: Any) -> Callable[..., Any] | None:
    """The Python function that Numba compiled: of a dispatcher, or of a ufunc made by ``vectorize``."""
    found: Any = getattr(dispatcher, "py_func", None)
    if found is None:
        found = getattr(getattr(dispatcher, "_dispatcher", None), "py_func", None)
    return found if callable(found) else None


def _compiler_errors() -> tuple[type[Exception], ...]:
    """What Numba raises where it cannot compile a function."""
    errors: Any = sys.modules.get("numba.core.errors")
    return (errors.NumbaError, NotImplementedError) if errors is not None else ()


class ThroughPython:
    """A function compiled by Numba, whose Python source runs when a Dual arrives."""

    def __init__(self, dispatcher: Any) -> None:
        self._dispatcher_itself = dispatcher
        functools.update_wrapper(self, python_source(dispatcher) or dispatcher)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function's result, of its Python source where a Dual is among the arguments."""
        if not STATE.depth:
            return self._dispatcher_itself(*args, **kwargs)
        source: Any = python_source(self._dispatcher_itself)
        if any(map(holds_dual, (*args, *kwargs.values()))):
            return source(*args, **kwargs)
        try:
            return self._dispatcher_itself(*args, **kwargs)
        except _compiler_errors():
            # Compiled for the first time in here, it reads names that are exchanged; the source says so again
            # if that was not the reason.
            return source(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dispatcher_itself, name)


def through_python(ufunc: Any) -> Callable[..., Any] | None:
    """What runs the Python source of a ufunc made by Numba, inside `drop_in`; None for other ufuncs."""
    return ThroughPython(ufunc) if STATE.depth and python_source(ufunc) is not None else None


_links.through_python = through_python
