"""Power series whose coefficients are computed one after the other, when they are asked for.

Each stream knows how to get its k-th coefficient from earlier ones: of sums, products and quotients by
Cauchy's formulas, and of any function in the table from its rule, which says y' = partial(x, y)·x', so
that (k+1)·y_{k+1} = Σ_j p_j·(k+1−j)·x_{k+1−j}.  The partial p is itself a series, built once by the
row's expression; it may contain y, of which only coefficients that are known already are needed.  So
every row has a recurrence of O(n²), and none is written down here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


class Stream:
    """A power series: ``self[k]`` is its k-th coefficient."""

    __slots__ = ("_known", "functions")

    def __init__(self) -> None:
        self._known: list[Any] = []
        self.functions: dict[Any, Any] = {}

    def __getitem__(self, k: int) -> Any:
        known = self._known
        while len(known) <= k:
            known.append(self._next(len(known)))
        return known[k]

    def _next(self, k: int) -> Any:
        """The k-th coefficient, when all before it are known."""
        raise NotImplementedError


class Given(Stream):
    """Coefficients that are given, and zeros after them."""

    __slots__ = ("_zero",)

    def __init__(self, coefficients: Sequence[Any]) -> None:
        super().__init__()
        self._known = list(coefficients)
        self._zero = coefficients[0] * 0

    def _next(self, k: int) -> Any:  # noqa: ARG002  (whichever it is)
        return self._zero


class Sum(Stream):
    """Σ factor·series, with numbers as factors."""

    __slots__ = ("_terms",)

    def __init__(self, *terms: tuple[Any, Stream]) -> None:
        super().__init__()
        self._terms = terms

    def _next(self, k: int) -> Any:
        (factor, first), *rest = self._terms
        total = first[k] if factor is None else factor * first[k]
        for factor, series in rest:
            total = total + (series[k] if factor is None else factor * series[k])
        return total


class Product(Stream):
    """Cauchy's product: Σ_j a_j·b_{k−j}."""

    __slots__ = ("_a", "_b")

    def __init__(self, a: Stream, b: Stream) -> None:
        super().__init__()
        self._a, self._b = a, b

    def _next(self, k: int) -> Any:
        a, b = self._a, self._b
        total = a[0] * b[k]
        for j in range(1, k + 1):
            total = total + a[j] * b[k - j]
        return total


class Quotient(Stream):
    """y = a/b from a = y·b: y_k = (a_k − Σ_{j<k} y_j·b_{k−j})/b_0.

    ``shift`` leading coefficients of both are zero and are left out (l'Hôpital's rule).
    """

    __slots__ = ("_a", "_b", "_shift")

    def __init__(self, a: Stream, b: Stream, shift: int = 0) -> None:
        super().__init__()
        self._a, self._b, self._shift = a, b, shift

    def _next(self, k: int) -> Any:
        shift, b = self._shift, self._b
        total = self._a[k + shift]
        for j in range(k):
            total = total - self._known[j] * b[k - j + shift]
        return total / b[shift]


class Solution(Stream):
    """y with y_0 given and y' = Σ_i p_i·x_i', over a common denominator or not.

    ``build`` gives the pairs (p_i, x_i) and the denominator.  It is called when the first coefficient after
    y_0 is asked for, since a partial may be a new function each time (that of polygamma is the next
    polygamma), of which ever fewer coefficients are needed.
    """

    __slots__ = ("_build", "_busy", "_over", "_pairs", "_start")

    def __init__(
        self, start: Any, build: Callable[[], tuple[list[tuple[Any, Stream]], Stream | None]]
    ) -> None:
        super().__init__()
        self._start, self._build = start, build
        self._pairs: list[tuple[Any, Stream]] | None = None
        self._over: Stream | None = None
        self._busy = False

    def _next(self, k: int) -> Any:
        if k == 0:
            return self._start
        if self._busy:  # a partial divides by the zero that y begins with, and looks further into y
            raise ZeroDivisionError(
                "the function has an infinite slope at the point, so it has no Taylor series there"
            )
        self._busy = True
        try:
            return self._solved(k)
        finally:
            self._busy = False

    def _solved(self, k: int) -> Any:
        if self._pairs is None:
            self._pairs, self._over = self._build()
        total: Any = self._start * 0
        for partial, x in self._pairs:
            total = total + _coefficient_of_slope(partial, x, k)
        if self._over is not None:
            for j in range(1, k):
                total = total - j * self._known[j] * self._over[k - j]
            total = total / self._over[0]
        return _divided(total, k)


def _coefficient_of_slope(partial: Any, x: Stream, k: int) -> Any:
    """The coefficient of t^(k−1) in p·x'."""
    if not isinstance(partial, Stream):
        return partial * (k * x[k])
    total = partial[0] * (k * x[k])
    for j in range(1, k):
        total = total + partial[j] * ((k - j) * x[k - j])
    return total


class Choice(Stream):
    """The coefficients of one series where a condition on the constant terms holds, else of another."""

    __slots__ = ("_a", "_b", "_select")

    def __init__(self, select: Any, a: Stream, b: Stream) -> None:
        super().__init__()
        self._select, self._a, self._b = select, a, b

    def _next(self, k: int) -> Any:
        return self._select(self._a[k], self._b[k])


class Derivative(Stream):
    """The series of the derivative: (k+1)·a_{k+1}."""

    __slots__ = ("_a",)

    def __init__(self, a: Stream) -> None:
        super().__init__()
        self._a = a

    def _next(self, k: int) -> Any:
        return (k + 1) * self._a[k + 1]


class Integral(Stream):
    """The series of the integral: a_{k−1}/k after a constant."""

    __slots__ = ("_a", "_constant")

    def __init__(self, a: Stream, constant: Any) -> None:
        super().__init__()
        self._a, self._constant = a, constant

    def _next(self, k: int) -> Any:
        return _divided(self._a[k - 1], k) if k else self._constant


def _divided(value: Any, k: int) -> Any:
    """value/k, exact where the value is an integer."""
    if type(value) is int:
        from fractions import Fraction

        return Fraction(value, k)
    return value / k
