"""Logarithms, exponentials, roots, trigonometric and hyperbolic functions (lecture, L6 to L10).

A partial is written for accuracy where that differs from the textbook: 1/((1−x)(1+x)) keeps all
digits of arctanh near 1, where 1/(1−x²) loses them.
"""

from math import inf

from dualnum.rules.table import TABLE, np

rule = TABLE.rule
POSITIVE = (0.0, inf)
UNIT = (-1.0, 1.0)


def _arctan(x, y):
    """1/(1+x²), divided through by x² where x² could overflow."""
    large = np.absolute(x) > 1
    inverse = 1 / np.where(large, x, 1)
    near = np.where(large, 1, x)
    return np.where(large, inverse * inverse / (1 + inverse * inverse), 1 / (1 + near * near))


def _inside(x, low):
    """x, and nan below ``low``, where a logarithm has no value; −0 becomes 0, whose slope is +inf."""
    return np.where(x < low, np.nan * x, x) + 0 if np.any(x <= low) else x


def _inverse_cube_root_slope(x, y):
    """1/(3y²), of a y after a step of Newton's: the cube root of some C libraries is off by 4 ULP."""
    root = np.where((y == 0) | np.isinf(y), 1, y)
    root = np.where(root == y, y + (x / root / root - y) / 3, y)
    return 1 / (3 * root * root)


def _winding(x, x1, x2):
    """x/(x1² + x2²), of arguments scaled by a power of 2 to a size of about 1; nan at the origin.

    Both sides of the fraction are then scaled so that nothing overflows or underflows before the quotient.
    """
    size = np.where(np.absolute(x1) > np.absolute(x2), x1, x2)
    exponent = np.frexp(size)[1]
    u1, u2 = np.ldexp(x1, -exponent), np.ldexp(x2, -exponent)
    square = np.where(size == 0, np.nan * (u1 + u2), u1 * u1 + u2 * u2)
    up = np.where(exponent > -8, 2, -1)
    return np.ldexp(x, up - 2 * exponent) / np.ldexp(square, up)


def _one_minus_square(x):
    """1 − x², as a product near ±1; its derivative −2x is then exact everywhere."""
    inner = np.absolute(x) < 0.5
    return np.where(inner, 1 - x * x, (1 - x) * (1 + x))


def _logistic_slope(x):
    """e/(1 + e)² with e = exp(−|x|), which cannot overflow."""
    e = np.exp(-np.absolute(x))
    return e / np.square(1 + e)


def _smooth_logistic_slope(x):
    """1/(4·cosh²(x/2)) near 0, where the derivative of the other form would cancel."""
    near = np.absolute(x) < 1
    return np.where(near, 0.25 / np.square(np.cosh(np.where(near, x, 0) / 2)), _logistic_slope(x))


def _sech_squared(x):
    """4e/(1 + e)² with e = exp(−2|x|): 1/cosh² without its overflow; 0 beyond 500."""
    e = np.exp(-2 * np.absolute(np.clip(x, -500, 500)))
    return 4 * e / np.square(1 + e)


def _smooth_sech_squared(x):
    """1/cosh² near 0, where the derivative of the other form would cancel."""
    near = np.absolute(x) < 1
    return np.where(near, 1 / np.square(np.cosh(np.where(near, x, 0))), _sech_squared(x))


def _share(x1, x2, exp, log):
    """1/(1 + b^(x2−x1)): the share of x1, from the difference and what rounding it left over.

    ``exp`` is the power of the base b, and ``log`` its logarithm.  Where an argument is infinite, or the
    difference could overflow, which one is larger says it all.
    """
    far = (np.absolute(x1) > 1 / np.tiny(x1)) | (np.absolute(x2) > 1 / np.tiny(x2))
    if np.any(far):
        side = np.where(x1 > x2, 1e4, np.where(x1 < x2, -1e4, 0))
        x1, x2 = np.where(far, side, x1), np.where(far, 0, x2)
    difference = x1 - x2
    back = difference - x1
    rest = (x1 - (difference - back)) - (x2 + back)
    small = exp(-np.absolute(difference))
    share = np.where(difference >= 0, 1, small) / (1 + small)
    other = np.where(difference >= 0, small, 1) / (1 + small)
    return share + share * (other * (rest * log))


def _sigmoid(x):
    """1/(1+e^−x), from the exponential that cannot overflow."""
    right = np.real(x) >= 0
    small = np.exp(np.where(right, -x, x))
    return np.where(right, 1, small) / (1 + small)


