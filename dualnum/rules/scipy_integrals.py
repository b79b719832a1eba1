"""Exponential, trigonometric and Fresnel integrals of `scipy.special`, and integrals of other functions.

The derivative of an integral is its integrand (DLMF 5 to 11).
"""

from dualnum.rules.scipy_rows import ORDER, POSITIVE, REAL, rule
from dualnum.rules.table import np


def _spence_slope(x):
    """ln x/(1−x); near 1, with u = x − 1, its series −Σ (−u)ᵏ/(k+1)."""
    u = x - 1
    small = np.absolute(u) < 0.05
    far, near = np.where(small, 2, x), np.where(small, u, 0)
    total = 0 * near
    for k in range(14, -1, -1):
        total = -near * total - 1 / (k + 1)
    return np.where(small, total, -np.log(far) / (far - 1))


def _sinh_over(x):
    """sinh x/x, from (eˣ−1)/x at x and −x."""
    return (np.exprel(x) + np.exprel(-x)) / 2


def _bessel_rest(x, sign, bessel):
    """(J₀(x) − 1)/x, or (I₀(x) − 1)/x for sign 1: near 0 by the series of J₀ or I₀ (DLMF 10.8.3, 10.31.1)."""
    small = np.absolute(x) < 1
    far, near = np.where(small, 1, x), np.where(small, x, 0)
    total = 0 * near
    for k in range(9, 0, -1):
        total = (total * near * near + 1) * sign / (4 * k * k)
    return np.where(small, total * near, (bessel(far) - 1) / far)


def _besselpoly_a(a, p, v, y):
    """∫x^(p+1)·2J'ᵥ(2ax), with 2J'ᵥ = Jᵥ₋₁ − Jᵥ₊₁, and J'₀ = −J₁ (DLMF 10.6.1)."""
    higher = np.besselpoly(a, p + 1, v + 1)
    lower = np.besselpoly(a, p + 1, np.where(v == 0, 1, v - 1))
    return np.where(v == 0, -lower, lower) - higher


rule("expi", lambda x, y: np.exp(x) / x, mp="ei")
rule("exp1", lambda x, y: -np.exp(-x) / x, domain=POSITIVE, mp="e1")
# x·eˣ·E₁(x) is ∫e^(−s)/(1 + s/x); its derivative is U(2, 1, x) (DLMF 6.11.2 and 13.4.4).
rule(
    "_scaled_exp1",
    lambda x, y: np.hyperu(2, 1, x),
    domain=POSITIVE,
    mp=lambda mp, x: x * mp.exp(x) * mp.e1(x),
)
rule(
    "expn",
    None,
    lambda x1, x2, y: np.where(
        x1 == 0, -np.exp(-x2) * (1 + 1 / x2) / x2, -np.expn(np.where(x1 == 0, x1, x1 - 1), x2)
    ),
    domain=POSITIVE,
    mp="expint",
    unknown="the order, which is a whole number",
)
rule("spence", lambda x, y: _spence_slope(x), domain=POSITIVE, mp=lambda mp, x: mp.polylog(2, 1 - x))
rule(
    "sici",
    outputs=((lambda x, y: np.sinc(x / np.pi),), (lambda x, y: np.cos(x) / x,)),
    mp=lambda mp, x: (mp.si(x), mp.ci(x)),
)
rule(
    "shichi",
    outputs=((lambda x, y: _sinh_over(x),), (lambda x, y: np.cosh(x) / x,)),
    mp=lambda mp, x: (mp.shi(x), mp.chi(x)),
)
rule(
    "fresnel",
    outputs=((lambda x, y: np.sin(np.pi * x * x / 2),), (lambda x, y: np.cos(np.pi * x * x / 2),)),
    mp=lambda mp, x: (mp.fresnels(x), mp.fresnelc(x)),
)
rule(
    "modfresnelp",
    outputs=(
        (lambda x, y: -np.exp(1j * x * x),),
        (lambda x, y: -2j * x * y[1] - np.exp(-0.25j * np.pi) / np.sqrt(np.pi),),
    ),
    mp=lambda mp, x: _modified_fresnel(mp, x, 1),
)
rule(
    "modfresnelm",
    outputs=(
        (lambda x, y: -np.exp(-1j * x * x),),
        (lambda x, y: 2j * x * y[1] - np.exp(0.25j * np.pi) / np.sqrt(np.pi),),
    ),
    mp=lambda mp, x: _modified_fresnel(mp, x, -1),
)


def _modified_fresnel(mp, x, sign):
    """F± = ∫exp(±it²) from x to ∞, and K± = exp(∓i(x² + π/4))·F±/√π (Abramowitz and Stegun 7.3)."""
    turn = mp.exp(sign * 1j * mp.pi / 4)
    tail = mp.sqrt(mp.pi) / 2 * turn * mp.erfc(x / turn)
    return tail, mp.exp(-sign * 1j * x * x) / turn * tail / mp.sqrt(mp.pi)


