"""The derivative of a function of one number, or of an array element by element."""

from __future__ import annotations

from functools import partial, wraps
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_dual import ArrayDual
from dualnum.dual import Dual, make
from dualnum.levels import fresh_level
from dualnum.shapes import copied, shape_of
from dualnum.structures import is_structure, leaves
from dualnum.transforms.arguments import (
    Function,
    check_function,
    check_one_argnum,
    check_order,
    chosen,
    replaced,
)
from dualnum.transforms.at_a_float import pair_at_a_float, slope_at_a_float
from dualnum.transforms.holomorphic import as_complex, check_holomorphic, check_real, check_real_output
from dualnum.transforms.jitted import compiled_first
from dualnum.transforms.seeding import as_variable, level_for, one_like, output_parts, seeded

_DOUBLE, _SINGLE = np.dtype(np.float64), np.dtype(np.float32)


@compiled_first
def derivative(f: Function, order: int = 1, *, argnum: int = 0, holomorphic: bool = False) -> Function:
    """The function that gives f', or f⁽ⁿ⁾ for ``order`` n.

    For a number x, f may return a number, an array, or a tuple, list, dict or dataclass of them; the
    derivative has the same structure and shapes.  For an array x the derivative is taken element by
    element, f'(xᵢ), and f must return arrays of x's shape.  Integers become floats; other keyword and
    positional arguments pass through.  A function that does not depend on x has the derivative 0.

    With ``holomorphic=True``, x may be complex.  f' is then the complex derivative, and f is tested for
    having one: it is followed along 1 and along i.

    Raises:
        TypeError: f is not callable, x is not a number, f returns something else, or a complex number
            for a real x; x is complex without ``holomorphic=True``.
        ValueError: the order is not a positive integer, an array came back in another shape, or f is not
            holomorphic.

    The formula is the lecture's L4: f'(x) as a function of x.

    >>> derivative(lambda x: x**3)(2.0)
    12.0
    >>> derivative(lambda x: x**3, order=2)(2.0)
    12.0
    >>> derivative(lambda z: z * z, holomorphic=True)(1 + 2j)
    (2+4j)
    """
    check_function("derivative", f)
    check_one_argnum("derivative", argnum)
    order = check_order("derivative", order)
    g = nested_derivative("derivative", f, order, holomorphic, argnum)
    return g if order <= 2 else _by_series_first(f, order, argnum, holomorphic, g)


def nested_derivative(name: str, f: Function, order: int, holomorphic: bool, argnum: int = 0) -> Function:
    """f⁽ⁿ⁾ as the derivative of a derivative; ``name`` is for messages."""
    g = f
    for _ in range(order):
        g = _derivative(name, g, argnum, holomorphic)
    return wraps(f, updated=())(g)


