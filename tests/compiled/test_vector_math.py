"""Sweeps with libmvec: within 4 ULP of mpmath, and a clear word where there is none or it is not used."""

import math
import warnings

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

from mpmath import mp

import dualnum
from dualnum.compiled import vector_math
from dualnum.testing import assert_ulp

EXACT = mp.clone()
EXACT.prec = 200
BOUND = 4.0
"""What glibc states for libmvec."""

GROUPS = {
    "sin, cos, tan": lambda x: (math.sin(x), math.cos(x), math.tan(x)),
    "asin, acos, atan": lambda x: (math.asin(x), math.acos(x), math.atan(x)),
    "sinh, cosh, tanh": lambda x: (math.sinh(x), math.cosh(x), math.tanh(x)),
    "asinh, acosh, atanh": lambda x: (math.asinh(x), math.acosh(x + 1), math.atanh(x)),
    "exp, expm1": lambda x: (math.exp(x), math.expm1(x)),
    "log, log1p, log10": lambda x: (math.log(x), math.log1p(x), math.log10(x)),
    "erf, erfc": lambda x: (math.erf(x), math.erfc(x)),
    "pow, atan2, hypot": lambda x: (x**0.7, math.atan2(x, 0.3), math.hypot(x, 0.3)),
}
SHIFTED = {
    "acosh": lambda x: EXACT.acosh(EXACT.mpf(float(x + 1))),
    "pow": lambda x: EXACT.mpf(x) ** EXACT.mpf(0.7),
    "atan2": lambda x: EXACT.atan2(x, EXACT.mpf(0.3)),
    "hypot": lambda x: EXACT.hypot(x, EXACT.mpf(0.3)),
}
"""What is not the function of that name of x itself."""

X = np.linspace(0.01, 0.99, 203)
WIDE = np.concatenate([np.linspace(-700, 700, 403), [0.0, 1e-300, 1e5, -1e5]])

here = pytest.mark.skipif(vector_math.why_not() is not None, reason=f"{vector_math.why_not()}")


def vectorised(function):
    return numba.njit(error_model="numpy")(function)


@here
@pytest.mark.parametrize("names", GROUPS)
def test_every_function_is_within_the_bound_that_glibc_states(names):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the loop is of vectors
        found = dualnum.sweep(vectorised(GROUPS[names]), X, vector_math=True)
    for name, values in zip(names.split(", "), found, strict=True):
        exact = SHIFTED.get(name) or (lambda x, name=name: getattr(EXACT, name)(EXACT.mpf(x)))
        for x, value in zip(X.tolist(), values, strict=True):
            assert_ulp(value, exact(x), BOUND)


@here
def test_large_arguments_and_special_values():
    sines, exponentials = dualnum.sweep(
        vectorised(lambda x: (math.sin(x), math.exp(x))), WIDE, vector_math=True
    )
    for x, sine, exponential in zip(WIDE.tolist(), sines, exponentials, strict=True):
        assert_ulp(sine, EXACT.sin(EXACT.mpf(x)), BOUND)
        if abs(x) < 701:
            assert_ulp(exponential, EXACT.exp(EXACT.mpf(x)), BOUND)
    special = np.array([np.inf, -np.inf, np.nan, 0.0] * 4)
    found = dualnum.sweep(vectorised(lambda x: math.exp(x)), special, vector_math=True)
    np.testing.assert_array_equal(found, [np.inf, 0.0, np.nan, 1.0] * 4)


@here
def test_a_derivative_calls_libmvec():
    slope = dualnum.derivative(vectorised(lambda x: math.exp(math.sin(x))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = dualnum.sweep(slope, X, vector_math=True)
    np.testing.assert_allclose(found, np.exp(np.sin(X)) * np.cos(X), rtol=4e-15)
    (text,) = slope.__dict__["_dualnum_transforms"]["sweep", True].inspect_asm().values()
    assert "_ZGV" in text
    (text,) = slope_loop(slope, X).inspect_asm().values()
    assert "_ZGV" not in text, "without the option, nothing changes"


def slope_loop(slope, x):
    dualnum.sweep(slope, x)
    return slope.__dict__["_dualnum_transforms"]["sweep", False]


@here
def test_a_loop_that_raises_cannot_use_vectors_and_says_so():
    raising = numba.njit(lambda x: math.sin(x) / x)
    with pytest.warns(RuntimeWarning, match=r"LLVM has not made vectors.*error_model='numpy'"):
        found = dualnum.sweep(raising, X, vector_math=True)
    np.testing.assert_allclose(found, np.sin(X) / X, rtol=1e-15)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dualnum.sweep(numba.njit(lambda x: x * x), X, vector_math=True)  # has nothing that libmvec knows


@here
@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("LIBRARY", "libnone.so.0", "no libnone.so.0"),
        ("_OLDEST", (99,), "needs LLVM 99"),
        ("platform", type("", (), {"machine": lambda: "arm64"}), "arm64"),
    ],
)
def test_where_there_is_none_the_loop_is_the_usual_one(monkeypatch, name, value, text):
    monkeypatch.setattr(vector_math, name, value)
    function = numba.njit(lambda x: math.sin(x))
    with pytest.warns(RuntimeWarning, match=text):
        found = dualnum.sweep(function, X, vector_math=True)
    np.testing.assert_array_equal(found, dualnum.sweep(function, X))


def test_python_functions_are_refused():
    with pytest.raises(TypeError, match=r"vector_math=True; it is for functions made by numba\.njit"):
        dualnum.sweep(np.sin, X, vector_math=True)
