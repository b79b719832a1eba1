"""Levels: which transform call a Dual belongs to, so that perturbations never mix."""

from __future__ import annotations

import os
from _thread import allocate_lock

from dualnum import _links

FIRST_TRANSFORM_LEVEL = 1 << 20
"""Levels below are for Duals made by hand: the depth of their nesting.

Those of transforms are even; odd ones are of transforms at a point that is made by hand already.
"""


class _Levels:
    """A counter that threads share, and that a level from another process can push on."""

    __slots__ = ("_lock", "_next")

    def __init__(self) -> None:
        self._next = FIRST_TRANSFORM_LEVEL
        self.unlock()

    def unlock(self) -> None:
        """A new lock: a forked child may have inherited one that a thread of its parent held."""
        self._lock = allocate_lock()

    def fresh(self, *, at_hand_made: bool = False) -> int:
        """A level that no other transform call has, higher than all before (also in other threads)."""
        with self._lock:
            level = self._next
            self._next = level + 2
        return level + at_hand_made

    def seen(self, level: int) -> None:
        """Note the level of a Dual that may come from another process: no transform here takes it again."""
        if level >= FIRST_TRANSFORM_LEVEL:
            with self._lock:
                self._next = max(self._next, (level | 1) + 1)


_LEVELS = _Levels()
fresh_level = _LEVELS.fresh

_links.level_seen = _LEVELS.seen
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LEVELS.unlock)
