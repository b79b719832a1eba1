"""Compiled kernels of scikit-learn and statsmodels, written in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import with_value
from dualnum.dropin.state import plain_of


def _array(value: Any) -> Any:
    return as_array_dual(value) if holds_dual(value) else np.asarray(value)


@stands_for("sklearn.metrics._pairwise_fast._chi2_kernel_fast", writes=True)
def _chi2_kernel_fast(x: Any, y: Any, result: Any, *, original: Any) -> None:
    """−Σ (x − y)²/(x + y) over the features where the sum is not zero."""
    x, y = settle(x), settle(y)
    value = np.zeros(result.shape)
    original(np.ascontiguousarray(plain_of(x)), np.ascontiguousarray(plain_of(y)), value)
    difference, total = x[:, None, :] - y[None, :, :], x[:, None, :] + y[None, :, :]
    positive = plain_of(total) != 0
    terms = np.where(positive, difference**2 / np.where(positive, total, 1.0), 0.0)
    result[...] = with_value(-np.sum(terms, axis=-1), value)


@stands_for("sklearn.metrics.pairwise.haversine_distances")
def _haversine_distances(X: Any, Y: Any = None, *, original: Any) -> Any:
    """2·arcsin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)); from a point to itself, 0."""
    x = _array(X)
    y = x if Y is None else _array(Y)
    value = original(plain_of(x), None if Y is None else plain_of(y))
    half = (x[:, None, :] - y[None, :, :]) / 2
    square = np.sin(half[..., 0]) ** 2
    square = square + np.cos(x[:, None, 0]) * np.cos(y[None, :, 0]) * np.sin(half[..., 1]) ** 2
    same = Y is None and np.eye(len(x), dtype=bool)
    return with_value(np.where(same, 0.0, 2 * np.arcsin(np.sqrt(np.where(same, 1.0, square)))), value)


@stands_for("statsmodels.robust._qn._qn")
def _qn(a: Any, c: Any, *, original: Any) -> Any:
    """The distance between two of the elements that comes at Rousseeuw and Croux's place, times c."""
    a = _array(a)
    value = original(np.ascontiguousarray(plain_of(a)), float(plain_of(c)))
    i, j = np.triu_indices(len(a), 1)
    h = len(a) // 2 + 1
    return with_value(np.sort(np.abs(a[i] - a[j]))[h * (h - 1) // 2 - 1] * c, value)
