"""Functions that are linear: views, rearrangements, joining and splitting, sums and means."""

import numpy as np
import pytest

rng = np.random.default_rng(1)
A = rng.normal(size=(3, 4))
B = rng.normal(size=(3, 4))
S = rng.normal(size=(4, 4))
T = rng.normal(size=(2, 3, 4))
V = rng.normal(size=5)
Z = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))

CALLS = [
    (np.reshape, (A, (2, 6))),
    (np.reshape, (A, -1)),
    (np.reshape, (A, (6, 2), "F")),
    (np.reshape, (A.T, (2, 6), "A")),
    (np.reshape, (T.transpose(2, 0, 1), (6, 4)), {"order": "F"}),
    (np.ravel, (A,)),
    (np.ravel, (T, "F")),
    (np.ravel, (A.T, "K")),
    (np.ravel, (T.transpose(1, 0, 2), "K")),
    (np.ravel, (A.T, "A")),
    (np.transpose, (T,)),
    (np.transpose, (T, (1, 2, 0))),
    (np.transpose, (T, (-1, 0, -2))),
    (np.matrix_transpose, (T,)),
    (np.swapaxes, (T, 0, 2)),
    (np.moveaxis, (T, 0, -1)),
    (np.moveaxis, (T, [0, 1], [-1, -2])),
    (np.rollaxis, (T, 2)),
    (np.rollaxis, (T, 0, 3)),
    (np.expand_dims, (A, 0)),
    (np.expand_dims, (A, (0, -1))),
    (np.squeeze, (A[None, :, None],)),
    (np.squeeze, (A[None, :, None], 0)),
    (np.squeeze, (A[None, :, None],), {"axis": (0, -2)}),
    (np.flip, (A,)),
    (np.flip, (A, 0)),
    (np.flip, (T,), {"axis": (0, 2)}),
    (np.fliplr, (T,)),
    (np.flipud, (T,)),
    (np.rot90, (A,)),
    (np.rot90, (T, 3, (2, 0))),
    (np.diagonal, (T, 1)),
    (np.diagonal, (T,), {"offset": -1, "axis1": 2, "axis2": 0}),
    (np.lib.stride_tricks.sliding_window_view, (A, 2, 1)),
    (np.lib.stride_tricks.sliding_window_view, (A, (2, 3))),
    (np.broadcast_to, (V, (2, 3, 5))),
    (np.broadcast_to, (A, (2, 3, 4))),
    (np.broadcast_arrays, (A, V[:4], 2.0)),
    (np.atleast_1d, (2.5, V)),
    (np.atleast_2d, (2.5, V, T)),
    (np.atleast_3d, (2.5, V, A)),
    (np.atleast_3d, (A,)),
    (np.real, (Z,)),
    (np.imag, (Z,)),
    (np.real, (A,)),
    (np.copy, (A.T,)),
    (np.astype, (A, np.float64)) if hasattr(np, "astype") else (np.copy, (A,)),
    (np.roll, (A, 2)),
    (np.roll, (A, (1, 2), (0, 1))),
    (np.roll, (A, -1, 1)),
    (np.repeat, (A, 2)),
    (np.repeat, (A, [1, 0, 2], 0)),
    (np.tile, (A, 2)),
    (np.tile, (V, (2, 1, 3))),
    (np.delete, (A, 1)),
    (np.delete, (A, [0, 2], 1)),
    (np.delete, (A, slice(None, None, 2), 0)),
    (np.resize, (V, (2, 4))),
    (np.diag, (V, 1)),
    (np.diag, (A,)),
    (np.diagflat, (A, -1)),
    (np.tril, (T,)),
    (np.triu, (A, 1)),
    (np.tril, (V,)),
    (np.concatenate, ([A, B],)),
    (np.concatenate, ((A, B), 1)),
    (np.concatenate, ([A, V], None)),
    (np.concatenate, ([A, Z],)),
    (np.stack, ([A, B],)),
    (np.stack, ([A, B], -1)),
    (np.stack, ([A, B],), {"axis": 1}),
    (np.vstack, ([V, V + 1],)),
    (np.vstack, ([A, V[:4]],)),
    (np.hstack, ([A, B],)),
    (np.hstack, ([V, 3.0],)),
    (np.dstack, ([V, V],)),
    (np.column_stack, ([V, rng.normal(size=(5, 2))],)),
    (np.append, (A, V)),
    (np.append, (A, B, 0)),
    (np.block, ([[A, B], [B, A]],)),
    (
        np.block,
        (
            [
                [A, np.ones((3, 1))],
                [
                    V,
                ],
            ],
        ),
    ),
    (np.block, ([1.5, V, 2.5],)),
    (np.insert, (A, 1, 2.5)),
    (np.insert, (A, [0, 2], V[:4], 0)),
    (np.insert, (A, [1, 3], rng.normal(size=(3, 2)), 1)),
    (np.meshgrid, (V, A[0])),
    (np.meshgrid, (V, A[0]), {"indexing": "ij", "sparse": True}),
    (np.meshgrid, (V, A[0], A[1]), {"copy": False}),
    (np.ix_, (V, A[0])),
    (np.array_split, (V, 3)),
    (np.array_split, (A, [1, 3], 1)),
    (np.split, (A, 2, 1)),
    (np.split, (A, [2, 1], 0)),
    (np.hsplit, (A, 2)),
    (np.vsplit, (A, [1])),
    (np.dsplit, (T, 2)),
    (np.sum, (A,)),
    (np.sum, (T, (0, 2))),
    (np.sum, (T,), {"axis": 1, "keepdims": True}),
    (np.sum, (A,), {"where": A > 0, "initial": 2.0}),
    (np.sum, (A,), {"axis": -1, "dtype": np.float64}),
    (np.sum, (2.5,)),
    (np.mean, (A,)),
    (np.mean, (T, (1, -1))),
    (np.mean, (A,), {"axis": 0, "keepdims": True, "where": A > -1}),
    (np.mean, (Z, 0)),
    (np.cumsum, (A,)),
    (np.cumsum, (A, 0)),
    (np.cumsum, (2.5,)),
    (np.trace, (S,)),
    (np.trace, (T, 1, 2, 0)),
    (np.average, (A,)),
    (np.average, (A, 0)),
    (np.linspace, (1.0, 2.5)),
    (np.linspace, (A, B, 4)),
    (np.linspace, (A[0], 2.0, 5), {"axis": -1, "endpoint": False, "retstep": True}),
    (np.linspace, (1.0, 2.5, 1)),
    (np.diff, (A,)),
    (np.diff, (A, 2, 0)),
    (np.diff, (A,), {"prepend": 1.0, "append": B}),
    (np.ediff1d, (A,)),
    (np.ediff1d, (A, V, [1.0, 2.0])),
    (np.unwrap, (np.array([0.1, 6.3, 12.5, 3.0]),)),
    (np.unwrap, (np.cumsum(3 * rng.normal(size=(3, 5)), 1),), {"axis": 0}),
]
if hasattr(np, "unstack"):
    CALLS += [(np.unstack, (T,)), (np.unstack, (T,), {"axis": -1})]
if hasattr(np, "cumulative_sum"):
    CALLS += [
        (np.cumulative_sum, (V,), {"include_initial": True}),
        (np.cumulative_sum, (A,), {"axis": 0, "include_initial": True}),
    ]


def names(calls):
    return [f"{i}-{call[0].__name__}" for i, call in enumerate(calls)]


@pytest.mark.parametrize("call", CALLS, ids=names(CALLS))
def test_value_limit_directions_and_second_order(judge, call):
    judge(*call).all()
