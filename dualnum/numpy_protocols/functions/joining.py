"""Several arrays as one, and one as several: linear; a constant among them moves by zeros."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import (
    as_array,
    directions_at,
    dtype_of,
    from_end,
    peeled,
    stripped,
    tangent_dtype,
    top_level,
)
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.rearranging import gathered, positions
from dualnum.numpy_protocols.results import stored
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import filled

linear = "linear"


def _tangents(arrays: Sequence[Any], level: int, directions: tuple[int, ...], dtype: Any) -> list[Any]:
    """The tangent of each array at ``level``; zeros, which take no memory, for one that is constant there."""
    zero = np.zeros((), dtype if dtype.kind in "fc" else float)
    return [
        x._tangent
        if isinstance(x, Dual) and x._level == level
        else np.broadcast_to(zero, directions + np.shape(x))
        for x in arrays
    ]


def _joined(
    name: str, arrays: Sequence[Any], of_primals: Callable[..., Any], of_tangents: Callable[..., Any]
) -> Any:
    """A linear function of arrays; ``of_tangents`` is given their tangents and the directions."""
    level = top_level(arrays)
    y = of_primals([peeled(x, level) for x in arrays])
    if level < 0:
        return y
    directions = directions_at(name, level, arrays)
    t = of_tangents(_tangents(arrays, level, directions, dtype_of(y)), directions)
    return make(y, filled(t, y, directions), level)


@implements(np.concatenate, group=linear)
def concatenate(
    arrays: Any, /, axis: int | None = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    """``concatenate(arrays, axis, out, dtype, casting)``."""
    if out is not None:
        return stored(np.concatenate, out, arrays, axis, dtype=dtype, casting=casting)
    parts = [as_array(x) for x in arrays]
    for x in parts:
        tangent_dtype("concatenate", dtype, x)

    def of_tangents(tangents: list[Any], directions: tuple[int, ...]) -> Any:
        if axis is None:
            tangents = [
                np.reshape(t, (*directions, np.size(x))) for t, x in zip(tangents, parts, strict=True)
            ]
        return np.concatenate(tangents, axis=-1 if axis is None else from_end(axis, parts[0].ndim))

    return _joined(
        "concatenate", parts, lambda p: np.concatenate(p, axis, dtype=dtype, casting=casting), of_tangents
    )


@implements(np.stack, group=linear)
def stack(
    arrays: Any, axis: int = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    """``stack(arrays, axis, out, dtype, casting)``."""
    if out is not None:
        return stored(np.stack, out, arrays, axis, dtype=dtype, casting=casting)
    parts = [as_array(x) for x in arrays]
    for x in parts:
        tangent_dtype("stack", dtype, x)
    place = from_end(axis, parts[0].ndim + 1) if parts else axis
    return _joined(
        "stack",
        parts,
        lambda p: np.stack(p, axis, dtype=dtype, casting=casting),
        lambda tangents, _directions: np.stack(tangents, place),
    )


@implements(np.vstack, group=linear)
def vstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """``vstack(tup, dtype, casting)``."""
    return np.concatenate([np.atleast_2d(as_array(x)) for x in tup], 0, dtype=dtype, casting=casting)


@implements(np.hstack, group=linear)
def hstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """``hstack(tup, dtype, casting)``."""
    parts = [np.atleast_1d(as_array(x)) for x in tup]
    axis = 0 if parts and parts[0].ndim == 1 else 1
    return np.concatenate(parts, axis, dtype=dtype, casting=casting)


@implements(np.dstack, group=linear)
def dstack(tup: Any) -> Any:
    """``dstack(tup)``."""
    return np.concatenate([np.atleast_3d(as_array(x)) for x in tup], 2)


@implements(np.column_stack, group=linear)
def column_stack(tup: Any) -> Any:
    """``column_stack(tup)``."""
    parts = [as_array(x) for x in tup]
    return np.concatenate([x if x.ndim > 1 else np.reshape(x, (-1, 1)) for x in parts], 1)


@implements(np.append, group=linear)
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """``append(arr, values, axis)``."""
    return np.concatenate([as_array(arr), as_array(values)], axis)


def _leaves(nested: Any) -> list[Any]:
    if isinstance(nested, list):
        return [leaf for item in nested for leaf in _leaves(item)]
    return [as_array(nested)]


def _renested(nested: Any, leaves: list[Any]) -> Any:
    """The lists of ``nested`` with the next of ``leaves`` at each leaf."""
    if isinstance(nested, list):
        return [_renested(item, leaves) for item in nested]
    return leaves.pop(0)


@implements(np.block, group=linear)
def block(arrays: Any) -> Any:
    """``block(arrays)``: nested lists."""
    return _by_positions("block", _leaves(arrays), lambda parts: np.block(_renested(arrays, list(parts))))


@implements(np.insert, group=linear)
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    """``insert(arr, obj, values, axis)``.

    Raises:
        TypeError: the values of a Dual would be cut off to fit into an array of integers.
    """
    obj = stripped(obj)
    parts = [as_array(arr), as_array(values)]
    if isinstance(parts[1], Dual):
        tangent_dtype("insert", dtype_of(parts[0]), parts[1])
    return _by_positions("insert", parts, lambda parts: np.insert(parts[0], obj, parts[1], axis))


def _by_positions(name: str, arrays: Sequence[Any], function: Callable[[Sequence[Any]], Any]) -> Any:
    """A function that puts elements of several arrays together, followed on their positions."""
    ends = np.cumsum([0, *(np.size(x) for x in arrays)])
    places = function([positions(np.shape(x), first) for x, first in zip(arrays, ends + 1, strict=False)])

    def of_tangents(tangents: list[Any], directions: tuple[int, ...]) -> Any:
        flat = [np.reshape(t, (*directions, np.size(x))) for t, x in zip(tangents, arrays, strict=True)]
        return gathered(np.concatenate(flat, axis=-1), places)

    return _joined(name, arrays, function, of_tangents)


@implements(np.meshgrid, group=linear)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: Any = "xy") -> Any:
    """``meshgrid(*xi, copy=, sparse=, indexing=)``."""
    np.meshgrid(indexing=indexing)  # NumPy's own error for an unknown indexing
    ndim = len(xi)
    axes = list(range(ndim))
    if indexing == "xy" and ndim > 1:
        axes[:2] = [1, 0]
    grids = [
        np.reshape(as_array(x), tuple(-1 if i == axis else 1 for i in range(ndim)))
        for x, axis in zip(xi, axes, strict=True)
    ]
    if not sparse:
        grids = np.broadcast_arrays(*grids)
    return tuple(grid.copy() for grid in grids) if copy else tuple(grids)


@implements(np.ix_, group=linear)
def ix_(*args: Any) -> Any:
    """``ix_(*args)``: an open mesh."""
    plain = np.ix_(*stripped(args))
    return tuple(
        np.reshape(x, y.shape) if isinstance(x := as_array(arg), Dual) else y
        for arg, y in zip(args, plain, strict=True)
    )


# --- one array as several ----------------------------------------------------------------------------


def _pieces(function: Any, x: Any, indices_or_sections: Any, axis: int) -> list[Any]:
    """Views of ``x`` where ``function`` splits the numbers of its elements along ``axis``."""
    parts = function(np.arange(x.shape[axis]), indices_or_sections)
    before = (slice(None),) * (axis % x.ndim)
    return [x[(*before, slice(part[0], part[-1] + 1) if len(part) else slice(0, 0))] for part in parts]


@implements(np.array_split, group=linear)
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """``array_split(ary, indices_or_sections, axis)``."""
    return _pieces(np.array_split, as_array(ary), indices_or_sections, axis)


@implements(np.split, group=linear)
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """``split(ary, indices_or_sections, axis)``."""
    return _pieces(np.split, as_array(ary), indices_or_sections, axis)


def _splitter(function: Any, least: int, axis_of: Callable[[int], int]) -> Callable[[Any, Any], Any]:
    def splitter(ary: Any, indices_or_sections: Any) -> Any:
        x = as_array(ary)
        if x.ndim < least:
            return function(stripped(x), indices_or_sections)  # NumPy's own error
        return np.split(x, indices_or_sections, axis_of(x.ndim))

    return splitter


implements(np.hsplit, group=linear)(_splitter(np.hsplit, 1, lambda ndim: 0 if ndim == 1 else 1))
implements(np.vsplit, group=linear)(_splitter(np.vsplit, 2, lambda _ndim: 0))
implements(np.dsplit, group=linear)(_splitter(np.dsplit, 3, lambda _ndim: 2))


@implements("unstack", group=linear)
def unstack(x: Any, /, *, axis: int = 0) -> Any:
    """``unstack(x, axis=)``."""
    a = as_array(x)
    if a.ndim == 0:
        return np.unstack(stripped(a), axis=axis)  # NumPy's own error
    return tuple(np.moveaxis(a, axis, 0))
