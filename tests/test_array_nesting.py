"""Second derivatives by the short way of nested arrays: the same as by hand, and as by the general way."""

import warnings

import numpy as np
import pytest

import dualnum
from dualnum import Dual, array_nesting, array_operations, propagation
from dualnum.namespaces import NUMPY

X = np.array([0.3, -1.2, 2.5, 0.9])

# f and f'' of one element.
SECOND = {
    "x**2": (lambda x: x**2, lambda x: 2 + 0 * x),
    "x**3": (lambda x: x**3, lambda x: 6 * x),
    "x*x*x": (lambda x: x * x * x, lambda x: 6 * x),
    "2.0*x*x - x": (lambda x: 2.0 * x * x - x, lambda x: 4 + 0 * x),
    "1.0 - x": (lambda x: 1.0 - x, lambda x: 0 * x),
    "3 - x*x": (lambda x: 3 - x * x, lambda x: -2 + 0 * x),
    "x + x": (lambda x: x + x, lambda x: 0 * x),
    "x - x*x": (lambda x: x - x * x, lambda x: -2 + 0 * x),
    "x*x - x": (lambda x: x * x - x, lambda x: 2 + 0 * x),
    "-(x*x)": (lambda x: -(x * x), lambda x: -2 + 0 * x),
    "+(x*x)": (lambda x: +(x * x), lambda x: 2 + 0 * x),
    "exp": (np.exp, np.exp),
    "sin": (np.sin, lambda x: -np.sin(x)),
    "x·sin": (lambda x: x * np.sin(x), lambda x: 2 * np.cos(x) - x * np.sin(x)),
    "1/(1 + x²)": (lambda x: 1 / (1 + x * x), lambda x: (6 * x**2 - 2) / (1 + x**2) ** 3),
    "x/3": (lambda x: x * x / 3, lambda x: 2 / 3 + 0 * x),
    "an array beside it": (lambda x: x * x * X, lambda x: 2 * X),
}


@pytest.mark.parametrize(("f", "second"), SECOND.values(), ids=SECOND)
def test_second_derivatives(f, second):
    assert dualnum.derivative(f, order=2)(X) == pytest.approx(second(X), rel=1e-13, abs=1e-13)
    hessian = dualnum.hessian(lambda x: f(x).sum())(X)
    assert hessian == pytest.approx(np.diag(second(X)), rel=1e-13, abs=1e-13)


def mixed(x):
    """Σ x_i²·x_{i+1} + exp(x_i), whose Hessian has a diagonal beside the main one."""
    return (x[:-1] ** 2 * x[1:]).sum() + np.exp(x).sum()


def test_mixed_derivatives():
    expected = np.diag(np.exp(X))
    for i in range(3):
        expected[i, i] += 2 * X[i + 1]
        expected[i, i + 1] = expected[i + 1, i] = 2 * X[i]
    assert dualnum.hessian(mixed)(X) == pytest.approx(expected, rel=1e-14)
    assert dualnum.hessian(mixed, chunk_size=3)(X) == pytest.approx(expected, rel=1e-14)


def test_the_inner_and_the_outer_directions_keep_their_places():
    """∂(∂f/∂x_k)/∂x_n of f = x₀²·x₁, one output at a time, at two different points of the variables."""
    jacobian = dualnum.jacobian(dualnum.jacobian(lambda x: x * x * x[::-1]))(np.array([2.0, 5.0]))
    # (x₀²x₁, x₁²x₀): [output, k, n]
    assert jacobian.tolist() == [[[10.0, 4.0], [4.0, 0.0]], [[0.0, 10.0], [10.0, 4.0]]]


def refuse(*args, **kwargs):
    raise AssertionError("the general way was taken")


@pytest.mark.parametrize(
    "f", [f for name, (f, _) in SECOND.items() if name.startswith(("x**2", "x*x", "2.0*x", "1.0"))]
)
def test_the_short_way_is_taken(monkeypatch, f):
    monkeypatch.setattr(propagation, "apply", refuse)
    dualnum.hessian(lambda x: f(x).sum())(X)


