"""Shapes, dtypes, kinds of arguments, nesting and invariants of numpy.linalg on Duals."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

import dualnum
from dualnum import Dual

L = np.linalg
RNG = np.random.default_rng(29)
START = RNG.bit_generator.state


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests():
    RNG.bit_generator.state = START


def draw(*shape, complex_=False):
    a = RNG.uniform(-1, 1, shape)
    return a + 1j * RNG.uniform(-1, 1, shape) if complex_ else a


def parts(result):
    return list(result) if isinstance(result, tuple) else [result]


SQUARE = {
    "inv": L.inv,
    "det": L.det,
    "slogdet": L.slogdet,
    "cholesky": L.cholesky,
    "eigh": L.eigh,
    "eigvalsh": L.eigvalsh,
    "eig": L.eig,
    "eigvals": L.eigvals,
    "svd": L.svd,
    "svdvals": L.svdvals,
    "qr": L.qr,
    "pinv": L.pinv,
    "norm": partial(L.norm, axis=(-2, -1)),
    "matrix_norm": L.matrix_norm,
    "vector_norm": L.vector_norm,
    "matrix_power": partial(L.matrix_power, n=3),
    "trace": L.trace,
    "diagonal": L.diagonal,
    "matrix_transpose": L.matrix_transpose,
    "solve": lambda a: L.solve(a, np.ones(a.shape[-1:], a.dtype)),
}
NEEDS_ELEMENTS = {"matrix_norm", "norm", "svd", "svdvals", "pinv", "vector_norm"}


@pytest.fixture(params=SQUARE)
def name(request):
    return request.param


def positive(*stack, dtype=float):
    a = draw(*stack, 3, 3)
    return (a @ np.swapaxes(a, -1, -2) + np.diag([1.0, 2.0, 3.0])).astype(dtype)


def test_result_types_are_numpys(name):
    a = positive()
    plain, found = SQUARE[name](a), SQUARE[name](Dual(a, draw(3, 3)))
    assert type(found) is (type(plain) if isinstance(plain, tuple) else type(found))
    for one, other in zip(parts(plain), parts(found), strict=True):
        assert type(other.primal) is type(one)
        assert np.asarray(other.primal).tobytes() == np.asarray(one).tobytes()


def test_single_precision(name):
    a, da = positive(dtype=np.float32), draw(3, 3)
    wide = SQUARE[name](Dual(a.astype(float), da))
    for plain, found, exact in zip(
        parts(SQUARE[name](a)), parts(SQUARE[name](Dual(a, da.astype(np.float32)))), parts(wide), strict=True
    ):
        assert found.primal.dtype == found.tangent.dtype == plain.dtype
        scale = np.abs(exact.tangent).max()
        signs = 1.0
        if name in ("eig", "eigh", "svd", "qr") and np.ndim(plain) == 2:  # whose signs are free
            signs = np.sign(np.real(exact.primal * found.primal)).astype(float)
        np.testing.assert_allclose(signs * found.tangent, exact.tangent, rtol=0, atol=2e-4 * max(scale, 1))


def test_integers_become_floats(name):
    a = np.array([[5, 1, 0], [1, 3, 1], [0, 1, 2]])
    da = draw(3, 3)
    as_floats = parts(SQUARE[name](Dual(a.astype(float), da)))
    for whole, real in zip(parts(SQUARE[name](Dual(a, da))), as_floats, strict=True):
        np.testing.assert_array_equal(whole.tangent, real.tangent)


@pytest.mark.parametrize("directions", [(), (4,)])
def test_empty_stacks(name, directions):
    x = Dual(np.zeros((0, 3, 3)), np.zeros((*directions, 0, 3, 3)))
    for plain, found in zip(parts(SQUARE[name](x.primal)), parts(SQUARE[name](x)), strict=True):
        assert found.primal.shape == plain.shape
        assert found.tangent.shape == (*directions, *plain.shape)


@pytest.mark.parametrize("directions", [(), (4,)])
def test_empty_matrices(name, directions):
    x = Dual(np.zeros((0, 0)), np.zeros((*directions, 0, 0)))
    try:
        plain = parts(SQUARE[name](x.primal))
    except (ValueError, L.LinAlgError) as error:
        with pytest.raises(type(error)):
            SQUARE[name](x)
        return
    for one, found in zip(plain, parts(SQUARE[name](x)), strict=True):
        assert found.tangent.shape == (*directions, *np.shape(one))
        assert not np.any(found.tangent)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_empty_rectangles(shape):
    x = Dual(np.zeros(shape), np.zeros((2, *shape)))
    assert L.pinv(x).tangent.shape == (2, *shape[::-1])
    for mode in ("reduced", "complete", "raw", "r"):
        for plain, found in zip(parts(L.qr(x.primal, mode)), parts(L.qr(x, mode)), strict=True):
            assert found.tangent.shape == (2, *plain.shape)
    assert L.svdvals(x).tangent.shape == (2, 0)
    for plain, found in zip(L.svd(x.primal), L.svd(x), strict=True):
        assert found.tangent.shape == (2, *plain.shape)
        assert not found.tangent.any()


def test_a_stack_is_its_matrices(name):
    a, da = positive(2, 2), draw(3, 2, 2, 3, 3)
    if name == "vector_norm":
        return
    together = parts(SQUARE[name](Dual(a, da)))
    for index in np.ndindex(2, 2):
        apart = parts(SQUARE[name](Dual(a[index], da[(slice(None), *index)])))
        for whole, one in zip(together, apart, strict=True):
            np.testing.assert_allclose(
                whole.tangent[(slice(None), *index)], one.tangent, rtol=1e-10, atol=1e-12
            )


def test_several_axes_of_directions(name):
    a, da = positive(), draw(2, 3, 3, 3)
    together = parts(SQUARE[name](Dual(a, da)))
    flat = parts(SQUARE[name](Dual(a, da.reshape(6, 3, 3))))
    for whole, one in zip(together, flat, strict=True):
        assert whole.tangent.shape == (2, 3, *whole.shape)
        np.testing.assert_allclose(
            whole.tangent.reshape(one.tangent.shape), one.tangent, rtol=1e-13, atol=1e-14
        )


def test_linearity_in_the_tangent(name):
    """d(αu + βv) = α·du + β·dv."""
    a, u, v = positive(), draw(3, 3), draw(3, 3)
    combined = parts(SQUARE[name](Dual(a, 2 * u - 3 * v)))
    for whole, one, other in zip(
        combined, parts(SQUARE[name](Dual(a, u))), parts(SQUARE[name](Dual(a, v))), strict=True
    ):
        expected = 2 * one.tangent - 3 * other.tangent
        np.testing.assert_allclose(
            whole.tangent, expected, rtol=0, atol=1e-11 * max(np.abs(expected).max(), 1)
        )


def test_nothing_is_changed(name):
    a, da = positive(), draw(3, 3)
    x = Dual(a.copy(), da.copy())
    for part in parts(SQUARE[name](x)):
        if part.shape and name not in ("diagonal", "matrix_transpose"):  # which are views, as NumPy's are
            part[...] = 0.0
    assert x.primal.tolist() == a.tolist()
    assert x.tangent.tolist() == da.tolist()


def test_many_directions_inside_a_nested_derivative(name):
    """Three outer and two inner directions: each pair as one at a time."""
    a, outer, inner = positive(), draw(3, 3, 3), draw(2, 3, 3)
    x = Dual(Dual(a, inner), Dual(outer, np.zeros((2, 3, 3, 3))))
    together = parts(SQUARE[name](x))
    for i in range(3):
        for j in range(2):
            one = parts(SQUARE[name](Dual(Dual(a, inner[j]), Dual(outer[i], 0 * a))))
            for whole, single in zip(together, one, strict=True):
                found = whole.tangent.tangent[j, i] if isinstance(whole.tangent, Dual) else 0
                expected = single.tangent.tangent if isinstance(single.tangent, Dual) else 0
                np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


# --- invariants that hold whatever signs and phases are chosen --------------------------------------------


@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("shape", [(3, 3), (5, 2), (2, 5)])
def test_a_decomposition_multiplies_back_to_second_order(shape, complex_):
    a, u, v = (draw(*shape, complex_=complex_) for _ in range(3))
    x = Dual(Dual(a, u), Dual(v, 0 * v))
    k = min(shape)
    left, s, right = L.svd(x)
    q, r = L.qr(x)
    whole, whole_r = L.qr(x, "complete")
    for product in ((left[:, :k] * s) @ right[:k], q @ r, whole @ whole_r):
        same(product, x)
    for unitary in (left, right, whole):
        same(unitary @ np.conj(unitary.T), Dual(Dual(np.eye(len(unitary.primal.primal)), 0), 0))


def same(x, y):
    """Equal primals and tangents, to second order."""
    for get in (
        lambda z: z.primal.primal,
        lambda z: z.primal.tangent,
        lambda z: z.tangent.primal if isinstance(z.tangent, Dual) else z.tangent,
        lambda z: z.tangent.tangent if isinstance(z.tangent, Dual) else 0,
    ):
        np.testing.assert_allclose(get(x), np.broadcast_to(get(y), np.shape(get(x))), rtol=0, atol=1e-11)


@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("shape", [(5, 2), (2, 5)])
def test_the_null_space_of_a_full_svd(shape, complex_):
    """Its projector is 1 minus that of the range, which does not depend on the free choice of its basis."""
    a, u, v = (draw(*shape, complex_=complex_) for _ in range(3))
    x = Dual(Dual(a, u), Dual(v, 0 * v))
    left, _, right = L.svd(x)
    basis = left if shape[0] > shape[1] else np.conj(right.T)
    projector = L.pinv(x) @ x if shape[0] < shape[1] else x @ L.pinv(x)
    same(basis[:, 2:] @ np.conj(basis[:, 2:].T), np.eye(5) - projector)


@pytest.mark.parametrize("complex_", [False, True])
def test_eigenvectors_satisfy_their_equation_to_second_order(complex_):
    a, u, v = (draw(4, 4, complex_=complex_) for _ in range(3))
    x = Dual(Dual(a, u), Dual(v, 0 * v))
    w, vectors = L.eig(x)
    same(x @ vectors, vectors * w)
    lengths = np.sum(np.real(vectors * np.conj(vectors)), axis=0)
    same(lengths, Dual(Dual(np.ones(4), 0), 0))
    h = x + np.conj(x.T)
    w, vectors = L.eigh(h)
    same(h @ vectors, vectors * w)
    same(np.conj(vectors.T) @ vectors, Dual(Dual(np.eye(4), 0), 0))


def test_functions_of_a_matrix_agree():
    """log det = Σ log w = 2·Σ log diag(chol), and tr A⁻¹ = Σ 1/w; gradients A⁻¹ and -A⁻²."""
    a = positive()
    inverse = L.inv(a)
    symmetric = [
        lambda x: L.slogdet(x)[1],
        lambda x: np.log(L.det(x)),
        lambda x: np.log(L.svdvals(x)).sum(),
        lambda x: np.log(np.real(L.eigvals(x))).sum(),  # which later releases of NumPy give as complex
    ]
    for function in symmetric:
        np.testing.assert_allclose(dualnum.gradient(function)(a), inverse.T, rtol=1e-11, atol=1e-12)
    for function in (
        lambda x: np.log(L.eigvalsh(x)).sum(),
        lambda x: 2 * np.log(np.diagonal(L.cholesky(x))).sum(),
    ):
        found = dualnum.gradient(function)(a)
        lower = np.tril(2 * inverse, -1) + np.diag(np.diag(inverse))  # only the lower triangle is read
        np.testing.assert_allclose(found, lower, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(
        dualnum.gradient(lambda x: np.trace(L.inv(x)))(a), -(inverse @ inverse).T, rtol=1e-11, atol=1e-12
    )


# --- what a triangle that is not read holds ---------------------------------------------------------------


@pytest.mark.parametrize(
    "function", [L.cholesky, L.eigvalsh, lambda a: L.eigh(a)[1], lambda a: L.pinv(a, hermitian=True)]
)
def test_the_upper_triangle_is_not_read(function):
    a, da = positive(), draw(3, 3)
    strange = np.triu(np.full((3, 3), np.nan), 1)
    read, unread = function(Dual(a, da)), function(Dual(a, np.where(np.isnan(strange), np.inf, da)))
    np.testing.assert_array_equal(read.tangent, unread.tangent)


def test_the_lower_triangle_is_not_read():
    a, da = positive(), draw(3, 3)
    strange = np.where(np.tril(np.ones((3, 3)), -1) == 1, np.inf, da)
    for function in (
        partial(L.cholesky, upper=True),
        partial(L.eigvalsh, UPLO="U"),
        partial(L.eigvalsh, UPLO="u"),
    ):
        np.testing.assert_array_equal(function(Dual(a, da)).tangent, function(Dual(a, strange)).tangent)


# --- arguments --------------------------------------------------------------------------------------------


def test_pinv_arguments():
    a, da = np.diag([1.0, 1e-3]), draw(2, 2)
    for args, kwargs in (((1e-10,), {}), ((), {"rtol": 1e-10}), ((), {"rtol": None}), ((None, True), {})):
        found = L.pinv(Dual(a, da), *args, **kwargs)
        assert found.primal.tobytes() == L.pinv(a, *args, **kwargs).tobytes()
        inverse = L.inv(a)
        moved = np.tril(da) + np.tril(da, -1).T if args == (None, True) else da
        np.testing.assert_allclose(found.tangent, -inverse @ moved @ inverse, rtol=1e-12)
    with pytest.raises(ValueError, match="can't be both set"):
        L.pinv(Dual(a, da), 1e-10, rtol=1e-10)


def test_pinv_of_a_stack_with_a_cutoff_each():
    a = np.stack([np.diag([1.0, 0.1]), np.diag([1.0, 0.1])])
    found = L.pinv(Dual(a, np.ones((2, 2, 2))), rcond=np.array([0.5, 0.01]))
    # diag(1, s)⁺ without s, along ones: -1 on the first, and s/(1 - s²) beside it; with s: -A⁻¹·1·A⁻¹.
    beside = 1 / (1 - 0.01) + 0.1 / (1 - 0.01)
    np.testing.assert_allclose(found.tangent[0], [[-1, beside], [beside, 0]], rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(found.tangent[1], -np.array([[1, 10], [10, 100.0]]), rtol=1e-12)


@pytest.mark.filterwarnings("ignore:The 'full' option is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:The 'economic' option is deprecated:DeprecationWarning")
def test_deprecated_modes_of_qr():
    x = Dual(draw(4, 2), draw(3, 4, 2))
    for found, expected in zip(L.qr(x, "full"), L.qr(x), strict=True):
        np.testing.assert_array_equal(found.tangent, expected.tangent)
    economic, (raw, _) = L.qr(x, "economic"), L.qr(x, "raw")
    assert economic.primal.tobytes() == L.qr(x.primal, "economic").tobytes()
    np.testing.assert_array_equal(economic.tangent, np.swapaxes(raw.tangent, -1, -2))
    with pytest.raises(ValueError, match="Unrecognized mode"):
        L.qr(x, "other")


def test_object_arrays_and_lists_of_duals():
    """A list or an object array of Duals, next to an array Dual, is one too."""
    numbers = [[Dual(2.0, 1.0), Dual(0.0, 0.0)], [Dual(0.0, 0.0), Dual(4.0, 0.0)]]
    b = Dual(np.array([2.0, 4.0]), np.zeros(2))
    for given in (numbers, np.array(numbers)):
        found = L.solve(given, b)
        assert (found.primal.tolist(), found.tangent.tolist()) == ([1, 1], [-0.5, 0])


def test_a_real_matrix_may_move_in_the_complex_plane():
    """Holomorphic functions by d(u + iv) = du + i·dv."""
    a, u, v = draw(3, 3) + 2 * np.eye(3), draw(3, 3), draw(3, 3)
    for function in (L.inv, L.det, partial(L.matrix_power, n=3), lambda m: L.solve(m, np.ones(3))):
        found = function(Dual(a, u + 1j * v)).tangent
        expected = function(Dual(a, u)).tangent + 1j * function(Dual(a, v)).tangent
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


def test_constants_beside_a_dual_of_another_level():
    """d/dx of xᵀ·(d/dy A⁻¹(y))·x: the levels do not mix."""

    def inner(x):
        slope = dualnum.derivative(lambda y: L.inv(np.diag([1.0, 2.0]) + y * np.eye(2)))(0.0)
        return np.dot(x, slope @ x)

    np.testing.assert_allclose(dualnum.gradient(inner)(np.array([1.0, 1.0])), [-2, -0.5], rtol=1e-15)


@pytest.mark.parametrize("scale", [2.0**-700, 2.0**-100, 2.0**100, 2.0**700])
@pytest.mark.parametrize(
    "function",
    [
        lambda x: L.eig(x)[0],
        lambda x: L.eigh(x)[0],
        lambda x: L.svd(x)[1],
        lambda x: L.qr(x)[1],
        L.eigvals,
        L.svdvals,
        partial(L.norm, ord="nuc"),
        partial(L.norm, ord=2),
        lambda x: 1 / np.diagonal(L.pinv(x)),
        lambda x: np.roots(x[0] / x.primal[0, 0]) * x.primal[0, 0],
    ],
)
def test_what_counts_as_equal_or_zero_is_relative(function, scale):
    """f(s·A) = s·f(A), so with the tangent s·dA too the result's is s times as large, for every s."""
    a, da = draw(3, 3) + np.diag([1.0, 2, 4]), draw(3, 3)
    found, expected = function(Dual(scale * a, scale * da)), function(Dual(a, da))
    np.testing.assert_allclose(found.tangent / scale, expected.tangent, rtol=1e-13, atol=1e-13)
