"""Functions that write into an array: a Dual takes both parts, a plain array cannot take a Dual.

NumPy's own function, applied to an array of zeros, writes the positions of the values where they go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.rearranging import positions

assigning = "assigning"


def _assign(name: str, target: Any, values: Any, write: Callable[[Any, Any], Any]) -> None:
    """Let ``write(array, values)`` write Duals.

    Raises:
        TypeError: the array is plain and the values are not.
    """
    source = as_array(values)
    if not isinstance(target, Dual):
        _write_plain(name, target, source, write)
        return
    places = np.zeros(target.shape, dtype=np.intp)
    write(places, positions(source.shape))
    written = places > 0
    target[written] = np.ravel(source)[places[written] - 1]


def _write_plain(name: str, target: Any, source: Any, write: Callable[[Any, Any], Any]) -> None:
    if isinstance(source, Dual) and not _holds_objects(target):
        raise TypeError(
            f"{name}: a plain array cannot hold the derivative of what is written into it; write into a Dual "
            "(such as np.zeros_like(x) of a Dual x), or use .primal to drop the derivative on purpose"
        )
    write(target, np.asarray(source))


def _holds_objects(target: Any) -> bool:
    return isinstance(target, np.ndarray) and target.dtype.kind == "O"


@implements(np.copyto, group=assigning)
def copyto(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    """``copyto(dst, src, casting, where)``."""
    where = stripped(where)
    np.copyto(np.empty_like(stripped(dst)), stripped(src), casting, where)  # NumPy's own errors
    _assign("copyto", dst, src, lambda array, values: np.copyto(array, values, casting, where))


@implements(np.putmask, group=assigning)
def putmask(a: Any, /, mask: Any, values: Any) -> None:
    """``putmask(a, mask, values)``."""
    mask = stripped(mask)
    _assign("putmask", a, values, lambda array, values: np.putmask(array, mask, values))


@implements(np.place, group=assigning)
def place(arr: Any, mask: Any, vals: Any) -> None:
    """``place(arr, mask, vals)``."""
    mask = stripped(mask)
    _assign("place", arr, vals, lambda array, values: np.place(array, mask, values))


@implements(np.put, group=assigning)
def put(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    """``put(a, ind, v, mode)``."""
    ind = stripped(ind)
    _assign("put", a, v, lambda array, values: np.put(array, ind, values, mode))


@implements(np.put_along_axis, group=assigning)
def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> None:
    """``put_along_axis(arr, indices, values, axis)``."""
    indices = stripped(indices)
    _assign(
        "put_along_axis", arr, values, lambda array, values: np.put_along_axis(array, indices, values, axis)
    )


@implements(np.fill_diagonal, group=assigning)
def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """``fill_diagonal(a, val, wrap)``."""
    _assign("fill_diagonal", a, val, lambda array, values: np.fill_diagonal(array, values, wrap))
