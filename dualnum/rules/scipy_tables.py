"""All rows of `scipy.special`: importing this module writes them."""

from dualnum.rules import (
    scipy_airy,
    scipy_bessel,
    scipy_continuous,
    scipy_counting,
    scipy_distributions,
    scipy_elliptic,
    scipy_errors,
    scipy_gamma,
    scipy_hypergeometric,
    scipy_integrals,
    scipy_logistic,
    scipy_noncentral,
    scipy_noncentral_t,
    scipy_orthogonal,
    scipy_shapes,
    scipy_spherical,
    scipy_statistics,
    scipy_waves,
)
from dualnum.rules.scipy_rows import refuse

refuse(
    "a helper inside SciPy, of no mathematical meaning of its own",
    "_lanczos_sum_expg_scaled _sf_error_test_function _struve_asymp_large_z _struve_bessel_series "
    "_struve_power_series",
)

__all__ = [
    "scipy_airy",
    "scipy_bessel",
    "scipy_continuous",
    "scipy_counting",
    "scipy_distributions",
    "scipy_elliptic",
    "scipy_errors",
    "scipy_gamma",
    "scipy_hypergeometric",
    "scipy_integrals",
    "scipy_logistic",
    "scipy_noncentral",
    "scipy_noncentral_t",
    "scipy_orthogonal",
    "scipy_shapes",
    "scipy_spherical",
    "scipy_statistics",
    "scipy_waves",
]
