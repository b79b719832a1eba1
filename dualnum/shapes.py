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
    return reshaped(tangent, directions + (1,) * missing + shape_of(primal))


def filled(tangent: Any, result: Any, directions: tuple[int, ...]) -> Any:
    """``tangent`` in the shape and float type that ``result`` asks for."""
    shape = directions + shape_of(result)
    if shape_of(tangent) != shape:
        tangent = broadcast(tangent, shape)
    wanted = getattr(base_of(result), "dtype", None)
    if wanted is None or isinstance(tangent, Dual):
        return tangent
    if type(tangent) in (int, float, complex) and isinstance(base_of(result), np.generic):
        return np.asarray(tangent, np.result_type(wanted, tangent) if wanted.kind in "fc" else None)[()]
    if not hasattr(tangent, "dtype"):
        return tangent
    if not isinstance(tangent, (np.ndarray, np.generic)):
        return other_arrays().cast(tangent, base_of(result))
    if isinstance(tangent, np.ndarray) and isinstance(base_of(result), np.generic) and not shape:
        tangent = tangent[()]
    narrower = (
        wanted.kind in "fc"
        and tangent.dtype != wanted
        and not (tangent.dtype.kind == "c" and wanted.kind == "f")
    )
    return tangent.astype(wanted) if narrower else tangent


def broadcast(value: Any, shape: tuple[int, ...]) -> Any:
    """A new array (or array Dual) of ``shape`` filled by broadcasting ``value``, a Dual or not."""
    if isinstance(value, Dual):
        directions = directions_of(value._primal, value._tangent)
        tangent = aligned(value._tangent, value._primal, np.empty(shape), directions)
        return make(broadcast(value._primal, shape), broadcast(tangent, directions + shape), value._level)
    if is_elsewhere(value):
        return other_arrays().broadcast(value, shape)
    return np.broadcast_to(value, shape).copy()


def base_of(value: Any) -> Any:
    """A value without any derivative."""
    while isinstance(value, Dual):
        value = value._primal
    return value


def is_elsewhere(value: Any) -> bool:
    """Whether ``value`` is an array of another library than NumPy."""
    if isinstance(value, (np.ndarray, np.generic, Dual)) or not hasattr(value, "shape"):
        return False
    return not hasattr(value, "_level")  # a Taylor series is no array


def other_arrays() -> Any:
    """What is done by the library of an array that is not NumPy's; it loads when one comes along."""
    from dualnum import other_arrays

    return other_arrays


def reshaped(value: Any, shape: tuple[int, ...]) -> Any:
    """The elements of an array, of any library, or array Dual in another shape."""
    return other_arrays().reshape(value, shape) if is_elsewhere(base_of(value)) else value.reshape(shape)


def transposed(value: Any, order: tuple[int, ...]) -> Any:
    """The axes of an array, of any library, or array Dual in another order."""
    return other_arrays().transpose(value, order) if is_elsewhere(base_of(value)) else value.transpose(order)


def copied(value: Any) -> Any:
    """A number itself, or a copy of an array or Dual that shares no memory with it."""
    if is_elsewhere(value):
        return other_arrays().copied(value)
    return value.copy() if hasattr(value, "copy") else value


def zero_like(value: Any, directions: tuple[int, ...] = ()) -> Any:
    """The zero tangent of ``value``: of its type, or an array of floats with the directions in front."""
    shape = directions + shape_of(value)
    base = base_of(value)
    if is_elsewhere(base):
        return other_arrays().zeros(base, shape)
    if isinstance(base, (np.ndarray, np.generic)):
        zeros = np.zeros(shape, base.dtype if base.dtype.kind in "fcO" else float)
        return zeros if isinstance(base, np.ndarray) or shape else zeros[()]
    if shape:  # of directions
        if not is_plain(base):
            return np.full(shape, type(base)(0), object)
        return np.zeros(shape, complex if is_complex(base) else float)
    return 0.0 if isinstance(base, float) else 0 if isinstance(base, int) else type(base)(0)


def is_complex(value: Any) -> bool:
    """Whether a number, array or Dual is complex by its type."""
    return kind_of(value) == "c"


def is_plain(value: Any) -> bool:
    """Whether a number, array or Dual is of floats, integers or complex numbers: not exact, nor mpmath's."""
    base = base_of(value)
    return isinstance(base, (int, float, complex, np.generic)) or (
        hasattr(base, "shape") and base.dtype != object
    )


def kind_of(value: Any) -> str:
    """NumPy's letter for the kind of a number, array or Dual: b, i, u, f or c; O for exact numbers."""
    value = base_of(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind
    if is_elsewhere(value):
        return str(other_arrays().kind(value))
    for letter, kinds in (("b", bool), ("i", int), ("f", float), ("c", complex)):
        if isinstance(value, kinds):
            return letter
    return "c" if hasattr(value, "_mpc_") else "f" if hasattr(value, "_mpf_") else "O"