@compiled_first
def value_and_derivative(f: Function, *, argnum: int = 0, holomorphic: bool = False) -> Function:
    """The function that gives ``(f(x), f'(x))`` in one pass; arguments and errors as for `derivative`.

    >>> value_and_derivative(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    check_function("value_and_derivative", f)
    check_one_argnum("value_and_derivative", argnum)
    return _pair("value_and_derivative", f, argnum, holomorphic)


def _pair(name: str, f: Function, argnum: int, holomorphic: bool) -> Function:
    """The function that gives value and derivative; ``name`` is for messages."""
    general = _general(name, f, argnum, holomorphic)
    if holomorphic or argnum not in (0, -1):
        return wraps(f, updated=())(general)
    return wraps(f, updated=())(pair_at_a_float(f, partial(_finished, name), general))


def _derivative(name: str, f: Function, argnum: int, holomorphic: bool) -> Function:
    """The function that gives the derivative; ``name`` is for messages."""
    general = _general(name, f, argnum, holomorphic)
    if holomorphic or argnum not in (0, -1):
        return _second_of(general, f)
    return slope_at_a_float(f, partial(_finished, name), general)


def _finished(name: str, x: Any, output: Any, level: int) -> tuple[Any, Any]:
    """Value and slope of what f returned at x."""
    value, slope = output_parts(name, output, level, like=x)
    check_real_output(name, x, value)
    return value, _elementwise(name, x, value, slope)


def _general(name: str, f: Function, argnum: int, holomorphic: bool) -> Function:
    def short(x: Any, speed: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
        """The way of floats and of arrays of them, which need no looking at."""
        level = fresh_level()
        output = f(*replaced(args, argnum, make(x, speed, level)), **kwargs)
        if type(output) is Dual and output._level == level:
            return output._primal, output._tangent
        if type(output) is ArrayDual and output._level == level and _is_like(x, output):
            return output._primal, output._tangent
        return _finished(name, x, output, level)

    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        x = chosen(name, args, argnum)
        if not holomorphic:
            if type(x) is float:
                return short(x, 1.0, args, kwargs)
            if is_floats(x):
                speed = np.empty_like(x)
                speed.fill(1.0)
                return short(x.copy("K"), speed, args, kwargs)
        x = _point(name, x, holomorphic)

        def along(factor: complex) -> tuple[Any, Any]:
            level = level_for(x)
            output = f(*replaced(args, argnum, _moving(x, factor, level)), **kwargs)
            value, slope = output_parts(name, output, level, like=x)
            return value, _elementwise(name, x, value, slope)

        value, slope = along(1)
        if holomorphic:
            check_holomorphic(name, value, slope, along(1j)[1])
        else:
            check_real_output(name, x, value)
        return value, slope

    return both


def is_floats(x: Any) -> bool:
    """Whether x is an array of doubles or of singles with elements, as nearly every one is."""
    return type(x) is np.ndarray and (x.dtype is _DOUBLE or x.dtype is _SINGLE) and x.ndim > 0


def _is_like(x: Any, output: Any) -> bool:
    """Whether both parts of an array Dual are arrays of x's shape and dtype."""
    p, t = output._primal, output._tangent
    return (
        type(x) is type(p) is type(t) is np.ndarray
        and p.dtype is x.dtype
        and t.dtype is x.dtype
        and p.shape == x.shape == t.shape
    )


def _moving(x: Any, factor: complex, level: int) -> Any:
    """x as a variable, with memory that f may change, which nothing else refers to."""
    return seeded(copied(x), one_like(x) if factor == 1 else factor * one_like(x), level)


def _point(name: str, x: Any, holomorphic: bool) -> Any:
    """x as a number or array to differentiate at."""
    if is_structure(x):
        kind = type(x).__name__
        raise TypeError(f"{name}: x is a {kind}; use dualnum.gradient or dualnum.jacobian, or give an array")
    x = as_variable(name, x)
    if holomorphic:
        return as_complex(x)
    check_real(name, x)
    return x


def _elementwise(name: str, x: Any, value: Any, slope: Any) -> Any:
    """The slope, of x's shape also where f gave a number that x does not move.

    Raises:
        ValueError: f gave an array of another shape than x, or a number that x moves.
    """
    shape = shape_of(x)
    if not shape:
        return slope
    for leaf, leaf_slope in zip(leaves(value), leaves(slope), strict=True):
        if shape_of(leaf_slope) != shape:
            raise ValueError(
                f"{name}: f returned the shape {shape_of(leaf)} for an array of shape {shape}, so it does "
                "not work element by element; use dualnum.gradient or dualnum.jacobian"
            )
    return slope


def _second_of(pair: Function, f: Function) -> Function:
    @wraps(f, updated=())
    def second(*args: Any, **kwargs: Any) -> Any:
        return pair(*args, **kwargs)[1]

    return second


def _by_series_first(f: Function, order: int, argnum: int, holomorphic: bool, nested: Function) -> Function:
    """f⁽ⁿ⁾ by a Taylor series, whose cost grows as n²; nested (as 2ⁿ) where f takes a Dual but no series.

    A first derivative comes before it, which tests x and what f returns; for floats there is a short way.
    """
    from dualnum.series.taylor import derivative_of_floats, variable
    from dualnum.transforms.expansion import by_series

    first = _pair("derivative", f, argnum, holomorphic)
    expected = (TypeError, AttributeError, ZeroDivisionError)  # or f's own error, which comes again

    @wraps(f, updated=())
    def high(*args: Any, **kwargs: Any) -> Any:
        x = chosen("derivative", args, argnum)
        if type(x) is float and not holomorphic and not _links.reporting:
            level = fresh_level()
            try:
                output = f(*replaced(args, argnum, variable(x, order, level)), **kwargs)
                found = derivative_of_floats(output, order, level)
            except expected:
                found = None
            if found is not None:
                return found
        slope = first(*args, **kwargs)[1]
        try:
            return by_series(f, order, argnum, args, kwargs, slope)
        except expected:
            return nested(*args, **kwargs)

    return high
