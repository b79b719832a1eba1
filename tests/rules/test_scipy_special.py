"""The rows of scipy.special, each partial derivative against the derivative of its mpmath reference."""

import mpmath
import numpy as np
import pytest
import scipy.special

from dualnum import Dual
from dualnum.functions import function as dualnum_function
from dualnum.rules import TABLE, load_scipy

WHOLE_FIRST = {"eval_hermite", "eval_hermitenorm", "yn", "kn", "expn"}
WHOLE_FIRST |= {f"_spherical_{kind}n{d}" for kind in "jyik" for d in ("", "_d")}

# Where two points at random would miss the domain, or a branch of the formula.
POINTS = {
    "_beta_pdf": [(0.3, 1.7, 2.4), (0.6, 0.4, 0.7)],
    "_betainc_a": [(2.5, 1.3, 0.3), (2.5, 1.3, 0.8), (40.0, 30.0, 0.6), (400.0, 0.5, 0.9), (0.5, 30.0, 0.03)],
    "_betainc_b": [(2.5, 1.3, 0.3), (2.5, 1.3, 1e-12)],
    "_binom_cdf": [(2.0, 5.0, 0.3)],
    "_binom_pmf": [(2.0, 5.0, 0.3), (0.0, 5.0, 0.2), (5.0, 5.0, 0.2)],
    "_binom_sf": [(2.0, 5.0, 0.3)],
    "_cosine_cdf": [(0.7,), (-2.0,), (3.5,)],
    "_gammainc_a": [(2.5, 1.3), (0.3, 1e-5), (50.0, 80.0), (3.0, 120.0)],
    "_invgauss_ppf": [(0.3, 1.7, 2.0), (0.9, 0.2, 5.0)],
    "_iv_ratio": [(1.5, 0.7), (2.5, 40.0), (1.2, 200.0), (1.5, 1e5)],
    "_kolmogp": [(0.2,), (0.5,), (0.79,), (0.81,), (1.6,)],
    "_lambertw": [(1.4, 0, 1e-8), (0.3, 0, 1e-8), (-0.1, -1, 1e-8)],
    "_landau_isf": [(0.3, 0.2, 1.7)],
    "_landau_ppf": [(0.3, 0.2, 1.7)],
    "_nbinom_cdf": [(2.0, 5.5, 0.3)],
    "_nbinom_pmf": [(2.0, 5.5, 0.3), (0.0, 2.5, 0.3)],
    "_nbinom_sf": [(2.0, 5.5, 0.3)],
    "_ncf_mean": [(3.0, 7.0, 2.0)],
    "_ncf_variance": [(3.0, 7.0, 2.0)],
    "_nct_isf": [(0.3, 4.5, 1.2)],
    "_nct_mean": [(5.0, 1.2)],
    "_nct_pdf": [(0.7, 4.5, 1.2), (-0.7, 4.5, 1.2)],
    "_nct_sf": [(0.7, 4.5, 1.2)],
    "_nct_variance": [(5.0, 1.2)],
    "_ncx2_pdf": [(2.3, 3.0, 1.4), (0.2, 2.0, 0.4)],
    "_riemann_zeta": [(2.5,), (0.3,), (-1.5,), (40.0,)],
    "_scaled_exp1": [(0.3,), (2.0,), (50.0,), (1000.0,)],
    "_smirnovc": [(5, 0.3)],
    "_smirnovci": [(5, 0.3)],
    "_zeta": [(2.5, 1.3), (4.0, 0.4)],
    "_zeta_derivative": [(1, 2.5, 1.3), (2, 3.5, 0.4)],
    "agm": [(0.3, 1.2), (1.0, 1.0), (5.0, 1e-3)],
    "bdtr": [(2.0, 5, 0.3), (2.7, 5, 0.3)],
    "bdtrc": [(2.0, 5, 0.3)],
    "bdtri": [(2.0, 5, 0.3)],
    "bdtrik": [(0.3, 5.5, 0.4)],
    "bdtrin": [(2.0, 0.4, 0.3)],
    "besselpoly": [(0.7, 1.2, 0.0), (0.8, 0.5, 1.5)],
    "binom": [(5.0, 2.0), (5.5, 2.3), (3.0, 5.3), (3.0, 5.0), (3.0, -1.0)],
    "boxcox": [(0.4, 1.2), (2.2, -0.01)],
    "_kolmogc": [(0.5,), (0.9,), (0.97,)],
    "kolmogorov": [(0.5,), (0.9,), (0.97,)],
    "it2i0k0": [(0.3,), (1.7,)],
    "it2j0y0": [(0.3,), (1.7,)],
    "btdtria": [(0.3, 1.4, 0.4)],
    "btdtrib": [(1.4, 0.3, 0.4)],
    "chdtriv": [(0.4, 2.3)],
    "chndtr": [(2.3, 3.0, 1.4), (0.3, 3.0, 0.4)],
    "chndtrinc": [(1.9, 1.7, 0.4)],
    "ellipeinc": [(0.7, 0.3), (4.0, 0.3), (5.0, -1e-9), (-3.3, 0.9)],
    "ellipj": [(0.7, 0.3), (3.7, 0.6), (-2.2, 0.1)],
    "ellipkinc": [(0.7, 0.3), (4.0, 0.3), (5.0, -1e-9), (-3.3, 0.9), (1.2, -2.0)],
    "elliprc": [(0.5, 0.7), (0.7, 0.5), (0.5, 0.5)],
    "elliprd": [(0.5, 0.7, 1.3), (0.5, 0.7, 0.5), (0.5, 0.5, 0.5), (0.5, 0.7, 0.51)],
    "elliprj": [(0.5, 0.7, 0.9, 1.3)],
    "eval_legendre": [(3.0, 0.4), (0.5, 0.3), (2.7, 0.2), (0.0, 0.3)],
    "expn": [(0, 0.7), (3, 1.2)],
    "fdtridfd": [(2.5, 0.6, 1.4)],
    "gdtrib": [(1.2, 0.3, 1.7)],
    "hyp2f1": [(0.3, 0.6, 1.4, 0.45)],
    "log_ndtr": [(-20.0,), (-1.0,), (3.0,)],
    "lpmv": [(0, 2.0, 0.3), (1, 2.5, -0.4), (2, 3.0, 0.6), (-1, 2.0, 0.3), (3, 3.0, 0.2)],
    "modstruve": [(0.0, 0.7), (1.5, 2.3)],
    "nbdtr": [(2, 3, 0.3)],
    "nbdtrc": [(2, 3, 0.3)],
    "nbdtri": [(2, 3, 0.3)],
    "nbdtrik": [(0.3, 3.5, 0.4)],
    "nbdtrin": [(2.0, 0.4, 0.3)],
    "nctdtr": [(4.5, 1.2, 0.7)],
    "nctdtrinc": [(4.5, 0.3, 0.7)],
    "nctdtrit": [(4.5, 1.2, 0.3)],
    "pdtr": [(2.0, 1.3)],
    "pdtrc": [(2.0, 1.3)],
    "pdtri": [(2.0, 0.3)],
    "pdtrik": [(0.3, 1.7)],
    "poch": [(1.3, 2.0), (-2.5, 1.7), (0.4, 3.0), (-2.0, 3.0), (0.0, 2.0)],
    "polygamma": [(2, 0.7)],
    "radian": [(10.0, 20.0, 30.0)],
    "rgamma": [(1.4,), (-1.5,), (-2.0,), (0.0,)],
    "smirnov": [(5, 0.3), (4, 0.15)],
    "smirnovi": [(5, 0.3)],
    "spence": [(0.3,), (1.0,), (1.01,), (2.5,)],
    "sph_harm": [(1, 2, 0.4, 0.7), (0, 3, 0.4, 0.7), (-2, 2, 0.4, 0.7)],
    "stdtridf": [(0.9, 1.7)],
    "struve": [(0.0, 0.7), (1.5, 2.3), (0.0, -0.7), (1.0, -0.7)],
    "tklmbda": [(0.4, 0.7), (-0.8, -0.3), (0.3, 0.0), (0.3, 2.0)],
    "wright_bessel": [(0.5, 1.2, 0.7)],
    "zetac": [(2.5,), (0.3,)],
}

