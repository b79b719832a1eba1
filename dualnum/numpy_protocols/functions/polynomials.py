"""Polynomials as arrays of coefficients, highest power first; roots and fits are in modules of their own.

A function given a `numpy.poly1d` returns one, which may hold a Dual's coefficients.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions import convolutions, polynomial_fits, polynomial_roots
from dualnum.numpy_protocols.functions.contractions import Directions, ranked
from dualnum.numpy_protocols.results import by_definition, defined
from dualnum.propagation import split
from dualnum.shapes import direction_shape, filled, shape_of
from dualnum.strong_zeros import product

polynomials = "polynomials"

__all__ = ["convolutions", "polynomial_fits", "polynomial_roots"]


def _coefficients(p: Any) -> Any:
    """The coefficients of an array, a sequence or a `numpy.poly1d`."""
    return as_array(p.coeffs if isinstance(p, np.poly1d) else p)


def _like(result: Any, *given: Any) -> Any:
    """``result`` as a `numpy.poly1d` where one was given."""
    return np.poly1d(result) if any(isinstance(p, np.poly1d) for p in given) else result


@implements(np.polyval, group=polynomials)
def polyval(p: Any, x: Any) -> Any:
    """``polyval(p, x)``: p'(x)·dx + dp(x)."""
    if isinstance(x, np.poly1d):
        return _composed(as_array(p), x)
    level, (p, x), (dp, dx) = split((_coefficients(p), as_array(x)))
    y = np.polyval(p, x)
    directions = direction_shape("polyval", (p, x), (dp, dx))
    with np.errstate(all="ignore"):
        tangent: Any = 0.0 if dp is None else _change(dp, x, directions, len(shape_of(y)))
        if dx is not None:
            slope = np.polyval(_times_powers(p), x)
            tangent = tangent + product(slope, ranked(dx, directions, len(shape_of(y))))
    return make(y, filled(tangent, y, directions), level)


def _times_powers(p: Any) -> Any:
    """The coefficients of p'; as in `polyval`, they may be arrays themselves."""
    powers = np.arange(shape_of(p)[0] - 1, 0, -1)
    return p[:-1] * np.reshape(powers, powers.shape + (1,) * (len(shape_of(p)) - 1))


def _change(dp: Any, x: Any, directions: Directions, ndim: int) -> Any:
    """dp(x) for each direction."""
    change: Any = np.zeros(directions + (1,) * ndim)
    ahead = (slice(None),) * len(directions)
    for k in range(shape_of(dp)[len(directions)]):
        change = change * x + ranked(dp[(*ahead, k)], directions, ndim)
    return change


def _composed(p: Any, x: np.poly1d) -> np.poly1d:
    """The polynomial p(x) of a polynomial x."""
    total: Any = np.zeros(1)
    for coefficient in p:
        total = np.polyadd(np.polymul(total, x.coeffs), np.reshape(coefficient, (1,)))
    return np.poly1d(total)


@implements(np.polyder, group=polynomials)
def polyder(p: Any, m: int = 1) -> Any:
    """``polyder(p, m)``."""

    def derivative(c: Any, m: int) -> Any:
        for _ in range(m):
            c = c[:-1] * np.arange(len(c) - 1, 0, -1)
        return c

    return defined(np.polyder, derivative, as_array(p), int(m))


@implements(np.polyint, group=polynomials)
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """``polyint(p, m, k)``; the constants may move too."""

    def integral(c: Any, m: int, k: Any) -> Any:
        constants = np.zeros(m) if k is None else np.atleast_1d(as_array(k))
        for i in range(m):
            constant = constants[0 if len(constants) == 1 else i]
            c = np.concatenate([c / np.arange(len(c), 0, -1), np.reshape(constant, (1,))])
        return c

    return defined(np.polyint, integral, as_array(p), int(m), k)


@implements(np.polyadd, group=polynomials)
def polyadd(a1: Any, a2: Any) -> Any:
    """``polyadd(a1, a2)``."""
    return _like(_sum(a1, a2, np.add), a1, a2)


