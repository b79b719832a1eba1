"""The array methods and attributes of Duals: NumPy's results on the primal, and the same on the tangent."""

import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.numpy_protocols.methods import FUNCTION_METHODS, METHODS

rng = np.random.default_rng(10)
A = rng.normal(size=(3, 4))
T = rng.normal(size=(2, 3, 4))
S = rng.normal(size=(4, 4))
Z = A + 1j * rng.normal(size=(3, 4))


def test_every_method_and_attribute_of_an_array_is_there_or_left_out_on_purpose():
    memory = {"ctypes", "data"}  # an address of the values alone, which compiled code would read
    theirs = {name for name in dir(np.ndarray) if not name.startswith("_") and hasattr(A, name)}
    ours = {name for name in theirs if hasattr(Dual, name)}
    assert theirs - ours == memory
    assert set(FUNCTION_METHODS) | set(METHODS) <= {
        *theirs,
        "is_integer",
        "tostring",
    }  # the last, of older releases


LINEAR = [
    lambda x: x.T,
    lambda x: x.mT,
    lambda x: x.reshape(2, 6),
    lambda x: x.reshape((4, -1)),
    lambda x: x.reshape(6, 2, order="F"),
    lambda x: x.reshape(-1),
    lambda x: x.ravel(),
    lambda x: x.ravel("F"),
    lambda x: x.flatten(),
    lambda x: x.flatten("F"),
    lambda x: x.transpose(),
    lambda x: x.transpose(1, 0),
    lambda x: x.transpose((0, 1)),
    lambda x: x.swapaxes(0, 1),
    lambda x: x[:, None].squeeze(),
    lambda x: x.diagonal(1),
    lambda x: x.trace(),
    lambda x: x.sum(),
    lambda x: x.sum(axis=0, keepdims=True),
    lambda x: x.mean(1),
    lambda x: x.cumsum(0),
    lambda x: x.take([0, 2], 1),
    lambda x: x.take([5, 0]),
    lambda x: x.repeat(2, 0),
    lambda x: x.compress([True, False, True], 0),
    lambda x: x.copy(),
    lambda x: x.view(),
    lambda x: x.astype(np.float64),
    lambda x: x.real,
    lambda x: x.imag,
    lambda x: x.item(2, 3),
    lambda x: x.item(5),
    lambda x: x.item((1, 1)),
    lambda x: x.flat[5],
    lambda x: x.flat[2:7],
    lambda x: x.flat[[0, -1]],
    lambda x: x.flat.copy(),
    lambda x: x.dot(S),
    lambda x: x.conj(),
    lambda x: x.conjugate(),
]


