"""Hypothesis strategies: points of a domain, Duals of every kind, and random expressions with a point."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from dualnum.dual import Dual
from dualnum.rules import TABLE, Rule
from dualnum.rules.table import REALS
from dualnum.testing.sampling import HUGE, Interval, check_interval, special_points
from dualnum.testing.trees import Expression, applied, constant, variable

Draw = Callable[[st.SearchStrategy[Any]], Any]

_CONSTANTS: tuple[float, ...] = (-3.0, -1.0, -0.5, 0.25, 0.5, 1.5, 2.0, 2.5, 3.0, 10.0, 2, 3)
_DTYPES = {"float": np.float64, "float32": np.float32, "int": np.int64, "complex": np.complex128}


def points(domain: Interval = REALS) -> st.SearchStrategy[float]:
    """Finite doubles of a closed interval: by size, at the edges and next to them, subnormal, huge, integers.

    Raises:
        ValueError: the domain is not an interval.
    """
    low, high = check_interval("points", domain)
    low, high = max(low, -HUGE), min(high, HUGE)
    special = sorted({x for x in special_points((low, high)) if low <= x <= high})
    anywhere = st.floats(low, high, allow_nan=False, allow_infinity=False)
    choices = [anywhere, _by_size(low, high)]
    return st.one_of(*choices, st.sampled_from(special)) if special else st.one_of(*choices)


def _by_size(low: float, high: float) -> st.SearchStrategy[float]:
    """Doubles whose exponents are spread evenly, which those of `hypothesis.strategies.floats` are not."""
    largest = math.frexp(max(abs(low), abs(high)))[1]

    def number(exponent: int, mantissa: float, sign: float) -> float:
        size = sign * math.ldexp(mantissa, exponent)
        return min(max(size, low), high)

    exponents = st.integers(min(-1073, largest), largest)
    return st.builds(number, exponents, st.floats(0.5, 1.0, exclude_max=True), st.sampled_from([1.0, -1.0]))


def duals(
    kind: str | Sequence[str] = "float",
    *,
    shape: tuple[int, ...] | st.SearchStrategy[tuple[int, ...]] = (),
    directions: tuple[int, ...] = (),
    primals: st.SearchStrategy[Any] | None = None,
    tangents: st.SearchStrategy[Any] | None = None,
) -> st.SearchStrategy[Dual]:
    """Duals of numbers (``shape=()``) or of arrays of a shape, or of shapes from a strategy.

    ``kind`` is "float", "float32", "int", "complex", "fraction" or "mpf", or a sequence of them to choose
    from; the last two have no arrays.  ``directions`` is ``()`` or ``(n,)``.  ``primals`` and ``tangents``
    are strategies for the elements; by default they are finite.

    Raises:
        ValueError: the kind is unknown, or has no arrays.
    """
    if not isinstance(kind, str):
        return st.one_of(
            *(duals(k, shape=shape, directions=directions, primals=primals, tangents=tangents) for k in kind)
        )
    if kind not in _ELEMENTS:
        raise ValueError(f"duals: kind={kind!r}; give one of {', '.join(_ELEMENTS)}")
    if kind not in _DTYPES and (shape != () or directions):
        raise ValueError(f"duals: there are no arrays of kind {kind!r}; give shape=() and directions=()")
    first = _ELEMENTS[kind] if primals is None else primals
    second = _ELEMENTS["float" if kind == "int" else kind] if tangents is None else tangents
    shapes = shape if isinstance(shape, st.SearchStrategy) else st.just(tuple(shape))
    return shapes.flatmap(lambda s: _duals_of_shape(kind, s, directions, first, second))


def _duals_of_shape(
    kind: str,
    shape: tuple[int, ...],
    directions: tuple[int, ...],
    primals: st.SearchStrategy[Any],
    tangents: st.SearchStrategy[Any],
) -> st.SearchStrategy[Dual]:
    moving: Any = np.float64 if kind == "int" else _DTYPES.get(kind)
    first = st_numpy.arrays(_DTYPES[kind], shape, elements=primals) if shape else primals
    second = tangents
    if directions + shape:
        second = st_numpy.arrays(moving, directions + shape, elements=tangents)
    return st.builds(Dual, first, second)


def _mpf(significand: int, exponent: int) -> Any:
    return mpmath.mp.make_mpf(mpmath.mpf(significand)._mpf_) * mpmath.ldexp(1, exponent)


_FINITE = st.floats(allow_nan=False, allow_infinity=False)

_ELEMENTS: dict[str, st.SearchStrategy[Any]] = {
    "float": _FINITE,
    "float32": st.floats(allow_nan=False, allow_infinity=False, width=32).map(np.float32),
    "int": st.integers(-(2**31), 2**31),
    "complex": st.complex_numbers(allow_nan=False, allow_infinity=False),
    "fraction": st.fractions(Fraction(-1000), Fraction(1000), max_denominator=1000),
    "mpf": st.builds(_mpf, st.integers(-(2**53), 2**53), st.integers(-100, 20)),
}


@st.composite
def expressions(
    draw: Draw,
    max_depth: int = 3,
    *,
    names: Sequence[str] | None = None,
    point: st.SearchStrategy[float] | None = None,
) -> Expression:
    """Expressions in x, of depth at most ``max_depth``, over the table's functions and Python's operators.

    Each comes with a ``point`` at which it is finite, smooth and well conditioned, and with the bound
    ``ulp`` on the error of its derivative there.  ``names`` says which functions (by default all of the
    table but SciPy's), ``point`` where the points lie (by default they are of moderate size).

    Raises:
        ValueError: ``max_depth`` is negative.
    """
    if max_depth < 0:
        raise ValueError(f"expressions: max_depth={max_depth}; give 0 or more")
    at = draw(_MODERATE if point is None else point)
    functions = [row.name for row in quick_rows()] if names is None else list(names)
    depth = draw(st.integers(min(1, max_depth), max_depth))
    return _tree(draw, at, functions, depth)


_MODERATE = st.floats(0.05, 4.0).flatmap(lambda size: st.sampled_from([size, -size]))
_ATTEMPTS = 4


def quick_rows() -> list[Rule]:
    """The rows of one result that are not SciPy's: mpmath may take seconds for a value of those."""
    return [row for row in TABLE if row.outputs is None and not _is_scipys(row)]


def _is_scipys(row: Rule) -> bool:
    origins = [getattr(part, "__module__", "") for part in (*row.partials, row.mp)]
    return any(origin.startswith("dualnum.rules.scipy") for origin in origins)


def _tree(draw: Draw, point: float, names: Sequence[str], depth: int) -> Expression:
    """A tree that depends on x; a function that does not fit the values below it is drawn again."""
    if depth == 0:
        return variable(point)
    inner = _tree(draw, point, names, depth - 1)
    for _ in range(_ATTEMPTS):
        name = draw(st.sampled_from(names))
        made = applied(name, *_arguments(draw, point, names, depth, inner, TABLE[name].arity))
        if made is not None:
            return made
    return inner


def _arguments(
    draw: Draw, point: float, names: Sequence[str], depth: int, inner: Expression, count: int
) -> list[Expression]:
    """``inner`` in one place, trees and constants in the others."""
    place = draw(st.integers(0, count - 1)) if count > 1 else 0
    return [inner if i == place else _operand(draw, point, names, depth - 1) for i in range(count)]


def _operand(draw: Draw, point: float, names: Sequence[str], depth: int) -> Expression:
    if draw(st.booleans()):
        return constant(draw(st.sampled_from(_CONSTANTS)), point)
    return _tree(draw, point, names, depth)
