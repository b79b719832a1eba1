"""Histograms: linear in the weights; the counts do not move, and the edges move with the data's ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, dtype_of, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.axes import each_direction
from dualnum.numpy_protocols.results import by_definition
from dualnum.shapes import directions_of, filled

numeric = "numeric"


def _weighted(weights: Any, count: Callable[[Any], Any]) -> Any:
    """``count`` of weights, which is linear in them, for weights that may be Duals."""
    if not isinstance(weights, Dual):
        return count(weights)
    y = _weighted(weights._primal, count)
    directions = directions_of(weights._primal, weights._tangent)
    t = each_direction(lambda part: _of_complex(part, count), weights._tangent, directions)
    return make(y, filled(t, y, directions), weights._level)


def _of_complex(t: Any, count: Callable[[Any], Any]) -> Any:
    """NumPy counts with real weights only; a tangent may be complex."""
    if dtype_of(t).kind != "c":
        return _weighted(t, count)
    return _weighted(np.real(t), count) + 1j * _weighted(np.imag(t), count)


@implements(np.bincount, group=numeric)
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    """``bincount(x, weights, minlength)``."""
    numbers = stripped(x)
    if weights is None:
        return np.bincount(numbers, minlength=minlength)
    return _weighted(as_array(weights), lambda w: np.bincount(numbers, w, minlength))


@by_definition("histogram_bin_edges")
def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:  # noqa: A002  (NumPy's name)
    """Equal steps from the smallest to the largest element, or the ``bins`` that are given."""
    count = None
    if np.ndim(bins) == 0:
        plain = (stripped(as_array(a)), stripped(bins), stripped(range), stripped(weights))
        count = len(np.histogram_bin_edges(*plain)) - 1
    return _edges(np.ravel(as_array(a)), bins, range, count)


def _edges(x: Any, bins: Any, limits: Any, count: int | None) -> Any:
    """The edges along one axis: ``count`` equal steps, or ``bins`` themselves."""
    if count is None:
        return as_array(bins)
    if limits is not None or np.size(x) == 0:
        low, high = (0, 1) if limits is None else limits
    else:
        low, high = np.min(x), np.max(x)
    if low == high:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, count + 1)


@by_definition("histogram")
def histogram(
    a: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002  (NumPy's name)
    density: Any = None,
    weights: Any = None,
) -> Any:
    """Counts, or with ``density`` their shares per width, and the edges."""
    edges = np.histogram_bin_edges(a, bins, range, weights)
    base, plain_edges = stripped(as_array(a)), stripped(edges)
    w = None if weights is None else as_array(weights)
    counts = _weighted(w, lambda part: np.histogram(base, plain_edges, weights=part)[0])
    if density:
        counts = counts / (np.diff(edges) * 1.0) / np.sum(counts)
    return counts, edges


@by_definition("histogramdd")
def histogramdd(
    sample: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002  (NumPy's name)
    density: Any = None,
    weights: Any = None,
) -> Any:
    """The same along several axes."""
    columns = _columns(sample)
    each_bins = (
        [bins] * len(columns) if np.ndim(bins) == 0 and not isinstance(bins, (list, tuple)) else list(bins)
    )
    limits = [None] * len(columns) if range is None else range
    edges = [
        _edges(x, b, limit, int(b) if np.ndim(b) == 0 else None)
        for x, b, limit in zip(columns, each_bins, limits, strict=True)
    ]
    base, plain_edges = np.stack([stripped(x) for x in columns], -1), [stripped(edge) for edge in edges]
    w = None if weights is None else as_array(weights)
    counts = _weighted(w, lambda part: np.histogramdd(base, plain_edges, weights=part)[0])
    return (_per_volume(counts, edges) if density else counts), _like_numpy(edges)


def _columns(sample: Any) -> list[Any]:
    """The coordinates of the points: the columns of a matrix, or the parts of a sequence."""
    if isinstance(sample, (list, tuple)):
        return [np.ravel(as_array(x)) for x in sample]
    x = as_array(sample)
    return list(np.transpose(x)) if x.ndim == 2 else [x]


def _like_numpy(edges: list[Any]) -> Any:
    """Edges in the container that NumPy's release returns them in."""
    return type(np.histogramdd(np.zeros((1, 1)), 1)[1])(edges)


def _per_volume(counts: Any, edges: list[Any]) -> Any:
    total = np.sum(counts)
    for i, edge in enumerate(edges):
        widths = np.diff(edge)
        counts = counts / np.reshape(widths, tuple(-1 if j == i else 1 for j in range(len(edges))))
    return counts / total


@by_definition("histogram2d")
def histogram2d(
    x: Any,
    y: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002  (NumPy's name)
    density: Any = None,
    weights: Any = None,
) -> Any:
    """The same along two axes."""
    if np.ndim(bins) == 1 and len(bins) not in (1, 2):
        bins = [bins, bins]
    counts, edges = np.histogramdd([as_array(x), as_array(y)], bins, range, density, weights)
    return (counts, *edges)
