"""Noncentral distributions of `scipy.special`: chi-square, F and t.

Their densities are mixtures of the central ones, with Poisson weights for chi-square and F.
"""

from dualnum.rules.scipy_densities import _chi_square_density, _fisher_density
from dualnum.rules.scipy_references import poisson_mean, root
from dualnum.rules.scipy_rows import POSITIVE, UNIT, rule
from dualnum.rules.table import np

MIXTURE = (
    "a number of degrees of freedom, by which the sum that the function is has no derivative in closed form"
)

# --- chi-square ------------------------------------------------------------------------------------------


def _mixed_density(x, k, c):
    """½·exp(−(x+λ)/2)·(x/λ)^(ν/2)·I_ν(√(λx)) with ν = k/2 − 1; for a small λx, by ₀F₁ (DLMF 10.39.9)."""
    z = np.sqrt(c * x)
    small = z < 1
    order = k / 2 - 1
    few = _chi_square_density(k, x) * np.exp(-c / 2) * np.hyp0f1(k / 2, np.where(small, c * x, 0) / 4)
    ratio = np.where(small, 1, x / np.where(small, 1, c))
    decay = np.exp(-np.square(np.sqrt(x) - np.sqrt(c)) / 2)
    many = np.power(ratio, order / 2) * np.ive(order, np.where(small, 1, z)) * decay / 2
    return np.where(small, few, many)


def _mixed_density_slope(x, k, c, y):
    """−f/2 + (k/2−1)·f/x + λ/(2x)·f(k+2), from the derivative of I_ν (DLMF 10.29.2)."""
    return (k / 2 - 1) * y / x + c * _mixed_density(x, k + 2, c) / (2 * x) - y / 2


def _mixed_cdf(mp, x, k, c):
    return poisson_mean(mp, c / 2, lambda j: mp.gammainc(k / 2 + j, 0, x / 2, regularized=True))


rule(
    "chndtr",
    lambda x1, x2, x3, y: _mixed_density(x1, x2, x3),
    None,
    lambda x1, x2, x3, y: -_mixed_density(x1, x2 + 2, x3),
    domain=POSITIVE,
    mp=_mixed_cdf,
    unknown=MIXTURE,
)
rule(
    "chndtrix",
    lambda x1, x2, x3, y: 1 / _mixed_density(y, x2, x3),
    None,
    lambda x1, x2, x3, y: _mixed_density(y, x2 + 2, x3) / _mixed_density(y, x2, x3),
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=lambda mp, p, k, c: root(mp, lambda x: _mixed_cdf(mp, x, k, c) - p),
    unknown=MIXTURE,
)
rule(
    "chndtrinc",
    lambda x1, x2, x3, y: _mixed_density(x1, x2, y) / _mixed_density(x1, x2 + 2, y),
    None,
    lambda x1, x2, x3, y: -1 / _mixed_density(x1, x2 + 2, y),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, x, k, p: root(mp, lambda c: _mixed_cdf(mp, x, k, c) - p),
    unknown=MIXTURE,
)
rule(
    "_ncx2_pdf",
    lambda x1, x2, x3, y: _mixed_density_slope(x1, x2, x3, y),
    None,
    lambda x1, x2, x3, y: (_mixed_density(x1, x2 + 2, x3) - y) / 2,
    domain=POSITIVE,
    mp=lambda mp, x, k, c: (
        mp.exp(-(x + c) / 2) / 2 * mp.power(x / c, (k - 2) / 4) * mp.besseli(k / 2 - 1, mp.sqrt(c * x))
    ),
    unknown=MIXTURE,
)
rule(
    "_ncx2_sf",
    lambda x1, x2, x3, y: -_mixed_density(x1, x2, x3),
    None,
    lambda x1, x2, x3, y: _mixed_density(x1, x2 + 2, x3),
    domain=POSITIVE,
    mp=lambda mp, x, k, c: 1 - _mixed_cdf(mp, x, k, c),
    unknown=MIXTURE,
)
rule(
    "_ncx2_isf",
    lambda x1, x2, x3, y: -1 / _mixed_density(y, x2, x3),
    None,
    lambda x1, x2, x3, y: _mixed_density(y, x2 + 2, x3) / _mixed_density(y, x2, x3),
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=lambda mp, q, k, c: root(mp, lambda x: 1 - q - _mixed_cdf(mp, x, k, c)),
    unknown=MIXTURE,
)

# --- F -----------------------------------------------------------------------------------------------------


def _share(a, b, x):
    """The variable of the beta distribution behind F."""
    return a * x / (a * x + b)


def _f_density(a, b, c, x):
    """The central density times exp(−λ/2)·₁F₁((a+b)/2; a/2; λs/2), with s the variable of the beta distribution."""
    weight = np.exp(-c / 2) * np.hyp1f1((a + b) / 2, a / 2, c * _share(a, b, x) / 2)
    return _fisher_density(a, b, x) * weight


def _f_grown(a, b, c, x):
    """The central density times exp(−λ/2) times the derivative of that ₁F₁."""
    grown = (a + b) / a * np.hyp1f1((a + b) / 2 + 1, a / 2 + 1, c * _share(a, b, x) / 2)
    return _fisher_density(a, b, x) * np.exp(-c / 2) * grown


def _f_density_slope(a, b, c, x, y):
    whole = a * x + b
    return y * ((a / 2 - 1) / x - (a + b) / 2 * a / whole) + _f_grown(a, b, c, x) * c * a * b / (
        2 * whole * whole
    )


