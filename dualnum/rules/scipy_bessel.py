"""Bessel and Hankel functions of `scipy.special` (DLMF 10.6, 10.29).

The derivative with respect to the order has no closed form.
"""

from dualnum.rules.scipy_rows import ORDER, POSITIVE, REAL, rule
from dualnum.rules.table import np

OF_ORDER = (REAL, POSITIVE)


def _side(x):
    """The slope of |x|, which is 1 at 0 (docs/conventions.md)."""
    return np.where(x < 0, -1, 1)


def _jve_slope(v, x):
    return (np.jve(v - 1, x) - np.jve(v + 1, x)) / 2


def _yve_slope(v, x):
    return (np.yve(v - 1, x) - np.yve(v + 1, x)) / 2


def _iv_ratio_slope(v, x, r):
    """r' = 1 − r² − m·r/x with m = 2v − 1; far out, where that cancels, Σ k·aₖ/x^(k+1) from 1 − r = Σ aₖ/xᵏ.

    The equation gives 2aₙ = (n−1−m)·aₙ₋₁ + Σ aᵢaₙ₋ᵢ, with 2a₁ = m.
    """
    m = 2 * v - 1
    far = x > 30 + 3 * m * m
    at = np.where(far, x, 1)
    a = [0 * m, m / 2]
    series = a[1] / (at * at)
    for n in range(2, 16):
        a.append(((n - 1 - m) * a[-1] + sum(a[i] * a[n - i] for i in range(1, n))) / 2)
        series = series + n * a[n] / at ** (n + 1)
    return np.where(far, series, 1 - r * r - m * r / x)


def _ive_slope(v, x):
    return (np.ive(v - 1, x) + np.ive(v + 1, x)) / 2


rule("j0", lambda x, y: -np.j1(x), mp=lambda mp, x: mp.besselj(0, x))
rule("j1", lambda x, y: (np.j0(x) - np.jv(2, x)) / 2, mp=lambda mp, x: mp.besselj(1, x))
rule("y0", lambda x, y: -np.y1(x), domain=POSITIVE, mp=lambda mp, x: mp.bessely(0, x))
rule("y1", lambda x, y: (np.y0(x) - np.yv(2, x)) / 2, domain=POSITIVE, mp=lambda mp, x: mp.bessely(1, x))
rule("i0", lambda x, y: np.i1(x), mp=lambda mp, x: mp.besseli(0, x))
rule("i1", lambda x, y: (np.i0(x) + np.iv(2, x)) / 2, mp=lambda mp, x: mp.besseli(1, x))
rule("k0", lambda x, y: -np.k1(x), domain=POSITIVE, mp=lambda mp, x: mp.besselk(0, x))
rule("k1", lambda x, y: -(np.k0(x) + np.kv(2, x)) / 2, domain=POSITIVE, mp=lambda mp, x: mp.besselk(1, x))

# Those of a whole order.
rule(
    "yn",
    None,
    lambda x1, x2, y: (np.yv(x1 - 1, x2) - np.yv(x1 + 1, x2)) / 2,
    domain=POSITIVE,
    mp="bessely",
    unknown=ORDER,
)
rule(
    "kn",
    None,
    lambda x1, x2, y: -(np.kv(x1 - 1, x2) + np.kv(x1 + 1, x2)) / 2,
    domain=POSITIVE,
    mp="besselk",
    unknown=ORDER,
)

# The scaled ones carry e^−|x| (or eˣ, for K), whose own derivative joins in.
rule(
    "i0e",
    lambda x, y: np.i1e(x) - _side(x) * y,
    kink=lambda x: x == 0,
    mp=lambda mp, x: mp.exp(-abs(x)) * mp.besseli(0, x),
)
rule(
    "i1e",
    lambda x, y: (np.i0e(x) + np.ive(2, x)) / 2 - _side(x) * y,
    mp=lambda mp, x: mp.exp(-abs(x)) * mp.besseli(1, x),
)
rule("k0e", lambda x, y: y - np.k1e(x), domain=POSITIVE, mp=lambda mp, x: mp.exp(x) * mp.besselk(0, x))
rule(
    "k1e",
    lambda x, y: y - (np.k0e(x) + np.kve(2, x)) / 2,
    domain=POSITIVE,
    mp=lambda mp, x: mp.exp(x) * mp.besselk(1, x),
)

