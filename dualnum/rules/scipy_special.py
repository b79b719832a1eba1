"""The ufuncs of `scipy.special`; these rows load when it does.

Formulas are those of the Digital Library of Mathematical Functions (dlmf.nist.gov); the section is
cited where it is not plain.  A partial that is None has no closed form: moving that argument is an error.
"""

from math import inf

from dualnum.rules.table import TABLE, np

rule = TABLE.rule
POSITIVE = (0.0, inf)
UNIT = (0.0, 1.0)
REAL = (-inf, inf)


def _exprel_slope(x):  # type: ignore[no-untyped-def]
    """((x−1)eˣ + 1)/x², the derivative of (eˣ−1)/x; near 0 its series Σ k·x^(k−1)/(k+1)!."""
    small = np.absolute(x) < 0.5
    far = np.where(small, 1, x)
    near = np.where(small, x, 0)
    total = 0 * near
    for k in range(14, 0, -1):
        total = near * total + k / np.gamma(k + 2.0)
    return np.where(small, total, (np.exp(far) * (far - 1) + 1) / far / far)


def _inverse_boxcox_slope(v):  # type: ignore[no-untyped-def]
    """(v/(1+v) − ln(1+v))/v²; near 0 its series Σ (−1)^(k+1)·k·v^(k−1)/(k+1)."""
    small = np.absolute(v) < 0.05
    far = np.where(small, 1, v)
    near = np.where(small, v, 0)
    total = 0 * near
    for k in range(14, 0, -1):
        total = near * total + (-1) ** k * k / (k + 1)
    return np.where(small, total, (far / (1 + far) - np.log1p(far)) / far / far)


def _normal_density(x):  # type: ignore[no-untyped-def]
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def _spence(x, y):  # type: ignore[no-untyped-def]
    """ln x/(1−x), which is −1 at 1."""
    away = np.where(x == 1, 2, x)
    return np.where(x == 1, -1, -np.log1p(away - 1) / (away - 1))


def _gamma_density(a, x):  # type: ignore[no-untyped-def]
    return np.exp(np.xlogy(a - 1, x) - x - np.gammaln(a))


def _beta_density(a, b, x):  # type: ignore[no-untyped-def]
    return np.exp(np.xlogy(a - 1, x) + np.xlog1py(b - 1, -x) - np.betaln(a, b))


def _wofz_slope(z, w):  # type: ignore[no-untyped-def]
    """w' = −2zw + 2i/√π (DLMF 7.10.2)."""
    return -2 * z * w + 2j / np.sqrt(np.pi)


def _voigt_argument(x, sigma, gamma):  # type: ignore[no-untyped-def]
    return (x + 1j * gamma) / (sigma * np.sqrt(2))


def _voigt_slope(x, sigma, gamma, direction):  # type: ignore[no-untyped-def]
    """Re(direction·w'(z))/(2σ²√π), for the profile Re w(z)/(σ√(2π)) with z = (x + iγ)/(σ√2)."""
    z = _voigt_argument(x, sigma, gamma)
    return np.real(direction * _wofz_slope(z, np.wofz(z))) / (2 * sigma * sigma * np.sqrt(np.pi))


def _voigt_sigma(x, sigma, gamma, y):  # type: ignore[no-untyped-def]
    z = _voigt_argument(x, sigma, gamma)
    return -y / sigma - np.real(z * _wofz_slope(z, np.wofz(z))) / (sigma * sigma * np.sqrt(2 * np.pi))


def _ellipkinc_m(phi, m, y):  # type: ignore[no-untyped-def]
    """½∫sin²/Δ³ = s³·R_D(c², 1, Δ²)/6 within a quarter period (DLMF 19.25), by E and F outside."""
    s, c = np.sin(phi), np.cos(phi)
    square = 1 - m * s * s
    inside = s * s * s * np.elliprd(c * c, 1, square) / 6
    around = np.where(m == 0, 0.5, m)
    outside = (np.ellipeinc(phi, around) / (1 - around) - np.ellipkinc(phi, around)) / (
        2 * around
    ) - s * c / (2 * (1 - around) * np.sqrt(1 - around * s * s))
    at_zero = (phi - s * c) / 4
    return np.where(np.absolute(phi) <= np.pi / 2, inside, np.where(m == 0, at_zero, outside))


