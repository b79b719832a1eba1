"""Shapes of tangents: ``directions + primal.shape``, counted from the end.

An axis of directions leads, so ``partial * tangent`` broadcasts by itself unless an operand of a
lower rank joins one of a higher rank; then its tangent needs axes of length 1 behind the directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.dual import Dual, make


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of an array, Dual or number."""
    shape: tuple[int, ...] = getattr(value, "shape", ())
    return shape


def directions_of(primal: Any, tangent: Any) -> tuple[int, ...]:
    """The leading axes of ``tangent`` that ``primal`` does not have."""
    shape = shape_of(tangent)
    return shape[: len(shape) - len(shape_of(primal))]


def direction_shape(name: str, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[int, ...]:
    """The directions that the operands of one call share.

    Raises:
        ValueError: two operands carry different numbers of directions.
    """
    found: set[tuple[int, ...]] = {
        directions_of(p, t) for p, t in zip(primals, tangents, strict=True) if t is not None
    }
    if len(found) > 1:
        raise ValueError(
            f"{name}: operands carry different directions, {' and '.join(map(str, sorted(found)))}; "
            "give each tangent the shape directions + primal.shape"
        )
    return found.pop()


def aligned(tangent: Any, primal: Any, result: Any, directions: tuple[int, ...]) -> Any:
    """``tangent`` with axes of length 1 behind its directions, up to the rank of ``result``."""
    if not directions or tangent is None:
        return tangent
    missing = len(shape_of(result)) - len(shape_of(primal))
    if missing <= 0:
        return tangent
    return tangent.reshape(directions + (1,) * missing + shape_of(primal))


def filled(tangent: Any, result: Any, directions: tuple[int, ...]) -> Any:
    """``tangent`` in the shape and float type that ``result`` asks for."""
    shape = directions + shape_of(result)
    if shape_of(tangent) != shape:
        tangent = broadcast(tangent, shape)
    wanted = getattr(result, "dtype", None)
    if wanted is None or isinstance(tangent, Dual) or not isinstance(tangent, (np.ndarray, np.generic)):
        return tangent
    narrower = wanted.kind in "fc" and tangent.dtype != wanted and not (tangent.dtype.kind == "c" and wanted.kind == "f")
    return tangent.astype(wanted) if narrower else tangent


def broadcast(value: Any, shape: tuple[int, ...]) -> Any:
    """A new array (or array Dual) of ``shape`` filled by broadcasting ``value``, a Dual or not."""
    if isinstance(value, Dual):
        directions = directions_of(value._primal, value._tangent)
        tangent = aligned(value._tangent, value._primal, np.empty(shape), directions)
        return make(broadcast(value._primal, shape), broadcast(tangent, directions + shape), value._level)
    return np.broadcast_to(value, shape).copy()


def zero_like(value: Any, directions: tuple[int, ...] = ()) -> Any:
    """The zero tangent of ``value``: of its type, or an array of floats with the directions in front."""
    shape = directions + shape_of(value)
    base = value
    while isinstance(base, Dual):
        base = base._primal
    if isinstance(base, (np.ndarray, np.generic)) or shape:
        dtype = getattr(base, "dtype", None) or np.result_type(type(base), float)
        zeros = np.zeros(shape, dtype if dtype.kind in "fc" else float)
        return zeros if isinstance(base, np.ndarray) or shape else zeros[()]
    return 0.0 if isinstance(base, (int, float)) else type(base)(0)


def is_complex(value: Any) -> bool:
    """Whether a number, array or Dual is complex by its type."""
    while isinstance(value, Dual):
        value = value._primal
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return isinstance(value, complex) or kind == "c" or hasattr(value, "_mpc_")
