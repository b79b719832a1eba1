"""Limits in each coordinate: gradients and Jacobian matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.oracle.arrays import as_numbers
from dualnum.oracle.context import CONTEXT, LOCK
from dualnum.oracle.limits import Point, check, scalar, take
from dualnum.oracle.number import Number, value_of
from dualnum.oracle.rebinding import rebound

Function = Callable[..., Any]
ObjectArray = np.ndarray[Any, Any]


def limit_gradient(f: Function, x: Any, digits: int = 50) -> ObjectArray:
    """The limits of f's difference quotients along every coordinate of x, for f that returns a number.

    ``x`` is an array of any shape, or a list or tuple of numbers, which f gets as such; the result is an
    object array of mpf in x's shape.

    Raises:
        NoLimitError: one of the limits does not exist.
        ValueError: f returns an array or a sequence (use `limit_jacobian`).
        TypeError: as for `limit_derivative`.

    >>> limit_gradient(lambda x: x[0] * x[1] ** 2, [3.0, 2.0])
    array([mpf('4.0'), mpf('12.0')], dtype=object)
    """
    check("limit_gradient", f, digits=digits)
    gradient = _limits("limit_gradient", f, x, digits)
    if gradient.shape != np.shape(x):
        raise ValueError(
            f"limit_gradient: f returned an array of shape {gradient.shape[: gradient.ndim - np.ndim(x)]}, "
            "not a number; use limit_jacobian"
        )
    return gradient


def limit_jacobian(f: Function, x: Any, digits: int = 50) -> ObjectArray:
    """The limits of the difference quotients of every output along every coordinate of x.

    ``f`` returns a number, an array, or a sequence of numbers; the result is an object array of mpf of
    shape ``f(x).shape + x.shape``.  Otherwise as `limit_gradient`.

    Raises:
        NoLimitError: one of the limits does not exist.
        TypeError: as for `limit_derivative`.

    >>> limit_jacobian(lambda x: [x[0] + x[1], x[0] * x[1]], [3.0, 2.0])
    array([[mpf('1.0'), mpf('1.0')],
           [mpf('2.0'), mpf('3.0')]], dtype=object)
    """
    check("limit_jacobian", f, digits=digits)
    return _limits("limit_jacobian", f, x, digits)


def _limits(name: str, f: Function, x: Any, digits: int) -> ObjectArray:
    coordinates = np.asarray(x, dtype=object)
    for coordinate in coordinates.flat:
        Point(name, coordinate)  # raises for what is no number, before f meets it
    function = rebound(f)
    with LOCK:
        shape = np.shape(function(_moved(x, None, None)))
    found = np.empty(shape + coordinates.shape, dtype=object)
    for column in np.ndindex(coordinates.shape):
        along = _remembering(function, x, column)
        for row in np.ndindex(shape):
            found[row + column] = take(name, _component(along, row), coordinates[column], 1, digits)
    return found


def _remembering(function: Function, x: Any, column: tuple[int, ...]) -> Function:
    """f along one coordinate, which computes all its outputs once for each point and precision."""
    known: dict[Any, Any] = {}

    def along(t: Number) -> Any:
        key = (t.value, CONTEXT.prec)
        if key not in known:
            known[key] = np.asarray(function(_moved(x, column, t)), dtype=object)
        return known[key]

    return along


def _component(along: Function, row: tuple[int, ...]) -> Function:
    return lambda t: scalar(along(t))[row] if row else scalar(along(t))


def _moved(x: Any, column: tuple[int, ...] | None, t: Any) -> Any:
    """x as Numbers, with ``t`` in the place ``column``: a list for a list, an array for an array."""
    if isinstance(x, (list, tuple)):
        here, rest = (column[0], column[1:]) if column else (None, None)
        return type(x)(_moved(item, rest if i == here else None, t) for i, item in enumerate(x))
    if isinstance(x, np.ndarray):
        numbers = as_numbers(x)
        if column is not None:
            numbers[column] = t
        return numbers
    return Number(value_of(x)) if column is None else t
