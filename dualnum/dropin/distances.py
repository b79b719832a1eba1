"""Distances of scipy.spatial, written in NumPy by the formulas of its documentation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import with_value
from dualnum.dropin.state import plain_of

Metric = Callable[..., Any]


def _total(values: Any, w: Any) -> Any:
    return np.sum(values if w is None else w * values, axis=-1)


def _minkowski(u: Any, v: Any, p: Any = 2, w: Any = None) -> Any:
    size = np.abs(u - v)
    if plain_of(p) == np.inf:
        return _chebyshev(u, v)
    return _total(size**p, w) ** (1 / p)


def _chebyshev(u: Any, v: Any) -> Any:
    return np.max(np.abs(u - v), axis=-1)


def _sqeuclidean(u: Any, v: Any, w: Any = None) -> Any:
    return _total((u - v) ** 2, w)


def _cosine(u: Any, v: Any, w: Any = None) -> Any:
    return 1 - _total(u * v, w) / np.sqrt(_total(u * u, w) * _total(v * v, w))


def _correlation(u: Any, v: Any, w: Any = None) -> Any:
    weights = np.ones(u.shape[-1]) if w is None else w
    u, v = (x - (_total(x, weights) / np.sum(weights))[..., None] for x in (u, v))
    return _cosine(u, v, w)


def _canberra(u: Any, v: Any, w: Any = None) -> Any:
    size = np.abs(u) + np.abs(v)
    return _total(np.abs(u - v) / np.where(plain_of(size) == 0, 1.0, size), w)


def _braycurtis(u: Any, v: Any, w: Any = None) -> Any:
    return _total(np.abs(u - v), w) / _total(np.abs(u + v), w)


def _jensenshannon(u: Any, v: Any) -> Any:
    p, q = (x / np.sum(x, axis=-1, keepdims=True) for x in (u, v))
    middle = (p + q) / 2
    return np.sqrt((_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2)


def _relative_entropy(p: Any, q: Any) -> Any:
    positive = plain_of(p) > 0
    ratio = np.where(positive, p, 1.0) / np.where(positive, q, 1.0)
    return np.sum(np.where(positive, p * np.log(ratio), 0.0), axis=-1)


def _seuclidean(u: Any, v: Any, V: Any) -> Any:
    return np.sqrt(np.sum((u - v) ** 2 / V, axis=-1))


def _mahalanobis(u: Any, v: Any, VI: Any) -> Any:
    difference = u - v
    return np.sqrt(np.sum((difference @ VI) * difference, axis=-1))


_METRICS: dict[str, Metric] = {
    "euclidean": lambda u, v, w=None: np.sqrt(_sqeuclidean(u, v, w)),
    "sqeuclidean": _sqeuclidean,
    "cityblock": lambda u, v, w=None: _total(np.abs(u - v), w),
    "chebyshev": _chebyshev,
    "minkowski": _minkowski,
    "cosine": _cosine,
    "correlation": _correlation,
    "canberra": _canberra,
    "braycurtis": _braycurtis,
    "jensenshannon": _jensenshannon,
    "seuclidean": _seuclidean,
    "mahalanobis": _mahalanobis,
}
_ALIASES = {
    "e": "euclidean",
    "l2": "euclidean",
    "sqe": "sqeuclidean",
    "l1": "cityblock",
    "manhattan": "cityblock",
}
_ALIASES |= {"linf": "chebyshev", "cos": "cosine", "mi": "minkowski", "pnorm": "minkowski"}
_ALIASES |= {"mahal": "mahalanobis", "se": "seuclidean", "js": "jensenshannon"}
_SPREAD = {"seuclidean": "V", "mahalanobis": "VI"}


@stands_for("scipy.spatial.distance.cdist")
def _cdist(
    xa: Any, xb: Any, metric: Any = "euclidean", *, out: Any = None, original: Any, **kwargs: Any
) -> Any:
    xa, xb = _points(xa), _points(xb)
    found = _distance("cdist", metric, xa[:, None, :], xb[None, :, :], (xa, xb), out, kwargs)
    return _as_given(found, original, (xa, xb), metric, kwargs)


@stands_for("scipy.spatial.distance.pdist")
def _pdist(x: Any, metric: Any = "euclidean", *, out: Any = None, original: Any, **kwargs: Any) -> Any:
    x = _points(x)
    i, j = np.triu_indices(len(x), 1)
    found = _distance("pdist", metric, x[i], x[j], (x,), out, kwargs)
    return _as_given(found, original, (x,), metric, kwargs)


def _points(x: Any) -> Any:
    return as_array_dual(x, float) if holds_dual(x) else np.asarray(x, float)


def _as_given(found: Any, original: Any, points: Any, metric: Any, kwargs: dict[str, Any]) -> Any:
    plain = {key: plain_of(value) for key, value in kwargs.items()}
    return with_value(found, original(*map(plain_of, points), metric, **plain))


def _distance(name: str, metric: Any, u: Any, v: Any, points: Any, out: Any, kwargs: dict[str, Any]) -> Any:
    """The distances of pairs of points.

    Raises:
        TypeError: there is no formula for the metric, or for an option.
    """
    if callable(metric):
        pairs = zip(*(x.reshape(-1, x.shape[-1]) for x in np.broadcast_arrays(u, v)), strict=True)
        found = _points([metric(a, b, **kwargs) for a, b in pairs])
        return found.reshape(np.broadcast_shapes(u.shape, v.shape)[:-1])
    key = _ALIASES.get(metric, metric)
    rule = _METRICS.get(key)
    if rule is None or out is not None:
        what = f"the metric {metric!r}" if out is None else "out="
        raise TypeError(f"{name}: dualnum has no rule for {what}; compute the distance in NumPy")
    given = {option: value for option, value in kwargs.items() if value is not None}
    kwargs = {**_spread(key, points, given), **given}
    try:
        return rule(u, v, **kwargs)
    except TypeError as error:
        if "unexpected keyword" not in str(error):
            raise
        raise TypeError(
            f"{name}: dualnum has no rule for the options {sorted(kwargs)} of {key}; compute the distance in NumPy"
        ) from None


def _spread(metric: str, points: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The variances, or the inverse covariance, of all points, where a metric wants them and none are given."""
    if kwargs.get(_SPREAD.get(metric, "")) is not None or metric not in _SPREAD:
        return {}
    every = np.concatenate(points)
    if metric == "seuclidean":
        return {"V": np.var(every, axis=0, ddof=1)}
    return {"VI": np.linalg.inv(np.cov(every.T)).T}


@stands_for("scipy.spatial.distance.chebyshev")
def _chebyshev_of_two(u: Any, v: Any, w: Any = None) -> Any:
    if w is not None:
        raise TypeError("chebyshev: dualnum has no rule for weights; compute the distance in NumPy")
    return _chebyshev(_points(u), _points(v))


@stands_for("scipy.spatial.distance.squareform")
def _squareform(X: Any, force: str = "no", checks: bool = True, *, original: Any) -> Any:
    """The matrix of the distances that a vector lists, or the other way round."""
    value = original(plain_of(X), force, checks)
    if X.ndim == 1:
        n = len(value)
        place = np.zeros((n, n), int)
        place[np.triu_indices(n, 1)] = np.arange(len(X))
        place = np.maximum(place, place.T)
        return X[place] * (1 - np.eye(n)) if len(X) else value
    return X[np.triu_indices(len(X), 1)]
