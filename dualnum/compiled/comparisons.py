"""Comparisons, truth and predicates of compiled Duals, which look at primals only, and choices between Duals."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core.errors import TypingError

import dualnum
from dualnum.compiled.dual_type import DualType, is_number
from dualnum.compiled.elementwise import elementwise, takes_arrays
from dualnum.compiled.natives import base_of, where
from dualnum.compiled.overloading import overload

_OF_TWO: tuple[tuple[Callable[..., Any], ...], ...] = (
    (operator.lt, np.less),
    (operator.le, np.less_equal),
    (operator.gt, np.greater),
    (operator.ge, np.greater_equal),
    (operator.eq, np.equal),
    (operator.ne, np.not_equal),
)
_OF_ONE: tuple[Callable[..., Any], ...] = (
    bool,
    operator.not_,
    round,
    math.isfinite,
    math.isinf,
    math.isnan,
    math.floor,
    math.ceil,
    math.trunc,
    np.isfinite,
    np.isinf,
    np.isnan,
    np.signbit,
)
"""What gives no number to differentiate: truth, properties, and integers."""


def _is_dual(*kinds: Any) -> bool:
    return any(isinstance(kind, DualType) for kind in kinds) and all(map(is_number, kinds))


def _compare(name: Callable[..., Any], plain: Callable[..., Any]) -> None:
    @overload(name)
    def compare(a: Any, b: Any) -> Any:
        if takes_arrays((a, b)):
            return elementwise(name, (a, b))
        return (lambda a, b: plain(base_of(a), base_of(b))) if _is_dual(a, b) else None


def _describe(plain: Callable[..., Any]) -> None:
    @overload(plain)
    def describe(x: Any) -> Any:
        if takes_arrays((x,)):
            raise TypingError(
                f"{plain.__name__}: of an array of Duals there is no such property; ask x.primal"
            )
        return (lambda x: plain(base_of(x))) if _is_dual(x) else None


def _select(name: Callable[..., Any]) -> None:
    @overload(name)
    def select(condition: Any, a: Any, b: Any) -> Any:
        if takes_arrays((condition, a, b)):
            return elementwise(where, (condition, a, b))
        chosen = is_number(condition) and _is_dual(a, b)
        return (lambda condition, a, b: where(condition, a, b)) if chosen else None


@overload(max)
def _max(a: Any, b: Any) -> Any:
    return (lambda a, b: b if b > a else a) if _is_dual(a, b) else None


@overload(min)
def _min(a: Any, b: Any) -> Any:
    return (lambda a, b: b if b < a else a) if _is_dual(a, b) else None


@overload(isinstance)
def _isinstance(var: Any, typs: Any) -> Any:
    """A rule asks whether its argument is a float, to which Numba itself answers for its own types only."""
    return (lambda var, typs: False) if isinstance(var, DualType) else None


for _names in _OF_TWO:
    for _name in _names:
        _compare(_name, _names[0])
for _plain in _OF_ONE:
    _describe(_plain)
for _name in (np.where, dualnum.where):
    _select(_name)
