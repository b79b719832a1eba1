"""``ufunc.at``: a Dual changes in place, element by element, as often as the indices name each of them."""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual
from dualnum.indexing import make_room, plain_key
from dualnum.numpy_protocols.arguments import as_array, dtype_of, stripped
from dualnum.numpy_protocols.untyped import np


def at(ufunc: Any, a: Any, indices: Any, *others: Any) -> None:
    """``ufunc.at(a, indices, b)`` for a ufunc of any number of arguments.

    NumPy computes the primal.  The tangents go in rounds: the k-th changes each element that the indices
    name k times or more.

    Raises:
        TypeError: ``a`` is a plain array, or one of integers, which cannot hold the derivative of the result.
    """
    key = plain_key(indices)
    if not isinstance(a, Dual) or not isinstance(stripped(a), np.ndarray):
        _at_plain(ufunc, a, key, others)
        return
    values = [as_array(other) for other in others]
    _check_kind(ufunc, a, values)
    for value in values:
        make_room(a, value)
    exact = stripped(a).copy()
    places = np.arange(exact.size).reshape(exact.shape)[key]
    ufunc.at(exact if stripped(a).flags.writeable else stripped(a), key, *map(stripped, values))
    flat = [np.ravel(np.broadcast_to(value, places.shape)).copy() for value in values]
    with np.errstate(all="ignore"):  # NumPy has told of everything once
        _update(ufunc, np.reshape(a, 1) if exact.ndim == 0 else a, places.ravel(), flat)
    stripped(a)[...] = exact


def _at_plain(ufunc: Any, a: Any, key: Any, others: tuple[Any, ...]) -> None:
    """An array of objects holds Duals itself; whatever else is no array gets NumPy's own error."""
    if isinstance(a, np.ndarray) and a.dtype == object:
        ufunc.at(a, key, *map(np.asarray, others))
        return
    if isinstance(a, np.ndarray):
        raise TypeError(
            f"{ufunc.__name__}.at: a plain array cannot hold the derivative of what changes it; give a Dual "
            "(such as np.zeros_like(x) of a Dual x), or use .primal to drop the derivative on purpose"
        )
    ufunc.at(stripped(a), key, *map(stripped, others))


def _check_kind(ufunc: Any, a: Any, values: list[Any]) -> None:
    """Refuse what NumPy would cut, to an integer or to a real number, on its way into the array."""
    kind = dtype_of(a).kind
    result = ufunc(*(np.empty(0, dtype_of(value)) for value in (a, *values))).dtype.kind
    if (kind in "biu" and result in "fc") or (kind == "f" and result == "c"):
        raise TypeError(
            f"{ufunc.__name__}.at: an array of {dtype_of(a)} cannot hold the derivative of the result; "
            "give one of a wider dtype"
        )


def _update(ufunc: Any, a: Any, places: Any, values: list[Any]) -> None:
    """``a[place] = ufunc(a[place], value)`` for each place and value in turn."""
    order = np.argsort(places, kind="stable")
    named, first, count = np.unique(places[order], return_index=True, return_counts=True)
    if ufunc in (np.add, np.subtract) and named.size:  # what is added to one element may be added up before
        _change(ufunc, a, named, [np.add.reduceat(value[order], first) for value in values])
        return
    turn = np.empty(places.size, int)
    turn[order] = np.arange(places.size) - np.repeat(first, count)
    by_turn = np.argsort(turn, kind="stable")
    for now in np.split(by_turn, np.cumsum(np.bincount(turn))[:-1]) if places.size else ():
        _change(ufunc, a, places[now], [value[now] for value in values])


def _change(ufunc: Any, a: Any, places: Any, values: list[Any]) -> None:
    index = np.unravel_index(places, a.shape)
    a[index] = ufunc(a[index], *values)
