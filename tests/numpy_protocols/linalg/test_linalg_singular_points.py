"""Where a rule of numpy.linalg has no derivative, or needs care: the right limit or a clear error."""

from __future__ import annotations

import itertools
import math

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual

L = np.linalg
INF, NAN = np.inf, np.nan
ERROR = L.LinAlgError
RNG = np.random.default_rng(17)
START = RNG.bit_generator.state
I2, Z2 = np.eye(2), np.zeros((2, 2))


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests():
    RNG.bit_generator.state = START


def draw(*shape):
    return RNG.uniform(-1, 1, shape)


def nested(function, a, *tangents):
    """The mixed derivative of ``function`` at a along several directions."""
    x = a
    for t in tangents:
        level = x
        zero = t
        for _ in range(_depth(level)):
            zero = Dual(zero, 0 * t)
        x = Dual(level, zero)
    y = function(x)
    for _ in tangents:
        y = y.tangent
    return y


def _depth(x):
    return 1 + _depth(x.primal) if isinstance(x, Dual) else 0


def outputs(result):
    return list(result) if isinstance(result, tuple) else [result]


# --- determinants ----------------------------------------------------------------------------------------


def permanent_sign(p):
    return (-1) ** sum(p[i] > p[j] for i in range(len(p)) for j in range(i + 1, len(p)))


def mixed_determinant(a, *tangents):
    """The mixed derivative of det, by Leibniz' formula and the product rule, in integers."""
    n, order, total = len(a), len(tangents), 0
    for p in itertools.permutations(range(n)):
        for rows in itertools.permutations(range(n), order):
            factors = [tangents[rows.index(i)][i, p[i]] if i in rows else a[i, p[i]] for i in range(n)]
            total += permanent_sign(p) * math.prod(int(f) for f in factors)
    return total


def of_rank(n, rank):
    """A matrix of small integers and that rank."""
    left, right = RNG.integers(-3, 4, (n, rank)), RNG.integers(-3, 4, (rank, n))
    a = (left @ right).astype(float)
    assert L.matrix_rank(a) == rank
    return a


@pytest.mark.parametrize("rank", [4, 3, 2, 1, 0])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_determinants_of_every_rank(rank, order):
    a = of_rank(4, rank)
    tangents = [RNG.integers(-3, 4, (4, 4)).astype(float) for _ in range(order)]
    expected = mixed_determinant(a, *tangents)
    scale = max(L.norm(a), 1) ** (4 - order) * math.prod(L.norm(t) for t in tangents)
    assert nested(L.det, a, *tangents) == pytest.approx(expected, abs=1e-14 * scale)


def test_a_hessian_of_a_singular_determinant():
    """∂²det/∂aᵢⱼ∂aₖₗ of the zero matrix of order 2: ±1 where the two elements are a diagonal's."""
    expected = np.zeros((4, 4))
    expected[0, 3] = expected[3, 0] = 1
    expected[1, 2] = expected[2, 1] = -1
    found = dualnum.jacobian(dualnum.jacobian(L.det))(Z2).reshape(4, 4)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-15)


def test_the_determinant_of_a_graded_matrix_keeps_its_cofactors():
    found = dualnum.jacobian(L.det)(np.diag([1.0, 1e-20, 1e-30]))
    np.testing.assert_allclose(np.diag(found), [1e-50, 1e-30, 1e-20], rtol=1e-14)


def test_an_ill_conditioned_determinant():
    """Hilbert's matrix of order 8: cofactors in rationals."""
    n = 8
    exact = mpmath.matrix(n)
    a = np.array([[1.0 / (i + j + 1) for j in range(n)] for i in range(n)])
    with mpmath.workdps(80):
        exact = mpmath.matrix(a.tolist())
        cofactors = np.array(((exact**-1).T * mpmath.det(exact)).tolist(), float)
    found = dualnum.jacobian(L.det)(a)
    rounding = 2.0**-52 * np.linalg.cond(a)  # of a solution in doubles: 3e-6
    np.testing.assert_allclose(found, cofactors, rtol=0, atol=rounding * np.abs(cofactors).max())


def test_determinants_out_of_range():
    """(1e±200)² is no double, but its derivative is."""
    assert L.det(Dual(1e-200 * I2, I2)).tangent == pytest.approx(2e-200, rel=1e-15)
    with pytest.warns(RuntimeWarning, match="overflow encountered in det"):
        assert L.det(Dual(1e200 * I2, I2)).tangent == pytest.approx(2e200, rel=1e-15)


