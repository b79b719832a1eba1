"""Products and quotients of tangents in which zero annihilates, as in `dualnum.strong_zeros`, for compiled code.

Written as a choice, ``0 if t == 0 else p·t``, they let LLVM leave out what multiplies a constant zero.
"""

from __future__ import annotations

import operator
from typing import Any

from dualnum.compiled.dual_type import level_of
from dualnum.compiled.lanes import Lanes, scaled
from dualnum.compiled.natives import where
from dualnum.compiled.overloading import QUIET, in_compiled_code, overload
from dualnum.compiled.parts import each, made, one_level, primal_of, tangent_of


@in_compiled_code
def product(partial: Any, tangent: Any) -> Any:
    """partial·tangent, which is 0 where the tangent is 0, whatever the partial is."""


@in_compiled_code
def product_of_tangents(a: Any, b: Any) -> Any:
    """a·b, which is 0 where either is 0: the result then does not depend on both variables."""


@in_compiled_code
def quotient(total: Any, denominator: Any) -> Any:
    """total/denominator, which is 0 where the total is: a denominator of 0 has made it infinite otherwise."""


@overload(product, **QUIET)
def _product(partial: Any, tangent: Any) -> Any:
    ours, theirs = level_of(partial), level_of(tangent)
    if isinstance(tangent, Lanes) and not isinstance(partial, Lanes):
        return lambda partial, tangent: scaled(partial, tangent)
    if ours == theirs == -1:
        return lambda partial, tangent: where(tangent == 0, tangent, partial * tangent)
    if ours > theirs:
        return _of_constant_tangent
    return _of_constant_partial if ours < theirs else _of_two_duals


def _of_constant_tangent(partial: Any, tangent: Any) -> Any:
    p, dp = primal_of(partial), tangent_of(partial)
    return made(product(p, tangent), each(product_of_tangents, (dp, tangent)), partial)


def _of_constant_partial(partial: Any, tangent: Any) -> Any:
    t, dt = primal_of(tangent), tangent_of(tangent)
    return made(product(partial, t), each(product, (partial, dt)), tangent)


def _of_two_duals(partial: Any, tangent: Any) -> Any:
    p, dp = primal_of(partial), tangent_of(partial)
    t, dt = primal_of(tangent), tangent_of(tangent)
    turned = each(product_of_tangents, (dp, t))
    return made(
        product(p, t), each(operator.add, (turned, each(product, (p, dt)))), one_level(partial, tangent)
    )


@overload(product_of_tangents, **QUIET)
def _product_of_tangents(a: Any, b: Any) -> Any:
    ours, theirs = level_of(a), level_of(b)
    if ours == theirs == -1:
        return lambda a, b: where(a == 0, a, where(b == 0, b, a * b))
    if ours > theirs:
        return lambda a, b: product_of_tangents(b, a)
    return _both_of_constant if ours < theirs else _both_of_duals


def _both_of_constant(a: Any, b: Any) -> Any:
    return made(product_of_tangents(a, primal_of(b)), each(product_of_tangents, (a, tangent_of(b))), b)


def _both_of_duals(a: Any, b: Any) -> Any:
    p, dp, t, dt = primal_of(a), tangent_of(a), primal_of(b), tangent_of(b)
    turned = each(product_of_tangents, (dp, t))
    return made(
        product_of_tangents(p, t),
        each(operator.add, (turned, each(product_of_tangents, (p, dt)))),
        one_level(a, b),
    )


@overload(quotient, **QUIET)
def _quotient(total: Any, denominator: Any) -> Any:
    ours, theirs = level_of(total), level_of(denominator)
    if ours == theirs == -1:
        return lambda total, denominator: where(total == 0, total, total / denominator)
    if ours > theirs:
        return _by_constant
    return _of_constant if ours < theirs else _of_duals


def _by_constant(total: Any, denominator: Any) -> Any:
    return made(
        quotient(primal_of(total), denominator), each(quotient, (tangent_of(total), denominator)), total
    )


def _of_constant(total: Any, denominator: Any) -> Any:
    d = primal_of(denominator)
    q = quotient(total, d)
    turned = each(product_of_tangents, (tangent_of(denominator), q))
    return made(q, each(quotient, (each(operator.neg, (turned,)), d)), denominator)


def _of_duals(total: Any, denominator: Any) -> Any:
    d = primal_of(denominator)
    q = quotient(primal_of(total), d)
    turned = each(product_of_tangents, (tangent_of(denominator), q))
    return made(
        q, each(quotient, (each(operator.sub, (tangent_of(total), turned)), d)), one_level(total, denominator)
    )
