"""Sums, products, quotients and powers (lecture, L6 and L12 to L18)."""

from math import inf

from dualnum.rules.table import TABLE, np

rule = TABLE.rule
POSITIVE = (0.0, inf)


def _power_of_base(x1, x2, y):  # type: ignore[no-untyped-def]
    """x2·x1^(x2−1), as x2·(y/x1) where that loses nothing: x2 − 1 is rounded, y is not.

    A whole number as exponent (not an array of them) is the common case, and x2 − 1 is then exact.
    The quotient needs an x1 other than 0 and a y that neither overflowed nor underflowed.
    x⁰ is 1 with derivative 0 everywhere, also at 0, where 0·0⁻¹ would be nan.
    """
    if np.whole(x2):
        return 2 * x1 if x2 == 2 else x2 * x1 ** (x2 - 1) if x2 != 0 else 0 * x1
    size = np.absolute(y)
    good = (x1 != 0) & (size > 1e-290) & (size < 1e290)
    other = np.where(good | (x2 == 0), 1, x2)
    slope = np.where(good, y / np.where(good, x1, 1), np.power(x1, other - 1))
    return np.where(x2 == 0, 0 * y, x2 * slope)


def _power_of_exponent(x1, x2, y):  # type: ignore[no-untyped-def]
    """y·ln x1; at x1 = 0 it is 0 for x2 > 0 and −inf for x2 = 0; nan for a negative base."""
    settled = (x1 == 0) & (x2 > 0)
    base = np.where(settled, 1, np.where(x1 < 0, np.nan, x1))
    return y * np.log(base)


def _textbook_power_of_base(x1, x2, y):  # type: ignore[no-untyped-def]
    return np.where(x2 == 0, 0 * y, x2 * np.power(x1, np.where(x2 == 0, 1, x2) - 1))


def _textbook_power_of_exponent(x1, x2, y):  # type: ignore[no-untyped-def]
    return np.where(x1 == 0, 0 * y, y * np.log(np.where(x1 == 0, 1, x1)))


def _kink_at_zero_base(x1, x2):  # type: ignore[no-untyped-def]
    return (x1 == 0) & (x2 == 0)


rule("add", 1, 1, mp=lambda mp, a, b: a + b, lecture="L13")
rule("subtract", 1, -1, mp=lambda mp, a, b: a - b, lecture="L13")
rule("multiply", lambda x1, x2, y: x2, lambda x1, x2, y: x1, mp=lambda mp, a, b: a * b, lecture="L12 L17")
rule("divide", 1, lambda x1, x2, y: -y, over=lambda x1, x2, y: x2, mp=lambda mp, a, b: a / b, lecture="L18")
rule("negative", -1, mp=lambda mp, x: -x, lecture="L12")
rule("positive", 1, mp=lambda mp, x: +x, lecture="L12")
rule("square", lambda x, y: 2 * x, mp=lambda mp, x: x * x, lecture="L6")
rule("reciprocal", lambda x, y: -y / x, mp=lambda mp, x: 1 / x, lecture="L6 L18")
for _name in ("power", "float_power"):
    rule(
        _name,
        _power_of_base,
        _power_of_exponent,
        domain=(POSITIVE, (-inf, inf)),
        textbook=(_textbook_power_of_base, _textbook_power_of_exponent),
        kink=_kink_at_zero_base,
        mp=lambda mp, a, b: mp.power(a, b),
        lecture="L6 L8",
    )
rule(
    "remainder",
    1,
    lambda x1, x2, y: -np.floor_divide(x1, x2),
    kink=lambda x1, x2: np.remainder(x1, x2) == 0,
    mp=lambda mp, a, b: a - b * mp.floor(a / b),
)
rule(
    "fmod",
    1,
    lambda x1, x2, y: -np.trunc(x1 / x2),
    kink=lambda x1, x2: np.fmod(x1, x2) == 0,
    mp=lambda mp, a, b: a - b * (mp.floor(a / b) if a / b >= 0 else mp.ceil(a / b)),
)
rule(
    "ieee_remainder",
    1,
    lambda x1, x2, y: -np.rint((x1 - y) / x2),
    value=lambda x1, x2: np.ieee_remainder(x1, x2),
    kink=lambda x1, x2: np.absolute(np.ieee_remainder(x1, x2)) == np.absolute(x2) / 2,
    mp=lambda mp, a, b: a - b * mp.nint(a / b),
)
rule(
    "fma",
    lambda x1, x2, x3, y: x2,
    lambda x1, x2, x3, y: x1,
    1,
    value=lambda x1, x2, x3: x1 * x2 + x3,
    mp=lambda mp, a, b, c: a * b + c,
)
rule(
    "floor_divide",
    arity=2,
    constant=True,
    kink=lambda x1, x2: np.remainder(x1, x2) == 0,
    mp=lambda mp, a, b: mp.floor(a / b),
)
rule(
    "divmod",
    arity=2,
    outputs=((0, 0), (1, lambda x1, x2, y: -y[0])),
    kink=lambda x1, x2: np.remainder(x1, x2) == 0,
    mp=lambda mp, a, b: (mp.floor(a / b), a - b * mp.floor(a / b)),
)
rule(
    "hypot",
    lambda x1, x2, y: x1 / np.where(y == 0, 1, y),
    lambda x1, x2, y: x2 / np.where(y == 0, 1, y),
    kink=lambda x1, x2: (x1 == 0) & (x2 == 0),
    mp="hypot",
)
