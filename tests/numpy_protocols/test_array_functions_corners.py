"""Uncommon arguments, and the errors of bad ones."""

import numpy as np
import pytest

import dualnum
from dualnum import Dual

X = Dual(np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(2, 2, 3))
V = Dual(np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.2, 0.3]))
D = Dual(5.0, 7.0)


def test_an_initial_value_that_moves():
    assert np.sum(V, initial=D).tangent == pytest.approx(0.6 + 7)
    assert np.prod(V, initial=D).tangent == pytest.approx(7 * 6 + 5 * (0.1 * 2 + 0.2 * 6 + 0.3 * 3))
    assert np.max(V, initial=D).tangent == 7
    assert np.min(V, initial=D).tangent == 0.2
    assert np.nanmax(V, initial=D).tangent == 7


def test_second_derivatives_of_products_that_need_their_exponents():
    """∂²(abcd)/∂c∂d = ab, in the midst of products that overflow."""
    values = np.array([1e100, 1e-250, 1e200, 1e200])
    with np.errstate(over="ignore"):
        hessian = dualnum.jacobian(dualnum.gradient(np.prod))(values)
        of_last = dualnum.jacobian(dualnum.gradient(lambda v: np.cumprod(v)[-1]))(values)
    for found in (hessian, of_last):
        assert found[2, 3] == pytest.approx(1e-150, rel=1e-14)
        assert found[0, 2] == pytest.approx(1e-50, rel=1e-14)


def test_a_condition_that_is_a_dual():
    flags = Dual(np.array([1.0, 0.0, 2.0]), np.array([1.0, 1.0, 1.0]))
    np.testing.assert_array_equal(np.where(flags, 1, 2), [1, 2, 1])
    np.testing.assert_array_equal(np.where(flags)[0], [0, 2])
    np.testing.assert_array_equal(np.where(flags, V, 0).tangent, [0.1, 0, 0.3])


# --- counting -------------------------------------------------------------------------------------------


def test_bincount_without_weights_and_with_complex_tangents():
    numbers = Dual(np.array([0, 2, 2]), 0.0)
    np.testing.assert_array_equal(np.bincount(numbers), [1, 0, 2])
    y = np.bincount([0, 2, 2], Dual(np.ones(3), np.array([1j, 2j, 3.0])))
    np.testing.assert_array_equal(y.tangent, [1j, 0, 3 + 2j])


def test_histogram_of_equal_elements():
    counts, edges = np.histogram(Dual(np.ones(3), np.array([2.0, 3.0, 4.0])), 2)
    np.testing.assert_array_equal(counts, [0, 3])
    np.testing.assert_array_equal(edges.primal, [0.5, 1, 1.5])
    np.testing.assert_array_equal(edges.tangent, [2, 2, 2])


def test_histogram2d_with_the_same_edges_for_both():
    x, edges = V, [0.0, 1.5, 2.5, 4.0, 5.0]
    counts, xedges, _ = np.histogram2d(x, x, edges, weights=V)
    assert counts.tangent[0, 0] == 0.2
    assert type(xedges) is np.ndarray


def test_bins_by_a_rule_of_thumb_are_as_many_as_in_numpy():
    x = np.random.default_rng(0).normal(size=50)
    for rule in ("auto", "fd", "sturges"):
        edges = np.histogram_bin_edges(Dual(x, x), rule)
        np.testing.assert_array_equal(edges.primal, np.histogram_bin_edges(x, rule))
        np.testing.assert_allclose(edges.tangent, edges.primal, rtol=1e-14)


# --- pad ------------------------------------------------------------------------------------------------


def test_pad_with_a_function_that_writes():
    def ends(vector, width, axis, kwargs):
        vector[: width[0]] = kwargs["scale"] * vector[width[0]]

    x = np.arange(6.0).reshape(2, 3)
    y = np.pad(X, ((1, 0), (2, 0)), ends, scale=3.0)
    np.testing.assert_array_equal(y.primal, np.pad(x, ((1, 0), (2, 0)), ends, scale=3.0))
    for d in range(2):
        expected = np.pad(X.tangent[d], ((1, 0), (2, 0)), ends, scale=3.0)
        np.testing.assert_array_equal(y.tangent[d], expected)


def test_pad_some_axes_only():
    if np.lib.NumpyVersion(np.__version__) < "2.4.0":
        with pytest.raises(TypeError):
            np.pad(X, {-1: (1, 2)})
        return
    y = np.pad(X, {-1: (1, 2)})
    np.testing.assert_array_equal(y.tangent, np.pad(X.tangent, ((0, 0), (0, 0), (1, 2))))


