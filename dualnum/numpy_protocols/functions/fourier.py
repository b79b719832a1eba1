"""numpy.fft on Duals: linear, so both parts are transformed, along axes counted from the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import make
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.array_functions import find, implements
from dualnum.numpy_protocols.results import stored
from dualnum.shapes import directions_of, filled

_ALONG_ONE = "fft ifft rfft irfft hfft ihfft".split()
_ALONG_TWO = "fft2 ifft2 rfft2 irfft2".split()
_ALONG_MANY = "fftn ifftn rfftn irfftn".split()
_OF_REALS = frozenset("rfft ihfft rfft2 rfftn".split())
"""Transforms that NumPy has for real numbers only."""


def _transformed(
    function: Any, a: Any, out: Any, of_primal: tuple[Any, ...], of_tangent: tuple[Any, ...], norm: Any
) -> Any:
    """Both parts transformed; ``of_primal`` and ``of_tangent`` are the lengths and axes."""
    x = as_array(a)
    if out is not None:
        return stored(function, out, x, *of_primal, norm=norm)
    y = function(x._primal, *of_primal, norm=norm)
    tangent = _of_tangent(function, x._tangent, *of_tangent, norm=norm)
    return make(y, filled(tangent, y, directions_of(x._primal, x._tangent)), x._level)


def _of_tangent(function: Any, tangent: Any, *args: Any, norm: Any) -> Any:
    if function.__name__ in _OF_REALS and stripped(tangent).dtype.kind == "c":
        # A real number may move along i.
        parts = (function(part(tangent), *args, norm=norm) for part in (np.real, np.imag))
        return next(parts) + 1j * next(parts)
    return function(tangent, *args, norm=norm)


def _along_one(function: Any) -> Callable[..., Any]:
    def transform(a: Any, n: Any = None, axis: int = -1, norm: Any = None, out: Any = None) -> Any:
        x = as_array(a)
        return _transformed(function, x, out, (n, axis), (n, from_end(axis, x.ndim)), norm)

    return transform


def _along_many(function: Any, default: Any) -> Callable[..., Any]:
    def transform(a: Any, s: Any = None, axes: Any = default, norm: Any = None, out: Any = None) -> Any:
        x = as_array(a)
        # Without axes, the last len(s) ones.
        counted = from_end(axes, x.ndim) if axes is not None or s is None else tuple(range(-len(tuple(s)), 0))
        return _transformed(function, x, out, (s, axes), (s, counted), norm)

    return transform


def _shift(function: Any) -> Callable[..., Any]:
    def shift(x: Any, axes: Any = None) -> Any:
        x = as_array(x)
        counted = from_end(axes, x.ndim)
        return make(function(x._primal, axes), function(x._tangent, counted), x._level)

    return shift


for _name in _ALONG_ONE:
    implements(f"fft.{_name}", group="linear")(_along_one(find(f"fft.{_name}")))
for _name in _ALONG_TWO:
    implements(f"fft.{_name}", group="linear")(_along_many(find(f"fft.{_name}"), (-2, -1)))
for _name in _ALONG_MANY:
    implements(f"fft.{_name}", group="linear")(_along_many(find(f"fft.{_name}"), None))
for _name in ("fftshift", "ifftshift"):
    implements(f"fft.{_name}", group="linear")(_shift(find(f"fft.{_name}")))
