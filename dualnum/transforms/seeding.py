"""Levels and seeds: a transform's variable goes in with a fresh level, and only that level comes out."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from dualnum.construction import FIRST_TRANSFORM_LEVEL, _typed, array
from dualnum.dual import Dual, make
from dualnum.shapes import direction_shape, shape_of, zero_like
from dualnum.structures import map_leaves

_LEVELS = itertools.count(FIRST_TRANSFORM_LEVEL)


def fresh_level() -> int:
    """A level that no other transform call has, higher than all before (also in other threads)."""
    return next(_LEVELS)


def as_variable(name: str, x: Any) -> Any:
    """``x`` as a floating number, an array or a Dual to differentiate with respect to.

    Integers become floats.  An array is copied, so that a function that changes its argument does not
    change the caller's.

    Raises:
        TypeError: ``x`` is not a number or an array of numbers.
    """
    if isinstance(x, Dual):
        return x.copy()
    if isinstance(x, (bool, int, np.bool_)):
        return float(x)
    if isinstance(x, (np.ndarray, np.generic)):
        return _float_array(name, x)
    if isinstance(x, (str, bytes)) or x is None:
        raise TypeError(f"{name}: cannot differentiate with respect to {x!r}; give a number or an array")
    return x


def _float_array(name: str, x: Any) -> Any:
    if x.dtype == object:
        return as_variable(name, array(x))
    if x.dtype.kind not in "biufc":
        raise TypeError(f"{name}: cannot differentiate with respect to an array of dtype {x.dtype}")
    kept = x.dtype if x.dtype.kind in "fc" else np.dtype(float)
    return np.array(x, dtype=kept) if isinstance(x, np.ndarray) else kept.type(x)


def seeded(primal: Any, tangent: Any, level: int) -> Dual:
    """The variable of a transform: ``primal`` moving by ``tangent`` at ``level``."""
    return make(primal, _typed(primal, tangent), level)


def one_like(x: Any) -> Any:
    """The tangent of a variable that moves at unit speed, in every element."""
    zero = zero_like(x)
    return zero + 1 if shape_of(zero) else type(zero)(1)


def parts(result: Any, level: int, directions: tuple[int, ...] = ()) -> tuple[Any, Any]:
    """The primal of ``result`` at ``level`` and its tangent there; zeros where it does not depend."""
    if isinstance(result, np.ndarray):
        result = array(result)
    if not isinstance(result, Dual) or result._level < level:
        return result, zero_like(result, directions)
    if result._level == level:
        return result._primal, result._tangent
    primal, slope = parts(result._primal, level, directions)
    tangent, tangent_slope = parts(result._tangent, level, directions)
    return make(primal, tangent, result._level), make(slope, tangent_slope, result._level)


def output_parts(name: str, output: Any, level: int, directions: tuple[int, ...] = ()) -> tuple[Any, Any]:
    """`parts` of every number in a structure of outputs, as two structures of the same kind.

    Raises:
        TypeError: the function returned something that is not a number.
    """

    def check(leaf: Any) -> tuple[Any, Any]:
        if leaf is None or isinstance(leaf, (str, bytes)):
            raise TypeError(f"{name}: the function returned {leaf!r}; it must return numbers or arrays")
        if not isinstance(leaf, Dual):
            _check_number(name, leaf)
        return parts(leaf, level, directions)

    return map_leaves(lambda leaf: check(leaf)[0], output), map_leaves(lambda leaf: check(leaf)[1], output)


def _check_number(name: str, leaf: Any) -> None:
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind in "biufcO":
        return
    from dualnum.namespaces import namespace_of

    try:
        namespace_of(leaf)
    except TypeError:
        kind = type(leaf).__name__
        raise TypeError(f"{name}: the function returned a {kind}; it must return numbers or arrays") from None


__all__ = ["as_variable", "direction_shape", "fresh_level", "one_like", "output_parts", "parts", "seeded"]
