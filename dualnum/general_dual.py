"""The Dual of any components but two Python floats: every operator goes to the table.

Its components are exact, complex or high-precision numbers, NumPy scalars, other Duals, or a float
that carries a whole array of directions.
"""

from __future__ import annotations

from typing import Any

from dualnum import _links
from dualnum.dual import Dual, _power


class GeneralDual(Dual):
    """A `Dual` of numbers other than floats; `Dual` makes one when it is given such.

    >>> from fractions import Fraction
    >>> 1 / Dual(Fraction(2, 3), 1)
    Dual(Fraction(3, 2), Fraction(-9, 4))
    """

    __slots__ = ("_primal", "_tangent")

    def __add__(self, other: Any) -> Any:
        return _links.operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return _links.operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return _links.operate("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return _links.operate("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return _links.operate("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return _links.operate("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return _links.operate("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _links.operate("divide", other, self)

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        return _power(self, other, modulus) if modulus is not None else _links.operate("power", self, other)

    def __neg__(self) -> Any:
        return _links.operate("negative", self)


_links.general_dual = GeneralDual
