"""Differential equations of scipy.integrate: the parts of the solution obey equations of their own.

The parts of a state that is a Dual move as the parts of the right side of the equation do (the variational
equations), so that the solver itself, given all parts as one state, finds them; the value stays that of
the plain call.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.calls import Watched, arguments_of, called, extra_arguments, refuse, stripped
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.parts import Levels, count, joined, levels_of, parts_of
from dualnum.dropin.state import plain_of
from dualnum.dual import Dual

RightSide = Callable[[Any, Any], Any]
Solver = Callable[[RightSide, Any, Any], Any]

_RELATIVE = 1e-10
_OF_SCALE = 1e-12
_RUNS = 6


def _array(value: Any) -> Any:
    return as_array_dual(value) if holds_dual(value) else np.asarray(stripped(value), float)


class _Equations:
    """The right side of an equation for a state of n numbers, as one for the parts of the state.

    Attributes:
        levels: the levels of the state, the highest first.
    """

    def __init__(self, f: RightSide, start: Any, t0: Any) -> None:
        self._f, self._start, self._size = f, start, np.size(start)
        self._seen: Levels = {}
        self._note(start, self._rate(t0, start))
        self.levels = self._seen

    def _rate(self, t: Any, y: Any) -> Any:
        return np.reshape(_array(self._f(t, y)), self._size)

    def _note(self, *values: Any) -> None:
        if any(isinstance(value, Dual) for value in values):
            self._seen = dict(sorted((self._seen | levels_of(*values)).items(), reverse=True))

    def _of_parts(self, t: Any, state: Any) -> Any:
        rate = self._rate(t, joined(np.reshape(state, (-1, self._size)), self.levels))
        self._note(rate)
        return parts_of(rate, self.levels).reshape(-1)

    def solved(self, solver: Solver) -> Any:
        """The parts of the solution: an array of (part, element, time).

        The absolute error may be a fraction of the largest value that a part takes; as this is not known
        before, runs are repeated until it is, and until the levels are.
        """
        scales = np.ones(count(self.levels))
        for _ in range(_RUNS):
            allowed = np.repeat(_OF_SCALE * scales, self._size)
            parts = solver(self._of_parts, parts_of(self._start, self.levels).reshape(-1), allowed)
            parts = parts.reshape(len(scales), self._size, -1)
            found = np.max(np.abs(parts), axis=(1, 2), initial=0.0)
            if self._seen.keys() != self.levels.keys():
                self.levels = self._seen
                scales = np.ones(count(self.levels))
            elif np.all((found >= 1e-2 * scales) | (found == 0)):
                break
            else:
                scales = np.where(found == 0, scales, np.minimum(scales, found))
        return parts


@stands_for("scipy.integrate.odeint", calls_back=True)
def _odeint(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The states, and with full_output what the plain call counted."""
    given = arguments_of(original, args, kwargs)
    f, extra = given["func"], extra_arguments(original.__name__, given)
    plain = {name: stripped(value) for name, value in given.items()}
    watched = plain["func"] = Watched(f, extra)
    plain["args"] = ()
    if given.get("Dfun") is not None:
        plain["Dfun"] = Watched(given["Dfun"], extra)
    result = called(original, plain)
    refuse("odeint", given, ("func", "y0", "t", "args"), "let it move the equation, its start or its times")
    times = _array(given["t"])
    if not (watched.met or holds_dual(given["y0"]) or isinstance(times, Dual)):
        return result
    value, *counts = result if isinstance(result, tuple) else (result,)
    first = bool(plain.get("tfirst"))

    def rate(t: Any, y: Any) -> Any:
        return f(t, y, *extra) if first else f(y, t, *extra)

    start = np.reshape(_array(given["y0"]), -1)
    options: dict[str, Any] = {
        key: plain[key] for key in ("tcrit", "hmax", "mxordn", "mxords") if key in plain
    }
    moved = _at_times(functools.partial(_by_lsoda, original, options), rate, start, times, value)
    return (moved, *counts) if isinstance(result, tuple) else moved


def _at_times(solver: Any, rate: RightSide, start: Any, times: Any, value: Any) -> Any:
    """The states at times, of which ``value`` is the value: (time, element)."""
    if not holds_dual(times):
        equations = _Equations(rate, start, times[0])
        parts = equations.solved(functools.partial(solver, times))
        return _with_value(parts.swapaxes(1, 2), equations.levels, value)
    states = [start]
    for t0, t1 in itertools.pairwise(times):
        # s runs from 0 to 1 as t does from t0 to t1, so that the times, too, move the right side only
        states.append(_over(solver, functools.partial(_substituted, rate, t0, t1 - t0), states[-1]))
    still: Any = 0 * times[0]
    moved: Any = np.stack([state + still for state in states])
    return moved - plain_of(moved) + value


