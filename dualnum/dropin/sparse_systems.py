"""Sparse matrices of scipy.sparse, which hold no Duals: their products, and linear systems of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.calls import arguments_of, called, refuse
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual
from dualnum.dropin.implicit import moved_solution
from dualnum.dropin.parts import joined, levels_of, parts_of
from dualnum.dropin.state import plain_of

_PRODUCTS = (
    "csr_matvec csc_matvec csr_matvecs csc_matvecs coo_matvec dia_matvec bsr_matvec bsr_matvecs".split()
)


@stands_for(*(f"scipy.sparse._sparsetools.{name}" for name in _PRODUCTS), writes=True)
def _product(*args: Any, original: Any) -> None:
    """A product with a dense array, the last argument but one, is added to the last: part by part."""
    *matrix, dense, result = args
    dense = settle(dense)
    levels = levels_of(dense)
    parts = []
    for part in parts_of(dense, levels):
        parts.append(np.zeros(result.shape, result.dtype))
        original(*matrix, np.ascontiguousarray(part), parts[-1])
    result[...] = settle(result) + joined(np.stack(parts), levels)


_ITERATIVE = "cg cgs bicg bicgstab gmres lgmres minres qmr gcrotmk tfqmr".split()


@stands_for("scipy.sparse.linalg.spsolve", *(f"scipy.sparse.linalg.{name}" for name in _ITERATIVE))
def _solve(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The solution of Ax = b with respect to b, and what else an iteration tells.

    Raises:
        TypeError: a Dual is elsewhere than in b (a sparse matrix holds none).
    """
    given = arguments_of(original, args, kwargs)
    name = original.__name__
    refuse(name, given, ("b", "x0"), "solve with the dense matrix, by numpy.linalg.solve")
    b = as_array_dual(given["b"])
    matrix = given["A"]

    def solver(r: Any) -> Any:
        result = called(original, {**given, "b": r, "x0": None} if "x0" in given else {**given, "b": r})
        return result if name == "spsolve" else result[0]

    result = called(original, {**given, "b": plain_of(b)})
    value = result if name == "spsolve" else result[0]
    x = moved_solution(lambda x: matrix @ x - b.reshape(x.shape), value, solver)
    return x if name == "spsolve" else (x, *result[1:])
