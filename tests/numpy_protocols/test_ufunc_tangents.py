"""Tangents of every ufunc of the table: linear, direction by direction, to second order, in every dtype.

The numbers to compare with are mpmath's derivatives of the row's reference function.
"""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing.overrides import get_overridable_numpy_ufuncs

from dualnum import Dual
from dualnum.rules import TABLE

UFUNCS = sorted((u for u in get_overridable_numpy_ufuncs() if u.__name__ in TABLE), key=lambda u: u.__name__)
EXAMPLES = settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
INTEGER_ARGUMENTS = {("ldexp", 1)}
"""Arguments that NumPy takes as integers only."""


def inside(rule, i, unit):
    """A point of the i-th argument's domain: the number of [0, 1] ``unit``, away from the ends and from kinks."""
    low, high = rule.domain[i]
    low, high = max(low, -3.0), min(high, 3.0)
    return low + (0.03 + 0.94 * unit) * (high - low) + 1e-3 * (i + 1)


def smooth(rule, point):
    """Whether a row is differentiable near a point: no kink or jump lies within a small step."""
    h = 1e-3
    corners = np.array([np.ravel(c) for c in np.meshgrid(*([v - h, v, v + h] for v in point))])
    if rule.kink is not None and np.any(rule.kink(*corners)):
        return False
    pieces = [rule.choose(*corners, None)] if rule.choose else []
    if rule.name in ("remainder", "fmod", "divmod", "floor_divide"):
        pieces.append(np.trunc(corners[0] / corners[1]))
    if rule.name in ("floor", "ceil", "trunc", "rint", "modf"):
        pieces.append(np.rint(2 * corners[0]))
    if rule.name in ("absolute", "fabs", "sign", "copysign", "heaviside", "frexp", "cbrt"):
        pieces.append(np.sign(corners[0]))
    return all(np.all(piece == piece.flat[0]) for piece in pieces)


def arguments(rule, units):
    return [
        int(4 * unit) if (rule.name, i) in INTEGER_ARGUMENTS else inside(rule, i, unit)
        for i, unit in enumerate(units)
    ]


def moved(rule, point, tangents):
    """The arguments as Duals of arrays of one element, but for those that are integers."""
    return [
        value if (rule.name, i) in INTEGER_ARGUMENTS else Dual(np.array([value]), np.array(t)[..., None])
        for i, (value, t) in enumerate(zip(point, tangents, strict=True))
    ]


def tangents_of(result):
    parts = result if isinstance(result, tuple) else (result,)
    return [part.tangent for part in parts if isinstance(part, Dual)]


UNIT = st.floats(0, 1, allow_nan=False)
NUMBER = st.floats(-4, 4, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-3)


@pytest.fixture(params=UFUNCS, ids=lambda ufunc: ufunc.__name__)
def ufunc(request):
    return request.param


def test_tangents_are_linear_and_each_direction_stands_alone(ufunc):
    """The tangent for a·s + b·t is a times that for s plus b times that for t; and all three at once are the same."""
    rule = TABLE[ufunc.__name__]
    vectors = st.lists(NUMBER, min_size=rule.arity, max_size=rule.arity)

    @EXAMPLES
    @given(st.lists(UNIT, min_size=rule.arity, max_size=rule.arity), vectors, vectors, NUMBER, NUMBER)
    def run(units, s, t, a, b):
        point = arguments(rule, units)
        mixture = [a * u + b * v for u, v in zip(s, t, strict=True)]
        with np.errstate(all="ignore"):
            one, two, both = (tangents_of(ufunc(*moved(rule, point, each))) for each in (s, t, mixture))
            together = tangents_of(ufunc(*moved(rule, point, list(zip(s, t, mixture, strict=True)))))
            slopes = tangents_of(ufunc(*moved(rule, point, np.eye(rule.arity))))
        sizes = np.array([abs(a * u) + abs(b * v) for u, v in zip(s, t, strict=True)])
        for first, second, mixed, at_once, slope in zip(one, two, both, together, slopes, strict=True):
            rounding = 1e-14 * np.sum(np.abs(slope[:, 0]) * sizes)
            assert at_once.shape == (3, 1)
            assert np.abs(mixed - (a * first + b * second)) <= rounding
            assert np.all(
                np.abs(at_once - [first, second, mixed]) <= 1e-14 * np.sum(np.abs(slope[:, 0]) * (sizes + 4))
            )

    run()


