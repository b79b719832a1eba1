"""Gradients and Jacobians: all directions of the input in one pass, or in chunks of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any, Literal

import numpy as np

from dualnum.dual import Dual
from dualnum.shapes import is_complex, shape_of
from dualnum.structures import leaves, map_leaves
from dualnum.transforms.arguments import (
    Argnum,
    Function,
    check_argnum,
    check_function,
    chosen,
    chosen_one,
    replaced,
)
from dualnum.transforms.derivatives import _second_of
from dualnum.transforms.seeding import as_variable, fresh_level, output_parts, seeded

ChunkSize = int | Literal["auto"]
_CACHED_NUMBERS = 1 << 15
"""How many numbers a chunk of one array's tangents may hold: 256 KiB of doubles stay in the cache."""


def gradient(f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto") -> Function:
    """The function that gives ∇f for f: Rⁿ → R.

    x is a number, an array of any rank, or a tuple, list, dict or dataclass of them, and the gradient has
    x's structure and shapes; with a tuple ``argnum``, a tuple of such.  ``chunk_size`` directions are
    carried at once.

    Raises:
        TypeError: f is not callable, x is not made of numbers, or f returns something else.
        ValueError: f returns an array (use `jacobian`), or ``chunk_size`` is not a positive integer.

    >>> gradient(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    check_function("gradient", f)
    return _second_of(value_and_gradient(f, argnum=argnum, chunk_size=chunk_size), f)


def value_and_gradient(f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto") -> Function:
    """The function that gives ``(f(x), ∇f(x))``; arguments and errors as for `gradient`.

    >>> value_and_gradient(lambda x: x[0] * x[1])([2.0, 3.0])
    (6.0, [3.0, 2.0])
    """
    pair = _value_and_rows("gradient", f, argnum, chunk_size)

    @wraps(f, updated=())
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        x, value, rows = pair(args, kwargs)
        check_number("gradient", value)
        return value, unflattened(x, rows)

    return both


def jacobian(
    f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto", sparsity: Any = None
) -> Function:
    """The function that gives the Jacobian, of shape ``f(x).shape + x.shape``.

    With ``sparsity``, a SciPy sparse or dense 0/1 pattern of shape ``(m, n)`` (`dualnum.sparsity` finds
    it), the result for f: Rⁿ → Rᵐ is a SciPy CSR matrix, from one pass with a direction for each colour of
    columns that share no row.  Where f returns a structure, the result has that structure, and each of its leaves the structure of x.

    Raises:
        TypeError: f is not callable, x is not made of numbers, or f returns something else.
        ValueError: ``chunk_size`` is not a positive integer.

    The formula is the lecture's L23: a module's local derivative is a Jacobian matrix.

    >>> jacobian(lambda x: x[:-1] * x[1:])(np.array([1.0, 2.0, 3.0]))
    array([[2., 1., 0.],
           [0., 3., 2.]])
    """
    check_function("jacobian", f)
    if sparsity is not None:
        from dualnum.transforms.sparse import sparse_jacobian

        return sparse_jacobian(f, sparsity, chosen_one("jacobian", argnum))
    return _second_of(value_and_jacobian(f, argnum=argnum, chunk_size=chunk_size), f)


def value_and_jacobian(f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto") -> Function:
    """The function that gives ``(f(x), Jacobian)``; arguments and errors as for `jacobian`.

    >>> value_and_jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    (array([1., 4.]), array([[2., 0.],
           [0., 4.]]))
    """
    pair = _value_and_rows("jacobian", f, argnum, chunk_size)

    @wraps(f, updated=())
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        x, value, rows = pair(args, kwargs)
        table = iter(leaves(rows))
        return value, map_leaves(lambda _: unflattened(x, next(table)), value)

    return both


def _value_and_rows(name: str, f: Function, argnum: Argnum, chunk_size: ChunkSize) -> Function:
    """x, f(x), and f's tangents along all n directions, ``(n,) + shape`` for each output."""
    check_function(name, f)
    check_argnum(name, argnum)
    check_chunk_size(name, chunk_size)

    def run(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
        x = map_leaves(lambda leaf: as_variable(name, leaf), chosen(name, args, argnum))
        value, blocks = None, []
        for chunk in chunks(x, chunk_size):
            level = fresh_level()
            variable = seeded_chunk(x, chunk, level)
            output = f(*replaced(args, argnum, variable), **kwargs)
            value, rows = output_parts(name, output, level, (len(chunk),))
            _check_real(name, x, value)
            blocks.append(rows)
        return x, value, _joined(blocks)

    return run


def check_chunk_size(name: str, chunk_size: Any) -> None:
    """Raise ValueError unless ``chunk_size`` is a positive integer or "auto"."""
    if chunk_size != "auto" and (not isinstance(chunk_size, int) or chunk_size < 1):
        raise ValueError(f'{name}: chunk_size={chunk_size!r}; give a positive integer or "auto"')


def check_number(name: str, value: Any) -> None:
    """Raise ValueError unless f returned one number."""
    if shape_of(value) != () or isinstance(value, (list, tuple, dict)):
        raise ValueError(
            f"{name}: f returned {_described(value)}, not a number; use dualnum.jacobian for vector-valued f"
        )


def chunks(x: Any, chunk_size: ChunkSize) -> Iterator[range]:
    """The directions, in ranges of ``chunk_size``; an empty x has one empty range."""
    sizes = [_size(leaf) for leaf in leaves(x)]
    n = sum(sizes)
    step = max(8, _CACHED_NUMBERS // max(max(sizes, default=1), 1)) if chunk_size == "auto" else chunk_size
    for start in range(0, max(n, 1), step):
        yield range(start, min(start + step, n))


def _size(leaf: Any) -> int:
    return int(np.prod(shape_of(leaf), dtype=int))


def seeded_chunk(x: Any, chunk: range, level: int) -> Any:
    """x as Duals whose tangents are the unit vectors of the directions in ``chunk``."""
    start = 0

    def seed(leaf: Any) -> Dual:
        nonlocal start
        size = _size(leaf)
        tangent = np.zeros((len(chunk), size))
        columns = range(max(chunk.start, start), min(chunk.stop, start + size))
        for column in columns:
            tangent[column - chunk.start, column - start] = 1.0
        start += size
        return seeded(leaf, tangent.reshape((len(chunk), *shape_of(leaf))), level)

    return map_leaves(seed, x)


def _joined(blocks: list[Any]) -> Any:
    """The chunks' tangents, one after the other, in the structure of the output."""
    if len(blocks) == 1:
        return blocks[0]
    columns = iter(zip(*(leaves(block) for block in blocks), strict=True))
    return map_leaves(lambda _: np.concatenate(next(columns)), blocks[0])


def unflattened(x: Any, rows: Any) -> Any:
    """``(n,) + shape`` tangents as derivatives with respect to x: ``shape + leaf.shape`` for each leaf."""
    start = 0
    last = tuple(range(1, len(shape_of(rows)))) + (0,)

    def cut(leaf: Any) -> Any:
        nonlocal start
        part = rows[start : start + _size(leaf)]
        start += _size(leaf)
        part = part.transpose(last).reshape(shape_of(rows)[1:] + shape_of(leaf))
        return _number_like(leaf, part)

    return map_leaves(cut, x)


def _number_like(leaf: Any, part: Any) -> Any:
    """A Python number for a Python number; arrays and NumPy scalars as NumPy has them."""
    if shape_of(part) != () or isinstance(part, Dual):
        return part
    return part.item() if type(leaf) in (float, complex) else part[()]


def _check_real(name: str, x: Any, value: Any) -> None:
    if any(map(is_complex, leaves(x))):
        return
    if any(map(is_complex, leaves(value))):
        raise TypeError(
            f"{name}: f returned complex numbers for a real x; take their real and imaginary parts"
        )


def _described(value: Any) -> str:
    shape = shape_of(value)
    return f"an array of shape {shape}" if shape else f"a {type(value).__name__}"
