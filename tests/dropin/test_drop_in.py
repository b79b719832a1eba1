"""drop_in: what it opens, what it leaves alone, and that everything is put back."""

import math
import sys
import types
from math import sin as imported_sin

import numpy as np
import pytest

from dualnum import Dual, derivative, drop_in

X = np.array([0.3, 0.4, 1.2])


def test_entry_points_keep_a_dual_with_and_without_a_dtype():
    def f(x):
        return np.asarray(x, dtype=float) * np.array(x, float) + np.asanyarray(x) + np.ascontiguousarray(x)

    assert derivative(drop_in(f))(X) == pytest.approx(2 * X + 2, rel=1e-15)


def test_lists_of_duals_become_array_duals():
    def f(x):
        rows = np.array([[x, 2.0], [3.0, x * x]], dtype=float)
        return rows[1, 1] * rows[0, 0]

    assert derivative(drop_in(f))(3.0) == 27


def test_a_scalar_becomes_a_0d_array():
    with drop_in():
        x = np.asarray(Dual(2.0, 1.0))
        assert (x.shape, x.ndim, x.primal.dtype, x.tangent.tolist()) == ((), 0, np.float64, 1.0)


def test_float32_is_kept_and_integers_refused():
    with drop_in():
        assert np.asarray(Dual(2.0, 1.0), dtype=np.float32).tangent.dtype == np.float32
        with pytest.raises(TypeError, match="astype"):
            np.asarray(Dual(X, X), dtype=int)


def test_math_and_float():
    def f(x):
        return float(x) * math.exp(x) + imported_sin(float(x * 2))

    exact = math.exp(0.5) * 1.5 + 2 * math.cos(1.0)
    assert derivative(drop_in(f))(0.5) == pytest.approx(exact, rel=1e-15)


def test_a_dual_passes_for_what_it_is_made_of():
    with drop_in():
        assert isinstance(Dual(1.0, 1.0), float)
        assert isinstance(Dual(1j, 1.0), complex)
        assert isinstance(Dual(X, X), np.ndarray)
        assert not isinstance(Dual(X, X), float)
        assert not isinstance(Dual(1.0, 1.0), np.ndarray)
    assert not isinstance(Dual(1.0, 1.0), float)
    assert Dual(1.0, 1.0).__class__ is Dual


def test_int_of_a_dual_is_flat_and_float_of_a_moving_one_is_refused():
    with drop_in():
        assert int(Dual(2.7, 1.0)) == 2
        with pytest.raises(TypeError, match="losing its derivative"):
            np.float64(Dual(2.7, 1.0))
    with pytest.raises(TypeError, match="losing its derivative"):
        int(Dual(2.7, 1.0))


def test_the_callers_array_does_not_change():
    def f(x):
        x *= 2
        return x

    x = X.copy()
    derivative(drop_in(f))(x)
    assert x.tolist() == X.tolist()


def test_plain_numbers_see_no_difference():
    def f():
        a = np.asarray([1, 2, 3], dtype=np.float32)
        b = np.zeros((2, 3), dtype=np.float32, order="F")
        c = np.full(3, 2)
        d = np.arange(4.0)
        return [a, b, c, d, np.array([[1, 2], [3, 4]]), np.linspace(0, 1, 3), math.hypot(3, 4), float("1.5")]

    with drop_in():
        inside = f()
    for one, other in zip(inside, f(), strict=True):
        assert np.array_equal(one, other)
        assert np.asarray(one).dtype == np.asarray(other).dtype
        assert getattr(one, "strides", None) == getattr(other, "strides", None)
    with drop_in(), pytest.raises(ValueError, match="math domain error"):
        math.sqrt(-1)
    with drop_in(), pytest.raises(ValueError, match="inhomogeneous"):
        np.array([[1, 2], [3]])


def test_it_wraps_as_a_function():
    def f(x, *, scale):
        """Doc."""
        return x * scale

    wrapped = drop_in(f)
    assert (wrapped.__name__, wrapped.__doc__, wrapped(2.0, scale=3)) == ("f", "Doc.", 6.0)
    with pytest.raises(TypeError, match=r"drop_in: f is 3, not a function"):
        drop_in(3)


def test_numba_functions_run_as_python():
    class Dispatcher:
        """What Numba's dispatchers have, without Numba."""

        def __init__(self, py_func):
            self.py_func = py_func

        def __call__(self, *args):
            assert all(type(arg).__name__ == "float" for arg in args)
            return self.py_func(*args)

    Dispatcher.__module__ = "numba.core.registry"
    module = types.ModuleType("with_numba")
    module.f = Dispatcher(lambda x: x * x)
    sys.modules["with_numba"] = module
    try:
        assert derivative(drop_in(lambda x: module.f(x)))(3.0) == 6
        assert drop_in(lambda x: module.f(x))(3.0) == 9
    finally:
        del sys.modules["with_numba"]


def test_astype_truncates_as_int_does():
    def f(x):
        sector = np.asarray(x * 6).astype(np.uint8)
        return x * 6 - sector

    assert derivative(drop_in(f))(0.7) == 6
    with pytest.raises(TypeError, match="astype"):
        Dual(X, X).astype(int)


def test_numbas_functions_that_are_compiled_first_inside():
    numba = pytest.importorskip("numba", reason="the extra numba is not installed")
    module = types.ModuleType("compiled_inside")
    exec(  # a module of its own, whose names drop_in exchanges
        "import math\ndef inner(x):\n    return math.pow(x, 2.0)\ndef f(x, y):\n    return inner(x) + inner(y)\n",
        vars(module),
    )
    sys.modules["compiled_inside"] = module
    try:
        module.inner = numba.vectorize(module.inner)
        module.f = numba.vectorize(module.f)
        assert derivative(drop_in(lambda x: module.f(3.0, 4.0) + module.f(x, 1.0)))(3.0) == 6
    finally:
        del sys.modules["compiled_inside"]


def test_arguments_given_by_name():
    def f(x):
        filled = np.full(shape=2, fill_value=x) + np.full(fill_value=1.0, shape=(2,))
        return filled * np.asarray(a=x) + np.array(object=[x, 2.0], dtype=float)

    assert derivative(drop_in(f))(3.0).tolist() == [8, 7]
    with drop_in():
        assert np.full(shape=2, fill_value=1.5).tolist() == [1.5, 1.5]
        assert np.full_like(a=[1.0], fill_value=2).tolist() == [2]


def test_objects_are_given_where_they_are_asked_for():
    with drop_in():
        objects = np.asarray(Dual(X, X), dtype=object)
        assert (objects.dtype, objects.shape) == (object, (3,))
        assert objects[1].tangent == X[1]
        masked = np.ma.masked_greater(Dual(X, X), 0.5)
        assert masked.sum().tangent == X[0] + X[1]
