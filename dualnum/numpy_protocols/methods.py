"""The array methods and attributes of a Dual, by name.

NumPy's own functions do the work, so a method and its function cannot differ; and NumPy's object
arrays find here the methods that they look for on their elements (``sin``, ``conjugate``, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual, make
from dualnum.numpy_protocols.groups import UNSUPPORTED
from dualnum.numpy_protocols.ufuncs import primal_of

UFUNC_METHODS = frozenset(
    name for name in dir(np) if isinstance(getattr(np, name), np.ufunc) and name not in UNSUPPORTED
)
METHODS: dict[str, Callable[..., Any]] = {}
ATTRIBUTES: dict[str, Callable[[Dual], Any]] = {}


def attribute(x: Dual | None, name: str) -> Any:
    """The attribute ``name`` of ``x``, or all names there are when ``x`` is None."""
    if x is None:
        return [*METHODS, *ATTRIBUTES, *UFUNC_METHODS]
    if name in ATTRIBUTES:
        return ATTRIBUTES[name](x)
    if name in METHODS:
        return partial(METHODS[name], x)
    if name in UFUNC_METHODS:
        return partial(getattr(np, name), x)
    raise AttributeError(f"'Dual' object has no attribute {name!r}")


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
_links.attribute = attribute
