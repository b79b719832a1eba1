"""Systems of equations: solve, lstsq, tensorsolve, tensorinv, multi_dot, each operand moving or not."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

import dualnum
from dualnum import Dual

L = np.linalg
RNG = np.random.default_rng(21)
START = RNG.bit_generator.state


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests():
    RNG.bit_generator.state = START


def draw(*shape, dtype="d"):
    a = RNG.uniform(-1, 1, shape)
    return a + 1j * RNG.uniform(-1, 1, shape) if dtype == "c" else a


def inverse(a):
    return np.array((mpmath.matrix(a.tolist()) ** -1).tolist(), object)


def conjugate(a):
    return np.vectorize(mpmath.conj, otypes=[object])(a)


def solve(a, b, plain=None):
    return inverse(a) @ b


def pinv(a):
    ah = conjugate(a).T
    return inverse(ah @ a) @ ah if a.shape[0] >= a.shape[1] else ah @ inverse(a @ ah)


def lstsq(a, b, plain=None):
    """x, the residuals, and the singular values from the eigenvalues of aᴴa."""
    x = pinv(a) @ b
    rest = (b - a @ x).reshape(len(b), -1)
    small = conjugate(a).T @ a if a.shape[0] >= a.shape[1] else a @ conjugate(a).T
    hermitian = any(isinstance(v, mpmath.mpc) for v in small.ravel())
    squares = (mpmath.eighe if hermitian else mpmath.eigsy)(mpmath.matrix(small.tolist()), eigvals_only=True)
    values = np.sort(np.array([mpmath.sqrt(v) for v in squares], object))[::-1]
    residuals = [sum(abs(v) ** 2 for v in column) for column in rest.T] if a.shape[0] > a.shape[1] else []
    return x, np.array(residuals, object), values


def without_rank(result):
    x, residuals, rank, s = result
    assert not isinstance(rank, Dual)
    return x, residuals, s


MOVING = pytest.mark.parametrize("moving", [[0], [1], [0, 1]], ids=["a", "b", "both"])
DTYPE = pytest.mark.parametrize("dtype", "dc")


@DTYPE
@MOVING
@pytest.mark.parametrize("columns", [(2,), (1,), (0,)])
def test_solve(moving, dtype, columns, matrix_judge):
    a = draw(3, 3, dtype=dtype) + 2 * np.eye(3)
    judge = matrix_judge(L.solve, solve, [a, draw(3, *columns, dtype=dtype)], moving)
    judge.first(1e-13)
    judge.second(1e-12)
    judge.directions()


@DTYPE
@MOVING
def test_solve_of_a_vector(moving, dtype, judge):
    """As the solution with one column."""
    a, b = draw(3, 3, dtype=dtype) + 2 * np.eye(3), draw(3, dtype=dtype)
    da, db = draw(4, 3, 3, dtype=dtype), draw(4, 3, dtype=dtype)
    x, y = (Dual(a, da) if 0 in moving else a), (Dual(b, db) if 1 in moving else b)
    column = Dual(b[:, None], db[..., None]) if 1 in moving else b[:, None]
    found, expected = L.solve(x, y), L.solve(x, column)
    assert found.primal.tobytes() == L.solve(a, b).tobytes()
    np.testing.assert_allclose(found.tangent, expected.tangent[..., 0], rtol=1e-13, atol=1e-14)


STACKS = [((4,), ()), ((), (4,)), ((4,), (4,)), ((4, 1), (5,)), ((1,), (3, 2)), ((0,), ())]


@MOVING
@pytest.mark.parametrize(("left", "right"), STACKS)
@pytest.mark.parametrize("directions", [(), (3,)])
def test_solve_of_stacks_is_that_of_their_matrices(left, right, moving, directions):
    a, b = draw(*left, 3, 3) + 2 * np.eye(3), draw(*right, 3, 2)
    x = Dual(a, draw(*directions, *a.shape)) if 0 in moving else a
    y = Dual(b, draw(*directions, *b.shape)) if 1 in moving else b
    found = L.solve(x, y)
    assert found.primal.tobytes() == L.solve(a, b).tobytes()
    stack = found.shape[:-2]
    wide_x, wide_y = np.broadcast_to(x, (*stack, 3, 3)), np.broadcast_to(y, (*stack, 3, 2))
    for index in np.ndindex(stack):
        one = L.solve(wide_x[index], wide_y[index])
        ahead = (slice(None),) * len(directions)
        np.testing.assert_allclose(found.tangent[(*ahead, *index)], one.tangent, rtol=1e-12, atol=1e-13)


@DTYPE
@MOVING
@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (3, 3)])
def test_least_squares(shape, moving, dtype, matrix_judge):
    a, b = draw(*shape, dtype=dtype) + 2 * np.eye(*shape), draw(shape[0], 2, dtype=dtype)

    def function(a, b):
        result = L.lstsq(a, b, None)
        return without_rank(result) if 0 in moving else result[:2]

    def reference(a, b, plain=None):
        return lstsq(a, b)[: 3 if 0 in moving else 2]

    judge = matrix_judge(function, reference, [a, b], moving)
    judge.first(1e-12)
    judge.second(1e-11)
    judge.directions(1e-12)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5)])
def test_least_squares_of_a_vector(shape):
    a, b = draw(*shape), draw(shape[0])
    da, db = draw(2, *shape), draw(2, shape[0])
    x, residuals, rank, s = L.lstsq(Dual(a, da), Dual(b, db), None)
    columns, column_residuals, _, _ = L.lstsq(Dual(a, da), Dual(b[:, None], db[..., None]), None)
    for found, plain in zip((x, residuals, s), without_rank(L.lstsq(a, b, None)), strict=True):
        assert found.primal.tobytes() == plain.tobytes()
    assert rank == 3
    np.testing.assert_allclose(x.tangent, columns.tangent[..., 0], rtol=1e-12)
    np.testing.assert_allclose(residuals.tangent, column_residuals.tangent, rtol=1e-12)


def test_least_squares_with_a_constant_matrix():
    """Its singular values do not move, and stay as NumPy gives them."""
    a = draw(4, 2)
    x, residuals, _, s = L.lstsq(a, Dual(np.ones(4), np.array([1.0, 0, 0, 0])), None)
    assert isinstance(x, Dual)
    assert isinstance(residuals, Dual)
    assert type(s) is np.ndarray


def test_least_squares_cut_off():
    """With rcond, x is b seen through the largest singular values; by the product rule on u·s⁻¹·vᴴ."""
    a, b, da = np.diag([2.0, 1.0, 0.01]), np.array([1.0, 2.0, 3.0]), draw(3, 3)
    x = L.lstsq(Dual(a, da), b, rcond=0.1)[0]
    with mpmath.workdps(50):
        step = mpmath.mpf(10) ** -18

        def at(h):
            moved = mpmath.matrix(a.tolist()) + h * mpmath.matrix(da.tolist())
            u, s, v = mpmath.svd_r(moved)
            u, v = np.array(u.tolist(), object), np.array(v.tolist(), object)
            return v.T[:, :2] @ np.diag([1 / s[0], 1 / s[1]]) @ u.T[:2] @ b

        expected = ((at(step) - at(-step)) / (2 * step)).astype(float)
    assert x.primal.tolist() == L.lstsq(a, b, rcond=0.1)[0].tolist()
    np.testing.assert_allclose(x.tangent, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("rcond", [-1, 1e-10, None])
def test_least_squares_rcond(rcond):
    a, b = draw(4, 2), draw(4)
    x = L.lstsq(Dual(a, np.zeros((4, 2))), Dual(b, b), rcond)[0]
    assert x.primal.tolist() == L.lstsq(a, b, rcond)[0].tolist()
    np.testing.assert_allclose(x.tangent, x.primal, rtol=1e-13)  # linear in b


# --- tensors ---------------------------------------------------------------------------------------------


@MOVING
@pytest.mark.parametrize(
    ("shape", "right", "axes"),
    [((2, 3, 6), (2, 3), None), ((2, 6, 3), (2, 3), (1,)), ((6, 2, 3), (2, 3), (0,))],
)
@pytest.mark.parametrize("directions", [(), (2,)])
def test_tensorsolve(shape, right, axes, moving, directions):
    """Σ a·x = b, differentiated: Σ a·dx = db - Σ da·x."""
    a, b = draw(*shape), draw(*right)
    da, db = draw(*directions, *shape), draw(*directions, *right)
    x = L.tensorsolve(Dual(a, da) if 0 in moving else a, Dual(b, db) if 1 in moving else b, axes)
    assert x.primal.tobytes() == L.tensorsolve(a, b, axes).tobytes()
    place = -1 if axes is None else axes[0] - 3
    left = np.moveaxis(a, place, -1) @ x.tangent[..., None, :, None]
    right_side = (db if 1 in moving else 0 * db) - (
        np.moveaxis(da, place, -1) @ x.primal if 0 in moving else 0
    )
    np.testing.assert_allclose(left[..., 0], right_side, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("shape", "ind"), [((2, 3, 6), 2), ((6, 2, 3), 1)])
def test_tensorinv(shape, ind):
    a, da = draw(*shape), draw(2, *shape)
    y = L.tensorinv(Dual(a, da), ind)
    assert y.primal.tobytes() == L.tensorinv(a, ind).tobytes()
    matrix = L.inv(Dual(a.reshape(6, 6), da.reshape(2, 6, 6)))
    np.testing.assert_allclose(y.tangent, matrix.tangent.reshape(2, *y.shape), rtol=1e-14)


def test_tensor_errors_are_numpys():
    with pytest.raises(L.LinAlgError, match="Input arrays must satisfy the requirement"):
        L.tensorsolve(Dual(draw(2, 3, 5), np.zeros((2, 3, 5))), draw(2, 3))
    with pytest.raises(ValueError, match="Invalid ind argument"):
        L.tensorinv(Dual(draw(6, 6), np.zeros((6, 6))), 0)


# --- products --------------------------------------------------------------------------------------------

CHAINS = [
    [(2, 3), (3, 4)],
    [(2, 3), (3, 4), (4, 5)],
    [(3,), (3, 4), (4, 5), (5,)],
    [(3,), (3, 4), (4, 2)],
    [(2, 3), (3, 2), (2,)],
    [(2, 3), (3, 4), (4, 5), (5, 2), (2, 3)],
    [(0, 3), (3, 2), (2, 2)],
]


@pytest.mark.parametrize("shapes", CHAINS)
def test_multi_dot(shapes, judge):
    """It rounds as products of doubles do, so the limit is that of plain products in extended precision."""
    arrays = [draw(*shape) for shape in shapes]

    def chain(*arrays):
        if not any(isinstance(a, Dual) for a in arrays) and any(a.dtype == np.longdouble for a in arrays):
            product = arrays[0]
            for each in arrays[1:]:
                product = product @ each
            return product
        return L.multi_dot(list(arrays))

    judge(chain, arrays).all()


def test_multi_dot_takes_lists_of_duals():
    x = Dual(2.0, 1.0)
    found = L.multi_dot([Dual(np.eye(2), np.zeros((2, 2))), [[x, 0.0], [0.0, 1.0]], [1.0, 1.0]])
    assert (found.primal.tolist(), found.tangent.tolist()) == ([2, 1], [1, 0])


@pytest.mark.parametrize("n", [0, 1, 3, -2])
def test_matrix_power_of_a_stack_in_many_directions(n):
    a, da = draw(2, 3, 3) + 2 * np.eye(3), draw(4, 2, 3, 3)
    found = L.matrix_power(Dual(a, da), n)
    assert found.primal.tobytes() == L.matrix_power(a, n).tobytes()
    for d in range(4):
        for i in range(2):
            one = L.matrix_power(Dual(a[i], da[d, i]), n).tangent
            np.testing.assert_allclose(found.tangent[d, i], one, rtol=1e-13, atol=1e-14)


def test_matrix_power_errors():
    x = Dual(np.eye(2), np.eye(2))
    with pytest.raises(TypeError, match="exponent must be an integer"):
        L.matrix_power(x, 1.5)
    with pytest.raises(TypeError, match="matrix_power: n is a Dual, but only an integer power has a rule"):
        L.matrix_power(x, Dual(2, 1))
    with pytest.raises(L.LinAlgError, match="Singular matrix"):
        L.matrix_power(Dual(np.zeros((2, 2)), np.eye(2)), -1)


def test_the_simple_functions_of_matrices():
    a, da = draw(2, 3, 3), draw(4, 2, 3, 3)
    x = Dual(a, da)
    np.testing.assert_array_equal(L.trace(x, offset=1).tangent, np.trace(da, 1, -2, -1))
    np.testing.assert_array_equal(L.diagonal(x, offset=-1).tangent, np.diagonal(da, -1, -2, -1))
    np.testing.assert_array_equal(L.matrix_transpose(x).tangent, np.swapaxes(da, -1, -2))
    assert L.trace(x, dtype=np.float32).tangent.dtype == np.float32
    assert L.matrix_rank(x).tolist() == [3, 3]
    assert L.matrix_rank(np.eye(2), tol=Dual(1e-8, 1.0)) == 2


def test_a_hessian_through_solve():
    """f(t) = bᵀ(A + tI)⁻¹b has f'' = 2·bᵀ(A + tI)⁻³b."""
    a, b = draw(3, 3) + 3 * np.eye(3), draw(3)
    second = dualnum.derivative(dualnum.derivative(lambda t: np.dot(b, L.solve(a + t * np.eye(3), b))))(0.5)
    resolvent = L.inv(a + 0.5 * np.eye(3))
    assert second == pytest.approx(2 * b @ resolvent @ resolvent @ resolvent @ b, rel=1e-12)
