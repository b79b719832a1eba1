"""`sweep`: bit for bit what g gives of the whole arrays, whatever they are and however they are cut."""

import contextvars
import threading
import time
import traceback
from typing import NamedTuple

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, sweep, value_and_derivative
from dualnum.sweeping import blocks

pytestmark = pytest.mark.usefixtures("default_threads")


def f(x):
    return np.sin(x) * np.exp(-(x**2)) / (1 + x**2)


def same(found, expected):
    """Whether two results are alike in structure, dtype, shape and every bit."""
    if isinstance(expected, tuple):
        return type(found) is type(expected) and all(
            same(*pair) for pair in zip(found, expected, strict=True)
        )
    return (
        type(found) is np.ndarray
        and found.dtype == expected.dtype
        and found.shape == expected.shape
        and found.tobytes() == expected.tobytes()
    )


# --- the same bits ----------------------------------------------------------------------------------

X = np.random.default_rng(7).normal(size=(40, 30, 20)) * 3
LAYOUTS = {
    "C order": X,
    "Fortran order": np.asfortranarray(X),
    "axes in another order": X.transpose(1, 2, 0),
    "every second": X[:, ::2, :],
    "backwards": X[::-1, :, ::-1],
    "one axis": X.ravel(),
    "one axis, strided": X.ravel()[::3],
    "float32": X.astype(np.float32),
    "float16": X.astype(np.float16),
    "int64": (X * 10).astype(int),
    "uint8": np.arange(5000, dtype=np.uint8),
    "bool": X > 0,
    "other byte order": X.astype(">f8"),
    "unaligned": np.frombuffer(b"\0" + X.tobytes(), np.uint8)[1:].view(float),
    "read-only": np.broadcast_to(X[0], X.shape),
    "one element": X[:1, :1, :1],
}


@pytest.mark.parametrize("g", [f, derivative(f), value_and_derivative(f), derivative(f, order=2)])
@pytest.mark.parametrize("x", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("options", [{}, {"block": 1000, "workers": 3}, {"block": 1001, "workers": 1}])
def test_every_layout_and_dtype(g, x, options):
    with np.errstate(over="ignore"):
        assert same(sweep(g, x, **options), g(x))


@pytest.mark.parametrize("name", ["sin", "cos", "exp", "log1p", "tanh", "arctan", "cbrt"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_special_values_beside_others_in_a_vector_register(name, dtype):
    x = np.random.default_rng(1).normal(size=9999).astype(dtype)
    x[::37], x[5::71], x[3::51], x[::97] = 1e9, np.inf, 0, np.nan
    g = value_and_derivative(getattr(np, name))
    with np.errstate(all="ignore"):
        for size in (7, 64, 4096):
            assert same(sweep(g, x, block=size, workers=2), g(x))


def test_complex_arrays():
    g = value_and_derivative(lambda z: np.exp(z) / (z * z + 2), holomorphic=True)
    z = X.ravel() + 1j * X.ravel()[::-1]
    assert same(sweep(g, z, block=997), g(z))


def test_new_arrays_have_the_memory_order_of_the_argument():
    assert sweep(np.sin, np.asfortranarray(X[0])).flags.f_contiguous
    assert sweep(np.sin, X).flags.c_contiguous


def test_a_memory_map(tmp_path):
    path = tmp_path / "x.bin"
    X.tofile(path)
    x = np.memmap(path, dtype=float, mode="r", shape=X.shape)
    out = np.memmap(tmp_path / "y.bin", dtype=float, mode="w+", shape=X.shape)
    found = sweep(derivative(f), x, out=out, block=512)
    assert found is out
    assert same(np.fromfile(tmp_path / "y.bin").reshape(X.shape), derivative(f)(X))


# --- several arrays, and numbers --------------------------------------------------------------------


def test_arrays_broadcast_together():
    g = derivative(lambda a, b, c: a * b**2 + c * b, argnum=1)
    a, b, c = X[:, :1, :1], X, X[0, 0]
    expected = 2 * (a * b) + np.broadcast_to(c, X.shape)
    assert sweep(g, a, b, c, block=333) == pytest.approx(expected, rel=1e-15)
    assert same(sweep(g, a, b, c, block=333), g(a, b, c))


def test_a_row_and_a_column_have_a_result_at_each_pair():
    x, y = np.linspace(1, 2, 300)[:, None], np.linspace(3, 4, 200)
    slope = sweep(derivative(lambda x, y: x * x * y), x, y, block=77)
    assert slope == pytest.approx(2 * x * y, rel=1e-15)


@pytest.mark.parametrize("number", [2, 2.5, np.float32(2.5), np.array(2.5), np.int8(3)])
def test_numbers_stay_what_they_are(number):
    x = X.astype(np.float32)
    assert same(sweep(np.multiply, x, number), np.multiply(x, number))
    g = derivative(lambda x, c: c * x * x)
    assert same(sweep(g, x, number), g(x, number))


def test_the_derivative_by_a_number_over_an_array():
    g = value_and_derivative(lambda a, x: a * a * x)
    assert same(sweep(g, 3.0, X, block=500), g(3.0, X))


def test_numbers_alone_and_lists():
    assert sweep(derivative(f), 0.5) == derivative(f)(0.5)
    assert same(sweep(derivative(f), [0.5, 1.5]), derivative(f)(np.array([0.5, 1.5])))


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 4)])
def test_empty_arrays(shape):
    x = np.zeros(shape, np.float32)
    assert same(sweep(value_and_derivative(f), x), value_and_derivative(f)(x))
    out = np.ones(shape)
    assert sweep(derivative(f), x, out=out) is out