rule(
    "jv",
    None,
    lambda x1, x2, y: (np.jv(x1 - 1, x2) - np.jv(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp="besselj",
    unknown=ORDER,
)
rule(
    "yv",
    None,
    lambda x1, x2, y: (np.yv(x1 - 1, x2) - np.yv(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp="bessely",
    unknown=ORDER,
)
rule(
    "iv",
    None,
    lambda x1, x2, y: (np.iv(x1 - 1, x2) + np.iv(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp="besseli",
    unknown=ORDER,
)
rule(
    "kv",
    None,
    lambda x1, x2, y: -(np.kv(x1 - 1, x2) + np.kv(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp="besselk",
    unknown=ORDER,
)
# For complex arguments, J and Y are scaled by e^−|Im x| and I by e^−|Re x|: not holomorphic.
rule(
    "jve",
    None,
    lambda x1, x2, y: _jve_slope(x1, x2),
    real_linear=lambda x1, x2, y, t: _jve_slope(x1, x2) * t - _side(np.imag(x2)) * np.imag(t) * y,
    domain=OF_ORDER,
    mp=lambda mp, v, x: mp.exp(-abs(mp.im(x))) * mp.besselj(v, x),
    unknown=ORDER,
)
rule(
    "yve",
    None,
    lambda x1, x2, y: _yve_slope(x1, x2),
    real_linear=lambda x1, x2, y, t: _yve_slope(x1, x2) * t - _side(np.imag(x2)) * np.imag(t) * y,
    domain=OF_ORDER,
    mp=lambda mp, v, x: mp.exp(-abs(mp.im(x))) * mp.bessely(v, x),
    unknown=ORDER,
)
rule(
    "ive",
    None,
    lambda x1, x2, y: _ive_slope(x1, x2) - _side(x2) * y,
    real_linear=lambda x1, x2, y, t: _ive_slope(x1, x2) * t - _side(np.real(x2)) * np.real(t) * y,
    domain=OF_ORDER,
    mp=lambda mp, v, x: mp.exp(-abs(mp.re(x))) * mp.besseli(v, x),
    unknown=ORDER,
)
rule(
    "kve",
    None,
    lambda x1, x2, y: y - (np.kve(x1 - 1, x2) + np.kve(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp=lambda mp, v, x: mp.exp(x) * mp.besselk(v, x),
    unknown=ORDER,
)
rule(
    "hankel1",
    None,
    lambda x1, x2, y: (np.hankel1(x1 - 1, x2) - np.hankel1(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp="hankel1",
    unknown=ORDER,
)
rule(
    "hankel2",
    None,
    lambda x1, x2, y: (np.hankel2(x1 - 1, x2) - np.hankel2(x1 + 1, x2)) / 2,
    domain=OF_ORDER,
    mp="hankel2",
    unknown=ORDER,
)
rule(
    "hankel1e",
    None,
    lambda x1, x2, y: (np.hankel1e(x1 - 1, x2) - np.hankel1e(x1 + 1, x2)) / 2 - 1j * y,
    domain=OF_ORDER,
    mp=lambda mp, v, x: mp.exp(-1j * x) * mp.hankel1(v, x),
    unknown=ORDER,
)
rule(
    "hankel2e",
    None,
    lambda x1, x2, y: (np.hankel2e(x1 - 1, x2) - np.hankel2e(x1 + 1, x2)) / 2 + 1j * y,
    domain=OF_ORDER,
    mp=lambda mp, v, x: mp.exp(1j * x) * mp.hankel2(v, x),
    unknown=ORDER,
)
# I_v/I_(v−1): Riccati's equation r' = 1 − r² − (2v−1)·r/x, with its terms combined (DLMF 10.29.1).
rule(
    "_iv_ratio",
    None,
    lambda x1, x2, y: _iv_ratio_slope(x1, x2, y),
    domain=((1.0, 1e300), POSITIVE),
    mp=lambda mp, v, x: mp.besseli(v, x) / mp.besseli(v - 1, x),
    unknown=ORDER,
)
rule(
    "_iv_ratio_c",
    None,
    lambda x1, x2, y: -_iv_ratio_slope(x1, x2, 1 - y),
    domain=((1.0, 1e300), POSITIVE),
    mp=lambda mp, v, x: 1 - mp.besseli(v, x) / mp.besseli(v - 1, x),
    unknown=ORDER,
)
