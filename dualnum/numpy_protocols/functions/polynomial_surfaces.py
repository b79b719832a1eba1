"""Polynomials in several variables, of `numpy.polynomial`, which NumPy loads late."""

from __future__ import annotations

from typing import Any

from dualnum.numpy_protocols.arguments import as_array
from dualnum.numpy_protocols.array_functions import implements_late
from dualnum.numpy_protocols.results import defined
from dualnum.numpy_protocols.untyped import np

polynomials = "polynomials"
_MODULE = "numpy.polynomial.polynomial"


@implements_late(f"{_MODULE}.polyval2d", group=polynomials)
def polyval2d(x: Any, y: Any, c: Any) -> Any:
    """``polyval2d(x, y, c)``: Σ cᵢⱼ·xⁱ·yʲ; the points and the coefficients may move."""
    return defined(np.polynomial.polynomial.polyval2d, lambda x, y, c: _at_points([x, y], c), x, y, c)


@implements_late(f"{_MODULE}.polyvalnd", group=polynomials)
def polyvalnd(pts: Any, c: Any) -> Any:
    """``polyvalnd(pts, c)``: the same in any number of variables."""
    return defined(np.polynomial.polynomial.polyvalnd, _at_points, pts, c)


@implements_late(f"{_MODULE}.polygrid2d", group=polynomials)
def polygrid2d(x: Any, y: Any, c: Any) -> Any:
    """``polygrid2d(x, y, c)``: the same at every pair of an x and a y."""
    return defined(np.polynomial.polynomial.polygrid2d, _on_grid, x, y, c)


def _at_points(coordinates: Any, c: Any) -> Any:
    first, *others = [as_array(x) for x in coordinates]
    value = _value(first, as_array(c), np.ndim(first))
    for x in others:
        value = _value(x, value, 0)
    return value


def _on_grid(x: Any, y: Any, c: Any) -> Any:
    x, y = as_array(x), as_array(y)
    return _value(y, _value(x, as_array(c), np.ndim(x)), np.ndim(y))


def _value(x: Any, c: Any, added: int) -> Any:
    """Σ cᵢ·xⁱ by Horner's rule, over the first axis of ``c``, which is given ``added`` axes more at its end."""
    c = np.reshape(c, np.shape(c) + (1,) * added)
    total = c[-1] + x * 0
    for i in range(2, len(c) + 1):
        total = c[-i] + total * x
    return total
