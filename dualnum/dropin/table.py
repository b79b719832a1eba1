"""What `drop_in` exchanges, all of it: which function of NumPy, `math`, SciPy and Numba becomes which.

- NumPy's entry points and makers of arrays: `dualnum.dropin.entry_points`.
- Every function of `math`: the one of that name in `dualnum.math`.
- ``float``, in modules whose functions call it: `dualnum.dropin.floats.Float`.
- Functions of `scipy.linalg` and others that are compiled: `dualnum.dropin.compiled`.
- Dispatchers of Numba: a function that runs the Python source when a Dual arrives.

Modules of Python's standard library, of NumPy (but for its own references to the first group) and of
dualnum keep ``float`` and everything else that is theirs.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

from dualnum import math as dual_math
from dualnum.dropin import compiled, entry_points
from dualnum.dropin.floats import Float

Found = tuple[dict[str, Any], dict[str, Any]]

_KEEP_FLOAT = frozenset(sys.stdlib_module_names) | {"numpy", "dualnum", "numba", "llvmlite", "pytest", "_pytest"}
_UNTOUCHED = frozenset({"dualnum", "builtins", "numba", "llvmlite"})


@functools.cache
def _functions() -> dict[int, tuple[Any, Any]]:
    """The replaced functions by identity; both objects are kept, so that identities last."""
    table = dict(entry_points.replacements())
    for name in dual_math.__all__:
        original = dual_math.STANDARD[name]
        if callable(original):
            table[original] = getattr(dual_math, name)
    return {id(original): (original, replacement) for original, replacement in table.items()}


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
        if package not in _KEEP_FLOAT and vars(module).get("float", float) in (float, Float) and _calls_float(module):
            originals["float"], replaced["float"] = float, Float
        return (originals, replaced) if originals else None

    return find


def _calls_float(module: ModuleType) -> bool:
    """Whether a function of the module, or a method of its classes, reads the name ``float``."""
    for thing in list(vars(module).values()):
        functions = list(vars(thing).values()) if isinstance(thing, type) else [thing]
        for function in functions:
            function = getattr(function, "__wrapped__", None) or getattr(function, "__func__", function)
            if isinstance(function, FunctionType) and function.__globals__ is vars(module):
                if _reads_float(function.__code__):
                    return True
    return False


def _reads_float(code: CodeType) -> bool:
    return "float" in code.co_names or any(_reads_float(c) for c in code.co_consts if isinstance(c, CodeType))


_made_dispatchers: dict[int, tuple[Any, Any]] = {}


def _dispatcher(value: Any) -> tuple[Any, Any] | None:
    """A function compiled by Numba, and one that runs its Python source when a Dual arrives."""
    if not str(type(value).__module__).startswith("numba.") or compiled.python_source(value) is None:
        return None
    if id(value) not in _made_dispatchers:
        _made_dispatchers[id(value)] = (value, compiled.through_python(value))
    return _made_dispatchers[id(value)]

