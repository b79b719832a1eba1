"""``reduce``, ``accumulate``, ``reduceat`` and ``outer`` of every differentiable ufunc of two arguments."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_ufuncs

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE

BINARY = sorted(
    (u for u in get_overridable_numpy_ufuncs() if u.__name__ in TABLE and u.nin == 2 and u.nout == 1),
    key=lambda u: u.__name__,
)
FOLDING = [u for u in BINARY if u is not np.ldexp]
"""All but ldexp, whose second argument is an integer: NumPy cannot fold it."""

RNG = np.random.default_rng(20240611)
X = RNG.uniform(0.6, 1.9, (2, 3, 4))
SMALL = X[0]


@pytest.fixture(params=FOLDING, ids=lambda u: u.__name__)
def ufunc(request):
    return request.param


def test_numpy_folds_every_ufunc_here_but_ldexp():
    with pytest.raises(TypeError, match="^ufunc 'ldexp' not supported"):
        np.ldexp.reduce(X)
    with pytest.raises(TypeError, match="^ufunc 'ldexp' not supported"):
        np.ldexp.reduce(Dual(X, 1.0))


# --- against the limit, in one direction and many, to second order --------------------------------------


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_reduce(ufunc, axis, judge):
    judge(lambda x: ufunc.reduce(x, axis=axis), [SMALL]).all()


@pytest.mark.parametrize("axis", [(0, 2), None, (-1, 0)])
def test_reduce_over_several_axes_as_far_as_numpy_does(ufunc, axis, judge):
    try:
        ufunc.reduce(X, axis=axis)
    except ValueError as error:
        with pytest.raises(ValueError, match="is not reorderable") as ours:
            ufunc.reduce(Dual(X, 1.0), axis=axis)
        assert str(ours.value) == str(error)
        return
    judge(lambda x: ufunc.reduce(x, axis=axis, keepdims=True), [X]).all()


def test_reduce_from_an_initial_value_that_moves(ufunc, judge):
    judge(lambda x, a: ufunc.reduce(x, axis=1, initial=a), [SMALL, 1.25]).all()


@pytest.mark.parametrize("moving", [[0], [0, 1]])
def test_reduce_where(ufunc, moving, judge):
    where = np.array([[True, False, True, True], [False, True, True, False], [False, False, False, False]])
    judge(lambda x, a: ufunc.reduce(x, axis=-1, initial=a, where=where), [SMALL, 0.75], moving=moving).all()


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_accumulate(ufunc, axis, judge):
    judge(lambda x: ufunc.accumulate(x, axis=axis), [SMALL]).all()


@pytest.mark.parametrize("axis", [0, -1])
def test_reduceat(ufunc, axis, judge):
    judge(lambda x: ufunc.reduceat(x, [0, 2, 1, 1, 2], axis=axis), [SMALL]).all()


def test_outer(ufunc, judge):
    judge(ufunc.outer, [SMALL[:2, :2], X[1, :2]]).all()
    judge(ufunc.outer, [SMALL[0], 1.5]).all()


@pytest.mark.parametrize("length", [1, 2, 5, 16, 33])
def test_folds_of_any_length(ufunc, length, judge):
    x = RNG.uniform(0.9, 1.2, length)
    judge(ufunc.reduce, [x]).value()
    judge(ufunc.accumulate, [x]).value()
    judge(ufunc.reduce, [x]).first(1e-10)
    judge(ufunc.accumulate, [x]).first(1e-10)


# --- the value, bit for bit ----------------------------------------------------------------------------


def assert_identical(actual, expected):
    """Equal in type, dtype, shape and value (the bytes of a long double have some that mean nothing)."""
    assert type(actual) is type(expected)
    assert actual.dtype == expected.dtype
    assert np.array_equal(actual, expected, equal_nan=True)
    assert np.array_equal(np.signbit(np.real(actual)), np.signbit(np.real(expected)))


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("dtype", ["e", "f", "g", "F", "b", "B", "?", "q"])
def test_the_primal_is_numpys_in_every_dtype(ufunc, dtype):
    x = (2 * SMALL).astype(dtype)
    for method, *args in (("reduce", 1), ("accumulate", 0), ("reduceat", [0, 2])):
        try:
            plain = getattr(ufunc, method)(x, *args)
        except TypeError as error:
            with pytest.raises(TypeError) as ours:
                getattr(ufunc, method)(Dual(x, 1.0), *args)
            assert str(ours.value) == str(error)
            continue
        result = getattr(ufunc, method)(Dual(x, 1.0), *args)
        assert_identical(result.primal, plain)
        assert result.tangent.shape == plain.shape
        assert result.tangent.dtype == (plain.dtype if plain.dtype.kind in "fc" else np.float64)


@pytest.mark.parametrize(
    "options", [{"dtype": "f"}, {"dtype": "F"}, {"keepdims": True}, {"axis": ()}], ids=str
)
def test_the_primal_is_numpys_with_options(ufunc, options, tools):
    try:
        plain = ufunc.reduce(SMALL, **options)
    except TypeError as error:
        with pytest.raises(TypeError) as ours:
            ufunc.reduce(Dual(SMALL, 1.0), **options)
        assert str(ours.value) == str(error)
        return
    result = ufunc.reduce(Dual(SMALL, np.ones((2, 3, 4))), **options)
    assert tools.bits(result.primal) == tools.bits(plain)
    assert result.tangent.shape == (2, *plain.shape)
    assert result.tangent.dtype == plain.dtype


@pytest.mark.parametrize("value", [2.5, np.float32(-2.5), np.array(-0.0), 3])
def test_a_number_reduces_to_what_numpy_makes_of_it(ufunc, value, tools):
    result = ufunc.reduce(Dual(value, 1.0))
    assert tools.bits(result.primal) == tools.bits(ufunc.reduce(value))
    assert np.shape(result.tangent) == ()
    with pytest.raises(TypeError, match="^cannot accumulate on a scalar"):
        ufunc.accumulate(Dual(value, 1.0))


@pytest.mark.parametrize("method", ["reduce", "accumulate", "reduceat"])
def test_python_numbers_are_arrays_in_outer_and_weak_elsewhere(method):
    narrow = Dual(np.ones(2, np.float32), 1.0)
    assert np.add.outer(narrow, Dual(2.0, 1.0)).dtype == np.add.outer(narrow.primal, 2.0).dtype == np.float64
    assert np.add(narrow, Dual(2.0, 1.0)).dtype == np.float32
    assert (
        getattr(np.add, method)(narrow, *([[0]] if method == "reduceat" else [])).tangent.dtype == np.float32
    )


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_empty_arrays(ufunc, shape):
    x = np.empty(shape)
    moving = Dual(x, np.empty((2, *shape)))
    for axis in range(len(shape)):
        totals = ufunc.accumulate(moving, axis=axis)
        assert totals.shape == shape
        assert totals.tangent.shape == (2, *shape)
        try:
            plain = ufunc.reduce(x, axis=axis)
        except ValueError as error:
            with pytest.raises(ValueError, match="zero-size array") as ours:
                ufunc.reduce(moving, axis=axis)
            assert str(ours.value) == str(error)
            continue
        total = ufunc.reduce(moving, axis=axis)
        assert np.array_equal(total.primal, plain)
        assert total.tangent.shape == (2, *plain.shape)
        assert not total.tangent.any()


def test_an_empty_fold_from_a_moving_value_is_that_value(ufunc):
    total = ufunc.reduce(Dual(np.empty((3, 0)), 1.0), axis=1, initial=Dual(2.0, 0.5))
    assert total.primal.tolist() == [2.0] * 3
    assert total.tangent.tolist() == [0.5] * 3


@pytest.mark.parametrize(
    "call",
    [
        lambda u, x: u.reduce(x, axis=3),
        lambda u, x: u.reduce(x, axis=(0, 0)),
        lambda u, x: u.accumulate(x, axis=None),
        lambda u, x: u.reduceat(x, [0, 9]),
        lambda u, x: u.reduceat(x, 0),
        lambda u, x: u.reduce(x, where=np.ones(4, bool), initial=None),
        lambda u, x: u.reduce(x, no_such_option=1),
    ],
)
def test_what_numpy_refuses(ufunc, call):
    with pytest.raises((ValueError, IndexError, TypeError)) as plain:
        call(ufunc, SMALL)
        ufunc.reduce(SMALL, axis=9)  # where NumPy takes it after all
    with pytest.raises(type(plain.value)) as ours:
        call(ufunc, Dual(SMALL, 1.0))
        ufunc.reduce(Dual(SMALL, 1.0), axis=9)
    assert str(ours.value) == str(plain.value)


def test_methods_of_ufuncs_that_have_none_raise_numpys_own_error():
    for call in (np.sin.reduce, np.divmod.reduce, np.modf.accumulate, np.matmul.reduce, np.negative.reduceat):
        args = (SMALL, [0]) if call.__name__ == "reduceat" else (SMALL,)
        with pytest.raises((ValueError, RuntimeError)) as plain:
            call(*args)
        with pytest.raises(type(plain.value)) as ours:
            call(Dual(args[0], 1.0), *args[1:])
        assert str(ours.value) == str(plain.value)


def test_outer_of_a_ufunc_with_two_results(judge):
    judge(lambda a, b: np.divmod.outer(a, b)[1], [np.array([7.5, -3.25]), np.array([2.0, 0.8, 1.7])]).all()


# --- products -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "factors", [[2.0, 0.0, 3.0, 5.0], [0.0, 2.0, 0.0, 3.0], [0.0] * 4, [-1.5, 2.0, 0.5, 4.0]]
)
def test_any_number_of_zeros_among_factors(factors):
    """∂/∂xᵢ is the product of the other factors, and ∂²/∂xᵢ∂xⱼ of all but those two."""

    def product(skipped):
        return math.prod(factor for i, factor in enumerate(factors) if i not in skipped)

    x, n = np.array(factors), len(factors)
    first = [product({i}) for i in range(n)]
    second = [[0.0 if i == j else product({i, j}) for j in range(n)] for i in range(n)]
    assert dualnum.gradient(np.multiply.reduce)(x).tolist() == first
    assert dualnum.jacobian(dualnum.gradient(np.multiply.reduce))(x).tolist() == second
    running = [
        [0.0 if i > k else math.prod(factors[:i] + factors[i + 1 : k + 1]) for i in range(n)]
        for k in range(n)
    ]
    assert dualnum.jacobian(np.multiply.accumulate)(x).tolist() == running


def test_products_of_some_factors_may_overflow_where_the_product_does_not():
    x = Dual(np.array([1e-300, 1.0, 1e200, 1e200]), np.array([0.0, 1.0, 0.0, 0.0]))
    assert np.multiply.reduce(x).tangent == pytest.approx(1e100, rel=1e-15)
    assert np.multiply.accumulate(x).tangent == pytest.approx([0.0, 1e-300, 1e-100, 1e100], rel=1e-15)
    y = Dual(np.array([1.0, 1e300, 1e-200, 1e-200, 1e150]), np.array([1.0, 0, 0, 0, 0]))
    assert np.multiply.reduce(y).tangent == pytest.approx(1e50, rel=1e-15)
    assert np.multiply.accumulate(y).tangent[-1] == pytest.approx(1e50, rel=1e-15)


def test_long_products_take_few_steps_and_lose_little():
    x = RNG.uniform(0.9, 1.1, 100_001)
    total = np.multiply.reduce(Dual(x, x))  # each x∂/∂x gives the product itself
    assert total.tangent == pytest.approx(x.size * total.primal, rel=1e-12)
    running = np.multiply.accumulate(Dual(x, x))
    assert running.tangent == pytest.approx(np.arange(1, x.size + 1) * running.primal, rel=1e-11)


def test_a_zero_tangent_stays_zero_beside_infinite_factors():
    x = Dual(np.array([np.inf, 0.0, 2.0, 3.0]), np.array([0.0, 0.0, 0.0, 0.0]))
    with np.errstate(invalid="ignore"):
        assert np.multiply.reduce(x).tangent == 0
        assert np.multiply.accumulate(x).tangent.tolist() == [0.0] * 4


# --- choices --------------------------------------------------------------------------------------------

NAN = np.nan
CHOICES = [
    # function, elements, the element chosen, reason
    (np.maximum, [1.0, 3.0, 3.0, 2.0], 1, "the first of a tie, as argmax"),
    (np.minimum, [2.0, 1.0, 3.0, 1.0], 1, "the first of a tie, as argmin"),
    (np.fmax, [1.0, 3.0, 3.0, 2.0], 1, "the first of a tie"),
    (np.fmin, [2.0, 1.0, 3.0, 1.0], 1, "the first of a tie"),
    (np.maximum, [1.0, NAN, 3.0, NAN], 1, "a nan wins, the first of several, as argmax"),
    (np.minimum, [1.0, NAN, 3.0, NAN], 1, "a nan wins, the first of several, as argmin"),
    (np.fmax, [NAN, 1.0, 3.0, NAN], 2, "a nan is passed over"),
    (np.fmin, [NAN, 3.0, 1.0, NAN], 2, "a nan is passed over"),
    (np.fmax, [NAN, NAN, NAN, NAN], 0, "nothing but nans"),
    (np.maximum, [0.0, -0.0, -1.0, 0.0], 0, "zeros are equal, whatever their signs"),
    (np.minimum, [-0.0, 0.0, 1.0, 0.0], 0, "zeros are equal, whatever their signs"),
    (np.maximum, [-np.inf, -np.inf, -np.inf, -np.inf], 0, "no element is above minus infinity"),
]


@pytest.mark.parametrize(("function", "elements", "chosen", "reason"), CHOICES)
def test_the_element_that_is_chosen(function, elements, chosen, reason):
    x = Dual(np.array(elements), np.eye(4))
    assert function.reduce(x).tangent.tolist() == np.eye(4)[chosen].tolist(), reason
    assert function.accumulate(x).tangent[:, -1].tolist() == np.eye(4)[chosen].tolist(), reason
    assert function.reduceat(x, [0]).tangent[:, 0].tolist() == np.eye(4)[chosen].tolist(), reason


@pytest.mark.parametrize(
    ("function", "initial", "slopes"),
    [
        (np.maximum, 0.0, (0.0, 1.0)),  # max(0, x) at 0 is the lecture's ReLU
        (np.minimum, 0.0, (1.0, 0.0)),  # so that max + min = a + b
        (np.maximum, 1.0, (1.0, 0.0)),
        (np.minimum, 1.0, (0.0, 1.0)),
        (np.fmax, NAN, (0.0, 1.0)),
        (np.fmin, NAN, (0.0, 1.0)),
        (np.maximum, NAN, (1.0, 0.0)),
    ],
)
def test_an_initial_value_and_the_element_compare_as_two_arguments_do(function, initial, slopes):
    total = function.reduce(
        Dual(np.array([0.0]), np.array([[0.0], [1.0]])), initial=Dual(initial, np.array([1.0, 0.0]))
    )
    assert total.tangent.tolist() == list(slopes)
    both = function(Dual(initial, np.array([1.0, 0.0])), Dual(0.0, np.array([0.0, 1.0])))
    assert both.tangent.tolist() == list(slopes)


def test_an_element_left_out_is_not_chosen_even_where_it_ties():
    x = Dual(np.full(3, -np.inf), np.eye(3))
    total = np.maximum.reduce(x, initial=-np.inf, where=[False, True, True])
    assert total.tangent.tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("of_array", "function"),
    [(np.max, np.maximum), (np.min, np.minimum), (np.nanmax, np.fmax), (np.nanmin, np.fmin)],
)
@pytest.mark.parametrize("initial", [-1.0, 0.0, 1.0, 9.0])
def test_the_functions_of_arrays_take_the_same_element(of_array, function, initial):
    x = Dual(np.array([1.0, 0.0, 1.0]), np.eye(4)[:, :3])
    start = Dual(initial, np.eye(4)[:, 3])
    assert of_array(x, initial=start).tangent.tolist() == function.reduce(x, initial=start).tangent.tolist()
    assert of_array(x).tangent.tolist() == function.reduce(x).tangent.tolist()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda x: np.maximum.reduce(x), ["maximum at 2.0: the derivative follows the convention for a tie"]),
        (lambda x: np.minimum.reduce(x), []),
        (
            lambda x: np.minimum.reduce(x, initial=2.0, where=[False, True, False]),
            ["minimum at 2.0: the derivative follows the convention for a tie"],
        ),
        (lambda x: np.minimum.reduce(x, initial=3.0, where=[False, True, False]), []),
        (
            lambda x: np.maximum.accumulate(x),
            ["maximum at 2.0: the derivative follows the convention for a tie"],
        ),
        (
            lambda x: np.maximum.reduceat(x, [0, 2]),
            ["maximum at 2.0: the derivative follows the convention for a tie"],
        ),
        (lambda x: np.maximum.accumulate(x[1:]), []),
        (lambda x: np.maximum.reduce(Dual(x.primal, 0.0)), []),
    ],
)
def test_ties_are_reported_inside_errstate(call, told):
    found = []
    with dualnum.errstate(kink=lambda name, where: found.append(f"{name} {where}")):
        call(Dual(np.array([2.0, 2.0, 1.0]), np.array([0.0, 1.0, 0.0])))
    assert found == told


@pytest.mark.parametrize("function", [np.maximum, np.minimum, np.fmax, np.fmin])
def test_choices_among_integers_beyond_the_floats(function):
    x = Dual(np.array([2**62, 2**62 + 1, 2**62 - 1]), np.eye(3))
    chosen = 1 if function in (np.maximum, np.fmax) else 2
    assert function.reduce(x).tangent.tolist() == np.eye(3)[chosen].tolist()


# --- levels ---------------------------------------------------------------------------------------------


def test_the_array_and_the_initial_value_may_move_with_different_transforms():
    """∂²/∂a∂b of b·(2a)(3a) is 12a."""

    def inner(a):
        return dualnum.derivative(lambda b: np.multiply.reduce(np.array([2.0, 3.0]) * a, initial=b))(5.0)

    assert dualnum.derivative(inner)(7.0) == 84.0

    def other(a):
        return dualnum.derivative(lambda b: np.multiply.reduce(np.array([2.0, 3.0]) * b, initial=a))(5.0)

    assert dualnum.derivative(other)(7.0) == 60.0


def test_an_initial_value_of_two_levels_over_an_array_of_none_but_the_outer():
    def inner(a):
        return dualnum.derivative(lambda b: np.add.reduce(np.array([2.0, 3.0]) * b, initial=a * b))(5.0)

    assert dualnum.derivative(inner)(7.0) == 1.0


# --- out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["reduce", "accumulate"])
def test_out_is_written_and_returned(ufunc, method):
    x = Dual(SMALL, np.stack([SMALL, SMALL**2]))
    expected = getattr(ufunc, method)(x, axis=1)
    out = np.zeros_like(expected)
    assert getattr(ufunc, method)(x, axis=1, out=out) is out
    assert np.array_equal(out.primal, expected.primal)
    assert np.array_equal(out.tangent, expected.tangent)


def test_out_in_reduceat_and_outer():
    x = Dual(np.arange(4.0), np.ones(4))
    out = np.zeros_like(x)[:2]
    assert np.add.reduceat(x, [0, 2], out=out) is out
    assert out.primal.tolist() == [1.0, 5.0]
    assert out.tangent.tolist() == [2.0, 2.0]
    table = Dual(np.zeros((4, 2)), 0.0)
    assert np.multiply.outer(x, [1.0, 3.0], out=table) is table
    assert table.tangent.tolist() == [[1.0, 3.0]] * 4


def test_a_plain_out_is_refused():
    x = Dual(SMALL, 1.0)
    for call in (
        lambda: np.add.reduce(x, out=np.zeros(4)),
        lambda: np.maximum.accumulate(x, out=np.zeros((3, 4))),
        lambda: np.add.reduceat(x, [0], out=np.zeros((1, 4))),
        lambda: np.add.outer(x, 1.0, out=np.zeros((3, 4))),
    ):
        with pytest.raises(
            TypeError, match=r"^(add|maximum)(\.\w+)?: out= is a plain array, which cannot hold"
        ):
            call()


def test_an_integer_dtype_is_refused():
    with pytest.raises(TypeError, match=r"^add.reduce: dtype=int64 cannot hold a Dual"):
        np.add.reduce(Dual(SMALL, 1.0), dtype=int)
    with pytest.raises(TypeError, match=r"^multiply: dtype=int64 cannot hold a Dual"):
        np.multiply.reduce(Dual(SMALL, 1.0), dtype=int)
    assert np.add.reduce(Dual(np.array([1, 2]), 1.0), dtype=np.int8).tangent == 2.0


def test_directions_that_differ_are_refused():
    with pytest.raises(ValueError, match="carry different directions"):
        np.multiply.reduce(Dual(np.ones(3), np.ones((2, 3))), initial=Dual(1.0, np.ones(3)))
