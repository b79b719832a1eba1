"""matmul, vecdot, matvec and vecmat: the product rule, for every combination of ranks."""

from __future__ import annotations

import numpy as np
import pytest

import dualnum
from dualnum import Dual

RNG = np.random.default_rng(99)

SHAPES = {
    "matmul": [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 4)),
        ((2, 3), (3, 4)),
        ((5, 2, 3), (3, 4)),
        ((2, 3), (5, 3, 4)),
        ((5, 2, 3), (3,)),
        ((3,), (5, 3, 4)),
        ((5, 1, 2, 3), (4, 3, 2)),
        ((1, 2, 3), (5, 3, 1)),
    ],
    "vecdot": [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (2, 3)),
        ((2, 3), (2, 3)),
        ((4, 1, 3), (2, 3)),
        ((1, 3), (4, 2, 3)),
    ],
    "matvec": [
        ((2, 3), (3,)),
        ((5, 2, 3), (3,)),
        ((2, 3), (5, 3)),
        ((4, 1, 2, 3), (5, 3)),
        ((2, 3), (4, 5, 3)),
    ],
    "vecmat": [
        ((2,), (2, 3)),
        ((5, 2), (2, 3)),
        ((2,), (5, 2, 3)),
        ((4, 1, 2), (5, 2, 3)),
        ((4, 5, 2), (2, 3)),
    ],
}
CASES = [(name, *shapes) for name, pairs in SHAPES.items() if hasattr(np, name) for shapes in pairs]


def array(shape, kind="d"):
    values = RNG.uniform(-1, 1, shape)
    return (values + 1j * RNG.uniform(-1, 1, shape) if kind in "DF" else values).astype(kind)


@pytest.mark.parametrize(("name", "first", "second"), CASES)
def test_the_product_rule(name, first, second, judge):
    judge(getattr(np, name), [array(first), array(second)]).all()


@pytest.mark.parametrize(("name", "first", "second"), CASES)
def test_complex_operands(name, first, second, judge):
    """vecdot and vecmat conjugate the first operand, so it moves with the conjugate of its tangent."""
    judge(getattr(np, name), [array(first, "D"), array(second, "D")]).all()
    judge(getattr(np, name), [array(first), array(second, "D")]).first()


@pytest.mark.parametrize(("name", "first", "second"), CASES)
@pytest.mark.parametrize("kinds", ["ff", "fd", "qd", "dq", "Bb", "?d", "FD"])
def test_the_primal_is_numpys_in_every_dtype(name, first, second, kinds, tools):
    a, b = (3 * array(first)).astype(kinds[0]), (3 * array(second)).astype(kinds[1])
    function = getattr(np, name)
    plain = function(a, b)
    result = function(Dual(a, 1.0), Dual(b, 1.0))
    assert tools.bits(result.primal) == tools.bits(plain)
    assert type(result.primal) is type(plain)
    assert result.tangent.dtype == (plain.dtype if plain.dtype.kind in "fc" else np.float64)
    assert result.tangent.shape == plain.shape


@pytest.mark.parametrize(
    ("name", "first", "second", "options"),
    [
        ("matmul", (3, 2), (4, 3), {"axes": [(1, 0), (1, 0), (1, 0)]}),
        ("matmul", (3, 5, 2), (3, 4), {"axes": [(2, 0), (0, 1), (0, 2)]}),
        ("matmul", (2, 3), (3, 5), {"axes": [(-2, -1), (0, 1), (0, 1)]}),
        ("matmul", (3, 2), (3,), {"axes": [(1, 0), (0,), (0,)]}),
        ("matmul", (5, 3, 2), (3,), {"axes": [(2, 1), (0,), (0,)]}),
        ("vecdot", (3, 2), (3, 4, 2), {"axis": 0}),
        ("vecdot", (3, 2), (3, 2), {"axis": 0, "keepdims": True}),
        ("vecdot", (3, 2), (3, 2), {"axis": -1, "keepdims": True}),
        ("vecdot", (3, 2), (2, 3), {"axes": [0, 1]}),
        ("vecdot", (3, 2), (2, 3), {"axes": [0, -1, ()]}),
        ("vecdot", (3, 2), (2, 3), {"axes": [(0,), (1,), 0], "keepdims": True}),
        ("matvec", (4, 2, 3), (3, 4), {"axes": [(1, 2), (0,), (0,)]}),
        ("vecmat", (2, 4), (3, 4, 2), {"axes": [(0,), (2, 0), (1,)]}),
    ],
)
def test_axes(name, first, second, options, judge):
    if not hasattr(np, name):
        assert np.__version__.startswith(("2.0", "2.1"))
        return
    judge(getattr(np, name), [array(first), array(second)], options).all()


@pytest.mark.parametrize(
    "options", [{"dtype": "f", "casting": "same_kind"}, {"order": "F"}, {"dtype": complex}], ids=str
)
def test_other_options(options, tools):
    a, b = array((2, 3)), array((3, 4))
    result = np.matmul(Dual(a, np.stack([a, a])), b, **options)
    plain = np.matmul(a, b, **options)
    assert tools.bits(result.primal) == tools.bits(plain)
    assert result.tangent.dtype == plain.dtype
    np.testing.assert_allclose(result.tangent, [plain, plain], rtol=8 * np.finfo(plain.dtype).eps)


