"""Least squares of scipy.optimize: the gradient of half the sum of squares is zero at the parameters found."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.calls import Watched, arguments_of, called, extra_arguments, refuse, stripped
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.minima import _moved_minimum
from dualnum.dropin.roots import plain_run

Residuals = Callable[[Any], Any]
_LOSSES: dict[str, Callable[[Any], Any]] = {
    "linear": lambda z: z,
    "soft_l1": lambda z: 2 * (np.sqrt(1 + z) - 1),
    "huber": lambda z: np.where(z <= 1, z, 2 * np.sqrt(np.maximum(z, 1)) - 1),
    "cauchy": np.log1p,
    "arctan": np.arctan,
}
"""What is summed for the square z of a residual (SciPy's documentation of least_squares)."""


def _array(value: Any) -> Any:
    return as_array_dual(value) if holds_dual(value) else np.asarray(value, float)


def _cost(residuals: Residuals, loss: Callable[[Any], Any], scale: Any) -> Callable[[Any], Any]:
    return lambda x: 0.5 * scale**2 * np.sum(loss((residuals(x) / scale) ** 2))


def _loss(loss: Any) -> Callable[[Any], Any]:
    """The loss of that name, or what a caller's own gives first."""
    return _LOSSES[loss] if isinstance(loss, str) else (lambda z: loss(z)[0])


@stands_for("scipy.optimize.least_squares", calls_back=True)
def _least_squares(*args: Any, original: Any, **kwargs: Any) -> Any:
    """A result with x, fun, cost and, without a loss, jac moved; grad is 0 for all parameters."""
    given = arguments_of(original, args, kwargs)
    named = given.pop("kwargs", None) or {}
    f = given["fun"]
    given["fun"] = lambda x, *extra: f(x, *extra, **named)
    if callable(given.get("jac")):
        jac = given["jac"]
        given["jac"] = lambda x, *extra: jac(x, *extra, **named)
    result, watched = plain_run(original, given)
    if not watched.met:
        return result
    refuse("least_squares", given, ("fun", "args", "x0"), "let it move the function's arguments")
    rho, scale = _loss(given.get("loss", "linear")), given.get("f_scale", 1.0)
    extra = extra_arguments(original.__name__, given)
    return _moved_fit(result, lambda x: np.atleast_1d(_array(given["fun"](x, *extra))), rho, scale)


def _moved_fit(result: Any, residuals: Residuals, rho: Callable[[Any], Any], scale: Any) -> Any:
    from dualnum.transforms import jacobian

    cost = _cost(residuals, rho, scale)
    moved = type(result)(result)
    moved["x"] = _moved_minimum("least_squares", cost, result["x"], _held(result))
    moved["fun"], moved["cost"] = residuals(moved["x"]), cost(moved["x"])
    del moved["jac"]
    if rho is _LOSSES["linear"]:
        moved["jac"] = jacobian(residuals)(moved["x"])
    return moved


def _held(result: Any) -> dict[str, Any]:
    """The bounds that hold at the solution, for those variables that lie at one."""
    active, x = result["active_mask"], result["x"]
    low, high = np.where(active < 0, x, -np.inf), np.where(active > 0, x, np.inf)
    return {"bounds": np.transpose([low, high])}


@stands_for("scipy.optimize.leastsq", calls_back=True)
def _leastsq(*args: Any, original: Any, **kwargs: Any) -> Any:
    """x, and cov_x and the residuals with full_output; the factorization of J is left out."""
    given = arguments_of(original, args, kwargs)
    result, watched = plain_run(original, given)
    if not watched.met:
        return result
    f, extra = given["func"], extra_arguments(original.__name__, given)

    def residuals(x: Any) -> Any:
        return np.atleast_1d(_array(f(x, *extra)))

    x = _moved_minimum("leastsq", _cost(residuals, _LOSSES["linear"], 1.0), result[0], {})
    if not given.get("full_output"):
        return (x, *result[1:])
    details = {"nfev": result[2]["nfev"], "fvec": residuals(x)}
    return (x, result[1] if result[1] is None else _covariance(residuals, x), details, *result[3:])


def _covariance(residuals: Residuals, x: Any) -> Any:
    """(JᵀJ)⁻¹, without the variance of the residuals."""
    from dualnum.transforms import jacobian

    slopes = jacobian(residuals)(x)
    return np.linalg.inv(slopes.T @ slopes)


@stands_for("scipy.optimize.curve_fit", calls_back=True)
def _curve_fit(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The parameters and their covariance with respect to xdata, ydata, sigma and what moves in f."""
    given = arguments_of(original, args, kwargs)
    plain = {name: stripped(value) for name, value in given.items()}
    f = plain["f"] = Watched(given["f"])
    if given.get("p0") is None:
        f.__signature__ = inspect.signature(given["f"])  # type: ignore[attr-defined]  # tells how many parameters
    if callable(given.get("jac")):
        plain["jac"] = Watched(given["jac"])
    result = called(original, plain)
    if not f.met and not any(holds_dual(given.get(name)) for name in ("xdata", "ydata", "sigma")):
        return result
    refuse("curve_fit", given, ("f", "xdata", "ydata", "sigma", "p0"), "let it move the function's arguments")
    return _moved_curve(given, result)


def _moved_curve(given: dict[str, Any], result: Any) -> Any:
    found, covariance = result[:2]
    residuals = _weighted(given)
    options = given.get("kwargs", {})
    cost = _cost(residuals, _loss(options.get("loss", "linear")), options.get("f_scale", 1.0))
    popt = _moved_minimum("curve_fit", cost, found, _held_by(given.get("bounds"), found))
    fvec = residuals(popt)
    if np.all(np.isfinite(covariance)):
        covariance = _covariance(residuals, popt)
        if not given.get("absolute_sigma"):
            covariance = covariance * (2 * cost(popt) / (len(fvec) - len(popt)))
    if not given.get("full_output"):
        return popt, covariance
    return popt, covariance, {"nfev": result[2]["nfev"], "fvec": fvec}, *result[3:]


def _weighted(given: dict[str, Any]) -> Residuals:
    """The residuals as curve_fit weighs them: by errors, or by a covariance matrix."""
    xdata, sigma = given["xdata"], given.get("sigma")
    xdata = _array(xdata) if isinstance(xdata, (list, tuple)) else xdata
    ydata = _array(given["ydata"])
    if sigma is not None:
        sigma = _array(sigma)
        root = np.linalg.cholesky(sigma) if sigma.ndim == 2 else None

    def residuals(x: Any) -> Any:
        difference = np.atleast_1d(given["f"](xdata, *x) - ydata)
        if sigma is None:
            return difference
        return difference / sigma if root is None else np.linalg.solve(root, difference)

    return residuals


def _held_by(bounds: Any, x: Any) -> dict[str, Any]:
    """The bounds at which a parameter lies, as near as the algorithms go, which stay inside."""
    if bounds is None:
        return {}
    low, high = (bounds.lb, bounds.ub) if hasattr(bounds, "lb") else bounds
    low, high = np.broadcast_to(low, x.shape), np.broadcast_to(high, x.shape)
    near = 1e-8 * np.maximum(1, np.abs(x))
    return {
        "bounds": np.transpose([np.where(x - low <= near, x, -np.inf), np.where(high - x <= near, x, np.inf)])
    }