# How far SciPy's own functions are off, where that is more than a few ULP and the slope is one of them.
LOOSE = {"airye": 2e-12, "hyperu": 5e-12, "nbdtrik": 2e-11}

# Inverses whose reference is the root of an integral, which takes mpmath minutes: what is 0 at the value y, by the
# reference of another row; their slopes are −∂/∂x over ∂/∂y of it.
IMPLICIT = {
    "_landau_isf": lambda of, y, q, m, c: of("_landau_sf", y, m, c) - q,
    "_landau_ppf": lambda of, y, q, m, c: of("_landau_cdf", y, m, c) - q,
    "_ncf_isf": lambda of, y, q, a, b, c: of("_ncf_sf", y, a, b, c) - q,
    "_nct_isf": lambda of, y, q, v, c: of("_nct_sf", y, v, c) - q,
    "_skewnorm_isf": lambda of, y, q, m, s, a: 1 - of("_skewnorm_cdf", y, m, s, a) - q,
    "_skewnorm_ppf": lambda of, y, q, m, s, a: of("_skewnorm_cdf", y, m, s, a) - q,
    "ncfdtri": lambda of, y, a, b, c, p: of("ncfdtr", a, b, c, y) - p,
    "ncfdtrinc": lambda of, y, a, b, p, x: of("ncfdtr", a, b, y, x) - p,
    "nctdtrinc": lambda of, y, v, p, t: of("nctdtr", v, y, t) - p,
    "nctdtrit": lambda of, y, v, c, p: of("nctdtr", v, c, y) - p,
}


