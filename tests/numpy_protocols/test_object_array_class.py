"""What `numpy.asanyarray` makes of a Dual: an array of objects whose functions are an array Dual's."""

import copy
import pickle

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, jvp
from dualnum.numpy_protocols.groups import UNSUPPORTED
from dualnum.numpy_protocols.object_arrays import ObjectArray

RNG = np.random.default_rng(11)
UFUNCS = [
    ufunc
    for name, ufunc in vars(np).items()
    if isinstance(ufunc, np.ufunc)
    and name == ufunc.__name__
    and ufunc.signature is None
    and name not in UNSUPPORTED
]


def moving(*shape):
    return Dual(RNG.uniform(0.1, 0.9, shape), RNG.normal(size=shape))


def same(found, expected):
    if isinstance(expected, (tuple, list)):
        assert len(found) == len(expected)
        for a, b in zip(found, expected, strict=True):
            same(a, b)
    elif isinstance(expected, Dual):
        found = dualnum.array(found)
        np.testing.assert_array_equal(found.primal, expected.primal)
        np.testing.assert_array_equal(found.tangent, expected.tangent)
    else:
        assert not isinstance(found, ObjectArray)
        np.testing.assert_array_equal(found, expected)


def test_it_is_an_array_of_objects():
    x = moving(2, 3)
    objects = np.asanyarray(x)
    assert type(objects) is ObjectArray
    assert (objects.dtype, objects.shape) == (np.dtype(object), (2, 3))
    assert (objects[1, 2].primal, objects[1, 2].tangent) == (x.primal[1, 2], x.tangent[1, 2])
    assert type(np.asarray(x)) is type(np.array(x)) is type(np.asarray(objects)) is np.ndarray
    assert type(np.array(x, subok=True)) is ObjectArray


def test_it_refuses_what_an_array_refuses():
    with pytest.raises(TypeError, match="^asarray: an array of float64 cannot hold a Dual"):
        np.asanyarray(moving(2), dtype=float)
    with pytest.raises(TypeError, match="without losing its derivative"):
        np.asanyarray(np.asanyarray(moving(2)), dtype=float)


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda f: f.__name__)
def test_ufuncs(ufunc):
    """Also those that NumPy has for numbers only, such as isnan."""
    args = [moving(3) + (1 if ufunc is np.arccosh else 0) for _ in range(ufunc.nin)]
    if ufunc is np.ldexp:
        args[1] = np.arange(3)
    same(ufunc(*map(np.asanyarray, args)), ufunc(*args))
    if ufunc.nin == 2:
        same(ufunc(np.asanyarray(args[0]), args[1]), ufunc(*args))
        same(ufunc(args[0], np.asanyarray(args[1])) if ufunc is not np.ldexp else ufunc(*args), ufunc(*args))


def test_scipys_ufuncs():
    special = pytest.importorskip("scipy.special")
    x = moving(3)
    same(special.erf(np.asanyarray(x)), special.erf(x))


