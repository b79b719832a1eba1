"""The logarithm to any base, and functions by pieces."""

import math

import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, log, piecewise


def test_log_to_a_base():
    assert log(8.0, 2) == 3
    assert log(math.e) == 1
    assert derivative(log)(4.0) == 0.25
    assert derivative(lambda x: log(x, 10))(2.0) == pytest.approx(1 / (2 * math.log(10)), rel=1e-15)
    assert derivative(lambda a: log(8.0, a))(2.0) == pytest.approx(-3 / (2 * math.log(2)), rel=1e-15)
    assert derivative(lambda x: log(x, 2))(np.array([1.0, 4.0])) == pytest.approx(
        1 / (np.array([1.0, 4.0]) * math.log(2))
    )


def test_the_first_condition_that_holds_selects():
    def f(x):
        return piecewise(x, [lambda x: x >= 1, lambda x: x >= 0], [lambda x: x**2, lambda x: 3 * x, -1.0])

    x = np.array([2.0, 1.0, 0.5, 0.0, -4.0])
    assert f(x).tolist() == [4, 1, 1.5, 0, -1]
    assert derivative(f)(x).tolist() == [4, 2, 3, 3, 0]
    assert [derivative(f)(float(t)) for t in x] == [4, 2, 3, 3, 0]


def test_a_piece_sees_only_its_own_elements():
    f = lambda x: piecewise(x, [x > 0], [np.log, lambda x: x])  # noqa: E731  (one line of mathematics)
    assert derivative(f)(np.array([2.0, -1.0])).tolist() == [0.5, 1]


def test_at_second_order_and_with_directions():
    f = lambda x: piecewise(x, [x > 0], [lambda x: x**3, 0.0])  # noqa: E731  (one line of mathematics)
    assert derivative(f, order=2)(np.array([2.0, -2.0])).tolist() == [12, 0]
    assert dualnum.jacobian(f)(np.array([2.0, -2.0])).tolist() == [[12, 0], [0, 0]]


def test_bad_input():
    with pytest.raises(ValueError, match="2 conditions but 1 functions"):
        piecewise(1.0, [True, False], [1.0])
    with pytest.raises(ValueError, match="no condition holds"):
        piecewise(Dual(1.0, 1.0), [False], [1.0])
    with pytest.raises(ValueError, match="no condition holds for some"):
        piecewise(np.array([1.0, -1.0]), [lambda x: x > 0], [1.0])
