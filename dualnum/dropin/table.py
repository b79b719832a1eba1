"""What `drop_in` exchanges, all of it: which function of NumPy, `math`, SciPy and Numba becomes which.

- NumPy's entry points and makers of arrays: `dualnum.dropin.entry_points`.
- Every function of `math`: the one of that name in `dualnum.math`.
- The functions of `cmath`: those of the table, on complex Duals.
- ``float`` and ``complex``, in modules whose functions call them, and ``np.float64`` where a module has a
  name of its own for it: `dualnum.dropin.numbers`.
- Functions of SciPy and others that are compiled: the rules of the modules in `dualnum.dropin.rulebook`.
- The ufuncs of `scipy.special`, and functions of NumPy that do not ask the elements of a list:
  `dualnum.dropin.listed`.
- Dispatchers of Numba: a function that runs the Python source when a Dual arrives.
- ``__import__`` and `importlib.import_module`: `dualnum.dropin.imports`.

Modules of Python's standard library, of NumPy (but for its own references to the first group) and of
dualnum keep ``float`` and everything else that is theirs.  What is looked through for references:
`dualnum.dropin.references`.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from dualnum import math as dual_math
from dualnum.dropin import compiled, complex_functions, entry_points, imports, listed, rulebook
from dualnum.dropin.module_code import ModuleCode
from dualnum.dropin.numbers import Complex, Float, Float64

RULED = rulebook.MODULES
"""The modules whose rules `compiled.replacements` finds."""

HOMES = listed.HOMES
Pair = tuple[Any, Any]

_KEEP_FLOAT = frozenset(sys.stdlib_module_names) | {
    "numpy",
    "dualnum",
    "numba",
    "llvmlite",
    "pytest",
    "_pytest",
}
_UNTOUCHED = frozenset({"dualnum", "numba", "llvmlite"})


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


_known: dict[int, Pair] = {}
"""Each original with its replacement, by the identity of either: both are kept, so that identities last."""


@functools.cache
def _functions() -> dict[int, Pair]:
    """What is replaced whatever modules are loaded."""
    table = dict(entry_points.replacements())
    for name in dual_math.__all__:
        original = dual_math.STANDARD[name]
        if callable(original):
            table[original] = getattr(dual_math, name)
    table.update(complex_functions.replacements())
    table.update(imports.replacements())
    return {id(original): (original, _as_builtin(original, new)) for original, new in table.items()}


def refresh() -> None:
    """Know the functions of modules that were loaded since."""
    for original, new in (
        *_functions().values(),
        *listed.replacements().values(),
        *compiled.replacements().values(),
    ):
        _known[id(original)] = _known[id(new)] = (original, new)


def pair_of(value: Any) -> Pair | None:
    """The original and the replacement of what is either of them."""
    return _known.get(id(value)) or _dispatcher(value)


def is_open(module: str) -> bool:
    """Whether a module's own functions may meet a Dual, so that its types are exchanged too."""
    return module.partition(".")[0] not in _KEEP_FLOAT


def exchanged_in(names: dict[str, Any], code: ModuleCode) -> dict[str, Pair]:
    """The names of a module that are exchanged, with what they are outside and inside."""
    module = str(names.get("__name__"))
    if module.partition(".")[0] in _UNTOUCHED or module in HOMES:
        return {}
    found = {name: pair for name, value in list(names.items()) if (pair := pair_of(value))}
    if module.startswith("numpy.") and module not in listed.PUBLIC:  # its own code gives no lists of Duals
        found = {name: pair for name, pair in found.items() if type(pair[1]) is not listed.Listed}
    if is_open(module):
        found.update(_types_in(names, code))
    return found


_TYPES: dict[str, tuple[type, type]] = {"float": (float, Float), "complex": (complex, Complex)}


def _types_in(names: dict[str, Any], code: ModuleCode) -> dict[str, Pair]:
    """The types that the module calls, by their builtin names, and its own names for np.float64."""
    found: dict[str, Pair] = {}
    for name in code.types_called(frozenset(_TYPES)):
        if any(names.get(name, _TYPES[name][0]) is known for known in _TYPES[name]):
            found[name] = _TYPES[name]
    for name, value in list(names.items()):
        if value is np.float64 or value is Float64:
            found[name] = (np.float64, Float64)
    return found


def types_for(module: str) -> Callable[[Any], Pair | None]:
    """What finds the pair of a type that a function of the module has captured."""
    return _type_pair if is_open(module) else lambda _value: None


def _type_pair(value: Any) -> Pair | None:
    pairs = (*_TYPES.values(), (np.float64, Float64))
    return next((pair for pair in pairs if value is pair[0] or value is pair[1]), None)


_made_dispatchers: dict[int, Pair] = {}


def _dispatcher(value: Any) -> Pair | None:
    """A function compiled by Numba, and one that runs its Python source when a Dual arrives."""
    if type(value) is compiled.ThroughPython:
        return value._dispatcher_itself, value
    if not str(type(value).__module__).startswith("numba.") or compiled.python_source(value) is None:
        return None
    if id(value) not in _made_dispatchers:
        _made_dispatchers[id(value)] = (value, compiled.ThroughPython(value))
    return _made_dispatchers[id(value)]
