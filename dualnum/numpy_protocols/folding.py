"""Folding a line of Duals, the elements along its last axis, with a ufunc of two arguments.

An associative ufunc is folded in pairs, and pairs of pairs, in the order of the line: about twice the work of
one pass, in as many steps as the length has binary digits.  Any other takes the elements one by one.
"""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual
from dualnum.namespaces import NUMPY
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import dtype_of, stripped, tangent_dtype
from dualnum.numpy_protocols.functions import scanning
from dualnum.numpy_protocols.functions.axes import merged
from dualnum.numpy_protocols.functions.converting import part_as
from dualnum.numpy_protocols.untyped import np
from dualnum.rules import Rule
from dualnum.selection import select
from dualnum.shapes import broadcast, shape_of

NO_VALUE: Any = np._NoValue

_ASSOCIATIVE = (np.multiply, np.hypot, np.logaddexp, np.logaddexp2)


def line_of(ufunc: Any, x: Any, axes: tuple[int, ...], dtype: Any) -> Any:
    """The elements of ``x`` along ``axes``, counted from the end, as one last axis; in ``dtype`` if one is given."""
    line = merged(x, axes)
    wanted = tangent_dtype(ufunc.__name__, dtype, x)
    return line if wanted is None else part_as(line, wanted, {})


def folded(ufunc: Any, rule: Rule, line: Any, initial: Any, mask: Any = None) -> Any:
    """The fold of each line, as ``ufunc.reduce`` has it: from ``initial``, over the elements in ``mask``.

    Without a value for ``initial`` a fold of less than two elements starts from the identity, if there is
    one; with None it never does.
    """
    length = shape_of(line)[-1]
    if initial is NO_VALUE:
        initial = ufunc.identity if length < 2 else None
    start = None if initial is None else broadcast(initial, shape_of(line)[:-1])
    if length == 0:
        return start
    if rule.choose is not None:
        return _chosen(ufunc, rule, line, initial, mask)
    if ufunc not in _ASSOCIATIVE:
        return _one_by_one(ufunc, line, start, mask)[-1]
    if mask is not None:
        line = select(mask, line, dtype_of(line).type(ufunc.identity))
    total = _associated(ufunc, line)
    return total if start is None else ufunc(start, total)


def _associated(ufunc: Any, line: Any) -> Any:
    """The fold of a line that is not empty, in pairs; products have a way that never leaves the range."""
    if ufunc is np.multiply:
        return scanning.folded(line) if isinstance(line, Dual) else ufunc.reduce(line, axis=-1)
    total = _in_pairs(ufunc, line)
    if _trusted(total, ufunc.reduce(stripped(line), axis=-1)):
        return total
    return _one_by_one(ufunc, line)[-1]


def all_folded(ufunc: Any, rule: Rule, line: Any) -> Any:
    """The folds of the first 1, 2, 3, ... elements of each line, as ``ufunc.accumulate`` has them."""
    if rule.choose is not None:
        return _chosen_so_far(ufunc, line)
    if ufunc not in _ASSOCIATIVE or shape_of(line)[-1] < 2:
        return _stacked(line, _one_by_one(ufunc, line))
    if ufunc is np.multiply:
        return scanning.all_folded(line)
    totals = _all_in_pairs(ufunc, line)
    exact = ufunc.accumulate(stripped(line), axis=-1)
    if _trusted(totals, exact):
        return totals
    reached = int(np.max(np.nonzero(np.isfinite(exact) & (exact != 0))[-1])) + 1
    totals[..., :reached] = np.stack(_one_by_one(ufunc, line[..., :reached]), -1)
    return totals


def _stacked(line: Any, totals: list[Any]) -> Any:
    return np.stack(totals, -1) if totals else line


def _one_by_one(ufunc: Any, line: Any, start: Any = None, mask: Any = None) -> list[Any]:
    """The folds so far, one element after the other; an element that ``mask`` leaves out changes nothing."""
    totals = []
    total = start
    for i in range(shape_of(line)[-1]):
        new = line[..., i] if total is None else ufunc(total, line[..., i])
        total = new if mask is None else select(mask[..., i], new, total)
        totals.append(total)
    return totals


