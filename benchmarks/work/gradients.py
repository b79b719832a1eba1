"""The gradient of Rosenbrock's function, and the sizes of the chunks that its directions are taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import dualnum
from benchmarks.by_hand import rosenbrock
from benchmarks.by_hand.rosenbrock import Array
from benchmarks.row import Call, Row, Target
from benchmarks.work.peers import jax_call

BY_HAND, COMPILED = "seeds by hand", "Numba by hand"
OPERATIONS = (
    "f's seven operations on Duals, three slices and one sum make 29 calls of NumPy where the seeds by hand make 18, "
    "and an operation takes about 2.5 µs beside its calls, whatever n is: half of the time at n = 10"
)


def _targets() -> list[Target]:
    return [
        Target("dualnum", BY_HAND, 1.5, OPERATIONS),
        Target("dualnum", "num_dual", 1.0, OPERATIONS),
        Target("dualnum", "autograd", 1.0),
        Target("dualnum compiled", COMPILED, 2.0),
        Target("dualnum compiled", "jit JAX reverse", 1.0),
    ]


def point(n: int) -> Array:
    """Where the derivatives are taken."""
    return np.linspace(0.4, 1.6, n)


def _row(n: int) -> Row:
    row = Row(f"gradient, Rosenbrock n = {n}", _targets())
    x = point(n)
    ours = dualnum.gradient(rosenbrock.rosenbrock)
    row.contestant(BY_HAND)(lambda: lambda: rosenbrock.gradient_by_seeds(x))
    row.contestant("dualnum")(lambda: lambda: ours(x))
    row.contestant(COMPILED, "numba")(lambda: _numba(x))
    row.contestant("dualnum compiled", "numba", "dualnum.compiled.transforms")(lambda: _compiled(x))
    row.contestant("num_dual", "num_dual", read=lambda found: found[1])(lambda: _num_dual(x))
    row.contestant("hyperjet", "hyperjet", read=lambda y: y.g)(lambda: _hyperjet(x))
    row.contestant("jit JAX reverse", "jax")(lambda: _jax(x, "grad"))
    row.contestant("jit JAX jacfwd", "jax")(lambda: _jax(x, "jacfwd"))
    row.contestant("autograd", "autograd")(lambda: _autograd(x))
    return row


def _numba(x: Array) -> Call:
    gradient = rosenbrock.gradient_in_numba()
    return lambda: gradient(x)


def compiled_rosenbrock() -> Any:
    """The function in a compiled loop, whose derivatives are then compiled too."""
    import numba

    @numba.njit
    def function(x: Any) -> Any:
        total = 0.0 * x[0]
        for i in range(len(x) - 1):
            u, v = x[i + 1] - x[i] * x[i], 1.0 - x[i]
            total += 100.0 * u * u + v * v
        return total

    return function


def _compiled(x: Array) -> Call:
    ours = dualnum.gradient(compiled_rosenbrock())
    return lambda: ours(x)


def _num_dual(x: Array) -> Call:
    from num_dual import gradient

    values = x.tolist()
    return lambda: gradient(rosenbrock.one_by_one, values)


def _hyperjet(x: Array) -> Call:
    from hyperjet import DScalar

    values = x.tolist()
    return lambda: rosenbrock.one_by_one(DScalar.variables(values))


def _jax(x: Array, transform: str) -> Call:
    import jax

    return jax_call(getattr(jax, transform)(rosenbrock.rosenbrock), x)


def _autograd(x: Array) -> Call:
    import autograd

    gradient = autograd.grad(rosenbrock.rosenbrock)
    return lambda: gradient(x)


def _calling(function: Callable[[Array], Any], x: Array) -> Callable[[], Call]:
    return lambda: lambda: function(x)


def _chunks(n: int) -> Row:
    """The chunk that is chosen by itself, and others."""
    x = point(n)
    sizes: list[Any] = [
        "auto",
        *(size for size in (1, 4, 16, 64, 256, 1000) if n <= 100 * size and size <= n),
    ]
    row = Row(
        f"gradient in chunks, Rosenbrock n = {n}",
        [Target("dualnum, auto", f"dualnum, {size}", 1.1) for size in sizes[1:]],
    )
    for size in sizes:
        ours = dualnum.gradient(rosenbrock.rosenbrock, chunk_size=size)
        row.contestant(f"dualnum, {size}")(_calling(ours, x))
    return row


ROWS = [_row(10), _row(100), _chunks(100), _chunks(1000)]