@implements(np.polysub, group=polynomials)
def polysub(a1: Any, a2: Any) -> Any:
    """``polysub(a1, a2)``."""
    return _like(_sum(a1, a2, np.subtract), a1, a2)


def _sum(a1: Any, a2: Any, function: np.ufunc) -> Any:
    """The sum or difference of two sequences that end together."""
    a1, a2 = (np.atleast_1d(_coefficients(a)) for a in (a1, a2))
    length = max(len(a1), len(a2))
    return function(*(_lengthened(a, length) for a in (a1, a2)))


def _lengthened(a: Any, length: int) -> Any:
    """``a`` with zeros in front up to that length."""
    missing = length - len(a)
    return np.concatenate([np.zeros(missing, stripped(a).dtype), a]) if missing else a


@implements(np.polymul, group=polynomials)
def polymul(a1: Any, a2: Any) -> Any:
    """``polymul(a1, a2)``, which cuts off leading zeros first.

    Raises:
        ValueError: a leading coefficient is 0 but moves, so that it cannot be cut off.
    """
    trimmed = (_without_leading_zeros(np.atleast_1d(_coefficients(a))) for a in (a1, a2))
    return _like(np.convolve(*trimmed), a1, a2)


def _without_leading_zeros(p: Any) -> Any:
    base = stripped(p)
    kept = np.trim_zeros(base, "f")
    count = len(base) - max(len(kept), 1)
    _refuse_moving("polymul", "a leading coefficient", p[:count], 0.0)
    return p[count:] if len(base) else np.zeros(1, base.dtype)


def _refuse_moving(name: str, what: str, dropped: Any, noise: float) -> None:
    """Refuse to drop coefficients that are zero but move.

    Raises:
        ValueError: one of them does, by more than ``noise``.
    """
    if isinstance(dropped, Dual) and _largest(dropped) > noise:
        raise ValueError(
            f"{name}: {what} is 0, so NumPy cuts it off, but it moves, and its derivative would be lost; "
            "use numpy.convolve, or numpy.polynomial"
        )


def _largest(x: Any) -> float:
    """The size of the largest tangent, at any level."""
    if not isinstance(x, Dual):
        return 0.0
    here = float(np.abs(stripped(x._tangent)).max(initial=0.0))
    return max(here, _largest(x._primal), _largest(x._tangent))


@implements(np.polydiv, group=polynomials)
def polydiv(u: Any, v: Any) -> Any:
    """``polydiv(u, v)``: quotient and remainder, by long division.

    Raises:
        ValueError: a leading coefficient of the remainder is 0 but moves; NumPy would cut it off.
    """
    quotient, remainder = defined(np.polydiv, _divided, _coefficients(u), _coefficients(v))
    return _like(quotient, u, v), _like(remainder, u, v)


def _divided(u: Any, v: Any) -> tuple[Any, Any]:
    u, v = np.atleast_1d(u) + 0.0, np.atleast_1d(v) + 0.0
    steps = len(u) - len(v) + 1
    plain = np.polydiv(stripped(u), stripped(v))
    quotient, rest = [], u
    for _ in range(steps):
        factor = rest[0] / v[0]
        quotient.append(factor)
        padded = np.concatenate([v, np.zeros(len(rest) - len(v))])
        rest = (rest - factor * padded)[1:]
    kept = len(plain[1])
    if len(rest) < kept:  # NumPy keeps one coefficient, which is 0
        rest = np.zeros(kept)
    noise = 1e-9 * (_largest(u) + _largest(v) * float(np.abs(plain[0]).max(initial=0.0)))
    _refuse_moving("polydiv", "a leading coefficient of the remainder", rest[: len(rest) - kept], noise)
    q = np.stack(quotient) if quotient else np.zeros(1)
    return q, rest[len(rest) - kept :]


@by_definition("vander", group=polynomials)
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:  # noqa: N803  (NumPy's name)
    """``vander(x, N, increasing)``: the powers of x."""
    x = as_array(x)
    powers = np.arange(len(x) if N is None else N)
    return x[:, None] ** (powers if increasing else powers[::-1])
