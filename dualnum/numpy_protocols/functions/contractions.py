"""Sums of products: dot, vdot, inner, outer, tensordot, kron, cross, einsum.

They are linear in each operand, so the product rule holds with the function itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped, tangent_dtype
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.results import by_definition, stored
from dualnum.propagation import split
from dualnum.shapes import direction_shape, filled, shape_of

contractions = "contractions"
Directions = tuple[int, ...]


def product_rule(name: str, y: Callable[..., Any], operands: Sequence[Any], term: Callable[..., Any]) -> Any:
    """The Dual of ``y(*operands)``, linear in each; ``term(i, directions, *operands)`` has a tangent at i."""
    level, primals, tangents = split(operands)
    result = y(*primals)
    directions = direction_shape(name, primals, tangents)
    total = None
    for i, tangent in enumerate(tangents):
        if tangent is not None:
            values = [*primals[:i], tangent, *primals[i + 1 :]]
            part = _strong(partial(term, i, directions), i, values)
            total = part if total is None else total + part
    return make(result, filled(total, result, directions), level)


def _strong(function: Callable[..., Any], place: int, operands: list[Any]) -> Any:
    """A sum of products, where a zero of the operand at ``place`` gives zero also times an infinity."""
    with np.errstate(invalid="ignore"):
        result = function(*operands)
    plain = stripped(result)
    if plain.dtype.kind == "O" or not np.isnan(plain).any():
        return result
    bases = [stripped(operand) for operand in operands]
    finite = [np.isfinite(base) | (i == place) for i, base in enumerate(bases)]
    kept = [x if ok.all() else np.where(ok, x, 0) for x, ok in zip(operands, finite, strict=True)]
    with np.errstate(all="ignore"):
        infinite = _infinite_part(function, place, bases, finite)
        return np.where(infinite == 0, function(*kept), infinite)


def _infinite_part(function: Callable[..., Any], place: int, bases: list[Any], finite: list[Any]) -> Any:
    """Where products of a moving element and an infinity enter: their sum, ±inf or nan; 0 elsewhere."""
    ones = [(b != 0).astype(float) if i == place else np.ones(b.shape) for i, b in enumerate(bases)]
    signs = [np.sign(b) if b.dtype.kind != "c" else np.where(b == 0, 0, np.nan) for b in bases]
    count, balance = (
        function(*parts) - function(*(np.where(ok, part, 0) for part, ok in zip(parts, finite, strict=True)))
        for parts in (ones, signs)
    )
    return np.where(count == 0, 0.0, np.where(np.abs(balance) == count, balance * np.inf, np.nan))


def _tensordot(name: str, function: Callable[..., Any], a: Any, b: Any, axes: tuple[Any, Any]) -> Any:
    """A function that sums products over ``axes`` of a and b, counted from the end."""

    def term(i: int, directions: Directions, p: Any, q: Any) -> Any:
        result = np.tensordot(p, q, axes)
        if i == 0 or not directions:
            return result
        free, count = len(shape_of(p)) - len(axes[0]), len(directions)
        return np.moveaxis(result, tuple(range(free, free + count)), tuple(range(count)))

    return product_rule(name, function, (a, b), term)


def ranked(tangent: Any, directions: Directions, ndim: int) -> Any:
    """``tangent`` with axes of length 1 behind its directions, so that ``ndim`` axes follow them."""
    shape = shape_of(tangent)[len(directions) :]
    return (
        np.reshape(tangent, directions + (1,) * (ndim - len(shape)) + shape) if len(shape) < ndim else tangent
    )


def _scaled(name: str, function: Callable[..., Any], a: Any, b: Any) -> Any:
    """A product of which one factor is a number."""
    ndim = max(a.ndim, b.ndim)

    def term(i: int, directions: Directions, *factors: Any) -> Any:
        return ranked(factors[i], directions, ndim) * factors[1 - i]

    return product_rule(name, function, (a, b), term)


@implements(np.dot, group=contractions)
def dot(a: Any, b: Any, out: Any = None) -> Any:
    """``dot(a, b, out)``: over the last axis of a and the last but one of b."""
    if out is not None:
        return stored(np.dot, out, a, b)
    a, b = as_array(a), as_array(b)
    if a.ndim == 0 or b.ndim == 0:
        return _scaled("dot", np.dot, a, b)
    return _tensordot("dot", np.dot, a, b, ((-1,), (-1 if b.ndim == 1 else -2,)))


@implements(np.inner, group=contractions)
def inner(a: Any, b: Any, /) -> Any:
    """``inner(a, b)``: over the last axes."""
    a, b = as_array(a), as_array(b)
    if a.ndim == 0 or b.ndim == 0:
        return _scaled("inner", np.inner, a, b)
    return _tensordot("inner", np.inner, a, b, ((-1,), (-1,)))


@implements(np.tensordot, group=contractions)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """``tensordot(a, b, axes)``."""
    a, b = as_array(a), as_array(b)
    try:
        first, second = axes
    except TypeError:
        count = operator.index(axes)
        first, second = range(a.ndim - count, a.ndim), range(count)
    pairs = [(each,) if isinstance(each, (int, np.integer)) else tuple(each) for each in (first, second)]
    counted = from_end(pairs[0], a.ndim), from_end(pairs[1], b.ndim)
    return _tensordot("tensordot", lambda p, q: np.tensordot(p, q, axes), a, b, counted)


@by_definition("vdot", group=contractions)
def vdot(a: Any, b: Any, /) -> Any:
    """``vdot(a, b)``, which conjugates a."""
    return np.dot(np.conjugate(np.ravel(as_array(a))), np.ravel(as_array(b)))


@implements(np.outer, group=contractions)
def outer(a: Any, b: Any, out: Any = None) -> Any:
    """``outer(a, b, out)``."""
    if out is not None:
        return stored(np.outer, out, a, b)

    def term(_i: int, _directions: Directions, p: Any, q: Any) -> Any:
        return p[..., :, None] * q[..., None, :]

    return product_rule("outer", np.outer, (np.ravel(as_array(a)), np.ravel(as_array(b))), term)


@implements(np.kron, group=contractions)
def kron(a: Any, b: Any) -> Any:
    """``kron(a, b)``: NumPy's own puts axes of length 1 in front of the operand that has fewer."""
    a, b = as_array(a), as_array(b)
    ndim = max(a.ndim, b.ndim)

    def term(i: int, directions: Directions, *factors: Any) -> Any:
        ranked_factors = list(factors)
        ranked_factors[i] = ranked(factors[i], directions, ndim)
        return np.kron(*ranked_factors)

    return product_rule("kron", np.kron, (a, b), term)


