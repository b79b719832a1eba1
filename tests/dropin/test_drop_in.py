"""drop_in: what it opens, what it leaves alone, and that everything is put back."""

import importlib
import math
import sys
import threading
import types
from math import sin as imported_sin

import numpy as np
import pytest
from numpy import asarray as imported_asarray

import dualnum
from dualnum import Dual, derivative, drop_in, gradient, jacobian, jvp

X = np.array([0.3, 0.4, 1.2])


def references():
    """What this module and others refer to, by identity."""
    return [
        np.asarray,
        np.zeros,
        np.array,
        np.full,
        math.sin,
        imported_sin,
        imported_asarray,
        np.lib._index_tricks_impl.zeros_like if hasattr(np.lib._index_tricks_impl, "zeros_like") else None,
    ]


def test_entry_points_keep_a_dual_with_and_without_a_dtype():
    def f(x):
        return np.asarray(x, dtype=float) * np.array(x, float) + np.asanyarray(x) + np.ascontiguousarray(x)

    assert derivative(drop_in(f))(X) == pytest.approx(2 * X + 2, rel=1e-15)


def test_lists_of_duals_become_array_duals():
    def f(x):
        rows = np.array([[x, 2.0], [3.0, x * x]], dtype=float)
        return rows[1, 1] * rows[0, 0]

    assert derivative(drop_in(f))(3.0) == 27


def test_full_and_full_like_take_a_dual_for_a_plain_shape():
    def f(x):
        return np.full(2, x) * np.full_like(np.ones(2), x) + np.full_like([1.0, 2.0], [x, 3.0])

    assert derivative(drop_in(f))(5.0).tolist() == [11, 10]
    with pytest.raises(TypeError, match="full_like"):
        derivative(drop_in(lambda x: np.full_like([1, 2], x)))(5.0)


def test_a_scalar_becomes_a_0d_array():
    with drop_in():
        x = np.asarray(Dual(2.0, 1.0))
        assert (x.shape, x.ndim, x.primal.dtype, x.tangent.tolist()) == ((), 0, np.float64, 1.0)


def test_float32_is_kept_and_integers_refused():
    with drop_in():
        assert np.asarray(Dual(2.0, 1.0), dtype=np.float32).tangent.dtype == np.float32
        with pytest.raises(TypeError, match="astype"):
            np.asarray(Dual(X, X), dtype=int)


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


def test_everything_is_put_back_also_after_an_exception():
    before = references()
    with drop_in():
        assert np.asarray is not before[0]
        assert math.sin is not before[4]
        with drop_in():
            pass
        assert np.asarray is not before[0]
    assert all(a is b for a, b in zip(references(), before, strict=True))
    with pytest.raises(ZeroDivisionError), drop_in():
        1 / 0  # noqa: B018
    assert all(a is b for a, b in zip(references(), before, strict=True))
    assert "float" not in vars(sys.modules[__name__])


def test_modules_imported_inside_are_put_back_too(tmp_path, monkeypatch):
    (tmp_path / "imported_inside.py").write_text(
        "from math import cos\nfrom numpy import asarray, zeros\n"
        "def f(x):\n    out = zeros(1)\n    out[0] = cos(float(x))\n    return asarray(out)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    before = np.asarray, np.zeros, math.cos
    with drop_in():
        module = importlib.import_module("imported_inside")
    assert (module.asarray, module.zeros, module.cos) == before
    assert derivative(drop_in(module.f))(0.5).tolist() == pytest.approx([-math.sin(0.5)], rel=1e-15)
    del sys.modules["imported_inside"]


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


def test_drop_in_returns_plain_arrays_where_nothing_moves():
    result = drop_in(lambda: np.zeros(3) + 1)()
    assert type(result) is np.ndarray
    value, tangent = jvp(drop_in(lambda x: (np.ones(2), x)), (1.0,), (1.0,))
    assert tangent[0].tolist() == [0, 0]
    assert value[1] == 1


def test_other_threads_see_plain_functions_and_types():
    stop, seen = threading.Event(), []

    def plain():
        while not stop.is_set():
            seen.append((type(np.zeros(2)), type(np.asarray([1.0])), math.sin(0.5), np.zeros(2).tolist()))

    thread = threading.Thread(target=plain)
    thread.start()
    for _ in range(200):
        assert derivative(drop_in(lambda x: math.sin(np.asarray(x)[()])))(0.0) == 1
    stop.set()
    thread.join()
    assert set(map(repr, seen)) == {repr((np.ndarray, np.ndarray, math.sin(0.5), [0.0, 0.0]))}


def test_threads_entering_and_leaving_at_once():
    errors = []

    def work(seed):
        f = drop_in(lambda x: math.exp(float(x)) * np.asarray(x, float))
        for i in range(100):
            x = seed + i / 100
            if abs(derivative(f)(x) - (1 + x) * math.exp(x)) > 1e-12 * (1 + x) * math.exp(x):
                errors.append(x)

    before = references()
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert all(a is b for a, b in zip(references(), before, strict=True))


def test_a_generator_left_inside():
    def values():
        with drop_in():
            yield math.sin(Dual(0.0, 1.0))
            yield math.cos(Dual(0.0, 1.0))

    before = references()
    first, second = values()
    assert (first.tangent, second.tangent) == (1, 0)
    assert all(a is b for a, b in zip(references(), before, strict=True))


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


def test_nothing_of_it_loads_with_dualnum():
    code = "import sys, dualnum; print(any(name.startswith('dualnum.dropin') for name in sys.modules))"
    import subprocess

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_the_class_is_unchanged_once_loaded():
    with drop_in():
        assert type(Dual(1.0, 1.0)) is Dual
    assert dualnum.drop_in is drop_in


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
