"""Compiled solvers, whose results are defined by an equation: the derivative is that of the equation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.compiled import _matrix_function, stands_for
from dualnum.dropin.numbers import _one_number
from dualnum.dropin.state import plain_of
from dualnum.dual import Dual

# --- roots --------------------------------------------------------------------------------------------------


@stands_for(
    "scipy.optimize.bisect", "scipy.optimize.brentq", "scipy.optimize.brenth", "scipy.optimize.ridder"
)
def _bracketed_root(
    f: Callable[..., Any], a: Any, b: Any, args: Any = (), *options: Any, original: Any, **named: Any
) -> Any:
    """The root z of f, by Newton's step −f/f' of its Dual parts: the implicit function theorem.

    Each step is right to twice the order of the last, so that as many as there are levels suffice.
    """
    args = args if isinstance(args, tuple) else (args,)

    def at(z: Any) -> Any:
        return _one_number(f(z, *args))

    root = original(lambda z: plain_of(at(z)), plain_of(a), plain_of(b), (), *options, **named)
    if isinstance(root, tuple):
        raise TypeError(
            f"{original.__name__}: dualnum has no rule for full_output=True; ask for the root alone"
        )
    return _moved_with(at, root)


def _moved_with(at: Callable[[Any], Any], root: float) -> Any:
    """The root with the parts that the Duals inside the equation give it."""
    from dualnum.transforms.derivatives import derivative

    found: Any = root
    for _ in range(_levels(at(root))):
        step = at(found) / derivative(at)(found)
        found = found - (step - plain_of(step))
    return found


def _levels(x: Any) -> int:
    """How many Duals are nested in one another in ``x``."""
    return 1 + max(_levels(x._primal), _levels(x._tangent)) if isinstance(x, Dual) else 0


# --- matrices -------------------------------------------------------------------------------------------------


@stands_for("scipy.linalg.sqrtm", "scipy.linalg.logm")
def _sqrtm_or_logm(A: Any, *, original: Any) -> Any:
    return _matrix_function(lambda a: settle(original(a)), A)


@stands_for("scipy.linalg.fractional_matrix_power")
def _fractional_matrix_power(A: Any, t: Any, *, original: Any) -> Any:
    return _matrix_function(lambda a: settle(original(a, t)), A)


@stands_for("scipy.linalg.solve_sylvester")
def _solve_sylvester(a: Any, b: Any, q: Any) -> Any:
    """aX + Xb = q as one linear system: (a ⊗ 1 + 1 ⊗ bᵀ) vec X = vec q, row by row."""
    m, n = len(a), len(b)
    a, b = np.asanyarray(a), np.asanyarray(b)
    system = np.kron(a, np.eye(n)) + np.kron(np.eye(m), b.T)
    return np.linalg.solve(system, np.reshape(q, -1)).reshape(m, n)


@stands_for("scipy.linalg.solve_continuous_lyapunov", "scipy.linalg.solve_lyapunov")
def _solve_continuous_lyapunov(a: Any, q: Any) -> Any:
    a = np.asanyarray(a)
    return _solve_sylvester(a, np.conjugate(a).T, q)


@stands_for("scipy.linalg.solve_toeplitz")
def _solve_toeplitz(c_or_cr: Any, b: Any, check_finite: bool = True) -> Any:
    return np.linalg.solve(_toeplitz(c_or_cr), b)


@stands_for("scipy.linalg.matmul_toeplitz")
def _matmul_toeplitz(c_or_cr: Any, x: Any, check_finite: bool = False, workers: Any = None) -> Any:
    return _toeplitz(c_or_cr) @ np.asanyarray(x)


def _toeplitz(c_or_cr: Any) -> Any:
    import scipy.linalg

    return scipy.linalg.toeplitz(*c_or_cr) if isinstance(c_or_cr, tuple) else scipy.linalg.toeplitz(c_or_cr)


@stands_for("scipy.linalg.eigvals")
def _eigvals(
    a: Any,
    b: Any = None,
    overwrite_a: bool = False,
    check_finite: bool = True,
    homogeneous_eigvals: bool = False,
) -> Any:
    if b is not None or homogeneous_eigvals:
        raise TypeError("eigvals: dualnum has no rule for the generalized problem; use numpy.linalg.eigvals")
    return np.linalg.eigvals(a) + 0j


@stands_for("scipy.linalg.qr")
def _qr(
    a: Any,
    overwrite_a: bool = False,
    lwork: Any = None,
    mode: str = "full",
    pivoting: bool = False,
    check_finite: bool = True,
) -> Any:
    if pivoting or mode == "raw":
        raise TypeError("qr: dualnum has no rule for pivoting or mode='raw'; use numpy.linalg.qr")
    if mode == "r":
        return (np.linalg.qr(a, "r"),)
    square = mode == "full" and a.shape[-1] < a.shape[-2]
    return tuple(np.linalg.qr(a, "complete" if square else "reduced"))
