"""``float`` inside `drop_in`: the type as a module sees it, which leaves a Dual as it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.state import STATE
from dualnum.dual import Dual


class _FloatType(type):
    """The type of `Float`: it is asked where a module asks ``float``."""

    def __call__(cls, value: Any = 0.0, /) -> Any:
        value = settle(value)
        if STATE.depth and isinstance(value, Dual):
            return _one_number(value)
        return float(value)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, float)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, float)

    def __eq__(cls, other: object) -> bool:
        return other is float or other is cls

    def __hash__(cls) -> int:
        return hash(float)


class Float(float, metaclass=_FloatType):
    """Stands for ``float``: the same instances, the same dtype, the same conversions of plain numbers."""

    dtype = np.dtype(float)


def _one_number(value: Dual) -> Any:
    """A Dual of one number, out of whatever array it is in."""
    if value.shape == ():
        return value[()] if hasattr(value, "__getitem__") else value
    if value.size != 1:
        raise TypeError("only length-1 arrays can be converted to Python scalars")
    return value.reshape(())[()]