def _smooth_sinc_slope(x):
    """(cos πx − sin πx/(πx))/x, of an x without its half turns; near 0 its series."""
    small = np.absolute(x) < 0.75
    far = np.where(small, 1, x)
    half_turns = np.rint(far)
    sign = 1 - 2 * (half_turns - 2 * np.floor(half_turns / 2))
    angle = np.pi * (far - half_turns)
    slope = sign * (np.cos(angle) - np.sin(angle) / (np.pi * far)) / far
    return np.where(small, _sinc_slope_series(np.where(small, x, 0), 14), slope)


def _sinc_slope_series(x, terms):
    """Σ (−1)^k·2k·π·(πx)^(2k−1)/(2k+1)!, by Horner's rule; constants are whole numbers, which are exact."""
    square = (np.pi * x) * (np.pi * x)
    total = 1
    for k in range(terms, 0, -1):
        total = 1 - total * square * (k + 1) / (k * (2 * k + 2) * (2 * k + 3))
    return -np.pi * (np.pi * x) / 3 * total


def _sinc_series(x):
    """Σ (−1)^k·(πx)^(2k)/(2k+1)!, by Horner's rule, for |x| < 2: terms enough for 100 digits."""
    square = (np.pi * x) * (np.pi * x)
    total = 1 + 0 * square
    for k in range(60, 0, -1):
        total = 1 - total * square / (2 * k * (2 * k + 1))
    return total


def _textbook_sinc(x, y):
    """(cos πx − y)/x; near 0 its series, of terms enough for 150 digits."""
    small = np.absolute(x) < 0.25
    far = np.where(small, 1, x)
    return np.where(small, _sinc_slope_series(np.where(small, x, 0 * x), 50), (np.cos(np.pi * far) - y) / far)


def _plus_one(x):
    """x + 1, written so that a zero imaginary part keeps its sign: −0 + 0 would be 0."""
    return -(-x - 1)


def _root_beside_the_cuts(x):
    """√(1−x)·√(1+x), written so that a zero imaginary part keeps its sign: it names the side of the cut.

    Near 0, far from the cuts, it is √(1 − x²), whose derivative is exact.
    """
    return np.where(np.absolute(x) < 0.5, np.sqrt(1 - x * x), np.sqrt(-(x - 1)) * np.sqrt(_plus_one(x)))


rule("exp", lambda x, y: y, lecture="L8", ulp=1)
rule("exp2", lambda x, y: y * np.ln2, mp=lambda mp, x: mp.power(2, x), lecture="L8", ulp=2)
rule("expm1", lambda x, y: np.exp(x), lecture="L8", ulp=1)
rule(
    "log",
    lambda x, y: 1 / _inside(x, 0),
    textbook=(lambda x, y: 1 / x,),
    domain=POSITIVE,
    lecture="L7",
    ulp=1,
)
rule(
    "log2",
    lambda x, y: (1 / np.ln2) / _inside(x, 0),
    textbook=(lambda x, y: (1 / np.ln2) / x,),
    domain=POSITIVE,
    mp=lambda mp, x: mp.log(x, 2),
    lecture="L7",
    ulp=1,
)
rule(
    "log10",
    lambda x, y: (1 / np.ln10) / _inside(x, 0),
    textbook=(lambda x, y: (1 / np.ln10) / x,),
    domain=POSITIVE,
    lecture="L7",
    ulp=2,
)
rule(
    "log1p",
    lambda x, y: 1 / (1 + _inside(x, -1)),
    textbook=(lambda x, y: 1 / (1 + x),),
    domain=(-1.0, inf),
    lecture="L7",
    ulp=2,
)
rule(
    "sqrt",
    lambda x, y: 0.5 / (y + 0),
    textbook=(lambda x, y: 1 / (2 * y),),
    domain=POSITIVE,
    lecture="L6",
    ulp=2,
)
rule(
    "cbrt",
    _inverse_cube_root_slope,
    nested=(lambda x, y: 1 / (3 * y * y),),
    textbook=(lambda x, y: 1 / (3 * y * y),),
    mp=lambda mp, x: mp.sign(x) * mp.cbrt(abs(x)),
    lecture="L6",
    ulp=4,
)

