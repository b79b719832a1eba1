"""Bad input: every mistake raises a typed error whose text says what was wrong and what to do.

The mistakes in calls of one transform are with that transform; here are those with Duals themselves.
"""

import math
import operator
import re
from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, gradient

X = Dual(1.5, 1.0)
A = Dual([1.0, 2.0, 3.0], 1)
HINT = "use .primal to drop the derivative on purpose, or dualnum.drop_in for code you cannot edit"


def assigned(target, key, value):
    target[key] = value


def in_place(target, value):
    target += value


class Thing:
    """Not a number."""


# what is done, and the whole text or its beginning
DROPPING = [
    (lambda: float(X), f"float: a Dual cannot become a float without losing its derivative; {HINT}"),
    (lambda: int(X), f"int: a Dual cannot become an int without losing its derivative; {HINT}"),
    (lambda: complex(X), f"complex: a Dual cannot become a complex without losing its derivative; {HINT}"),
    (lambda: float(A[0]), "float: a Dual cannot become a float without losing its derivative"),
    (lambda: float(Dual(2.0, 0.0)), "float: a Dual cannot become a float without losing its derivative"),
    (lambda: math.sin(X), f"float: a Dual cannot become a float without losing its derivative; {HINT}"),
    (lambda: math.isclose(X, 1.0), "float: a Dual cannot become a float"),
    (lambda: math.hypot(X, 1.0), "float: a Dual cannot become a float"),
    (
        lambda: np.asarray(X, dtype=float),
        "asarray: an array of float64 cannot hold a Dual without losing its deriva",
    ),
    (
        lambda: np.asarray(A, dtype=np.float32),
        "asarray: an array of float32 cannot hold a Dual without losing its d",
    ),
    (lambda: np.array([1.0, X], dtype=float), "asarray: an array of float64 cannot hold a Dual"),
    (lambda: np.array([A, A], dtype=float), "asarray: an array of float64 cannot hold a Dual"),
    (lambda: np.float64(X), "asarray: an array of float64 cannot hold a Dual"),
    (lambda: np.zeros(3).fill(X), "float: a Dual cannot become a float"),
    (
        lambda: assigned(np.zeros(3), 0, X),
        f"float: a Dual cannot become a float without losing its derivative; {HINT}",
    ),
    (lambda: assigned(np.zeros(3), slice(None), A), "asarray: an array of float64 cannot hold a Dual"),
    (lambda: assigned(np.zeros((2, 3)), 0, A), "asarray: an array of float64 cannot hold a Dual"),
    (
        lambda: in_place(np.zeros(3), A),
        "add: out= is a plain array, which cannot hold the derivative; give a Dual as",
    ),
    (lambda: in_place(np.zeros(3), X), "add: out= is a plain array, which cannot hold the derivative"),
    (lambda: np.add(X, 1, out=np.zeros(())), "add: out= is a plain array, which cannot hold the derivative"),
    (lambda: np.sin(A, out=np.zeros(3)), "sin: out= is a plain array, which cannot hold the derivative"),
    (
        lambda: hash(X),
        "hash: a Dual can be no key, since it compares by its primal alone; use .primal on purpose",
    ),
    (
        lambda: {A: 1},
        "hash: a Dual can be no key, since it compares by its primal alone; use .primal on purpose",
    ),
]


@pytest.mark.parametrize(("act", "text"), DROPPING, ids=[text[:40] for _, text in DROPPING])
def test_a_derivative_is_never_dropped_in_silence(act, text):
    with pytest.raises(TypeError, match="^" + re.escape(text)):
        act()


GIVE = "give a number, an array or a Dual"
COMPONENTS = [
    ("a", f"is 'a', not a number; {GIVE}"),
    ("", f"is '', not a number; {GIVE}"),
    (b"a", f"is b'a', not a number; {GIVE}"),
    (None, f"is None, not a number; {GIVE}"),
    ({}, f"is a value of type dict, not a number; {GIVE}"),
    ({1.0}, f"is a value of type set, not a number; {GIVE}"),
    (range(3), f"is a value of type range, not a number; {GIVE}"),
    (Thing(), f"is a value of type Thing, not a number; {GIVE}"),
    (float, f"is a value of type type, not a number; {GIVE}"),
    (math.sin, f"is a value of type builtin_function_or_method, not a number; {GIVE}"),
    ((i for i in [1.0]), f"is a value of type generator, not a number; {GIVE}"),
    (np.datetime64("2020-01-01"), f"is a value of dtype datetime64[D], not a number; {GIVE}"),
    (np.array(["a"]), "is an array of dtype <U1, not of numbers; convert it to float first"),
    (
        np.array(["2020-01-01"], "M8[D]"),
        "is an array of dtype datetime64[D], not of numbers; convert it to float first",
    ),
    (
        np.zeros(2, [("a", float)]),
        "is an array of dtype [('a', '<f8')], not of numbers; convert it to float first",
    ),
    (np.array([None]), "is an array of dtype object, not of numbers; use dualnum.array for arrays of Duals"),
    (np.array([X, X]), "is an array of dtype object, not of numbers; use dualnum.array for arrays of Duals"),
    ([1.0, "a"], "is an array of dtype <U32, not of numbers; convert it to float first"),
    ([1.0, None], "is an array of dtype object, not of numbers; use dualnum.array for arrays of Duals"),
]


