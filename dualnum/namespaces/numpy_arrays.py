"""NumPy arrays and scalars: NumPy itself, and the few functions of the table that it lacks."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy

from dualnum.namespaces import high_precision
from dualnum.namespaces.binding import Namespace
from dualnum.namespaces.sinc import sinc_slope
from dualnum.rules.table import TABLE

_SCIPY_NAMES = {
    "erf": "erf",
    "erfc": "erfc",
    "gamma": "gamma",
    "lgamma": "gammaln",
    "digamma": "digamma",
    "polygamma": "polygamma",
}


def _elementwise(function: Callable[..., float], count: int) -> Callable[..., Any]:
    """``function`` of ``count`` floats as a function of arrays, with results of the arguments' float type."""
    ufunc = numpy.frompyfunc(function, count, 1)

    def apply(*args: Any) -> Any:
        dtype = numpy.result_type(*args, numpy.float16)
        return numpy.asarray(ufunc(*args), dtype=object).astype(dtype)[()]

    return apply


def _exact_left_of_zero(function: Callable[..., Any], exact: Callable[..., float]) -> Callable[..., Any]:
    """SciPy's digamma or polygamma, one by one from mpmath for negative arguments.

    There SciPy's lose their digits beside the poles and the roots, of which each unit interval has one.
    """

    def apply(*args: Any) -> Any:
        y = numpy.asarray(function(*args))
        left = numpy.broadcast_to(numpy.asarray(args[-1]) < 0, y.shape)
        if left.any():
            each = zip(*(numpy.broadcast_to(arg, y.shape)[left] for arg in args), strict=True)
            y[left] = [exact(*map(float, arguments)) for arguments in each]
        return y[()]

    return apply


def _special(name: str) -> Callable[..., Any]:
    """SciPy's function where it is installed (fast), else Python's or mpmath's, one by one."""
    from importlib.util import find_spec  # here, for its import is a tenth of ours

    if find_spec("scipy") is not None:
        import scipy.special

        found: Callable[..., Any] = getattr(scipy.special, _SCIPY_NAMES[name])
        exact = getattr(high_precision, name, None)
        return found if exact is None else _exact_left_of_zero(found, exact)
    function = getattr(math, name, None) or getattr(high_precision, name)
    return _elementwise(function, TABLE[name].arity)


def _ieee_remainder(x: float, y: float) -> float:
    """`math.remainder`, and nan where that raises an error, as NumPy's functions have it."""
    try:
        return math.remainder(x, y)
    except ValueError:
        return math.nan


def whole(value: Any) -> bool:
    """Whether ``value`` is one plain number (not an array or a Dual) and an integer."""
    plain = type(value) is int or type(value) is float or isinstance(value, (numpy.integer, numpy.floating))
    return plain and value % 1 == 0


def tiny(value: Any) -> Any:
    """The smallest normal number of the floating type of ``value``; smaller ones have fewer bits."""
    return numpy.finfo(numpy.result_type(numpy.asarray(value), numpy.float16)).smallest_normal


def _by_dtype(array: Any) -> Namespace:
    return COMPLEX_ARRAYS if getattr(getattr(array, "dtype", None), "kind", None) == "c" else NUMPY


_OWN = {
    "ln2": math.log(2),
    "ln10": math.log(10),
    "whole": whole,
    "tiny": tiny,
    "sinc_slope": sinc_slope,
    "ieee_remainder": _elementwise(_ieee_remainder, 2),
}


def _find(name: str) -> Any:
    if name in _SCIPY_NAMES:
        return _special(name)
    found = vars(numpy).get(name)  # getattr would warn of names that NumPy has given up, such as str
    for module in ("scipy.special", "scipy.special._ufuncs"):
        found = getattr(sys.modules.get(module), name, None) if found is None else found
    return found


NUMPY = Namespace("NumPy", _OWN, _find, priority=3, variant=_by_dtype)
COMPLEX_ARRAYS = Namespace("NumPy", _OWN, _find, textbook=True, priority=4)
