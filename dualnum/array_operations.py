"""Ufuncs of plain arrays of one shape, at little more than the cost of NumPy's own calls.

This is what `dualnum.propagation` does, for what small arrays meet nearly always: float arrays and their
tangents, numbers beside them, and no error on the way.  Everything else, and every tangent in which
NumPy sees an error or that holds a nan, goes the general way, which knows what to tell and where a zero
tangent stays zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_dual import ArrayDual
from dualnum.array_propagation import KEPT, SHARED, Plan, keep_freed_memory, plan_for
from dualnum.dual import blank, make
from dualnum.namespaces import NUMPY
from dualnum.namespaces.binding import BoundRule
from dualnum.namespaces.python_numbers import ARITHMETIC
from dualnum.rules import TABLE, Rule

General = Callable[[Rule, Sequence[Any], Any, Sequence[Any]], Any]

_FLOATS = (np.dtype(np.float64), np.dtype(np.float32))
_NUMBERS = (float, int)

_OPERATORS = "add subtract multiply divide floor_divide remainder divmod power negative positive absolute"
OPERATOR_ROWS: dict[Any, str] = {ARITHMETIC[name]: name for name in _OPERATORS.split()}
"""Python's operators, and the rows that they stand for."""

_bound: dict[Any, BoundRule | None] = {}
"""The rows that are a sum of products, by the function; None for the others."""
TABLE.when_removed(lambda _name: _bound.clear())


def operate_on_arrays(function: Callable[..., Any], args: Sequence[Any], general: General) -> Any:
    """The Dual that an operator or one of NumPy's ufuncs gives; None where its arguments are not so simple.

    ``general(rule, primals, y, tangents)`` computes a tangent that turns out not to be simple.
    """
    bound = _bound[function] if function in _bound else _find(function)
    if bound is None or _links.reporting:
        return None
    found = _parts(*args)
    if found is None:
        return None
    moving, level, primals, tangents = found
    y = function(*primals)
    tangent = _simple_tangent(bound, moving, primals, y, tangents)
    if tangent is None:
        return make(y, general(bound.rule, primals, y, tangents), level)
    new: Any = blank(ArrayDual)
    new._primal, new._tangent, new._level = y, tangent, level
    return new


def _simple_tangent(
    bound: BoundRule, moving: tuple[bool, ...], primals: Sequence[Any], y: Any, tangents: Sequence[Any]
) -> Any:
    """The tangent; None where NumPy sees an error on the way to it, or a nan is left."""
    like = tangents[0] if moving[0] else tangents[1]
    if type(y) is not np.ndarray or y.dtype is not like.dtype or y.ndim > like.ndim:
        return None
    if like.size >= KEPT:
        keep_freed_memory()
    how = bound.plans.get(moving) or plan_for(bound, moving)
    if how.ufunc is not None and how.over is None:
        return how.sum(primals, y, tangents)  # it shows its own errors
    try:
        total = _checked(how, primals, y, tangents)
    except FloatingPointError:
        return None
    return total if total is None or total.dtype is y.dtype else total.astype(y.dtype)


def _find(function: Any) -> BoundRule | None:
    name = OPERATOR_ROWS.get(function) or function.__name__
    is_known = function in OPERATOR_ROWS or getattr(np, name, None) is function
    bound = NUMPY.bound(TABLE[name]) if is_known and name in TABLE else None
    _bound[function] = bound if bound is not None and bound.simple else None
    return _bound[function]


_ONE, _FIRST, _SECOND, _BOTH = (True,), (True, False), (False, True), (True, True)


def _parts(a: Any, b: Any = None, *more: Any) -> Any:
    """Which of one or two arguments move, their level, primals and tangents; None if they do not fit."""
    if type(a) is not ArrayDual:
        return _of_constant(a, b, more)
    p, t = a._primal, a._tangent
    if more or not (
        type(p) is np.ndarray
        and type(t) is np.ndarray
        and p.dtype in _FLOATS
        and t.dtype is p.dtype
        and t.size < SHARED
        and (t.shape == p.shape if t.ndim == p.ndim else t.shape[t.ndim - p.ndim :] == p.shape)
        and p.ndim
    ):
        return None
    if b is None:
        return _ONE, a._level, (p,), (t,)
    if type(b) in _NUMBERS or (type(b) is np.ndarray and b.dtype is p.dtype and b.shape == p.shape):
        return _FIRST, a._level, (p, b), (t, None)
    if type(b) is not ArrayDual or b._level != a._level:
        return None
    q, u = b._primal, b._tangent
    fits = type(q) is np.ndarray and type(u) is np.ndarray and q.dtype is p.dtype and u.dtype is p.dtype
    return (_BOTH, a._level, (p, q), (t, u)) if fits and q.shape == p.shape and u.shape == t.shape else None


def _of_constant(a: Any, b: Any, more: Any) -> Any:
    """The same for two arguments of which the first does not move."""
    if type(b) is not ArrayDual or more or not (type(a) in _NUMBERS or type(a) is np.ndarray):
        return None
    found = _parts(b, a)
    if found is None:
        return None
    _, level, (p, constant), (t, _) = found
    return _SECOND, level, (constant, p), (None, t)


_ONE_THREAD = 1 << 13
"""With more numbers a product of vectors is shared among BLAS's threads, which those of `sweep` would wait for."""


# As a decorator it takes half of the time that it takes in a with statement.
@np.errstate(divide="raise", over="raise", invalid="raise", under="ignore")
def _checked(how: Plan, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Any:
    """Σ partial·tangent, over the denominator; None where a nan is left, whose square is one."""
    total = how.sum(primals, y, tangents)
    if total.size > _ONE_THREAD:
        return None if math.isnan(np.maximum.reduce(total, None)) else total
    flat = total if total.ndim == 1 else total.reshape(-1)
    return None if math.isnan(flat.dot(flat)) else total
