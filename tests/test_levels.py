"""Levels: derivatives inside derivatives, in every nesting, never mix their perturbations."""

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual, derivative, gradient, jacobian, jvp, value_and_derivative
from dualnum.rules import OWN_ROWS, TABLE

D = derivative


# --- the classic cases of perturbation confusion ---------------------------------------------------------


def test_siskind_and_pearlmutter_2005():
    """d/dx (x · d/dy (x + y)) at y = 1 is 1, and not 2."""
    assert D(lambda x: x * D(lambda y: x + y)(1.0))(1.0) == 1.0


def test_a_constant_of_the_inner_derivative_is_a_variable_of_the_outer():
    assert D(lambda x: D(lambda y: x * y)(2.0))(3.0) == 1.0
    assert D(lambda x: x * D(lambda y: x * y)(2.0))(3.0) == 6.0
    assert D(lambda x: D(lambda y: x * y * y)(x))(3.0) == 12.0  # d/dx 2x²


def test_three_transforms_deep():
    # d/dx of d/dy of d/dz (x·y·z²) at z = y, at y = x: d/dz is 2xy², d/dy is 4xy, d/dx (4x²) is 8x
    assert D(lambda x: D(lambda y: D(lambda z: x * y * z * z)(y))(x))(2.0) == 16.0


def test_the_amazing_bug_of_manzyuk_and_others():
    """D applied to a function that returns functions, twice: each use must have its own perturbation.

    s(u)(f)(x) = f(x + u), so d/du s(u)(f)(x) at u = 0 is f'(x), and doing it again gives f''(x).
    """

    def shifted(u):
        return lambda f: lambda x: f(x + u)

    def slope(f):
        return lambda x: D(lambda u: shifted(u)(f)(x))(0.0)

    assert slope(slope(lambda x: x**3))(2.0) == 12.0
    assert slope(slope(slope(dualnum.exp)))(1.0) == pytest.approx(math.e, rel=1e-15)


def test_a_function_as_value_is_refused():
    with pytest.raises(TypeError, match="derivative: f returned a value of type function"):
        D(lambda u: lambda x: x + u)(0.0)


def test_church_encoded_pairs_of_closures():
    def pair(a, b):
        return lambda choose: choose(a, b)

    def f(x):
        first = pair(x * x, D(lambda y: x * y * y)(x))
        return first(lambda a, _: a) + first(lambda _, b: b)  # x² + 2x²

    assert D(f)(3.0) == 18.0


def test_a_closure_that_outlives_its_transform_keeps_its_own_perturbation():
    kept = []

    def remember(x):
        kept.append(x)
        return x

    D(remember)(5.0)
    old = kept[0]
    assert D(lambda y: y * old)(2.0).primal == 5.0
    assert D(lambda y: y * old)(2.0).tangent == 1.0


def test_generators_suspended_across_transforms():
    def multiples(x):
        total = x
        while True:
            yield total
            total = total + x

    def f(x):
        source = multiples(x)
        next(source)
        inner = D(lambda y: y * next(source))(7.0)  # 2x
        return inner * next(source)  # 2x · 3x

    assert D(f)(5.0) == 60.0


def test_newton_iteration_inside_a_derivative():
    def root(a):  # of y² = a, whose derivative is 1/(2√a)
        y = 1.0
        for _ in range(8):
            value, slope = value_and_derivative(lambda t: t * t - a)(y)
            y = y - value / slope
        return y

    assert D(root)(2.0) == pytest.approx(1 / (2 * math.sqrt(2)), rel=1e-14)
    assert D(root, order=2)(2.0) == pytest.approx(-1 / (4 * 2**1.5), rel=1e-13)


# --- transforms of transforms -----------------------------------------------------------------------------


def test_hessians_by_every_pair_of_transforms():
    def f(v):
        return v[0] ** 3 * v[1] + dualnum.exp(v[1])

    x = np.array([2.0, 3.0])
    exact = [[6 * 2 * 3, 3 * 4], [3 * 4, math.exp(3.0)]]
    for outer in (jacobian, lambda g: lambda p: np.array([jvp(g, (p,), (e,))[1] for e in np.eye(2)]).T):
        for inner in (gradient, jacobian):
            np.testing.assert_allclose(outer(inner(f))(x), exact, rtol=1e-14)
    columns = jacobian(gradient(f))([2.0, 3.0])
    np.testing.assert_allclose(np.array(columns), exact, rtol=1e-14)


def test_a_gradient_of_a_function_of_a_gradient():
    x = np.array([1.0, 2.0])
    found = gradient(lambda v: gradient(lambda w: (w**3).sum())(v).sum())(x)  # of Σ 3v²
    assert found.tolist() == [6.0, 12.0]


def test_the_inner_point_may_be_independent_of_the_outer():
    x = np.array([1.0, 2.0])
    assert gradient(lambda v: (jacobian(lambda w: w * v)(np.array([7.0, 8.0]))).sum())(x).tolist() == [
        1.0,
        1.0,
    ]
    assert gradient(lambda v: gradient(lambda w: w[0] * w[1])([3.0, 4.0])[0] * v[0])(x).tolist() == [4.0, 0.0]


