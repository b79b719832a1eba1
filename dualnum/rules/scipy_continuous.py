"""Continuous distributions with ufuncs of their own in `scipy.special`, which `scipy.stats` calls.

They are Boost's: beta, Cauchy, inverse Gaussian and skew normal.
"""

from dualnum.rules.scipy_densities import _beta_density, _beta_density_slope
from dualnum.rules.scipy_references import between, real, root
from dualnum.rules.scipy_rows import POSITIVE, REAL, UNIT, rule
from dualnum.rules.table import np

# --- beta and Cauchy ---------------------------------------------------------------------------------------
rule(
    "_beta_pdf",
    lambda x1, x2, x3, y: _beta_density_slope(x2, x3, x1, y),
    lambda x1, x2, x3, y: np.xlogy(y, x1) + y * (np.digamma(x2 + x3) - np.digamma(x2)),
    lambda x1, x2, x3, y: np.xlog1py(y, -x1) + y * (np.digamma(x2 + x3) - np.digamma(x3)),
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=lambda mp, x, a, b: mp.power(x, a - 1) * mp.power(1 - x, b - 1) / mp.beta(a, b),
)
rule(
    "_beta_ppf",
    lambda x1, x2, x3, y: 1 / _beta_density(x2, x3, y),
    lambda x1, x2, x3, y: -np._betainc_a(x2, x3, y) / _beta_density(x2, x3, y),
    lambda x1, x2, x3, y: -np._betainc_b(x2, x3, y) / _beta_density(x2, x3, y),
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=lambda mp, p, a, b: root(mp, lambda x: mp.betainc(a, b, 0, x, regularized=True) - p, between),
)


def _cauchy_slope(q, scale):
    """π·scale/sin²(πq)."""
    return np.pi * scale / np.square(np._sinpi(q))


rule(
    "_cauchy_ppf",
    lambda x1, x2, x3, y: _cauchy_slope(x1, x3),
    1,
    lambda x1, x2, x3, y: -np._cospi(x1) / np._sinpi(x1),
    domain=(UNIT, REAL, POSITIVE),
    mp=lambda mp, q, m, s: m - s * mp.cot(mp.pi * q),
)
rule(
    "_cauchy_isf",
    lambda x1, x2, x3, y: -_cauchy_slope(x1, x3),
    1,
    lambda x1, x2, x3, y: np._cospi(x1) / np._sinpi(x1),
    domain=(UNIT, REAL, POSITIVE),
    mp=lambda mp, q, m, s: m + s * mp.cot(mp.pi * q),
)

# --- inverse Gaussian --------------------------------------------------------------------------------------


def _wald_density(x, m, s):
    return np.sqrt(s / (2 * np.pi * x)) / x * np.exp(-s * np.square((x - m) / m) / (2 * x))


def _wald_tail(x, m, s):
    """e^(2λ/μ)·Φ(−√(λ/x)·(x/μ + 1)), by erfcx, so that the powers do not overflow."""
    root = np.sqrt(s / (2 * x))
    return np.exp(-np.square(root * (x - m) / m)) * np.erfcx(root * (x / m + 1)) / 2


def _wald_m(x, m, s):
    """∂F/∂μ, in which the two normal densities cancel."""
    return -2 * s / (m * m) * _wald_tail(x, m, s)


def _wald_s(x, m, s):
    """∂F/∂λ."""
    return 2 / m * _wald_tail(x, m, s) - x / s * _wald_density(x, m, s)


def _wald_quantile(mp, p, m, s):
    def excess(x):
        root = mp.sqrt(s / x)
        return mp.ncdf(root * (x / m - 1)) + mp.exp(2 * s / m) * mp.ncdf(-root * (x / m + 1)) - p

    return root(mp, excess)


rule(
    "_invgauss_ppf",
    lambda x1, x2, x3, y: 1 / _wald_density(y, x2, x3),
    lambda x1, x2, x3, y: -_wald_m(y, x2, x3) / _wald_density(y, x2, x3),
    lambda x1, x2, x3, y: -_wald_s(y, x2, x3) / _wald_density(y, x2, x3),
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=_wald_quantile,
)
rule(
    "_invgauss_isf",
    lambda x1, x2, x3, y: -1 / _wald_density(y, x2, x3),
    lambda x1, x2, x3, y: -_wald_m(y, x2, x3) / _wald_density(y, x2, x3),
    lambda x1, x2, x3, y: -_wald_s(y, x2, x3) / _wald_density(y, x2, x3),
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=lambda mp, q, m, s: _wald_quantile(mp, 1 - q, m, s),
)

# --- skew normal -------------------------------------------------------------------------------------------


def _skew_density(x, m, s, a):
    z = (x - m) / s
    return 2 * np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * np.ndtr(a * z) / s


def _skew_a(x, m, s, a):
    """∂F/∂α = −exp(−z²(1+α²)/2)/(π(1+α²)), by the slope of Owen's T."""
    z, square = (x - m) / s, 1 + a * a
    return -np.exp(-z * z * square / 2) / (np.pi * square)


def _skew_cdf(mp, x, m, s, a):
    z = (x - m) / s
    owen = mp.quad(lambda t: mp.exp(-z * z * (1 + t * t) / 2) / (1 + t * t), [0, a]) / (2 * mp.pi)
    return mp.ncdf(z) - 2 * owen


rule(
    "_skewnorm_cdf",
    lambda x1, x2, x3, x4, y: _skew_density(x1, x2, x3, x4),
    lambda x1, x2, x3, x4, y: -_skew_density(x1, x2, x3, x4),
    lambda x1, x2, x3, x4, y: -(x1 - x2) / x3 * _skew_density(x1, x2, x3, x4),
    lambda x1, x2, x3, x4, y: _skew_a(x1, x2, x3, x4),
    domain=(REAL, REAL, POSITIVE, REAL),
    mp=_skew_cdf,
)
rule(
    "_skewnorm_ppf",
    lambda x1, x2, x3, x4, y: 1 / _skew_density(y, x2, x3, x4),
    1,
    lambda x1, x2, x3, x4, y: (y - x2) / x3,
    lambda x1, x2, x3, x4, y: -_skew_a(y, x2, x3, x4) / _skew_density(y, x2, x3, x4),
    domain=(UNIT, REAL, POSITIVE, REAL),
    mp=lambda mp, p, m, s, a: root(mp, lambda x: _skew_cdf(mp, x, m, s, a) - p, real),
)
rule(
    "_skewnorm_isf",
    lambda x1, x2, x3, x4, y: -1 / _skew_density(y, x2, x3, x4),
    1,
    lambda x1, x2, x3, x4, y: (y - x2) / x3,
    lambda x1, x2, x3, x4, y: -_skew_a(y, x2, x3, x4) / _skew_density(y, x2, x3, x4),
    domain=(UNIT, REAL, POSITIVE, REAL),
    mp=lambda mp, q, m, s, a: root(mp, lambda x: _skew_cdf(mp, x, m, s, a) - 1 + q, real),
)
