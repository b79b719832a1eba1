"""Bessel functions and orthogonal polynomials of `scipy.special` (DLMF 10.6, 10.29, 11.4, 18.9).

The derivative with respect to the order has no closed form.
"""

from math import inf

from dualnum.rules.table import TABLE, np

rule = TABLE.rule
POSITIVE = (0.0, inf)
REAL = (-inf, inf)
ORDER = (REAL, POSITIVE)

rule("j0", lambda x, y: -np.j1(x), mp=lambda mp, x: mp.besselj(0, x))
rule("j1", lambda x, y: (np.j0(x) - np.jv(2, x)) / 2, mp=lambda mp, x: mp.besselj(1, x))
rule("y0", lambda x, y: -np.y1(x), domain=POSITIVE, mp=lambda mp, x: mp.bessely(0, x))
rule("y1", lambda x, y: (np.y0(x) - np.yv(2, x)) / 2, domain=POSITIVE, mp=lambda mp, x: mp.bessely(1, x))
rule("i0", lambda x, y: np.i1(x), mp=lambda mp, x: mp.besseli(0, x))
rule("i1", lambda x, y: (np.i0(x) + np.iv(2, x)) / 2, mp=lambda mp, x: mp.besseli(1, x))
rule("k0", lambda x, y: -np.k1(x), domain=POSITIVE, mp=lambda mp, x: mp.besselk(0, x))
rule("k1", lambda x, y: -(np.k0(x) + np.kv(2, x)) / 2, domain=POSITIVE, mp=lambda mp, x: mp.besselk(1, x))

# The scaled ones carry e^−|x| (or eˣ, for K), whose own derivative joins in.
rule("i0e", lambda x, y: np.i1e(x) - np.sign(x) * y, mp=lambda mp, x: mp.exp(-abs(x)) * mp.besseli(0, x))
rule(
    "i1e",
    lambda x, y: (np.i0e(x) + np.ive(2, x)) / 2 - np.sign(x) * y,
    mp=lambda mp, x: mp.exp(-abs(x)) * mp.besseli(1, x),
)
rule("k0e", lambda x, y: y - np.k1e(x), domain=POSITIVE, mp=lambda mp, x: mp.exp(x) * mp.besselk(0, x))
rule(
    "k1e",
    lambda x, y: y - (np.k0e(x) + np.kve(2, x)) / 2,
    domain=POSITIVE,
    mp=lambda mp, x: mp.exp(x) * mp.besselk(1, x),
)

rule("jv", None, lambda x1, x2, y: (np.jv(x1 - 1, x2) - np.jv(x1 + 1, x2)) / 2, domain=ORDER, mp="besselj")
rule("yv", None, lambda x1, x2, y: (np.yv(x1 - 1, x2) - np.yv(x1 + 1, x2)) / 2, domain=ORDER, mp="bessely")
rule("iv", None, lambda x1, x2, y: (np.iv(x1 - 1, x2) + np.iv(x1 + 1, x2)) / 2, domain=ORDER, mp="besseli")
rule("kv", None, lambda x1, x2, y: -(np.kv(x1 - 1, x2) + np.kv(x1 + 1, x2)) / 2, domain=ORDER, mp="besselk")
rule(
    "ive",
    None,
    lambda x1, x2, y: (np.ive(x1 - 1, x2) + np.ive(x1 + 1, x2)) / 2 - np.sign(x2) * y,
    domain=ORDER,
    mp=lambda mp, v, x: mp.exp(-abs(x)) * mp.besseli(v, x),
)
rule(
    "kve",
    None,
    lambda x1, x2, y: y - (np.kve(x1 - 1, x2) + np.kve(x1 + 1, x2)) / 2,
    domain=ORDER,
    mp=lambda mp, v, x: mp.exp(x) * mp.besselk(v, x),
)
rule(
    "hankel1",
    None,
    lambda x1, x2, y: (np.hankel1(x1 - 1, x2) - np.hankel1(x1 + 1, x2)) / 2,
    domain=ORDER,
    mp="hankel1",
)
rule(
    "hankel2",
    None,
    lambda x1, x2, y: (np.hankel2(x1 - 1, x2) - np.hankel2(x1 + 1, x2)) / 2,
    domain=ORDER,
    mp="hankel2",
)


def _spherical_bend(n, x, f, slope, sign):  # type: ignore[no-untyped-def]
    """The second derivative, from x²f'' + 2xf' + (sign·x² − n(n+1))f = 0 (DLMF 10.47.1 and 10.47.2)."""
    return (n * (n + 1) / (x * x) - sign) * f - 2 / x * slope


