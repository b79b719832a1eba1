"""``reduce``, ``accumulate``, ``reduceat`` and ``outer`` of a ufunc with a row in the table.

The primal is NumPy's own.  Sums and differences are linear, so their tangents are those of the tangents;
everything else is folded along a line of Duals by the ufunc itself (`dualnum.numpy_protocols.folding`), and
so by its row.  Axes are counted from the end, where the directions of a tangent do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped, tangent_dtype
from dualnum.numpy_protocols.element_updates import at
from dualnum.numpy_protocols.folding import NO_VALUE, all_folded, folded, line_of
from dualnum.numpy_protocols.functions.axes import merged
from dualnum.numpy_protocols.results import both, defined, stored
from dualnum.numpy_protocols.untyped import np
from dualnum.rules import Rule
from dualnum.shapes import directions_of, shape_of, zero_like

_LINEAR = (np.add, np.subtract)


def call(ufunc: Any, method: str, rule: Rule, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """One of the methods of a ufunc, on Duals.

    Raises:
        TypeError: the result goes to a plain array, or to one of integers, which cannot hold a derivative.
    """
    if method == "at":
        return at(ufunc, *inputs)
    if ufunc.nin != 2 or (ufunc.nout != 1 and method != "outer"):
        return getattr(ufunc, method)(*stripped(inputs), **stripped(kwargs))  # NumPy's own error
    if method == "outer":
        return outer(ufunc, *inputs, **kwargs)
    if "out" in kwargs:
        return stored(_named(ufunc, method), kwargs.pop("out"), *inputs, **kwargs)
    return _METHODS[method](ufunc, rule, *map(as_array, inputs), **kwargs)


def _named(ufunc: Any, method: str) -> Any:
    """A ufunc's method, by the name that errors say."""
    function = partial(getattr(ufunc, method))
    function.__name__ = f"{ufunc.__name__}.{method}"  # type: ignore[attr-defined]  # Callable has none
    return function


def outer(ufunc: Any, a: Any, b: Any, **kwargs: Any) -> Any:
    """The function of every pair of elements, where ``a`` has as many axes more as ``b`` has.

    A Python number is an array here, whose dtype counts as much as that of the other.
    """
    first, second = _of_arrays(a), _of_arrays(b)
    return ufunc(np.reshape(first, shape_of(first) + (1,) * len(shape_of(second))), second, **kwargs)


def _of_arrays(value: Any) -> Any:
    if isinstance(value, Dual):
        return make(_of_arrays(value._primal), _of_arrays(value._tangent), value._level)
    return np.asarray(value)


def reduce(
    ufunc: Any,
    rule: Rule,
    x: Any,
    axis: Any = 0,
    dtype: Any = None,
    keepdims: bool = False,
    initial: Any = NO_VALUE,
    where: Any = True,
) -> Any:
    """``ufunc.reduce(x, axis, dtype, keepdims=, initial=, where=)``; ``initial`` may be a Dual."""
    options = {"axis": axis, "dtype": dtype, "keepdims": keepdims, "where": stripped(where)}
    if initial is NO_VALUE and ufunc in _LINEAR:
        return _linear(ufunc, "reduce", x, options)
    given = options if initial is NO_VALUE else {**options, "initial": initial}
    return defined(_named(ufunc, "reduce"), partial(_reduced, ufunc, rule), _beside(x, initial), **given)


def _reduced(
    ufunc: Any, rule: Rule, x: Any, axis: Any, dtype: Any, keepdims: bool, where: Any, initial: Any = NO_VALUE
) -> Any:
    if ufunc in _LINEAR:
        total = np.add.reduce(x, axis=axis, dtype=dtype, keepdims=keepdims, where=where)
        return total if initial is None else ufunc(initial, total)
    axes = _axes(axis, len(shape_of(x)))
    line = line_of(ufunc, x, axes, dtype)
    mask = None if where is True else merged(np.broadcast_to(where, shape_of(x)), axes)
    total = folded(ufunc, rule, line, initial, mask)
    return np.expand_dims(total, axes) if keepdims and axes else total


def _axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """The axes that are reduced, from the end and in order; NumPy lets a number have an axis 0."""
    if ndim == 0:
        return ()
    return tuple(sorted(from_end(axis if axis is None or isinstance(axis, tuple) else (axis,), ndim)))


def _beside(x: Any, initial: Any) -> Any:
    """``x`` as a Dual of all the levels that ``initial`` has, so that NumPy hands both to a Dual."""
    if not isinstance(initial, Dual):
        return x
    if isinstance(x, Dual) and x._level >= initial._level:
        lower = initial._primal if x._level == initial._level else initial
        return make(_beside(x._primal, lower), x._tangent, x._level)
    inner = _beside(x, initial._primal)
    return make(inner, zero_like(inner, directions_of(initial._primal, initial._tangent)), initial._level)


def accumulate(ufunc: Any, rule: Rule, x: Any, axis: Any = 0, dtype: Any = None) -> Any:
    """``ufunc.accumulate(x, axis, dtype)``."""
    options = {"axis": axis, "dtype": dtype}
    if ufunc in _LINEAR:
        return _linear(ufunc, "accumulate", x, options)
    return defined(_named(ufunc, "accumulate"), partial(_accumulated, ufunc, rule), x, **options)


def _accumulated(ufunc: Any, rule: Rule, x: Any, axis: Any, dtype: Any) -> Any:
    place = _only(from_end(axis, len(shape_of(x))))
    return np.moveaxis(all_folded(ufunc, rule, line_of(ufunc, x, (place,), dtype)), -1, place)


def reduceat(ufunc: Any, rule: Rule, x: Any, indices: Any, axis: Any = 0, dtype: Any = None) -> Any:
    """``ufunc.reduceat(x, indices, axis, dtype)``."""
    options = {"axis": axis, "dtype": dtype}
    if ufunc in _LINEAR:
        return _linear(ufunc, "reduceat", x, options, stripped(indices))
    return defined(
        _named(ufunc, "reduceat"), partial(_reduced_at, ufunc, rule), x, stripped(indices), **options
    )


def _reduced_at(ufunc: Any, rule: Rule, x: Any, indices: Any, axis: Any, dtype: Any) -> Any:
    """Each part from one index to the next; an index that is not below the next takes its element alone."""
    place = _only(from_end(axis, len(shape_of(x))))
    line = line_of(ufunc, x, (place,), dtype)
    ends = [*indices[1:], shape_of(line)[-1]]
    parts = [line[..., i : max(end, i + 1)] for i, end in zip(indices, ends, strict=True)]
    if not parts:
        return line[..., :0]
    return np.moveaxis(np.stack([folded(ufunc, rule, part, None) for part in parts], -1), -1, place)


def _only(axis: Any) -> Any:
    return axis[0] if isinstance(axis, tuple) else axis


def _linear(ufunc: Any, method: str, x: Any, options: dict[str, Any], *indices: Any) -> Any:
    """A method of a linear ufunc: its tangent is that method of the tangent."""
    function = getattr(ufunc, method)
    axes = from_end(options["axis"], len(shape_of(x)))
    dtype = tangent_dtype(f"{ufunc.__name__}.{method}", options["dtype"], x)
    of_tangent = {**options, "axis": axes, "dtype": dtype}
    return both(
        x, lambda part: function(part, *indices, **options), lambda t: function(t, *indices, **of_tangent)
    )


_METHODS: dict[str, Any] = {"reduce": reduce, "accumulate": accumulate, "reduceat": reduceat}
