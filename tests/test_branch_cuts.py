"""The branch cuts of docs/complex.md: values and derivatives on both sides of every one, against mpmath.

On a cut the sign of a zero says from which side a point comes.  mpmath has no signed zeros, so its functions are
taken a little off the cut, on that side, and their derivatives as difference quotients along it.
"""

import cmath
import operator
import pathlib
import re

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, taylor

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "complex.md"
MP = mpmath.mp.clone()
MP.dps = 120
OFF = MP.mpf(10) ** -80
STEP = MP.mpf(10) ** -20
UNIT = 2.0**-52

NEGATIVE = [-0.25, -1.0, -4.0, -3e5]
BEYOND_ONE = [-3e3, -4.0, -1.25, 1.25, 4.0, 3e3]

EXPONENTS = [0.5, -1.5, 1 / 3, 0.5 + 0.25j]
REFERENCES = {
    "log": MP.log,
    "log2": lambda z: MP.log(z) / MP.log(2),
    "log10": lambda z: MP.log(z) / MP.log(10),
    "sqrt": MP.sqrt,
    "log1p": lambda z: MP.log(1 + z),
    "arcsin": MP.asin,
    "arccos": MP.acos,
    "arctanh": MP.atanh,
    "arccosh": MP.acosh,
    "arcsinh": MP.asinh,
    "arctan": MP.atan,
    **{f"z**{a}": lambda z, a=a: MP.exp(MP.convert(a) * MP.log(z)) for a in EXPONENTS},
}
REAL, IMAGINARY = complex(1, 0), complex(0, 1)
CUTS = {
    **dict.fromkeys(["log", "log2", "log10", "sqrt", *(f"z**{a}" for a in EXPONENTS)], (REAL, NEGATIVE)),
    "log1p": (REAL, [-1.25, -4.0, -3e5]),
    **dict.fromkeys(["arcsin", "arccos", "arctanh"], (REAL, BEYOND_ONE)),
    "arccosh": (REAL, [0.75, 0.25, -0.5, -4.0, -3e3]),
    **dict.fromkeys(["arcsinh", "arctan"], (IMAGINARY, BEYOND_ONE)),
}
POINTS = [
    (name, axis, at, side) for name, (axis, places) in CUTS.items() for at in places for side in (1.0, -1.0)
]
every_point = pytest.mark.parametrize(
    ("name", "axis", "at", "side"),
    POINTS,
    ids=[
        f"{name} at {at}{'i' if axis == IMAGINARY else ''} side {side:+.0f}"
        for name, axis, at, side in POINTS
    ],
)


def on_the_cut(axis, at, side):
    """The complex double on the cut whose zero part has the sign of the side."""
    return complex(at, 0.0 * side) if axis == REAL else complex(0.0 * side, at)


def beside_the_cut(axis, at, side):
    """The direction along the cut, and the point off it, as mpmath's numbers."""
    along, across = MP.mpc(axis), MP.mpc(IMAGINARY if axis == REAL else REAL)
    return along, along * at + across * side * OFF


def exact(name, axis, at, side):
    """The value and the first two derivatives, by central differences along the cut."""
    along, z = beside_the_cut(axis, at, side)
    before, here, after = (REFERENCES[name](z + k * STEP * along) for k in (-1, 0, 1))
    slope = (after - before) / (2 * STEP * along)
    return here, slope, (after - 2 * here + before) / (STEP * along) ** 2


def call(name, z):
    """The function of a Dual or of a complex number, by the package's own name or Python's operator."""
    if name.startswith("z**"):
        return operator.pow(z, complex(name[3:]) if "j" in name else float(name[3:]))
    return getattr(dualnum, name)(z)


def rounding(name, z):
    """What rounding may do to a value or a derivative, relative to its size.

    A library's function is off by some 4 units, and a derivative computes with one and rounds thrice; a power is
    exp(a·log z), in which the product's rounding counts as often as the product is large.
    """
    size = abs(complex(name[3:]) - 2) * abs(cmath.log(z)) if name.startswith("z**") else 0
    return UNIT * (8 + 2 * size)


