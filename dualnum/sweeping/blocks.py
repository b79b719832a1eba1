"""How arrays of one shape are cut: into boxes whose elements lie as close together as can be."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from dualnum.sweeping.arrays import Array

Index = tuple[slice, ...]

BYTES = 1 << 19
"""Of one array, in a block: temporaries then stay in the cache, and Python is not what takes the time."""

FEWEST = 1 << 12
"""Numbers in a block: with fewer, Python takes longer than the arithmetic."""

PER_WORKER = 4
"""How many blocks each worker gets at least, so that all end at about the same time."""


def size_of_blocks(arrays: Sequence[Array], workers: int) -> int:
    """How many elements a block of such arrays has when the caller does not say."""
    widest = max(array.itemsize for array in arrays)
    fair = -(-arrays[0].size // (workers * PER_WORKER))
    return max(FEWEST, min(BYTES // widest, fair))


def cut(like: Array, size: int, *, evenly: bool) -> Iterator[Index]:
    """The boxes of ``size`` elements or fewer that ``like`` is made of, along its axes of the longest strides.

    Every box has all axes of the array, so an elementwise function sees what it would see of the whole.
    With ``evenly`` the boxes along the axis that is cut are of about one size.
    """
    order = sorted(range(like.ndim), key=lambda axis: -abs(like.strides[axis]))
    split, inner = len(order) - 1, 1
    while split > 0 and inner * like.shape[order[split]] <= size:
        inner *= like.shape[order[split]]
        split -= 1
    steps = [1] * split + [max(1, size // inner)] + [like.shape[axis] for axis in order[split + 1 :]]
    if evenly:
        length = like.shape[order[split]]
        steps[split] = -(-length // max(1, -(-length // steps[split])))
    ranges = [_pieces(like.shape[axis], step) for axis, step in zip(order, steps, strict=True)]
    for box in itertools.product(*ranges):
        index = dict(zip(order, box, strict=True))
        yield tuple(index[axis] for axis in range(like.ndim))


def _pieces(length: int, step: int) -> list[slice]:
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


def shape_of(index: Index) -> tuple[int, ...]:
    """The shape of a box."""
    return tuple(part.stop - part.start for part in index)


def count_of(index: Index) -> int:
    """The number of elements in a box."""
    return math.prod(shape_of(index))


def text_of(index: Index) -> str:
    """A box as Python writes it: ``[0:10, 3:4]``."""
    return f"[{', '.join(f'{part.start}:{part.stop}' for part in index)}]"
