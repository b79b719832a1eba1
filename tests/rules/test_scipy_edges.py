"""Special points of the functions of scipy.special: function, arguments, which one moves, slope and why."""

import math

import mpmath
import numpy as np
import pytest
import scipy.special

import dualnum
from dualnum import Dual

INF = math.inf


class Private:
    """The private ufuncs; None for one that the SciPy at hand has elsewhere (before 1.15) or lacks."""

    def __getattr__(self, name):
        return getattr(scipy.special._ufuncs, name, None)


U = Private()
EULER = float(mpmath.euler)

EDGES = [
    # ends of a domain
    (U._beta_pdf, (0.0, 2.0, 3.0), 0, 12.0, "12x(1−x)² rises from 0"),
    (U._beta_pdf, (0.0, 1.0, 3.0), 0, -6.0, "3(1−x)²"),
    (U._beta_pdf, (1.0, 3.0, 1.0), 0, 6.0, "3x²"),
    (U._beta_pdf, (0.0, 3.0, 3.0), 0, 0.0, "30x²(1−x)²"),
    (U._beta_pdf, (0.0, 0.5, 1.0), 0, -INF, "1/(2√x) falls from ∞"),
    (U._beta_ppf, (0.0, 1.0, 3.0), 0, 1 / 3, "1 − (1−q)^⅓"),
    (U._beta_ppf, (1.0, 2.0, 1.0), 0, 0.5, "√q"),
    (U._binom_pmf, (0.0, 5.0, 0.0), 2, -5.0, "(1−p)⁵"),
    (U._binom_pmf, (1.0, 5.0, 0.0), 2, 5.0, "5p(1−p)⁴"),
    (U._binom_pmf, (2.0, 5.0, 0.0), 2, 0.0, "10p²(1−p)³"),
    (U._binom_pmf, (5.0, 5.0, 1.0), 2, 5.0, "p⁵"),
    (U._binom_cdf, (0.0, 5.0, 0.0), 2, -5.0, "(1−p)⁵"),
    (U._binom_cdf, (5.0, 5.0, 0.3), 2, 0.0, "all of it, whatever p is"),
    (U._nbinom_pmf, (0.0, 2.5, 1.0), 2, 2.5, "p^n"),
    (U._nbinom_pmf, (1.0, 2.0, 1.0), 2, -2.0, "2p²(1−p)"),
    (scipy.special.bdtr, (0.0, 5, 0.0), 2, -5.0, "(1−p)⁵"),
    (scipy.special.pdtr, (0.0, 0.0), 1, -1.0, "e^−m"),
    (scipy.special.pdtr, (2.0, 0.0), 1, 0.0, "flat at 0"),
    (scipy.special.gdtr, (2.0, 1.0, 0.0), 2, 2.0, "1 − e^−2x"),
    (scipy.special.gammainc, (2.0, INF), 0, 0.0, "1, whatever a is"),
    (scipy.special.gammainc, (2.0, 0.0), 0, 0.0, "0, whatever a is"),
    (scipy.special.betainc, (2.0, 3.0, 1.0), 0, 0.0, "1, whatever a is"),
    (scipy.special.betainc, (2.0, 3.0, 1.0), 2, 0.0, "the density at 1"),
    (scipy.special.stdtr, (3.0, INF), 1, 0.0, "the density at ∞"),
    (scipy.special.stdtr, (3.0, 0.0), 0, 0.0, "½, whatever v is"),
    (U._cauchy_ppf, (0.5, 0.0, 1.0), 0, math.pi, "tan(π(q−½))"),
    (U._cauchy_ppf, (0.5, 1e17, 1.0), 2, 0.0, "no rounding of the location comes in"),
    (U._log1mexp, (-INF,), 0, 0.0, "ln 1"),
    (U._log1mexp, (0.0,), 0, -INF, "ln 0"),
    (scipy.special.log_ndtr, (INF,), 0, 0.0, "ln 1"),
    (scipy.special.log_ndtr, (-1e8,), 0, 1e8, "−x²/2 falls with slope −x, to 1/x²"),
    (scipy.special.owens_t, (2.0, INF), 1, 0.0, "a bound"),
    (scipy.special.kolmogorov, (0.0,), 0, 0.0, "1 − exp(−π²/8x²)·…"),
    (scipy.special.kolmogorov, (0.02,), 0, 0.0, "less than the smallest double"),
    (U._cosine_cdf, (4.0,), 0, 0.0, "outside the support"),
    (scipy.special.tklmbda, (0.0, 0.0), 0, 0.25, "the logistic function"),
    (scipy.special.tklmbda, (1.5, 2.0), 0, 0.0, "outside the support, which ends at ½"),
    (scipy.special.tklmbda, (1.5, 2.0), 1, 0.0, "outside the support"),
    (scipy.special.boxcox, (1.7, 0.0), 1, math.log(1.7) ** 2 / 2, "ln x + λ·ln²x/2"),
    # poles and zeros of gamma functions
    (scipy.special.rgamma, (0.0,), 0, 1.0, "1/Γ(x) = x + …"),
    (scipy.special.rgamma, (-3.0,), 0, -6.0, "(−1)³·3!"),
    (scipy.special.poch, (0.0, 3.0), 0, 2.0, "x(x+1)(x+2)"),
    (scipy.special.poch, (-1.0, 3.0), 0, -1.0, "x(x+1)(x+2)"),
    (scipy.special.poch, (-5.0, 3.0), 0, 47.0, "x³+3x²+2x: 3·25 − 30 + 2"),
    (scipy.special.binom, (3.0, 5.0), 0, -0.05, "n(n−1)(n−2)(n−3)(n−4)/120"),
    (scipy.special.binom, (4.0, 2.0), 0, 3.5, "n(n−1)/2"),
    (scipy.special.binom, (0.0, 1.0), 0, 1.0, "n"),
    (scipy.special.zetac, (0.0,), 0, -math.log(2 * math.pi) / 2, "ζ'(0)"),
    (U._factorial, (0.0,), 0, -EULER, "Γ'(1)"),
    # at and around the origin
    (U._spherical_jn, (1, 0.0), 1, 1 / 3, "x/3"),
    (U._spherical_jn_d, (0, 0.0), 1, -1 / 3, "1 − x²/6"),
    (U._spherical_jn_d, (2, 0.0), 1, 2 / 15, "x²/15"),
    (U._spherical_in, (1, 0.0), 1, 1 / 3, "x/3"),
    (scipy.special.struve, (0.0, 0.0), 1, 2 / math.pi, "2x/π"),
    (scipy.special.bei, (0.0,), 0, 0.0, "x²/4"),
    (scipy.special.beip, (0.0,), 0, 0.5, "x/2"),
    (scipy.special.ker, (0.0,), 0, -INF, "−ln x"),
    (scipy.special.i0e, (0.0,), 0, -1.0, "e^−|x|, by the branch for x ≥ 0"),
    (scipy.special.jve, (1.5, 0.0), 1, 0.0, "x^(3/2)"),
    (scipy.special.agm, (1.0, 0.0), 0, 0.0, "0, whatever a is"),
    (scipy.special.agm, (0.0, 1.0), 0, INF, "π/(2·ln(4/a))"),
    (scipy.special.agm, (1e200, 1e200), 0, 0.5, "squares would overflow"),
    (scipy.special.spence, (1.0,), 0, -1.0, "1 − x"),
    (scipy.special.eval_legendre, (0.0, 0.3), 1, 0.0, "1"),
    (scipy.special.eval_sh_jacobi, (0.0, 2.0, 1.5, 0.3), 3, 0.0, "1"),
    (scipy.special.lpmv, (0, 3.0, 1.0), 2, 6.0, "n(n+1)/2"),
    (scipy.special.lpmv, (0, 2.0, -1.0), 2, -3.0, "−n(n+1)/2 for an even n"),
    (scipy.special.lpmv, (1, 1.0, 1.0), 2, INF, "−√(1−x²)"),
    (scipy.special.lpmv, (2, 2.0, 1.0), 2, -6.0, "3(1−x²)"),
    (scipy.special.lpmv, (3, 3.0, 1.0), 2, 0.0, "−15(1−x²)^(3/2)"),
    (scipy.special.powm1, (0.0, 2.0), 0, 0.0, "x²"),
    (scipy.special.powm1, (0.0, 2.0), 1, 0.0, "0^y is 0 for y > 0"),
    (scipy.special.powm1, (2.0, 0.0), 1, math.log(2), "2^y − 1"),
    (scipy.special.expn, (0, 2.0), 1, -math.exp(-2) * 0.75, "e^−x/x"),
    (scipy.special.round, (2.4,), 0, 0.0, "piecewise constant"),
    (U._binom_ppf, (0.4, 5.0, 0.3), 2, 0.0, "piecewise constant"),
]


