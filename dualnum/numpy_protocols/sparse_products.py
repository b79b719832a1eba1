"""SciPy's sparse matrices beside a Dual: products with them, in either order, and sums.

The primal is SciPy's own.  A sparse matrix cannot hold Duals, so every result is dense.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.containers import is_sparse, sparse_classes
from dualnum.dual import Dual, make
from dualnum.numpy_protocols.products import times
from dualnum.shapes import directions_of, filled, shape_of


def operate(name: str, operands: Sequence[Any]) -> Any:
    """An operator with a sparse matrix beside a Dual; NotImplemented for what is no sparse matrix.

    Raises:
        TypeError: the result would be a sparse matrix, which cannot hold Duals.
    """
    if not any(map(is_sparse, operands)):
        return NotImplemented
    first, second = operands
    sparse, x = (first, second) if is_sparse(first) else (second, first)
    if name == "matmul" or (name == "multiply" and shape_of(x) and _is_matrix(sparse)):
        return _product(sparse, x, sparse is first)
    if name in _ELEMENTWISE and shape_of(x):
        return _ELEMENTWISE[name](*(each.toarray() if each is sparse else each for each in operands))
    raise TypeError(
        f"{name}: the result would be a sparse matrix, which cannot hold Duals; use A.toarray() in place of A"
    )


_ELEMENTWISE = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide}
"""What gives the same numbers as that of dense matrices; ``**`` is a power of the matrix for some."""


def _is_matrix(sparse: Any) -> bool:
    """Whether ``*`` is the product of matrices for it, as for `scipy.sparse.spmatrix`."""
    return isinstance(sparse, sparse_classes()[:1])


def _product(sparse: Any, x: Any, sparse_first: bool) -> Any:
    """``sparse @ x`` or ``x @ sparse``."""
    if not isinstance(x, Dual):
        return sparse @ x if sparse_first else x @ sparse
    y = _product(sparse, x._primal, sparse_first)
    axis = -2 if sparse_first and len(shape_of(x)) > 1 else -1
    directions = directions_of(x._primal, x._tangent)
    return make(y, filled(_along(sparse, x._tangent, axis, sparse_first), y, directions), x._level)


def _along(sparse: Any, t: Any, axis: int, sparse_first: bool) -> Any:
    """A tangent whose ``axis`` is multiplied by the sparse matrix's last one, or its first."""
    columns = np.moveaxis(t, axis, 0)
    matrix = sparse if sparse_first else sparse.T
    flat = np.reshape(columns, (shape_of(columns)[0], -1))
    rows = np.reshape(_strong(matrix, flat), matrix.shape[:-1] + shape_of(columns)[1:])
    return np.moveaxis(rows, 0, axis) if matrix.ndim > 1 else rows


def _strong(matrix: Any, columns: Any) -> Any:
    """A product, in which a zero tangent stays zero beside an infinite element of the matrix."""
    if np.isfinite(matrix.tocoo().data).all():
        return _product(matrix, columns, True)
    return times(columns, np.reshape(matrix.toarray(), (-1, matrix.shape[-1])), 1)
