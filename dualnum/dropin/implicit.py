"""What an equation defines: the derivative is that of the equation, by the implicit function theorem.

A solver finds the value in plain numbers.  With J = ∂F/∂z there, each step z − J⁻¹·F(z), taken in Duals,
makes one more order of the perturbations right, because the product of one more than there are levels is 0.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.parts import joined, levels_of, parts_of
from dualnum.dropin.state import plain_of
from dualnum.dual import Dual

Equation = Callable[[Any], Any]

_STEPS = 8
"""Newton's steps that take a solver's value to the root itself, whose digits double with each."""


_AGREEMENT = 1e-3
"""How far a formula may be from the function that it stands for, relative to the largest element."""
_ROUNDING = 1e-9
"""The same, relative to the largest slope."""


def moved_root(name: str, equation: Equation, root: Any, *, elementwise: bool = False) -> Any:
    """The root of F(z) = 0, whose value a solver found, with the parts that the Duals inside F give it.

    Args:
        name: the solver, for messages.
        equation: F; it returns as many numbers as z has.
        root: the plain value found, kept as it is, up to the solver's tolerance.
        elementwise: whether each element of F depends on that of z alone.

    Raises:
        TypeError: the root is not a smooth function of the parameters: J is singular, or there is no root.
    """
    at, z = equation, plain_of(root)
    with np.errstate(all="ignore"):  # a singular slope is told of below, in words
        exact, slope = _polished(name, at, z, elementwise)
        found = moved_solution(at, exact, functools.partial(_solved, slope))
    return _around(found, root)


def moved_solution(equation: Equation, value: Any, inverse: Callable[[Any], Any]) -> Any:
    """The solution of F(z) = 0 whose value is known, with the parts that the Duals inside F give it.

    Args:
        equation: F.
        value: the solution in plain numbers.
        inverse: J⁻¹ at that value, applied to a plain array of the shape of F.
    """
    found: Any = value
    for _ in range(nesting(settle(equation(value)))):
        found = found - _of_what_moves(inverse, settle(equation(found)))
    return found


def with_value(moved: Any, value: Any) -> Any:
    """What moves in ``moved``, around the value that the original function gives.

    Raises:
        TypeError: they are not the same but for rounding and the original's tolerance: another branch was taken.
    """
    moved = settle(moved)
    if not isinstance(moved, Dual):
        return value
    ours, theirs = np.broadcast_arrays(plain_of(moved), value)
    known = np.isfinite(ours) & np.isfinite(theirs)
    gap = _largest(ours[known] - theirs[known])
    # Where the value is 0, what is left of it is rounding, and no measure.
    slopes = _largest(parts_of(moved, levels_of(moved))[1:])
    if gap > _AGREEMENT * _largest(theirs[known]) + _ROUNDING * slopes:
        raise TypeError(
            "drop_in: the formula that dualnum has for a compiled function does not give its value here; give the "
            "function a rule by dualnum.custom_rule"
        )
    return _around(moved, value)


def _largest(x: Any) -> float:
    return float(np.max(np.abs(x[np.isfinite(x)]), initial=0.0))


def _around(moved: Any, value: Any) -> Any:
    return value + (moved - plain_of(moved)) if isinstance(moved, Dual) else value


def _of_what_moves(inverse: Callable[[Any], Any], residual: Any) -> Any:
    levels = levels_of(residual)
    parts = parts_of(residual, levels)
    moved = [inverse(part) if np.any(part) else np.zeros_like(part) for part in parts[1:]]
    return joined(np.stack([np.zeros_like(parts[0]), *moved]), levels) if levels else 0.0


def unknown(root: Any, residual: Any) -> Any:
    """What a solver returns that did not converge: its value, whose derivative is nan."""
    if not isinstance(residual, Dual):
        return root
    return root + np.sum(np.nan * np.ravel(residual - plain_of(residual)))


def nesting(x: Any) -> int:
    """How many Duals are nested in one another in ``x``."""
    return 1 + max(nesting(x._primal), nesting(x._tangent)) if isinstance(x, Dual) else 0


def _polished(name: str, at: Equation, z: Any, elementwise: bool) -> tuple[Any, Any]:
    """The root to the last digits, since the solver's tolerance is not the derivative's, and J there."""
    start, sizes = z, []
    for _ in range(_STEPS):
        slope = _slope(at, z, elementwise)
        step = _solved(slope, plain_of(at(z)))
        size = float(np.max(np.abs(step), initial=0.0))
        if not np.isfinite(size):
            break
        sizes.append(size)
        z = z - (float(step) if type(z) is float else step)
        if size <= np.finfo(float).eps * np.max(np.abs(z), initial=0.0):
            break
    _check(name, start, z, sizes if np.isfinite(size) else [])
    return z, _slope(at, z, elementwise)


def _check(name: str, start: Any, end: Any, sizes: list[float]) -> None:
    scale = np.max(np.abs(end), initial=0.0)
    converged = bool(sizes) and sizes[-1] <= max(1e-6 * scale, 1e-3 * sizes[0])
    if not converged or np.max(np.abs(end - start), initial=0.0) > 0.05 * scale + 1e-6:
        raise TypeError(
            f"{name}: the result is not a smooth function of what moves: the equation that defines it has no "
            "simple root there (a zero or singular slope, a jump, or a bound that holds); use dualnum.custom_rule "
            "for the derivative, or .primal to drop it on purpose"
        )


def _slope(at: Equation, z: Any, elementwise: bool) -> Any:
    """J, as plain numbers: elementwise, or as a matrix."""
    from dualnum.transforms import derivative, jacobian

    if elementwise:
        return plain_of(derivative(at)(z))
    return plain_of(jacobian(at)(z)).reshape(np.size(z), np.size(z))


def _solved(slope: Any, residual: Any) -> Any:
    """J⁻¹·F: nan, or infinite, where J is singular."""
    if np.ndim(slope) < 2 or np.shape(slope) == np.shape(residual):
        return residual / np.asarray(slope)[()]
    try:
        return np.linalg.solve(slope, residual.reshape(-1)).reshape(np.shape(residual))
    except np.linalg.LinAlgError:
        return np.full(np.shape(residual), np.nan)
