"""Distributions of counts: the binomial, negative binomial, Poisson and hypergeometric ones.

Their ufuncs are SciPy's own (``bdtr``) and Boost's (``_binom_cdf``), which `scipy.stats` calls.  A quantile
is a whole number, and so piecewise constant; SciPy's inverses with respect to a count are not rounded.
"""

from dualnum.rules.scipy_densities import _beta_density, _beta_density_slope, _gamma_density
from dualnum.rules.scipy_references import between, root
from dualnum.rules.scipy_rows import COUNT, POSITIVE, UNIT, refuse, rule
from dualnum.rules.table import np


def _binomial_density(k, n, p):
    """−d/dp of the sum of the first k + 1 probabilities, which is 1 − I_p(k+1, n−k) (DLMF 8.17.5)."""
    return _beta_density(k + 1, n - k, p)


def _binomial_k(k, n, p):
    """The derivative of 1 − I_p(k+1, n−k) in k."""
    return np._betainc_b(k + 1, n - k, p) - np._betainc_a(k + 1, n - k, p)


def _binomial_n(k, n, p):
    return -np._betainc_b(k + 1, n - k, p)


def _negative_density(k, n, p):
    """d/dp of I_p(n, k+1)."""
    return _beta_density(n, k + 1, p)


def _binom_cdf(mp, k, n, p):
    return mp.betainc(n - k, k + 1, 0, 1 - p, regularized=True)


def _nbinom_cdf(mp, k, n, p):
    return mp.betainc(n, k + 1, 0, p, regularized=True)


PROBABILITY = (POSITIVE, POSITIVE, UNIT)

# --- binomial --------------------------------------------------------------------------------------------
rule(
    "bdtr",
    None,
    None,
    lambda x1, x2, x3, y: -_binomial_density(np.floor(x1), x2, x3),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: _binom_cdf(mp, mp.floor(k), n, p),
    unknown=COUNT,
)
rule(
    "bdtrc",
    None,
    None,
    lambda x1, x2, x3, y: _binomial_density(np.floor(x1), x2, x3),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: 1 - _binom_cdf(mp, mp.floor(k), n, p),
    unknown=COUNT,
)
rule(
    "bdtri",
    None,
    None,
    lambda x1, x2, x3, y: -1 / _binomial_density(np.floor(x1), x2, y),
    domain=PROBABILITY,
    mp=lambda mp, k, n, y: root(mp, lambda p: _binom_cdf(mp, mp.floor(k), n, p) - y, between),
    unknown=COUNT,
)
rule(
    "bdtrik",
    lambda x1, x2, x3, y: 1 / _binomial_k(y, x2, x3),
    lambda x1, x2, x3, y: -_binomial_n(y, x2, x3) / _binomial_k(y, x2, x3),
    lambda x1, x2, x3, y: _binomial_density(y, x2, x3) / _binomial_k(y, x2, x3),
    domain=(UNIT, POSITIVE, UNIT),
    mp=lambda mp, y, n, p: n * root(mp, lambda share: _binom_cdf(mp, n * share, n, p) - y, between),
)
rule(
    "bdtrin",
    lambda x1, x2, x3, y: -_binomial_k(x1, y, x3) / _binomial_n(x1, y, x3),
    lambda x1, x2, x3, y: 1 / _binomial_n(x1, y, x3),
    lambda x1, x2, x3, y: _binomial_density(x1, y, x3) / _binomial_n(x1, y, x3),
    domain=(POSITIVE, UNIT, UNIT),
    mp=lambda mp, k, y, p: k + root(mp, lambda more: _binom_cdf(mp, k, k + more, p) - y),
)
rule(
    "_binom_pmf",
    None,
    None,
    lambda x1, x2, x3, y: _beta_density_slope(x1 + 1, x2 - x1 + 1, x3, (x2 + 1) * y) / (x2 + 1),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: mp.binomial(n, k) * mp.power(p, k) * mp.power(1 - p, n - k),
    unknown=COUNT,
)
rule(
    "_binom_cdf",
    None,
    None,
    lambda x1, x2, x3, y: -_binomial_density(x1, x2, x3),
    domain=PROBABILITY,
    mp=_binom_cdf,
    unknown=COUNT,
)
rule(
    "_binom_sf",
    None,
    None,
    lambda x1, x2, x3, y: _binomial_density(x1, x2, x3),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: 1 - _binom_cdf(mp, k, n, p),
    unknown=COUNT,
)

