"""Components from other array libraries, which follow the array API standard or NumPy's protocols."""

import functools
import sys
from types import ModuleType

import array_api_strict as xp
import dask
import dask.array as da
import numpy as np
import pytest

import dualnum
from dualnum import (
    Dual,
    curl,
    derivative,
    divergence,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    laplacian,
    value_gradient_hessian,
)
from dualnum.rules import TABLE

X = np.array([0.25, 0.5, 2.0])
INSIDE = {"arccosh": X + 1, "arcsin": X / 4, "arccos": X / 4, "arctanh": X / 4}
STANDARD = """
    absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt ceil conjugate copysign cos
    cosh deg2rad degrees divide exp exp2 expm1 fabs floor floor_divide hypot log log10 log1p log2
    logaddexp logaddexp2 maximum minimum multiply negative positive power rad2deg radians real
    reciprocal relu remainder rint sigmoid sign sin sinc sinh sqrt square subtract tan tanh trunc
""".split()


def strict(values, dtype=None):
    return xp.asarray(np.asarray(values).tolist(), dtype=dtype)


def plain(array):
    """An array of any library as NumPy's."""
    return np.array(array.compute() if hasattr(array, "compute") else array)


@pytest.mark.parametrize("name", STANDARD)
def test_functions_of_standard_arrays_agree_with_those_of_numpy(name):
    arity = TABLE[name].arity
    point = INSIDE.get(name, X)
    function = getattr(dualnum, name)
    other = [point[::-1].copy()] * (arity - 1)
    expected = function(Dual(point, 1), *other)
    y = function(Dual(strict(point), 1), *map(strict, other))
    assert type(y.primal) is type(y.tangent) is type(strict(X))
    np.testing.assert_allclose(plain(y.primal), expected.primal, rtol=1e-15)
    np.testing.assert_allclose(plain(y.tangent), expected.tangent, rtol=1e-14)


def test_functions_take_python_numbers_beside_standard_arrays():
    y = dualnum.arctan2(Dual(strict([1.0]), 1), 2.0)
    assert plain(y.tangent) == pytest.approx([2 / 5])
    assert plain((2.0 ** Dual(strict([3.0]), 1)).tangent) == pytest.approx([8 * np.log(2)])
    assert plain(dualnum.maximum(Dual(strict([1.0, 3.0]), 1), 2.0).tangent).tolist() == [0.0, 1.0]
    assert plain(np.sin(Dual(strict([0.0]), 1)).tangent).tolist() == [1.0]


def test_a_function_outside_the_standard_says_so():
    with pytest.raises(
        TypeError, match=r"gamma: array_api_strict numbers have no such function; convert them"
    ):
        dualnum.gamma(Dual(strict(X), 1))


def test_operators_on_standard_arrays():
    x = Dual(strict([1.0, 2.0]), strict([1.0, 10.0]))
    y = 3 * x * x - x / 2 + 1 / x  # 6x − 1/2 − 1/x²
    assert plain(y.tangent) == pytest.approx([4.5, 112.5])
    assert plain(abs(-x).tangent).tolist() == [1.0, 10.0]
    assert plain(x < 2).tolist() == [True, False]
    assert plain((x * Dual(2.0, 1.0)).tangent).tolist() == [3.0, 22.0]


def test_indexing_and_assignment_of_standard_arrays():
    x = Dual(strict([1.0, 2.0, 3.0]), xp.ones((2, 3)))
    assert plain(x[1:].tangent).shape == (2, 2)
    x[0] = 5.0
    assert plain(x.primal).tolist() == [5.0, 2.0, 3.0]
    assert plain(x.tangent).tolist() == [[0.0, 1.0, 1.0], [0.0, 1.0, 1.0]]


def test_a_zero_tangent_stays_zero():
    root = dualnum.sqrt(Dual(strict([0.0, 4.0]), strict([0.0, 1.0])))
    assert plain(root.tangent).tolist() == [0.0, 0.25]
    quotient = dualnum.sqrt(Dual(strict([0.0]), 1))
    assert plain(quotient.tangent).tolist() == [np.inf]


def test_dtypes_of_standard_arrays():
    single = strict([1.0, 2.0], xp.float32)
    assert Dual(single, 1).tangent.dtype == xp.float32
    assert derivative(dualnum.tanh, order=2)(single).dtype == xp.float32
    assert Dual(strict([1, 2]), 1).tangent.dtype == xp.float64
    assert derivative(lambda x: x * x)(strict([1, 2])).dtype == xp.float64


