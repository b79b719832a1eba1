"""Roots, minima, fits and trajectories inside `drop_in`: the derivative is that of the equation."""

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import derivative, drop_in, jacobian

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.integrate
import scipy.optimize as so

A = np.array([2.0, 0.7])


def cube_root_slopes(a):
    return [a ** (-2 / 3) / 3, -2 / 9 * a ** (-5 / 3), 10 / 27 * a ** (-8 / 3)]


def three_slopes(f, a):
    f = drop_in(f)
    return [derivative(f)(a), derivative(derivative(f))(a), derivative(derivative(derivative(f)))(a)]


# --- roots --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "root",
    [
        *(
            lambda f, name=name: getattr(so, name)(f, 0.0, 3.0)
            for name in ("bisect", "brentq", "brenth", "ridder", "toms748")
        ),
        lambda f: so.brentq(f, 0.0, 3.0, full_output=True)[0],
        lambda f: so.brentq(f, 0.0, 3.0, full_output=True)[1].root,
        lambda f: so.newton(f, 1.0),
        lambda f: so.newton(f, 1.0, fprime=lambda z: 3 * z * z),
        lambda f: so.newton(f, np.array([1.0, 1.5]))[1],
        lambda f: so.newton(f, np.array([1.0, 1.5]), full_output=True).root[0],
        lambda f: so.root_scalar(f, bracket=(0, 3)).root,
        lambda f: so.root_scalar(f, x0=1.0, fprime=lambda z: 3 * z * z).root,
        lambda f: so.root_scalar(lambda z: (f(z), 3 * z * z), x0=1.0, fprime=True).root,
        lambda f: so.fixed_point(lambda z: z - f(z) / 10, 1.0),
        lambda f: so.fsolve(f, 1.0)[0],
        lambda f: so.root(f, 1.0, method="krylov").x.reshape(-1)[0],
        lambda f: so.newton_krylov(f, np.array([1.0]))[0],
    ],
)
def test_a_cube_root_at_three_orders(root):
    found = three_slopes(lambda a: root(lambda z: z**3 - a), 2.7)
    np.testing.assert_allclose(found, cube_root_slopes(2.7), rtol=1e-10)


def system(z, a):
    return [z[0] ** 2 + z[1] - a[0], z[0] - z[1] * a[1]]


@pytest.mark.parametrize(
    "solve",
    [
        lambda a: so.fsolve(system, [1.0, 1.0], args=(a,)),
        lambda a: so.fsolve(lambda z: system(z, a), [1.0, 1.0], full_output=True)[0],
        *(
            lambda a, method=method: so.root(system, [1.0, 1.0], args=(a,), method=method).x
            for method in ("hybr", "lm", "broyden1", "df-sane")
        ),
    ],
)
def test_a_system_obeys_the_implicit_function_theorem(solve):
    z = solve(A)
    by_z, by_a = np.array([[2 * z[0], 1.0], [1.0, -A[1]]]), np.array([[-1.0, 0.0], [0.0, -z[1]]])
    np.testing.assert_allclose(jacobian(drop_in(solve))(A), -np.linalg.solve(by_z, by_a), atol=1e-7)


def test_what_the_algorithm_left_behind_is_left_out():
    with drop_in():
        found = so.root(lambda z: z**2 - dualnum.Dual(2.0, 1.0), [1.0])
    assert "fjac" not in found
    assert found.x[0].tangent == pytest.approx(1 / (2 * np.sqrt(2)))


def test_brackets_and_starting_points_do_not_move_a_root():
    assert derivative(drop_in(lambda a: so.brentq(lambda z: z**3 - 2, a, 3.0)))(0.5) == 0


@pytest.mark.parametrize(
    "f",
    [
        lambda a: so.brentq(lambda z: -1.0 + 0 * a if z < a else 1.0, 0, 3),
        lambda a: so.minimize(lambda x: abs(x[0] - a), [0.0], method="Nelder-Mead").x[0],
        lambda a: so.minimize_scalar(lambda x: (x - a) ** 2, bounds=(2, 3), method="bounded").x,
    ],
)
def test_jumps_kinks_and_ends_are_refused(f):
    with pytest.raises(TypeError, match="not a smooth function of what moves"):
        derivative(drop_in(f))(1.7)


