"""Spherical Bessel functions and Struve functions of `scipy.special` (DLMF 10.51, 11.4).

A slope and a bend of a spherical function are those of its neighbours' values and slopes, without a division
by x: (2n+1)·f' is n·fₙ₋₁ − (n+1)·fₙ₊₁ for j and y, with a plus for i, and with two minus signs for k.
"""

from dualnum.rules.scipy_rows import ORDER, POSITIVE, REAL, rule
from dualnum.rules.table import np

OF_ORDER = (REAL, POSITIVE)


def _from_neighbours(f, n, x, below, above):
    """(below·n·fₙ₋₁ + above·(n+1)·fₙ₊₁)/(2n+1)."""
    lower = below * n * f(np.where(n == 0, n, n - 1), x)
    return (np.where(n == 0, 0 * x, lower) + above * (n + 1) * f(n + 1, x)) / (2 * n + 1)


def _struve_rest(v, x):
    """(x/2)^v/(√π·Γ(v + 3/2)); for x < 0 of a whole order."""
    sign = np.where(x < 0, 1 - 2 * np.remainder(v, 2), 1) * np.gammasgn(v + 1.5)
    return sign * np.exp(np.xlogy(v, np.absolute(x) / 2) - np.gammaln(v + 1.5)) / np.sqrt(np.pi)


rule(
    "_spherical_jn",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_jn, x1, x2, 1, -1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselj(n + 0.5, x),
    unknown=ORDER,
)
rule(
    "_spherical_jn_d",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_jn_d, x1, x2, 1, -1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.besselj(n + 0.5, t), x),
    unknown=ORDER,
)
rule(
    "_spherical_yn",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_yn, x1, x2, 1, -1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.bessely(n + 0.5, x),
    unknown=ORDER,
)
rule(
    "_spherical_yn_d",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_yn_d, x1, x2, 1, -1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.bessely(n + 0.5, t), x),
    unknown=ORDER,
)
rule(
    "_spherical_in",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_in, x1, x2, 1, 1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besseli(n + 0.5, x),
    unknown=ORDER,
)
rule(
    "_spherical_in_d",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_in_d, x1, x2, 1, 1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.besseli(n + 0.5, t), x),
    unknown=ORDER,
)
rule(
    "_spherical_kn",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_kn, x1, x2, -1, -1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselk(n + 0.5, x),
    unknown=ORDER,
)
rule(
    "_spherical_kn_d",
    None,
    lambda x1, x2, y: _from_neighbours(np._spherical_kn_d, x1, x2, -1, -1),
    domain=OF_ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.besselk(n + 0.5, t), x),
    unknown=ORDER,
)
rule(
    "struve",
    None,
    lambda x1, x2, y: (np.struve(x1 - 1, x2) - np.struve(x1 + 1, x2) + _struve_rest(x1, x2)) / 2,
    domain=OF_ORDER,
    mp="struveh",
    unknown=ORDER,
)
rule(
    "modstruve",
    None,
    lambda x1, x2, y: (np.modstruve(x1 - 1, x2) + np.modstruve(x1 + 1, x2) + _struve_rest(x1, x2)) / 2,
    domain=OF_ORDER,
    mp="struvel",
    unknown=ORDER,
)
