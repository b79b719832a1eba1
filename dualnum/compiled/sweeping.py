"""A jitted function over large arrays: compiled loops without temporaries, on all cores."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.core.errors import TypingError
from numba.core.registry import cpu_target

from dualnum import workers as threads
from dualnum.compiled import vector_math as vectors
from dualnum.compiled.elementwise import at
from dualnum.compiled.overloading import in_compiled_code, overload
from dualnum.compiled.signatures import options_of
from dualnum.compiled.transforms import kept_with
from dualnum.compiled.variables import items_mapped
from dualnum.sweeping.blocks import FEWEST, Index, cut, size_of_blocks
from dualnum.sweeping.running import Progress, run


def sweep_compiled(
    g: Any,
    arrays: Sequence[Any],
    out: Any = None,
    *,
    block: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    vector_math: bool = False,
) -> Any:
    """g at every element of the arrays, which broadcast; g takes numbers, and gives one or a tuple of them.

    Args:
        g: a jitted function of numbers, such as a transform of one.
        arrays: g's arguments, arrays and numbers.
        out: an array for the results, or a tuple of them as g gives them; new ones without it.
        block: how many elements a thread takes at once.
        workers: how many threads there are.
        progress: called as ``progress(done, total)``, numbers of elements.
        vector_math: let the loop call libmvec, which computes several sines, exponentials … at once, to 4 ULP.

    Returns:
        ``out``, or new arrays in the structure of g's result.

    Raises:
        TypeError: g is not jitted, or it gives no numbers.
        ValueError: ``out`` has another structure or shape than the results.

    Warns:
        RuntimeWarning: there is no vector mathematics here, or g's loop cannot use it.
    """
    if not hasattr(g, "py_func"):
        raise TypeError(f"sweep_compiled: g is a {type(g).__name__}; give a function made by numba.njit")
    is_cut = [isinstance(a, np.ndarray) and a.ndim > 0 for a in arrays]
    shape = np.broadcast_shapes(*(np.shape(a) for a in arrays))
    flat = [_flat(a, shape) if each else a for a, each in zip(arrays, is_cut, strict=True)]
    results = _room(_result_of(g, flat), shape) if out is None else out
    _check(results, shape)
    loop, flat_results = _loop(g, vector_math), _flat_results(results)

    def work(index: Index) -> None:
        (part,) = index
        given = tuple(a[part] if each else a for a, each in zip(flat, is_cut, strict=True))
        loop(given, _part(flat_results, part), part.stop - part.start)

    work((slice(0, 0),))  # so that it is compiled once, and what Numba has to say is not taken for a block's
    if vector_math and not vectors.are_used(loop):
        _warn(
            "but LLVM has not made vectors of the loop; make f by numba.njit(error_model='numpy'), whose "
            "divisions do not raise, and choose by numpy.where instead of branches"
        )
    run(work, _blocks(flat, is_cut, block, workers), workers or threads.threads(), progress)
    return results


def _blocks(
    flat: Sequence[Any], is_cut: Sequence[bool], block: int | None, workers: int | None
) -> list[Index]:
    """Parts of the flat arrays, of which every thread gets some."""
    like = [a for a, each in zip(flat, is_cut, strict=True) if each]
    if not like:
        return [(slice(0, 1),)]
    size = block or max(FEWEST, size_of_blocks(like, workers or threads.threads()))
    return list(cut(like[0], size, evenly=block is None))


def _loop(g: Any, vector_math: bool) -> Any:
    """The compiled loop of g, with vector mathematics where it is asked for and can be had."""
    reason = vectors.why_not() if vector_math else None
    if reason is not None:
        _warn(f"but {reason}; the loop calls the functions of numbers")
    with_vectors = vector_math and reason is None
    return kept_with(g, ("sweep", with_vectors), lambda: _loop_of(g, with_vectors))


def _warn(text: str) -> None:
    warnings.warn(f"sweep: vector_math=True, {text}", RuntimeWarning, stacklevel=4)


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


def _part(results: Any, part: slice) -> Any:
    return tuple(_part(r, part) for r in results) if isinstance(results, tuple) else results[part]


def _loop_of(g: Any, with_vectors: bool) -> Callable[..., Any]:
    function = g
    options = {**options_of(g), "nogil": True}
    if with_vectors:
        options["pipeline_class"] = vectors.VectorCompiler

    @numba.njit(**options)
    def loop(arguments: Any, results: Any, count: Any) -> None:
        for i in range(count):
            store(results, i, function(*items_mapped(at, arguments, i)))

    return loop  # type: ignore[no-any-return]  # Numba has no types for it


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