def reference(rule, result):
    """mpmath's function of a row, or one of its results."""
    f = getattr(mpmath.mp, rule.mp) if isinstance(rule.mp, str) else lambda *x: rule.mp(mpmath.mp, *x)
    return (lambda *x: f(*x)[result]) if rule.outputs else f


POINTS = np.random.default_rng(5).uniform(0, 1, (40, 3))


def test_second_derivatives_are_the_derivatives_of_the_derivatives(ufunc):
    """d²f along u and v is Σ uᵢvⱼ ∂²f/∂xᵢ∂xⱼ, each partial taken by mpmath of the row's reference."""
    rule = TABLE[ufunc.__name__]
    n = rule.arity
    u, v = np.array([1.5, -0.75, 2.0])[:n], np.array([0.5, 1.25, -1.0])[:n]
    still = [i for i in range(n) if (rule.name, i) in INTEGER_ARGUMENTS]
    u[still] = v[still] = 0.0
    points = [p for p in (arguments(rule, units[:n]) for units in POINTS) if smooth(rule, p)][:4]
    assert points
    for point in points:
        nested = [
            value if i in still else Dual(Dual(value, u[i]), Dual(v[i], 0.0)) for i, value in enumerate(point)
        ]
        results = ufunc(*nested)
        for k, result in enumerate(results if isinstance(results, tuple) else (results,)):
            if not isinstance(result, Dual):
                continue
            f = reference(rule, k)
            with mpmath.workdps(40):
                exact = sum(
                    u[i] * v[j] * second_partial(f, point, i, j)
                    for i in range(n)
                    for j in range(n)
                    if u[i] * v[j]
                )
            inner = result.tangent.tangent if isinstance(result.tangent, Dual) else 0.0
            scale = sum(abs(u[i] * v[j]) for i in range(n) for j in range(n))
            assert float(inner) == pytest.approx(float(exact), rel=1e-12, abs=1e-12 * scale), (point, k)


def second_partial(f, point, i, j):
    order = [0] * len(point)
    order[i] += 1
    order[j] += 1
    point = [mpmath.mpf(value) if not isinstance(value, int) else value for value in point]
    if len(point) == 1:
        return mpmath.re(mpmath.diff(f, point[0], 2))
    moving = sorted({i, j})
    at = [point[k] for k in moving]

    def g(*x):
        full = list(point)
        for k, value in zip(moving, x, strict=True):
            full[k] = value
        return f(*full)

    return mpmath.diff(g, at[0], 2) if i == j else mpmath.diff(g, tuple(at), (1, 1))


# --- memory ---------------------------------------------------------------------------------------------


def test_nothing_is_changed_and_no_memory_is_shared(ufunc):
    rule = TABLE[ufunc.__name__]
    point = arguments(rule, [0.3, 0.6, 0.9][: rule.arity])
    for directions in ((), (2,)):
        args = [
            np.full(3, value)
            if (rule.name, i) in INTEGER_ARGUMENTS
            else Dual(np.full(3, value), np.full((*directions, 3), 0.25))
            for i, value in enumerate(point)
        ]
        before = [(arg.primal.copy(), arg.tangent.copy()) for arg in args if isinstance(arg, Dual)]
        results = ufunc(*args)
        duals = [arg for arg in args if isinstance(arg, Dual)]
        for (primal, tangent), arg in zip(before, duals, strict=True):
            assert np.array_equal(arg.primal, primal)
            assert np.array_equal(arg.tangent, tangent)
        parts = [
            part for part in (results if isinstance(results, tuple) else (results,)) if isinstance(part, Dual)
        ]
        memory = [m for part in (*parts, *duals) for m in (part.primal, part.tangent)]
        for i, first in enumerate(memory):
            for second in memory[i + 1 :]:
                assert not np.shares_memory(first, second)


# --- dtypes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["e", "f", "d", "g", "?", "b", "B", "i", "q", "F", "D"])
@pytest.mark.parametrize("directions", [(), (2,)])
def test_the_tangents_dtype_follows_the_primals(ufunc, dtype, directions):
    rule = TABLE[ufunc.__name__]
    values = [
        np.array([1, 1]).astype("i" if (rule.name, i) in INTEGER_ARGUMENTS else dtype)
        for i in range(rule.arity)
    ]
    try:
        with np.errstate(all="ignore"):
            plain = ufunc(*values)
    except TypeError:
        with pytest.raises(TypeError):
            ufunc(*(Dual(value, 1.0) for value in values))
        return
    with np.errstate(all="ignore"):
        results = ufunc(*(Dual(value, np.ones(directions + value.shape)) for value in values))
    for part in results if isinstance(results, tuple) else (results,):
        if isinstance(part, Dual):
            assert part.tangent.dtype == (part.primal.dtype if part.primal.dtype.kind in "fc" else np.float64)
            assert part.tangent.shape == directions + part.shape
    assert isinstance(plain, tuple) == isinstance(results, tuple)


