"""The Dual of a NumPy scalar, which can be indexed, as the scalar can.

NumPy takes whatever class can be indexed for a sequence, and says so instead of what is wrong when a Dual
is put into a plain array.  It asks for a float first, so a Dual that refuses one becomes, before NumPy
looks at its class, a `GeneralDual`, which cannot be indexed.
"""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual, make
from dualnum.general_dual import GeneralDual

_become = vars(object)["__class__"].__set__
"""Give an object another class; `Dual` has a ``__class__`` of its own."""


class ScalarDual(GeneralDual):
    """A `Dual` of NumPy scalars, or of such Duals: ``()``, ``...``, None and booleans index it.

    >>> x = Dual(np.float64(2.0), 1.0)
    >>> x[()], x[None]
    (Dual(np.float64(2.0), np.float64(1.0)), Dual(array([2.]), array([1.])))
    """

    __slots__ = ()

    __iter__ = None
    """What can be indexed can be iterated over, unless it says that it cannot."""

    def __getitem__(self, key: Any) -> Any:
        return _links.getitem(_of_arrays(self), key)

    def __float__(self) -> float:
        try:
            return super().__float__()
        except TypeError:
            _become(self, GeneralDual)
            raise

    def __int__(self) -> int:
        try:
            return super().__int__()
        except TypeError:
            _become(self, GeneralDual)
            raise

    def __complex__(self) -> complex:
        try:
            return super().__complex__()
        except TypeError:
            _become(self, GeneralDual)
            raise


class _Number(numbers.Number):
    """What makes Duals of numbers, and no others, pass for a `numbers.Number`, which `numpy.isscalar` asks for."""

    __slots__ = ()

    @classmethod
    def __subclasshook__(cls, kind: type) -> bool:
        return kind in (Dual, GeneralDual, ScalarDual)


def _of_arrays(part: Any) -> Any:
    """A number, or a Dual of numbers, with 0-d arrays in the place of NumPy's scalars."""
    if isinstance(part, Dual):
        return make(_of_arrays(part._primal), _of_arrays(part._tangent), part._level)
    return np.asarray(part)


_links.scalar_dual = ScalarDual
