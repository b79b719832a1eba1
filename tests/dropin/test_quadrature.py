"""Integrals inside `drop_in`, by Leibniz' rule, against integrals in closed form."""

import ctypes
import ctypes.util
import math

import numpy as np
import pytest

import dualnum
from dualnum import derivative, drop_in

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.integrate


def slopes(f, x, count):
    """f and its first derivatives, nested."""
    found = [f(x)]
    for _ in range(count):
        f = derivative(f)
        found.append(f(x))
    return found


@pytest.mark.parametrize(
    ("f", "closed"),
    [
        (
            lambda a: scipy.integrate.quad(lambda x: math.exp(-a * x * x), 0, math.inf)[0],
            lambda a: np.sqrt(np.pi / a) / 2,
        ),
        (
            lambda a: scipy.integrate.quad(lambda x, a: a * np.sin(a * x), a, a * a, args=(a,))[0],
            lambda a: np.cos(a * a) - np.cos(a**3),
        ),
        (
            lambda a: scipy.integrate.quad(lambda x: np.exp(-a * x), 0, np.inf, weight="cos", wvar=2.0)[0],
            lambda a: a / (a * a + 4),
        ),
        (
            lambda a: scipy.integrate.quad(lambda x: np.exp(1j * a * x), 0, 1, complex_func=True)[0].imag,
            lambda a: (1 - np.cos(a)) / a,
        ),
        (lambda a: scipy.integrate.quad(lambda x: 1 / np.sqrt(a * x), 0, 1)[0], lambda a: 2 / np.sqrt(a)),
        (
            lambda a: scipy.integrate.quad_vec(lambda x: np.array([a * x, np.exp(a * x)]), 0, a)[0][1],
            lambda a: (np.exp(a * a) - 1) / a,
        ),
        (
            lambda a: scipy.integrate.dblquad(lambda y, x: a * x * y * y, 0, a, 0, lambda x: a * x)[0],
            lambda a: a**9 / 15,
        ),
        (
            lambda a: scipy.integrate.nquad(lambda y, x: a * x * y * y, [[0, a], [0, 1]])[0],
            lambda a: a**4 / 6,
        ),
    ],
)
def test_integrals_that_move(f, closed):
    np.testing.assert_allclose(slopes(drop_in(f), 1.3, 2), slopes(closed, 1.3, 2), rtol=1e-9)


def test_a_triple_integral():
    f = drop_in(lambda a: scipy.integrate.tplquad(lambda z, y, x: a * x * y * z, 0, a, 0, 1, 0, 1)[0])
    assert derivative(f)(1.3) == pytest.approx(3 * 1.3**2 / 8, rel=1e-12)


def test_limits_that_move_are_right_to_any_order():
    found = slopes(drop_in(lambda a: scipy.integrate.quad(lambda x: np.exp(a * x), a, a**2)[0]), 1.3, 5)
    closed = slopes(lambda a: (np.exp(a**3) - np.exp(a**2)) / a, 1.3, 5)
    np.testing.assert_allclose(found, closed, rtol=1e-11)


def test_a_jacobian_has_every_direction():
    def f(p):
        return scipy.integrate.quad(lambda x: p[0] * x ** p[1], 0, p[2])[0]

    def closed(p):
        return p[0] * p[2] ** (p[1] + 1) / (p[1] + 1)

    p = np.array([2.0, 1.5, 1.2])
    np.testing.assert_allclose(dualnum.gradient(drop_in(f))(p), dualnum.gradient(closed)(p), rtol=1e-12)
    np.testing.assert_allclose(
        dualnum.hessian(drop_in(f))(p), dualnum.hessian(closed)(p), rtol=1e-12, atol=1e-13
    )


def test_a_small_integral_is_as_precise_as_a_large_one():
    f = drop_in(lambda a: scipy.integrate.quad(lambda x: 1e-12 * np.exp(a * x), 0, 1)[0])
    expected = derivative(lambda a: 1e-12 * (np.exp(a) - 1) / a)(1.3)
    assert derivative(f)(1.3) == pytest.approx(expected, rel=1e-12)


def test_an_integral_that_cancels_has_slope_zero():
    assert derivative(drop_in(lambda a: scipy.integrate.quad(lambda x: a * x, -1, 1)[0]))(1.3) == 0.0


def test_the_value_and_the_estimates_are_those_of_the_plain_call():
    def f(a):
        return scipy.integrate.quad(lambda x: np.exp(-a * x * x), 0, 2)

    (value, error), (_, error_slope) = dualnum.jvp(drop_in(f), (1.3,), (1.0,))
    assert (value, error) == f(1.3)
    assert error_slope == 0


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (
            lambda a: scipy.integrate.quad(abs, 0, 1, points=[a])[0],
            "quad: dualnum has no rule for a Dual in points",
        ),
        (
            lambda a: scipy.integrate.quad(lambda x: np.exp(-x), 0, np.inf / a)[0],
            "a limit at infinity cannot move",
        ),
        (
            lambda a: scipy.integrate.quad(lambda x: x, 0, a, weight="cos", wvar=1.0)[0],
            "no rule for a weight and a limit that moves",
        ),
        (
            lambda a: scipy.integrate.quad(lambda x: np.log(abs(x - a)), 0, 1)[0],
            "the integral of the integrand's derivative does not converge",
        ),
    ],
)
def test_what_has_no_rule_says_so(f, text):
    with pytest.raises(TypeError, match=text):
        derivative(drop_in(f))(0.7357)


def test_a_compiled_integrand_is_given_on_as_it_is():
    library = ctypes.CDLL(ctypes.util.find_library("m"))
    library.cos.restype, library.cos.argtypes = ctypes.c_double, (ctypes.c_double,)
    with drop_in():
        assert scipy.integrate.quad(library.cos, 0, 1)[0] == pytest.approx(math.sin(1), rel=1e-14)
