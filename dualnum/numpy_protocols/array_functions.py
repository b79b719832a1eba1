"""``Dual.__array_function__``: which handler a NumPy function has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dualnum import _links

HANDLERS: dict[Any, Callable[..., Any]] = {}


def implements(*functions: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated handler, which is called as NumPy's function is."""

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        for function in functions:
            HANDLERS[function] = handler
        return handler

    return register


def array_function(function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """The result of a NumPy function with a Dual among its arguments.

    Raises:
        TypeError: the function cannot carry a derivative.
    """
    handler = HANDLERS.get(function)
    if handler is None:
        raise TypeError(
            f"{function.__name__}: dualnum has no rule for it; use .primal to drop the derivative on purpose"
        )
    return handler(*args, **kwargs)


_links.array_function = array_function