def test_a_high_order_goes_by_nesting_where_a_series_is_refused():
    root = drop_in(lambda a: so.brentq(lambda z: z**3 - a, 0.0, 3.0))
    assert derivative(root, order=3)(2.7) == pytest.approx(cube_root_slopes(2.7)[2], rel=1e-10)
    area = drop_in(lambda a: scipy.integrate.quad(lambda x: np.exp(a * x), 0, 1)[0])
    expected = float(mpmath.diff(lambda a: (mpmath.exp(a) - 1) / a, mpmath.mpf(2.7), 3))
    assert derivative(area, order=3)(2.7) == pytest.approx(expected, rel=1e-10)


def test_a_solver_that_fails_has_the_slope_nan():
    def f(a):
        found = so.root_scalar(lambda z: z**3 - a, x0=50.0, fprime=lambda z: 3 * z * z, maxiter=2)
        return found.root

    assert np.isnan(derivative(drop_in(f))(2.7))


# --- minima -------------------------------------------------------------------------------------------------


def valley(x, a):
    """Its minimum is at (ln(a₀/a₁)/a₁, x₀a₁)."""
    return np.exp(x[0] * a[1]) - a[0] * x[0] + (x[1] - x[0] * a[1]) ** 2


def bottom(a):
    x = np.log(a[0] / a[1]) / a[1]
    return np.stack([x, x * a[1]])


@pytest.mark.parametrize(
    "find",
    [
        *(
            lambda a, method=method: so.minimize(valley, [0.1, 0.1], args=(a,), method=method).x
            for method in (None, "Nelder-Mead", "Powell", "CG", "L-BFGS-B", "TNC", "SLSQP")
        ),
        lambda a: so.minimize(lambda x: valley(x, a), [0.1, 0.1], bounds=[(-5, 5), (None, 9)]).x,
        lambda a: so.fmin(valley, [0.1, 0.1], args=(a,), disp=0),
        lambda a: so.fmin_bfgs(valley, [0.1, 0.1], args=(a,), disp=0),
        lambda a: so.fmin_l_bfgs_b(valley, [0.1, 0.1], args=(a,), approx_grad=True)[0],
        lambda a: so.differential_evolution(valley, [(-3, 3)] * 2, args=(a,), rng=1).x,
    ],
)
def test_a_minimum_moves_as_its_closed_form(find):
    found = jacobian(drop_in(find))(A)
    np.testing.assert_allclose(found, jacobian(bottom)(A), rtol=1e-9, atol=1e-11)


def test_a_minimum_at_second_order():
    found = dualnum.hessian(drop_in(lambda a: so.minimize(valley, [0.1, 0.1], args=(a,)).x[0]))(A)
    np.testing.assert_allclose(found, dualnum.hessian(lambda a: bottom(a)[0])(A), rtol=1e-8)


def test_the_value_of_a_minimum_moves_as_the_function_does():
    found = dualnum.gradient(drop_in(lambda a: so.minimize(valley, [0.1, 0.1], args=(a,)).fun))(A)
    x = bottom(A)
    # The slope is that at the point where BFGS stops, with a gradient of up to 1e-5.
    np.testing.assert_allclose(found, [-x[0], x[0] * np.exp(x[1])], rtol=1e-5)


def test_a_variable_pressed_against_its_bound_stays_there():
    def f(a):
        return so.minimize(lambda x: valley(x, a), [0.1, 0.1], bounds=[(0, 0.2), (None, None)]).x

    np.testing.assert_allclose(jacobian(drop_in(f))(A), [[0, 0], [0, 0.2]], atol=1e-9)


