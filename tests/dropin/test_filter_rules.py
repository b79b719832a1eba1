"""Filters of scipy.signal and scipy.ndimage inside `drop_in`: recursive ones, and ones that pick by rank."""

import numpy as np
import pytest

import dualnum
from dualnum import drop_in

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.fft
import scipy.ndimage
import scipy.signal

RNG = np.random.default_rng(11)
X = RNG.permutation(9) / 4 - 1.0  # no two elements are near
M = RNG.permutation(30).reshape(5, 6) / 8 - 2.0
RECURSIVE = np.array([1.5, -0.3, 0.1])
SECTIONS = scipy.signal.butter(4, 0.3, output="sos")


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda a: scipy.signal.lfilter([0.5, 0.2], a, X), RECURSIVE),
        (lambda b: scipy.signal.lfilter(b, RECURSIVE, X), RECURSIVE),
        (lambda x: scipy.signal.lfilter([0.5, 0.2], RECURSIVE, x), X),
        (lambda a: scipy.signal.lfilter([0.5, 0.2], a, M, axis=0), RECURSIVE),
        (lambda a: np.concatenate(scipy.signal.lfilter([0.5, 0.2], a, X, zi=[0.1, 0.2])), RECURSIVE),
        (
            lambda z: np.concatenate(scipy.signal.lfilter([0.5, 0.2], RECURSIVE, X, zi=z)),
            np.array([0.1, 0.2]),
        ),
        (lambda x: np.concatenate(scipy.signal.lfilter([0.5], RECURSIVE, x, zi=[0.1, 0.2])), X[:1]),
        (lambda a: scipy.signal.lfilter_zi([0.5, 0.2, 0.1], a), np.array([1.0, -0.3, 0.1])),
        (lambda a: scipy.signal.filtfilt([0.5, 0.2], a, X), np.array([1.0, -0.3])),
        (lambda x: scipy.signal.sosfilt(SECTIONS, x), X),
        (lambda b: scipy.signal.sosfilt(np.concatenate([b, SECTIONS[:, 3:]], axis=1), X), SECTIONS[:, :3]),
        (lambda x: scipy.signal.sosfiltfilt(SECTIONS, x), np.tile(X, 4)),
        (lambda b: np.concatenate(scipy.signal.bilinear(b, [1.0, 0.3, 0.2], fs=2.0)), np.array([0.3, 1.0])),
        (lambda w: np.concatenate(scipy.signal.butter(3, w[0])), np.array([0.3])),
        (lambda a: np.abs(scipy.signal.freqz([1.0, 0.2], a, worN=8)[1]), RECURSIVE),
        (lambda x: scipy.signal.convolve2d(x, [[1.0, 2.0]]), M),
        (lambda x: scipy.signal.welch(x, nperseg=4)[1], X),
    ],
)
def test_recursive_filters_and_their_kin(agrees, f, x):
    agrees(f, x, step=1e-3)


def test_a_single_pole_against_its_closed_form():
    # The response of 1/(1 − p/z) to an impulse is pⁿ, with the slope n·pⁿ⁻¹ and the bend n(n − 1)pⁿ⁻².
    n, impulse = np.arange(8), np.eye(8)[0]
    f = drop_in(lambda p: scipy.signal.lfilter([1.0], np.stack([1.0 + 0 * p, -p]), impulse))
    slope = dualnum.jvp(f, (0.6,), (1.0,))[1]
    bend = dualnum.jvp(lambda p: dualnum.jvp(f, (p,), (1.0,))[1], (0.6,), (1.0,))[1]
    np.testing.assert_allclose(slope, n * 0.6 ** (n - 1.0), rtol=1e-13)
    np.testing.assert_allclose(bend, n * (n - 1) * 0.6 ** (n - 2.0), rtol=1e-12)


@pytest.mark.parametrize("mode", ["reflect", "constant", "nearest", "wrap", "mirror"])
def test_rank_filters_at_every_edge(agrees, mode):
    agrees(lambda x: scipy.ndimage.maximum_filter(x, 3, mode=mode, cval=0.03), M, step=1e-3)
    agrees(lambda x: scipy.ndimage.median_filter(x, 3, mode=mode, cval=0.03), M, step=1e-3)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: scipy.ndimage.minimum_filter1d(x, 3), X + 0.03),
        (lambda x: scipy.ndimage.percentile_filter(x, 30, size=5), X + 0.03),
        (lambda x: scipy.ndimage.rank_filter(x, 1, size=3), M + 0.03),
        (lambda x: scipy.ndimage.grey_opening(x, size=3), M + 0.03),
        (lambda x: scipy.ndimage.white_tophat(x, size=3), M + 0.03),
        (lambda x: scipy.signal.medfilt(x, 5), X + 0.03),
        (lambda x: scipy.signal.medfilt2d(x, 3), M + 0.03),
        (lambda x: scipy.signal.order_filter(x, np.ones(3), 0), X + 0.03),
    ],
)
def test_filters_that_pick_an_element(agrees, f, x):
    agrees(f, x, step=1e-3)


def test_a_constant_beyond_the_edge_stands_still():
    f = drop_in(lambda x: scipy.ndimage.maximum_filter1d(x, 3, mode="constant", cval=9.0))
    value, slope = dualnum.jvp(f, (X,), (np.ones(9),))
    assert value[0] == value[-1] == 9
    assert np.array_equal(slope, [0.0] + [1.0] * 7 + [0.0])


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda x: scipy.ndimage.grey_dilation(x, structure=np.ones(3)), "no rule for structure="),
        (
            lambda x: scipy.ndimage.maximum_filter(X, 3, mode="constant", cval=x[0]),
            "no rule for a Dual in cval",
        ),
    ],
)
def test_what_has_no_rule_says_so(f, text):
    with pytest.raises(TypeError, match=text):
        dualnum.jvp(drop_in(f), (X,), (X,))


def test_plain_transforms_inside_are_those_outside():
    z = X + 1j * X[::-1]
    outside = [scipy.fft.fft(z, n=12), scipy.fft.ifft(z, overwrite_x=False), scipy.signal.medfilt(X, 3)]
    with drop_in():
        inside = [scipy.fft.fft(z, n=12), scipy.fft.ifft(z, overwrite_x=False), scipy.signal.medfilt(X, 3)]
    for a, b in zip(outside, inside, strict=True):
        assert np.array_equal(a, b)
