"""The tangents of many directions, which come in chunks, as one table of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.shapes import base_of, is_elsewhere, other_arrays
from dualnum.structures import leaves, map_leaves


class Rows:
    """The chunks' tangents, one after the other, in the structure of the output.

    NumPy's go into one table as they come, so that there is never more than that and one chunk.
    """

    def __init__(self) -> None:
        self._blocks: list[Any] = []
        self._tables: list[np.ndarray[Any, Any]] = []

    def add(self, rows: Any, stop: int, n: int) -> None:
        """The tangents of the directions before ``stop``, of ``n`` in all."""
        found = leaves(rows)
        if not all(type(leaf) is np.ndarray for leaf in found) or (found and len(found[0]) == n):
            self._blocks.append(rows)
            return
        if not self._tables:
            self._blocks = [rows]
            self._tables = [np.empty((n, *leaf.shape[1:]), leaf.dtype) for leaf in found]
        for i, leaf in enumerate(found):
            if leaf.dtype != self._tables[i].dtype:
                self._tables[i] = self._tables[i].astype(np.result_type(self._tables[i], leaf))
            self._tables[i][stop - len(leaf) : stop] = leaf

    def joined(self) -> Any:
        """All of them."""
        if self._tables:
            tables = iter(self._tables)
            return map_leaves(lambda _: next(tables), self._blocks[0])
        if len(self._blocks) == 1:
            return self._blocks[0]
        columns = iter(zip(*(leaves(block) for block in self._blocks), strict=True))
        return map_leaves(lambda _: _concatenated(next(columns)), self._blocks[0])


def _concatenated(rows: tuple[Any, ...]) -> Any:
    return other_arrays().joined(list(rows)) if is_elsewhere(base_of(rows[0])) else np.concatenate(rows)
