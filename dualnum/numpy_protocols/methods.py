"""The array methods and attributes of a Dual, by name.

NumPy's own functions do the work, so a method and its function cannot differ; and NumPy's object
arrays find here the methods that they look for on their elements (``sin``, ``conjugate``, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.groups import UNSUPPORTED
from dualnum.numpy_protocols.ufuncs import primal_of

# vars, because getattr of every name would import NumPy's lazy submodules.
UFUNC_METHODS = frozenset(
    name for name, thing in vars(np).items() if isinstance(thing, np.ufunc) and name not in UNSUPPORTED
)
METHODS: dict[str, Callable[..., Any]] = {}
ATTRIBUTES: dict[str, Callable[[Dual], Any]] = {}


def install() -> None:
    """Give Dual its methods and attributes (attribute access through ``__getattr__`` costs three times as much)."""
    for name in UFUNC_METHODS:
        setattr(Dual, name, _ufunc_method(getattr(np, name)))
    for name, function in METHODS.items():
        setattr(Dual, name, function)
    for name, function in ATTRIBUTES.items():
        setattr(Dual, name, property(function))


def _ufunc_method(ufunc: np.ufunc) -> Callable[..., Any]:
    def method(self: Dual, *args: Any, **kwargs: Any) -> Any:
        return ufunc(self, *args, **kwargs)

    method.__name__ = ufunc.__name__
    return method


def both(x: Dual, function: Callable[[Any], Any]) -> Dual:
    """The same linear function of both parts, whatever axes lead."""
    return make(function(x._primal), function(x._tangent), x._level)


def _copy(x: Dual, order: str = "C") -> Dual:
    return both(x, lambda part: part.copy() if hasattr(part, "copy") else part)


def _dtype(x: Dual) -> Any:
    primal = primal_of(x)
    return getattr(primal, "dtype", None) or np.asarray(primal).dtype


METHODS["copy"] = _copy
ATTRIBUTES["dtype"] = _dtype
ATTRIBUTES["size"] = lambda x: int(np.prod(x.shape, dtype=int))
