"""Units in the last place: the unit of each floating type, and what has no distance."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualnum import Dual
from dualnum.testing import assert_ulp, ulp_distance

INF, NAN = math.inf, math.nan
MAX = np.finfo(float).max
TYPES = [np.float16, np.float32, np.float64, np.longdouble]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_neighbour_is_one_unit_away(x):
    for other in (math.nextafter(x, INF), math.nextafter(x, -INF)):
        if math.isfinite(other):
            # Below a power of two doubles lie half as far apart as above it.
            assert ulp_distance(other, x) in (1, 0.5)
    assert ulp_distance(x, x) == 0


@given(st.floats(-(2.0**126), 2.0**126, width=32), st.fractions(0, 100), st.sampled_from([-1, 1]))
def test_the_unit_is_numpy_s_spacing(x, units, sign):
    for kind in (np.float32, np.float64):
        actual = kind(x)
        unit = Fraction(abs(float(np.spacing(actual))))
        exact = Fraction(x) + sign * units * unit
        if np.spacing(kind(float(exact))) == np.spacing(actual):
            assert ulp_distance(actual, exact) == float(units)


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_has_its_own_unit(kind):
    one = kind(1)
    assert ulp_distance(one + np.spacing(one), 1) == 1
    assert ulp_distance(np.nextafter(one, kind(0)), 1) == 0.5
    info = np.finfo(kind)
    assert ulp_distance(info.smallest_subnormal, 0) == 1
    assert ulp_distance(info.smallest_normal, 0) == 2**info.nmant
    assert ulp_distance(info.max, Fraction(*info.max.as_integer_ratio())) == 0


SPECIAL = [
    (1.0, 1, 0),
    (0.1, Fraction(1, 10), float(abs(Fraction(0.1) - Fraction(1, 10)) * 2**56)),
    (-0.0, 0, 0),
    (0.0, Fraction(1, 2**1100), 2.0**-26),
    (0.0, Fraction(1, 2**1076), 0.25),
    (5e-324, 0, 1),
    (5e-324, Fraction(3, 2**1075), 0.5),
    (2.0, 2 - Fraction(1, 2**54), 0.125),  # rounds to 2, whose unit is 2^−51
    (INF, INF, 0),
    (-INF, -INF, 0),
    (INF, -INF, INF),
    (INF, mpmath.inf, 0),
    (INF, mpmath.mpf("1e400"), 0),
    (-INF, mpmath.mpf("-1e400"), 0),
    (INF, mpmath.exp(mpmath.mpf("1e300")), 0),
    (0.0, mpmath.exp(mpmath.mpf("-1e300")), 0),
    (MAX, 2**1024, INF),
    (INF, 2**1024 - 2**970, 0),  # half-way to the next, and so rounded away from MAX
    (INF, 2**1024 - 2**970 - 1, INF),
    (MAX, 2**1024 - 2**970 - 2**969, 0.25),
    (INF, 1, INF),
    (NAN, 1, INF),
    (NAN, NAN, 0),
    (NAN, mpmath.nan, 0),
    (1.0, NAN, INF),
    (1.0, mpmath.inf, INF),
    (1e308, 1e-308, INF),
    (3, 3, 0),
    (np.float32(INF), mpmath.mpf("1e39"), 0),
    (1 + 2j, mpmath.mpc(1, 2), 0),
    (complex(1, 2 + math.ulp(2)), mpmath.mpc(1, 2), 1),
    (complex(1 + math.ulp(1), 2 + 3 * math.ulp(2)), 1 + 2j, 3),
    (np.complex64(complex(1, NAN)), 1, INF),
]


@pytest.mark.parametrize(("actual", "exact", "distance"), SPECIAL)
def test_distances(actual, exact, distance):
    assert ulp_distance(actual, exact) == distance


def test_arrays():
    actual = np.array([[1.0, 2.0], [3.0, 4.0]])
    exact = [[1, 2], [mpmath.mpf(3), Fraction(4) + Fraction(2, 2**51)]]
    assert ulp_distance(actual, exact).tolist() == [[0, 0], [0, 1]]
    assert ulp_distance(actual, actual).max() == 0
    assert ulp_distance(np.ones(3), 1).tolist() == [0, 0, 0]
    assert ulp_distance(np.array(1.0), 1) == 0.0
    assert ulp_distance(np.zeros((0, 2)), 0).shape == (0, 2)
    assert assert_ulp(np.zeros(0), 0, 4) == 0


def test_assert_returns_the_distance_of_the_worst_and_accepts_the_bound():
    actual = np.array([1.0, 1.0 + 2 * math.ulp(1.0), 1.0])
    assert assert_ulp(actual, 1, 2) == 2
    with pytest.raises(AssertionError):
        assert_ulp(actual, 1, 1.99)


def test_the_text_names_the_worst_element_its_distance_and_both_values():
    with pytest.raises(AssertionError) as caught:
        assert_ulp(np.array([[1.0, 0.1], [2.0, 0.5]]), [[1, mpmath.mpf(1) / 3], [2, 0.25]], 4)
    assert str(caught.value) == (
        "assert_ulp: 4.5036e+15 ULP at index (1, 1), more than 4: actual 0.5, exact 0.25"
    )
    with pytest.raises(
        AssertionError, match=r"^assert_ulp: 1 ULP, more than 0.5: actual 1.0000000000000002, exact 1$"
    ):
        assert_ulp(1.0 + 2**-52, 1, 0.5)
    with pytest.raises(
        AssertionError, match=r"inf ULP, more than 4: actual nan, exact 0.3333333333333333148296163"
    ):
        assert_ulp(NAN, mpmath.mpf(1) / 3, 4)


def test_nan_is_never_within_a_bound():
    for bound in (4, 1e300):
        with pytest.raises(AssertionError):
            assert_ulp(np.array([0.0, NAN]), [0, 1], bound)


@pytest.mark.parametrize(
    ("actual", "exact", "error", "text"),
    [
        (Dual(1.0, 1.0), 1, TypeError, "give the .primal or the .tangent of a Dual"),
        ("1.0", 1, TypeError, "actual is a str, not a floating number"),
        (mpmath.mpf(1), 1, TypeError, "actual is a mpf"),
        (1.0, 1j, TypeError, "exact is a complex, not a real number"),
        (1.0, mpmath.mpc(1), TypeError, "exact is a mpc, not a real number"),
        (1.0, None, TypeError, "exact is a NoneType"),
        (np.ones(2), [1, 2, 3], ValueError, r"exact has the shape (3,), which does not fit (2,)"),
        (1.0, [1, 1], ValueError, r"exact has the shape (2,), which does not fit ()"),
    ],
)
def test_bad_input(actual, exact, error, text):
    for function in (ulp_distance, lambda a, e: assert_ulp(a, e, 4)):
        with pytest.raises(error) as caught:
            function(actual, exact)
        assert str(caught.value).startswith("ulp_distance: ")
        assert text in str(caught.value)
