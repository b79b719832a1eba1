"""The rows of scipy.special at second order, in single precision and for complex arguments."""

import math

import mpmath
import numpy as np
import pytest
import scipy
import scipy.special

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE, load_scipy

SECOND = [
    ("ndtr", (0.5,), 0),
    ("log_ndtr", (-3.0,), 0),
    ("ndtri_exp", (-2.0,), 0),
    ("owens_t", (0.7, 1.2), 1),
    ("voigt_profile", (0.7, 1.2, 0.4), 0),
    ("erfcx", (0.7,), 0),
    ("spence", (1.0,), 0),
    ("spence", (0.3,), 0),
    ("gammainc", (2.5, 1.3), 1),
    ("betainc", (2.5, 1.3, 0.4), 2),
    ("rgamma", (1.4,), 0),
    ("poch", (1.3, 2.0), 0),
    ("binom", (5.5, 2.3), 1),
    ("_riemann_zeta", (2.5,), 0),
    ("_zeta", (2.5, 1.3), 1),
    ("ellipk", (0.0,), 0),
    ("ellipk", (0.4,), 0),
    ("ellipe", (0.0,), 0),
    ("ellipkinc", (4.0, 0.3), 1),
    ("ellipj", (0.7, 0.3), 0),
    ("elliprf", (0.5, 0.7, 1.3), 0),
    ("elliprg", (0.5, 0.7, 1.3), 0),
    ("agm", (1.0, 1.0), 0),
    ("agm", (0.3, 1.2), 0),
    ("jv", (1.5, 2.3), 1),
    ("kve", (1.5, 2.3), 1),
    ("i0e", (1.1,), 0),
    ("_iv_ratio", (1.5, 0.7), 1),
    ("_spherical_jn", (2, 0.7), 1),
    ("struve", (1.5, 0.7), 1),
    ("airy", (0.7,), 0),
    ("ber", (1.3,), 0),
    ("kei", (1.3,), 0),
    ("exp1", (0.7,), 0),
    ("shichi", (0.7,), 0),
    ("fresnel", (0.7,), 0),
    ("it2j0y0", (0.7,), 0),
    ("pbdv", (0.7, 1.3), 1),
    ("pbwa", (0.7, 1.3), 1),
    ("hyp1f1", (0.7, 1.3, 0.4), 2),
    ("wrightomega", (0.7,), 0),
    ("eval_legendre", (3.0, 1.0), 1),
    ("eval_chebyu", (4.0, 0.3), 1),
    ("lpmv", (1, 2.5, 0.3), 2),
    ("lpmv", (2, 3.0, -0.4), 2),
    ("chdtr", (3.0, 1.2), 1),
    ("stdtr", (3.0, 1.2), 1),
    ("fdtr", (3.0, 4.0, 1.2), 2),
    ("bdtr", (2.0, 5, 0.3), 2),
    ("_beta_pdf", (0.3, 1.7, 2.4), 0),
    ("_beta_pdf", (0.3, 1.7, 2.4), 1),
    ("_nbinom_pmf", (2.0, 5.5, 0.3), 2),
    ("_binom_pmf", (2.0, 5.0, 0.3), 2),
    ("_ncx2_pdf", (2.3, 3.0, 1.4), 2),
    ("_ncf_pdf", (1.3, 3.0, 4.0, 1.4), 0),
    ("_skewnorm_cdf", (0.7, 0.2, 1.5, 2.0), 3),
    ("_invgauss_ppf", (0.3, 1.7, 2.0), 1),
    ("_cauchy_ppf", (0.3, 0.2, 1.7), 0),
    ("kolmogorov", (0.5,), 0),
    ("kolmogorov", (1.2,), 0),
    ("tklmbda", (0.3, 0.7), 1),
    ("_cosine_cdf", (0.7,), 0),
    ("powm1", (1.7, 2.3), 0),
    ("boxcox", (1.7, 0.3), 1),
    ("expit", (0.7,), 0),
]


