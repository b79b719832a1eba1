"""Recursive filters of scipy.signal: a·y = b·x + zi, where the products are convolutions, defines the output."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.implicit import moved_solution
from dualnum.dropin.state import plain_of


def _array(value: Any) -> Any:
    return np.atleast_1d(as_array_dual(value) if holds_dual(value) else np.asarray(value))


@stands_for("scipy.signal.lfilter")
def _lfilter(b: Any, a: Any, x: Any, axis: int = -1, zi: Any = None, *, original: Any) -> Any:
    """The output, and with ``zi`` the state in which the filter is left."""
    b, a, x = map(_array, (b, a, x))
    b, a = b / a[0], a / a[0]
    x = np.moveaxis(x, axis, -1)
    state = None if zi is None else np.moveaxis(_array(zi), axis, -1)
    y = _output(b, a, x, state, original)
    if state is None:
        return np.moveaxis(y, -1, axis)
    return np.moveaxis(y, -1, axis), np.moveaxis(_final_state(b, a, x, y, state), -1, axis)


def _output(b: Any, a: Any, x: Any, state: Any, original: Any) -> Any:
    plain = [plain_of(value) for value in (b, a, x)]
    value = original(*plain) if state is None else original(*plain, zi=_fitting(plain_of(state), x))[0]
    source = _convolved(b, x)
    if state is not None:
        source = source + _extended(state, x.shape[-1])
    return moved_solution(lambda y: _convolved(a, y) - source, value, lambda r: original([1.0], plain[1], r))


def _fitting(state: Any, x: Any) -> Any:
    return np.broadcast_to(state, (*x.shape[:-1], state.shape[-1]))


def _convolved(coefficients: Any, x: Any) -> Any:
    """Σ_k c_k x[n − k], over the last axis."""
    total: Any = 0.0
    for k, coefficient in enumerate(coefficients):
        total = total + coefficient * _delayed(x, k)
    return total


def _delayed(x: Any, k: int) -> Any:
    n = x.shape[-1]
    before = [(0, 0)] * (x.ndim - 1) + [(min(k, n), 0)]
    return np.pad(x, before)[..., :n]


def _extended(state: Any, n: int) -> Any:
    """A state as what it adds to the first samples."""
    after = [(0, 0)] * (state.ndim - 1) + [(0, max(n - state.shape[-1], 0))]
    return np.pad(state, after)[..., :n]


def _final_state(b: Any, a: Any, x: Any, y: Any, state: Any) -> Any:
    """What the filter would still add to samples that are to come: the convolutions go on with zeros."""
    n, width = x.shape[-1], state.shape[-1]
    after = [(0, 0)] * (x.ndim - 1) + [(0, width)]
    longer = _convolved(b, np.pad(x, after)) - _convolved(a, np.pad(y, after))
    return (longer + _extended(_fitting_dual(state, x), n + width))[..., n:]


def _fitting_dual(state: Any, x: Any) -> Any:
    return state + np.zeros((*x.shape[:-1], 1))


@stands_for("scipy.signal.sosfilt")
def _sosfilt(sos: Any, x: Any, axis: int = -1, zi: Any = None, *, original: Any) -> Any:
    """One section after another."""
    from scipy.signal import lfilter

    sos, y = _array(sos), _array(x)
    states = []
    for i, section in enumerate(sos):
        b, a = section[:3], section[3:]
        if zi is None:
            y = lfilter(b, a, y, axis)
        else:
            y, state = lfilter(b, a, y, axis, _array(zi)[i])
            states.append(state)
    return y if zi is None else (y, np.stack(states))


@stands_for("scipy.signal.lfilter_zi")
def _lfilter_zi(b: Any, a: Any, *, original: Any) -> Any:
    """SciPy divides by a[0] unless it is 1, where it may move all the same."""
    b, a = _array(b), _array(a)
    first = a[np.flatnonzero(plain_of(a))[0]]
    return original(b / first, a / first)