def test_an_empty_pad_does_not_move():
    assert not np.pad(V, 2, "empty").tangent[[0, 1, 5, 6]].any()


# --- functions that call a function ---------------------------------------------------------------------


def test_errors_of_functions_that_call_a_function():
    with pytest.raises(ValueError, match="Cannot apply_along_axis when any iteration dimensions are 0"):
        np.apply_along_axis(np.sum, 0, Dual(np.zeros((3, 0)), 0.0))
    with pytest.raises(ValueError, match="function is not returning an array of the correct shape"):
        np.apply_over_axes(lambda x, axis: np.sum(x), X, 0)
    with pytest.raises(ValueError, match="with 1 condition"):
        np.piecewise(V, [V > 1], [np.sin, np.cos, np.tan])


def test_piecewise_takes_one_condition_without_a_list():
    y = np.piecewise(V, V.primal > 1.5, [lambda x: x * x, 0.5])
    np.testing.assert_allclose(y.tangent, [2 * 3 * 0.1, 0, 2 * 2 * 0.3])


def test_piecewise_functions_may_be_numbers_that_move():
    y = np.piecewise(V, [V > 1.5], [D, lambda x: -x])
    np.testing.assert_array_equal(y.tangent, [7, -0.2, 7])


# --- errors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.sum(x, axis=5),
        lambda x: np.max(x, axis=5),
        lambda x: np.sort(x, axis=5),
        lambda x: np.median(x, axis=5),
        lambda x: np.cumprod(x, axis=5),
        lambda x: np.concatenate([x, x], axis=5),
        lambda x: np.split(x, 2, axis=5),
        lambda x: np.flip(x, axis=5),
        lambda x: np.swapaxes(x, 0, 5),
        lambda x: np.take(x, 0, axis=5),
        lambda x: np.take(x, 17),
        lambda x: np.reshape(x, (4, 4)),
        lambda x: np.concatenate([x, np.ones((3, 2))]),
        lambda x: np.stack([x, np.ones(2)]),
        lambda x: np.broadcast_to(x, (5, 5)),
        lambda x: np.squeeze(x, 0),
        lambda x: np.quantile(x, 1.5),
        lambda x: np.quantile(x, 0.5, method="best"),
        lambda x: np.interp(x[0], [0.0, 1.0], [0.0]),
        lambda x: np.interp(x[0], [0.0, 1.0], [0.0, 1.0], period=0),
        lambda x: np.gradient(x, edge_order=3),
        lambda x: np.gradient(x, 1.0, 2.0, 3.0),
        lambda x: np.pad(x, -1),
        lambda x: np.pad(x, 1, "sideways"),
        lambda x: np.choose([0, 7, 0], [x, x]),
        lambda x: np.select([x > 1, x > 0], [x]),
        lambda x: np.split(x, 2, 1),
        lambda x: np.hsplit(Dual(1.0, 1.0), 1),
        lambda x: np.vsplit(x[0], 1),
        lambda x: np.average(x, weights=[1.0, 2.0]),
        lambda x: np.average(x, weights=np.zeros((2, 3))),
        lambda x: np.cov(np.ones((2, 2, 2)) * x[0, 1]),
        lambda x: np.linspace(x, x, -1),
        lambda x: np.geomspace(x, x + 1.0),
        lambda x: np.meshgrid(x[0], indexing="ab"),
        lambda x: np.max(x[:, :0]),
        lambda x: np.trapezoid(x, np.ones(7)),
        lambda x: np.rot90(x, axes=(0, 0)),
        lambda x: np.histogram(x, 0),
        lambda x: np.histogram(x, [2.0, 1.0]),
        lambda x: np.unwrap(x, axis=4),
    ],
)
def test_errors_are_numpys(call):
    with pytest.raises(Exception) as expected:  # noqa: PT011  (whatever NumPy raises)
        call(X.primal)
    with pytest.raises(type(expected.value)) as found:
        call(X)
    assert str(found.value) == str(expected.value)


def test_astype_to_a_device():
    if hasattr(np, "astype") and "device" in np.astype.__doc__:
        assert np.astype(V, np.float32, device="cpu").dtype == np.float32
        with pytest.raises(ValueError, match="device"):
            np.astype(V, np.float32, device="gpu")