def function(name):
    public = getattr(scipy.special, name, None)
    return public if isinstance(public, np.ufunc) else getattr(scipy.special._ufuncs, name, None)


SECOND = [case for case in SECOND if function(case[0]) is not None]  # Boost's are elsewhere before SciPy 1.15


def first(value):
    """The first of several results."""
    return value[0] if isinstance(value, tuple) else value


@pytest.mark.parametrize(("name", "at", "position"), SECOND, ids=[f"{n}{at}-{i}" for n, at, i in SECOND])
@pytest.mark.parametrize("kind", [float, np.array], ids=["float", "array"])
def test_second_derivatives(name, at, position, kind):
    load_scipy()
    row = TABLE[name]

    def along(t, call):
        return first(call(*at[:position], t, *at[position + 1 :]))

    found = dualnum.derivative(lambda t: along(t, function(name)), order=2)(kind(at[position]))
    with mpmath.workdps(30):
        of = getattr(mpmath.mp, row.mp) if isinstance(row.mp, str) else lambda *x: row.mp(mpmath.mp, *x)
        exact = complex(mpmath.diff(lambda t: along(t, of), mpmath.mpf(at[position]), 2))
    assert complex(found) == pytest.approx(exact, rel=1e-9, abs=1e-15)


SINGLE = """_beta_pdf _beta_ppf _binom_pmf _cauchy_ppf _kolmogc _ncx2_pdf _skewnorm_cdf agm ber betainc chdtr
    ellipkinc elliprg exp1 gammainc gdtrix hyp1f1 i0e jve kolmogorov log_ndtr lpmv owens_t pbdv poch powm1
    rgamma shichi spence stdtr struve tklmbda voigt_profile wrightomega""".split()
PLACES = {
    "_beta_pdf": (0.25, 1.5, 2.5),
    "_beta_ppf": (0.25, 1.5, 2.5),
    "_binom_pmf": (2.0, 5.0, 0.25),
    "_cauchy_ppf": (0.25, 0.5, 1.5),
    "_ncx2_pdf": (2.0, 3.0, 1.5),
    "_skewnorm_cdf": (0.75, 0.25, 1.5, 2.0),
    "betainc": (1.5, 2.5, 0.25),
    "elliprg": (0.5, 0.75, 1.25),
    "gdtrix": (1.5, 2.5, 0.25),
    "hyp1f1": (0.75, 1.25, 0.5),
    "lpmv": (2.0, 3.0, 0.25),
    "voigt_profile": (0.5, 1.5, 0.25),
}


@pytest.mark.parametrize("name", [name for name in SINGLE if function(name) is not None])
def test_single_precision_stays(name):
    """The tangent is a float32 array, with the slope of doubles to its precision."""
    ufunc = function(name)
    place = PLACES.get(name, (0.5, 0.75)[: ufunc.nin])
    args = [np.array([v], np.float32) for v in place[:-1]]
    single = first(ufunc(*args, Dual(np.array([place[-1]], np.float32), np.ones(1, np.float32))))
    double = first(ufunc(*place[:-1], Dual(place[-1], 1.0)))
    assert single.primal.dtype == single.tangent.dtype == np.float32
    assert single.tangent[0] == pytest.approx(double.tangent, rel=3e-5)


@pytest.mark.parametrize("name", ["jve", "yve", "ive"])
@pytest.mark.parametrize("z", [0.7 + 0.4j, 0.7 - 0.4j, -0.7 + 0.4j])
@pytest.mark.parametrize("direction", [1.0, 1j, 0.6 - 0.8j])
def test_scaled_bessel_functions_of_complex_numbers(name, z, direction):
    """They are scaled by e^−|Re z| or e^−|Im z|, so the slope depends on the direction."""
    load_scipy()
    row = TABLE[name]
    found = function(name)(1.5, Dual(z, direction))
    with mpmath.workdps(30):

        def path(t):
            return row.mp(mpmath.mp, mpmath.mpf(1.5), mpmath.mpc(z) + t * direction)

        exact = complex(mpmath.diff(path, 0))
    assert found.tangent == pytest.approx(exact, rel=1e-12)
    with pytest.raises(TypeError, match=f"{name}: .* argument 1 "):
        function(name)(Dual(1.5, 1.0), Dual(z, direction))


