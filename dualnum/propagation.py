"""Tangents by the table: the chain rule, applied at the highest level of a call's arguments.

Arguments of a lower level are constants there; they may be Duals themselves, and then the same
thing happens one level down, because the primal and the partials are computed on them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links, array_propagation
from dualnum.dual import Dual, make
from dualnum.floating_errors import told_where_it_shows
from dualnum.namespaces import NUMPY, Namespace, namespace_of
from dualnum.namespaces.binding import BoundRule
from dualnum.number_types import (
    as_floats,
    as_numpy_numbers,
    as_python_numbers,
    at_a_pole,
    in_floats,
)
from dualnum.rules import Rule
from dualnum.shapes import (
    aligned,
    base_of,
    copied,
    direction_shape,
    filled,
    is_complex,
    is_elsewhere,
    zero_like,
)
from dualnum.strong_zeros import product, quotient


def split(args: Sequence[Any]) -> tuple[int, list[Any], list[Any]]:
    """The highest level among ``args``, their primals there, and their tangents (None: a constant)."""
    level = max([arg._level for arg in args if isinstance(arg, Dual)])
    primals, tangents = list(args), [None] * len(args)
    for i, arg in enumerate(args):
        if isinstance(arg, Dual) and arg._level == level:
            primals[i], tangents[i] = arg._primal, arg._tangent
    return level, primals, tangents


def evaluate(rule: Rule, args: Sequence[Any]) -> Any:
    """The rule's function of ``args``, Duals or not, in the namespace of their components."""
    if any(isinstance(arg, Dual) for arg in args):
        return apply(rule, args)
    return namespace_of(*args).function(rule.name)(*args)


def apply(rule: Rule, args: Sequence[Any], function: Callable[..., Any] | None = None) -> Any:
    """The Dual that ``rule`` gives for ``args``, of which at least one is a Dual.

    ``function`` computes the primal; without one, the rule's function in the components' namespace.
    """
    level, primals, tangents = split(args)
    try:
        y = evaluate(rule, primals) if function is None else function(*primals)
    except TypeError:
        if not (any(isinstance(p, Dual) for p in primals) and any(map(is_elsewhere, primals))):
            raise
        y = evaluate(rule, primals)  # not every library's array leaves an operator to the Dual behind it
    if y is NotImplemented:
        return y
    return joined(rule, y, tangent_of(rule, primals, y, tangents), level)


def joined(rule: Rule, y: Any, tangent: Any, level: int) -> Any:
    """The Dual of a result and its tangent, or one for each of several; a result without one stays plain."""
    if rule.outputs is None:
        return make(y, tangent, level)
    return tuple(part if t is None else make(part, t, level) for part, t in zip(y, tangent, strict=True))