@pytest.mark.parametrize("dtype", ["b", "B", "h", "H", "i", "I", "q", "Q", "?"])
def test_integers_have_the_slopes_of_floats(ufunc, dtype):
    """No expression wraps around: 1 − x of a uint8, −y of an unsigned quotient, x² of an int8.

    NumPy's reciprocal of an integer is cut to one; there 1/x has the slope of a number only for 1.
    """
    rule = TABLE[ufunc.__name__]
    values = [
        np.array([1, 1, 0 if dtype == "?" else 100, 100]),
        np.array([1, 1, 1, 3]),
        np.array([1, 1, 1, 120]),
    ]
    values = [value.astype(dtype) for value in values[: rule.arity]]
    if rule.name == "power":
        values = [np.array([2, 3, 2, 5]).astype(dtype), np.array([2, 1, 3, 2]).astype(dtype)]
    if rule.name == "reciprocal":
        values = [values[0][:2]]
    if rule.name == "ldexp":
        values[1] = values[1].astype("i")
    moving = [Dual(value, 1.0) for value in values[: 1 if rule.name == "ldexp" else None]]
    wide = [Dual(value.astype(float), 1.0) for value in values[: len(moving)]]
    with np.errstate(all="ignore"):
        try:
            found = tangents_of(ufunc(*moving, *values[len(moving) :]))
        except TypeError as error:
            assert "ufunc" in str(error) or "boolean" in str(error)
            return
        expected = tangents_of(ufunc(*wide, *values[len(moving) :]))
    for actual, exact in zip(found, expected, strict=True):
        tolerance = 16 * float(np.finfo(actual.dtype).eps)
        with np.errstate(over="ignore"):
            narrow = exact.astype(actual.dtype)
        np.testing.assert_allclose(actual, narrow, rtol=tolerance, atol=tolerance * 1e-3)


# --- complex numbers ------------------------------------------------------------------------------------

TIMES = [0.7 - 0.2j, -0.4 + 1.1j, 0.3 + 0.9j]


def test_complex_tangents_are_limits_along_a_complex_direction(ufunc):
    """df/ds of f(z + s·t) at s = 0, for real s: all that holomorphic and real-linear functions share."""
    rule = TABLE[ufunc.__name__]
    rng = np.random.default_rng(11)
    for _ in range(4):
        z = [complex(*rng.uniform(0.2, 1.4, 2)) for _ in range(rule.arity)]
        t = TIMES[: rule.arity]
        try:
            plain = ufunc(*z)
        except TypeError:
            with pytest.raises(TypeError):
                ufunc(*(Dual(a, b) for a, b in zip(z, t, strict=True)))
            return
        result = ufunc(*(Dual(a, b) for a, b in zip(z, t, strict=True)))
        assert np.array_equal(result.primal, plain)
        exact = along(rule, z, t)
        assert complex(result.tangent) == pytest.approx(complex(exact), rel=1e-13, abs=1e-15)
        arrays = ufunc(*(Dual(np.array([a, a]), np.array([b, 0j])) for a, b in zip(z, t, strict=True)))
        assert arrays.tangent[0] == pytest.approx(complex(result.tangent), rel=1e-14)
        assert arrays.tangent[1] == 0


def along(rule, z, t):
    """mpmath's derivative along t; of a choice or a step, what NumPy's order of complex numbers makes of it."""
    if rule.choose is not None:
        return t[1] if rule.choose(*map(np.complex128, z), None) else t[0]
    if rule.name == "clip":
        ordered = sorted(range(3), key=lambda i: (z[i].real, z[i].imag))
        return (
            t[2]
            if ordered.index(2) < ordered.index(1) or ordered[-1] == 0
            else t[1]
            if ordered[0] == 0
            else t[0]
        )
    if rule.constant:
        return 0
    f = {"conjugate": mpmath.conj, "absolute": abs, "sign": lambda x: x / abs(x)}.get(
        rule.name, reference(rule, 0)
    )
    with mpmath.workdps(40):
        point = [mpmath.mpc(a) for a in z]
        return mpmath.diff(lambda s: f(*(a + s * b for a, b in zip(point, t, strict=True))), 0)
