"""Linear systems of a structured matrix in scipy.linalg: its solver gives the value, and the steps that move it.

With Ax = b, a step is A⁻¹(Ax − b), and needs no more of A than its product with x.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import moved_solution
from dualnum.dropin.state import plain_of


def _solved(product: Callable[[Any], Any], b: Any, solver: Callable[[Any], Any]) -> Any:
    """x, of whose matrix the product with x is given, and the plain solver for a right side."""
    return moved_solution(lambda x: product(x) - b, solver(plain_of(b)), solver)


@stands_for("scipy.linalg.solve_triangular")
def _solve_triangular(
    a: Any,
    b: Any,
    trans: Any = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    *,
    original: Any,
) -> Any:
    plain = plain_of(np.asanyarray(a))
    a = np.tril(a) if lower else np.triu(a)
    if unit_diagonal:
        a = a - np.diag(np.diag(a)) + np.eye(a.shape[-1])
    a = np.conjugate(a) if trans in (2, "C") else a
    a = a if trans in (0, "N") else a.swapaxes(-1, -2)
    return _solved(lambda x: a @ x, b, lambda r: original(plain, r, trans, lower, unit_diagonal))


@stands_for("scipy.linalg.solve_banded")
def _solve_banded(
    l_and_u: Any,
    ab: Any,
    b: Any,
    overwrite_ab: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    *,
    original: Any,
) -> Any:
    above = int(l_and_u[1])
    plain = plain_of(np.asanyarray(ab))
    return _solved(lambda x: _banded_product(ab, above, x), b, lambda r: original(l_and_u, plain, r))


@stands_for("scipy.linalg.solveh_banded")
def _solveh_banded(
    ab: Any,
    b: Any,
    overwrite_ab: bool = False,
    overwrite_b: bool = False,
    lower: bool = False,
    check_finite: bool = True,
    *,
    original: Any,
) -> Any:
    plain = plain_of(np.asanyarray(ab))
    both = _both_sides(ab, lower)
    return _solved(
        lambda x: _banded_product(both, len(ab) - 1, x), b, lambda r: original(plain, r, lower=lower)
    )


def _both_sides(ab: Any, lower: bool) -> Any:
    """All diagonals of a Hermitian matrix, from the main one and those on one side."""
    width, n = len(ab) - 1, ab.shape[1]
    given = ab if lower else ab[::-1]  # row k is k away from the main diagonal
    mirrored = [_shifted(np.conjugate(given[k]), k if lower else -k, n) for k in range(1, width + 1)]
    rows = [given[k] for k in range(width + 1)]
    upper, below = (mirrored, rows[1:]) if lower else (rows[1:], mirrored)
    return np.stack([*upper[::-1], rows[0], *below])


def _shifted(row: Any, k: int, n: int) -> Any:
    """A row moved k places to the right, with zeros where nothing comes from."""
    return np.pad(row, (max(k, 0), max(-k, 0)))[max(-k, 0) : max(-k, 0) + n]


def _banded_product(ab: Any, above: int, x: Any) -> Any:
    """The matrix whose diagonals are the rows of ``ab``, the first ``above`` above the main one, times x."""
    n = len(x)
    total: Any = 0.0
    for row, diagonal in enumerate(ab):
        shift = row - above  # what stands in column j belongs to the row j + shift
        first, last = max(0, -shift), min(n, n - shift)
        if first < last:
            term = (diagonal[first:last] * x[first:last].T).T
            around = [(first + shift, n - last - shift)] + [(0, 0)] * (x.ndim - 1)
            total = total + np.pad(term, around)
    return total


@stands_for("scipy.linalg.solve_toeplitz", keeps_tuples=True)
def _solve_toeplitz(c_or_cr: Any, b: Any, check_finite: bool = True, *, original: Any) -> Any:
    plain = tuple(map(plain_of, c_or_cr)) if isinstance(c_or_cr, tuple) else plain_of(c_or_cr)
    matrix = _toeplitz(c_or_cr)
    return _solved(lambda x: matrix @ x, b, lambda r: original(plain, r))


@stands_for("scipy.linalg.matmul_toeplitz", keeps_tuples=True)
def _matmul_toeplitz(c_or_cr: Any, x: Any, check_finite: bool = False, workers: Any = None) -> Any:
    return _toeplitz(c_or_cr) @ np.asanyarray(x)


def _toeplitz(c_or_cr: Any) -> Any:
    import scipy.linalg

    return scipy.linalg.toeplitz(*c_or_cr) if isinstance(c_or_cr, tuple) else scipy.linalg.toeplitz(c_or_cr)


@stands_for("scipy.linalg.solve_circulant")
def _solve_circulant(
    c: Any,
    b: Any,
    singular: str = "raise",
    tol: Any = None,
    caxis: int = -1,
    baxis: int = 0,
    outaxis: int = 0,
    *,
    original: Any,
) -> Any:
    if (np.ndim(c), caxis % np.ndim(c), baxis, outaxis) != (1, 0, 0, 0):
        raise TypeError("solve_circulant: dualnum has no rule for other axes than the first; move them there")
    plain = plain_of(np.asanyarray(c))
    n = len(plain)
    matrix = c[(np.arange(n)[:, None] - np.arange(n)) % n]
    return _solved(lambda x: matrix @ x, b, lambda r: original(plain, r, singular, tol))
