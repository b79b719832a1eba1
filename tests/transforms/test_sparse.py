"""Sparse Jacobians: patterns, colours, and SciPy's solvers that use them."""

import numpy as np
import pytest
import scipy.sparse
from scipy.integrate import solve_ivp
from scipy.optimize import least_squares

import dualnum
from dualnum import jacobian, sparsity
from dualnum.transforms.sparse import coloring


def brusselator(y, alpha=1 / 50):
    """The 1-D Brusselator, its two species interleaved: a band of width 7."""
    n = len(y) // 2
    u, v = y[0::2], y[1::2]
    scale = alpha * (n + 1) ** 2
    out = 0 * y
    left_u, right_u = np.concatenate([[1.0], u[:-1]]), np.concatenate([u[1:], [1.0]])
    left_v, right_v = np.concatenate([[3.0], v[:-1]]), np.concatenate([v[1:], [3.0]])
    out[0::2] = 1 + u * u * v - 4 * u + scale * (left_u - 2 * u + right_u)
    out[1::2] = 3 * u - u * u * v + scale * (left_v - 2 * v + right_v)
    return out


def start(n):
    x = np.arange(1, n + 1) / (n + 1)
    y = np.empty(2 * n)
    y[0::2] = 1 + np.sin(2 * np.pi * x)
    y[1::2] = 3
    return y


def test_the_pattern_is_found_and_the_jacobian_agrees_with_the_dense_one():
    y = start(20)
    pattern = sparsity(brusselator, y)
    dense = jacobian(brusselator)(y)
    assert np.array_equal(pattern.toarray() != 0, np.abs(dense) > 0)
    found = jacobian(brusselator, sparsity=pattern)(y)
    assert scipy.sparse.issparse(found)
    assert found.format == "csr"
    assert np.array_equal(found.toarray(), dense)


def test_a_brusselator_of_10000_unknowns_takes_one_pass_of_few_directions():
    y = start(5000)
    rows = np.arange(10_000)
    offsets = list(range(-3, 4))
    pattern = scipy.sparse.diags([np.ones(10_000 - abs(d)) for d in offsets], offsets)
    passes = []

    def f(x):
        passes.append(x.tangent.shape[0])
        return brusselator(x)

    found = jacobian(f, sparsity=pattern)(y)
    assert len(passes) == 1
    assert passes[0] <= 10
    assert found.shape == (10_000, 10_000)
    u, v = y[0::2], y[1::2]
    scale = (5001) ** 2 / 50
    assert found.diagonal()[0::2] == pytest.approx(2 * u * v - 4 - 2 * scale)
    assert pytest.approx(u * u) == found[rows[0::2], rows[1::2]].A1 if hasattr(found[0, 0], "A1") else True


def test_coloring_separates_columns_that_share_a_row():
    rng = np.random.default_rng(5)
    for _ in range(20):
        pattern = rng.random((12, 15)) < 0.2
        colors = coloring(pattern)
        for color in set(colors.tolist()):
            assert (pattern[:, colors == color].sum(axis=1) <= 1).all()
    assert coloring(np.eye(6)).max() == 0
    assert sorted(coloring(np.ones((1, 4))).tolist()) == [0, 1, 2, 3]


def test_the_pattern_is_conservative_where_a_derivative_happens_to_be_zero():
    found = sparsity(lambda x: dualnum.array([x[0] * x[1], x[1] ** 2, 0 * x[0], 1.0]), np.array([0.0, 0.0]))
    assert found.toarray().tolist() == [[1, 1], [0, 1], [1, 0], [0, 0]]


def test_dense_patterns_and_lists_as_output():
    pattern = np.array([[1, 0], [1, 1]])
    found = jacobian(lambda x: [x[0] ** 2, x[0] * x[1]], sparsity=pattern)(np.array([2.0, 3.0]))
    assert found.toarray().tolist() == [[4, 0], [3, 2]]


@pytest.mark.parametrize("method", ["BDF", "Radau"])
def test_as_jac_of_solve_ivp(method):
    y = start(12)
    jac = jacobian(lambda t, y: brusselator(y), argnum=1, sparsity=sparsity(brusselator, y))
    found = solve_ivp(lambda t, y: brusselator(y), (0, 1), y, method=method, jac=jac, rtol=1e-8, atol=1e-8)
    exact = solve_ivp(lambda t, y: brusselator(y), (0, 1), y, method="DOP853", rtol=1e-10, atol=1e-10)
    assert found.success
    # The solver bounds the error of a step by 1e-8, and takes some hundred steps.
    assert found.y[:, -1] == pytest.approx(exact.y[:, -1], rel=1e-6)


def test_as_jac_of_least_squares():
    f = lambda x: x**3 - np.arange(1.0, 6.0)  # noqa: E731  (one line of mathematics)
    jac = jacobian(f, sparsity=np.eye(5))
    found = least_squares(f, np.ones(5), jac=jac)
    assert found.x == pytest.approx(np.cbrt(np.arange(1.0, 6.0)), rel=1e-8)  # Newton's last step was smaller


def test_bad_input():
    with pytest.raises(ValueError, match="pattern must be a matrix"):
        jacobian(brusselator, sparsity=np.ones(4))
    with pytest.raises(ValueError, match=r"x has shape \(4,\), but the pattern 2 columns"):
        jacobian(brusselator, sparsity=np.eye(2))(start(2))
    with pytest.raises(ValueError, match=r"f\(x\) has shape \(1,\)"):
        jacobian(lambda x: x[:1], sparsity=np.eye(2))(np.ones(2))
    with pytest.raises(TypeError, match="several arguments"):
        jacobian(brusselator, sparsity=np.eye(2), argnum=(0, 1))
    with pytest.raises(TypeError, match="give a vector"):
        sparsity(brusselator, np.ones((2, 2)))


def test_a_pattern_that_leaves_something_out_is_found():
    f = lambda x: [x[0] * x[1], x[1] ** 2]  # noqa: E731  (one line of mathematics)
    with pytest.raises(ValueError, match="row 0 depends on an x that the sparsity pattern leaves out"):
        jacobian(f, sparsity=np.eye(2))(np.array([1.0, 2.0]))
    found = jacobian(f, sparsity=np.eye(2), check=False)(np.array([1.0, 2.0]))
    assert found.shape == (2, 2)


def test_an_f_that_changes_its_argument_changes_no_later_call():
    def f(x, change):
        if change:
            x[0] = 1.0
        return x * x

    jacobian = dualnum.jacobian(f, sparsity=np.eye(2), check=False)
    x = np.array([3.0, 5.0])
    assert jacobian(x, True).toarray().tolist() == [[0.0, 0.0], [0.0, 10.0]]
    assert jacobian(x, False).toarray().tolist() == [[6.0, 0.0], [0.0, 10.0]]
