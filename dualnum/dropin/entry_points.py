"""NumPy's entry points inside `drop_in`: what makes an array keeps a Dual a Dual, or accepts one later.

Each replacement calls NumPy's own function for whatever holds no Dual, so plain numbers see the same
values, dtypes, errors and warnings.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from dualnum.construction import array
from dualnum.dropin import buffer_members  # noqa: F401  (it completes the class)
from dualnum.dropin.buffers import Buffer, accepting, dual_of, settle, unwrap
from dualnum.dropin.state import STATE
from dualnum.dual import Dual, is_array, make
from dualnum.shapes import directions_of, shape_of


def holds_dual(value: Any, depth: int = 3) -> bool:
    """Whether ``value`` is a Dual, or a list, tuple or object array with one in it."""
    if isinstance(value, Dual):
        return True
    if isinstance(value, Buffer):
        return dual_of(value) is not None
    if type(value) in (list, tuple) and depth:
        return any(holds_dual(item, depth - 1) for item in value)
    if isinstance(value, np.ndarray) and value.dtype == object:
        return any(isinstance(item, Dual) for item in value.flat)
    return False


def as_array_dual(value: Any, dtype: Any = None, copy: bool = False, ndmin: int = 0) -> Any:
    """What np.array gives for ``value``, as an array Dual (a number becomes a 0-d one).

    Raises:
        TypeError: the dtype asked for holds integers, whose derivative is lost.
    """
    found = array(unwrap(value))
    if not is_array(found):
        directions = directions_of(found._primal, found._tangent)
        found = make(_zero_d(found._primal, 0), _zero_d(found._tangent, len(directions)), found._level)
    elif copy:
        found = found.copy()
    if dtype is not None and found.dtype != np.dtype(dtype):
        found = _converted(found, np.dtype(dtype))
    if ndmin > found.ndim:
        found = found[(None,) * (ndmin - found.ndim) + (...,)]
    return found


def _is_object(dtype: Any) -> bool:
    return dtype is not None and np.dtype(dtype) == object


def _converted(found: Any, dtype: np.dtype[Any]) -> Any:
    if dtype.kind in "iu" and found.dtype.kind not in "biu":
        raise TypeError(
            f"asarray: an array of {dtype} cannot hold a Dual without losing its derivative; truncate it with "
            "astype if that is meant, or use .primal to drop the derivative on purpose"
        )
    return found.astype(dtype)


def _zero_d(part: Any, axes: int) -> Any:
    """A component of a number as one of a 0-d array."""
    if isinstance(part, Dual):
        directions = len(directions_of(part._primal, part._tangent))
        return make(_zero_d(part._primal, axes), _zero_d(part._tangent, axes + directions), part._level)
    return np.asarray(part)


def _array_maker(original: Callable[..., Any], copies: bool) -> Callable[..., Any]:
    """np.array, np.asarray and their kin: a Dual, or a list with Duals, becomes an array Dual."""

    @functools.wraps(original)
    def maker(*args: Any, **kwargs: Any) -> Any:
        if not STATE.depth:
            return original(*args, **kwargs)
        value = args[0] if args else kwargs.get("a", kwargs.get("object"))
        if not holds_dual(value):
            return _accepting_as(value, original(*args, **kwargs))
        dtype = args[1] if len(args) > 1 else kwargs.get("dtype")
        if _is_object(dtype) or _asker().startswith(
            _OURS
        ):  # Duals are objects: an array of them is asked for
            return original(*map(unwrap, args), **{key: unwrap(given) for key, given in kwargs.items()})
        copy = kwargs.get("copy", copies)
        always = copy is True or getattr(copy, "name", "") == "ALWAYS"  # NumPy's own _CopyMode
        return as_array_dual(value, dtype, always, kwargs.get("ndmin", 0))

    return maker


def _accepting_as(value: Any, result: Any) -> Any:
    """What np.array made of ``value`` without a Dual: ``value`` itself again, a view of it, or a new array."""
    if result is value or _asked_by_numpy():
        return result
    accepted = accepting(result, (value,))
    if accepted.base is value and type(value) is Buffer and _is_all_of(value, accepted):
        return value
    return accepted


def _is_all_of(value: Any, view: Any) -> bool:
    return bool(view.shape == value.shape and view.strides == value.strides and view.dtype == value.dtype)


def _blank_maker(original: Callable[..., Any]) -> Callable[..., Any]:
    """np.zeros and its kin: the result accepts Duals, unless NumPy itself asked for it."""

    @functools.wraps(original)
    def maker(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        if not STATE.depth or type(result) is not np.ndarray or _asked_by_numpy():
            return result
        return accepting(result)

    return maker


def _full(original: Callable[..., Any]) -> Callable[..., Any]:
    """np.full and np.full_like, whose value may be a Dual where what gives the shape is plain."""
    signature = inspect.signature(original)

    @functools.wraps(original)
    def full(*args: Any, **kwargs: Any) -> Any:
        if not STATE.depth or not any(map(holds_dual, (*args, *kwargs.values()))):
            return blank(*args, **kwargs)
        call = signature.bind(*args, **kwargs)
        if holds_dual(next(iter(call.arguments.values()))) or not holds_dual(call.arguments["fill_value"]):
            return blank(*args, **kwargs)
        value = settle(call.arguments["fill_value"])
        call.arguments["fill_value"] = _plain(value)
        target = accepting(original(*map(settle, call.args), **call.kwargs))
        if not isinstance(target, Buffer):
            raise TypeError(
                f"{original.__name__}: an array of {target.dtype} cannot hold the derivative of the value; "
                "ask for a float dtype, or use .primal to drop the derivative on purpose"
            )
        target[...] = value
        return target

    blank = _blank_maker(original)
    return full


def _plain(value: Any) -> Any:
    """The primal of a Dual of any level, or the numbers of a list without their derivatives."""
    value = as_array_dual(value)
    while isinstance(value, Dual):
        value = value._primal
    return value


_OWN_MODULES = frozenset({__name__, "dualnum.dropin.table"})
_OURS = tuple(
    f"dualnum.{room}" for room in "numpy_protocols transforms construction propagation shapes".split()
)
"""Our own code, which is the same inside as outside: what np.asarray gives of a Dual there are objects."""


def _asker() -> str:
    """The name of the module that calls a replacement."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") in _OWN_MODULES:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame is not None else ""


def _asked_by_numpy() -> bool:
    """Whether the caller of a replacement is NumPy's code or ours, which puts no Duals into its plain arrays."""
    name = _asker()
    return name.startswith(("numpy.", "dualnum.")) and ".tests." not in name


def _searching(names: str) -> Iterator[tuple[Any, str]]:
    for name in names.split():
        if hasattr(np, name):
            yield getattr(np, name), name


def replacements() -> dict[Any, Callable[..., Any]]:
    """NumPy's entry points and what stands for them inside `drop_in`."""
    table: dict[Any, Callable[..., Any]] = {}
    for original, name in _searching(
        "asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require array"
    ):
        table[original] = _array_maker(original, copies=name == "array")
    for original, _ in _searching(
        "zeros empty ones eye identity arange linspace zeros_like empty_like ones_like copy"
    ):
        table[original] = _blank_maker(original)
    table[np.full] = _full(np.full)
    table[np.full_like] = _full(np.full_like)
    return table


__all__ = ["as_array_dual", "holds_dual", "replacements", "shape_of"]