def points(row):
    """Two points in the domain of a row."""
    if row.name in POINTS:
        return POINTS[row.name]
    rng = np.random.default_rng(len(row.name))
    found = []
    for _ in range(2):
        at = []
        for low, high in row.domain:
            high = min(high, 2.6)
            low = max(low, min(0.05, high - 2.0))
            at.append(float(rng.uniform(low + 0.1 * (high - low), high - 0.1 * (high - low))))
        if row.name in WHOLE_FIRST:
            at[0] = 3
        elif row.name.startswith("eval_"):
            at[0] = 3.0
        found.append(tuple(at))
    return found


def partials(row):
    """The positions and outputs that the row has a formula for."""
    outputs = row.outputs if row.outputs is not None else (row.partials,)
    for output, of_output in enumerate(outputs):
        for position, partial in enumerate(of_output or ()):
            if partial is not None:
                yield (output if row.outputs is not None else None), position


def function(name):
    """The ufunc of a row; a row that only other rows use has none, and is a function of dualnum."""
    public = getattr(scipy.special, name, None)
    found = public if isinstance(public, np.ufunc) else getattr(scipy.special._ufuncs, name, None)
    return found or dualnum_function(name)


def rows():
    """The rows that SciPy's functions bring along, of functions that mpmath has too."""
    load_scipy()
    return [row for row in TABLE if _is_scipys(row) and getattr(row.mp, "__name__", "") != "_no_reference"]


def _is_scipys(row):
    every = (*row.partials, *(p for output in row.outputs or () for p in output or ()))
    return any(getattr(partial, "__module__", "").startswith("dualnum.rules.scipy") for partial in every)


def error_of(row, output, position, at):
    """The relative error (absolute, where that is 0) of a partial at a point; the primal must be SciPy's."""
    args = [Dual(value, 1.0) if i == position else value for i, value in enumerate(at)]
    found = function(row.name)(*args)
    found = found if output is None else found[output]
    plain = function(row.name)(*at)
    plain = plain if output is None else plain[output]
    assert found.primal == plain, row.name
    assert type(found.primal) is type(plain), row.name
    with mpmath.workdps(30):
        exact = complex(slope(row, output, position, at, plain))
    return abs(complex(found.tangent) - exact) / (abs(exact) or 1.0)


def slope(row, output, position, at, value):
    """The derivative of the reference."""
    at = [mpmath.mpf(v) if isinstance(v, float) else v for v in at]
    if row.name not in IMPLICIT:
        return mpmath.diff(along(row, output, position, at), at[position])
    excess = IMPLICIT[row.name]
    place = [mpmath.mpf(float(value)), *at]
    slopes = []
    for i in (position + 1, 0):

        def moving(t, i=i):
            return excess(reference, *place[:i], t, *place[i + 1 :])

        slopes.append(mpmath.diff(moving, place[i]))
    return -slopes[0] / slopes[1]


def reference(name, *args):
    """The value of a row's function by mpmath."""
    found = TABLE[name].mp
    return getattr(mpmath.mp, found)(*args) if isinstance(found, str) else found(mpmath.mp, *args)


def along(row, output, position, at):
    """The reference as a function of one argument."""

    def reduced(t):
        value = reference(row.name, *at[:position], t, *at[position + 1 :])
        return value if output is None else value[output]

    return reduced


def test_every_partial():
    # Not parametrised: SciPy's rows must not be in the table when other tests are collected.
    measured = {
        (row.name, output, position, at): error_of(row, output, position, at)
        for row in rows()
        for output, position in partials(row)
        for at in points(row)
    }
    assert len({name for name, *_ in measured}) >= 210
    assert {case: error for case, error in measured.items() if not error < LOOSE.get(case[0], 1e-12)} == {}


@pytest.mark.parametrize("n", [2, np.int8(2), np.array([2]), np.array([2], np.uint8)])
def test_integer_orders_stay_integers(n):
    x = Dual(np.float64(0.7), 1.0)
    j = scipy.special.spherical_jn(n, x.primal, derivative=True)
    assert np.allclose(scipy.special._ufuncs._spherical_jn(n, x).tangent, j, rtol=1e-15)
    assert np.allclose(scipy.special.eval_legendre(n, x).tangent, 3 * 0.7, rtol=1e-15)


@pytest.mark.parametrize(("function", "args"), [(scipy.special.airy, ()), (scipy.special.ellipj, (0.3,))])
def test_a_partial_that_is_another_result_leaves_it_alone(function, args):
    x = np.array([0.3, 0.7, 1.1])
    plain, unit, moved = (function(at, *args) for at in (x, Dual(x, np.ones(3)), Dual(x, np.full(3, 3.0))))
    for value, of_unit, of_moved in zip(plain, unit, moved, strict=True):
        assert np.array_equal(of_moved.primal, value)
        assert np.allclose(of_moved.tangent, 3 * of_unit.tangent, rtol=1e-15, atol=0)