FUNCTIONS = {
    "sum": lambda x: np.sum(x, 0),
    "sum with a dtype": lambda x: (
        np.sum(x, axis=0, dtype=object) if isinstance(x, ObjectArray) else np.sum(x, 0)
    ),
    "mean": lambda x: np.mean(x, axis=1, keepdims=True),
    "median": np.median,
    "std": np.std,
    "cumprod": lambda x: np.cumprod(x, 1),
    "max": lambda x: np.max(x, 0),
    "sort": np.sort,
    "argsort": np.argsort,
    "where": lambda x: np.where(np.arange(3) > 1, x, 0.0),
    "clip": lambda x: np.clip(x, 0.3, 0.6),
    "zeros_like": np.zeros_like,
    "diag": np.diag,
    "trace": np.trace,
    "einsum": lambda x: np.einsum("ij,kj->ik", x, x),
    "inv": np.linalg.inv,
    "norm": np.linalg.norm,
    "fft": np.fft.fft,
    "interp": lambda x: np.interp(x[0], [0.0, 1.0], [1.0, 3.0]),
    "cov": np.cov,
    "angle": np.angle,
    "average": lambda x: np.average(x, returned=True),
    "isclose": lambda x: np.isclose(x, x + 1),
    "iscomplexobj": np.iscomplexobj,
    "reshape": lambda x: np.reshape(x, (1, 9)),
    "moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "broadcast_to": lambda x: np.broadcast_to(x, (2, 3, 3)),
    "atleast_3d": np.atleast_3d,
    "concatenate": lambda x: np.concatenate([x, x]),
    "stack": lambda x: np.stack([x, x], 1),
    "split": lambda x: np.split(x, 3),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_functions(function):
    x = moving(3, 3)
    same(function(np.asanyarray(x)), function(x))


@pytest.mark.parametrize(
    "function",
    [np.reshape, np.ravel, np.transpose, np.atleast_1d, np.squeeze],
    ids=lambda f: f.__name__,
)
def test_a_view_is_one_of_the_same_objects(function):
    objects = np.asanyarray(moving(2, 3))
    view = function(objects, (3, 2)) if function is np.reshape else function(objects)
    assert type(view) is ObjectArray
    assert np.may_share_memory(view, objects)
    view[...] = 7.0
    assert all(item == 7.0 for item in objects.flat)


METHODS = "sum prod mean std var min max cumsum cumprod round conj trace argmax argmin argsort nonzero any all".split()


@pytest.mark.parametrize("name", METHODS)
def test_methods(name):
    x = moving(3, 3)
    same(getattr(np.asanyarray(x), name)(), getattr(x, name)())


def test_methods_with_arguments():
    x = moving(3, 3)
    objects = np.asanyarray(x)
    same(objects.sum(axis=0, dtype=object), x.sum(axis=0))
    same(objects.dot(objects), x.dot(x))
    same(objects.clip(0.2, 0.5), x.clip(0.2, 0.5))
    same(objects.real, x)
    same(objects.imag, x.imag)
    same(objects.T, x.T)
    same(objects.astype(np.float32), x.astype(np.float32))
    assert objects.astype(object).dtype == object


OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "divmod": divmod,
    "@": lambda a, b: a @ b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
}


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS)
def test_operators(operator):
    a, b = moving(3), moving(3)
    objects = np.asanyarray(a), np.asanyarray(b)
    expected = operator(a, b)
    for found in (operator(*objects), operator(objects[0], b), operator(a, objects[1])):
        same(found, expected)
    if operator is not OPERATORS["@"]:
        same(operator(objects[0], b[1]), operator(a, b[1]))
        same(operator(a[1], objects[1]), operator(a[1], b))
        same(operator(objects[0], 0.5), operator(a, 0.5))
    same(operator(b.primal, objects[0]), operator(b.primal, a))


def test_every_order():
    """The objects carry the levels of all derivatives that are being taken."""

    def f(x):
        return (np.asanyarray(x) ** 3 * x).sum()

    assert derivative(derivative(f))(np.float64(2.0)) == 12 * 4
    found = dualnum.hessian(f)(np.array([1.0, 2.0]))
    np.testing.assert_allclose(found, np.diag([12.0, 48.0]), rtol=1e-15)


def test_in_place():
    x = moving(3)
    objects = np.asanyarray(x)
    kept = objects
    objects += x[1]
    objects *= 2.0
    assert objects is kept
    same(objects, (x + x[1]) * 2.0)
    assert np.multiply(objects, 2.0, out=objects) is objects
    same(objects, (x + x[1]) * 4.0)
    np.add.at(objects, [0, 0], x[0])
    assert objects[0].tangent == pytest.approx(((x + x[1]) * 4.0 + 2 * x[0]).tangent[0], rel=1e-15)