# --- negative binomial -----------------------------------------------------------------------------------
rule(
    "nbdtr",
    None,
    None,
    lambda x1, x2, x3, y: _negative_density(np.floor(x1), x2, x3),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: _nbinom_cdf(mp, mp.floor(k), n, p),
    unknown=COUNT,
)
rule(
    "nbdtrc",
    None,
    None,
    lambda x1, x2, x3, y: -_negative_density(np.floor(x1), x2, x3),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: 1 - _nbinom_cdf(mp, mp.floor(k), n, p),
    unknown=COUNT,
)
rule(
    "nbdtri",
    None,
    None,
    lambda x1, x2, x3, y: 1 / _negative_density(np.floor(x1), x2, y),
    domain=PROBABILITY,
    mp=lambda mp, k, n, y: root(mp, lambda p: _nbinom_cdf(mp, mp.floor(k), n, p) - y, between),
    unknown=COUNT,
)
rule(
    "nbdtrik",
    lambda x1, x2, x3, y: 1 / np._betainc_b(x2, y + 1, x3),
    lambda x1, x2, x3, y: -np._betainc_a(x2, y + 1, x3) / np._betainc_b(x2, y + 1, x3),
    lambda x1, x2, x3, y: -_negative_density(y, x2, x3) / np._betainc_b(x2, y + 1, x3),
    domain=(UNIT, POSITIVE, UNIT),
    mp=lambda mp, y, n, p: root(mp, lambda k: _nbinom_cdf(mp, k, n, p) - y),
)
rule(
    "nbdtrin",
    lambda x1, x2, x3, y: -np._betainc_b(y, x1 + 1, x3) / np._betainc_a(y, x1 + 1, x3),
    lambda x1, x2, x3, y: 1 / np._betainc_a(y, x1 + 1, x3),
    lambda x1, x2, x3, y: -_negative_density(x1, y, x3) / np._betainc_a(y, x1 + 1, x3),
    domain=(POSITIVE, UNIT, UNIT),
    mp=lambda mp, k, y, p: root(mp, lambda n: _nbinom_cdf(mp, k, n, p) - y),
)
rule(
    "_nbinom_pmf",
    None,
    lambda x1, x2, x3, y: y * (np.digamma(x1 + x2) - np.digamma(x2) + np.log(x3)),
    lambda x1, x2, x3, y: _negative_slope(x1, x2, x3, y),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: mp.rf(n, k) / mp.factorial(k) * mp.power(p, n) * mp.power(1 - p, k),
    unknown=COUNT,
)
rule(
    "_nbinom_cdf",
    None,
    lambda x1, x2, x3, y: np._betainc_a(x2, x1 + 1, x3),
    lambda x1, x2, x3, y: _negative_density(x1, x2, x3),
    domain=PROBABILITY,
    mp=_nbinom_cdf,
    unknown=COUNT,
)
rule(
    "_nbinom_sf",
    None,
    lambda x1, x2, x3, y: -np._betainc_a(x2, x1 + 1, x3),
    lambda x1, x2, x3, y: -_negative_density(x1, x2, x3),
    domain=PROBABILITY,
    mp=lambda mp, k, n, p: 1 - _nbinom_cdf(mp, k, n, p),
    unknown=COUNT,
)


def _negative_slope(k, n, p, y):
    """The probability c·pⁿ(1−p)ᵏ is n/((n+k)(n+k+1)) times the beta density of n+1 and k+1."""
    c = n / ((n + k) * (n + k + 1))
    return c * _beta_density_slope(n + 1, k + 1, p, y / c)


