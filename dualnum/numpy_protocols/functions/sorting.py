"""Sorting and sets: both parts go where the primal's order puts the value."""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.sums import NO_VALUE
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import directions_of

selecting = "selecting"


def reordered(x: Dual, y: Any, axis: int, is_sorted: bool = False) -> Any:
    """The tangent of ``y``, which has the elements of ``x`` along ``axis`` (from the end) in another order.

    The order is found by rank, so it does not matter how ``y`` came about.
    """
    before = np.argsort(stripped(x), axis, kind="stable")
    order = before if is_sorted else _followed(before, np.argsort(stripped(y), axis, kind="stable"), axis)
    if conventions.reporting():
        _report_ties(x, before, axis)
    return taken_along(x, order, axis)


def _followed(before: Any, after: Any, axis: int) -> Any:
    """Where each element comes from, when one order sorts the old ones and another the new ones."""
    order = np.empty_like(before)
    np.put_along_axis(order, after, before, axis)
    return order


def _report_ties(x: Dual, order: Any, axis: int) -> None:
    """Report equal elements of which one moves."""
    values, moving = (
        np.moveaxis(np.take_along_axis(p, order, axis), axis, -1)
        for p in (stripped(x), conventions.moving(x))
    )
    tied = (values[..., 1:] == values[..., :-1]) & (moving[..., 1:] | moving[..., :-1])
    conventions.report("sort", values[..., 1:], tied, "a tie")


def taken_along(x: Dual, indices: Any, axis: int) -> Any:
    """The tangent of ``x`` at ``indices`` along ``axis``, counted from the end."""
    lead = len(directions_of(x._primal, x._tangent))
    return np.take_along_axis(x._tangent, np.reshape(indices, (1,) * lead + indices.shape), axis)


def _reordering(a: Any, axis: Any, function: Any, sorts: bool) -> Any:
    x = np.ravel(as_array(a)) if axis is None else as_array(a)
    place = -1 if axis is None else axis
    y = function(x._primal, place)
    return make(y, reordered(x, y, from_end(place, x.ndim), sorts), x._level)


@implements(np.sort, group=selecting)
def sort(
    a: Any,
    axis: Any = -1,
    kind: Any = None,
    order: Any = None,
    *,
    stable: Any = None,
    descending: Any = NO_VALUE,
) -> Any:
    """``sort(a, axis, kind, order, stable, descending)``; the last is of newer releases of NumPy."""
    options = {} if descending is NO_VALUE else {"descending": descending}

    def sorted_along(part: Any, place: int) -> Any:
        return np.sort(part, place, kind, order, stable=stable, **options)

    return _reordering(a, axis, sorted_along, not options)


@implements(np.partition, group=selecting)
def partition(a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None) -> Any:
    """``partition(a, kth, axis, kind, order)``."""
    return _reordering(a, axis, lambda part, place: np.partition(part, kth, place, kind, order), False)


@implements(np.sort_complex, group=selecting)
def sort_complex(a: Any) -> Any:
    """``sort_complex(a)``: sorted along the last axis, as complex numbers."""
    x = as_array(a)
    y = np.sort_complex(x._primal)
    return make(y, np.astype(reordered(x, y, -1, True), stripped(y).dtype), x._level)


# --- sets: each value's tangent is that of its first occurrence --------------------------------------


@implements(np.unique, group=selecting)
def unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Any = None,
    **options: Any,
) -> Any:
    """``unique(ar, return_index, return_inverse, return_counts, axis, equal_nan, sorted)``."""
    x = as_array(ar)
    wanted = (return_index, return_inverse, return_counts)
    result = np.unique(x._primal, *wanted, axis, **options)
    if not any(wanted):
        return _with_first(x, result, axis, options)
    return (_with_first(x, result[0], axis, options), *result[1:])


def _with_first(x: Dual, y: Any, axis: Any, options: dict[str, Any]) -> Any:
    """The values ``y`` of ``x`` with the tangents of their first occurrences."""
    options = {key: value for key, value in options.items() if key == "equal_nan"}
    _, first = np.unique(stripped(x), return_index=True, axis=axis, **options)
    chosen = np.take(np.ravel(x) if axis is None else x, first, axis or 0)
    if axis is not None:
        return make(y, chosen._tangent, x._level)
    return make(y, reordered(chosen, y, -1), x._level)


def _unique_variant(name: str) -> None:
    function = getattr(np, name)

    @implements(function, group=selecting)
    def variant(x: Any) -> Any:
        a = as_array(x)
        result: Any = function(a._primal)
        values = getattr(result, "values", result)
        found = _with_first(a, values, None, {"equal_nan": False})
        return found if values is result else result._replace(values=found)


for _name in ("unique_all", "unique_counts", "unique_inverse", "unique_values"):
    _unique_variant(_name)


@implements(np.intersect1d, group=selecting)
def intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    """``intersect1d(ar1, ar2, assume_unique, return_indices)``: the elements of ``ar1``."""
    a, b = as_array(ar1), as_array(ar2)
    values, first, second = np.intersect1d(stripped(a), stripped(b), assume_unique, return_indices=True)
    common = np.astype(np.take(np.ravel(a), first), values.dtype)
    return (common, first, second) if return_indices else common


@implements(np.union1d, group=selecting)
def union1d(ar1: Any, ar2: Any) -> Any:
    """``union1d(ar1, ar2)``."""
    return np.unique(np.concatenate([as_array(ar1), as_array(ar2)], axis=None))


@implements(np.setdiff1d, group=selecting)
def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """``setdiff1d(ar1, ar2, assume_unique)``."""
    a, b = as_array(ar1), as_array(ar2)
    values = np.ravel(a) if assume_unique else np.unique(a)
    return values[np.isin(stripped(values), stripped(b), invert=True)]


@implements(np.setxor1d, group=selecting)
def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """``setxor1d(ar1, ar2, assume_unique)``."""
    parts = [as_array(ar1), as_array(ar2)]
    if not assume_unique:
        parts = [np.unique(part) for part in parts]
    values = np.sort(np.concatenate(parts, axis=None))
    base = stripped(values)
    changes = np.concatenate(([True], base[1:] != base[:-1], [True])) if base.size else np.zeros(1, bool)
    return values[changes[1:] & changes[:-1]]
