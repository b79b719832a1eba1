"""Elliptic integrals and functions of `scipy.special` (DLMF 19.18 and 19.25, 22.13)."""

from math import inf

from dualnum.rules.scipy_references import real, root
from dualnum.rules.scipy_rows import POSITIVE, REAL, UNIT, refuse, rule
from dualnum.rules.table import np


def _half_turns(phi):
    """k and (−1)ᵏ for the k nearest to φ/π."""
    k = np.rint(phi / np.pi)
    return k, 1 - 2 * np.remainder(k, 2)


def _ellipkinc_m(phi, m):
    """½∫sin²/Δ³ = s³·R_D(c², 1, Δ²)/6 of the angle from the nearest multiple kπ, and 2k·K'(m)."""
    k, sign = _half_turns(phi)
    s, c = sign * np.sin(phi), np.cos(phi)
    return s * s * s * np.elliprd(c * c, 1, 1 - m * s * s) / 6 + k * np.elliprd(0, 1, 1 - m) / 3


def _ellipeinc_m(phi, m):
    """−½∫sin²/Δ = −s³·R_D(c², Δ², 1)/6 of the angle from the nearest multiple kπ, and 2k·E'(m)."""
    k, sign = _half_turns(phi)
    s, c = sign * np.sin(phi), np.cos(phi)
    return -s * s * s * np.elliprd(c * c, 1 - m * s * s, 1) / 6 - k * np.elliprd(0, 1 - m, 1) / 3


def _elliprd_x(x, y, z):
    """−¾∫dt/((t+x)^(3/2)·(t+y)^(1/2)·(t+z)^(3/2)) = (R_D(y, z, x) − R_D(x, y, z))/(2(x − z)).

    Where x is near z, by the powers of their difference: (t+x)(t+z) = (t+s)² − d², with the integrals of
    (t+s)⁻ⁿ·(t+y)^(−1/2) as hypergeometric functions (DLMF 15.6.1).
    """
    s, d = (x + z) / 2, (x - z) / 2
    near = np.absolute(d) <= 0.1 * s
    apart = np.where(near, 2 * z, x)
    quotient = (np.elliprd(y, z, apart) - np.elliprd(apart, y, z)) / (2 * (apart - z))
    return np.where(near, _elliprd_x_near(np.where(near, s, 1), y, np.where(near, d, 0)), quotient)


def _elliprd_x_near(s, y, d):
    """−¾·Σ (3/2)ₖ/k!·d²ᵏ·Aₙ with n = 3 + 2k and Aₙ = s^(½−n)/(n−½)·₂F₁(½, n−½; n+½; 1−y/s)."""
    total, square = 0.0, np.square(d / s)
    for k in range(8, -1, -1):
        a = 2.5 + 2 * k
        ratio = (1.5 + k) / (k + 1)
        total = np.hyp2f1(0.5, a, a + 1, 1 - y / s) / a + ratio * square * total
    return -0.75 * total / (s * s * np.sqrt(s))


def _elliprd_z(x, y, z, value):
    """From homogeneity of degree −3/2: x·∂x + y·∂y + z·∂z = −3/2 (DLMF 19.18.11)."""
    along_x = np.where(x == 0, 0, x * _elliprd_x(np.where(x == 0, 1, x), y, z))
    return -(1.5 * value + along_x + y * _elliprd_x(y, x, z)) / z


def _elliprd_x_apart(x, y, z, value):
    return (np.elliprd(y, z, x) - value) / (2 * (x - z))


def _elliprd_z_apart(x, y, z, value):
    along = x * _elliprd_x_apart(x, y, z, value) + y * _elliprd_x_apart(y, x, z, value)
    return -(1.5 * value + along) / z


def _elliprj_x(x, y, z, p, value):
    """(R_J − R_D(y, z, x))/(2(p − x)), from the partial fractions of 1/((t+x)(t+p))."""
    return (value - np.elliprd(y, z, x)) / (2 * (p - x))


def _elliprj_p(x, y, z, p, value):
    """From homogeneity of degree −3/2."""
    along = (
        x * _elliprj_x(x, y, z, p, value)
        + y * _elliprj_x(y, z, x, p, value)
        + z * _elliprj_x(z, x, y, p, value)
    )
    return -(1.5 * value + along) / p


def _elliprg_x(x, y, z):
    """R_F/4 − x·R_D(y, z, x)/12."""
    return np.elliprf(x, y, z) / 4 - x * np.elliprd(y, z, x) / 12


def _elliprc_x(x, y, value):
    """−R_D(y, y, x)/6, since R_C(x, y) is R_F(x, y, y); for a principal value (y < 0), in terms of R_C itself."""
    plain = np.where(y < 0, 1, y)
    return np.where(y < 0, (value - 1 / np.sqrt(x)) / (2 * (y - x)), -np.elliprd(plain, plain, x) / 6)


