"""The rows: each module has those of one kind of work."""

from __future__ import annotations

from benchmarks.row import Row
from benchmarks.work import arrays, gradients, hessians, jacobians, operations, scalars, series

ROWS: list[Row] = [
    *scalars.ROWS,
    *operations.ROWS,
    *arrays.ROWS,
    *gradients.ROWS,
    *jacobians.ROWS,
    *hessians.ROWS,
    *series.ROWS,
]
"""Every row, in the order in which they are printed."""
