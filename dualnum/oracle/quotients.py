"""Difference quotients of ever smaller steps: how small, with how many digits, and what they tend to.

The quotient of order m in the direction d is Σ (−1)^(m−k) C(m, k) f(x + k·h·d) / (h·d)^m.  Its error
falls with h and its rounding error grows, so the precision is chosen for the step: enough bits that
h^m can cancel, and that the wanted digits remain of a slope as small as h itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from dualnum.oracle.context import CONTEXT
from dualnum.oracle.functions import is_real

_DEEP = 1200
"""Steps of 2^−1200 are smaller than every double, so that no kink or scale a double can name lies within."""

_DEEP_LEVELS = 5
_FLAT = 1200
"""A quotient that rounding cannot tell from 0 is 0 once rounding is below 2^−1200, far below the doubles."""

_NOISE_BITS = 8
_MANTISSA = 40


class Step(NamedTuple):
    """A step h = 2^−bits·(an irregular factor in [1/2, 1)), and the precision to use it with."""

    place: int
    bits: int
    precision: int
    deep: bool

    @property
    def size(self) -> Any:
        """h, whose odd factor keeps a function such as x·sin(π/x) from meeting its zeros only."""
        return odd_factor(self.place) * CONTEXT.ldexp(1, -self.bits)


def odd_factor(place: int) -> Any:
    """A number in [1/2, 1) with 40 bits: the multiples of the golden ratio, modulo 1."""
    whole = 1 << (_MANTISSA - 1)
    return CONTEXT.ldexp(whole + (place + 1) * 679_891_637_638 % whole, -_MANTISSA)


def exponent_of(x: Fraction) -> int:
    """The e for which |x| is about 2^e; 0 for 0."""
    return abs(x.numerator).bit_length() - x.denominator.bit_length() if x else 0


def steps(size: Fraction, order: int, digits: int) -> Iterator[Step]:
    """The steps to try at a point of that size, from moderate to far below every double."""
    wanted = bits_of(digits)
    exponent = exponent_of(size)
    small, large = max(0, -exponent), max(0, exponent)
    near = [] if not size else [small + wanted + 90, small + wanted + 151]
    start = small + max(_DEEP, wanted + 90)
    deep = [start * 3**i // 2**i for i in range(_DEEP_LEVELS)]
    for place, bits in enumerate(near + deep):
        precision = (order + 1) * bits + wanted + large + 128
        yield Step(place, bits, precision, bits >= start)


def bits_of(digits: int) -> int:
    """The bits that hold so many decimal digits."""
    return math.ceil(digits * math.log2(10)) + 4


class Quotient(NamedTuple):
    """A difference quotient (None where f has no value), and how much of it may be rounding."""

    value: Any
    noise: Any


def quotients(values: Sequence[Any], h: Any) -> list[Quotient]:
    """The quotients of order 1, 2, ... from f(x), f(x + h), f(x + 2h), ..."""
    if any(value is None for value in values):
        return [Quotient(None, None)] * (len(values) - 1)
    found, differences, power = [], list(values), CONTEXT.one
    noise = CONTEXT.ldexp(max(map(abs, values)), _NOISE_BITS - CONTEXT.prec)
    for _ in range(len(values) - 1):
        differences = [b - a for a, b in pairwise(differences)]
        power, noise = power * h, 2 * noise
        found.append(Quotient(differences[0] / power, noise / abs(power)))
    return found


class Approach:
    """The quotients of one order along one direction, as the step shrinks."""

    def __init__(self, digits: int) -> None:
        self._tolerance = CONTEXT.ldexp(1, -bits_of(digits))
        self._steps: list[Step] = []
        self._values: list[Any] = []
        self._noises: list[Any] = []

    def add(self, step: Step, quotient: Quotient) -> None:
        """One more quotient."""
        self._steps.append(step)
        self._values.append(quotient.value)
        self._noises.append(quotient.noise)

    @property
    def undefined(self) -> bool:
        """Whether f has no value in this direction, however small the step."""
        return len(self._values) > 1 and self._values[-1] is None and self._values[-2] is None

    def limit(self) -> Any:
        """The limit, once the last two quotients agree to all digits or fall like a power of h; else None."""
        if len(self._values) < 2 or self._values[-1] is None or self._values[-2] is None:
            return None
        before, last = self._values[-2:]
        if abs(last) <= self._noises[-1]:
            flat = abs(before) <= self._noises[-2] and self._noises[-1] < CONTEXT.ldexp(1, -_FLAT)
            return CONTEXT.zero if flat else None
        if abs(last - before) <= self._tolerance * abs(last):
            return last
        shrunk = self._steps[-1].bits - self._steps[-2].bits
        if self._steps[-2].deep and abs(last) <= abs(before) * CONTEXT.ldexp(1, -(shrunk // 16)):
            return CONTEXT.zero
        return None

    def divergence(self, more: Callable[[Step], Quotient]) -> Any:
        """±inf where the quotients grow without bound on one side of 0; None for any other behaviour.

        They do where each moves further than the one before, as log h and every power h^−p make them,
        and where quotients of other steps of that size (``more``) have the same sign.
        """
        values = [v for v, step in zip(self._values, self._steps, strict=True) if step.deep]
        if len(values) < 3 or any(v is None or not is_real(v) for v in values):
            return None
        moves = [b - a for a, b in pairwise(values)]
        sign = CONTEXT.sign(values[-1])
        growing = all(sign * b > 0 and sign * b >= sign * a * CONTEXT.mpf("0.99") for a, b in pairwise(moves))
        if not growing or sign * moves[0] <= 0:
            return None
        last = self._steps[-1]
        others = [more(last._replace(place=last.place + i)).value for i in range(1, 9)]
        same = all(v is not None and is_real(v) and sign * v > sign * values[-2] for v in others)
        return sign * CONTEXT.inf if same else None
