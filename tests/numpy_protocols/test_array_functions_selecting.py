"""Functions that select elements: sorting, extremes, quantiles, sets, choices."""

from inspect import signature

import numpy as np
import pytest

rng = np.random.default_rng(3)


def apart(*shape):
    """Numbers that are far enough from each other for a step to leave their order as it is."""
    size = np.prod(shape)
    return (0.3 * (rng.permutation(size) - size / 2) + rng.uniform(0, 0.1, size)).reshape(shape)


A = apart(3, 4)
B = apart(3, 4)
T = apart(2, 3, 4)
V = apart(7) + 0.15
W = np.array([0.5, 1.0, 2.0, 0.0, 1.5, 3.0, 1.0])
Z = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))
HOLES = A.copy()
HOLES[0, 1] = HOLES[2, 3] = np.nan
INDEX = np.array([[0, 2, 1, 3], [3, 3, 0, 1], [2, 0, 0, 1]])
METHODS = """inverted_cdf averaged_inverted_cdf closest_observation interpolated_inverted_cdf hazen weibull
    linear median_unbiased normal_unbiased lower higher midpoint nearest""".split()
CONTINUOUS = "interpolated_inverted_cdf hazen weibull linear median_unbiased normal_unbiased".split()

CALLS = [
    (np.sort, (V,)),
    (np.sort, (A, 0)),
    (np.sort, (A, None)),
    (np.sort, (Z,)),
    (np.sort, (A,), {"stable": True}),
    *([(np.sort, (A,), {"descending": True})] if "descending" in str(signature(np.sort)) else []),
    (np.sort_complex, (A,)),
    (np.partition, (V, 3)),
    (np.partition, (A, (1, 2), 0)),
    (np.max, (A,)),
    (np.max, (A, 0)),
    (np.max, (T, (0, 2)), {"keepdims": True}),
    (np.max, (A,), {"where": A < 0.5, "initial": -3.0, "axis": 1}),
    (np.max, (A,), {"initial": 10.0}),
    (np.min, (A, -1)),
    (np.min, (T, (1, 2))),
    (np.max, (Z,)),
    (np.amax, (A,), {"axis": 1, "keepdims": True}),
    (np.amin, (A,)),
    (np.max, (2.5,)),
    (np.nanmax, (HOLES,)),
    (np.nanmax, (HOLES, 0)),
    (np.nanmin, (HOLES, 1), {"keepdims": True}),
    (np.median, (V,)),
    (np.median, (V[:6],)),
    (np.median, (A, 0)),
    (np.median, (T, (0, 2)), {"keepdims": True}),
    (np.median, (A,), {"axis": 1, "overwrite_input": True}),
    (np.nanmedian, (HOLES,)),
    (np.nanmedian, (HOLES, 1)),
    (np.quantile, (V, 0.3)),
    (np.quantile, (V, [0.1, 0.55, 0.9])),
    (np.quantile, (A, [[0.1, 0.6], [0.2, 0.95]], 0)),
    (np.quantile, (T, [0.25, 0.8], (0, -1)), {"keepdims": True}),
    (np.percentile, (A, 30, 1)),
    (np.percentile, (V, [0, 33.3, 100])),
    (np.nanquantile, (HOLES, 0.4)),
    (np.nanquantile, (HOLES, [0.4, 0.7], 1)),
    (np.nanpercentile, (HOLES, [40, 70], 0), {"keepdims": True}),
    (np.take, (A, [3, 0, 0])),
    (np.take, (A, INDEX[:2, :2], 1)),
    (np.take, (A, -1, 0)),
    (np.take, (A, [5, 9], 1), {"mode": "wrap"}),
    (np.take_along_axis, (A, INDEX, 1)),
    (np.take_along_axis, (A, INDEX[:, :1], 1)),
    (np.take_along_axis, (A, np.array([4, 0]), None)),
    (np.compress, ([True, False, True], A, 0)),
    (np.compress, ([True, False, True], A)),
    (np.extract, (A > 0, A)),
    (np.choose, (INDEX % 2, [A, B])),
    (np.choose, (INDEX, [A, 2.0, B, A[0]])),
    (np.choose, (INDEX, [A, B]), {"mode": "wrap"}),
    (np.where, (A > 0, A, B)),
    (np.where, (A > 0, A, 0.5)),
    (np.where, (True, 1.5, 2.5)),
    (np.where, (A[0] > 0, T, B)),
    (np.select, ([A > 1, A > 0], [A, B], 2.5)),
    (np.select, ([A > 1, A[0] > 0], [A, 3.5])),
    (np.clip, (A, -0.5, 0.5)),
    (np.clip, (A, -0.5, B + 3)),
    (np.clip, (A, None, 0.5)),
    (np.clip, (A, -0.3, None)),
    (np.unique, (V,)),
    (np.unique, (A,)),
    (np.unique, (A,), {"axis": 0}),
    (np.unique, (V,), {"return_index": True, "return_inverse": True, "return_counts": True}),
    (np.unique_all, (A,)),
    (np.unique_counts, (A,)),
    (np.unique_inverse, (A,)),
    (np.unique_values, (A,)),
    (np.union1d, (V + 20, A)),
    (np.setdiff1d, (V, A)),
    (np.setdiff1d, (V, A), {"assume_unique": True}),
    (np.setxor1d, (V + 20, A)),
    *((lambda a, m=m: np.quantile(a, [0.11, 0.37, 0.62, 0.93], axis=1, method=m), (A,)) for m in METHODS),
    *((lambda a, q, m=m: np.quantile(a, q, method=m), (V, np.array([0.11, 0.37, 0.62]))) for m in CONTINUOUS),
    (lambda a, q: np.percentile(a, q, axis=0), (A, 37.0)),
    (lambda a, q: np.nanquantile(a, q, axis=0), (HOLES, 0.37)),
    (lambda a: np.quantile(a, [0.2, 0.75], method="inverted_cdf", weights=W), (V,)),
    (lambda a: np.quantile(a, 0.4, axis=1, method="inverted_cdf", weights=W[:4]), (A,)),
    (lambda a: np.nanquantile(a, 0.4, axis=1, method="inverted_cdf", weights=abs(B)), (HOLES,)),
]


def names(calls):
    return [f"{i}-{call[0].__name__}" for i, call in enumerate(calls)]


@pytest.mark.parametrize("call", CALLS, ids=names(CALLS))
def test_value_limit_directions_and_second_order(judge, call):
    judge(*call).all()
