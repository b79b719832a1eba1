"""Medians, percentiles and quantiles, by every method and with weights.

A quantile is (1 − s)·x₍ₖ₎ + s·x₍ₖ₊₁₎ of the sorted elements; NumPy's own function, applied to the numbers
0, 1, 2, ..., says what k + s is.  A method that picks an element has that element's tangent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, dtype_of, from_end, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.axes import kept_shape, merged
from dualnum.numpy_protocols.functions.extremes import picked
from dualnum.numpy_protocols.functions.order_statistics import between, undefined_like
from dualnum.numpy_protocols.functions.sums import NO_VALUE
from dualnum.numpy_protocols.results import defined, stored

selecting = "selecting"

_SLOPES: dict[str, Callable[[int], tuple[float, float]]] = {
    "linear": lambda n: (n - 1, 0),
    "interpolated_inverted_cdf": lambda n: (n, -1),
    "hazen": lambda n: (n, -1 / 2),
    "weibull": lambda n: (n + 1, -1),
    "median_unbiased": lambda n: (n + 1 / 3, -2 / 3),
    "normal_unbiased": lambda n: (n + 1 / 4, -5 / 8),
}
"""Where a continuous method looks among n sorted elements: slope·q + offset, cut off at 0 and n − 1.

Hyndman and Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996).
"""

_PICKING = frozenset("lower higher nearest inverted_cdf closest_observation".split())


def _is_in_percent(function: Any) -> bool:
    """Whether that is np.percentile, by its name: inside `drop_in` np.percentile is another object."""
    return bool(function.__name__ == "percentile")


def _quantile(function: Any, x: Any, q: Any, axis: Any, method: str, keepdims: Any, weights: Any) -> Any:
    """Quantiles of ``x``, or percentiles if that is ``function``."""
    axes = from_end(axis, np.ndim(x))
    axes = axes if isinstance(axes, tuple) else (axes,)
    if method in _PICKING:
        return _picked(function, x, stripped(q), axes, method, keepdims, weights)
    result = _interpolated(function, np.sort(merged(x, axes), -1), q, method)
    return _shaped(result, np.shape(q), x, axes, keepdims)


def _shaped(result: Any, q_shape: tuple[int, ...], x: Any, axes: tuple[int, ...], keepdims: Any) -> Any:
    """``result`` with the axes of q in front instead of at the end, and the reduced axes kept or not."""
    count = len(q_shape)
    result = np.moveaxis(result, tuple(range(-count, 0)), tuple(range(count)))
    kept = keepdims is not NO_VALUE and keepdims
    return np.reshape(result, q_shape + kept_shape(np.shape(x), axes)) if kept else result


def _interpolated(function: Any, rows: Any, q: Any, method: str) -> Any:
    """Quantiles along the last axis of sorted ``rows``; the axes of q come last."""
    n = rows.shape[-1]
    if n == 0:
        return np.full(rows.shape[:-1] + np.shape(q), np.nan)
    place = _place(function, n, q, method, dtype_of(rows))
    k = np.clip(np.floor(stripped(place)), 0, max(n - 2, 0)).astype(int)
    low, high = np.take(rows, k, -1), np.take(rows, np.minimum(k + 1, n - 1), -1)
    last = stripped(rows)[..., -1]
    undefined = np.asarray(last != last)  # nans are sorted to the end
    factor = np.where(undefined, np.nan, 1).reshape(undefined.shape + (1,) * np.ndim(k))
    return (low + (place - k) * (high - low)) * factor


def _place(function: Any, n: int, q: Any, method: str, dtype: Any) -> Any:
    """k + s for each of ``q``; it moves with a Dual q where the method is continuous."""
    if method not in _SLOPES:
        exact = dtype.kind == "f" and n < 2 ** np.finfo(dtype).nmant
        numbers = np.arange(n, dtype=dtype if exact else float)
        return np.asarray(function(numbers, stripped(q), method=method), float)
    place = _continuous_place(method, _is_in_percent(function), n, stripped(q))
    if not isinstance(q, Dual):
        return place
    slope, offset = _SLOPES[method](n)
    slope = slope / 100 if _is_in_percent(function) else slope
    raw = slope * stripped(q) + offset
    return place + np.where((raw >= 0) & (raw <= n - 1), slope, 0) * (q - stripped(q))


def _continuous_place(method: str, percent: bool, n: Any, q: Any) -> Any:
    """k + s among n sorted elements, for one n or an array of them."""
    slope, offset = _SLOPES[method](n)
    raw = slope * (np.asarray(q, float) / 100 if percent else np.asarray(q, float)) + offset
    return np.maximum(np.minimum(raw, n - 1), 0)


def _picked(function: Any, x: Any, q: Any, axes: Any, method: str, keepdims: Any, weights: Any) -> Any:
    """Quantiles that are elements of ``x``."""
    options = {} if weights is None else {"weights": stripped(weights)}
    axes_given = None if len(axes) == np.ndim(x) and weights is not None else axes
    y = function(stripped(x), q, axes_given, method=method, keepdims=keepdims, **options)
    if not isinstance(x, Dual):
        return y
    counted = NO_VALUE if weights is None else _beside(x, axes, stripped(weights)) > 0
    y = np.asarray(y)
    values = y.reshape((-1, *y.shape[np.ndim(q) :]))
    tangents = [
        picked(function.__name__, make(stripped(x), x._tangent, x._level), value, axes, counted)
        for value in values
    ]
    duals = [make(value, t, x._level) for value, t in zip(values, tangents, strict=True)]
    return np.reshape(np.stack(duals), y.shape)


def _beside(x: Any, axes: tuple[int, ...], weights: Any) -> Any:
    """Weights in the shape of ``x``; they may be given for ``axes`` only."""
    weights = np.asarray(weights)
    if weights.shape == np.shape(x):
        return weights
    shape = tuple(n if i - np.ndim(x) in axes else 1 for i, n in enumerate(np.shape(x)))
    return np.broadcast_to(np.transpose(weights, np.argsort(axes)).reshape(shape), np.shape(x))


def _nanquantile(function: Any, x: Any, q: Any, axis: Any, method: str, keepdims: Any, weights: Any) -> Any:
    """Quantiles of what is not nan, row by row (as NumPy does it)."""
    axes = from_end(axis, np.ndim(x))
    axes = axes if isinstance(axes, tuple) else (axes,)
    rows = merged(x, axes)
    beside = None if weights is None else merged(_beside(x, axes, stripped(weights)), axes)
    results = [
        _of_row(function, rows[i], q, method, None if beside is None else beside[i])
        for i in np.ndindex(rows.shape[:-1])
    ]
    result = np.reshape(np.stack(results), rows.shape[:-1] + np.shape(q)) if results else np.sum(rows, -1)
    return _shaped(result, np.shape(q), x, axes, keepdims)


def _of_row(function: Any, row: Any, q: Any, method: str, weights: Any) -> Any:
    kept = ~np.isnan(stripped(row))
    if not kept.any():
        return undefined_like(np.sum(row) + q)
    return _quantile(function, row[kept], q, None, method, False, None if weights is None else weights[kept])


def _of_quantiles(function: Any, plain: Any, definition: Any) -> None:
    """Register ``quantile`` or one of its kin; ``plain`` is its like for data without nans."""

    def formula(
        a: Any,
        q: Any,
        axis: Any,
        method: str = "linear",
        keepdims: Any = False,
        weights: Any = None,
        **older: Any,
    ) -> Any:
        return definition(
            plain, as_array(a), as_array(q), axis, older.get("interpolation", method), keepdims, weights
        )

    @implements(function, group=selecting)
    def quantile(
        a: Any,
        q: Any,
        axis: Any = None,
        out: Any = None,
        overwrite_input: bool = False,  # noqa: ARG001  (a permission, not an order)
        method: str = "linear",
        keepdims: Any = False,
        *,
        weights: Any = None,
        interpolation: Any = None,
    ) -> Any:
        options = {"method": method, "keepdims": keepdims, "weights": weights}
        if interpolation is not None:  # the name that older releases of NumPy have for method
            options["interpolation"] = interpolation
        if out is not None:
            return stored(function, out, a, q, axis, **options)
        x, places = as_array(a), as_array(q)
        method = options.get("interpolation", method)
        if isinstance(x, Dual) and not isinstance(places, Dual) and method in _SLOPES and weights is None:
            y = function(x._primal, q, axis, **options)
            place_of = partial(_continuous_place, method, _is_in_percent(plain), q=np.ravel(places))
            return between(x, y, axis, places.shape, place_of, skips_nans=function is not plain)
        return defined(function, formula, x, q, axis, **options)


_of_quantiles(np.quantile, np.quantile, _quantile)
_of_quantiles(np.percentile, np.percentile, _quantile)
_of_quantiles(np.nanquantile, np.quantile, _nanquantile)
_of_quantiles(np.nanpercentile, np.percentile, _nanquantile)


def _median(function: Any, skips_nans: bool) -> None:
    @implements(function, group=selecting)
    def median(
        a: Any,
        axis: Any = None,
        out: Any = None,
        overwrite_input: bool = False,  # noqa: ARG001  (a permission, not an order)
        keepdims: Any = NO_VALUE,
    ) -> Any:
        keepdims = False if keepdims is NO_VALUE else keepdims
        if out is not None:
            return stored(function, out, a, axis, keepdims=keepdims)
        x = as_array(a)
        y = function(x._primal, axis, keepdims=keepdims)
        return between(x, y, axis, (), lambda n: np.maximum(n - 1, 0) / 2, skips_nans)


_median(np.median, skips_nans=False)
_median(np.nanmedian, skips_nans=True)
