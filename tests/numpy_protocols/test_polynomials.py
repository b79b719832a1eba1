"""polyval, polyder, …, polyfit, roots, poly, vander: limits, multiple roots and lost degrees."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual

RNG = np.random.default_rng(8)
START = RNG.bit_generator.state


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests():
    RNG.bit_generator.state = START


def draw(*shape, complex_=False):
    """Multiples of 1/64, whose products are exact: bits that differ are then not those of rounding."""
    a = RNG.integers(-64, 65, shape) / 64
    return a + 1j * RNG.integers(-64, 65, shape) / 64 if complex_ else a


P3, P5, X, M = draw(3), draw(5), draw(2, 3), draw(4, 4)
C3, C5 = draw(3, complex_=True), draw(5, complex_=True)

CALLS = [
    *(
        (np.polyval, [p, x], {})
        for p in (P3, P5, P5[:1], P5[:0], C3, draw(3, 2))
        for x in (X[:, :2], 0.7, draw(2))
    ),
    (np.polyval, [P3, draw(2, complex_=True)], {}),
    *((np.polyder, [p], {"m": m}) for p in (P5, C5) for m in (0, 1, 2, 4, 5, 7)),
    (np.polyder, [P5], {}),
    *((np.polyint, [p], {"m": m}) for p in (P5, C5) for m in (0, 1, 3)),
    (np.polyint, [P5, 2, draw(2)], {}),
    (np.polyint, [P5, 2, draw(1)], {}),
    (np.polyint, [P5, 1, 0.5], {}),
    *(
        (f, pair, {})
        for f in (np.polyadd, np.polysub, np.polymul)
        for pair in ([P3, P5], [P5, P3], [P3, P3], [P3, C5])
    ),
    *(
        (np.polydiv, pair, {})
        for pair in ([P5, P3], [P3, P5], [P3, P5[2:]], [P5, P3[:1]], [C5, P3], [P3[:1], P3[:1]])
    ),
    (np.vander, [P5], {}),
    (np.vander, [P5], {"N": 3, "increasing": True}),
    (np.vander, [C3], {"N": 6}),
    (np.vander, [P5], {"N": 0}),
    (np.poly, [P5], {}),
    (np.poly, [C5], {}),
    (np.poly, [P5[:1]], {}),
]


@pytest.mark.parametrize(("function", "args", "kwargs"), CALLS)
def test_against_limits(function, args, kwargs, judge):
    judge(function, args, kwargs).all()


# --- roots: LAPACK computes them in doubles, so the limit is taken by mpmath -----------------------------


def exact_roots(p, like):
    """The roots of p near the plain roots ``like``, by Newton's method in mpmath."""
    found = []
    for plain in like:
        x = mpmath.mpmathify(complex(plain))
        for _ in range(8):
            powers = [x**k for k in range(len(p))]
            value = sum(c * y for c, y in zip(p[::-1], powers, strict=True))
            slope = sum(k * c * y for k, (c, y) in enumerate(zip(p[-2::-1], powers, strict=False), start=1))
            x -= value / slope
        found.append(x)
    return found


@pytest.mark.parametrize(
    "p", [P5, C5, P3, np.array([2.0, 1.0]), np.array([1.0, 0.0, -2.0, 0.0, 0.0])[:4]], ids=str
)
def test_roots_are_limits_to_second_order(p):
    u, v = draw(len(p)), draw(len(p), complex_=p.dtype.kind == "c")
    plain = np.roots(p)
    found = np.roots(Dual(Dual(p, u), Dual(v, np.zeros(len(p)))))
    assert found.primal.primal.tobytes() == plain.tobytes()
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -15

        def at(a, b):
            moved = [
                mpmath.mpmathify(complex(c)) + a * complex(s) + b * complex(t)
                for c, s, t in zip(p, u, v, strict=True)
            ]
            return exact_roots(moved, plain)

        fine = mpmath.mpf(10) ** -20
        first = [complex((a - b) / (2 * fine)) for a, b in zip(at(0, fine), at(0, -fine), strict=True)]
        corners = (at(step, step), at(step, -step), at(-step, step), at(-step, -step))
        second = [complex((a - b - c + d) / (4 * step**2)) for a, b, c, d in zip(*corners, strict=True)]
    np.testing.assert_allclose(found.tangent.primal, first, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.tangent.tangent, second, rtol=1e-10, atol=1e-11)


def test_roots_in_many_directions():
    p, t = P5, draw(3, 5)
    together = np.roots(Dual(p, t)).tangent
    np.testing.assert_allclose(together, [np.roots(Dual(p, each)).tangent for each in t], rtol=1e-14)


