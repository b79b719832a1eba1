"""The short way of numpy.concatenate does what the general one does, and leaves the rest to that."""

import numpy as np
import pytest

from dualnum import Dual
from dualnum.array_joining import concatenated
from dualnum.numpy_protocols.functions import joining

A = np.array([[1.0, 2.0], [3.0, 4.0]])
B = np.array([[5.0, 6.0]])


def dual(primal, directions=()):
    return Dual(
        primal, np.arange(1.0, 1 + np.prod((*directions, *primal.shape))).reshape(*directions, *primal.shape)
    )


@pytest.mark.parametrize("directions", [(), (3,)])
@pytest.mark.parametrize("axis", [0, -2])
def test_both_ways_agree(directions, axis):
    parts = [B, dual(A, directions), dual(B, directions)]
    short, long = concatenated(parts, axis), joining.concatenate(parts, axis)
    assert np.array_equal(short.primal, np.concatenate([B, A, B]))
    assert short.tangent.shape == (*directions, 4, 2)
    assert not short.tangent[..., 0, :].any()
    assert np.array_equal(short.primal, long.primal)
    assert np.array_equal(short.tangent, long.tangent)
    assert short._level == long._level


def test_the_result_shares_no_memory():
    x = dual(A)
    found = concatenated([x])
    found[0, 0] = 7.0
    assert x.primal[0, 0] == 1.0
    assert x.tangent[0, 0] == 1.0


SINGLE = np.ones((1, 2), np.float32)


@pytest.mark.parametrize(
    "arrays",
    [
        [A, B],
        [dual(A), SINGLE],
        [dual(A), [[1.0, 2.0]]],
        [dual(A), dual(SINGLE)],
        [dual(A), dual(B, (3,))],
        [dual(A + 1j)],
        [dual(A), dual(B).astype(complex)],
        np.ones((2, 2)),
    ],
)
def test_what_is_not_simple_is_left_alone(arrays):
    assert concatenated(arrays) is None


def test_levels_are_not_mixed():
    inner = Dual(Dual(A, 1.0), 1.0)
    assert concatenated([inner, dual(B)]) is None
    assert concatenated([dual(A)], None) is None
    assert concatenated([dual(A)], 0, dual(A)) is None
    assert concatenated([dual(A)], dtype=float) is None
    assert concatenated([dual(A), dual(A)], axis=1).shape == (2, 4)


def test_numpys_errors_stay():
    with pytest.raises(ValueError, match="dimension"):
        np.concatenate([dual(A), np.ones(2)])
    with pytest.raises(np.exceptions.AxisError):
        np.concatenate([dual(A), dual(B)], 5)