rule("sin", lambda x, y: np.cos(x), lecture="L10", ulp=1)
rule("cos", lambda x, y: -np.sin(x), lecture="L10", ulp=1)
rule("tan", lambda x, y: 1 + y * y, lecture="L10", ulp=2)
rule(
    "arcsin",
    lambda x, y: 1 / np.sqrt((1 - x) * (1 + x)),
    nested=(lambda x, y: 1 / np.sqrt(_one_minus_square(x)),),
    textbook=(lambda x, y: 1 / _root_beside_the_cuts(x),),
    domain=UNIT,
    mp="asin",
    ulp=3,
)
rule(
    "arccos",
    lambda x, y: -1 / np.sqrt((1 - x) * (1 + x)),
    nested=(lambda x, y: -1 / np.sqrt(_one_minus_square(x)),),
    textbook=(lambda x, y: -1 / _root_beside_the_cuts(x),),
    domain=UNIT,
    mp="acos",
    ulp=3,
)
rule("arctan", _arctan, textbook=(lambda x, y: 1 / (1 + x * x),), mp="atan", ulp=4)
rule(
    "arctan2",
    lambda x1, x2, y: _winding(x2, x1, x2),
    lambda x1, x2, y: -_winding(x1, x1, x2),
    textbook=(lambda x1, x2, y: x2 / (x1 * x1 + x2 * x2), lambda x1, x2, y: -x1 / (x1 * x1 + x2 * x2)),
    kink=lambda x1, x2: (x1 == 0) & (x2 <= 0),
    mp="atan2",
    ulp=3,
)
rule(
    "sinc",
    lambda x, y: np.sinc_slope(x),
    nested=(lambda x, y: _smooth_sinc_slope(x),),
    textbook=(_textbook_sinc,),
    value=lambda x: np.sinc(x),
    composed=_sinc_series,
    mp="sincpi",
    lecture="L9",
    ulp=4,
)

rule("sinh", lambda x, y: np.cosh(x), lecture="L13", ulp=2)
rule("cosh", lambda x, y: np.sinh(x), lecture="L13", ulp=2)
rule(
    "tanh",
    lambda x, y: _sech_squared(x),
    nested=(lambda x, y: _smooth_sech_squared(x),),
    textbook=(lambda x, y: np.square(1 / np.cosh(x)),),
    lecture="L18",
    ulp=4,
)
rule(
    "arcsinh",
    lambda x, y: 1 / np.hypot(1, x),
    textbook=(lambda x, y: 1 / np.sqrt(_plus_one(x * x)),),
    mp="asinh",
    ulp=2,
)
rule(
    "arccosh",
    lambda x, y: 1 / (np.sqrt(x - 1) * np.sqrt(x + 1)),
    textbook=(lambda x, y: 1 / (np.sqrt(x - 1) * np.sqrt(_plus_one(x))),),
    domain=(1.0, inf),
    mp="acosh",
    ulp=4,
)
rule(
    "arctanh",
    lambda x, y: 1 / _inside((1 - x) * (1 + x), 0),
    nested=(lambda x, y: 1 / _inside(_one_minus_square(x), 0),),
    textbook=(lambda x, y: 1 / _one_minus_square(x),),
    domain=UNIT,
    mp="atanh",
    ulp=3,
)

rule(
    "logaddexp",
    lambda x1, x2, y: _share(x1, x2, np.exp, 1),
    lambda x1, x2, y: _share(x2, x1, np.exp, 1),
    textbook=(lambda x1, x2, y: 1 / (1 + np.exp(x2 - x1)), lambda x1, x2, y: 1 / (1 + np.exp(x1 - x2))),
    mp=lambda mp, a, b: mp.log(mp.exp(a) + mp.exp(b)),
    ulp=3,
)
rule(
    "logaddexp2",
    lambda x1, x2, y: _share(x1, x2, np.exp2, np.ln2),
    lambda x1, x2, y: _share(x2, x1, np.exp2, np.ln2),
    textbook=(lambda x1, x2, y: 1 / (1 + np.exp2(x2 - x1)), lambda x1, x2, y: 1 / (1 + np.exp2(x1 - x2))),
    mp=lambda mp, a, b: mp.log(mp.power(2, a) + mp.power(2, b), 2),
    ulp=3,
)
for _name in ("deg2rad", "radians"):
    rule(_name, lambda x, y: np.pi / 180, mp=lambda mp, x: x * mp.pi / 180, ulp=1)
for _name in ("rad2deg", "degrees"):
    rule(_name, lambda x, y: 180 / np.pi, mp=lambda mp, x: x * 180 / mp.pi, ulp=1)
rule(
    "sigmoid",
    lambda x, y: _logistic_slope(x),
    nested=(lambda x, y: _smooth_logistic_slope(x),),
    textbook=(lambda x, y: 1 / np.square(2 * np.cosh(x / 2)),),
    value=_sigmoid,
    mp=lambda mp, x: 1 / (1 + mp.exp(-x)),
    lecture="L20 L22",
    ulp=4,
)