rule(
    "_nbinom_mean",
    lambda x1, x2, y: (1 - x2) / x2,
    lambda x1, x2, y: -x1 / (x2 * x2),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, p: n * (1 - p) / p,
)
rule(
    "_nbinom_variance",
    lambda x1, x2, y: (1 - x2) / (x2 * x2),
    lambda x1, x2, y: x1 * (x2 - 2) / (x2 * x2 * x2),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, p: n * (1 - p) / p**2,
)
rule(
    "_nbinom_skewness",
    lambda x1, x2, y: -y / (2 * x1),
    lambda x1, x2, y: x2 / (2 * np.sqrt(x1 * (1 - x2)) * (1 - x2)),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, p: (2 - p) / mp.sqrt(n * (1 - p)),
)
rule(
    "_nbinom_kurtosis_excess",
    lambda x1, x2, y: -y / x1,
    lambda x1, x2, y: x2 * (2 - x2) / (x1 * np.square(1 - x2)),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, p: 6 / n + p**2 / (n * (1 - p)),
)

# --- Poisson ---------------------------------------------------------------------------------------------
rule(
    "pdtr",
    None,
    lambda x1, x2, y: -_gamma_density(np.floor(x1) + 1, x2),
    domain=POSITIVE,
    mp=lambda mp, k, m: mp.gammainc(mp.floor(k) + 1, m, regularized=True),
    unknown=COUNT,
)
rule(
    "pdtrc",
    None,
    lambda x1, x2, y: _gamma_density(np.floor(x1) + 1, x2),
    domain=POSITIVE,
    mp=lambda mp, k, m: mp.gammainc(mp.floor(k) + 1, 0, m, regularized=True),
    unknown=COUNT,
)
rule(
    "pdtri",
    None,
    lambda x1, x2, y: -1 / _gamma_density(np.floor(x1) + 1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, k, y: root(mp, lambda m: mp.gammainc(mp.floor(k) + 1, m, regularized=True) - y),
    unknown=COUNT,
)
rule(
    "pdtrik",
    lambda x1, x2, y: -1 / np._gammainc_a(y + 1, x2),
    lambda x1, x2, y: -_gamma_density(y + 1, x2) / np._gammainc_a(y + 1, x2),
    domain=(UNIT, POSITIVE),
    mp=lambda mp, p, m: root(mp, lambda k: mp.gammainc(k + 1, m, regularized=True) - p),
)

# --- quantiles, which are whole numbers, and the rest ------------------------------------------------------


def _first(probability):
    """The smallest whole number k for which ``probability(k)`` is not negative."""
    k = 0
    while probability(k) < 0:
        k += 1
    return k


for _suffix, _sign in (("ppf", 1), ("isf", -1)):
    rule(
        f"_binom_{_suffix}",
        constant=True,
        arity=3,
        domain=(UNIT, POSITIVE, UNIT),
        mp=lambda mp, q, n, p, sign=_sign: _first(
            lambda k: _binom_cdf(mp, k, n, p) - (q if sign == 1 else 1 - q) if k < n else 0
        ),
    )
    rule(
        f"_nbinom_{_suffix}",
        constant=True,
        arity=3,
        domain=(UNIT, POSITIVE, UNIT),
        mp=lambda mp, q, n, p, sign=_sign: _first(
            lambda k: _nbinom_cdf(mp, k, n, p) - (q if sign == 1 else 1 - q)
        ),
    )
refuse(
    "all its arguments are counts, which are whole numbers and cannot move by a small amount",
    "_hypergeom_cdf _hypergeom_mean _hypergeom_pmf _hypergeom_sf _hypergeom_skewness _hypergeom_variance "
    "_stirling2_inexact",
)
refuse(
    "a sum over a count, whose derivative in the exponent has no closed form",
    "_gen_harmonic _normalized_gen_harmonic",
)