def test_constraints_and_moving_bounds_are_refused():
    constraint = [{"type": "eq", "fun": lambda x: x[0]}]
    with pytest.raises(TypeError, match="no rule for a minimum under constraints"):
        derivative(
            drop_in(lambda a: so.minimize(lambda x: (x[0] - a) ** 2, [0.0], constraints=constraint).x[0])
        )(1.0)
    with pytest.raises(TypeError, match="minimize: dualnum has no rule for a Dual in bounds"):
        derivative(drop_in(lambda a: so.minimize(lambda x: x[0] ** 2, [1.0], bounds=[(a, 3.0)]).x[0]))(0.5)


# --- fits ---------------------------------------------------------------------------------------------------

X = np.linspace(0, 2, 12)
NOISE = np.array([0.3, -0.8, 0.2, 0.5, -0.1, 0.4, -0.6, 0.7, -0.3, 0.1, 0.6, -0.4])
Y = 1.3 * np.exp(-0.8 * X) + 0.05 * NOISE
SIGMA = 0.05 + 0.01 * X


def decay(x, a, b):
    return a * np.exp(-b * x)


def exact_fit(x, y, sigma, weight=lambda z: 1):
    """The fitted parameters to thirty digits, by the normal equations."""

    def normal(a, b):
        terms = [(mpmath.exp(-b * xi), xi, yi, si) for xi, yi, si in zip(x, y, sigma, strict=True)]
        rows = [(e, xi, (a * e - yi) / si, si) for e, xi, yi, si in terms]
        return (
            mpmath.fsum(weight(r * r) * r * e / si for e, xi, r, si in rows),
            mpmath.fsum(weight(r * r) * r * a * xi * e / si for e, xi, r, si in rows),
        )

    return np.array(list(mpmath.findroot(normal, (1.3, 0.8))))


def exact_slopes(f, x):
    with mpmath.workdps(30):
        x = np.array([mpmath.mpf(v) for v in x])
        columns = [(f(x + h) - f(x - h)) / mpmath.mpf("2e-10") for h in np.eye(len(x)) * mpmath.mpf("1e-10")]
        return np.array(columns, float).T


@pytest.mark.parametrize(
    ("fit", "exact", "at"),
    [
        (lambda y: so.curve_fit(decay, X, y)[0], lambda y: exact_fit(X, y, 0 * X + 1), Y),
        (lambda x: so.curve_fit(decay, x, Y)[0], lambda x: exact_fit(x, Y, 0 * X + 1), X),
        (lambda s: so.curve_fit(decay, X, Y, sigma=s)[0], lambda s: exact_fit(X, Y, s), SIGMA),
        (
            lambda s: so.curve_fit(decay, X, Y, sigma=s, bounds=([0, 0], [5, 5]))[0],
            lambda s: exact_fit(X, Y, s),
            SIGMA,
        ),
        (
            lambda s: so.curve_fit(decay, X, Y, sigma=s, method="trf", loss="soft_l1")[0],
            lambda s: exact_fit(X, Y, s, lambda z: 1 / mpmath.sqrt(1 + z)),
            SIGMA,
        ),
        (
            lambda y: so.least_squares(lambda p: decay(X, *p) - y, [1.0, 1.0]).x,
            lambda y: exact_fit(X, y, 0 * X + 1),
            Y,
        ),
        (
            lambda y: so.leastsq(lambda p, y: decay(X, *p) - y, [1.0, 1.0], args=(y,))[0],
            lambda y: exact_fit(X, y, 0 * X + 1),
            Y,
        ),
    ],
)
def test_fitted_parameters_move_as_the_normal_equations_say(fit, exact, at):
    found, expected = jacobian(drop_in(fit))(at), exact_slopes(exact, at)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10 * np.max(np.abs(expected)))


def test_the_covariance_of_a_linear_fit():
    # For y = p·x it is s²/Σx² with s² = Σ(y − px)²/(m − 1), whose slope along y = x is 0.
    f = drop_in(lambda y: so.curve_fit(lambda x, p: p * x, X, y)[1][0, 0])
    p = np.sum(X * Y) / np.sum(X * X)
    expected = 2 * (Y - p * X) / (len(X) - 1) / np.sum(X * X)
    # SciPy takes the Jacobian of the residuals by differences, which is good to √2⁻⁵² = 1.5e-8, and squares it.
    np.testing.assert_allclose(dualnum.gradient(f)(Y), expected, rtol=1e-7, atol=1e-10)


