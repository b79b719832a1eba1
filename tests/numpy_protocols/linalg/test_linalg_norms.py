"""Norms and condition numbers: axes, kinks, tips of cones, and numbers whose squares are out of range."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual

L = np.linalg
INF, NAN = np.inf, np.nan
RNG = np.random.default_rng(23)
START = RNG.bit_generator.state
I2, Z2 = np.eye(2), np.zeros((2, 2))
VECTOR_ORDERS = [None, INF, -INF, 1, -1, 2, -2, 0, 3, 0.5]
MATRIX_ORDERS = [None, "fro", "nuc", INF, -INF, 1, -1, 2, -2]
T = RNG.uniform(-1, 1, (2, 3, 4))
DT = RNG.uniform(-1, 1, (5, 2, 3, 4))


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests():
    RNG.bit_generator.state = START


def each(function, x, axes, keepdims):
    """The norms along ``axes``, one vector or matrix at a time, in the shape that NumPy gives."""
    axes = axes if isinstance(axes, tuple) else (axes,)
    rest = [i for i in range(x.ndim) if i not in [a % x.ndim for a in axes]]
    shape = [x.shape[i] for i in rest]
    out = np.empty((5, *shape))
    for index in np.ndindex(*shape):
        key = [slice(None)] * x.ndim
        for i, j in zip(rest, index, strict=True):
            key[i] = j
        part = x[tuple(key)]
        if len(axes) == 2 and axes[0] % x.ndim > axes[1] % x.ndim:
            part = part.T
        out[(slice(None), *index)] = function(part).tangent
    if keepdims:
        out = out.reshape(5, *(x.shape[i] if i in rest else 1 for i in range(x.ndim)))
    return out


@pytest.mark.parametrize("order", VECTOR_ORDERS)
@pytest.mark.parametrize("axis", [0, 1, -1, (2,)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_norms_along_an_axis_are_those_of_the_vectors(order, axis, keepdims):
    x = Dual(T, DT)
    found = L.norm(x, order, axis, keepdims)
    assert found.primal.tobytes() == L.norm(T, order, axis, keepdims).tobytes()
    expected = each(lambda v: L.norm(v, order), x, axis, keepdims)
    np.testing.assert_allclose(found.tangent, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("order", MATRIX_ORDERS)
@pytest.mark.parametrize("axis", [(0, 1), (1, 0), (-1, 0), (1, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_norms_along_two_axes_are_those_of_the_matrices(order, axis, keepdims):
    x = Dual(T, DT)
    found = L.norm(x, order, axis, keepdims)
    assert found.primal.tobytes() == L.norm(T, order, axis, keepdims).tobytes()
    expected = each(lambda m: L.norm(m, order), x, axis, keepdims)
    np.testing.assert_allclose(found.tangent, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("axis", [None, 0, (0, 2), (2, 1, 0)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_vector_norms_of_several_axes(axis, keepdims):
    x = Dual(T, DT)
    found = L.vector_norm(x, axis=axis, keepdims=keepdims)
    assert found.primal.tobytes() == L.vector_norm(T, axis=axis, keepdims=keepdims).tobytes()
    expected = np.sqrt((x * x).sum(axis=axis, keepdims=keepdims))
    np.testing.assert_allclose(found.tangent, expected.tangent, rtol=1e-14)


def test_a_norm_of_everything():
    x = Dual(T, DT)
    found = L.norm(x)
    np.testing.assert_allclose(found.tangent, np.tensordot(DT, T, 3) / L.norm(T), rtol=1e-14)
    assert L.norm(x, keepdims=True).tangent.shape == (5, 1, 1, 1)
    assert L.matrix_norm(x, keepdims=True).tangent.shape == (5, 2, 1, 1)


# --- kinks and tips --------------------------------------------------------------------------------------

AT_ZERO = {None: 0, 2: 0, 3: 0, 0.5: 0, -1: 0, -2: 0, 0: 0, 1: 3, INF: 1, -INF: 1}
"""At (0, 0) along (1, 2): a cone's tip; |x₁| + |x₂| and the larger or smaller of two |x| have theirs."""


