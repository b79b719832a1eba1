"""Landau's distribution, Kolmogorov's and Smirnov's statistics, Tukey's lambda and the cosine distribution."""

from dualnum.rules.scipy_logistic import _exprel_slope
from dualnum.rules.scipy_references import between, real, root
from dualnum.rules.scipy_rows import COUNT, POSITIVE, REAL, UNIT, refuse, rule
from dualnum.rules.table import np

# --- Landau, whose scale c also shifts: u = (x − μ)/c − (2/π)·ln c -------------------------------------------


def _landau_cdf(mp, x, m, c):
    """By the density (1/π)·∫e^(−t)·cos(tu + (2/π)·t·ln t), integrated in u."""
    u = (x - m) / c - 2 / mp.pi * mp.log(c)

    def over(t):
        shift = 2 / mp.pi * t * mp.log(t) if t else t
        return mp.exp(-t) * mp.sin(t * u + shift) / t if t else mp.zero

    return mp.mpf(1) / 2 + mp.quad(over, [0, 0.01, 0.1, 1, 3, 10, 40, 150]) / mp.pi


def _landau_c(x, m, c):
    """−c·∂u/∂c."""
    return (x - m) / c + 2 / np.pi


rule(
    "_landau_cdf",
    lambda x1, x2, x3, y: np._landau_pdf(x1, x2, x3),
    lambda x1, x2, x3, y: -np._landau_pdf(x1, x2, x3),
    lambda x1, x2, x3, y: -_landau_c(x1, x2, x3) * np._landau_pdf(x1, x2, x3),
    domain=(REAL, REAL, POSITIVE),
    mp=_landau_cdf,
)
rule(
    "_landau_sf",
    lambda x1, x2, x3, y: -np._landau_pdf(x1, x2, x3),
    lambda x1, x2, x3, y: np._landau_pdf(x1, x2, x3),
    lambda x1, x2, x3, y: _landau_c(x1, x2, x3) * np._landau_pdf(x1, x2, x3),
    domain=(REAL, REAL, POSITIVE),
    mp=lambda mp, x, m, c: 1 - _landau_cdf(mp, x, m, c),
)
rule(
    "_landau_ppf",
    lambda x1, x2, x3, y: 1 / np._landau_pdf(y, x2, x3),
    1,
    lambda x1, x2, x3, y: _landau_c(y, x2, x3),
    domain=(UNIT, REAL, POSITIVE),
    mp=lambda mp, p, m, c: root(mp, lambda x: _landau_cdf(mp, x, m, c) - p, real),
)
rule(
    "_landau_isf",
    lambda x1, x2, x3, y: -1 / np._landau_pdf(y, x2, x3),
    1,
    lambda x1, x2, x3, y: _landau_c(y, x2, x3),
    domain=(UNIT, REAL, POSITIVE),
    mp=lambda mp, q, m, c: root(mp, lambda x: 1 - q - _landau_cdf(mp, x, m, c), real),
)
refuse("Landau's density is an integral whose own derivative SciPy has not", "_landau_pdf")

# --- Kolmogorov and Smirnov ------------------------------------------------------------------------------


def _kolmogorov(mp, x):
    """2·Σ(−1)^(k−1)·exp(−2k²x²)."""
    return 2 * mp.nsum(lambda k: (-1) ** (int(k) - 1) * mp.exp(-2 * k * k * x * x), [1, mp.inf])


def _kolmogorov_sums(x, direct, theta):
    """Σ direct(k, far)·exp(−2k²x²) beyond 0.8, and below it Σ theta(w)·exp(−w/2), w = ((2k−1)π/2x)² (DLMF 20.7.32)."""
    small = x < 0.8
    far, near = np.where(small, 1, x), np.where(small & (x > 0.03), x, 0.5)
    beyond = below = 0.0
    for k in range(1, 7):
        beyond = beyond + direct(k, far) * np.exp(-2 * np.square(k * far))
        w = np.square((2 * k - 1) * np.pi / near) / 4
        below = below + theta(w, near) * np.exp(-w / 2)
    return np.where(small, np.where(x > 0.03, -np.sqrt(2 * np.pi) * below, 0), beyond)


def _kolmogorov_slope(x):
    """Σ(−1)ᵏ·8k²x·exp(−2k²x²), as `_kolmogorov_sums`; SciPy's own loses seven digits about 0.9."""
    return _kolmogorov_sums(
        x, lambda k, far: (-1) ** k * 8 * k * k * far, lambda w, near: (w - 1) / (near * near)
    )


def _kolmogorov_bend(x):
    """The derivative of that: Σ(−1)ᵏ·8k²(1 − 4k²x²)·exp(−2k²x²)."""
    return _kolmogorov_sums(
        x,
        lambda k, far: (-1) ** k * 8 * k * k * (1 - 4 * np.square(k * far)),
        lambda w, near: (2 - 5 * w + w * w) / (near * near * near),
    )


