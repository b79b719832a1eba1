"""Medians, quantiles and variances where elements have infinite slopes, holes, ties or few digits."""

import numpy as np
import pytest

import dualnum
from dualnum import Dual


@pytest.fixture
def steep():
    with np.errstate(divide="ignore"):
        return np.sqrt(Dual(np.array([0.0, 1.0, 4.0, 9.0, 16.0]), np.ones(5)))


@pytest.mark.parametrize(
    ("q", "value", "slope"),
    [
        (0.0, 0, np.inf),
        (0.25, 1, 1 / 2),
        (0.5, 2, 1 / 4),
        (1.0, 4, 1 / 8),
        (0.125, 0.5, np.inf),
        (0.375, 1.5, 3 / 8),
    ],
)
def test_an_infinite_slope_counts_only_where_its_element_does(steep, q, value, slope):
    for x in (steep, steep[::-1]):
        for y in (np.quantile(x, q), np.percentile(x, 100 * q), np.nanquantile(x, q)):
            assert (y.primal, y.tangent) == (value, slope)


def test_the_median_beside_an_infinite_slope(steep):
    assert np.median(steep).tangent == 1 / 4
    assert np.median(steep[1:]).tangent == (1 / 4 + 1 / 6) / 2
    assert np.nanmedian(steep[:2]).tangent == np.inf


def test_rows_with_different_numbers_of_holes():
    nan = np.nan
    x = Dual(
        [[4.0, nan, 1.0, 2.0], [nan, nan, 3.0, nan], [8.0, 5.0, 7.0, 6.0]], np.arange(12.0).reshape(3, 4)
    )
    y = np.nanmedian(x, 1)
    np.testing.assert_array_equal(y.primal, [2, 3, 6.5])
    np.testing.assert_array_equal(y.tangent, [3, 6, 10.5])
    y = np.nanquantile(x, [0.25, 1.0], axis=1)
    np.testing.assert_array_equal(y.primal, [[1.5, 3, 5.75], [4, 3, 8]])
    np.testing.assert_array_equal(y.tangent, [[2.5, 6, 10.5], [0, 6, 8]])


def test_holes_that_leave_nothing():
    x = Dual([[np.nan, np.nan], [1.0, 2.0]], np.ones((3, 2, 2)))
    with pytest.warns(RuntimeWarning, match="All-NaN"):
        y = np.nanmedian(x, 1)
    np.testing.assert_array_equal(y.tangent, [[np.nan, 1]] * 3)


def test_several_axes_of_directions_and_of_q():
    rng = np.random.default_rng(2)
    x = Dual(rng.normal(size=(2, 3, 4)), rng.normal(size=(5, 6, 2, 3, 4)))
    q = np.array([[0.1, 0.5], [0.7, 0.9]])
    y = np.quantile(x, q, axis=(0, 2), keepdims=True)
    assert (y.shape, y.tangent.shape) == ((2, 2, 1, 3, 1), (5, 6, 2, 2, 1, 3, 1))
    one = np.quantile(Dual(x.primal, x.tangent[4, 2]), q, axis=(0, 2), keepdims=True)
    np.testing.assert_array_equal(y.tangent[4, 2], one.tangent)


def test_a_quantile_of_floats_of_few_digits_is_one():
    for dtype in (np.float16, np.float32):
        x = Dual(np.array([1, 2, 4], dtype), np.array([1, 2, 3], dtype))
        for y in (np.median(x), np.quantile(x, 0.75), np.nanpercentile(x, 60), np.var(x), np.std(x)):
            assert y.primal.dtype == y.tangent.dtype == dtype


def test_a_median_of_integers_and_of_exact_numbers():
    y = np.median(Dual(np.array([3, 1, 2, 9]), np.array([1.0, 2.0, 3.0, 4.0])))
    assert (y.primal, y.tangent) == (2.5, 2.0)


def test_a_variance_keeps_its_digits_beside_a_large_offset():
    """Var(1e8 + x) and its derivative are those of x: 2·Cov(x, x')."""
    rng = np.random.default_rng(4)
    x = rng.integers(-50, 50, 200).astype(float)
    t = 1e6 + rng.integers(-50, 50, 200).astype(float)
    expected = 2 * np.mean((x - x.mean()) * (t - t.mean()))
    assert np.var(Dual(1e8 + x, t)).tangent == pytest.approx(expected, rel=1e-13)


def test_second_derivatives_of_a_variance():
    """∂²Var/∂xᵢ∂xⱼ = 2·(δᵢⱼ − 1/n)/n."""
    np.testing.assert_allclose(
        dualnum.hessian(np.var)(np.array([1.0, 5.0, 2.0])), 2 * (np.eye(3) - 1 / 3) / 3, atol=1e-15
    )


def test_a_mean_that_is_a_list_of_duals():
    y = np.var(Dual(np.array([1.0, 3.0]), np.zeros(2)), mean=[Dual(1.5, 1.0)])
    assert (y.primal, y.tangent) == (1.25, -1.0)


def test_ties_are_reported():
    seen = []
    with dualnum.errstate(kink=lambda name, where: seen.append(where)):
        np.median(Dual(np.array([1.0, 2.0, 2.0]), np.array([0.0, 1.0, 0.0])))
    assert len(seen) == 1
    assert "tie" in seen[0]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_nothing_put_before_a_difference_of_order_zero(n):
    x = Dual(np.arange(4.0), np.ones(4))
    y = np.diff(x, n, prepend=Dual(5.0, 2.0))
    plain = np.diff(x.primal, n, prepend=5.0)
    assert y.shape == y.tangent.shape == plain.shape


@pytest.mark.parametrize("bins", [Dual(2, 1.0), Dual(3, 1.0)])
def test_a_number_of_bins_is_a_number(bins):
    for y in (np.histogram(np.arange(5.0), bins), np.histogram(Dual(np.arange(5.0), np.ones(5)), bins)):
        assert len(y[0]) == bins.primal
