"""A drop-in for Python's `math`: the same names, values and exceptions, and derivatives of Duals.

On plain numbers every function is the standard one.  On a Dual the value is what the standard
function gives for the primal, bit for bit, and the derivative comes from the table of rules.  An
array Dual is computed element by element, by NumPy's function.

>>> from dualnum import Dual, math
>>> math.sin(0.0), math.sin(Dual(0.0, 2.0))
(0.0, Dual(0.0, 2.0))
>>> math.hypot(Dual(3.0, 1.0), 4.0)
Dual(5.0, 0.6)
"""

from __future__ import annotations

import functools
import math as _math
import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dualnum.dual import Dual, is_array, make
from dualnum.functions import function
from dualnum.propagation import apply, split
from dualnum.rules import TABLE, Rule
from dualnum.rules.table import REALS, np
from dualnum.short_way import with_short_way

_ROWS = {
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "pow": "power",
    "remainder": "ieee_remainder",
    "ulp": "spacing",
}
"""The rows of the table whose name is not the one that `math` has."""

STANDARD: dict[str, Any] = {name: thing for name, thing in vars(_math).items() if not name.startswith("_")}
"""The standard functions and constants, as they were when this module was loaded."""

_WITH_OPTIONS = frozenset({"nextafter"})
_INTEGERS = frozenset({"comb", "factorial", "gcd", "isqrt", "lcm", "perm"})
_OF_PRIMALS = frozenset({"isclose", "isfinite", "isinf", "isnan"})


def _has_dual(values: Iterable[Any]) -> bool:
    return any(isinstance(value, Dual) for value in values)


def _plain(value: Any) -> Any:
    while isinstance(value, Dual):
        value = value._primal
    return value


def _ruled(name: str, rule: Rule) -> Callable[..., Any]:
    """The function ``name`` of `math`, differentiated by a row of the table."""
    standard: Callable[..., Any] = STANDARD[name]

    @functools.wraps(standard)
    def ruled(*args: Any, **kwargs: Any) -> Any:
        if not _has_dual(args):
            return standard(*args, **kwargs)
        if any(is_array(arg) for arg in args):
            return function(rule.name)(*args, **kwargs)
        return apply(rule, args, functools.partial(ruled, **kwargs))

    if name in _WITH_OPTIONS:
        return ruled
    return functools.wraps(standard)(with_short_way(rule, ruled, standard))


def _of_primals(name: str) -> Callable[..., Any]:
    """A function whose result is no number to differentiate: that of the primals."""
    standard: Callable[..., Any] = STANDARD[name]

    @functools.wraps(standard)
    def plain(*args: Any, **kwargs: Any) -> Any:
        return standard(*map(_plain, args), **{key: _plain(value) for key, value in kwargs.items()})

    return plain


def _of_integers(name: str) -> Callable[..., Any]:
    """A function of integers, which cannot move by a small amount."""
    standard: Callable[..., Any] = STANDARD[name]

    @functools.wraps(standard)
    def integers(*args: Any) -> Any:
        if _has_dual(args):
            raise TypeError(
                f"{name}: works on integers, so a Dual has no derivative here; use .primal, or gamma for factorials"
            )
        return standard(*args)

    return integers


# --- functions of any number of arguments ------------------------------------------------------------


def _rule_of_many(name: str, partial: Callable[[int], Callable[..., Any]], count: int) -> Rule:
    """A row for ``count`` arguments, whose i-th partial is ``partial(i)``."""
    return Rule(name, tuple(partial(i) for i in range(count)), (REALS,) * count, name)


def _share_of_length(i: int) -> Callable[..., Any]:
    """∂|x|/∂xᵢ = xᵢ/|x|; 0 at the origin, the tip of the cone (docs/conventions.md)."""
    return lambda *x_and_y: x_and_y[i] / np.where(x_and_y[-1] == 0, 1, x_and_y[-1])


def hypot(*coordinates: Any) -> Any:
    """The length √(Σ xᵢ²) of a vector, with the partials xᵢ/length; one coordinate is |x|.

    >>> hypot(Dual(1.0, 1.0), 2.0, 2.0)
    Dual(3.0, 0.3333333333333333)
    """
    if not _has_dual(coordinates):
        return STANDARD["hypot"](*coordinates)
    if len(coordinates) == 1:
        return function("fabs")(*coordinates)
    if any(is_array(coordinate) for coordinate in coordinates):
        return functools.reduce(function("hypot"), coordinates)
    return apply(_rule_of_many("hypot", _share_of_length, len(coordinates)), coordinates, hypot)


