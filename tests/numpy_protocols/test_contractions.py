"""dot, vdot, inner, outer, tensordot, kron, cross, einsum, convolve, correlate: limits, and by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

import dualnum
from dualnum import Dual

INF, NAN = np.inf, np.nan


def draw(*shapes, complex_=False):
    """Multiples of 1/64, whose sums of products are exact: the order of the sums changes no bit."""
    rng = np.random.default_rng(11)

    def part(shape):
        return rng.integers(-64, 65, shape) / 64

    return [part(shape) + (1j * part(shape) if complex_ else 0) for shape in shapes]


PAIRS = {
    np.dot: [
        [(3,), (3,)],
        [(2, 3), (3,)],
        [(3,), (3, 2)],
        [(2, 3), (3, 4)],
        [(5, 2, 3), (4, 3, 2)],
        [(), (3, 2)],
        [(3,), ()],
        [(), ()],
        [(0, 3), (3, 0)],
        [(2, 0), (0, 3)],
    ],
    np.inner: [[(3,), (3,)], [(2, 3), (3,)], [(2, 3), (4, 3)], [(), (2, 3)], [(2, 3), ()], [(), ()]],
    np.vdot: [[(3,), (3,)], [(2, 3), (2, 3)], [(2, 3), (3, 2)]],
    np.outer: [[(2,), (3,)], [(2, 3), (4,)], [(), (4,)], [(0,), (2,)]],
    np.kron: [[(2, 3), (4,)], [(2, 3), (2, 2)], [(3,), (2, 3)], [(2,), (2, 3, 2)], [(), (2, 3)], [(), ()]],
    np.cross: [[(3,), (3,)], [(4, 3), (3,)], [(3,), (4, 3)], [(5, 1, 3), (4, 3)]],
    np.linalg.cross: [[(3,), (3,)], [(4, 3), (3,)]],
    np.linalg.matmul: [[(2, 3), (3, 4)], [(3,), (3,)], [(2, 2, 3), (3, 4)]],
    np.linalg.outer: [[(3,), (4,)]],
    np.linalg.vecdot: [[(3,), (3,)], [(2, 3), (3,)]],
    np.tensordot: [[(2, 3, 4), (3, 4, 5)], [(3, 4), (3, 4)]],
    np.linalg.tensordot: [[(2, 3, 4), (3, 4, 5)]],
}
KEYWORDS = [
    (np.tensordot, [(2, 3), (3, 4)], {"axes": 1}),
    (np.tensordot, [(2, 3, 4), (4, 2, 5)], {"axes": ([0, 2], [1, 0])}),
    (np.tensordot, [(2, 3, 4), (4, 2, 5)], {"axes": ((-3, -1), (-2, 0))}),
    (np.tensordot, [(2, 3), (4,)], {"axes": 0}),
    (np.tensordot, [(2, 3), (3,)], {"axes": (1, 0)}),
    (np.linalg.tensordot, [(2, 3), (3, 4)], {"axes": 1}),
    (np.cross, [(3, 4), (4, 3)], {"axisa": 0, "axisb": 1, "axisc": 0}),
    (np.cross, [(3, 4), (3, 4)], {"axis": 0}),
    (np.linalg.cross, [(3, 4), (3, 4)], {"axis": 0}),
    (np.linalg.vecdot, [(3, 2), (3, 2)], {"axis": 0}),
    *(
        (f, shapes, {"mode": mode})
        for mode in ("full", "same", "valid")
        for f in (np.convolve, np.correlate)
        for shapes in ([(5,), (3,)], [(3,), (5,)], [(4,), (4,)])
    ),
    (np.convolve, [(), (3,)], {}),
]
CASES = [(f, shapes, {}) for f, many in PAIRS.items() for shapes in many] + KEYWORDS


@pytest.mark.parametrize("complex_", [False, True], ids=["real", "complex"])
@pytest.mark.parametrize(
    ("function", "shapes", "kwargs"), CASES, ids=lambda p: getattr(p, "__name__", str(p))
)
def test_products(function, shapes, kwargs, complex_, judge):
    judge(function, draw(*shapes, complex_=complex_), kwargs).all()


EINSUMS = {
    "ij,jk->ik": [(2, 3), (3, 4)],
    "ij,jk": [(2, 3), (3, 4)],
    "ba,ab": [(2, 3), (3, 2)],
    "ba,ac": [(2, 3), (3, 2)],
    "ij->ji": [(2, 3)],
    "ij->": [(2, 3)],
    "ii": [(3, 3)],
    "ii->i": [(3, 3)],
    "iij->j": [(3, 3, 2)],
    "i,i": [(3,), (3,)],
    "i,i->i": [(3,), (1,)],
    "i , j -> i j": [(2,), (3,)],
    "i,j,k->kij": [(2,), (3,), (4,)],
    "ij,jk,kl->il": [(2, 3), (3, 4), (4, 2)],
    ",i->i": [(), (3,)],
    ",->": [(), ()],
    "...ij,...jk->...ik": [(5, 2, 3), (3, 4)],
    "...ij,...jk": [(2, 3), (5, 3, 4)],
    "i...,i...": [(3, 2), (3, 1)],
    "i...->...": [(3, 4)],
    "...,...": [(2, 3), (3,)],
    "i...j->j...": [(2, 5, 3)],
    "Zij,jY->iYZ": [(2, 2, 3), (3, 2)],
}


@pytest.mark.parametrize("optimize", [False, True, "optimal", "greedy"])
@pytest.mark.parametrize("subscripts", EINSUMS)
def test_einsum(subscripts, optimize, judge):
    case = judge(np.einsum, [subscripts, *draw(*EINSUMS[subscripts])], {"optimize": optimize})
    case.value()
    case.first()
    case.directions()
    if not optimize:
        case.second()
        case.apart()


LISTS = [
    lambda a, b: np.einsum(a, [0, 1], b, [1, 2]),
    lambda a, b: np.einsum(a, [2, 1], b, [1, 0]),
    lambda a, b: np.einsum(a, [0, 1], b, [1, 2], [2, 0]),
    lambda a, b: np.einsum(a, [30, 1], b, [1, 2], [2, 30]),
    lambda a, b: np.einsum(a, [..., 30, 1], b, [1, 2], [..., 2, 30]),
    lambda a, b: np.einsum(a, [51, 26], b, [26, 0]),
]


@pytest.mark.parametrize("function", LISTS)
def test_einsum_with_lists_of_labels(function, judge):
    judge(function, draw((2, 3), (3, 4))).all()


def test_einsum_along_a_given_path(judge):
    operands = draw((2, 3), (3, 4), (4, 2))
    path = np.einsum_path("ij,jk,kl->il", *operands, optimize="optimal")[0]
    judge(np.einsum, ["ij,jk,kl->il", *operands], {"optimize": path}).all()


@pytest.mark.parametrize("options", [{"dtype": np.float32}, {"dtype": complex}, {"order": "F"}])
def test_einsum_dtype_and_order(options, judge):
    case = judge(np.einsum, ["ij,jk->ik", *draw((2, 3), (3, 4))], {"casting": "unsafe", **options})
    case.value()
    x, y = draw((2, 3), (3, 4))
    result = np.einsum("ij,jk->ik", Dual(x, np.ones((2, 3))), y, casting="unsafe", **options)
    rounding = 8 * np.finfo(result.tangent.dtype).eps
    np.testing.assert_allclose(result.tangent, np.ones((2, 3)) @ y, rtol=rounding, atol=rounding)
    assert result.tangent.dtype == options.get("dtype", float)


def test_einsum_refuses_a_dtype_without_derivatives():
    with pytest.raises(TypeError, match="einsum: dtype=int64 cannot hold a Dual"):
        np.einsum("i->", Dual([1.0], [1.0]), dtype=int, casting="unsafe")


def test_einsum_uses_every_letter():
    """Directions need a letter of their own, whichever are in use."""
    x = Dual(np.ones((2, 2)), np.stack([np.eye(2), np.ones((2, 2))]))
    assert np.einsum("AB->BA", x).tangent.tolist() == [[[1, 0], [0, 1]], [[1, 1], [1, 1]]]
    assert np.einsum("ZA->A", x).tangent.tolist() == [[1, 1], [2, 2]]


def test_einsum_path_is_plain():
    a, b = draw((2, 3), (3, 4))
    assert np.einsum_path("ij,jk", Dual(a, a), b) == np.einsum_path("ij,jk", a, b)


@pytest.mark.filterwarnings("ignore:Arrays of 2-dimensional vectors")
@pytest.mark.parametrize("shapes", [[(4, 2), (4, 2)], [(2,), (4, 3)], [(4, 3), (2,)]])
def test_cross_of_plane_vectors(shapes, judge):
    """Which NumPy takes before 2.5."""
    a, b = draw(*shapes)
    try:
        np.cross(a, b)
    except ValueError as error:
        with pytest.raises(ValueError, match=re.escape(str(error))):
            np.cross(Dual(a, a), b)
        return
    judge(np.cross, [a, b]).all()


# --- out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda a, b, out: np.dot(a, b, out=out),
        lambda a, b, out: np.outer(a[0], b[0], out=out),
        lambda a, b, out: np.einsum("ij,jk->ik", a, b, out=out),
        lambda a, b, out: np.linalg.multi_dot([a, b, b], out=out),
    ],
)
def test_out_receives_both_parts(call):
    a, b = draw((2, 2), (2, 2))
    x = Dual(a, np.array([[1.0, 2], [3, 4]]))
    target = Dual(np.zeros((2, 2)), np.full((2, 2), 7.0))
    kept = target.primal
    assert call(x, b, target) is target
    assert kept is target.primal
    expected = call(x, b, None)
    assert target.primal.tobytes() == call(a, b, np.zeros((2, 2))).tobytes()
    np.testing.assert_array_equal(target.tangent, expected.tangent)
    with pytest.raises(
        TypeError, match="out= is a plain array, which cannot hold the derivative; give a Dual"
    ):
        call(x, b, np.zeros((2, 2)))


def test_out_of_constants_does_not_move():
    target = Dual(np.zeros((2, 2)), np.ones((2, 2)))
    np.dot(np.eye(2), np.eye(2), out=target)
    assert target.primal.tolist() == np.eye(2).tolist()
    assert not target.tangent.any()


# --- zeros that meet infinities --------------------------------------------------------------------------

WALL = np.array([[INF, INF, 1.0], [1.0, -INF, 2.0], [NAN, 1.0, 1.0]])
"""By hand: with dx = (1, 0, 0), (0, 0, 1) and (1, -1, 0), the products are those of the moving elements."""
MOVES = np.array([[1.0, 0, 0], [0, 0, 1], [1, -1, 0]])
EXPECTED = np.array([[INF, 1, NAN], [1, 2, 1], [NAN, INF, NAN]])


@pytest.mark.parametrize(
    "product",
    [
        np.dot,
        np.inner,
        lambda a, x: np.tensordot(a, x, 1),
        lambda a, x: np.einsum("ij,j", a, x),
        lambda a, x: np.einsum("ij,j", a, x, optimize=True),
        lambda a, x: np.einsum("j,ij->i", x, a),
        lambda a, x: np.einsum("ij,j,->i", a, x, 1.0),
    ],
)
def test_a_zero_tangent_times_an_infinity_is_zero(product):
    for move, expected in zip(MOVES, EXPECTED, strict=True):
        np.testing.assert_array_equal(product(WALL, Dual(np.ones(3), move)).tangent, expected)
    together = product(WALL, Dual(np.ones(3), MOVES)).tangent
    np.testing.assert_array_equal(together, EXPECTED)


def test_zeros_and_infinities_of_an_inner_level():
    """The outer tangent of ∂/∂s of A(x + s·u): inf where u moves an infinity, 0 where nothing moves."""
    x = Dual(Dual(np.ones(3), np.zeros(3)), Dual(MOVES[1], np.zeros(3)))
    result = np.dot(WALL, x)
    assert result.tangent.primal.tolist() == [1, 2, 1]
    assert not result.tangent.tangent.any()


@pytest.mark.parametrize(("function", "expected"), [(np.convolve, [INF, 1.0]), (np.correlate, [1.0, INF])])
def test_convolution_with_an_infinity(function, expected):
    sequence = Dual(np.array([1.0, 1.0]), np.array([1.0, 0.0]))
    infinite = np.array([INF, 1.0])
    full = function(sequence, infinite, "full").tangent
    assert full.tolist() == [*expected, 0.0]


@pytest.mark.filterwarnings("ignore:invalid value encountered in dot")  # by NumPy, for the primal
def test_a_complex_infinity_gives_no_number():
    result = np.dot(np.array([[complex(INF, 0), 1], [1, 1]]), Dual(np.ones(2), np.array([1.0, 0])))
    assert np.isnan(result.tangent[0])
    assert result.tangent[1] == 1
    still = np.dot(np.array([[complex(INF, 0), 1], [1, 1]]), Dual(np.ones(2), np.array([0, 1.0])))
    assert still.tangent.tolist() == [1, 1]


# --- kinds of operands -----------------------------------------------------------------------------------


def test_lists_and_object_arrays_of_duals():
    x = Dual(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    numbers = [Dual(3.0, 0.0), Dual(4.0, 1.0)]
    for given in (numbers, np.array(numbers)):
        result = np.dot(given, x)
        assert (result.primal, result.tangent) == (11.0, 3.0 + 2.0)  # 3·1 + 1·2
    assert np.einsum("i,i", x, [3.0, 4.0]).tangent == 3.0
    assert np.outer(x, [1, 2]).tangent.tolist() == [[1, 2], [0, 0]]


def test_float32_stays_float32():
    a = np.ones((2, 2), np.float32)
    x = Dual(a, a)
    results = (
        np.dot(x, a),
        np.einsum("ij,jk", x, a),
        np.kron(x, a),
        np.tensordot(x, a),
        np.inner(a, x),
        np.outer(x, a),
    )
    for result in (*results, np.convolve(x[0], a[0]), np.vdot(x, a)):
        assert result.primal.dtype == result.tangent.dtype == np.float32


def test_integers_carry_the_tangents_of_floats():
    x = Dual(np.array([1, 2]), np.array([0.5, 0.0]))
    result = np.dot(x, np.array([3, 4]))
    assert result.primal == 11
    assert result.primal.dtype.kind == "i"
    assert result.tangent == 1.5


def test_operands_with_other_directions_are_refused():
    with pytest.raises(ValueError, match="dot: operands carry different directions"):
        np.dot(Dual(np.ones(2), np.ones((3, 2))), Dual(np.ones(2), np.ones((2, 2))))


def test_jacobians_of_products():
    """∂(AB)ᵢⱼ/∂Aₖₗ = δᵢₖBₗⱼ, and the Hessian of xᵀAx is A + Aᵀ."""
    a, b = draw((2, 3), (3, 2))
    expected = np.einsum("ik,lj->ijkl", np.eye(2), b)
    for product in (np.dot, lambda p, q: np.tensordot(p, q, 1), lambda p, q: np.einsum("ij,jk", p, q)):
        np.testing.assert_allclose(dualnum.jacobian(lambda p, f=product: f(p, b))(a), expected, rtol=1e-15)
    (m,) = draw((3, 3))
    quadratic = dualnum.jacobian(dualnum.gradient(lambda x: np.einsum("i,ij,j", x, m, x)))
    np.testing.assert_allclose(quadratic(np.array([1.0, 2, 3])), m + m.T, rtol=1e-14, atol=1e-15)


def test_nothing_is_changed_and_no_memory_is_shared():
    a, t = draw((2, 2), (2, 2))
    x = Dual(a.copy(), t.copy())
    for result in (np.dot(x, 1.0), np.einsum("ij,->ij", x, 1.0), np.kron(x, 1.0), np.tensordot(x, 1.0, 0)):
        result[...] = 0.0
        assert x.primal.tolist() == a.tolist()
        assert x.tangent.tolist() == t.tolist()


def test_einsum_gives_a_view_where_numpy_does():
    x = Dual(np.eye(2), np.ones((3, 2, 2)))
    diagonal = np.einsum("ii->i", x)
    diagonal[...] = Dual(np.array([5.0, 6.0]), np.zeros((3, 2)))
    assert x.primal.tolist() == [[5, 0], [0, 6]]
    assert x.tangent.tolist() == [[[0, 1], [1, 0]]] * 3
