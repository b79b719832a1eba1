"""Products of SciPy's sparse matrices and arrays, of every format, with Duals, in either order."""

import numpy as np
import pytest

import dualnum
from dualnum import Dual

sparse = pytest.importorskip("scipy.sparse", reason="its matrices are what is tested; SciPy is optional")

RNG = np.random.default_rng(11)
A = np.where(RNG.uniform(size=(3, 4)) < 0.6, RNG.normal(size=(3, 4)), 0)
FORMATS = "bsr coo csc csr dia dok lil".split()
KINDS = ["array", "matrix"]


def moving(*shape, directions=()):
    return Dual(RNG.normal(size=shape), RNG.normal(size=directions + shape))


@pytest.fixture(params=[f"{format_}_{kind}" for format_ in FORMATS for kind in KINDS])
def matrix(request):
    return getattr(sparse, request.param)(A)


def agree(found, primal, tangent):
    assert isinstance(found, Dual)
    assert (found.primal.dtype, found.primal.shape) == (primal.dtype, primal.shape)
    assert found.tangent.shape == tangent.shape
    np.testing.assert_allclose(found.primal, primal, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(found.tangent, tangent, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("directions", [(), (5,), (2, 3)])
@pytest.mark.parametrize("columns", [(), (1,), (2,)])
def test_before_a_dual(matrix, columns, directions):
    x = moving(4, *columns, directions=directions)
    expected = np.einsum("ij,...jk->...ik", A, x.tangent.reshape(*directions, 4, -1))
    agree(matrix @ x, A @ x.primal, expected.reshape(*directions, 3, *columns))


@pytest.mark.parametrize("directions", [(), (5,), (2, 3)])
@pytest.mark.parametrize("rows", [(), (1,), (2,)])
def test_behind_a_dual(matrix, rows, directions):
    x = moving(*rows, 3, directions=directions)
    agree(x @ matrix, x.primal @ A, x.tangent @ A)


def test_dot(matrix):
    x = moving(4)
    agree(matrix.dot(x), A @ x.primal, A @ x.tangent)


def test_second_order(matrix):
    x = Dual(moving(4), moving(4))
    y = matrix @ x
    np.testing.assert_allclose(y.primal.tangent, A @ x.primal.tangent, rtol=1e-13)
    np.testing.assert_allclose(y.tangent.tangent, A @ x.tangent.tangent, rtol=1e-13)


def test_the_primal_is_scipys_own(matrix):
    x = moving(4)
    assert (matrix @ x).primal.tobytes() == (matrix @ x.primal).tobytes()


def test_a_jacobian(matrix):
    jacobian = dualnum.jacobian(lambda x: matrix @ np.sin(x))(np.zeros(4))
    np.testing.assert_allclose(jacobian, A, rtol=1e-14)


def test_a_quadratic_form():
    matrix = sparse.csr_array(A.T @ A)
    x = RNG.normal(size=4)
    hessian = dualnum.hessian(lambda x: x @ matrix @ x)(x)
    np.testing.assert_allclose(hessian, 2 * A.T @ A, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("format_", ["coo", "csr", "dok"])
def test_arrays_of_one_dimension(format_):
    try:
        row = getattr(sparse, f"{format_}_array")(A[0])
    except ValueError:  # in older releases of SciPy these formats have two dimensions only
        row = sparse.coo_array(A[0])
    x, many = moving(4, directions=(3,)), moving(4, 2, directions=(3,))
    agree(row @ x, A[0] @ x.primal, x.tangent @ A[0])
    agree(row @ many, A[0] @ many.primal, A[0] @ many.tangent)


@pytest.mark.parametrize("kind", KINDS)
def test_sums_and_differences_are_dense(kind):
    matrix, x = getattr(sparse, f"csr_{kind}")(A), moving(3, 4)
    agree(matrix + x, A + x.primal, x.tangent)
    agree(x + matrix, A + x.primal, x.tangent)
    agree(matrix - x, A - x.primal, -x.tangent)
    agree(x - matrix, x.primal - A, x.tangent)


def test_products_of_elements_are_dense():
    matrix, x = sparse.csr_array(A), moving(3, 4)
    agree(x * matrix, A * x.primal, A * x.tangent)
    found = matrix * x
    if isinstance(found, Dual):
        agree(found, A * x.primal, A * x.tangent)
    else:  # older releases of SciPy do not give way, and have the Duals as elements of a sparse array
        stored = found.row, found.col
        agree(dualnum.array(found.data), (A * x.primal)[stored], (A * x.tangent)[stored])


def test_the_star_of_a_matrix_is_the_product_of_matrices():
    matrix, x, y = sparse.csr_matrix(A), moving(4), moving(3)
    agree(matrix * x, A @ x.primal, A @ x.tangent)
    agree(y * matrix, y.primal @ A, y.tangent @ A)


def test_a_zero_tangent_stays_zero_beside_an_infinity():
    with np.errstate(invalid="ignore"):  # of the primal
        y = sparse.csr_array([[np.inf, 2.0], [0.0, 3.0]]) @ Dual([1.0, 1.0], [[0.0, 1.0], [1.0, 0.0]])
    np.testing.assert_array_equal(y.tangent, [[2, 3], [np.inf, 0]])


def test_complex_matrices_move_real_numbers_in_the_plane():
    x = moving(4)
    agree(sparse.csc_array(1j * A) @ x, 1j * A @ x.primal, 1j * A @ x.tangent)


def test_shapes_that_do_not_fit_are_scipys_errors(matrix):
    with pytest.raises(ValueError, match="mismatch"):
        matrix @ moving(3)
    with pytest.raises(ValueError, match="mismatch"):
        moving(4) @ matrix


@pytest.mark.parametrize(
    "call",
    [
        lambda a: a * Dual(2.0, 1.0),
        lambda a: Dual(2.0, 1.0) * a,
        lambda a: a / Dual(2.0, 1.0),
        lambda a: Dual(2.0, 1.0) ** a,
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_sparse_results_cannot_hold_duals(call, kind):
    with pytest.raises(TypeError, match=r"cannot hold (a Dual|Duals)|unsupported operand"):
        call(getattr(sparse, f"csr_{kind}")(A))


@pytest.mark.parametrize("function", [np.dot, np.matmul, np.multiply, np.add, np.kron, np.outer, np.vdot])
def test_numpys_functions_do_not_know_them(function):
    name = function.__name__
    with pytest.raises(
        TypeError, match=rf"^{name}: NumPy's functions do not know sparse matrices; use A @ x"
    ):
        function(sparse.csr_array(A), moving(4))
    with pytest.raises(
        TypeError, match=rf"^{name}: NumPy's functions do not know sparse matrices; use A @ x"
    ):
        function(moving(3), sparse.csr_array(A))


def test_an_array_of_duals_is_still_asked_for_elsewhere(matrix):
    objects = np.asanyarray(moving(4))
    assert (objects.shape, objects.dtype) == ((4,), object)
    assert isinstance(objects[0], Dual)


def test_they_are_no_components():
    with pytest.raises(TypeError, match=r"Dual: the primal is a value of type csr_array, not a number"):
        Dual(sparse.csr_array(A), 1.0)