def _f_by_c(a, b, c, x):
    """∂F/∂λ = −½·exp(−λ/2)·s^α(1−s)^β/(α·B(α, β))·₁F₁(α+β; α+1; λs/2) with α = a/2 and β = b/2."""
    s = _share(a, b, x)
    weight = np.exp(-c / 2) * np.hyp1f1((a + b) / 2, a / 2 + 1, c * s / 2)
    beta = np.exp(np.xlogy(a / 2, s) - b / 2 * np.log1p(a * x / b) - np.betaln(a / 2, b / 2))
    return -beta * weight / a


def _f_cdf(mp, a, b, c, x):
    share = a * x / (a * x + b)
    return poisson_mean(mp, c / 2, lambda j: mp.betainc(a / 2 + j, b / 2, 0, share, regularized=True))


def _f_pdf(mp, x, a, b, c):
    s = a * x / (a * x + b)
    central = mp.power(s, a / 2 - 1) * mp.power(1 - s, b / 2 - 1) / mp.beta(a / 2, b / 2)
    density = central * a * b / (a * x + b) ** 2
    return density * mp.exp(-c / 2) * mp.hyp1f1((a + b) / 2, a / 2, c * s / 2)


def _f_moments(mp, a, b, c):
    """The mean and the variance."""
    spread = ((a + c) ** 2 + (a + 2 * c) * (b - 2)) / ((b - 2) ** 2 * (b - 4))
    return b * (a + c) / (a * (b - 2)), 2 * (b / a) ** 2 * spread


rule(
    "ncfdtr",
    None,
    None,
    lambda x1, x2, x3, x4, y: _f_by_c(x1, x2, x3, x4),
    lambda x1, x2, x3, x4, y: _f_density(x1, x2, x3, x4),
    domain=POSITIVE,
    mp=_f_cdf,
    unknown=MIXTURE,
)
rule(
    "ncfdtri",
    None,
    None,
    lambda x1, x2, x3, x4, y: -_f_by_c(x1, x2, x3, y) / _f_density(x1, x2, x3, y),
    lambda x1, x2, x3, x4, y: 1 / _f_density(x1, x2, x3, y),
    domain=(POSITIVE, POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, c, p: root(mp, lambda x: _f_cdf(mp, a, b, c, x) - p),
    unknown=MIXTURE,
)
rule(
    "ncfdtrinc",
    None,
    None,
    lambda x1, x2, x3, x4, y: 1 / _f_by_c(x1, x2, y, x4),
    lambda x1, x2, x3, x4, y: -_f_density(x1, x2, y, x4) / _f_by_c(x1, x2, y, x4),
    domain=(POSITIVE, POSITIVE, UNIT, POSITIVE),
    mp=lambda mp, a, b, p, x: root(mp, lambda c: _f_cdf(mp, a, b, c, x) - p),
    unknown=MIXTURE,
)
rule(
    "_ncf_pdf",
    lambda x1, x2, x3, x4, y: _f_density_slope(x2, x3, x4, x1, y),
    None,
    None,
    lambda x1, x2, x3, x4, y: (_f_grown(x2, x3, x4, x1) * _share(x2, x3, x1) - y) / 2,
    domain=POSITIVE,
    mp=_f_pdf,
    unknown=MIXTURE,
)
rule(
    "_ncf_sf",
    lambda x1, x2, x3, x4, y: -_f_density(x2, x3, x4, x1),
    None,
    None,
    lambda x1, x2, x3, x4, y: -_f_by_c(x2, x3, x4, x1),
    domain=POSITIVE,
    mp=lambda mp, x, a, b, c: 1 - _f_cdf(mp, a, b, c, x),
    unknown=MIXTURE,
)
rule(
    "_ncf_isf",
    lambda x1, x2, x3, x4, y: -1 / _f_density(x2, x3, x4, y),
    None,
    None,
    lambda x1, x2, x3, x4, y: -_f_by_c(x2, x3, x4, y) / _f_density(x2, x3, x4, y),
    domain=(UNIT, POSITIVE, POSITIVE, POSITIVE),
    mp=lambda mp, q, a, b, c: root(mp, lambda x: 1 - q - _f_cdf(mp, a, b, c, x)),
    unknown=MIXTURE,
)
rule(
    "_ncf_mean",
    lambda x1, x2, x3, y: -x2 * x3 / (x1 * x1 * (x2 - 2)),
    lambda x1, x2, x3, y: -2 * (x1 + x3) / (x1 * np.square(x2 - 2)),
    lambda x1, x2, x3, y: x2 / (x1 * (x2 - 2)),
    domain=POSITIVE,
    mp=lambda mp, a, b, c: _f_moments(mp, a, b, c)[0],
)


def _f_spread(a, b, c):
    """The polynomial in the variance 2·(b/a)²·(…)/((b−2)²(b−4))."""
    return np.square(a + c) + (a + 2 * c) * (b - 2)


rule(
    "_ncf_variance",
    lambda x1, x2, x3, y: y * ((2 * (x1 + x3) + x2 - 2) / _f_spread(x1, x2, x3) - 2 / x1),
    lambda x1, x2, x3, y: y * (2 / x2 + (x1 + 2 * x3) / _f_spread(x1, x2, x3) - 2 / (x2 - 2) - 1 / (x2 - 4)),
    lambda x1, x2, x3, y: y * 2 * (x1 + x3 + x2 - 2) / _f_spread(x1, x2, x3),
    domain=(POSITIVE, (4.0, 1e300), POSITIVE),
    mp=lambda mp, a, b, c: _f_moments(mp, a, b, c)[1],
)
