"""Piecewise functions: each takes the branch that its condition selects (lecture, L11)."""

from dualnum.rules.table import TABLE, np

rule = TABLE.rule


def _absolute_real_linear(x, y, t):
    """Re(x̄·t)/|x|, with the slope 1 along the real axis at 0."""
    unit = np.where(y == 0, 1, x) / np.where(y == 0, 1, y)
    return np.real(np.conjugate(unit) * t)


def _sign_real_linear(x, y, t):
    """The part of t across x, over |x|: the direction x/|x| turns, and does not grow."""
    size = np.absolute(x)
    return np.where(size == 0, 0, 1j * y * np.imag(np.conjugate(y) * t) / np.where(size == 0, 1, size))


def _is_integer(x):
    return x == np.floor(x)


rule(
    "absolute",
    lambda x, y: np.where(x < 0, -1, 1),
    real_linear=_absolute_real_linear,
    kink=lambda x: x == 0,
    mp=lambda mp, x: abs(x),
    lecture="L11",
    ulp=0,
)
rule(
    "fabs",
    lambda x, y: np.where(x < 0, -1, 1),
    kink=lambda x: x == 0,
    mp=lambda mp, x: abs(x),
    lecture="L11",
    ulp=0,
)
rule(
    "relu",
    lambda x, y: np.where(x < 0, 0, 1),
    value=lambda x: np.maximum(0, x),
    kink=lambda x: x == 0,
    mp=lambda mp, x: max(x, 0 * x),
    lecture="L11",
    ulp=0,
)
rule(
    "maximum",
    arity=2,
    choose=lambda x1, x2, y: (x2 >= x1) | (x2 != x2),
    kink=lambda x1, x2: x1 == x2,
    mp=lambda mp, a, b: max(a, b),
    lecture="L11",
    ulp=0,
)
rule(
    "minimum",
    arity=2,
    choose=lambda x1, x2, y: (x2 < x1) | (x2 != x2),
    kink=lambda x1, x2: x1 == x2,
    mp=lambda mp, a, b: min(a, b),
    lecture="L11",
    ulp=0,
)
rule(
    "fmax",
    arity=2,
    choose=lambda x1, x2, y: (x2 >= x1) | (x1 != x1),
    kink=lambda x1, x2: x1 == x2,
    mp=lambda mp, a, b: max(a, b),
    lecture="L11",
    ulp=0,
)
rule(
    "fmin",
    arity=2,
    choose=lambda x1, x2, y: (x2 < x1) | (x1 != x1),
    kink=lambda x1, x2: x1 == x2,
    mp=lambda mp, a, b: min(a, b),
    lecture="L11",
    ulp=0,
)
rule(
    "clip",
    lambda x1, x2, x3, y: np.where((x1 < x2) | (x1 > x3) | (x2 > x3), 0, 1),
    lambda x1, x2, x3, y: np.where((x1 < x2) & (x2 <= x3), 1, 0),
    lambda x1, x2, x3, y: np.where((x1 > x3) | (x2 > x3), 1, 0),
    kink=lambda x1, x2, x3: (x1 == x2) | (x1 == x3) | (x2 == x3),
    mp=lambda mp, x, low, high: min(max(x, low), high),
    lecture="L11",
    ulp=0,
)
rule(
    "copysign",
    lambda x1, x2, y: np.where((x1 >= 0) != np.signbit(x2), 1, -1),
    0,
    kink=lambda x1, x2: (x1 == 0) | (x2 == 0),
    mp=lambda mp, a, b: abs(a) if b >= 0 else -abs(a),
    ulp=0,
)
rule(
    "heaviside",
    0,
    lambda x1, x2, y: np.where(x1 == 0, 1, 0),
    kink=lambda x1, x2: x1 == 0,
    mp=lambda mp, a, b: b if a == 0 else (a > 0) * mp.one,
    ulp=0,
)
rule("sign", 0, real_linear=_sign_real_linear, kink=lambda x: x == 0, mp="sign", ulp=0)
rule("floor", constant=True, kink=_is_integer, mp="floor", ulp=0)
rule("ceil", constant=True, kink=_is_integer, mp="ceil", ulp=0)
rule("trunc", constant=True, kink=_is_integer, mp=lambda mp, x: mp.floor(x) if x >= 0 else mp.ceil(x), ulp=0)
rule("rint", constant=True, kink=lambda x: np.absolute(x - np.trunc(x)) == 0.5, mp="nint", ulp=0)
rule("spacing", constant=True, mp=lambda mp, x: mp.ldexp(1, max(mp.frexp(x)[1] - 53, -1074)), ulp=0)

# x = mantissa·2^exponent, so the mantissa moves 2^−exponent times as fast as x.
rule("frexp", outputs=((lambda x, y: np.ldexp(1.0, -y[1]),), None), mp="frexp", ulp=0)
rule("ldexp", lambda x1, x2, y: np.power(2.0, x2), 0, mp=lambda mp, x, n: mp.ldexp(x, int(n)), ulp=0)
rule(
    "modf",
    outputs=((1,), (0,)),
    kink=_is_integer,
    mp=lambda mp, x: (mp.sign(x) * mp.frac(abs(x)), mp.sign(x) * mp.floor(abs(x))),
    ulp=0,
)
# The neighbouring double follows x1 at its own pace; which neighbour it is, x2 only decides by its side.
rule("nextafter", 1, 0, mp=lambda mp, a, b: a, ulp=0)

rule("conjugate", 1, real_linear=lambda x, y, t: np.conjugate(t), mp="conj", ulp=0)
rule("real", 1, value=lambda x: np.real(x), real_linear=lambda x, y, t: np.real(t), mp="re", ulp=0)
rule("imag", 0, value=lambda x: np.imag(x), real_linear=lambda x, y, t: np.imag(t), mp="im", ulp=0)
rule(
    "angle",
    0,
    value=lambda x: np.angle(x),
    real_linear=lambda x, y, t: np.imag(t / np.where(x == 0, 1, x)),
    kink=lambda x: x == 0,
    mp="arg",
    ulp=0,
)
