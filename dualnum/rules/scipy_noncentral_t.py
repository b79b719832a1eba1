"""The noncentral t distribution of `scipy.special`: Φ(t·√(w/v) − δ), in the mean over a chi-square w.

All its slopes are means H of φ(τ·√w − δ) over a chi-square w of m degrees of freedom, and such a mean is the
density with m − 1 of them, which Boost computes.
"""

from dualnum.rules.scipy_references import real, root
from dualnum.rules.scipy_rows import POSITIVE, REAL, UNIT, has, refuse, rule
from dualnum.rules.table import np

FREEDOM = "the degrees of freedom, by which the mean that the function is has no derivative in closed form"


def _root_mean(m):
    """The mean of √w for a chi-square w: √2·Γ((m+1)/2)/Γ(m/2)."""
    return np.sqrt(2) * np.poch(m / 2, 0.5)


def _mean_of_normal(m, tau, c):
    """H, for m > 1."""
    root = np.sqrt(m - 1)
    return root / _root_mean(m - 1) * np._nct_pdf(tau * root, m - 1, c)


def _t_by_c(v, c, t):
    """∂F/∂δ."""
    return -_mean_of_normal(v, t / np.sqrt(v), c)


def _t_density_slope(t, v, c):
    """∂f/∂t, for f = E√w/√v·H of v + 1."""
    root, tau = np.sqrt(v), t / np.sqrt(v)
    away = tau * (v + 1) / root * _mean_of_normal(v + 3, tau, c)
    back = c * _root_mean(v + 1) / root * _mean_of_normal(v + 2, tau, c)
    return -_root_mean(v) / root * (away - back)


def _t_density_by_c(t, v, c, y):
    root, tau = np.sqrt(v), t / np.sqrt(v)
    return _root_mean(v) / root * tau * _root_mean(v + 1) * _mean_of_normal(v + 2, tau, c) - c * y


def _mean_over_chi(mp, function, v):
    """∫function(s)·(density of s = √w)."""
    scale = mp.power(2, v / 2 - 1) * mp.gamma(v / 2)

    def weighted(s):
        return function(s) * mp.power(s, v - 1) * mp.exp(-s * s / 2) / scale

    return mp.quad(
        weighted, [0, mp.sqrt(v) / 2, mp.sqrt(v), 2 * mp.sqrt(v), mp.sqrt(v) + 12, mp.sqrt(v) + 30]
    )


def _t_cdf(mp, v, c, t):
    return _mean_over_chi(mp, lambda s: mp.ncdf(t * s / mp.sqrt(v) - c), v)


def _t_pdf(mp, t, v, c):
    return _mean_over_chi(mp, lambda s: mp.npdf(t * s / mp.sqrt(v) - c) * s / mp.sqrt(v), v)


def _t_mean(mp, v, c):
    return c * mp.sqrt(v / 2) * mp.gamma((v - 1) / 2) / mp.gamma(v / 2)


def _t_mean_v(v, y):
    return y / 2 * (1 / v + np.digamma((v - 1) / 2) - np.digamma(v / 2))


rule(
    "_nct_pdf",
    lambda x1, x2, x3, y: _t_density_slope(x1, x2, x3),
    None,
    lambda x1, x2, x3, y: _t_density_by_c(x1, x2, x3, y),
    domain=(REAL, POSITIVE, REAL),
    mp=_t_pdf,
    unknown=FREEDOM,
)
rule(
    "_nct_sf",
    lambda x1, x2, x3, y: -np._nct_pdf(x1, x2, x3),
    None,
    lambda x1, x2, x3, y: -_t_by_c(x2, x3, x1),
    domain=(REAL, POSITIVE, REAL),
    mp=lambda mp, t, v, c: 1 - _t_cdf(mp, v, c, t),
    unknown=FREEDOM,
)
rule(
    "_nct_isf",
    lambda x1, x2, x3, y: -1 / np._nct_pdf(y, x2, x3),
    None,
    lambda x1, x2, x3, y: -_t_by_c(x2, x3, y) / np._nct_pdf(y, x2, x3),
    domain=(UNIT, POSITIVE, REAL),
    mp=lambda mp, q, v, c: root(mp, lambda t: 1 - q - _t_cdf(mp, v, c, t), real),
    unknown=FREEDOM,
)
rule(
    "_nct_mean",
    lambda x1, x2, y: _t_mean_v(x1, y),
    lambda x1, x2, y: np._nct_mean(x1, 1.0),
    domain=((1.0, 1e300), REAL),
    mp=_t_mean,
)
rule(
    "_nct_variance",
    lambda x1, x2, y: (
        -2 * (1 + x2 * x2) / np.square(x1 - 2)
        - 2 * np._nct_mean(x1, x2) * _t_mean_v(x1, np._nct_mean(x1, x2))
    ),
    lambda x1, x2, y: 2 * x2 * (x1 / (x1 - 2) - np.square(np._nct_mean(x1, 1.0))),
    domain=((2.0, 1e300), REAL),
    mp=lambda mp, v, c: (1 + c * c) * v / (v - 2) - _t_mean(mp, v, c) ** 2,
)
if has("_nct_pdf"):
    rule(
        "nctdtr",
        None,
        lambda x1, x2, x3, y: _t_by_c(x1, x2, x3),
        lambda x1, x2, x3, y: np._nct_pdf(x3, x1, x2),
        domain=(POSITIVE, REAL, REAL),
        mp=_t_cdf,
        unknown=FREEDOM,
    )
    rule(
        "nctdtrit",
        None,
        lambda x1, x2, x3, y: -_t_by_c(x1, x2, y) / np._nct_pdf(y, x1, x2),
        lambda x1, x2, x3, y: 1 / np._nct_pdf(y, x1, x2),
        domain=(POSITIVE, REAL, UNIT),
        mp=lambda mp, v, c, p: root(mp, lambda t: _t_cdf(mp, v, c, t) - p, real),
        unknown=FREEDOM,
    )
    rule(
        "nctdtrinc",
        None,
        lambda x1, x2, x3, y: 1 / _t_by_c(x1, y, x3),
        lambda x1, x2, x3, y: -np._nct_pdf(x3, x1, y) / _t_by_c(x1, y, x3),
        domain=(POSITIVE, UNIT, REAL),
        mp=lambda mp, v, p, t: root(mp, lambda c: _t_cdf(mp, v, c, t) - p, real),
        unknown=FREEDOM,
    )
else:
    refuse("this SciPy lacks the density that its slope is", "nctdtr nctdtrit nctdtrinc")
refuse(
    "the degrees of freedom of a noncentral distribution, by which it has no derivative in closed form",
    "chndtridf ncfdtridfd ncfdtridfn nctdtridf",
)
refuse(
    "a ratio of higher moments, for which the table has no formula",
    "_ncf_kurtosis_excess _ncf_skewness _nct_kurtosis_excess _nct_skewness",
)
