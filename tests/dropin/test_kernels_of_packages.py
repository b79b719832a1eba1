"""Compiled kernels of scikit-learn and statsmodels inside `drop_in`, and products with sparse matrices."""

import numpy as np
import pytest

import dualnum

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.sparse
import scipy.sparse.linalg

RNG = np.random.default_rng(2)
P, Q = np.abs(RNG.normal(size=(4, 3))), np.abs(RNG.normal(size=(3, 3)))


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "dia", "bsr"])
def test_a_product_with_a_sparse_matrix(form):
    matrix = scipy.sparse.random_array((4, 4), density=0.6, rng=1).asformat(form)
    f = dualnum.drop_in(lambda x: matrix @ (x * x))
    x = np.array([1.0, -2.0, 0.5, 3.0])
    np.testing.assert_allclose(dualnum.jacobian(f)(x), matrix.toarray() * (2 * x), atol=1e-15)
    np.testing.assert_allclose(
        dualnum.jacobian(dualnum.drop_in(lambda x: (matrix @ x.reshape(4, 1)).reshape(4)))(x),
        matrix.toarray(),
    )


def test_an_exponential_of_a_sparse_matrix_is_linear_in_its_vector():
    matrix = scipy.sparse.csc_array(np.diag(np.ones(3), 1))
    f = dualnum.drop_in(lambda x: scipy.sparse.linalg.expm_multiply(matrix, x))
    expected = [[1, 1, 1 / 2, 1 / 6], [0, 1, 1, 1 / 2], [0, 0, 1, 1], [0, 0, 0, 1]]
    np.testing.assert_allclose(dualnum.jacobian(f)(np.ones(4)), expected, rtol=1e-14, atol=1e-14)


def test_kernels_of_scikit_learn(agrees):
    pairwise = pytest.importorskip("sklearn.metrics.pairwise", reason="its functions are what is tested")
    for f in (
        lambda x: pairwise.chi2_kernel(x, Q),
        lambda x: pairwise.additive_chi2_kernel(x),
        lambda x: pairwise.haversine_distances(x[:, :2]),
        lambda x: pairwise.haversine_distances(x[:, :2], Q[:, :2]),
    ):
        agrees(f, P, step=1e-3)


def test_filters_and_scales_of_statsmodels(agrees):
    scale = pytest.importorskip("statsmodels.robust.scale", reason="its functions are what is tested")
    filters = pytest.importorskip(
        "statsmodels.tsa.filters.hp_filter", reason="its functions are what is tested"
    )
    agrees(lambda x: np.concatenate(filters.hpfilter(x, 10)), P.reshape(-1), step=1e-3)
    agrees(lambda x: np.atleast_1d(scale.qn_scale(x)), P.reshape(-1), step=1e-4)
