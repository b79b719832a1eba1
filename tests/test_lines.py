"""dualnum.lines: rates of change, lines and planes, their equations, and what they refuse (L1 to L3)."""

import math
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dualnum
from dualnum import ConventionError, ConventionWarning, Dual, derivative, errstate
from dualnum.lines import (
    Line,
    SecantLine,
    TangentLine,
    average_rate_of_change,
    secant_line,
    tangent_line,
    tangent_plane,
)
from dualnum.lines.equation import number_text

THIRDS = Fraction(1, 3)
MODERATE = st.floats(-1e3, 1e3)


def square(x):
    return x**2


def paraboloid(x):
    return x[0] ** 2 + x[1] ** 2


# --- L1: the average rate of change ------------------------------------------------------------------


def test_l1_the_lectures_rates():
    assert average_rate_of_change(square, 2, 4) == 6
    assert average_rate_of_change(square, -3, 3) == 0


@given(MODERATE, MODERATE)
def test_l1_of_the_square_is_the_sum_of_the_ends(a, b):
    a, b = round(a), round(b)  # whole numbers, for which every step is exact
    if a != b:
        assert average_rate_of_change(square, a, b) == a + b


def test_the_rate_is_exact_on_fractions_and_moves_with_duals():
    assert average_rate_of_change(square, THIRDS, Fraction(1)) == Fraction(4, 3)
    # d/db of (b² − a²)/(b − a) = a + b is 1
    assert derivative(lambda b: average_rate_of_change(square, 2.0, b))(4.0) == 1.0


def test_average_rates_tend_to_the_derivative():
    rates = [average_rate_of_change(square, 2, 2 + h) for h in (1, 0.5, 0.25, 2.0**-20)]
    assert rates == [5, 4.5, 4.25, 4 + 2.0**-20]
    assert tangent_line(square, 2).slope == 4


# --- L3: secants and tangents ------------------------------------------------------------------------


def test_l3_the_lectures_tangent():
    line = tangent_line(square, 2)
    assert isinstance(line, TangentLine)
    assert (line.point, line.slope, line.intercept) == ((2, 4), 4, -4)
    assert str(line) == "y = 4x - 4"
    assert line.function is square
    assert line.conventions == ()


def test_a_secant_knows_both_points():
    line = secant_line(square, 2, 4)
    assert isinstance(line, SecantLine)
    assert (line.points, line.slope, line.point) == (((2, 4), (4, 16)), 6, (2, 4))
    assert str(line) == "y = 6x - 8"
    assert [line(x) for x, _ in line.points] == [4, 16]


@given(st.floats(-10, 10))
def test_a_tangent_touches_where_it_should(a):
    line = tangent_line(dualnum.sin, a)
    assert line(a) == math.sin(a)
    assert line.slope == math.cos(a)


EQUATIONS = [
    (square, 2, "y = 4x - 4"),
    (lambda x: 0.5 * x + 1, 7, "y = 0.5x + 1"),
    (lambda x: -x, 3, "y = -x"),
    (lambda x: -x, 0, "y = -x"),
    (lambda x: x, 5.5, "y = x"),
    (lambda x: x - 1, 4, "y = x - 1"),
    (lambda x: -2 * x + 3, 1, "y = -2x + 3"),
    (lambda x: 7, 3, "y = 7"),
    (lambda x: -7.25, 3, "y = -7.25"),
    (lambda x: 0 * x, 3, "y = 0"),
    (np.cbrt, 0, "x = 0"),
    (lambda x: dualnum.sqrt(x - 2), 2, "x = 2"),
    (lambda x: x / 3, 1, "y = 0.333333x"),
    (lambda x: 0.1 * x + 0.2, 0, "y = 0.1x + 0.2"),
    (lambda x: (0.1 + 0.2) * x, 0, "y = 0.3x"),
    (square, THIRDS, "y = 2x/3 - 1/9"),
    (lambda x: -x / 3 + Fraction(1, 2), Fraction(5), "y = -x/3 + 1/2"),
    (square, Fraction(2), "y = 4x - 4"),
    (square, Decimal("0.1"), "y = 0.2x - 0.01"),
    (square, mpmath.mpf(1) / 3, "y = 0.666667x - 0.111111"),
    (lambda x: 1e6 * x + 123456.7, 1, "y = 1000000x + 123457"),
    (lambda x: 1.5e-7 * x, 1, "y = 1.5e-7x"),
    (lambda x: 2e20 * x, 1, "y = 2e20x"),
    (square, np.float32(0.5), "y = x - 0.25"),
    # What rounding leaves of a zero is not written: e·1 − e, cos' at the double next to π.
    (np.exp, 1, "y = 2.71828x"),
    (np.cos, math.pi, "y = -1"),
    (np.sin, math.pi, "y = -x + 3.14159"),
    (np.log, math.e, "y = 0.367879x"),
    # … but a slope that is small by itself is.
    (lambda x: 1e-17 * x + 1, 0, "y = 1e-17x + 1"),
]