def _ellipeinc_m(phi, m, y):  # type: ignore[no-untyped-def]
    """(E − F)/(2m); within a quarter period −s³·R_D(c², Δ², 1)/6, which is right at m = 0 too."""
    s, c = np.sin(phi), np.cos(phi)
    inside = -s * s * s * np.elliprd(c * c, 1 - m * s * s, 1) / 6
    around = np.where(m == 0, 1, m)
    at_zero = -(phi - s * c) / 4
    outside = np.where(m == 0, at_zero, (y - np.ellipkinc(phi, m)) / (2 * around))
    return np.where(np.absolute(phi) <= np.pi / 2, inside, outside)


def _elliprd_x(x, y, z, value):  # type: ignore[no-untyped-def]
    """(R_D(y, z, x) − R_D(x, y, z))/(2(x − z)), from the integral (DLMF 19.18)."""
    return (np.elliprd(y, z, x) - value) / (2 * (x - z))


def _elliprd_z(x, y, z, value):  # type: ignore[no-untyped-def]
    """From homogeneity of degree −3/2: x·∂x + y·∂y + z·∂z = −3/2."""
    along_x = np.where(x == 0, 0, x * _elliprd_x(np.where(x == 0, 1, x), y, z, value))
    return -(1.5 * value + along_x + y * _elliprd_x(y, x, z, value)) / z


