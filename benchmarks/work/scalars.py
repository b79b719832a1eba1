"""Functions of one number, with value and derivative."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import dualnum
from benchmarks import minimal
from benchmarks.by_hand import f1
from benchmarks.minimal import Minimal
from benchmarks.row import Call, Row, Target
from benchmarks.work.peers import jax_call
from dualnum import Dual

X = 1.3
OUR_NUMBER = "dualnum Dual"
"""The function called with a Dual; "dualnum" is `value_and_derivative`, which makes the Dual and takes it apart."""
CALL = (
    "each operation makes an object; beside them Python calls two functions more, the transform and f, and makes a "
    "tuple of two floats."
)
COEFFICIENTS = [1.0 / (k + 1) for k in range(21)]


def root(a: Any) -> Any:
    """√a by 30 steps of Newton's method."""
    x = 1.0
    for _ in range(30):
        x = 0.5 * (x + a / x)
    return x


def polynomial(x: Any) -> Any:
    """A polynomial of degree 20 by Horner's rule."""
    y = COEFFICIENTS[-1]
    for c in COEFFICIENTS[-2::-1]:
        y = y * x + c
    return y


def _root_by_hand(a: float) -> tuple[float, float]:
    x, dx = 1.0, 0.0
    for _ in range(30):
        q = a / x
        x, dx = 0.5 * (x + q), 0.5 * (dx + (1.0 - q * dx) / x)
    return x, dx


def _polynomial_by_hand(x: float) -> tuple[float, float]:
    y, dy = COEFFICIENTS[-1], 0.0
    for c in COEFFICIENTS[-2::-1]:
        y, dy = y * x + c, dy * x + y
    return y, dy


def _row(name: str, f: Callable[[Any], Any], by_hand: Callable[[float], Any], plain: float) -> Row:
    """A function of arithmetic alone, done by those that take any function."""
    row = Row(
        name, [Target(OUR_NUMBER, "plain floats", plain), Target("dualnum", "plain floats", plain, CALL)]
    )
    row.contestant("plain floats", value_only=True)(lambda: lambda: f(X))
    row.contestant("derivative by hand")(lambda: lambda: by_hand(X))
    row.contestant("dualnum")(lambda: _ours(f))
    row.contestant(OUR_NUMBER, read=_components)(lambda: lambda: f(Dual(X, 1.0)))
    row.contestant("minimal class", read=_parts)(lambda: lambda: f(Minimal(X, 1.0)))
    row.contestant("num_dual", "num_dual")(lambda: _num_dual(f))
    row.contestant("jit JAX", "jax")(lambda: jax_call(_jax_pair(f), X))
    return row


def _ours(f: Callable[[Any], Any]) -> Call:
    pair = dualnum.value_and_derivative(f)
    return lambda: pair(X)


def _components(y: Any) -> tuple[float, float]:
    return y.primal, y.tangent


def _parts(y: Minimal) -> tuple[float, float]:
    return y.a, y.b


def _num_dual(f: Callable[[Any], Any]) -> Call:
    from num_dual import first_derivative

    return lambda: first_derivative(f, X)


def _jax_pair(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    import jax

    pair: Callable[[Any], Any] = jax.value_and_grad(f)
    return pair


F1 = Row(
    "scalar f1",
    [
        Target(OUR_NUMBER, "plain floats", 2.0),
        Target("dualnum", "plain floats", 2.0, CALL),
        Target("dualnum", "num_dual", 0.2, CALL),
        Target("dualnum", "minimal class", 1.0),
        Target("dualnum", "jit JAX", 1.0),
    ],
)
F1.contestant("plain floats", value_only=True)(lambda: lambda: f1.f1(X, math))
F1.contestant("derivative by hand")(lambda: lambda: f1.in_floats(X))
F1.contestant("dualnum")(lambda: _ours(lambda x: f1.f1(x, dualnum)))
F1.contestant(OUR_NUMBER, read=_components)(lambda: lambda: f1.f1(Dual(X, 1.0), dualnum))
F1.contestant("minimal class", read=_parts)(lambda: lambda: f1.f1(Minimal(X, 1.0), minimal))
F1.contestant("num_dual", "num_dual")(lambda: _num_dual(lambda x: x.sin() * (-(x**2)).exp() / (x**2 + 1)))


@F1.contestant("hyperjet", "hyperjet", read=lambda y: (y.f, y.g))
def _hyperjet() -> Call:
    from hyperjet import DScalar

    return lambda: (lambda x: x.sin() * (-(x**2)).exp() / (x**2 + 1))(DScalar.variables([X])[0])


@F1.contestant("jit JAX", "jax")
def _jax() -> Call:
    import jax.numpy

    return jax_call(_jax_pair(lambda x: f1.f1(x, jax.numpy)), X)


@F1.contestant("uncertainties", "uncertainties")
def _uncertainties() -> Call:
    from uncertainties import ufloat, umath

    def pair() -> tuple[float, float]:
        x = ufloat(X, 1.0)
        y = f1.f1(x, umath)
        return y.nominal_value, y.derivatives[x]

    return pair


@F1.contestant("autograd", "autograd")
def _autograd() -> Call:
    import autograd
    import autograd.numpy

    pair = autograd.value_and_grad(lambda x: f1.f1(x, autograd.numpy))
    return lambda: pair(X)


ROWS = [
    F1,
    _row("scalar, 30-step Newton", root, _root_by_hand, 2.5),
    _row("scalar, Horner degree 20", polynomial, _polynomial_by_hand, 2.5),
]
