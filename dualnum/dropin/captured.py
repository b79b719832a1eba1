"""References that are in no module's names: in closures, defaults, partial functions, tables, classes, instances."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from types import CellType, FunctionType, MethodType
from typing import Any

Pair = Callable[[Any], tuple[Any, Any] | None]

DEPTH = 3
"""How many containers deep is looked."""

LARGEST = 500
"""Entries of a table or an instance that are looked at."""

MOST = 5000
"""Things of one module, or behind one function, that are looked into."""


class Captured:
    """One reference that is exchanged where it is."""

    __slots__ = ("_get", "_holder", "_key", "_put", "new", "old")

    def __init__(self, kind: Any, holder: Any, key: Any, old: Any, new: Any) -> None:
        self._get, self._put = kind
        self._holder, self._key, self.old, self.new = holder, key, old, new

    def exchange(self) -> None:
        """Put in the replacement, unless the holder has got something else."""
        if self._get(self._holder, self._key) is self.old:
            self._put(self._holder, self._key, self.new)

    def restore(self) -> None:
        """Put back the original."""
        if self._get(self._holder, self._key) is self.new:
            self._put(self._holder, self._key, self.old)


def _item(holder: Any, key: Any) -> Any:
    try:
        return holder[key]
    except LookupError:
        return None


def _cell(holder: CellType, _key: Any) -> Any:
    try:
        return holder.cell_contents
    except ValueError:  # it is empty
        return None


ITEM = (_item, operator.setitem)
CELL = (_cell, lambda cell, _key, value: setattr(cell, "cell_contents", value))
ATTRIBUTE = (getattr, setattr)
CLASS = (lambda holder, key: vars(holder).get(key), type.__setattr__)


class Search:
    """A way through things that hold others, which finds the references and the functions on it.

    Args:
        pair: the original and the replacement of what is either of them; None of anything else.
        types: the same for types, which are exchanged only where a function has captured them.
        module: only functions and classes of this one are looked into; None: of all.
    """

    def __init__(self, pair: Pair, types: Pair, module: str | None) -> None:
        self._pair, self._types, self._module = pair, types, module
        self._seen: set[int] = set()
        self.found: list[Captured] = []
        self.functions: list[FunctionType] = []

    def look_into(self, thing: Any, depth: int) -> None:
        """Find the references that a thing holds, and those in what it holds."""
        how = _way(thing)
        if how is None or depth > DEPTH or id(thing) in self._seen or not self._is_own(thing):
            return
        if len(self._seen) == MOST:
            return
        self._seen.add(id(thing))
        if type(thing) is FunctionType:
            self.functions.append(thing)
        for kind, holder, key, value, may_be_type in how(thing):
            pair = self.exchanged(value, may_be_type) if kind else None
            if pair is not None:
                self.found.append(Captured(kind, holder, key, *pair))
            else:
                self.look_into(value, depth + 1)

    def _is_own(self, thing: Any) -> bool:
        if self._module is None or not (type(thing) is FunctionType or issubclass(type(thing), type)):
            return True
        return bool(thing.__module__ == self._module)

    def exchanged(self, value: Any, may_be_type: bool) -> tuple[Any, Any] | None:
        """A value and what stands for it: itself, or a tuple or static method that holds the original."""
        if type(value) is tuple and len(value) <= LARGEST:
            parts = [self.exchanged(part, may_be_type) for part in value]
            if not any(parts):
                return None
            old, new = (
                tuple(part[i] if part else whole for part, whole in zip(parts, value, strict=True))
                for i in (0, 1)
            )
            return (value, new) if all(map(operator.is_, old, value)) else (old, value)
        if type(value) is staticmethod:
            inner = self.exchanged(value.__func__, may_be_type)
            if inner is None or inner[0] is value.__func__:
                return inner and (value, staticmethod(inner[1]))
            return staticmethod(inner[0]), value
        return self._pair(value) or (self._types(value) if may_be_type else None)


Held = Iterator[tuple[Any, Any, Any, Any, bool]]


def _way(thing: Any) -> Callable[[Any], Held] | None:
    """How to go through what a thing holds; None of what is not looked into."""
    kind = type(thing)
    if kind in _WAYS:
        return _WAYS[kind]
    if str(kind.__module__).startswith("dualnum."):
        return None
    if issubclass(kind, type):
        return _of_class
    if issubclass(kind, functools.partial):
        return _of_partial
    asks: Any = kind.__getattribute__
    if kind.__dictoffset__ and asks is object.__getattribute__:
        return _of_instance
    return None


def _of_function(function: FunctionType) -> Held:
    for cell in function.__closure__ or ():
        yield CELL, cell, None, _cell(cell, None), True
    if function.__defaults__:
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        yield ATTRIBUTE, function, "__defaults__", function.__defaults__, not any(map(_says_dtype, names))
    for name, value in (function.__kwdefaults__ or {}).items():
        yield ITEM, function.__kwdefaults__, name, value, not _says_dtype(name)


def _says_dtype(name: str) -> bool:
    """Whether an argument of that name tells a type to NumPy, which knows ``float`` from a Dual by itself."""
    return "type" in name


def _of_method(method: MethodType) -> Held:
    yield ATTRIBUTE, method, "__func__", method.__func__, False
    yield ATTRIBUTE, method, "__self__", method.__self__, False


def _of_descriptor(descriptor: Any) -> Held:
    yield ATTRIBUTE, descriptor, "__func__", getattr(descriptor, "__func__", None), False


def _of_property(descriptor: property) -> Held:
    yield ATTRIBUTE, descriptor, "fget", descriptor.fget, False


def _of_dict(table: dict[Any, Any]) -> Held:
    if len(table) <= LARGEST and "__builtins__" not in table and "__import__" not in table:
        yield from ((ITEM, table, key, value, False) for key, value in list(table.items()))


def _of_list(table: Any) -> Held:
    if len(table) <= LARGEST:
        yield from ((ITEM, table, i, value, False) for i, value in enumerate(table))


def _of_tuple(table: Any) -> Held:
    """What is in a tuple is exchanged with the tuple, by its holder; here is what its elements hold."""
    return ((None, *rest) for _, *rest in _of_list(table))


def _of_class(holder: type) -> Held:
    yield from ((CLASS, holder, name, value, False) for name, value in list(vars(holder).items()))


def _of_instance(holder: Any) -> Held:
    try:
        names = object.__getattribute__(holder, "__dict__")
    except AttributeError:  # TypeVar of Python 3.12 has room for one, and none
        return
    yield from _of_dict(names) if type(names) is dict else ()


PARTIAL = (
    lambda holder, _key: holder.func,
    lambda holder, _key, func: holder.__setstate__(
        (func, holder.args, holder.keywords, vars(holder) or None)
    ),
)


def _of_partial(holder: Any) -> Held:
    yield PARTIAL, holder, None, holder.func, True
    yield PARTIAL_ARGUMENTS, holder, None, holder.args, True
    yield from _of_dict(holder.keywords)


PARTIAL_ARGUMENTS = (
    lambda holder, _key: holder.args,
    lambda holder, _key, args: holder.__setstate__(
        (holder.func, args, holder.keywords, vars(holder) or None)
    ),
)

_WAYS: dict[type, Callable[[Any], Held]] = {
    FunctionType: _of_function,
    MethodType: _of_method,
    staticmethod: _of_descriptor,
    classmethod: _of_descriptor,
    property: _of_property,
    dict: _of_dict,
    list: _of_list,
    tuple: _of_tuple,
}
