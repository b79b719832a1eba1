"""The number itself: comparisons, rounding, copies, pickles, subclasses, and what it refuses."""

import copy
import gc
import math
import pickle
import weakref
from collections.abc import Hashable
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative

ARRAY = np.array([1.0, 2.0])
EVERY_KIND = [
    Dual(1.5, 2.0),
    Dual(3, 1),
    Dual(Fraction(1, 3), Fraction(2)),
    Dual(1 + 2j, 1j),
    Dual(np.float32(1.5), 2),
    Dual(2.0, [1.0, 0.0]),
    Dual(ARRAY, 1),
    Dual(ARRAY, np.ones((3, 2))),
    Dual(Dual(1.5, 2.0), 3.0),
    Dual(Dual(ARRAY, 1), 2),
]


def parts(x):
    """Both parts of a Dual, down to plain lists, to compare."""
    if isinstance(x, Dual):
        return type(x), parts(x.primal), parts(x.tangent)
    return type(x), np.asarray(x).tolist()


# --- comparisons -------------------------------------------------------------------------------------


def test_comparisons_look_at_primals_alone():
    x, y = Dual(1.0, 5.0), Dual(2.0, -5.0)
    assert x < y
    assert x <= y
    assert y > x
    assert y >= x
    assert x != y
    assert x == Dual(1.0, 7.0)
    assert x == 1
    assert 1 == x  # noqa: SIM300  (the reflected comparison)
    assert 0 < x < 2 < 3 * y
    assert not x > 1
    assert x is not None
    assert x != "a"
    assert x != None  # noqa: E711  (the operator is what is tested)


def test_comparison_with_what_has_no_order_is_pythons_error():
    with pytest.raises(TypeError, match="'<' not supported between instances of 'float' and 'str'"):
        Dual(1.0, 1.0) < "a"  # noqa: B015  (it raises)
    with pytest.raises(TypeError, match="not supported between instances of 'complex'"):
        Dual(1j, 1.0) < 1  # noqa: B015  (the comparison is what raises)


def test_min_max_and_sorted_carry_the_chosen_dual():
    a, b, c = Dual(2.0, 1.0), Dual(1.0, 2.0), Dual(3.0, 3.0)
    assert min(a, b, c) is b
    assert max(a, b, c) is c
    assert [x.tangent for x in sorted([a, b, c])] == [2.0, 1.0, 3.0]
    assert max(a, 5.0) == 5.0
    assert derivative(lambda x: max(x * x, x))(3.0) == 6.0


def test_arrays_compare_element_by_element():
    x = Dual([1.0, 2.0, 3.0], 1)
    assert (x > 2).tolist() == [False, False, True]
    assert (x == np.array([1.0, 0.0, 3.0])).tolist() == [True, False, True]
    assert (np.array([0.0, 5.0, 3.0]) < x).tolist() == [True, False, False]


def test_truth_is_the_primals():
    assert Dual(0.5, 0.0)
    assert not Dual(0.0, 1.0)
    assert Dual(float("nan"), 0.0)
    with pytest.raises(ValueError, match="truth value"):
        bool(Dual([1.0, 2.0], 1))


def test_a_dual_takes_the_branch_of_its_primal():
    def f(x):
        return x * x if x else -x

    assert derivative(f)(2.0) == 4.0
    assert derivative(f)(0.0) == -1.0


# --- rounding and absolute values ----------------------------------------------------------------------


@pytest.mark.parametrize("value", [2.5, -2.5, 0.49, 7.0, Fraction(7, 2), 3, np.float64(2.5)])
@pytest.mark.parametrize("function", [round, math.floor, math.ceil, math.trunc])
def test_rounding_to_an_integer_gives_a_plain_one(value, function):
    rounded = function(Dual(value, 1))
    assert rounded == function(value)
    assert type(rounded) is type(function(value))


def test_rounding_to_digits_is_flat():
    y = round(Dual(2.567, 1.0), 1)
    assert (y.primal, y.tangent) == (2.6, 0.0)
    y = round(Dual(Fraction(5, 3), 1), 2)
    assert (y.primal, y.tangent) == (Fraction(167, 100), 0)
    assert round(Dual(1234, 1), -2).primal == 1200


def test_divmod_is_floor_division_and_remainder():
    q, r = divmod(Dual(7.5, 1.0), Dual(2.0, 0.5))
    assert (q.primal, q.tangent) == (3.0, 0.0)
    assert (r.primal, r.tangent) == (1.5, 1.0 - 3 * 0.5)  # r = a − 3·b
    q, r = divmod(7, Dual(2, 1))
    assert (q.primal, r.primal, r.tangent) == (3, 1, -3)


def test_absolute_values_follow_the_convention_at_zero():
    assert [abs(Dual(x, 1.0)).tangent for x in (-2.0, 0.0, 3.0)] == [-1.0, 1.0, 1.0]
    y = abs(Dual(3 + 4j, 1 + 1j))  # Re(conj(z)·t)/|z|
    assert (y.primal, y.tangent) == (5.0, (3 + 4) / 5)