def _agm_slope(a, b, y):
    """∂agm(a, b)/∂a = 2/(3π)·(y/a)²·R_D(0, (b/a)², 1), for agm = π/(2·R_F(0, a², b²)) (DLMF 19.8.5)."""
    around = np.where((a == 0) | (b == 0), 1, a)
    slope = 2 / (3 * np.pi) * np.square(y / around) * np.elliprd(0, np.square(b / around), 1)
    return np.where(b == 0, 0, np.where(a == 0, np.inf, slope))


def _amplitude_m(m, sn, cn, dn, phi):
    """∂am(u, m)/∂m = −dn·∂F(φ, m)/∂m, from u = F(φ, m)."""
    return -dn * _ellipkinc_m(phi, m)


rule("ellipk", lambda x, y: np.elliprd(0, 1, 1 - x) / 6, domain=(-inf, 1.0), mp="ellipk")
rule("ellipkm1", lambda x, y: -np.elliprd(0, 1, x) / 6, domain=POSITIVE, mp=lambda mp, p: mp.ellipk(1 - p))
rule("ellipe", lambda x, y: -np.elliprd(0, 1 - x, 1) / 6, domain=(-inf, 1.0), mp="ellipe")
rule(
    "ellipkinc",
    lambda x1, x2, y: 1 / np.sqrt(1 - x2 * np.square(np.sin(x1))),
    lambda x1, x2, y: _ellipkinc_m(x1, x2),
    domain=(REAL, (-inf, 1.0)),
    mp="ellipf",
)
rule(
    "ellipeinc",
    lambda x1, x2, y: np.sqrt(1 - x2 * np.square(np.sin(x1))),
    lambda x1, x2, y: _ellipeinc_m(x1, x2),
    domain=(REAL, (-inf, 1.0)),
    mp="ellipe",
)
rule(
    "elliprf",
    lambda x1, x2, x3, y: -np.elliprd(x2, x3, x1) / 6,
    lambda x1, x2, x3, y: -np.elliprd(x1, x3, x2) / 6,
    lambda x1, x2, x3, y: -np.elliprd(x1, x2, x3) / 6,
    domain=POSITIVE,
    mp="elliprf",
)
rule(
    "elliprc",
    _elliprc_x,
    lambda x1, x2, y: -(y / 2 + x1 * _elliprc_x(x1, x2, y)) / x2,
    domain=POSITIVE,
    mp="elliprc",
)
rule(
    "elliprd",
    lambda x1, x2, x3, y: _elliprd_x(x1, x2, x3),
    lambda x1, x2, x3, y: _elliprd_x(x2, x1, x3),
    _elliprd_z,
    textbook=(
        _elliprd_x_apart,
        lambda x1, x2, x3, y: _elliprd_x_apart(x2, x1, x3, y),
        _elliprd_z_apart,
    ),
    domain=POSITIVE,
    mp="elliprd",
)
rule(
    "elliprg",
    lambda x1, x2, x3, y: _elliprg_x(x1, x2, x3),
    lambda x1, x2, x3, y: _elliprg_x(x2, x3, x1),
    lambda x1, x2, x3, y: _elliprg_x(x3, x1, x2),
    domain=POSITIVE,
    mp="elliprg",
)
rule(
    "elliprj",
    _elliprj_x,
    lambda x1, x2, x3, x4, y: _elliprj_x(x2, x3, x1, x4, y),
    lambda x1, x2, x3, x4, y: _elliprj_x(x3, x1, x2, x4, y),
    _elliprj_p,
    domain=POSITIVE,
    mp="elliprj",
)
rule(
    "agm",
    _agm_slope,
    lambda x1, x2, y: _agm_slope(x2, x1, y),
    domain=POSITIVE,
    mp="agm",
)
rule(
    "ellipj",
    outputs=(
        (lambda x1, x2, y: y[1] * y[2], lambda x1, x2, y: y[1] * _amplitude_m(x2, *y)),
        (lambda x1, x2, y: -y[0] * y[2], lambda x1, x2, y: -y[0] * _amplitude_m(x2, *y)),
        (
            lambda x1, x2, y: -x2 * y[0] * y[1],
            lambda x1, x2, y: -y[0] * (y[0] / 2 + x2 * y[1] * _amplitude_m(x2, *y)) / y[2],
        ),
        (lambda x1, x2, y: y[2], lambda x1, x2, y: _amplitude_m(x2, *y)),
    ),
    arity=2,
    domain=(REAL, UNIT),
    mp=lambda mp, u, m: (
        *(mp.ellipfun(kind, u, m=m) for kind in ("sn", "cn", "dn")),
        root(mp, lambda phi: mp.ellipf(phi, m) - u, real),
    ),
)
refuse("an ellipsoidal harmonic, whose derivative has no formula here", "_ellip_harm")
