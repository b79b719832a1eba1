"""Making Duals: `Dual`, `dualnum.array`, and the object arrays that NumPy asks for."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, jacobian

# --- Dual ---------------------------------------------------------------------------------------------


def test_the_tangent_is_zero_unless_given():
    assert Dual(2.0).tangent == 0.0
    assert Dual(np.ones(2)).tangent.tolist() == [0.0, 0.0]


def test_a_number_as_tangent_fills_an_array():
    assert Dual([[1, 2], [3, 4]], 5).tangent.tolist() == [[5.0, 5.0], [5.0, 5.0]]
    assert Dual((1.0, 2.0), (3, 4)).tangent.tolist() == [3.0, 4.0]


@pytest.mark.parametrize("directions", [(), (1,), (4,), (0,), (2, 3)])
@pytest.mark.parametrize("shape", [(), (3,), (0,), (2, 3)])
def test_directions_lead(shape, directions):
    x = Dual(np.ones(shape), np.ones(directions + shape))
    y = x * x + 1 / x
    assert y.primal.shape == x.shape == shape
    assert y.tangent.shape == directions + shape
    assert np.all(y.tangent == 1.0)


@pytest.mark.parametrize(
    "tangent", [[1.0, 2.0], np.ones((2, 2)), np.ones((3, 1)), np.ones((3, 2)), np.ones(1)]
)
def test_a_tangent_that_does_not_fit_is_refused(tangent):
    given = np.shape(tangent)
    with pytest.raises(
        ValueError, match=r"Dual: a tangent of shape .* does not fit a primal of shape"
    ) as error:
        Dual(np.ones(3), tangent)
    assert str(error.value) == (
        f"Dual: a tangent of shape {given} does not fit a primal of shape (3,); "
        "its shape must be directions + primal.shape"
    )


@pytest.mark.parametrize("tangent", [1, True, np.float32(1), np.int8(1), np.array(1.0), Fraction(1)])
def test_the_tangent_of_a_float_is_a_float(tangent):
    x = Dual(2.0, tangent)
    assert type(x) is Dual  # the class of two Python floats
    assert type(x.tangent) is float


def test_the_tangent_of_a_nested_dual_is_of_its_innermost_type():
    assert type(Dual(Dual(1.0, 1.0), 1).tangent) is float
    assert Dual(Dual(np.ones(2, np.float32), 1), 1).tangent.dtype == np.float32
    assert Dual(np.ones(2, np.float32), Dual(1, 2)).tangent.tangent.dtype == np.float32


def test_lists_with_duals_in_them_nest():
    x = Dual([Dual(1.0, 2.0), 3.0], [4.0, 5.0])
    assert x.primal.tangent.tolist() == [2.0, 0.0]
    assert x.tangent.tolist() == [4.0, 5.0]


# --- dualnum.array --------------------------------------------------------------------------------------


def test_array_of_duals_and_numbers():
    x = dualnum.array([[Dual(1.0, 1.0), 2], [3.5, Dual(4, 0.5)]])
    assert x.primal.tolist() == [[1.0, 2.0], [3.5, 4.0]]
    assert x.tangent.tolist() == [[1.0, 0.0], [0.0, 0.5]]
    assert x.primal.dtype == x.tangent.dtype == np.float64


def test_array_of_array_duals_stacks_them():
    row = Dual([1.0, 2.0], np.arange(6.0).reshape(3, 2))
    x = dualnum.array([row, [5.0, 6.0], row * 2])
    assert x.primal.tolist() == [[1.0, 2.0], [5.0, 6.0], [2.0, 4.0]]
    for d in range(3):
        assert x.tangent[d].tolist() == [row.tangent[d].tolist(), [0.0, 0.0], (2 * row.tangent[d]).tolist()]


def test_array_of_an_object_array():
    objects = np.array([[Dual(1.0, 1.0)], [2.0]], dtype=object)
    x = dualnum.array(objects)
    assert x.shape == (2, 1)
    assert x.tangent.tolist() == [[1.0], [0.0]]


def test_array_of_other_things_is_numpys():
    plain = np.array([1.0, 2.0])
    assert dualnum.array(plain) is plain
    x = Dual([1.0], 1)
    assert dualnum.array(x) is x
    assert dualnum.array([[1, 2], [3, 4]]).dtype == np.int64
    assert dualnum.array(3.0).shape == ()
    assert dualnum.array([]).shape == (0,)
    assert dualnum.array([Fraction(1, 2)]).tolist() == [Fraction(1, 2)]


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.longdouble, np.complex64])
def test_array_keeps_the_common_dtype(kind):
    x = dualnum.array([Dual(kind(1), 1), kind(2)])
    assert x.primal.dtype == x.tangent.dtype == np.dtype(kind)


def test_array_of_exact_numbers_stays_exact():
    x = dualnum.array([Dual(Fraction(1, 3), Fraction(1)), Fraction(1, 2), 2]) ** 2
    assert x.primal.tolist() == [Fraction(1, 9), Fraction(1, 4), 4]
    assert x.tangent.tolist() == [Fraction(2, 3), 0, 0]
    third = mpmath.mpf(1) / 3
    assert (dualnum.array([Dual(third, mpmath.mpf(1))]) * 3).tangent.tolist() == [3]


def test_array_of_mixed_levels():
    def f(x):
        def g(y):
            return dualnum.array([x * y, x, y, 1.0]) ** 2

        return derivative(g)(3.0)  # (2x²y, 0, 2y, 0)

    assert derivative(f)(2.0).tolist() == [24.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("nested", "error", "text"),
    [
        (
            [Dual(1.0, 1.0), "a"],
            TypeError,
            "array: an element is 'a', not a number; give a number, an array or a D",
        ),
        ([Dual(1.0, 1.0), None], TypeError, "array: an element is None, not a number"),
        (np.array([Dual(1.0, 1.0), None]), TypeError, "array: an element is None, not a number"),
        (["a"], TypeError, "array: an element is 'a', not a number"),
        ("a", TypeError, "array: the argument is 'a', not a number"),
        (None, TypeError, "array: the argument is None, not a number"),
        (np.array(["a"]), TypeError, "array: the argument is an array of dtype <U1, not of numbers"),
        ({1: 2}, TypeError, "array: the argument is a value of type dict, not a number"),
        (
            [Dual(1.0, 1.0), [2.0]],
            ValueError,
            r"array: the nested lists are ragged, with parts of shapes \[\(\), \(",
        ),
        ([[1.0], [2.0, 3.0]], ValueError, "array: the nested lists are ragged"),
        (
            [Dual(1.0, [1.0, 0.0]), Dual(1.0, 1.0)],
            ValueError,
            r"array: elements carry different directions, \[\(\), \(2,\)\]",
        ),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_what_is_no_array_is_refused(nested, error, text):
    with pytest.raises(error, match=text):
        dualnum.array(nested)


# --- object arrays ------------------------------------------------------------------------------------------


def test_numpy_gets_object_arrays_of_scalar_duals():
    x = Dual([[1.0, 2.0]], [[3.0, 4.0]])
    objects = np.asarray(x)
    assert objects.dtype == object
    assert objects.shape == (1, 2)
    assert (objects[0, 1].primal, objects[0, 1].tangent) == (2.0, 4.0)
    assert np.asarray(Dual(1.0, 2.0))[()].tangent == 2.0
    assert np.array([Dual(1.0, 2.0), 3.0])[0].tangent == 2.0
    directions = np.asarray(Dual([1.0, 2.0], np.arange(6.0).reshape(3, 2)))
    assert directions[1].tangent.tolist() == [1.0, 3.0, 5.0]


def test_ufuncs_and_transforms_take_object_arrays():
    slopes = derivative(lambda x: np.sin(np.array([x, 2 * x])) * np.array([1.0, x]))(0.0)
    assert slopes.tolist() == [1.0, 0.0]  # (cos x, 2x·cos 2x + sin 2x)
    assert jacobian(lambda v: np.array([v[0] * v[1], v[1]]))(np.array([2.0, 3.0])).tolist() == [
        [3, 2],
        [0, 1],
    ]
    x = np.array([Dual(1.0, 1.0), Dual(2.0, 1.0)])
    assert derivative(lambda v: v * v)(x).primal.tolist() == [2.0, 4.0]


@pytest.mark.parametrize("dtype", [float, int, complex, "f4", bool])
def test_a_dtype_that_would_drop_the_derivative_is_refused(dtype):
    name = np.dtype(dtype)
    text = f"asarray: an array of {name} cannot hold a Dual without losing its derivative; use .primal to dr"
    for x in (Dual([1.0], 1), Dual(1.0, 1.0)):
        with pytest.raises(TypeError, match=text):
            np.asarray(x, dtype=dtype)


def test_an_object_array_is_always_a_copy():
    assert np.asarray(Dual([1.0], 1), dtype=object).dtype == object
    with pytest.raises(
        ValueError, match=r"asarray: an array of Duals is always a copy; leave copy=False out"
    ):
        np.asarray(Dual([1.0], 1), copy=False)
