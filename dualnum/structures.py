"""Tuples, lists, dicts and dataclasses of numbers, walked leaf by leaf."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def map_leaves(function: Callable[[Any], Any], structure: Any) -> Any:
    """The structure with ``function`` applied to each leaf: tuple, list, dict, named tuple, dataclass."""
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*(map_leaves(function, item) for item in structure))
    if isinstance(structure, (tuple, list)):
        return type(structure)(map_leaves(function, item) for item in structure)
    if isinstance(structure, dict):
        return {key: map_leaves(function, item) for key, item in structure.items()}
    if hasattr(structure, "__dataclass_fields__") and not isinstance(structure, type):
        dataclasses = sys.modules["dataclasses"]  # whoever made the class has loaded it
        changed = {
            field.name: map_leaves(function, getattr(structure, field.name))
            for field in dataclasses.fields(structure)
            if field.init
        }
        return dataclasses.replace(structure, **changed)
    return function(structure)


def leaves(structure: Any) -> list[Any]:
    """The leaves of a structure, in order."""
    found: list[Any] = []
    map_leaves(found.append, structure)
    return found
