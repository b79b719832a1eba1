"""scipy.interpolate inside `drop_in`: data, breakpoints and points of evaluation that move."""

import itertools

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import drop_in

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.interpolate as si

X = np.array([0.0, 0.7, 1.1, 2.0, 2.9, 3.3, 4.2])
Y = np.array([0.4, 0.9, 1.3, 0.7, -0.2, 0.1, -0.6])
Z = np.array([0.3, 1.5, 2.2, 3.9, 2.6])
KNOTS = np.array([0.0] * 4 + [2.1] + [4.2] * 4)
OUTSIDE = np.array([-0.5, 5.0])
GRID = np.outer(Y, X) + 1

CURVES = {
    "CubicSpline": lambda x, y, z: si.CubicSpline(x, y)(z),
    "natural": lambda x, y, z: si.CubicSpline(x, y, bc_type="natural")(z),
    "clamped": lambda x, y, z: si.CubicSpline(x, y, bc_type=((1, y[0]), (2, 0.3)))(z),
    "extrapolated": lambda x, y, z: si.CubicSpline(x, y)(z + 5),
    "its derivative": lambda x, y, z: si.CubicSpline(x, y).derivative()(z),
    "its antiderivative": lambda x, y, z: si.CubicSpline(x, y).antiderivative()(z),
    "its integral": lambda x, y, z: np.asarray(si.CubicSpline(x, y).integrate(z[0], z[3])),
    "its root": lambda x, y, z: si.CubicSpline(x, y - 0.3 + 0 * z[0]).roots(extrapolate=False)[:1],
    "Akima1DInterpolator": lambda x, y, z: si.Akima1DInterpolator(x, y)(z),
    "CubicHermiteSpline": lambda x, y, z: si.CubicHermiteSpline(x, y, y * y)(z),
    "BPoly": lambda x, y, z: si.BPoly(np.stack([y[:6], y[1:], y[:6] ** 2]), x)(z),
    "make_interp_spline": lambda x, y, z: si.make_interp_spline(x, y)(z),
    "of degree 2": lambda x, y, z: si.make_interp_spline(x, y, k=2)(z),
    "of degree 1": lambda x, y, z: si.make_interp_spline(x, y, k=1)(z),
    "natural spline": lambda x, y, z: si.make_interp_spline(x, y, bc_type="natural")(z),
    "with a derivative": lambda x, y, z: si.make_interp_spline(x, y, bc_type=([(1, y[1])], [(1, 0.5)]))(z),
    "derivative of a spline": lambda x, y, z: si.make_interp_spline(x, y).derivative()(z),
    "interp1d": lambda x, y, z: si.interp1d(x, y)(z),
    "interp1d cubic": lambda x, y, z: si.interp1d(x, y, kind="cubic")(z),
    "splrep": lambda x, y, z: si.splev(z, si.splrep(x, y)),
    "splev's derivative": lambda x, y, z: si.splev(z, si.splrep(x, y), der=1),
    "splint": lambda x, y, z: np.asarray(si.splint(z[0], z[3], si.splrep(x, y))),
    "InterpolatedUnivariateSpline": lambda x, y, z: si.InterpolatedUnivariateSpline(x, y)(z),
    "RegularGridInterpolator": lambda x, y, z: si.RegularGridInterpolator((x,), y)(z[:, None]),
    "in the plane": lambda x, y, z: si.RegularGridInterpolator((x, X), GRID * y[:, None])(
        np.stack([z, z[::-1]], 1)
    ),
    "RBFInterpolator": lambda x, y, z: si.RBFInterpolator(x[:, None], y)(z[:, None]),
    "gaussian": lambda x, y, z: si.RBFInterpolator(x[:, None], y, kernel="gaussian", epsilon=1.0)(z[:, None]),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_moves_with_its_data(agrees, name):
    agrees(lambda y: CURVES[name](X, y, Z), Y, step=1e-3)


@pytest.mark.parametrize("name", [name for name in CURVES if name != "its root"])
def test_a_curve_moves_with_the_point(agrees, name):
    agrees(lambda z: CURVES[name](X, Y, z), Z, step=1e-3)


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_moves_with_its_breakpoints(agrees, name):
    agrees(lambda x: CURVES[name](x, Y, Z), X, step=1e-3)


def test_pchip(agrees):
    agrees(lambda z: si.PchipInterpolator(X, Y)(z), Z, step=1e-3)
    slope = dualnum.jvp(drop_in(lambda y: si.PchipInterpolator(X, y)(Z)), (Y,), (np.ones(7),))[1]
    np.testing.assert_allclose(slope, np.ones(5), rtol=1e-12)  # y + c gives the curve + c


def test_a_least_squares_spline_moves_with_data_points_and_weights(agrees):
    agrees(lambda y: si.make_lsq_spline(X, y, KNOTS)(Z), Y)
    agrees(lambda z: si.make_lsq_spline(X, Y, KNOTS)(z), Z, step=1e-3)
    agrees(lambda w: si.make_lsq_spline(X, Y, KNOTS, w=w)(Z), 1 + X, step=1e-3)
    agrees(lambda y: si.LSQUnivariateSpline(X, y, [2.1])(Z), Y)


def test_cubic_interpolation_on_a_grid(agrees):
    agrees(
        lambda z: si.RegularGridInterpolator((X, X), GRID, method="cubic")(np.stack([z, z[::-1]], 1)),
        Z,
        step=1e-3,
    )


def test_a_b_spline_has_the_derivatives_of_its_polynomials():
    # On the knots 0, 1, 2, 3 the quadratic B-spline is (3 − x)²/2 in [2, 3].
    basis = si.BSpline(np.arange(6.0), np.array([1.0, 0.0, 0.0]), 2)
    f = drop_in(lambda x: basis(x))
    x, v = np.array([2.3, 2.8]), np.ones(2)
    np.testing.assert_allclose(dualnum.jvp(f, (x,), (v,))[1], x - 3, rtol=1e-14)
    np.testing.assert_allclose(
        dualnum.jvp(lambda x: dualnum.jvp(f, (x,), (v,))[1], (x,), (v,))[1], [1, 1], rtol=1e-13
    )


def test_a_natural_spline_against_its_equations_to_thirty_digits():
    """Its moments m obey a tridiagonal system (de Boor, IV), solved here in mpmath."""

    def moments(y):
        n = len(X)
        system, right = mpmath.matrix(n, n), mpmath.matrix(n, 1)
        system[0, 0] = system[n - 1, n - 1] = 1
        h = [mpmath.mpf(b) - mpmath.mpf(a) for a, b in itertools.pairwise(X)]
        for i in range(1, n - 1):
            system[i, i - 1], system[i, i], system[i, i + 1] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
            right[i] = 6 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1])
        return mpmath.lu_solve(system, right)

    with mpmath.workdps(30):
        unit = np.eye(7)[2]
        expected = [float(m) for m in moments([mpmath.mpf(u) for u in unit])]  # linear in y
    second = drop_in(lambda y: si.CubicSpline(X, y, bc_type="natural")(X, 2))
    np.testing.assert_allclose(dualnum.jvp(second, (Y,), (unit,))[1], expected, rtol=1e-11, atol=1e-12)