rule(
    "_spherical_jn",
    None,
    lambda x1, x2, y: np._spherical_jn_d(x1, x2),
    domain=ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselj(n + 0.5, x),
)
rule(
    "_spherical_jn_d",
    None,
    lambda x1, x2, y: _spherical_bend(x1, x2, np._spherical_jn(x1, x2), y, 1),
    domain=ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.besselj(n + 0.5, t), x),
)
rule(
    "_spherical_yn",
    None,
    lambda x1, x2, y: np._spherical_yn_d(x1, x2),
    domain=ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.bessely(n + 0.5, x),
)
rule(
    "_spherical_yn_d",
    None,
    lambda x1, x2, y: _spherical_bend(x1, x2, np._spherical_yn(x1, x2), y, 1),
    domain=ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.bessely(n + 0.5, t), x),
)
rule(
    "_spherical_in",
    None,
    lambda x1, x2, y: np._spherical_in_d(x1, x2),
    domain=ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besseli(n + 0.5, x),
)
rule(
    "_spherical_in_d",
    None,
    lambda x1, x2, y: _spherical_bend(x1, x2, np._spherical_in(x1, x2), y, -1),
    domain=ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.besseli(n + 0.5, t), x),
)
rule(
    "_spherical_kn",
    None,
    lambda x1, x2, y: np._spherical_kn_d(x1, x2),
    domain=ORDER,
    mp=lambda mp, n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselk(n + 0.5, x),
)
rule(
    "_spherical_kn_d",
    None,
    lambda x1, x2, y: _spherical_bend(x1, x2, np._spherical_kn(x1, x2), y, -1),
    domain=ORDER,
    mp=lambda mp, n, x: mp.diff(lambda t: mp.sqrt(mp.pi / (2 * t)) * mp.besselk(n + 0.5, t), x),
)


def _struve_rest(v, x):  # type: ignore[no-untyped-def]
    return np.exp(v * np.log(x / 2) - np.gammaln(v + 1.5)) / np.sqrt(np.pi)


rule(
    "struve",
    None,
    lambda x1, x2, y: (np.struve(x1 - 1, x2) - np.struve(x1 + 1, x2) + _struve_rest(x1, x2)) / 2,
    domain=ORDER,
    mp="struveh",
)
rule(
    "modstruve",
    None,
    lambda x1, x2, y: (np.modstruve(x1 - 1, x2) + np.modstruve(x1 + 1, x2) + _struve_rest(x1, x2)) / 2,
    domain=ORDER,
    mp="struvel",
)


def _lower(n, value):  # type: ignore[no-untyped-def]
    """``value``, which is for the degree n − 1; nothing where n is 0."""
    return np.where(n == 0, 0 * value, value)


rule(
    "eval_legendre",
    None,
    lambda x1, x2, y: _lower(x1, np.eval_gegenbauer(np.maximum(x1 - 1, 0), 1.5, x2)),
    mp="legendre",
)
rule(
    "eval_chebyt",
    None,
    lambda x1, x2, y: x1 * _lower(x1, np.eval_chebyu(np.maximum(x1 - 1, 0), x2)),
    mp="chebyt",
)
rule(
    "eval_chebyu",
    None,
    lambda x1, x2, y: 2 * _lower(x1, np.eval_gegenbauer(np.maximum(x1 - 1, 0), 2.0, x2)),
    mp="chebyu",
)
rule(
    "eval_gegenbauer",
    None,
    None,
    lambda x1, x2, x3, y: 2 * x2 * _lower(x1, np.eval_gegenbauer(np.maximum(x1 - 1, 0), x2 + 1, x3)),
    mp="gegenbauer",
)
rule(
    "eval_jacobi",
    None,
    None,
    None,
    lambda x1, x2, x3, x4, y: (
        (x1 + x2 + x3 + 1) / 2 * _lower(x1, np.eval_jacobi(np.maximum(x1 - 1, 0), x2 + 1, x3 + 1, x4))
    ),
    mp="jacobi",
)
rule(
    "eval_hermite",
    None,
    lambda x1, x2, y: 2 * x1 * _lower(x1, np.eval_hermite(np.maximum(x1 - 1, 0), x2)),
    mp="hermite",
)
rule(
    "eval_hermitenorm",
    None,
    lambda x1, x2, y: x1 * _lower(x1, np.eval_hermitenorm(np.maximum(x1 - 1, 0), x2)),
    mp=lambda mp, n, x: mp.hermite(n, x / mp.sqrt(2)) * mp.mpf(2) ** (-n / 2),
)
rule(
    "eval_genlaguerre",
    None,
    None,
    lambda x1, x2, x3, y: -_lower(x1, np.eval_genlaguerre(np.maximum(x1 - 1, 0), x2 + 1, x3)),
    mp="laguerre",
)
rule(
    "eval_laguerre",
    None,
    lambda x1, x2, y: -_lower(x1, np.eval_genlaguerre(np.maximum(x1 - 1, 0), 1.0, x2)),
    mp=lambda mp, n, x: mp.laguerre(n, 0, x),
)
