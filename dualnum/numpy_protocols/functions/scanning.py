"""Products of many factors and their tangents, by halves: nothing overflows on the way that need not.

A partial product is (m, s, e): the value m·2^e and the tangent s·2^e.  Two of them combine by the product
rule.  A tree of them takes log₂ n steps, and is right with any number of factors that are zero.
"""

from __future__ import annotations

from typing import Any

from dualnum.numpy_protocols.arguments import dtype_of, stripped
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import product

Partial = tuple[Any, Any, Any]


def tangent_of_product(factors: Any, t: Any) -> Any:
    """The tangent of the product along the last axis, which is not empty."""
    partial = _start(factors, t)
    while partial[0].shape[-1] > 1:
        paired, last = _in_pairs(partial)
        partial = paired if last is None else _together(paired, last)
    return _value(partial)[..., 0]


def tangents_of_products(factors: Any, t: Any) -> Any:
    """The tangents of the products of the first 1, 2, ... factors along the last axis, which is not empty."""
    return _value(_scanned(_start(factors, t)))


def _start(factors: Any, t: Any) -> Partial:
    """The factors one by one; without exponents where no product of some of them can leave the range."""
    size = np.abs(np.asarray(stripped(factors)))
    limits = np.finfo(size.dtype)
    with np.errstate(all="ignore"):
        exponents = np.abs(np.log2(np.where(size == 0, 1, size)))
        furthest = np.max(np.sum(exponents, -1, dtype=float), initial=0)
    safe = furthest < 0.9 * min(limits.maxexp, -limits.minexp)
    return factors, t, None if safe else np.zeros(size.shape, int)


def _scanned(partial: Partial) -> Partial:
    """The products of the first 1, 2, ...: those of pairs first, and between them one factor more."""
    n = partial[0].shape[-1]
    if n == 1:
        return partial
    paired, _ = _in_pairs(partial)
    whole = _scanned(paired)  # of the first 2, 4, 6, ...
    one_more = _combined(_part(whole, slice(0, (n - 1) // 2)), _part(partial, slice(2, None, 2)))
    odd = _together(_part(partial, slice(0, 1)), one_more)  # of the first 1, 3, 5, ...
    return tuple(None if a is None else _alternating(a, b) for a, b in zip(odd, whole, strict=True))  # type: ignore[return-value]


def _in_pairs(partial: Partial) -> tuple[Partial, Partial | None]:
    """The products of the pairs, and the last factor if it has no other."""
    even = partial[0].shape[-1] // 2 * 2
    paired = _combined(_part(partial, slice(0, even, 2)), _part(partial, slice(1, even, 2)))
    return paired, None if even == partial[0].shape[-1] else _part(partial, slice(even, None))


def _combined(first: Partial, second: Partial) -> Partial:
    """The product of two partial products: (yz)' = y'z + yz'."""
    (m1, s1, e1), (m2, s2, e2) = first, second
    m = m1 * m2
    s = product(m2, s1, (m2, m1)) + product(m1, s2, (m2, m1))
    return (m, s, None) if e1 is None else _scaled(m, s, e1 + e2)


def _scaled(m: Any, s: Any, e: Any) -> Partial:
    """The same with a power of 2 moved out of both parts, so that neither is far from 1."""
    size, lead = np.abs(np.asarray(stripped(m))), np.abs(np.asarray(stripped(s)))
    size = np.maximum(size, np.max(lead, axis=tuple(range(lead.ndim - size.ndim)), initial=0))
    limits = np.finfo(dtype_of(m))
    exponent = np.clip(np.frexp(np.where(np.isfinite(size), size, 0))[1], limits.minexp, limits.maxexp - 1)
    factor = np.ldexp(size.dtype.type(1), -exponent)
    return m * factor, s * factor, e + exponent


def _part(partial: Partial, where: slice) -> Partial:
    m, s, e = partial
    return m[..., where], s[..., where], None if e is None else e[..., where]


def _together(first: Partial, second: Partial) -> Partial:
    (m1, s1, e1), (m2, s2, e2) = first, second
    joined = [np.concatenate([a, b], -1) for a, b in ((m1, m2), (s1, s2))]
    return (joined[0], joined[1], None if e1 is None else np.concatenate([e1, e2], -1))


def _alternating(a: Any, b: Any) -> Any:
    """The elements of ``a`` and ``b`` in turn; ``a`` may have one more."""
    n = b.shape[-1]
    pairs = np.stack([a[..., :n], b], -1)
    flat = np.reshape(pairs, (*pairs.shape[:-2], 2 * n))
    return flat if a.shape[-1] == n else np.concatenate([flat, a[..., n:]], -1)


def _value(partial: Partial) -> Any:
    """The tangents, with the power of 2 back in them."""
    _, s, e = partial
    return s if e is None else np.ldexp(s, e)
