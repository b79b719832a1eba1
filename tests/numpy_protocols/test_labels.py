"""Operands with labels, of pandas and xarray, in either order beside Duals."""

import operator

import numpy as np
import pytest

import dualnum
from dualnum import Dual

pandas = pytest.importorskip("pandas", reason="pandas feeds these tests; the extra `test` has it")
xarray = pytest.importorskip("xarray", reason="xarray feeds these tests; the extra `test` has it")

V = np.array([1.25, 2.5, 3.75])
M = np.array([[1.5, 2.25, 0.75], [3.5, 1.125, 2.0]])
SERIES = pandas.Series(V, index=list("abc"), name="v")
FRAME = pandas.DataFrame(M, columns=list("abc"), index=["p", "q"])
LABELLED = {
    "Series": SERIES,
    "DataFrame": FRAME,
    "Index": pandas.Index(V, name="i"),
    "DataArray": xarray.DataArray(V, dims="x", coords={"x": list("abc")}),
    "DataArray of a matrix": xarray.DataArray(M, dims=("y", "x")),
}
OPERATORS = [
    *(operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod),
    operator.floordiv,
]
COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
UFUNCS = [
    *(np.add, np.subtract, np.multiply, np.divide, np.power, np.arctan2, np.hypot, np.maximum, np.fmin),
    *(np.logaddexp, np.copysign, np.float_power),
]


def plain(value):
    return value.to_numpy() if hasattr(value, "to_numpy") else value


@pytest.fixture(params=LABELLED)
def labelled(request):
    return LABELLED[request.param]


@pytest.fixture(params=["a number", "an array", "directions"])
def x(request, labelled):
    rng = np.random.default_rng(5)
    shape = () if request.param == "a number" else labelled.shape
    lead = (4,) if request.param == "directions" else ()
    if not shape:
        return Dual(1.375, -0.5)
    return Dual(rng.uniform(0.5, 2, shape), rng.normal(size=lead + shape))


def same_labels(result, like):
    assert type(result) is type(like)
    if hasattr(like, "axes"):
        assert all(a.equals(b) for a, b in zip(result.axes, like.axes, strict=True))
    for name in ("name", "dims", "coords"):
        if hasattr(like, name):
            assert str(getattr(result, name)) == str(getattr(like, name))


