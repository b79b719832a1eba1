"""Arrays of the oracle's numbers, and what NumPy's functions do with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.oracle.functions import PREDICATES, known
from dualnum.oracle.number import Number, apply, value_of
from dualnum.rules import TABLE


class NumberArray(np.ndarray[Any, Any]):
    """An object array of Numbers, on which every ufunc of the table works.

    (NumPy's own object arrays know only the ufuncs that have a loop for objects.)
    """

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if _is_a_row(function, args, kwargs):
            return _elementwise(function.__name__, args)
        return super().__array_function__(function, (NumberArray, np.ndarray), args, kwargs)


def as_numbers(x: Any) -> NumberArray:
    """An array of numbers as an array of Numbers of the same shape."""
    plain = np.asarray(x)
    numbers = np.empty(plain.shape, dtype=object)
    for index in np.ndindex(plain.shape):
        numbers[index] = Number(value_of(plain[index]))
    return numbers.view(NumberArray)


def array_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A ufunc of Numbers, arrays of them, and plain numbers and arrays.

    Raises:
        TypeError: the table does not know the ufunc and NumPy has no loop for objects, or ``where`` is given.
    """
    if kwargs.pop("where", True) is not True:
        raise TypeError(f"{ufunc.__name__}: the oracle's numbers do not take where=; use numpy.where")
    out = kwargs.pop("out", None)
    if method == "__call__" and known(ufunc.__name__) and not kwargs:
        result = _elementwise(ufunc.__name__, inputs)
    else:
        loop = ufunc if any("O" in kinds for kinds in ufunc.types) else _object_loop(ufunc)
        result = _unwrapped(getattr(loop, method)(*map(_as_objects, inputs), **kwargs))
    if out is None:
        return result
    out[0][...] = result
    return out[0]


def _object_loop(ufunc: Any) -> Any:
    """A ufunc for objects that does what ``ufunc`` does for numbers; that ufunc itself if it is unknown."""
    name = ufunc.__name__
    return np.frompyfunc(lambda *args: apply(name, args), ufunc.nin, ufunc.nout) if known(name) else ufunc


def array_function(function: Any, args: Any, kwargs: Any) -> Any:
    """An array function of which an argument is a Number: the table's, or NumPy's own on objects."""
    if _is_a_row(function, args, kwargs):
        return _elementwise(function.__name__, args)
    return _unwrapped(function(*_as_arrays(args), **_as_arrays(kwargs)))


def _is_a_row(function: Any, args: Any, kwargs: Any) -> bool:
    """Whether an array function is one of the table's, called as such (np.clip may have None for a bound)."""
    return function.__name__ in TABLE and not kwargs and all(arg is not None for arg in args)


def _elementwise(name: str, inputs: tuple[Any, ...]) -> Any:
    row = TABLE.get(name)
    outputs = len(row.outputs) if row is not None and row.outputs else 1
    function = np.frompyfunc(lambda *args: apply(name, args), len(inputs), outputs)
    result = function(*map(_as_objects, inputs))
    if name in PREDICATES and isinstance(result, np.ndarray):
        return result.astype(bool)
    return _unwrapped(result)


def _as_objects(item: Any) -> Any:
    """An array of objects in NumPy's own class: whatever is done with it comes back here no more."""
    if isinstance(item, Number):
        return _zero_dimensional(item)
    return np.asarray(item, dtype=object) if isinstance(item, (np.ndarray, list, tuple)) else item


def _zero_dimensional(number: Number) -> Any:
    array = np.empty((), dtype=object)
    array[()] = number
    return array


def _as_arrays(item: Any) -> Any:
    if isinstance(item, Number):
        return _zero_dimensional(item).view(NumberArray)
    if isinstance(item, (list, tuple)):
        return type(item)(map(_as_arrays, item))
    if isinstance(item, dict):
        return {key: _as_arrays(value) for key, value in item.items()}
    return item


def _unwrapped(result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(map(_unwrapped, result))
    if isinstance(result, np.ndarray) and result.dtype == object:
        return result.view(NumberArray) if result.ndim else result[()]
    return result
