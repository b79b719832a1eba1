"""Arrays that accept Duals on assignment: views, members, and readers of their memory."""

import array
import copy
import math
import pickle
import struct
import sys

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, drop_in, gradient, jacobian, jvp

X = np.array([0.3, 0.4, 1.2])


def test_full_and_full_like_take_a_dual_for_a_plain_shape():
    def f(x):
        return np.full(2, x) * np.full_like(np.ones(2), x) + np.full_like([1.0, 2.0], [x, 3.0])

    assert derivative(drop_in(f))(5.0).tolist() == [11, 10]
    with pytest.raises(TypeError, match="full_like"):
        derivative(drop_in(lambda x: np.full_like([1, 2], x)))(5.0)


def test_preallocated_arrays_accept_duals():
    def f(x):
        out = np.zeros(3)
        out[0] = x[0] * x[1]
        view = out[1:]
        view[0] = math.sin(x[2])
        out[2] += 3 * x[1]
        return out * 2

    exact = [[2 * X[1], 2 * X[0], 0], [0, 0, 2 * math.cos(X[2])], [0, 6, 0]]
    assert jacobian(drop_in(f))(X) == pytest.approx(np.array(exact), rel=1e-15)


@pytest.mark.parametrize("order", ["C", "F"])
def test_views_of_buffers_made_before_the_first_dual_see_it(order):
    def f(x):
        m = np.zeros((3, 2), order=order)
        column, row, turned, every = m[:, 1], m[2], m.T, m[::-2]
        column[0] = x[0]
        row[0] = x[1]
        turned[1, 2] = 5 * x[2]
        every[1, 0] = 7 * x[0]
        return m

    table = jacobian(drop_in(f))(X)
    assert table[0, 1].tolist() == [1, 0, 0]
    assert table[2, 0].tolist() == [0, 1, 0]
    assert table[2, 1].tolist() == [0, 0, 5]
    assert table[0, 0].tolist() == [7, 0, 0]
    assert table[1].tolist() == [[0, 0, 0], [0, 0, 0]]


def test_plain_values_overwrite_duals_and_computed_arrays_accept_them():
    def f(x):
        out = np.ones(2) * 5
        out[:] = x
        out[1] = 4.0
        return out

    assert gradient(drop_in(lambda x: f(x).sum()))(np.array([1.0, 2.0])).tolist() == [1, 0]


def test_buffers_at_second_order():
    def f(x):
        out = np.empty(2)
        out[0] = x[0] ** 2 * x[1]
        out[1] = 3.0
        return out[0] * out[1]

    x = np.array([2.0, 5.0])
    exact = [[30.0, 12.0], [12.0, 0.0]]
    assert jacobian(gradient(drop_in(f)))(x).tolist() == exact
    assert jacobian(drop_in(gradient(f)))(x).tolist() == exact


def test_drop_in_returns_plain_arrays_where_nothing_moves():
    result = drop_in(lambda: np.zeros(3) + 1)()
    assert type(result) is np.ndarray
    value, tangent = jvp(drop_in(lambda x: (np.ones(2), x)), (1.0,), (1.0,))
    assert tangent[0].tolist() == [0, 0]
    assert value[1] == 1


def test_a_plain_value_is_written_over_duals_by_any_index():
    def f(x):
        a = np.zeros((2, 2))
        a[0, 0] = x
        a[:1, 1:] = 3.0
        a[1] = [4.0, x]
        a[..., 0] *= 2.0
        return a

    assert jvp(drop_in(f), (5.0,), (1.0,))[0].tolist() == [[10, 3], [8, 5]]
    assert jvp(drop_in(f), (5.0,), (1.0,))[1].tolist() == [[2, 0], [0, 1]]


def at_two(f):
    """The derivative at 2 of a function that is called inside drop_in."""
    return derivative(drop_in(f))(2.0)


# --- one memory, many arrays: what is written through one is read through all ------------------------------

