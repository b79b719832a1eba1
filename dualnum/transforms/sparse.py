"""Sparse Jacobians: one direction for a whole colour of columns, none of which share a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.shapes import base_of, is_elsewhere, shape_of
from dualnum.transforms.arguments import Function, check_function, chosen, replaced
from dualnum.transforms.holomorphic import check_real
from dualnum.transforms.seeding import as_variable, fresh_level, parts, seeded

_PROBED_AT_ONCE = 64
_SEED = 20
"""Of the direction that a pattern is checked in: the same one each time."""


def sparse_jacobian(f: Function, sparsity: Any, argnum: int = 0, check: bool = True) -> Function:
    """The function that gives the Jacobian of f: Rⁿ → Rᵐ as a SciPy CSR matrix, one direction per colour.

    ``sparsity`` is the pattern: a SciPy sparse or dense array of shape ``(m, n)`` whose zeros say where the
    Jacobian is zero.  It is coloured once.  With ``check``, one more direction, drawn at random, goes along
    and is compared with the product of the result and it.

    Raises:
        TypeError: f is not callable.
        ValueError: the pattern is not a matrix, does not fit x or f(x), or leaves out what is not zero.
    """
    check_function("jacobian", f)
    pattern = _pattern(sparsity)
    colors = coloring(pattern)
    count = int(colors.max(initial=-1)) + 1
    seeds = np.zeros((count + check, pattern.shape[1]))
    seeds[colors, np.arange(pattern.shape[1])] = 1.0
    if check:
        seeds[count] = np.random.default_rng(_SEED).uniform(0.5, 1.5, pattern.shape[1])
    places = _places(pattern, colors)

    @wraps(f, updated=())
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        x = as_variable("jacobian", chosen("jacobian", args, argnum))
        if is_elsewhere(base_of(x)):
            raise TypeError(
                "jacobian: a sparse Jacobian is a matrix of SciPy's, but x is an array of another library; "
                "convert x to a NumPy array, or leave sparsity out"
            )
        check_real("jacobian", x, "leave sparsity out and say holomorphic=True for a holomorphic f")
        if shape_of(x) != (pattern.shape[1],):
            raise ValueError(
                f"jacobian: x has shape {shape_of(x)}, but the pattern {pattern.shape[1]} columns"
            )
        level = fresh_level()
        output = f(*replaced(args, argnum, seeded(x, seeds.copy(), level)), **kwargs)
        value, rows = parts(_as_vector(output), level, (len(seeds),))
        if shape_of(value) != (pattern.shape[0],):
            raise ValueError(
                f"jacobian: f(x) has shape {shape_of(value)}, but the pattern {pattern.shape[0]} rows"
            )
        found = _unpacked(pattern, places, rows)
        if check:
            _check_pattern(found, seeds[count], rows[count])
        return found

    return jacobian


def _check_pattern(found: Any, direction: Any, along: Any) -> None:
    """Raise ValueError unless the matrix gives f's derivative along the direction.

    A derivative that the pattern leaves out is in the derivative along the direction too, but is either
    missing from the product, or in the wrong column with another weight.
    """
    accuracy = np.sqrt(np.finfo(along.dtype).eps)
    with np.errstate(all="ignore"):  # infinite slopes have told of themselves
        gap = np.abs(found @ direction - along)
        if (gap <= accuracy * np.abs(along)).all():  # the commonest case, without a second product
            return
        scale = np.abs(found) @ np.abs(direction) + np.abs(along)
    rows = np.flatnonzero(gap > accuracy * scale)
    if len(rows):
        raise ValueError(
            f"jacobian: row {rows[0]} depends on an x that the sparsity pattern leaves out there; "
            "take the pattern of dualnum.sparsity, or say check=False where a few wrong entries do not matter"
        )


def _as_vector(output: Any) -> Any:
    from dualnum.construction import array

    return array(output) if isinstance(output, (list, tuple, np.ndarray)) else output


def _places(pattern: Any, colors: Any) -> np.ndarray[Any, Any]:
    """Where the derivative of each entry (i, j) is among those of all rows along all colours, (colour of j, i)."""
    row_of_entry = np.repeat(np.arange(pattern.shape[0]), np.diff(pattern.indptr))
    return np.asarray(colors[pattern.indices] * pattern.shape[0] + row_of_entry)


def _unpacked(pattern: Any, places: Any, rows: Any) -> Any:
    """The pattern with the derivatives of f's tangents along the colours in its entries."""
    import scipy.sparse

    if isinstance(rows, Dual):
        raise TypeError(
            "jacobian: a sparse Jacobian cannot hold the Duals of an outer transform; leave sparsity out"
        )
    entries = rows.reshape(-1).take(places), pattern.indices.copy(), pattern.indptr.copy()
    return scipy.sparse.csr_matrix(entries, shape=pattern.shape)


