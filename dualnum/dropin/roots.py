"""Root finders of scipy.optimize, whose result is defined by F(z) = 0: see `dualnum.dropin.implicit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.calls import Watched, arguments_of, called, extra_arguments, stripped
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import Equation, moved_root, unknown
from dualnum.dropin.numbers import _one_number

_OF_THE_SAME_ARGUMENTS = frozenset({"fprime", "fprime2", "jac", "hess", "hessp", "Dfun", "fhess", "fhess_p"})
"""The functions that solvers take besides the one that they solve, and call with the same ``args``."""


def plain_run(original: Callable[..., Any], given: dict[str, Any]) -> tuple[Any, Watched]:
    """What a solver finds in plain numbers, and its function, the first argument, as it was watched."""
    key = next(iter(given))
    args = extra_arguments(original.__name__, given)
    plain = {name: stripped(value) for name, value in given.items()}
    for name in _OF_THE_SAME_ARGUMENTS & given.keys():
        if callable(given[name]):
            plain[name] = Watched(given[name], args)
    watched = plain[key] = Watched(given[key], args)
    if "args" in given:
        plain["args"] = ()
    return called(original, plain), watched


@stands_for(
    "scipy.optimize.bisect",
    "scipy.optimize.brentq",
    "scipy.optimize.brenth",
    "scipy.optimize.ridder",
    "scipy.optimize.toms748",
    "scipy.optimize.newton",
    "scipy.optimize.root_scalar",
    calls_back=True,
)
def _root_of_one_equation(*args: Any, original: Any, **kwargs: Any) -> Any:
    """A root with respect to what moves in f or its ``args``; brackets and starting points do not move it."""
    given = arguments_of(original, args, kwargs)
    f = next(iter(given.values()))
    if not callable(f):
        return original(*args, **kwargs)
    result, watched = plain_run(original, given)
    if not watched.met:
        return result
    extra = extra_arguments(original.__name__, given)
    gives_slopes = original.__name__ == "root_scalar" and given.get("fprime") is True

    def equation(z: Any) -> Any:
        value = f(z, *extra)
        value = value[0] if gives_slopes and isinstance(value, tuple) else value
        return as_array_dual(value) if np.ndim(z) and holds_dual(value) else _one_number(value)

    return _with_root(original.__name__, result, equation)


def _with_root(name: str, result: Any, equation: Equation) -> Any:
    """A solver's result, in whichever form, with the root moved."""
    if hasattr(result, "root") and not isinstance(result, tuple):  # RootResults
        result.root = _moved(name, equation, result.root, result.converged)
        return result
    if not isinstance(result, tuple):
        return _moved(name, equation, result, True)
    root, details = result[0], result[1]
    root = _moved(name, equation, root, getattr(details, "converged", details))
    if hasattr(details, "converged"):
        details.root = root
    return result._replace(root=root) if hasattr(result, "_replace") else (root, *result[1:])


def _moved(name: str, equation: Equation, root: Any, converged: Any) -> Any:
    if not np.all(converged):
        return unknown(root, equation(root))
    return moved_root(name, equation, root, elementwise=True)


@stands_for("scipy.optimize.fixed_point", calls_back=True)
def _fixed_point(*args: Any, original: Any, **kwargs: Any) -> Any:
    given = arguments_of(original, args, kwargs)
    result, watched = plain_run(original, given)
    if not watched.met:
        return result
    f, extra = given["func"], extra_arguments(original.__name__, given)
    if np.ndim(result) == 0:
        return moved_root("fixed_point", lambda z: z - _one_number(f(z, *extra)), result, elementwise=True)
    return moved_root("fixed_point", lambda z: z - _stacked(f(z, *extra)), result)


def _stacked(value: Any) -> Any:
    """What a function of several variables returns, as one array."""
    return as_array_dual(value) if holds_dual(value) else np.asarray(value)


_NONLINEAR = "broyden1 broyden2 anderson linearmixing diagbroyden excitingmixing newton_krylov".split()


@stands_for(
    "scipy.optimize.fsolve",
    "scipy.optimize.root",
    *(f"scipy.optimize.{name}" for name in _NONLINEAR),
    calls_back=True,
)
def _root_of_a_system(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The root of several equations; what else the algorithm left behind (a factorization of J) is left out."""
    given = arguments_of(original, args, kwargs)
    result, watched = plain_run(original, given)
    if not watched.met:
        return result
    f, extra = next(iter(given.values())), extra_arguments(original.__name__, given)
    gives_jacobian = original.__name__ == "root" and given.get("jac") is True

    def equation(z: Any) -> Any:
        value = f(z, *extra)
        return _stacked(value[0] if gives_jacobian else value).reshape(np.shape(z))

    return _with_roots(original.__name__, result, equation)


_KEPT = frozenset({"x", "success", "message", "status", "nfev", "njev", "nit", "fun", "method", "fvec"})


def _with_roots(name: str, result: Any, equation: Equation) -> Any:
    if isinstance(result, np.ndarray):
        return moved_root(name, equation, result)
    if isinstance(result, tuple):
        x, details, flag, message = result
        x = _moved_system(name, equation, x, flag == 1)
        return x, {key: value for key, value in details.items() if key in _KEPT}, flag, message
    moved = type(result)({key: value for key, value in result.items() if key in _KEPT})
    moved["x"] = _moved_system(name, equation, result["x"], result["success"])
    return moved


def _moved_system(name: str, equation: Equation, root: Any, converged: Any) -> Any:
    return moved_root(name, equation, root) if converged else unknown(root, equation(root))