@pytest.mark.filterwarnings("ignore:divide by zero encountered")  # by NumPy, in 0 to a negative power
@pytest.mark.parametrize("order", AT_ZERO)
def test_vectors_of_zeros(order):
    assert L.norm(Dual(np.zeros(2), np.array([1.0, 2.0])), order).tangent == AT_ZERO[order]


@pytest.mark.filterwarnings("ignore:divide by zero encountered")
@pytest.mark.parametrize("order", [o for o in VECTOR_ORDERS if o != 0])
@pytest.mark.parametrize(("x", "slope"), [(0.0, 1), (2.0, 1), (-2.0, -1)])
def test_a_vector_of_one_number_is_its_absolute_value(order, x, slope):
    assert L.norm(Dual(np.array([x]), np.array([3.0])), order).tangent == 3 * slope
    assert L.norm(Dual(np.array([[x, 1.0]]), np.array([[3.0, 0.0]])), order, axis=0).tangent.tolist() == [
        3 * slope,
        0,
    ]


def test_a_number():
    assert L.norm(Dual(-3.0, 1.0)).tangent == -1
    assert L.norm(Dual(0.0, 1.0)).tangent == 1
    assert L.norm(Dual(3 + 4j, 1.0 + 0j)).tangent == pytest.approx(0.6)
    assert L.norm(Dual(0j, 1.0 + 0j)).tangent == 0


@pytest.mark.filterwarnings("ignore:divide by zero encountered")
@pytest.mark.parametrize(("order", "expected"), [(-1, 1), (-2.5, 1), (3, 2), (0.5, INF), (1, 3)])
def test_one_zero_among_others(order, expected):
    """At (0, 1) along (1, 2): |x₁| decides a negative order; x₁^½ has an infinite slope, or none."""
    assert L.norm(Dual(np.array([0.0, 1.0]), np.array([1.0, 2.0])), order).tangent == expected
    still = L.norm(Dual(np.array([0.0, 1.0]), np.array([0.0, 2.0])), order).tangent
    assert still == (0 if order < 0 else 2)


def test_ties_take_the_first():
    x = Dual(np.array([1.0, -1.0]), np.array([5.0, 7.0]))
    assert L.norm(x, INF).tangent == 5
    assert L.norm(x, -INF).tangent == 5
    matrix = Dual(np.ones((2, 2)), np.array([[1.0, 2], [3, 4]]))
    assert [L.norm(matrix, o).tangent for o in (1, -1, INF, -INF)] == [4, 4, 3, 3]


@pytest.mark.parametrize(
    ("order", "expected"), [(None, 0), ("fro", 0), ("nuc", 0), (2, 0), (-2, 0), (1, 1), (INF, 1), (-1, 1)]
)
def test_matrices_of_zeros(order, expected):
    assert L.norm(Dual(Z2, I2), order).tangent == expected


PARTS = "singular values {} and {} are equal to rounding, so in a direction that parts them they have no"


def test_the_spectral_norm_of_equal_values():
    for order in (2, -2):
        with pytest.raises(L.LinAlgError, match="norm: " + PARTS.format(0, 1)):
            L.norm(Dual(I2, np.diag([1.0, 2.0])), order)
        assert L.norm(Dual(I2, 3 * I2), order).tangent == pytest.approx(3, rel=1e-15)
        assert not L.norm(Dual(I2, np.zeros((2, 2, 2))), order).tangent.any()
    split = np.diag([3.0, 1.0, 1.0])
    ones = np.ones((3, 3))
    assert L.norm(Dual(split, ones), 2).tangent == pytest.approx(1, rel=1e-15)
    with pytest.raises(L.LinAlgError, match="norm: " + PARTS.format(1, 2)):
        L.norm(Dual(split, ones), -2)


