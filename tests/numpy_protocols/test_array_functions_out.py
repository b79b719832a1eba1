"""The arguments ``out=`` and ``dtype=``, and the dtypes of results and tangents."""

import numpy as np
import pytest

from dualnum import Dual

pytestmark = pytest.mark.filterwarnings("ignore:numpy.fix is deprecated:DeprecationWarning")

rng = np.random.default_rng(8)
A = rng.normal(size=(3, 4))
T = rng.normal(size=(2, 3, 4))
X = Dual(A, T)
"""Two directions."""

# --- out= -----------------------------------------------------------------------------------------------

WITH_OUT = [
    (np.sum, {"axis": 0}),
    (np.mean, {"axis": 1}),
    (np.prod, {"axis": 0, "keepdims": True}),
    (np.cumsum, {"axis": 1}),
    (np.cumprod, {"axis": 0}),
    (np.max, {"axis": 0}),
    (np.amin, {"axis": 1}),
    (np.nanmax, {"axis": 0}),
    (np.ptp, {"axis": 0}),
    (np.var, {"axis": 0, "ddof": 1}),
    (np.std, {"axis": 1}),
    (np.nanvar, {"axis": 0}),
    (np.nanstd, {"axis": 0}),
    (np.nansum, {"axis": 0}),
    (np.nanmean, {"axis": 0}),
    (np.nanprod, {"axis": 0}),
    (np.nancumsum, {"axis": 0}),
    (np.nancumprod, {"axis": 0}),
    (np.median, {"axis": 0}),
    (np.nanmedian, {"axis": 1}),
    (lambda a, out: np.quantile(a, 0.3, axis=0, out=out), {}),
    (lambda a, out: np.percentile(a, [20, 70], axis=1, out=out), {}),
    (lambda a, out: np.nanquantile(a, 0.3, axis=0, out=out), {}),
    (lambda a, out: np.trace(a, 1, out=out), {}),
    (lambda a, out: np.take(a, [2, 0], 1, out), {}),
    (lambda a, out: np.compress([True, False, True], a, 0, out), {}),
    (lambda a, out: np.choose([[0, 1, 1, 0]] * 3, [a, 2 * a], out), {}),
    (lambda a, out: np.clip(a, -0.5, 0.5, out), {}),
    (lambda a, out: np.concatenate([a, a], 1, out), {}),
    (lambda a, out: np.stack([a, a], 1, out), {}),
    (lambda a, out: np.round(a, 1, out), {}),
    (np.fix, {}),
]
if hasattr(np, "cumulative_sum"):
    WITH_OUT += [(np.cumulative_sum, {"axis": 1}), (np.cumulative_prod, {"axis": 1})]


def names(calls):
    return [f"{i}-{call[0].__name__}" for i, call in enumerate(calls)]


@pytest.mark.parametrize(("function", "kwargs"), WITH_OUT, ids=names(WITH_OUT))
def test_out_takes_both_parts(function, kwargs):
    expected = function(X, out=None, **kwargs)
    out = Dual(np.full(expected.shape, 7.0), np.full((2, *expected.shape), 7.0))
    behind = out.primal, out.tangent
    assert function(X, out=out, **kwargs) is out
    np.testing.assert_array_equal(out.primal, expected.primal)
    np.testing.assert_array_equal(out.tangent, expected.tangent)
    assert (out.primal, out.tangent) == behind or (out.primal is behind[0] and out.tangent is behind[1])
    assert function(A, out=out, **kwargs) is out  # a constant does not move
    np.testing.assert_array_equal(out.primal, expected.primal)
    assert not out.tangent.any()


@pytest.mark.parametrize(("function", "kwargs"), WITH_OUT, ids=names(WITH_OUT))
def test_a_plain_out_refuses_a_derivative(function, kwargs):
    out = np.zeros(function(A, out=None, **kwargs).shape)
    with pytest.raises(TypeError, match=r"^\w+: out= is a plain array, .*give a Dual as out="):
        function(X, out=out, **kwargs)
    assert not out.any()


def test_out_may_be_the_argument_itself():
    x = Dual(A.copy(), T.copy())
    np.cumsum(x, axis=1, out=x)
    np.testing.assert_array_equal(x.primal, np.cumsum(A, 1))
    np.testing.assert_array_equal(x.tangent, np.cumsum(T, 2))