@by_definition("cross", group=contractions)
def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """``cross(a, b, axisa, axisb, axisc, axis)`` of vectors of two or three elements."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(as_array(a), axisa, -1), np.moveaxis(as_array(b), axisb, -1)
    flat = a.shape[-1] == b.shape[-1] == 2
    a0, a1, a2 = _three(a)
    b0, b1, b2 = _three(b)
    third = a0 * b1 - a1 * b0
    if flat:
        return third
    return np.moveaxis(np.stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, third], axis=-1), -1, axisc)


def _three(x: Any) -> list[Any]:
    """The elements of vectors, with a third of 0 where there are two."""
    parts = [x[..., i] for i in range(x.shape[-1])]
    return parts if len(parts) == 3 else [*parts, 0 * parts[0]]


# --- einsum ----------------------------------------------------------------------------------------------

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The letters that einsum knows, in its own order."""


@implements(np.einsum, group=contractions)
def einsum(*operands: Any, out: Any = None, optimize: Any = False, **kwargs: Any) -> Any:
    """``einsum(*operands, out, optimize, dtype, order, casting)``: every form of subscripts."""
    if out is not None:
        return stored(np.einsum, out, *operands, optimize=optimize, **kwargs)
    subscripts, arrays = _subscripts(operands)
    arrays = [as_array(each) for each in arrays]
    inputs, output = _explicit(subscripts)
    options = {key: value for key, value in kwargs.items() if key != "order"}
    moving = next((x for x in arrays if isinstance(x, Dual)), None)
    options["dtype"] = tangent_dtype("einsum", kwargs.get("dtype"), moving)
    unused = [letter for letter in _LETTERS if letter not in subscripts]

    def term(i: int, directions: Directions, *values: Any) -> Any:
        ahead = "".join(unused[: len(directions)])
        labels = [ahead + each if place == i else each for place, each in enumerate(inputs)]
        return np.einsum(f"{','.join(labels)}->{ahead}{output}", *values, optimize=optimize, **options)

    def whole(*primals: Any) -> Any:
        return np.einsum(subscripts, *primals, optimize=optimize, **kwargs)

    return product_rule("einsum", whole, arrays, term)


def _subscripts(operands: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The subscripts as text, and the arrays; they may be given as lists of labels behind each array."""
    if isinstance(operands[0], str):
        return operands[0].replace(" ", ""), operands[1:]
    arrays, lists = operands[: len(operands) // 2 * 2 : 2], operands[1::2]
    text = ",".join(map(_letters, lists))
    return (f"{text}->{_letters(operands[-1])}" if len(operands) % 2 else text), arrays


def _letters(labels: Any) -> str:
    return "".join("..." if label is Ellipsis else _LETTERS[operator.index(label)] for label in labels)


def _explicit(subscripts: str) -> tuple[list[str], str]:
    """The labels of each operand, and of the result: without an arrow, those that occur once, in order."""
    left, arrow, output = subscripts.partition("->")
    inputs = left.split(",")
    if not arrow:
        letters = left.replace(",", "").replace(".", "")
        once = sorted(letter for letter in set(letters) if letters.count(letter) == 1)
        output = ("..." if "..." in left else "") + "".join(once)
    return inputs, output


@implements(np.einsum_path, group="plain")
def einsum_path(*operands: Any, **kwargs: Any) -> Any:
    """``einsum_path(*operands, optimize)``: an order of work, from shapes alone."""
    return np.einsum_path(*stripped(operands), **kwargs)
