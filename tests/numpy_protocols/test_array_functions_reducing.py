"""Products, variances, covariances and their kin, along axes."""

import numpy as np
import pytest

rng = np.random.default_rng(2)
A = rng.normal(size=(3, 4))
B = rng.normal(size=(3, 4))
T = rng.normal(size=(2, 3, 4))
V = rng.normal(size=5)
W = rng.uniform(0.5, 1.5, size=(3, 4))
Z = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))
HOLES = np.where(rng.uniform(size=(3, 4)) < 0.3, np.nan, A)
HOLES[0] = [np.nan, 1.5, -2.0, 0.5]
MANY = rng.uniform(0.5, 2.0, size=40) * np.where(np.arange(40) % 2, 1e60, 1e-60)

CALLS = [
    (np.prod, (A,)),
    (np.prod, (T, (0, 2))),
    (np.prod, (T,), {"axis": 1, "keepdims": True}),
    (np.prod, (A,), {"where": A > 0, "initial": 2.0, "axis": 0}),
    (np.prod, (A,), {"where": A > 0}),
    (np.prod, (Z, 1)),
    (np.prod, (2.5,)),
    (np.cumprod, (A,)),
    (np.cumprod, (T, 1)),
    (np.cumprod, (2.5,)),
    (np.var, (A,)),
    (np.var, (T, (0, 1))),
    (np.var, (A, 1), {"ddof": 1, "keepdims": True}),
    (np.var, (A,), {"where": A > -0.5, "axis": 0}),
    (np.var, (Z, 0)),
    (np.var, (A,), {"correction": 2}),
    (lambda a, m: np.var(a, axis=0, mean=m), (A, B[:1])),
    (np.std, (A,)),
    (np.std, (T, -1)),
    (np.std, (A,), {"axis": 0, "ddof": 2, "keepdims": True}),
    (np.std, (Z,)),
    (np.ptp, (A,)),
    (np.ptp, (T, (0, 2)), {"keepdims": True}),
    (np.cov, (A,)),
    (np.cov, (A,), {"rowvar": False, "bias": True}),
    (np.cov, (A, B)),
    (np.cov, (V,)),
    (np.cov, (A,), {"ddof": 0, "fweights": [1, 2, 3, 1]}),
    (lambda a, w: np.cov(a, aweights=w), (A, W[0])),
    (lambda a, w: np.cov(a, aweights=w, fweights=[1, 2, 1, 1]), (A, W[0])),
    (np.cov, (Z,)),
    (np.corrcoef, (A,)),
    (np.corrcoef, (A, B), {"rowvar": False}),
    (np.corrcoef, (V,)),
    (np.corrcoef, (Z,)),
    (np.average, (A,), {"axis": 0, "keepdims": True}),
    (lambda a, w: np.average(a, weights=w), (A, W)),
    (lambda a, w: np.average(a, axis=1, weights=w, keepdims=True), (A, W)),
    (lambda a, w: np.average(a, axis=1, weights=w), (A, W[0])),
    (lambda a, w: np.average(a, axis=(2, 0), weights=w), (T, W[:4, :2].reshape(-1)[:2] * np.ones((4, 2)))),
    (lambda a, w: np.average(a, axis=0, weights=w, returned=True), (A, W)),
    (np.average, (A,), {"axis": 0, "returned": True}),
    (np.nansum, (HOLES, 0)),
    (np.nansum, (HOLES,), {"keepdims": True, "initial": 1.0}),
    (np.nanmean, (HOLES, 0)),
    (np.nanmean, (HOLES, 1), {"keepdims": True}),
    (np.nanprod, (HOLES, 0)),
    (np.nancumsum, (HOLES, 1)),
    (np.nancumprod, (HOLES, 1)),
    (np.nanvar, (HOLES,)),
    (np.nanvar, (HOLES, 1), {"ddof": 1}),
    (np.nanstd, (HOLES,)),
    (np.nanstd, (HOLES, 1), {"keepdims": True}),
]
if hasattr(np, "cumulative_prod"):
    CALLS += [
        (np.cumulative_prod, (V,), {"include_initial": True}),
        (np.cumulative_prod, (A,), {"axis": 0}),
        (np.cumulative_prod, (A,), {"axis": 1, "include_initial": True}),
    ]


def names(calls):
    return [f"{i}-{call[0].__name__}" for i, call in enumerate(calls)]


@pytest.mark.parametrize("call", CALLS, ids=names(CALLS))
def test_value_limit_directions_and_second_order(judge, call):
    judge(*call).all()
