"""Levels and seeds: a transform's variable goes in with a fresh level, and only that level comes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.checks import check_array, check_number
from dualnum.construction import array, typed
from dualnum.dual import Dual, make
from dualnum.levels import fresh_level
from dualnum.nesting import hand_level, parts_at
from dualnum.shapes import base_of, is_elsewhere, is_plain, other_arrays, shape_of, zero_like
from dualnum.structures import leaves, map_leaves


def as_variable(name: str, x: Any) -> Any:
    """``x`` as a floating number, an array or a Dual to differentiate with respect to.

    Integers become floats.  An array is copied, so that a function that changes its argument does not
    change the caller's.

    Raises:
        TypeError: ``x`` is not a number or an array of numbers.
    """
    if type(x) is float:
        return x
    if isinstance(x, Dual):
        return x.copy()
    if isinstance(x, (bool, int)):
        return float(x)
    if isinstance(x, (np.ndarray, np.generic)):
        return _float_array(name, x)
    check_number(f"{name}: x is", x)
    return other_arrays().as_floats(x) if is_elsewhere(x) else x


def _float_array(name: str, x: Any) -> Any:
    if x.dtype == object:
        settled = array(x)
        if isinstance(settled, Dual):
            return as_variable(name, settled)
    if isinstance(x, np.ndarray):
        check_array(f"{name}: x is", x)
    else:
        check_number(f"{name}: x is", x)
    kept = x.dtype if x.dtype.kind in "fc" else np.dtype(float)
    return np.array(x, dtype=kept) if isinstance(x, np.ndarray) else kept.type(x)


def seeded(primal: Any, tangent: Any, level: int) -> Any:
    """The variable of a transform: ``primal`` moving by ``tangent`` at ``level``."""
    return make(primal, typed(primal, tangent), level)


def one_like(x: Any) -> Any:
    """The tangent of a variable that moves at unit speed, in every element."""
    return zero_like(x) + 1 if hasattr(x, "shape") else type(zero_like(x))(1)


def level_for(x: Any) -> int:
    """A fresh level for a transform at x, a structure of numbers, arrays and Duals."""
    level: int = fresh_level(at_hand_made=any(hand_level(leaf) >= 0 for leaf in leaves(x)))
    return level


def parts(result: Any, level: int, directions: tuple[int, ...] = (), like: Any = None) -> tuple[Any, Any]:
    """The primal of ``result`` at ``level`` and its tangent there; zeros where it does not depend.

    The zero of a plain number is of the type and the shape of the variable, if ``like`` gives that.
    """
    if isinstance(result, np.ndarray) and result.dtype == object:
        result = array(result)
    if like is not None and isinstance(result, (bool, int, float, complex)):
        return result, zero_like(like, directions)
    return parts_at(result, level, directions)


def output_parts(
    name: str, output: Any, level: int, directions: tuple[int, ...] = (), like: Any = None
) -> tuple[Any, Any]:
    """`parts` of every number in a structure of outputs, as two structures of the same kind.

    Raises:
        TypeError: the function returned something that is not a number.
    """
    if type(output) is Dual and output._level == level:
        return output._primal, output._tangent
    found = []
    for leaf in map(_links.without_labels, leaves(output)):
        if not isinstance(leaf, Dual):
            check_value(name, leaf)
        found.append(parts(leaf, level, directions, like))
    values, slopes = iter([value for value, _ in found]), iter([slope for _, slope in found])
    return map_leaves(lambda _: next(values), output), map_leaves(lambda _: next(slopes), output)


def check_value(name: str, leaf: Any) -> None:
    """Raise TypeError unless a function's result is a number, or an array of numbers and Duals."""
    if not isinstance(leaf, np.ndarray):
        check_number(f"{name}: f returned", leaf)
    elif leaf.dtype != object:
        check_array(f"{name}: f returned", leaf)
    else:
        for element in leaf.flat:
            check_number(f"{name}: f returned an array that holds", element)


def unit_vectors(x: Any, chunk: range) -> Iterator[Any]:
    """For each leaf of x its part of the unit vectors in ``chunk``: arrays ``(len(chunk),) + leaf.shape``."""
    start = 0
    points = [(leaf, base_of(leaf)) for leaf in leaves(x)]
    library = next((base for _, base in points if is_elsewhere(base)), None)
    for leaf, base in points:
        size = int(np.prod(shape_of(leaf), dtype=int))
        rows = np.eye(len(chunk), size, chunk.start - start).reshape((len(chunk), *shape_of(leaf)))
        start += size
        if library is not None:
            yield other_arrays().as_array(rows, library)
        else:
            yield rows if is_plain(base) else _exact(leaf, rows)


def _exact(leaf: Any, rows: Any) -> Any:
    """The rows as numbers of the type of ``leaf``, exact or of high precision."""
    number = type(base_of(leaf))
    return np.where(rows == 1, number(1), number(0))


__all__ = [
    "as_variable",
    "check_value",
    "fresh_level",
    "level_for",
    "one_like",
    "output_parts",
    "parts",
    "seeded",
    "unit_vectors",
]
