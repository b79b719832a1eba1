"""What a derivative is where the textbook does not say: a function, a point, the slope there, and why.

The same data is the page docs/conventions.md, which `python -m dualnum.conventions` prints, and the contract
that tests/test_conventions.py executes.  A function is one of a single ``x``, in the words of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf, nan, pi
from typing import Any

Number = float | Callable[[Any], Any]
"""A number, or ``lambda mp: ...``, an exact value that mpmath computes."""


@dataclass(frozen=True)
class Convention:
    """One row: a function at a point, and its derivative there.

    Attributes:
        function: ``lambda np, x: ...``.
        at: the point.
        slope: the derivative.
        why: the reason.
        second: the second derivative, where it is stated.
        report: what `dualnum.errstate` reports there: "kink", "infinite", "equality" or nothing.
        outside: whether a Python float there is outside the domain, where `math` raises an error.
    """

    function: Callable[..., Any]
    at: float
    slope: Number
    why: str
    second: Number | None = None
    report: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Section:
    """Rows that follow from one rule, which is stated above them."""

    title: str
    rule: str
    rows: tuple[Convention, ...]


plain = Convention
kink = partial(Convention, report="kink")
steep = partial(Convention, report="infinite")
passed = partial(Convention, report="equality")
outside = partial(Convention, outside=True)

KINKS = Section(
    "Kinks and jumps",
    "At a kink the branch counts that the condition selects, and `x >= α` selects the first one: the "
    "lecture's f'(α) = f₁'(α), and f''(α) = f₁''(α). At a jump the slope is that of the pieces beside it.",
    (
        kink(lambda np, x: np.absolute(x), 0.0, 1.0, "x >= 0 selects x", 0.0),
        kink(lambda np, x: np.absolute(x), -0.0, 1.0, "-0.0 >= 0 holds", 0.0),
        kink(lambda np, x: abs(x), 0.0, 1.0, "the built-in is the same function", 0.0),
        kink(lambda np, x: np.fabs(x), 0.0, 1.0, "x >= 0 selects x", 0.0),
        kink(lambda np, x: np.relu(x), 0.0, 1.0, "x >= 0 selects x", 0.0),
        plain(lambda np, x: np.where(x >= 0, x, 0.0), 0.0, 1.0, "x >= 0 selects x", 0.0),
        passed(lambda np, x: np.where(x == 0, 2 * x, 5 * x), 0.0, 2.0, "x == 0 selects 2x", 0.0),
        kink(lambda np, x: np.clip(x, 0.0, 1.0), 0.0, 1.0, "the interval is closed", 0.0),
        kink(lambda np, x: np.clip(x, 0.0, 1.0), 1.0, 1.0, "the interval is closed", 0.0),
        plain(lambda np, x: np.clip(x, 0.0, 1.0), 1.5, 0.0, "the result is the upper end", 0.0),
        kink(lambda np, x: np.clip(2.0, x, 3.0), 2.0, 0.0, "the result is still the 2", 0.0),
        plain(lambda np, x: np.clip(2.0, x, 3.0), 2.5, 1.0, "the result is the lower end", 0.0),
        kink(lambda np, x: np.clip(2.0, 1.0, x), 2.0, 0.0, "the result is still the 2", 0.0),
        plain(lambda np, x: np.clip(2.0, 1.0, x), 1.5, 1.0, "the result is the upper end", 0.0),
        kink(lambda np, x: np.clip(5.0, x, x), 1.0, 1.0, "the result is one end or the other", 0.0),
        kink(lambda np, x: np.copysign(x, -1.0), 0.0, -1.0, "it is -|x|", 0.0),
        kink(lambda np, x: np.copysign(x, 1.0), -0.0, 1.0, "it is |x|", 0.0),
        kink(lambda np, x: np.copysign(3.0, x), 0.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.sign(x), 0.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.floor(x), 2.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.ceil(x), 2.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.trunc(x), -2.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.rint(x), 0.5, 0.0, "a jump", 0.0),
        kink(lambda np, x: x // 2.0, 4.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.heaviside(x, 0.5), 0.0, 0.0, "a jump", 0.0),
        kink(lambda np, x: np.heaviside(0.0, x), 0.5, 1.0, "at 0 the result is the second argument", 0.0),
        kink(lambda np, x: x % 2.0, 4.0, 1.0, "the slope on both sides of the jump", 0.0),
        kink(lambda np, x: np.remainder(7.0, x), 3.5, -2.0, "7 - 2x, which the value 0 belongs to", 0.0),
        kink(lambda np, x: np.fmod(x, 2.0), 4.0, 1.0, "the slope on both sides of the jump", 0.0),
        plain(lambda np, x: np.fmod(1.0, x), 0.1, -9.0, "the double 0.1 is in 1 no more than 9 times", 0.0),
        kink(lambda np, x: np.hypot(x, 0.0), 0.0, 0.0, "the tip of a cone; 0 is a subgradient", 0.0),
        kink(lambda np, x: np.hypot(x, x), 0.0, 0.0, "the tip of a cone; 0 is a subgradient", 0.0),
    ),
)

TIES = Section(
    "Ties",
    "`maximum(a, b)` reads `b if b >= a else a`, and `minimum(a, b)` reads `a if a <= b else b`. So "
    "max(0, x) is the lecture's ReLU, and maximum + minimum is a + b for the derivatives too. A nan is the "
    "argument that `maximum` and `minimum` select, and the one that `fmax` and `fmin` do not.",
    (
        kink(lambda np, x: np.maximum(0.0, x), 0.0, 1.0, "the second argument", 0.0),
        kink(lambda np, x: np.maximum(x, 0.0), 0.0, 0.0, "the second argument", 0.0),
        kink(lambda np, x: np.minimum(0.0, x), 0.0, 0.0, "the first argument", 0.0),
        kink(lambda np, x: np.minimum(x, 0.0), 0.0, 1.0, "the first argument", 0.0),
        kink(lambda np, x: np.maximum(x, 0.0) + np.minimum(x, 0.0), 0.0, 1.0, "it is x + 0", 0.0),
        kink(lambda np, x: np.maximum(x, x * x), 1.0, 2.0, "the second argument", 2.0),
        kink(lambda np, x: np.minimum(x, x * x), 1.0, 1.0, "the first argument", 0.0),
        kink(lambda np, x: np.fmax(0.0, x), 0.0, 1.0, "as maximum", 0.0),
        kink(lambda np, x: np.fmax(x, 0.0), 0.0, 0.0, "as maximum", 0.0),
        kink(lambda np, x: np.fmin(0.0, x), 0.0, 0.0, "as minimum", 0.0),
        kink(lambda np, x: np.fmin(x, 0.0), 0.0, 1.0, "as minimum", 0.0),
        plain(lambda np, x: np.maximum(x, nan), 1.0, 0.0, "the result is the nan", 0.0),
        plain(lambda np, x: np.minimum(nan, x), 1.0, 0.0, "the result is the nan", 0.0),
        plain(lambda np, x: np.maximum(x, 0.0), nan, 1.0, "the result is x", 0.0),
        plain(lambda np, x: np.fmax(x, nan), 1.0, 1.0, "the result is x", 0.0),
        plain(lambda np, x: np.fmax(nan, x), 1.0, 1.0, "the result is x", 0.0),
        plain(lambda np, x: np.fmin(x, nan), 1.0, 1.0, "the result is x", 0.0),
        plain(lambda np, x: np.fmin(nan, x), 1.0, 1.0, "the result is x", 0.0),
    ),
)

POWERS = Section(
    "Powers at zero",
    "`x**0` is 1 with the derivative 0 everywhere; `x**n` at 0 follows n·x**(n-1). The partial in the "
    "exponent, x**n·ln x, is 0 at x = 0 for n > 0 and -inf for n = 0; for a negative base it is nan, as that "
    "has no powers beside a whole exponent.",
    (
        plain(lambda np, x: x**0, 0.0, 0.0, "1 is constant", 0.0),
        plain(lambda np, x: x**0.0, 0.0, 0.0, "1 is constant", 0.0),
        plain(lambda np, x: x**0, 2.0, 0.0, "1 is constant", 0.0),
        plain(lambda np, x: x**1, 0.0, 1.0, "n·x**(n-1) with n = 1", 0.0),
        plain(lambda np, x: x**2, 0.0, 0.0, "n·x**(n-1) with n = 2", 2.0),
        plain(lambda np, x: x**3, 0.0, 0.0, "n·x**(n-1) with n = 3", 0.0),
        plain(lambda np, x: x**3, -2.0, 12.0, "a negative base has whole powers", -12.0),
        plain(lambda np, x: x**1.5, 0.0, 0.0, "n·x**(n-1) with n = 1.5", inf),
        steep(lambda np, x: x**0.5, 0.0, inf, "n·x**(n-1) with n = 0.5", -inf),
        plain(lambda np, x: 0.0**x, 1.5, 0.0, "0**n is 0 for n > 0", 0.0),
        steep(lambda np, x: 0.0**x, 0.0, -inf, "0**n falls from 1 to 0", inf),
        plain(lambda np, x: 2.0**x, 0.0, lambda mp: mp.log(2), "2**x·ln 2", lambda mp: mp.log(2) ** 2),
        plain(lambda np, x: 1.0**x, 5.0, 0.0, "1 is constant", 0.0),
        plain(lambda np, x: (-2.0) ** x, 3.0, nan, "(-2)**3.0001 is not real", nan),
        plain(lambda np, x: x**x, 1.0, 1.0, "x**x·(ln x + 1)", 2.0),
        steep(lambda np, x: x**x, 0.0, -inf, "x**x·(ln x + 1)", inf),
    ),
)

STRONG_ZEROS = Section(
    "Strong zeros",
    "A zero tangent stays zero through every rule, even where the partial is infinite or nan: an input that "
    "a result does not depend on gives exactly 0.",
    (
        plain(lambda np, x: np.sqrt(0.0 * x), 1.0, 0.0, "0·x does not move", 0.0),
        plain(lambda np, x: np.sqrt(x - x), 1.0, 0.0, "x - x does not move", 0.0),
        plain(lambda np, x: np.cbrt(0.0 * x), 1.0, 0.0, "0·x does not move", 0.0),
        plain(lambda np, x: np.arcsin(1.0 + 0.0 * x), 1.0, 0.0, "1 + 0·x does not move", 0.0),
        plain(lambda np, x: (0.0 * x) ** 0.5, 1.0, 0.0, "0·x does not move", 0.0),
        plain(lambda np, x: (0.0 * x) ** (0.0 * x), 1.0, 0.0, "0·x does not move", 0.0),
        plain(lambda np, x: np.arctan2(0.0 * x, 0.0 * x), 1.0, 0.0, "0·x does not move", 0.0),
        plain(lambda np, x: np.hypot(0.0 * x, 0.0 * x), 1.0, 0.0, "0·x does not move", 0.0),
        plain(lambda np, x: np.exp(x) + np.sqrt(0.0 * x), 0.0, 1.0, "the other term's slope", 1.0),
    ),
)

INFINITE = Section(
    "Infinite slopes",
    "A vertical tangent has the slope inf or -inf, and NumPy's warning state is respected. The second "
    "derivative is the limit from inside the domain; at the middle of a cube root it has none.",
    (
        steep(lambda np, x: np.sqrt(x), 0.0, inf, "1/(2√x)", -inf),
        steep(lambda np, x: np.sqrt(x), -0.0, inf, "-0.0 is 0", -inf),
        steep(lambda np, x: np.cbrt(x), 0.0, inf, "1/(3·x**(2/3)), which rises, then falls", nan),
        steep(lambda np, x: np.arcsin(x), 1.0, inf, "1/√(1 - x²)", inf),
        steep(lambda np, x: np.arcsin(x), -1.0, inf, "1/√(1 - x²)", -inf),
        steep(lambda np, x: np.arccos(x), 1.0, -inf, "-1/√(1 - x²)", -inf),
        steep(lambda np, x: np.arccosh(x), 1.0, inf, "1/√(x² - 1)", -inf),
        outside(lambda np, x: np.log(x), 0.0, inf, "1/x", -inf, report="infinite"),
        outside(lambda np, x: np.log(x), -0.0, inf, "-0.0 is 0", -inf, report="infinite"),
        outside(lambda np, x: np.log1p(x), -1.0, inf, "1/(1 + x)", -inf, report="infinite"),
        outside(lambda np, x: np.arctanh(x), 1.0, inf, "1/(1 - x²)", inf, report="infinite"),
    ),
)

OUTSIDE = Section(
    "Outside the domain",
    "The value is what the plain number gives, nan or an exception; every derivative of nan is nan.",
    (
        outside(lambda np, x: np.log(x), -1.0, nan, "ln has no value", nan),
        outside(lambda np, x: np.log2(x), -1.0, nan, "log₂ has no value", nan),
        outside(lambda np, x: np.log10(x), -1.0, nan, "log₁₀ has no value", nan),
        outside(lambda np, x: np.log1p(x), -2.0, nan, "ln has no value", nan),
        outside(lambda np, x: np.sqrt(x), -1.0, nan, "the root has no real value", nan),
        outside(lambda np, x: np.arcsin(x), 2.0, nan, "no angle has this sine", nan),
        outside(lambda np, x: np.arccos(x), -2.0, nan, "no angle has this cosine", nan),
        outside(lambda np, x: np.arccosh(x), 0.5, nan, "cosh is nowhere below 1", nan),
        outside(lambda np, x: np.arctanh(x), 2.0, nan, "tanh is nowhere above 1", nan),
        outside(lambda np, x: np.fmod(x, 0.0), 1.0, nan, "there is no remainder", nan),
        kink(lambda np, x: np.arctan2(x, 0.0), 0.0, nan, "the origin has no angle", nan),
    ),
)

DIGITS = Section(
    "Where digits are easily lost",
    "No convention, but the truth: these derivatives exist, and come out right to the last bits.",
    (
        plain(lambda np, x: np.hypot(x, x), 1e-300, lambda mp: mp.sqrt(2), "x² underflows"),
        plain(lambda np, x: np.hypot(x, x), 1e200, lambda mp: mp.sqrt(2), "x² overflows"),
        plain(lambda np, x: np.hypot(x, x), 5e-324, lambda mp: mp.sqrt(2), "√2·x is no double"),
        plain(
            lambda np, x: np.arctan2(x, 1e-200),
            1e-200,
            lambda mp: 1 / (2 * mp.mpf(1e-200)),
            "x² underflows",
        ),
        plain(lambda np, x: np.arctan2(x, 1e200), 1e200, lambda mp: 1 / (2 * mp.mpf(1e200)), "x² overflows"),
        plain(
            lambda np, x: np.tanh(x),
            20.0,
            lambda mp: mp.sech(20) ** 2,
            "1 - tanh² is 0 in doubles",
            lambda mp: -2 * mp.tanh(20) * mp.sech(20) ** 2,
        ),
        plain(lambda np, x: np.tanh(x), 1000.0, 0.0, "cosh overflows", 0.0),
        plain(
            lambda np, x: np.sinc(x),
            1e-8,
            lambda mp: _sinc_slope(mp, mp.mpf(1e-8)),
            "cos πx and sinc x agree in all digits",
        ),
        plain(lambda np, x: np.sinc(x), 0.0, 0.0, "cos πx and sinc x agree", lambda mp: -(mp.pi**2) / 3),
        plain(
            lambda np, x: np.sinc(x),
            1.4302966531242027,
            lambda mp: _sinc_slope(mp, mp.mpf(1.4302966531242027)),
            "beside an extremum",
        ),
        plain(
            lambda np, x: np.arctanh(x),
            1 - 1e-12,
            lambda mp: 1 / (1 - mp.mpf(1 - 1e-12) ** 2),
            "1 - x² in doubles has 4 digits",
        ),
        plain(
            lambda np, x: np.arcsin(x),
            1 - 2.0**-53,
            lambda mp: 1 / mp.sqrt(1 - mp.mpf(1 - 2.0**-53) ** 2),
            "1 - x² in doubles has no digits",
        ),
        plain(
            lambda np, x: np.sigmoid(x),
            40.0,
            lambda mp: mp.sech(20) ** 2 / 4,
            "1 - y is 0 in doubles",
            lambda mp: -mp.tanh(20) * mp.sech(20) ** 2 / 4,
        ),
        plain(
            lambda np, x: np.sigmoid(x),
            -40.0,
            lambda mp: mp.sech(20) ** 2 / 4,
            "even in x",
            lambda mp: mp.tanh(20) * mp.sech(20) ** 2 / 4,
        ),
        plain(lambda np, x: np.sigmoid(x), -1000.0, 0.0, "exp(-x) overflows", 0.0),
        plain(
            lambda np, x: np.logaddexp(x, 1000.0),
            0.0,
            lambda mp: 1 / (1 + mp.exp(1000)),
            "exp(1000) overflows",
        ),
        plain(lambda np, x: np.logaddexp(x, -inf), 3.0, 1.0, "it is x", 0.0),
        plain(
            lambda np, x: np.erf(x),
            26.0,
            lambda mp: 2 / mp.sqrt(mp.pi) * mp.exp(-676),
            "exp(-x²), whose x² is rounded",
        ),
        plain(lambda np, x: np.sin(x), 1e22, lambda mp: mp.cos(mp.mpf(1e22)), "the angle is exact"),
        plain(lambda np, x: np.cos(x), pi, lambda mp: -mp.sin(mp.mpf(pi)), "the double π is not π"),
        plain(lambda np, x: x**107, 1e-3, lambda mp: 107 * mp.mpf(1e-3) ** 106, "x**106 is subnormal"),
        plain(lambda np, x: x / x, 1e200, 0.0, "x² overflows", 0.0),
        steep(lambda np, x: 1 / x, 1e-200, -inf, "beyond the largest double, as -1/x²"),
    ),
)


def _sinc_slope(mp: Any, x: Any) -> Any:
    return (mp.cospi(x) - mp.sincpi(x)) / x


SECTIONS = (KINKS, TIES, POWERS, STRONG_ZEROS, INFINITE, OUTSIDE, DIGITS)
