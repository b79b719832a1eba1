"""A Dual as an array of its plain parts, for what computes with each of them alike.

The parts of a Dual over the levels L₁ > L₂ > … are those of its primal, over L₂ …, and then those of its
tangent in each direction.  The first is the value itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.shapes import directions_of

Levels = dict[int, tuple[int, ...]]
"""The directions of each level, the highest first."""


def levels_of(*values: Any) -> Levels:
    """The levels that occur in the values, at any depth, with their directions."""
    found: Levels = {}
    for value in values:
        if isinstance(value, Dual):
            found[value._level] = directions_of(value._primal, value._tangent)
            found |= levels_of(value._primal, value._tangent)
    return dict(sorted(found.items(), reverse=True))


def count(levels: Levels) -> int:
    """How many parts a Dual over these levels has."""
    return int(np.prod([1 + np.prod(directions, dtype=int) for directions in levels.values()], dtype=int))


def parts_of(value: Any, levels: Levels) -> Any:
    """The parts of a number or an array in one array, along its first axis; those of other levels are left out."""
    while isinstance(value, Dual) and value._level not in levels:
        value = value._primal
    if not levels:
        return np.asarray(value)[None]
    (level, directions), *rest = levels.items()
    inner = dict(rest)
    if not (isinstance(value, Dual) and value._level == level):
        own = parts_of(value, inner)
        return np.concatenate([own, np.zeros((count(levels) - len(own), *own.shape[1:]))])
    tangent = value._tangent
    each = [tangent[i] for i in np.ndindex(*directions)] if directions else [tangent]
    return np.concatenate([parts_of(part, inner) for part in (value._primal, *each)])


def joined(parts: Any, levels: Levels) -> Any:
    """The number or array whose parts those are: `parts_of` undone."""
    if not levels:
        return parts[0].copy() if parts.ndim > 1 else parts[0].item()
    (level, directions), *rest = levels.items()
    inner = dict(rest)
    size, shape = count(inner), parts.shape[1:]
    tangents = parts[size:].reshape(-1, size, *shape).swapaxes(0, 1).reshape(size, *directions, *shape)
    return make(joined(parts[:size], inner), joined(tangents, inner), level)


def is_still(value: Any) -> bool:
    """Whether no part of a value moves."""
    return not np.any(parts_of(value, levels_of(value))[1:])