# --- error functions and the normal distribution -------------------------------------------------------
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
    lambda x, y: np.exp(-x * x / 2 - y) / np.sqrt(2 * np.pi),
    mp=lambda mp, x: mp.log(mp.erfc(-x / mp.sqrt(2)) / 2),
)
rule(
    "ndtri",
    lambda x, y: np.sqrt(2 * np.pi) * np.exp(y * y / 2),
    domain=UNIT,
    mp=lambda mp, x: mp.sqrt(2) * mp.erfinv(2 * x - 1),
)
rule(
    "ndtri_exp",
    lambda x, y: np.sqrt(2 * np.pi) * np.exp(x + y * y / 2),
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

# --- logistic and entropy functions ----------------------------------------------------------------------
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

# --- degrees ------------------------------------------------------------------------------------------------
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

# --- gamma functions -------------------------------------------------------------------------------------
rule("gammaln", lambda x, y: np.digamma(x), mp=lambda mp, x: mp.log(abs(mp.gamma(x))))
rule("loggamma", lambda x, y: np.digamma(x), mp="loggamma")
rule("psi", lambda x, y: np.polygamma(1, x), mp="digamma")
rule("rgamma", lambda x, y: -np.digamma(x) * y, mp="rgamma")
rule("gammasgn", constant=True, mp=lambda mp, x: mp.sign(mp.gamma(x)))
rule(
    "poch",
    lambda x1, x2, y: y * (np.digamma(x1 + x2) - np.digamma(x1)),
    lambda x1, x2, y: y * np.digamma(x1 + x2),
    mp=lambda mp, x, m: mp.rf(x, m),
)
rule(
    "beta",
    lambda x1, x2, y: y * (np.digamma(x1) - np.digamma(x1 + x2)),
    lambda x1, x2, y: y * (np.digamma(x2) - np.digamma(x1 + x2)),
    domain=POSITIVE,
    mp="beta",
)
rule(
    "betaln",
    lambda x1, x2, y: np.digamma(x1) - np.digamma(x1 + x2),
    lambda x1, x2, y: np.digamma(x2) - np.digamma(x1 + x2),
    domain=POSITIVE,
    mp=lambda mp, a, b: mp.log(mp.beta(a, b)),
)
rule(
    "binom",
    lambda x1, x2, y: y * (np.digamma(x1 + 1) - np.digamma(x1 - x2 + 1)),
    lambda x1, x2, y: y * (np.digamma(x1 - x2 + 1) - np.digamma(x2 + 1)),
    mp="binomial",
)
rule(
    "gammainc",
    None,
    lambda x1, x2, y: _gamma_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, a, x: mp.gammainc(a, 0, x, regularized=True),
)
rule(
    "gammaincc",
    None,
    lambda x1, x2, y: -_gamma_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, a, x: mp.gammainc(a, x, regularized=True),
)
rule(
    "gammaincinv",
    None,
    lambda x1, x2, y: 1 / _gamma_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, a, p: mp.findroot(lambda x: mp.gammainc(a, 0, x, regularized=True) - p, a),
)
rule(
    "gammainccinv",
    None,
    lambda x1, x2, y: -1 / _gamma_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, a, p: mp.findroot(lambda x: mp.gammainc(a, x, regularized=True) - p, a),
)
rule(
    "betainc",
    None,
    None,
    lambda x1, x2, x3, y: _beta_density(x1, x2, x3),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, x: mp.betainc(a, b, 0, x, regularized=True),
)
rule(
    "betaincc",
    None,
    None,
    lambda x1, x2, x3, y: -_beta_density(x1, x2, x3),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, x: mp.betainc(a, b, x, 1, regularized=True),
)
rule(
    "betaincinv",
    None,
    None,
    lambda x1, x2, x3, y: 1 / _beta_density(x1, x2, y),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, p: mp.findroot(lambda x: mp.betainc(a, b, 0, x, regularized=True) - p, a / (a + b)),
)
rule("_zeta", None, lambda x1, x2, y: -x1 * np._zeta(x1 + 1, x2), domain=((1.0, inf), POSITIVE), mp="zeta")

# --- exponential integrals and relatives -----------------------------------------------------------------
rule("expi", lambda x, y: np.exp(x) / x, mp="ei")
rule("exp1", lambda x, y: -np.exp(-x) / x, domain=POSITIVE, mp="e1")
rule("expn", None, lambda x1, x2, y: -np.expn(x1 - 1, x2), domain=POSITIVE, mp="expint")
rule("spence", _spence, domain=POSITIVE, mp=lambda mp, x: mp.polylog(2, 1 - x))
rule(
    "_lambertw",
    lambda z, k, tol, y: np.exp(-y) / (1 + y),
    None,
    None,
    domain=(REAL, REAL, REAL),
    mp=lambda mp, z, k, tol: mp.findroot(lambda w: w * mp.exp(w) - z, mp.log(1 + z)),
)
rule(
    "sici",
    outputs=((lambda x, y: np.sinc(x / np.pi),), (lambda x, y: np.cos(x) / x,)),
    mp=lambda mp, x: (mp.si(x), mp.ci(x)),
)
rule(
    "shichi",
    outputs=((lambda x, y: np.sinh(x) / x,), (lambda x, y: np.cosh(x) / x,)),
    mp=lambda mp, x: (mp.shi(x), mp.chi(x)),
)
rule(
    "fresnel",
    outputs=((lambda x, y: np.sin(np.pi * x * x / 2),), (lambda x, y: np.cos(np.pi * x * x / 2),)),
    mp=lambda mp, x: (mp.fresnels(x), mp.fresnelc(x)),
)
rule(
    "airy",
    outputs=(
        (lambda x, y: y[1],),
        (lambda x, y: x * y[0],),
        (lambda x, y: y[3],),
        (lambda x, y: x * y[2],),
    ),
    mp=lambda mp, x: (mp.airyai(x), mp.airyai(x, derivative=1), mp.airybi(x), mp.airybi(x, derivative=1)),
)

# --- elliptic integrals and functions (DLMF 19.4, 19.25, 22.13) ---------------------------------------------
rule("ellipk", lambda x, y: np.elliprd(0, 1, 1 - x) / 6, domain=(-inf, 1.0), mp="ellipk")
rule("ellipkm1", lambda x, y: -np.elliprd(0, 1, x) / 6, domain=POSITIVE, mp=lambda mp, p: mp.ellipk(1 - p))
rule("ellipe", lambda x, y: -np.elliprd(0, 1 - x, 1) / 6, domain=(-inf, 1.0), mp="ellipe")
rule(
    "ellipkinc",
    lambda x1, x2, y: 1 / np.sqrt(1 - x2 * np.square(np.sin(x1))),
    _ellipkinc_m,
    domain=(REAL, (-inf, 1.0)),
    mp="ellipf",
)
rule(
    "ellipeinc",
    lambda x1, x2, y: np.sqrt(1 - x2 * np.square(np.sin(x1))),
    _ellipeinc_m,
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
    "elliprd",
    _elliprd_x,
    lambda x1, x2, x3, y: _elliprd_x(x2, x1, x3, y),
    _elliprd_z,
    domain=POSITIVE,
    mp="elliprd",
)
rule(
    "ellipj",
    outputs=(
        (lambda x1, x2, y: y[1] * y[2], None),
        (lambda x1, x2, y: -y[0] * y[2], None),
        (lambda x1, x2, y: -x2 * y[0] * y[1], None),
        (lambda x1, x2, y: y[2], None),
    ),
    arity=2,
    domain=(REAL, UNIT),
    mp=lambda mp, u, m: tuple(mp.ellipfun(kind, u, m=m) for kind in ("sn", "cn", "dn")),
)

# --- hypergeometric functions: d/dz shifts every parameter by one (DLMF 13.3, 15.5) ----------------------
rule("hyp0f1", None, lambda x1, x2, y: np.hyp0f1(x1 + 1, x2) / x1, mp="hyp0f1")
rule("hyp1f1", None, None, lambda x1, x2, x3, y: x1 / x2 * np.hyp1f1(x1 + 1, x2 + 1, x3), mp="hyp1f1")
rule(
    "hyp2f1",
    None,
    None,
    None,
    lambda x1, x2, x3, x4, y: x1 * x2 / x3 * np.hyp2f1(x1 + 1, x2 + 1, x3 + 1, x4),
    domain=(REAL, REAL, REAL, (-inf, 1.0)),
    mp="hyp2f1",
)
rule(
    "hyperu",
    None,
    None,
    lambda x1, x2, x3, y: -x1 * np.hyperu(x1 + 1, x2 + 1, x3),
    domain=(REAL, REAL, POSITIVE),
    mp="hyperu",
)

# --- distributions: the derivative of a distribution function is its density ------------------------------


def _student_density(v, t):  # type: ignore[no-untyped-def]
    return np.exp(-(v + 1) / 2 * np.log1p(t * t / v) - np.betaln(v / 2, 0.5)) / np.sqrt(v)


def _chi_square_density(v, x):  # type: ignore[no-untyped-def]
    return _gamma_density(v / 2, x / 2) / 2


def _fisher_density(d1, d2, x):  # type: ignore[no-untyped-def]
    whole = d1 * x + d2
    return _beta_density(d1 / 2, d2 / 2, d1 * x / whole) * d1 * d2 / (whole * whole)


rule(
    "stdtr",
    None,
    lambda x1, x2, y: _student_density(x1, x2),
    domain=(POSITIVE, REAL),
    mp=lambda mp, v, t: (
        mp.mpf(1) / 2
        + t
        * mp.gamma((v + 1) / 2)
        * mp.hyp2f1(0.5, (v + 1) / 2, 1.5, -t * t / v)
        / (mp.sqrt(mp.pi * v) * mp.gamma(v / 2))
    ),
)
rule(
    "stdtrit",
    None,
    lambda x1, x2, y: 1 / _student_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, v, p: mp.findroot(
        lambda t: (
            mp.mpf(1) / 2
            + t
            * mp.gamma((v + 1) / 2)
            * mp.hyp2f1(0.5, (v + 1) / 2, 1.5, -t * t / v)
            / (mp.sqrt(mp.pi * v) * mp.gamma(v / 2))
            - p
        ),
        p - 0.5,
    ),
)
rule(
    "chdtr",
    None,
    lambda x1, x2, y: _chi_square_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, v, x: mp.gammainc(v / 2, 0, x / 2, regularized=True),
)
rule(
    "chdtrc",
    None,
    lambda x1, x2, y: -_chi_square_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, v, x: mp.gammainc(v / 2, x / 2, regularized=True),
)
rule(
    "fdtr",
    None,
    None,
    lambda x1, x2, x3, y: _fisher_density(x1, x2, x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.betainc(a / 2, b / 2, 0, a * x / (a * x + b), regularized=True),
)
rule(
    "fdtrc",
    None,
    None,
    lambda x1, x2, x3, y: -_fisher_density(x1, x2, x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.betainc(a / 2, b / 2, a * x / (a * x + b), 1, regularized=True),
)
rule(
    "pdtr",
    None,
    lambda x1, x2, y: -_gamma_density(np.floor(x1) + 1, x2),
    domain=POSITIVE,
    mp=lambda mp, k, m: mp.gammainc(mp.floor(k) + 1, m, regularized=True),
)
rule(
    "pdtrc",
    None,
    lambda x1, x2, y: _gamma_density(np.floor(x1) + 1, x2),
    domain=POSITIVE,
    mp=lambda mp, k, m: mp.gammainc(mp.floor(k) + 1, 0, m, regularized=True),
)
rule(
    "gdtr",
    lambda x1, x2, x3, y: x3 * _gamma_density(x2, x1 * x3),
    None,
    lambda x1, x2, x3, y: x1 * _gamma_density(x2, x1 * x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.gammainc(b, 0, a * x, regularized=True),
)
