"""A zero tangent stays zero through every rule, at every order, whatever the partial is."""

from __future__ import annotations

import numpy as np
import pytest

import dualnum
from dualnum import Dual
from dualnum.strong_zeros import product, quotient

ELEMENTWISE = {
    "sqrt": np.sqrt,
    "log": np.log,
    "cbrt": np.cbrt,
    "reciprocal": np.reciprocal,
    "quotient": lambda x: x / x,
    "inverse": lambda x: 1 / x,
    "power": lambda x: x**0.5,
    "power of itself": lambda x: x**x,
    "negative power": lambda x: x**-1.0,
    "arctan2": lambda x: np.arctan2(x, x),
    "fmod": lambda x: np.fmod(x, x),
    "arctanh": lambda x: np.arctanh(x + 1),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elements_that_do_not_depend_on_each_other_have_zero_derivatives(name):
    """f is singular at the first of the points, and its i-th element depends on the i-th of x alone."""
    f, x = ELEMENTWISE[name], np.array([0.0, 0.5, 4.0])
    if name == "arctanh":
        x = np.array([0.0, -0.5, -0.75])
    first = dualnum.jacobian(f)(x)
    assert not first[~np.eye(3, dtype=bool)].any()
    second = dualnum.jacobian(dualnum.jacobian(f))(x)
    same = np.zeros((3, 3, 3), bool)
    same[range(3), range(3), range(3)] = True
    assert not second[~same].any()


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_a_product_with_a_zero_tangent(bad):
    assert product(bad, 0.0) == 0.0
    with np.errstate(invalid="ignore"):
        assert product(np.array([bad, 2.0]), np.array([0.0, 3.0])).tolist() == [0.0, 6.0]
    assert np.isnan(product(bad, np.nan))
    assert product(0.0, 0.0) == 0.0
    with np.errstate(invalid="ignore"):
        assert np.isnan(product(0.0, np.inf))  # a zero partial is no zero tangent


def test_the_operands_of_a_product_stay_as_they_are():
    p, t = Dual(np.array([2.0]), np.array([np.inf])), Dual(np.array([0.0]), np.array([3.0]))
    with np.errstate(invalid="ignore"):
        product(p, t)
    assert (p.primal[0], p.tangent[0], t.primal[0], t.tangent[0]) == (2.0, np.inf, 0.0, 3.0)


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_a_nested_product_has_the_zeros_of_both_variables(bad):
    """With p = p₀ + p₁ε and t = t₀ + t₁ε the part in ε is p₁t₀ + p₀t₁."""
    cases = [
        (Dual(bad, bad), Dual(0.0, 0.0), 0.0, 0.0),
        (Dual(bad, 0.0), Dual(0.0, 0.0), 0.0, 0.0),
        (Dual(2.0, bad), Dual(0.0, 3.0), 0.0, 6.0),
        (Dual(2.0, 0.0), Dual(np.inf, 3.0), np.inf, 6.0),
    ]
    with np.errstate(invalid="ignore"):
        for wrap in (lambda d: d, lambda d: Dual(np.array([d.primal]), np.array([d.tangent]))):
            for p, t, primal, tangent in cases:
                found = product(wrap(p), wrap(t))
                assert found.primal == primal
                assert found.tangent == tangent


def test_a_nested_quotient_has_the_zeros_of_both_variables():
    zero = Dual(np.float64(0.0), 0.0)
    with np.errstate(invalid="ignore"):
        found = quotient(zero, Dual(np.float64(0.0), 1.0), [zero])
    assert (found.primal, found.tangent) == (0.0, 0.0)
    numerator, denominator = Dual(np.zeros(2), np.array([0.0, 2.0])), Dual(np.array([0.0, 4.0]), 0.0)
    with np.errstate(invalid="ignore"):
        found = quotient(numerator, denominator, [numerator])
    assert found.tangent.tolist() == [0.0, 0.5]


def test_the_third_order_too():
    third = dualnum.jacobian(dualnum.jacobian(dualnum.jacobian(np.sqrt)))
    with np.errstate(all="ignore"):
        found = third(np.array([0.0, 1.0]))
    assert found[1].ravel().tolist() == [0.0] * 7 + [0.375]
    assert not found[0].ravel()[1:].any()
