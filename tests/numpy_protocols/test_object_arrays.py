"""Object arrays of scalar Duals, as NumPy makes them of lists: the same numbers as array Duals give."""

import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE

UFUNCS = {
    name: ufunc
    for name, ufunc in vars(np).items()
    if isinstance(ufunc, np.ufunc) and name == ufunc.__name__ and ufunc.signature is None
}
OF_OBJECTS = [ufunc for ufunc in UFUNCS.values() if any("O" in types for types in ufunc.types)]
SMOOTH = [ufunc for ufunc in OF_OBJECTS if ufunc.__name__ in TABLE]
OF_NUMBERS_ONLY = [ufunc for name, ufunc in UFUNCS.items() if name in TABLE and ufunc not in OF_OBJECTS]
FOLDABLE = [ufunc for ufunc in SMOOTH if ufunc.nin == 2]
WRONG_IN_NUMPY = {np.power, np.arctan2}
"""Some releases fold arrays of floats with these wrongly: a₀ ** aₙ for ((a₀ ** a₁) ** ...) ** aₙ."""
PLAIN = [np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.logical_not]

RNG = np.random.default_rng(3)


def arguments(ufunc, kind):
    """Two Duals (or one) of four elements each, where every function here has a derivative."""
    found = []
    for _ in range(ufunc.nin):
        x = RNG.uniform(0.1, 0.9, 4) + (1 if ufunc is np.arccosh else 0)
        t = RNG.normal(size=4)
        if kind is complex:
            x, t = x + 1j * RNG.uniform(0.1, 0.9, 4), t + 1j * RNG.normal(size=4)
        found.append(Dual(x, t))
    return found


def agree(found, expected):
    if isinstance(expected, tuple):
        assert len(found) == len(expected)
        for a, b in zip(found, expected, strict=True):
            agree(a, b)
        return
    found = dualnum.array(np.asarray(found, dtype=object))
    primal, tangent = (
        (found.primal, found.tangent) if isinstance(found, Dual) else (found, np.zeros(found.shape))
    )
    np.testing.assert_allclose(primal, expected.primal, rtol=2e-15)
    np.testing.assert_allclose(tangent, expected.tangent, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("ufunc", SMOOTH, ids=lambda f: f.__name__)
def test_ufuncs(ufunc):
    x = arguments(ufunc, float)
    agree(ufunc(*map(np.asarray, x)), ufunc(*x))


COMPLEX = "add subtract multiply divide square reciprocal negative positive power exp log log2 log10 sqrt sin cos tan"


@pytest.mark.parametrize(
    "name", f"{COMPLEX} sinh cosh tanh arcsin arccos arctan arcsinh conjugate absolute".split()
)
def test_ufuncs_of_complex_duals(name):
    ufunc = getattr(np, name)
    x = arguments(ufunc, complex)
    agree(ufunc(*map(np.asarray, x)), ufunc(*x))


@pytest.mark.parametrize("ufunc", FOLDABLE, ids=lambda f: f.__name__)
def test_beside_array_duals_and_numbers(ufunc):
    a, b = arguments(ufunc, float)
    expected = ufunc(a, b)
    for call in (ufunc(np.asarray(a), b), ufunc(a, np.asarray(b))):
        assert isinstance(call, Dual)
        agree(call, expected)
    agree(ufunc(np.asarray(a), b[1]), ufunc(a, b[1]))
    agree(ufunc(a[1], np.asarray(b)), ufunc(a[1], b))
    agree(ufunc(np.asarray(a), b.primal), ufunc(a, b.primal))


@pytest.mark.parametrize("ufunc", FOLDABLE, ids=lambda f: f.__name__)
def test_methods(ufunc):
    a, b = arguments(ufunc, float)
    objects = np.asarray(a)
    agree(ufunc.outer(objects, np.asarray(b)), ufunc.outer(a, b))
    if ufunc.nout > 1:
        return
    if ufunc not in WRONG_IN_NUMPY:
        agree(ufunc.reduce(objects), ufunc.reduce(a))
        agree(ufunc.reduceat(objects, [0, 2]), ufunc.reduceat(a, [0, 2]))
    agree(ufunc.accumulate(objects), ufunc.accumulate(a))


def test_at():
    a = Dual(np.ones(3), np.arange(3.0))
    objects = np.asarray(a)
    np.add.at(objects, [0, 0, 2], Dual(2.0, 1.0))
    np.add.at(a, [0, 0, 2], Dual(2.0, 1.0))
    agree(objects, a)


@pytest.mark.parametrize("ufunc", PLAIN, ids=lambda f: f.__name__)
def test_comparisons(ufunc):
    x = arguments(ufunc, float)
    np.testing.assert_array_equal(ufunc(*map(np.asarray, x)), ufunc(*x))


@pytest.mark.parametrize("ufunc", OF_NUMBERS_ONLY, ids=lambda f: f.__name__)
def test_ufuncs_that_numpy_has_for_numbers_only(ufunc):
    """NumPy refuses objects itself, whatever they are; nothing is lost."""
    with pytest.raises(TypeError, match=f"ufunc '{ufunc.__name__}' not supported for the input types"):
        ufunc(*map(np.asarray, arguments(ufunc, float)))


METHODS = {
    "sum prod mean std var min max cumsum cumprod round conj conjugate ravel flatten copy trace diagonal T": (),
    "dot": (np.arange(4.0),),
    "clip": (0.2, 0.5),
    "repeat": (2, 1),
    "take": ([1, 2], 0),
    "transpose": (1, 0),
}


@pytest.mark.parametrize(
    ("name", "args"), [(name, args) for names, args in METHODS.items() for name in names.split()]
)
def test_methods_of_arrays(name, args):
    x = Dual(RNG.uniform(0.1, 0.9, (3, 4)), RNG.normal(size=(3, 4)))
    found, expected = getattr(np.asarray(x), name), getattr(x, name)
    agree(found(*args), expected(*args)) if callable(found) else agree(found, expected)
    if name in ("sum", "prod", "mean", "std", "var", "min", "max", "cumsum", "cumprod"):
        agree(found(axis=0), expected(axis=0))


def test_sorting():
    x = Dual(RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4)))
    objects = np.asarray(x)
    agree(np.sort(objects, 0), np.sort(x, 0))
    np.testing.assert_array_equal(np.argsort(objects, 0), np.argsort(x, 0))
    np.testing.assert_array_equal(np.argmax(objects, 1), np.argmax(x, 1))


PRODUCTS = {
    "@": lambda a: a @ a.T,
    "dot": lambda a: np.dot(a, a.T),
    "inner": lambda a: np.inner(a, a),
    "outer": lambda a: np.outer(a, a),
    "tensordot": lambda a: np.tensordot(a, a.T, 1),
    "kron": lambda a: np.kron(a, a),
    "einsum": lambda a: np.einsum("ij,kj->ik", a, a),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_products(name):
    x = Dual(RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4)))
    agree(PRODUCTS[name](np.asarray(x)), PRODUCTS[name](x))


@pytest.mark.parametrize("name", "solve inv det slogdet cholesky eigh eigvalsh svd pinv qr lstsq".split())
def test_linear_algebra_of_objects_is_refused_by_numpy(name):
    a = np.asarray(Dual(3 * np.eye(2), np.ones((2, 2))))
    args = (a, np.ones(2)) if name in ("solve", "lstsq") else (a,)
    with pytest.raises(TypeError, match="Cannot cast|cannot become a float|unsupported in linalg"):
        getattr(np.linalg, name)(*args)
