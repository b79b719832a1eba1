"""The yardstick of scalar work: the smallest class that a person would write for dual numbers."""

from __future__ import annotations

import math
from typing import Any


class Minimal:
    """Two floats and the rules of arithmetic; no levels, no zeros that survive, nothing else."""

    __slots__ = ("a", "b")

    def __init__(self, a: float, b: float = 0.0) -> None:
        self.a = a
        self.b = b

    def __add__(self, other: Any) -> Minimal:
        if isinstance(other, Minimal):
            return Minimal(self.a + other.a, self.b + other.b)
        return Minimal(self.a + other, self.b)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Minimal:
        if isinstance(other, Minimal):
            return Minimal(self.a - other.a, self.b - other.b)
        return Minimal(self.a - other, self.b)

    def __mul__(self, other: Any) -> Minimal:
        if isinstance(other, Minimal):
            return Minimal(self.a * other.a, self.a * other.b + self.b * other.a)
        return Minimal(self.a * other, self.b * other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Minimal:
        if isinstance(other, Minimal):
            y = self.a / other.a
            return Minimal(y, (self.b - y * other.b) / other.a)
        return Minimal(self.a / other, self.b / other)

    def __pow__(self, n: int) -> Minimal:
        return Minimal(self.a**n, n * self.a ** (n - 1) * self.b)

    def __neg__(self) -> Minimal:
        return Minimal(-self.a, -self.b)


def sin(x: Minimal) -> Minimal:
    """sin, as its user would write it."""
    return Minimal(math.sin(x.a), math.cos(x.a) * x.b)


def exp(x: Minimal) -> Minimal:
    """exp, as its user would write it."""
    y = math.exp(x.a)
    return Minimal(y, y * x.b)
