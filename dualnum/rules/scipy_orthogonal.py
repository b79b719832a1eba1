"""Orthogonal polynomials and associated Legendre functions of `scipy.special` (DLMF 14.10, 18.9).

A derivative in x lowers the degree by one and raises the other parameters; those in the degree and in the
parameters have no closed form.
"""

from dualnum.rules.scipy_rows import COUNT, DEGREE, REAL, UNIT, rule
from dualnum.rules.table import np

CLOSED = (-1.0, 1.0)


def _below(n):
    """The degree n − 1; 0 for n = 0, whose derivative is multiplied by 0."""
    return np.where(n == 0, n, n - 1)


def _gegenbauer_below(n, a, x):
    """The polynomial of degree n − 1, which is 0 for n = 0."""
    value = np.eval_gegenbauer(_below(n), a, x)
    return np.where(n == 0, 0 * value, value)


def _laguerre_below(n, a, x):
    value = np.eval_genlaguerre(_below(n), a, x)
    return np.where(n == 0, 0 * value, value)


def _jacobi_below(n, a, b, x):
    value = np.eval_jacobi(_below(n), a, b, x)
    return np.where(n == 0, 0 * value, value)


def _legendre_slope(m, v, x):
    """((v+m)(v−m+1)·P^(m−1) − P^(m+1))/(2√(1−x²)), whose terms do not cancel near ±1 (DLMF 14.10.1, 14.10.5)."""
    lower = (v + m) * (v - m + 1)
    rising = np.where(lower == 0, 0 * x, lower * np.lpmv(np.where(lower == 0, m, m - 1), v, x))
    return (rising - np.lpmv(m + 1, v, x)) / (2 * np.sqrt((1 - x) * (1 + x)))


def _legendre_end(m, v, x):
    """At x = ±1: P' for m = 0, −2x·P'' for m = ±2 and 0 beyond; what the formula says for m = ±1, infinite."""
    curved = -6 * x * np.eval_gegenbauer(v - 2, 2.5, x)
    scale = np.where(m == -2, (v + 2) * (v + 1) * v * (v - 1), 1)
    flat = np.where(
        np.absolute(m) == 2, np.where(scale == 0, 0 * x, curved / np.where(scale == 0, 1, scale)), 0 * x
    )
    steep = np.where(np.absolute(m) == 1, _legendre_slope(m, v, x), flat)
    return np.where(m == 0, np.eval_gegenbauer(v - 1, 1.5, x), steep)


def _harmonic_slope(m, n, theta, phi):
    """∂Y/∂φ for the polar angle φ: (√((n−m)(n+m+1))·e^(−iθ)·Y^(m+1) − √((n+m)(n−m+1))·e^(iθ)·Y^(m−1))/2."""
    up, down = (n - m) * (n + m + 1), (n + m) * (n - m + 1)
    turn = np.exp(1j * theta)
    higher = np.sqrt(up) / turn * np.sph_harm(np.where(up == 0, m, m + 1), n, theta, phi)
    return (higher - np.sqrt(down) * turn * np.sph_harm(np.where(down == 0, m, m - 1), n, theta, phi)) / 2