@pytest.mark.parametrize(("f", "a", "text"), EQUATIONS)
def test_equations_are_written_as_a_person_does(f, a, text):
    assert str(tangent_line(f, a)) == text


def test_a_format_applies_to_every_number():
    line = tangent_line(square, 2)
    assert f"{line:.1f}" == "y = 4.0x - 4.0"
    assert f"{tangent_line(square, THIRDS):.3f}" == "y = 0.667x - 0.111"
    assert f"{tangent_line(square, Decimal(2)):.2f}" == "y = 4.00x - 4.00"


def test_latex():
    assert tangent_line(square, THIRDS)._repr_latex_() == r"$y = \frac{2x}{3} - \frac{1}{9}$"
    assert tangent_line(lambda x: 1.5e-7 * x, 1)._repr_latex_() == r"$y = 1.5 \cdot 10^{-7}x$"
    plane = tangent_plane(lambda x: x[0] + 2 * x[1] - x[2], [0, 0, 0])
    assert plane._repr_latex_() == r"$y = x_{1} + 2x_{2} - x_{3}$"


def test_repr_names_the_numbers():
    assert repr(Line((2.0, 4.0), 4.0)) == "Line((2.0, 4.0), 4.0)"
    assert repr(tangent_line(square, 2)) == "TangentLine((2.0, 4.0), 4.0)"
    assert repr(secant_line(square, 2, 4)) == "SecantLine(((2.0, 4.0), (4.0, 16.0)), slope=6.0)"


def test_numbers_of_every_kind_are_written():
    assert number_text(math.inf) == "inf"
    assert number_text(Fraction(6, 2)) == "3"
    assert number_text(Dual(1.0, 2.0)) == "(1 + 2ε)"


# --- lines answer ------------------------------------------------------------------------------------


def test_lines_evaluate_numbers_lists_arrays_and_duals():
    line = tangent_line(square, 2)
    assert line(3) == 8
    assert line([0, 1]).tolist() == [-4, 0]
    assert line(np.array([[0.0, 1.0]])).tolist() == [[-4, 0]]
    assert derivative(line)(10.0) == 4
    assert line(Fraction(1, 2)) == -2
    assert line([Dual(1.0, 2.0), Dual(0.0, 1.0)]).tangent.tolist() == [8, 4]


def test_tangents_move_with_a_dual():
    # The tangent of x³ at a meets the axis at −2a³, whose derivative is −6a².
    assert derivative(lambda a: tangent_line(lambda x: x**3, a).intercept)(2.0) == -24
    assert str(tangent_line(square, Dual(2.0, 1.0))) == "y = (4 + 2ε)x - (4 + 4ε)"


def test_normals_stand_at_right_angles():
    line = tangent_line(square, 2)
    assert line.normal() == Line((2, 4), -0.25)
    assert line.normal().normal() == Line((2, 4), 4)
    flat, vertical = tangent_line(square, 0), tangent_line(np.cbrt, 0)
    assert str(flat.normal()) == "x = 0"
    assert str(vertical.normal()) == "y = 0"
    assert tangent_line(square, THIRDS).normal().slope == Fraction(-3, 2)


def test_intersections():
    left, right = tangent_line(square, -2), tangent_line(square, 2)
    assert left.intersection(right) == (0, -4)
    vertical = Line((3, 0), math.inf)
    assert right.intersection(vertical) == vertical.intersection(right) == (3, 8)
    a, b = tangent_line(square, THIRDS), tangent_line(square, Fraction(1))
    assert a.intersection(b) == (Fraction(2, 3), Fraction(1, 3))


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_tangents_of_the_parabola_meet_half_way(a, b):
    if a != b:
        x, y = tangent_line(square, a).intersection(tangent_line(square, b))
        assert (x, y) == ((a + b) / 2, a * b)