@pytest.mark.parametrize("method", LINEAR)
def test_linear_methods_do_the_same_to_both_parts(method):
    y = method(Dual(A, T))
    np.testing.assert_array_equal(y.primal, method(A))
    for d in range(2):
        np.testing.assert_allclose(y.tangent[d], method(T[d]), rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize(
    "method",
    [
        lambda x: x.prod(0),
        lambda x: x.cumprod(1),
        lambda x: x.max(),
        lambda x: x.min(axis=1),
        lambda x: x.var(ddof=1),
        lambda x: x.std(0),
        lambda x: x.clip(-0.5, 0.5),
        lambda x: x.clip(max=0.5),
    ],
)
def test_other_methods_agree_with_the_limit(judge, method):
    judge(method, (A,)).all()


@pytest.mark.parametrize(
    "method",
    [
        lambda x: x.argmax(),
        lambda x: x.argmin(1),
        lambda x: x.argsort(0),
        lambda x: x.argpartition(1),
        lambda x: x.any(),
        lambda x: (x > 0).all(0),
        lambda x: x.nonzero(),
        lambda x: x[0].searchsorted([0.5]),
        lambda x: x.shape,
        lambda x: x.ndim,
        lambda x: x.size,
        lambda x: x.dtype,
        lambda x: x.itemsize,
        lambda x: x.nbytes,
        lambda x: x.device,
        lambda x: x.flags.writeable,
        lambda x: x.astype(bool),
        lambda x: len(x.flat),
    ],
)
def test_plain_results(method):
    found, expected = method(Dual(A, T)), method(A)
    assert type(found) is type(expected)
    np.testing.assert_array_equal(found, expected)


def test_choose_and_put():
    index = Dual(np.array([0, 1]), 0.0)
    np.testing.assert_array_equal(index.choose([[1.0, 2.0], [3.0, 4.0]]), [1, 4])
    x = Dual(A.copy(), T.copy())
    x.put([0, 5], Dual(1.0, np.array([2.0, 3.0])))
    assert x.primal[1, 1] == 1
    np.testing.assert_array_equal(x.tangent[:, 0, 0], [2, 3])


# --- in place -------------------------------------------------------------------------------------------


def test_sort_and_partition_in_place():
    for method, args in (("sort", ()), ("partition", (2,))):
        x = Dual(A.copy(), T.copy())
        plain = A.copy()
        assert getattr(x, method)(*args, axis=1) is None
        getattr(plain, method)(*args, axis=1)
        np.testing.assert_array_equal(x.primal, plain)
        order = [[int(np.flatnonzero(A[i] == value)[0]) for value in row] for i, row in enumerate(plain)]
        np.testing.assert_array_equal(x.tangent, np.take_along_axis(T, np.array([order]), 2))


def test_fill():
    x = Dual(A.copy(), T.copy())
    x.fill(Dual(2.0, np.array([3.0, 4.0])))
    assert (x.primal == 2).all()
    assert (x.tangent[1] == 4).all()
    x.fill(1.0)
    assert not x.tangent.any()


def test_flags():
    x = Dual(A.copy(), T.copy())
    x.setflags(write=False)
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        x.tangent[0] = 0


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.T,
        lambda x: x.reshape(-1),
        lambda x: x.ravel(),
        lambda x: x.view(),
        lambda x: x.swapaxes(0, 1),
        lambda x: x.real,
        lambda x: x[:, None].squeeze(),
        lambda x: x.mT,
        np.flip,
        np.rot90,
        lambda x: np.moveaxis(x, 0, 1),
        lambda x: np.expand_dims(x, 0),
        np.atleast_3d,
        lambda x: np.hsplit(x, 2)[0],
        lambda x: np.trim_zeros(x[0]),
        lambda x: np.asarray(x, like=x),
    ],
)
def test_writing_into_a_view_writes_into_the_array(view):
    x, plain = Dual(A.copy(), T.copy()), A.copy()
    view(x)[...] = 7
    view(plain)[...] = 7
    np.testing.assert_array_equal(x.primal, plain)
    np.testing.assert_array_equal(x.tangent == 0, np.broadcast_to(plain == 7, (2, 3, 4)))


@pytest.mark.parametrize(
    "copy",
    [
        lambda x: x.flatten(),
        lambda x: x.copy(),
        lambda x: x.T.reshape(-1),
        lambda x: x.T.ravel(),
        lambda x: x.astype(float),
        lambda x: x.reshape(-1, order="F"),
        lambda x: np.roll(x, 1),
        np.copy,
        lambda x: np.concatenate([x]),
        lambda x: x.clip(-9, 9),
        lambda x: x.round(20),
        np.unwrap,
        np.sort,
        lambda x: np.take(x, [0, 1, 2], 0),
    ],
)
def test_writing_into_a_copy_leaves_the_array(copy):
    x = Dual(A.copy(), T.copy())
    copy(x)[...] = 7
    np.testing.assert_array_equal(x.primal, A)
    np.testing.assert_array_equal(x.tangent, T)


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray])
def test_both_parts_are_views_or_neither_is(layout):
    """NumPy copies to reshape some layouts; where one part's layout allows a view, the other's may not."""
    x = Dual(np.asfortranarray(A), layout(T[0]))
    y = x.reshape(-1)
    y[...] = 7
    np.testing.assert_array_equal(x.primal, A)
    np.testing.assert_array_equal(x.tangent, T[0])


