"""Ufuncs made from a Python function: by `numpy.frompyfunc`, and by Numba."""

import math
import types

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, jvp

X = np.array([0.5, 2.0])
V = np.array([1.0, -3.0])

product = np.frompyfunc(lambda a, b: a * b + dualnum.sin(a), 2, 1)


def test_a_function_is_applied_to_the_elements():
    found = product(Dual(X, V), 3.0)
    assert type(found) is np.ndarray
    assert found.dtype == object
    found = dualnum.array(found)
    np.testing.assert_allclose(found.primal, X * 3 + np.sin(X), rtol=1e-15)
    np.testing.assert_allclose(found.tangent, V * (3 + np.cos(X)), rtol=1e-15)


def test_a_number_gives_a_number():
    assert derivative(lambda x: product(x, 3.0))(0.0) == 4
    assert derivative(lambda x: product(2.0, x))(0.0) == 2
    assert derivative(derivative(lambda x: product(x, x)))(0.0) == 2


def test_methods_of_a_ufunc_of_objects():
    times = np.frompyfunc(lambda a, b: a * b, 2, 1)
    x = Dual(np.array([2.0, 3.0, 5.0]), np.array([1.0, 0.0, 0.0]))
    assert (times.reduce(x).primal, times.reduce(x).tangent) == (30, 15)
    assert dualnum.array(times.accumulate(x)).tangent.tolist() == [1, 3, 15]
    assert dualnum.array(times.outer(x, [1.0, 2.0])).tangent.tolist() == [[1, 2], [0, 0], [0, 0]]
    times.at(x, [0, 0], 10.0)
    assert (x.primal.tolist(), x.tangent.tolist()) == ([200, 3, 5], [100, 0, 0])


def test_several_results_and_out():
    both = np.frompyfunc(lambda a: (a * a, -a), 1, 2)
    x = Dual(X, V)
    square, negative = (np.empty_like(x), np.empty_like(x))
    assert both(x, out=(square, negative)) == (square, negative)
    np.testing.assert_array_equal(square.tangent, 2 * X * V)
    np.testing.assert_array_equal(negative.tangent, -V)


def test_what_raises_is_the_function():
    def refused(_a):
        raise ValueError("out of range")

    with pytest.raises(ValueError, match="out of range"):
        np.frompyfunc(refused, 1, 1)(Dual(X, V))


# --- Numba's vectorize ----------------------------------------------------------------------------------


class Vectorized:
    """What a ufunc of Numba's has, without Numba; ``compiled`` computes floats."""

    types = ("dd->d",)
    nin, nout = 2, 1

    def __init__(self, py_func, compiled=None):
        self.__name__ = py_func.__name__
        self._dispatcher = types.SimpleNamespace(py_func=py_func)
        self.compiled = np.vectorize(py_func if compiled is None else compiled, otypes="d")

    def __call__(self, *args, **kwargs):
        for arg in (*args, *kwargs.values()):
            if isinstance(arg, Dual):
                return arg.__array_ufunc__(self, "__call__", *args, **kwargs)
        return self.compiled(*args, **kwargs)[()]


class Jitted:
    """What a jitted function of Numba's has."""

    def __init__(self, py_func):
        self.py_func = py_func

    def __call__(self, *args):
        assert all(type(arg) is float for arg in args)
        return self.py_func(*args)


cube = Jitted(lambda x: math.pow(x, 3))
half = Vectorized(lambda x, y: math.exp(x) * y / 2)
sqrt = math.sqrt


def branch(x, y):
    return half(x, y) if x > 1 else cube(x) * sqrt(y) + half(0.0, 2.0)


VALUE = np.where(X > 1, np.exp(X) * 3 / 2, X**3 * math.sqrt(3) + 1)
SLOPE = np.where(X > 1, np.exp(X) * 3 / 2, 3 * X**2 * math.sqrt(3))


def test_the_python_source_of_a_compiled_ufunc():
    found = Vectorized(branch)(Dual(X, V), 3.0)
    np.testing.assert_allclose(found.primal, VALUE, rtol=1e-15)
    np.testing.assert_allclose(found.tangent, SLOPE * V, rtol=1e-15)


