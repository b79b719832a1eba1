"""``ufunc.at``: in place, unbuffered, on both parts of a Dual."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_ufuncs

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE

ALL = sorted(
    (u for u in get_overridable_numpy_ufuncs() if u.__name__ in TABLE and u.nin < 3 and u.nout == 1),
    key=lambda u: u.__name__,
)
RNG = np.random.default_rng(7)
INDICES = [3, 0, 3, 3, 1, 0]


def arguments(ufunc):
    """An array that moves, and what it is changed with; ldexp's exponents do not move."""
    a = RNG.uniform(1.1, 1.9, 5) if ufunc is np.arccosh else RNG.uniform(0.2, 0.9, 5)
    b = RNG.integers(-2, 3, len(INDICES)) if ufunc is np.ldexp else RNG.uniform(0.2, 0.9, len(INDICES))
    return a, [b][: ufunc.nin - 1]


@pytest.mark.parametrize("ufunc", ALL, ids=lambda ufunc: ufunc.__name__)
@pytest.mark.parametrize("directions", [(), (2,)])
def test_it_is_the_ufunc_applied_one_element_after_the_other(ufunc, directions):
    a, values = arguments(ufunc)
    target = Dual(a, RNG.uniform(-1, 1, (*directions, 5)))
    values = [v if v.dtype.kind == "i" else Dual(v, RNG.uniform(-1, 1, directions + v.shape)) for v in values]
    expected = target.copy()
    with np.errstate(all="ignore"):
        for k, i in enumerate(INDICES):
            expected[i] = ufunc(expected[i], *(v[k] for v in values))
        assert ufunc.at(target, INDICES, *values) is None
        ufunc.at(a, INDICES, *(v.primal if isinstance(v, Dual) else v for v in values))
    assert np.array_equal(target.primal, a, equal_nan=True)
    np.testing.assert_allclose(target.tangent, expected.tangent, rtol=1e-13)


@pytest.mark.parametrize("ufunc", [np.add, np.subtract, np.multiply, np.maximum, np.power])
@pytest.mark.parametrize(
    "index",
    [
        1,
        -1,
        slice(None, None, 2),
        [2, 2],
        np.array([True, False, True]),
        (slice(None), [0, 0, 3]),
        ([0, 2, 0], [1, 1, 1]),
        (1, slice(None)),
        (Ellipsis, 0),
        (slice(1), None),
        ([[0], [0]], [0, 0, 1]),
    ],
    ids=str,
)
def test_every_kind_of_index(ufunc, index):
    a = RNG.uniform(1, 2, (3, 4))
    t = RNG.uniform(-1, 1, (2, 3, 4))
    shape = a[index].shape
    b, s = RNG.uniform(1, 2, shape), RNG.uniform(-1, 1, (2, *shape))

    def at(step, d):
        moved = a + np.longdouble(step) * t[d]
        ufunc.at(moved, index, b + np.longdouble(step) * s[d])
        return moved

    x, plain = Dual(a.copy(), t.copy()), a.copy()
    ufunc.at(x, index, Dual(b, s))
    ufunc.at(plain, index, b)
    assert np.array_equal(x.primal, plain)
    for d in range(2):
        np.testing.assert_allclose(x.tangent[d], (at(1e-6, d) - at(-1e-6, d)) / 2e-6, rtol=1e-11, atol=1e-11)


def test_values_broadcast_to_the_indexed_elements():
    x = Dual(np.zeros((2, 3)), np.zeros((2, 3)))
    np.add.at(x, (slice(None), [0, 0, 2]), Dual(np.array([[1.0], [2.0]]), 1.0))
    assert x.primal.tolist() == [[2.0, 0.0, 1.0], [4.0, 0.0, 2.0]]
    assert x.tangent.tolist() == [[2.0, 0.0, 1.0]] * 2