def _substituted(rate: RightSide, t0: Any, length: Any, s: Any, y: Any) -> Any:
    return length * _array(rate(t0 + s * length, y))


def _over(solver: Any, rate: RightSide, start: Any) -> Any:
    """The state at s = 1 that is ``start`` at 0."""
    equations = _Equations(rate, start, 0.0)
    parts = equations.solved(functools.partial(solver, np.array([0.0, 1.0])))
    return joined(parts[:, :, -1], equations.levels)


def _with_value(parts: Any, levels: Levels, value: Any) -> Any:
    parts = parts.copy()
    parts[0] = value
    return joined(parts, levels)


def _by_lsoda(original: Any, options: dict[str, Any], times: Any, f: RightSide, start: Any, atol: Any) -> Any:
    """The states of odeint, as (element, time).

    Raises:
        TypeError: it does not arrive at the last time.
    """
    found, report = original(
        f, start, times, tfirst=True, full_output=True, rtol=_RELATIVE, atol=atol, mxstep=100000, **options
    )
    if report["message"] != "Integration successful.":
        raise TypeError(
            f"odeint: the equation of the derivative could not be integrated ({report['message']}); use "
            "scipy.integrate.solve_ivp, or give the derivative by dualnum.custom_rule"
        )
    return found.T


_PYTHON_METHODS = frozenset({"RK23", "RK45", "DOP853"})


@stands_for("scipy.integrate.solve_ivp", calls_back=True)
def _solve_ivp(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The methods of Runge and Kutta are Python, and take Duals; for the others, the states are moved."""
    given = arguments_of(original, args, kwargs)
    method = given.get("method", "RK45")
    if not isinstance(method, str) or method in _PYTHON_METHODS:
        return original(*args, **kwargs)
    options = dict(given.pop("options", {}))
    extra = tuple(given.get("args") or ())
    f = given["fun"]
    watched = Watched(f, extra)
    plain = {name: stripped(value) for name, value in {**given, **options}.items() if name != "args"}
    plain["fun"] = watched
    if callable(options.get("jac")):
        plain["jac"] = Watched(options["jac"], extra)
    if given.get("events") is not None:
        events = given["events"] if isinstance(given["events"], (list, tuple)) else [given["events"]]
        plain["events"] = [_watched_event(event, extra) for event in events]
    result = original(**plain)
    if not (watched.met or holds_dual(given["y0"]) or holds_dual(given["t_span"])):
        return result
    _check(method, given)
    return _moved_result(original, method, plain, result, lambda t, y: f(t, y, *extra), _array(given["y0"]))


def _watched_event(event: Any, extra: tuple[Any, ...]) -> Watched:
    watched = Watched(event, extra)
    for name in ("terminal", "direction"):
        if hasattr(event, name):
            setattr(watched, name, getattr(event, name))
    return watched


def _check(method: str, given: dict[str, Any]) -> None:
    way_out = "use method='DOP853' or 'RK45', which take Duals, or integrate from event to event"
    refuse("solve_ivp", given, ("fun", "y0", "args"), way_out)
    for name in ("events", "dense_output"):
        if given.get(name):
            raise TypeError(
                f"solve_ivp: dualnum has no rule for {name} with method={method!r} and a Dual; {way_out}"
            )


def _moved_result(original: Any, method: str, plain: Any, result: Any, rate: RightSide, start: Any) -> Any:
    """The result with its states moved at the times of the plain one."""
    span = (result.t[0], result.t[-1]) if len(result.t) else plain["t_span"]

    def solver(f: RightSide, state: Any, atol: Any) -> Any:
        found = original(f, plain["t_span"], state, method=method, t_eval=result.t, rtol=_RELATIVE, atol=atol)
        if not found.success:
            raise TypeError(
                f"solve_ivp: the equation of the derivative could not be integrated ({found.message}); use "
                "another method, or give the derivative by dualnum.custom_rule"
            )
        return found.y

    equations = _Equations(rate, start, span[0])
    parts = equations.solved(solver)
    result.y = _with_value(parts, equations.levels, result.y)
    return result


@stands_for("scipy.integrate.ode", calls_back=True)
def _ode(f: Any, jac: Any = None, *, original: Any) -> Any:
    """The class itself, for plain numbers: its compiled solvers read past a Dual's memory, some without an error."""

    class Guarded(original):  # type: ignore[misc]  # a class that is known at run time
        def set_initial_value(self, y: Any, t: Any = 0.0) -> Any:
            _check_plain(y, t)
            return super().set_initial_value(y, t)

    def guarded(*args: Any) -> Any:
        rate = f(*args)
        _check_plain(rate)
        return rate

    return Guarded(guarded, jac)


def _check_plain(*values: Any) -> None:
    if any(map(holds_dual, values)):
        raise TypeError("ode: dualnum has no rule for this class; use scipy.integrate.solve_ivp or odeint")
