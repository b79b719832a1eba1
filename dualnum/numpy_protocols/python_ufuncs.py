"""Ufuncs made from a Python function: `numpy.frompyfunc`, and Numba's ``vectorize``.

The table has no row for them, but what they are made from takes Duals, one element at a time.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Sequence
from types import CellType, CodeType, FunctionType
from typing import Any

from dualnum.construction import array, level_of, typed
from dualnum.dual import Dual, make
from dualnum.number_types import as_python_numbers
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import split
from dualnum.shapes import base_of, direction_shape, filled, kind_of, zero_like


def made_from_python(ufunc: Any) -> bool:
    """Whether a ufunc calls a Python function: it has loops for objects alone, or comes from Numba."""
    return numba_source(ufunc) is not None or set("".join(ufunc.types)) == {"O", "-", ">"}


def numba_source(ufunc: Any) -> Any:
    """The function that Numba's ``vectorize`` compiled; None for any other ufunc."""
    return None if type(ufunc) is np.ufunc else getattr(getattr(ufunc, "_dispatcher", None), "py_func", None)


def call(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Such a ufunc, or a method of one of objects, with Duals among the inputs or in ``out=``.

    Raises:
        TypeError: ``out=`` cannot hold the derivative, or a ufunc of Numba's is not simply called.
    """
    if method == "at" and isinstance(inputs[0], Dual):
        return _at(ufunc, *inputs)
    out = kwargs.get("out")
    targets = out if isinstance(out, tuple) else (out,)  # Numba hands on what it is given
    if not any(isinstance(target, Dual) for target in targets):
        return _evaluated(ufunc, method, inputs, kwargs)
    rest = {key: value for key, value in kwargs.items() if key != "out"}
    results = _evaluated(ufunc, method, inputs, rest)
    for target, result in zip(targets, results if isinstance(results, tuple) else (results,), strict=True):
        target[...] = result
    return targets if len(targets) > 1 else targets[0]


def _at(ufunc: Any, x: Any, *args: Any) -> None:
    objects = np.asarray(x, object)
    ufunc.at(objects, *map(_of_objects, args))
    x[...] = objects


def _evaluated(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    source = numba_source(ufunc)
    if source is None:
        return getattr(ufunc, method)(*map(_of_objects, inputs), **kwargs)
    if method != "__call__" or kwargs:
        raise TypeError(
            f"{ufunc.__name__}: a ufunc that Numba compiled carries a derivative where it is called, without "
            "options; call it so, and leave the rest to NumPy's own functions"
        )
    return _through_source(ufunc, source, inputs)


def _of_objects(value: Any) -> Any:
    """A Dual as an array of scalar Duals, which a ufunc takes one by one; anything else as it is."""
    return np.asarray(value, object) if isinstance(value, Dual) else value


# --- what Numba compiled ------------------------------------------------------------------------------


def _through_source(ufunc: Any, source: Callable[..., Any], inputs: Sequence[Any]) -> Any:
    """The compiled function's own value, with the tangent that its source gives for each element.

    Raises:
        TypeError: the source gives other values than what was compiled from it: it reads something that
            has changed since.
    """
    level, primals, tangents = split(inputs)
    y = ufunc(*primals)
    if kind_of(y) not in "fc":
        return y
    directions = direction_shape(ufunc.__name__, primals, tangents)
    found = _elementwise(source, inputs)
    value = found._primal if level_of(found) == level else found
    if not _agree(base_of(value), base_of(y)):
        raise TypeError(
            f"{ufunc.__name__}: cannot carry a derivative: its Python source gives other values than what Numba "
            "compiled from it; see dualnum.custom_rule"
        )
    tangent = found._tangent if level_of(found) == level else zero_like(y, directions)
    return make(y, typed(y, filled(tangent, y, directions)), level)


def _elementwise(source: Callable[..., Any], inputs: Sequence[Any]) -> Any:
    """``source`` of each element of the inputs, as a number, an array or a Dual."""
    function = with_duals(source)
    each: Any = np.frompyfunc(lambda *args: function(*map(as_python_numbers, args)), len(inputs), 1)
    return array(each(*map(_of_objects, inputs)))


def _agree(found: Any, expected: Any) -> bool:
    """Whether two values are the same but for rounding, which Numba's ``fastmath`` may do in another order."""
    close = 1e-4 if np.asarray(expected).dtype.itemsize <= 4 else 1e-9
    same_shape = np.shape(found) == np.shape(expected)
    return bool(same_shape and np.allclose(found, expected, close, 1e-12, equal_nan=True))


def with_duals(source: Any) -> Any:
    """A function that Numba compiles, as one that takes Duals: with `dualnum.math` in the place of `math`.

    Numba takes what a function refers to for constants, and so does this: a copy of them, in which other
    compiled functions give way to their source where a Dual arrives.
    """
    names = _names_in(source.__code__)
    references = {name: _referred(source.__globals__[name]) for name in names if name in source.__globals__}
    closure = tuple(CellType(_referred(cell.cell_contents)) for cell in source.__closure__ or ())
    references["__builtins__"] = builtins
    copy = FunctionType(source.__code__, references, source.__name__, source.__defaults__, closure or None)
    copy.__kwdefaults__ = source.__kwdefaults__
    return copy


def _names_in(code: CodeType) -> set[str]:
    """The names that a function, and those inside it, look up."""
    inner = (_names_in(constant) for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*inner)


def _referred(value: Any) -> Any:
    """What stands for something that a compiled function refers to."""
    from dualnum import math as dual_math

    if value is math:
        return dual_math
    name = getattr(value, "__name__", None)
    if callable(value) and name is not None and vars(math).get(name) is value:
        return getattr(dual_math, name)
    source = getattr(value, "py_func", None) or numba_source(value)
    return value if source is None else _giving_way(value, source)


def _giving_way(compiled: Callable[..., Any], source: Any) -> Callable[..., Any]:
    def function(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(value, Dual) for value in (*args, *kwargs.values())):
            return with_duals(source)(*args, **kwargs)
        return compiled(*args, **kwargs)

    return function
