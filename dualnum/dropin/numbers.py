"""``float``, ``complex`` and ``np.float64`` inside `drop_in`: the types as a module sees them.

Each has the same instances, the same dtype and the same conversions of plain numbers as the type that it
stands for, and leaves a Dual as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.state import STATE
from dualnum.dual import Dual, is_array


class _NumberType(type):
    """The type of these types: it answers what a module asks of ``float``."""

    stands_for: type

    def __call__(cls, *args: Any) -> Any:
        if STATE.depth and args and holds_dual(args[0]):
            return cls.of_dual(settle(args[0]))
        return cls.stands_for(*args)

    def of_dual(cls, value: Any) -> Any:
        """A Dual as this type's number."""
        return _one_number(value)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.stands_for)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.stands_for)

    def __eq__(cls, other: object) -> bool:
        known = other is cls.stands_for or other is cls
        return known or NotImplemented  # a dtype says itself what it equals

    def __hash__(cls) -> int:
        return hash(cls.stands_for)


class _ComplexType(_NumberType):
    """complex(real, imaginary), either of which may be a Dual."""

    def __call__(cls, *args: Any) -> Any:
        if STATE.depth and any(isinstance(settle(arg), Dual) for arg in args):
            real, imaginary = (*map(_one_number, args), 0)[:2]
            return real + 1j * imaginary
        return complex(*args)


class _Float64Type(_NumberType):
    """np.float64, which takes arrays too."""

    def of_dual(cls, value: Any) -> Any:
        """A number or an array of float64."""
        return (
            as_array_dual(value, np.float64)[()] if not isinstance(value, Dual) or is_array(value) else value
        )


class Float(float, metaclass=_NumberType):
    """Stands for ``float``."""

    stands_for = float
    dtype = np.dtype(float)


class Complex(complex, metaclass=_ComplexType):
    """Stands for ``complex``."""

    stands_for = complex
    dtype = np.dtype(complex)


class Float64(np.float64, metaclass=_Float64Type):
    """Stands for ``np.float64``."""

    stands_for = np.float64
    dtype: Any = np.dtype(np.float64)


def _one_number(value: Any) -> Any:
    """A Dual of one number, out of whatever array it is in; a plain number as it is."""
    value = settle(value)
    if not isinstance(value, Dual) or not is_array(value):
        return value
    if value.size != 1:
        raise TypeError("only length-1 arrays can be converted to Python scalars")
    return value.reshape(())[()]
