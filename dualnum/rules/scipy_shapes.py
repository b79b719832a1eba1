"""Derivatives with respect to shape parameters and the like, which only mpmath's precision gives.

Each is a row of its own, with a formula for what can still be differentiated.
"""

from math import inf

from dualnum.rules.scipy_densities import _beta_density, _gamma_density
from dualnum.rules.scipy_rows import POSITIVE, UNIT
from dualnum.rules.scipy_sums import (
    _betainc_a_values,
    _betainc_b_values,
    _betainc_slope_a,
    _betainc_slope_b,
    _gammainc_slope,
    _gammainc_values,
    _zeta_by_order,
    _zeta_values,
)
from dualnum.rules.table import TABLE, np

SECOND = "the second derivative with respect to a shape parameter has no closed form"

TABLE.rule(
    "_gammainc_a",
    None,
    lambda x1, x2, y: _gamma_density(x1, x2) * (np.log(x2) - np.digamma(x1)),
    domain=POSITIVE,
    mp=_gammainc_slope,
    value=lambda x1, x2: _gammainc_values(x1, x2),
    unknown=SECOND,
)
TABLE.rule(
    "_betainc_a",
    None,
    None,
    lambda x1, x2, x3, y: _beta_density(x1, x2, x3) * (np.log(x3) - np.digamma(x1) + np.digamma(x1 + x2)),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=_betainc_slope_a,
    value=lambda x1, x2, x3: _betainc_a_values(x1, x2, x3),
    unknown=SECOND,
)
TABLE.rule(
    "_betainc_b",
    None,
    None,
    lambda x1, x2, x3, y: _beta_density(x1, x2, x3) * (np.log1p(-x3) - np.digamma(x2) + np.digamma(x1 + x2)),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=_betainc_slope_b,
    value=lambda x1, x2, x3: _betainc_b_values(x1, x2, x3),
    unknown=SECOND,
)
TABLE.rule(
    "_zeta_derivative",
    None,
    lambda x1, x2, x3, y: np._zeta_derivative(x1 + 1, x2, x3),
    lambda x1, x2, x3, y: (
        -x2 * np._zeta_derivative(x1, x2 + 1, x3) - x1 * np._zeta_derivative(x1 - 1, x2 + 1, x3)
    ),
    domain=(POSITIVE, (1.0, inf), POSITIVE),
    mp=_zeta_by_order,
    unknown="the order, which is a whole number",
    value=lambda x1, x2, x3: _zeta_values(x1, x2, x3),
)