def dist(p: Sequence[Any], q: Sequence[Any]) -> Any:
    """The distance of two points, given as sequences of coordinates.

    Raises:
        ValueError: the points have different numbers of coordinates.

    >>> dist([Dual(4.0, 1.0), 5.0], [1.0, 1.0])
    Dual(5.0, 0.6)
    """
    p, q = tuple(p), tuple(q)
    if not _has_dual(p + q):
        return STANDARD["dist"](p, q)
    if len(p) != len(q):
        raise ValueError("both points must have the same number of dimensions")
    return hypot(*map(operator.sub, p, q)) if p else 0.0


def fsum(seq: Iterable[Any]) -> Any:
    """The sum without loss of precision, of the values and of the derivatives.

    >>> fsum([Dual(0.1, 1.0)] * 10)
    Dual(1.0, 10.0)
    """
    terms = list(seq)
    if not _has_dual(terms):
        return STANDARD["fsum"](terms)
    level, primals, tangents = split(terms)
    moving = [t for t in tangents if t is not None]
    exact = not any(hasattr(t, "shape") and t.shape for t in moving)
    return make(fsum(primals), fsum(moving) if exact else functools.reduce(operator.add, moving), level)


def sumprod(p: Iterable[Any], q: Iterable[Any]) -> Any:
    """The sum of products Σ pᵢ·qᵢ, whose tangent Σ pᵢ'·qᵢ + pᵢ·qᵢ' is such a sum too (Python 3.12).

    Raises:
        ValueError: the sequences differ in length.
    """
    p, q = list(p), list(q)
    standard = STANDARD["sumprod"]
    if not _has_dual(p + q) or len(p) != len(q):
        return standard(p, q)
    level, primals, tangents = split(p + q)
    half = len(p)
    crossed = primals[half:] + primals[:half]
    factors = [(t, other) for t, other in zip(tangents, crossed, strict=True) if t is not None]
    kept = [(t, other) for t, other in factors if _has_dual((t, other)) or hasattr(t, "shape") or t != 0]
    if any(hasattr(t, "shape") and t.shape for t, _ in kept):
        tangent = functools.reduce(operator.add, (t * other for t, other in kept))
    else:
        tangent = sumprod(*zip(*kept, strict=True)) if kept else 0.0
    return make(sumprod(primals[:half], primals[half:]), tangent, level)


def prod(iterable: Iterable[Any], *, start: Any = 1) -> Any:
    """The product of the elements and ``start``; right with any number of zero factors.

    >>> prod([Dual(0.0, 1.0), 3.0, 5.0])
    Dual(0.0, 15.0)
    """
    factors = list(iterable)
    if not _has_dual(factors) and not isinstance(start, Dual):
        return STANDARD["prod"](factors, start=start)
    return functools.reduce(operator.mul, factors, start)


def log(x: Any, base: Any = None) -> Any:
    """The natural logarithm, or the one to ``base``: ln x / ln base, either of which may be a Dual.

    >>> log(Dual(8.0, 1.0), 2)
    Dual(3.0, 0.18033688011112042)
    """
    logarithm = _RULED_LOG
    return logarithm(x) if base is None else logarithm(x) / logarithm(base)


def floor(x: Any) -> Any:
    """The largest integer not above x: an int, whose derivative 0 needs no Dual."""
    return function("floor")(x) if is_array(x) else STANDARD["floor"](x)


def ceil(x: Any) -> Any:
    """The smallest integer not below x: an int, whose derivative 0 needs no Dual."""
    return function("ceil")(x) if is_array(x) else STANDARD["ceil"](x)


def trunc(x: Any) -> Any:
    """x cut towards zero: an int, whose derivative 0 needs no Dual."""
    return function("trunc")(x) if is_array(x) else STANDARD["trunc"](x)


_RULED_LOG = _ruled("log", TABLE["log"])
_WRITTEN_OUT = frozenset({"hypot", "dist", "fsum", "sumprod", "prod", "log", "floor", "ceil", "trunc"})


def _made(name: str) -> Any:
    standard = STANDARD[name]
    if not callable(standard):
        return standard
    if name in _OF_PRIMALS:
        return _of_primals(name)
    if name in _INTEGERS:
        return _of_integers(name)
    return _ruled(name, TABLE[_ROWS.get(name, name)])


__all__ = sorted(STANDARD)  # noqa: PLE0605  (math's own names)
globals().update({name: _made(name) for name in __all__ if name not in _WRITTEN_OUT})
if "sumprod" not in __all__:
    del sumprod


def __getattr__(name: str) -> Any:
    """For type checkers, which cannot see the names made from the table; nothing else comes here."""
    raise AttributeError(f"module 'dualnum.math' has no attribute {name!r}")
