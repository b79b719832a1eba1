"""Levels: which transform call a Dual belongs to, so that perturbations never mix."""

from __future__ import annotations

import os
from _thread import allocate_lock
from typing import TYPE_CHECKING, Any

from dualnum import _links

if TYPE_CHECKING:
    import cython  # the compiler reads this line
else:
    from dualnum import uncompiled as cython

FIRST_TRANSFORM_LEVEL = 1 << 20
"""Levels below are for Duals made by hand: the depth of their nesting.

Those of transforms are even; odd ones are of transforms at a point that is made by hand already.
"""


@cython.cclass
class Levels:
    """A counter that threads share, and that a level from another process can push on."""

    __slots__ = ("_lock", "_next")

    def __init__(self) -> None:
        self._next = FIRST_TRANSFORM_LEVEL
        self._lock: Any = allocate_lock()

    def unlock(self) -> None:
        """A new lock: a forked child may have inherited one that a thread of its parent held."""
        self._lock = allocate_lock()

    def fresh(self, at_hand_made: cython.bint = False) -> cython.longlong:
        """A level that no other transform call has, higher than all before (also in other threads)."""
        level: cython.longlong
        if cython.compiled:  # no other thread runs meanwhile
            level = self._next
            self._next = level + 2
        else:
            with self._lock:
                level = self._next
                self._next = level + 2
        return level + at_hand_made

    def seen(self, level: cython.longlong) -> None:
        """Note the level of a Dual that may come from another process: no transform here takes it again."""
        if level >= FIRST_TRANSFORM_LEVEL:
            with self._lock:
                self._next = max(self._next, (level | 1) + 1)


LEVELS: Levels = Levels()
fresh_level = LEVELS.fresh

_links.level_seen = LEVELS.seen
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=LEVELS.unlock)
