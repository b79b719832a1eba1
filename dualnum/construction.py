"""Making Duals: from a primal and a tangent, from nested lists, and back to object arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual, make
from dualnum.namespaces import namespace_of
from dualnum.shapes import aligned, broadcast, directions_of, is_complex, shape_of, zero_like

FIRST_TRANSFORM_LEVEL = 1 << 20
"""Levels below are for Duals made by hand: the depth of their nesting."""


def level_of(value: Any) -> int:
    """The level of a Dual, or -1 for a plain number or array."""
    return value._level if isinstance(value, Dual) else -1


def components(primal: Any, tangent: Any) -> tuple[Any, Any, int]:
    """What `Dual` stores for what its caller gave: checked, converted, and its level."""
    primal = _component("primal", primal)
    tangent = _component("tangent", tangent)
    inner = max(level_of(primal), level_of(tangent))
    if inner >= FIRST_TRANSFORM_LEVEL:
        return _under_transform(primal, tangent, inner)
    return primal, fitted(primal, tangent), inner + 1


def _under_transform(primal: Any, tangent: Any, level: int) -> tuple[Any, Any, int]:
    """A Dual made by hand from a transform's variable: the transform's level stays outermost.

    (a + b·ε₁) + (c + d·ε₁)·ε₀ is (a + c·ε₀) + (b + d·ε₀)·ε₁; so a transform that reads out its own
    level sees everything that depends on its variable.
    """
    a, b = _parts_at(primal, level)
    c, d = _parts_at(tangent, level)
    inner = Dual(a, c)
    derivative = b if b is not None else zero_like(a, directions_of(c, d))
    return inner, Dual(derivative, zero_like(derivative) if d is None else d), level


def _parts_at(value: Any, level: int) -> tuple[Any, Any]:
    if isinstance(value, Dual) and value._level == level:
        return value._primal, value._tangent
    return value, None


def _component(role: str, value: Any) -> Any:
    """``value`` as a component of a Dual.

    Raises:
        TypeError: it is not a number or an array of numbers.
    """
    if isinstance(value, (list, tuple)):
        value = array(value) if any(isinstance(leaf, Dual) for leaf in _leaves(value)) else np.asarray(value)
    if isinstance(value, np.ndarray) and value.dtype.kind not in "biufc":
        hint = "use dualnum.array for arrays of Duals" if value.dtype == object else "convert it to float first"
        raise TypeError(f"Dual: the {role} is an array of dtype {value.dtype}, not of numbers; {hint}")
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError(f"Dual: the {role} is {value!r}, not a number; give a number, an array or a Dual")
    if not isinstance(value, Dual):
        namespace_of(value)
    return value


def _leaves(nested: Any) -> Iterator[Any]:
    if isinstance(nested, (list, tuple)):
        for item in nested:
            yield from _leaves(item)
    else:
        yield nested


def fitted(primal: Any, tangent: Any) -> Any:
    """``tangent`` in the shape and number type that ``primal`` asks for.

    Raises:
        ValueError: the shape is neither the primal's, nor that with directions in front, nor a number's.
    """
    shape = shape_of(primal)
    given = shape_of(tangent)
    if given != shape and given == ():
        tangent = broadcast(tangent, shape)
    elif given[len(given) - len(shape) :] != shape or len(given) < len(shape):
        raise ValueError(
            f"Dual: a tangent of shape {given} does not fit a primal of shape {shape}; "
            "its shape must be directions + primal.shape"
        )
    return _typed(primal, tangent)


def _typed(primal: Any, tangent: Any) -> Any:
    """Floats for a float, the primal's float type for an array; exact and nested numbers stay as they are."""
    if isinstance(primal, Dual) or isinstance(tangent, Dual):
        return tangent
    if type(primal) is float and type(tangent) in (int, bool):
        return float(tangent)
    if isinstance(tangent, (np.ndarray, np.generic)) or isinstance(primal, np.generic):
        kind = getattr(primal, "dtype", np.dtype(float)).kind
        wanted = primal.dtype if kind in "fc" and hasattr(primal, "dtype") else np.dtype(float)
        if is_complex(tangent):
            wanted = np.result_type(wanted, np.complex64)
        return np.asarray(tangent, wanted) if isinstance(tangent, np.ndarray) else wanted.type(tangent)
    return tangent


