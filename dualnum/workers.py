"""The threads that large arrays are shared among; NumPy lets them run at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import Any

_threads = 0
_pool: Any = None


def threads() -> int:
    """How many threads work on a large array: what `set_threads` said, else the processors there are."""
    if _threads:
        return _threads
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def set_threads(count: int) -> None:
    """Set how many threads work on a large array; 1 keeps all work in the calling thread.

    Raises:
        ValueError: ``count`` is not a positive integer.

    >>> set_threads(1)
    >>> threads()
    1
    """
    global _threads, _pool
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError(f"set_threads: count={count!r}; give a positive integer")
    _threads, _pool = count, None


def run(tasks: Sequence[Callable[[], None]]) -> None:
    """Run the tasks at once, the first in this thread, each with this thread's context (`numpy.errstate`).

    The first exception, in the tasks' order, is raised when all have ended.
    """
    pool = _workers()
    futures = [pool.submit(copy_context().run, task) for task in tasks[1:]]
    try:
        tasks[0]()
    finally:
        errors = [future.exception() for future in futures]
    for error in errors:
        if error is not None:
            raise error


def _workers() -> Any:
    global _pool
    if _pool is None:
        from concurrent.futures import ThreadPoolExecutor

        _pool = ThreadPoolExecutor(max(threads() - 1, 1), thread_name_prefix="dualnum")
    return _pool


def _forget_pool() -> None:
    """A forked child has none of its parent's threads."""
    global _pool
    _pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pool)
