"""Functions that are made of others: the logarithm to any base, and functions by pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum.construction import array
from dualnum.dual import Dual
from dualnum.functions import function
from dualnum.shapes import shape_of


def log(x: Any, base: Any = None) -> Any:
    """The natural logarithm, or with ``base`` the one that inverts base**x: ln x / ln base.

    x and base are numbers, arrays or Duals, and broadcast.

    Raises:
        TypeError: an argument is not a number.
        ValueError: a Python float outside the domain, as in `math`.

    The derivative is the lecture's L7, (log_a x)' = 1/(x·ln a).

    >>> log(8.0, 2)
    3.0
    >>> log(Dual(1.0, 1.0), 10.0)
    Dual(0.0, 0.43429448190325176)
    """
    logarithm = function("log")
    return logarithm(x) if base is None else logarithm(x) / logarithm(base)


def piecewise(x: Any, conditions: Sequence[Any], functions: Sequence[Any]) -> Any:
    """The function that the first condition that holds selects, and its derivative (lecture, L11).

    Args:
        x: a number, an array or a Dual.
        conditions: bools, boolean arrays of x's shape, or functions of x that give them.
        functions: one for each condition, and perhaps one more for where none holds; a number stands for
            a constant function.  On an array each is called with the elements that it is selected for.

    Raises:
        ValueError: the numbers of conditions and functions do not fit, or no condition holds for some x.

    >>> piecewise(Dual(0.0, 1.0), [lambda x: x >= 0], [lambda x: x, lambda x: -x])
    Dual(0.0, 1.0)
    >>> piecewise(np.array([-2.0, 3.0]), [lambda x: x >= 0], [lambda x: x, lambda x: -x])
    array([2., 3.])
    """
    if len(functions) - len(conditions) not in (0, 1):
        raise ValueError(
            f"piecewise: {len(conditions)} conditions but {len(functions)} functions; give as many functions as "
            "conditions, or one more for where none holds"
        )
    x = array(x) if isinstance(x, (list, tuple)) else x
    masks = [condition(x) if callable(condition) else condition for condition in conditions]
    masks += [True] * (len(functions) - len(conditions))
    return _of_array(x, masks, functions) if shape_of(x) else _of_number(x, masks, functions)


def _called(piece: Any, x: Any) -> Any:
    return piece(x) if callable(piece) else piece + 0 * x


def _of_number(x: Any, masks: Sequence[Any], functions: Sequence[Any]) -> Any:
    for mask, piece in zip(masks, functions, strict=True):
        if mask:
            return _called(piece, x)
    raise ValueError(f"piecewise: no condition holds at {x!r}; give one more function for where none does")


def _of_array(x: Any, masks: Sequence[Any], functions: Sequence[Any]) -> Any:
    left = np.ones(shape_of(x), bool)
    parts: list[tuple[Any, Callable[..., Any]]] = []
    for mask, piece in zip(masks, functions, strict=True):
        chosen = left & np.broadcast_to(_plain(mask), left.shape)
        left &= ~chosen
        parts.append((chosen, piece))
    if left.any():
        raise ValueError(
            "piecewise: no condition holds for some elements; give one more function for where none does"
        )
    values = [(chosen, _called(piece, x[chosen])) for chosen, piece in parts if chosen.any()]
    result = np.zeros_like(x, dtype=np.result_type(*(value.dtype for _, value in values)) if values else None)
    for chosen, value in values:
        result[chosen] = value
    return result


def _plain(mask: Any) -> Any:
    while isinstance(mask, Dual):
        mask = mask._primal
    return mask
