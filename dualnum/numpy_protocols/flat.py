"""``x.flat``: the elements of an array Dual in C's order, to read and to write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dualnum.dual import Dual
from dualnum.numpy_protocols.untyped import np


class FlatView:
    """What `numpy.ndarray.flat` is, for a Dual: iterates, indexes and assigns as if there were one axis.

    >>> x = Dual([[1.0, 2.0], [3.0, 4.0]], 1.0)
    >>> x.flat[3] = 0
    >>> [float(element.tangent) for element in x.flat]
    [1.0, 1.0, 1.0, 0.0]
    """

    __slots__ = ("base",)

    def __init__(self, base: Dual) -> None:
        self.base: Any = base

    def __len__(self) -> int:
        return int(np.prod(self.base.shape, dtype=int))

    def __iter__(self) -> Iterator[Any]:
        if not self.base.shape:
            return iter((self.base[()] if hasattr(self.base, "__getitem__") else self.base,))
        return (self.base[index] for index in np.ndindex(self.base.shape))

    def __getitem__(self, key: Any) -> Any:
        return np.reshape(self.base, -1)[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        places = np.arange(len(self))[key]
        index = np.unravel_index(places, self.base.shape)
        if np.ndim(places) and np.size(value) not in (1, np.size(places)):
            value = np.resize(value, np.shape(places))  # as NumPy does: as often as needed, and no further
        self.base[index] = value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(np.reshape(self.base, -1), dtype)

    def copy(self) -> Any:
        """The elements as a new array Dual."""
        return self.base.flatten()