def test_transforms_at_standard_arrays():
    x = strict([1.0, 2.0])
    assert plain(derivative(lambda v: v**3)(x)).tolist() == [3.0, 12.0]
    assert plain(derivative(lambda v: v**4, order=3)(x)).tolist() == [24.0, 48.0]
    assert plain(gradient(lambda v: v[0] * v[1])(x)).tolist() == [2.0, 1.0]
    assert plain(jacobian(lambda v: v * v, chunk_size=1)(x)).tolist() == [[2.0, 0.0], [0.0, 4.0]]
    assert plain(jvp(lambda v: v * v, (x,), (x,))[1]).tolist() == [2.0, 8.0]
    assert plain(derivative(lambda t: t * t * x)(3.0)).tolist() == [6.0, 12.0]
    both = gradient(lambda a: a["u"][0] * a["v"])({"u": x, "v": 3.0})
    assert plain(both["u"]).tolist() == [3.0, 0.0]
    assert plain(both["v"]) == 1.0
    z = strict([1 + 1j, 2j])
    assert plain(derivative(lambda v: v * v, holomorphic=True)(z)).tolist() == [2 + 2j, 4j]


def cubic(v):
    """x³ + xyz: its Hessian is ((6x, z, y), (z, 0, x), (y, x, 0)), and its third derivatives are 6 and 1."""
    return v[0] ** 3 + v[0] * v[1] * v[2]


CUBIC = np.array([1.0, 2.0, 3.0])
CUBIC_GRADIENT = [9.0, 3.0, 2.0]
CUBIC_HESSIAN = [[6.0, 3.0, 2.0], [3.0, 0.0, 1.0], [2.0, 1.0, 0.0]]
CUBIC_THIRD = [
    [[6, 0, 0], [0, 0, 1], [0, 1, 0]],
    [[0, 0, 1], [0, 0, 0], [1, 0, 0]],
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]],
]


def check_second_order(x):
    """The transforms of second order and of vector calculus, at CUBIC as an array of another library."""

    def same(found, expected):
        assert type(found) is type(x)
        assert plain(found).tolist() == expected

    for size in ("auto", 1, 2):
        of = functools.partial(hessian, chunk_size=size)
        same(of(cubic)(x), CUBIC_HESSIAN)
        same(derivative(lambda t, of=of: of(lambda v: cubic(v) * t)(x))(2.0), CUBIC_HESSIAN)
        same(jacobian(of(cubic))(x), CUBIC_THIRD)
    value, slope, second = value_gradient_hessian(cubic)(x)
    same(value, 7.0)
    same(slope, CUBIC_GRADIENT)
    same(second, CUBIC_HESSIAN)
    same(hvp(cubic, x, x), (np.array(CUBIC_HESSIAN) @ CUBIC).tolist())
    same(jacobian(gradient(cubic))(x), CUBIC_HESSIAN)
    same(laplacian(cubic)(x), 6.0)
    same(divergence(lambda v: v * v)(x), 12.0)
    same(curl(lambda v: v * v[0])(x), [0.0, -3.0, 2.0])
    same(curl(lambda v: v * v[0])(x[:2]), 2.0)
    for constant in (gradient, jacobian):
        same(constant(lambda v: 4.0)(x), [0.0, 0.0, 0.0])
    same(hessian(lambda v: 4.0)(x), [[0.0] * 3] * 3)
    both = hessian(lambda a: cubic(a["u"]) * a["v"])({"u": x, "v": 2.0})
    same(both["u"]["u"], (2 * np.array(CUBIC_HESSIAN)).tolist())
    same(both["u"]["v"], CUBIC_GRADIENT)
    same(both["v"]["v"], 0.0)
    with pytest.raises(TypeError, match="jacobian: a sparse Jacobian is a matrix of SciPy's.*convert x"):
        jacobian(lambda v: 2 * v, sparsity=np.eye(3))(x)


def test_second_order_at_standard_arrays():
    check_second_order(strict(CUBIC))


def test_second_order_at_dask_arrays():
    with dask.config.set(scheduler="synchronous"):
        check_second_order(lazy(CUBIC))


def test_second_order_keeps_single_precision():
    for x in (strict(CUBIC, xp.float32), lazy(CUBIC).astype("f4")):
        assert hessian(cubic)(x).dtype == laplacian(cubic)(x).dtype == hvp(cubic, x, x).dtype == x.dtype
        assert hessian(lambda v: 4.0)(x).dtype == x.dtype


def test_the_callers_standard_array_is_not_changed():
    def f(v):
        v[0] = 0.0
        return v * v

    x = strict([1.0, 2.0])
    assert plain(derivative(f)(x)).tolist() == [0.0, 4.0]
    assert plain(x).tolist() == [1.0, 2.0]


def test_selecting_from_standard_arrays():
    x = strict([1.0, 3.0])
    assert plain(derivative(lambda v: dualnum.where(v > 2, v, v * v))(x)).tolist() == [2.0, 1.0]


