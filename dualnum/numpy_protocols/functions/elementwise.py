"""Functions of each element that NumPy does not write as ufuncs, and those that leave the real line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import make
from dualnum.numpy_protocols.arguments import as_array, dtype_of, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.results import both, by_definition, stored, with_directions
from dualnum.propagation import apply
from dualnum.rules import TABLE
from dualnum.shapes import zero_like

numeric = "numeric"


@implements(np.real, group="linear")
def real(val: Any) -> Any:
    """``real(val)``: a view."""
    return both(val, np.real, np.real)


@implements(np.imag, group="linear")
def imag(val: Any) -> Any:
    """``imag(val)``: a view of complex numbers; zeros for real ones."""
    return both(val, np.imag, np.imag)


@by_definition("angle")
def angle(z: Any, deg: bool = False) -> Any:
    """The angle of complex numbers, by the table's rule."""
    x = as_array(z)
    if dtype_of(x._tangent).kind == "c":
        x = x + 0j  # a real number that moves off the real line
    turned = apply(TABLE["angle"], (x,))
    return turned * (180 / np.pi) if deg else turned


@by_definition("sinc")
def sinc(x: Any) -> Any:
    """sin(πx)/(πx), by the table's rule."""
    return apply(TABLE["sinc"], (as_array(x),))


@implements(np.round, np.around, group=numeric)
def round_(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """``round(a, decimals, out)``: its slope is 0."""
    if out is not None:
        return stored(np.round, out, a, decimals)
    return with_directions(a, lambda part: np.round(part, decimals), _no_slope)


def _no_slope(_tangent: Any, directions: tuple[int, ...], y: Any) -> Any:
    return zero_like(y, directions)


@implements(np.fix, group=numeric)
def fix(x: Any, out: Any = None) -> Any:
    """``fix(x, out)``: rounding towards 0."""
    if out is not None:
        return stored(np.fix, out, x)
    return with_directions(x, np.fix, _no_slope)


@implements(np.nan_to_num, group=numeric)
def nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """``nan_to_num(x, copy, nan, posinf, neginf)``: what is put in does not move."""
    a = as_array(x)
    y = np.nan_to_num(a._primal, True, nan, posinf, neginf)
    base = np.asarray(stripped(a))
    result = make(y, _where_finite(base, a._tangent), a._level)
    if copy or not a.ndim:
        return result
    a[...] = result
    return a


def _where_finite(base: Any, t: Any) -> Any:
    """A tangent with zeros where the primal, or its real or imaginary part, is not finite."""
    if base.dtype.kind != "c":
        return np.where(np.isfinite(base), t, 0)
    parts = [np.where(np.isfinite(part(base)), part(t), 0) for part in (np.real, np.imag)]
    return parts[0] + 1j * parts[1]


@by_definition("real_if_close")
def real_if_close(a: Any, tol: float = 100) -> Any:
    """The real part where the primal's imaginary part is rounding error."""
    x = as_array(a)
    return x if np.iscomplexobj(np.real_if_close(stripped(x), tol)) else np.real(x)


# --- numpy.emath: complex results where the real function has none ----------------------------------


def _complex_where(outside: Callable[[Any], Any], value: Any) -> Any:
    """``value`` as complex numbers if any of them is ``outside`` the real domain."""
    x = as_array(value)
    base = stripped(x)
    if not np.any(np.isreal(base) & outside(base)):
        return x
    return np.astype(x, np.result_type(dtype_of(x), np.complex64) if dtype_of(x).kind != "c" else dtype_of(x))


def _negative(x: Any) -> Any:
    return x < 0


def _beyond_one(x: Any) -> Any:
    return abs(x) > 1


def _of_emath(name: str, ufunc: np.ufunc, outside: Callable[[Any], Any]) -> None:
    by_definition(f"lib.scimath.{name}")(lambda x: ufunc(_complex_where(outside, x)))


for _name in ("sqrt", "log", "log2", "log10"):
    _of_emath(_name, getattr(np, _name), _negative)
for _name in ("arccos", "arcsin", "arctanh"):
    _of_emath(_name, getattr(np, _name), _beyond_one)


@by_definition("lib.scimath.logn")
def logn(n: Any, x: Any) -> Any:
    """The logarithm of x to the base n."""
    return np.log(_complex_where(_negative, x)) / np.log(_complex_where(_negative, n))


@by_definition("lib.scimath.power")
def power(x: Any, p: Any) -> Any:
    """x to the power p."""
    exponent = as_array(p)
    return np.power(
        _complex_where(_negative, x), exponent * 1.0 if np.any(stripped(exponent) < 0) else exponent
    )