# --- integrals of Bessel, Struve and Airy functions ----------------------------------------------------------


def _bessel_integral(mp, x, zero, one, struve):
    """∫Z₀ = x·Z₀ + (πx/2)(H₀·Z₁ − H₁·Z₀) of values at x (DLMF 10.22.2)."""
    return x * zero + mp.pi * x / 2 * (struve(0, x) * one - struve(1, x) * zero)


rule(
    "itj0y0",
    outputs=((lambda x, y: np.j0(x),), (lambda x, y: np.y0(x),)),
    domain=POSITIVE,
    mp=lambda mp, x: tuple(
        _bessel_integral(mp, x, bessel(0, x), bessel(1, x), mp.struveh) for bessel in (mp.besselj, mp.bessely)
    ),
)
rule(
    "iti0k0",
    outputs=((lambda x, y: np.i0(x),), (lambda x, y: np.k0(x),)),
    domain=POSITIVE,
    mp=lambda mp, x: (  # of modified functions, with Struve's L, and the other sign (A&S 11.1.8)
        2 * x * mp.besseli(0, x) - _bessel_integral(mp, x, mp.besseli(0, x), mp.besseli(1, x), mp.struvel),
        2 * x * mp.besselk(0, x) - _bessel_integral(mp, x, mp.besselk(0, x), -mp.besselk(1, x), mp.struvel),
    ),
)


def _rest_integral(mp, x, sign):
    """∫(Z₀(t) − 1)/t from 0 to x, of J for the sign −1 and of I for 1: by the series of Z₀."""
    square = sign * x * x / 4
    return square / 2 * mp.hyper([1, 1], [2, 2, 2], square)


def _tail_integral(mp, z):
    """∫K₀(t)/t from z to ∞ = (L² + π²/12)/2 − Σ (z²/4)ᵏ/(2k·k!²)·(ψ(k+1) + 1/(2k) − ln(z/2)), L = ln(z/2) + γ."""
    log, square = mp.log(z / 2), z * z / 4
    total = ((log + mp.euler) ** 2 + mp.pi**2 / 12) / 2
    term, k = mp.one, 0
    while k < abs(square) or abs(term) > mp.eps * abs(total):
        k += 1
        term = term * square / (k * k)
        total -= term / (2 * k) * (mp.digamma(k + 1) + mp.one / (2 * k) - log)
    return total


rule(
    "it2j0y0",
    outputs=((lambda x, y: -_bessel_rest(x, -1, np.j0),), (lambda x, y: -np.y0(x) / x,)),
    domain=POSITIVE,
    mp=lambda mp, x: (
        -_rest_integral(mp, x, -1),
        mp.im(2 / (1j * mp.pi) * _tail_integral(mp, -1j * x)),  # of the Hankel function (DLMF 10.27.8)
    ),
)
rule(
    "it2i0k0",
    outputs=((lambda x, y: _bessel_rest(x, 1, np.i0),), (lambda x, y: -np.k0(x) / x,)),
    domain=POSITIVE,
    mp=lambda mp, x: (_rest_integral(mp, x, 1), _tail_integral(mp, x)),
)
rule(
    "itstruve0",
    lambda x, y: np.struve(0, x),
    domain=POSITIVE,
    mp=lambda mp, x: mp.quad(lambda t: mp.struveh(0, t), [0, x]),
)
rule(
    "it2struve0",
    lambda x, y: -np.struve(0, x) / x,
    domain=POSITIVE,
    mp=lambda mp, x: mp.pi / 2 - mp.quad(lambda t: mp.struveh(0, t) / t, [0, x]),
)
rule(
    "itmodstruve0",
    lambda x, y: np.modstruve(0, x),
    domain=POSITIVE,
    mp=lambda mp, x: mp.quad(lambda t: mp.struvel(0, t), [0, x]),
)
rule(
    "itairy",
    outputs=(
        (lambda x, y: np.airy(x)[0],),
        (lambda x, y: np.airy(x)[2],),
        (lambda x, y: np.airy(-x)[0],),
        (lambda x, y: np.airy(-x)[2],),
    ),
    domain=POSITIVE,
    mp=lambda mp, x: tuple(
        mp.quad(function, [0, x])
        for function in (mp.airyai, mp.airybi, lambda t: mp.airyai(-t), lambda t: mp.airybi(-t))
    ),
)
rule(
    "besselpoly",
    _besselpoly_a,
    None,
    None,
    domain=(REAL, POSITIVE, POSITIVE),
    mp=lambda mp, a, p, v: mp.quad(lambda t: mp.power(t, p) * mp.besselj(v, 2 * a * t), [0, 1]),
    unknown=ORDER,
)
