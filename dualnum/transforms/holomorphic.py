"""Complex variables: a complex derivative exists only where f' is the same along every direction."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.shapes import base_of, is_complex, is_elsewhere, other_arrays
from dualnum.structures import leaves

_ASK = "say holomorphic=True for a holomorphic f, or use dualnum.wirtinger for any other"


def check_real(name: str, x: Any, hint: str = _ASK) -> None:
    """Raise TypeError where a part of x is complex, in a transform without ``holomorphic=True``."""
    if any(map(is_complex, leaves(x))):
        raise TypeError(f"{name}: x is complex, where f' need not exist; {hint}")


def check_real_output(name: str, x: Any, value: Any) -> None:
    """Raise TypeError where f gave a complex number for a real x."""
    if any(map(is_complex, leaves(value))) and not any(map(is_complex, leaves(x))):
        raise TypeError(
            f"{name}: f returned a complex number for a real x; differentiate its real and imaginary parts, "
            "or give a complex x and holomorphic=True"
        )


def as_complex(x: Any) -> Any:
    """A real number or array as a complex one."""
    return x if is_complex(x) else x + 0j


def check_holomorphic(name: str, value: Any, slope: Any, turned: Any) -> None:
    """Raise ValueError unless the tangent along i is i times that along 1: the Cauchy-Riemann equations.

    Where f is holomorphic the two differ by rounding only.
    """
    for here, along, across in zip(leaves(value), leaves(slope), leaves(turned), strict=True):
        y, s, t = base_of(here), base_of(along), base_of(across)
        gap = abs(t - 1j * s)
        scale = abs(t) + abs(s)
        if _anywhere(gap > _accuracy(s) * (scale + _accuracy(s) * abs(y))):
            raise ValueError(
                f"{name}: f is not holomorphic at x: along 1 and i its derivatives differ; "
                "use dualnum.wirtinger, which takes any f"
            )


def _anywhere(condition: Any) -> bool:
    return bool(other_arrays().anywhere(condition) if is_elsewhere(condition) else np.any(condition))


def _accuracy(slope: Any) -> float:
    """The square root of the rounding unit of a number's type."""
    exact = isinstance(slope, (np.ndarray, np.generic)) and slope.dtype.kind in "fc"
    dtype: Any = slope.dtype if exact else np.float32 if is_elsewhere(slope) else float
    return float(np.sqrt(np.finfo(dtype).eps))
