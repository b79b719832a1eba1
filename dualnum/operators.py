"""Python's operators on Duals of any kind: which way an operation goes, and what is no operand at all."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_operations import OPERATOR_ROWS, operate_on_arrays
from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.namespaces import FLOAT, namespace_of
from dualnum.propagation import apply, tangent_of
from dualnum.rules import TABLE
from dualnum.scalar_operations import operate_on_scalars
from dualnum.shapes import base_of, direction_shape, zero_like

_OPERATORS = {name: function for function, name in OPERATOR_ROWS.items()}

_OPERANDS: set[type] = {Dual, np.ndarray, int, float, complex}
"""Types that an operator may meet; others are added once they have been looked at."""


def is_operand(value: Any) -> bool:
    """Whether an operator may compute with ``value``: a number, an array or a Dual."""
    if type(value) in _OPERANDS or isinstance(value, (Dual, np.ndarray, np.generic)):
        return True
    if (
        getattr(type(value), "__array_ufunc__", value) is None
    ):  # as Polynomial has it: it does its own arithmetic
        return False
    try:
        namespace_of(value)
    except TypeError:
        return False
    return True


def yields_to_series(operands: Sequence[Any]) -> bool:
    """Whether a Taylor series of a higher level than any Dual's is among the operands, and takes over."""
    series = [operand._level for operand in operands if type(operand) is _links.series_class]
    return bool(series) and max(series) > max(
        (operand._level for operand in operands if isinstance(operand, Dual)), default=-1
    )


def operate(name: str, *operands: Any) -> Any:
    """The operator whose rule is ``name``, for operands of any kind and rank.

    Operands that are not numbers give NotImplemented, so that Python can ask the other one.
    """
    function = _OPERATORS.get(name)
    if function is None:
        return _SPECIAL[name](*operands)
    simple = operate_on_arrays(function, operands, tangent_of)
    if simple is None:
        simple = operate_on_scalars(function, operands, tangent_of)
    if simple is not None:
        return simple
    if any(type(operand) in (list, tuple) for operand in operands):
        return _operate_on_list(name, operands)
    for operand in operands:
        if not is_operand(operand):
            return _links.operate_on_container(name, function, operands)
        if isinstance(operand, np.ndarray) and (type(operand) is not np.ndarray or operand.dtype == object):
            if type(operand) is not np.ndarray and _links.settle(operand) is operand:
                if operand.dtype == object:
                    return NotImplemented  # its own operator meets the Dual
                continue  # a subclass that is what it is
            settled = [array(o) for o in operands]
            strange = any(type(o) is np.ndarray and o.dtype == object for o in settled)
            return NotImplemented if strange else operate(name, *settled)
    if _links.series_class is not None and yields_to_series(operands):
        return NotImplemented
    return apply(TABLE[name], operands, function)


def _operate_on_list(name: str, operands: Sequence[Any]) -> Any:
    """An operator between a list and a Dual of NumPy's arrays or scalars, which take lists for arrays."""
    if not any(isinstance(base_of(operand), (np.ndarray, np.generic)) for operand in operands):
        return NotImplemented
    return operate(name, *[array(o) if type(o) in (list, tuple) else o for o in operands])


def _rounding(name: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """floor, ceil and trunc as Python has them: an int, whose slope is 0, or an array's own error."""

    def rounded(x: Dual) -> Any:
        if _links.reporting:
            _links.report(FLOAT.bound(TABLE[name]), [x._primal], None, [x._tangent], None)
        return function(x._primal)

    return rounded


def _round(x: Dual, digits: int | None) -> Any:
    rounded = round(x._primal) if digits is None else round(x._primal, digits)
    if isinstance(rounded, (int, Dual)) and digits is None:
        return rounded
    return make(rounded, zero_like(rounded, direction_shape("round", [x._primal], [x._tangent])), x._level)


def _matmul(a: Any, b: Any) -> Any:
    """The matrix product, which numbers do not have."""
    if not is_operand(a) or not is_operand(b):
        return _links.operate_on_container("matmul", np.matmul, (a, b))
    return np.matmul(a, b) if any(hasattr(base_of(x), "__matmul__") for x in (a, b)) else NotImplemented


def _in_place(ufunc: np.ufunc) -> Callable[[Any, Any], Any]:
    return lambda x, other: ufunc(x, other, out=(x,)) if is_operand(other) else NotImplemented


def _ipow(x: Dual, other: Any) -> Any:
    """NumPy has ways of its own for some numbers as exponents (sqrt for 0.5), so it writes the primal itself."""
    if not is_operand(other) or np.ndim(base_of(other)):
        return _in_place(np.power)(x, other)
    exact = base_of(x).copy()
    exact **= base_of(other)
    with np.errstate(all="ignore"):  # NumPy has told of everything once
        x[...] = x**other
    base_of(x)[...] = exact
    return x


def _imatmul(x: Dual, other: Any) -> Any:
    if not is_operand(other):
        return NotImplemented
    if x.ndim == 0 or np.ndim(base_of(other)) < 2:
        plain: Any = operator.imatmul
        plain(base_of(x).copy(), base_of(other))  # NumPy's own error
    product: Any = np.matmul
    return product(x, other, out=(x,))


def _import_math(name: str) -> Callable[[Any], Any]:
    import math

    function: Callable[[Any], Any] = getattr(math, name)
    return function


_SPECIAL: dict[str, Callable[..., Any]] = {
    "matmul": _matmul,
    "round": _round,
    **{name: _rounding(name, _import_math(name)) for name in ("floor", "ceil", "trunc")},
    "iadd": _in_place(np.add),
    "isubtract": _in_place(np.subtract),
    "imultiply": _in_place(np.multiply),
    "idivide": _in_place(np.divide),
    "ipower": _ipow,
    "ifloor_divide": _in_place(np.floor_divide),
    "iremainder": _in_place(np.remainder),
    "imatmul": _imatmul,
}

_links.operate = operate
