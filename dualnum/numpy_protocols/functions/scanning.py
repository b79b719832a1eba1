"""Products of many factors and their tangents, by halves: nothing overflows on the way that need not.

Two partial products combine by the product rule.  A tree of them takes log₂ n steps, and is right with
any number of factors that are zero.  Where a product of some factors could leave the range of floats,
each part has a power of 2 beside it.
"""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import dtype_of, stripped
from dualnum.numpy_protocols.functions.converting import part_as
from dualnum.numpy_protocols.untyped import np
from dualnum.strong_zeros import product

Part = tuple[Any, Any]
"""m and e, which stand for m·2^e; an e of None stands for 0."""

Partial = tuple[Part, Part]
"""The value and the tangent of partial products, along the last axis."""


def tangent_of_product(factors: Any, t: Any) -> Any:
    """The tangent of the product along the last axis, which is not empty."""
    partial = _start(factors, t)
    if partial[0][1] is None:
        return np.sum(product(_of_the_others(factors), t), -1)
    while _length(partial) > 1:
        paired, last = _in_pairs(partial)
        partial = paired if last is None else _together(paired, last)
    return _number(partial[1])[..., 0]


def folded(line: Dual) -> Any:
    """The product of the elements of a line, which is not empty, as a Dual."""
    return make(np.multiply.reduce(line._primal, axis=-1), _quietly(tangent_of_product, line), line._level)


def all_folded(line: Dual) -> Any:
    """The products of the first 1, 2, ... elements of a line, which is not empty, as a Dual."""
    return make(
        np.multiply.accumulate(line._primal, axis=-1), _quietly(tangents_of_products, line), line._level
    )


def _quietly(tangent: Any, line: Dual) -> Any:
    """The tangent; an infinite factor beside a zero tangent, which stays zero, is nothing to warn of."""
    factors = part_as(line._primal, np.result_type(dtype_of(line), np.float16), {})
    with np.errstate(invalid="ignore"):
        return tangent(factors, line._tangent)


def _of_the_others(factors: Any) -> Any:
    """For each factor the product of those before and of those behind it."""
    one = np.ones_like(factors[..., :1])
    before = np.concatenate([one, np.cumprod(factors[..., :-1], -1)], -1)
    behind = np.concatenate([np.cumprod(factors[..., :0:-1], -1)[..., ::-1], one], -1)
    return before * behind


def tangents_of_products(factors: Any, t: Any) -> Any:
    """The tangents of the products of the first 1, 2, ... factors along the last axis, which is not empty."""
    return _number(_scanned(_start(factors, t))[1])


def _start(factors: Any, t: Any) -> Partial:
    """The factors one by one; without exponents where no product of some of them can leave the range."""
    size = np.abs(np.asarray(stripped(factors)))
    if size.dtype.kind == "O":  # exact numbers, or those of another precision
        return (factors, None), (t, None)
    limits = np.finfo(size.dtype)
    with np.errstate(all="ignore"):
        exponents = np.abs(np.log2(np.where(size == 0, 1, size)))
        furthest = np.max(np.sum(exponents, -1, dtype=float), initial=0)
    if furthest < 0.9 * min(limits.maxexp, -limits.minexp):
        return (factors, None), (t, None)
    return _scaled(factors, 0, 0), _scaled(t, 0, 0)


def _length(partial: Partial) -> int:
    length: int = partial[0][0].shape[-1]
    return length


def _scanned(partial: Partial) -> Partial:
    """The products of the first 1, 2, ...: those of pairs first, and between them one factor more."""
    n = _length(partial)
    if n == 1:
        return partial
    paired, _ = _in_pairs(partial)
    even = _scanned(paired)  # of the first 2, 4, 6, ...
    more = _combined(_elements(even, slice(0, (n - 1) // 2)), _elements(partial, slice(2, None, 2)))
    odd = _together(_elements(partial, slice(0, 1)), more)  # of the first 1, 3, 5, ...
    return _mapped(_alternating, odd, even)


def _in_pairs(partial: Partial) -> tuple[Partial, Partial | None]:
    """The products of the pairs, and the last factor if it has no other."""
    n = _length(partial)
    even = n // 2 * 2
    paired = _combined(_elements(partial, slice(0, even, 2)), _elements(partial, slice(1, even, 2)))
    return paired, None if even == n else _elements(partial, slice(even, None))


def _combined(first: Partial, second: Partial) -> Partial:
    """The product of two partial products: (yz)' = y'z + yz'."""
    (y1, t1), (y2, t2) = first, second
    y = _scaled(y1[0] * y2[0], y1[1], y2[1])
    a, b = _product(y2, t1), _product(y1, t2)
    if a[1] is None:
        return y, (a[0] + b[0], None)
    e = np.maximum(a[1], b[1])
    return y, (_shifted(a[0], a[1] - e) + _shifted(b[0], b[1] - e), e)


def _product(y: Part, t: Part) -> Part:
    """A factor and a tangent; zero tangents stay zero."""
    return _scaled(product(y[0], t[0], (y[0],)), y[1], t[1])


def _scaled(m: Any, e1: Any, e2: Any) -> Part:
    """m·2^(e1 + e2) with m near 1."""
    if e1 is None:
        return m, None
    exponent = np.frexp(_size(m))[1].astype(np.int64)
    # What is 0 has the lowest exponent of all, so that it does not push out what it is added to.
    return _shifted(m, -exponent), np.where(_size(m) == 0, -(2**40), exponent + e1 + e2)


def _size(m: Any) -> Any:
    """The magnitude of a number, or the largest of those in a Dual; 1 for what is not finite."""
    if isinstance(m, Dual):
        lead = tuple(range(np.ndim(m._tangent) - np.ndim(m)))
        return np.maximum(_size(m._primal), np.max(_size(m._tangent), axis=lead, initial=0))
    size = np.abs(m)
    return np.where(np.isfinite(size), size, 1)


def _shifted(m: Any, e: Any) -> Any:
    """m·2^e, in two steps, because 2^e itself may leave the range."""
    one = np.abs(np.asarray(stripped(m))).dtype.type(1)
    half = np.clip(e, -(2**14), 2**14) // 2
    return m * np.ldexp(one, half) * np.ldexp(one, np.clip(e, -(2**14), 2**14) - half)


def _number(part: Part) -> Any:
    m, e = part
    return m if e is None else _shifted(m, e)


def _mapped(function: Any, first: Partial, *others: Partial) -> Partial:
    """``function`` of the arrays of partial products, where there are any."""
    (y, t), rest = first, [(other[0], other[1]) for other in others]

    def of_part(part: Part, parts: list[Part]) -> Part:
        m, e = part
        return function(m, *(p[0] for p in parts)), None if e is None else function(e, *(p[1] for p in parts))

    return of_part(y, [r[0] for r in rest]), of_part(t, [r[1] for r in rest])


def _elements(partial: Partial, where: slice) -> Partial:
    return _mapped(lambda a: a[..., where], partial)


def _together(first: Partial, second: Partial) -> Partial:
    return _mapped(lambda a, b: np.concatenate([a, b], -1), first, second)


def _alternating(a: Any, b: Any) -> Any:
    """The elements of ``a`` and ``b`` in turn; ``a`` may have one more."""
    n = b.shape[-1]
    pairs = np.stack([a[..., :n], b], -1)
    flat = np.reshape(pairs, (*pairs.shape[:-2], 2 * n))
    return flat if a.shape[-1] == n else np.concatenate([flat, a[..., n:]], -1)
