"""Sums, products, quotients and powers (lecture, L6 and L12 to L18)."""

from math import inf

from dualnum.rules.table import TABLE, np

rule = TABLE.rule
POSITIVE = (0.0, inf)


def _power_of_base(x1, x2, y):
    """x2·x1^(x2−1), which is 0 for x2 = 0, also at x1 = 0.

    A whole number as exponent (not an array of them) is the common case, and x2 − 1 is then exact.
    A large x2 would multiply what underflow has left of the power, which is therefore taken in halves.
    """
    if np.whole(x2):
        if -8 < x2 < 8:
            return 2 * x1 if x2 == 2 else x2 * x1 ** (x2 - 1) if x2 != 0 else 0 * x1
        half = x1 ** ((x2 - 1) // 2)
        return (x2 * half) * (half if x2 % 2 == 1 else x1 ** (x2 - 1 - (x2 - 1) // 2))
    settled = (x1 == 0) & (x2 == 0)
    return _slope_of_power(x1, np.where(settled, 1, x2)) * np.where(settled, 0, 1)


def _slope_of_power(x1, x2):
    """x2·x1^(x2−1), in halves where one power could overflow, with what the rounding of x2 − 1 left over."""
    lower = x2 - 1
    back = lower - x2
    rest = (x2 - (lower - back)) + (-1 - back)
    small = (x1 > 0) & (x1 < np.sqrt(np.tiny(x1)))
    large = (np.absolute(x2) >= 8) & np.isfinite(x2) & (x1 != 0) & np.isfinite(x1)
    half = np.where(large, np.floor(lower / 2), np.where(small, lower / 2, 0))
    slope = x2 * np.power(x1, lower - half)
    if np.any(small | large):
        slope = slope * np.power(x1, half)
    if np.any(rest != 0):
        slope = slope * (1 + rest * np.log(np.where((rest != 0) & (x1 > 0) & np.isfinite(x1), x1, 1)))
    return slope


def _power_of_exponent(x1, x2, y):
    """y·ln x1; at x1 = 0 it is 0 for x2 > 0 and −inf for x2 = 0; nan for a negative base.

    Where y has lost bits to underflow and ln x1 would show it, y is taken as a square.
    """
    if isinstance(x1, float) and 0.01 < x1 < 100:
        return y * np.log(x1)
    settled = (x1 == 0) & (x2 > 0)
    log = np.log(np.where(settled, 1, np.where(x1 < 0, np.nan, x1)))
    lost = (np.absolute(y) < np.tiny(y)) & (np.absolute(log) > 6)
    if not np.any(lost):
        return y * log
    root = np.power(np.where(lost, x1, 1), x2 / 2)
    return np.where(lost, root * (root * log), y * log)


def _float_power_of_base(x1, x2, y):
    return _power_of_base(np.float_power(x1, 1), np.float_power(x2, 1), y)


def _float_power_of_exponent(x1, x2, y):
    return _power_of_exponent(np.float_power(x1, 1), np.float_power(x2, 1), y)


def _textbook_power_of_base(x1, x2, y):
    return np.where(x2 == 0, 0 * y, x2 * np.power(x1, np.where(x2 == 0, 1, x2) - 1))


def _textbook_power_of_exponent(x1, x2, y):
    return np.where(x1 == 0, 0 * y, y * np.log(np.where(x1 == 0, 1, x1)))


def _share_of_length(x, x1, x2, y):
    """x/y; 0 at the origin, the tip of the cone.  Where y has lost bits to underflow, all is scaled up."""
    lost = y < np.tiny(y)
    if not np.any(lost):
        return x / y
    scale = np.where(lost, 1 / np.tiny(y), 1)
    length = np.hypot(x1 * scale, x2 * scale)
    return x * scale / np.where(length == 0, 1, length)


def _share_of_leg(x1, x2, y):
    """x1/y; as ±1/√(1 + (x2/x1)²) along x1, where the derivative of x1/y would cancel."""
    along = np.absolute(x1) > np.absolute(x2)
    ratio = np.where(along, x2, 0) / np.where(along, x1, 1)
    share = x1 / np.where(y == 0, np.inf, y)
    return np.where(along, np.where(x1 > 0, 1, -1) / np.hypot(1, ratio), share)


rule("add", 1, 1, mp=lambda mp, a, b: a + b, lecture="L13", ulp=0)
rule("subtract", 1, -1, mp=lambda mp, a, b: a - b, lecture="L13", ulp=0)
rule(
    "multiply",
    lambda x1, x2, y: x2,
    lambda x1, x2, y: x1,
    mp=lambda mp, a, b: a * b,
    lecture="L12 L17",
    ulp=0,
)
rule(
    "divide",
    1,
    lambda x1, x2, y: -y,
    over=lambda x1, x2, y: x2,
    mp=lambda mp, a, b: a / b,
    lecture="L18",
    ulp=2,
)
rule("negative", -1, mp=lambda mp, x: -x, lecture="L12", ulp=0)
rule("positive", 1, mp=lambda mp, x: +x, lecture="L12", ulp=0)
rule("square", lambda x, y: 2 * x, mp=lambda mp, x: x * x, lecture="L6", ulp=0)
rule("reciprocal", lambda x, y: -y / x, mp=lambda mp, x: 1 / x, lecture="L6 L18", ulp=2)
for _name, _base, _exponent in (
    ("power", _power_of_base, _power_of_exponent),
    ("float_power", _float_power_of_base, _float_power_of_exponent),
):
    rule(
        _name,
        _base,
        _exponent,
        domain=(POSITIVE, (-inf, inf)),
        textbook=(_textbook_power_of_base, _textbook_power_of_exponent),
        mp=lambda mp, a, b: mp.power(a, b),
        lecture="L6 L8",
        ulp=3,
    )
# 1 + 0·y is nan where there is no remainder.  The quotient that is left out of y is a whole number, which the
# rounded x1/x2 may miss by 1 beside a multiple.
rule(
    "remainder",
    lambda x1, x2, y: 1 + 0 * y,
    lambda x1, x2, y: -np.floor_divide(x1, x2),
    kink=lambda x1, x2: np.remainder(x1, x2) == 0,
    mp=lambda mp, a, b: a - b * mp.floor(a / b),
    ulp=3,
)
rule(
    "fmod",
    lambda x1, x2, y: 1 + 0 * y,
    lambda x1, x2, y: -np.rint(x1 / x2 - y / x2),
    kink=lambda x1, x2: np.fmod(x1, x2) == 0,
    mp=lambda mp, a, b: a - b * (mp.floor(a / b) if a / b >= 0 else mp.ceil(a / b)),
    ulp=1,
)
rule(
    "ieee_remainder",
    lambda x1, x2, y: 1 + 0 * y,
    lambda x1, x2, y: -np.rint(x1 / x2 - y / x2),
    value=lambda x1, x2: np.ieee_remainder(x1, x2),
    kink=lambda x1, x2: np.absolute(np.ieee_remainder(x1, x2)) == np.absolute(x2) / 2,
    mp=lambda mp, a, b: a - b * mp.nint(a / b),
    ulp=1,
)
rule(
    "fma",
    lambda x1, x2, x3, y: x2,
    lambda x1, x2, x3, y: x1,
    1,
    value=lambda x1, x2, x3: x1 * x2 + x3,
    mp=lambda mp, a, b, c: a * b + c,
    ulp=0,
)
rule(
    "floor_divide",
    arity=2,
    constant=True,
    kink=lambda x1, x2: np.remainder(x1, x2) == 0,
    mp=lambda mp, a, b: mp.floor(a / b),
    ulp=0,
)
rule(
    "divmod",
    arity=2,
    outputs=((0, 0), (1, lambda x1, x2, y: -y[0])),
    kink=lambda x1, x2: np.remainder(x1, x2) == 0,
    mp=lambda mp, a, b: (mp.floor(a / b), a - b * mp.floor(a / b)),
    ulp=3,
)
rule(
    "hypot",
    lambda x1, x2, y: _share_of_length(x1, x1, x2, y),
    lambda x1, x2, y: _share_of_length(x2, x1, x2, y),
    nested=(_share_of_leg, lambda x1, x2, y: _share_of_leg(x2, x1, y)),
    textbook=(lambda x1, x2, y: x1 / np.where(y == 0, 1, y), lambda x1, x2, y: x2 / np.where(y == 0, 1, y)),
    kink=lambda x1, x2: (x1 == 0) & (x2 == 0),
    mp="hypot",
    ulp=2,
)
