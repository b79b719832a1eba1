"""The special functions that Python's math module has: gamma and error functions."""

from math import inf

from dualnum.rules.table import TABLE, np

rule = TABLE.rule


def _gaussian(x):
    """exp(−x²), with what the rounding of x² left over.

    x = a + b with an a whose square is exact; x² − a² is then b·(x + a).  Beyond 28 it is 0.
    """
    x = np.clip(x, -28, 28)
    a = np.rint(x * 256) / 256
    square = x * x
    rest = (a * a - square) + (x - a) * (x + a)
    power = np.exp(-square)
    return power - power * rest


rule(
    "erf",
    lambda x, y: 2 / np.sqrt(np.pi) * _gaussian(x),
    textbook=(lambda x, y: 2 / np.sqrt(np.pi) * np.exp(-x * x),),
    value=lambda x: np.erf(x),
    ulp=2,
)
rule(
    "erfc",
    lambda x, y: -2 / np.sqrt(np.pi) * _gaussian(x),
    textbook=(lambda x, y: -2 / np.sqrt(np.pi) * np.exp(-x * x),),
    value=lambda x: np.erfc(x),
    ulp=2,
)


def _polygamma(mp, n, x):
    """ψ⁽ⁿ⁾(x), nan for an n that is not whole; left of −1 by reflection (DLMF 5.15.6).

    mpmath's own answer takes a time ~ |x| there, and rounds n down.
    ψ⁽ⁿ⁾(x) − (−1)ⁿ·ψ⁽ⁿ⁾(1−x) is a derivative of −π·cot πx, and so the same for the fraction of x.
    """
    if not mp.isint(n):
        return mp.nan
    if n == 0 or mp.re(x) > -1:
        return mp.psi(n, x)
    fraction = x - mp.nint(mp.re(x))
    return mp.psi(n, fraction) + (-1) ** int(n) * (mp.psi(n, 1 - x) - mp.psi(n, 1 - fraction))


# y is math.gamma's or SciPy's, which are themselves off by up to 5 ULP.
rule("gamma", lambda x, y: np.digamma(x) * y, value=lambda x: np.gamma(x), mp="gamma", ulp=8)
rule(
    "lgamma",
    lambda x, y: np.digamma(x),
    value=lambda x: np.lgamma(x),
    mp=lambda mp, x: mp.loggamma(x).real,
    ulp=2,
)
# SciPy's polygamma is off by up to 7 ULP; mpmath's, which Python floats get, is right.
rule("digamma", lambda x, y: np.polygamma(1, x), value=lambda x: np.digamma(x), mp="digamma", ulp=10)
rule(
    "polygamma",
    None,
    lambda x1, x2, y: np.polygamma(x1 + 1, x2),
    value=lambda x1, x2: np.polygamma(x1, x2),
    domain=((0.0, inf), (-inf, inf)),
    mp=_polygamma,
    ulp=10,
    unknown="only whole orders have a value",
)
