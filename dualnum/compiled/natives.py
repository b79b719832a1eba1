"""The functions of the table that Numba lacks, or that it has for arrays only, in its own terms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba.core import types

from dualnum.compiled.dual_type import DualType, innermost, is_number
from dualnum.compiled.lanes import Lanes, chosen, takes_lanes
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.parts import primal_of
from dualnum.namespaces import high_precision
from dualnum.namespaces.sinc import sinc_slope as slope_of_arrays


@in_compiled_code
def base_of(x: Any) -> Any:
    """The plain number at the bottom of a Dual."""


@overload(base_of)
def _base_of(x: Any) -> Any:
    if isinstance(x, DualType):
        return lambda x: base_of(primal_of(x))
    return (lambda x: x) if is_number(x) else None


@in_compiled_code
def where(condition: Any, a: Any, b: Any) -> Any:
    """``a`` where the condition holds, else ``b``, of numbers."""


@overload(where)
def _where(condition: Any, a: Any, b: Any) -> Any:
    if takes_lanes((a, b)) or isinstance(condition, Lanes):
        return lambda condition, a, b: chosen(condition, a, b)
    return (lambda condition, a, b: a if condition else b) if is_number(a) and is_number(b) else None


@in_compiled_code
def whole(x: Any) -> Any:
    """Whether ``x`` is a plain number and an integer."""


@overload(whole)
def _whole(x: Any) -> Any:
    if isinstance(x, types.Integer | types.Boolean):
        return lambda x: True
    return (lambda x: x % 1 == 0) if isinstance(x, types.Float) else lambda x: False


@in_compiled_code
def tiny(x: Any) -> Any:
    """The smallest normal number of the floating type of ``x``."""


@overload(tiny)
def _tiny(x: Any) -> Any:
    kind = innermost(types.unliteral(x))
    smallest = np.finfo(np.float32 if kind == types.float32 else np.float64).smallest_normal
    return lambda x: smallest


def native(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let compiled code call ``function``, which is written for it, with plain numbers."""

    @overload(function)
    def choose(*args: Any) -> Any:
        return None if any(isinstance(kind, DualType) for kind in args) else function

    return function


@native
def any_(condition: Any) -> Any:
    """A condition on numbers, which `numpy.any` takes for an array's."""
    return condition


@native
def clip(x: Any, low: Any, high: Any) -> Any:
    """``x`` between two ends, as `numpy.clip` has it: a nan stays."""
    above = low if low > x or low != low else x
    return high if high < above or high != high else above


@native
def frexp(x: Any) -> Any:
    """Mantissa and exponent."""
    return math.frexp(x + 0.0)


@native
def ldexp(x: Any, exponent: Any) -> Any:
    """``x·2^exponent``."""
    return math.ldexp(x + 0.0, int(exponent))


@native
def modf(x: Any) -> Any:
    """Fractional and integral part."""
    whole_part = np.trunc(x + 0.0)
    return math.copysign(0.0 if math.isinf(x) else x - whole_part, x), whole_part


@native
def divmod_(x1: Any, x2: Any) -> Any:
    """Quotient and remainder."""
    return divmod(x1, x2)


@native
def floor_divide(x1: Any, x2: Any) -> Any:
    """The quotient rounded down, also where the quotient itself rounds to a whole number."""
    return divmod(x1, x2)[0]


@native
def heaviside(x1: Any, x2: Any) -> Any:
    """0 left of 0, 1 right of it, and ``x2`` there."""
    if x1 == 0:
        return x2 + 0.0
    return x1 + 0.0 if x1 != x1 else 1.0 if x1 > 0 else 0.0


@native
def ieee_remainder(x1: Any, x2: Any) -> Any:
    """``x1 − n·x2`` for the whole number n nearest to the quotient, the even one of two; exact."""
    size = abs(x2)
    rest = np.fmod(x1, 2 * size) if size < 8e307 else x1 + 0.0
    left = abs(rest)
    if not math.isfinite(x1) or x2 == 0 or x2 != x2:
        return math.nan
    if left > size - left:
        left -= size
        if left >= size - left:
            left -= size
    return math.copysign(1.0, x1) * left


@native
def digamma(x: Any) -> Any:
    """The logarithmic derivative of gamma, from mpmath, in Python."""
    with numba.objmode(y="float64"):
        y = high_precision.digamma(x)
    return y


@native
def polygamma(n: Any, x: Any) -> Any:
    """The n-th derivative of digamma, from mpmath, in Python."""
    with numba.objmode(y="float64"):
        y = high_precision.polygamma(n, x)
    return y


@native
def sinc_slope(x: Any) -> Any:
    """The derivative of `numpy.sinc`, by NumPy, in Python."""
    with numba.objmode(y="float64"):
        y = float(slope_of_arrays(x))
    return y


NATIVES: dict[str, Any] = {
    "where": where,
    "any": any_,
    "whole": whole,
    "tiny": tiny,
    "clip": clip,
    "frexp": frexp,
    "ldexp": ldexp,
    "modf": modf,
    "divmod": divmod_,
    "floor_divide": floor_divide,
    "heaviside": heaviside,
    "ieee_remainder": ieee_remainder,
    "digamma": digamma,
    "polygamma": polygamma,
    "sinc_slope": sinc_slope,
    "erf": math.erf,
    "erfc": math.erfc,
    "gamma": math.gamma,
    "lgamma": math.lgamma,
    "ln2": math.log(2),
    "ln10": math.log(10),
}
"""By the names that the table speaks; what is not here is NumPy's."""
