"""The Dual whose primal is an array: elements, assignment, and operators that work in place.

Numbers have none of these.  They are a class of their own because NumPy takes whatever can be indexed
for a sequence, and would say so, instead of what is wrong, when a Dual is put into a plain array.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import make
from dualnum.general_dual import GeneralDual

_DOUBLE = np.dtype(np.float64)


class ArrayDual(GeneralDual):
    """A `Dual` of arrays; `Dual` makes one when its primal is an array.

    >>> from dualnum import Dual
    >>> x = Dual([1.0, 2.0], [1.0, 0.0])
    >>> x[0] = 3 * x[1]
    >>> x
    Dual(array([6., 2.]), array([0., 0.]))
    """

    __slots__ = ()

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d Dual")
        return self.shape[0]

    def __iter__(self) -> Any:
        if not self.shape:
            raise TypeError("iteration over a 0-d Dual")
        return (self[i] for i in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool((self == value).any())

    def __getitem__(self, key: Any) -> Any:
        return _links.getitem(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        _links.setitem(self, key, value)

    def sum(self, *args: Any, **options: Any) -> Any:
        """The sum of all elements, or along axes as `numpy.sum` has it."""
        if args or options or not _holds_doubles(self):
            return np.sum(self, *args, **options)
        return _total(self, tuple(range(-self.ndim, 0)))

    # --- in place: an array changes itself ----------------------------------------------------------

    def __iadd__(self, other: Any) -> Any:
        return _links.operate("iadd", self, other)

    def __isub__(self, other: Any) -> Any:
        return _links.operate("isubtract", self, other)

    def __imul__(self, other: Any) -> Any:
        return _links.operate("imultiply", self, other)

    def __itruediv__(self, other: Any) -> Any:
        return _links.operate("idivide", self, other)

    def __ipow__(self, other: Any, modulus: None = None) -> Any:
        return _links.operate("ipower", self, other)

    def __ifloordiv__(self, other: Any) -> Any:
        return _links.operate("ifloor_divide", self, other)

    def __imod__(self, other: Any) -> Any:
        return _links.operate("iremainder", self, other)

    def __imatmul__(self, other: Any) -> Any:
        return _links.operate("imatmul", self, other)


def _holds_doubles(x: Any) -> bool:
    """Whether every part of a Dual, of whatever depth, is an array of doubles."""
    if isinstance(x, ArrayDual):
        return _holds_doubles(x._primal) and _holds_doubles(x._tangent)
    return type(x) is np.ndarray and x.dtype is _DOUBLE


def _total(x: Any, axes: tuple[int, ...]) -> Any:
    """The sum of each part along axes that are counted from the end."""
    if isinstance(x, ArrayDual):
        return make(_total(x._primal, axes), _total(x._tangent, axes), x._level)
    return np.add.reduce(x, axes)


_links.array_dual = ArrayDual
