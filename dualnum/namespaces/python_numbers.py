"""Python's own numbers: float and int (`math`) and complex (`cmath`).

A name without an entry here means NumPy's function, its result turned back into a Python number.
"""

from __future__ import annotations

import cmath
import math
import operator
import sys
from typing import Any

from dualnum.namespaces import high_precision
from dualnum.namespaces.binding import Namespace
from dualnum.namespaces.numpy_arrays import NUMPY, whole
from dualnum.namespaces.sinc import sinc_slope


def _where(condition: Any, a: Any, b: Any) -> Any:
    return a if condition else b


def _floor(x: float) -> float:
    return float(math.floor(x)) if math.isfinite(x) else x


def _trunc(x: float) -> float:
    return float(math.trunc(x)) if math.isfinite(x) else x


_SAME_NAME = """sin cos tan sinh cosh tanh exp exp2 expm1 log log2 log10 log1p sqrt cbrt hypot fmod copysign
    fabs degrees radians ldexp frexp modf nextafter isfinite isinf isnan erf erfc gamma lgamma
    pi inf nan""".split()

ARITHMETIC: dict[str, Any] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "divmod": divmod,
    "power": operator.pow,
    "negative": operator.neg,
    "positive": operator.pos,
    "absolute": abs,
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x,
    "where": _where,
    "any": bool,
    "whole": whole,
}

_FLOAT: dict[str, Any] = {
    **ARITHMETIC,
    **{name: getattr(math, name) for name in _SAME_NAME},
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "arctan2": math.atan2,
    "ieee_remainder": math.remainder,
    "arcsinh": math.asinh,
    "arccosh": math.acosh,
    "arctanh": math.atanh,
    "deg2rad": math.radians,
    "rad2deg": math.degrees,
    "clip": lambda x, low, high: min(max(x, low), high),
    "floor": _floor,
    "ceil": lambda x: -_floor(-x),
    "trunc": _trunc,
    "rint": lambda x: float(round(x)) if math.isfinite(x) else x,
    "signbit": lambda x: math.copysign(1.0, x) < 0,
    "digamma": high_precision.digamma,
    "polygamma": high_precision.polygamma,
    "real": lambda x: x.real,
    "imag": lambda x: x.imag,
    "conjugate": lambda x: x.conjugate(),
    "ln2": math.log(2),
    "ln10": math.log(10),
    "tiny": lambda _: sys.float_info.min,
    "sinc_slope": lambda x: float(sinc_slope(x)),
}

_COMPLEX: dict[str, Any] = {
    **ARITHMETIC,
    **{
        name: getattr(cmath, name)
        for name in "sin cos tan sinh cosh tanh exp log log10 sqrt isfinite isinf isnan pi inf nan".split()
    },
    "arcsin": cmath.asin,
    "arccos": cmath.acos,
    "arctan": cmath.atan,
    "arcsinh": cmath.asinh,
    "arccosh": cmath.acosh,
    "arctanh": cmath.atanh,
    "angle": cmath.phase,
    "real": _FLOAT["real"],
    "imag": _FLOAT["imag"],
    "conjugate": _FLOAT["conjugate"],
    "ln2": _FLOAT["ln2"],
    "ln10": _FLOAT["ln10"],
}


def _unwrapped(name: str) -> Any:
    """NumPy's function with Python numbers as results; None where only the row itself says what it is."""
    found = NUMPY._fallback(name) if NUMPY._fallback else None
    if not callable(found):
        return found

    def function(*args: Any) -> Any:
        result = found(*args)
        return tuple(map(_python_number, result)) if isinstance(result, tuple) else _python_number(result)

    return function


def _python_number(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


FLOAT = Namespace("float", _FLOAT, _unwrapped, priority=0)
COMPLEX = Namespace("complex", _COMPLEX, _unwrapped, textbook=True, priority=1)