# --- structures and out= ----------------------------------------------------------------------------


class Both(NamedTuple):
    low: object
    high: object


def test_the_result_has_the_structure_of_gs():
    found = sweep(lambda x: {"a": [x + 1, (x > 0, x.astype(int))], "b": Both(-x, x)}, X, block=400)
    assert same(found["a"][0], X + 1)
    assert same(found["a"][1], (X > 0, X.astype(int)))
    assert isinstance(found["b"], Both)
    assert same(found["b"].low, -X)


def test_out_takes_one_array_or_a_structure():
    g = value_and_derivative(f)
    out = np.empty_like(X), np.empty(X.shape, np.float128 if hasattr(np, "float128") else float)
    assert sweep(g, X, out=out, block=1234) is out
    assert np.array_equal(out[0], g(X)[0])
    assert np.array_equal(out[1], g(X)[1])
    strided = np.empty((*X.shape, 2))[..., 0]
    assert np.array_equal(sweep(f, X, out=strided), f(X))


def test_out_may_be_the_argument():
    x = X.copy()
    assert sweep(derivative(f), x, out=x, block=100, workers=2) is x
    assert same(x, derivative(f)(X))


def test_out_that_overlaps_an_argument_otherwise():
    x = np.linspace(-2, 2, 5001)
    expected = f(x[:-1])
    assert np.array_equal(sweep(f, x[:-1], out=x[1:], block=64), expected)
    x = np.linspace(-2, 2, 5001)
    expected = f(x[::-1])
    assert np.array_equal(sweep(f, x[::-1], out=x, block=64), expected)


def test_numbers_with_out():
    out = np.zeros(())
    assert sweep(np.exp, 1.0, out=out) is out
    assert out == np.exp(1.0)


@pytest.mark.parametrize(
    ("out", "error", "text"),
    [
        (np.empty(3), ValueError, r"out= has the shape \(3,\); give the shape \(40, 30, 20\)"),
        (np.empty(X.shape, int), TypeError, "g returned the dtype float64, which out= of int64 cannot hold"),
        ((np.empty(X.shape),) * 2, ValueError, "two arrays of out= share memory"),
        ((np.empty(X.shape), np.empty(X.shape)), ValueError, "does not have the structure of g's result"),
        (np.broadcast_to(0.0, X.shape), ValueError, "out= is read-only"),
        (np.empty(X.shape, object), TypeError, "out= holds a ndarray of dtype object"),
        (Dual(X, X), TypeError, "out= holds a ArrayDual"),
    ],
)
def test_an_out_that_does_not_fit(out, error, text):
    with pytest.raises(error, match=text):
        sweep(f, X, out=out)


# --- derivatives around a sweep ---------------------------------------------------------------------


def test_a_dual_among_the_arguments_is_differentiated():
    total = derivative(lambda a: sweep(lambda x, a: a * a * x, X, a).sum())(3.0)
    assert total == pytest.approx(6 * X.sum(), rel=1e-12)
    assert same(derivative(lambda x: sweep(np.sin, x))(X), np.cos(X))


def test_a_dual_that_g_encloses_is_differentiated():
    total = derivative(lambda a: sweep(lambda x: a * a * x, X, block=10).sum())(3.0)
    assert total == pytest.approx(6 * X.sum(), rel=1e-12)
    nested = derivative(lambda a: sweep(derivative(lambda x: a * x * x), X, block=10).sum())(3.0)
    assert nested == pytest.approx(2 * X.sum(), rel=1e-12)


