"""Blocks shared among threads: each takes the next one until there are none left or one has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import get_ident
from typing import Any

from dualnum import workers
from dualnum.sweeping.blocks import Index, count_of, text_of

Progress = Callable[[int, int], object]


class Run:
    """One pass over the blocks.

    Args:
        work: computes one block.
        blocks: all of them.
        progress: called in the caller's thread with the number of elements done, and of all.
    """

    def __init__(self, work: Callable[[Index], None], blocks: Sequence[Index], progress: Progress | None) -> None:
        self._work = work
        self._blocks = blocks
        self._next = iter(range(len(blocks)))
        self._progress = progress
        self._total = sum(map(count_of, blocks))
        self._done: list[int] = []
        self._failed: dict[int, BaseException] = {}
        self._caller = get_ident()

    def on(self, threads: int) -> None:
        """Do all blocks; the error of the first block that fails is raised, with a note of its elements."""
        count = min(threads, len(self._blocks))
        if count > 1:
            workers.run([self._take_blocks] * count)
        else:
            self._take_blocks()
        if self._failed:
            raise self._failed[min(self._failed)]
        self._tell()

    def _take_blocks(self) -> None:
        for number in self._next:
            if self._failed:
                return
            try:
                self.one(self._blocks[number])
            except BaseException as error:  # noqa: BLE001  (raised again by the caller's thread, in `on`)
                self._failed[number] = error
                return
            self._done.append(count_of(self._blocks[number]))
            if get_ident() == self._caller:
                self._tell()
