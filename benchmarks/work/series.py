"""The tenth derivative of exp(sin x)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import dualnum
from benchmarks.by_hand import series
from benchmarks.row import Call, Row, Target
from benchmarks.work.peers import jax_doubles

X, ORDER = 1.0, 10

TENTH = Row(
    "10th derivative of exp(sin x)",
    [
        Target("dualnum", "recurrence by hand", 1.5),
        Target("dualnum", "eager JAX jet", 1.0),
        Target("dualnum", "nested autograd", 1.0),
    ],
)


def _f(x: Any) -> Any:
    return dualnum.exp(dualnum.sin(x))


TENTH.contestant("recurrence by hand")(lambda: lambda: series.high_derivative(X))


@TENTH.contestant("recurrence in Numba", "numba")
def _numba() -> Call:
    run = series.in_numba()
    return lambda: run(X)


@TENTH.contestant("dualnum")
def _ours() -> Call:
    tenth = dualnum.derivative(_f, order=ORDER)
    return lambda: tenth(X)


@TENTH.contestant("dualnum taylor")
def _taylor() -> Call:
    scale = math.factorial(ORDER)
    return lambda: dualnum.taylor(_f, X, ORDER).coefficients[ORDER] * scale


@TENTH.contestant("jit JAX jet", "jax")
def _jit_jet() -> Call:
    jax = jax_doubles()
    compiled = jax.jit(_jet())
    return lambda: compiled(X).block_until_ready()


@TENTH.contestant("eager JAX jet", "jax")
def _eager_jet() -> Call:
    run = _jet()
    return lambda: run(X).block_until_ready()


def _jet() -> Callable[[float], Any]:
    jax = jax_doubles()
    from jax.experimental.jet import jet

    def f(x: Any) -> Any:
        return jax.numpy.exp(jax.numpy.sin(x))

    return lambda x: jet(f, (x,), ([1.0] + [0.0] * (ORDER - 1),))[1][-1]


@TENTH.contestant("jit nested jax.grad", "jax")
def _nested_jax() -> Call:
    jax = jax_doubles()
    g = lambda x: jax.numpy.exp(jax.numpy.sin(x))  # noqa: E731  (wrapped again and again)
    for _ in range(ORDER):
        g = jax.grad(g)
    compiled = jax.jit(g)
    return lambda: compiled(X).block_until_ready()


@TENTH.contestant("nested autograd", "autograd")
def _nested_autograd() -> Call:
    import autograd
    import autograd.numpy

    g: Any = lambda x: autograd.numpy.exp(autograd.numpy.sin(x))  # noqa: E731  (wrapped again and again)
    for _ in range(ORDER):
        g = autograd.grad(g)
    return lambda: g(X)


ROWS = [TENTH]