# --- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [float, np.float64, np.float32])
@pytest.mark.parametrize(
    "method",
    [
        lambda x: x.sum(),
        lambda x: x.mean(),
        lambda x: x.max(),
        lambda x: x.T,
        lambda x: x.transpose(),
        lambda x: x.squeeze(),
        lambda x: x.copy(),
        lambda x: x.item(),
        lambda x: x.real,
        lambda x: x.conjugate(),
        lambda x: x.ravel(),
        lambda x: x.reshape(1, 1),
        lambda x: x.flatten(),
        lambda x: x.astype(np.float64),
        lambda x: x.clip(0, 3),
        lambda x: x.flat[0],
        lambda x: x.repeat(2),
        lambda x: x.take(0),
        lambda x: x.cumsum(),
        lambda x: x.prod(),
        lambda x: next(iter(x.flat)),
    ],
)
def test_a_dual_of_a_number_answers_as_a_numpy_scalar_does(method, kind):
    y = method(Dual(kind(2.0), kind(3.0)))
    expected = method(np.float64(2.0))
    assert np.shape(y.primal) == np.shape(expected)
    np.testing.assert_array_equal(y.primal, expected)
    np.testing.assert_array_equal(y.tangent, np.full(np.shape(expected), 3.0))


# --- conversions ----------------------------------------------------------------------------------------


def test_astype():
    x = Dual(A, T)
    y = x.astype(np.float32)
    assert (y.dtype, y.tangent.dtype) == (np.float32, np.float32)
    assert x.astype(complex).tangent.dtype == complex
    assert x.astype(float, copy=False) is x
    assert x.astype(object).dtype == object
    with pytest.raises(TypeError, match="Cannot cast"):
        x.astype(np.float32, casting="safe")
    for dtype in (int, np.uint8, str):
        with pytest.raises(TypeError, match=r"^astype: an array of .* cannot hold a Dual .*\.primal"):
            x.astype(dtype)
    with pytest.warns(np.exceptions.ComplexWarning):
        y = Dual(Z, Z).astype(float)
    np.testing.assert_array_equal(y.tangent, Z.real)
    assert Dual(np.array([1, 2]), 1.5).astype(np.int32).tangent[0] == 1.5


def test_tolist_gives_scalar_duals():
    x = Dual(A, T[0])
    nested = x.tolist()
    assert type(nested[1][2].primal) is float
    assert type(nested[1][2].tangent) is float
    y = dualnum.array(nested)
    np.testing.assert_array_equal(y.tangent, T[0])
    assert Dual(2.0, 1.0).tolist().tangent == 1


def test_item_of_several_elements():
    with pytest.raises(ValueError, match="item: can only convert a Dual of size 1"):
        Dual(A, T).item()
    assert Dual(A[:1, :1], T[:, :1, :1]).item().primal == A[0, 0]
    nested = Dual(Dual(A, A), Dual(A, A)).item(3)
    assert type(nested.tangent.tangent) is float


@pytest.mark.parametrize("name", "byteswap dump dumps getfield setfield tobytes tofile".split())
def test_bytes_would_lose_the_derivative(name):
    with pytest.raises(
        TypeError, match=rf"^{name}: the bytes of the values alone .*use \.primal and \.tangent"
    ):
        getattr(Dual(A, T), name)("anything")


def test_what_cannot_be_done_in_place():
    with pytest.raises(TypeError, match=r"^resize: .*numpy\.resize or numpy\.pad"):
        Dual(A, T).resize(3)
    with pytest.raises(TypeError, match=r"^view: .*astype"):
        Dual(A, T).view(np.int64)


def test_devices():
    x = Dual(A, T)
    assert x.to_device("cpu") is x
    with pytest.raises(ValueError, match="device"):
        x.to_device("gpu")


def test_methods_know_their_functions():
    assert Dual.sum.__name__ == "sum"
    assert "numpy.sum" in Dual.sum.__doc__
