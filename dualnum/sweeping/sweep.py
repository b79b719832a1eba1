"""`sweep`: an elementwise function of large arrays, as fast as the processor's cache and cores allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from dualnum import workers as threads
from dualnum.array_propagation import keep_freed_memory
from dualnum.structures import map_leaves
from dualnum.sweeping.arrays import broadcast, is_cut, is_opaque, settled
from dualnum.sweeping.blocks import Index, cut, shape_of, size_of_blocks
from dualnum.sweeping.results import Results, apart, check_block, check_out, holds_duals
from dualnum.sweeping.running import Progress, note_block, run
from dualnum.transforms.jitted import is_jitted


def sweep(
    g: Callable[..., Any],
    *arrays: Any,
    out: Any = None,
    block: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    vector_math: bool = False,
) -> Any:
    """``g(*arrays)``, bit for bit, computed block by block in the cache and on all cores.

    Args:
        g: a function that works element by element: what a transform returns, a ufunc, or any other.
            It may return an array, or a tuple, list, dict or dataclass of arrays.  It runs in several threads.
        arrays: numbers, which every block sees, and NumPy arrays of any dtype, layout and size (memory
            maps too), which broadcast to one shape.
        out: an array, or a structure like g's result of arrays, to write the result into; it may be one of
            ``arrays``.
        block: how many elements g gets at once; by default as many as the cache holds.
        workers: how many threads there are; by default as `dualnum.set_threads` says.
        progress: called as ``progress(done, total)``, numbers of elements, in the calling thread.
        vector_math: let the loop of a jitted g compute several sines, exponentials … at once, with glibc's
            libmvec, whose results may be 4 units in the last place off (see docs/compiled.md).

    The caller's context (`numpy.errstate`, `dualnum.errstate`, context variables) holds in every thread; a
    warning may come once for each block.  A Dual among the arguments, or in g, is not cut.  A function made by
    `numba.njit`, or a transform of one, gets numbers, and is one compiled loop over the elements of a block.

    Raises:
        TypeError: g is not callable, an argument is no number or plain array, or ``out`` cannot hold the result;
            ``vector_math`` is asked for, and g is not jitted.
        ValueError: the shapes do not fit together, or g does not keep the shape; ``block`` or ``workers`` is
            not a positive integer.
        Exception: g's own, from the first block where it fails, with a note of the block's elements.

    >>> import numpy as np
    >>> import dualnum
    >>> slope = dualnum.derivative(lambda x: x * np.exp(-x))
    >>> x = np.linspace(0.0, 3.0, 1_000_000)
    >>> np.array_equal(sweep(slope, x), slope(x))
    True
    """
    if not callable(g):
        raise TypeError(f"sweep: g is a {type(g).__name__}; give a function")
    if vector_math and not is_jitted(g):
        raise TypeError(
            "sweep: vector_math=True; it is for functions made by numba.njit, and their transforms"
        )
    size, count = _positive("block", block), _positive("workers", workers) or threads.threads()
    args, shape = broadcast(settled(arrays))
    outs = check_out(out, shape)
    cuts = [arg for arg in args if is_cut(arg)]
    if 0 in shape or not cuts or any(map(is_opaque, args)):
        return _whole(g, args, shape, out)
    keep_freed_memory()
    args = apart(args, outs)
    if is_jitted(g):
        compiled = import_module("dualnum.compiled.sweeping").sweep_compiled
        options = {"block": size, "workers": count, "progress": progress, "vector_math": vector_math}
        return compiled(g, args, out, **options)
    evenly, size = size is None, size or size_of_blocks(cuts, count)
    return _cut(g, args, out, list(cut(_largest(cuts), size, evenly=evenly)), count, progress)


def _positive(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"sweep: {name}={value!r}; give a positive integer")
    return value


def _largest(cuts: Sequence[Any]) -> Any:
    """The array whose memory order decides how all are cut: the first that is not broadcast."""
    return next((array for array in cuts if 0 not in array.strides), cuts[0])


def _whole(g: Callable[..., Any], args: Sequence[Any], shape: tuple[int, ...], out: Any) -> Any:
    """The call as it is, where there is nothing to cut."""
    value = g(*args)
    if holds_duals(value):
        if out is not None:
            raise TypeError("sweep: g returned Duals, which out= cannot hold; leave out= away")
        return value
    if shape:
        check_block(value, shape)
    if out is None:
        return value
    value = map_leaves(np.asarray, value)
    check_block(value, shape)
    results = Results(value, np.empty(shape), out)
    results.write(tuple(slice(0, length) for length in shape), value)
    return results.value


def _cut(
    g: Callable[..., Any],
    args: Sequence[Any],
    out: Any,
    blocks: Sequence[Index],
    count: int,
    progress: Progress | None,
) -> Any:
    """The first block shows what g returns; the threads then do the others."""
    first = _noted(g, args, blocks[0])
    if holds_duals(first):
        return _whole(g, args, _largest(list(filter(is_cut, args))).shape, out)
    check_block(first, shape_of(blocks[0]))
    results = Results(first, _largest(list(filter(is_cut, args))), out)

    def work(index: Index) -> None:
        value = first if index is blocks[0] else _block(g, args, index)
        check_block(value, shape_of(index))
        results.write(index, value)

    run(work, blocks, count, progress)
    return results.value


def _block(g: Callable[..., Any], args: Sequence[Any], index: Index) -> Any:
    return g(*(arg[index] if is_cut(arg) else arg for arg in args))


def _noted(g: Callable[..., Any], args: Sequence[Any], index: Index) -> Any:
    """g's result for the first block; an error of g's says that it was that one."""
    try:
        return _block(g, args, index)
    except Exception as error:
        note_block(error, index)
        raise