@pytest.mark.filterwarnings("ignore:invalid value encountered in det")  # by NumPy, for the nan
def test_a_stack_of_determinants_of_all_kinds():
    a = np.stack([2 * I2, np.array([[1.0, 2], [2, 4]]), Z2, np.full((2, 2), NAN)])
    da = np.stack([I2, I2, I2, I2])
    found = L.det(Dual(a, np.stack([da, 0 * da]))).tangent
    np.testing.assert_allclose(found, [[4, 5, 0, NAN], [0, 0, 0, 0]], rtol=1e-15)


def test_complex_singular_determinants():
    """[[i, 1], [1, -i]] is singular; d det = d·da - … by cofactors."""
    a = np.array([[1j, 1], [1, -1j]])
    da = np.array([[1 + 1j, 2], [3j, -1]])
    expected = da[0, 0] * a[1, 1] + a[0, 0] * da[1, 1] - da[0, 1] * a[1, 0] - a[0, 1] * da[1, 0]
    assert L.det(Dual(a, da)).tangent == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("direction", "slope"), [(I2, INF), (-I2, -INF), (Z2, 0.0), (np.diag([2.0, -8]), NAN)]
)
def test_slogdet_of_a_singular_matrix(direction, slope):
    """log|det| has an infinite slope there, with the sign of d det = 4·da₁₁ + da₂₂; the sign itself none."""
    sign, logarithm = L.slogdet(Dual(np.array([[1.0, 2], [2, 4]]), direction))
    assert (sign.primal, sign.tangent) == (0, 0)
    assert logarithm.primal == -INF
    np.testing.assert_equal(logarithm.tangent, slope)


def test_slogdet_of_a_stack_with_a_singular_matrix():
    sign, logarithm = L.slogdet(Dual(np.stack([2 * I2, Z2]), np.stack([I2, Z2])))
    assert sign.tangent.tolist() == [0, 0]
    assert logarithm.tangent.tolist() == [1, 0]


# --- equal eigenvalues -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (
            L.eigh,
            "eigh: eigenvalues 0 and 1 are equal to rounding, so their eigenvectors have no derivative",
        ),
        (
            L.eig,
            "eig: eigenvalues 0 and 1 are equal to rounding, so their eigenvectors have no derivative",
        ),
        (
            L.svd,
            "svd: singular values 0 and 1 are equal to rounding, so their singular vectors have no",
        ),
    ],
)
@pytest.mark.parametrize("near", [0.0, 1e-16, -1e-15])
def test_vectors_of_equal_values_are_refused(function, text, near):
    with pytest.raises(ERROR, match=text):
        function(Dual(np.diag([1.0, 1.0 + near]), np.array([[1.0, 2], [2, 5]])))


VALUES = [
    (L.eigvalsh, "eigvalsh: eigenvalues"),
    (L.eigvals, "eigvals: eigenvalues"),
    (L.svdvals, "svdvals: singular values"),
]


@pytest.mark.parametrize(("function", "text"), VALUES)
def test_values_that_a_direction_parts_are_refused(function, text):
    """At 1 + t·diag(1, 2) the sorted values have a kink."""
    with pytest.raises(
        ERROR, match=text + " 0 and 1 are equal to rounding, so in a direction that parts them they have"
    ):
        function(Dual(I2, np.diag([1.0, 2.0])))


@pytest.mark.parametrize(("function", "text"), VALUES)
def test_equal_values_that_stay_together(function, text):
    assert function(Dual(3 * I2, 2 * I2)).tangent.tolist() == [2, 2]


def test_equal_values_under_a_rotation():
    """1 + t·[[0, 1], [-1, 0]]: singular values √(1 + t²), eigenvalues 1 ± i·t."""
    turn = np.array([[0.0, 1], [-1, 0]])
    assert L.svdvals(Dual(I2, turn)).tangent.tolist() == [0, 0]
    with pytest.raises(ERROR, match="eigvals: eigenvalues 0 and 1"):
        L.eigvals(Dual(I2, turn))


@pytest.mark.parametrize("function", [L.eigh, L.eig, L.svd])
def test_equal_values_of_a_matrix_that_stands_still(function):
    a, da = np.stack([I2, np.diag([1.0, 3.0])]), np.stack([Z2, np.diag([0.5, 0.25])])
    for part in function(Dual(a, da)):
        assert not part.tangent[0].any()
    values = function(Dual(a, np.stack([da, 0 * da])))[1 if function is L.svd else 0]
    assert sorted(values.tangent[0, 1]) == [0.25, 0.5]
    assert not values.tangent[1].any()


def test_a_direction_of_the_second_order_counts():
    """The matrix moves only at the inner level of a nested derivative: that too has no derivative."""
    inner = Dual(I2, np.array([[0.0, 1], [1, 0]]))
    for function in (L.eigh, L.eig, L.svd):
        with pytest.raises(ERROR, match="are equal to rounding"):
            function(Dual(inner, Z2))


