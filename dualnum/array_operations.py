"""Ufuncs of plain arrays of one shape, at little more than the cost of NumPy's own calls.

This is what `dualnum.propagation` does, for what small arrays meet nearly always: float arrays and their
tangents, numbers beside them, and no error on the way.  Everything else, and every tangent in which
NumPy sees an error or that holds a nan, goes the general way, which knows what to tell and where a zero
tangent stays zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import pow as pow_
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_dual import ArrayDual
from dualnum.array_plans import Plan, is_undefined, plan_for
from dualnum.array_propagation import KEPT, SHARED, SHARED_IF_HEAVY, keep_freed_memory, operation
from dualnum.dual import blank, make
from dualnum.floating_errors import ERRORS, RAISED
from dualnum.namespaces import NUMPY, Namespace
from dualnum.namespaces.binding import BoundRule
from dualnum.namespaces.python_numbers import ARITHMETIC
from dualnum.rules import TABLE, Rule

General = Callable[[Rule, Sequence[Any], Any, Sequence[Any]], Any]

_DOUBLE, _SINGLE = np.dtype(np.float64), np.dtype(np.float32)

_OPERATORS = "add subtract multiply divide floor_divide remainder divmod power negative positive absolute"
OPERATOR_ROWS: dict[Any, str] = {ARITHMETIC[name]: name for name in _OPERATORS.split()}
"""Python's operators, and the rows that they stand for."""

_POWERS = TABLE["power"], TABLE["square"]

_rows: dict[Any, BoundRule | bool] = {}
"""The rows that are a sum of products, by the function; False for a function that has none."""
TABLE.when_removed(lambda _name: _rows.clear())


def operate_on_arrays(function: Callable[..., Any], args: Sequence[Any], general: General) -> Any:
    """The Dual that an operator or one of NumPy's ufuncs gives; None where its arguments are not so simple.

    ``general(rule, primals, y, tangents)`` computes a tangent that turns out not to be simple.
    """
    if function is pow_ and _is_square(args[1]):
        function, args = np.square, args[:1]  # as NumPy does
    row: Any = _rows.get(function)
    if row is None:
        row = _rows[function] = simple_row(function, NUMPY) or False
    if row is False or _links.reporting:
        return None
    found = _parts(*args)
    if found is None:
        return _nested(row, function, args, general)
    moving, like, level, primals, tangents = found
    size = like.size
    if size >= KEPT:
        keep_freed_memory()
        if size >= SHARED_IF_HEAVY and like.shape == primals[moving.index(True)].shape:
            both = _of_large(function, row, found)
            if both is not None or size >= SHARED:
                return None if both is None else make(both[0], both[1], level)
    y = function(*primals)
    tangent = None
    if type(y) is np.ndarray and y.dtype is like.dtype:
        how = row.plans.get(moving) or plan_for(row, moving)
        # A linear function's tangent shows its own errors.
        tangent = how.sum(primals, y, tangents) if how.is_linear else _checked(how, primals, y, tangents)
    if tangent is None:
        return make(y, general(row.rule, primals, y, tangents), level)
    new: Any = blank(ArrayDual)
    new._primal = y
    new._tangent = tangent
    new._level = level
    return new


def _nested(row: BoundRule, function: Callable[..., Any], args: Sequence[Any], general: General) -> Any:
    """The same for Duals of Duals; None where they are not so simple."""
    if not any(type(arg) is ArrayDual and type(arg._primal) is ArrayDual for arg in args):
        return None
    return _links.operate_on_nested(row, function, args, general)


def _is_square(exponent: Any) -> bool:
    """Whether the exponent is 2, and the rows of powers and squares are the table's own."""
    if not (type(exponent) is int or type(exponent) is float) or exponent != 2:
        return False
    return TABLE.get("power") is _POWERS[0] and TABLE.get("square") is _POWERS[1]


def simple_row(function: Any, space: Namespace) -> BoundRule | None:
    """The row of an operator or of a function of NumPy's, if it is a sum of products; None for any other."""
    name = OPERATOR_ROWS.get(function) or function.__name__
    is_known = function in OPERATOR_ROWS or getattr(np, name, None) is function
    bound = space.bound(TABLE[name]) if is_known and name in TABLE else None
    return bound if bound is not None and bound.simple else None