def test_a_leading_zero_that_moves_lets_a_root_come_from_infinity():
    """ε·x² + x + 2: the root near -2 moves by -x²·ε/p'(x) = -4ε; the other one NumPy does not list."""
    assert np.roots(Dual(np.array([0.0, 1, 2]), np.array([1.0, 0, 0]))).tangent.tolist() == [-4.0]


def test_a_trailing_zero_that_moves():
    """x² + 2x + ε: the roots -2 + ε/2 and -ε/2."""
    x = np.roots(Dual(np.array([1.0, 2, 0]), np.array([0, 0, 1.0])))
    assert (x.primal.tolist(), x.tangent.tolist()) == ([-2.0, 0.0], [0.5, -0.5])


MULTIPLE = {
    "double": [1.0, -2, 1],
    "triple": [1.0, -3, 3, -1],
    "far": [1.0, -2e8, 1e16],
    "double among others": list(np.poly([3.0, 1, 1, -2])),
    "two zeros": [1.0, 2, 0, 0],
    "complex pairs": list(np.poly([1j, -1j, 1j, -1j])),
}


@pytest.mark.parametrize("p", MULTIPLE.values(), ids=MULTIPLE)
def test_multiple_roots_are_refused(p):
    with pytest.raises(
        np.linalg.LinAlgError, match=r"roots: the root .* is multiple to rounding, so it has no derivative"
    ):
        np.roots(Dual(np.array(p), np.ones(len(p))))


@pytest.mark.parametrize("p", MULTIPLE.values(), ids=MULTIPLE)
def test_multiple_roots_that_stand_still(p):
    assert not np.roots(Dual(np.array(p), np.zeros(len(p)))).tangent.any()


def test_close_roots_are_right():
    """Roots 1 and 1 + 1e-4 by Vieta: with x² + bx + c, dx = -x·db/(2x + b)."""
    p = np.array([1.0, -2.0001, 1.0001])
    x = np.roots(Dual(p, np.array([0, 1.0, 0])))
    np.testing.assert_allclose(x.tangent, -x.primal / (2 * x.primal + p[1]), rtol=1e-10)
    # The coefficients' own rounding, 2⁻⁵², moves the roots by 2⁻⁵²/1e-4, and 2x + b = ±1e-4 by as much.
    np.testing.assert_allclose(np.sort(x.tangent), [-10001, 10000], rtol=4 * 2.0**-52 / 1e-8)


def test_polynomials_without_roots():
    assert np.roots(Dual(np.zeros(3), np.ones((2, 3)))).tangent.shape == (2, 0)
    assert np.roots(Dual(np.array([3.0]), np.ones(1))).tangent.shape == (0,)


def test_roots_then_poly_is_the_identity():
    """poly(roots(p)) is p/p₀, so its Jacobian is known; the complex roots' tangents cancel."""
    p = np.array([1.0, 0.5, 2.0, -1.0])  # with a pair of complex roots
    found = dualnum.jacobian(lambda c: np.poly(np.roots(np.concatenate([[1.0], c]))))(p[1:])
    np.testing.assert_allclose(found, np.eye(4)[:, 1:], rtol=0, atol=1e-13)


# --- the characteristic polynomial -----------------------------------------------------------------------


def test_characteristic_polynomial_with_equal_eigenvalues():
    """det(λ - A) at A = 1: its coefficients (1, -tr A, (tr²A - tr A²)/2, -det A) have derivatives though
    the eigenvalues have none; by hand, for a direction X: (0, -tr X, 2·tr X, -tr X)."""
    x = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 10]])
    found = np.poly(Dual(np.eye(3), x))
    assert found.primal.tolist() == np.poly(np.eye(3)).tolist()
    np.testing.assert_allclose(found.tangent, [0, -16, 32, -16], rtol=1e-15)


def test_coefficients_that_leave_the_real_line():
    """(x - i - ε)(x + i) = x² - ε·x + 1 - ε·i: the tangent is not real, though the coefficients are."""
    found = np.poly(Dual(np.array([1j, -1j]), np.array([1.0 + 0j, 0])))
    assert found.primal.dtype == float
    np.testing.assert_array_equal(found.tangent, [0, -1, -1j])


# --- degrees that NumPy cuts off -------------------------------------------------------------------------