def test_airye_of_complex_numbers_is_refused():
    with pytest.raises(TypeError, match="not supported"):
        scipy.special.airye(Dual(0.7 + 0.4j, 1.0))


# --- Mathieu and spheroidal functions, which mpmath has not ---------------------------------------------------

X = 0.35
WAVES = [
    (scipy.special.mathieu_cem, (2, 1.5), 40.0, math.pi / 180),
    (scipy.special.mathieu_sem, (3, 2.5), 20.0, math.pi / 180),
    (scipy.special.mathieu_modcem1, (2, 1.5), 0.7, 1),
    (scipy.special.mathieu_modcem2, (2, 1.5), 0.7, 1),
    (scipy.special.mathieu_modsem1, (2, 1.5), 0.7, 1),
    (scipy.special.mathieu_modsem2, (2, 1.5), 0.7, 1),
    (scipy.special.pro_ang1, (1, 2, 1.5), X, 1),
    (scipy.special.obl_ang1, (1, 2, 1.5), X, 1),
    (scipy.special.obl_rad1, (1, 2, 1.5), X, 1),
]
if scipy.__version__ >= "1.15":  # before, the function itself writes beyond its memory
    WAVES.append((scipy.special.pro_rad1, (1, 2, 1.5), 1.4, 1))


@pytest.mark.parametrize(("wave", "parameters", "x", "unit"), WAVES, ids=[wave[0].__name__ for wave in WAVES])
def test_waves(wave, parameters, x, unit):
    """The value's slope is the second result; that one's is the limit of its difference quotients, extrapolated."""
    value, slope = wave(*parameters, Dual(x, 1.0))
    assert value.tangent == pytest.approx(slope.primal * unit, rel=1e-15)

    def quotient(h):
        return (wave(*parameters, x + h)[1] - wave(*parameters, x - h)[1]) / (2 * h)

    h = 1e-3 / unit
    assert slope.tangent == pytest.approx((4 * quotient(h / 2) - quotient(h)) / 3, rel=2e-6)


def test_waves_with_a_given_characteristic_value():
    for name, cv in (("pro_ang1", scipy.special.pro_cv), ("obl_ang1", scipy.special.obl_cv)):
        one = function(name)(1, 2, 1.5, Dual(X, 1.0))
        two = function(f"{name}_cv")(1, 2, 1.5, cv(1, 2, 1.5), Dual(X, 1.0))
        for a, b in zip(one, two, strict=True):
            assert a.tangent == pytest.approx(b.tangent, rel=1e-14)


@pytest.mark.parametrize("position", [2, 3])
def test_spherical_harmonics(position):
    """Of SciPy since 1.15, by its own derivatives; the reference has the two angles the other way round."""
    if not hasattr(scipy.special, "sph_harm_y"):
        return
    at = [2, 1, 0.4, 0.7]
    with dualnum.drop_in():
        found = scipy.special.sph_harm_y(*[Dual(v, 1.0) if i == position else v for i, v in enumerate(at)])
        with pytest.raises(TypeError, match=r"argument 1 \(a degree or an order\)"):
            scipy.special.sph_harm_y(Dual(2, 1), 1, 0.4, 0.7)

    def along(t):
        return mpmath.spherharm(2, 1, *[t if i == position else at[i] for i in (2, 3)])

    assert complex(found.tangent) == pytest.approx(complex(mpmath.diff(along, at[position])), rel=1e-12)
