"""Least-squares fits of polynomials: polyfit."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements

polynomials = "polynomials"


@implements(np.polyfit, group=polynomials)
def polyfit(
    x: Any, y: Any, deg: Any, rcond: Any = None, full: Any = False, w: Any = None, cov: Any = False
) -> Any:
    """``polyfit(x, y, deg, rcond, full, w, cov)``: the points and their weights may all move.

    Raises:
        LinAlgError: a direction changes the rank of the equations.
    """
    np.polyfit(_plain(x), _plain(y), deg, rcond, full, _plain(w), cov)  # for its errors and warnings
    x, y = as_array(x) + 0.0, as_array(y) + 0.0
    order = int(deg) + 1
    rcond = len(x) * np.finfo(stripped(x).dtype).eps if rcond is None else rcond
    left, right = np.vander(x, order), y
    if w is not None:
        w = as_array(w) + 0.0
        left, right = left * w[:, None], right * (w[:, None] if y.ndim == 2 else w)
    scale = np.sqrt((left * left).sum(axis=0))
    left = left / scale
    c, residuals, rank, s = np.linalg.lstsq(left, right, rcond)
    c = (c.T / scale).T
    if full:
        return c, residuals, rank, s, rcond
    if not cov:
        return c
    return c, _covariance(left, scale, y.ndim, 1 if cov == "unscaled" else residuals / (len(x) - order))


def _plain(value: Any) -> Any:
    return None if value is None else stripped(as_array(value))


def _covariance(left: Any, scale: Any, ndim: int, factor: Any) -> Any:
    """The inverse of the normal equations' matrix, times the mean square of the residuals of each fit."""
    base = np.linalg.inv(np.dot(left.T, left)) / np.outer(scale, scale)
    return base * factor if ndim == 1 else base[:, :, None] * factor
