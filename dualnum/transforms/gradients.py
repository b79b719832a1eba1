"""Gradients and Jacobians: all directions of the input in one pass, or in chunks of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any, Literal

import numpy as np

from dualnum.dual import Dual, make
from dualnum.levels import fresh_level
from dualnum.shapes import base_of, copied, is_elsewhere, other_arrays, reshaped, shape_of, transposed
from dualnum.structures import is_structure, leaves, map_leaves
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
from dualnum.transforms.holomorphic import as_complex, check_holomorphic, check_real, check_real_output
from dualnum.transforms.jitted import compiled_first
from dualnum.transforms.rows import Rows
from dualnum.transforms.seeding import as_variable, level_for, output_parts, seeded, unit_vectors

ChunkSize = int | Literal["auto"]
_DOUBLE = np.dtype(np.float64)
_CACHED_NUMBERS = 1 << 17
"""How many numbers a chunk of one array's tangents may hold: a MiB of doubles stays in the cache."""


@compiled_first
def gradient(
    f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto", holomorphic: bool = False
) -> Function:
    """The function that gives ∇f for f: Rⁿ → R.

    x is a number, an array of any rank, or a tuple, list, dict or dataclass of them, and the gradient has
    x's structure and shapes; with a tuple ``argnum``, a tuple of such.  ``chunk_size`` directions are
    carried at once.  Integers become floats; exact and high-precision numbers stay what they are.  With
    ``holomorphic=True`` x may be complex, and the partial derivatives are complex ones (see `derivative`).

    Raises:
        TypeError: f is not callable, x is not made of numbers, or f returns something else; x is complex
            without ``holomorphic=True``.
        ValueError: f returns an array (use `jacobian`), ``chunk_size`` is not a positive integer, or f is
            not holomorphic.

    >>> gradient(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    check_function("gradient", f)
    pair = _value_and_gradient("gradient", f, argnum, chunk_size, holomorphic)
    return _second_of(pair, f)


@compiled_first
def value_and_gradient(
    f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto", holomorphic: bool = False
) -> Function:
    """The function that gives ``(f(x), ∇f(x))``; arguments and errors as for `gradient`.

    >>> value_and_gradient(lambda x: x[0] * x[1])([2.0, 3.0])
    (6.0, [3.0, 2.0])
    """
    return _value_and_gradient("value_and_gradient", f, argnum, chunk_size, holomorphic)


def _value_and_gradient(
    name: str, f: Function, argnum: Argnum, chunk_size: ChunkSize, holomorphic: bool
) -> Function:
    pair = _value_and_rows(name, f, argnum, chunk_size, holomorphic)

    @wraps(f, updated=())
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        x, value, rows = pair(args, kwargs)
        if type(value) is not np.float64:
            check_number(name, value)
        return value, unflattened(x, rows)

    return both


@compiled_first
def jacobian(
    f: Function,
    *,
    argnum: Argnum = 0,
    chunk_size: ChunkSize = "auto",
    holomorphic: bool = False,
    sparsity: Any = None,
    check: bool = True,
) -> Function:
    """The function that gives the Jacobian, of shape ``f(x).shape + x.shape``.

    With ``sparsity``, a SciPy sparse or dense 0/1 pattern of shape ``(m, n)`` (`dualnum.sparsity` finds
    it), the result for f: Rⁿ → Rᵐ is a SciPy CSR matrix, from one pass with a direction for each colour of
    columns that share no row; unless ``check=False``, a direction more tests the pattern.  Where f returns a
    structure, the result has that structure, and each of its leaves the structure of x.

    Raises:
        TypeError: f is not callable, x is not made of numbers, or f returns something else; x is complex
            without ``holomorphic=True``.
        ValueError: ``chunk_size`` is not a positive integer, f is not holomorphic, or its Jacobian is not
            zero where the pattern says so.

    The formula is the lecture's L23: a module's local derivative is a Jacobian matrix.

    >>> jacobian(lambda x: x[:-1] * x[1:])(np.array([1.0, 2.0, 3.0]))
    array([[2., 1., 0.],
           [0., 3., 2.]])
    """
    check_function("jacobian", f)
    if sparsity is not None:
        from dualnum.transforms.sparse import sparse_jacobian

        return sparse_jacobian(f, sparsity, chosen_one("jacobian", argnum), check)
    return _second_of(_value_and_jacobian("jacobian", f, argnum, chunk_size, holomorphic), f)


@compiled_first
def value_and_jacobian(
    f: Function, *, argnum: Argnum = 0, chunk_size: ChunkSize = "auto", holomorphic: bool = False
) -> Function:
    """The function that gives ``(f(x), Jacobian)``; arguments and errors as for `jacobian`.

    >>> value_and_jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    (array([1., 4.]), array([[2., 0.],
           [0., 4.]]))
    """
    return _value_and_jacobian("value_and_jacobian", f, argnum, chunk_size, holomorphic)


def _value_and_jacobian(
    name: str, f: Function, argnum: Argnum, chunk_size: ChunkSize, holomorphic: bool
) -> Function:
    pair = _value_and_rows(name, f, argnum, chunk_size, holomorphic)

    @wraps(f, updated=())
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        x, value, rows = pair(args, kwargs)
        table = iter(leaves(rows))
        return value, map_leaves(lambda _: unflattened(x, next(table)), value)

    return both


def _value_and_rows(
    name: str, f: Function, argnum: Argnum, chunk_size: ChunkSize, holomorphic: bool
) -> Function:
    """x, f(x), and f's tangents along all n directions, ``(n,) + shape`` for each output."""
    check_function(name, f)
    check_argnum(name, argnum)
    check_chunk_size(name, chunk_size)

    def at_once(x: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
        n, level = x.size, fresh_level()
        variable = make(x.copy(), _all_unit_vectors(x.shape, n), level)
        output = f(*replaced(args, argnum, variable), **kwargs)
        if _moves_plainly(output, level, n):
            return x, output._primal, output._tangent
        value, rows = output_parts(name, output, level, (n,), number_of(x))
        check_real_output(name, x, value)
        return x, value, rows

    def run(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
        given = chosen(name, args, argnum)
        if not holomorphic and _fits_a_chunk(given, chunk_size):
            return at_once(given, args, kwargs)
        x = map_leaves(lambda leaf: as_variable(name, leaf), given)
        if holomorphic:
            x = map_leaves(as_complex, x)
        else:
            check_real(name, x)

        def along(chunk: range, factor: complex) -> tuple[Any, Any]:
            level = level_for(x)
            output = f(*replaced(args, argnum, seeded_chunk(x, chunk, level, factor)), **kwargs)
            return output_parts(name, output, level, (len(chunk),), number_of(x))

        value, table = None, Rows()
        for chunk in chunks(x, chunk_size):
            value, rows = along(chunk, 1)
            table.add(rows, chunk.stop, sum(map(_size, leaves(x))))
            if holomorphic:
                check_holomorphic(name, value, rows, along(chunk, 1j)[1])
            else:
                check_real_output(name, x, value)
        return x, value, table.joined()

    return run


def _fits_a_chunk(x: Any, chunk_size: ChunkSize) -> bool:
    """Whether x is an array of doubles that one pass does: the commonest case, which has a short way."""
    if type(x) is not np.ndarray or x.dtype is not _DOUBLE or not x.ndim:
        return False
    most = _directions_at_once(x.size) if chunk_size == "auto" else chunk_size
    return 0 < x.size <= most


def _all_unit_vectors(shape: tuple[int, ...], n: int) -> Any:
    """What `numpy.eye` makes, which takes twice as long for a small n."""
    rows = np.zeros(n * n)
    rows[:: n + 1] = 1.0
    return rows.reshape((n, *shape))


def _moves_plainly(output: Any, level: int, n: int) -> bool:
    """Whether f gave doubles that move in the ``n`` directions of ``level``."""
    if not isinstance(output, Dual) or output._level != level:
        return False
    p, t = output._primal, output._tangent
    return (
        type(t) is np.ndarray
        and (type(p) is np.float64 or type(p) is np.ndarray)
        and p.dtype is t.dtype is _DOUBLE
        and t.shape == (n, *p.shape)
    )


def _directions_at_once(size: int) -> int:
    return max(8, _CACHED_NUMBERS // max(size, 1))


def check_chunk_size(name: str, chunk_size: Any) -> None:
    """Raise ValueError unless ``chunk_size`` is a positive integer or "auto"."""
    whole = isinstance(chunk_size, (int, np.integer)) and not isinstance(chunk_size, bool)
    if not (isinstance(chunk_size, str) and chunk_size == "auto") and not (whole and chunk_size > 0):
        raise ValueError(f'{name}: chunk_size={chunk_size!r}; give a positive integer or "auto"')


def check_number(name: str, value: Any) -> None:
    """Raise ValueError unless f returned one number."""
    if shape_of(value) != () or is_structure(value):
        raise ValueError(
            f"{name}: f returned {_described(value)}, not a number; use dualnum.jacobian for vector-valued f"
        )


def chunks(x: Any, chunk_size: ChunkSize) -> Iterator[range]:
    """The directions, in ranges of ``chunk_size``; an empty x has one empty range."""
    sizes = [_size(leaf) for leaf in leaves(x)]
    n = sum(sizes)
    step = _directions_at_once(max(sizes, default=1)) if chunk_size == "auto" else chunk_size
    for start in range(0, max(n, 1), step):
        yield range(start, min(start + step, n))


def _size(leaf: Any) -> int:
    return int(np.prod(shape_of(leaf), dtype=int))


def number_of(x: Any) -> Any:
    """A number of the type of the first leaf of x, or of its library; None where there is none."""
    first = next((base_of(leaf) for leaf in leaves(x)), None)
    if isinstance(first, np.ndarray):
        return first.dtype.type(0)
    return other_arrays().zeros(first, ()) if is_elsewhere(first) else first


def seeded_chunk(x: Any, chunk: range, level: int, factor: complex = 1) -> Any:
    """A copy of x as Duals that move along the unit vectors of the ``chunk``'s directions, times a factor."""
    base = base_of(x)
    if type(base) is np.ndarray and base.dtype is _DOUBLE and base.ndim and factor == 1:
        rows = np.eye(len(chunk), base.size, chunk.start)
        return make(x.copy(), rows.reshape((len(chunk), *base.shape)), level)
    vectors = unit_vectors(x, chunk)

    def seed(leaf: Any) -> Any:
        vector = next(vectors)
        return seeded(copied(leaf), vector if factor == 1 else factor * vector, level)

    return map_leaves(seed, x)


def unflattened(x: Any, rows: Any) -> Any:
    """``(n,) + shape`` tangents as derivatives with respect to x: ``shape + leaf.shape`` for each leaf."""
    last = (*range(1, len(shape_of(rows))), 0)
    if type(x) is np.ndarray and x.ndim and type(rows) is np.ndarray:
        if x.ndim == rows.ndim == 1:
            return rows
        return rows.transpose(last).reshape(rows.shape[1:] + x.shape)
    start = 0

    def cut(leaf: Any) -> Any:
        nonlocal start
        part = rows[start : start + _size(leaf), ...]
        start += _size(leaf)
        part = reshaped(transposed(part, last), shape_of(rows)[1:] + shape_of(leaf))
        return _number_like(leaf, part)

    return map_leaves(cut, x)


def _number_like(leaf: Any, part: Any) -> Any:
    """A Python number for a Python number; arrays and NumPy scalars as NumPy has them."""
    if shape_of(part) != () or is_elsewhere(base_of(part)):
        return part
    return part.item() if type(base_of(leaf)) in (float, complex) else part[()]


def _described(value: Any) -> str:
    shape = shape_of(value)
    return f"an array of shape {shape}" if shape else f"a {type(value).__name__}"
