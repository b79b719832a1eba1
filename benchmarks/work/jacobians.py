"""The Jacobian of the Brusselator with 1000 unknowns, sparse and dense."""

from __future__ import annotations

from typing import Any

import numpy as np

import dualnum
from benchmarks.by_hand import brusselator
from benchmarks.by_hand.brusselator import Array
from benchmarks.row import Call, Row, Target
from benchmarks.work.peers import jax_call

N = 1000
Y = brusselator.start(N)
BY_HAND = "six seeds by hand"
CHECK_AND_STEPS = (
    "a seventh direction and a product, which test the pattern, take 0.4 of it; check=False leaves them out. f's 17 "
    "operations on Duals and five concatenations take 3 µs each beside NumPy's calls, which by hand are half as many, "
    "since the diffusion is written for rows of tangents there"
)

SPARSE = Row(
    f"sparse Jacobian, Brusselator n = {N}",
    [Target("dualnum", BY_HAND, 1.5, CHECK_AND_STEPS)],
)
DENSE = Row(
    f"dense Jacobian, Brusselator n = {N}",
    [
        Target("dualnum", "all seeds by hand", 1.5),
        Target("dualnum", "num_dual", 1.0),
        Target("dualnum", "autograd", 1.0),
    ],
)


@SPARSE.contestant(BY_HAND, "scipy")
def _six_seeds() -> Call:
    """The tangents along six seeds, read into a matrix whose structure is known."""
    from scipy import sparse

    seeds, colours = brusselator.seeds(N)
    rows, columns = brusselator.pattern(N).nonzero()
    order = colours[columns]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=N))])
    return lambda: sparse.csr_matrix(
        (brusselator.along_seeds(Y, seeds)[order, rows], columns, starts), shape=(N, N)
    )


@SPARSE.contestant("dualnum", "scipy")
def _ours() -> Call:
    jacobian = dualnum.jacobian(brusselator.brusselator, sparsity=brusselator.pattern(N))
    return lambda: jacobian(Y)


@SPARSE.contestant("casadi", "casadi", read=lambda found: found[0].full())
def _casadi() -> Call:
    jacobian, buffers = _casadi_jacobian()
    return lambda: jacobian.call(buffers)


def _casadi_jacobian() -> tuple[Any, Any]:
    import casadi

    y = casadi.SX.sym("y", N)
    right = casadi.vertcat(*brusselator.one_by_one(casadi.vertsplit(y)))
    return casadi.Function("jacobian", [y], [casadi.jacobian(right, y)]), [casadi.DM(Y)]


@DENSE.contestant("all seeds by hand")
def _all_seeds() -> Call:
    seeds = np.eye(N)
    return lambda: np.ascontiguousarray(brusselator.along_seeds(Y, seeds).T)


@DENSE.contestant("dualnum")
def _ours_dense() -> Call:
    jacobian = dualnum.jacobian(brusselator.brusselator)
    return lambda: jacobian(Y)


@DENSE.contestant("casadi", "casadi")
def _casadi_dense() -> Call:
    jacobian, buffers = _casadi_jacobian()

    def call() -> Any:
        return jacobian.call(buffers)[0].full()

    return call


@DENSE.contestant("num_dual", "num_dual", read=lambda found: found[1])
def _num_dual() -> Call:
    from num_dual import jacobian

    values = Y.tolist()
    return lambda: jacobian(brusselator.one_by_one, values)


@DENSE.contestant("jit JAX", "jax")
def _jax() -> Call:
    import jax

    return jax_call(jax.jacfwd(lambda y: brusselator.brusselator(y, jax.numpy)), Y)


@DENSE.contestant("autograd", "autograd")
def _autograd() -> Call:
    import autograd
    import autograd.numpy

    def right(y: Array) -> Any:
        return brusselator.brusselator(y, autograd.numpy)

    jacobian = autograd.jacobian(right)
    return lambda: jacobian(Y)


ROWS = [SPARSE, DENSE]
