"""Sums and means along axes: linear, so the tangent is the sum or mean of the tangents."""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual
from dualnum.numpy_protocols.arguments import as_array, dtype_of, from_end, stripped, tangent_dtype
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.results import both, by_definition, defined, stored, with_directions
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import filled

NO_VALUE: Any = np._NoValue
reducing = "reducing"


@implements(np.sum, group=reducing)
def sum_(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    initial: Any = NO_VALUE,
    where: Any = NO_VALUE,
) -> Any:
    """``sum(a, axis, dtype, out, keepdims, initial, where)``; ``initial`` may be a Dual."""
    options = {"keepdims": keepdims, "where": stripped(where)}
    if out is not None:
        return stored(np.sum, out, a, axis, dtype, initial=initial, **options)
    if isinstance(initial, Dual):
        return defined(np.sum, _sum_from, a, axis, dtype, initial=initial, **options)
    return _reduced(np.sum, a, axis, dtype, options, {"initial": initial})


def _sum_from(a: Any, axis: Any, dtype: Any, initial: Any, **options: Any) -> Any:
    return np.sum(as_array(a), axis, dtype, **options) + initial


@implements(np.mean, group=reducing)
def mean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    *,
    where: Any = NO_VALUE,
) -> Any:
    """``mean(a, axis, dtype, out, keepdims, where)``."""
    options = {"keepdims": keepdims, "where": stripped(where)}
    if out is not None:
        return stored(np.mean, out, a, axis, dtype, **options)
    x = as_array(a)
    if where is NO_VALUE and np.size(x):
        return _reduced(np.mean, x, axis, dtype, options, {})
    counted = np.broadcast_to(True if where is NO_VALUE else options["where"], np.shape(x))
    return _mean_of(np.mean, x, axis, dtype, options, counted)


def _mean_of(function: Any, x: Any, axis: Any, dtype: Any, options: Any, counted: Any) -> Any:
    """A mean whose tangent is the sum over the count: no second warning where nothing is counted."""
    wanted, axes = tangent_dtype(function.__name__, dtype, x), from_end(axis, np.ndim(x))
    keepdims = options["keepdims"]

    def of_tangent(t: Any, directions: tuple[int, ...], y: Any) -> Any:
        with np.errstate(all="ignore"):
            precision = wanted or np.result_type(dtype_of(t), np.float32)
            total = np.sum(t, axes, precision, keepdims=keepdims, where=counted)
            return filled(total / np.sum(counted, axis, keepdims=keepdims), y, directions)

    return with_directions(x, lambda part: function(part, axis, dtype, **options), of_tangent)


def _reduced(function: Any, a: Any, axis: Any, dtype: Any, options: Any, of_primal: Any) -> Any:
    """A linear reduction; ``of_primal`` are options that constants enter by."""
    x = as_array(a)
    wanted = tangent_dtype(function.__name__, dtype, x)
    axes = from_end(axis, x.ndim)
    options, of_primal = _given(options), _given(of_primal)
    return both(
        x,
        lambda part: function(part, axis, dtype, **options, **of_primal),
        lambda t: function(t, axes, wanted, **options),
    )


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that the caller gave: arrays of other libraries do not know NumPy's mark for the rest."""
    return {name: value for name, value in options.items() if value is not NO_VALUE}


@implements(np.cumsum, group=reducing)
def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """``cumsum(a, axis, dtype, out)``."""
    if out is not None:
        return stored(np.cumsum, out, a, axis, dtype)
    x = np.ravel(as_array(a)) if axis is None else np.atleast_1d(as_array(a))
    wanted = tangent_dtype("cumsum", dtype, x)
    place = -1 if axis is None else from_end(axis, x.ndim)
    given = -1 if axis is None else axis
    return both(x, lambda part: np.cumsum(part, given, dtype), lambda t: np.cumsum(t, place, wanted))


