"""The dtype of a Dual of a number: NumPy's own, except that its ``type`` lets Duals through.

NumPy's means and variances of an object array (of a list of Duals, say) end with ``total.dtype.type(mean)``
where the total has a dtype.  NumPy's class would make a float of the Dual there, or refuse.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from dualnum.dual import Dual


class NumberDtype:
    """A dtype that NumPy takes for ``dtype``, wherever one can be given.

    >>> Dual(2.0, 1.0).dtype == np.float64, np.zeros(2, Dual(2.0, 1.0).dtype).dtype, np.mean([Dual(2.0, 1.0)] * 2)
    (True, dtype('float64'), Dual(2.0, 1.0))
    """

    __slots__ = ("dtype", "type")

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self.type = _scalar_type(dtype.type)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.dtype, name)

    def __eq__(self, other: object) -> bool:
        return bool(self.dtype == other)

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        return repr(self.dtype)

    def __str__(self) -> str:
        return str(self.dtype)

    def __reduce__(self) -> Any:
        return number_dtype, (self.dtype,)


@cache
def number_dtype(dtype: np.dtype[Any]) -> Any:
    """The dtype of a Dual whose primal is a number of ``dtype``."""
    return dtype if dtype.kind == "O" else NumberDtype(dtype)


@cache
def _scalar_type(scalar: Any) -> Any:
    """A subclass of a scalar type, whose constructor returns a Dual as it is and otherwise the type's own number."""

    def new(cls: Any, value: Any = 0) -> Any:
        return value if isinstance(value, Dual) else scalar(value)

    return type(scalar.__name__, (scalar,), {"__new__": new, "__module__": scalar.__module__})
