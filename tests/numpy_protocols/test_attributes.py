"""The array attributes of Duals: read as NumPy has them on the primal, and assigned to both parts."""

import pickle

import numpy as np
import pytest

from dualnum import Dual
from dualnum.numpy_protocols.flat import FlatView

rng = np.random.default_rng(10)
A = rng.normal(size=(3, 4))
T = rng.normal(size=(2, 3, 4))
Z = A + 1j * rng.normal(size=(3, 4))


def test_real_and_imag_can_be_assigned():
    x = Dual(Z.copy(), np.ones((3, 4)) * (1 + 2j))
    x.real = Dual(A, 5.0)
    x.imag = 0.5
    np.testing.assert_array_equal(x.primal, A + 0.5j)
    np.testing.assert_array_equal(x.tangent, np.full((3, 4), 5.0))
    with pytest.raises(TypeError, match="imag: the array does not have an imaginary part"):
        Dual(A.copy(), 0.0).imag = 1.0


def test_shape_can_be_assigned():
    x = Dual(A.copy(), T.copy())
    x.shape = (2, 6)
    assert (x.shape, x.tangent.shape) == ((2, 6), (2, 2, 6))
    with pytest.raises(AttributeError, match=r"incompatible shape for in-place modification; use \.reshape"):
        x[:, :2].shape = (4,)
    with pytest.raises(ValueError, match="cannot reshape"):
        x.shape = (5,)


def test_flat_reads_and_writes_elements_in_order():
    x = Dual(A.copy(), T.copy()).T
    assert isinstance(x.flat, FlatView)
    plain = A.copy().T
    np.testing.assert_array_equal([e.primal for e in x.flat], list(plain.flat))
    for key, value in ((3, 5.0), (slice(0, 6), [1.0, 2.0]), ([1, 7], 9.0), (slice(None), np.arange(12.0))):
        x.flat[key] = value
        plain.flat[key] = value
        np.testing.assert_array_equal(x.primal, plain)
    assert not x.tangent.any()
    x.flat[1] = Dual(1.0, np.array([2.0, 3.0]))
    np.testing.assert_array_equal(x.tangent[:, 0, 1], [2, 3])
    x.flat = 4.0
    assert (x.primal == 4).all()
    assert np.asarray(x.flat).dtype == object


def test_attributes_of_a_number():
    d = Dual(2.0, 1.0)
    assert (d.shape, d.ndim, d.size, d.itemsize, d.nbytes) == ((), 0, 1, 8, 8)
    assert d.std().tangent == 0
    assert d.imag.primal == 0
    assert d.is_integer()
    assert not Dual(2.5, 1.0).is_integer()
    assert d.base is None
    for name in ("real", "imag", "flat", "shape"):
        with pytest.raises(AttributeError, match=f"{name}: a Dual of numbers cannot be changed in place"):
            setattr(d, name, 1.0)


def test_a_dual_has_no_strides():
    """With them, as_strided would read the memory of another array than they belong to."""
    for x in (Dual(2.0, 1.0), Dual(A, T)):
        assert not hasattr(x, "strides")
        with pytest.raises(AttributeError, match="strides: a Dual has none, since its parts are two arrays"):
            _ = x.strides


def test_the_dtype_of_a_number_is_one_for_numpy():
    dtype = Dual(2.0, 1.0).dtype
    assert dtype == np.float64 == dtype
    assert np.dtype("f4") != dtype
    assert np.zeros(2, dtype).dtype == np.dtype(dtype) == np.float64
    assert np.finfo(dtype).eps == 2.0**-52
    assert np.issubdtype(dtype, np.floating)
    assert issubclass(dtype.type, np.float64)
    assert type(dtype.type(3)) is np.float64
    assert dtype.type(Dual(1.0, 2.0)).tangent == 2
    assert np.result_type(dtype, np.float32) == np.float64
    assert np.ones(2, np.float32).astype(dtype).dtype == np.float64
    assert {np.dtype(float): 1}[dtype] == 1
    assert pickle.loads(pickle.dumps(dtype)) == dtype
    assert (repr(dtype), str(dtype), dtype.kind) == ("dtype('float64')", "float64", "f")
    assert Dual(np.float32(2), 1.0).dtype == np.float32
    assert Dual(2j, 1.0).dtype == complex
    assert type(Dual(A, T).dtype) is type(A.dtype)