def test_duals_do_not_go_into_out():
    with pytest.raises(TypeError, match="g returned Duals, which out= cannot hold"):
        derivative(lambda a: sweep(lambda x: a * x, X, out=np.empty(X.shape)).sum())(3.0)


def test_objects_are_computed_as_they_are():
    from fractions import Fraction

    x = np.array([Fraction(1, n) for n in range(1, 9)])
    assert list(sweep(lambda x: x * x, x, block=2)) == [Fraction(1, n * n) for n in range(1, 9)]


# --- errors -----------------------------------------------------------------------------------------


def fails_at(*bad):
    def g(x):
        for value in bad:
            if value in x:
                raise LookupError(f"{value:g} is here")
        return x

    return g


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("bad", [(17.0,), (0.0,), (40.0, 17.0, 90.0)])
def test_an_error_comes_with_its_block(bad, count):
    with pytest.raises(LookupError) as caught:
        sweep(fails_at(*bad), np.arange(100.0), block=10, workers=count)
    first = int(min(bad)) // 10 * 10
    assert caught.value.__notes__ == [
        f"sweep: this came up in the elements [{first}:{first + 10}] of the arrays"
    ]
    assert "raise LookupError" in "".join(traceback.format_exception(caught.value))


def test_an_error_in_several_axes():
    with pytest.raises(LookupError) as caught:
        sweep(fails_at(57.0), np.arange(100.0).reshape(4, 5, 5), block=5)
    assert "[2:3, 1:2, 0:5]" in caught.value.__notes__[0]


def test_after_an_error_no_more_blocks_are_begun():
    seen = []

    def g(x):
        seen.append(x[0])
        return fails_at(20.0)(x)

    with pytest.raises(LookupError):
        sweep(g, np.arange(1000.0), block=10, workers=2)
    assert len(seen) <= 5


def test_the_program_can_be_stopped():
    def g(x):
        if 300 in x:
            raise KeyboardInterrupt
        return x

    with pytest.raises(KeyboardInterrupt):
        sweep(g, np.arange(1000.0), block=10, workers=2)
    assert same(sweep(f, X, workers=2), f(X))


@pytest.mark.parametrize(
    "g", [np.sum, lambda x: 1.0, lambda x: x[:-1], lambda x: (x, x.T), lambda x: x[None]]
)
def test_a_g_that_does_not_keep_the_shape(g):
    with pytest.raises(ValueError, match=r"g returned the shape .* does not work element by element"):
        sweep(g, X, block=100)


def test_a_g_that_does_not_keep_the_shape_of_later_blocks_or_of_none():
    with pytest.raises(ValueError, match="g returned the shape") as caught:
        sweep(lambda x: x if x[0] < 50 else x[1:], np.arange(100.0), block=10)
    assert "[50:60]" in caught.value.__notes__[0]
    with pytest.raises(ValueError, match="g returned the shape"):
        sweep(np.sum, np.zeros(0))


def test_a_g_whose_structure_or_dtype_depends_on_the_values():
    with pytest.raises(TypeError, match="g returned the dtype complex128, and float64 for the first block"):
        sweep(np.emath.sqrt, np.arange(100.0)[::-1] - 50, block=10)
    with pytest.raises(ValueError, match="g returned 1 arrays, and 2 for the first block"):
        sweep(lambda x: (x, x) if x[0] < 50 else (x,), np.arange(100.0), block=10)


@pytest.mark.parametrize("value", ["text", None, np.ma.masked_array(X, X > 0)])
def test_a_g_that_returns_something_else(value):
    with pytest.raises(TypeError, match="g returned a .*; it must return NumPy's arrays of numbers"):
        sweep(lambda x: value, X)


@pytest.mark.parametrize(
    ("arrays", "error", "text"),
    [
        ((), TypeError, "no arrays; give sweep"),
        ((np.ma.masked_array([1.0], [True]),), TypeError, "argument 1 is a MaskedArray"),
        ((X, "text"), TypeError, "argument 2 is 'text', not a number"),
        ((None,), TypeError, "argument 1 is None, not a number"),
        ((np.array(["a"]),), TypeError, "argument 1 has the dtype <U1"),
        ((np.array(["2020-01-01"], "M8[D]"),), TypeError, "argument 1 has the dtype datetime64"),
        ((np.ones(3), np.ones(4)), ValueError, r"shapes \(3,\), \(4,\) do not fit together"),
    ],
)
def test_arguments_that_are_no_arrays(arrays, error, text):
    with pytest.raises(error, match="sweep: .*" + text):
        sweep(np.add if len(arrays) == 2 else np.sin, *arrays)


