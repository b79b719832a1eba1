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

    >>> x = Dual(2.0, 1.0)
    >>> x.dtype == np.float64, np.zeros(2, x.dtype).dtype, float(np.mean([x, 2 * x]).tangent)
    (True, dtype('float64'), 1.5)
    """

    __slots__ = ("dtype", "type")

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self.type: Any = _scalar_type(dtype.char)

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
    """The dtype of a Dual whose primal is a number of ``dtype``.

    NumPy's class of objects passes Duals itself, and its bool cannot have a subclass.
    """
    return dtype if dtype.kind in "Ob" else NumberDtype(dtype)


@cache
def _scalar_type(char: str) -> Any:
    """A subclass of a scalar type, whose constructor passes Duals and makes numbers of the type itself."""
    scalar = np.dtype(char).type

    def new(_class: Any, value: Any = 0) -> Any:
        return value if isinstance(value, Dual) else scalar(value)

    return type(scalar.__name__, (scalar,), {"__new__": new, "__module__": scalar.__module__})