def agree(result, like, expected):
    """A result has the labels of the operand and the numbers of the plain arrays' result."""
    same_labels(result, like)
    found = dualnum.array(result)
    assert isinstance(found, Dual)
    np.testing.assert_allclose(found.primal, expected.primal, rtol=1e-15)
    np.testing.assert_allclose(found.tangent, expected.tangent, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("function", [*OPERATORS, *UFUNCS], ids=lambda f: f.__name__)
def test_either_order(function, labelled, x):
    agree(function(labelled, x), labelled, function(plain(labelled), x))
    agree(function(x, labelled), labelled, function(x, plain(labelled)))


@pytest.mark.parametrize("function", [*COMPARISONS, np.less, np.not_equal], ids=lambda f: f.__name__)
def test_comparisons(function, labelled, x):
    for result, expected in (
        (function(labelled, x), function(plain(labelled), x.primal)),
        (function(x, labelled), function(x.primal, plain(labelled))),
    ):
        assert np.asarray(result).dtype == bool
        np.testing.assert_array_equal(result, expected)


def test_divmod():
    x = Dual(V[::-1].copy(), np.ones(3))
    for found, expected in zip(divmod(SERIES, x), divmod(V, x), strict=True):
        agree(found, SERIES, expected)


def test_a_row_of_a_frame():
    x = Dual(V, np.eye(3))
    agree(FRAME * x, FRAME, M * x)
    agree(x - FRAME, FRAME, x - M)


def test_series_of_duals_beside_an_array():
    x = Dual(V, np.array([1.0, 0.0, 2.0]))
    agree(pandas.Series(x, index=list("abc"), name="v") * x, SERIES, x * x)
    agree(x * pandas.Series(x, index=list("abc"), name="v"), SERIES, x * x)


def test_products_of_vectors():
    x = Dual(V, np.array([1.0, 0.5, 2.0]))
    for result in (SERIES @ x, x @ SERIES, SERIES.dot(x), np.dot(SERIES, x), np.dot(x, SERIES)):
        assert result.primal == pytest.approx(V @ V)
        assert result.tangent == pytest.approx(V @ x.tangent)
    found = dualnum.array(FRAME @ x)
    np.testing.assert_allclose(found.tangent, M @ x.tangent)


@pytest.mark.parametrize(
    "call",
    [
        lambda a, x: np.concatenate([a, x]),
        lambda a, x: np.stack([x, a]),
        lambda a, x: np.where(a > 2, x, a),
        lambda a, x: np.interp(a, np.arange(5.0), np.concatenate([x, x[:2]])),
        lambda a, x: np.average(a, weights=x),
        lambda a, x: np.outer(a, x),
        lambda a, x: np.linalg.solve(np.diag(a) + 0 * x[0], x),
        lambda a, x: np.polyfit(a, x, 1),
        lambda a, x: np.clip(x, a - 1, a + 1),
    ],
)
@pytest.mark.parametrize("kind", ["Series", "DataArray"])
def test_array_functions(call, kind):
    x = Dual(np.array([1.0, 3.0, 2.0]), np.array([0.5, -1.0, 2.0]))
    found, expected = call(LABELLED[kind], x), call(V, x)
    found = dualnum.array(found)
    np.testing.assert_allclose(found.primal, expected.primal, rtol=1e-14)
    np.testing.assert_allclose(found.tangent, expected.tangent, rtol=1e-13)


@pytest.mark.parametrize("kind", ["Series", "DataArray", "Index"])
def test_transforms_read_what_a_function_returns(kind):
    operand = LABELLED[kind]
    for f in (lambda x: operand * x, lambda x: x * operand):
        np.testing.assert_array_equal(dualnum.jacobian(f)(np.ones(3)), np.diag(V))
        np.testing.assert_array_equal(dualnum.derivative(f)(1.0), V)
        np.testing.assert_array_equal(dualnum.jvp(f, (np.ones(3),), (np.arange(3.0),))[1], V * np.arange(3.0))


@pytest.mark.parametrize("kind", ["Series", "DataArray"])
def test_gradients_through_reductions(kind):
    operand = LABELLED[kind]
    np.testing.assert_array_equal(dualnum.gradient(lambda x: (operand * x).sum())(np.ones(3)), V)
    np.testing.assert_array_equal(dualnum.gradient(lambda x: np.sum(x * operand))(np.ones(3)), V)
    hessian = dualnum.hessian(lambda x: (operand * x**2).sum())(np.ones(3))
    np.testing.assert_array_equal(hessian, 2 * np.diag(V))


def test_statistics_that_pandas_refuses():
    with pytest.raises(TypeError, match=r"numeric|cannot become a complex"):
        (SERIES * Dual(V, V)).mean()


def test_xarray_has_statistics():
    mean = (LABELLED["DataArray"] * Dual(V, V)).mean()
    assert dualnum.array(mean).tangent == pytest.approx((V * V).mean())


def test_datasets():
    data = xarray.Dataset({"u": LABELLED["DataArray"]})
    for result in (data * Dual(2.0, 3.0), Dual(2.0, 3.0) * data):
        np.testing.assert_array_equal(dualnum.array(result["u"]).tangent, 3 * V)


def test_several_pandas_objects_are_refused():
    with pytest.raises(TypeError, match=r"clip: there are several pandas objects beside a Dual.*to_numpy"):
        np._core.umath.clip(Dual(V, V), SERIES, SERIES)


def test_they_are_no_components(labelled):
    kind = type(labelled).__name__
    with pytest.raises(TypeError, match=f"Dual: the primal is a value of type {kind}, not a number"):
        Dual(labelled, 1.0)
    with pytest.raises(TypeError, match=f"gradient: x is a value of type {kind}, not a number"):
        dualnum.gradient(lambda x: np.sum(x))(labelled)


def test_text_is_no_operand():
    with pytest.raises(TypeError):
        pandas.Series(["a", "b", "c"], dtype=object) * Dual(V, V)
