"""What a transform is given: a function, and which of its arguments to differentiate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Function = Callable[..., Any]
Argnum = int | tuple[int, ...]


def check_function(name: str, f: Any) -> None:
    """Raise TypeError unless ``f`` can be called."""
    if not callable(f):
        raise TypeError(f"{name}: f is {f!r}, not a function; give the function itself, not its value")


def check_argnum(name: str, argnum: Any) -> None:
    """Raise TypeError unless ``argnum`` is an index, or a tuple of different indices."""
    indices = argnum if isinstance(argnum, tuple) else (argnum,)
    if not indices or not all(map(_is_integer, indices)):
        raise TypeError(f"{name}: argnum={argnum!r}; give an argument's index, or a tuple of indices")
    if len(set(indices)) != len(indices):
        raise ValueError(f"{name}: argnum={argnum!r} names an argument twice; give each index once")


def check_one_argnum(name: str, argnum: Any) -> None:
    """Raise TypeError unless ``argnum`` is one index."""
    if not _is_integer(argnum):
        raise TypeError(f"{name}: argnum={argnum!r}; give one argument's index")


def check_order(name: str, order: Any) -> int:
    """``order`` as an integer.

    Raises:
        ValueError: it is not a positive integer.
    """
    if not _is_integer(order) or order < 1:
        raise ValueError(f"{name}: order={order!r}; give a positive integer")
    return int(order)


def _is_integer(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def chosen(name: str, args: tuple[Any, ...], argnum: Argnum) -> Any:
    """The argument, or the tuple of arguments, that ``argnum`` names.

    Raises:
        TypeError: the call has no such argument.
        ValueError: a positive and a negative index name the same argument.
    """
    if type(argnum) is int and 0 <= argnum < len(args):
        return args[argnum]
    indices = argnum if isinstance(argnum, tuple) else (argnum,)
    for index in indices:
        if not -len(args) <= index < len(args):
            raise TypeError(
                f"{name}: argnum={argnum} needs a positional argument {index}, but the call has {len(args)}"
            )
    if len({index % len(args) for index in indices}) != len(indices):
        raise ValueError(f"{name}: argnum={argnum} names an argument twice; give each index once")
    return tuple(args[i] for i in argnum) if isinstance(argnum, tuple) else args[argnum]


def replaced(args: tuple[Any, ...], argnum: Argnum, new: Any) -> tuple[Any, ...]:
    """``args`` with the chosen ones replaced by ``new``."""
    if argnum == 0 and len(args) == 1:
        return (new,)
    changed = list(args)
    if isinstance(argnum, tuple):
        for index, value in zip(argnum, new, strict=True):
            changed[index] = value
    else:
        changed[argnum] = new
    return tuple(changed)


def chosen_one(name: str, argnum: Argnum) -> int:
    """``argnum`` as one index, for what works with one argument only.

    Raises:
        TypeError: it is a tuple.
    """
    if isinstance(argnum, tuple):
        raise TypeError(f"{name}: argnum={argnum} names several arguments; a sparse Jacobian takes one")
    return argnum
