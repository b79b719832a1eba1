"""Reports of derivatives that rest on a convention: kinks, ties, infinite slopes, equality tests."""

from __future__ import annotations

import warnings
from _thread import allocate_lock
from collections.abc import Callable, Sequence
from contextvars import ContextVar, Token
from typing import Any, Literal

import numpy as np

from dualnum import _links
from dualnum.dual import Dual
from dualnum.namespaces.binding import BoundRule

Report = Callable[[str, str], object]
Setting = Literal["ignore", "warn", "raise"] | Report

_SETTING: ContextVar[Setting] = ContextVar("dualnum_kink", default="ignore")
_LOCK = allocate_lock()


class ConventionWarning(RuntimeWarning):
    """A derivative rests on a convention (docs/conventions.md)."""


class ConventionError(ArithmeticError):
    """A derivative rests on a convention, inside ``errstate(kink="raise")``."""


class errstate:  # noqa: N801  (named as numpy.errstate, which it works like)
    """A context that says where a derivative rests on a convention, in the manner of `numpy.errstate`.

    Args:
        kink: ``"ignore"`` (what holds outside any such block), ``"warn"`` (a `ConventionWarning`),
            ``"raise"`` (a `ConventionError`), or a callable that receives the function's name and a text
            that names the point.

    What is reported: a kink or a jump of a piecewise function, a tie of maximum and minimum, an
    infinite slope, and an equality test that a Dual with a nonzero tangent passes.  The setting belongs
    to the current thread or task; the block may be entered again and used as a decorator of nothing.

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
        self._tokens: list[Token[Setting]] = []

    def __enter__(self) -> errstate:
        self._tokens.append(_SETTING.set(self._setting))
        with _LOCK:
            _links.reporting += 1
        return self

    def __exit__(self, *exception: object) -> None:
        with _LOCK:
            _links.reporting -= 1
        _SETTING.reset(self._tokens.pop())


def tell(name: str, where: str) -> None:
    """Report one place, as the current setting says."""
    setting = _SETTING.get()
    if setting == "ignore":
        return
    if callable(setting):
        setting(name, where)
        return
    message = f"{name} {where}"
    if setting == "raise":
        raise ConventionError(message)
    warnings.warn(message, ConventionWarning, stacklevel=2)


def report(bound: BoundRule, primals: Sequence[Any], y: Any, tangents: Sequence[Any], tangent: Any) -> None:
    """Report a call of a rule whose arguments stand on a kink, or whose slope is infinite there."""
    if _SETTING.get() == "ignore" or not any(t is not None and _moving(t).any() for t in tangents):
        return
    name = bound.rule.name
    if bound.kink is not None:
        mask = np.asarray(bound.kink(*map(_plain, primals)))
        if mask.any():
            tell(name, f"at {_point(primals, mask)}: the derivative follows the convention for a kink")
    if tangent is not None and not isinstance(tangent, tuple):
        infinite = _infinite(tangent) & all(_finite(p).all() for p in primals)
        if infinite.any():
            tell(name, f"at {_point(primals, infinite)}: the slope is infinite")


def report_equality(x: Dual, other: Any, equal: Any) -> None:
    """Report ``x == other`` where it holds although a part that moves decides it."""
    if _SETTING.get() == "ignore":
        return
    moving = _moving(x._tangent, x.ndim)
    if isinstance(other, Dual):
        moving = moving | _moving(other._tangent, other.ndim)
    passed = np.asarray(equal) & moving
    if passed.any():
        tell("equal", f"at {_point([x._primal], passed)}: a moving value passes an equality test")


def _plain(value: Any) -> Any:
    while isinstance(value, Dual):
        value = value._primal
    return value


def _moving(tangent: Any, ndim: int | None = None) -> np.ndarray[Any, Any]:
    """Where a tangent is not zero, in any of its directions (all axes but the last ``ndim``)."""
    nonzero = np.asarray(_plain(tangent) != 0)
    return nonzero if ndim is None else nonzero.any(axis=tuple(range(nonzero.ndim - ndim)))


def _infinite(tangent: Any) -> np.ndarray[Any, Any]:
    plain = _plain(tangent)
    return np.asarray(abs(plain) == np.inf)


def _finite(primal: Any) -> np.ndarray[Any, Any]:
    """Where a number of any kind, an exact one too, is neither infinite nor nan."""
    plain = _plain(primal)
    return np.asarray((plain == plain) & (abs(plain) != np.inf))


def _point(primals: Sequence[Any], mask: np.ndarray[Any, Any]) -> str:
    """The first point where ``mask`` holds, as text."""
    index = tuple(int(i[0]) for i in np.nonzero(np.atleast_1d(mask)))
    parts = []
    for primal in map(_plain, primals):
        values = np.broadcast_to(np.asarray(primal), mask.shape[-np.ndim(primal) :] if np.ndim(primal) else ())
        parts.append(str(values[index[-values.ndim :]] if values.ndim else primal))
    return ", ".join(parts)


_links.report = report
_links.report_equality = report_equality
