"""New arrays like a Dual: a Dual of constants, with the same directions and at the same level.

An array that is asked for as integers, booleans or objects is a plain one: those have no derivative,
and are wanted as indices and masks.
"""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, dtype_of
from dualnum.numpy_protocols.array_functions import CREATORS, GROUPS, find, implements
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import directions_of, filled, shape_of, zero_like

constructing = "constructing"


def _holds_floats(dtype: Any) -> bool:
    return dtype is None or np.dtype(dtype).kind in "fc"


def _constant_like(x: Dual, y: Any) -> Any:
    """A Dual of the constant ``y`` with the directions and level of ``x``, and room for its inner levels."""
    shape = directions_of(x._primal, x._tangent) + shape_of(y)
    return make(
        y, filled(np.zeros_like(x._tangent, shape=shape), y, shape[: len(shape) - len(shape_of(y))]), x._level
    )


def _like(function: Any) -> None:
    """Register ``zeros_like`` or one of its kin."""

    @implements(function, group=constructing)
    def like(a: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
        y = function(a._primal, dtype, *args, **kwargs)
        return _constant_like(a, y) if _holds_floats(dtype) else y


for _function in (np.zeros_like, np.ones_like, np.empty_like):
    _like(_function)


@implements(np.full_like, group=constructing)
def full_like(a: Any, fill_value: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
    """``full_like(a, fill_value, dtype, order, subok, shape, device=)``; the value may be a Dual."""
    if isinstance(fill_value, Dual):
        result = np.zeros_like(a, dtype, *args, **kwargs)
        result[...] = fill_value
        return result
    y = np.full_like(a._primal, fill_value, dtype, *args, **kwargs)
    return _constant_like(a, y) if _holds_floats(dtype) else y


# --- like= -------------------------------------------------------------------------------------------


def lifted(value: Any, like: Dual) -> Any:
    """A plain array of floats as a constant Dual like ``like``; anything else as it is."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fc":
        return value
    return make(value, zero_like(value, directions_of(like._primal, like._tangent)), like._level)


def _creator(function: Any) -> Any:
    return lambda like, *args, **kwargs: lifted(function(*args, **kwargs), like)


def _converter(function: Any) -> Any:
    """``asarray`` or one of its kin, which may be given a Dual or a list of them."""

    def convert(like: Dual, value: Any, dtype: Any = None, *args: Any, ndmin: int = 0, **kwargs: Any) -> Any:
        x = as_array(value) if not isinstance(value, np.ndarray) or value.dtype == object else value
        if not isinstance(x, Dual):
            more = {"ndmin": ndmin} if ndmin else {}
            return lifted(function(value, dtype, *args, **more, **kwargs), like)
        copies = kwargs.get("copy", function.__name__ == "array")
        x = x if dtype is None or dtype_of(x) == dtype else np.astype(x, dtype)
        x = np.reshape(x, (1,) * (ndmin - x.ndim) + x.shape) if x.ndim < ndmin else x
        return x.copy() if copies else x

    return convert


def _full(like: Dual, shape: Any, fill_value: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
    if not isinstance(fill_value, Dual):
        return lifted(np.full(shape, fill_value, dtype, *args, **kwargs), like)
    return np.full_like(fill_value, fill_value, dtype, shape=shape)


_CREATING = """arange empty eye frombuffer fromfile fromfunction fromiter fromstring genfromtxt identity
    loadtxt ones tri zeros"""
_CONVERTING = "array asanyarray asarray ascontiguousarray asfortranarray require"

CREATORS.update(
    {
        **{find(name): _creator(find(name)) for name in _CREATING.split()},
        **{find(name): _converter(find(name)) for name in _CONVERTING.split()},
        np.full: _full,
    }
)
for _function in CREATORS:
    GROUPS[_function] = constructing
    # NumPy lists the dispatcher behind a creation function that is written in Python as one more function.
    _behind = getattr(_function, "__globals__", {}).get(f"_{_function.__name__}_with_like")
    if _behind is not None:
        GROUPS[_behind] = constructing
