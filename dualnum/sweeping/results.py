"""What a sweep gives: arrays in the structure of g's result, new ones or the caller's, filled block by block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.structures import leaves, map_leaves, paired
from dualnum.sweeping.arrays import Array, is_plain, kind_of
from dualnum.sweeping.blocks import Index


class Results:
    """The arrays that blocks are written into.

    Args:
        first: what g returned for the first block, whose structure and dtypes all others have.
        like: an array of the shape and the memory order that new arrays get.
        out: the caller's arrays, or None.

    Raises:
        ValueError: ``out`` does not have the structure of g's result.
        TypeError: g's numbers do not fit in ``out``.
    """

    def __init__(self, first: Any, like: Array, out: Any) -> None:
        found = leaves(first)
        if out is None:
            arrays = [np.empty_like(like, dtype=leaf.dtype, subok=False) for leaf in found]
            remaining = iter(arrays)
            self.value = map_leaves(lambda _: next(remaining), first)
        else:
            arrays, self.value = _given(first, out), out
        self._arrays = arrays
        self._dtypes = [leaf.dtype for leaf in found]

    def write(self, index: Index, block: Any) -> None:
        """Put g's result for one block in its place.

        Raises:
            ValueError: it has another structure than that of the first block.
            TypeError: it has another dtype.
        """
        found = leaves(block)
        if len(found) != len(self._arrays):
            raise ValueError(
                f"sweep: g returned {len(found)} arrays, and {len(self._arrays)} for the first block"
            )
        for leaf, array, dtype in zip(found, self._arrays, self._dtypes, strict=True):
            if leaf.dtype != dtype:
                raise TypeError(
                    f"sweep: g returned the dtype {leaf.dtype}, and {dtype} for the first block, so it depends on "
                    "the values; convert its argument or its result"
                )
            array[index] = leaf


def _given(first: Any, out: Any) -> list[Array]:
    """The caller's arrays in the order of the leaves, once they are known to take them."""
    try:
        pairs = paired(first, out)
    except ValueError as error:
        raise ValueError(f"sweep: out= does not have the structure of g's result: {error}") from None
    for leaf, array in pairs:
        if not np.can_cast(leaf.dtype, array.dtype, "same_kind"):
            raise TypeError(
                f"sweep: g returned the dtype {leaf.dtype}, which out= of {array.dtype} cannot hold; "
                "give an array of a wider dtype"
            )
    return [array for _, array in pairs]


def check_block(block: Any, shape: tuple[int, ...]) -> None:
    """Raise unless g's result for a block is made of arrays of the block's shape.

    Raises:
        TypeError: a part of it is no number.
        ValueError: it has another shape, so g does not work element by element.
    """
    for leaf in leaves(block):
        if not isinstance(leaf, (np.ndarray, np.generic, bool, int, float, complex)) or not is_plain(leaf):
            raise TypeError(f"sweep: g returned a {kind_of(leaf)}; it must return NumPy's arrays of numbers")
        if np.shape(leaf) != shape:
            raise ValueError(
                f"sweep: g returned the shape {np.shape(leaf)} for a block of the shape {shape}, so it does not "
                "work element by element; call it without sweep (for a constant, return np.full_like(x, c))"
            )


def holds_duals(block: Any) -> bool:
    """Whether a result carries derivatives, or other objects: those of a g that encloses a Dual."""
    return any(
        isinstance(leaf, Dual) or getattr(leaf, "dtype", None) == np.dtype(object) for leaf in leaves(block)
    )


def check_out(out: Any, shape: tuple[int, ...]) -> list[Array]:
    """The arrays of ``out``.

    Raises:
        TypeError: one is no array of NumPy's of numbers.
        ValueError: one has another shape, cannot be written to, or shares memory with another.
    """
    arrays = [] if out is None else leaves(out)
    for array in arrays:
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufc":
            raise TypeError(f"sweep: out= holds a {kind_of(array)}; give NumPy's arrays of numbers")
        if array.shape != shape:
            raise ValueError(f"sweep: out= has the shape {array.shape}; give the shape {shape}")
        if not array.flags.writeable:
            raise ValueError("sweep: out= is read-only; give an array that can be written to")
    for i, array in enumerate(arrays):
        if any(np.may_share_memory(array, other) for other in arrays[:i]):
            raise ValueError("sweep: two arrays of out= share memory; give one for each result")
    return arrays


def apart(args: Sequence[Any], outs: Sequence[Array]) -> list[Any]:
    """The arguments, copied where writing a block of ``outs`` could change what another block reads.

    An array that is written over element by element, in place, needs no copy.
    """
    return [
        arg.copy() if isinstance(arg, np.ndarray) and any(_crosses(arg, out) for out in outs) else arg
        for arg in args
    ]


def _crosses(array: Array, out: Array) -> bool:
    same = (
        array.__array_interface__["data"] == out.__array_interface__["data"]
        and array.strides == out.strides
        and array.dtype == out.dtype
    )
    return not same and np.may_share_memory(array, out)