def test_outside_of_its_knots_a_curve_does_as_it_is_told():
    def slope(f):
        return dualnum.jvp(drop_in(f), (OUTSIDE,), (np.ones(2),))[1]

    tck = si.splrep(X, Y)
    assert np.array_equal(slope(lambda z: si.splev(z, tck, ext=1)), [0, 0])
    assert np.array_equal(slope(lambda z: si.splev(z, tck, ext=3)), [0, 0])
    assert np.all(np.isnan(slope(lambda z: si.CubicSpline(X, Y, extrapolate=False)(z))))


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda y: si.splrep(X, y, s=0.01), "splrep: dualnum has no rule for a smoothing factor"),
        (
            lambda y: si.UnivariateSpline(X, y, s=0.01)(Z),
            "UnivariateSpline: dualnum has no rule for a smoothing",
        ),
        (lambda y: si.splrep(X, y, per=1), "splrep: dualnum has no rule for per"),
        (lambda y: si.make_smoothing_spline(X, y), "make_smoothing_spline: dualnum has no rule"),
        (lambda y: si.RectBivariateSpline(X, X, GRID * y), "RectBivariateSpline: dualnum has no rule"),
        (
            lambda y: si.CubicSpline(X, 0 * y + y[0] - Y[0]).roots(),
            "roots: dualnum has a rule for simple roots",
        ),
    ],
)
def test_what_has_no_rule_says_so(f, text):
    wild = np.array([0.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    with pytest.raises(TypeError, match=text):
        dualnum.jvp(drop_in(lambda y: f(Y + (y - Y) + 0 * wild)), (Y,), (wild,))