def test_numbers_directions_and_higher_orders():
    ufunc = Vectorized(branch)
    found = derivative(lambda x: ufunc(x, 3.0))(2.0)
    np.testing.assert_allclose(found, SLOPE[1], rtol=1e-15)
    second = derivative(derivative(lambda x: ufunc(x, 3.0)))(0.5)
    np.testing.assert_allclose(second, 6 * 0.5 * math.sqrt(3), rtol=1e-15)
    jacobian = dualnum.jacobian(lambda x: ufunc(x, 3.0))(X)
    np.testing.assert_allclose(jacobian, np.diag(SLOPE), rtol=1e-15)


def test_the_value_is_the_compiled_functions_own():
    ufunc = Vectorized(lambda x, y: x * y, lambda x, y: x * y * (1 + 2.0**-50))
    value, slope = jvp(lambda x: ufunc(x, 3.0), (X,), (V,))
    np.testing.assert_array_equal(value, ufunc(X, 3.0))
    np.testing.assert_array_equal(slope, 3 * V)


def test_a_source_that_gives_other_values_is_refused():
    ufunc = Vectorized(lambda x, y: x * y, lambda x, y: x * y * 2)
    with pytest.raises(TypeError, match="cannot carry a derivative: its Python source gives other values"):
        ufunc(Dual(X, V), 1.0)


def test_a_result_that_does_not_move():
    value, slope = jvp(lambda x: Vectorized(lambda x, y: 1.0 if x < y else 2.0)(x, 1.0), (X,), (V,))
    assert (value.tolist(), slope.tolist()) == ([1, 2], [0, 0])
    integers = Vectorized(lambda x, y: x < y)
    integers.compiled = np.vectorize(integers._dispatcher.py_func, otypes="?")
    assert integers(Dual(X, V), 1.0).tolist() == [True, False]


def test_out_of_a_compiled_ufunc():
    ufunc, out = Vectorized(branch), Dual(np.zeros(2), 0.0)
    assert ufunc(Dual(X, V), 3.0, out=out) is out
    np.testing.assert_allclose(out.tangent, SLOPE * V, rtol=1e-15)
    with pytest.raises(
        TypeError, match="^branch: a ufunc that Numba compiled carries a derivative where it is"
    ):
        ufunc(Dual(X, V), 3.0, out=np.zeros(2))


@pytest.mark.parametrize("name", ["exp", "less", "gamma"])
def test_a_name_that_numpys_or_scipys_ufuncs_have(name):
    pytest.importorskip("scipy.special")
    ufunc = Vectorized(lambda x, y: x * y)
    ufunc.__name__ = name
    assert jvp(lambda x: ufunc(x, 2.0), (X,), (V,))[1].tolist() == (2 * V).tolist()


def test_a_compiled_namesake_of_scipys_does_not_take_its_row():
    special = pytest.importorskip("scipy.special")
    assert special.gamma(Dual(1.0, 1.0)).tangent == pytest.approx(-np.euler_gamma, rel=1e-15)
    other = types.SimpleNamespace(__name__="gamma", types=["d->d"], nin=1, nout=1)
    with pytest.raises(
        TypeError, match="^gamma: cannot carry a derivative: it is not the ufunc of that name"
    ):
        Dual(1.0, 1.0).__array_ufunc__(other, "__call__", Dual(1.0, 1.0))


def test_numbas_own():
    numba = pytest.importorskip("numba", reason="the extra numba is not installed")
    jitted = numba.njit(cube.py_func)

    @numba.vectorize
    def ufunc(x, y):
        return jitted(x) * math.log(y) if x < 1 else math.hypot(x, y)

    value, slope = jvp(lambda x: ufunc(x, 3.0), (X,), (V,))
    np.testing.assert_array_equal(value, ufunc(X, 3.0))
    np.testing.assert_allclose(slope, V * [3 * 0.25 * math.log(3), 2 / math.hypot(2, 3)], rtol=1e-14)


def test_numbas_own_in_single_precision():
    numba = pytest.importorskip("numba", reason="the extra numba is not installed")

    @numba.vectorize
    def ufunc(x):
        return x * x

    x = X.astype(np.float32)
    found = ufunc(Dual(x, V))
    assert found.dtype == found.tangent.dtype == ufunc(x).dtype == np.float32
    assert found.tangent.tolist() == (2 * x * V).tolist()
