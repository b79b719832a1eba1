"""Functions that take lists, and do not ask what is in them: those of `scipy.special`, and some of NumPy.

NumPy makes an array of objects of a list that holds Duals, with which most of its functions go on well
inside `drop_in`; those named here do not.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.state import STATE
from dualnum.shapes import base_of

HOMES = frozenset(
    {
        "scipy.special._ufuncs",
        "scipy.special._special_ufuncs",
        "scipy.special._ufuncs_cxx",
        "scipy.special._support_alternative_backends",
    }
)
"""Modules that `scipy.special` has its ufuncs from, and nobody else."""

_FUNCTIONS = (
    "quantile percentile nanquantile nanpercentile nanstd nanvar gradient interp cross diag select pad broadcast_to "
    "vander polymul histogram bincount"
).split()
_DISPATCHER = type(np.concatenate)
"""The class of NumPy's functions that can be overridden."""
PUBLIC = ("numpy.linalg", "numpy.fft")
"""Modules all of whose functions need it."""


MODULE = "scipy.special"

_beside_lists: set[str] = set()


def note(names: set[str]) -> None:
    """Remember names that functions read which make lists: only of these does `scipy.special` exchange its own."""
    _beside_lists.update(names)


def is_wanted(name: str, replacement: Any) -> bool:
    """Whether some function that makes lists reads a name of `scipy.special`."""
    return type(replacement) is not Listed or name in _beside_lists


class Listed:
    """A function that takes a list of Duals for an array of them; in all else it is the one it stands for."""

    def __init__(self, original: Callable[..., Any], of_lists: Callable[..., Any]) -> None:
        functools.update_wrapper(self, original)
        self._original, self._of_lists = original, of_lists

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function's result."""
        if STATE.depth and any(map(_is_list_of_duals, (*args, *kwargs.values()))):
            return self._of_lists(self._original, args, kwargs)
        return self._original(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)

    def __repr__(self) -> str:
        return repr(self._original)


def _is_list_of_duals(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and holds_dual(value)


def _ufunc(original: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Every list is one array to a ufunc."""
    return original(*(as_array_dual(arg) if _is_list_of_duals(arg) else arg for arg in args), **kwargs)


def _array_function(original: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """The handlers of NumPy's functions know lists as NumPy's functions do; one of numbers is an array to all."""
    args = tuple(map(_settled, args))
    kwargs = {key: _settled(value) for key, value in kwargs.items()}
    return _links.array_function(original, (), args, kwargs, None)


def _settled(value: Any) -> Any:
    return as_array_dual(value) if _is_list_of_duals(value) and _is_of_numbers(value) else value


def _is_of_numbers(value: Any) -> bool:
    """Whether a list, of whatever depth, holds numbers and no arrays, whose shapes may differ."""
    if isinstance(value, (list, tuple)):
        return all(map(_is_of_numbers, value))
    return np.ndim(base_of(value)) == 0


_made: dict[int, tuple[Any, Any]] = {}


def replacements() -> dict[int, tuple[Any, Any]]:
    """The functions of loaded modules, by identity, with what stands for them."""
    for original in _ufuncs():
        _made.setdefault(id(original), (original, Listed(original, _ufunc)))
    for original in _array_functions():
        _made.setdefault(id(original), (original, Listed(original, _array_function)))
    return _made


def _ufuncs() -> Iterator[np.ufunc]:
    """The ufuncs of `scipy.special`, but for those that NumPy has too, whose rules ask which of the two it is."""
    found = vars(sys.modules[MODULE]) if MODULE in sys.modules else {}
    return (value for name, value in list(found.items()) if type(value) is np.ufunc and not hasattr(np, name))


def _array_functions() -> Iterator[Any]:
    yield from (_unlisted(getattr(np, name)) for name in _FUNCTIONS)
    for module in PUBLIC:
        found = list(vars(sys.modules[module]).values()) if module in sys.modules else []
        yield from (_unlisted(value) for value in found if type(value) in (_DISPATCHER, Listed))


def _unlisted(value: Any) -> Any:
    """The function itself, also where a thread is inside, and finds what stands for it in its place."""
    return value._original if type(value) is Listed else value