def test_newtons_step_is_where_the_tangent_meets_the_axis():
    axis = Line((0.0, 0.0), 0.0)
    x = 2.0
    for _ in range(6):
        x, _ = tangent_line(lambda x: x**2 - 2, x).intersection(axis)
    assert abs(x - math.sqrt(2)) <= math.ulp(math.sqrt(2))


def test_the_error_of_a_tangent_is_the_square_of_the_way():
    line = tangent_line(square, 2)
    assert line.error(square, 2.5) == 0.25
    assert line.error(square, [1, 2, 4]).tolist() == [1, 0, 4]
    assert secant_line(square, 2, 4).error(square, 3) == -1


def test_equal_lines_are_equal_numbers():
    assert tangent_line(square, 2) == Line((0, -4), 4) == secant_line(lambda x: 4 * x - 4, 7, 9)
    assert hash(tangent_line(square, 2)) == hash(Line((0.0, -4.0), 4.0))
    assert tangent_line(square, 2) != tangent_line(square, 3)
    assert Line((2, 1), math.inf) == Line((2, 5), -math.inf) != Line((3, 1), math.inf)
    assert hash(Line((2, 1), math.inf)) == hash(Line((2, 5), -math.inf))
    assert Line((2, 1), math.inf) != Line((2, 1), 0)
    assert tangent_line(square, 2) != "y = 4x - 4"


def test_isclose_allows_for_rounding_and_no_more():
    line = tangent_line(lambda x: x / 3 + 0.1, 1)
    other = tangent_line(lambda x: x / 3 + 0.1, 1e5)
    assert line != other
    assert line.isclose(other)
    assert not line.isclose(Line((1.0, 1 / 3 + 0.1001), 1 / 3))
    assert not line.isclose(Line(line.point, 1 / 3 + 1e-6))
    assert line.isclose(Line(line.point, 1 / 3 + 1e-6), abs_tol=1e-5)
    vertical = Line((1.0, 0.0), math.inf)
    assert vertical.isclose(Line((1 + 1e-12, 3.0), math.inf))
    assert not vertical.isclose(Line((1.1, 3.0), math.inf))
    assert not vertical.isclose(line)
    assert not line.isclose(vertical)


# --- vertical tangents, kinks, and no tangent at all -------------------------------------------------


@pytest.mark.parametrize("cbrt", [np.cbrt, dualnum.cbrt, dualnum.math.cbrt])
def test_a_vertical_tangent(cbrt):
    line = tangent_line(cbrt, 0)
    assert line.vertical
    assert str(line) == "x = 0"
    assert math.isinf(line.slope)
    assert math.isnan(line.intercept)
    with pytest.raises(ValueError, match=r"TangentLine: x = 0 is vertical .* see \.point"):
        line(1.0)
    with pytest.raises(ValueError, match="is vertical"):
        line.error(cbrt, 1.0)


def test_a_vertical_tangent_is_found_whatever_numpy_does_about_a_division_by_zero():
    with np.errstate(all="raise"):
        assert tangent_line(np.cbrt, 0.0).vertical


def test_an_infinite_slope_is_reported():
    assert tangent_line(dualnum.sqrt, 0).conventions == ("sqrt at 0.0: the slope is infinite",)


def test_at_a_kink_the_tangent_is_the_branchs_that_the_convention_takes():
    line = tangent_line(abs, 0)
    assert str(line) == "y = x"
    assert line.conventions == ("absolute at 0.0: the derivative follows the convention for a kink",)
    assert line.side == "right"
    assert tangent_line(abs, 1).conventions == ()
    assert tangent_line(abs, 1).side is None
    assert str(tangent_line(dualnum.relu, 0)) == "y = x"


def test_the_side_of_a_kink():
    # x² − 1 is 0 at −1 and at 1, so its own slope 2x holds: the outer branch's, left of −1 and right of 1.
    assert [tangent_line(lambda x: abs(x * x - 1), a).side for a in (-1, 1)] == ["left", "right"]
    # min(a, b) reads `a if a <= b else b`: x is the smaller one to the left of 2.
    assert tangent_line(lambda x: np.minimum(x, 2), 2).side == "left"
    assert tangent_line(lambda x: 2 * abs(x), Fraction(0)).side == "right"
    assert tangent_line(dualnum.sqrt, 0).side is None  # an infinite slope, but no kink


