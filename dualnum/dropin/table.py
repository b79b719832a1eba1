"""What `drop_in` exchanges, all of it: which function of NumPy, `math`, SciPy and Numba becomes which.

- NumPy's entry points and makers of arrays: `dualnum.dropin.entry_points`.
- Every function of `math`: the one of that name in `dualnum.math`.
- The functions of `cmath`: those of the table, on complex Duals.
- ``float`` and ``complex``, in modules whose functions call them, and ``np.float64`` where a module has a
  name of its own for it: `dualnum.dropin.numbers`.
- Functions of `scipy.linalg` and others that are compiled: `dualnum.dropin.compiled`; filters, transforms
  and convolutions: `dualnum.dropin.linear`; solvers: `dualnum.dropin.implicit`.
- Dispatchers of Numba: a function that runs the Python source when a Dual arrives.

Modules of Python's standard library, of NumPy (but for its own references to the first group) and of
dualnum keep ``float`` and everything else that is theirs.
"""

from __future__ import annotations

import dis
import functools
import itertools
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from dualnum import math as dual_math
from dualnum.dropin import compiled, complex_functions, entry_points, implicit, linear
from dualnum.dropin.numbers import Complex, Float, Float64
from dualnum.namespaces.binding import names_in

RULED = (compiled, linear, implicit)
"""The modules whose rules `compiled.replacements` finds, in the order in which they were registered."""

Found = tuple[dict[str, Any], dict[str, Any]]

_KEEP_FLOAT = frozenset(sys.stdlib_module_names) | {
    "numpy",
    "dualnum",
    "numba",
    "llvmlite",
    "pytest",
    "_pytest",
}
_UNTOUCHED = frozenset({"dualnum", "builtins", "numba", "llvmlite"})


@functools.cache
def _functions() -> dict[int, tuple[Any, Any]]:
    """The replaced functions by identity; both objects are kept, so that identities last."""
    table = dict(entry_points.replacements())
    for name in dual_math.__all__:
        original = dual_math.STANDARD[name]
        if callable(original):
            table[original] = getattr(dual_math, name)
    table.update(complex_functions.replacements())
    return {id(original): (original, _as_builtin(original, new)) for original, new in table.items()}


class BuiltinStandIn:
    """A function that, as the builtin it stands for, does not become a method in the body of a class."""

    def __init__(self, original: Callable[..., Any], call: Callable[..., Any]) -> None:
        functools.update_wrapper(self, original)
        self._original, self._call = original, call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The replacement's result."""
        return self._call(*args, **kwargs)

    def __repr__(self) -> str:
        return repr(self._original)


def _as_builtin(original: Any, new: Callable[..., Any]) -> Callable[..., Any]:
    return new if type(original) is FunctionType else BuiltinStandIn(original, new)


def replacement_finder() -> Callable[[ModuleType], Found | None]:
    """A function that gives a module's originals and their replacements, by name."""
    by_original = {**_functions(), **compiled.replacements()}
    by_replacement = {id(new): (old, new) for old, new in by_original.values()}

    def find(module: ModuleType) -> Found | None:
        package = (module.__name__ or "").partition(".")[0]
        if package in _UNTOUCHED:
            return None
        originals: dict[str, Any] = {}
        replaced: dict[str, Any] = {}
        for name, value in list(vars(module).items()):
            pair = by_original.get(id(value)) or by_replacement.get(id(value)) or _dispatcher(value)
            if pair is not None:
                originals[name], replaced[name] = pair
        if package not in _KEEP_FLOAT:
            _add_types(module, originals, replaced)
        return (originals, replaced) if originals else None

    return find


_TYPES: dict[str, tuple[type, type]] = {"float": (float, Float), "complex": (complex, Complex)}


def _add_types(module: ModuleType, originals: dict[str, Any], replaced: dict[str, Any]) -> None:
    """The types that the module calls, by their builtin names, and its own names for np.float64."""
    for name in _types_called(module):
        if any(vars(module).get(name, _TYPES[name][0]) is known for known in _TYPES[name]):
            originals[name], replaced[name] = _TYPES[name]
    for name, value in list(vars(module).items()):
        if value is np.float64 or value is Float64:
            originals[name], replaced[name] = np.float64, Float64


def _types_called(module: ModuleType) -> set[str]:
    """The types that functions of the module, and methods of its classes, read.

    A type that any of them compares by ``is`` is left alone: a stand-in would not be the type itself.
    """
    found: set[str] = set()
    compared: set[str] = set()
    for thing in list(vars(module).values()):
        for member in list(vars(thing).values()) if type(thing) is type else [thing]:
            function = _unwrapped(member)
            if type(function) is FunctionType and function.__globals__ is vars(module):
                read = names_in(function.__code__) & set(_TYPES)
                found |= read
                compared |= {name for name in read if _compares(function.__code__, name)}
    return found - compared


def _compares(code: CodeType, name: str) -> bool:
    """Whether the code has ``... is name``."""
    steps = [
        step for step in dis.get_instructions(code) if step.opname not in ("CACHE", "PRECALL", "PUSH_NULL")
    ]
    here = any(a.argval == name and b.opname == "IS_OP" for a, b in itertools.pairwise(steps))
    return here or any(_compares(const, name) for const in code.co_consts if isinstance(const, CodeType))


def _unwrapped(function: Any) -> Any:
    """The function behind a static or class method, a property or a decorator.

    Nothing is asked of other objects: some warn, or load a library, at the first question.
    """
    if type(function) in (staticmethod, classmethod):
        return _unwrapped(function.__func__)
    if type(function) is property:
        return _unwrapped(function.fget)
    return vars(function).get("__wrapped__", function) if type(function) is FunctionType else function


_made_dispatchers: dict[int, tuple[Any, Any]] = {}


def _dispatcher(value: Any) -> tuple[Any, Any] | None:
    """A function compiled by Numba, and one that runs its Python source when a Dual arrives."""
    if type(value) is compiled.ThroughPython:
        return value._dispatcher_itself, value
    if not str(type(value).__module__).startswith("numba.") or compiled.python_source(value) is None:
        return None
    if id(value) not in _made_dispatchers:
        _made_dispatchers[id(value)] = (value, compiled.ThroughPython(value))
    return _made_dispatchers[id(value)]
