"""Minimizers of scipy.optimize: at a minimum the gradient is zero, and that equation moves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.calls import arguments_of, extra_arguments, refuse
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.implicit import moved_root, unknown
from dualnum.dropin.numbers import _one_number
from dualnum.dropin.roots import plain_run
from dualnum.dropin.state import plain_of

_RESULT_OBJECTS = (
    "minimize minimize_scalar basinhopping dual_annealing shgo direct differential_evolution".split()
)
_RESULT_TUPLES = (
    "fmin fmin_bfgs fmin_cg fmin_l_bfgs_b fmin_powell fmin_ncg fmin_tnc fminbound brent golden brute".split()
)
_KEPT = frozenset({"success", "message", "status", "nfev", "njev", "nhev", "nit", "nlfev", "nljev"})
_NO_CONSTRAINTS = (
    "dualnum has no rule for a minimum under constraints; solve the conditions of Karush, Kuhn and Tucker with "
    "scipy.optimize.root, which has one"
)
_VALUE_IS_SECOND = frozenset({"fmin", "fmin_cg", "fmin_l_bfgs_b", "fminbound", "brent", "golden"})
"""The functions whose other results, after x and the minimum, only count."""


@stands_for(*(f"scipy.optimize.{name}" for name in _RESULT_OBJECTS), calls_back=True)
def _minimum(*args: Any, original: Any, **kwargs: Any) -> Any:
    """A result with x and fun moved; of the rest what counts and tells, since it says nothing of parameters."""
    given = arguments_of(original, args, kwargs)
    result, watched = plain_run(original, given)
    _check_duals(original.__name__, given)
    if not watched.met:
        return result
    f = _objective(original.__name__, given)
    found = type(result)({key: value for key, value in result.items() if key in _KEPT})
    try:
        found["x"] = _moved_minimum(original.__name__, f, result["x"], given)
    except TypeError:
        if result.get("success", True):
            raise
        found["x"] = unknown(result["x"], f(result["x"]))
    found["fun"] = f(found["x"])
    return found


@stands_for(*(f"scipy.optimize.{name}" for name in _RESULT_TUPLES), calls_back=True)
def _minimum_in_a_tuple(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The minimum, first or alone among the results."""
    given = arguments_of(original, args, kwargs)
    result, watched = plain_run(original, given)
    _check_duals(original.__name__, given)
    if not watched.met:
        return result
    name = original.__name__
    f = _objective(name, given)
    if not isinstance(result, tuple):
        return _moved_minimum(name, f, result, given)
    if name not in {*_VALUE_IS_SECOND, "fmin_tnc"}:
        raise TypeError(
            f"{name}: dualnum has no rule for all that full_output returns; ask for the minimum alone"
        )
    x = _moved_minimum(name, f, result[0], given)
    return (x, f(x), *result[2:]) if name in _VALUE_IS_SECOND else (x, *result[1:])


@stands_for("scipy.optimize.fmin_slsqp", "scipy.optimize.fmin_cobyla", calls_back=True)
def _constrained_minimum(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The plain call; a Dual in it is refused."""
    given = arguments_of(original, args, kwargs)
    result, watched = plain_run(original, given)
    if watched.met:
        raise TypeError(f"{original.__name__}: {_NO_CONSTRAINTS}")
    return result


def _check_duals(name: str, given: dict[str, Any]) -> None:
    """Raise TypeError if a Dual is where it might move the minimum, but in the function or its arguments."""
    bounds = given.get("bounds")
    limits = {"bounds": [getattr(bounds, "lb", 0), getattr(bounds, "ub", 0)]} if hasattr(bounds, "lb") else {}
    allowed = (next(iter(given)), "args", "x0", "bracket", "brack")
    refuse(name, {**given, **limits}, allowed, "let it move the function's arguments")


def _objective(name: str, given: dict[str, Any]) -> Callable[[Any], Any]:
    f = next(iter(given.values()))
    inner = given.get("minimizer_kwargs") or {}  # basinhopping has the function's arguments in there
    extra = extra_arguments(name, given if "args" in given else inner)

    def value(x: Any) -> Any:
        y = f(x, *extra)
        return _one_number(y[0] if isinstance(y, tuple) else y)  # with the gradient beside it

    return value


def _moved_minimum(name: str, f: Callable[[Any], Any], x: Any, given: dict[str, Any]) -> Any:
    """The minimum, of which the variables at a bound stay there.

    Raises:
        TypeError: it is no strict minimum in the others, or bounds move, or constraints hold.
    """
    from dualnum.transforms import derivative, gradient

    if given.get("constraints"):
        raise TypeError(f"{name}: {_NO_CONSTRAINTS}")
    low, high = _bounds_of(given, np.shape(x))
    if np.ndim(x) == 0:
        return _inside(name, moved_root(name, derivative(f), x, elementwise=True), low, high)
    free = np.flatnonzero((low < x) & (x < high))
    _check_pressed(name, gradient(f), x, free)

    def equation(z: Any) -> Any:
        whole = sum(z[k] * np.eye(len(x))[i] for k, i in enumerate(free)) + np.where(_in(free, x), 0.0, x)
        return gradient(f)(whole)[free]

    moved = _inside(name, moved_root(name, equation, x[free]), low[free], high[free])
    return sum(moved[k] * np.eye(len(x))[i] for k, i in enumerate(free)) + np.where(_in(free, x), 0.0, x)


def _in(free: Any, x: Any) -> Any:
    return np.isin(np.arange(len(x)), free)


def _bounds_of(given: dict[str, Any], shape: tuple[int, ...]) -> tuple[Any, Any]:
    """The lower and the upper bounds of the variables."""
    bounds = given.get("bounds")
    if "x1" in given and "x2" in given:
        bounds = (given["x1"], given["x2"])
    if bounds is None:
        return np.full(shape, -np.inf), np.full(shape, np.inf)
    if hasattr(bounds, "lb"):
        return np.broadcast_to(bounds.lb, shape), np.broadcast_to(bounds.ub, shape)
    pairs = np.array(bounds, dtype=float).reshape(-1, 2)  # None becomes nan
    low, high = np.where(np.isnan(pairs[:, 0]), -np.inf, pairs[:, 0]), pairs[:, 1]
    return low.reshape(shape), np.where(np.isnan(high), np.inf, high).reshape(shape)


def _check_pressed(name: str, gradient: Callable[[Any], Any], x: Any, free: Any) -> None:
    """Raise TypeError if a variable at its bound is not pressed against it: its side of the bound is open."""
    held = np.delete(np.arange(len(x)), free)
    slopes = np.abs(plain_of(gradient(x)))
    if held.size and np.min(slopes[held]) <= 1e-8 * np.max(slopes):
        raise TypeError(
            f"{name}: the minimum lies at a bound that it does not press against, so its derivative jumps "
            "there; move the bound"
        )


def _inside(name: str, x: Any, low: Any, high: Any) -> Any:
    """x, if Newton's steps have not shown that the minimum is only the end of the interval."""
    if not np.all((low < plain_of(x)) & (plain_of(x) < high)):
        raise TypeError(f"{name}: the minimum lies at a bound, so it has no gradient of zero; move the bound")
    return x
