"""Duals as text, by NumPy's own functions with all their arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.numpy_protocols.array_functions import implements


def _of_both(function: Any, x: Any, args: Any, kwargs: Any) -> tuple[str, str]:
    """The texts of the two parts; a part that is a Dual itself gives its own."""
    primal, tangent = (
        function(part if isinstance(part, Dual) else np.asarray(part), *args, **kwargs)
        for part in (x._primal, x._tangent)
    )
    return primal, tangent


@implements(np.array_repr, group="text")
def array_repr(arr: Any, *args: Any, **kwargs: Any) -> str:
    """``array_repr(arr, max_line_width, precision, suppress_small)``."""
    primal, tangent = _of_both(np.array_repr, arr, args, kwargs)
    return f"Dual({primal}, {tangent})"


@implements(np.array_str, group="text")
def array_str(a: Any, *args: Any, **kwargs: Any) -> str:
    """``array_str(a, max_line_width, precision, suppress_small)``."""
    primal, tangent = _of_both(np.array_str, a, args, kwargs)
    return f"{primal} + {tangent}ε"


@implements(np.array2string, group="text")
def array2string(a: Any, *args: Any, **kwargs: Any) -> str:
    """``array2string(a, max_line_width, precision, ...)``."""
    primal, tangent = _of_both(np.array2string, a, args, kwargs)
    return f"{primal} + {tangent}ε"