def test_errors_of_the_plain_number_are_the_duals_own():
    for operation in (round, math.floor, math.ceil, math.trunc):
        with pytest.raises(ValueError, match="NaN"):
            operation(Dual(float("nan"), 1.0))
    with pytest.raises(OverflowError):
        math.floor(Dual(float("inf"), 1.0))
    with pytest.raises(TypeError, match="complex"):
        divmod(Dual(1j, 1), 2)
    with pytest.raises(TypeError, match="a Dual has no power modulo a number"):
        pow(Dual(2, 1), 3, 5)


# --- copies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("x", EVERY_KIND, ids=lambda value: repr(value).partition(" at 0x")[0])
def test_pickles_keep_everything(x, protocol):
    assert parts(pickle.loads(pickle.dumps(x, protocol))) == parts(x)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, Dual.copy])
@pytest.mark.parametrize("x", EVERY_KIND, ids=lambda value: repr(value).partition(" at 0x")[0])
def test_copies_share_nothing(x, duplicate):
    y = duplicate(x)
    assert parts(y) == parts(x)
    if x.ndim:
        before = parts(x)
        y[0] = 99.0
        assert parts(x) == before


def test_deepcopy_keeps_what_is_one_object_one():
    x = Dual([1.0], 1)
    a, b = copy.deepcopy([x, x])
    assert a is b
    assert a is not x


def test_duals_can_be_referred_to_weakly():
    x = Dual(1.0, 1.0)
    reference = weakref.ref(x)
    assert reference() is x
    del x
    gc.collect()
    assert reference() is None


def test_attributes_cannot_be_added_or_changed():
    with pytest.raises(AttributeError):
        Dual(1.0, 1.0).other = 1
    with pytest.raises(AttributeError):
        Dual(1.0, 1.0).primal = 1


def test_a_dual_is_no_key_and_says_why():
    with pytest.raises(
        TypeError, match=r"hash: a Dual can be no key, since it compares by its primal alone; use"
    ):
        hash(Dual(1.0, 1.0))
    with pytest.raises(TypeError, match=r"hash: .*\.primal"):
        {Dual([1.0], 1): 1}
    assert isinstance(
        Dual(1.0, 1.0), Hashable
    )  # as every object with a __hash__ that may refuse, a tuple say


# --- subclasses ----------------------------------------------------------------------------------------


class Length(Dual):
    """A subclass with a method and attributes of its own."""

    def centimetres(self):
        return 100 * self


class Slotted(Dual):
    __slots__ = ()


def test_a_subclass_holds_numbers():
    x = Length(2.0, 1.0)
    assert type(x) is Length
    assert repr(x) == "Length(2.0, 1.0)"
    assert x.centimetres().tangent == 100.0
    assert type(Length(Fraction(1, 2), 1)) is Length
    assert type(Slotted(2.0, 1.0)) is Slotted


def test_results_and_arrays_of_a_subclass_are_plain_duals():
    x = Length(2.0, 1.0)
    for y in (x * x, 2 * x, x + Dual(1.0, 1.0), Dual(1.0, 1.0) - x, x**2, -x, dualnum.sin(x), np.sin(x)):
        assert type(y).__module__.startswith("dualnum.")
    assert (x * x).tangent == 4.0
    assert (x / Dual(4.0, 1.0)).tangent == 1 / 4 - 2 / 16
    assert not isinstance(Length([1.0, 2.0], 1), Length)
    assert not isinstance(Length(2.0, [1.0, 0.0]), Length)


def test_a_subclass_works_as_a_component_and_in_transforms():
    assert (Dual(Length(2.0, 1.0), 1.0) ** 2).tangent.tangent == 2.0
    assert derivative(lambda x: x * Length(3.0, 0.0).primal)(2.0) == 3.0
    assert derivative(lambda t: t**3)(Length(2.0, 1.0)).tangent == 12.0


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_of_a_subclass_keep_class_and_attributes(duplicate):
    x = Length(2.0, 1.0)
    x.unit = "m"
    y = duplicate(x)
    assert type(y) is Length
    assert (y.primal, y.tangent, y.unit) == (2.0, 1.0, "m")


# --- other processes -------------------------------------------------------------------------------------


def square_and_slope(x):
    """x² and, by a transform of this process, d/dy (x·y) at 1, which is x."""
    for _ in range(5):  # levels that the parent's variable may have, too
        slope = derivative(lambda y: x * y)(1.0)
    return x * x, slope


def test_a_dual_keeps_its_place_in_another_process():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:

        def f(x):
            square, slope = pool.submit(square_and_slope, x).result()
            return square + 3 * slope

        assert [derivative(f)(float(x)) for x in range(1, 4)] == [2.0 + 3, 4.0 + 3, 6.0 + 3]


@pytest.mark.parametrize(
    "number", [2.5, 1.5 - 2j, 3, True, Fraction(1, 3), np.float32(2), np.complex64(1 + 2j)]
)
def test_conjugate_is_of_the_type_that_the_number_gives(number):
    found = Dual(number, 1 + 2j if isinstance(number, (complex, np.complex64)) else 1).conjugate()
    assert type(found.primal) is type(number.conjugate())
    assert found.primal == number.conjugate()
    assert found.tangent == (1 - 2j if isinstance(number, (complex, np.complex64)) else 1)
