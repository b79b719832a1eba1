"""Copies that put elements elsewhere: roll, repeat, tile, delete, tril, pad with a constant, ...

NumPy's own function, applied to the positions of the elements, says where each went, with every
argument honoured.  A position of 0 is an element that came from nowhere: a constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.results import both
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import directions_of

linear = "linear"


def positions(shape: tuple[int, ...], first: int = 1) -> Any:
    """The position of each element of an array of ``shape`` in C's order, counted from ``first``."""
    return np.arange(first, first + np.prod(shape, dtype=int)).reshape(shape)


def gathered(flat: Any, places: Any) -> Any:
    """The elements of ``flat`` (directions first) at ``places``, which count from 1; 0 gives 0."""
    if places.size and places.min() == 0:
        nothing = np.zeros_like(flat[..., :1]) if flat.shape[-1] else np.zeros((*flat.shape[:-1], 1))
        return np.concatenate([nothing, flat], axis=-1)[..., places]
    return flat[..., places - 1]


def rearranged_tangent(
    function: Callable[[Any], Any], t: Any, shape: tuple[int, ...], directions: tuple[int, ...]
) -> Any:
    """What ``function``, which rearranges an array of ``shape``, makes of its tangent."""
    flat = np.reshape(t, (*directions, np.prod(shape, dtype=int)))
    return gathered(flat, np.asarray(function(positions(shape))))


def rearranged(a: Any, function: Callable[[Any], Any]) -> Any:
    """A Dual whose elements ``function`` rearranges."""
    x = as_array(a)
    if not isinstance(x, Dual):
        return function(x)
    directions = directions_of(x._primal, x._tangent)
    return make(function(x._primal), rearranged_tangent(function, x._tangent, x.shape, directions), x._level)


@implements(np.roll, group=linear)
def roll(a: Any, shift: Any, axis: Any = None) -> Any:
    """``roll(a, shift, axis)``."""
    if axis is None:
        x = as_array(a)
        return np.reshape(np.roll(np.ravel(x), shift, -1), x.shape)
    x = as_array(a)
    places = from_end(axis, x.ndim)
    return both(x, lambda part: np.roll(part, shift, axis), lambda t: np.roll(t, shift, places))


@implements(np.repeat, group=linear)
def repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    """``repeat(a, repeats, axis)``."""
    repeats = stripped(repeats)
    x = np.ravel(as_array(a)) if axis is None else as_array(a)
    given = -1 if axis is None else axis
    place = from_end(given, x.ndim)
    return both(x, lambda part: np.repeat(part, repeats, given), lambda t: np.repeat(t, repeats, place))


@implements(np.tile, group=linear)
def tile(A: Any, reps: Any) -> Any:  # noqa: N803  (NumPy's own name of the argument)
    """``tile(A, reps)``."""
    reps = stripped(reps)
    return rearranged(A, lambda part: np.tile(part, reps))


@implements(np.delete, group=linear)
def delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    """``delete(arr, obj, axis)``."""
    obj = stripped(obj)
    return rearranged(arr, lambda part: np.delete(part, obj, axis))


@implements(np.resize, group=linear)
def resize(a: Any, new_shape: Any) -> Any:
    """``resize(a, new_shape)``."""
    return rearranged(a, lambda part: np.resize(part, new_shape))


@implements(np.diag, group=linear)
def diag(v: Any, k: int = 0) -> Any:
    """``diag(v, k)``."""
    return rearranged(v, lambda part: np.diag(part, k))


@implements(np.diagflat, group=linear)
def diagflat(v: Any, k: int = 0) -> Any:
    """``diagflat(v, k)``."""
    return rearranged(v, lambda part: np.diagflat(part, k))


@implements(np.tril, group=linear)
def tril(m: Any, k: int = 0) -> Any:
    """``tril(m, k)``."""
    return rearranged(m, lambda part: np.tril(part, k))


@implements(np.triu, group=linear)
def triu(m: Any, k: int = 0) -> Any:
    """``triu(m, k)``."""
    return rearranged(m, lambda part: np.triu(part, k))


@implements(np.trim_zeros, group=linear)
def trim_zeros(filt: Any, trim: str = "fb", axis: Any = None) -> Any:
    """``trim_zeros(filt, trim, axis)``: a view, which the primal's zeros decide."""
    x = as_array(filt)
    options = {} if axis is None else {"axis": axis}
    base = np.asarray(stripped(x))
    options = {} if axis is None else {"axis": axis}
    lengths = np.shape(np.trim_zeros(base, trim, **options))
    from_front = "f" in trim.lower() and bool(base.any())
    found = zip(np.nonzero(base), lengths, base.shape, strict=True) if base.ndim else ()
    starts = [int(nonzero.min()) if from_front and n < m else 0 for nonzero, n, m in found]
    return x[tuple(slice(start, start + n) for start, n in zip(starts, lengths, strict=True))]
