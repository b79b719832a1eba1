"""A Dual where NumPy takes a plain whole number: the error names the function and the argument."""

import inspect

import numpy as np
import pytest

from dualnum import Dual

SHAPE = list(inspect.signature(np.reshape).parameters)[1]  # newshape, before NumPy 2.1
X = Dual(np.arange(6.0).reshape(2, 3), 1.0)
ONE = Dual(1, 1.0)


@pytest.mark.parametrize(
    ("call", "name", "choices"),
    [
        (lambda: np.sum(X, ONE), "sum", "axis is a Dual"),
        (lambda: np.sum(X, axis=ONE), "sum", "axis is a Dual"),
        (lambda: X.sum(ONE), "sum", "axis is a Dual"),
        (lambda: np.reshape(X, (Dual(3, 1.0), 2)), "reshape", f"{SHAPE} is a Dual"),
        (lambda: np.split(X, [ONE]), "split", "indices_or_sections is a Dual"),
        (lambda: np.hsplit(X, [ONE]), "hsplit", "indices_or_sections is a Dual"),
        (lambda: np.linalg.matrix_norm(X, ord=ONE), "matrix_norm", "ord is a Dual"),
        (lambda: np.linspace(X, 2.0, ONE), "linspace", "num is a Dual"),
        (lambda: np.swapaxes(X, ONE, Dual(0, 1.0)), "swapaxes", "axis1 and axis2 are Duals"),
        (lambda: np.einsum("ij->i", X, optimize=Dual(True, 1.0)), "einsum", "optimize is a Dual"),
    ],
)
def test_a_choice_that_is_a_dual_is_named(call, name, choices):
    number = "(a plain number|plain numbers)"
    with pytest.raises(
        TypeError, match=rf"^{name}: {choices}, but ha(s|ve) to be {number} here.*; give its \.primal$"
    ):
        call()


def test_numpys_own_error_is_its_cause():
    with pytest.raises(TypeError) as caught:
        np.ptp(X, axis=ONE)
    assert str(caught.value).startswith("ptp: axis is a Dual")
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: np.apply_along_axis(lambda row: row + None, 0, Dual(np.arange(3), 1.0)),
            "unsupported operand",
        ),
        (lambda: np.sum(X, axis="first"), "^'str' object cannot be interpreted as an integer$"),
    ],
)
def test_an_error_about_something_else_is_left_alone(call, message):
    with pytest.raises(TypeError, match=message) as caught:
        call()
    assert "has to be a plain number" not in str(caught.value)
