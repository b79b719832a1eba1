"""NumPy's functions of compiled arrays of Duals: new arrays, copies, reductions, and products of vectors."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core.errors import TypingError
from numba.extending import overload_method

from dualnum.compiled.array_items import primal_array, tangent_array
from dualnum.compiled.array_type import DualArrayType, array_made, is_array
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.parts import made


def _is_dual_array(kind: Any) -> bool:
    return isinstance(kind, DualArrayType)


def _both_parts(name: Callable[..., Any], method: str | None = None) -> None:
    """A function that does to the tangent what it does to the primal, and knows nothing of directions."""

    def choose(x: Any) -> Any:
        return (
            (lambda x: array_made(name(primal_array(x)), name(tangent_array(x)), x))
            if _is_dual_array(x)
            else None
        )

    overload(name)(choose)
    if method is not None:
        overload_method(DualArrayType, method, strict=False)(choose)


for _name, _method in ((np.zeros_like, None), (np.empty_like, None), (np.copy, "copy")):
    _both_parts(_name, _method)


@overload(np.ones_like)
def _ones_like(x: Any) -> Any:
    return (lambda x: np.full_like(x, 1.0)) if _is_dual_array(x) else None


@overload(np.full_like)
def _full_like(x: Any, fill_value: Any) -> Any:
    def full(x: Any, fill_value: Any) -> Any:
        new = np.empty_like(x)
        new[...] = fill_value
        return new

    return full if _is_dual_array(x) else None


# --- reductions ----------------------------------------------------------------------------------------


@in_compiled_code
def zero_of(x: Any) -> Any:
    """The zero of an array's elements."""


@overload(zero_of)
def _zero_of(x: Any) -> Any:
    if _is_dual_array(x):
        return lambda x: made(zero_of(primal_array(x)), 0.0, x)
    kind = x.dtype
    return lambda x: kind(0)


def total(x: Any) -> Any:
    """The sum of all elements."""
    found = zero_of(x)
    for index in np.ndindex(x.shape):
        found += x[index]
    return found


def product(x: Any) -> Any:
    """The product of all elements."""
    found = zero_of(x) + 1
    for index in np.ndindex(x.shape):
        found *= x[index]
    return found


def mean(x: Any) -> Any:
    """The mean of all elements."""
    return np.sum(x) / x.size


def largest(x: Any) -> Any:
    """The element that argmax picks: the first of the largest, or the first nan."""
    if x.size == 0:
        raise ValueError("max: an empty array has no largest element")
    flat = x.ravel()
    found = flat[0]
    for value in flat:
        if value > found or (value != value and found == found):
            found = value
    return found


def smallest(x: Any) -> Any:
    """The element that argmin picks: the first of the smallest, or the first nan."""
    if x.size == 0:
        raise ValueError("min: an empty array has no smallest element")
    flat = x.ravel()
    found = flat[0]
    for value in flat:
        if value < found or (value != value and found == found):
            found = value
    return found


def argmax(x: Any) -> Any:
    """Where the largest element is."""
    return np.argmax(primal_array(x))


def argmin(x: Any) -> Any:
    """Where the smallest element is."""
    return np.argmin(primal_array(x))


def _reduction(function: Callable[..., Any], method: str, *names: Callable[..., Any]) -> None:
    def choose(x: Any) -> Any:
        return function if _is_dual_array(x) else None

    for name in names:
        overload(name)(choose)
    overload_method(DualArrayType, method, strict=False)(choose)


_reduction(total, "sum", np.sum, sum)
_reduction(product, "prod", np.prod)
_reduction(mean, "mean", np.mean)
_reduction(largest, "max", np.max, max)
_reduction(smallest, "min", np.min, min)
_reduction(argmax, "argmax", np.argmax)
_reduction(argmin, "argmin", np.argmin)


# --- shapes --------------------------------------------------------------------------------------------


@overload_method(DualArrayType, "ravel", strict=False)
@overload(np.ravel)
def _ravel(x: Any) -> Any:
    if not _is_dual_array(x):
        return None
    if x.ndim == 1:
        return lambda x: x
    if not x.directions:
        return lambda x: array_made(np.ravel(primal_array(x)), np.ravel(tangent_array(x)), x)

    def along(x: Any) -> Any:
        tangent = np.ascontiguousarray(tangent_array(x))
        return array_made(np.ravel(primal_array(x)), tangent.reshape((tangent.shape[0], x.size)), x)

    return along


# --- products ------------------------------------------------------------------------------------------


def _dot_of_vectors(a: Any, b: Any) -> Any:
    if len(a) != len(b):
        raise ValueError("dot: vectors of different lengths")
    found = a[0] * b[0] if len(a) else zero_of(a) * zero_of(b)
    for i in range(1, len(a)):
        found += a[i] * b[i]
    return found


def _choose_dot(a: Any, b: Any) -> Any:
    if not (_is_dual_array(a) or _is_dual_array(b)) or not (is_array(a) and is_array(b)):
        return None
    if a.ndim != 1 or b.ndim != 1:
        raise TypingError(
            "dot: compiled code multiplies vectors of Duals; write a product of matrices as a loop"
        )
    return _dot_of_vectors


for _product in (np.dot, np.vdot, operator.matmul):
    overload(_product)(_choose_dot)
