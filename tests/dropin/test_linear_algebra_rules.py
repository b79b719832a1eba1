"""Rules of scipy.linalg inside `drop_in`, against limits, exact formulas, and what they must refuse."""

import numpy as np
import pytest

import dualnum

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import mpmath
import scipy.linalg as la
import scipy.sparse
import scipy.sparse.linalg

RNG = np.random.default_rng(3)
A = RNG.normal(size=(4, 4))
S = A @ A.T + 4 * np.eye(4)
B = RNG.normal(size=(4, 2))
TALL = RNG.normal(size=(5, 3))
B4 = RNG.normal(size=4)
R = np.array([[2.0, 0.3], [0.3, 1.0]])
BANDS = RNG.normal(size=(4, 6)) + 5 * np.eye(4, 6)[[2, 1, 0, 3]][:, [0] * 6]
B6 = RNG.normal(size=6)
COLUMN = np.array([5.0, 0.3, -0.8, 0.4, 0.1])
ROW = np.array([5.0, 1.0, -0.2, 0.7, 0.2])


def joined(*parts):
    return np.concatenate([np.ravel(part) for part in parts])


def with_fixed_signs(pair):
    """Eigenvalues, and vectors whose largest component is positive."""
    values, vectors = pair
    largest = np.argmax(np.abs(vectors), axis=0)
    return joined(values, vectors * np.sign(vectors[largest, np.arange(vectors.shape[1])]))


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda a: joined(*la.qr(a)), A),
        (lambda a: joined(*la.qr(a)), TALL),
        (lambda a: joined(*la.qr(a, mode="economic")), TALL),
        (lambda a: la.qr(a, mode="r")[0], TALL),
        (lambda a: joined(*la.lu(a)[1:]), A),
        (lambda a: joined(*la.lu(a, permute_l=True)), TALL),
        (lambda a: joined(*la.lu(a, p_indices=True)[1:]), TALL.T.copy()),
        (lambda a: la.lu_solve(la.lu_factor(a), B4), A),
        (lambda a: la.lu_solve(la.lu_factor(a), B4, trans=1), A),
        (lambda b: la.lu_solve(la.lu_factor(A), b), B),
        (lambda a: la.cho_solve(la.cho_factor(a), B4), S),
        (lambda b: la.cho_solve(la.cho_factor(S, lower=True), b), B),
        (lambda a: with_fixed_signs(la.eigh(a)), S),
        (lambda a: with_fixed_signs(la.eigh(a, lower=False, subset_by_index=[1, 2])), S),
        (lambda a: with_fixed_signs(la.eigh(a, S)), A + A.T),
        (lambda b: with_fixed_signs(la.eigh(A + A.T, b)), S),
        (lambda d: with_fixed_signs(la.eigh_tridiagonal(d, np.ones(3))), B4),
        (lambda e: la.eigvalsh_tridiagonal(B4, e), B4[1:]),
        (lambda a: joined(la.eigvals(a).real, la.eigvals(a).imag), A),
        (lambda a: joined(*la.polar(a)), A),
    ],
)
def test_factorizations(agrees, f, x):
    agrees(f, x, step=2e-3)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda a: la.solve_banded((1, 2), a, B6), BANDS),
        (lambda b: la.solve_banded((1, 2), BANDS, b), np.stack([B6, B6**2], 1)),
        (lambda a: la.solveh_banded(a, B6), np.stack([B6, B6**2, 9 + B6])),
        (lambda a: la.solveh_banded(a, B6, lower=True), np.stack([9 + B6, B6**2, B6])),
        (lambda c: la.solve_toeplitz(c, COLUMN), COLUMN),
        (lambda c: la.solve_toeplitz((c, ROW), COLUMN), COLUMN),
        (lambda r: la.solve_toeplitz((COLUMN, np.concatenate([[5.0], r])), COLUMN), ROW[1:]),
        (lambda b: la.solve_toeplitz((COLUMN, ROW), b), ROW),
        (lambda c: la.matmul_toeplitz((c, ROW), B[:, 0].repeat(2)[:5]), COLUMN),
        (lambda c: la.solve_circulant(c, ROW), COLUMN),
        (lambda a: la.solve_triangular(a, B, lower=True, trans=1), S),
        (lambda a: la.solve_triangular(a, B4, unit_diagonal=True), A),
        (lambda a: la.solve(a, B4, assume_a="pos", lower=True), S),
        (lambda a: la.solve(a, B4, assume_a="tridiagonal"), S),
        (lambda b: scipy.sparse.linalg.spsolve(scipy.sparse.csc_array(S), b * b), B4),
        (lambda b: scipy.sparse.linalg.cg(scipy.sparse.csr_array(S), b, rtol=1e-13)[0], B4),
    ],
)
def test_linear_systems(agrees, f, x):
    agrees(f, x, step=5e-3)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda a: la.solve_sylvester(a, S, A), A),
        (lambda a: la.solve_continuous_lyapunov(a, S), -S),
        (lambda a: la.solve_discrete_lyapunov(a, S), A / 5),
        (lambda a: la.solve_discrete_lyapunov(a, S, method="bilinear"), A / 5),
        (lambda a: la.solve_continuous_are(a, B, S, R), A),
        (lambda b: la.solve_continuous_are(A, b, S, R), B),
        (lambda r: la.solve_continuous_are(A, B, S, r + r.T), R / 2),
        (lambda s: la.solve_continuous_are(A, B, S, R, s=s), B / 10),
        (lambda a: la.solve_discrete_are(a, B, S, R), A),
        (lambda r: la.solve_discrete_are(A, B, S, r + r.T), R / 2),
        (lambda s: la.solve_discrete_are(A, B, S, R, s=s), B / 10),
        (lambda a: la.expm_frechet(a, S)[1], A),
        (lambda a: la.fractional_matrix_power(a, 0.3), S),
        (lambda a: la.cosm(a), A),
        (lambda a: la.signm(a), A),
        (lambda a: la.pinvh(a), S),
    ],
)
def test_equations_and_functions_of_matrices(agrees, f, x):
    agrees(f, x, step=5e-3)


