"""`derivative` and `value_and_derivative`: inputs, outputs, orders, arguments, and errors."""

import dataclasses
import inspect
import math
from collections import OrderedDict, namedtuple
from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, value_and_derivative

Pair = namedtuple("Pair", "a b")
ARRAYS = "arrays of Duals"
GIVE = "give a number, an array or a Dual"
FLOATS = [np.float16, np.float32, np.float64, np.longdouble]


@dataclasses.dataclass
class Point:
    x: object
    y: object = 0.0


@dataclasses.dataclass(frozen=True)
class Tagged:
    """A dataclass with a field that its constructor does not take, and one that it checks."""

    x: object
    tag: str = dataclasses.field(default="tag", init=False)

    def __post_init__(self):
        if self.x is None:
            raise ValueError("no x")


def cube(x):
    return x * x * x


# --- inputs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("x", "slope"), [(2, 12.0), (2.0, 12.0), (True, 3.0), (-3, 27.0), (10**20, 3e40)])
def test_integers_become_floats(x, slope):
    value, found = value_and_derivative(cube)(x)
    assert type(value) is type(found) is float
    assert found == slope
    assert value == float(x) ** 3


@pytest.mark.parametrize("kind", FLOATS)
def test_the_float_type_is_kept(kind):
    for x in (kind(2), np.array(2, kind), np.array([2, 3], kind), np.ones((2, 2), kind), np.array([], kind)):
        value, slope = value_and_derivative(cube)(x)
        assert value.dtype == slope.dtype == np.dtype(kind)
        assert slope.shape == x.shape
        np.testing.assert_array_equal(slope, 3 * x * x)


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.int64, bool])
def test_integer_arrays_become_float64(kind):
    x = np.array([0, 1, 1], kind)
    slope = derivative(cube)(x)
    assert slope.dtype == np.float64
    assert slope.tolist() == [0.0, 3.0, 3.0]
    assert derivative(cube)(x[1]).dtype == np.float64


def test_scalars_of_other_kinds_keep_their_type():
    assert derivative(cube)(Fraction(1, 2)) == Fraction(3, 4)
    assert type(derivative(cube)(Fraction(1, 2))) is Fraction


def test_an_object_array_of_duals_is_an_array_of_duals():
    slope = derivative(cube)(np.array([Dual(1.0, 1.0), Dual(2.0, 0.0)]))
    assert slope.primal.tolist() == [3.0, 12.0]
    assert slope.tangent.tolist() == [6.0, 0.0]


def test_the_callers_array_is_not_changed():
    def f(x):
        x[0] = 0.0
        x *= x
        return x

    x = np.array([1.0, 2.0])
    for transform in (
        derivative(f),
        derivative(f, order=2),
        derivative(f, order=3),
        derivative(f, holomorphic=True),
    ):
        transform(x)
        assert x.tolist() == [1.0, 2.0]
    assert derivative(f)(x).tolist() == [0.0, 4.0]


# --- outputs ----------------------------------------------------------------------------------------------


def test_outputs_keep_their_structure():
    def f(x):
        return {
            "a": (x, [x * x, 1]),
            "b": Pair(x**3, 2.0),
            "c": Point(x, 4 * x),
            "d": np.array([x, 5 * x, 0.0]),
        }

    value, slope = value_and_derivative(f)(2.0)
    assert value["a"] == (2.0, [4.0, 1])
    assert slope["a"] == (1.0, [4.0, 0.0])
    assert slope["b"] == Pair(12.0, 0.0)
    assert slope["c"] == Point(1.0, 4.0)
    assert slope["d"].tolist() == [1.0, 5.0, 0.0]
    assert list(slope) == ["a", "b", "c", "d"]


def test_dataclasses_and_dicts_keep_their_class():
    slope = derivative(lambda x: Tagged(x * x))(3.0)
    assert slope == Tagged(6.0)
    assert slope.tag == "tag"
    ordered = derivative(lambda x: OrderedDict(b=x, a=2 * x))(3.0)
    assert type(ordered) is OrderedDict
    assert list(ordered.items()) == [("b", 1.0), ("a", 2.0)]


def test_structures_of_array_outputs_at_an_array():
    x = np.array([1.0, 2.0])
    first, second = derivative(lambda x: (x * x, [x**3]))(x)
    assert first.tolist() == [2.0, 4.0]
    assert second[0].tolist() == [3.0, 12.0]


def test_an_empty_structure():
    assert derivative(lambda x: ())(1.0) == ()
    assert derivative(lambda x: {})(1.0) == {}


