"""Hypergeometric functions, Wright's functions and Lambert's W of `scipy.special`.

A derivative in z shifts every parameter by one (DLMF 13.3, 15.5); those in the parameters have no closed form.
"""

from math import inf

from dualnum.rules.scipy_rows import POSITIVE, REAL, rule
from dualnum.rules.table import np

PARAMETER = "a parameter of the function: its derivative has no closed form"

rule("hyp0f1", None, lambda x1, x2, y: np.hyp0f1(x1 + 1, x2) / x1, mp="hyp0f1", unknown=PARAMETER)
rule(
    "hyp1f1",
    None,
    None,
    lambda x1, x2, x3, y: x1 / x2 * np.hyp1f1(x1 + 1, x2 + 1, x3),
    mp="hyp1f1",
    unknown=PARAMETER,
)
rule(
    "hyp2f1",
    None,
    None,
    None,
    lambda x1, x2, x3, x4, y: x1 * x2 / x3 * np.hyp2f1(x1 + 1, x2 + 1, x3 + 1, x4),
    domain=(REAL, REAL, REAL, (-inf, 1.0)),
    mp="hyp2f1",
    unknown=PARAMETER,
)
rule(
    "hyperu",
    None,
    None,
    lambda x1, x2, x3, y: -x1 * np.hyperu(x1 + 1, x2 + 1, x3),
    domain=(REAL, REAL, POSITIVE),
    mp="hyperu",
    unknown=PARAMETER,
)


def _wright(mp, a, b, x):
    """Σ xᵏ/(k!·Γ(ak + b)) (DLMF 10.46.1)."""
    return mp.nsum(lambda k: mp.power(x, k) / mp.factorial(k) * mp.rgamma(a * k + b), [0, mp.inf])


rule(
    "wright_bessel",
    None,
    None,
    lambda x1, x2, x3, y: np.wright_bessel(x1, x1 + x2, x3),
    domain=POSITIVE,
    mp=_wright,
    unknown=PARAMETER,
)
rule(
    "log_wright_bessel",
    None,
    None,
    lambda x1, x2, x3, y: np.exp(np.log_wright_bessel(x1, x1 + x2, x3) - y),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.log(_wright(mp, a, b, x)),
    unknown=PARAMETER,
)
rule(
    "_lambertw",
    lambda z, k, tol, y: np.exp(-y) / (1 + y),
    None,
    None,
    domain=(REAL, REAL, REAL),
    mp=lambda mp, z, k, tol: mp.lambertw(z, int(k)),
    unknown="the branch and the tolerance, which are no variables",
)
rule("wrightomega", lambda x, y: y / (1 + y), mp=lambda mp, x: mp.lambertw(mp.exp(x)))