@implements("cumulative_sum", group=reducing)
def cumulative_sum(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: bool = False
) -> Any:
    """``cumulative_sum(x, axis, dtype, out, include_initial)``."""
    options = {"include_initial": include_initial}
    if out is not None:
        return stored(np.cumulative_sum, out, x, axis=axis, dtype=dtype, **options)
    a = np.atleast_1d(as_array(x))
    wanted = tangent_dtype("cumulative_sum", dtype, a)
    place = -1 if axis is None else from_end(axis, a.ndim)
    return both(
        a,
        lambda part: np.cumulative_sum(part, axis=axis, dtype=dtype, **options),
        lambda t: np.cumulative_sum(t, axis=place, dtype=wanted, **options),
    )


@implements(np.trace, group=reducing)
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    """``trace(a, offset, axis1, axis2, dtype, out)``."""
    if out is not None:
        return stored(np.trace, out, a, offset, axis1, axis2, dtype)
    x = as_array(a)
    wanted = tangent_dtype("trace", dtype, x)
    first, second = (from_end(axis, x.ndim) for axis in (axis1, axis2))
    return both(
        x,
        lambda part: np.trace(part, offset, axis1, axis2, dtype),
        lambda t: np.trace(t, offset, first, second, wanted),
    )


# --- without nans ------------------------------------------------------------------------------------


def without_nans(a: Any, replacement: float) -> Any:
    """``a`` with a constant where it is nan."""
    x = as_array(a)
    if dtype_of(x).kind not in "fc":
        return x
    return np.where(np.isnan(stripped(x)), dtype_of(x).type(replacement), x)


@implements(np.nansum, group=reducing)
def nansum(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    initial: Any = NO_VALUE,
    where: Any = NO_VALUE,
) -> Any:
    """``nansum(a, axis, dtype, out, keepdims, initial, where)``."""
    options = {"keepdims": keepdims, "initial": initial, "where": where}
    if out is not None:
        return stored(np.nansum, out, a, axis, dtype, **options)
    return defined(
        np.nansum,
        lambda a, *rest, **more: np.sum(without_nans(a, 0), *rest, **more),
        a,
        axis,
        dtype,
        **options,
    )


@implements(np.nanmean, group=reducing)
def nanmean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    *,
    where: Any = NO_VALUE,
) -> Any:
    """``nanmean(a, axis, dtype, out, keepdims, where)``."""
    if out is not None:
        return stored(np.nanmean, out, a, axis, dtype, keepdims=keepdims, where=where)
    options = {"keepdims": keepdims, "where": stripped(where)}
    return _mean_of(np.nanmean, as_array(a), axis, dtype, options, present(a, where))


def present(a: Any, where: Any) -> Any:
    """Where ``a`` is no nan, and ``where`` holds: the elements that count."""
    kept = ~np.isnan(stripped(as_array(a)))
    return kept if where is NO_VALUE else kept & stripped(where)


@implements(np.nancumsum, group=reducing)
def nancumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """``nancumsum(a, axis, dtype, out)``."""
    if out is not None:
        return stored(np.nancumsum, out, a, axis, dtype)
    return defined(np.nancumsum, lambda a, *rest: np.cumsum(without_nans(a, 0), *rest), a, axis, dtype)


@by_definition("average", group=reducing)
def average(
    a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: Any = NO_VALUE
) -> Any:
    """``average(a, axis, weights, returned, keepdims)``; the weights may move too."""
    x = as_array(a)
    if weights is None:
        mean = np.mean(x, axis, keepdims=keepdims)
        return (mean, 0) if returned else mean
    w = _weights_of(x, axis, as_array(weights))
    total = np.sum(w, axis, keepdims=keepdims)
    mean = np.sum(x * w, axis, keepdims=keepdims) / total
    return (mean, np.broadcast_to(total, np.shape(mean))) if returned else mean


def _weights_of(x: Any, axis: Any, w: Any) -> Any:
    """Weights given for some axes only, in the shape of ``x``."""
    if w.shape == x.shape:
        return w
    axes = [each % x.ndim for each in (axis if isinstance(axis, tuple) else (axis,))]
    w = np.transpose(w, np.argsort(axes))
    return np.broadcast_to(np.reshape(w, [n if i in axes else 1 for i, n in enumerate(x.shape)]), x.shape)
