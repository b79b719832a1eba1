"""Jitted functions with the parameters of another one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from numba import njit

_PLAIN = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_OWN = ("_f", "_kernel")
_KEPT = ("boundscheck", "error_model", "fastmath", "nogil")


def parameters(f: Any) -> list[inspect.Parameter] | None:
    """The parameters of a jitted function; None where it takes any number of them, or by keyword only."""
    found = list(inspect.signature(f.py_func).parameters.values())
    plain = all(p.kind in _PLAIN and p.name not in _OWN for p in found)
    return found if plain else None


def with_parameters_of(f: Any, argnum: int, kind: str, kernel: Callable[..., Any]) -> Any:
    """A jitted function called as ``f`` is, which returns ``kernel(f, before, x, after)``.

    x is the argument ``argnum``; ``before`` and ``after`` are tuples of the others.  None where f's parameters
    are not all positional, or there is no such argument.
    """
    found = parameters(f)
    if found is None or not -len(found) <= argnum < len(found):
        return None
    names = [p.name for p in found]
    defaults = {f"_default_{p.name}": p.default for p in found if p.default is not p.empty}
    heads = [p.name if p.default is p.empty else f"{p.name}=_default_{p.name}" for p in found]
    position = argnum % len(names)
    before, after = (
        f"({', '.join(part)}{',' * bool(part)})" for part in (names[:position], names[position + 1 :])
    )
    name = f"{kind}_of_{f.py_func.__name__}" if f.py_func.__name__.isidentifier() else kind
    scope: dict[str, Any] = {**defaults, "_f": f, "_kernel": kernel}
    call = f"_kernel(_f, {before}, {names[position]}, {after})"
    exec(f"def {name}({', '.join(heads)}):\n    return {call}", scope)  # the names are f's own parameters
    made = scope[name]
    made.__doc__ = f.py_func.__doc__
    made.__module__ = f.py_func.__module__
    return njit(**options_of(f))(made)


def options_of(f: Any) -> dict[str, Any]:
    """The options of a jitted function that hold for what is made of it: how it divides, rounds and checks."""
    return {name: value for name, value in f.targetoptions.items() if name in _KEPT}