def test_a_kink_is_reported_to_errstate_as_well():
    with errstate(kink="raise"), pytest.raises(ConventionError, match=r"absolute at 0\.0"):
        tangent_line(abs, 0)
    with errstate(kink="warn"), pytest.warns(ConventionWarning, match=r"absolute at 0\.0"):
        tangent_line(abs, 0)
    told = []
    with errstate(kink=lambda *report: told.append(report)):
        tangent_line(abs, 0)
        tangent_plane(lambda x: abs(x[0]) + x[1], [0, 0])
    assert [name for name, _ in told] == ["absolute", "absolute"]


NO_TANGENT = [
    (lambda x: np.sqrt(x) ** 2, 0, r"tangent_line: f has no slope at 0\.0 \(it is nan\)"),
    (np.log, 0, r"tangent_line: f\(0\.0\) is -inf; choose a point where it is finite"),
    (np.log, -1, r"tangent_line: f\(-1\.0\) is nan; choose"),
    (np.sin, math.inf, "tangent_line: a is inf; choose"),
    (np.sin, math.nan, "tangent_line: a is nan; choose"),
    (lambda x: (x, x), 1, r"tangent_line: f returned 2 values at x = 1\.0; it must return one number"),
    (lambda x: np.array([1, 2]) * x, 1, r"tangent_line: f returned an array of shape \(2,\)"),
]


@pytest.mark.parametrize(("f", "a", "text"), NO_TANGENT)
def test_where_there_is_no_tangent_an_error_says_so(f, a, text):
    with pytest.raises(ValueError, match=text):
        tangent_line(f, a)


NOT_NUMBERS = [
    (3, 1, "tangent_line: f is 3, not a function; give the function itself"),
    (lambda x: None, 1, r"tangent_line: f returned None at x = 1\.0; it must return a number"),
    (lambda x: "x", 1, "tangent_line: f returned 'x'"),
    (lambda x: 1j * x, 1, r"tangent_line: f returned a complex number at x = 1\.0; take its real"),
    (square, "2", "tangent_line: a is '2', not a real number"),
    (square, None, "tangent_line: a is None, not a real number"),
    (square, [1, 2], r"tangent_line: a is \[1, 2\], not a real number"),
    (square, np.ones(2), r"tangent_line: a is an array of shape \(2,\); give one number"),
    (square, 1j, "tangent_line: a is the complex number 1j; lines are drawn in the real plane"),
]


@pytest.mark.parametrize(("f", "a", "text"), NOT_NUMBERS)
def test_what_is_not_a_number_is_refused(f, a, text):
    with pytest.raises(TypeError, match=text):
        tangent_line(f, a)


def test_what_f_itself_raises_comes_through():
    with pytest.raises(ValueError, match="math domain error"):
        tangent_line(dualnum.math.log, -1)
    with pytest.raises(ZeroDivisionError):
        tangent_line(lambda x: 1 / x, 0)


@pytest.mark.parametrize("rate", [average_rate_of_change, secant_line])
def test_rates_refuse_what_has_none(rate):
    name = rate.__name__
    with pytest.raises(ValueError, match=rf"{name}: a and b are both 1\.0; give different points"):
        rate(square, 1, 1.0)
    with pytest.raises(ValueError, match=rf"{name}: f\(0\) is inf"):
        rate(lambda x: math.inf if x == 0 else x, 0, 1)
    with pytest.raises(ValueError, match=rf"{name}: x is inf"):
        rate(square, 0, math.inf)
    with pytest.raises(TypeError, match=rf"{name}: f returned None"):
        rate(lambda x: None, 0, 1)
    with pytest.raises(TypeError, match=rf"{name}: f is 2, not a function"):
        rate(2, 0, 1)
    with pytest.raises(TypeError, match=rf"{name}: x is 'a', not a real number"):
        rate(square, "a", 1)


def test_lines_refuse_what_is_no_line():
    with pytest.raises(TypeError, match=r"Line: the point is 3; give a pair \(x, y\)"):
        Line(3, 1)
    with pytest.raises(TypeError, match="Line: the slope is '1', not a real number"):
        Line((1, 2), "1")
    with pytest.raises(ValueError, match="Line: the slope is nan"):
        Line((1, 2), math.nan)
    with pytest.raises(ValueError, match="a line passes through finite points"):
        Line((1, math.inf), 1)
    with pytest.raises(AttributeError):
        Line((1, 2), 1).slope = 2


