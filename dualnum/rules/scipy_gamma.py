"""Gamma and beta functions of `scipy.special`, complete and incomplete, and zeta (DLMF 5, 8 and 25).

The derivative with respect to a shape is that of `dualnum.rules.scipy_shapes`.
"""

from math import inf

from dualnum.rules.scipy_densities import _beta_density, _gamma_density
from dualnum.rules.scipy_references import between, root
from dualnum.rules.scipy_rows import POSITIVE, UNIT, rule
from dualnum.rules.table import np


def _at_pole(x):
    """Whether Γ has a pole at x."""
    return (x <= 0) & (np.floor(x) == x)


def _reciprocal_slope(x):
    """(1/Γ)'(x) = −ψ(x)/Γ(x), which is (−1)ᵐ·m! at a pole −m of Γ (DLMF 5.7.1)."""
    pole = _at_pole(x)
    away, m = np.where(pole, 1, x), np.where(pole, -x, 0)
    return np.where(pole, (1 - 2 * np.remainder(m, 2)) * np.gamma(m + 1), -np.digamma(away) * np.rgamma(away))


def _reflected(x):
    """ψ(1−x) at a pole x of ψ, elsewhere ψ(x): for differences in which the poles cancel (DLMF 5.5.4)."""
    return np.digamma(np.where(_at_pole(x), 1 - x, x))


def _poch_base(x, m, y):
    """y·(ψ(x+m) − ψ(x)); where 1/Γ(x) alone is 0, Γ(x+m)·(1/Γ)'(x)."""
    alone = _at_pole(x) & (_at_pole(x + m) == 0)
    there = np.gamma(np.where(alone, x + m, 1)) * _reciprocal_slope(x)
    return np.where(alone, there, y * (_reflected(x + m) - _reflected(x)))


def _binom_n(n, k, y):
    """y·(ψ(n+1) − ψ(n−k+1)); where 1/Γ(n−k+1) alone is 0, by its slope."""
    alone = _at_pole(n - k + 1) & (_at_pole(n + 1) == 0)
    there = np.gamma(np.where(alone, n + 1, 1)) * np.rgamma(k + 1) * _reciprocal_slope(n - k + 1)
    return np.where(alone, there, y * (_reflected(n + 1) - _reflected(n - k + 1)))


def _binom_k(n, k, y):
    """y·(ψ(n−k+1) − ψ(k+1)); where one of 1/Γ(k+1) and 1/Γ(n−k+1) is 0, by its slope."""
    low, high = _at_pole(k + 1), _at_pole(n - k + 1)
    either = low | high
    top = np.gamma(np.where(either, n + 1, 1))
    there = top * np.where(
        low, _reciprocal_slope(k + 1) * np.rgamma(n - k + 1), -np.rgamma(k + 1) * _reciprocal_slope(n - k + 1)
    )
    return np.where(either, there, y * (np.digamma(n - k + 1) - np.digamma(k + 1)))


rule("gammaln", lambda x, y: np.digamma(x), mp=lambda mp, x: mp.log(abs(mp.gamma(x))))
rule("loggamma", lambda x, y: np.digamma(x), mp="loggamma")
rule("_lgam1p", lambda x, y: np.digamma(1 + x), mp=lambda mp, x: mp.log(abs(mp.gamma(1 + x))))
rule("psi", lambda x, y: np.polygamma(1, x), mp="digamma")
# At the poles of Γ the slope is a number that the plain formula misses; a second derivative is left nan there.
rule(
    "rgamma",
    lambda x, y: _reciprocal_slope(x),
    textbook=(lambda x, y: -np.digamma(x) * y,),
    nested=(lambda x, y: -np.digamma(x) * y,),
    mp="rgamma",
)
rule("gammasgn", constant=True, mp=lambda mp, x: mp.sign(mp.gamma(x)))
rule(
    "_factorial",
    lambda x, y: y * np.digamma(np.where(x < 0, 1, x) + 1),
    domain=POSITIVE,
    mp=lambda mp, x: mp.gamma(x + 1) if x >= 0 else mp.zero,
)
rule(
    "poch",
    _poch_base,
    lambda x1, x2, y: y * np.digamma(x1 + x2),
    nested=(
        lambda x1, x2, y: y * (np.digamma(x1 + x2) - np.digamma(x1)),
        lambda x1, x2, y: y * np.digamma(x1 + x2),
    ),
    mp=lambda mp, x, m: mp.rf(x, m),
)
rule(
    "binom",
    _binom_n,
    _binom_k,
    nested=(
        lambda x1, x2, y: y * (np.digamma(x1 + 1) - np.digamma(x1 - x2 + 1)),
        lambda x1, x2, y: y * (np.digamma(x1 - x2 + 1) - np.digamma(x2 + 1)),
    ),
    mp="binomial",
)
rule(
    "beta",
    lambda x1, x2, y: y * (np.digamma(x1) - np.digamma(x1 + x2)),
    lambda x1, x2, y: y * (np.digamma(x2) - np.digamma(x1 + x2)),
    domain=POSITIVE,
    mp="beta",
)
rule(
    "betaln",
    lambda x1, x2, y: np.digamma(x1) - np.digamma(x1 + x2),
    lambda x1, x2, y: np.digamma(x2) - np.digamma(x1 + x2),
    domain=POSITIVE,
    mp=lambda mp, a, b: mp.log(mp.beta(a, b)),
)
rule(
    "_igam_fac",
    lambda x1, x2, y: y * (np.log(x2) - np.digamma(x1)),
    lambda x1, x2, y: (x1 - x2) * _gamma_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, a, x: mp.power(x, a) * mp.exp(-x) / mp.gamma(a),
)

