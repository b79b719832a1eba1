"""The transforms of jitted functions, against those of the same Python functions and against mathematics."""

import math

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

from numba.core.errors import TypingError

import dualnum
from dualnum.compiled.sweeping import sweep_compiled

X = np.linspace(0.1, 1.0, 11)


def f1(x):
    return np.sin(x) * np.exp(-x * x) / (1 + x * x)


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total += 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2
    return total


def neighbours(x):
    out = np.empty_like(x)
    for i in range(len(x)):
        out[i] = x[i] * np.sin(x[i - 1])
    return out


def close(ours, theirs):
    if isinstance(theirs, tuple):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs, strict=True):
            close(a, b)
    else:
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)
        assert np.shape(ours) == np.shape(theirs)


@pytest.mark.parametrize(
    ("name", "f", "x"),
    [
        ("derivative", f1, 0.7),
        ("derivative", f1, 2),
        ("derivative", f1, X),
        ("value_and_derivative", f1, X.reshape(1, 11)),
        ("derivative", lambda x: x * np.sum(x), X),
        ("value_and_derivative", lambda x: (x * x, 2.0), 3.0),
        ("derivative", lambda x: 5.0, 3.0),
        ("gradient", rosenbrock, X),
        ("gradient", rosenbrock, X[:3]),
        ("value_and_gradient", rosenbrock, X),
        ("gradient", lambda x: np.sum(x * x), X[:6].reshape(2, 3)),
        ("gradient", f1, 0.7),
        ("jacobian", neighbours, X),
        ("value_and_jacobian", neighbours, X),
        ("jacobian", lambda x: x * x[0, 0], X[:6].reshape(2, 3)),
        ("hessian", rosenbrock, X[:5]),
        ("hessian", f1, 0.7),
    ],
)
def test_as_of_the_python_function(name, f, x):
    transform = getattr(dualnum, name)
    run = transform(numba.njit(f))
    assert hasattr(run, "py_func"), "the transform of a jitted function is jitted"
    before = np.copy(x)
    close(run(x), transform(f)(x))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("size", [1, 3, "auto", 100])
def test_chunks_of_directions(size):
    run = dualnum.gradient(numba.njit(rosenbrock), chunk_size=size)
    close(run(X), dualnum.gradient(rosenbrock)(X))


def test_other_arguments_defaults_and_keywords():
    f = numba.njit(lambda a, x, b=2.0: a * x**2 * b)
    assert dualnum.derivative(f, argnum=1)(3.0, 5.0) == 60.0
    assert dualnum.derivative(f, argnum=-1)(3, 5.0, 1.0) == 75.0
    assert dualnum.derivative(f)(a=3.0, x=5.0, b=1.0) == 25.0


def test_jvp_of_numbers_and_arrays():
    f = numba.njit(lambda x, s: (x * s, s))
    value, tangent = dualnum.jvp(f, (X, 2.0), (X + 1, 0.5))
    close(value, (2 * X, 2.0))
    close(tangent, (2 * (X + 1) + 0.5 * X, 0.5))
    with pytest.raises(ValueError, match="another shape"):
        dualnum.jvp(f, (X, 2.0), (X[:2], 0.5))


def test_orders_and_transforms_of_transforms():
    sine = numba.njit(lambda x: math.sin(x))
    assert dualnum.derivative(sine, 3)(0.5) == pytest.approx(-math.cos(0.5), rel=1e-15)
    assert dualnum.derivative(dualnum.derivative(sine))(0.5) == pytest.approx(-math.sin(0.5), rel=1e-15)
    assert dualnum.derivative(lambda x: dualnum.derivative(sine)(x) * x)(0.5) == pytest.approx(
        math.cos(0.5) - 0.5 * math.sin(0.5), rel=1e-15
    )


def test_inside_another_jitted_function_perturbations_do_not_mix():
    """d/dx (x · d/dy (x + y)) is 1, not 2."""
    slope_in_y = dualnum.derivative(numba.njit(lambda x, y: x + y), argnum=1)
    outer = numba.njit(lambda x: x * slope_in_y(x, 1.0))
    assert dualnum.derivative(outer)(1.0) == 1.0


def test_the_transform_of_a_function_is_kept_with_it():
    f = numba.njit(f1)
    assert dualnum.derivative(f) is dualnum.derivative(f)


# --- control flow --------------------------------------------------------------------------------------


def newton(a):
    x = a
    while True:
        following = 0.5 * (x + a / x)
        if abs(following - x) < 1e-15 * x:
            return following
        x = following


@numba.njit
def helper(x, n):
    return x * helper(x, n - 1) if n > 1 else x


def branches(x):
    total = 0.0
    for k in range(1, 5):
        if x > k:
            total += x**k
        elif x < -k:
            total -= k * x
    return total


def test_loops_branches_recursion_and_iteration_to_convergence():
    assert dualnum.derivative(numba.njit(newton))(2.0) == pytest.approx(0.5 / math.sqrt(2), rel=1e-15)
    assert dualnum.derivative(helper)(2.0, 5) == 80.0
    slope = dualnum.derivative(numba.njit(branches))
    assert (slope(2.5), slope(-2.5), slope(0.5)) == (1 + 2 * 2.5, -3.0, 0.0)


# --- errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("transform", "f", "x", "text"),
    [
        (dualnum.gradient, neighbours, X, "use dualnum.jacobian for vector-valued f"),
        (dualnum.derivative, lambda x: None, 1.0, "not a number or an array"),
        (dualnum.derivative, lambda x: dualnum.Dual(x, 1.0), 1.0, "a Dual that it made itself"),
        (dualnum.gradient, lambda x: np.linalg.det(x), np.eye(2), "det"),
    ],
)
def test_errors_say_what_is_wrong(transform, f, x, text):
    with pytest.raises(TypingError, match=text):
        transform(numba.njit(f))(x)


def test_arguments_are_checked_as_ever():
    with pytest.raises(TypeError, match="argnum=0.5"):
        dualnum.derivative(numba.njit(f1), argnum=0.5)
    with pytest.raises(ValueError, match="chunk_size=0"):
        dualnum.gradient(numba.njit(f1), chunk_size=0)
    with pytest.raises(ValueError, match="another shape"):
        dualnum.derivative(numba.njit(lambda x: np.zeros_like(x)[:2] + x[:2]))(X)


# --- sweeps --------------------------------------------------------------------------------------------


def test_a_sweep_is_the_function_at_every_element():
    pair = dualnum.value_and_derivative(numba.njit(lambda x, a: np.sin(x) * a))
    grid = np.linspace(-3, 3, 12).reshape(3, 4)
    value, slope = sweep_compiled(pair, [grid, 2.0])
    close((value, slope), (2 * np.sin(grid), 2 * np.cos(grid)))
    out = np.empty((3, 4)), np.empty((3, 4))
    assert sweep_compiled(pair, [grid, grid[0]], out) is out
    close(out[1], np.cos(grid) * grid[0])


def test_what_a_sweep_refuses():
    single = numba.njit(lambda x: x)
    with pytest.raises(TypeError, match="give a function made by numba.njit"):
        sweep_compiled(f1, [X])
    with pytest.raises(ValueError, match="contiguous ones of shape"):
        sweep_compiled(single, [X], np.empty(3))
    with pytest.raises(TypingError, match="does not have the structure"):
        sweep_compiled(single, [X], (np.empty(11),))