def test_intersections_refuse_what_does_not_meet():
    line = tangent_line(square, 2)
    with pytest.raises(ValueError, match="y = 4x - 4 and y = 4x are parallel and do not meet"):
        line.intersection(Line((0, 0), 4))
    with pytest.raises(ValueError, match="are one line"):
        line.intersection(tangent_line(square, 2))
    with pytest.raises(ValueError, match="x = 1 and x = 2 are parallel"):
        Line((1, 0), math.inf).intersection(Line((2, 0), -math.inf))
    with pytest.raises(TypeError, match="intersection: other is 4, not a line"):
        line.intersection(4)
    with pytest.raises(TypeError, match="error: f is 4, not a function"):
        line.error(4, 1.0)


# --- planes ------------------------------------------------------------------------------------------


def test_a_tangent_plane():
    plane = tangent_plane(paraboloid, [1, 2])
    assert (plane.point.tolist(), plane.value, plane.gradient.tolist()) == ([1, 2], 5, [2, 4])
    assert plane.intercept == -5
    assert plane.normal.tolist() == [2, 4, -1]
    assert str(plane) == "z = 2x + 4y - 5"
    assert f"{plane:.1f}" == "z = 2.0x + 4.0y - 5.0"
    assert repr(plane) == "TangentPlane(point=array([1., 2.]), value=5.0, gradient=array([2., 4.]))"


def test_a_plane_evaluates_one_point_or_many():
    plane = tangent_plane(paraboloid, [1, 2])
    assert plane([1, 2]) == 5
    assert plane(np.array([[1.0, 2.0], [0.0, 0.0]])).tolist() == [5, -5]
    assert plane.error(paraboloid, [1.5, 2]) == 0.25
    assert dualnum.gradient(plane)(np.array([7.0, 7.0])).tolist() == [2, 4]


def test_planes_over_other_numbers_of_variables_number_them():
    assert str(tangent_plane(lambda x: x[0] ** 2, [3])) == "y = 6x₁ - 9"
    assert str(tangent_plane(lambda x: x[0] - x[1] * x[2], [1, 0, 2])) == "y = x₁ - 2x₂"


def test_equal_planes_are_equal_numbers():
    assert tangent_plane(paraboloid, [1, 2]) == tangent_plane(lambda x: 2 * x[0] + 4 * x[1] - 5, [0, 0])
    assert tangent_plane(paraboloid, [1, 2]) != tangent_plane(paraboloid, [1, 1])
    assert tangent_plane(paraboloid, [1, 2]) != 5


def test_planes_refuse_bad_input():
    with pytest.raises(ValueError, match=r"tangent_plane: a is 2\.0; give a list of finite numbers"):
        tangent_plane(paraboloid, 2.0)
    with pytest.raises(ValueError, match="give a list of finite numbers"):
        tangent_plane(paraboloid, [1, math.inf])
    with pytest.raises(ValueError, match="tangent_plane: f returned an array of shape"):
        tangent_plane(lambda x: x, [1, 2])
    with pytest.raises(TypeError, match="tangent_plane: f returned None"):
        tangent_plane(lambda x: None, [1, 2])
    with pytest.raises(TypeError, match="tangent_plane: f is 1, not a function"):
        tangent_plane(1, [1, 2])
    with pytest.raises(ValueError, match=r"tangent_plane: the gradient at \[0\. 1\.\] is \[inf  0\.\]"):
        tangent_plane(lambda x: np.sqrt(x[0]) + 0 * x[1], [0, 1])
    with pytest.raises(ValueError, match=r"tangent_plane: f\(\[-1\.  1\.\]\) is nan"):
        tangent_plane(lambda x: np.sqrt(x[0]), [-1, 1])
    plane = tangent_plane(paraboloid, [1, 2])
    with pytest.raises(ValueError, match=r"x has the shape \(3,\); its last axis must have length 2"):
        plane([1, 2, 3])
    with pytest.raises(ValueError, match=r"error: x has the shape \(1, 2\); give one point"):
        plane.error(paraboloid, [[1, 2]])
    with pytest.raises(TypeError, match="unhashable"):
        hash(plane)
