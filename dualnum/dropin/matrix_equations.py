"""Equations for a matrix in scipy.linalg: SciPy's own solver gives the value, and the steps that move it."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import moved_solution
from dualnum.dropin.state import plain_of


def _adjoint(a: Any) -> Any:
    return np.conjugate(np.swapaxes(a, -1, -2))


@stands_for("scipy.linalg.solve_sylvester")
def _solve_sylvester(a: Any, b: Any, q: Any, *, original: Any) -> Any:
    """AX + XB = Q."""
    a0, b0 = plain_of(a), plain_of(b)
    return moved_solution(
        lambda x: a @ x + x @ b - q, original(a0, b0, plain_of(q)), lambda r: original(a0, b0, r)
    )


@stands_for("scipy.linalg.solve_continuous_lyapunov", "scipy.linalg.solve_lyapunov")
def _solve_continuous_lyapunov(a: Any, q: Any, *, original: Any) -> Any:
    """AX + XAᴴ = Q."""
    a0 = plain_of(a)
    return moved_solution(
        lambda x: a @ x + x @ _adjoint(a) - q, original(a0, plain_of(q)), lambda r: original(a0, r)
    )


@stands_for("scipy.linalg.solve_discrete_lyapunov")
def _solve_discrete_lyapunov(a: Any, q: Any, method: Any = None, *, original: Any) -> Any:
    """AXAᴴ − X + Q = 0."""
    a0 = plain_of(a)
    value = original(a0, plain_of(q), method)
    return moved_solution(lambda x: a @ x @ _adjoint(a) - x + q, value, lambda r: original(a0, -r, method))


@stands_for("scipy.linalg.solve_continuous_are")
def _solve_continuous_are(
    a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: bool = True, *, original: Any
) -> Any:
    """AᴴX + XA − (XB + S)R⁻¹(BᴴX + Sᴴ) + Q = 0; a step solves the Lyapunov equation of the closed loop."""
    from scipy.linalg import solve_continuous_lyapunov

    _check_are("solve_continuous_are", e)
    r = np.atleast_2d(r)

    def equation(x: Any) -> Any:
        return _adjoint(a) @ x + x @ a - _adjoint(gain(x)) @ r @ gain(x) + q

    def gain(x: Any) -> Any:
        cross = _adjoint(b) @ x if s is None else _adjoint(b) @ x + _adjoint(s)
        return np.linalg.solve(r, cross)

    plain = [None if value is None else plain_of(value) for value in (a, b, q, r, e, s)]
    value = original(*plain, balanced)
    loop = plain[0] - plain[1] @ plain_of(gain(value))
    return moved_solution(equation, value, lambda f: solve_continuous_lyapunov(_adjoint(loop), f))


@stands_for("scipy.linalg.solve_discrete_are")
def _solve_discrete_are(
    a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: bool = True, *, original: Any
) -> Any:
    """AᴴXA − X − (AᴴXB + S)(R + BᴴXB)⁻¹(BᴴXA + Sᴴ) + Q = 0; a step solves that of Lyapunov for the closed loop."""
    from scipy.linalg import solve_discrete_lyapunov

    _check_are("solve_discrete_are", e)
    r = np.atleast_2d(r)

    def equation(x: Any) -> Any:
        return _adjoint(a) @ x @ a - x - _adjoint(cross(x)) @ gain(x) + q

    def cross(x: Any) -> Any:
        product = _adjoint(b) @ x @ a
        return product if s is None else product + _adjoint(s)

    def gain(x: Any) -> Any:
        return np.linalg.solve(r + _adjoint(b) @ x @ b, cross(x))

    plain = [None if value is None else plain_of(value) for value in (a, b, q, r, e, s)]
    value = original(*plain, balanced)
    loop = plain[0] - plain[1] @ plain_of(gain(value))
    return moved_solution(equation, value, lambda f: solve_discrete_lyapunov(_adjoint(loop), -f))


def _check_are(name: str, e: Any) -> None:
    if e is not None:
        raise TypeError(f"{name}: dualnum has no rule for e; multiply the system by its inverse")
