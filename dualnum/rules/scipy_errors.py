"""Error functions and the normal distribution of `scipy.special` (DLMF 7)."""

from math import inf

from dualnum.rules.scipy_rows import POSITIVE, REAL, UNIT, rule
from dualnum.rules.table import np


def _normal_density(x):
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def _over_normal_density(y):
    """√(2π)·exp(y²/2), the slope of the quantile y."""
    return np.sqrt(2 * np.pi) * np.exp(y * y / 2)


def _mills_ratio(y):
    """Φ(y)/φ(y) = erfcx(−y/√2)·√(π/2), without the exponentials that cancel (DLMF 7.8.1)."""
    return np.erfcx(-y / np.sqrt(2)) * np.sqrt(np.pi / 2)


def _wofz_slope(z, w):
    """w' = −2zw + 2i/√π (DLMF 7.10.2)."""
    return -2 * z * w + 2j / np.sqrt(np.pi)


def _voigt_argument(x, sigma, gamma):
    return (x + 1j * gamma) / (sigma * np.sqrt(2))


def _voigt_slope(x, sigma, gamma, direction):
    """Re(direction·w'(z))/(2σ²√π), for the profile Re w(z)/(σ√(2π)) with z = (x + iγ)/(σ√2)."""
    z = _voigt_argument(x, sigma, gamma)
    return np.real(direction * _wofz_slope(z, np.wofz(z))) / (2 * sigma * sigma * np.sqrt(np.pi))


def _voigt_sigma(x, sigma, gamma, y):
    z = _voigt_argument(x, sigma, gamma)
    return -y / sigma - np.real(z * _wofz_slope(z, np.wofz(z))) / (sigma * sigma * np.sqrt(2 * np.pi))


rule("erfcx", lambda x, y: 2 * x * y - 2 / np.sqrt(np.pi), mp=lambda mp, x: mp.exp(x * x) * mp.erfc(x))
rule("erfi", lambda x, y: 2 / np.sqrt(np.pi) * np.exp(x * x), mp="erfi")
rule("dawsn", lambda x, y: 1 - 2 * x * y, mp=lambda mp, x: mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x))
rule("wofz", lambda x, y: _wofz_slope(x, y), mp=lambda mp, x: mp.exp(-x * x) * mp.erfc(-1j * x))
rule("erfinv", lambda x, y: np.sqrt(np.pi) / 2 * np.exp(y * y), domain=(-1.0, 1.0), mp="erfinv")
rule(
    "erfcinv",
    lambda x, y: -np.sqrt(np.pi) / 2 * np.exp(y * y),
    domain=(0.0, 2.0),
    mp=lambda mp, x: mp.erfinv(1 - x),
)
rule("ndtr", lambda x, y: _normal_density(x), mp="ncdf")
rule(
    "log_ndtr",
    lambda x, y: 1 / _mills_ratio(x),
    mp=lambda mp, x: mp.log(mp.erfc(-x / mp.sqrt(2)) / 2),
)
rule(
    "ndtri",
    lambda x, y: _over_normal_density(y),
    domain=UNIT,
    mp=lambda mp, x: mp.sqrt(2) * mp.erfinv(2 * x - 1),
)
rule(
    "ndtri_exp",
    lambda x, y: _mills_ratio(y),
    domain=(-inf, 0.0),
    mp=lambda mp, x: mp.sqrt(2) * mp.erfinv(2 * mp.exp(x) - 1),
)
rule(
    "owens_t",
    lambda x1, x2, y: -np.exp(-x1 * x1 / 2) * np.erf(x1 * x2 / np.sqrt(2)) / (2 * np.sqrt(2 * np.pi)),
    lambda x1, x2, y: np.exp(-x1 * x1 * (1 + x2 * x2) / 2) / (2 * np.pi * (1 + x2 * x2)),
    mp=lambda mp, h, a: (
        mp.quad(lambda t: mp.exp(-h * h * (1 + t * t) / 2) / (1 + t * t), [0, a]) / (2 * mp.pi)
    ),
)
rule(
    "voigt_profile",
    lambda x1, x2, x3, y: _voigt_slope(x1, x2, x3, 1),
    _voigt_sigma,
    lambda x1, x2, x3, y: _voigt_slope(x1, x2, x3, 1j),
    domain=(REAL, POSITIVE, POSITIVE),
    mp=lambda mp, x, s, g: (
        mp.re(mp.exp(-(((x + 1j * g) / s) ** 2) / 2) * mp.erfc(-1j * (x + 1j * g) / (s * mp.sqrt(2))))
        / (s * mp.sqrt(2 * mp.pi))
    ),
)
rule(
    "nrdtrimn",
    lambda x1, x2, x3, y: -x2 * _over_normal_density(np.ndtri(x1)),
    lambda x1, x2, x3, y: -np.ndtri(x1),
    1,
    domain=(UNIT, POSITIVE, REAL),
    mp=lambda mp, p, s, x: x - s * mp.sqrt(2) * mp.erfinv(2 * p - 1),
)
rule(
    "nrdtrisd",
    lambda x1, x2, x3, y: -1 / np.ndtri(x2),
    lambda x1, x2, x3, y: -y * _over_normal_density(np.ndtri(x2)) / np.ndtri(x2),
    lambda x1, x2, x3, y: 1 / np.ndtri(x2),
    domain=(REAL, UNIT, REAL),
    mp=lambda mp, m, p, x: (x - m) / (mp.sqrt(2) * mp.erfinv(2 * p - 1)),
)
