"""Random arrays of objects: single precision, directions, nesting and every method give an array Dual's numbers."""

import zlib

import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE

OF_OBJECTS = [
    ufunc
    for name, ufunc in vars(np).items()
    if isinstance(ufunc, np.ufunc) and name == ufunc.__name__ and any("O" in types for types in ufunc.types)
]
SMOOTH = [ufunc for ufunc in OF_OBJECTS if ufunc.__name__ in TABLE and ufunc.signature is None]
FOLDABLE = [ufunc for ufunc in SMOOTH if ufunc.nin == 2 and ufunc.nout == 1]
WRONG_IN_NUMPY = {np.power, np.arctan2}
"""Some releases fold arrays of floats with these wrongly."""
DRAWS = 6
KINDS = ["float64", "float32", "directions", "nested", "a number", "two dimensions"]


def draw(rng, kind, ufunc):
    """A Dual where every function has a derivative."""
    shape = {"a number": (), "two dimensions": (2, 2)}.get(kind, (3,))
    primal = rng.uniform(0.1, 0.9, shape) + (ufunc is np.arccosh)
    directions = (2,) if kind == "directions" else ()
    tangent = rng.normal(size=directions + shape)
    if kind == "float32":
        return Dual(primal.astype(np.float32), tangent)
    if kind == "nested":
        return Dual(Dual(primal, tangent), Dual(rng.normal(size=shape), rng.normal(size=shape)))
    return Dual(np.float64(primal) if kind == "a number" else primal, tangent)


def parts(x):
    """The numbers of a result, of every order."""
    if isinstance(x, Dual):
        return [*parts(x.primal), *parts(x.tangent)]
    return [np.asarray(x, float)]


def agree(found, expected, kind):
    if isinstance(expected, tuple):
        for a, b in zip(found, expected, strict=True):
            agree(a, b, kind)
        return
    found = dualnum.array(np.asarray(found, dtype=object))
    close = 1e-5 if kind == "float32" else 1e-13
    values = parts(found)
    if not isinstance(found, Dual):  # Python's own numbers, of floor and its like
        values += [np.zeros_like(tangent) for tangent in parts(expected)[1:]]
    for a, b in zip(values, parts(expected), strict=True):
        np.testing.assert_allclose(a, b, rtol=close, atol=close)


def rng_of(ufunc, kind):
    return np.random.default_rng(zlib.crc32(f"{ufunc.__name__} {kind}".encode()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ufunc", SMOOTH, ids=lambda f: f.__name__)
def test_calls(ufunc, kind):
    if (ufunc, kind) == (np.trunc, "float32"):
        with pytest.raises(TypeError, match="__trunc__"):  # as objects of np.float32 have none
            ufunc(np.asarray(draw(rng_of(ufunc, kind), kind, ufunc)))
        return
    rng = rng_of(ufunc, kind)
    for _ in range(DRAWS):
        args = [draw(rng, kind, ufunc) for _ in range(ufunc.nin)]
        expected = ufunc(*args)
        agree(ufunc(*map(np.asarray, args)), expected, kind)
        if ufunc.nin == 2:
            agree(ufunc(np.asarray(args[0]), args[1]), expected, kind)
            agree(ufunc(args[0], np.asarray(args[1])), expected, kind)


@pytest.mark.parametrize("kind", ["float64", "float32", "directions", "nested"])
@pytest.mark.parametrize("ufunc", FOLDABLE, ids=lambda f: f.__name__)
def test_methods(ufunc, kind):
    rng = rng_of(ufunc, kind)
    for _ in range(DRAWS):
        a, b = draw(rng, kind, ufunc), draw(rng, kind, ufunc)
        objects = np.asarray(a)
        agree(ufunc.outer(objects, np.asarray(b)), ufunc.outer(a, b), kind)
        agree(ufunc.accumulate(objects), ufunc.accumulate(a), kind)
        if ufunc not in WRONG_IN_NUMPY:
            agree(ufunc.reduce(objects), ufunc.reduce(a), kind)
            agree(ufunc.reduceat(objects, [0, 1]), ufunc.reduceat(a, [0, 1]), kind)
        ufunc.at(objects, [1], b[0])
        ufunc.at(a, [1], b[0])
        agree(objects, a, kind)


@pytest.mark.parametrize("ufunc", OF_OBJECTS, ids=lambda f: f.__name__)
def test_every_method_that_numpy_looks_for_is_there(ufunc):
    """NumPy calls, on each object, the method that has the ufunc's name; operators it has for itself."""
    x = Dual(0.5, 1.0)
    if ufunc.__name__ in TABLE:
        assert callable(getattr(x, ufunc.__name__))
