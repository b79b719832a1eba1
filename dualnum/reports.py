"""Reports of derivatives that rest on a convention: kinks, ties, infinite slopes, equality tests."""

from __future__ import annotations

import sys
import warnings
from _thread import allocate_lock
from collections.abc import Callable, Sequence
from contextlib import ContextDecorator
from contextvars import ContextVar
from types import FrameType
from typing import Any, Literal

import numpy as np

from dualnum import _links
from dualnum.dual import Dual
from dualnum.namespaces.binding import BoundRule
from dualnum.short_way import count_reporting

Report = Callable[[str, str], object]
Setting = Literal["ignore", "warn", "raise"] | Report

_SETTINGS: ContextVar[tuple[Setting, ...]] = ContextVar("dualnum_kink", default=("ignore",))
"""The settings of the open blocks of this thread or task, the innermost last."""

_LOCK = allocate_lock()


class ConventionWarning(RuntimeWarning):
    """A derivative rests on a convention (docs/conventions.md)."""


class ConventionError(ArithmeticError):
    """A derivative rests on a convention, inside ``errstate(kink="raise")``."""


class errstate(ContextDecorator):  # noqa: N801  (named as numpy.errstate, which it works like)
    """A context that says where a derivative rests on a convention, in the manner of `numpy.errstate`.

    Args:
        kink: ``"ignore"`` (what holds outside any such block), ``"warn"`` (a `ConventionWarning`),
            ``"raise"`` (a `ConventionError`), or a callable that receives the function's name and a text
            that names the point.

    What is reported: a kink or a jump of a piecewise function, a tie of maximum and minimum, an
    infinite slope, and an equality test that a Dual passes although it moves.  Of an array the first
    such element is named; with nested derivatives each level reports.  The setting belongs to the current
    thread or task; blocks nest, and an instance may be entered again, and decorates functions.

    Raises:
        ValueError: ``kink`` is none of these.

    >>> import dualnum
    >>> with errstate(kink=lambda name, where: print(name, where)):
    ...     dualnum.derivative(abs)(0.0)
    absolute at 0.0: the derivative follows the convention for a kink
    1.0
    """

    def __init__(self, *, kink: Setting = "ignore") -> None:
        if kink not in ("ignore", "warn", "raise") and not callable(kink):
            raise ValueError(f'errstate: kink={kink!r}; give "ignore", "warn", "raise" or a callable')
        self._setting = kink

    def __enter__(self) -> errstate:
        _SETTINGS.set((*_SETTINGS.get(), self._setting))
        with _LOCK:
            _links.reporting += 1
            count_reporting(_links.reporting)
        return self

    def __exit__(self, *exception: object) -> None:
        with _LOCK:
            _links.reporting -= 1
            count_reporting(_links.reporting)
        _SETTINGS.set(_SETTINGS.get()[:-1])


def tell(name: str, where: str) -> None:
    """Report one place, as the current setting says."""
    setting = _SETTINGS.get()[-1]
    if setting == "ignore":
        return
    if callable(setting):
        setting(name, where)
        return
    message = f"{name} {where}"
    if setting == "raise":
        raise ConventionError(message)
    warnings.warn(message, ConventionWarning, stacklevel=_levels_to_the_caller())


def _levels_to_the_caller() -> int:
    """How many frames up, from the one that warns, the first is that is not the library's."""
    levels, frame = 1, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).split(".")[0] == "dualnum":
        levels, frame = levels + 1, frame.f_back
    return levels


def report(bound: BoundRule, primals: Sequence[Any], _y: Any, tangents: Sequence[Any], tangent: Any) -> None:
    """Report a call of a rule where an argument moves on a kink, or where its slope is infinite."""
    if _SETTINGS.get()[-1] == "ignore" or _inside_a_rule():
        return
    moving = _any_of([_moving(t, p) for p, t in zip(primals, tangents, strict=True) if t is not None])
    if not moving.any():
        return
    name, points = bound.rule.name, [_plain(p) for p in primals]
    if bound.kink is not None:
        with np.errstate(all="ignore"):
            kink = np.asarray(bound.kink(*points)) & moving
        if kink.any():
            tell(name, f"at {_point(points, kink)}: the derivative follows the convention for a kink")
    for t in tangent if isinstance(tangent, tuple) else (tangent,):
        if t is not None:
            _report_infinite(name, points, tangents, t, np.shape(moving))


def _report_infinite(
    name: str, points: Sequence[Any], tangents: Sequence[Any], tangent: Any, shape: tuple[int, ...]
) -> None:
    """Report a tangent that is infinite although the arguments and their tangents are not."""
    found = _infinite(tangent)
    infinite = found.any(axis=tuple(range(found.ndim - min(len(shape), found.ndim))))
    finite = [~_not_finite(p, np.ndim(p)) for p in points]
    finite += [~_not_finite(t, np.ndim(p)) for p, t in zip(points, tangents, strict=True) if t is not None]
    infinite = infinite & np.logical_and.reduce(np.broadcast_arrays(*finite))
    if infinite.any():
        tell(name, f"at {_point(points, infinite)}: the slope is infinite")


def report_equality(x: Dual, other: Any, equal: Any) -> None:
    """Report ``x == other`` where it holds although the difference of the two moves."""
    if _SETTINGS.get()[-1] == "ignore" or _inside_a_rule():
        return
    passed = np.asarray(equal) & _parting(x, other)
    if passed.any():
        tell("equal", f"at {_point([_plain(x)], passed)}: a moving value passes an equality test")


def _inside_a_rule() -> bool:
    """Whether an expression of the table is being computed: what that meets is its own business."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not str(frame.f_globals.get("__name__")).startswith("dualnum.rules."):
        frame = frame.f_back
    return frame is not None


def _parting(x: Dual, other: Any) -> np.ndarray[Any, Any]:
    """Where the difference x − other moves, at the highest level of the two."""
    difference = x - other
    if not isinstance(difference, Dual):
        return np.asarray(False)
    return _moving(difference._tangent, difference._primal)


def _plain(value: Any) -> Any:
    while isinstance(value, Dual):
        value = value._primal
    return value


def _moving(tangent: Any, primal: Any) -> np.ndarray[Any, Any]:
    """Where a tangent is not zero, in any of its directions."""
    nonzero = np.asarray(_plain(tangent) != 0)
    return np.asarray(nonzero.any(axis=tuple(range(nonzero.ndim - np.ndim(_plain(primal))))))


def _any_of(masks: Sequence[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    return np.logical_or.reduce(np.broadcast_arrays(*masks)) if masks else np.asarray(False)


def _infinite(value: Any) -> np.ndarray[Any, Any]:
    return np.asarray(abs(_plain(value)) == np.inf)


def _not_finite(value: Any, ndim: int) -> np.ndarray[Any, Any]:
    """Where a number of any kind is infinite or nan, in any of its directions (all but the last axes)."""
    plain = _plain(value)
    mask = np.asarray((plain != plain) | (abs(plain) == np.inf))
    return np.asarray(mask.any(axis=tuple(range(mask.ndim - ndim))))


def _point(points: Sequence[Any], mask: np.ndarray[Any, Any]) -> str:
    """The first point where ``mask`` holds, as text."""
    first = tuple(int(i[0]) for i in np.nonzero(np.atleast_1d(mask)))
    return ", ".join(str(np.broadcast_to(p, mask.shape)[first] if np.ndim(p) else p) for p in points)


_links.report = report
_links.report_equality = report_equality