def limit(function, a, u, v=None):
    """The first, or the mixed second derivative, of a function of mpmath matrices."""
    a, u, v = (mpmath.matrix(x.tolist()) if x is not None else None for x in (a, u, v))
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -15
        if v is None:
            return float((function(a + h * u) - function(a - h * u)) / (2 * h))
        corners = [function(a + i * h * u + j * h * v) for i, j in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
        return float((corners[0] - corners[1] - corners[2] + corners[3]) / (4 * h * h))


def singular_values(a):
    return list(mpmath.svd_r(a, compute_uv=False))


@pytest.mark.parametrize(
    ("order", "diagonal", "function"),
    [
        (2, [3.0, 1, 1], max),
        (-2, [3.0, 3, 1], min),
        ("nuc", [2.0, 2, 1], sum),
        ("nuc", [1.0, 1, 1], sum),
    ],
)
@pytest.mark.parametrize("shape", [(3, 3), (4, 3), (3, 4)])
def test_second_derivatives_beside_equal_values(order, diagonal, function, shape):
    """One simple value does not care whether the others are equal, nor does their sum."""
    a = np.zeros(shape)
    a[:3, :3] = np.diag(diagonal)
    u, v = RNG.uniform(-1, 1, shape), RNG.uniform(-1, 1, shape)
    found = L.norm(Dual(Dual(a, u), Dual(v, 0 * v)), order)
    assert found.tangent.primal == pytest.approx(
        limit(lambda m: function(singular_values(m)), a, v), rel=1e-13
    )
    expected = limit(lambda m: function(singular_values(m)), a, u, v)
    assert found.tangent.tangent == pytest.approx(expected, rel=1e-12)


def test_a_third_derivative_of_the_nuclear_norm():
    """Along (A + tX), whose singular values are equal at t = 0."""
    a, x = 2 * np.eye(3), RNG.uniform(-1, 1, (3, 3))

    def along(t):
        return L.norm(a + t * x, "nuc")

    third = dualnum.derivative(dualnum.derivative(dualnum.derivative(along)))(0.0)
    with mpmath.workdps(60):
        h, wide = mpmath.mpf(10) ** -12, mpmath.matrix(x.tolist())
        at = {k: sum(singular_values(2 * mpmath.eye(3) + k * h * wide)) for k in (-2, -1, 1, 2)}
        expected = float((at[2] - 2 * at[1] + 2 * at[-1] - at[-2]) / (2 * h**3))
    assert third == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(
    ("order", "a", "text"),
    [
        (2, I2, "norm: singular values 0 and 1 are equal to rounding, so their vectors have no derivative"),
        (
            -2,
            np.diag([1.0, 0]),
            "norm: a singular value is zero, where it has a kink, so it has no second derivative",
        ),
        ("nuc", np.diag([1.0, 0]), "norm: the nuclear norm of a matrix without full rank has a kink"),
        ("nuc", np.ones((3, 2)), "norm: the nuclear norm of a matrix without full rank has a kink"),
    ],
)
def test_second_derivatives_that_do_not_exist(order, a, text):
    u, v = np.eye(*a.shape), 2 * np.eye(*a.shape)
    with pytest.raises(L.LinAlgError, match=text):
        L.norm(Dual(Dual(a, u), Dual(v, 0 * v)), order)
    still = L.norm(Dual(Dual(a, 0 * u), Dual(0 * v, 0 * v)), order)
    assert (still.tangent.primal, still.tangent.tangent) == (0, 0)


def test_the_nuclear_norm_of_a_deficient_matrix_takes_a_subgradient():
    """Re tr((u·vᴴ)ᴴ·dA) over the values that are not zero."""
    assert L.norm(Dual(np.diag([2.0, 0]), np.array([[3.0, 4], [5, 6]])), "nuc").tangent == 3


# --- magnitudes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e-160, 1e-10, 1e150, 1e200, 1e300])
@pytest.mark.parametrize("order", [None, 2, 3, 0.5, -2])
def test_tangents_do_not_over_or_underflow(order, scale):
    """d|x| does not depend on x's magnitude, even where NumPy's own value is 0 or inf."""
    x, dx = np.array([1.0, -2.0, 2.0]), np.array([1.0, 0.0, 3.0])
    expected = L.norm(Dual(x, dx), order).tangent
    with np.errstate(all="ignore"):
        found = L.norm(Dual(scale * x, dx), order).tangent
    assert found == pytest.approx(expected, rel=1e-14)
    if order is None:
        assert expected == pytest.approx((1 * 1 + 2 * 3) / 3, rel=1e-15)


def test_infinities():
    x = Dual(np.array([INF, 1.0]), np.array([[0.0, 1.0], [0.0, 0.0]]))
    for order in (None, 1, 3, INF):
        assert L.norm(x, order).tangent[1] == 0
    assert L.norm(x).tangent[0] == 0
    assert L.norm(x, INF).tangent[0] == 0
    assert np.isnan(L.norm(Dual(np.array([NAN, 1.0]), np.ones(2))).tangent)


def test_empty_vectors_and_matrices():
    assert L.norm(Dual(np.zeros(0), np.zeros((2, 0)))).tangent.tolist() == [0, 0]
    assert L.norm(Dual(np.zeros((0, 3)), np.zeros((2, 0, 3))), axis=0).tangent.shape == (2, 3)
    assert L.norm(Dual(np.zeros((0, 3)), np.zeros((2, 0, 3))), axis=1).tangent.shape == (2, 0)
    assert L.norm(Dual(np.zeros((4, 0, 3)), np.zeros((4, 0, 3))), "fro", (1, 2)).tangent.tolist() == [0] * 4


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_small_floats(dtype):
    x = Dual(np.array([3.0, 4.0], dtype), np.array([1.0, 0.0], dtype))
    for order in (None, 1, INF, 3):
        found = L.norm(x, order)
        assert found.tangent.dtype == found.primal.dtype
    assert float(L.norm(x).tangent) == pytest.approx(0.6, rel=float(np.finfo(dtype).eps))


def test_a_complex_vector_has_a_real_norm():
    z, dz = np.array([1 + 2j, -3j]), np.array([1j, 2.0])
    found = L.norm(Dual(z, dz))
    assert found.tangent.dtype == float
    assert found.tangent == pytest.approx((np.conj(z) @ dz).real / L.norm(z), rel=1e-15)


def test_errors():
    x = Dual(np.ones(2), np.ones(2))
    with pytest.raises(
        TypeError, match=r"norm: ord is a Dual, for which there is no rule; give its \.primal"
    ):
        L.norm(x, Dual(2.0, 1.0))
    with pytest.raises(TypeError, match="vector_norm: ord is a Dual"):
        L.vector_norm(x, ord=Dual(2.0, 1.0))
    with pytest.raises(ValueError, match="Invalid norm order"):
        L.norm(x, "nuc")
    with pytest.raises(ValueError, match="Improper number of dimensions"):
        L.norm(Dual(T, T), 2)


def test_the_hessian_of_a_norm():
    """(1 - x·xᵀ/|x|²)/|x|."""
    x = np.array([1.0, -2.0, 2.0])
    found = dualnum.jacobian(dualnum.gradient(L.norm))(x)
    np.testing.assert_allclose(found, (np.eye(3) - np.outer(x, x) / 9) / 3, rtol=0, atol=1e-15)


# --- condition numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [None, 2, 1, INF, "fro"])
def test_the_condition_of_a_singular_matrix(p):
    """It is infinite, so it has no derivative where the matrix moves."""
    a = np.stack([np.diag([1.0, 0]), np.diag([1.0, 4.0])])
    found = L.cond(Dual(a, np.stack([I2, I2])), p)
    assert found.primal.tobytes() == L.cond(a, p).tobytes()
    assert np.isnan(found.tangent[0])
    assert np.isfinite(found.tangent[1])
    assert L.cond(Dual(a, np.stack([Z2, I2])), p).tangent[0] == 0


def test_the_condition_of_equal_values():
    with pytest.raises(L.LinAlgError, match="cond: " + PARTS.format(0, 1)):
        L.cond(Dual(I2, np.diag([1.0, 2.0])))
    assert (
        L.cond(Dual(I2, np.diag([1.0, 2.0])), 1).tangent == 0
    )  # a tie: (1 + t)/(1 + t), of the first column


def test_the_condition_of_a_diagonal_matrix():
    """s₁/s₂ at diag(1, 4): d(4/1) = dA₂₂ - 4·dA₁₁."""
    da = np.array([[1.0, 7], [9, 3]])
    assert L.cond(Dual(np.diag([1.0, 4.0]), da)).tangent == pytest.approx(3 - 4, rel=1e-14)
    assert L.cond(Dual(np.diag([1.0, 4.0]), da), -2).tangent == pytest.approx((1 - 3 / 4) / 4, rel=1e-14)


# --- reports ---------------------------------------------------------------------------------------------


REPORTS = [
    (None, [0.0, 0.0], [1.0, 0.0], "the tip of a cone"),
    (3, [0.0, 0.0], [1.0, 0.0], "the tip of a cone"),
    (1, [0.0, 2.0], [1.0, 0.0], "a kink"),
    (INF, [0.0, 0.0], [1.0, 0.0], "a kink"),
    (INF, [1.0, -1.0], [1.0, 0.0], "a tie"),
    (-INF, [2.0, 2.0], [0.0, 1.0], "a tie"),
    (2, [[0.0, 0.0], [0.0, 0.0]], [[1.0, 0], [0, 1]], "the tip of a cone"),
    (-2, [[1.0, 0.0], [0.0, 0.0]], [[1.0, 0], [0, 1]], "the tip of a cone"),
    ("nuc", [[1.0, 0.0], [0.0, 0.0]], [[1.0, 0], [0, 1]], "the tip of a cone"),
    (1, [[1.0, 1.0], [2.0, 2.0]], [[1.0, 0], [0, 1]], "a tie"),
]


@pytest.mark.parametrize(("order", "x", "dx", "what"), REPORTS)
def test_a_convention_is_reported_where_it_decides(order, x, dx, what):
    told = []
    with dualnum.errstate(kink=lambda name, where: told.append((name, where))):
        L.norm(Dual(np.array(x), np.array(dx)), order)
    assert any(name == "norm" and where.endswith(f"the convention for {what}") for name, where in told), told
    with dualnum.errstate(kink="raise"):
        L.norm(Dual(np.array(x), np.zeros(np.shape(x))), order)


def test_a_single_singular_value_is_an_absolute_value():
    for function in (L.svdvals, lambda x: L.norm(x, 2), lambda x: L.norm(x, "nuc")):
        assert function(Dual(np.array([[-2.0]]), np.array([[3.0]]))).tangent == -3
    for function in (L.svdvals, lambda x: L.norm(x, 2)):
        assert function(Dual(np.zeros((1, 1)), np.array([[3.0]]))).tangent == 3
        assert function(Dual(np.zeros((1, 1), complex), np.array([[3.0 + 0j]]))).tangent == 0


def test_singular_values_of_zero_are_reported():
    with dualnum.errstate(kink="raise"):
        L.svdvals(Dual(np.diag([1.0, 2.0]), I2))
        with pytest.raises(dualnum.ConventionError, match=r"svdvals at 0\.0: .* the tip of a cone"):
            L.svdvals(Dual(np.diag([1.0, 0.0]), I2))


@pytest.mark.parametrize(
    ("order", "x"), [(None, [1.0, 0.0]), (1, [1.0, 2.0]), (INF, [1.0, 2.0]), (0, [0.0, 0.0])]
)
def test_no_report_where_no_convention_decides(order, x):
    with dualnum.errstate(kink="raise"):
        L.norm(Dual(np.array(x), np.ones(2)), order)