def _in_pairs(ufunc: Any, line: Any) -> Any:
    """The fold of a line that is not empty."""
    while (length := shape_of(line)[-1]) > 1:
        pairs = ufunc(line[..., : length // 2 * 2 : 2], line[..., 1::2])
        line = pairs if length % 2 == 0 else np.concatenate([pairs, line[..., -1:]], -1)
    return line[..., 0]


def _all_in_pairs(ufunc: Any, line: Any) -> Any:
    """The folds so far: those of an even number of elements are the folds of pairs."""
    length = shape_of(line)[-1]
    if length < 2:
        return line
    even = _all_in_pairs(ufunc, ufunc(line[..., : length // 2 * 2 : 2], line[..., 1::2]))
    totals = line.copy()
    totals[..., 1::2] = even
    totals[..., 2::2] = ufunc(even[..., : (length - 1) // 2], line[..., 2::2])
    return totals


def _trusted(totals: Any, exact: Any) -> bool:
    """Whether folds in pairs went well wherever the fold one by one (``exact``) neither overflowed nor vanished.

    A product of some of the factors may overflow where that of the first ones never does.
    """
    if exact.dtype.kind not in "fc":
        return True
    good = (stripped(totals) != 0) & _finite(totals, len(shape_of(totals)))
    return bool(np.all(good | (exact == 0) | ~np.isfinite(exact)))


def _finite(x: Any, ndim: int) -> Any:
    """Where every part of a Dual of ``ndim`` dimensions is finite, in all of its directions."""
    if isinstance(x, Dual):
        return _finite(x._primal, ndim) & _finite(x._tangent, ndim)
    return np.isfinite(x).all(axis=tuple(range(np.ndim(x) - ndim)))


# --- maximum, minimum, fmax and fmin: the first of the elements that argmax or argmin could pick -------


def _same(a: Any, b: Any) -> Any:
    return (a == b) | ((a != a) & (b != b))


def _chosen(ufunc: Any, rule: Rule, line: Any, initial: Any, mask: Any) -> Any:
    """The element that the value is; ``initial`` and it are compared as two arguments are."""
    kept = True if mask is None else mask
    options = {} if initial is None else {"initial": stripped(initial), "where": kept}
    value = np.asarray(ufunc.reduce(stripped(line), axis=-1, **options))
    able = _same(stripped(line), value[..., None]) & kept
    among = np.sum(able, -1) + (0 if initial is None else _same(stripped(initial), value))
    _report_ties(ufunc, line, value, able & (among > 1)[..., None])
    element = np.take_along_axis(line, np.argmax(able, -1)[..., None], -1)[..., 0]
    if initial is None:
        return element
    wins = able.any(-1) & NUMPY.bound(rule).choose(stripped(initial), stripped(element), value)
    return select(wins, element, broadcast(initial, value.shape))


def _chosen_so_far(ufunc: Any, line: Any) -> Any:
    values = ufunc.accumulate(stripped(line), axis=-1)
    new = np.ones(values.shape, bool)
    new[..., 1:] = ~_same(values[..., 1:], values[..., :-1])
    index = np.maximum.accumulate(np.where(new, np.arange(values.shape[-1]), 0), -1)
    again = _same(stripped(line), values) & ~new
    _report_ties(ufunc, line, values, again | np.roll(again, -1, -1))
    return np.take_along_axis(line, index, -1)


def _report_ties(ufunc: Any, line: Any, values: Any, tied: Any) -> None:
    """Tell, inside `dualnum.errstate`, of elements that move and share a value with another."""
    if conventions.reporting() and isinstance(line, Dual):
        found = tied & conventions.moving(line)
        where = found if np.ndim(values) == found.ndim else found.any(-1)
        conventions.report(ufunc.__name__, values, where, "a tie")
