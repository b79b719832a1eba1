"""numpy.fft: all 18 functions, with n, s, axis, axes, norm and out, against limits and the definition."""

from __future__ import annotations

import mpmath
import numpy as np
import numpy.fft as fft
import pytest

import dualnum
from dualnum import Dual

RNG = np.random.default_rng(5)
REAL = RNG.uniform(-1, 1, (4, 5, 3))
COMPLEX = REAL + 1j * RNG.uniform(-1, 1, (4, 5, 3))

ALONG_ONE = [
    {},
    {"n": 3},
    {"n": 8},
    {"axis": 0},
    {"axis": 1, "n": 4},
    {"axis": -2, "norm": "ortho"},
    {"norm": "forward"},
    {"norm": "backward"},
]
ALONG_TWO = [{}, {"axes": (0, 2)}, {"s": (3, 6)}, {"s": (3, 4), "axes": (0, 1)}, {"norm": "ortho"}]
ALONG_MANY = [{}, {"axes": (0, 2)}, {"axes": (1,)}, {"s": (3, 6), "axes": (-1, 0)}, {"norm": "forward"}]

CALLS = [
    *((f, COMPLEX, k) for f in (fft.fft, fft.ifft, fft.hfft, fft.irfft) for k in ALONG_ONE),
    *((f, REAL, k) for f in (fft.fft, fft.ifft, fft.rfft, fft.ihfft, fft.hfft, fft.irfft) for k in ALONG_ONE),
    *((f, COMPLEX, k) for f in (fft.fft2, fft.ifft2, fft.irfft2) for k in ALONG_TWO),
    *((f, REAL, k) for f in (fft.fft2, fft.rfft2) for k in ALONG_TWO),
    *((f, COMPLEX, k) for f in (fft.fftn, fft.ifftn, fft.irfftn) for k in ALONG_MANY),
    *((f, REAL, k) for f in (fft.ifftn, fft.rfftn) for k in ALONG_MANY),
    *((f, COMPLEX, k) for f in (fft.fftshift, fft.ifftshift) for k in ({}, {"axes": 1}, {"axes": (0, -1)})),
]


@pytest.mark.filterwarnings("ignore:`axes` should not be `None`:DeprecationWarning")
@pytest.mark.parametrize(("function", "x", "kwargs"), CALLS)
def test_transforms(function, x, kwargs, judge):
    judge(function, [x], kwargs).all()


@pytest.mark.filterwarnings("ignore:`axes` should not be `None`:DeprecationWarning")
@pytest.mark.parametrize("function", [fft.fftn, fft.ifftn, fft.irfftn])
def test_lengths_without_axes_are_those_of_the_last_axes(function, judge):
    judge(function, [COMPLEX], {"s": (3, 4)}).all()


def test_the_jacobian_is_the_matrix_of_the_transform():
    """fft is linear: ∂X_k/∂x_j = exp(-2πi·jk/n)."""
    n = 6
    with mpmath.workdps(30):
        root = [complex(mpmath.exp(-2j * mpmath.pi * k / n)) for k in range(n)]
    expected = np.array([[root[j * k % n] for j in range(n)] for k in range(n)])
    x = np.arange(6.0)
    for part in (np.real, np.imag):
        found = dualnum.jacobian(lambda x, part=part: part(fft.fft(x)))(x)
        np.testing.assert_allclose(found, part(expected), rtol=0, atol=1e-15)


def test_power_spectrum_to_second_order():
    """Parseval: Σ|X|² = n·Σx², whose Hessian is 2n."""
    hessian = dualnum.jacobian(dualnum.gradient(lambda x: (abs(fft.fft(x)) ** 2).sum()))
    np.testing.assert_allclose(hessian(np.array([1.0, -2.0, 0.5])), 6 * np.eye(3), rtol=0, atol=1e-13)


@pytest.mark.parametrize("function", [fft.rfft, fft.ihfft, fft.rfft2, fft.rfftn])
def test_a_real_array_may_move_in_the_complex_plane(function):
    x, t = REAL[0], COMPLEX[0]
    found = function(Dual(x, t)).tangent
    np.testing.assert_allclose(found, function(t.real) + 1j * function(t.imag), rtol=1e-15)
    many = function(Dual(x, np.stack([t, 2 * t]))).tangent
    np.testing.assert_allclose(many, np.stack([found, 2 * found]), rtol=1e-15)


def test_single_precision_stays_single():
    x = Dual(np.ones(4, np.float32), np.ones(4, np.float32))
    transformed = fft.fft(x)
    assert transformed.primal.dtype == transformed.tangent.dtype == fft.fft(np.ones(4, np.float32)).dtype
    back = fft.irfft(transformed)
    assert back.primal.dtype == back.tangent.dtype == fft.irfft(transformed.primal).dtype


def test_out_receives_both_parts():
    x = Dual(np.array([1.0, 2, 3]), np.array([1.0, 0, 0]))
    out = Dual(np.zeros(3, complex), np.ones(3, complex))
    assert fft.fft(x, out=out) is out
    assert out.primal.tobytes() == fft.fft(x.primal).tobytes()
    np.testing.assert_array_equal(out.tangent, np.ones(3))  # the transform of a unit impulse
    with pytest.raises(
        TypeError, match="fft: out= is a plain array, which cannot hold the derivative; give a Dual"
    ):
        fft.fft(x, out=np.zeros(3, complex))


def test_errors_are_numpys():
    x = Dual(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match="Invalid number of FFT data points"):
        fft.fft(x, 0)
    with pytest.raises(IndexError):
        fft.fft(x, axis=3)
    with pytest.raises(ValueError, match="Invalid norm value"):
        fft.fft(x, norm="other")


def test_empty_stacks():
    x = Dual(np.zeros((0, 4)), np.zeros((2, 0, 4)))
    assert fft.fft(x).tangent.shape == (2, 0, 4)
    assert fft.rfft(x).tangent.shape == (2, 0, 3)
