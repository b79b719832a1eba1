"""The rows of the table: each piece of work, done by us and by whatever it is measured against."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import dualnum
from benchmarks import minimal
from benchmarks.minimal import Minimal
from benchmarks.timing import Row
from dualnum import Dual

OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "a + b": operator.add,
    "a - b": operator.sub,
    "a * b": operator.mul,
    "a / b": operator.truediv,
    "a + 2.0": lambda a, _: a + 2.0,
    "2.0 * a": lambda a, _: 2.0 * a,
    "a / 2.0": lambda a, _: a / 2.0,
    "-a": lambda a, _: -a,
    "a ** 3": lambda a, _: a**3,
}


def _f(sin: Any, exp: Any, x: Any) -> Any:
    return sin(x) * exp(-(x**2)) / (x**2 + 1)


def by_hand(x: Any) -> Any:
    """f1 and f1' as a person writes them in NumPy, with the common parts computed once."""
    s, c, e = np.sin(x), np.cos(x), np.exp(-(x**2))
    d = 1 + x**2
    y = s * e / d
    return y, (c * e - 2 * x * s * e - y * 2 * x) / d


def _calling(function: Callable[..., Any], *args: Any) -> Callable[[], Any]:
    return lambda: function(*args)


def scalar_rows() -> Iterator[Row]:
    """Operations of scalar Duals against those of the minimal class."""
    ours, theirs = (Dual(1.3, 1.0), Dual(0.7, 0.2)), (Minimal(1.3, 1.0), Minimal(0.7, 0.2))
    for name, operation in OPERATIONS.items():
        calls = {"minimal class": _calling(operation, *theirs), "dualnum": _calling(operation, *ours)}
        yield Row(f"scalar {name}", "minimal class", calls, 1.15)
    calls = {
        "minimal class": _calling(_f, minimal.sin, minimal.exp, theirs[0]),
        "dualnum": _calling(_f, dualnum.sin, dualnum.exp, ours[0]),
    }
    yield Row("scalar f1", "minimal class", calls, 1.15)


def array_rows() -> Iterator[Row]:
    """f1 and its derivative on arrays, eagerly, against the formula written by hand."""
    ours = dualnum.value_and_derivative(lambda x: np.sin(x) * np.exp(-(x**2)) / (1 + x**2))
    for n in (1_000, 100_000, 1_000_000):
        x = np.linspace(-3, 3, n)
        calls = {"NumPy by hand": _calling(by_hand, x), "dualnum": _calling(ours, x)}
        yield Row(f"array f1 and f1', n = {n:,}", "NumPy by hand", calls, 1.0)
