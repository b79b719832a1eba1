"""Eigenvalues of scipy.linalg, by NumPy's rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import with_value
from dualnum.dropin.matrices import mirrored
from dualnum.dropin.state import plain_of


@stands_for("scipy.linalg.eigh")
def _eigh(
    a: Any,
    b: Any = None,
    *,
    lower: bool = True,
    eigvals_only: bool = False,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    type: int = 1,
    check_finite: bool = True,
    subset_by_index: Any = None,
    subset_by_value: Any = None,
    driver: Any = None,
    original: Any,
) -> Any:
    """The vectors have the signs that SciPy's driver gives them."""
    if type != 1 or subset_by_value is not None:
        raise TypeError("eigh: dualnum has no rule for type 2 or 3, or subset_by_value; use subset_by_index")
    if a.ndim != 2:
        raise TypeError("eigh: dualnum has a rule for one matrix, not for a stack; call it for each")
    first, last = (0, len(a) - 1) if subset_by_index is None else subset_by_index
    chosen = slice(first, last + 1)
    reduced, root = _reduced(mirrored(a, lower), None if b is None else mirrored(b, lower))
    if eigvals_only:
        return np.linalg.eigvalsh(reduced)[chosen]
    values, vectors = np.linalg.eigh(reduced)
    vectors = vectors if root is None else np.linalg.solve(np.conjugate(root).T, vectors)
    given = original(plain_of(a), None if b is None else plain_of(b), lower=lower, driver=driver)
    return with_value(values, given[0])[chosen], _like(vectors, given[1])[:, chosen]


@stands_for("scipy.linalg.eigh_tridiagonal")
def _eigh_tridiagonal(
    d: Any,
    e: Any,
    eigvals_only: bool = False,
    select: str = "a",
    select_range: Any = None,
    *options: Any,
    original: Any,
    **named: Any,
) -> Any:
    """Through the whole matrix; what is selected is counted among all its eigenvalues."""
    if select == "v":
        raise TypeError("eigh_tridiagonal: dualnum has no rule for select='v'; select by index")
    matrix = np.diag(d) + np.diag(e, 1) + np.diag(e, -1)
    first, last = select_range if select == "i" else (0, len(d) - 1)
    given = original(plain_of(d), plain_of(e), False, select, select_range, *options, **named)
    values, vectors = np.linalg.eigh(matrix)
    values, vectors = values[first : last + 1], vectors[:, first : last + 1]
    values = with_value(values, given[0])
    return values if eigvals_only else (values, _like(vectors, given[1]))


def _like(vectors: Any, given: Any) -> Any:
    """Our vectors, turned into those that SciPy's driver gives."""
    return with_value(vectors * _signs(plain_of(vectors), given), given)


def _signs(ours: Any, theirs: Any) -> Any:
    """What turns our vectors into theirs: a sign, or a number on the unit circle, for each."""
    products = np.sum(np.conjugate(ours) * theirs, axis=0)
    return products / np.abs(products)


def _reduced(a: Any, b: Any) -> tuple[Any, Any]:
    """The matrix C = L⁻¹AL⁻ᴴ whose problem is that of A and B = LLᴴ, and L."""
    if b is None:
        return a, None
    root = np.linalg.cholesky(b)
    half = np.linalg.solve(root, a)
    return np.conjugate(np.linalg.solve(root, np.conjugate(half).T)).T, root


@stands_for("scipy.linalg.eigvals")
def _eigvals(
    a: Any,
    b: Any = None,
    overwrite_a: bool = False,
    check_finite: bool = True,
    homogeneous_eigvals: bool = False,
) -> Any:
    if b is not None or homogeneous_eigvals:
        raise TypeError("eigvals: dualnum has no rule for the generalized problem; use numpy.linalg.eigvals")
    return np.linalg.eigvals(a) + 0j


@stands_for("scipy.linalg.eig")
def _eig(
    a: Any,
    b: Any = None,
    left: bool = False,
    right: bool = True,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    homogeneous_eigvals: bool = False,
) -> Any:
    if b is not None or left or homogeneous_eigvals:
        raise TypeError(
            "eig: dualnum has no rule for the generalized problem or left vectors; use numpy.linalg.eig, of the "
            "transposed matrix for the latter"
        )
    if not right:
        return np.linalg.eigvals(a) + 0j
    values, vectors = np.linalg.eig(a)
    return values + 0j, vectors
