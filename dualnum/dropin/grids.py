"""Interpolation in several dimensions in scipy.interpolate: on a grid, and by radial functions."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import with_value
from dualnum.dropin.splines import spline
from dualnum.dropin.state import plain_of


def _array(value: Any) -> Any:
    return as_array_dual(value) if holds_dual(value) else np.asarray(value)


@stands_for("scipy.interpolate._interpnd._ndim_coords_from_arrays", keeps_tuples=True)
def _ndim_coords_from_arrays(points: Any, ndim: Any = None) -> Any:
    """A tuple of coordinates, or an array of points, as an array of points."""
    if isinstance(points, tuple) and len(points) == 1:
        points = points[0]
    if isinstance(points, tuple):
        return np.stack(np.broadcast_arrays(*map(_array, points)), axis=-1)
    points = _array(points)
    if points.ndim == 1:
        return points.reshape(-1, 1 if ndim is None else ndim)
    return points


@stands_for("scipy.interpolate._rgi_cython.find_indices", keeps_tuples=True)
def _find_indices(grid: Any, xi: Any, *, original: Any) -> Any:
    """The cell in which each point lies, and how far along each edge."""
    grid, xi = [_array(edge) for edge in grid], _array(xi)
    plain = np.ascontiguousarray(plain_of(xi))
    cells, distances = original(tuple(np.ascontiguousarray(plain_of(edge)) for edge in grid), plain)
    moved = [_along(edge, x, i) for edge, x, i in zip(grid, xi, np.asarray(cells), strict=True)]
    return cells, with_value(np.stack(moved), np.asarray(distances))


def _along(edge: Any, x: Any, i: Any) -> Any:
    if len(edge) == 1:
        return 0.0 * x
    return (x - edge[i]) / (edge[i + 1] - edge[i])


@stands_for("scipy.interpolate._rgi_cython.evaluate_linear_2d", keeps_tuples=True)
def _evaluate_linear_2d(values: Any, indices: Any, norm_distances: Any, grid: Any, out: Any) -> Any:
    """The sum over the four corners of the cell."""
    values, distances = _array(values), _array(norm_distances)
    total: Any = 0.0
    for corner in itertools.product((0, 1), repeat=2):
        weight: Any = 1.0
        for upper, distance in zip(corner, distances, strict=True):
            weight = weight * (distance if upper else 1 - distance)
        last = np.array(values.shape)[:, None] - 1
        i, j = np.minimum(np.asarray(indices) + np.array(corner)[:, None], last)
        total = total + weight * values[i, j]
    return total


@stands_for("scipy.interpolate._dierckx.evaluate_ndbspline", keeps_tuples=True)
def _evaluate_ndbspline(
    xi: Any,
    t: Any,
    len_t: Any,
    k: Any,
    nu: Any,
    extrapolate: Any,
    c1r: Any,
    num_c_tr: int,
    *rest: Any,
    original: Any,
) -> Any:
    """A product of splines: one dimension after the other is contracted."""
    plain = (np.ascontiguousarray(plain_of(_array(value))) for value in (xi, t, c1r))
    x0, t0, c0 = plain
    value = original(x0, t0, len_t, k, nu, extrapolate, c0, num_c_tr, *rest)
    xi, t, c = map(_array, (xi, t, c1r))
    shape = [int(length) - int(degree) - 1 for length, degree in zip(len_t, k, strict=True)]
    found: Any = c.reshape(*shape, -1)
    for d, n in enumerate(shape):
        basis = spline(t[d, : int(len_t[d])], np.eye(n), int(k[d]), xi[:, d], int(nu[d]))
        found = (
            np.tensordot(basis, found, axes=(1, 0)) if d == 0 else np.einsum("pi,pi...->p...", basis, found)
        )
    return with_value(found.reshape(value.shape), value)


@stands_for("scipy.interpolate.make_ndbspl", "scipy.interpolate._ndbspline.make_ndbspl", keeps_tuples=True)
def _make_ndbspl(points: Any, values: Any, k: Any = 3, *, original: Any, **options: Any) -> Any:
    """The coefficients, one dimension after the other."""
    from scipy.interpolate import make_interp_spline

    points, c = [_array(edge) for edge in points], _array(values)
    plain = original(tuple(map(plain_of, points)), plain_of(c), k, **options)
    degrees = [k] * len(points) if np.ndim(k) == 0 else list(k)
    knots = []
    for d, (edge, degree) in enumerate(zip(points, degrees, strict=True)):
        along = make_interp_spline(edge, np.moveaxis(c, d, 0), degree)
        knots.append(along.t)
        c = np.moveaxis(along.c, 0, d)
    return type(plain)(tuple(knots), with_value(c, plain.c), k)


@stands_for("scipy.interpolate._rbfinterp_np._build_and_solve_system")
def _build_and_solve_system(*args: Any) -> Any:
    """SciPy's own code for other arrays, with NumPy as their library."""
    from scipy.interpolate import _rbfinterp_xp

    with np.errstate(divide="ignore", invalid="ignore"):  # of the logarithm of 0, which is not taken
        return _rbfinterp_xp._build_and_solve_system(*args[:6], np)


@stands_for("scipy.interpolate._rbfinterp_np.compute_interpolation")
def _compute_interpolation(*args: Any) -> Any:
    from scipy.interpolate import _rbfinterp_xp

    with np.errstate(divide="ignore", invalid="ignore"):
        return _rbfinterp_xp.compute_interpolation(*args[:8], np)