def test_polymul_refuses_to_cut_off_what_moves():
    moving = Dual(np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    with pytest.raises(
        ValueError, match=r"polymul: a leading coefficient is 0, so NumPy cuts it off, but it moves"
    ):
        np.polymul(moving, [1.0, 2.0])
    still = Dual(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert np.polymul(still, [1.0, 2.0]).tangent.tolist() == [1, 2]
    inner = Dual(Dual(np.array([0.0, 1.0]), np.array([1.0, 0.0])), np.zeros(2))
    with pytest.raises(ValueError, match="polymul: a leading coefficient"):
        np.polymul(inner, [1.0, 2.0])


def test_polymul_of_nothing():
    zero = Dual(np.zeros(2), np.zeros(2))
    assert np.polymul(zero, [1.0, 2.0]).primal.tolist() == np.polymul(np.zeros(2), [1.0, 2.0]).tolist()


def test_polydiv_refuses_to_cut_off_what_moves():
    cubic = np.array([1.0, 0, 0, -1])  # (x - 1)(x² + x + 1)
    with pytest.raises(
        ValueError, match=r"polydiv: a leading coefficient of the remainder is 0, so NumPy cuts it off"
    ):
        np.polydiv(Dual(cubic, np.array([0, 0, 1.0, 0])), [1.0, 1, 1])
    quotient, remainder = np.polydiv(Dual(cubic, np.array([0, 0, 0, 1.0])), [1.0, 1, 1])
    assert quotient.tangent.tolist() == [0, 0]
    assert (remainder.primal.tolist(), remainder.tangent.tolist()) == ([0], [1])


def test_polydiv_of_a_product_leaves_nothing():
    """(q·v)/v = q along every direction of q and v."""
    q, v = Dual(np.array([1.0, -1]), np.array([0.5, 2])), Dual(np.array([1.0, 1, 1]), np.array([0.0, 1, -1]))
    quotient, remainder = np.polydiv(np.polymul(q, v), v)
    np.testing.assert_allclose(quotient.tangent, q.tangent, rtol=0, atol=1e-15)
    np.testing.assert_allclose(remainder.tangent, [0], rtol=0, atol=1e-15)


# --- poly1d ----------------------------------------------------------------------------------------------


def test_a_poly1d_may_hold_a_dual():
    p = np.poly1d(Dual(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0])))  # x² + (2 + ε)x + 3
    assert (p(2.0).primal, p(2.0).tangent) == (11.0, 2.0)
    assert p.deriv()(2.0).tangent == 1.0
    assert (p * p)(2.0).tangent == 2 * 11 * 2
    assert (p + np.poly1d([1.0, 1.0]))(2.0).tangent == 2.0
    assert p(Dual(2.0, 1.0)).tangent == 6.0 + 2.0


def test_functions_given_a_poly1d_return_one():
    p, x = np.poly1d([1.0, 1.0]), Dual(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    for function in (np.polyadd, np.polysub, np.polymul):
        assert isinstance(function(p, x), np.poly1d)
        assert isinstance(function(x, p).coeffs, Dual)
    quotient, remainder = np.polydiv(x, p)
    assert isinstance(quotient, np.poly1d)
    assert remainder.coeffs.tangent.tolist() == [1]


def test_a_polynomial_of_a_polynomial():
    """(2 + ε)·(x + 1) + 3 = (2 + ε)x + 5 + ε."""
    found = np.polyval(Dual(np.array([2.0, 3.0]), np.array([1.0, 0.0])), np.poly1d([1.0, 1.0]))
    assert (found.coeffs.primal.tolist(), found.coeffs.tangent.tolist()) == ([2, 5], [1, 1])


# --- polyfit ---------------------------------------------------------------------------------------------


def exact_fit(x, y, w, degree):
    """The coefficients, the sum of squares and the covariance matrix, by the normal equations in mpmath."""
    a = mpmath.matrix(
        [[wi * xi ** (degree - j) for j in range(degree + 1)] for xi, wi in zip(x, w, strict=True)]
    )
    b = mpmath.matrix([yi * wi for yi, wi in zip(y, w, strict=True)])
    inverse = (a.T * a) ** -1
    c = inverse * (a.T * b)
    square = sum(v**2 for v in b - a * c)
    return [*c], [square], [*inverse], [*(inverse * square / (len(x) - degree - 1))]


@pytest.mark.parametrize("moving", ["x", "y", "w", "xyw"])
def test_fits_are_limits(moving):
    x, y, w = np.linspace(-1, 1, 7) ** 3, draw(7), 1 + draw(7) / 2
    tangents = {name: draw(7) if name in moving else np.zeros(7) for name in "xyw"}

    def dual(name, a):
        return Dual(a, tangents[name]) if name in moving else a

    points = [dual(name, a) for name, a in zip("xyw", (x, y, w), strict=True)]
    full = np.polyfit(points[0], points[1], 2, full=True, w=points[2])
    _, unscaled = np.polyfit(points[0], points[1], 2, w=points[2], cov="unscaled")
    _, covariance = np.polyfit(points[0], points[1], 2, w=points[2], cov=True)
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20

        def at(h):
            return exact_fit(
                *(
                    [mpmath.mpf(v) + h * t for v, t in zip(a, tangents[n], strict=True)]
                    for n, a in zip("xyw", (x, y, w), strict=True)
                ),
                2,
            )

        expected = [
            [float((a - b) / (2 * step)) for a, b in zip(up, down, strict=True)]
            for up, down in zip(at(step), at(-step), strict=True)
        ]
    for found, wanted in zip((full[0], full[1], unscaled, covariance), expected, strict=True):
        tangent = found.tangent if isinstance(found, Dual) else np.zeros(np.shape(found))
        np.testing.assert_allclose(np.ravel(tangent), wanted, rtol=1e-11, atol=1e-12)
    plain = np.polyfit(x, y, 2, full=True, w=w)
    for a, b in zip(full, plain, strict=True):
        primal = a.primal if isinstance(a, Dual) else a
        assert np.asarray(primal).tobytes() == np.asarray(b).tobytes()
    assert full[2] == 3


def test_a_fit_that_is_exact_moves_with_its_data():
    """Through n + 1 points the fit interpolates: its coefficients are linear in y."""
    x = np.array([0.0, 1.0, 2.0])
    found = dualnum.jacobian(lambda y: np.polyfit(x, y, 2))(np.array([1.0, 0.0, 2.0]))
    expected = np.array([[0.5, -1, 0.5], [-1.5, 2, -0.5], [1, 0, 0]])
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14)


