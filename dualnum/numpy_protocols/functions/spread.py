"""Variances, deviations, covariances and ranges, by their definitions.

The deviation of equal numbers is 0, the tip of a cone: there its derivative follows the convention that
hypot and norms have there, 0.
"""

from __future__ import annotations

import math
from typing import Any

from dualnum.construction import level_of
from dualnum.dual import make
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, dtype_of, from_end, peeled, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.sums import NO_VALUE, present
from dualnum.numpy_protocols.results import by_definition, defined, stored
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import directions_of, filled, is_complex, shape_of
from dualnum.strong_zeros import product

reducing = "reducing"


def _spread(function: Any, is_root: bool, without_nans: bool) -> None:
    """Register ``var`` or one of its kin, all of which have the same arguments."""

    @implements(function, group=reducing)
    def spread(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        ddof: Any = 0,
        keepdims: Any = NO_VALUE,
        *,
        where: Any = NO_VALUE,
        mean: Any = NO_VALUE,
        correction: Any = NO_VALUE,
    ) -> Any:
        options = {"ddof": ddof, "keepdims": keepdims, "where": stripped(where), "correction": correction}
        if out is not None:
            return stored(function, out, a, axis, dtype, mean=mean, **options)
        x, mean = as_array(a), mean if mean is NO_VALUE else as_array(mean)
        level = max(level_of(x), level_of(mean))
        y = function(peeled(x, level), axis, dtype, mean=peeled(mean, level), **options)
        x = x if dtype is None else np.astype(x, dtype)
        counted = present(x, where) if without_nans else options["where"]
        variance = _Variance(x, axis, keepdims, counted, ddof if correction is NO_VALUE else correction)
        with np.errstate(all="ignore"):
            return variance.joined(y, mean, level, is_root)


class _Variance:
    """Σ|x − mean|² / (n − ddof) along axes, and its root."""

    def __init__(self, x: Any, axis: Any, keepdims: Any, where: Any, ddof: Any) -> None:
        self.x = x
        self.axis = axis
        self.axes = from_end(axis, len(shape_of(x)))
        self.keepdims = keepdims is not NO_VALUE and bool(keepdims)
        self.where = True if where is NO_VALUE else where
        self.ddof = ddof

    def joined(self, y: Any, mean: Any, level: int, is_root: bool) -> Any:
        """A Dual of ``y``; its tangent is 2·Σ (x − mean)·(x' − mean') / (n − ddof), over 2·y for the root."""
        d, t = self._deviation(mean)
        products = np.real(product(np.conjugate(d), t)) if is_complex(d) else product(d, t, (d,))
        total = _sum(products, self.axes, self.keepdims, self.where)
        tangent = 2 * total / np.maximum(self._count(self.keepdims) - self.ddof, 0)
        if is_root:
            tangent = tangent / (2 * self._away_from_the_tip(y))
        return make(y, filled(tangent, y, directions_of(d, t)), level)

    def _deviation(self, mean: Any) -> tuple[Any, Any]:
        """x − mean and its tangent, in single precision at least."""
        x = np.astype(self.x, np.result_type(dtype_of(self.x), np.float32), copy=False)
        if mean is not NO_VALUE:
            deviation = x - mean
            return deviation._primal, deviation._tangent
        count = self._count(True)
        return tuple(
            part - _sum(part, self.axes, True, self.where) / count for part in (x._primal, x._tangent)
        )

    def _count(self, keepdims: bool) -> Any:
        shape = shape_of(self.x)
        if self.where is True:
            axes = self.axes if isinstance(self.axes, tuple) else (self.axes,)
            return math.prod(shape[axis] for axis in axes)
        return np.sum(np.broadcast_to(self.where, shape), self.axis, keepdims=keepdims)

    def _away_from_the_tip(self, y: Any) -> Any:
        """``y`` with 1 in place of 0, where every deviation is 0 and so is the tangent of the variance."""
        if conventions.reporting():
            conventions.report("std", y, stripped(y) == 0, "the tip of a cone")
        return np.where(y == 0, 1, y)


def _sum(part: Any, axes: Any, keepdims: bool, where: Any) -> Any:
    """`numpy.sum` with an array's own reduction, which is a third faster."""
    return np.add.reduce(part, axis=axes, keepdims=keepdims, where=where)


_spread(np.var, is_root=False, without_nans=False)
_spread(np.std, is_root=True, without_nans=False)
_spread(np.nanvar, is_root=False, without_nans=True)
_spread(np.nanstd, is_root=True, without_nans=True)


@implements(np.ptp, group=reducing)
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = NO_VALUE) -> Any:
    """``ptp(a, axis, out, keepdims)``: the largest less the smallest element."""
    if out is not None:
        return stored(np.ptp, out, a, axis, keepdims=keepdims)
    return defined(np.ptp, _range, a, axis, keepdims=keepdims)


def _range(a: Any, axis: Any, keepdims: Any) -> Any:
    return np.max(a, axis, keepdims=keepdims) - np.min(a, axis, keepdims=keepdims)


@by_definition("cov", group=reducing)
def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: Any = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    """``cov(m, y, rowvar, bias, ddof, fweights, aweights, dtype)``; the weights ``aweights`` may move."""
    x = _variables(as_array(m), rowvar, _rows_kept(m))
    if y is not None and x.shape[0]:
        other = as_array(y)
        x = np.concatenate([x, _variables(other, rowvar, np.atleast_2d(other).shape[0] == 1)], 0)
    w = _product_of_weights(fweights, aweights)
    ddof = (0 if bias else 1) if ddof is None else ddof
    return _covariance(x, w, ddof, aweights, dtype)


def _rows_kept(m: Any) -> bool:
    """Whether each row is a variable even with ``rowvar=False``: in older NumPy, for a single row."""
    shape = np.shape(m)
    return len(shape) < 2 or (shape[0] == 1 and np.cov(np.ones((1, 2)), rowvar=False, ddof=0).ndim == 0)


def _variables(x: Any, rowvar: bool, rows_kept: bool) -> Any:
    x = np.atleast_2d(x)
    return x if rowvar or rows_kept else np.transpose(x)


def _product_of_weights(fweights: Any, aweights: Any) -> Any:
    if fweights is None or aweights is None:
        return as_array(aweights) if fweights is None and aweights is not None else fweights
    return as_array(fweights) * as_array(aweights)


def _covariance(x: Any, w: Any, ddof: Any, aweights: Any, dtype: Any) -> Any:
    x = x if dtype is None else np.astype(x, dtype)
    weights = np.ones(x.shape[1]) if w is None else as_array(w)
    total = np.sum(weights)
    lost = ddof if aweights is None else ddof * np.sum(weights * as_array(aweights)) / total
    freedom = np.maximum(total - lost, 0)
    centered = x - np.expand_dims(np.sum(x * weights, 1) / total, 1)
    return np.squeeze((centered * weights) @ np.conjugate(np.transpose(centered)) / freedom)


@by_definition("corrcoef", group=reducing)
def corrcoef(
    x: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: Any = NO_VALUE,  # noqa: ARG001  (older releases of NumPy take it, and ignore it)
    ddof: Any = NO_VALUE,  # noqa: ARG001  (as bias)
    *,
    dtype: Any = None,
) -> Any:
    """``corrcoef(x, y, rowvar, dtype)``."""
    c = cov(x, y, rowvar, dtype=dtype)
    if np.ndim(c) == 0:
        return c / c
    deviations = np.sqrt(np.real(np.diagonal(c)))
    return c / np.expand_dims(deviations, 1) / np.expand_dims(deviations, 0)
