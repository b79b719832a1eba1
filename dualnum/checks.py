"""Whether a value is a number or an array of numbers, and the errors that say that it is not."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.namespaces import namespace_of

_GIVE = "give a number, an array or a Dual"


def check_number(what: str, value: Any) -> None:
    """Raise TypeError, whose text begins with ``what``, unless ``value`` is a number or an array."""
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError(f"{what} {value!r}, not a number; {_GIVE}")
    if isinstance(value, np.generic) and value.dtype.kind not in "biufc":
        raise TypeError(f"{what} a value of dtype {value.dtype}, not a number; {_GIVE}")
    try:
        namespace_of(value)
    except TypeError:
        kind = type(value).__name__
        raise TypeError(f"{what} a value of type {kind}, not a number; {_GIVE}") from None


def check_array(what: str, value: np.ndarray[Any, Any]) -> None:
    """Raise TypeError, whose text begins with ``what``, unless ``value`` is a plain array of numbers."""
    if value.dtype.kind not in "biufc":
        hint = (
            "use dualnum.array for arrays of Duals" if value.dtype == object else "convert it to float first"
        )
        raise TypeError(f"{what} an array of dtype {value.dtype}, not of numbers; {hint}")
    if getattr(value, "__array_priority__", 0) > 0:  # a mask, a unit, a product of another kind
        kind = type(value).__name__
        raise TypeError(f"{what} a {kind}, which has arithmetic of its own; give a plain array")