def test_fits_of_several_columns():
    x, y = np.linspace(0, 1, 6), draw(6, 2)
    t = draw(6, 2)
    both, (coefficients, covariance) = np.polyfit(x, Dual(y, t), 1), np.polyfit(x, Dual(y, t), 1, cov=True)
    for j in range(2):
        one, one_covariance = np.polyfit(x, Dual(y[:, j], t[:, j]), 1, cov=True)
        np.testing.assert_allclose(both.tangent[:, j], one.tangent, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(coefficients.tangent[:, j], one.tangent, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(
            covariance.tangent[:, :, j], one_covariance.tangent, rtol=1e-11, atol=1e-14
        )


def test_fit_errors_and_warnings_are_numpys():
    x = Dual(np.ones(3), np.zeros(3))
    with pytest.raises(ValueError, match="expected deg >= 0"):
        np.polyfit(x, np.ones(3), -1)
    with pytest.raises(TypeError, match="expected x and y to have same length"):
        np.polyfit(x, np.ones(4), 1)
    with pytest.warns(np.exceptions.RankWarning, match="Polyfit may be poorly conditioned"):
        np.polyfit(x, np.ones(3), 1)
    with (
        pytest.warns(np.exceptions.RankWarning),
        pytest.raises(np.linalg.LinAlgError, match="lstsq: a direction"),
    ):
        np.polyfit(Dual(np.ones(3), np.array([1.0, 0, 0])), np.arange(3.0), 1)


def test_lists_of_duals():
    assert np.roots([1.0, Dual(1.0, 1.0), -2.0]).tangent == pytest.approx([-2 / 3, -1 / 3])
    assert np.poly([Dual(1.0, 1.0), 2.0]).tangent.tolist() == [0, -1, 2]
    assert np.polyval([Dual(1.0, 1.0), 2.0], Dual(3.0, 0.0)).tangent == 3.0


def test_precision_and_kind_follow_the_primal():
    p = np.array([1, 2, 3], np.float32)
    x = Dual(p, np.ones(3, np.float32))
    for result in (np.polyval(x, x), np.polyder(x), np.roots(x), np.poly(x), np.vander(x), np.polymul(x, p)):
        assert result.tangent.dtype == result.primal.dtype
    whole = np.polyval(Dual(np.array([1, 2]), np.array([1.0, 0])), 3)
    assert (whole.primal, whole.tangent) == (5, 3.0)
    assert whole.primal.dtype.kind == "i"


@pytest.mark.filterwarnings("ignore:invalid value encountered in multiply")  # NumPy begins with 0·x
def test_polyval_at_an_infinity():
    """Where x does not move, neither does p(x), though p'(x) is nan there as NumPy computes it."""
    x = Dual(np.array([np.inf, np.inf, 1.0]), np.array([1.0, 0.0, 1.0]))
    np.testing.assert_array_equal(np.polyval([1.0, 0.0, 0.0], x).tangent, [np.nan, 0, 2])
