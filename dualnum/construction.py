"""Making Duals: from a primal and a tangent, from nested lists, and back to object arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.checks import check_array, check_number
from dualnum.containers import a_sparse_matrix_asks, one_that_counts_nothing_asks
from dualnum.dual import Dual, make
from dualnum.levels import FIRST_TRANSFORM_LEVEL
from dualnum.nesting import swapped
from dualnum.shapes import (
    base_of,
    broadcast,
    directions_of,
    is_complex,
    is_elsewhere,
    kind_of,
    other_arrays,
    shape_of,
    zero_like,
)


def level_of(value: Any) -> int:
    """The level of a Dual, or -1 for a plain number or array."""
    return value._level if isinstance(value, Dual) else -1


def components(primal: Any, tangent: Any = 0) -> tuple[Any, Any, int]:
    """What `Dual` stores for what its caller gave: checked, converted, and its level."""
    primal = component("primal", primal)
    tangent = fitted(primal, component("tangent", tangent))
    inner = max(level_of(primal), level_of(tangent))
    if inner >= FIRST_TRANSFORM_LEVEL:
        return _under_transform(primal, tangent, inner)
    return primal, tangent, inner + 1


def _under_transform(primal: Any, tangent: Any, level: int) -> tuple[Any, Any, int]:
    """A Dual made by hand from a transform's variable: the transform's level stays outermost.

    (a + b·ε₁) + (c + d·ε₁)·ε₀ is (a + c·ε₀) + (b + d·ε₀)·ε₁; so a transform that reads out its own
    level sees everything that depends on its variable.
    """
    a, b = _split_at(primal, level)
    c, d = _split_at(tangent, level)
    own = directions_of(a, c)
    outer = directions_of(c, d) if b is None else directions_of(a, b)
    derivative = zero_like(a, outer) if b is None else b
    slope = zero_like(derivative, own) if d is None else swapped(d, len(outer), len(own))
    return Dual(a, c), Dual(derivative, slope), level


def _split_at(value: Any, level: int) -> tuple[Any, Any]:
    if isinstance(value, Dual) and value._level == level:
        return value._primal, value._tangent
    return value, None


def component(role: str, value: Any, name: str = "Dual") -> Any:
    """``value`` as a component of a Dual; ``role`` and ``name`` are for messages.

    Raises:
        TypeError: it is not a number or an array of numbers.
    """
    if isinstance(value, Dual):
        return value
    if isinstance(value, (list, tuple)):
        value = _listed(role, value, name)
    if isinstance(value, np.ndarray):
        check_array(f"{name}: the {role} is", value)
    elif not isinstance(value, Dual):
        check_number(f"{name}: the {role} is", value)
    return value


def _listed(role: str, value: Any, name: str) -> Any:
    if any(isinstance(leaf, Dual) for leaf in _leaves(value)):
        return array(value)
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: the {role} is a ragged list; give lists of one length") from None


def _leaves(nested: Any) -> Iterator[Any]:
    if isinstance(nested, (list, tuple)):
        for item in nested:
            yield from _leaves(item)
    else:
        yield nested


def fitted(primal: Any, tangent: Any) -> Any:
    """``tangent`` in the shape and number type that ``primal`` asks for, with memory of its own.

    Raises:
        TypeError: the two types do not compute together.
        ValueError: the shape is neither the primal's, nor that with directions in front, nor a number's.
    """
    shape = shape_of(primal)
    given = shape_of(tangent)
    if is_elsewhere(base_of(primal)):
        return _of_other_library(primal, tangent)
    if given == () and (shape != () or isinstance(base_of(primal), np.ndarray)):
        tangent = broadcast(tangent, shape)
    elif given[len(given) - len(shape) :] != shape or len(given) < len(shape):
        raise ValueError(_misfit(given, shape))
    return _apart(primal, typed(primal, tangent))


def _misfit(given: tuple[int, ...], shape: tuple[int, ...]) -> str:
    return (
        f"Dual: a tangent of shape {given} does not fit a primal of shape {shape}; "
        "its shape must be directions + primal.shape"
    )


def _of_other_library(primal: Any, tangent: Any) -> Any:
    """The tangent of an array that is not NumPy's, as an array of that library."""
    shape, base = shape_of(primal), base_of(primal)
    if isinstance(tangent, Dual):
        return make(
            _of_other_library(primal, tangent._primal),
            _of_other_library(primal, tangent._tangent),
            tangent._level,
        )
    tangent = other_arrays().as_array(tangent, base)
    given = shape_of(tangent)
    if given == () != shape:
        return other_arrays().zeros(base, shape) + tangent
    if given[len(given) - len(shape) :] != shape or len(given) < len(shape):
        raise ValueError(_misfit(given, shape))
    return tangent


def _apart(primal: Any, tangent: Any) -> Any:
    """A tangent that can be assigned to without changing the primal."""
    values = list(_arrays(primal))
    for part in _arrays(tangent):
        if not part.flags.writeable or any(np.may_share_memory(part, value) for value in values):
            return tangent.copy()
    return tangent


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, Dual):
        yield from _arrays(value._primal)
        yield from _arrays(value._tangent)
    elif isinstance(value, np.ndarray):
        yield value