_ONE, _FIRST, _SECOND, _BOTH = (True,), (True, False), (False, True), (True, True)


def _parts(a: Any, b: Any = None, *more: Any) -> Any:
    """Which of one or two arguments move, a tangent, their level, primals and tangents; None if they do not fit."""
    if type(a) is not ArrayDual:
        return _of_constant(a, b, more)
    p, t = a._primal, a._tangent
    if type(p) is not np.ndarray or type(t) is not np.ndarray:
        return None
    dtype = p.dtype
    if t.dtype is not dtype or not (dtype is _DOUBLE or dtype is _SINGLE) or more:
        return None
    shape = p.shape
    if (t.shape != shape and t.shape[t.ndim - p.ndim :] != shape) or not shape:
        return None
    if type(b) is ArrayDual:
        q, u = b._primal, b._tangent
        fits = type(q) is np.ndarray and type(u) is np.ndarray and q.dtype is dtype and u.dtype is dtype
        if fits and b._level == a._level and q.shape == shape and u.shape == t.shape:
            return _BOTH, t, a._level, (p, q), (t, u)
        return None
    if b is None:
        return _ONE, t, a._level, (p,), (t,)
    if type(b) is float or type(b) is int or _fits(b, dtype, shape):
        return _FIRST, t, a._level, (p, b), (t, None)
    return None


def _fits(constant: Any, dtype: Any, shape: tuple[int, ...]) -> bool:
    """Whether a constant is an array like the other argument, or a number of NumPy's that makes it no wider."""
    if type(constant) is np.float64:
        return dtype is _DOUBLE
    return type(constant) is np.ndarray and constant.dtype is dtype and constant.shape == shape


_CONSTANTS = frozenset({float, int, np.float64, np.ndarray})


def _of_constant(a: Any, b: Any, more: Any) -> Any:
    """The same for two arguments of which the first does not move."""
    if type(b) is not ArrayDual or more or type(a) not in _CONSTANTS:
        return None
    found = _parts(b, a)
    if found is None:
        return None
    _, like, level, (p, constant), (t, _) = found
    return _SECOND, like, level, (constant, p), (None, t)


_LIGHT = {np.add, np.subtract, np.multiply, np.divide, np.negative, np.positive, np.square, np.exp}
"""Functions that take about as long as the memory that they go through."""


def _of_large(function: Any, row: BoundRule, found: Any) -> Any:
    """Value and tangent of large arrays, by `operation`; None where it cannot, or the caller asks for underflows."""
    moving, like, _, primals, tangents = found
    ufunc = _ufunc(function)
    if like.size < SHARED and ufunc in _LIGHT:
        return None
    arrays = [part for part in (*primals, *tangents) if type(part) is np.ndarray]
    if ufunc is None or not all(a.flags.c_contiguous for a in arrays):
        return None
    types = [type(p) if type(p) is float or type(p) is int else p.dtype for p in primals]
    if ufunc.resolve_dtypes((*types, None))[-1] is not like.dtype or np.geterr()["under"] != "ignore":
        return None
    return operation(ufunc, row.plans.get(moving) or plan_for(row, moving), primals, tangents, like)


def _ufunc(function: Any) -> Any:
    """The ufunc that an operator on arrays is; of powers NumPy takes several, by the exponent."""
    if isinstance(function, np.ufunc) or function is pow_:
        return None if function is pow_ else function
    return getattr(np, OPERATOR_ROWS[function])


def _checked(how: Plan, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Any:
    """The tangent; None where NumPy sees an error on the way to it, or a nan is left."""
    token = ERRORS.set(RAISED)
    try:
        total = how.sum(primals, y, tangents)
        undefined = is_undefined(how.reads, total, primals, y)
    except FloatingPointError:
        return None
    finally:
        ERRORS.reset(token)
    return None if undefined else total if total.dtype is y.dtype else total.astype(y.dtype)