def test_plain_values_change_a_dual_and_numbers_do():
    x = Dual(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    np.multiply.at(x, [0, 0, 1], [2.0, 3.0, 5.0])
    np.add.at(x, 0, 1)
    assert x.primal.tolist() == [7.0, 10.0]
    assert x.tangent.tolist() == [6.0, 50.0]


def test_a_histogram_of_many_values_in_few_bins():
    """∂/∂w of the sums of w over the bins counts what fell there; a loop over repeats would take minutes."""
    bins = RNG.integers(0, 3, 200_000)
    totals = Dual(np.zeros(3), np.zeros(3))
    np.add.at(totals, bins, Dual(np.ones(bins.size), 1.0))
    assert totals.tangent.tolist() == np.bincount(bins).tolist() == totals.primal.tolist()


def test_a_view_a_zero_dimensional_array_and_an_empty_index():
    x = Dual(np.arange(6.0).reshape(2, 3), np.ones((2, 3)))
    np.multiply.at(x.T, (0, [1, 1]), 2.0)
    assert x.primal.tolist() == [[0.0, 1.0, 2.0], [12.0, 4.0, 5.0]]
    assert x.tangent.tolist() == [[1.0, 1.0, 1.0], [4.0, 1.0, 1.0]]
    single = Dual(np.array(2.0), np.array([1.0, 3.0]))
    np.multiply.at(single, (), Dual(5.0, np.array([0.0, 1.0])))
    assert single.primal == 10.0
    assert single.tangent.tolist() == [5.0, 17.0]
    np.multiply.at(x, ([], []), 7.0)
    assert x.primal.max() == 12.0


def test_values_that_are_a_view_of_the_array_are_read_first():
    x = Dual(np.array([1.0, 2.0, 3.0]), np.eye(3))
    plain = x.primal.copy()
    np.multiply.at(x, [1, 2, 2], x)
    np.multiply.at(plain, [1, 2, 2], plain.copy())
    assert x.primal.tolist() == plain.tolist() == [1.0, 2.0, 18.0]
    assert x.tangent.tolist() == [[1.0, 2.0, 0.0], [0.0, 1.0, 9.0], [0.0, 0.0, 12.0]]


def test_values_of_an_inner_transform_go_into_an_array_of_an_outer_one():
    """∂²/∂x∂y of x·y² is 2y."""

    def f(y):
        def g(x):
            cells = np.zeros_like(np.array([1.0]) * x) + y
            np.multiply.at(cells, [0], x * y)
            return cells[0]

        return dualnum.derivative(g)(3.0)

    assert dualnum.derivative(f)(5.0) == 10.0


def test_an_array_of_objects_holds_duals_itself():
    cells = np.array([Dual(1.0, 1.0), Dual(2.0, 0.0)])
    np.add.at(cells, [0, 0], Dual(1.0, 0.5))
    assert cells[0].primal == 3.0
    assert cells[0].tangent == 2.0


@pytest.mark.parametrize(
    ("array", "index", "value"),
    [
        (np.zeros(2), 5, 1.0),
        (np.zeros(2), [0, 1], np.ones(3)),
        (np.zeros(2), "a", 1.0),
    ],
)
def test_numpys_own_errors_come_before_anything_changes(array, index, value):
    with pytest.raises((IndexError, ValueError, TypeError)) as plain:
        np.add.at(array.copy(), index, value)
    x = Dual(array.copy(), np.ones(2))
    with pytest.raises(type(plain.value)) as ours:
        np.add.at(x, index, Dual(value, 1.0))
    assert str(ours.value) == str(plain.value)
    assert not x.primal.any()
    assert x.tangent.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("array", "value"), [(np.zeros(2, int), 0.5), (np.zeros(2), 1j), (np.zeros(2, "f"), 1j)]
)
def test_what_numpy_would_cut_is_refused(array, value):
    x = Dual(array, np.ones(2))
    with pytest.raises(
        TypeError, match=r"^add.at: an array of (int64|float64|float32) cannot hold .* a wider dtype"
    ):
        np.add.at(x, 0, value)
    assert x.tangent.tolist() == [1.0, 1.0]
    np.add.at(x, [0, 0], Dual(1, 0.5))
    assert x.primal[0] == 2
    assert x.tangent[0] == 2.0


def test_a_read_only_array_and_a_number_are_refused():
    frozen = np.zeros(2)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        np.add.at(Dual(frozen, np.ones(2)), 0, 1.0)
    with pytest.raises(TypeError, match="^first operand must be array"):
        np.add.at(Dual(1.0, 1.0), (), 1.0)


def test_a_plain_array_cannot_hold_a_derivative():
    with pytest.raises(TypeError, match=r"^add.at: a plain array cannot hold the derivative .* give a Dual"):
        np.add.at(np.zeros(3), [0], Dual(1.0, 1.0))
    assert np.equal.at(np.array([True, False]), [0], Dual(1.0, 1.0)) is None
