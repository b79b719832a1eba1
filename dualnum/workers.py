"""The threads that large arrays are shared among; NumPy lets them run at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextvars import ContextVar, copy_context
from typing import Any

_threads = 0
_pool: Any = None
_size = 0
_in_a_task: ContextVar[bool] = ContextVar("dualnum_in_a_task", default=False)
"""Whether this is a task of `run`: what it does itself stays in its thread, since all others are busy."""


def threads() -> int:
    """How many threads work on a large array: what `set_threads` said, else the processors there are.

    Inside a task of `run` it is one.
    """
    if _in_a_task.get():
        return 1
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
    if len(tasks) == 1 or _in_a_task.get():  # a task that waits for others would keep a thread from them
        for task in tasks:
            task()
        return
    pool = _workers(len(tasks) - 1)
    futures = [pool.submit(copy_context().run, _as_a_task, task) for task in tasks[1:]]
    try:
        copy_context().run(_as_a_task, tasks[0])
    finally:
        errors = [future.exception() for future in futures]
    for error in errors:
        if error is not None:
            raise error


def _as_a_task(task: Callable[[], None]) -> None:
    _in_a_task.set(True)
    task()


def _workers(count: int) -> Any:
    """A pool of ``count`` threads or more."""
    global _pool, _size
    if _pool is None or _size < count:
        from concurrent.futures import ThreadPoolExecutor

        _size = max(threads() - 1, count, 1)
        _pool = ThreadPoolExecutor(_size, thread_name_prefix="dualnum")
    return _pool


def _forget_pool() -> None:
    """A forked child has none of its parent's threads."""
    global _pool
    _pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pool)