def typed(primal: Any, tangent: Any) -> Any:
    """``tangent`` in the number type of ``primal``: its float type, if it has one; exact numbers stay exact.

    Raises:
        TypeError: a float beside a Decimal, with which Python does not compute.
    """
    if isinstance(tangent, Dual):
        return make(typed(primal, tangent._primal), typed(primal, tangent._tangent), tangent._level)
    base = base_of(primal)
    if is_elsewhere(base):
        return other_arrays().as_array(tangent, base)
    if isinstance(tangent, np.ndarray) and tangent.shape == () and not isinstance(base, np.ndarray):
        tangent = tangent[()]
    if isinstance(base, (np.ndarray, np.generic)) or isinstance(tangent, np.ndarray):
        return _typed_array(base, tangent)
    if isinstance(tangent, np.generic):
        tangent = tangent.item()
    if type(base) is float and type(tangent) is not float and kind_of(tangent) in "biO":
        kind = type(tangent).__name__
        if kind == "Decimal":
            raise TypeError(
                "Dual: a Decimal tangent of a float primal; give both as floats or both as Decimals"
            )
        return float(tangent)
    if type(base).__name__ == "Decimal" and not (
        isinstance(tangent, int) or type(tangent).__name__ == "Decimal"
    ):
        kind = type(tangent).__name__
        raise TypeError(f"Dual: a tangent of type {kind} of a Decimal primal; give both as Decimals")
    return tangent


def _typed_array(base: Any, tangent: Any) -> Any:
    kind = kind_of(base)
    if kind == "O" or kind_of(tangent) == "O":
        return tangent
    wanted = base.dtype if kind in "fc" and hasattr(base, "dtype") else np.dtype(float)
    if is_complex(tangent):
        wanted = np.result_type(wanted, np.complex64)
    if isinstance(tangent, np.ndarray):
        return np.asarray(tangent, wanted)
    return np.asarray(tangent, wanted) if isinstance(base, np.ndarray) else wanted.type(tangent)


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
    nested = _links.settle(nested) if isinstance(nested, np.ndarray) else _links.without_labels(nested)
    if isinstance(nested, Dual):
        return nested
    if isinstance(nested, np.ndarray):
        if nested.dtype != object:
            check_array("array: the argument is", nested)
            return nested
        return _stack(list(nested.ravel()), nested.shape)
    if not isinstance(nested, (list, tuple)):
        check_number("array: the argument is", nested)
        return np.asarray(nested)
    if not any(isinstance(leaf, (Dual, np.ndarray)) for leaf in _leaves(nested)):
        numbers = _plain_array(nested)
        if numbers is not None:
            return numbers
    items = [array(item) if isinstance(item, (list, tuple, np.ndarray)) else item for item in nested]
    shapes = {shape_of(item) for item in items}
    if len(shapes) != 1:
        raise ValueError(f"array: the nested lists are ragged, with parts of shapes {sorted(shapes)}")
    return _stack(items, (len(items), *shapes.pop()))


def _plain_array(nested: Any) -> Any:
    """Nested lists as NumPy takes them; None where it finds something else than numbers, or no shape."""
    try:
        found = np.asarray(nested)
    except ValueError:
        return None
    return found if found.dtype.kind in "biufc" else None


def _stack(items: list[Any], shape: tuple[int, ...]) -> Any:
    """The items, all of one shape, as one array or array Dual of ``shape``."""
    level = max(map(level_of, items), default=-1)
    if level < 0:
        return _stacked_numbers(items).reshape(shape)
    moving = [item for item in items if level_of(item) == level]
    found = {directions_of(item._primal, item._tangent) for item in moving}
    if len(found) > 1:
        raise ValueError(f"array: elements carry different directions, {sorted(found)}")
    directions = found.pop()
    primal = _stack([item._primal if level_of(item) == level else item for item in items], shape)
    tangents = [item._tangent if level_of(item) == level else zero_like(item, directions) for item in items]
    tangent = _stack(tangents, (len(items), *shape_of(tangents[0])))
    order = (*range(1, len(directions) + 1), 0, *range(len(directions) + 1, tangent.ndim))
    tangent = tangent.transpose(order).reshape(directions + shape)
    return make(primal, typed(primal, tangent), level)


def _stacked_numbers(items: list[Any]) -> np.ndarray[Any, Any]:
    for item in items:
        if not isinstance(item, np.ndarray):
            check_number("array: an element is", item)
    return np.array(items)


def to_object_array(x: Dual, dtype: Any, copy: bool | None) -> np.ndarray[Any, Any]:
    """The array that NumPy gets when it asks for one: of scalar Duals, so that nothing is lost.

    Raises:
        TypeError: a dtype is asked for that cannot hold a derivative.
        ValueError: ``copy=False`` is asked for.
    """
    if dtype is not None and np.dtype(dtype) != object:
        raise TypeError(
            f"asarray: an array of {np.dtype(dtype)} cannot hold a Dual without losing its derivative; "
            "use .primal to drop it on purpose, or dualnum.drop_in for code you cannot edit"
        )
    if a_sparse_matrix_asks():
        return _of_one_object(x)
    if one_that_counts_nothing_asks():
        raise TypeError(
            "asarray: squareform copies objects without telling Python; build the matrix of a Dual's elements by "
            "indexing, or use .primal to drop the derivative on purpose"
        )
    if copy is False:
        raise ValueError("asarray: an array of Duals is always a copy; leave copy=False out")
    if not x.shape:
        return _of_one_object(x)
    objects = np.empty(x.shape, dtype=object)
    for index in np.ndindex(x.shape):
        objects[index] = _links.getitem(x, index)
    return objects


def _of_one_object(x: Dual) -> np.ndarray[Any, Any]:
    """A 0-d array that holds the Dual itself."""
    whole = np.empty((), dtype=object)
    whole[()] = x
    return whole


components.__qualname__ = "Dual"  # its errors about arguments are those of Dual(...)
_links.components = components
