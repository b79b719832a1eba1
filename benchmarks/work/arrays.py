"""f₁ and its derivative at every element of an array."""

from __future__ import annotations

import numpy as np

import dualnum
from benchmarks.by_hand import f1
from benchmarks.row import Call, Row, Target
from benchmarks.work.peers import jax_call
from dualnum import workers

BY_HAND = "NumPy by hand"
TARGETS = {
    1_000: [Target("dualnum", BY_HAND, 1.3), Target("dualnum", "jit JAX", 1.0)],
    100_000: [Target("dualnum", BY_HAND, 1.0)],
    1_000_000: [
        Target("dualnum", BY_HAND, 1.0),
        Target("dualnum sweep", BY_HAND, 0.5),
        Target("dualnum sweep", "jit JAX", 1.0),
        Target("dualnum compiled", "parallel Numba by hand", 1.1),
    ],
}


def _row(n: int) -> Row:
    row = Row(f"array f1, n = {n:,}", TARGETS[n])
    x = np.linspace(-3, 3, n)
    pair = dualnum.value_and_derivative(f1.f1)
    row.contestant(BY_HAND)(lambda: lambda: f1.in_numpy(x))
    row.contestant("NumPy f alone", value_only=True)(lambda: lambda: f1.f1(x))
    row.contestant("dualnum")(lambda: lambda: pair(x))
    if n >= 100_000:
        row.contestant("dualnum sweep")(lambda: lambda: dualnum.sweep(pair, x))
        row.contestant("NumPy by hand in blocks, threaded")(lambda: _in_blocks(x))
        row.contestant("parallel Numba by hand", "numba")(lambda: _numba(x))
        row.contestant("dualnum compiled", "numba", "dualnum.compiled.sweeping")(lambda: _compiled(x))
    row.contestant("jit JAX", "jax")(lambda: _jax(x))
    row.contestant("autograd", "autograd")(lambda: _autograd(x))
    return row


def _in_blocks(x: f1.Array) -> Call:
    run = f1.in_blocks(workers.threads())
    return lambda: run(x)


def _numba(x: f1.Array) -> Call:
    loop = f1.in_numba()
    return lambda: loop(x)


def _compiled(x: f1.Array) -> Call:
    import math

    import numba

    @numba.njit
    def function(x: float) -> float:
        return math.sin(x) * math.exp(-(x**2)) / (x**2 + 1)

    pair = dualnum.value_and_derivative(function)
    return lambda: dualnum.sweep(pair, x)


def _jax(x: f1.Array) -> Call:
    import jax

    return jax_call(lambda x: jax.jvp(lambda x: f1.f1(x, jax.numpy), (x,), (jax.numpy.ones_like(x),)), x)


def _autograd(x: f1.Array) -> Call:
    import autograd
    import autograd.numpy

    slope = autograd.elementwise_grad(lambda x: f1.f1(x, autograd.numpy))
    return lambda: (f1.f1(x), slope(x))


ROWS = [_row(n) for n in TARGETS]