def test_a_misfit_and_text():
    with pytest.raises(
        ValueError, match=r"Dual: a tangent of shape \(2,\) does not fit a primal of shape \(3,\)"
    ):
        Dual(strict(X), [1.0, 2.0])
    assert "ε" in str(Dual(strict(X), 1))
    assert "shape (3,)" in Dual(strict(X), 1)._repr_latex_()


# --- dask -------------------------------------------------------------------------------------------


def lazy(values):
    return da.from_array(np.asarray(values), chunks=2)


def refuse(*_, **__):
    raise AssertionError("computed before it was asked for")


def test_dask_arrays_stay_lazy():
    with dask.config.set(scheduler=refuse):
        x = lazy(X)
        y = derivative(lambda v: np.sqrt(v) * np.sin(v) / (1 + abs(v)))(x)
        g = gradient(lambda v: (v * np.exp(v)).sum())(x)
        second = derivative(lambda v: v**3, order=2)(x)
        j = jacobian(lambda v: np.maximum(v, 1.0) * 2)(x)
        h = hessian(lambda v: (v**3).sum(), chunk_size=2)(x)
        laplace = laplacian(lambda v: (v**3).sum())(x)
    assert plain(h).tolist() == np.diag(6 * X).tolist()
    assert plain(laplace) == 6 * X.sum()
    np.testing.assert_allclose(plain(g), (1 + X) * np.exp(X), rtol=1e-15)
    np.testing.assert_allclose(plain(second), 6 * X, rtol=1e-15)
    assert plain(j).tolist() == np.diag([0.0, 0.0, 2.0]).tolist()
    s, c = np.sin(X), np.cos(X)
    root = np.sqrt(X)
    exact = (s / (2 * root) + root * c) / (1 + X) - root * s / (1 + X) ** 2
    np.testing.assert_allclose(plain(y), exact, rtol=1e-14)


def test_dask_arrays_keep_their_float_type_and_their_zeros():
    assert derivative(np.sin)(lazy(X).astype("f4")).dtype == np.float32
    assert derivative(np.sin)(lazy([1, 2])).dtype == np.float64
    with np.errstate(all="ignore"), dask.config.set(scheduler="synchronous"):
        assert plain(np.sqrt(Dual(lazy([0.0, 4.0]), lazy([0.0, 1.0]))).tangent).tolist() == [0.0, 0.25]


def test_dask_arrays_beside_a_moving_number():
    slope = derivative(lambda t: (t * t * lazy(X)).sum())(3.0)
    assert plain(slope) == 6 * X.sum()


# --- libraries that only array-api-compat knows -------------------------------------------------------


class Tensor:
    """An array that follows the standard but, as PyTorch's, does not name its namespace."""

    def __init__(self, array):
        self.array = array

    dtype = property(lambda self: self.array.dtype)
    shape = property(lambda self: self.array.shape)
    device = "cpu"

    def __mul__(self, other):
        return Tensor(self.array * (other.array if isinstance(other, Tensor) else other))

    __rmul__ = __mul__

    def __add__(self, other):
        return Tensor(self.array + (other.array if isinstance(other, Tensor) else other))

    def __ne__(self, other):
        return Tensor(self.array != other)

    def __and__(self, other):
        return Tensor(self.array & other.array)

    def __invert__(self):
        return Tensor(~self.array)


@pytest.fixture
def compat(monkeypatch):
    """A stand-in for array-api-compat that knows `Tensor`."""

    def wrapped(function):
        return lambda *args, **kwargs: Tensor(
            function(*(a.array if isinstance(a, Tensor) else a for a in args), **kwargs)
        )

    library = ModuleType("array_api_compat.tensors")
    for name in ("sin", "cos", "where", "isnan", "broadcast_to", "logaddexp", "multiply"):
        setattr(library, name, wrapped(getattr(np, name)))
    library.asarray = lambda value, **options: Tensor(
        np.array(getattr(value, "array", value), dtype=options.get("dtype"))
    )
    library.isdtype = np.isdtype
    library.zeros = lambda shape, dtype=None, device=None: Tensor(np.zeros(shape, dtype))
    module = ModuleType("array_api_compat")
    module.is_array_api_obj = lambda value: isinstance(value, Tensor)
    module.array_namespace = lambda value: library
    module.__spec__ = sys.__spec__
    monkeypatch.setitem(sys.modules, "array_api_compat", module)


@pytest.mark.usefixtures("compat")
def test_array_api_compat_names_the_library_of_arrays_that_do_not():
    x = Tensor(np.array([0.0, 1.0]))
    y = dualnum.sin(Dual(x, 1)) * 2
    assert type(y.tangent) is Tensor
    np.testing.assert_allclose(y.tangent.array, 2 * np.cos([0.0, 1.0]))
    with pytest.raises(TypeError, match="gamma: tensors numbers have no such function"):
        dualnum.gamma(Dual(x, 1))
