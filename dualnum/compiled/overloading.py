"""Numba's decorators as they are used here: typed, and without its check of annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import extending

Function = Callable[..., Any]
Chooser = TypeVar("Chooser", bound=Function)

QUIET = {"error_model": "numpy", "fastmath": False}
"""Infinite slopes are values, and a test for zero or nan is meant, whatever the caller's options are."""


def overload(name: Function, **options: Any) -> Callable[[Chooser], Chooser]:
    """Give ``name`` an implementation in compiled code, which the decorated function chooses by types."""

    def register(choose: Chooser) -> Chooser:
        extending.overload(name, strict=False, jit_options=options)(choose)
        return choose

    return register


def intrinsic(function: Function) -> Any:
    """A function that is written as code for LLVM."""
    return extending.intrinsic(function)


def in_compiled_code(function: Function) -> Function:
    """A name that only compiled code can call, where `overload` says what it is."""

    def refuse(*args: Any) -> Any:
        raise TypeError(f"{function.__name__}: lives in compiled code only; call it from a jitted function")

    refuse.__name__ = refuse.__qualname__ = function.__name__
    refuse.__doc__ = function.__doc__
    return refuse
