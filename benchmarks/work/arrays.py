"""f₁ and its derivative at every element of an array."""

from __future__ import annotations

import numpy as np

import dualnum
from benchmarks.by_hand import f1
from benchmarks.row import Call, Row, Target
from benchmarks.work.peers import jax_call
from dualnum import workers

BY_HAND, RULES = "NumPy by hand", "NumPy rule by rule"
CALLS = (
    f"an eager forward mode takes the steps of the line {RULES!r}, 23 calls of NumPy where the formula by hand has 18, "
    "and looks six times for a nan (0.5 µs each). The rest is about 2.5 µs for each of eight operations: finding the "
    "rule, types and shapes, the error state, the object. Compiling these modules with Cython takes off 5 % of it"
)
PASSES = (
    f"the steps of {RULES!r} are five passes over memory more than the formula by hand, and looking for a nan beside a "
    "zero tangent is six; the second processor makes up for them where it is free"
)
BLOCKS = (
    "the formula by hand in the same blocks on the same threads, in the line below, is the limit; the rules' steps are "
    "five passes over a block more, and looking for a nan beside a zero tangent is six"
)
TARGETS = {
    1_000: [Target("dualnum", BY_HAND, 1.3, CALLS), Target("dualnum", "jit JAX", 1.0)],
    100_000: [Target("dualnum", BY_HAND, 1.0, PASSES)],
    1_000_000: [
        Target("dualnum", BY_HAND, 1.0, PASSES),
        Target("dualnum sweep", BY_HAND, 0.5, BLOCKS),
        Target("dualnum sweep", "jit JAX", 1.0),
        Target("dualnum compiled", "parallel Numba by hand", 1.1),
    ],
}


def _row(n: int) -> Row:
    row = Row(f"array f1, n = {n:,}", TARGETS[n])
    x = np.linspace(-3, 3, n)
    pair = dualnum.value_and_derivative(f1.f1)
    row.contestant(BY_HAND)(lambda: lambda: f1.in_numpy(x))
    if n < 1_000_000:  # beyond, it leaves memory to the kernel, which the next contestant has to get back
        row.contestant(RULES)(lambda: lambda: f1.rule_by_rule(x))
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
