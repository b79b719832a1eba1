"""A function's own derivative rule, for what a Dual cannot enter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.checks import check_array, check_number
from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.propagation import split
from dualnum.shapes import aligned, base_of, copied, direction_shape, filled, shape_of, zero_like
from dualnum.strong_zeros import product
from dualnum.structures import is_structure, leaves, map_leaves, paired
from dualnum.transforms.arguments import Function, check_function


def custom_rule(df: Function | None = None, *, jvp: Function | None = None) -> Callable[[Function], Function]:
    """A decorator that gives a function its own derivative rule.

    Args:
        df: called with the function's arguments; returns the partial derivative, or a tuple of one for
            each positional argument.  For functions of numbers, and of arrays element by element.
        jvp: for any other function: called with the tuples ``primals`` and ``tangents`` (0 for an
            argument that is constant), returns the tangent of the result, in its structure and shape.
            One direction at a time.

    The function itself is only ever called with plain numbers and arrays.  ``df`` and ``jvp`` are called
    with Duals when derivatives are nested; give them a rule of their own if they cannot take these.
    What is differentiated goes in by position; keyword arguments pass through.

    Raises:
        TypeError: neither or both are given; or, in a call, the function or its rule returns what is not
            a number, a partial for each argument is not there, or a Dual comes as a keyword argument.
        ValueError: in a call, the rule gives another shape than the function.

    >>> import math
    >>> @custom_rule(lambda x: math.cos(x))
    ... def sine(x):
    ...     return math.sin(x)
    >>> sine(Dual(0.0, 2.0))
    Dual(0.0, 2.0)
    """
    if (df is None) == (jvp is None):
        raise TypeError("custom_rule: give either df, the partial derivatives, or jvp=, the tangent")
    check_function("custom_rule", df if jvp is None else jvp)

    def decorate(f: Function) -> Function:
        check_function("custom_rule", f)
        name = getattr(f, "__name__", repr(f))

        @wraps(f)
        def ruled(*args: Any, **kwargs: Any) -> Any:
            args = tuple(_settled(arg) for arg in args)
            _check_arguments(name, args, kwargs)
            if not any(isinstance(arg, Dual) for arg in args):
                return f(*args, **kwargs)
            level, primals, tangents = split(args)
            y = _value(name, ruled(*primals, **kwargs), primals, level)
            directions = direction_shape(name, primals, tangents)
            if df is not None:
                tangent = _by_partials(name, df, (level, primals, tangents), y, directions, kwargs)
            else:
                tangent = _by_directions(jvp, primals, y, tangents, directions, kwargs)
            return _joined(name, y, tangent, level, directions)

        return ruled

    return decorate


def _settled(arg: Any) -> Any:
    """Lists and object arrays of Duals as array Duals."""
    objects = isinstance(arg, np.ndarray) and arg.dtype == object
    return array(arg) if objects or isinstance(arg, (list, tuple)) else arg


def _check_arguments(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    for key, value in kwargs.items():
        if isinstance(value, Dual):
            raise TypeError(
                f"custom_rule: {name} got a Dual as the keyword argument {key}; pass it by position"
            )
    if _links.series_class is not None and any(type(arg) is _links.series_class for arg in args):
        raise TypeError(
            f"custom_rule: {name} has a rule for first derivatives, not for Taylor series; nest derivatives"
        )


def _value(name: str, y: Any, primals: list[Any], level: int) -> Any:
    """What the function returned, checked, and not in the memory of its arguments."""
    for leaf in leaves(y):
        _check_plain(f"custom_rule: {name} returned", leaf, level)
    inputs = [base for base in map(base_of, primals) if isinstance(base, np.ndarray)]

    def apart(leaf: Any) -> Any:
        base = base_of(leaf)
        shared = isinstance(base, np.ndarray) and any(np.may_share_memory(base, value) for value in inputs)
        return copied(leaf) if shared else leaf

    return map_leaves(apart, y)


def _check_plain(what: str, value: Any, level: int) -> None:
    """Raise TypeError unless a rule's result is a number or an array, constant at ``level`` and above."""
    if isinstance(value, Dual):
        if value._level >= level:
            raise TypeError(
                f"{what} a Dual of a variable that is not among its arguments; pass that variable too"
            )
    elif isinstance(value, np.ndarray):
        check_array(what, value)
    else:
        check_number(what, value)


