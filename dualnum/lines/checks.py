"""What the lines are given: real numbers, and functions that return one number for one number."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from dualnum.construction import array
from dualnum.lines.equation import plain
from dualnum.shapes import is_complex, shape_of
from dualnum.transforms.arguments import check_function


class NotOneNumberError(ValueError):
    """A function returned several values where one is asked."""


def check_real(name: str, role: str, value: Any) -> None:
    """Raise TypeError unless ``value`` is one real number, or a Dual of one."""
    if shape_of(value) != ():
        raise TypeError(f"{name}: {role} is an array of shape {shape_of(value)}; give one number")
    if is_complex(value):
        raise TypeError(f"{name}: {role} is the complex number {value}; lines are drawn in the real plane")
    try:
        math.isnan(plain(value))
    except TypeError:
        raise TypeError(f"{name}: {role} is {value!r}, not a real number") from None


def check_finite(name: str, role: str, value: Any) -> None:
    """Raise TypeError unless ``value`` is one real number, and ValueError unless it is finite."""
    check_real(name, role, value)
    if not math.isfinite(plain(value)):
        raise ValueError(f"{name}: {role} is {plain(value)}; choose a point where it is finite")


def numeric(name: str, f: Callable[..., Any], *, of_vector: bool = False) -> Callable[..., Any]:
    """f, made to refuse what is not one real number for each x; ``of_vector``: for each vector x.

    Raises:
        TypeError: f is not callable; from the new function: f returned no real number.
        NotOneNumberError: from the new function: f returned several.
    """
    check_function(name, f)

    @wraps(f, updated=())
    def checked(x: Any) -> Any:
        y = f(x)
        asked = () if of_vector else shape_of(x)
        if y is None or isinstance(y, (str, bytes, dict, set)):
            raise TypeError(f"{name}: f returned {y!r} at x = {plain(x)}; it must return a number")
        if isinstance(y, (list, tuple)):
            raise NotOneNumberError(
                f"{name}: f returned {len(y)} values at x = {plain(x)}; it must return one number"
            )
        if shape_of(y) != asked:
            raise NotOneNumberError(
                f"{name}: f returned an array of shape {shape_of(y)}, but the shape {asked} is needed"
            )
        if is_complex(y) and not is_complex(x):
            raise TypeError(
                f"{name}: f returned a complex number at x = {plain(x)}; take its real or imaginary part"
            )
        return y

    return checked


def as_points(x: Any) -> Any:
    """Lists as arrays; numbers, arrays and Duals as they are."""
    return array(x) if isinstance(x, (list, tuple)) else x


def finite_value(name: str, f: Callable[..., Any], x: Any) -> Any:
    """f(x) for a finite number x, checked by `numeric`, real and finite itself.

    Raises:
        TypeError: x or f(x) is not one real number.
        ValueError: x or f(x) is not finite.
    """
    check_finite(name, "x", x)
    y = numeric(name, f)(as_float(x))
    check_finite(name, f"f({plain(x)})", y)
    return as_float(y)


def as_float(x: Any) -> Any:
    """Integers as floats, as the transforms take them, and NumPy's doubles as Python's."""
    return float(x) if isinstance(x, (int, np.integer, np.bool_, np.float64)) else x
