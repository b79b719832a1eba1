"""Filters that pick one of the elements under a window by its rank: those of scipy.ndimage and scipy.signal.

The filter itself, given the ranks of the elements in their place, says which element it picks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.calls import arguments_of, called, refuse
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual
from dualnum.dropin.state import plain_of

_NDIMAGE = (
    "maximum_filter maximum_filter1d minimum_filter minimum_filter1d median_filter percentile_filter rank_filter "
    "grey_erosion grey_dilation"
).split()
_SIGNAL = "medfilt medfilt2d order_filter".split()


@stands_for(*(f"scipy.ndimage.{name}" for name in _NDIMAGE), *(f"scipy.signal.{name}" for name in _SIGNAL))
def _rank_filter(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The elements that the filter picks; a constant outside the array is one of them, and stands still.

    Raises:
        TypeError: a Dual is elsewhere than in the array, or an output or a structure is given.
    """
    given = arguments_of(original, args, kwargs)
    name, key = original.__name__, next(iter(given))
    refuse(name, given, (key,), "let it move the array alone")
    for option in ("output", "structure"):
        if given.get(option) is not None:
            raise TypeError(f"{name}: dualnum has no rule for {option}=; leave it out")
    x = as_array_dual(given[key])
    constant = given.get("cval", 0.0)
    order = np.argsort(plain_of(x), axis=None, kind="stable")
    below = np.searchsorted(plain_of(x).reshape(-1)[order], constant) - 0.5
    ranks = np.empty(x.size)
    ranks[order] = np.arange(x.size) - below  # 0 for the constant
    if "cval" in given:
        given["cval"] = 0.0
    picked = called(original, {**given, key: ranks.reshape(x.shape)})
    chosen = x.reshape(-1)[order[np.rint(picked + below).astype(int) % x.size]]
    return np.where(picked == 0, constant, chosen)
