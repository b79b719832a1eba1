"""Ties, kinks, zeros, ends of domains, and what is put in: function, point, expected, reason."""

import warnings

import numpy as np
import pytest

import dualnum
from dualnum import Dual

pytestmark = pytest.mark.filterwarnings("ignore:numpy.fix is deprecated:DeprecationWarning")

ONE, TWO, THREE = np.eye(3)


def basis(values):
    """The values, with one direction for each."""
    values = np.array(values, dtype=float)
    return Dual(values, np.eye(values.size).reshape(values.size, *values.shape))


TIES = [
    (np.max, [2.0, 2.0, 1.0], ONE, "the element that argmax picks is the first"),
    (np.amax, [1.0, 2.0, 2.0], TWO, "the same by its other name"),
    (np.min, [2.0, 1.0, 1.0], TWO, "the element that argmin picks is the first"),
    (np.nanmax, [np.nan, 2.0, 2.0], TWO, "the first of what is not nan"),
    (np.ptp, [2.0, 2.0, 1.0], ONE - THREE, "the largest less the smallest"),
    (np.median, [1.0, 1.0, 1.0], TWO, "the middle of a stable sort"),
    (lambda x: np.quantile(x, 0.25), [3.0, 1.0, 2.0], (TWO + THREE) / 2, "half way between 1 and 2"),
    (lambda x: np.quantile(x, 1.0), [3.0, 1.0, 2.0], ONE, "the largest"),
    (lambda x: np.sort(x)[0], [1.0, 1.0, 1.0], ONE, "a stable order"),
    (lambda x: np.unique(x)[0], [1.0, 1.0, 2.0], ONE, "the first occurrence"),
    (
        lambda x: np.intersect1d(x, [2.0, 5.0])[0],
        [1.0, 2.0, 2.0],
        TWO,
        "the first occurrence in the first array",
    ),
    (lambda x: np.union1d(x, [2.0])[1], [1.0, 2.0, 2.0], TWO, "the first array comes first"),
]


@pytest.mark.parametrize(("function", "point", "expected", "reason"), TIES, ids=[row[3] for row in TIES])
def test_ties(function, point, expected, reason):
    np.testing.assert_array_equal(function(basis(point)).tangent, expected)


@pytest.mark.parametrize("x", [-1.0, -0.5, 0.0, 0.5, 1.0])
@pytest.mark.parametrize("bounds", [(-0.5, 0.5), (None, 0.5), (-0.5, None)])
def test_clip_has_slope_one_on_the_closed_interval(x, bounds):
    low, high = (-np.inf if bounds[0] is None else bounds[0]), (np.inf if bounds[1] is None else bounds[1])
    assert np.clip(Dual(x, 3.0), *bounds).tangent == (3.0 if low <= x <= high else 0.0)
    assert np.clip(Dual(np.array([x]), 3.0), *bounds).tangent[0] == (3.0 if low <= x <= high else 0.0)


def test_clip_moves_with_the_bound_that_holds():
    x = np.array([-2.0, 0.0, 2.0])
    np.testing.assert_array_equal(np.clip(x, Dual(-1.0, 1.0), 1.0).tangent, [1, 0, 0])
    np.testing.assert_array_equal(np.clip(x, -1.0, Dual(1.0, 1.0)).tangent, [0, 0, 1])
    np.testing.assert_array_equal(np.clip(Dual(x, 1.0), -1, 1, where=[True, False, True]).tangent, [0, 0, 0])


# --- products with zeros --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2.0, 3.0, 5.0], [15, 10, 6]),
        ([0.0, 3.0, 5.0], [15, 0, 0]),
        ([0.0, 0.0, 5.0], [0, 0, 0]),
        ([0.0, 0.0, 0.0], [0, 0, 0]),
    ],
)
def test_prod_with_zero_factors(values, expected):
    np.testing.assert_array_equal(np.prod(basis(values)).tangent, expected)
    np.testing.assert_array_equal(np.cumprod(basis(values)).tangent[:, -1], expected)
    np.testing.assert_array_equal(np.nanprod(basis(values)).tangent, expected)


@pytest.mark.parametrize("values", [[2.0, 3.0, 5.0], [0.0, 3.0, 5.0], [0.0, 0.0, 5.0], [0.0, 0.0, 0.0]])
def test_second_derivatives_of_prod_with_zero_factors(values):
    """∂²(xyz)/∂x∂y = z, and so on."""
    x, y, z = values
    expected = [[0, z, y], [z, 0, x], [y, x, 0]]
    for product in (np.prod, lambda v: np.cumprod(v)[-1]):
        hessian = dualnum.jacobian(dualnum.gradient(product))(np.array(values))
        np.testing.assert_array_equal(hessian, expected)