# --- trajectories -------------------------------------------------------------------------------------------


def logistic(y, t, a):
    return a * y * (1 - y)


def grown(a):
    return 1 / (1 + 1.5 * np.exp(-2 * a))


@pytest.mark.parametrize(
    "solve",
    [
        lambda a: scipy.integrate.odeint(logistic, 0.4, [0, 1, 2.0], args=(a,))[-1, 0],
        lambda a: scipy.integrate.odeint(lambda t, y: a * y * (1 - y), [0.4], [0, 2.0], tfirst=True)[-1, 0],
        *(
            lambda a, method=method: scipy.integrate.solve_ivp(
                lambda t, y: [a * y[0] * (1 - y[0])], (0, 2), [0.4], method=method
            ).y[0, -1]
            for method in ("LSODA", "Radau", "BDF")
        ),
    ],
)
def test_a_solution_moves_with_the_equation(solve):
    f = drop_in(solve)
    assert derivative(f)(1.3) == pytest.approx(derivative(grown)(1.3), rel=1e-8)
    assert derivative(derivative(f))(1.3) == pytest.approx(derivative(derivative(grown))(1.3), rel=1e-8)


def test_the_value_of_a_trajectory_is_that_of_the_plain_call():
    def f(a):
        return scipy.integrate.odeint(logistic, 0.4, [0, 1, 2.0], args=(a,))

    assert np.array_equal(dualnum.jvp(drop_in(f), (1.3,), (1.0,))[0], f(1.3))


def test_start_and_times_move_a_trajectory():
    def f(p):
        return scipy.integrate.odeint(lambda y, t: -p[1] * y * t, [p[3]], [p[0], 1.0, p[2]])[-1, 0]

    def closed(p):
        return p[3] * np.exp(-p[1] * (p[2] ** 2 - p[0] ** 2) / 2)

    p = np.array([0.3, 1.1, 1.9, 2.0])
    np.testing.assert_allclose(dualnum.gradient(drop_in(f))(p), dualnum.gradient(closed)(p), rtol=1e-8)
    np.testing.assert_allclose(
        dualnum.hessian(drop_in(f))(p), dualnum.hessian(closed)(p), rtol=1e-8, atol=1e-9
    )


def test_a_small_part_of_a_state_is_as_precise_as_a_large_one():
    f = drop_in(
        lambda a: scipy.integrate.odeint(lambda y, t: [-y[0], 1e-15 * a * y[0]], [1.0, 0], [0, 1])[-1, 1]
    )
    assert derivative(f)(1.3) == pytest.approx(1e-15 * (1 - np.exp(-1)), rel=1e-8)


def test_the_time_of_an_event():
    def falls(t, y, g):
        return y[0]

    falls.terminal, falls.direction = True, -1

    def landing(g, **options):
        found = scipy.integrate.solve_ivp(
            lambda t, y, g: [y[1], -g], (0, 10), [0.0, 5.0], args=(g,), events=falls, **options
        )
        return found.t_events[0][0]

    assert derivative(drop_in(landing))(9.81) == pytest.approx(-10 / 9.81**2, rel=1e-9)
    with pytest.raises(TypeError, match="no rule for events with method='LSODA'"):
        derivative(drop_in(lambda g: landing(g, method="LSODA")))(9.81)


def test_the_older_class_is_refused():
    def f(a):
        return (
            scipy.integrate.ode(lambda t, y: -y).set_integrator("lsoda").set_initial_value([a]).integrate(1.0)
        )

    with pytest.raises(
        TypeError, match="ode: dualnum has no rule for this class; use scipy.integrate.solve_ivp"
    ):
        derivative(drop_in(f))(1.3)
