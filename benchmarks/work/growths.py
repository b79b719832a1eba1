"""How cost grows with the number of inputs, the order and the number of directions."""

from __future__ import annotations

from typing import Any

import numpy as np

import dualnum
from benchmarks.by_hand import f1, rosenbrock
from benchmarks.growth import Series
from benchmarks.row import Call
from benchmarks.work.gradients import point


def _gradient(n: int) -> Call:
    x, gradient = point(n), dualnum.gradient(rosenbrock.rosenbrock)
    return lambda: gradient(x)


def _sum(x: Any) -> Any:
    """A function whose own cost grows as n from small n on."""
    return f1.f1(x).sum()


def _gradient_of_sum(n: int) -> Call:
    x, gradient = point(n), dualnum.gradient(_sum)
    return lambda: gradient(x)


def _value_of_sum(n: int) -> Call:
    x = point(n)
    return lambda: _sum(x)


def _hessian(n: int) -> Call:
    x, hessian = point(n), dualnum.hessian(rosenbrock.rosenbrock)
    return lambda: hessian(x)


def _high_derivative(order: int) -> Call:
    def f(x: float) -> float:
        return dualnum.exp(dualnum.sin(x))  # type: ignore[no-any-return]  # a function of the table's

    return lambda: dualnum.taylor(f, 1.0, order).coefficients


def _directions(count: int) -> Call:
    x = dualnum.Dual(point(1000), np.ones((count, 1000)))
    return lambda: rosenbrock.rosenbrock(x)


GROWTHS = [
    Series("gradient, in calls of f", "n", 1.0, (500, 1000, 2000, 4000), _gradient_of_sum, _value_of_sum),
    Series("gradient", "n", 2.0, (500, 1000, 2000, 4000), _gradient),
    Series("Hessian", "n", 3.0, (50, 100, 200, 400), _hessian),
    Series("Taylor series", "order", 2.0, (10, 20, 40, 80, 160, 320), _high_derivative),
    Series("one pass", "directions", 1.0, (8, 16, 32, 64, 128, 256, 512), _directions),
]
