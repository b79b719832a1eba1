"""A jitted function over large arrays: one loop, on all cores, without temporaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.core.errors import TypingError
from numba.core.registry import cpu_target

from dualnum.compiled.elementwise import at
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.transforms import kept_with
from dualnum.compiled.variables import items_mapped
from dualnum.workers import threads


def sweep_compiled(g: Any, arrays: Sequence[Any], out: Any = None) -> Any:
    """g at every element of the arrays, which broadcast; g takes numbers, and gives one or a tuple of them.

    Args:
        g: a jitted function of numbers, such as a transform of one.
        arrays: g's arguments, arrays and numbers.
        out: an array for the results, or a tuple of them as g gives them; new ones without it.

    Returns:
        ``out``, or new arrays in the structure of g's result.

    Raises:
        TypeError: g is not jitted, or it gives no numbers.
        ValueError: ``out`` has another structure or shape than the results.
    """
    if not hasattr(g, "py_func"):
        raise TypeError(f"sweep_compiled: g is a {type(g).__name__}; give a function made by numba.njit")
    cut = [isinstance(a, np.ndarray) and a.ndim > 0 for a in arrays]
    shape = np.broadcast_shapes(*(np.shape(a) for a in arrays))
    flat = [_flat(a, shape) if is_cut else a for a, is_cut in zip(arrays, cut, strict=True)]
    results = _room(_result_of(g, flat), shape) if out is None else out
    _check(results, shape)
    _run(g, tuple(flat), _flat_results(results), int(np.prod(shape)))
    return results


def _flat(array: Any, shape: tuple[int, ...]) -> Any:
    return np.ascontiguousarray(np.broadcast_to(array, shape)).reshape(-1)


def _result_of(g: Any, arguments: Sequence[Any]) -> Any:
    """The type that g gives for one element of each argument."""
    kinds = [numba.typeof(a) for a in arguments]
    elements = tuple(kind.dtype if isinstance(kind, types.Array) else kind for kind in kinds)
    found = cpu_target.typing_context.resolve_function_type(types.Dispatcher(g), elements, {})
    return found.return_type


def _room(kind: Any, shape: tuple[int, ...]) -> Any:
    """New arrays in the structure of a type."""
    if isinstance(kind, types.BaseTuple):
        return tuple(_room(item, shape) for item in kind)
    if not isinstance(kind, types.Number | types.Boolean):
        raise TypeError(f"sweep_compiled: g gives a {kind} for one element; give a function of numbers")
    return np.empty(shape, "bool" if isinstance(kind, types.Boolean) else kind.name)


def _check(results: Any, shape: tuple[int, ...]) -> None:
    for result in results if isinstance(results, tuple) else (results,):
        if isinstance(result, tuple):
            _check(result, shape)
        elif result.shape != shape or not result.flags.c_contiguous:
            raise ValueError(
                f"sweep_compiled: an array of shape {result.shape} in out; give contiguous ones of shape {shape}"
            )


def _flat_results(results: Any) -> Any:
    return tuple(map(_flat_results, results)) if isinstance(results, tuple) else results.reshape(-1)


def _run(g: Any, arguments: Any, results: Any, count: int) -> None:
    """The loop, on as many threads as `dualnum.set_threads` says."""
    before = numba.get_num_threads()
    numba.set_num_threads(min(threads(), numba.config.NUMBA_NUM_THREADS))
    try:
        kept_with(g, "sweep", lambda: _loop_of(g))(arguments, results, count)
    finally:
        numba.set_num_threads(before)


def _loop_of(g: Any) -> Callable[..., Any]:
    function, prange = g, numba.prange

    @numba.njit(parallel=True)
    def loop(arguments: Any, results: Any, count: Any) -> None:
        for i in prange(count):
            store(results, i, function(*items_mapped(at, arguments, i)))

    return loop  # type: ignore[no-any-return]


@in_compiled_code
def store(results: Any, index: Any, value: Any) -> None:
    """Put a number, or the items of a tuple, in their places."""


@overload(store)
def _store(results: Any, index: Any, value: Any) -> Any:
    if isinstance(value, types.BaseTuple) != isinstance(results, types.BaseTuple):
        raise TypingError("sweep_compiled: out= does not have the structure of g's result")
    if not isinstance(value, types.BaseTuple):

        def one(results: Any, index: Any, value: Any) -> None:
            results[index] = value

        return one
    if len(value) != len(results):
        raise TypingError("sweep_compiled: out= does not have the structure of g's result")
    if not len(value):
        return lambda results, index, value: None

    def several(results: Any, index: Any, value: Any) -> None:
        store(results[0], index, value[0])
        store(results[1:], index, value[1:])

    return several
