"""How the result of an array function is put together, and stored where ``out=`` says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import (
    as_array,
    directions_at,
    mapped,
    peeled,
    stripped,
    tangent_dtype,
    top_level,
)
from dualnum.numpy_protocols.array_functions import find, implements
from dualnum.shapes import directions_of, filled, zero_like


def stored(function: Any, out: Any, *args: Any, **kwargs: Any) -> Any:
    """``function(*args, **kwargs)`` written into ``out``, a Dual, which is returned.

    NumPy itself writes the plain result into an array like ``out``: its errors of shape and of casting,
    and the bits that its ``out`` has (which may be computed in another dtype), are those of the Dual.

    Raises:
        TypeError: ``out`` is a plain array, or one of integers, which cannot hold a derivative.
    """
    if isinstance(out, tuple) and len(out) == 1:
        (out,) = out
    if not isinstance(out, Dual):
        raise TypeError(
            f"{function.__name__}: out= is a plain array, which cannot hold the derivative; give a Dual as "
            "out= (such as np.empty_like(x) of a Dual x), or use .primal to drop the derivative on purpose"
        )
    exact = np.empty_like(stripped(out))
    function(*stripped(args), out=exact, **stripped(kwargs))
    result = function(*args, **kwargs)
    if isinstance(result, Dual):
        tangent_dtype(function.__name__, exact.dtype, result, what="out=")
    out[...] = result
    stripped(out)[...] = exact
    return out


def refuse_out(name: str, out: Any) -> None:
    """Refuse a Dual as ``out`` of a function whose result is not a number to differentiate.

    Raises:
        TypeError: ``out`` is a Dual.
    """
    if isinstance(out, Dual):
        raise TypeError(f"{name}: its result is not a number to differentiate; give a plain array as out=")


def both(a: Any, of_primal: Callable[[Any], Any], of_tangent: Callable[[Any], Any]) -> Any:
    """A linear function of an array, where ``of_tangent`` names axes from the end, whatever axes lead."""
    return with_directions(a, of_primal, lambda t, _directions, _y: of_tangent(t))


def with_directions(
    a: Any, of_primal: Callable[[Any], Any], of_tangent: Callable[[Any, tuple[int, ...], Any], Any]
) -> Any:
    """A linear function of an array: ``of_tangent`` is given the tangent, its directions and the result."""
    x = as_array(a)
    if not isinstance(x, Dual):
        return of_primal(x)
    y = of_primal(x._primal)
    return make(y, of_tangent(x._tangent, directions_of(x._primal, x._tangent), y), x._level)


def tangent_at(result: Any, level: int, directions: tuple[int, ...]) -> Any:
    """The tangent that ``result`` has at ``level``; zeros where it does not depend on that variable."""
    if isinstance(result, Dual) and result._level == level:
        return result._tangent
    return zero_like(result, directions)


def defined(function: Any, definition: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """NumPy's primal with the tangent that a formula in simpler NumPy functions has.

    ``definition`` takes the arguments of ``function``, Duals as they are, and computes the same value
    up to rounding.  Its own warnings are those of the plain call again, so they are not given twice.
    """
    args, kwargs = mapped(lambda x: x, args), mapped(lambda x: x, kwargs)
    level = top_level(args, kwargs)
    y = function(*peeled(args, level), **peeled(kwargs, level))
    if level < 0:
        return y
    directions = directions_at(function.__name__, level, args, kwargs)
    with np.errstate(all="ignore"):
        result = definition(*args, **kwargs)
    return _joined(y, result, level, directions)


def _joined(y: Any, result: Any, level: int, directions: tuple[int, ...]) -> Any:
    """A Dual of ``y``, or a tuple or list of them, with the tangents of ``result``.

    Of several results, those that do not depend on the variable stay as NumPy gave them.
    """
    if not isinstance(y, (tuple, list)):
        return make(y, filled(tangent_at(result, level, directions), y, directions), level)
    parts = [
        _joined(a, b, level, directions) if top_level(b) == level else a
        for a, b in zip(y, result, strict=True)
    ]
    return type(y)(*parts) if hasattr(y, "_fields") else type(y)(parts)


def by_definition(*names: str, group: str = "numeric") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a formula in simpler NumPy functions as the handler of a function; see `defined`."""

    def register(definition: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            function = find(name)
            if function is not None:
                implements(function, group=group)(_Defined(function, definition))
        return definition

    return register


class _Defined:
    """A handler that gives NumPy's primal and the tangent of a formula."""

    def __init__(self, function: Any, definition: Callable[..., Any]) -> None:
        self.function = function
        self.__wrapped__ = definition

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return defined(self.function, self.__wrapped__, *args, **kwargs)
