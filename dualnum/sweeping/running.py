"""Blocks shared among threads: each takes the next one until there are none left or one has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock, get_ident
from typing import Any

from dualnum import workers
from dualnum.sweeping.blocks import Index, count_of, text_of

Progress = Callable[[int, int], object]


def run(
    work: Callable[[Index], None], blocks: Sequence[Index], threads: int, progress: Progress | None
) -> None:
    """Do ``work`` for every block, on as many threads; the error of the first block that fails is raised.

    ``progress`` is called in this thread, with the numbers of elements that are done and that there are.
    """
    _Run(work, blocks, progress).on(threads)


class _Run:
    def __init__(
        self, work: Callable[[Index], None], blocks: Sequence[Index], progress: Progress | None
    ) -> None:
        self._work, self._blocks, self._progress = work, blocks, progress
        self._total = sum(map(count_of, blocks))
        self._taken, self._done, self._told, self._stopped = 0, 0, 0, False
        self._failed: dict[int, Exception] = {}
        self._lock = Lock()
        self._caller = get_ident()

    def on(self, threads: int) -> None:
        count = min(threads, len(self._blocks))
        if count > 1:
            workers.run([self._take_blocks] * count)
        else:
            self._take_blocks()
        if self._failed:  # blocks are taken in order, so of those that fail the first one always does
            raise self._failed[min(self._failed)]
        if self._progress is not None and self._told != self._total:
            self._tell()

    def _take_blocks(self) -> None:
        ended = False
        try:
            while (number := self._next()) is not None:
                with _KeptError(self, number):
                    self._work(self._blocks[number])
                    self._count(number)
                if self._progress is not None and get_ident() == self._caller and not self._stopped:
                    self._tell()
            ended = True
        finally:  # also when progress raises, or the user stops the program
            self._stopped = self._stopped or not ended

    def _next(self) -> int | None:
        with self._lock:
            if self._stopped or self._taken == len(self._blocks):
                return None
            self._taken += 1
            return self._taken - 1

    def _count(self, number: int) -> None:
        with self._lock:
            self._done += count_of(self._blocks[number])

    def _tell(self) -> None:
        assert self._progress is not None
        self._told = self._done
        self._progress(self._told, self._total)

    def failed(self, number: int, error: Exception) -> None:
        """Keep an error for the caller's thread, with a note of where it came up, and stop all threads."""
        note_block(error, self._blocks[number])
        self._failed[number] = error
        self._stopped = True


class _KeptError:
    """A block whose error is not raised here but kept by the run."""

    def __init__(self, run: _Run, number: int) -> None:
        self._run, self._number = run, number

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if not isinstance(error, Exception):  # none, or one that ends the program
            return False
        self._run.failed(self._number, error)
        return True


def note_block(error: BaseException, index: Index) -> None:
    """Say in which elements an error came up."""
    error.add_note(f"sweep: this came up in the elements {text_of(index)} of the arrays")
