"""What the functions of a module do with names, read from their code."""

from __future__ import annotations

import dis
import functools
import itertools
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

Names = dict[str, Any]


def functions_of(names: Names) -> Iterator[FunctionType]:
    """The functions whose global names these are, also methods of the classes among them."""
    for thing in list(names.values()):
        for member in list(vars(thing).values()) if type(thing) is type else [thing]:
            function = unwrapped(member)
            if type(function) is FunctionType and function.__globals__ is names:
                yield function


def unwrapped(function: Any) -> Any:
    """The function behind a static or class method, a property or a decorator.

    Nothing is asked of other objects: some warn, or load a library, at the first question.
    """
    if type(function) in (staticmethod, classmethod):
        return unwrapped(function.__func__)
    if type(function) is property:
        return unwrapped(function.fget)
    return vars(function).get("__wrapped__", function) if type(function) is FunctionType else function


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _with_inner(const)


class ModuleCode:
    """The code of a module's functions and methods, and of the functions in them."""

    def __init__(self, names: Names) -> None:
        self._names = names

    @functools.cached_property
    def _codes(self) -> list[CodeType]:
        return [code for function in functions_of(self._names) for code in _with_inner(function.__code__)]

    def rebinds(self, names: Iterable[str]) -> bool:
        """Whether a function may bind these global names: by ``global``, or through the dictionary of them all."""
        return any(_stores_items(code) or _stores(code, set(names)) for code in self._codes)

    def names_beside_lists(self) -> set[str]:
        """The names that are read by functions which make lists, and may give them away."""
        found: set[str] = set()
        for function in functions_of(self._names):
            codes = list(_with_inner(function.__code__))
            if any(_MAKING_LISTS.intersection(code.co_code[::2]) for code in codes):
                found.update(*(code.co_names for code in codes))
        return found

    def types_called(self, types: frozenset[str]) -> set[str]:
        """Which of the types, by their builtin names, are called there or passed on to be called.

        A type that any of them compares by ``is`` is left out: a stand-in would not be the type itself.
        """
        called: set[str] = set()
        compared: set[str] = set()
        for code in self._codes:
            read = types.intersection(code.co_names)
            if read:
                steps = _instructions(code)
                called |= {name for name in read if "map" in code.co_names or _calls(steps, name)}
                compared |= {name for name in read if _compares(steps, name)}
        return called - compared


_STORE_GLOBAL = dis.opmap["STORE_GLOBAL"]
_MAKING_LISTS = frozenset({dis.opmap["BUILD_LIST"], dis.opmap["LIST_APPEND"]})


def _stores_items(code: CodeType) -> bool:
    """Whether the code may bind global names as ``globals()["name"] = ...`` does."""
    return "globals" in code.co_names and dis.opmap["STORE_SUBSCR"] in code.co_code[::2]


def _stores(code: CodeType, names: set[str]) -> bool:
    return (
        not names.isdisjoint(code.co_names)
        and _STORE_GLOBAL in code.co_code[::2]
        and any(step.opname == "STORE_GLOBAL" and step.argval in names for step in _instructions(code))
    )


def _instructions(code: CodeType) -> list[dis.Instruction]:
    left_out = ("CACHE", "PRECALL", "PUSH_NULL")
    return [step for step in dis.get_instructions(code) if step.opname not in left_out]


_KEPT = frozenset({"STORE_FAST", "STORE_DEREF", "STORE_ATTR", "STORE_GLOBAL", "RETURN_VALUE"})


def _calls(steps: list[dis.Instruction], name: str) -> bool:
    """Whether the name is loaded to be called (its argument's last bit says so), or kept for later."""
    return any(
        a.argval == name and a.opname == "LOAD_GLOBAL" and bool((a.arg or 0) & 1 or b.opname in _KEPT)
        for a, b in itertools.pairwise(steps)
    )


def _compares(steps: list[dis.Instruction], name: str) -> bool:
    """Whether the code has ``... is name``."""
    return any(a.argval == name and b.opname == "IS_OP" for a, b in itertools.pairwise(steps))