def test_a_fractional_power_of_a_diagonal_matrix_is_that_of_its_elements():
    d = np.array([1.3, 2.4, 0.7])
    power = dualnum.drop_in(lambda x: la.fractional_matrix_power(np.diag(x), 0.3))
    slopes = np.diagonal(dualnum.jvp(power, (d,), (np.ones(3),))[1])
    expected = [float(mpmath.diff(lambda z: z ** mpmath.mpf(0.3), x)) for x in d]
    np.testing.assert_allclose(slopes, expected, rtol=1e-12)


def test_complex_eigenvalues_of_a_turned_plane():
    # [[c, −s], [s, c]] has the eigenvalues exp(±iθ)
    def f(t):
        return la.eigvals(np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]))

    values, slopes = dualnum.jvp(dualnum.drop_in(f), (0.4,), (1.0,))
    np.testing.assert_allclose(slopes, 1j * np.sign(values.imag) * values, rtol=1e-13)
    bend = dualnum.jvp(lambda t: dualnum.jvp(dualnum.drop_in(f), (t,), (1.0,))[1], (0.4,), (1.0,))[1]
    np.testing.assert_allclose(bend, -values, rtol=1e-12)


def test_a_complex_system_has_complex_slopes():
    z = A + 1j * S
    x, slope = dualnum.jvp(dualnum.drop_in(lambda a: la.solve_triangular(a, B4)), (z,), (A - 2j * A,))
    np.testing.assert_allclose(np.triu(z) @ slope, -np.triu(A - 2j * A) @ x, rtol=1e-10, atol=1e-12)


def test_only_the_triangle_that_is_read_counts():
    strict = np.tril(np.ones((4, 4)), -1)
    for function in (
        lambda a: la.cholesky(a),
        lambda a: la.cho_factor(a)[0],
        lambda a: la.solve(a, B4, assume_a="pos"),
    ):
        _, slope = dualnum.jvp(dualnum.drop_in(function), (S,), (strict,))
        assert not np.any(slope)


@pytest.mark.filterwarnings("ignore::scipy.linalg.LinAlgWarning")
@pytest.mark.parametrize("f", [lambda a: la.lu(a), lambda a: la.lu_factor(a)])
def test_a_singular_matrix_has_no_moving_factors(f):
    with pytest.raises(TypeError, match="the matrix is singular"):
        dualnum.jvp(dualnum.drop_in(f), (np.zeros((3, 3)),), (np.eye(3),))


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (
            lambda a: la.schur(a),
            "schur: dualnum has no rule for this function; it is no smooth function of the matrix",
        ),
        (lambda a: la.hessenberg(a), "hessenberg: dualnum has no rule"),
        (lambda a: la.qr(a, pivoting=True), "qr: dualnum has no rule for pivoting"),
        (lambda a: la.eig(a, left=True), "eig: dualnum has no rule for the generalized problem or left"),
        (lambda a: la.funm(a, np.exp), "funm: dualnum has no rule for this function; use expm"),
        (lambda a: la.eigh(a, type=2), "eigh: dualnum has no rule for type 2"),
    ],
)
def test_what_has_no_rule_says_so(f, text):
    with pytest.raises(TypeError, match=text):
        dualnum.jvp(dualnum.drop_in(f), (S,), (A,))
