"""The array that NumPy makes of a Dual: one of objects, each a scalar Dual, so that nothing is lost.

`numpy.asarray` has it as a plain array, whose functions NumPy computes one object at a time, or not at
all.  `numpy.asanyarray`, and whatever else passes subclasses, has it as an `ObjectArray`, whose functions
are those of the array Dual that the objects make up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import to_object_array
from dualnum.dual import Dual
from dualnum.numpy_protocols.arguments import as_array
from dualnum.numpy_protocols.array_functions import GROUPS, asks_for_objects, handlers
from dualnum.operators import is_operand

_OF_THE_OBJECTS = frozenset(
    {np.can_cast, np.may_share_memory, np.min_scalar_type, np.result_type, np.shares_memory}
)
"""Functions about the dtype or the memory, which are those of an array of objects."""

_MOVING = frozenset(f"dualnum.numpy_protocols.functions.{family}" for family in ("joining", "reshaping"))
"""The families of functions that move objects and compute nothing: NumPy's own, whose results are views."""


class ObjectArray(np.ndarray[Any, Any]):
    """An array of scalar Duals that computes as an array Dual does.

    Its dtype, its elements, its views and assignment to them are those of any array of objects.

    >>> x = np.asanyarray(Dual([1.0, 2.0], [1.0, 0.0]))
    >>> x[1] = 3.0
    >>> np.sqrt(x + 1), x.dtype
    (Dual(array([1.41421356, 2.        ]), array([0.35355339, 0.        ])), dtype('O'))
    """

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (), **kwargs: Any
    ) -> Any:
        if method == "at":
            return ufunc.at(_objects(inputs[0]), *map(settled, inputs[1:]))
        if out:
            kwargs["out"] = tuple(map(_objects, out))
        result = getattr(ufunc, method)(*map(settled, inputs), **_settled_options(kwargs))
        return result if not out else out if len(out) > 1 else out[0]

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        handler = handlers().get(function)
        if getattr(handler, "__module__", None) in _MOVING:
            return _kept(super().__array_function__(function, types, args, kwargs))
        if function in _OF_THE_OBJECTS or GROUPS.get(function) == "assigning":
            return function(*map(_objects, args), **{key: _objects(value) for key, value in kwargs.items()})
        used, options = list(map(settled, args)), _settled_options(kwargs)
        result = function(*used, **options)
        for key, value in (*zip(range(len(args)), used, strict=True), *options.items()):
            given = args[key] if isinstance(key, int) else kwargs[key]
            if result is value and isinstance(given, ObjectArray):
                given[...] = result
                return given  # it was given as out
        return result

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """An array Dual of another dtype, or an array of objects."""
        if np.dtype(dtype) == object:
            return super().astype(dtype, *args, **kwargs)
        return settled(self).astype(dtype, *args, **kwargs)


def _method(name: str) -> Callable[..., Any]:
    def method(self: ObjectArray, *args: Any, **kwargs: Any) -> Any:
        return getattr(settled(self), name)(*map(settled, args), **_settled_options(kwargs))

    method.__name__ = name
    method.__doc__ = f"``{name}`` of the array Dual."
    return method


def _part(name: str) -> property:
    own = getattr(np.ndarray, name)
    return property(
        lambda self: getattr(settled(self), name), own.__set__, doc=f"``{name}``, of an array Dual."
    )


for _name in ("real", "imag"):
    setattr(ObjectArray, _name, _part(_name))
for _name in """all any argmax argmin argpartition argsort clip conj conjugate cumprod cumsum dot max mean min
        nonzero prod round searchsorted std sum trace var""".split():
    setattr(ObjectArray, _name, _method(_name))


def settled(value: Any) -> Any:
    """An argument with an array or array Dual in the place of every `ObjectArray` that holds numbers."""
    if isinstance(value, ObjectArray):
        objects = value.view(np.ndarray)
        return as_array(objects) if all(map(is_operand, objects.flat)) else objects
    if type(value) in (list, tuple):
        return type(value)(map(settled, value))
    return value


def _settled_options(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments; a dtype of objects is the one that the array has, and asks for nothing."""
    return {
        key: settled(value) for key, value in kwargs.items() if key != "dtype" or not asks_for_objects(value)
    }


def _kept(result: Any) -> Any:
    """What NumPy made of an `ObjectArray`, as one: some functions pass no subclasses."""
    if type(result) in (list, tuple):
        return type(result)(map(_kept, result))
    is_plain = type(result) is np.ndarray and result.dtype == object
    return result.view(ObjectArray) if is_plain else result


def _objects(value: Any) -> Any:
    """An `ObjectArray` as NumPy's plain array; anything else as it is."""
    return value.view(np.ndarray) if isinstance(value, ObjectArray) else value


def of_objects(x: Dual, dtype: Any, copy: bool | None) -> ObjectArray:
    """The array that NumPy gets when it asks for one; see `to_object_array`."""
    return to_object_array(x, dtype, copy).view(ObjectArray)


_links.to_object_array = of_objects
