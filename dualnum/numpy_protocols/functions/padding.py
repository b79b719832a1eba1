"""``pad`` in all its modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dualnum.dual import Dual
from dualnum.numpy_protocols.arguments import as_array
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.differences import along
from dualnum.numpy_protocols.results import defined, with_directions
from dualnum.numpy_protocols.untyped import np

numeric = "numeric"

_VALUES = {"constant": "constant_values", "linear_ramp": "end_values"}
_STATISTICS: dict[str, Callable[..., Any]] = {"maximum": np.max, "minimum": np.min, "median": np.median}


@implements(np.pad, group=numeric)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    """``pad(array, pad_width, mode, ...)``; values to pad with may be Duals."""
    x = as_array(array)
    if callable(mode):
        return _by_function(x, _widths(pad_width, x.ndim), mode, kwargs)
    values = kwargs.get(_VALUES.get(mode, ""), 0)
    if isinstance(as_array(values), Dual):
        return defined(np.pad, _with_moving_values, x, pad_width, mode, **kwargs)
    if mode in _STATISTICS:
        return defined(np.pad, _by_statistic, x, pad_width, mode, **kwargs)
    return with_directions(
        x,
        lambda part: np.pad(part, pad_width, mode, **kwargs),
        lambda t, directions, _y: _padded_tangent(
            t, len(directions), _widths(pad_width, x.ndim), mode, kwargs
        ),
    )


def _widths(pad_width: Any, ndim: int) -> list[tuple[int, int]]:
    """How much is added before and behind each axis."""
    if isinstance(pad_width, dict):
        given = {axis % ndim: width for axis, width in pad_width.items()}
        return [_pair(given.get(axis, 0)) for axis in range(ndim)]
    return [_pair(pair) for pair in np.broadcast_to(pad_width, (ndim, 2))]


def _pair(width: Any) -> tuple[int, int]:
    before, behind = np.broadcast_to(width, (2,))
    return int(before), int(behind)


def _padded_tangent(t: Any, lead: int, widths: Any, mode: str, options: Any) -> Any:
    """A linear mode on a tangent with ``lead`` axes of directions; the values that are put in do not move."""
    if mode == "empty":
        mode = "constant"
    kept = {key: value for key, value in options.items() if key == "reflect_type"}
    if options.get("stat_length") is not None:
        pairs = np.broadcast_to(options["stat_length"], (len(widths), 2)).tolist()
        kept["stat_length"] = [[1, 1]] * lead + pairs
    return np.pad(t, [(0, 0)] * lead + widths, mode, **kept)


def _with_moving_values(x: Any, pad_width: Any, mode: str, **kwargs: Any) -> Any:
    """A pad with zeros, and what each of the values adds to it: the mode is linear in them."""
    (name, values) = next(iter(kwargs.items()))
    pairs = np.broadcast_to(as_array(values), (x.ndim, 2))
    result = np.pad(x, pad_width, mode, **{name: 0})
    for index in np.ndindex(x.ndim, 2):
        unit = np.zeros((x.ndim, 2))
        unit[index] = 1
        result = result + pairs[index] * np.pad(np.zeros(x.shape), pad_width, mode, **{name: unit.tolist()})
    return result


def _by_statistic(x: Any, pad_width: Any, mode: str, stat_length: Any = None) -> Any:
    """Each axis in turn: the statistic of its ends, repeated."""
    lengths = np.broadcast_to(np.array(stat_length, dtype=object), (x.ndim, 2))
    for axis, (before, behind) in enumerate(_widths(pad_width, x.ndim)):
        n = x.shape[axis]
        first, last = (n if length is None else min(length, n) for length in lengths[axis])
        low = _STATISTICS[mode](along(x, axis, 0, first), axis, keepdims=True)
        high = _STATISTICS[mode](along(x, axis, n - last), axis, keepdims=True)
        x = np.concatenate([np.repeat(low, before, axis), x, np.repeat(high, behind, axis)], axis)
    return x


def _by_function(x: Any, widths: Any, function: Callable[..., Any], kwargs: Any) -> Any:
    """A caller's function, which changes each vector of the padded array in place."""
    padded = np.pad(x, widths)
    for axis in range(padded.ndim):
        vectors = np.moveaxis(padded, axis, -1)
        for index in np.ndindex(vectors.shape[:-1]):
            function(vectors[(*index, Ellipsis)], widths[axis], axis, kwargs)
    return padded