def test_out_decides_the_precision_as_in_numpy():
    x = Dual(np.full(1000, 0.1, np.float32), np.ones(1000, np.float32))
    out = Dual(np.zeros(()), 0.0)
    np.sum(x, out=out)
    assert out.primal == np.sum(x.primal, out=np.zeros(()))
    assert out.tangent == 1000


def test_errors_of_out_are_numpys():
    with pytest.raises(ValueError, match=r"dimension|shape"):
        np.sum(X, axis=0, out=Dual(np.zeros(5), np.zeros((2, 5))))
    with pytest.raises(TypeError, match="Cannot cast"):
        np.round(X, out=Dual(np.zeros((3, 4), int), np.zeros((2, 3, 4))))
    with pytest.raises(TypeError, match=r"^sum: out=int64 cannot hold a Dual without losing its derivative"):
        np.sum(X, axis=0, out=Dual(np.zeros(4, int), np.zeros((2, 4))))


# --- dtypes ---------------------------------------------------------------------------------------------

SAME_TYPE = [
    np.sum,
    np.mean,
    np.prod,
    np.cumsum,
    np.cumprod,
    np.max,
    np.ptp,
    np.var,
    np.std,
    np.median,
    np.sort,
    np.ravel,
    np.transpose,
    np.diff,
    lambda x: np.gradient(x, axis=0),
    np.unique,
    np.nansum,
    np.nanmean,
    np.nanstd,
    np.average,
    np.round,
    np.fix,
    np.sinc,
    np.i0,
    np.angle,
    np.real,
    np.nan_to_num,
    np.trace,
    np.tril,
    lambda x: np.roll(x, 1),
    lambda x: np.pad(x, 1),
    lambda x: np.pad(x, 1, mode="median"),
    lambda x: np.quantile(x, 0.3, axis=0),
    lambda x: np.clip(x, -0.5, 0.5),
    lambda x: np.where(x > 0, x, 0),
    lambda x: np.concatenate([x, x]),
    lambda x: np.take(x, [0], 1),
    lambda x: np.linspace(x, 2 * x, 3),
    np.cov,
    lambda x: np.histogram(x, 3, density=True)[1],
    np.lib.scimath.sqrt,
]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("function", SAME_TYPE, ids=lambda f: f.__name__)
def test_the_type_is_numpys_and_the_tangents_follows(function, dtype):
    a = A.astype(dtype)
    for t in (np.ones((3, 4)), np.ones((2, 3, 4))):
        y = function(Dual(a, t))
        assert t.ndim == 3 or type(y.tangent) is type(y.primal)
        expected = function(a)
        assert y.dtype == expected.dtype
        assert y.tangent.dtype == expected.dtype
        assert type(y.primal) is type(expected)


@pytest.mark.parametrize(
    "function", [np.sum, np.mean, np.prod, np.cumsum, np.cumprod, np.trace, np.nansum, np.var]
)
def test_dtype(function):
    x = Dual(A.astype(np.float32), T.astype(np.float32))
    y = function(x, dtype=np.float64)
    np.testing.assert_array_equal(y.primal, function(x.primal, dtype=np.float64))
    assert y.tangent.dtype == np.float64
    with pytest.raises(
        TypeError, match=r"^\w+: dtype=int64 cannot hold a Dual|array of int64 cannot hold a Dual"
    ):
        function(X, dtype=np.int64)


@pytest.mark.parametrize(
    "call",
    [
        lambda: np.concatenate([X, X], dtype=int, casting="unsafe"),
        lambda: np.stack([X, X], dtype=int, casting="unsafe"),
        lambda: np.linspace(X, 2 * X, dtype=int),
        lambda: np.insert(np.arange(3), 1, Dual(2.5, 1.0)),
        lambda: np.astype(X, int) if hasattr(np, "astype") else X.astype(int),
    ],
)
def test_integers_cannot_hold_a_derivative(call):
    with pytest.raises(TypeError, match=r"cannot hold a Dual without losing its derivative; use \.primal"):
        call()


def test_integer_duals_have_floating_tangents():
    n = Dual(np.array([[1, 2], [3, 4]]), 1.0)
    for function in (np.sum, np.prod, np.cumsum, np.cumprod, np.max, np.sort, np.trace, np.ptp):
        y = function(n)
        assert y.dtype == function(n.primal).dtype
        assert y.tangent.dtype == float
    assert np.prod(n).tangent == 24 + 12 + 8 + 6
