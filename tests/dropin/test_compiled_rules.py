"""Rules of compiled functions inside `drop_in`: linear ones, and solvers of an equation."""

import numpy as np
import pytest

import dualnum

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.fft
import scipy.linalg
import scipy.ndimage
import scipy.optimize
import scipy.signal

X = np.array([0.31, 0.83, 1.27, 1.94, 2.6])
V = np.array([1.0, -0.5, 0.25, 2.0, -1.0])
A = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]])
D = np.array([[0.2, -0.3, 0.1], [0.4, 0.5, -0.2], [0.3, 0.1, 0.6]])


@pytest.mark.parametrize(
    "f",
    [
        lambda x: scipy.fft.rfft(x),
        lambda x: scipy.fft.dct(x),
        lambda x: scipy.fft.fft(x, n=8, norm="ortho"),
        lambda x: scipy.ndimage.gaussian_filter1d(x, 1.0),
        lambda x: scipy.ndimage.uniform_filter(x, size=3),
        lambda x: scipy.signal.fftconvolve(x, [0.5, 1.0, 0.2]),
        lambda x: scipy.signal.lfilter([0.5, 0.2], [1.0, -0.3], x),
        lambda x: scipy.signal.savgol_filter(x, 3, 1),
    ],
)
def test_a_linear_function_maps_the_tangent_as_the_value(f):
    value, tangent = dualnum.jvp(dualnum.drop_in(f), (X,), (V,))
    np.testing.assert_allclose(value, f(X), rtol=1e-15)
    np.testing.assert_allclose(tangent, f(V), rtol=1e-12, atol=1e-15)


def test_a_convolution_of_two_moving_arrays_obeys_the_product_rule():
    _, tangent = dualnum.jvp(dualnum.drop_in(scipy.signal.fftconvolve), (X, X[:3]), (V, V[:3]))
    expected = np.convolve(V, X[:3]) + np.convolve(X, V[:3])
    np.testing.assert_allclose(tangent, expected, rtol=1e-12, atol=1e-14)


def test_a_jacobian_has_every_direction():
    found = dualnum.jacobian(dualnum.drop_in(lambda x: scipy.signal.lfilter([0.5, 0.2], [1.0], x)))(X)
    np.testing.assert_allclose(found, 0.5 * np.eye(5) + 0.2 * np.eye(5, k=-1))


def test_a_dual_where_the_function_is_not_linear_is_refused():
    with pytest.raises(TypeError, match=r"upfirdn: dualnum has a rule for a Dual in h, x, not in up"):
        dualnum.derivative(dualnum.drop_in(lambda up: scipy.signal.upfirdn([1.0], X, up)))(2.0)


@pytest.mark.parametrize("name", ["bisect", "brentq", "brenth", "ridder"])
def test_a_bracketed_root_at_second_order(name):
    def cube_root(a):
        return getattr(scipy.optimize, name)(lambda z, a: z**3 - a, 0.0, 3.0, args=(a,))

    root = dualnum.drop_in(cube_root)
    assert dualnum.derivative(root)(2.7) == pytest.approx(2.7 ** (-2 / 3) / 3, rel=1e-9)
    assert dualnum.derivative(root, order=2)(2.7) == pytest.approx(-2 / 9 * 2.7 ** (-5 / 3), rel=1e-9)


def test_matrix_root_and_logarithm_undo_square_and_exponential():
    _, moved = dualnum.jvp(dualnum.drop_in(lambda a: scipy.linalg.sqrtm(a @ a)), (A,), (D,))
    np.testing.assert_allclose(moved, D, rtol=1e-10, atol=1e-12)
    _, moved = dualnum.jvp(dualnum.drop_in(lambda a: scipy.linalg.logm(scipy.linalg.expm(a))), (A,), (D,))
    np.testing.assert_allclose(moved, D, rtol=1e-9, atol=1e-11)


def test_sylvester_solutions_satisfy_the_moved_equation():
    x, moved = dualnum.jvp(
        dualnum.drop_in(lambda a: scipy.linalg.solve_sylvester(a, A, np.eye(3))), (A,), (D,)
    )
    np.testing.assert_allclose(A @ moved + moved @ A, -D @ x, rtol=1e-10, atol=1e-12)


def test_memory_of_an_array_that_holds_duals_is_not_given_away():
    def f(x):
        out = np.zeros(2)
        out[0] = x
        return out.ctypes.data

    with pytest.raises(TypeError, match=r"drop_in: compiled code asks for the memory \(ctypes\)"):
        dualnum.derivative(dualnum.drop_in(f))(1.0)