def _smirnov(mp, n, d):
    """d·Σ C(n, j)·(d + j/n)^(j−1)·(1 − d − j/n)^(n−j), over the j for which the last base is not negative."""
    n = int(n)
    return d * mp.fsum(
        mp.binomial(n, j) * mp.power(d + mp.mpf(j) / n, j - 1) * mp.power(1 - d - mp.mpf(j) / n, n - j)
        for j in range(n + 1)
        if 1 - d - mp.mpf(j) / n >= 0
    )


rule("kolmogorov", lambda x, y: _kolmogorov_slope(x), domain=POSITIVE, mp=_kolmogorov)
rule("_kolmogc", lambda x, y: -_kolmogorov_slope(x), domain=POSITIVE, mp=lambda mp, x: 1 - _kolmogorov(mp, x))
rule(
    "_kolmogp",
    lambda x, y: _kolmogorov_bend(x),
    domain=POSITIVE,
    mp=lambda mp, x: (
        8 * x * mp.nsum(lambda k: (-1) ** int(k) * k * k * mp.exp(-2 * k * k * x * x), [1, mp.inf])
    ),
)
rule(
    "kolmogi",
    lambda x, y: 1 / _kolmogorov_slope(y),
    domain=UNIT,
    mp=lambda mp, p: root(mp, lambda x: _kolmogorov(mp, x) - p),
)
rule(
    "_kolmogci",
    lambda x, y: -1 / _kolmogorov_slope(y),
    domain=UNIT,
    mp=lambda mp, p: root(mp, lambda x: 1 - p - _kolmogorov(mp, x)),
)
rule(
    "smirnov",
    None,
    lambda x1, x2, y: np._smirnovp(x1, x2),
    domain=(POSITIVE, UNIT),
    mp=_smirnov,
    unknown=COUNT,
)
rule(
    "_smirnovc",
    None,
    lambda x1, x2, y: -np._smirnovp(x1, x2),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, d: 1 - _smirnov(mp, n, d),
    unknown=COUNT,
)
rule(
    "smirnovi",
    None,
    lambda x1, x2, y: 1 / np._smirnovp(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, p: root(mp, lambda d: _smirnov(mp, n, d) - p, between),
    unknown=COUNT,
)
rule(
    "_smirnovci",
    None,
    lambda x1, x2, y: -1 / np._smirnovp(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, n, p: root(mp, lambda d: 1 - p - _smirnov(mp, n, d), between),
    unknown=COUNT,
)
refuse("the slope of Smirnov's statistic is a sum whose own derivative SciPy has not", "_smirnovp")

# --- Tukey's lambda and the cosine distribution --------------------------------------------------------------


def _tukey_density(x, shape, y):
    """1/(F^(λ−1) + (1−F)^(λ−1)) inside the support |x| < 1/λ, with 1 − F as the value at −x."""
    inside = (shape <= 0) | (np.absolute(x) * shape < 1)
    other = np.tklmbda(-x, shape)
    density = 1 / (np.power(y, shape - 1) + np.power(other, shape - 1))
    return np.where(inside, density, 0)


def _tukey_shape(x, shape, y):
    """−∂Q/∂λ times the density, for the quantile Q = (F^λ − (1−F)^λ)/λ."""
    inside = (shape <= 0) | (np.absolute(x) * shape < 1)
    density = np.where(inside, _tukey_density(x, shape, y), 0)
    low = np.log(np.where(inside, y, 0.5))
    high = np.log(np.where(inside, np.tklmbda(-x, shape), 0.5))
    by_shape = low * low * _exprel_slope(shape * low) - high * high * _exprel_slope(shape * high)
    return np.where(inside, -by_shape * density, 0)


def _tukey(mp, x, shape):
    def excess(p):
        if shape == 0:
            return mp.log(p / (1 - p)) - x
        return (mp.power(p, shape) - mp.power(1 - p, shape)) / shape - x

    return root(mp, excess, between)


rule("tklmbda", _tukey_density, _tukey_shape, mp=_tukey)
rule(
    "_cosine_cdf",
    lambda x, y: np.where(np.absolute(x) < np.pi, np.square(np.cos(x / 2)) / np.pi, 0),
    mp=lambda mp, x: (mp.pi + x + mp.sin(x)) / (2 * mp.pi) if abs(x) < mp.pi else mp.mpf(x > 0),
)
rule(
    "_cosine_invcdf",
    lambda x, y: np.pi / np.square(np.cos(y / 2)),
    domain=UNIT,
    mp=lambda mp, p: root(mp, lambda x: (mp.pi + x + mp.sin(x)) / (2 * mp.pi) - p, real),
)
