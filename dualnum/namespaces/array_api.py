"""Arrays of the libraries that follow the array API standard: NumPy's names mapped to the standard's.

dask and CuPy speak NumPy's own protocols and need none of this.  PyTorch's tensors do not name their
namespace; for them, and others like them, the optional package array-api-compat does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

from dualnum.namespaces.binding import Namespace
from dualnum.namespaces.numpy_arrays import whole
from dualnum.namespaces.python_numbers import FLOAT

_RENAMED = {
    "absolute": "abs",
    "fabs": "abs",
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "float_power": "pow",
    "power": "pow",
    "rint": "round",
}
"""Where the standard calls NumPy's function otherwise; all other names are the same."""

_SAME = """
    add subtract multiply divide floor_divide remainder negative positive square sqrt exp expm1 log log1p log2
    log10 logaddexp sin cos tan sinh cosh tanh sign floor ceil trunc nextafter isfinite isinf isnan imag
    logical_and logical_or logical_not
""".split()
_SINCE_2023 = "clip copysign hypot signbit".split()

_CONSTANTS = {
    "pi": math.pi,
    "inf": math.inf,
    "nan": math.nan,
    "ln2": math.log(2),
    "ln10": math.log(10),
}


def library_of(value: Any) -> Any:
    """The array API namespace of ``value``, or None for what is not an array of such a library."""
    if hasattr(value, "__array_namespace__"):
        return value.__array_namespace__()
    if hasattr(value, "shape") and hasattr(value, "dtype") and find_spec("array_api_compat") is not None:
        import array_api_compat

        if array_api_compat.is_array_api_obj(value):
            return array_api_compat.array_namespace(value)
    return None


@cache
def namespace_of_library(library: Any) -> Namespace:
    """The namespace of the arrays of one library; ``library`` is what `library_of` gives.

    Operators and ``np.sin`` of a Dual of such arrays then work as on NumPy's; a function that the
    standard does not have raises TypeError.
    """
    natives = {
        **_CONSTANTS,
        **_formulas(library),
        "where": _where(library),
        "any": lambda condition: bool(library.any(condition)),
        "tiny": lambda x: library.finfo(x.dtype).smallest_normal,
        "whole": whole,
    }
    return Namespace(
        _short_name(library), natives, _finder(library), textbook=True, priority=5, library=library
    )


def _short_name(library: Any) -> str:
    name: str = library.__name__
    return name.removeprefix("array_api_compat.")


def _finder(library: Any) -> Callable[[str], Any]:
    version = getattr(library, "__array_api_version__", "2024.12")

    def find(name: str) -> Any:
        known = name in _SAME or (name in _SINCE_2023 and version >= "2023.12")
        standard = _RENAMED.get(name, name if known else None)
        found = getattr(library, standard, None) if standard else None
        return None if found is None else _of_arrays(library, name, found)

    return find


def _of_arrays(library: Any, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, which also takes Python numbers (older standards do not), even nothing else."""

    def call(*args: Any) -> Any:
        like = next((arg for arg in args if hasattr(arg, "dtype")), None)
        if like is None:
            return FLOAT.function(name)(*args)
        return function(*(beside(library, like, arg) for arg in args))

    return call


def beside(library: Any, like: Any, value: Any, dtype: Any = None) -> Any:
    """An array as it is, or a number as a 0-d array: of the dtype and on the device of ``like``."""
    if hasattr(value, "dtype"):
        return value
    return library.asarray(value, dtype=dtype or like.dtype, device=like.device)


def _where(library: Any) -> Callable[[Any, Any, Any], Any]:
    """The standard's ``where``, with Python numbers as values: of the other value's dtype, or floats."""

    def where(condition: Any, a: Any, b: Any) -> Any:
        if isinstance(condition, bool):
            return a if condition else b
        like = next((value for value in (a, b) if hasattr(value, "dtype")), None)
        dtype = library.float32 if like is None else like.dtype  # any other float type absorbs it
        return library.where(condition, *(beside(library, condition, value, dtype) for value in (a, b)))

    return where


def _formulas(library: Any) -> dict[str, Any]:
    """Functions that NumPy has and the standard has not, or not in all its versions, in those that it has."""

    def sinc(x: Any) -> Any:
        turned = math.pi * x
        zero = turned == 0
        return where(zero, 1, library.sin(turned) / where(zero, 1, turned))

    def hypot(x1: Any, x2: Any) -> Any:
        a, b = library.abs(x1), library.abs(x2)
        long, short = maximum(a, b), minimum(a, b)
        ratio = short / where(long == 0, 1, long)
        return where(library.isinf(long), math.inf, long * library.sqrt(1 + ratio * ratio))

    def negative_sign(x: Any) -> Any:
        return (x < 0) | ((x == 0) & (1 / x < 0))

    def copysign(x1: Any, x2: Any) -> Any:
        return where(negative_sign(x2), -library.abs(x1), library.abs(x1))

    where = _where(library)
    logaddexp = _of_arrays(library, "logaddexp", library.logaddexp)
    maximum = _of_arrays(library, "maximum", lambda a, b: where((a >= b) | (a != a), a, b))
    minimum = _of_arrays(library, "minimum", lambda a, b: where((a <= b) | (a != a), a, b))
    find = _finder(library)
    return {
        "maximum": maximum,
        "minimum": minimum,
        "hypot": find("hypot") or _of_arrays(library, "hypot", hypot),
        "copysign": find("copysign") or _of_arrays(library, "copysign", copysign),
        "signbit": find("signbit") or negative_sign,
        "clip": find("clip") or (lambda x, low, high: minimum(maximum(x, low), high)),
        "reciprocal": lambda x: 1 / x,
        "real": lambda x: library.real(x) if _is_complex(library, x) else x,
        "conjugate": lambda x: library.conj(x) if _is_complex(library, x) else x,
        "exp2": lambda x: library.exp(math.log(2) * x),
        "cbrt": lambda x: library.sign(x) * library.abs(x) ** (1 / 3),
        "logaddexp2": lambda x1, x2: logaddexp(math.log(2) * x1, math.log(2) * x2) / math.log(2),
        "sinc": sinc,
        **dict.fromkeys(("deg2rad", "radians"), lambda x: x * (math.pi / 180)),
        **dict.fromkeys(("rad2deg", "degrees"), lambda x: x * (180 / math.pi)),
    }


def _is_complex(library: Any, value: Any) -> bool:
    return hasattr(value, "dtype") and bool(library.isdtype(value.dtype, "complex floating"))


def kind_of_dtype(library: Any, dtype: Any) -> str:
    """NumPy's letter for the kind of a dtype of ``library``: b, i, u, f or c."""
    kinds = {
        "bool": "b",
        "signed integer": "i",
        "unsigned integer": "u",
        "real floating": "f",
        "complex floating": "c",
    }
    return next(letter for kind, letter in kinds.items() if library.isdtype(dtype, kind))