def test_a_dtype_of_integers_is_refused():
    with pytest.raises(TypeError, match="^matmul: the dtype asked for cannot hold a Dual"):
        np.matmul(Dual(np.eye(2), 1.0), np.eye(2), dtype=int, casting="unsafe")


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, 3), (3, 2)), ((2, 0), (0, 3)), ((0,), (0,)), ((0, 2, 3), (3,)), ((2, 3), (0, 3, 4))],
)
def test_empty_products(first, second):
    result = np.matmul(
        Dual(np.empty(first), np.empty((5, *first))), Dual(np.empty(second), np.empty((5, *second)))
    )
    plain = np.matmul(np.empty(first), np.empty(second))
    assert result.shape == plain.shape
    assert result.tangent.shape == (5, *plain.shape)
    assert not np.any(result.tangent)


# --- out, operators -------------------------------------------------------------------------------------


def test_out():
    a, b = Dual(array((2, 3)), array((4, 2, 3))), Dual(array((3, 2)), array((4, 3, 2)))
    expected = np.matmul(a, b)
    out = np.empty_like(expected)
    primal, tangent = out.primal, out.tangent
    assert np.matmul(a, b, out=out) is out
    assert out.primal is primal
    assert out.tangent is tangent
    assert np.array_equal(primal, expected.primal)
    assert np.array_equal(tangent, expected.tangent)
    with pytest.raises(TypeError, match="^matmul: out= is a plain array"):
        np.matmul(a, b, out=np.empty((2, 2)))


def test_out_may_be_an_operand():
    a = Dual(array((3, 3)), array((2, 3, 3)))
    expected = a @ a
    np.matmul(a, a, out=a)
    assert np.array_equal(a.primal, expected.primal)
    assert np.array_equal(a.tangent, expected.tangent)


def test_operators_in_every_direction():
    m, t = array((3, 3)), array((2, 3, 3))
    a, n = Dual(m, t), array((3, 3))
    assert np.array_equal((a @ n).tangent, t @ n)
    assert np.array_equal((n @ a).tangent, n @ t)
    moved = a.copy()
    same = moved
    moved @= n
    assert moved is same
    assert np.array_equal(moved.tangent, t @ n)


def test_operands_of_several_levels():
    """∂²/∂s∂u of (s·A)(u·B) is AB."""
    a, b = array((2, 3)), array((3, 2))
    mixed = dualnum.derivative(lambda s: dualnum.derivative(lambda u: (s * a) @ (u * b))(2.0))(3.0)
    np.testing.assert_allclose(mixed, a @ b, rtol=1e-14)


@pytest.mark.parametrize("name", [name for name in SHAPES if hasattr(np, name)])
def test_numpys_own_errors(name):
    function = getattr(np, name)
    for args, options in (
        ((np.ones((2, 3)), np.ones((4, 5))), {}),
        ((1.0, np.ones(3)), {}),
        ((np.ones(3), 1.0), {}),
        ((np.ones((3, 3)), np.ones((3, 3))), {"axes": [5, 5, 5]}),
        ((np.ones((3, 3)), np.ones((3, 3))), {"where": True}),
    ):
        with pytest.raises((ValueError, TypeError)) as plain:
            function(*args, **options)
        with pytest.raises(type(plain.value)) as ours:
            function(*(Dual(arg, 1.0) for arg in args), **options)
        assert str(ours.value) == str(plain.value)


# --- a zero tangent stays zero --------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:invalid value encountered in matmul")  # the plain products give it too
def test_a_zero_tangent_beside_an_infinite_entry_is_zero():
    a = np.array([[1.0, np.inf], [2.0, 3.0]])
    t = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])
    b = np.array([[1.0, 2.0], [np.inf, 5.0]])
    left = np.matmul(Dual(a, t), b)
    assert left.tangent.tolist() == [[[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [np.inf, 5.0]]]
    right = np.matmul(a, Dual(b, t))
    assert right.tangent.tolist() == [[[1.0, 0.0], [2.0, 0.0]], [[0.0, np.inf], [0.0, 3.0]]]


@pytest.mark.parametrize(("name", "first", "second"), CASES)
@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_operands_that_do_not_move_do_not_matter(name, first, second):
    a, b = array(first), array(second)
    a.flat[0], b.flat[-1] = np.inf, np.nan
    result = getattr(np, name)(Dual(a, np.zeros((2, *first))), Dual(b, np.zeros((2, *second))))
    assert not np.any(result.tangent)


def test_an_infinite_entry_that_a_moving_one_meets_is_infinite():
    result = np.matmul(Dual(np.array([2.0, 1.0]), np.array([-1.0, 0.0])), np.array([np.inf, 3.0]))
    assert result.tangent == -np.inf


def test_zero_tangents_beside_infinite_entries_to_second_order():
    a = Dual(Dual(np.ones((2, 2)), 0.0), Dual(np.zeros((2, 2)), np.zeros((2, 2))))
    with np.errstate(invalid="ignore"):
        result = np.matmul(a, np.full((2, 2), np.inf))
    assert not np.any(result.tangent.primal)
    assert not np.any(result.tangent.tangent)