@pytest.mark.parametrize("name", ["block", "workers"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "auto"])
def test_bad_numbers(name, value):
    with pytest.raises(ValueError, match=f"sweep: {name}=.*; give a positive integer"):
        sweep(f, X, **{name: value})


def test_g_must_be_callable():
    with pytest.raises(TypeError, match="sweep: g is a ndarray; give a function"):
        sweep(X, f)


# --- context, warnings, progress --------------------------------------------------------------------


def test_the_callers_context_holds_in_every_thread():
    variable = contextvars.ContextVar("variable", default="outside")
    seen, names = set(), set()

    def g(x):
        seen.add(variable.get())
        names.add(threading.current_thread().name)
        time.sleep(0.001)
        return x

    variable.set("inside")
    sweep(g, np.arange(100.0), block=5, workers=2)
    assert seen == {"inside"}
    assert len(names) == 2


@pytest.mark.parametrize("count", [1, 2])
def test_numpys_errstate_holds(count):
    x = np.ones(10_000)
    x[7000] = 0
    options = {"block": 100, "workers": count}
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError) as caught:
        sweep(derivative(np.log), x, **options)
    assert "[7000:7100]" in caught.value.__notes__[0]
    with np.errstate(divide="ignore"):
        assert np.isinf(sweep(derivative(np.log), x, **options)[7000])
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        sweep(derivative(np.log), x, **options)


@pytest.mark.parametrize("count", [1, 2])
def test_the_conventions_errstate_holds(count):
    x = np.ones(10_000)
    x[7000] = 0
    with dualnum.errstate(kink="raise"), pytest.raises(dualnum.ConventionError):
        sweep(derivative(abs), x, block=100, workers=count)
    told = []
    with dualnum.errstate(kink=lambda *where: told.append(where)):
        sweep(derivative(abs), x, block=100, workers=count)
    assert len(told) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_progress_ends_with_all_elements(count):
    told = []
    here = threading.get_ident()

    def progress(done, total):
        assert threading.get_ident() == here
        told.append((done, total))

    sweep(f, X, block=999, workers=count, progress=progress)
    assert told[-1] == (X.size, X.size)
    assert told == sorted(set(told))
    if count == 1:
        assert len(told) == len(list(blocks.cut(X, 999, evenly=False)))


def test_an_error_in_progress_stops_the_sweep():
    seen = []

    def progress(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        sweep(lambda x: seen.append(1) or x, np.arange(1000.0), block=10, workers=1, progress=progress)
    assert len(seen) == 1


# --- blocks and threads -----------------------------------------------------------------------------


@pytest.mark.parametrize("x", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize(
    ("size", "evenly"), [(1, False), (7, True), (1000, True), (1000, False), (10**6, True)]
)
def test_the_boxes_hold_every_element_once(x, size, evenly):
    seen = np.zeros(x.shape, int)
    for index in blocks.cut(x, size, evenly=evenly):
        seen[index] += 1
        assert blocks.count_of(index) <= size
        assert blocks.shape_of(index) == x[index].shape
    assert (seen == 1).all()


def test_the_boxes_lie_along_memory():
    assert blocks.text_of(next(blocks.cut(np.empty((30, 40)), 80, evenly=True))) == "[0:2, 0:40]"
    assert blocks.text_of(next(blocks.cut(np.empty((30, 40), order="F"), 60, evenly=True))) == "[0:30, 0:2]"


def test_g_sees_blocks_of_the_size_that_was_asked_for():
    sizes = []
    sweep(lambda x: sizes.append(x.size) or x, np.arange(35.0), block=10, workers=1)
    assert sizes == [10, 10, 10, 5]


def test_a_sweep_within_a_sweep():
    def g(x):
        return sweep(f, x, block=50, workers=2)

    assert same(sweep(g, X.ravel(), block=1000, workers=2), f(X.ravel()))


def test_sweeps_in_several_threads():
    found = {}
    threads = [
        threading.Thread(target=lambda i=i: found.update({i: sweep(derivative(f), X + i, block=500)}))
        for i in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(4):
        assert same(found[i], derivative(f)(X + i))