def test_the_general_way_gives_the_same(monkeypatch):
    short = dualnum.hessian(mixed)(X)
    monkeypatch.setattr(array_operations, "_nested", lambda *args: None)
    assert short == pytest.approx(dualnum.hessian(mixed)(X), rel=1e-15)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize(
    "f", [lambda x: x * x, lambda x: x * np.exp(x), lambda x: x**2 - x, lambda x: x * x * x]
)
def test_elements_do_not_spoil_each_other(f, bad):
    x = np.array([bad, 0.5])
    with np.errstate(all="ignore"):
        found = dualnum.jacobian(dualnum.jacobian(f))(x)
    alone = dualnum.jacobian(dualnum.jacobian(f))(x[1:])
    assert found[1, 1, 1] == alone[0, 0, 0]
    others = [(i, k, n) for i in range(2) for k in range(2) for n in range(2) if not i == k == n]
    assert all(found[index] == 0 for index in others)


def test_an_undefined_tangent_spoils_no_derivative_of_a_partial_that_does_not_move():
    """(x²)'' along n and k is 2·x'ₙ·x'ₖ: zero where x'ₙ is, whatever x'ₖ is."""
    inner = Dual(np.array([3.0, 5.0]), np.array([0.0, 1.0]))
    x = Dual(inner, np.array([np.nan, 2.0]))
    mixed = (x * x)._tangent
    assert np.isnan(mixed._primal[0])
    assert mixed._tangent.tolist() == [0.0, 4.0]
    assert (x**2)._tangent._tangent.tolist() == [0.0, 4.0]


def test_what_numpy_tells_of_is_told_once():
    x = np.array([1e200, 1.0])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dualnum.hessian(lambda x: (x * x).sum())(x)
    assert [str(warning.message) for warning in caught] == ["overflow encountered in multiply"]
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        dualnum.hessian(lambda x: (x * x).sum())(x)


def test_what_is_not_simple_is_left_alone():
    single = Dual(Dual(X.astype(np.float32), 1.0), 1.0)
    other = Dual(Dual(X, 1.0), 1.0)
    row = array_operations.simple_row(np.multiply, NUMPY)
    for args in (
        (single, single),
        (other, X),
        (Dual(X, 1.0), other),
        (other, Dual(Dual(X, np.eye(4)), 1.0)),
        (X, X),
    ):
        assert array_nesting.operate_on_nested(row, np.multiply, args, refuse) is None


def test_operands_are_not_changed():
    x = Dual(Dual(X.copy(), np.eye(4)), np.eye(4))
    y = x * x
    kept = [
        part.copy()
        for part in (y._primal._primal, y._primal._tangent, y._tangent._primal, y._tangent._tangent)
    ]
    for use in (
        lambda: y + x,
        lambda: x + y,
        lambda: y - y,
        lambda: -y,
        lambda: y * 2.0,
        lambda: y * y,
        lambda: 1 - y,
    ):
        use()
    now = [y._primal._primal, y._primal._tangent, y._tangent._primal, y._tangent._tangent]
    assert all(map(np.array_equal, kept, now))


def test_results_share_no_memory():
    x = Dual(Dual(X.copy(), np.eye(4)), np.eye(4))
    y = x * x
    for z in (+y, y + x, x + y, y - x, y + 1.0):
        assert not np.may_share_memory(z._tangent._tangent, y._tangent._tangent)
        assert not np.may_share_memory(z._tangent._primal, y._tangent._primal)


@pytest.mark.parametrize("directions", [(), (3,)])
def test_the_sum_of_a_nested_array_is_numpys(directions):
    rng = np.random.default_rng(1)
    inner = Dual(rng.normal(size=(2, 5)), rng.normal(size=(*directions, 2, 5)))
    x = Dual(inner, Dual(rng.normal(size=(2, 5)), rng.normal(size=(*directions, 2, 5))))
    for value in (inner, x):
        method, function = value.sum(), np.sum(value)
        assert np.array_equal(np.asarray(repr(method)), np.asarray(repr(function)))
        assert repr(value.sum(0)) == repr(np.sum(value, 0))
        assert repr(value.sum(axis=-1, keepdims=True)) == repr(np.sum(value, axis=-1, keepdims=True))