def _by_partials(
    name: str, df: Function, parts: Any, y: Any, directions: tuple[int, ...], kwargs: dict[str, Any]
) -> Any:
    level, primals, tangents = parts
    if is_structure(y):
        raise TypeError(
            f"custom_rule: {name} returned a {type(y).__name__}; give its rule as jvp= instead of df"
        )
    partials = df(*primals, **kwargs)
    partials = partials if isinstance(partials, tuple) else (partials,)
    if len(partials) != len(primals):
        raise TypeError(
            f"custom_rule: df gave {len(partials)} partial(s) for the {len(primals)} positional argument(s) "
            f"of {name}; give one for each"
        )
    total: Any = zero_like(y, directions)
    for partial, primal, tangent in zip(partials, primals, tangents, strict=True):
        if tangent is not None:
            factor = array(partial) if isinstance(partial, list) else partial
            _check_plain(f"custom_rule: df of {name} returned", factor, level)
            total = total + product(factor, aligned(tangent, primal, y, directions), (factor,))
    return total


def _by_directions(
    jvp: Any, primals: Any, y: Any, tangents: Any, directions: tuple[int, ...], kwargs: dict[str, Any]
) -> Any:
    """The rule's tangent, for each direction in turn."""
    zeros = tuple(_zero(p) if t is None else t for p, t in zip(primals, tangents, strict=True))
    if not directions:
        return jvp(tuple(primals), zeros, **kwargs)
    rows = []
    for d in np.ndindex(directions):
        along = tuple(z if t is None else t[d] for z, t in zip(zeros, tangents, strict=True))
        rows.append(jvp(tuple(primals), along, **kwargs))
    return _stacked(y, rows, directions)


def _zero(primal: Any) -> Any:
    """The tangent of a constant: 0 also for an argument that is not a number."""
    try:
        check_number("", primal)
    except TypeError:
        return 0
    return zero_like(primal)


def _stacked(y: Any, rows: list[Any], directions: tuple[int, ...]) -> Any:
    """The tangents along all directions, in the structure of y."""
    if not rows:
        return map_leaves(lambda leaf: zero_like(leaf, directions), y)
    columns = iter(list(zip(*(leaves(row) for row in rows), strict=True)))

    def column(_: Any) -> Any:
        stacked = array(list(next(columns)))
        return stacked.reshape(directions + shape_of(stacked)[1:])

    return map_leaves(column, rows[0])


def _joined(name: str, y: Any, tangent: Any, level: int, directions: tuple[int, ...]) -> Any:
    """The Dual, or structure of Duals, of a value and its tangent."""
    try:
        pairs = paired(y, tangent)
    except ValueError as error:
        raise TypeError(
            f"custom_rule: {name} and its rule differ: {error}; return the same structure"
        ) from None
    made = iter([_dual(name, value, slope, level, directions) for value, slope in pairs])
    return map_leaves(lambda _: next(made), y)


def _dual(name: str, y: Any, tangent: Any, level: int, directions: tuple[int, ...]) -> Any:
    _check_plain(f"custom_rule: the rule of {name} returned", tangent, level)
    expected = directions + shape_of(y)
    if shape_of(tangent) not in (expected, ()):
        raise ValueError(
            f"custom_rule: the rule of {name} gives a tangent of shape {shape_of(tangent)} for a value of "
            f"shape {expected}; give it the value's shape"
        )
    return make(y, filled(copied(tangent), y, directions), level)