def test_third_derivative_of_a_product_of_zeros_is_one():
    gradient = dualnum.gradient(np.prod)
    third = dualnum.jacobian(dualnum.jacobian(gradient))(np.zeros(3))
    expected = np.zeros((3, 3, 3))
    for i, j, k in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]:
        expected[i, j, k] = 1
    np.testing.assert_array_equal(third, expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1e50, 1e-300, 1e200, 1e200], [1e100, np.inf, 1e-50, 1e-50]),  # the last two alone overflow
        ([1e200, 1e-200, 1e-200], [0.0, 1.0, 1.0]),
        ([1e-200, 1e-200, 0.0], [0.0, 0.0, 0.0]),
        ([1e-200, 1e-100], [1e-100, 1e-200]),
        ([0.0, 1e300, 1e-200, 1e-200], [1e-100, 0.0, 0.0, 0.0]),  # the last two alone vanish
        ([1e-200, 1e-200, 1e300, 1e100], [1e200, 1e200, 1e-300, 1e-100]),
    ],
)
def test_products_of_the_others_neither_overflow_nor_vanish(values, expected):
    with np.errstate(over="ignore"):
        for product in (np.prod, np.multiply.reduce):
            np.testing.assert_allclose(product(basis(values)).tangent, expected, rtol=1e-15)
        for products in (np.cumprod, np.multiply.accumulate):
            np.testing.assert_allclose(products(basis(values)).tangent[:, -1], expected, rtol=1e-15)


@pytest.mark.parametrize("count", [20, 200])
def test_long_products(count):
    """The derivative with respect to a factor is the product divided by it."""
    values = np.random.default_rng(6).uniform(0.5, 2, count)
    np.testing.assert_allclose(np.prod(basis(values)).tangent, np.prod(values) / values, rtol=1e-13)
    np.testing.assert_allclose(np.cumprod(basis(values)).tangent[:, -1], np.prod(values) / values, rtol=1e-13)
    x = Dual(values * np.where(np.arange(count) % 2, 1e40, 1e-40), np.ones(count))
    np.testing.assert_allclose(np.prod(x).tangent, np.prod(x.primal) * np.sum(1 / x.primal), rtol=1e-13)


def test_a_factor_that_does_not_move_may_be_infinite():
    x = Dual(np.array([np.inf, 2.0]), np.array([0.0, 0.0]))
    assert np.prod(x).tangent == 0
    assert np.prod(Dual(np.array([np.inf, 2.0]), np.array([1.0, 0.0]))).tangent == 2
    np.testing.assert_array_equal(np.cumprod(x).tangent, [0, 0])


# --- no spread ------------------------------------------------------------------------------------------


def test_the_deviation_of_equal_numbers_follows_the_convention_of_hypot():
    """Its tip is that of a cone: √(x² + y²) at 0 has the derivative 0 here too."""
    x = Dual(np.array([0.5, 0.5]), np.array([1.0, -1.0]))
    assert np.std(x).tangent == 0 == np.hypot(Dual(0.0, 1.0), Dual(0.0, -1.0)).tangent
    assert np.var(x).tangent == 0
    assert np.nanstd(x).tangent == 0


def test_no_degrees_of_freedom():
    with pytest.warns(RuntimeWarning, match="Degrees of freedom"), np.errstate(divide="ignore"):
        y = np.var(Dual(np.array([1.0, 2.0]), np.array([1.0, 0.0])), ddof=2)
    assert np.isinf(y.primal)
    assert np.isinf(y.tangent)


# --- nan and what replaces it ---------------------------------------------------------------------------


def test_what_nan_to_num_puts_in_does_not_move():
    x = np.array([1.0, np.nan, np.inf, -np.inf])
    y = np.nan_to_num(Dual(x, 1.0), nan=3.0, posinf=4.0)
    np.testing.assert_array_equal(y.primal, np.nan_to_num(x, nan=3.0, posinf=4.0))
    np.testing.assert_array_equal(y.tangent, [1, 0, 0, 0])
    z = np.array([complex(1, np.nan), complex(np.inf, 2)])
    np.testing.assert_array_equal(np.nan_to_num(Dual(z, 1 + 1j)).tangent, [1, 1j])