def test_close_values_have_derivatives():
    """2×2 by hand: at diag(1, 1 + δ) the eigenvectors turn by c/δ along [[0, c], [c, 0]]."""
    delta = 2.0**-20
    w, v = L.eigh(Dual(np.diag([1.0, 1.0 + delta]), np.array([[0, 1.0], [1.0, 0]])))
    np.testing.assert_allclose(np.abs(v.tangent), [[0, 1 / delta], [1 / delta, 0]], rtol=4 * 2.0**-52 / delta)
    assert w.tangent.tolist() == [0, 0]


@pytest.mark.parametrize("function", [L.eig, L.eigvals])
@pytest.mark.parametrize("a", [[[1.0, 1], [0, 1]], [[0.0, 1, 0], [0, 0, 1], [0, 0, 0]]])
def test_defective_matrices_are_refused(function, a):
    a = np.array(a)
    with pytest.raises(
        ERROR, match=r"a matrix is defective .* so its eigenvalues have no derivative; use a function"
    ):
        function(Dual(a, np.ones(a.shape)))
    for part in (function(Dual(a, np.zeros(a.shape))),):
        first = part[0] if isinstance(part, tuple) else part
        assert not first.tangent.any()


def test_a_nearly_defective_matrix_is_refused():
    """A Jordan block in another basis, whose computed eigenvalues are 1e-8 apart by rounding alone."""
    basis = np.array([[1.0, 2, 0], [0, 1, 3], [1, 0, 1]])
    block = np.array([[1.0, 1, 0], [0, 1, 0], [0, 0, 2]])
    a = basis @ block @ L.inv(basis)
    for function in (L.eig, L.eigvals):
        with pytest.raises(ERROR, match=r"are equal to rounding|is defective"):
            function(Dual(a, np.ones((3, 3))))


# --- zero singular values --------------------------------------------------------------------------------


def test_singular_values_of_zero_have_the_slope_of_a_tip():
    assert L.svdvals(Dual(np.diag([2.0, 0]), I2)).tangent.tolist() == [1, 0]
    assert L.svdvals(Dual(Z2, I2)).tangent.tolist() == [0, 0]
    assert L.svdvals(Dual(np.diag([2.0, 1e-17]), I2)).tangent.tolist() == [1, 0]


def test_vectors_of_a_zero_singular_value():
    with pytest.raises(ERROR, match="svd: a singular value is zero, where its singular vectors jump"):
        L.svd(Dual(np.diag([1.0, 0]), I2))
    with pytest.raises(ERROR, match="svd: a singular value is zero"):
        L.svd(Dual(np.diag([1.0, 0, 0])[:, :2], np.eye(3, 2)))
    # Within the matrices of that rank everything is smooth: here A = (cos t, sin t)ᵀ(1, 0).
    u, s, vh = L.svd(Dual(np.diag([1.0, 0]), np.array([[0.0, 0], [1.0, 0]])))
    assert s.tangent.tolist() == [0, 0]
    np.testing.assert_allclose(((u * s) @ vh).tangent, [[0, 0], [1, 0]], atol=1e-15)
    np.testing.assert_allclose((u @ u.T).tangent, Z2, atol=1e-15)


# --- ranks -----------------------------------------------------------------------------------------------

RANKS = "{}: a direction changes the rank of a matrix, where its pseudoinverse jumps, so it has no deriv"


