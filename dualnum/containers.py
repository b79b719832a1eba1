"""What holds or stands for arrays but is none: objects of pandas and xarray, and SciPy's sparse matrices.

A Dual computes with them, but has none of them as a component.  They are recognised by classes of
modules that are loaded already, so none is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Set
from typing import Any


def pandas_classes() -> tuple[type, ...]:
    """The classes of pandas objects with labels; none until pandas is loaded."""
    return _classes("pandas", "Series", "DataFrame", "Index")


def xarray_classes() -> tuple[type, ...]:
    """The classes of xarray's objects; none until xarray is loaded."""
    return _classes("xarray", "DataArray", "Variable", "Dataset")


def sparse_classes() -> tuple[type, ...]:
    """The classes of SciPy's sparse matrices and arrays; none until scipy.sparse is loaded."""
    return _classes("scipy.sparse", "spmatrix", "sparray")


def _classes(module: str, *names: str) -> tuple[type, ...]:
    loaded = sys.modules.get(module)
    if loaded is None:
        return ()
    return tuple(getattr(loaded, name) for name in names if hasattr(loaded, name))


def is_labelled(value: Any) -> bool:
    """Whether ``value`` is an array with labels, of pandas or xarray."""
    return isinstance(value, pandas_classes() + xarray_classes())


def is_sparse(value: Any) -> bool:
    """Whether ``value`` is a sparse matrix or array of SciPy's."""
    return isinstance(value, sparse_classes())


def is_container(value: Any) -> bool:
    """Whether ``value`` is any of these."""
    return is_labelled(value) or is_sparse(value)


def any_loaded() -> bool:
    """Whether one of the libraries is loaded, so that a container may come along."""
    return "pandas" in sys.modules or "xarray" in sys.modules or "scipy.sparse" in sys.modules


_GIVING_WAY = frozenset({"_matmul_dispatch", "multiply", "_multiply_2d_with_broadcasting", "_divide"})
"""Methods of SciPy's sparse matrices that leave an operation to an operand which is one object to them."""


def a_sparse_matrix_asks() -> bool:
    """Whether the array that is asked of a Dual is for a sparse matrix that is about to multiply by it.

    SciPy gives way to an operand where it gets a 0-d array of objects, so that the operand can do the
    operation; with an array of Duals it goes on as with floats, and fails.
    """
    return "scipy.sparse" in sys.modules and _caller_is("scipy.sparse.", _GIVING_WAY)


def one_that_counts_nothing_asks() -> bool:
    """Whether the array is for code that copies addresses of objects and does not count the copies.

    Python then frees the objects while they are in use.  SciPy's squareform does so with all but floats.
    """
    return "scipy.spatial.distance" in sys.modules and _caller_is("scipy.spatial.distance", {"squareform"})


def _caller_is(module: str, functions: Set[str]) -> bool:
    """Whether the code that led here from outside is one of ``functions`` of a module that begins so."""
    frame: Any = sys._getframe(1)
    while frame.f_back is not None and _module(frame).startswith("dualnum."):
        frame = frame.f_back
    return _module(frame).startswith(module) and frame.f_code.co_name in functions


def _module(frame: Any) -> str:
    return str(frame.f_globals.get("__name__", ""))
