"""Taylor expansions, and derivatives of high order by them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.shapes import kind_of
from dualnum.structures import leaves, map_leaves
from dualnum.transforms.arguments import Argnum, Function, check_function, chosen, replaced
from dualnum.transforms.seeding import as_variable, check_value, fresh_level


def taylor(f: Function, x: Any, order: int) -> Any:
    """The `Taylor` of f at x, to the given order; a structure of them where f returns one.

    x is a number of any component type (with Fractions, the series is exact where f's values are), or an
    array, for a series in each element.  An array that NumPy made of several series is one of objects.
    The rules are the table's, as recurrences of O(order²).

    Raises:
        TypeError: f is not callable, returns something else than numbers, or goes through something that a
            series cannot.
        ValueError: the order is not a non-negative integer.
        ZeroDivisionError: f is not smooth at x (√x at 0).

    >>> import dualnum
    >>> taylor(dualnum.exp, 0.0, 3)
    1 + x + x²/2 + x³/6 + O(x⁴)
    """
    from dualnum.series.taylor import Taylor, variable

    check_function("taylor", f)
    if not isinstance(order, int) or isinstance(order, bool) or order < 0:
        raise ValueError(f"taylor: order={order!r}; give a non-negative integer")
    level = fresh_level()
    output = f(variable(as_variable("taylor", x), order, level))

    def series(leaf: Any) -> Any:
        if isinstance(leaf, Taylor) and leaf._level == level:
            return leaf
        if isinstance(leaf, np.ndarray) and leaf.dtype == object:  # what NumPy makes of a list of series
            found = np.empty(leaf.size, object)
            found[:] = [series(element) for element in leaf.flat]
            return found.reshape(leaf.shape)
        check_value("taylor", leaf)
        return Taylor([leaf, *[0 * leaf] * order], x)

    return map_leaves(series, output)


def by_series(
    f: Function, order: int, argnum: Argnum, args: tuple[Any, ...], kwargs: dict[str, Any], slope: Any
) -> Any:
    """f⁽ⁿ⁾ from the Taylor series: n!·c_n; ``slope`` is f', which says what a constant's zero looks like.

    Raises:
        TypeError, AttributeError, ZeroDivisionError: f goes through something that a series cannot; nested
            derivatives can.
    """
    from dualnum.series.taylor import Taylor, variable

    x = as_variable("derivative", chosen("derivative", args, argnum))
    level = fresh_level()
    output = f(*replaced(args, argnum, variable(x, order, level)), **kwargs)
    slopes = iter(leaves(slope))

    def coefficient(leaf: Any) -> Any:
        zero = 0 * next(slopes)
        if isinstance(leaf, Taylor) and leaf._level == level:
            return math.factorial(order) * leaf.coefficients[order]
        if isinstance(leaf, (Taylor, Dual)) or kind_of(leaf) == "O":
            raise TypeError("derivative: a series may be hidden in what f returned")
        return zero

    return map_leaves(coefficient, output)
