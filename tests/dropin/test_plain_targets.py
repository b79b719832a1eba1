"""Plain arrays that a result with a derivative is written into, inside drop_in."""

import numpy as np
import pytest

from dualnum import derivative, drop_in

CONSTANTS = np.array([1.0, 2.0])


def at_two(f):
    """The derivative at 2 of a function that is called inside drop_in."""
    return derivative(drop_in(f))(2.0)


def local(x):
    a = CONSTANTS * 2
    a *= x
    a += x
    return a


def attribute(x):
    class Model:
        pass

    model = Model()
    model.a = CONSTANTS * 3
    model.a *= x
    return model.a


def element(x):
    arrays = [CONSTANTS * 3]
    arrays[0] *= x
    return arrays[0]


def closure(x):
    a = CONSTANTS * 3

    def change():
        nonlocal a
        a *= x

    change()
    return a


def scaled(a, x):
    a *= x
    return a


HELD_ONCE = {
    "local": (local, [3, 5]),
    "attribute": (attribute, [3, 6]),
    "element": (element, [3, 6]),
    "closure": (closure, [3, 6]),
    "argument that nobody else holds": (lambda x: scaled(CONSTANTS * 3, x), [3, 6]),
}


@pytest.mark.parametrize(("f", "slope"), HELD_ONCE.values(), ids=HELD_ONCE)
def test_an_operator_in_place_makes_the_one_variable_hold_the_dual(f, slope):
    assert at_two(f).tolist() == slope
    assert CONSTANTS.tolist() == [1, 2]


def alias(x):
    a = CONSTANTS * 2
    b = a
    a *= x
    return b


def view(x):
    a = CONSTANTS * 2
    part = a[:1]
    part *= x
    return a


def viewed(x):
    a = CONSTANTS * 2
    part = a[:1]
    a *= x
    return part


def argument_that_is_held(x):
    a = CONSTANTS * 2
    scaled(a, x)
    return a


def elements_of_a_loop(x):
    arrays = [CONSTANTS * 2]
    for a in arrays:
        a *= x
    return arrays[0]


def out(x):
    a = CONSTANTS * 2
    np.multiply(a, x, out=a)
    return a


def row(x):
    a = np.outer(CONSTANTS, CONSTANTS)
    a[0] *= x
    return a


@pytest.mark.parametrize("f", [alias, view, viewed, argument_that_is_held, elements_of_a_loop, out, row])
def test_where_somebody_else_would_not_see_the_change_it_is_refused(f):
    with pytest.raises(TypeError, match="out= is a plain array, which cannot hold the derivative"):
        at_two(f)


def test_what_does_not_move_is_written():
    def f(x):
        a = CONSTANTS * 2
        b = a
        a *= np.sign(x) * 3
        np.add(a, 0 * x, out=a)
        return b * x

    assert at_two(f).tolist() == [6, 12]


def test_the_dtype_of_the_array_is_kept():
    def f(x):
        a = np.float32([1, 2]) * np.float32(2)
        a *= x
        assert a.dtype == np.float32
        return a

    assert at_two(f).tolist() == [2, 4]


def test_outside_it_is_refused_as_ever():
    with pytest.raises(TypeError, match="out= is a plain array"):
        derivative(local)(2.0)
