"""Arrays of Duals in compiled code: the caller's memory, elements, slices, loops and reductions."""

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

from numba.core.errors import TypingError

from dualnum import Dual

X = np.linspace(0.1, 1.0, 5)
KINDS = {
    "one direction": lambda: Dual(X.copy(), np.arange(5.0)),
    "five directions": lambda: Dual(X.copy(), np.eye(5)),
    "nested": lambda: Dual(Dual(X.copy(), np.eye(5)), Dual(np.eye(5), np.zeros((5, 5, 5)))),
    "matrix": lambda: Dual(X[:4].reshape(2, 2).copy(), np.arange(12.0).reshape(3, 2, 2)),
}
weights = np.arange(5) + 0.5


def changed(x):
    x[0] = 3 * x[1]
    x[1] = x[0] * x[0]
    x[-1] = 2.5
    part = x[1:3]
    part[0] = part[1] / 2
    return x[::2]


def in_loops(x):
    out = np.empty_like(x)
    total = 0.0
    for i in range(len(x)):
        out[i] = np.sin(x[i]) * x[i]
        total += out[i]
    for v in x:
        total -= v
    return out, total, x.shape, x.ndim, x.size


FUNCTIONS = {
    "elementwise": lambda x: np.exp(-x * x) / (1 + x * x) + np.maximum(x, 0.5),
    "where": lambda x: np.where(x > 0.5, x, 2 * x),
    "new arrays": lambda x: (np.zeros_like(x), np.ones_like(x), x.copy(), np.full_like(x, 2.5)),
    "reductions": lambda x: (np.sum(x), x.mean(), x.max(), x.min(), np.prod(x)),
    "comparison": lambda x: (x > 0.5) & (x < 0.9),
    "slices": lambda x: x[1:, ...],
    "parts": lambda x: (x.primal, x.tangent),
}
VECTORS = {
    "assignment": changed,
    "loops": in_loops,
    "dot": lambda x: (np.dot(x, x), x @ weights),
    "plain array": lambda x: x * weights - weights,
    "mask": lambda x: x[x > 0.5],
}


def check(function, make):
    ours, theirs = make(), make()
    compiled, plain = numba.njit(function)(ours), function(theirs)
    for a, b in zip(numbers(compiled), numbers(plain), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14, atol=1e-15)
    for a, b in zip(numbers(ours), numbers(theirs), strict=True):  # what it did to its argument
        np.testing.assert_array_equal(a, b)


def numbers(value):
    if isinstance(value, tuple):
        return [part for item in value for part in numbers(item)]
    return numbers(value.primal) + numbers(value.tangent) if isinstance(value, Dual) else [np.asarray(value)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_as_in_numpy(name, kind):
    check(FUNCTIONS[name], KINDS[kind])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "matrix"])
@pytest.mark.parametrize("name", VECTORS)
def test_vectors_as_in_numpy(name, kind):
    check(VECTORS[name], KINDS[kind])


def test_a_parallel_loop():
    @numba.njit(parallel=True)
    def squared(x):
        out = np.empty_like(x)
        for i in numba.prange(len(x)):
            out[i] = x[i] * x[i]
        return out

    found = squared(Dual(X, np.ones(5)))
    np.testing.assert_array_equal(found.tangent, 2 * X)


def test_vectorize_with_duals_inside():
    @numba.vectorize
    def slope(a):
        return (Dual(a, 1.0) ** 3).tangent

    np.testing.assert_array_equal(slope(np.array([1.0, 2.0])), [3.0, 12.0])


def test_guvectorize_with_duals_inside():
    @numba.guvectorize(["void(float64[:], float64[:])"], "(n)->(n)")
    def slopes(x, out):
        for i in range(len(x)):
            out[i] = (Dual(x[i], 1.0) ** 3).tangent

    np.testing.assert_array_equal(slopes(np.array([[1.0, 2.0], [0.0, -1.0]])), [[3.0, 12.0], [0.0, 3.0]])


def test_duals_are_no_arguments_of_compiled_ufuncs():
    """A ufunc's loop is for NumPy's dtypes; a Dual goes through the jitted function instead."""
    cube = numba.vectorize(["float64(float64)"])(lambda x: x**3)
    with pytest.raises(TypingError):
        numba.njit(lambda x: cube(x))(Dual(1.0, 1.0))


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x: np.zeros(5).__setitem__(0, x[0]), "plain array cannot hold a Dual"),
        (lambda x: np.isfinite(x), "isfinite"),
        (lambda x: np.dot(x.reshape(5, 1), x), "reshape"),
    ],
)
def test_what_arrays_of_duals_do_not_do(function, text):
    def assign(x):
        plain = np.zeros(5)
        plain[0] = x[0]
        return plain

    run = assign if text.startswith("plain") else function
    with pytest.raises(TypingError, match=text):
        numba.njit(run)(KINDS["one direction"]())


def test_shapes_that_differ_and_integers():
    with pytest.raises(ValueError, match="arrays of one shape"):
        numba.njit(lambda x, y: x * y)(Dual(X, 1.0), X[:3])
    with pytest.raises(TypeError, match="give an array of floats"):
        numba.njit(lambda x: x)(Dual(np.arange(3), np.ones(3)))
    with pytest.raises(TypeError, match="at most"):
        numba.njit(lambda x: x)(Dual(np.zeros(3), np.zeros((100, 3))))