def array(nested: Any) -> Any:
    """An array Dual from nested lists of Duals and numbers, or from an object array of Duals.

    The shape is that of ``nested`` (with the shapes of array Duals in it); the dtype is the common
    one of the primals, at least float64 for the tangents of integers.  Levels may be mixed: the
    highest is outermost, and elements of lower levels are constants there.  Without any Dual in it
    the result is `numpy.asarray` of it.

    Raises:
        TypeError: an element is not a number.
        ValueError: the nesting is ragged, or two elements carry different directions.

    >>> array([[Dual(1.0, 1.0), 2.0], [3.0, Dual(4.0, 0.5)]]).tangent
    array([[1. , 0. ],
           [0. , 0.5]])
    """
    if isinstance(nested, Dual):
        return nested
    if isinstance(nested, np.ndarray):
        nested = _links.settle(nested)
    if isinstance(nested, Dual):
        return nested
    if isinstance(nested, np.ndarray):
        if nested.dtype != object:
            return nested
        return _stack(list(nested.ravel()), nested.shape)
    leaves = [leaf for leaf in _leaves(nested)]
    if not any(isinstance(leaf, Dual) or _is_object_array(leaf) for leaf in leaves):
        return np.asarray(nested)
    if not isinstance(nested, (list, tuple)):
        return nested
    items = [array(item) for item in nested]
    shapes = {shape_of(item) for item in items}
    if len(shapes) != 1:
        raise ValueError(f"array: the nested lists are ragged, with parts of shapes {sorted(shapes)}")
    return _stack(items, (len(items), *shapes.pop()))


def _is_object_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == object


def _stack(items: list[Any], shape: tuple[int, ...]) -> Any:
    """The items, all of one shape, as one array or array Dual of ``shape``."""
    level = max(map(level_of, items), default=-1)
    if level < 0:
        return np.array(items).reshape(shape)
    moving = [item for item in items if level_of(item) == level]
    found = {directions_of(item._primal, item._tangent) for item in moving}
    if len(found) > 1:
        raise ValueError(f"array: elements carry different directions, {sorted(found)}")
    directions = found.pop()
    primal = _stack([item._primal if level_of(item) == level else item for item in items], shape)
    tangents = [
        item._tangent if level_of(item) == level else zero_like(item, directions) for item in items
    ]
    tangent = _stack(tangents, (len(items), *shape_of(tangents[0])))
    order = tuple(range(1, len(directions) + 1)) + (0,) + tuple(range(len(directions) + 1, tangent.ndim))
    tangent = tangent.transpose(order).reshape(directions + shape)
    return make(primal, _typed(primal, tangent), level)


def to_object_array(x: Dual, dtype: Any, copy: bool | None) -> np.ndarray[Any, Any]:
    """The array that NumPy gets when it asks for one: of scalar Duals, so that nothing is lost.

    Raises:
        TypeError: a dtype is asked for that cannot hold a derivative.
    """
    if dtype is not None and np.dtype(dtype) != object:
        raise TypeError(
            f"asarray: an array of {np.dtype(dtype)} cannot hold a Dual without losing its derivative; "
            "use .primal to drop it on purpose, or dualnum.drop_in for code you cannot edit"
        )
    objects = np.empty(x.shape, dtype=object)
    if not x.shape:
        objects[()] = x
    for index in np.ndindex(x.shape) if x.shape else ():
        objects[index] = x[index]
    return objects


_links.components = components
_links.to_object_array = to_object_array