@pytest.mark.parametrize(
    ("x", "zero"),
    [
        (2.0, 0.0),
        (2, 0.0),
        (np.float32(2), np.float32(0)),
        (Fraction(2), Fraction(0)),
        (np.array([1.0, 2.0]), np.zeros(2)),
        (np.array([1.0, 2.0], np.float32), np.zeros(2, np.float32)),
        (np.ones((0, 2)), np.zeros((0, 2))),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
@pytest.mark.parametrize("order", [1, 2, 3])
def test_constant_functions_have_the_derivative_zero(x, zero, order):
    slope = derivative(lambda _: 5, order=order)(x)
    assert type(slope) is type(zero)
    assert np.shape(slope) == np.shape(zero)
    assert np.all(slope == 0)
    assert getattr(slope, "dtype", None) == getattr(zero, "dtype", None)


def test_constant_arrays_and_steps_have_the_derivative_zero():
    assert derivative(lambda x: np.ones((2, 3)))(1.0).tolist() == np.zeros((2, 3)).tolist()
    assert derivative(lambda x: np.arange(3))(np.ones(3)).tolist() == [0.0] * 3
    assert derivative(lambda x: x > 1)(2.0) == 0.0
    assert derivative(lambda x: x // 1)(2.5) == 0.0


def test_object_arrays_as_output():
    slope = derivative(lambda x: np.array([[x, 1], [x * x, 2.5]]))(3.0)
    assert slope.tolist() == [[1.0, 0.0], [6.0, 0.0]]


def test_nan_and_infinities_travel():
    assert math.isnan(derivative(cube)(math.nan))
    assert derivative(lambda x: x)(math.nan) == 1.0
    assert derivative(cube)(math.inf) == math.inf
    assert derivative(lambda x: x * x)(np.array([math.nan, 1.0]))[1] == 2.0


# --- orders and arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", range(1, 9))
@pytest.mark.parametrize(
    "x",
    [0.5, np.float64(0.5), np.array([0.5, 2.0]), Fraction(1, 2)],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_orders(order, x):
    slope = derivative(lambda t: t**9, order=order)(x)
    exact = math.perm(9, order) * x ** (9 - order)
    np.testing.assert_allclose(np.asarray(slope, float), np.asarray(exact, float), rtol=1e-14)
    assert type(slope) is type(exact)


def test_orders_of_structures_constants_and_object_arrays():
    slope = derivative(lambda x: [x**4, 3, np.array([x**3, 1.0])], order=3)(2.0)
    assert slope[:2] == [48.0, 0.0]
    assert slope[2].tolist() == [6.0, 0.0]


def test_a_numpy_integer_is_an_order():
    assert derivative(cube, order=np.int64(2))(1.0) == 6.0


def test_orders_of_what_takes_a_dual_but_no_series():
    @dualnum.custom_rule(dualnum.cos)
    def sine(x):
        return math.sin(x)

    assert derivative(sine, order=3)(0.5) == pytest.approx(-math.cos(0.5), rel=1e-15)
    assert derivative(lambda x: Dual(x, 1.0) ** 4, order=3)(2.0).primal == 48.0


def test_arguments_by_position_and_by_name():
    def f(x, y, *, scale=1):
        return scale * x * y * y

    assert derivative(f)(2.0, 3.0) == 9.0
    assert derivative(f, argnum=1)(2.0, 3.0) == 12.0
    assert derivative(f, argnum=-1)(2.0, 3.0, scale=10) == 120.0
    assert derivative(f, argnum=np.int64(0), order=1)(2.0, y=3.0) == 9.0
    assert derivative(f, argnum=1, order=2)(2.0, 3.0) == 4.0
    assert derivative(f, argnum=1, order=3)(2.0, 3.0) == 0.0


def test_the_result_introduces_itself_as_f():
    def f(x, y=1):
        """Text."""

    g = derivative(f)
    assert g.__name__ == "f"
    assert g.__doc__ == "Text."
    assert list(inspect.signature(g).parameters) == ["x", "y"]


def test_callables_of_every_kind():
    class Square:
        def __call__(self, x):
            return x * x

        def method(self, x):
            return x**3

    assert derivative(Square())(3.0) == 6.0
    assert derivative(Square().method)(3.0) == 27.0
    assert derivative(np.sin)(0.0) == 1.0
    assert derivative(dualnum.exp)(0.0) == 1.0
    assert derivative(abs)(-2.0) == -1.0
    assert derivative(Dual.__neg__)(1.0) == -1.0


def test_value_and_derivative_evaluates_f_once():
    calls = []

    def f(x):
        calls.append(x)
        return x * x

    assert value_and_derivative(f)(3.0) == (9.0, 6.0)
    assert len(calls) == 1


# --- errors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("f", [3, None, "sin", [math.sin]])
@pytest.mark.parametrize("transform", [derivative, value_and_derivative])
def test_what_is_no_function(transform, f):
    with pytest.raises(TypeError) as error:
        transform(f)
    name = transform.__name__
    assert str(error.value) == f"{name}: f is {f!r}, not a function; give the function itself, not its value"


@pytest.mark.parametrize("order", [0, -1, 1.0, True, "2", None])
def test_what_is_no_order(order):
    with pytest.raises(ValueError, match=r"derivative: order=.*; give a positive integer"):
        derivative(cube, order=order)


@pytest.mark.parametrize("argnum", [(0,), 1.0, True, "x", None])
def test_what_is_no_argnum(argnum):
    with pytest.raises(TypeError, match=r"derivative: argnum=.*; give one argument's index"):
        derivative(cube, argnum=argnum)


def test_an_argument_that_is_not_there():
    with pytest.raises(
        TypeError, match="derivative: argnum=1 needs a positional argument 1, but the call has 1"
    ):
        derivative(cube, argnum=1)(2.0)
    with pytest.raises(
        TypeError, match="derivative: argnum=0 needs a positional argument 0, but the call has 0"
    ):
        derivative(cube)(x=2.0)


def test_wrong_arity_is_pythons_error():
    with pytest.raises(TypeError, match=r"cube\(\) takes 1 positional argument but 2 were given"):
        derivative(cube)(1.0, 2.0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'k'"):
        derivative(cube)(1.0, k=2)


class Thing:
    """Not a number."""


@pytest.mark.parametrize(
    ("x", "text"),
    [
        ("a", "derivative: x is 'a', not a number; " + GIVE),
        (b"a", "derivative: x is b'a', not a number; " + GIVE),
        (None, "derivative: x is None, not a number; " + GIVE),
        (Thing(), "derivative: x is a value of type Thing, not a number; " + GIVE),
        (cube, "derivative: x is a value of type function, not a number; " + GIVE),
        ({1.0}, "derivative: x is a value of type set, not a number; " + GIVE),
        ([1.0], "derivative: x is a list; use dualnum.gradient or dualnum.jacobian, or give an array"),
        ({}, "derivative: x is a dict; use dualnum.gradient or dualnum.jacobian, or give an array"),
        (Point(1.0), "derivative: x is a Point; use dualnum.gradient or dualnum.jacobian, or give an array"),
        (
            np.array(["a"]),
            "derivative: x is an array of dtype <U1, not of numbers; convert it to float first",
        ),
        (
            np.zeros(2, [("a", float)]),
            "derivative: x is an array of dtype [('a', '<f8')], not of numbers; convert it to float first",
        ),
        (
            np.datetime64("2020-01-01"),
            "derivative: x is a value of dtype datetime64[D], not a number; " + GIVE,
        ),
        (np.array([None]), "array: an element is None, not a number; " + GIVE),
        (
            np.array([Fraction(1, 2)]),
            "derivative: x is an array of dtype object, not of numbers; use dualnum.array for " + ARRAYS,
        ),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_what_is_no_point(x, text):
    for order in (1, 2, 3):
        with pytest.raises(TypeError) as error:
            derivative(cube, order=order)(x)
        assert str(error.value) == text
    with pytest.raises(TypeError) as error:
        value_and_derivative(cube)(x)
    assert str(error.value) == text.replace("derivative:", "value_and_derivative:")


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("a", "derivative: f returned 'a', not a number; " + GIVE),
        (None, "derivative: f returned None, not a number; " + GIVE),
        ([1.0, None], "derivative: f returned None, not a number; " + GIVE),
        (
            Thing(),
            "derivative: f returned a value of type Thing, not a number; " + GIVE,
        ),
        (
            cube,
            "derivative: f returned a value of type function, not a number; " + GIVE,
        ),
        (
            np.array(["a"]),
            "derivative: f returned an array of dtype <U1, not of numbers; convert it to float first",
        ),
        (
            np.array([1.0, None]),
            "derivative: f returned an array that holds None, not a number; " + GIVE,
        ),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_what_is_no_value(output, text):
    for order in (1, 3):
        with pytest.raises(TypeError) as error:
            derivative(lambda x: output, order=order)(2.0)
        assert str(error.value) == text


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_an_output_of_another_shape_than_the_array(order):
    x = np.array([1.0, 2.0, 3.0])
    for f in (lambda x: (x * x).sum(), lambda x: x[:2], lambda x: np.array([x, x]), lambda x: (x, x[0])):
        with pytest.raises(ValueError, match=r"use dualnum.gradient or dualnum.jacobian") as error:
            derivative(f, order=order)(x)
        assert str(error.value).startswith("derivative: f returned the shape (")


def test_a_complex_value_at_a_real_point():
    with pytest.raises(
        TypeError, match="derivative: f returned a complex number for a real x; differentiate its re"
    ):
        derivative(lambda x: 1j * x)(2.0)
    with pytest.raises(TypeError, match="value_and_derivative: f returned a complex number for a real x"):
        value_and_derivative(lambda x: [x, np.array([1j])])(2.0)


def test_an_exception_in_f_is_its_own():
    def f(x):
        raise KeyError("mine")

    for order in (1, 2, 3):
        with pytest.raises(KeyError, match="mine"):
            derivative(f, order=order)(1.0)
    with pytest.raises(ZeroDivisionError):
        derivative(lambda x: 1 / x)(0.0)
    with pytest.raises(TypeError, match=r"float: a Dual cannot become a float without losing its derivative"):
        derivative(math.sin)(1.0)


# --- complex points -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "z",
    [1 + 2j, np.complex64(1 + 2j), np.array([1 + 2j, 3j]), np.array([], complex)],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_a_complex_point_wants_to_be_asked_for(z):
    for order in (1, 2, 3):
        with pytest.raises(
            TypeError, match=r"x is complex, where f' need not exist; say holomorphic=True .*wirtinger"
        ):
            derivative(cube, order=order)(z)


@pytest.mark.parametrize(
    ("f", "exact"),
    [
        (cube, lambda z: 3 * z * z),
        (lambda z: 1 / z, lambda z: -1 / z**2),
        (np.exp, np.exp),
        (lambda z: np.sin(z) / z, lambda z: np.cos(z) / z - np.sin(z) / z**2),
        (lambda z: np.log(z) * np.sqrt(z), lambda z: 1 / np.sqrt(z) + np.log(z) / (2 * np.sqrt(z))),
        (lambda z: z**2.5, lambda z: 2.5 * z**1.5),
        (lambda z: 2**z, lambda z: np.log(2) * 2**z),
        (lambda z: np.tanh(z) + np.arctan(z), lambda z: 1 / np.cosh(z) ** 2 + 1 / (1 + z * z)),
        (dualnum.arcsin, lambda z: 1 / np.sqrt(1 - z * z)),
    ],
)
@pytest.mark.parametrize(
    "z",
    [0.5 + 0.25j, np.array([0.5 + 0.25j, 2 - 3j]), -1 - 0.5j],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_holomorphic_functions(f, exact, z):
    found = derivative(f, holomorphic=True)(z)
    np.testing.assert_allclose(found, exact(z), rtol=1e-13)
    assert np.shape(found) == np.shape(z)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_complex_derivatives_of_higher_order(order):
    z = 1 + 1j
    found = derivative(lambda z: z**6, order=order, holomorphic=True)(z)
    assert found == pytest.approx(math.perm(6, order) * z ** (6 - order), rel=1e-14)


def test_complex_types():
    assert type(derivative(cube, holomorphic=True)(1j)) is complex
    assert derivative(cube, holomorphic=True)(np.complex64(1j)).dtype == np.complex64
    assert derivative(cube, holomorphic=True)(np.ones(2, np.float32)).dtype == np.complex64
    assert derivative(dualnum.sqrt, holomorphic=True)(-4.0) == -0.25j  # 1/(2·2i)
    assert derivative(lambda z: 3, holomorphic=True)(1j) == 0
    assert value_and_derivative(cube, holomorphic=True)(1j) == (-1j, -3)


@pytest.mark.parametrize(
    "f",
    [
        abs,
        lambda z: z.real,
        lambda z: z.imag,
        lambda z: z.conjugate(),
        lambda z: z * np.conjugate(z),
        np.angle,
        lambda z: z + 0.001 * z.conjugate(),
    ],
)
@pytest.mark.parametrize(
    "z", [1 + 2j, np.array([1 + 2j, 1j])], ids=lambda value: repr(value).partition(" at 0x")[0]
)
def test_functions_that_are_not_holomorphic_are_found_out(f, z):
    for order in (1, 2, 3):
        with pytest.raises(
            ValueError, match=r"derivative: f is not holomorphic at x: .*; use dualnum.wirtinger"
        ):
            derivative(f, order=order, holomorphic=True)(z)


def test_rounding_is_not_taken_for_a_missing_derivative():
    def f(z):  # its terms cancel to 1 part in 10¹⁰
        return (z + 1) ** 9 - z**9 - sum(math.comb(9, k) * z**k for k in range(9)) + 1e-6 * z

    z = 12.5 + 7.25j
    # Of terms up to 9·9·|z|⁸ ≈ 1.5e11 the rounding is left, 2⁻⁵³ of each.
    assert derivative(f, holomorphic=True)(z) == pytest.approx(1e-6, abs=2e-4)
    assert derivative(lambda z: np.sin(z) ** 2 + np.cos(z) ** 2, holomorphic=True)(z) == pytest.approx(
        0,
        abs=4 * 2.0**-52 * math.exp(2 * z.imag),  # the terms are of that size
    )