# --- incomplete, and their inverses ------------------------------------------------------------------------
rule(
    "gammainc",
    lambda x1, x2, y: np._gammainc_a(x1, x2),
    lambda x1, x2, y: _gamma_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, a, x: mp.gammainc(a, 0, x, regularized=True),
)
rule(
    "gammaincc",
    lambda x1, x2, y: -np._gammainc_a(x1, x2),
    lambda x1, x2, y: -_gamma_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, a, x: mp.gammainc(a, x, regularized=True),
)
rule(
    "gammaincinv",
    lambda x1, x2, y: -np._gammainc_a(x1, y) / _gamma_density(x1, y),
    lambda x1, x2, y: 1 / _gamma_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, a, p: root(mp, lambda x: mp.gammainc(a, 0, x, regularized=True) - p),
)
rule(
    "gammainccinv",
    lambda x1, x2, y: -np._gammainc_a(x1, y) / _gamma_density(x1, y),
    lambda x1, x2, y: -1 / _gamma_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, a, p: root(mp, lambda x: mp.gammainc(a, x, regularized=True) - p),
)


def _beta_quantile_a(a, b, y):
    """−∂I(a, b)/∂a over the density at the quantile y."""
    return -np._betainc_a(a, b, y) / _beta_density(a, b, y)


def _beta_quantile_b(a, b, y):
    """The same for b."""
    return -np._betainc_b(a, b, y) / _beta_density(a, b, y)


rule(
    "betainc",
    lambda x1, x2, x3, y: np._betainc_a(x1, x2, x3),
    lambda x1, x2, x3, y: np._betainc_b(x1, x2, x3),
    lambda x1, x2, x3, y: _beta_density(x1, x2, x3),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, x: mp.betainc(a, b, 0, x, regularized=True),
)
rule(
    "betaincc",
    lambda x1, x2, x3, y: -np._betainc_a(x1, x2, x3),
    lambda x1, x2, x3, y: -np._betainc_b(x1, x2, x3),
    lambda x1, x2, x3, y: -_beta_density(x1, x2, x3),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, x: mp.betainc(a, b, x, 1, regularized=True),
)
rule(
    "betaincinv",
    lambda x1, x2, x3, y: _beta_quantile_a(x1, x2, y),
    lambda x1, x2, x3, y: _beta_quantile_b(x1, x2, y),
    lambda x1, x2, x3, y: 1 / _beta_density(x1, x2, y),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, p: root(mp, lambda x: mp.betainc(a, b, 0, x, regularized=True) - p, between),
)
rule(
    "betainccinv",
    lambda x1, x2, x3, y: _beta_quantile_a(x1, x2, y),
    lambda x1, x2, x3, y: _beta_quantile_b(x1, x2, y),
    lambda x1, x2, x3, y: -1 / _beta_density(x1, x2, y),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, p: root(mp, lambda x: mp.betainc(a, b, x, 1, regularized=True) - p, between),
)

# --- zeta --------------------------------------------------------------------------------------------------
rule("_riemann_zeta", lambda x, y: np._zeta_derivative(1, x, 1), mp="zeta")
rule("zetac", lambda x, y: np._zeta_derivative(1, x, 1), mp=lambda mp, x: mp.zeta(x) - 1)
rule(
    "_zeta",
    lambda x1, x2, y: np._zeta_derivative(1, x1, x2),
    lambda x1, x2, y: -x1 * np._zeta(x1 + 1, x2),
    domain=((1.0, inf), POSITIVE),
    mp="zeta",
)