def test_nan_to_num_in_place():
    x = Dual(np.array([1.0, np.nan]), 1.0)
    assert np.nan_to_num(x, copy=False) is x
    np.testing.assert_array_equal(x.primal, [1, 0])
    np.testing.assert_array_equal(x.tangent, [1, 0])


def test_nans_are_left_out_and_do_not_move():
    x = Dual(np.array([[1.0, np.nan], [2.0, 3.0]]), 1.0)
    np.testing.assert_array_equal(np.nansum(x, 0).tangent, [2, 1])
    np.testing.assert_array_equal(np.nanmean(x, 0).tangent, [1, 1])
    np.testing.assert_array_equal(np.nancumsum(x).tangent, [1, 1, 2, 3])
    np.testing.assert_array_equal(np.nanmedian(x, 1).tangent, [1, 1])


def test_a_nan_among_the_data_is_a_nan_in_the_derivative():
    x = Dual(np.array([1.0, np.nan, 2.0]), 1.0)
    assert np.isnan(np.median(x).tangent)
    assert np.isnan(np.quantile(x, 0.25).tangent)
    assert np.isnan(np.interp(Dual(np.nan, 1.0), [0.0, 1.0], [0.0, 1.0]).tangent)


def test_rows_of_nans():
    x = Dual(np.array([[np.nan, np.nan], [1.0, 2.0]]), 1.0)
    with pytest.warns(RuntimeWarning, match="All-NaN"):
        y = np.nanquantile(x, 0.5, axis=1)
    np.testing.assert_array_equal(y.primal, [np.nan, 1.5])
    np.testing.assert_array_equal(y.tangent, [np.nan, 1])


# --- tables of points -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("x", "slope"), [(-1.0, 0), (0.0, 10), (0.5, 10), (1.0, 20), (2.0, 20), (3.0, 0)])
def test_interp_at_the_points_of_its_table(x, slope):
    """A piece holds where it begins, and the last one where it ends."""
    assert np.interp(Dual(x, 1.0), [0.0, 1.0, 2.0], [0.0, 10.0, 30.0]).tangent == slope


def test_interp_moves_with_what_is_outside():
    left, right = Dual(5.0, 1.0), Dual(7.0, 2.0)
    y = np.interp(Dual(np.array([-1.0, 0.5, 9.0]), 0.0), [0.0, 1.0], [0.0, 1.0], left, right)
    np.testing.assert_array_equal(y.primal, [5, 0.5, 7])
    np.testing.assert_array_equal(y.tangent, [1, 0, 2])


def test_interp_in_a_table_of_one_point():
    y = np.interp(Dual(np.array([0.0, 1.0]), 1.0), [1.0], Dual(np.array([2.0]), 5.0))
    np.testing.assert_array_equal(y.tangent, [5, 5])


def test_trim_zeros_follows_the_primal():
    x = basis([0.0, 0.0, 1.5, 0.0, -2.0, 0.0])
    for trim, kept in (("fb", slice(2, 5)), ("f", slice(2, 6)), ("b", slice(0, 5))):
        y = np.trim_zeros(x, trim)
        np.testing.assert_array_equal(y.primal, np.trim_zeros(x.primal, trim))
        np.testing.assert_array_equal(y.tangent, np.eye(6)[:, kept])
    assert np.trim_zeros(Dual(np.zeros(3), 1.0)).tangent.shape == (0,)


def test_roundings_are_piecewise_constant():
    x = Dual(np.array([1.26, -2.5]), 1.0)
    for y in (np.round(x, 1), np.around(x), np.fix(x), x.round(1)):
        np.testing.assert_array_equal(y.tangent, [0, 0])
    np.testing.assert_array_equal(np.round(x, 1).primal, np.round(x.primal, 1))


def test_real_if_close_takes_the_real_part_of_both():
    x = Dual(np.array([1 + 1e-18j]), np.array([2 + 3j]))
    y = np.real_if_close(x)
    assert y.dtype == float
    np.testing.assert_array_equal(y.tangent, [2])


def test_i0_at_zero_and_its_derivatives():
    """I₀'' = (I₀ + I₂)/2, which is 1/2 at 0."""
    assert np.i0(Dual(0.0, 1.0)).tangent == 0
    assert dualnum.derivative(np.i0, 2)(0.0) == 0.5


