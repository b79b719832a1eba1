"""Constructors, functions that write into an array, plain results and text."""

import io

import numpy as np
import pytest

from dualnum import Dual

X = Dual(np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(2, 2, 3))
"""Two directions."""

V = Dual(np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.2, 0.3]))


# --- constructors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [np.zeros_like, np.ones_like, np.empty_like])
def test_new_arrays_like_a_dual_are_constants_with_its_directions(function):
    y = function(X)
    assert isinstance(y, Dual)
    assert y.shape == (2, 3)
    assert y.tangent.shape == (2, 2, 3)
    assert not y.tangent.any()
    y[0, 0] = X[1, 2]
    np.testing.assert_array_equal(y.tangent[:, 0, 0], X.tangent[:, 1, 2])
    assert function(X, shape=(4,)).tangent.shape == (2, 4)
    assert function(X, np.float32).tangent.dtype == np.float32


@pytest.mark.parametrize("dtype", [int, bool, object])
@pytest.mark.parametrize("function", [np.zeros_like, np.ones_like, np.empty_like])
def test_masks_and_indices_are_plain(function, dtype):
    assert type(function(X, dtype=dtype)) is np.ndarray


def test_an_integer_dual_has_integers_like_it():
    n = Dual(np.array([1, 2]), 1.0)
    assert np.zeros_like(n).dtype == int
    assert np.zeros_like(n).tangent.dtype == float


def test_full_like():
    y = np.full_like(X, 2.5)
    np.testing.assert_array_equal(y.primal, np.full((2, 3), 2.5))
    assert not y.tangent.any()
    y = np.full_like(X, X[1, 1])
    np.testing.assert_array_equal(y.tangent[:, 0, 2], X.tangent[:, 1, 1])
    with pytest.raises(TypeError, match=r"copyto: a plain array cannot hold the derivative.*zeros_like"):
        np.full_like(np.zeros(3), Dual(1.0, 1.0))


def test_new_arrays_like_a_number():
    y = np.zeros_like(Dual(2.0, 1.0))
    assert (y.shape, y.primal, y.tangent) == ((), 0, 0)


def test_nested_arrays_have_room_at_every_level():
    x = Dual(Dual(np.ones(2), np.ones(2)), Dual(np.ones(2), np.zeros(2)))
    y = np.zeros_like(x)
    y[0] = x[1] * x[1]
    assert y.tangent.tangent[0] == 2
    assert y.tangent.tangent[1] == 0


CREATED = [
    (np.zeros, (3,)),
    (np.ones, ((2, 2),)),
    (np.empty, (3,)),
    (np.full, (3, 2.5)),
    (np.eye, (3,)),
    (np.identity, (3,)),
    (np.tri, (3,)),
    (np.arange, (3.0,)),
    (np.array, ([1.0, 2.0],)),
    (np.asarray, ([1.0, 2.0],)),
    (np.asanyarray, ([1.0, 2.0],)),
    (np.ascontiguousarray, ([1.0, 2.0],)),
    (np.asfortranarray, ([1.0, 2.0],)),
    (np.require, ([1.0, 2.0],)),
    (np.fromiter, ([1.0, 2.0], float)),
    (np.frombuffer, (np.ones(3).tobytes(),)),
    (np.fromfunction, (lambda i, j: i + j, (2, 2))),
]


@pytest.mark.parametrize(("function", "args"), CREATED, ids=[f.__name__ for f, _ in CREATED])
def test_like_makes_a_constant_dual(function, args):
    plain = function(*args)
    y = function(*args, like=X)
    assert isinstance(y, Dual)
    assert (y.shape, y.dtype) == (plain.shape, plain.dtype)
    if function is not np.empty:
        np.testing.assert_array_equal(y.primal, plain)
    assert y.tangent.shape == (2, *plain.shape)
    assert not y.tangent.any()


def test_like_from_text_and_files(tmp_path):
    assert np.fromstring("1 2", sep=" ", like=X).tangent.shape == (2, 2)
    assert np.loadtxt(io.StringIO("1 2"), like=X).tangent.shape == (2, 2)
    assert np.genfromtxt(io.StringIO("1 2"), like=X).tangent.shape == (2, 2)
    np.ones(3).tofile(tmp_path / "numbers")
    assert np.fromfile(tmp_path / "numbers", like=X).tangent.shape == (2, 3)