@pytest.mark.parametrize("a", [np.diag([1.0, 0]), Z2, np.ones((2, 2)), np.ones((3, 2))])
def test_a_change_of_rank_is_refused(a):
    direction = np.eye(*a.shape)
    with pytest.raises(ERROR, match=RANKS.format("pinv")):
        L.pinv(Dual(a, direction))
    with pytest.raises(ERROR, match=RANKS.format("lstsq")):
        L.lstsq(Dual(a, direction), np.arange(float(len(a))), None)
    assert not L.pinv(Dual(a, np.zeros((2, *a.shape)))).tangent.any()
    assert not L.lstsq(Dual(a, np.zeros(a.shape)), np.ones(len(a)), None)[0].tangent.any()


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (4, 4)])
def test_pinv_of_constant_rank(shape):
    """(B·C)⁺ = C⁺B⁺ for B of full column rank and C of full row rank; to second order."""
    b, c = draw(shape[0], 2), draw(2, shape[1])
    db, dc = draw(3, shape[0], 2), draw(3, 2, shape[1])

    def exact(x, y):
        x, y = mpmath.matrix(x.tolist()), mpmath.matrix(y.tolist())
        return np.array((y.T * (y * y.T) ** -1 * (x.T * x) ** -1 * x.T).tolist(), object)

    def inner(t, s, u):
        return exact(b + t * db[0] + s * db[1] + u * db[2], c + t * dc[0] + s * dc[1] + u * dc[2])

    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -15
        first = ((inner(h, 0, 0) - inner(-h, 0, 0)) / (2 * h)).astype(float)
        corners = [inner(i * h, j * h, 0) for i, j in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
        second = ((corners[0] - corners[1] - corners[2] + corners[3]) / (4 * h * h)).astype(float)
    x = Dual(Dual(b, db[1]), Dual(db[0], 0 * b)) @ Dual(Dual(c, dc[1]), Dual(dc[0], 0 * c))
    found = L.pinv(x)
    np.testing.assert_allclose(found.tangent.primal, first, rtol=0, atol=1e-12 * np.abs(first).max())
    np.testing.assert_allclose(found.tangent.tangent, second, rtol=0, atol=1e-11 * np.abs(second).max())


def test_dependent_columns_of_qr():
    text = (
        "qr: the leading columns of a matrix are linearly dependent, so Q and R have no derivative; reorder"
    )
    for a in (np.ones((3, 2)), np.array([[1.0, 2, 0], [2, 4, 1]]), Z2):
        for mode in ("reduced", "complete", "r", "raw"):
            with pytest.raises(ERROR, match=text):
                L.qr(Dual(a, np.eye(*a.shape)), mode)
            still = L.qr(Dual(a, np.zeros(a.shape)), mode)
            plain = L.qr(a, mode)
            for part, same in zip(outputs(still), outputs(plain), strict=True):
                assert part.primal.tobytes() == same.tobytes()
                assert not part.tangent.any()
    stack = np.stack([np.ones((3, 2)), np.eye(3, 2) + np.ones((3, 2))])
    moved = L.qr(Dual(stack, np.stack([np.zeros((3, 2)), np.ones((3, 2))])))
    for part, same in zip(moved, L.qr(stack), strict=True):
        assert part.primal.tobytes() == same.tobytes()
        assert not part.tangent[0].any()
        assert part.tangent[1].any()


def test_a_reflection_that_lapack_leaves_out():
    """A column that is zero below the diagonal: Q and R go on smoothly, LAPACK's reflections do not."""
    a = np.eye(3, 2)
    with pytest.raises(
        ERROR, match=r"qr: a column is already zero below the diagonal, .* use mode='reduced'"
    ):
        L.qr(Dual(a, np.ones((3, 2))), "complete")
    q, r = L.qr(Dual(a, np.ones((3, 2))))
    np.testing.assert_allclose((q @ r).tangent, np.ones((3, 2)), atol=1e-15)
    np.testing.assert_allclose((q.T @ q).tangent, Z2, atol=1e-15)
    assert not np.tril(r.tangent, -1).any()


def test_errors_of_the_primal_are_numpys():
    with pytest.raises(ERROR, match="Singular matrix"):
        L.inv(Dual(Z2, I2))
    with pytest.raises(ERROR, match="Singular matrix"):
        L.solve(Dual(Z2, I2), np.ones(2))
    with pytest.raises(ERROR, match="Matrix is not positive definite"):
        L.cholesky(Dual(-I2, I2))
    with pytest.raises(ERROR, match="must be square"):
        L.det(Dual(np.ones((2, 3)), np.ones((2, 3))))
    with pytest.raises(ERROR, match="0-dimensional array given"):
        L.inv(Dual(3.0, 1.0))
    with pytest.raises(TypeError, match="float16 is unsupported in linalg"):
        L.inv(Dual(I2.astype(np.float16), I2.astype(np.float16)))


# --- zeros that meet nan and inf -------------------------------------------------------------------------


def test_what_does_not_move_stays_still():
    """A nan or an infinity in one matrix of a stack does not reach the others, nor a direction of zeros."""
    a = np.stack([2 * I2, np.full((2, 2), NAN), I2])
    da = np.stack([I2, I2, I2])
    directions = np.stack([da, np.stack([I2, Z2, Z2])])
    inverse = L.inv(Dual(a, directions)).tangent
    np.testing.assert_array_equal(inverse[0, 0], -I2 / 4)
    assert np.isnan(inverse[0, 1]).all()
    np.testing.assert_array_equal(inverse[1], np.stack([-I2 / 4, Z2, Z2]))
    solution = L.solve(Dual(a, directions), np.ones(2)).tangent
    assert np.isnan(solution[0, 1]).all()
    np.testing.assert_array_equal(solution[1, 1:], np.zeros((2, 2)))
    moved = L.solve(a, Dual(np.ones((3, 2, 1)), np.stack([np.ones((3, 2, 1)), np.zeros((3, 2, 1))]))).tangent
    assert np.isnan(moved[0, 1]).all()
    assert not moved[1].any()