def _pattern(sparsity: Any) -> Any:
    """The pattern as a CSR matrix of ones, without explicit zeros."""
    import scipy.sparse

    if getattr(sparsity, "ndim", np.ndim(sparsity) if not hasattr(sparsity, "shape") else 2) != 2:
        raise ValueError("jacobian: the sparsity pattern must be a matrix of shape (m, n)")
    pattern = scipy.sparse.csr_matrix(sparsity, copy=True)
    pattern.eliminate_zeros()
    pattern.sort_indices()
    return pattern


def coloring(pattern: Any) -> np.ndarray[Any, Any]:
    """A colour for each column, such that no two columns of a colour share a row.

    Greedy, once in the order of most neighbours first and once in that of Matula's smallest last; the
    one with fewer colours is returned (Gebremedhin, Manne and Pothen, What color is your Jacobian?, 2005).
    """
    import scipy.sparse

    pattern = _pattern(pattern)
    ones = scipy.sparse.csr_matrix(
        (np.ones(pattern.nnz), pattern.indices, pattern.indptr), shape=pattern.shape
    )
    graph = scipy.sparse.csr_matrix(ones.T @ ones)
    candidates = (np.arange(pattern.shape[1]), _largest_first(graph), _smallest_last(graph))
    return min((_greedy(graph, order) for order in candidates), key=lambda colors: colors.max(initial=-1))


def _greedy(graph: Any, order: Sequence[int] | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The smallest colour that no neighbour has, column by column."""
    colors = np.full(graph.shape[0], -1)
    indptr, indices = graph.indptr, graph.indices
    for column in order:
        taken = set(colors[indices[indptr[column] : indptr[column + 1]]].tolist())
        color = 0
        while color in taken:
            color += 1
        colors[column] = color
    return colors


def _largest_first(graph: Any) -> np.ndarray[Any, Any]:
    return np.argsort(-np.diff(graph.indptr), kind="stable")


def _smallest_last(graph: Any) -> list[int]:
    """The reverse of the order in which a column of the fewest remaining neighbours is taken away."""
    degree = np.diff(graph.indptr).tolist()
    buckets: list[set[int]] = [set() for _ in range(max(degree, default=0) + 1)]
    for column, d in enumerate(degree):
        buckets[d].add(column)
    removed: list[int] = []
    gone = [False] * len(degree)
    lowest = 0
    while len(removed) < len(degree):
        while not buckets[lowest]:
            lowest += 1
        column = buckets[lowest].pop()
        gone[column] = True
        removed.append(column)
        for neighbour in graph.indices[graph.indptr[column] : graph.indptr[column + 1]].tolist():
            if not gone[neighbour]:
                buckets[degree[neighbour]].discard(neighbour)
                degree[neighbour] -= 1
                buckets[degree[neighbour]].add(neighbour)
        lowest = max(lowest - 1, 0)
    return removed[::-1]


def sparsity(f: Function, x: Any) -> Any:
    """The pattern of f's Jacobian at x, as a SciPy CSR matrix of ones, for f: Rⁿ → Rᵐ.

    Each input is given a tangent of nan: it reaches every output that depends on the input on the branches
    taken at x, also where the derivative happens to be zero, and no other, since a zero tangent stays zero
    through every rule.  At a point where another branch is taken the pattern may differ.

    Raises:
        TypeError: f is not callable, or x is not a vector.

    >>> sparsity(lambda x: x[1:] * x[:-1], np.array([1.0, 2.0, 3.0])).toarray()
    array([[1, 1, 0],
           [0, 1, 1]])
    """
    import scipy.sparse

    check_function("sparsity", f)
    x = as_variable("sparsity", x)
    if len(shape_of(x)) != 1:
        raise TypeError(f"sparsity: x has shape {shape_of(x)}; give a vector")
    blocks = [
        _probed(f, x, start, min(start + _PROBED_AT_ONCE, len(x)))
        for start in range(0, len(x), _PROBED_AT_ONCE)
    ]
    return scipy.sparse.csr_matrix(scipy.sparse.hstack(blocks), dtype=int)


def _probed(f: Function, x: Any, start: int, stop: int) -> Any:
    """The columns from ``start`` to ``stop`` of the pattern."""
    import scipy.sparse

    seeds = np.zeros((stop - start, len(x)))
    seeds[np.arange(stop - start), np.arange(start, stop)] = np.nan
    level = fresh_level()
    _, rows = parts(_as_vector(f(seeded(x, seeds, level))), level, (stop - start,))
    return scipy.sparse.csc_matrix((np.isnan(rows) | (rows != 0)).T.astype(int))
