"""What a row of the table comes to for plain arrays, when it is known which arguments move.

A tangent is then a sum of products, over a denominator or not, and a plan makes it with as few passes over
memory as the formula takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from dualnum.namespaces.binding import BoundRule

Array = np.ndarray[Any, Any]


class Plan:
    """What is left of a row's sum when it is known which arguments move: products, and constant multiples.

    Attributes:
        sum: ``sum(primals, y, tangents, out=None)`` is Σ partial·tangent, over the denominator, in ``out`` if
            that is given.
        is_linear: whether it only adds tangents up; it then shows its own errors, and nothing else's.
        reads: of ``(*primals, y)`` the positions that the partials compute with, if they are sums, products and
            quotients of these: then NumPy makes a nan of them without telling only where one is nan.  None if
            they are anything else.
    """

    __slots__ = ("is_linear", "reads", "sum")

    def __init__(self, bound: BoundRule, moving: tuple[bool, ...]) -> None:
        terms = [(i, p) for i, (p, moves) in enumerate(zip(bound.partials, moving, strict=True)) if moves]
        formulas = [(i, _read(p)) for i, p in terms if callable(p)]
        multiples = [(i, p) for i, p in terms if not callable(p) and p != 0]
        over = None if bound.over is None else _read(bound.over)
        self.is_linear = not formulas and over is None
        found = [formula.reads for _, formula in formulas] + ([] if over is None else [over.reads])
        known = [reads for reads in found if reads is not None]
        self.reads = tuple(sorted(frozenset().union(*known))) if len(known) == len(found) else None
        self.sum = _sum(
            [(i, formula.sign, formula.partial) for i, formula in formulas], multiples, moving.index(True)
        )
        if over is not None:
            alone = not formulas and len(multiples) == 1 and multiples[0][1] == 1
            self.sum = _quotient(self.sum, bound.over, multiples[0][0] if alone else None)


Sum = Callable[..., Any]


def _sum(products: list[tuple[int, int, Any]], multiples: list[tuple[int, Any]], like: int) -> Sum:
    """Σ partial·tangent as a function; the commonest forms are written out, without a loop."""
    if not products:
        return _multiples(multiples, like)
    (i, sign, first), *others = products
    if sign == 1 and not others and not multiples:
        return _product(i, first)
    if sign == 1 and len(others) == 1 and not multiples:
        return _sum_of_two(i, first, *others[0])
    if not others and len(multiples) == 1 and multiples[0][1] == 1:
        return _sum_with_tangent(i, sign, first, multiples[0][0])
    return _any_sum(products, multiples)


REUSED = 1 << 12
"""From so many numbers on, memory that is in the cache already is worth looking for."""


def _product(i: int, partial: Any) -> Sum:
    multiply = np.multiply

    def product(primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Any = None) -> Any:
        factor, t = partial(*primals, y), tangents[i]
        if out is None and t.size >= REUSED and _is_fresh(factor, t, primals, y):
            out = factor
        return multiply(factor, t, out)

    return product


def _is_fresh(factor: Any, t: Array, primals: Sequence[Any], y: Array) -> bool:
    """Whether a partial is an array of its own, in whose memory the tangent fits."""
    return (
        type(factor) is np.ndarray
        and factor.base is None
        and factor.dtype is t.dtype
        and factor.shape == t.shape
        and factor is not y
        and not any(factor is p for p in primals)
    )


def _sum_of_two(i: int, first: Any, k: int, sign: int, second: Any) -> Sum:
    multiply, join = np.multiply, np.add if sign == 1 else np.subtract

    def sum_(primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Any = None) -> Any:
        total = multiply(first(*primals, y), tangents[i], out)
        return join(total, multiply(second(*primals, y), tangents[k]), total)

    return sum_


def _sum_with_tangent(i: int, sign: int, partial: Any, k: int) -> Sum:
    """partial·tangent, added to another tangent as it is."""
    multiply, join = np.multiply, np.add if sign == 1 else np.subtract

    def sum_(primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Any = None) -> Any:
        total = multiply(partial(*primals, y), tangents[i], out)
        return join(tangents[k], total, total)

    return sum_


def _any_sum(products: list[tuple[int, int, Any]], multiples: list[tuple[int, Any]]) -> Sum:
    def sum_(primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Any = None) -> Any:
        i, total_sign, partial = products[0]
        total = np.multiply(partial(*primals, y), tangents[i], out)
        for k, sign, partial in products[1:]:
            join = np.add if sign == total_sign else np.subtract
            join(total, partial(*primals, y) * tangents[k], total)
        for k, factor in multiples:
            term = tangents[k] if factor == 1 else factor * tangents[k]
            if total_sign == 1:
                np.add(total, term, total)
            else:
                np.subtract(term, total, total)
                total_sign = 1
        return total if total_sign == 1 else np.negative(total, total)

    return sum_


_SUMS = {(1,): np.positive, (-1,): np.negative, (1, 1): np.add, (1, -1): np.subtract}
"""The ufunc that sums one or two tangents, by their factors."""


def _multiples(multiples: list[tuple[int, Any]], like: int) -> Sum:
    """Σ factor·tangent as a function: of one or two tangents it is one call."""
    ufunc = _SUMS.get(tuple(factor for _, factor in multiples))
    if ufunc is not None and len(multiples) == 1:
        i = multiples[0][0]
        return lambda _primals, _y, tangents, out=None: ufunc(tangents[i], out)
    if ufunc is not None:
        i, k = multiples[0][0], multiples[1][0]
        return lambda _primals, _y, tangents, out=None: ufunc(tangents[i], tangents[k], out)

    def sum_(_primals: Sequence[Any], _y: Array, tangents: Sequence[Any], out: Any = None) -> Any:
        total = np.empty_like(tangents[like]) if out is None else out
        total[...] = 0
        for i, factor in multiples:
            np.add(total, factor * tangents[i], total)
        return total

    return sum_


def _quotient(sum_: Sum, over: Any, numerator: int | None) -> Sum:
    """The sum over the denominator; where it is one tangent as it is, its position is ``numerator``."""
    if numerator is not None:
        return lambda primals, y, tangents, out=None: np.divide(tangents[numerator], over(*primals, y), out)

    def quotient(primals: Sequence[Any], y: Array, tangents: Sequence[Any], out: Any = None) -> Any:
        total = sum_(primals, y, tangents, out)
        return np.divide(total, over(*primals, y), total)

    return quotient


class Formula:
    """What is known of a partial.

    Attributes:
        sign: 1; or -1, if ``partial`` is without the sign that the row has.
        partial: called with the arguments and ``y``.
        reads: the positions of those that it computes with; None if it is more than arithmetic.
    """

    __slots__ = ("partial", "reads", "sign")

    def __init__(self, sign: int, partial: Any, reads: frozenset[int] | None) -> None:
        self.sign, self.partial, self.reads = sign, partial, reads


_VARIADIC = 0x0C  # inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


def _read(partial: Any) -> Formula:
    """What a partial computes, found by giving it marks for its arguments if it names nothing else.

    Where it is an argument with the other sign, the sum subtracts, which saves a pass over memory.
    """
    code = partial.__code__ if isinstance(partial, FunctionType) else None
    if code is None or code.co_names or code.co_freevars or code.co_flags & _VARIADIC:
        return Formula(1, partial, None)
    try:
        found = partial(*(_Mark(frozenset([i]), 1) for i in range(code.co_argcount)))
    except TypeError:  # it is more than arithmetic
        return Formula(1, partial, None)
    if not isinstance(found, _Mark):  # a number
        return Formula(1, partial, frozenset())
    if found.sign == -1:
        (position,) = found.reads
        return Formula(-1, lambda *args: args[position], found.reads)
    return Formula(1, partial, found.reads)


class _Mark:
    """Stands for a number in a partial: which arguments it is computed from, and whether it is ±one of them."""

    __slots__ = ("reads", "sign")

    def __init__(self, reads: frozenset[int], sign: int) -> None:
        self.reads, self.sign = reads, sign

    def __neg__(self) -> _Mark:
        return _Mark(self.reads, -self.sign)

    def __add__(self, other: Any) -> _Mark:
        return _Mark(self.reads | (other.reads if isinstance(other, _Mark) else frozenset()), 0)

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__

    def __eq__(self, other: object) -> bool:
        raise TypeError("a partial that compares is more than arithmetic")

    def __bool__(self) -> bool:
        raise TypeError("a partial that decides is more than arithmetic")

    __hash__ = None  # type: ignore[assignment]  # as for whatever compares by value


def plan_for(bound: BoundRule, moving: tuple[bool, ...]) -> Plan:
    """The plan of a simple row, by which of its arguments move."""
    found: Plan | None = bound.plans.get(moving)
    if found is None:
        found = bound.plans[moving] = Plan(bound, moving)
    return found


_ONE_THREAD = 1 << 13
"""With more numbers a product of vectors is shared among BLAS's threads, which those of `sweep` would wait for."""


def has_nan(array: Array) -> bool:
    """Whether an element is nan: then the largest is."""
    return math.isnan(np.maximum.reduce(array, None, initial=0.0))


def squares_have_nan(array: Array) -> bool:
    """The same, in half of the time for a small array: a nan's square is one, and so is a sum with it.

    NumPy tells of a square that overflows, as the current `numpy.errstate` says.
    """
    if array.size > _ONE_THREAD:
        return has_nan(array)
    if array.ndim > 1:
        array = array.reshape(-1)
    return math.isnan(array.dot(array))


def is_undefined(reads: tuple[int, ...] | None, total: Any, primals: Sequence[Any], y: Any) -> bool:
    """Whether a tangent, which came without an error, could hold a nan that an argument has brought.

    The arguments are looked at where they are fewer numbers than the tangent.  Inside ``RAISED`` only, for a
    square may overflow.
    """
    if reads is None or (len(reads) > 1 and total.size == y.size):
        return squares_have_nan(total)
    for position in reads:
        arg = y if position == len(primals) else primals[position]
        if squares_have_nan(arg) if type(arg) is np.ndarray else arg != arg:
            return True
    return False