rule(
    "eval_legendre",
    None,
    lambda x1, x2, y: _gegenbauer_below(x1, 1.5, x2),
    mp="legendre",
    unknown=DEGREE,
)
rule(
    "eval_sh_legendre",
    None,
    lambda x1, x2, y: 2 * _gegenbauer_below(x1, 1.5, 2 * x2 - 1),
    mp=lambda mp, n, x: mp.legendre(n, 2 * x - 1),
    unknown=DEGREE,
)
rule(
    "eval_chebyt",
    None,
    lambda x1, x2, y: x1 * np.eval_chebyu(_below(x1), x2),
    mp="chebyt",
    unknown=DEGREE,
)
rule(
    "eval_chebyu",
    None,
    lambda x1, x2, y: 2 * _gegenbauer_below(x1, 2.0, x2),
    mp="chebyu",
    unknown=DEGREE,
)
rule(
    "eval_chebyc",
    None,
    lambda x1, x2, y: x1 * np.eval_chebyu(_below(x1), x2 / 2),
    mp=lambda mp, n, x: 2 * mp.chebyt(n, x / 2),
    unknown=DEGREE,
)
rule(
    "eval_chebys",
    None,
    lambda x1, x2, y: _gegenbauer_below(x1, 2.0, x2 / 2),
    mp=lambda mp, n, x: mp.chebyu(n, x / 2),
    unknown=DEGREE,
)
rule(
    "eval_sh_chebyt",
    None,
    lambda x1, x2, y: 2 * x1 * np.eval_chebyu(_below(x1), 2 * x2 - 1),
    mp=lambda mp, n, x: mp.chebyt(n, 2 * x - 1),
    unknown=DEGREE,
)
rule(
    "eval_sh_chebyu",
    None,
    lambda x1, x2, y: 4 * _gegenbauer_below(x1, 2.0, 2 * x2 - 1),
    mp=lambda mp, n, x: mp.chebyu(n, 2 * x - 1),
    unknown=DEGREE,
)
rule(
    "eval_gegenbauer",
    None,
    None,
    lambda x1, x2, x3, y: 2 * x2 * _gegenbauer_below(x1, x2 + 1, x3),
    mp="gegenbauer",
    unknown=DEGREE,
)
rule(
    "eval_jacobi",
    None,
    None,
    None,
    lambda x1, x2, x3, x4, y: (x1 + x2 + x3 + 1) / 2 * _jacobi_below(x1, x2 + 1, x3 + 1, x4),
    mp="jacobi",
    unknown=DEGREE,
)
# Of leading coefficient 1, so that the derivative is n times the polynomial below.
rule(
    "eval_sh_jacobi",
    None,
    None,
    None,
    lambda x1, x2, x3, x4, y: x1 * np.eval_sh_jacobi(_below(x1), x2 + 2, x3 + 1, x4),
    domain=(REAL, REAL, REAL, UNIT),
    mp=lambda mp, n, p, q, x: mp.jacobi(n, p - q, q - 1, 2 * x - 1) / mp.binomial(2 * n + p - 1, n),
    unknown=DEGREE,
)
rule(
    "eval_hermite",
    None,
    lambda x1, x2, y: 2 * x1 * np.eval_hermite(_below(x1), x2),
    mp="hermite",
    unknown=DEGREE,
)
rule(
    "eval_hermitenorm",
    None,
    lambda x1, x2, y: x1 * np.eval_hermitenorm(_below(x1), x2),
    mp=lambda mp, n, x: mp.hermite(n, x / mp.sqrt(2)) * mp.mpf(2) ** (-n / 2),
    unknown=DEGREE,
)
rule(
    "eval_genlaguerre",
    None,
    None,
    lambda x1, x2, x3, y: -_laguerre_below(x1, x2 + 1, x3),
    mp="laguerre",
    unknown=DEGREE,
)
rule(
    "eval_laguerre",
    None,
    lambda x1, x2, y: -_laguerre_below(x1, 1.0, x2),
    mp=lambda mp, n, x: mp.laguerre(n, 0, x),
    unknown=DEGREE,
)

# --- associated Legendre functions and spherical harmonics -------------------------------------------------
rule(
    "lpmv",
    None,
    None,
    lambda x1, x2, x3, y: np.where(
        np.absolute(x3) == 1, _legendre_end(x1, x2, x3), _legendre_slope(x1, x2, x3)
    ),
    nested=(None, None, lambda x1, x2, x3, y: _legendre_slope(x1, x2, x3)),  # at ±1 it is left nan
    domain=(REAL, REAL, CLOSED),
    mp=lambda mp, m, v, x: mp.legenp(v, m, x),
    unknown=DEGREE,
)
rule(
    "sph_harm",
    None,
    None,
    lambda x1, x2, x3, x4, y: 1j * x1 * y,
    lambda x1, x2, x3, x4, y: _harmonic_slope(x1, x2, x3, x4),
    mp=lambda mp, m, n, theta, phi: mp.spherharm(n, m, phi, theta),
    unknown=COUNT,
)