VIEWS = {
    "reshape": lambda a: np.reshape(a, (3, 2))[0],
    "ravel": np.ravel,
    "asarray": lambda a: np.asarray(a)[0],
    "ascontiguousarray": lambda a: np.ascontiguousarray(a)[0],
    "atleast_3d": lambda a: np.atleast_3d(a)[0, :, 0],
    "transpose": lambda a: np.transpose(a)[:, 0],
    "expand_dims": lambda a: np.expand_dims(a, 0)[0, 0],
    "split": lambda a: np.split(a, 2)[0][0],
    "flip": lambda a: np.flip(a)[1, ::-1],
    "einsum": lambda a: np.einsum("ij->ji", a)[:, 0],
    "method reshape": lambda a: a.reshape(-1),
    "T": lambda a: a.T[:, 0],
    "view": lambda a: a.view()[0],
    "flat": lambda a: a.flat,
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("late", [False, True], ids=["made before the Dual", "made after"])
def test_what_is_written_through_a_view_is_in_the_array(view, late):
    def f(x):
        whole = np.zeros((2, 3))
        if late:
            whole[0, 2] = 7 * x
        view(whole)[1] = 3 * x
        return whole

    assert at_two(f).tolist() == [[0, 3, 7 if late else 0], [0, 0, 0]]


def test_an_entry_point_gives_back_the_array_itself():
    with drop_in():
        whole = np.zeros(3)
        assert np.asarray(whole) is whole
        assert np.array(whole) is not whole
        assert not np.shares_memory(np.array(whole), whole)


def test_a_result_without_the_memory_of_an_argument_is_apart():
    def f(x):
        first = np.zeros(2)
        second = np.add(first, 1.0)
        second[0] = x
        return np.concatenate([first, second])

    assert at_two(f).tolist() == [0, 0, 1, 0]


def test_real_and_imaginary_parts_of_complex_arrays_are_views():
    def f(x):
        z = np.zeros(2, complex)
        real, imaginary = z.real, z.imag
        z[0] = x * (1 + 2j)
        real[1] = 5 * x
        z.imag[1] = 7 * x
        return np.concatenate([real, imaginary])

    assert at_two(f).tolist() == [1, 5, 2, 7]


@pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")  # of NumPy 2.5, as for any array
def test_another_shape_of_the_array_itself():
    def f(x):
        a = np.zeros(4)
        a[1] = x
        a.shape = (2, 2)
        a[1, 0] = 3 * x
        return a

    assert at_two(f).tolist() == [[0, 1], [3, 0]]


def test_methods_that_write():
    def f(x):
        a = np.zeros(4)
        a.fill(x)
        a.put([0, 1], [7 * x, 4.0])
        a[2:].sort()
        return a

    assert at_two(f).tolist() == [7, 0, 1, 1]


def test_methods_take_duals_as_arguments():
    ones = np.ones(3)
    assert at_two(lambda x: np.asarray([1.0, 2.0, 4.0]).dot(x * ones)) == 7
    assert at_two(lambda x: np.zeros(3).clip(x, 5.0)).tolist() == [1, 1, 1]
    with drop_in():
        assert np.asarray([1.0, 2.0, 4.0]).searchsorted(Dual(3.0, 1.0)) == 2


def test_flat_is_an_iterator_as_numpys_is():
    with drop_in():
        flat = np.arange(6.0).reshape(2, 3).flat
        assert (next(flat), next(flat), flat.coords, flat.index) == (0, 1, (0, 2), 2)
        assert list(flat) == [2, 3, 4, 5]
        assert list(flat) == [0, 1, 2, 3, 4, 5]
        whole = np.zeros(3)
        whole.flat = Dual(2.0, 1.0)
        assert dualnum.array(whole).tangent.tolist() == [1, 1, 1]


def test_out_and_where_of_a_list_of_duals():
    def f(x):
        out = np.ones(3)
        np.multiply([x, x, x], 2.0, out=out, where=np.array([True, False, True]))
        return out

    assert at_two(f).tolist() == [2, 0, 2]


def test_out_and_where_of_a_reduction():
    def f(x):
        out = np.zeros(2)
        np.sum(
            np.array([[x, 2.0], [3 * x, 4.0]]), axis=1, out=out, where=np.array([[True, False], [True, True]])
        )
        return out

    assert at_two(f).tolist() == [1, 3]


def test_a_read_only_array_stays_so():
    def f(x):
        a = np.zeros(2)
        a.setflags(write=False)
        a[0] = x
        return a

    with pytest.raises(ValueError, match="read-only"):
        at_two(f)


def test_copies_and_pickles_hold_the_duals():
    def f(x):
        a = np.zeros(2)
        a[0] = x
        return copy.copy(a) + copy.deepcopy(a) + pickle.loads(pickle.dumps(a))

    assert at_two(f).tolist() == [3, 0]
    with drop_in():
        plain = pickle.loads(pickle.dumps(np.ones(2)))
    assert (type(plain), plain.tolist()) == (np.ndarray, [1, 1])


def test_texts_and_conversions_are_those_of_the_duals():
    with drop_in():
        a = np.zeros(1)
        assert repr(a) == "array([0.])"
        assert (float(a[0]), bool(a), f"{a}") == (0.0, False, "[0.]")
        a[0] = Dual(2.0, 1.0)
        assert repr(a) == "Dual(array([2.]), array([1.]))"
        assert a.tolist()[0].tangent == 1
        assert Dual(2.0, 5.0) in a
        assert int(a[0]) == 2


# --- readers of the memory, where the Duals are not --------------------------------------------------------


@pytest.mark.parametrize("read", ["tobytes", "dumps", "byteswap", "getfield", "tofile", "dump"])
def test_methods_that_read_bytes_are_refused(read):
    with drop_in(), pytest.raises(TypeError, match=f"{read}: the bytes of the values alone"):
        a = np.zeros(2)
        a[0] = Dual(2.0, 1.0)
        getattr(a, read)()


@pytest.mark.parametrize("name", ["ctypes", "data", "__array_interface__", "__array_struct__"])
def test_attributes_that_give_the_memory_are_refused(name):
    with drop_in():
        a = np.zeros(2)
        getattr(a, name)
        a[0] = Dual(2.0, 1.0)
        with pytest.raises(TypeError, match=rf"asks for the memory \({name}\)"):
            getattr(a, name)


def test_other_types_of_the_same_memory_are_refused():
    with drop_in():
        z = np.zeros(2, complex)
        floats = z.view(float)
        z[0] = Dual(2.0, 1.0)
        with pytest.raises(TypeError, match="read as float64 through a view"):
            floats[0]
        with pytest.raises(TypeError, match=r"the memory \(view\)"):
            z.view(float)
        with pytest.raises(TypeError, match=r"the memory \(dtype\)"):
            z.dtype = float


READERS = {
    "memoryview": lambda a: memoryview(a)[0],
    "struct": lambda a: struct.unpack("2d", a)[0],
    "frombuffer": lambda a: np.frombuffer(a)[0],
    "bytes": lambda a: np.frombuffer(bytes(a))[0],
    "array": lambda a: array.array("d", a.view(np.ndarray))[0],
    "nditer": lambda a: next(iter(np.nditer(a))),
    "base class": lambda a: np.ndarray.__getitem__(a, 0),
    "ndarray view": lambda a: np.ndarray.view(a, np.ndarray)[0],
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_nobody_who_reads_the_memory_gets_the_values_without_the_derivative(read):
    with drop_in():
        a = np.ones(2)
        assert read(a) == 1
        a[0] = Dual(2.0, 1.0)
        try:
            found = read(a)
        except TypeError as error:  # PEP 688, from Python 3.12 on
            assert "memory" in str(error)
        else:
            assert np.isnan(found)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 688 is of Python 3.12")
def test_a_reader_of_the_buffer_protocol_is_told():
    with drop_in():
        a = np.ones(2)
        a[0] = Dual(2.0, 1.0)
        with pytest.raises(TypeError, match=r"the memory \(memoryview\)"):
            memoryview(a)
