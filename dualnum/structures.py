"""Tuples, lists, dicts and dataclasses of numbers, walked leaf by leaf."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def is_structure(value: Any) -> bool:
    """Whether ``value`` has leaves, rather than being one: a tuple, list, dict or dataclass."""
    return isinstance(value, (tuple, list, dict)) or _is_dataclass(value)


def _is_dataclass(value: Any) -> bool:
    return hasattr(value, "__dataclass_fields__") and not isinstance(value, type)


def map_leaves(function: Callable[[Any], Any], structure: Any) -> Any:
    """The structure with ``function`` applied to each leaf: tuple, list, dict, named tuple, dataclass.

    A dataclass keeps the fields that its constructor does not take.
    """
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*(map_leaves(function, item) for item in structure))
    if isinstance(structure, (tuple, list)):
        return type(structure)(map_leaves(function, item) for item in structure)
    if isinstance(structure, dict):
        mapped = {key: map_leaves(function, item) for key, item in structure.items()}
        return mapped if type(structure) is dict else _like(structure, mapped)
    if _is_dataclass(structure):
        changed = {name: map_leaves(function, value) for name, value in _fields(structure)}
        return sys.modules["dataclasses"].replace(structure, **changed)
    return function(structure)


def _like(structure: Any, items: dict[Any, Any]) -> Any:
    """The items in a dict of the same class, with whatever else it holds."""
    new = structure.copy()
    new.update(items)
    return new


def _fields(structure: Any) -> list[tuple[str, Any]]:
    """The names and values of a dataclass that its constructor takes."""
    fields = sys.modules["dataclasses"].fields(structure)  # whoever made the class has loaded the module
    return [(field.name, getattr(structure, field.name)) for field in fields if field.init]


def leaves(structure: Any) -> list[Any]:
    """The leaves of a structure, in order."""
    found: list[Any] = []
    _collect(structure, found)
    return found


def _collect(structure: Any, found: list[Any]) -> None:
    if isinstance(structure, dict):
        structure = structure.values()
    elif _is_dataclass(structure):
        structure = [value for _, value in _fields(structure)]
    elif not isinstance(structure, (tuple, list)):
        found.append(structure)
        return
    for item in structure:
        _collect(item, found)


def paired(first: Any, second: Any) -> list[tuple[Any, Any]]:
    """The leaves of two structures of one kind, two by two, in the order of the first.

    Raises:
        ValueError: the structures differ.
    """
    if not is_structure(first):
        if is_structure(second):
            raise ValueError(f"a {type(second).__name__} stands where the other has one value")
        return [(first, second)]
    ours, theirs = _children(first), _children(second)
    if list(theirs) != list(ours) and (set(theirs) != set(ours) or not isinstance(first, dict)):
        raise ValueError(
            f"a {type(first).__name__} with {_names(ours)} stands where the other has {_kind(second, theirs)}"
        )
    return [pair for key, value in ours.items() for pair in paired(value, theirs[key])]


def _children(structure: Any) -> dict[Any, Any]:
    if isinstance(structure, dict):
        return structure
    if _is_dataclass(structure):
        return dict(_fields(structure))
    return dict(enumerate(structure)) if isinstance(structure, (tuple, list)) else {}


def _names(children: dict[Any, Any]) -> str:
    return (
        f"{len(children)} entries" if all(isinstance(key, int) for key in children) else f"{list(children)}"
    )


def _kind(value: Any, children: dict[Any, Any]) -> str:
    return f"a {type(value).__name__} with {_names(children)}" if is_structure(value) else "one value"
