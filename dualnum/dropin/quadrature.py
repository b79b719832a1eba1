"""Integrals of scipy.integrate by Leibniz' rule: each part of the integrand, and what the limits sweep over."""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.calls import (
    arguments_of,
    called,
    check_no_series,
    comparisons_of_its_own,
    extra_arguments,
    refuse,
    stripped,
)
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.numbers import _one_number
from dualnum.dropin.parts import Levels, is_still, joined, levels_of, parts_of
from dualnum.dropin.state import plain_of
from dualnum.dual import Dual

_RELATIVE = 1e-10
"""The error allowed in an integral of a derivative; a caller's absolute error says nothing of its size."""
_OF_SCALE = 1e-13
"""The error allowed of the product of the interval's length and the part's typical size: it may cancel."""
_POINTS = 15
_ACCEPTED = 1e-6
"""The error, relative to these, up to which an integral that gives a warning is taken."""


class _Samples:
    """An integrand whose values are kept, since each of their parts is integrated on nearly the same points.

    Attributes:
        levels: those of all values so far.
    """

    def __init__(self, f: Callable[..., Any], args: tuple[Any, ...], scalar: bool) -> None:
        self._f, self._args, self._scalar = f, args, scalar
        self._kept: dict[Any, Any] = {}
        self.levels: Levels = {}

    def at(self, x: Any) -> Any:
        """The integrand at a point, a Dual where it is one."""
        with comparisons_of_its_own():
            value = self._f(x, *self._args)
        check_no_series(value)
        if self._scalar:
            return _one_number(value)
        return as_array_dual(value) if holds_dual(value) else settle(value)

    def __call__(self, x: Any) -> Any:
        value = self._kept.get(x)
        if value is None:
            value = self._kept[x] = self.at(x)
            if isinstance(value, Dual):
                self.levels = levels_of(value) | self.levels
        return value

    def part(self, levels: Levels, k: int) -> Callable[[Any], Any]:
        """One part of the integrand."""

        def part(x: Any) -> Any:
            value = parts_of(self(x), levels)[k]
            return value.item() if self._scalar else value

        return part

    def typical(self, levels: Levels, k: int) -> float:
        """How large a part is on the points of the first formula, which are spread over the interval."""
        first = list(self._kept.values())[:_POINTS]
        sizes = [np.max(np.abs(parts_of(value, levels)[k]), initial=0.0) for value in first]
        return float(np.median(sizes)) if sizes else 0.0


@stands_for("scipy.integrate.quad", "scipy.integrate.quad_vec", calls_back=True)
def _quad(*args: Any, original: Any, **kwargs: Any) -> Any:
    """The integral moved, and the rest of the results, which are estimates and counts of the plain call."""
    given = arguments_of(original, args, kwargs)
    name, key = original.__name__, next(iter(given))
    compiled = not callable(given[key]) or isinstance(given[key], ctypes._CFuncPtr)  # type: ignore[attr-defined]  # its only name
    if compiled or given.get("complex_func"):  # the latter integrates two real functions
        return original(*args, **kwargs)
    refuse(name, given, (key, "a", "b", "args"), "let it move the integrand or the limits")
    f = _Samples(given[key], extra_arguments(original.__name__, given), name == "quad")
    plain = {option: stripped(value) for option, value in given.items()}
    plain["args"] = ()
    result = called(original, {**plain, key: lambda x: plain_of(f(x))})
    a, b = given["a"], given["b"]
    if not f.levels and not isinstance(a, Dual) and not isinstance(b, Dual):
        return result
    if given.get("weight") is not None and not (is_still(a) and is_still(b)):
        raise TypeError(
            f"{name}: dualnum has no rule for a weight and a limit that moves; weigh the integrand"
        )
    swept = _swept(name, f.at, b) - _swept(name, f.at, a)
    return (_integral(original, plain, f, result[0], swept), *result[1:])


def _swept(name: str, f: Callable[[Any], Any], limit: Any) -> Any:
    """The integral from a limit's value to the limit itself: ∫₀¹ f(b + s·δ)·δ ds, where δ is what moves in it.

    As a product of more δ than there are levels is 0, this is a polynomial in s of a lower degree than
    they are many, which Gauss's formula integrates exactly.
    """
    if is_still(limit):
        return 0.0
    start = plain_of(limit)
    if not np.isfinite(start):
        raise TypeError(f"{name}: a limit at infinity cannot move; substitute the variable of integration")
    moving = limit - start
    nodes, weights = np.polynomial.legendre.leggauss((len(levels_of(limit)) + 1) // 2)
    return sum(w / 2 * f(start + (1 + s) / 2 * moving) * moving for s, w in zip(nodes, weights, strict=True))


def _integral(original: Any, plain: dict[str, Any], f: _Samples, value: Any, swept: Any) -> Any:
    while True:  # until no new point has shown a new level
        levels = dict(sorted((levels_of(swept) | f.levels).items(), reverse=True))
        parts = parts_of(swept + 0 * value if np.ndim(value) else swept, levels)
        parts = parts.astype(np.result_type(parts, value))
        parts[0] = value
        width = _width(plain, value, f.typical({}, 0))
        for k in range(1, len(parts)):
            parts[k] = parts[k] + _part(original, plain, f, levels, k, width)
        if f.levels.keys() <= levels.keys():
            return joined(parts, levels)


def _width(plain: dict[str, Any], value: Any, typical: float) -> float:
    """The length of the interval; of an infinite one, that of a rectangle as high as the integrand."""
    width = abs(plain["b"] - plain["a"])
    if np.isfinite(width):
        return float(width)
    return float(np.max(np.abs(value))) / typical if typical else 0.0


def _part(original: Any, plain: Any, f: _Samples, levels: Levels, k: int, width: float) -> Any:
    """The integral of one part of the integrand.

    Raises:
        TypeError: the quadrature does not reach the precision of a derivative.
    """
    scale = width * f.typical(levels, k)
    options = {**plain, next(iter(plain)): f.part(levels, k), "full_output": True}
    options["epsrel"] = min(plain.get("epsrel", _RELATIVE), _RELATIVE)
    of_scale = _RELATIVE if plain.get("weight") else _OF_SCALE  # the weighted formulas know no relative error
    options["epsabs"] = max(of_scale * scale, np.finfo(float).tiny)  # no algorithm reaches 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they would say is checked below
        found, error, details, *message = called(original, options)
    if original.__name__ == "quad_vec":
        trouble = not details.success
    else:
        # Rounding alone limits the precision, and not the result; all else may be a divergent integral.
        rounding = bool(message) and (
            message[0].startswith("The occurrence of roundoff") or plain.get("weight")
        )
        trouble = bool(message) and not (rounding and error <= _ACCEPTED * max(scale, abs(found)))
    if trouble:
        raise TypeError(
            f"{original.__name__}: the integral of the integrand's derivative does not converge (its error is "
            f"{error:.1g}); split the interval at the singularity, or give the derivative by dualnum.custom_rule"
        )
    return found
