"""Taylor expansions, and derivatives of high order by them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.shapes import is_complex, kind_of
from dualnum.structures import leaves, map_leaves
from dualnum.transforms.arguments import Argnum, Function, check_function, chosen, replaced
from dualnum.transforms.seeding import as_variable, check_value, fresh_level


def taylor(f: Function, x: Any, order: int) -> Any:
    """The `Taylor` of f at x, to the given order; a structure of them where f returns one.

    x is a number of any component type (with Fractions, the series is exact where f's values are), or an
    array, for a series in each element.  An array that NumPy made of several series is one of objects.
    The rules are the table's, as recurrences of O(order²); where f goes through something that takes a Dual
    but no series (an array function, another transform), the coefficients are those of nested derivatives,
    whose cost doubles with each order.

    Raises:
        TypeError: f is not callable, or returns something else than numbers.
        ValueError: the order is not a non-negative integer.
        ZeroDivisionError: f is not smooth at x (√x at 0).

    >>> import dualnum
    >>> taylor(dualnum.exp, 0.0, 3)
    1 + x + x²/2 + x³/6 + O(x⁴)
    """
    check_function("taylor", f)
    if not isinstance(order, int) or isinstance(order, bool) or order < 0:
        raise ValueError(f"taylor: order={order!r}; give a non-negative integer")
    x = as_variable("taylor", x)
    try:
        return _by_one_series(f, x, order)
    except (TypeError, AttributeError) as error:  # or f's own error, which comes again
        if isinstance(error, _NotANumberError):
            raise
        return _by_nesting(f, x, order)


class _NotANumberError(TypeError):
    """What f returned is no number, which nested derivatives will not change."""


def _by_one_series(f: Function, x: Any, order: int) -> Any:
    from dualnum.series.taylor import Taylor, variable

    level = fresh_level()
    output = f(variable(x, order, level))

    def series(leaf: Any) -> Any:
        if isinstance(leaf, Taylor) and leaf._level == level:
            return leaf.computed()
        if isinstance(leaf, np.ndarray) and leaf.dtype == object:  # what NumPy makes of a list of series
            found = np.empty(leaf.size, object)
            found[:] = [series(element) for element in leaf.flat]
            return found.reshape(leaf.shape)
        if isinstance(leaf, Dual) and _holds_series(leaf):
            raise TypeError("taylor: the series is inside a Dual")
        try:
            check_value("taylor", leaf)
        except TypeError as error:
            raise _NotANumberError(str(error)) from None
        return Taylor([leaf, *[0 * leaf] * order], x)

    return map_leaves(series, output)


def _holds_series(value: Any) -> bool:
    while isinstance(value, Dual):
        if hasattr(value._tangent, "_stream"):
            return True
        value = value._primal
    return hasattr(value, "_stream")


def _by_nesting(f: Function, x: Any, order: int) -> Any:
    """The series whose coefficients are the nested derivatives over k!."""
    from dualnum.series.taylor import Taylor
    from dualnum.transforms.derivatives import nested_derivative

    columns = [leaves(value := f(x))]
    for k in range(1, order + 1):
        derivatives = leaves(nested_derivative("taylor", f, k, is_complex(x))(x))
        columns.append([d / math.factorial(k) for d in derivatives])
    found = iter([Taylor(list(coefficients), x) for coefficients in zip(*columns, strict=True)])
    return map_leaves(lambda _: next(found), value)


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
            if leaf.order < order:  # leading zeros were divided out, and took coefficients with them
                raise ZeroDivisionError("derivative: the series is not known to the order asked for")
            return math.factorial(order) * leaf.coefficients[order]
        if isinstance(leaf, (Taylor, Dual)) or kind_of(leaf) == "O":
            raise TypeError("derivative: a series may be hidden in what f returned")
        return zero

    return map_leaves(coefficient, output)
