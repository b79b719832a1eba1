"""Operands with labels: a result has those of the pandas object in the call; xarray's objects wrap a Dual.

pandas holds the Duals of a result one by one, as objects.  It leaves the work to a Dual because of
``Dual.__pandas_priority__``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.array_dual import ArrayDual
from dualnum.construction import array
from dualnum.containers import is_container, is_labelled, is_sparse, pandas_classes, xarray_classes
from dualnum.dual import Dual
from dualnum.general_dual import GeneralDual
from dualnum.numpy_protocols import sparse_products
from dualnum.scalar_dual import ScalarDual

_PLAIN = frozenset(
    {float, int, bool, np.ndarray, np.float64, type(None), str, Dual, GeneralDual, ScalarDual, ArrayDual}
)
"""Types of arguments that need not be looked at."""


def unlabelled(value: Any) -> Any:
    """What a labelled array holds, as an array or an array Dual; anything else as it is.

    Raises:
        TypeError: it holds something else than numbers.
    """
    if not is_labelled(value):
        return value
    data = getattr(value, "data", None)
    if isinstance(data, Dual):
        return data
    found = np.asarray(value)
    return array(found) if found.dtype == object else found


def plain_arguments(name: str, value: Any) -> Any:
    """An argument of the function ``name`` with arrays in place of labelled ones, also in lists.

    Raises:
        TypeError: a sparse matrix is among them, which NumPy's functions take for one object.
    """
    if type(value) in _PLAIN:
        return value
    if type(value) in (list, tuple):
        return type(value)(plain_arguments(name, item) for item in value)
    if is_sparse(value):
        raise TypeError(
            f"{name}: NumPy's functions do not know sparse matrices; use A @ x, or A.toarray() in place of A"
        )
    return unlabelled(value)


def hold_in(inputs: Sequence[Any]) -> bool:
    """Whether a labelled array or a sparse matrix is among the inputs of a ufunc."""
    return not _PLAIN.issuperset(map(type, inputs)) and any(map(is_container, inputs))


def call(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """A ufunc, or one of its methods, of labelled arrays and Duals.

    Raises:
        TypeError: there are several pandas objects, whose labels pandas would align, or a sparse matrix.
    """
    if any(isinstance(value, xarray_classes()) for value in inputs):
        return NotImplemented  # xarray asks again with what its objects hold
    arrays = plain_arguments(ufunc.__name__, inputs)
    like = _labels(ufunc.__name__, inputs)
    result = getattr(ufunc, method)(*arrays, **kwargs)
    return _labelled(result, like) if method == "__call__" and "out" not in kwargs else result


def operate(name: str, function: Callable[..., Any], operands: Sequence[Any]) -> Any:
    """An operator with a pandas object or a sparse matrix; NotImplemented for anything else.

    pandas has the product of matrices by itself.
    """
    if not any(isinstance(operand, pandas_classes()) for operand in operands):
        return sparse_products.operate(name, operands)
    if name == "matmul":
        return NotImplemented
    return _labelled(function(*map(unlabelled, operands)), _labels(name, operands))


def _labels(name: str, inputs: Sequence[Any]) -> Any:
    """The pandas object whose labels the result has."""
    found = [value for value in inputs if isinstance(value, pandas_classes())]
    if len(found) > 1:
        raise TypeError(
            f"{name}: there are several pandas objects beside a Dual, and nothing aligns their labels; "
            "give the result of .to_numpy() for all but one"
        )
    return found[0]


def _labelled(result: Any, like: Any) -> Any:
    """An array, array Dual, or tuple of them, as an object of the kind and the labels of ``like``."""
    if isinstance(result, tuple):
        return tuple(_labelled(part, like) for part in result)
    if np.shape(result) != like.shape:
        return result  # of a product of vectors, say: there are no labels for it
    if not hasattr(like, "axes"):  # an Index, which compares as an array does
        return like._constructor(np.asarray(result), name=like.name) if isinstance(result, Dual) else result
    labels = dict(zip(("index", "columns"), like.axes, strict=False))
    if like.ndim == 1:
        labels["name"] = like.name
    return like._constructor(np.asarray(result), **labels)


_links.without_labels = unlabelled
_links.operate_on_container = operate