@pytest.mark.parametrize(
    ("function", "at", "position", "expected"),
    [
        pytest.param(*edge[:4], id=f"{edge[0].__name__}{edge[1]}-{edge[2]}")
        for edge in EDGES
        if edge[0] is not None
    ],
)
@pytest.mark.parametrize(
    "kind", [float, np.float64, lambda x: np.array([x])], ids=["float", "NumPy", "array"]
)
def test_edges(function, at, position, expected, kind):
    with np.errstate(all="ignore"):
        args = [Dual(kind(v), kind(1.0)) if i == position else v for i, v in enumerate(at)]
        tangent = np.asarray(function(*args).tangent)
    assert tangent.ravel()[0] == pytest.approx(expected, rel=1e-13, abs=1e-16)


SHICHI = [(0.0, 1.0), (1e-9, 1.0), (700.0, math.sinh(700) / 700)]


@pytest.mark.parametrize(("x", "slope"), SHICHI)
def test_the_hyperbolic_sine_integral(x, slope):
    with np.errstate(divide="ignore"):  # the cosine integral has a pole at 0
        found = scipy.special.shichi(Dual(np.float64(x), 1.0))[0].tangent
    assert np.isclose(found, slope, rtol=1e-12, atol=0)


@pytest.mark.parametrize("n", [0.3, 0.5, 0.99])
def test_degrees_between_0_and_1_are_not_taken_for_0(n):
    x = mpmath.mpf("0.3")
    for function, reference in (
        (scipy.special.eval_legendre, mpmath.legendre),
        (scipy.special.eval_chebyt, mpmath.chebyt),
        (scipy.special.eval_chebyu, mpmath.chebyu),
        (scipy.special.eval_laguerre, lambda n, t: mpmath.laguerre(n, 0, t)),
    ):
        exact = float(mpmath.diff(lambda t, of=reference: of(n, t), x))
        assert function(n, Dual(0.3, 1.0)).tangent == pytest.approx(exact, rel=1e-12)


def test_a_slope_in_both_arguments_at_once():
    """A mean that moves with both of its numbers."""
    assert scipy.special.agm(Dual(1.5, 1.0), Dual(1.5, 1.0)).tangent == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize(("m", "phi"), [(0.0, 4.0), (1e-9, 4.0), (-1e-9, -7.0), (0.0, 1.0)])
def test_elliptic_integrals_of_a_small_parameter(m, phi):
    """∂F/∂m at 0 is (φ − sin φ·cos φ)/4, and ∂E/∂m its negative: no digits are lost beside it."""
    slope = (phi - math.sin(phi) * math.cos(phi)) / 4
    assert scipy.special.ellipkinc(phi, Dual(m, 1.0)).tangent == pytest.approx(slope, rel=1e-8)
    assert scipy.special.ellipeinc(phi, Dual(m, 1.0)).tangent == pytest.approx(-slope, rel=1e-8)


def test_the_names_of_dualnum_have_the_same_slopes():
    assert dualnum.agm(Dual(1.0, 1.0), 1.0).tangent == 0.5