def test_like_keeps_duals_and_settles_lists_of_them():
    assert np.asarray(X, like=V) is X
    y = np.array([Dual(1.0, 2.0), 3.0], like=V)
    np.testing.assert_array_equal(y.tangent, [2, 0])
    y = np.array(V, like=V, ndmin=2, dtype=np.float32)
    assert (y.shape, y.dtype, y.tangent.dtype) == ((1, 3), np.float32, np.float32)
    assert not np.shares_memory(np.array(V, like=V).primal, V.primal)
    np.testing.assert_array_equal(np.full(2, Dual(1.0, 2.0), like=V).tangent, [2, 2])
    with pytest.raises(TypeError, match="astype: an array of int64 cannot hold a Dual"):
        np.asarray(V, dtype=np.int64, like=V)


def test_like_with_integers_is_plain():
    assert type(np.zeros(3, int, like=X)) is np.ndarray
    assert type(np.arange(3, like=X)) is np.ndarray


# --- writing into an array ------------------------------------------------------------------------------

WRITES = [
    (np.copyto, np.array([5.0, 6.0, 7.0])),
    (lambda a, v: np.copyto(a, v, where=[True, False, True]), 5.0),
    (lambda a, v: np.put(a, [2, 0], v), np.array([5.0, 6.0])),
    (lambda a, v: np.put(a, [4, -1], v, mode="wrap"), 5.0),
    (lambda a, v: np.place(a, [True, False, True], v), np.array([5.0, 6.0, 7.0])),
    (lambda a, v: np.putmask(a, [False, True, True], v), np.array([5.0, 6.0])),
    (lambda a, v: np.put_along_axis(a, np.array([1, 0]), v, 0), np.array([5.0, 6.0])),
    (lambda a, v: a.put([1], v), 5.0),
    (lambda a, v: a.fill(v), 5.0),
]


@pytest.mark.parametrize(("write", "values"), WRITES)
def test_both_parts_are_written(write, values):
    """Writing is linear in the array and the values, so the tangent is what writing the tangents gives."""
    for lead in ((), (2,)):
        rng = np.random.default_rng(5)
        old, new = rng.normal(size=(*lead, 3)), rng.normal(size=lead + np.shape(values))
        a = Dual(np.arange(3.0), old.copy())
        assert write(a, Dual(values, new)) is None
        plain = np.arange(3.0)
        write(plain, values)
        np.testing.assert_array_equal(a.primal, plain)
        for d in np.ndindex(lead):
            expected = old[d].copy()
            write(expected, new[d])
            np.testing.assert_array_equal(a.tangent[d], expected)
        write(a, values)  # a plain value stops what it is written over
        expected = old.copy()
        for d in np.ndindex(lead):
            write(expected[d], np.zeros(np.shape(values)))
        np.testing.assert_array_equal(a.tangent, expected)


@pytest.mark.parametrize(("write", "values"), WRITES[:7])
def test_a_plain_array_refuses_duals_and_stays_as_it_is(write, values):
    a = np.arange(3.0)
    with pytest.raises(TypeError, match=r"^\w+: a plain array cannot hold the derivative .*zeros_like"):
        write(a, Dual(values, np.ones(np.shape(values))))
    np.testing.assert_array_equal(a, np.arange(3.0))


def test_an_object_array_takes_scalar_duals():
    a = np.zeros(3, object)
    np.copyto(a, V)
    assert a[1].tangent == 0.2


@pytest.mark.parametrize("wrap", [False, True])
def test_fill_diagonal(wrap):
    a = Dual(np.zeros((5, 2)), np.ones((5, 2)))
    np.fill_diagonal(a, Dual(np.array([1.0, 2.0]), np.array([3.0, 4.0])), wrap=wrap)
    plain, tangent = np.zeros((5, 2)), np.ones((5, 2))
    np.fill_diagonal(plain, [1.0, 2.0], wrap)
    np.fill_diagonal(tangent, [3.0, 4.0], wrap)
    np.testing.assert_array_equal(a.primal, plain)
    np.testing.assert_array_equal(a.tangent, tangent)


def test_errors_of_writing_are_numpys():
    a = Dual(np.zeros(3), np.zeros(3))
    with pytest.raises(IndexError, match="out of bounds"):
        np.put(a, 7, 1.0)
    with pytest.raises(TypeError, match="Cannot cast"):
        np.copyto(Dual(np.zeros(2), 0.0), Dual(np.ones(2) * 1j, 0.0))
    with pytest.raises(ValueError, match="broadcast"):
        np.copyto(a, Dual(np.ones(2), np.ones(2)))
    a.setflags(write=False)
    with pytest.raises(ValueError, match="read-only"):
        np.put(a, 0, 1.0)


