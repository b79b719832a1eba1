"""Plain arrays that a result with a derivative is written into, inside `drop_in`.

Three ways keep everything: a result that does not move is written as it is; ``a *= x`` on an array that only one
variable holds makes the variable hold the Dual; and anything else is refused, as it is outside.
"""

from __future__ import annotations

import dis
import functools
import sys
from types import CodeType
from typing import Any

import numpy as np

from dualnum.dropin.comparisons import check_comparison
from dualnum.dropin.state import STATE, loses_nothing, plain_of
from dualnum.dual import Dual
from dualnum.numpy_protocols import ufuncs


def array_ufunc(ufunc: Any, method: str, inputs: Any, kwargs: dict[str, Any]) -> Any:
    """``Dual.__array_ufunc__`` inside `drop_in`.

    Raises:
        TypeError: the ufunc cannot carry a derivative, or ``out`` cannot hold one.
    """
    if STATE.depth and method == "__call__":
        if ufunc is np.sign or ufunc is np.signbit:  # the outcome of a comparison
            check_comparison(inputs[0], 0.0)
        out = kwargs.get("out", ())
        if len(out) == 1 and type(out[0]) is np.ndarray and not kwargs.keys() - {"out"}:
            written = _written(ufunc, inputs, out[0])
            if written is not None:
                return written
    return ufuncs.array_ufunc(ufunc, method, inputs, kwargs)


def _written(ufunc: Any, inputs: Any, target: np.ndarray[Any, Any]) -> Any:
    """``target`` with the result, or the Dual that takes its place; None where neither would be right."""
    references = sys.getrefcount(target)
    if target.dtype.kind not in "fc":
        return None
    alone = target.base is None and references == _references_of_a_variable()
    rebinds = alone and target is inputs[0] and _operates_in_place()
    result = ufuncs.array_ufunc(ufunc, "__call__", inputs, {})
    if not isinstance(result, Dual) or result.shape != target.shape:
        return None
    if loses_nothing(result):
        np.copyto(target, plain_of(result), casting="same_kind")
        return target
    return result.astype(target.dtype, copy=False) if rebinds else None


def _operates_in_place() -> bool:
    """Whether the code that is differentiated has an operator such as ``*=`` where it calls."""
    frame: Any = sys._getframe(1)
    while str(frame.f_globals.get("__name__", "")).startswith("dualnum."):
        frame = frame.f_back
    return _is_in_place(frame.f_code, frame.f_lasti)


@functools.lru_cache(maxsize=1024)
def _is_in_place(code: CodeType, offset: int) -> bool:
    """Whether the instruction there is an operator in place."""
    steps = (step for step in dis.get_instructions(code) if step.offset == offset)
    return any(step.opname == "BINARY_OP" and step.argrepr.endswith("=") for step in steps)


class _Counter:
    """An operand that has references counted, as `_written` counts them."""

    def __array_ufunc__(self, _ufunc: Any, _method: str, *_inputs: Any, **kwargs: Any) -> Any:
        return _references(kwargs["out"][0])


def _references(target: Any) -> int:
    return sys.getrefcount(target)


@functools.cache
def _references_of_a_variable() -> int:
    """How many references to an array are counted when one variable holds it: Python's frames have the others."""
    held: Any = np.zeros(1)
    held *= _Counter()
    return int(held)