@pytest.mark.parametrize("x", [1e-8, 0.3, 2.0, 7.9, 8.1, 50.0, 300.0, -3.0])
def test_the_slope_of_i0_is_the_bessel_function_of_order_one(x):
    import mpmath

    exact = mpmath.besseli(1, mpmath.mpf(x))
    assert abs(np.i0(Dual(x, 1.0)).tangent - exact) <= 8 * np.spacing(abs(float(exact)))


# --- reports --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "report"),
    [
        (
            lambda: np.max(basis([1.0, 2.0, 2.0])),
            "max at 2.0: the derivative follows the convention for a tie",
        ),
        (lambda: np.amin(basis([1.0, 1.0])), "amin at 1.0: the derivative follows the convention for a tie"),
        (
            lambda: np.sort(basis([3.0, 1.0, 3.0])),
            "sort at 3.0: the derivative follows the convention for a tie",
        ),
        (
            lambda: np.std(basis([1.0, 1.0])),
            "std at 0.0: the derivative follows the convention for the tip of a cone",
        ),
        (
            lambda: np.interp(Dual(1.0, 1.0), [0.0, 1.0, 2.0], [0.0, 1.0, 0.0]),
            "interp at 1.0: the derivative follows the convention for a kink",
        ),
        (
            lambda: np.clip(Dual(1.0, 1.0), 0.0, 1.0),
            "clip at 1.0, 0.0, 1.0: the derivative follows the convention for a kink",
        ),
    ],
)
def test_errstate_reports_conventions(call, report):
    found = []
    with dualnum.errstate(kink=lambda name, where: found.append(f"{name} {where}")):
        call()
    assert found == [report]


def test_errstate_says_nothing_where_nothing_moves_or_ties():
    still = Dual(np.array([1.0, 1.0]), np.zeros(2))
    with dualnum.errstate(kink="raise"):
        np.max(still)
        np.sort(still)
        np.max(basis([1.0, 2.0]))
        np.std(basis([1.0, 2.0]))
        np.sort(basis([1.0, 2.0]))
        np.interp(Dual(0.5, 1.0), [0.0, 1.0], [0.0, 1.0])


# --- warnings -------------------------------------------------------------------------------------------

NANS = np.array([[np.nan, np.nan], [1.0, 2.0]])
WARNING = [
    (np.mean, (np.zeros(0),), {}),
    (np.mean, (np.zeros((0, 2)),), {"axis": 0}),
    (np.mean, (np.ones(2),), {"where": [False, False]}),
    (np.nanmean, (NANS, 1), {}),
    (np.var, (np.ones(1),), {"ddof": 1}),
    (np.std, (np.ones(1),), {"ddof": 2}),
    (np.nanvar, (NANS, 1), {}),
    (np.nanstd, (NANS, 1), {}),
    (np.median, (np.zeros(0),), {}),
    (np.nanmedian, (NANS, 1), {}),
    (np.nanquantile, (NANS, 0.5, 1), {}),
    (np.nanmax, (NANS, 1), {}),
    (np.nanmin, (np.array([np.nan]),), {}),
    (np.cov, (np.ones((2, 1)),), {}),
    (np.corrcoef, (np.ones((2, 3)),), {}),
    (np.prod, (np.array([1e200, 1e200]),), {}),
    (np.sum, (np.array([1e308, 1e308]),), {}),
    (np.cumprod, (np.array([1e200, 1e200]),), {}),
    (np.quantile, (np.array([1.0, np.inf]), 0.5), {}),
    (np.logspace, (300.0, 400.0, 3), {}),
    (np.i0, (np.array([800.0]),), {}),
    (np.sinc, (np.array([0.0, 1.0]),), {}),
    (np.interp, (np.array([np.nan, 0.5]), [0.0, 1.0], [0.0, 1.0]), {}),
    (np.gradient, (np.array([1e308, -1e308]),), {}),
]


@pytest.mark.parametrize(("function", "args", "kwargs"), WARNING, ids=[row[0].__name__ for row in WARNING])
def test_warnings_are_those_of_the_plain_call(function, args, kwargs):
    """A derivative that is not finite may add one of its own."""
    found = []
    for moving in (False, True):
        first = Dual(args[0], 1.0) if moving else args[0]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = function(first, *args[1:], **kwargs)
        found.append([(w.category, str(w.message)) for w in caught])
    if np.all(np.isfinite(result.tangent)):
        assert found[1] == found[0]
    else:
        assert found[1][: len(found[0])] == found[0]
