"""Local derivatives as linear maps: dense, diagonal or block by block, and how they multiply.

A map takes the flat vector of a module's inputs to that of its outputs.  For Python floats its entries
are exact fractions, rounded when they are read: the product of a chain is then the same number in
whatever order it is taken, and the one nearest to the product of the local derivatives.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from dualnum.chain.order import Form
from dualnum.construction import array as as_array
from dualnum.dual import Dual

Array = Any


class Dense(NamedTuple):
    """A matrix of any numbers; of objects if they are exact or not NumPy's."""

    matrix: Array

    @property
    def form(self) -> Form:
        """The matrix' shape, in one block."""
        return Form(*self.matrix.shape)

    @property
    def dense(self) -> Array:
        """The matrix itself."""
        return self.matrix


class Diagonal(NamedTuple):
    """The map of a function that works element by element: a derivative for each."""

    slopes: Array

    @property
    def form(self) -> Form:
        """As many blocks as elements."""
        size = len(self.slopes)
        return Form(size, size, max(size, 1))

    @property
    def dense(self) -> Array:
        """The diagonal matrix."""
        matrix = np.zeros((len(self.slopes), len(self.slopes)), self.slopes.dtype)
        np.fill_diagonal(matrix, self.slopes)
        return matrix


class Blocks(NamedTuple):
    """The map of a function that works row by row: a Jacobian for each, of shape (rows, m, n) in all."""

    jacobians: Array

    @property
    def form(self) -> Form:
        """As many blocks as rows."""
        n, rows, columns = self.jacobians.shape
        return Form(n * rows, n * columns, max(n, 1))

    @property
    def dense(self) -> Array:
        """The block diagonal matrix."""
        n, rows, columns = self.jacobians.shape
        matrix = np.zeros((n, rows, n, columns), self.jacobians.dtype)
        matrix[np.arange(n), :, np.arange(n), :] = self.jacobians
        return matrix.reshape(n * rows, n * columns)


Map = Dense | Diagonal | Blocks


def multiply(outer: Map, inner: Map) -> Map:
    """The map of ``outer`` after ``inner``.

    A zero of the inner one stays zero whatever it meets, as a tangent does in every rule.
    """
    if isinstance(outer, Diagonal):
        return _scaled(inner, outer.slopes, rows=True)
    if isinstance(inner, Diagonal):
        return _scaled(outer, inner.slopes, rows=False)
    if (
        isinstance(outer, Blocks)
        and isinstance(inner, Blocks)
        and len(outer.jacobians) == len(inner.jacobians)
    ):
        return Blocks(_matmul(outer.jacobians, inner.jacobians))
    if isinstance(outer, Blocks) and isinstance(inner, Dense):
        n, _, columns = outer.jacobians.shape
        return Dense(
            _matmul(outer.jacobians, inner.matrix.reshape(n, columns, -1)).reshape(-1, inner.form.columns)
        )
    if isinstance(inner, Blocks):
        n, rows, _ = inner.jacobians.shape
        left = outer.dense.reshape(-1, n, rows).swapaxes(0, 1)
        return Dense(_matmul(left, inner.jacobians).swapaxes(0, 1).reshape(-1, inner.form.columns))
    return Dense(_matmul(outer.dense, inner.dense))


def _scaled(found: Map, slopes: Array, *, rows: bool) -> Map:
    """A map with its rows multiplied by the slopes that come after it, or its columns by those before."""
    if isinstance(found, Diagonal):
        return Diagonal(_product(slopes, found.slopes) if rows else _product(found.slopes, slopes))
    values = found.matrix if isinstance(found, Dense) else found.jacobians
    if rows:
        scaled = _product(slopes.reshape(*values.shape[:-1], 1), values)
    else:
        scaled = _product(values, slopes.reshape(*values.shape[:-2], 1, -1) if values.ndim == 3 else slopes)
    return type(found)(scaled)


def matrix_of(entries: list[list[Any]]) -> Array:
    """A matrix of scalar derivatives: exact for Python floats, NumPy's for NumPy's, objects for the rest."""
    flat = [entry for row in entries for entry in row]
    if any(isinstance(entry, np.generic) and not isinstance(entry, float) for entry in flat):
        return np.array(entries)
    matrix = np.empty((len(entries), len(entries[0]) if entries else 0), dtype=object)
    for index in np.ndindex(matrix.shape):
        matrix[index] = exact(entries[index[0]][index[1]])
    return matrix


def exact(number: Any) -> Any:
    """A finite float as the fraction that it is; any other number as it is."""
    return Fraction(number) if isinstance(number, float) and math.isfinite(number) else number


def rounded(number: Any) -> Any:
    """The float nearest to an exact number; infinite where it is too large for one."""
    if not isinstance(number, (Fraction, int)):
        return number
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def as_floats(array: Array) -> Array:
    """An array of exact numbers as one of floats; any other array as it is."""
    if isinstance(array, Dual) or array.dtype != object:
        return array
    floats = [rounded(entry) for entry in array.ravel()]
    return as_array(floats).reshape(array.shape)  # an array Dual, if there are Duals among them


def _product(outer: Array, inner: Array) -> Array:
    """The elementwise product of two arrays that broadcast, in which a zero of the inner one stays zero."""
    if isinstance(outer, Dual) or isinstance(inner, Dual):
        return as_floats(outer) * as_floats(inner)
    if outer.dtype == inner.dtype == object:
        return np.frompyfunc(_times, 2, 1)(outer, inner)
    outer, inner = as_floats(outer), as_floats(inner)
    if np.isfinite(outer).all():
        return outer * inner
    return np.where(inner == 0, 0.0, outer * np.where(inner == 0, 1.0, inner))


def _times(outer: Any, inner: Any) -> Any:
    if isinstance(outer, Dual) or isinstance(inner, Dual):
        return rounded(outer) * rounded(inner)
    if inner == 0:
        return inner
    both = isinstance(outer, (Fraction, int)) and isinstance(inner, (Fraction, int))
    return outer * inner if both else rounded(outer) * rounded(inner)


def _matmul(outer: Array, inner: Array) -> Array:
    """The product of matrices, or of two stacks of them, with the zeros of `_product`."""
    plain = not isinstance(outer, Dual) and not isinstance(inner, Dual)
    if plain and outer.dtype == inner.dtype == object:
        return _object_matmul(outer, inner)
    outer, inner = as_floats(outer), as_floats(inner)
    if not plain or np.isfinite(outer).all():
        return outer @ inner
    return _product(outer[..., :, :, None], inner[..., None, :, :]).sum(axis=-2)


def _object_matmul(outer: Array, inner: Array) -> Array:
    products = _product(outer[:, :, None], inner[None, :, :])
    total = np.empty((outer.shape[0], inner.shape[1]), dtype=object)
    for row, column in np.ndindex(total.shape):
        total[row, column] = sum(products[row, :, column], start=0)
    return total
