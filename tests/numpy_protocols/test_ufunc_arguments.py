"""``out=``, ``where=``, ``dtype=``, ``casting=``, ``order=``, ``subok=``, ``signature=``; lists and object arrays."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import dualnum
from dualnum import Dual

A = np.array([0.5, 1.0, 2.0])
T = np.array([1.0, -1.0, 0.5])
TWO = np.array([T, [0.0, 2.0, 1.0]])


def x():
    return Dual(A.copy(), T.copy())


def wide():
    """With two directions."""
    return Dual(A.copy(), TWO.copy())


# --- out ------------------------------------------------------------------------------------------------


def test_out_is_returned_and_both_of_its_parts_keep_their_memory():
    out = np.empty_like(x())
    primal, tangent = out.primal, out.tangent
    assert np.sin(x(), out=out) is out
    assert out.primal is primal
    assert out.tangent is tangent
    assert np.array_equal(primal, np.sin(A))
    assert np.array_equal(tangent, np.cos(A) * T)
    assert np.sin(x(), out=(out,)) is out
    assert np.sin(x(), out) is out


def test_out_may_be_the_input():
    for make in (x, wide):
        value = make()
        expected = np.exp(make() * make())
        np.multiply(value, value, out=value)
        np.exp(value, out=value)
        assert np.array_equal(value.primal, expected.primal)
        assert np.array_equal(value.tangent, expected.tangent)


@pytest.mark.parametrize(
    "function", [np.multiply, np.divide, np.power, np.hypot, np.maximum, np.add, np.arctan2]
)
@pytest.mark.parametrize(
    ("first", "second", "target"),
    [
        (slice(0, 4), slice(1, 5), slice(2, 6)),
        (slice(2, 6), slice(1, 5), slice(0, 4)),
        (slice(None, None, -1), slice(None), slice(None)),
        (slice(None), slice(None), slice(None)),
        (slice(None), slice(None, None, -1), slice(None, None, -1)),
    ],
)
def test_views_that_overlap(function, first, second, target):
    base = np.array([0.5, 1.5, 0.25, 2.0, 1.0, 0.75])
    apart = Dual(base, np.arange(12.0).reshape(2, 6))
    expected = function(apart[first], apart[second])
    same = apart.copy()
    function(same[first], same[second], out=same[target])
    assert np.array_equal(same[target].primal, expected.primal)
    assert np.array_equal(same[target].tangent, expected.tangent)


def test_the_tangents_may_overlap_though_the_primals_do_not():
    shared = np.arange(4.0)
    a, out = Dual(np.ones(3), shared[:3]), Dual(np.zeros(3), shared[1:])
    np.multiply(a, 2.0, out=out)
    assert out.tangent.tolist() == [0.0, 2.0, 4.0]


def test_in_place_operators_go_through_views():
    value = wide()
    view = value[1:]
    view *= 3
    view -= Dual(1.0, np.array([1.0, 0.0]))
    assert value.primal.tolist() == [0.5, 2.0, 5.0]
    assert value.tangent.tolist() == [[1.0, -4.0, 0.5], [0.0, 6.0, 3.0]]


def test_plain_inputs_make_the_tangent_zero():
    out = wide()
    assert np.add(A, 1.0, out=out) is out
    assert out.primal.tolist() == (A + 1).tolist()
    assert not out.tangent.any()
    assert out.tangent.shape == (2, 3)


def test_an_out_wider_than_the_inputs_is_filled():
    out = Dual(np.zeros((2, 3)), np.ones((2, 2, 3)))
    np.multiply(wide(), 2.0, out=out)
    assert out.primal.tolist() == [[1.0, 2.0, 4.0]] * 2
    assert out.tangent[1].tolist() == [[0.0, 4.0, 2.0]] * 2


def test_out_of_an_inner_level_is_lifted():
    """∂²/∂x∂y of x²y³ is 6xy²."""

    def f(y):
        def g(x):
            cells = np.empty_like(np.array([1.0, 1.0]) * y)
            np.multiply(x * x, y * y * y, out=cells)
            return cells[1]

        return dualnum.derivative(g)(2.0)

    assert dualnum.derivative(f)(3.0) == 108.0


def test_out_of_a_higher_level_takes_the_inputs_as_constants():
    outer = Dual(Dual(A.copy(), 0.0), 1.0)
    np.multiply(x(), 2.0, out=outer)
    assert outer.primal.tangent.tolist() == (2 * T).tolist()
    assert not outer.tangent.any()


def test_out_that_nests():
    nested = Dual(Dual(A, T), Dual(T, 0.0))
    out = np.zeros_like(nested)
    np.exp(nested, out=out)
    expected = np.exp(nested)
    assert np.array_equal(out.tangent.tangent, expected.tangent.tangent)
    np.multiply(out, out, out=out)
    assert np.array_equal(out.tangent.tangent, (expected * expected).tangent.tangent)


@pytest.mark.parametrize(
    ("out", "error", "text"),
    [
        (
            np.zeros(3),
            TypeError,
            "^sin: out= is a plain array, which cannot hold the derivative; give a Dual as out=",
        ),
        (Dual(np.zeros(3, int), 0.0), TypeError, "Cannot cast ufunc 'sin' output from dtype"),
        (
            Dual(np.zeros(2), 0.0),
            ValueError,
            "operands could not be broadcast together|non-broadcastable output",
        ),
        (
            Dual(1.0, 0.0),
            TypeError,
            "^sin: out= is a Dual of a number, which cannot be written into; give an",
        ),
        ([1.0, 2.0, 3.0], TypeError, "return arrays must be of ArrayType"),
        (
            (Dual(np.zeros(3), 0.0), None),
            ValueError,
            "The 'out' tuple must have exactly one entry per ufunc output",
        ),
    ],
)
def test_what_cannot_be_an_out(out, error, text):
    with pytest.raises(error, match=text):
        np.sin(x(), out=out)


def test_an_out_that_does_not_fit_stays_as_it_was():
    for out in (Dual(np.zeros(3), np.ones(3)), Dual(np.zeros(3), np.ones((5, 3)))):
        with pytest.raises(ValueError, match="directions"):
            np.sin(wide(), out=out)
        assert not out.primal.any()
        assert out.tangent.all()


def test_a_read_only_out():
    frozen = np.zeros(3)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="output array is read-only"):
        np.sin(A, out=frozen)
    with pytest.raises(ValueError, match="read-only"):
        np.sin(x(), out=Dual(frozen, np.zeros(3)))
    out = Dual(np.zeros(3), np.zeros(3))
    out.tangent.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        np.sin(x(), out=out)
    assert not out.primal.any()


def test_an_array_of_objects_takes_scalar_duals():
    out = np.zeros(3, object)
    assert np.multiply(x(), 3.0, out=out) is out
    assert [(d.primal, d.tangent) for d in out] == [(1.5, 3.0), (3.0, -3.0), (6.0, 1.5)]
    np.multiply(x(), 7.0, out=out, where=[True, False, False])
    assert [d.primal for d in out] == [3.5, 3.0, 6.0]


def test_an_out_of_integers_that_numpy_would_cut_to_is_refused():
    out = Dual(np.zeros(3, int), 1.0)
    with pytest.raises(
        TypeError, match="^sin: out= is an array of integers, which cannot hold the derivative"
    ):
        np.sin(x(), out=out, casting="unsafe")
    assert out.tangent.tolist() == [1.0] * 3


def test_integers_move_and_stay_integers():
    out = Dual(np.zeros(3, int), 0.0)
    np.add(Dual(np.array([1, 2, 3]), T), 1, out=out)
    assert out.primal.tolist() == [2, 3, 4]
    assert out.tangent.tolist() == T.tolist()
    rounded = Dual(np.zeros(3, int), 1.0)
    np.rint(x(), out=rounded, casting="unsafe")
    assert rounded.primal.tolist() == [0, 1, 2]
    assert not rounded.tangent.any()


# --- several results ------------------------------------------------------------------------------------


def test_divmod_and_modf_with_out():
    for outs in ((np.empty_like(x()), np.empty_like(x())), (None, np.empty_like(x()))):
        quotient, rest = np.divmod(x(), 0.75, out=outs)
        assert rest is outs[1]
        assert outs[0] in (None, quotient) if outs[0] is None else quotient is outs[0]
        assert quotient.primal.tolist() == [0.0, 1.0, 2.0]
        assert rest.tangent.tolist() == T.tolist()
        assert not quotient.tangent.any()
    fraction, whole = np.modf(x() * 1.25, out=(np.empty_like(x()), None))
    assert fraction.tangent.tolist() == (1.25 * T).tolist()
    assert whole.primal.tolist() == [0.0, 1.0, 2.0]


def test_the_exponent_of_frexp_is_no_number_to_differentiate():
    mantissa, exponent = np.frexp(x(), out=(np.empty_like(x()), np.empty(3, np.int32)))
    assert mantissa.tangent.tolist() == [1.0, -0.5, 0.125]  # 2 to the power of −exponent
    assert type(exponent) is np.ndarray
    assert exponent.tolist() == [0, 1, 2]
    with pytest.raises(
        TypeError, match="^frexp: that result is not a number to differentiate; give a plain array"
    ):
        np.frexp(x(), out=(None, Dual(np.empty(3, np.int32), 0.0)))


# --- where ----------------------------------------------------------------------------------------------

without_out = pytest.mark.filterwarnings(
    "ignore:'where' used without 'out'"
)  # NumPy advises against it since 2.4
WHERE = np.array([True, False, True])


@pytest.mark.parametrize("where", [WHERE, WHERE.tolist(), Dual(WHERE, 1.0)], ids=["array", "list", "Dual"])
@pytest.mark.parametrize("make", [x, wide])
def test_where_leaves_both_parts_alone(where, make):
    out = Dual(np.full(3, 9.0), np.full_like(make().tangent, 8.0))
    assert np.sqrt(make(), out=out, where=where) is out
    expected = np.sqrt(make())
    assert out.primal.tolist() == np.where(WHERE, expected.primal, 9.0).tolist()
    assert out.tangent.tolist() == np.where(WHERE, expected.tangent, 8.0).tolist()


@without_out
def test_where_without_out_gives_zero_tangents_elsewhere():
    for value in (x(), wide(), Dual(Dual(A, T), Dual(T, 1.0))):
        result = np.exp(value, where=WHERE)
        expected = np.exp(value)
        while isinstance(result.tangent, Dual):
            assert not result.tangent.tangent[1].any()
            result, expected = result.tangent, expected.tangent
        assert np.array_equal(result.tangent[..., WHERE], expected.tangent[..., WHERE])
        assert not result.tangent[..., ~WHERE].any()


@without_out
def test_where_may_be_wider_than_the_inputs_and_one_bool():
    mask = np.array([WHERE, ~WHERE])
    result = np.multiply(wide(), 2.0, where=mask)
    assert result.shape == (2, 3)
    assert np.array_equal(result.tangent, np.where(mask, 2 * TWO[:, None, :], 0.0))
    assert np.sin(Dual(0.0, 1.0), where=True).tangent == 1.0
    assert np.sin(Dual(0.0, 1.0), where=False).tangent == 0.0


@without_out
def test_where_warns_of_what_it_computes_and_of_nothing_else():
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        np.log(Dual(np.array([-1.0, 0.0, 1.0]), 1.0), where=[False, False, True])
    with pytest.warns(RuntimeWarning, match="^divide by zero encountered in log$"):
        np.log(Dual(np.array([-1.0, 0.0, 1.0]), 0.0), where=[False, True, True])
    with pytest.warns(RuntimeWarning, match="^divide by zero encountered"):
        np.sqrt(Dual(np.array([-1.0, 0.0, 1.0]), 1.0), where=[False, True, True])


@without_out
def test_where_with_two_results():
    quotient, rest = np.divmod(x(), 0.75, where=WHERE)
    assert rest.tangent.tolist() == [1.0, 0.0, 0.5]
    assert not quotient.tangent.any()


# --- dtype, casting, order, subok, signature ------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"dtype": "f"},
        {"signature": "ff->f", "casting": "same_kind"},
        {"dtype": np.complex128},
        {"dtype": "g"},
    ],
    ids=str,
)
def test_the_dtype_is_that_of_both_parts(options):
    result, plain = np.multiply(wide(), wide(), **options), np.multiply(A, A, **options)
    assert result.primal.dtype == result.tangent.dtype == plain.dtype
    assert np.array_equal(result.primal, plain)
    rounding = 2 * max(np.finfo(part.dtype).eps for part in (plain, wide().tangent))
    np.testing.assert_allclose(result.tangent, 2 * A * TWO, rtol=rounding)


@pytest.mark.parametrize(
    ("function", "values", "options"),
    [
        (np.add, [x(), 1.5], {"dtype": int, "casting": "unsafe"}),
        (np.add, [x(), 1.5], {"signature": "ll->l", "casting": "unsafe"}),
        (np.multiply, [Dual(A + 1j, 1.0), 2.0], {"dtype": float, "casting": "unsafe"}),
        (np.divmod, [x(), 1.5], {"dtype": int, "casting": "unsafe"}),
    ],
)
@pytest.mark.filterwarnings("ignore:Casting complex values")
def test_a_dtype_that_would_cut_what_moves_is_refused(function, values, options):
    with pytest.raises(TypeError, match=f"^{function.__name__}: the dtype asked for cannot hold a Dual"):
        function(*values, **options)
    if function is np.add:
        with pytest.raises(TypeError, match="^add: the dtype asked for cannot hold a Dual"):
            function(*values, out=np.empty_like(x()), **options)


def test_a_dtype_of_integers_serves_integers_and_steps():
    result = np.add(Dual(np.array([1, 2]), 1.0), 1, dtype=np.int8)
    assert result.primal.dtype == np.int8
    assert result.tangent.tolist() == [1.0, 1.0]
    assert np.rint(Dual(1.5, 1.0), signature="d->d").tangent == 0.0


def test_the_modulus_may_be_real_while_the_argument_is_complex():
    result = np.absolute(Dual(np.array([3 + 4j]), 1.0), signature="D->d")
    assert result.primal.tolist() == [5.0]
    assert result.tangent.real == pytest.approx([0.6], rel=1e-15)


@pytest.mark.parametrize(
    "options",
    [{"casting": "no"}, {"dtype": "f", "casting": "safe"}, {"dtype": "q"}, {"axis": 0}, {"casting": "wrong"}],
)
def test_what_numpy_refuses(options):
    with pytest.raises((TypeError, ValueError)) as plain:
        np.add(A, np.float32(1) * A.astype("f"), **options)
    with pytest.raises(type(plain.value)) as ours:
        np.add(x(), np.float32(1) * A.astype("f"), **options)
    assert str(ours.value) == str(plain.value)


def test_order_and_subok():
    square = Dual(np.arange(6.0).reshape(2, 3), 1.0)
    assert np.sin(square, order="F").primal.flags.f_contiguous
    assert np.sin(square, order="C").primal.flags.c_contiguous

    class Kind(np.ndarray):
        pass

    moving = Dual(np.arange(3.0).view(Kind), 1.0)
    assert type(np.sin(moving).primal) is Kind
    assert type(np.sin(moving, subok=False).primal) is np.ndarray


# --- lists, tuples, object arrays -----------------------------------------------------------------------


def test_lists_and_tuples_are_arrays():
    for other in ([1, 2, 3], (1.0, 2.0, 3.0), [[1.0], [2.0]]):
        result, plain = np.multiply(x(), other), np.multiply(A, other)
        assert np.array_equal(result.primal, plain)
        assert np.array_equal(result.tangent, np.multiply(T, other))
        assert np.array_equal(np.multiply(other, x()).tangent, np.multiply(other, T))


def test_lists_of_duals_beside_a_dual():
    result = np.add(x(), [Dual(1.0, 5.0), 2.0, Dual(3.0, 6.0)])
    assert result.primal.tolist() == [1.5, 3.0, 5.0]
    assert result.tangent.tolist() == [6.0, -1.0, 6.5]


def test_object_arrays_of_scalar_duals_mix_with_array_duals():
    objects = np.array([Dual(1.0, 5.0), Dual(2.0, 0.0), Dual(3.0, 6.0)])
    for result in (np.multiply(x(), objects), np.multiply(objects, x()), objects * x(), x() * objects):
        assert isinstance(result, Dual)
        assert result.primal.tolist() == (A * [1.0, 2.0, 3.0]).tolist()
        assert result.tangent.tolist() == (T * [1.0, 2.0, 3.0] + A * [5.0, 0.0, 6.0]).tolist()
    assert np.maximum.reduce(np.add(objects, x())).tangent == 6.5


def test_what_is_not_a_number():
    for other in ("a", None, object(), {}):
        with pytest.raises(TypeError):
            np.add(x(), other)
        with pytest.raises(TypeError):
            np.add(Dual(1.0, 1.0), other)


def test_where_and_out_in_a_call_that_numpy_never_hands_over():
    """With plain inputs and outputs NumPy does not ask a Dual; nothing is lost, for it refuses the Dual."""
    with pytest.raises(TypeError):
        np.add.reduce(A, initial=Dual(1.0, 1.0))
