"""numpy.linalg on Duals: its products and powers here, the rest in the modules that this one imports."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions import (
    linalg_determinants,
    linalg_eigenvalues,
    linalg_factoring,
    linalg_least_squares,
    linalg_norms,
    linalg_singular,
    linalg_solving,
)
from dualnum.numpy_protocols.functions.linalg_matrices import linear_algebra
from dualnum.numpy_protocols.results import by_definition, stored
from dualnum.propagation import split
from dualnum.shapes import direction_shape, filled, shape_of

__all__ = [
    "linalg_determinants",
    "linalg_eigenvalues",
    "linalg_factoring",
    "linalg_least_squares",
    "linalg_norms",
    "linalg_singular",
    "linalg_solving",
]


@implements("linalg.matmul", group=linear_algebra)
def matmul(x1: Any, x2: Any, /) -> Any:
    """``matmul(x1, x2)``."""
    return np.matmul(as_array(x1), as_array(x2))


@by_definition("linalg.vecdot", group=linear_algebra)
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """``vecdot(x1, x2, axis=)``, which conjugates x1."""
    return np.vecdot(np.moveaxis(as_array(x1), axis, -1), np.moveaxis(as_array(x2), axis, -1))


@by_definition("linalg.outer", group=linear_algebra)
def outer(x1: Any, x2: Any, /) -> Any:
    """``outer(x1, x2)`` of vectors."""
    return np.outer(x1, x2)


@by_definition("linalg.cross", group=linear_algebra)
def cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """``cross(x1, x2, axis=)`` of vectors of three elements."""
    return np.cross(x1, x2, axis=axis)


@implements("linalg.tensordot", group=linear_algebra)
def tensordot(x1: Any, x2: Any, /, *, axes: Any = 2) -> Any:
    """``tensordot(x1, x2, axes=)``."""
    return np.tensordot(x1, x2, axes)


@implements("linalg.trace", group=linear_algebra)
def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """``trace(x, offset=, dtype=)`` of the last two axes."""
    return np.trace(x, offset, -2, -1, dtype)


@implements("linalg.diagonal", group=linear_algebra)
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """``diagonal(x, offset=)`` of the last two axes."""
    return np.diagonal(x, offset, -2, -1)


@implements("linalg.matrix_transpose", group=linear_algebra)
def matrix_transpose(x: Any, /) -> Any:
    """``matrix_transpose(x)``."""
    return np.matrix_transpose(x)


@implements(np.linalg.matrix_rank, group="plain")
def matrix_rank(*args: Any, **kwargs: Any) -> Any:
    """``matrix_rank(A, tol, hermitian, *, rtol)``: an integer, from the primals alone."""
    return np.linalg.matrix_rank(*stripped(args), **stripped(kwargs))


@by_definition("linalg.matrix_power", group=linear_algebra)
def matrix_power(a: Any, n: Any) -> Any:
    """``matrix_power(a, n)``, by repeated squares of a or its inverse.

    Raises:
        TypeError: ``n`` is a Dual.
    """
    if isinstance(n, Dual):
        raise TypeError("matrix_power: n is a Dual, but only an integer power has a rule; give its .primal")
    if n == 0:
        return np.linalg.matrix_power(stripped(a), 0)
    square = np.linalg.inv(a) if n < 0 else a
    n, power = abs(n), None
    while n:
        n, odd = divmod(n, 2)
        if odd:
            power = square if power is None else power @ square
        if n:
            square = square @ square
    return power


@implements(np.linalg.multi_dot, group=linear_algebra)
def multi_dot(arrays: Any, *, out: Any = None) -> Any:
    """``multi_dot(arrays, out=)``: each factor's tangent between the products before and behind it."""
    if out is not None:
        return stored(np.linalg.multi_dot, out, arrays)
    if len(arrays) == 2:
        return np.dot(*arrays)
    level, primals, tangents = split([as_array(each) for each in arrays])
    y = np.linalg.multi_dot(primals)
    directions = direction_shape("multi_dot", primals, tangents)
    row, column = len(shape_of(primals[0])) == 1, len(shape_of(primals[-1])) == 1
    for factors in (primals, tangents):
        if row and factors[0] is not None:
            factors[0] = factors[0][..., None, :]
        if column and factors[-1] is not None:
            factors[-1] = factors[-1][..., None]
    tangent = sum(_around(primals, i, t) for i, t in enumerate(tangents) if t is not None)
    return make(y, filled(np.reshape(tangent, directions + shape_of(y)), y, directions), level)


def _around(factors: Any, place: int, tangent: Any) -> Any:
    """The product of factors with a tangent in the place of one."""
    for part, before in ((factors[:place], True), (factors[place + 1 :], False)):
        if part:
            product = np.linalg.multi_dot(part) if len(part) > 1 else part[0]
            tangent = product @ tangent if before else tangent @ product
    return tangent