def test_overlapping_memory():
    a = Dual(np.arange(4.0), np.arange(4.0) * 10)
    np.copyto(a[1:], a[:-1])
    np.testing.assert_array_equal(a.primal, [0, 0, 1, 2])
    np.testing.assert_array_equal(a.tangent, [0, 0, 10, 20])


# --- plain results --------------------------------------------------------------------------------------

PLAIN = [
    (np.all, (X > -1,)),
    (np.any, (X,)),
    (np.allclose, (X, X)),
    (np.argmax, (X, 1)),
    (np.argmin, (X,)),
    (np.argsort, (V,)),
    (np.argpartition, (V, 1)),
    (np.argwhere, (X,)),
    (np.array_equal, (X, X)),
    (np.array_equiv, (X, X)),
    (np.can_cast, (X, np.float32)),
    (np.common_type, (X,)),
    (np.count_nonzero, (X, 0)),
    (np.diag_indices_from, (X[:, :2],)),
    (np.digitize, (V, [0.0, 1.5, 2.5])),
    (np.digitize, ([0.5, 2.7], np.sort(V))),
    (np.flatnonzero, (X,)),
    (np.iscomplex, (X,)),
    (np.iscomplexobj, (X,)),
    (np.isclose, (X, 1.0)),
    (np.isin, (X, [1.0, 2.0])),
    (np.isneginf, (X,)),
    (np.isposinf, (X,)),
    (np.isreal, (X,)),
    (np.isrealobj, (X,)),
    (np.lexsort, ([V, V],)),
    (np.may_share_memory, (X, X)),
    (np.min_scalar_type, (X,)),
    (np.nanargmax, (X, 0)),
    (np.nanargmin, (X,)),
    (np.ndim, (X,)),
    (np.nonzero, (X,)),
    (np.result_type, (X, np.float32)),
    (np.searchsorted, ([0.0, 2.5], V)),
    (np.searchsorted, (np.sort(V), 1.5)),
    (np.shape, (X,)),
    (np.shares_memory, (X, V)),
    (np.size, (X, 1)),
    (np.tril_indices_from, (X,)),
    (np.triu_indices_from, (X, 1)),
    (np.where, (X > 2,)),
]


def plain(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(plain, value))
    return value.primal if isinstance(value, Dual) else value


@pytest.mark.parametrize(("function", "args"), PLAIN, ids=[f.__name__ for f, _ in PLAIN])
def test_plain_results_come_from_the_primals(function, args):
    found, expected = function(*args), function(*plain(args))
    assert type(found) is type(expected)
    if isinstance(expected, (tuple, np.ndarray)):
        assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
    else:
        assert found == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda out: np.any(X, None, out),
        lambda out: np.all(X, out=out),
        lambda out: np.argmax(X, None, out),
        lambda out: np.isneginf(X, out),
    ],
)
def test_a_plain_result_does_not_go_into_a_dual(call):
    with pytest.raises(
        TypeError, match=r"^\w+: its result is not a number to differentiate; give a plain array"
    ):
        call(Dual(np.zeros(()), 0.0))


def test_indices_as_integer_duals():
    n = Dual(np.array([1, 0]), np.array([1.0, 1.0]))
    np.testing.assert_array_equal(np.unravel_index(n, (2, 3)), [[0, 0], [1, 0]])
    np.testing.assert_array_equal(np.ravel_multi_index((n, n), (2, 3)), [4, 0])
    np.testing.assert_array_equal(np.take(V, n).tangent, [0.2, 0.1])


# --- text -----------------------------------------------------------------------------------------------


def test_text_shows_both_parts():
    assert np.array_repr(V) == "Dual(array([3., 1., 2.]), array([0.1, 0.2, 0.3]))"
    assert np.array_str(V) == "[3. 1. 2.] + [0.1 0.2 0.3]ε"
    assert np.array2string(V, precision=1, separator=",") == "[3.,1.,2.] + [0.1,0.2,0.3]ε"
    nested = Dual(Dual(np.ones(1), np.zeros(1)), Dual(np.ones(1), np.ones(1)))
    assert np.array_repr(nested) == "Dual(Dual(array([1.]), array([0.])), Dual(array([1.]), array([1.])))"
