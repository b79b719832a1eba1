"""Logistic and entropy functions, Box-Cox transforms, losses and degrees of `scipy.special`."""

from math import inf

from dualnum.rules.arithmetic import _power_of_base, _power_of_exponent
from dualnum.rules.scipy_rows import POSITIVE, REAL, UNIT, rule
from dualnum.rules.table import np


def _exprel_slope(x):
    """((x−1)eˣ + 1)/x², the derivative of (eˣ−1)/x; near 0 its series Σ k·x^(k−1)/(k+1)!."""
    small = np.absolute(x) < 0.5
    far = np.where(small, 1, x)
    near = np.where(small, x, 0)
    total = 0 * near
    for k in range(14, 0, -1):
        total = near * total + k / np.gamma(k + 2.0)
    return np.where(small, total, (np.exp(far) * (far - 1) + 1) / far / far)


def _inverse_boxcox_slope(v):
    """(v/(1+v) − ln(1+v))/v²; near 0 its series Σ (−1)^(k+1)·k·v^(k−1)/(k+1)."""
    small = np.absolute(v) < 0.05
    far = np.where(small, 1, v)
    near = np.where(small, v, 0)
    total = 0 * near
    for k in range(14, 0, -1):
        total = near * total + (-1) ** k * k / (k + 1)
    return np.where(small, total, (far / (1 + far) - np.log1p(far)) / far / far)


rule("expit", lambda x, y: y * np.expit(-x), mp=lambda mp, x: 1 / (1 + mp.exp(-x)))
rule("logit", lambda x, y: 1 / (x * (1 - x)), domain=UNIT, mp=lambda mp, x: mp.log(x / (1 - x)))
rule("log_expit", lambda x, y: np.expit(-x), mp=lambda mp, x: -mp.log(1 + mp.exp(-x)))
rule("entr", lambda x, y: -np.log(x) - 1, domain=POSITIVE, mp=lambda mp, x: -x * mp.log(x))
rule(
    "rel_entr",
    lambda x1, x2, y: np.log(x1 / x2) + 1,
    lambda x1, x2, y: -x1 / x2,
    domain=POSITIVE,
    mp=lambda mp, a, b: a * mp.log(a / b),
)
rule(
    "kl_div",
    lambda x1, x2, y: np.log(x1 / x2),
    lambda x1, x2, y: 1 - x1 / x2,
    domain=POSITIVE,
    mp=lambda mp, a, b: a * mp.log(a / b) - a + b,
)
rule(
    "xlogy",
    lambda x1, x2, y: np.log(x2),
    lambda x1, x2, y: x1 / x2,
    domain=(REAL, POSITIVE),
    mp=lambda mp, a, b: a * mp.log(b),
)
rule(
    "xlog1py",
    lambda x1, x2, y: np.log1p(x2),
    lambda x1, x2, y: x1 / (1 + x2),
    domain=(REAL, (-1.0, inf)),
    mp=lambda mp, a, b: a * mp.log(1 + b),
)
rule("exprel", lambda x, y: _exprel_slope(x), mp=lambda mp, x: mp.expm1(x) / x if x else mp.one)
rule("cosm1", lambda x, y: -np.sin(x), mp=lambda mp, x: mp.cos(x) - 1)
rule("exp10", lambda x, y: y * np.ln10, mp=lambda mp, x: mp.power(10, x))
rule(
    "boxcox",
    lambda x1, x2, y: np.power(x1, x2 - 1),
    lambda x1, x2, y: np.square(np.log(x1)) * _exprel_slope(x2 * np.log(x1)),
    domain=(POSITIVE, REAL),
    mp=lambda mp, x, p: (mp.power(x, p) - 1) / p if p else mp.log(x),
)
rule(
    "boxcox1p",
    lambda x1, x2, y: np.exp((x2 - 1) * np.log1p(x1)),
    lambda x1, x2, y: np.square(np.log1p(x1)) * _exprel_slope(x2 * np.log1p(x1)),
    domain=((-1.0, inf), REAL),
    mp=lambda mp, x, p: (mp.power(1 + x, p) - 1) / p if p else mp.log(1 + x),
)
rule(
    "inv_boxcox",
    lambda x1, x2, y: y / (1 + x1 * x2),
    lambda x1, x2, y: y * x1 * x1 * _inverse_boxcox_slope(x1 * x2),
    mp=lambda mp, y, p: mp.power(1 + p * y, 1 / p) if p else mp.exp(y),
)
rule(
    "inv_boxcox1p",
    lambda x1, x2, y: (1 + y) / (1 + x1 * x2),
    lambda x1, x2, y: (1 + y) * x1 * x1 * _inverse_boxcox_slope(x1 * x2),
    mp=lambda mp, y, p: mp.power(1 + p * y, 1 / p) - 1 if p else mp.expm1(y),
)
rule(
    "huber",
    lambda x1, x2, y: np.where(np.absolute(x2) <= x1, 0 * x2, np.absolute(x2) - x1),
    lambda x1, x2, y: np.where(np.absolute(x2) <= x1, x2, x1 * np.sign(x2)),
    domain=(POSITIVE, REAL),
    mp=lambda mp, d, r: r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2),
)
rule(
    "pseudo_huber",
    lambda x1, x2, y: 2 * y / x1 - x2 / x1 * (x2 / np.hypot(1, x2 / x1)),
    lambda x1, x2, y: x2 / np.hypot(1, x2 / x1),
    domain=(POSITIVE, REAL),
    mp=lambda mp, d, r: d * d * (mp.sqrt(1 + (r / d) ** 2) - 1),
)

rule("cosdg", lambda x, y: -np.sindg(x) * np.pi / 180, mp=lambda mp, x: mp.cos(mp.radians(x)))
rule("sindg", lambda x, y: np.cosdg(x) * np.pi / 180, mp=lambda mp, x: mp.sin(mp.radians(x)))
rule("tandg", lambda x, y: (1 + y * y) * np.pi / 180, mp=lambda mp, x: mp.tan(mp.radians(x)))
rule("cotdg", lambda x, y: -(1 + y * y) * np.pi / 180, mp=lambda mp, x: mp.cot(mp.radians(x)))
rule(
    "radian",
    lambda x1, x2, x3, y: np.pi / 180,
    lambda x1, x2, x3, y: np.pi / 10800,
    lambda x1, x2, x3, y: np.pi / 648000,
    mp=lambda mp, d, m, s: mp.radians(d + m / 60 + s / 3600),
)
rule(
    "powm1",
    lambda x1, x2, y: _power_of_base(x1, x2, 1 + y),
    lambda x1, x2, y: _power_of_exponent(x1, x2, 1 + y),
    domain=(POSITIVE, REAL),
    mp=lambda mp, a, b: mp.power(a, b) - 1,
)
rule(
    "_log1mexp", lambda x, y: -1 / np.expm1(0 - x), domain=(-inf, 0.0), mp=lambda mp, x: mp.log(-mp.expm1(x))
)
rule("_log1pmx", lambda x, y: -x / (1 + x), domain=(-1.0, inf), mp=lambda mp, x: mp.log(1 + x) - x)
rule("_sinpi", lambda x, y: np.pi * np._cospi(x), mp="sinpi")
rule("_cospi", lambda x, y: -np.pi * np._sinpi(x), mp="cospi")
rule("round", constant=True, mp="nint")
