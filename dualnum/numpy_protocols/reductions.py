"""``reduce`` and ``outer`` of a ufunc with a row in the table, and where the other methods are.

The primal is NumPy's own.  The tangent follows what the function is: a sum is linear; maximum and its
kin choose an element, the first of several that tie; everything else is folded, as a line of Duals,
by its row (`dualnum.numpy_protocols.folding`).  Axes are counted from the end, where the directions of a
tangent do not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dualnum.dual import Dual, make
from dualnum.floating_errors import told_where_it_shows
from dualnum.namespaces import NUMPY
from dualnum.numpy_protocols.accumulations import accumulate, reduceat
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped
from dualnum.numpy_protocols.element_updates import at
from dualnum.numpy_protocols.folding import Line, folded, in_line
from dualnum.numpy_protocols.results import refuse_plain_out, tangent_at
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import split
from dualnum.rules import Rule
from dualnum.selection import select
from dualnum.shapes import aligned, direction_shape, filled, reshaped, shape_of, zero_like

NO_VALUE: Any = np._NoValue


def call(ufunc: Any, method: str, rule: Rule, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """One of the methods of a ufunc, on Duals."""
    if method != "at" and (ufunc.nin != 2 or (ufunc.nout != 1 and method != "outer")):
        return getattr(ufunc, method)(*stripped(inputs), **stripped(kwargs))  # NumPy's own error
    if method in ("at", "outer"):
        return (at if method == "at" else outer)(ufunc, *inputs, **kwargs)
    out = kwargs.pop("out", None)
    if out is not None:
        return _into(ufunc, method, out[0], inputs, kwargs)
    return _METHODS[method](ufunc, rule, *map(as_array, inputs), **kwargs)


def _into(ufunc: Any, method: str, out: Any, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The result in ``out``; its primal is what NumPy writes into a plain ``out`` of that kind."""
    refuse_plain_out(f"{ufunc.__name__}.{method}", out)
    function = getattr(ufunc, method)
    exact = np.empty_like(stripped(out))
    function(*stripped(inputs), out=exact, **stripped(kwargs))
    with np.errstate(all="ignore"):  # NumPy has told of everything once
        out[...] = function(*inputs, **kwargs)
    stripped(out)[...] = exact
    return out


def outer(ufunc: Any, a: Any, b: Any, **kwargs: Any) -> Any:
    """The function of every pair of elements: that of ``a`` with as many axes more as ``b`` has.

    Python's numbers count as arrays here, whose dtype decides about that of the result.
    """
    first, second = _in_array(a), _in_array(b)
    return ufunc(np.reshape(first, shape_of(first) + (1,) * len(shape_of(second))), second, **kwargs)


def _in_array(value: Any) -> Any:
    if isinstance(value, Dual):
        return make(_in_array(value._primal), _in_array(value._tangent), value._level)
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
    level, (x, initial), (t, t_initial) = split((x, initial))
    y = _primal(ufunc, rule, x, initial, options)
    directions = direction_shape(f"{ufunc.__name__}.reduce", (x, initial), (t, t_initial))
    axes = from_end(axis if axis is None or isinstance(axis, tuple) else (axis,), len(shape_of(x)))
    if rule.constant:
        tangent = zero_like(y, directions)
    elif ufunc in (np.add, np.subtract):
        tangent = _of_sum(ufunc, t, axes, y, aligned(t_initial, initial, y, directions), initial, options)
    else:
        line = in_line(x, t, level, y, tuple(sorted(axes)), options["where"])
        start = initial if t_initial is None else make(initial, t_initial, level)
        tangent = told_where_it_shows(_of_line, ufunc, rule, line, start, level, directions)
        tangent = reshaped(tangent, directions + shape_of(y))
    return make(y, filled(tangent, y, directions), level)