def tangent_of(rule: Rule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Any:
    """The tangent of ``y``, or one for each output of a rule that has several."""
    if not reads_primals(rule) or _are_python_numbers(
        y, *tangents
    ):  # sums show their own errors, Python raises
        return _tangent_of(rule, primals, y, tangents)
    return told_where_it_shows(_tangent_of, rule, primals, y, tangents)


def _are_python_numbers(*values: Any) -> bool:
    """Whether nothing here is NumPy's, also not in the parts of a Dual."""
    return all(
        _are_python_numbers(value._primal, value._tangent)
        if isinstance(value, Dual)
        else type(value) in _PYTHON
        for value in values
    )


_PYTHON = (float, int, bool, complex, type(None))


def reads_primals(rule: Rule) -> bool:
    """Whether a row's tangent takes more than sums and constant multiples of tangents."""
    return bool(
        rule.over or rule.outputs or rule.choose or rule.real_linear or any(map(callable, rule.partials))
    )


def _tangent_of(rule: Rule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Any:
    bound = NUMPY.bound(rule)
    how = None if _links.reporting else array_propagation.plan(bound, primals, y, tangents)
    if how is not None:
        return array_propagation.tangent(
            how, primals, y, tangents, functools.partial(_one_tangent, NUMPY, bound)
        )
    results = y if rule.outputs is not None else (y,)
    space = namespace_of(*primals, *results)
    if space.exact and any(type(result) in (float, complex) for result in results):
        return _tangent_of(rule, as_floats(primals), y, as_floats(tangents))
    try:
        return _by_rule(space, rule, primals, y, tangents)
    except (ArithmeticError, ValueError):
        # math raises where NumPy returns inf or nan: an infinite slope, or no slope, where f has a value.
        # So does a Python number that a ufunc was given, in the NumPy namespace.
        if space.name in ("Fraction", "Decimal", "mpmath"):
            return at_a_pole(tangent_of, rule, primals, y, tangents)
        if space.name == "Dual" and any(type(base_of(p)) in _PYTHON for p in primals):
            numbers = map(as_numpy_numbers, (list(primals), y, list(tangents)))
            return as_python_numbers(_by_rule(space, rule, *numbers))
        if space.name not in ("float", "complex", "NumPy"):
            raise
        kind = complex if any(map(is_complex, (*primals, *results))) else float
        wide = [p if isinstance(p, np.ndarray) else np.asarray(p, kind)[()] for p in primals]
        wide_y = y if space.name == "NumPy" or rule.outputs is not None else np.asarray(y, kind)[()]
        found = _by_rule(namespace_of(*wide), rule, wide, wide_y, tangents)
        return found.item() if isinstance(found, np.generic) else found


def _by_rule(space: Namespace, rule: Rule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Any:
    bound = space.bound(rule)
    if space.name == "NumPy":
        primals, y = in_floats(rule, primals, y)
    if rule.outputs is None:
        tangent = _one_tangent(space, bound, primals, y, tangents)
    else:
        tangent = tuple(
            None if partials is None else _tangent(space, bound, partials, primals, y, result, tangents)
            for partials, result in zip(bound.outputs or (), y, strict=True)
        )
    if _links.reporting:
        _links.report(bound, primals, y, tangents, tangent)
    return tangent


def _one_tangent(
    space: Namespace, bound: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any]
) -> Any:
    return _tangent(space, bound, bound.partials, primals, y, y, tangents)


def _tangent(
    space: Namespace,
    bound: BoundRule,
    partials: Sequence[Any],
    primals: Sequence[Any],
    y: Any,
    result: Any,
    tangents: Sequence[Any],
) -> Any:
    """The tangent of one ``result``; ``y`` is what the partials call y (a tuple for several)."""
    directions = direction_shape(bound.rule.name, primals, tangents)
    if bound.rule.constant:
        return zero_like(result, directions)
    ranked = [aligned(t, p, result, directions) for t, p in zip(tangents, primals, strict=True)]
    if bound.choose is not None:
        return _chosen(space, bound, primals, y, ranked, directions)
    if bound.real_linear is not None and any(is_complex(p) for p in primals):
        _check_known(bound.rule, (*partials[:-1], 0), ranked)
        total = bound.real_linear(*primals, y, ranked[-1])
    else:
        _check_known(bound.rule, partials, ranked)
        total = _sum_of_products(partials, primals, y, ranked)
        if bound.over is not None:
            total = quotient(total, bound.over(*primals, y), ranked)
    return zero_like(result, directions) if total is None else filled(total, result, directions)


def _check_known(rule: Rule, partials: Sequence[Any], tangents: Sequence[Any]) -> None:
    """Raise TypeError where an argument moves whose partial has no closed form."""
    for position, (partial, tangent) in enumerate(zip(partials, tangents, strict=True), 1):
        if partial is None and tangent is not None and is_moving(tangent):
            raise TypeError(
                f"{rule.name}: dualnum has no formula for the derivative with respect to argument {position}"
                f"{rule.unknown and f' ({rule.unknown})'}; see dualnum.custom_rule"
            )


def is_moving(tangent: Any) -> bool:
    """Whether any part of a tangent is not zero."""
    if isinstance(tangent, Dual):
        return is_moving(tangent._primal) or is_moving(tangent._tangent)
    return bool(np.any(tangent != 0))


def _chosen(
    space: Namespace,
    bound: BoundRule,
    primals: Sequence[Any],
    y: Any,
    tangents: Sequence[Any],
    directions: Any,
) -> Any:
    condition = bound.choose(*primals, y)
    first, second = (zero_like(y, directions) if t is None else t for t in tangents)
    return filled(space.where(condition, second, first), y, directions)


def _sum_of_products(partials: Sequence[Any], primals: Sequence[Any], y: Any, tangents: Sequence[Any]) -> Any:
    """Σ partial·tangent over the arguments that move; None when the sum is empty."""
    total = None
    kept = (
        *primals,
        *(y if isinstance(y, tuple) else (y,)),
    )  # a partial may be one of several results itself
    for partial, tangent in zip(partials, tangents, strict=True):
        if tangent is None or partial is None or (not callable(partial) and partial == 0):
            continue
        if not callable(partial):
            term = _multiple(partial, tangent)
        elif _vanishes(tangent):
            continue
        else:
            term = product(partial(*primals, y), tangent, kept)
        total = term if total is None else _sum(total, term)
    return total


def _vanishes(tangent: Any) -> bool:
    """Whether a tangent is so plainly zero that its partial need not be computed."""
    return (not hasattr(tangent, "shape") or isinstance(tangent, np.generic)) and bool(tangent == 0)


def _multiple(constant: Any, tangent: Any) -> Any:
    """A constant multiple, as a new array: the tangents of two Duals never share memory."""
    if constant == 1:
        return copied(tangent)
    return -tangent if constant == -1 else constant * tangent


def _sum(total: Any, term: Any) -> Any:
    if (
        type(total) is np.ndarray
        and type(term) is np.ndarray
        and total.shape == term.shape
        and total.dtype == term.dtype
    ):
        return np.add(total, term, out=total)
    return total + term
