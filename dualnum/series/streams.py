"""Power series whose coefficients are computed one after the other, when they are asked for.

Each stream knows how to get its k-th coefficient from earlier ones: of sums, products and quotients by
Cauchy's formulas, and of any function in the table from its rule, which says y' = partial(x, y)·x', so
that (k+1)·y_{k+1} = Σ_j p_j·(k+1−j)·x_{k+1−j}.  The partial p is itself a series, built once by the
row's expression; it may contain y, of which only coefficients that are known already are needed.  So
every row has a recurrence of O(n²), and none is written down here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import mul
from typing import Any

_new = object.__new__


class Stream:
    """A power series: ``self[k]`` is its k-th coefficient."""

    __slots__ = ("_known", "functions")

    def __init__(self) -> None:
        self._known: list[Any] = []
        self.functions: dict[Any, Any] = {}
        """What was computed from this series already, by the row's name and its arguments."""

    def __getitem__(self, k: int) -> Any:
        known = self._known
        while len(known) <= k:
            known.append(self._next(len(known)))
        return known[k]

    def first(self, count: int) -> list[Any]:
        """The first ``count`` coefficients."""
        if count and len(self._known) < count:
            self[count - 1]
        return self._known[:count]

    def _next(self, k: int) -> Any:
        """The k-th coefficient, when all before it are known."""
        raise NotImplementedError


class Given(Stream):
    """Coefficients that are given, and zeros after them, which are not stored."""

    __slots__ = ("_zero",)

    def __init__(self, coefficients: Sequence[Any]) -> None:
        super().__init__()
        self._known = list(coefficients)
        self._zero = coefficients[0] * 0

    def __getitem__(self, k: int) -> Any:
        return self._known[k] if k < len(self._known) else self._zero

    def first(self, count: int) -> list[Any]:
        """The first ``count`` coefficients."""
        known = self._known[:count]
        return known + [self._zero] * (count - len(known))

    @property
    def is_constant(self) -> bool:
        """Whether only the constant term was given."""
        return len(self._known) == 1


class Floats(Given):
    """Given coefficients that are Python floats, or one whole number: their series is computed at once."""

    __slots__ = ()

    @property
    def coefficients(self) -> list[float]:
        """Those that are given."""
        return self._known


def floats(coefficients: list[float], zero: float = 0.0) -> Floats:
    """The series of Python floats, or of one int with an int as ``zero``; the list is kept as it is."""
    new = _new(Floats)
    new._known, new._zero, new.functions = coefficients, zero, {}
    return new


class Sum(Stream):
    """Σ factor·series, with numbers as factors.

    What is subtracted is not added as −1 times itself: a complex number on a branch cut has a zero part whose
    sign that would lose.
    """

    __slots__ = ("_terms",)

    def __init__(self, *terms: tuple[Any, Stream]) -> None:
        super().__init__()
        self._terms = terms

    def _next(self, k: int) -> Any:
        (factor, first), *rest = self._terms
        total = first[k] if factor is None else -first[k] if _is_minus_one(factor) else factor * first[k]
        for factor, series in rest:
            if _is_minus_one(factor):
                total = total - series[k]
            else:
                total = total + (series[k] if factor is None else factor * series[k])
        return total


def _is_minus_one(factor: Any) -> bool:
    return type(factor) is int and factor == -1


class Product(Stream):
    """Cauchy's product: Σ_j a_j·b_{k−j}."""

    __slots__ = ("_a", "_b")

    def __init__(self, a: Stream, b: Stream) -> None:
        super().__init__()
        self._a, self._b = a, b

    def _next(self, k: int) -> Any:
        return _convolved(self._a.first(k + 1), self._b.first(k + 1))


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
        below = b.first(k + shift + 1)[shift:]
        return (self._a[k + shift] - _convolved(self._known, below[1:])) / b[shift]


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
            slopes = [j * self._known[j] for j in range(1, k)]
            total = (total - _convolved(slopes, self._over.first(k)[1:])) / self._over[0]
        return _divided(total, k)


def _coefficient_of_slope(partial: Any, x: Stream, k: int) -> Any:
    """The coefficient of t^(k−1) in p·x'."""
    if not isinstance(partial, Stream):
        return partial * (k * x[k])
    slopes = [j * c for j, c in enumerate(x.first(k + 1))]
    return _convolved(partial.first(k), slopes[1:])


def _convolved(a: Sequence[Any], b: Sequence[Any]) -> Any:
    """a_0·b_n + a_1·b_{n−1} + … + a_n·b_0, for two lists of one length."""
    products = map(mul, a, reversed(b))
    return sum(products, next(products, 0))  # 0 and −0 would make 0


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
    if type(value) is not int:
        return value / k
    if value % k == 0:
        return value // k
    from fractions import Fraction

    return Fraction(value, k)