@pytest.mark.parametrize("order", range(1, 8))
def test_high_orders_of_a_power(order):
    exact = math.perm(7, order) * 1.5 ** (7 - order)
    assert D(lambda x: x**7, order=order)(1.5) == pytest.approx(exact, rel=1e-14)
    nested = lambda x: x**7  # noqa: E731  (one line of mathematics)
    for _ in range(order):
        nested = D(nested)
    assert nested(1.5) == pytest.approx(exact, rel=1e-14)


JUDGE = mpmath.mp.clone()
JUDGE.dps = 120
SMOOTH = [
    row
    for row in map(TABLE.get, OWN_ROWS)
    if row.arity == 1
    and row.outputs is None
    and not row.constant
    and not row.kink
    and callable(row.partials[0])
]


@pytest.mark.parametrize("rule", SMOOTH, ids=lambda rule: rule.name)
def test_third_derivatives_by_nesting(rule):
    ((low, high),) = rule.domain
    low, high = max(low, -1.9), min(high, 4.2)
    x = low + 0.731 * (high - low)
    function = getattr(dualnum, rule.name)
    found = D(D(D(function)))(x)
    reference = getattr(JUDGE, rule.mp) if isinstance(rule.mp, str) else lambda t: rule.mp(JUDGE, t)
    h = JUDGE.mpf(10) ** -20
    # (−f(−2h) + 2f(−h) − 2f(h) + f(2h)) / 2h³, with an error of the order of h²
    terms = [(-1, -2), (2, -1), (-2, 1), (1, 2)]
    exact = sum(c * reference(JUDGE.mpf(x) + k * h) for c, k in terms) / (2 * h**3)
    assert found == pytest.approx(float(JUDGE.re(exact)), rel=1e-11, abs=1e-13)


# --- Duals made by hand inside transforms -------------------------------------------------------------------


def test_a_dual_made_by_hand_inside_a_transform():
    assert D(lambda x: (Dual(x, 1.0) * x).tangent)(3.0) == 1.0  # (x + ε)·x has the ε-part x
    assert D(lambda x: (Dual(x, 1.0) * x).primal)(3.0) == 6.0
    assert D(lambda x: (Dual(x * x, x) * x).tangent)(3.0) == 6.0  # x·x
    assert D(lambda x: (Dual(x, 1.0) ** 3).tangent)(3.0) == 18.0  # 3x²
    assert D(lambda x: (Dual(x, 1.0) ** 3).tangent, order=2)(3.0) == 6.0


def test_duals_made_by_hand_share_one_perturbation():
    def f(x):
        return (Dual(x, 1.0) * Dual(2.0, 1.0)).tangent  # 2 + x

    assert f(5.0) == 7.0
    assert D(f)(5.0) == 1.0


def test_what_was_put_into_a_dual_comes_out_again():
    def f(x):
        y = Dual(x, 2 * x)
        assert repr(y) == repr(Dual(x, 2 * x))
        return y.primal * y.tangent

    assert D(f)(3.0) == 12.0


def test_a_transform_at_a_point_made_by_hand_gives_both_derivatives():
    y = D(lambda t: t**3)(Dual(2.0, 1.0))
    assert (y.primal, y.tangent) == (12.0, 12.0)
    g = gradient(lambda v: v[0] * v[1] ** 2)([Dual(2.0, 1.0), 3.0])
    assert [(e.primal, e.tangent) for e in g] == [(9.0, 0.0), (12.0, 6.0)]


def test_primal_drops_the_transforms_own_derivative():
    assert D(lambda x: x * x.primal)(3.0) == 3.0
    y = D(lambda x: x * x.primal)(Dual(3.0, 1.0))  # x₀ + ε at x₀ = 3 + ε
    assert (y.primal, y.tangent) == (3.0, 1.0)


def test_hand_made_duals_of_arrays_inside_a_jacobian():
    v = np.array([1.0, 2.0])
    # the ε-part of (5 + (v₁, v₂)ε)·v₂ is (v₁v₂, v₂²)
    assert jacobian(lambda v: (Dual(5.0, v) * v[1]).tangent)(v).tolist() == [[2.0, 1.0], [0.0, 4.0]]
    found = jacobian(lambda v: (Dual(v, np.ones((3, 2))) * v).tangent)(v)  # three directions of v each
    assert found.shape == (3, 2, 2)
    assert all(block.tolist() == np.eye(2).tolist() for block in found)
    # directions of the array's own, as many as the transform has
    swapped = jacobian(lambda v: (Dual(v[0], np.array([1.0, 10.0])) * v[1]).tangent)(v)
    assert swapped.tolist() == [[0.0, 1.0], [0.0, 10.0]]


def test_a_hand_made_dual_may_leave_a_transform():
    y = D(lambda x: Dual(x, 1.0) * x)(3.0)
    assert (y.primal, y.tangent) == (6.0, 1.0)


# --- threads -------------------------------------------------------------------------------------------


def test_levels_are_distinct_across_threads():
    barrier = threading.Barrier(8)

    def work(k):
        barrier.wait()
        total = 0.0
        for i in range(50):
            total += D(lambda x, i=i: x * D(lambda y: x * y * k)(float(i)))(2.0)  # d/dx k·x² = 4k
        return total

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [50 * 4.0 * k for k in range(8)]


def test_a_variable_may_travel_between_threads():
    with ThreadPoolExecutor(1) as pool:

        def f(x):
            return pool.submit(lambda: x * D(lambda y: y * y * x)(3.0)).result()  # x · 6x

        assert D(f)(2.0) == 24.0
