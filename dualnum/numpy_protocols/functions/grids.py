"""Grids between two ends that may move: linear, by powers, and geometric."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dual import Dual
from dualnum.numpy_protocols.arguments import as_array, stripped, tangent_dtype
from dualnum.numpy_protocols.results import by_definition


def _shares(num: int, endpoint: bool, ndim: int) -> tuple[Any, int]:
    """How far each point is from the start, from 0 to 1, beside ``ndim`` axes; and the number of steps."""
    steps = num - 1 if endpoint else num
    return np.reshape(np.arange(num) / max(steps, 1), (num,) + (1,) * ndim), steps


def _check_dtype(name: str, dtype: Any, *ends: Any) -> None:
    for end in ends:
        if isinstance(end, Dual):
            tangent_dtype(name, dtype, end * 1.0)


@by_definition("linspace")
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,  # noqa: ARG001  (NumPy has it checked)
) -> Any:
    """start·(1 − s) + stop·s."""
    _check_dtype("linspace", dtype, start, stop)
    first, last = as_array(start), as_array(stop)
    delta = last - first
    shares, steps = _shares(num, endpoint, np.ndim(delta))
    y = np.moveaxis(first * (1 - shares) + last * shares, 0, axis)
    return (y, delta / (steps if steps > 0 else np.nan)) if retstep else y


@by_definition("logspace")
def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10.0,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """base**linspace(start, stop); all three may move."""
    _check_dtype("logspace", dtype, start, stop, base)
    first, last, radix = as_array(start), as_array(stop), as_array(base)
    if np.ndim(radix):
        ndim = max(np.ndim(part) for part in (first, last, radix))
        first, last, radix = (
            np.reshape(p, (1,) * (ndim - np.ndim(p)) + np.shape(p)) for p in (first, last, radix)
        )
        radix = np.expand_dims(radix, axis)
    return np.power(radix, np.linspace(first, last, num, endpoint, axis=axis))


@by_definition("geomspace")
def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    """start^(1 − s)·stop^s, both turned so that the start is real and positive (as NumPy does it)."""
    _check_dtype("geomspace", dtype, start, stop)
    first, last = as_array(start) * 1.0, as_array(stop) * 1.0
    turn = np.sign(np.result_type(stripped(first), stripped(last)).type(1) * stripped(first))
    shares, _ = _shares(num, endpoint, max(np.ndim(first), np.ndim(last)))
    y = np.power(first / turn, 1 - shares) * np.power(last / turn, shares) * turn
    return np.moveaxis(y, 0, axis)