@pytest.mark.parametrize(("value", "text"), COMPONENTS, ids=[text for _, text in COMPONENTS])
def test_what_is_no_component(value, text):
    with pytest.raises(TypeError) as error:
        Dual(value, 1.0)
    assert str(error.value) == f"Dual: the primal {text}"
    with pytest.raises(TypeError) as error:
        Dual(1.0, value)
    assert str(error.value) == f"Dual: the tangent {text}"


def test_ragged_lists():
    with pytest.raises(ValueError, match="Dual: the primal is a ragged list; give lists of one length"):
        Dual([[1.0], [1.0, 2.0]])
    with pytest.raises(ValueError, match="Dual: the tangent is a ragged list; give lists of one length"):
        Dual(1.0, [[1.0], [1.0, 2.0]])


def test_wrong_numbers_of_parts():
    with pytest.raises(TypeError, match=r"^Dual\(\) missing 1 required positional argument: 'primal'"):
        Dual()
    with pytest.raises(TypeError, match=r"^Dual\(\) takes from 1 to 2 positional arguments"):
        Dual(1.0, 2.0, 3.0)


OPERATORS = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    operator.pow,
    operator.matmul,
    divmod,
    operator.iadd,
    operator.imul,
    operator.ipow,
    operator.lt,
    operator.ge,
]


@pytest.mark.parametrize(
    "other", ["a", None, {}, Thing(), {1.0}, math.sin], ids=lambda value: repr(value).partition(" at 0x")[0]
)
@pytest.mark.parametrize("operate", OPERATORS)
@pytest.mark.parametrize(
    "x", [X, A, Dual(Fraction(1, 2), 1), Dual(X, 1)], ids=["float", "array", "exact", "nested"]
)
def test_operators_refuse_what_is_no_number(x, operate, other):
    with pytest.raises(TypeError):
        operate(x.copy(), other)
    formats = isinstance(other, str) and operate is operator.mod  # 'a' % x is text
    if operate.__name__[0] != "i" and not formats:
        with pytest.raises(TypeError):
            operate(other, x)


@pytest.mark.parametrize("function", [dualnum.sin, dualnum.exp, dualnum.relu])
@pytest.mark.parametrize("value", ["a", None, Thing()], ids=["a", "None", "Thing"])
def test_functions_refuse_what_is_no_number(function, value):
    with pytest.raises(TypeError, match="not a number"):
        function(value)


def test_functions_of_the_wrong_number_of_arguments():
    for wrong in ((), (1.0, 2.0), (Dual(1.0, 1.0), 2.0)):
        with pytest.raises(TypeError, match=rf"sin: takes 1 argument\(s\), not {len(wrong)}"):
            dualnum.sin(*wrong)
    with pytest.raises(TypeError, match=r"arctan2: takes 2 argument\(s\), not 1"):
        dualnum.arctan2(1.0)


def test_a_name_that_is_no_function():
    with pytest.raises(AttributeError, match="no_such_function"):
        dualnum.no_such_function  # noqa: B018  (it raises)


def test_selecting_what_is_no_number():
    for bad in ("a", None, Thing()):
        with pytest.raises(
            TypeError, match=r"^where: a value is .*, not a number; give a number, an array or a Dual"
        ):
            dualnum.where(A > 1, A, bad)
        with pytest.raises(TypeError, match=r"^where: a value is .*, not a number"):
            dualnum.where(A > 1, bad, 0.0)


def test_different_directions_do_not_mix():
    one, two = Dual(A.primal, np.ones((2, 3))), Dual(A.primal, np.ones((4, 3)))
    text = (
        r"multiply: operands carry different directions, \(2,\) and \(4,\); give each tangent the shape dir"
    )
    with pytest.raises(ValueError, match=text):
        one * two
    with pytest.raises(ValueError, match=r"add: operands carry different directions, \(\) and \(2,\)"):
        A + one
    with pytest.raises(ValueError, match="where: operands carry different directions"):
        dualnum.where(A > 1, one, two)


def test_shapes_that_do_not_broadcast_are_numpys_error():
    with pytest.raises(ValueError, match="could not be broadcast together"):
        A + np.ones(2)
    with pytest.raises(ValueError, match="could not be broadcast together"):
        A * Dual(np.ones(2), 1)


def test_empty_and_0d_arrays_work():
    empty = Dual(np.array([]), np.zeros((2, 0)))
    assert (np.exp(empty) * 2).tangent.shape == (2, 0)
    assert (empty == 1).shape == (0,)
    assert gradient(lambda v: v.sum())(np.array([])).shape == (0,)
    zero_d = Dual(np.array(2.0), np.array([1.0, 2.0]))
    assert (zero_d**2).tangent.tolist() == [4.0, 8.0]
    assert derivative(lambda x: x**2)(np.array(3.0)) == 6.0


def test_nan_seeds_travel():
    y = Dual(2.0, math.nan) ** 2 + 1
    assert y.primal == 5.0
    assert math.isnan(y.tangent)
    z = np.sin(Dual([1.0, 2.0], [math.nan, 1.0]))
    assert np.isnan(z.tangent).tolist() == [True, False]


def test_read_only_arrays_can_be_read():
    a = np.array([1.0, 2.0])
    a.flags.writeable = False
    assert (Dual(a, a) ** 2).tangent.tolist() == [2.0, 8.0]
    assert derivative(lambda x: x * x)(a).tolist() == [2.0, 4.0]
    assert gradient(lambda x: (x * x).sum())(a).tolist() == [2.0, 4.0]
