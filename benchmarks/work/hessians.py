"""The Hessian of Rosenbrock's function of 50 variables."""

from __future__ import annotations

from typing import Any

import dualnum
from benchmarks.by_hand import rosenbrock
from benchmarks.row import Call, Row, Target
from benchmarks.work.gradients import compiled_rosenbrock, point
from benchmarks.work.peers import jax_call

N = 50
X = point(N)

PASSES = (
    "ten passes over 50·50·49 second derivatives take 0.5 ms, and the rest is the same for any n; hyperjet keeps "
    "one half of its symmetric matrices"
)

HESSIAN = Row(
    f"Hessian, Rosenbrock n = {N}",
    [
        Target("dualnum", "num_dual", 1.0),
        Target("dualnum", "hyperjet", 1.0, PASSES),
        Target("dualnum", "autograd", 1.0),
        Target("dualnum compiled", "Numba by hand", 2.0),
    ],
)
HESSIAN.contestant("NumPy by hand")(lambda: lambda: rosenbrock.hessian_in_numpy(X))


@HESSIAN.contestant("Numba by hand", "numba")
def _numba() -> Call:
    hessian = rosenbrock.hessian_in_numba()
    return lambda: hessian(X)


@HESSIAN.contestant("dualnum")
def _ours() -> Call:
    hessian = dualnum.hessian(rosenbrock.rosenbrock)
    return lambda: hessian(X)


@HESSIAN.contestant("dualnum compiled", "numba", "dualnum.compiled.transforms")
def _compiled() -> Call:
    hessian = dualnum.hessian(compiled_rosenbrock())
    return lambda: hessian(X)


@HESSIAN.contestant("hyperjet", "hyperjet", read=lambda y: y.hm())
def _hyperjet() -> Call:
    from hyperjet import DDScalar

    values = X.tolist()
    return lambda: rosenbrock.one_by_one(DDScalar.variables(values))


@HESSIAN.contestant("num_dual", "num_dual", read=lambda found: found[2])
def _num_dual() -> Call:
    from num_dual import hessian

    values = X.tolist()
    return lambda: hessian(rosenbrock.one_by_one, values)


@HESSIAN.contestant("casadi", "casadi")
def _casadi() -> Call:
    import casadi

    x = casadi.SX.sym("x", N)
    total = rosenbrock.one_by_one(casadi.vertsplit(x))
    function = casadi.Function("hessian", [x], [casadi.hessian(total, x)[0]])
    at = [casadi.DM(X)]

    def call() -> Any:
        return function.call(at)[0].full()

    return call


@HESSIAN.contestant("jit JAX", "jax")
def _jax() -> Call:
    import jax

    return jax_call(jax.hessian(rosenbrock.rosenbrock), X)


@HESSIAN.contestant("autograd", "autograd")
def _autograd() -> Call:
    import autograd

    hessian: Any = autograd.hessian(rosenbrock.rosenbrock)
    return lambda: hessian(X)


ROWS = [HESSIAN]