def assert_near(found, expected, bound=8 * UNIT):
    assert abs(MP.convert(complex(found)) - expected) <= bound * abs(expected), (found, MP.nstr(expected, 20))


@every_point
def test_value_and_derivatives_of_python_numbers(name, axis, at, side):
    z = on_the_cut(axis, at, side)
    value, slope, second = exact(name, axis, at, side)
    bound = rounding(name, z)
    y = call(name, Dual(z, 1.0))
    assert type(y.primal) is complex
    assert_near(y.primal, value, bound)
    assert_near(y.tangent, slope, bound)
    assert_near(call(name, Dual(z, 1j)).tangent, 1j * slope, bound)
    assert_near(derivative(lambda z: call(name, z), holomorphic=True)(z), slope, bound)
    assert_near(derivative(lambda z: call(name, z), order=2, holomorphic=True)(z), second, bound)
    series = taylor(lambda z: call(name, z), z, 2).coefficients
    for found, expected in zip(series, (value, slope, second / 2), strict=True):
        assert_near(found, expected, bound)


@every_point
@pytest.mark.parametrize("wrap", [np.complex128, lambda z: np.array([z, z])], ids=["scalar", "array"])
def test_value_and_derivatives_of_numpys(name, axis, at, side, wrap):
    z = wrap(on_the_cut(axis, at, side))
    value, slope, second = exact(name, axis, at, side)
    function = getattr(np, name, None) or (lambda z: call(name, z))
    y = function(Dual(z, 1.0))
    np.testing.assert_array_equal(y.primal, function(z))
    series = taylor(function, z, 2).coefficients
    for found, expected in (
        (y.primal, value),
        (y.tangent, slope),
        (derivative(function, order=2, holomorphic=True)(z), second),
        *zip(series, (value, slope, second / 2), strict=True),
    ):
        assert_near(np.ravel(found)[-1], expected, rounding(name, on_the_cut(axis, at, side)))


@pytest.mark.parametrize("at", NEGATIVE)
@pytest.mark.parametrize("side", [1.0, -1.0])
@pytest.mark.parametrize("tangent", [1.0, 1j, 0.5 - 2j])
def test_the_angle_is_that_of_its_side_and_moves_by_the_part_across(at, side, tangent):
    z = on_the_cut(REAL, at, side)
    for wrap in (complex, np.complex128, lambda z: np.array([z])):
        y = np.angle(Dual(wrap(z), tangent))
        assert np.ravel(y.primal)[0] == side * np.pi == cmath.phase(z)
        assert_near(np.ravel(y.tangent)[0], MP.im(MP.convert(tangent) / MP.convert(z)))


@pytest.mark.parametrize("name", [name for name in CUTS if not name.startswith("z**")])
def test_pythons_own_functions_have_the_same_sides(name):
    """The page says that values are cmath's; where cmath has no such function, mpmath alone is asked."""
    theirs = getattr(cmath, {"log2": "log2", "log1p": "log1p"}.get(name, name.replace("arc", "a")), None)
    if theirs is None:
        assert name in ("log2", "log1p")
        return
    axis, places = CUTS[name]
    for at in places:
        for side in (1.0, -1.0):
            z = on_the_cut(axis, at, side)
            assert call(name, Dual(z, 1.0)).primal == theirs(z)


def test_every_function_of_the_page_is_tested_here():
    section = PAGE.read_text().split("## Branch cuts")[1].split("##")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    found = {
        function: cut.strip() for functions, cut in rows for function in re.findall("`(.+?)`", functions)
    }
    assert {re.sub(r"\*\*.*", "**a", name) for name in CUTS} | {"angle"} == set(found)
    for name, cut in found.items():
        axis, _ = CUTS.get(name, (REAL, NEGATIVE))
        assert ("imaginary" in cut) is (axis == IMAGINARY)


@every_point
def test_the_points_are_on_the_cut(name, axis, at, side):
    """The two sides differ there: a cut that were elsewhere would let the tests above pass for nothing."""
    here, there = (REFERENCES[name](beside_the_cut(axis, at, s)[1]) for s in (side, -side))
    assert abs(here - there) > abs(here) / 1000
