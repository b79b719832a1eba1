"""The derivative of a function of one number, or of an array element by element."""

from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np

from dualnum.shapes import is_complex, shape_of
from dualnum.structures import leaves
from dualnum.transforms.arguments import Function, check_argnum, check_function, chosen, replaced
from dualnum.transforms.seeding import as_variable, fresh_level, one_like, output_parts, seeded


def derivative(f: Function, order: int = 1, *, argnum: int = 0) -> Function:
    """The function that gives f', or f⁽ⁿ⁾ for ``order`` n.

    For a number x, f may return a number, an array, or a tuple, list, dict or dataclass of them; the
    derivative has the same structure and shapes.  For an array x the derivative is taken element by
    element, f'(xᵢ), and f must return arrays of x's shape.  Integers become floats; other keyword and
    positional arguments pass through.  A function that does not depend on x has the derivative 0.

    Raises:
        TypeError: f is not callable, x is not a number, f returns something else, or a complex number
            for a real x.
        ValueError: the order is not a positive integer, or an array came back in another shape.

    The formula is the lecture's L4: f'(x) as a function of x.

    >>> derivative(lambda x: x**3)(2.0)
    12.0
    >>> derivative(lambda x: x**3, order=2)(2.0)
    12.0
    """
    check_function("derivative", f)
    check_argnum("derivative", argnum)
    if not isinstance(order, int) or isinstance(order, bool) or order < 1:
        raise ValueError(f"derivative: order={order!r}; give a positive integer")
    g = f
    for _ in range(order):
        g = _second_of(value_and_derivative(g, argnum=argnum), f)
    return g if order <= 2 else _by_series_first(f, order, argnum, g)


def _by_series_first(f: Function, order: int, argnum: int, nested: Function) -> Function:
    """f⁽ⁿ⁾ by a Taylor series, whose cost grows as n²; nested (as 2ⁿ) where f takes a Dual but no series."""
    from dualnum.transforms.expansion import by_series

    @wraps(f, updated=())
    def high(*args: Any, **kwargs: Any) -> Any:
        try:
            return by_series(f, order, argnum, args, kwargs)
        except (TypeError, AttributeError, ZeroDivisionError):  # or f's own error, which comes again
            return nested(*args, **kwargs)

    return high


def value_and_derivative(f: Function, *, argnum: int = 0) -> Function:
    """The function that gives ``(f(x), f'(x))`` in one pass; arguments and errors as for `derivative`.

    >>> value_and_derivative(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    check_function("derivative", f)
    check_argnum("derivative", argnum)

    @wraps(f, updated=())
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        x = as_variable("derivative", chosen("derivative", args, argnum))
        if isinstance(x, (list, tuple, dict)):
            kind = type(x).__name__
            raise TypeError(f"derivative: x is a {kind}; use dualnum.gradient or dualnum.jacobian, or an array")
        level = fresh_level()
        output = f(*replaced(args, argnum, seeded(x, one_like(x), level)), **kwargs)
        value, slope = output_parts("derivative", output, level)
        _check_output(x, value)
        return value, slope

    return both


def _check_output(x: Any, value: Any) -> None:
    """Refuse what is not f'(x): a complex number for a real x, an array of another shape than x."""
    shape = shape_of(x)
    for leaf in leaves(value):
        if is_complex(leaf) and not is_complex(x):
            raise TypeError(
                "derivative: f returned a complex number for a real x; differentiate its real and imaginary "
                "parts, or give a complex x"
            )
        if shape and shape_of(leaf) != shape:
            raise ValueError(
                f"derivative: f returned the shape {shape_of(leaf)} for an array of shape {shape}, so it does not "
                "work element by element; use dualnum.gradient or dualnum.jacobian"
            )


def _second_of(pair: Function, f: Function) -> Function:
    @wraps(f, updated=())
    def second(*args: Any, **kwargs: Any) -> Any:
        return pair(*args, **kwargs)[1]

    return second
