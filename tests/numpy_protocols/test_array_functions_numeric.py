"""Numerical functions: interpolation, integrals, padding, histograms, complex results, grids."""

import numpy as np
import pytest

rng = np.random.default_rng(4)
A = rng.normal(size=(3, 5))
B = rng.normal(size=(4, 3, 5))
V = rng.normal(size=6)
X = np.sort(rng.uniform(0, 5, size=6))
POSITIVE = rng.uniform(0.5, 3, size=5)
Z = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))
emath = np.lib.scimath

CALLS = [
    (np.gradient, (V,)),
    (np.gradient, (A,)),
    (np.gradient, (V, 0.5), {"edge_order": 2}),
    (np.gradient, (V, X)),
    (np.gradient, (V, X), {"edge_order": 2}),
    (np.gradient, (A, 2.0, X[:5])),
    (np.gradient, (B, 0.5), {"axis": (0, -1)}),
    (np.gradient, (V[:2],)),
    (np.trapezoid, (V,)),
    (np.trapezoid, (A, X[:3]), {"axis": 0}),
    (np.trapezoid, (A, A + np.arange(5.0))),
    (np.trapezoid, (A,), {"dx": 0.5, "axis": 0}),
    (np.pad, (V, 2)),
    (np.pad, (A, ((1, 2), (0, 3))), {"constant_values": 1.5}),
    (np.pad, (A, 1), {"mode": "edge"}),
    (np.pad, (A, (2, 1)), {"mode": "wrap"}),
    (np.pad, (A, 2), {"mode": "reflect"}),
    (np.pad, (A, 2), {"mode": "reflect", "reflect_type": "odd"}),
    (np.pad, (A, ((0, 7), (1, 1))), {"mode": "symmetric"}),
    (np.pad, (A, 2), {"mode": "linear_ramp", "end_values": 1.0}),
    (np.pad, (A, 2), {"mode": "mean", "stat_length": 2}),
    (np.pad, (A, 2), {"mode": "mean"}),
    (np.pad, (A, 2), {"mode": "maximum", "stat_length": ((1, 2), (2, 3))}),
    (np.pad, (A, 2), {"mode": "minimum"}),
    (np.pad, (A, ((1, 2), (3, 0))), {"mode": "median"}),
    (lambda a, c: np.pad(a, 1, constant_values=c), (V, 1.5)),
    (lambda a, c: np.pad(a, 2, mode="linear_ramp", end_values=c), (A, np.array([[0.5, 1.0], [1.5, 2.0]]))),
    (np.sinc, (V,)),
    (np.angle, (Z,)),
    (np.angle, (Z,), {"deg": True}),
    (np.real_if_close, (Z,)),
    (np.nan_to_num, (V,)),
    (np.nan_to_num, (Z,)),
    (emath.sqrt, (POSITIVE,)),
    (emath.power, (POSITIVE, -0.5)),
    (emath.arcsin, (POSITIVE / 4,)),
    (np.apply_along_axis, (lambda row: row * row[0], 0, A)),
    (np.apply_along_axis, (np.sum, 1, A)),
    (np.apply_along_axis, (lambda row: np.outer(row, row), -1, A[:, :2])),
    (np.apply_over_axes, (np.sum, B, [0, 2])),
    (np.piecewise, (V, [V < 0, V > 0.5], [lambda x: x**2, np.sin, np.cos])),
    (np.piecewise, (V, [V < 0, V >= 0], [lambda x, k: k * x, 3.0], 2.0)),
    (np.piecewise, (1.5, [True], [np.exp])),
    (np.logspace, (0.5, 1.5, 5)),
    (np.logspace, (0.5, np.array([1.5, 2.0]), 4), {"axis": -1}),
    (lambda a, b, base: np.logspace(a, b, 4, base=base), (0.5, 1.5, 2.5)),
    (lambda a, b, base: np.logspace(a, b, 4, base=base), (0.5, 1.5, np.array([2.5, 3.5]))),
    (np.geomspace, (0.5, 8.0, 5)),
    (np.geomspace, (-0.5, -8.0, 5), {"endpoint": False}),
    (np.geomspace, (POSITIVE, 2.5, 3), {"axis": 1}),
    (np.geomspace, (0.5 + 1j, 2.0 - 1j, 4)),
]

DOUBLES = [
    (np.interp, (np.array([-1.0, 0.7, 2.2, 9.0]), X, V)),
    (np.interp, (1.3, X, V)),
    (np.interp, (np.array([-1.0, 0.7, 9.0]), X, V), {"left": 1.5, "right": 2.5}),
    (np.interp, (np.array([-1.0, 0.7, 9.0]), X, V), {"period": 6.0}),
    (np.interp, (np.array([0.7, 2.2]), X, V + 1j * X)),
    (np.bincount, (np.array([0, 2, 2, 5, 1, 0]), V)),
    (np.bincount, (np.array([0, 2, 2, 5, 1, 0]), V, 9)),
    (np.histogram, (V, 3)),
    (np.histogram, (V, 4), {"density": True}),
    (np.histogram, (V, "auto")),
    (lambda a, w: np.histogram(a, 3, weights=w), (V, X)),
    (lambda a, w: np.histogram(a, 3, weights=w, density=True), (V, X)),
    (lambda a, e, w: np.histogram(a, e, weights=w, density=True), (V, np.array([-3.0, 0.0, 0.4, 3.0]), X)),
    (lambda a, w: np.histogram(a, 3, (-2.0, 2.5), weights=w), (V, X)),
    (np.histogram_bin_edges, (V, 4)),
    (lambda x, y, w: np.histogram2d(x, y, 3, weights=w), (V, X, X + 1)),
    (lambda x, y, w: np.histogram2d(x, y, [2, 3], density=True, weights=w), (V, X, X + 1)),
    (lambda s, w: np.histogramdd(s, (2, 3), weights=w, density=True), (rng.normal(size=(6, 2)), X)),
    (np.i0, (V,)),
    (np.i0, (10 * V,)),
    (emath.sqrt, (V,)),
    (emath.log, (V,)),
    (emath.log2, (V,)),
    (emath.log10, (V,)),
    (emath.logn, (2.5, V)),
    (emath.power, (V, 1.5)),
    (emath.arccos, (2 * V,)),
    (emath.arctanh, (2 * V,)),
]


def names(calls):
    return [f"{i}-{call[0].__name__}" for i, call in enumerate(calls)]


@pytest.mark.parametrize("call", CALLS, ids=names(CALLS))
def test_value_limit_directions_and_second_order(judge, call):
    judge(*call).all()


@pytest.mark.parametrize("call", DOUBLES, ids=names(DOUBLES))
def test_functions_that_compute_in_doubles(judge, tools, call):
    """NumPy rounds to doubles inside these, so the limit has fewer digits."""
    rule = judge(*call, wide=tools.as_it_is)
    rule.value()
    rule.first(rtol=1e-9)
    rule.directions()
    rule.second(rtol=1e-8, h=2.0**-7)
    rule.apart()
