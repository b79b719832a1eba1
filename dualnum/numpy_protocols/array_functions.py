"""``Dual.__array_function__``: which handler a NumPy function has, and in which group it is.

The handlers live in `dualnum.numpy_protocols.functions`, one module for each family, which loads when
the first array function meets a Dual.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_joining import concatenated
from dualnum.containers import any_loaded
from dualnum.numpy_protocols.labels import plain_arguments
from dualnum.numpy_protocols.refusals import choice_error

Handler = Callable[..., Any]

HANDLERS: dict[Any, Handler] = {}
"""What computes a function of Duals, or the function of that full name; it is called as NumPy's function is."""

CREATORS: dict[Any, Handler] = {}
"""What computes a function called with ``like=``; it is given the Dual that ``like`` was, first."""

GROUPS: dict[Any, str] = {}
"""The group of each function that has a handler or a reason to have none, or of what has that full name."""

REASONS: dict[Any, str] = {}
"""Why a function, or a module of functions, cannot carry a derivative: those of the group "unsupported"."""

_FAMILIES = "dualnum.numpy_protocols.functions"
_NO_RULE = "dualnum has no rule for it; see dualnum.custom_rule"
_HINT = "use .primal to drop the derivative on purpose"


def find(name: str) -> Any:
    """NumPy's function of that dotted name (without the ``numpy.``), or None where this release has none."""
    found: Any = np
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def implements(*functions: Any, group: str) -> Callable[[Handler], Handler]:
    """Register the decorated handler for NumPy functions: the functions themselves or their dotted names.

    A name that this release of NumPy does not have is passed over.

    Raises:
        ValueError: a function has a handler already.
    """

    def register(handler: Handler) -> Handler:
        for function in functions:
            _register(find(function) if isinstance(function, str) else function, handler, group)
        return handler

    return register


def implements_late(name: str, *, group: str) -> Callable[[Handler], Handler]:
    """Register the decorated handler for a function of a module that NumPy loads late, by its full name."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        GROUPS[name] = group
        return handler

    return register


def full_name(function: Any) -> str:
    """The dotted name of a function, by the public module that it is found in."""
    module = function.__module__.replace("_scimath_impl", "scimath")
    return f"{module}.{function.__name__}"


def _register(function: Any, handler: Handler, group: str) -> None:
    if function is None:
        return
    if function in GROUPS and HANDLERS.get(function) is not handler:
        raise ValueError(f"implements: {function.__name__} is in the group {GROUPS[function]!r} already")
    HANDLERS[function] = handler
    GROUPS[function] = group


def array_function(function: Any, _types: Any, args: Any, kwargs: Any, caller: Any) -> Any:
    """The result of a NumPy function with a Dual among its arguments, or given as ``like=`` (``caller``).

    Raises:
        TypeError: the function cannot carry a derivative.
    """
    if function is np.concatenate:
        simple = concatenated(*args, **kwargs)
        if simple is not None:
            return simple
    if _links.watching:  # arrays that accept Duals are among the arguments as what they stand for
        if _links.accepts_duals(kwargs.get("out")):
            return NotImplemented
        args = _links.unwrap(args)
        kwargs = {name: _links.unwrap(value) for name, value in kwargs.items()}
    if any_loaded():
        args = plain_arguments(function.__name__, args)
        kwargs = {name: plain_arguments(function.__name__, value) for name, value in kwargs.items()}
    handler = handlers().get(function) or _uncommon(function, caller)
    if GROUPS.get(function) == "reducing" and asks_for_objects(kwargs.get("dtype")):
        del kwargs["dtype"]  # objects can hold what it gives in any case
    try:
        return handler(*args, **kwargs)
    except TypeError as error:
        told = choice_error(function, args, kwargs, error)
        if told is error:
            raise
        raise told from error


def asks_for_objects(dtype: Any) -> bool:
    """Whether ``dtype``, an argument of a function, is that of an array of objects."""
    return dtype is not None and dtype is not np._NoValue and bool(np.dtype(dtype) == object)


@cache
def handlers() -> dict[Any, Handler]:
    """`HANDLERS`, once every family has been imported."""
    import_module(_FAMILIES)
    return HANDLERS


def _uncommon(function: Any, caller: Any) -> Handler:
    """The handler of a function that was called with ``like=``, or of a module that NumPy loads late.

    Raises:
        TypeError: the function has none.
    """
    if function in CREATORS:
        return partial(CREATORS[function], caller)
    if full_name(function) in HANDLERS:
        return HANDLERS[full_name(function)]
    reason = REASONS.get(function) or REASONS.get(function.__module__, _NO_RULE)
    raise TypeError(f"{function.__name__}: cannot carry a derivative: {reason}; {_HINT}")


_links.array_function = array_function
