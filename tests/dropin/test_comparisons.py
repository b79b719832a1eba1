"""What drop_in refuses as a bisection, and what it does not."""

import math

import numpy as np
import pytest

from dualnum import derivative, drop_in

ROOT = 1.7320508075688772


def bisection(decide, steps=50):
    """The root of x² = a, found by halving [0, 5]; ``decide`` says whether it is below the middle."""

    def root(a):
        low, high = 0.0, 5.0
        for _ in range(steps):
            middle = (low + high) / 2
            if decide(middle, low, a):
                high = middle
            else:
                low = middle
        return middle + 0 * a

    return root


DECISIONS = {
    "difference": lambda x, low, a: x * x - a > 0,
    "two sides": lambda x, low, a: x * x >= a,
    "product": lambda x, low, a: (x * x - a) * (low * low - a) <= 0,
    "sign": lambda x, low, a: np.sign(x * x - a) != np.sign(low * low - a),
    "exponential": lambda x, low, a: math.exp(x * x - a) > 1,
    "triple root": lambda x, low, a: (x * x - a) ** 3 > 0,
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize("steps", [18, 50])
def test_a_bisection_is_refused(decide, steps):
    with pytest.raises(TypeError, match="drop_in: the comparisons at one place bisect an interval"):
        derivative(drop_in(bisection(decide, steps)))(3.0)


def test_bisections_in_parallel_are_refused():
    def roots(a):
        targets = np.array([1.0, 2.0, 3.0]) * a
        low, high = np.zeros(3), np.full(3, 9.0)
        for _ in range(50):
            middle = (low + high) / 2
            below = middle * middle < targets
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return low.sum() + 0 * a

    with pytest.raises(TypeError, match="bisect"):
        derivative(drop_in(roots))(3.0)


def test_a_golden_section_search_is_refused():
    def minimum(a):
        low, high, ratio = 0.0, 5.0, (math.sqrt(5) - 1) / 2
        while high - low > 1e-6:
            c, d = high - ratio * (high - low), low + ratio * (high - low)
            if (c - a) ** 2 < (d - a) ** 2:
                high = d
            else:
                low = c
        return low + 0 * a

    with pytest.raises(TypeError, match="bisect"):
        derivative(drop_in(minimum))(3.0)


def newton(a):
    x, above = a + 1.0, 0
    for _ in range(60):
        step = (x * x - a) / (2 * x)
        above += step > 0
        x = x - step
        if abs(step) < 1e-15:
            break
    return x


def fixed_point(a):
    """x = (x + a/x)/2 with a step that overshoots, so that the error changes its sign every time."""
    x, crossings = a, 0
    for _ in range(200):
        error = (a / x - x) * 0.8
        if error < 0:
            crossings += 1
        x = x + error
    assert crossings > 20
    return x


def secant(a):
    x0, x1 = 1.0, 3.0
    while True:
        f0, f1 = x0 * x0 - a, x1 * x1 - a
        if f1 == f0 or abs(f1) < 1e-15:
            return x1
        x0, x1 = x1, x1 - f1 * (x1 - x0) / (f1 - f0)


def false_position(a):
    low, high = 0.0, 5.0
    f_low, f_high = low * low - a, high * high - a
    for _ in range(60):
        x = (low * f_high - high * f_low) / (f_high - f_low)
        f = x * x - a
        if f > 0:
            high, f_high, f_low = x, f, f_low / 2
        else:
            low, f_low, f_high = x, f, f_high / 2
        if abs(f) < 1e-14:
            break
    return x


@pytest.mark.parametrize("solve", [newton, fixed_point, secant, false_position])
def test_iterations_that_carry_the_derivative_are_not_refused(solve):
    assert derivative(drop_in(solve))(3.0) == pytest.approx(1 / (2 * ROOT), rel=1e-10)


def test_a_tie_within_a_rounding_error_takes_the_branch_of_plain_numbers():
    def chebyshev(a):
        return max(abs(np.array([0.3, 0.9]) * a - np.array([0.1, 0.7]) * a))

    assert derivative(drop_in(chebyshev))(1.0) == pytest.approx(0.2, rel=1e-12)
    assert derivative(drop_in(lambda a: max([0.1 * 3 * a, 0.3])))(1.0) == 0.1 * 3


def test_sorting_and_looking_up_are_not_refused():
    table = [i / 100 for i in range(100)]

    def interpolate(a):
        total = 0.0
        for k in range(20):
            x = a * (k + 1) / 40
            i = next(i for i in range(99) if table[i] <= x < table[i + 1])
            total = total + (x - table[i]) * (i + 1)
        return total

    slope = sum((k + 1) / 40 * (int(1.03 * (k + 1) / 40 * 100) + 1) for k in range(20))
    assert derivative(drop_in(interpolate))(1.03) == pytest.approx(slope, rel=1e-12)
    ordered = derivative(drop_in(lambda a: sorted([a * c for c in (3.0, 1.0, 2.0, 0.5)])[1]))
    assert ordered(1.0) == 1.0


def test_outside_nothing_is_noted():
    assert derivative(bisection(DECISIONS["difference"]))(3.0) == 0  # the caller's own code, and affair
