"""One loop over the table: every row becomes a compiled function under each of its names."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numba.core import types

import dualnum
import dualnum.math
from dualnum.compiled import array_functions, array_items, boxes, comparisons, constructor, logarithm  # noqa: F401  (each registers what it has)
from dualnum.compiled.dual_type import DualType, is_number
from dualnum.compiled.elementwise import elementwise, takes_arrays
from dualnum.compiled.namespace import FLOATS
from dualnum.compiled.natives import NATIVES
from dualnum.compiled.overloading import overload
from dualnum.compiled.propagation import implementation
from dualnum.functions import function
from dualnum.math import _ROWS as _ROWS_OF_MATH
from dualnum.rules import OWN_ROWS, TABLE, Rule

OPERATORS: dict[str, tuple[Callable[..., Any], ...]] = {
    "add": (operator.add, operator.iadd),
    "subtract": (operator.sub, operator.isub),
    "multiply": (operator.mul, operator.imul),
    "divide": (operator.truediv, operator.itruediv),
    "floor_divide": (operator.floordiv, operator.ifloordiv),
    "remainder": (operator.mod, operator.imod),
    "power": (operator.pow, operator.ipow, pow),
    "divmod": (divmod,),
    "negative": (operator.neg,),
    "positive": (operator.pos,),
    "absolute": (abs,),
}
"""Python's own names of rows."""

_MATH = {row: name for name, row in _ROWS_OF_MATH.items()}
_TO_INTEGERS = frozenset({"floor", "ceil", "trunc"})
"""`math` rounds to an int, which has no derivative to lose."""

_TAKE_ANY_TYPE: tuple[Callable[..., Any], ...] = (
    *(np.empty_like, np.zeros_like, np.ones_like, np.full_like, np.copy, np.ravel),
    *(np.sum, np.prod, np.mean, np.max, np.min, np.argmax, np.argmin),
)
"""Functions whose own types of Numba's do not refuse an array of Duals, or not in every release."""


def install() -> None:
    """Register the types, the boxes and every row but SciPy's, for whose functions Numba has no code."""
    for name in OWN_ROWS:
        install_row(TABLE[name])
    logarithm.install()
    for array_function in _TAKE_ANY_TYPE:
        ours_first(array_function)


def ours_first(name: Callable[..., Any]) -> None:
    """Let our implementation of a function be asked before Numba's, which takes a type that it does not know.

    Numba asks in the order of registration, and its own may be there already, by an import of the program's.
    """
    context = boxes.typing_context()
    context.refresh()
    found = context._lookup_global(name)
    ordered = sorted(found.templates, key=lambda template: not _is_ours(template))
    context._remove_global(name)
    context._insert_global(name, type(found)(ordered))


def _is_ours(template: Any) -> bool:
    return getattr(getattr(template, "_overload_func", None), "__module__", "").startswith("dualnum.")


def install_row(row: Rule) -> None:
    """Let every name of the row take Duals in compiled code, and plain numbers where Numba does not know it."""
    own = function(row.name)
    value = FLOATS.function(row.name)
    for name, plain in [*names_of(row), (own, own)]:
        if not known(name):
            _overload_numbers(row, name, value)
        _overload_duals(row, name, plain)


def names_of(row: Rule) -> Iterator[tuple[Callable[..., Any], Callable[..., Any]]]:
    """The functions that the row is the rule of, each with the one that computes its primal."""
    native = NATIVES.get(row.name)
    operators = OPERATORS.get(row.name, ())
    for name in operators:
        yield name, operators[0]
    short = _MATH.get(row.name, row.name)
    for module in (math, dualnum.math):
        found = vars(module).get(short)
        if found is not None and short not in _TO_INTEGERS:
            yield found, found if known(found) else FLOATS.function(row.name)
    if row.name in vars(np):
        found = vars(np)[row.name]
        yield found, native if callable(native) else found
    if callable(native):
        yield native, native


def known(name: Callable[..., Any]) -> bool:
    """Whether Numba has a compiled function for ``name`` of its own."""
    context = boxes.typing_context()
    context.refresh()
    return context._lookup_global(name) is not None


def _overload_duals(row: Rule, name: Callable[..., Any], value: Callable[..., Any]) -> None:
    @overload(name)
    def choose(*kinds: Any) -> Any:
        if len(kinds) != row.arity:
            return None
        if takes_arrays(kinds):
            return elementwise(name, kinds)
        if not any(isinstance(kind, DualType) for kind in kinds):
            return None
        return implementation(row, value, kinds) if all(map(is_number, kinds)) else None


def _overload_numbers(row: Rule, name: Callable[..., Any], value: Callable[..., Any]) -> None:
    """Plain numbers and arrays, whose function is NumPy's where it has one."""

    @overload(name)
    def choose(*kinds: Any) -> Any:
        plain = all(isinstance(kind, types.Number | types.Boolean | types.Array) for kind in kinds)
        return _CALLS[row.arity](value) if plain and len(kinds) == row.arity else None


_CALLS: dict[int, Callable[..., Any]] = {
    1: lambda value: lambda x: value(x),
    2: lambda value: lambda x1, x2: value(x1, x2),
    3: lambda value: lambda x1, x2, x3: value(x1, x2, x3),
}
