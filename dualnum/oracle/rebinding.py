"""A copy of a function in which `math` works on the oracle's numbers.

Python's `math` turns every argument into a float, so a function that uses it must find something
else under that name.  Nothing global is patched: the function is rebuilt with globals and a closure
of its own, and so are the Python functions that it calls, wherever they can be reached by name.
"""

from __future__ import annotations

import builtins
import functools
import sys
from collections.abc import Callable, Iterator
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from dualnum.oracle.math_functions import replacements

_WORK_AS_THEY_ARE = frozenset({"dualnum", "mpmath", "numba", "numpy", "scipy"}) | sys.stdlib_module_names
"""Packages whose functions meet the oracle's numbers by dispatch, or that have no mathematics."""

_VIEWED = ("math", "cmath", "dualnum.math", "dualnum")


def rebound(f: Callable[..., Any]) -> Callable[..., Any]:
    """``f`` as a function of the oracle's numbers: rebuilt where it is Python code, else as it is."""
    changes = _Changes()
    call = getattr(type(f), "__call__", None)  # noqa: B004  (the function itself is wanted, not whether it is)
    changed: Callable[..., Any] = changes.of(f)
    if isinstance(f, FunctionType):
        return changes.rebuilt(f) if changed is f else changed
    if changed is f and isinstance(call, FunctionType):
        return MethodType(changes.rebuilt(call), f)
    return changed


class _View:
    """A module in whose place a rebuilt function reads: the same names, their values changed."""

    def __init__(self, module: ModuleType, changes: _Changes) -> None:
        self._module, self._changes = module, changes

    def __getattr__(self, name: str) -> Any:
        return self._changes.of(getattr(self._module, name))


class _Changes:
    """What stands for what in one rebuilt function and in all that it reaches."""

    def __init__(self) -> None:
        self._replacements = replacements()
        self._kinds = frozenset(
            map(type, self._replacements)
        )  # Python's, and C's functions of several makers
        self._functions: dict[FunctionType, FunctionType] = {}
        self._globals: dict[int, dict[str, Any]] = {}

    def of(self, value: Any) -> Any:
        """What stands for ``value``: itself, unless `math` can be reached through it."""
        if type(value) in self._kinds and value in self._replacements:
            return self._replacements[value]
        if isinstance(value, FunctionType):
            return value if _works(value.__module__) else self.rebuilt(value)
        if isinstance(value, MethodType):
            return MethodType(self.of(value.__func__), value.__self__)
        if isinstance(value, ModuleType):
            name = value.__name__
            return _View(value, self) if name in _VIEWED or not _works(name) else value
        if isinstance(value, functools.partial):
            keywords = {key: self.of(item) for key, item in value.keywords.items()}
            return functools.partial(self.of(value.func), *map(self.of, value.args), **keywords)
        if type(value) in (list, tuple, dict):
            return self._container(value)
        inner = getattr(value, "__wrapped__", None)
        if isinstance(inner, FunctionType) and not isinstance(value, type):  # a cache, whose keys must hash
            return self.of(inner)
        return value

    def _container(self, value: Any) -> Any:
        """A container of functions, changed; any other is itself, so that what f writes in it stays."""
        items = list(value.values()) if isinstance(value, dict) else list(value)
        if not any(callable(item) for item in items):
            return value
        changed = [self.of(item) for item in items]
        if all(new is old for new, old in zip(changed, items, strict=True)):
            return value
        return dict(zip(value, changed, strict=True)) if isinstance(value, dict) else type(value)(changed)

    def rebuilt(self, function: FunctionType) -> FunctionType:
        """The function with changed globals, closure and defaults; one for each, also when it recurs."""
        if function in self._functions:
            return self._functions[function]
        names = self._globals_of(function)
        closure = function.__closure__ or ()
        # A variable that holds a number or an array stays shared, so that ``nonlocal`` works.
        cells = tuple(CellType() if _may_change(cell) else cell for cell in closure)
        new = FunctionType(function.__code__, names, function.__name__, None, cells or None)
        self._functions[function] = new
        for old, cell in zip(closure, cells, strict=True):
            if cell is not old:
                cell.cell_contents = self.of(old.cell_contents)
        new.__defaults__ = function.__defaults__ and tuple(map(self.of, function.__defaults__))
        defaults = function.__kwdefaults__
        new.__kwdefaults__ = defaults and {key: self.of(value) for key, value in defaults.items()}
        self._fill_globals(function, names)
        return new

    def _globals_of(self, function: FunctionType) -> dict[str, Any]:
        original = function.__globals__
        names = self._globals.get(id(original))
        if names is None:
            names = self._globals[id(original)] = dict(original)
            names["__builtins__"] = {**vars(builtins), "__import__": self._import}
        return names

    def _import(self, *args: Any, **kwargs: Any) -> Any:
        """What an ``import`` inside the function gives."""
        return self.of(builtins.__import__(*args, **kwargs))

    def _fill_globals(self, function: FunctionType, names: dict[str, Any]) -> None:
        original = function.__globals__
        for name in _names_in(function.__code__):
            if name in original and names[name] is original[name]:
                names[name] = self.of(original[name])


def _may_change(cell: CellType) -> bool:
    """Whether a closed-over variable holds something that `math` could be reached through."""
    try:
        content = cell.cell_contents
    except ValueError:  # a variable without a value yet
        return False
    return callable(content) or isinstance(content, (ModuleType, list, tuple, dict))


def _works(module: str | None) -> bool:
    return (module or "").partition(".")[0] in _WORK_AS_THEY_ARE


def _names_in(code: CodeType) -> Iterator[str]:
    """The names that a code reads, also in the functions it defines."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)
