"""Rotations of scipy.spatial.transform: SciPy has its formulas in Python, too, and these take Duals."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np

from dualnum.dropin.calls import stripped
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import nesting, with_value
from dualnum.dropin.state import plain_of

_COMPILED = "scipy.spatial.transform._rotation_cy."
_IN_PYTHON = "scipy.spatial.transform._rotation_xp"
_FUNCTIONS = (
    "from_quat from_mrp from_euler from_davenport as_quat as_matrix as_rotvec as_mrp as_euler as_davenport "
    "inv magnitude apply compose_quat mean align_vectors reduce setitem"
).split()


@stands_for(*(_COMPILED + name for name in _FUNCTIONS), keeps_tuples=True)
def _rotation(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The function of the same name that is written for arrays of any library."""
    return _in_python(original, args, args, kwargs)


def _in_python(original: Any, args: Any, moving: Any, kwargs: Any) -> Any:
    function = getattr(importlib.import_module(_IN_PYTHON), original.__name__)
    found = function(*moving, **kwargs)
    given = original(*(_contiguous(stripped(value)) for value in args), **kwargs)
    if not isinstance(found, tuple):
        return with_value(found, np.asarray(given)[()])
    return tuple(a if b is None else with_value(a, b) for a, b in zip(found, given, strict=True))


def _contiguous(value: Any) -> Any:
    return np.ascontiguousarray(value) if isinstance(value, np.ndarray) and value.ndim else value


@stands_for(_COMPILED + "from_matrix")
def _from_matrix(matrix: Any, assume_valid: bool = False, *, original: Any) -> Any:
    """A matrix that is moved out of the rotations is made one again, as SciPy does; also one that just was one."""
    moving = matrix if assume_valid else _nearest_rotation(matrix)
    return _in_python(original, (matrix, assume_valid), (moving, assume_valid), {})


def _nearest_rotation(matrix: Any) -> Any:
    """The orthogonal factor, by Newton's iteration X ← (X + X⁻ᵀ)/2 (Higham, Functions of Matrices, 8.3).

    Each step doubles the digits, and the order of the perturbations that is right.
    """
    x = matrix
    for _ in range(30):
        plain = plain_of(x)
        x = (x + np.linalg.inv(x).swapaxes(-1, -2)) / 2
        if np.allclose(plain_of(x), plain, rtol=0, atol=1e-15):
            break
    for _ in range(nesting(matrix)):
        x = (x + np.linalg.inv(x).swapaxes(-1, -2)) / 2
    return x


@stands_for(_COMPILED + "from_rotvec")
def _from_rotvec(rotvec: Any, degrees: bool = False, *, original: Any) -> Any:
    """sin(θ/2)/θ times the vector, and cos(θ/2): for small angles by their series in θ², smooth at 0."""
    value = original(_contiguous(plain_of(rotvec)), degrees)
    v = rotvec * (np.pi / 180) if degrees else rotvec
    square = np.sum(v * v, axis=-1, keepdims=True)
    small = plain_of(square) < 1
    near, angle = np.where(small, square, 0.0), np.sqrt(np.where(small, 1.0, square))
    scale = np.where(small, _series(near, 1), np.sin(angle / 2) / angle)
    cosine = np.where(small, _series(near, 0), np.cos(angle / 2))
    return with_value(np.concatenate([scale * v, cosine], axis=-1), np.asarray(value))


def _series(square: Any, first: int) -> Any:
    """Σ (−1)ᵏ θ²ᵏ / (2^(2k + first) (2k + first)!) in θ²: cos(θ/2), and sin(θ/2)/θ if ``first`` is 1."""
    total: Any = 0.0
    for k in range(9, -1, -1):
        n = 2 * k + first
        total = total * square + (-1) ** k / (2**n * math.factorial(n))
    return total


@stands_for(_COMPILED + "pow")
def _pow(quat: Any, n: Any, *, original: Any) -> Any:
    """The rotation by n times the angle about the same axis, also for n = 0, 1 and −1 if n moves."""
    from scipy.spatial.transform import _rotation_cy as compiled

    moved = compiled.from_rotvec(n * compiled.as_rotvec(quat))
    value = np.asarray(original(_contiguous(plain_of(quat)), plain_of(n)))
    sign = np.sign(np.sum(plain_of(moved) * value, axis=-1, keepdims=True))  # q and −q are the same rotation
    return with_value(sign * moved, value)