def test_assigning():
    x = moving(3)
    objects = np.asanyarray(np.zeros_like(x))
    np.copyto(objects, x, where=[True, False, True])
    np.put(objects, [1], x[0])
    same(objects, x[[0, 0, 2]])
    np.copyto(dst=objects, src=x)
    same(objects, x)
    objects[objects > 2] = 0.0
    objects[0] = 5.0
    assert objects[0] == 5.0
    same(objects[1:], x[1:])


def test_out_of_a_function():
    x = moving(2, 3)
    out = np.asanyarray(np.zeros_like(x[0]))
    assert np.cumsum(np.asanyarray(x[0]), out=out) is out
    same(out, np.cumsum(x[0]))
    assert np.cumsum(np.asanyarray(x[1]), 0, None, out) is out
    same(out, np.cumsum(x[1]))
    with pytest.raises(TypeError, match="^cumsum: out= is a plain array"):
        np.cumsum(np.asanyarray(x[1]), out=np.zeros(3))


def test_the_type_is_that_of_objects():
    objects = np.asanyarray(moving(3))
    assert np.result_type(objects, 1.0) == np.zeros(3, objects.dtype).dtype == object
    assert not np.shares_memory(objects, np.zeros(3))


def test_a_dtype_of_objects_asks_for_nothing_of_a_sum():
    x = moving(2, 3)
    same(np.sum(x, axis=0, dtype=object), np.sum(x, axis=0))
    same(np.mean(x, dtype=object), np.mean(x))


def test_what_copies_addresses_of_objects_is_refused():
    """SciPy's squareform does not count what it copies, and Python would free the Duals while in use."""
    distance = pytest.importorskip("scipy.spatial.distance")
    with pytest.raises(TypeError, match="squareform copies objects without telling Python"):
        distance.squareform(moving(3))


def test_0_dimensions():
    x = Dual(np.float64(0.5), 2.0)
    objects = np.asanyarray(x)
    assert type(objects) is ObjectArray
    assert objects.shape == ()
    assert objects[()] is x
    same(np.sin(objects), np.sin(x))
    assert not np.isnan(objects)
    assert jvp(lambda x: np.asanyarray(x) + 1, (3.0,), (2.0,)) == (4, 2)


def test_what_holds_something_else_is_numpys():
    objects = np.asanyarray(moving(2))
    objects[0] = "text"
    assert np.where([True, False], objects, None).tolist() == ["text", None]
    assert "text" in repr(objects)


def test_it_prints_its_objects():
    assert repr(np.asanyarray(Dual([1.0], [2.0]))).startswith("ObjectArray([")
    assert str(np.asanyarray(Dual([1.0], [2.0]))) == str(np.asarray(Dual([1.0], [2.0])))


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x)), np.copy]
)
def test_it_is_copied(again):
    x = moving(3)
    same(again(np.asanyarray(x)), x)


# --- masked arrays, which hold objects ----------------------------------------------------------------------


@pytest.fixture
def masked():
    return np.ma.masked_array(Dual(np.array([1.0, 2.0]), np.array([1.0, 0.5])), [False, True])


MASKED = {
    "times a number": (lambda m, x: m * 2, 2, 2),
    "times a Dual": (lambda m, x: m * x, 3, 4),
    "a Dual times it": (lambda m, x: x * m, 3, 4),
    "a Dual less it": (lambda m, x: x - m, 2, 0),
    "a Dual over it": (lambda m, x: x / m, 3, -2),
    "a function": (lambda m, x: np.ma.exp(m), np.e, np.e),
}


@pytest.mark.parametrize(("function", "value", "slope"), MASKED.values(), ids=MASKED)
def test_masked_arrays(masked, function, value, slope):
    found = function(masked, Dual(3.0, 1.0))
    assert isinstance(found, np.ma.MaskedArray)
    assert found.mask.tolist() == [False, True]
    assert (found[0].primal, found[0].tangent) == pytest.approx((value, slope), rel=1e-15)
    assert "--" in repr(found)


def test_a_masked_array_reduces(masked):
    assert (masked.sum().primal, masked.sum().tangent) == (1, 1)
