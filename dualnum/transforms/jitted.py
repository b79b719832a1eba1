"""Functions that Numba compiles: their transforms run in compiled code, if Numba's extension knows how."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, Concatenate, ParamSpec, cast

from dualnum.transforms.arguments import Function

Options = ParamSpec("Options")


def is_jitted(f: Any) -> bool:
    """Whether ``f`` is a function made by `numba.njit`, found out without Numba."""
    return type(f).__module__.startswith("numba.core.") and hasattr(f, "py_func")


def compiled(name: str) -> Function:
    """The transform ``name`` for jitted functions; it gives None for what it leaves to Python's."""
    found: Function = getattr(import_module("dualnum.compiled.transforms"), name)
    return found


def compiled_first(
    transform: Callable[Concatenate[Function, Options], Function],
) -> Callable[Concatenate[Function, Options], Function]:
    """The transform, which is taken in compiled code for a jitted function; arguments are checked as ever."""

    @wraps(transform)
    def choose(f: Function, *args: Options.args, **kwargs: Options.kwargs) -> Function:
        plain = transform(f, *args, **kwargs)
        if not is_jitted(f):
            return plain
        found: Function | None = compiled(transform.__name__)(f, *args, **kwargs)
        return plain if found is None else found

    # mypy takes the name of the parameter f for a part of the type.
    made: Callable[Concatenate[Function, Options], Function] = cast("Any", choose)
    return made
