"""A judge of numpy.linalg: limits of difference quotients in 60 digits, of references written with mpmath."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from mpmath import mp

from dualnum import Dual

DIGITS = 60
FIRST_STEP = mpmath.mpf(10) ** -20  # errors of 1e-40 by truncation and by rounding
SECOND_STEP = mpmath.mpf(10) ** -15  # and of 1e-30


def exact(a):
    """An array of doubles as an array of mpmath numbers, which are the same numbers."""
    a = np.asarray(a)
    convert = mpmath.mpc if a.dtype.kind == "c" else mpmath.mpf
    out = np.empty(a.shape, object)
    for index in np.ndindex(a.shape):
        out[index] = convert(a[index].item())
    return out


def outputs(result):
    return list(result) if isinstance(result, tuple) else [result]


def doubles(x):
    x = np.asarray(x, object)
    return np.array([complex(v) for v in x.ravel()]).reshape(x.shape)


class MatrixJudge:
    """``function(*operands)`` against ``reference(*operands)``, which computes one matrix of mpmath numbers.

    The reference is given the function's (plain) results too, to choose the same signs and the same order.
    Operands are stacked alike along leading axes, of which the reference sees none.
    """

    def __init__(self, function, reference, operands, moving=None, seed=3):
        self.function, self.reference, self.operands = function, reference, operands
        self.moving = range(len(operands)) if moving is None else moving
        self.rng = np.random.default_rng(seed)
        self.plain = outputs(function(*operands))

    def tangents(self):
        def draw(a):
            t = self.rng.uniform(-1, 1, a.shape)
            return (t + 1j * self.rng.uniform(-1, 1, a.shape) if a.dtype.kind == "c" else t).astype(a.dtype)

        return [draw(a) if i in self.moving else None for i, a in enumerate(self.operands)]

    def duals(self, make, *tangents):
        return [
            a if t[0] is None else make(a, *t)
            for a, t in zip(self.operands, zip(*tangents, strict=True), strict=True)
        ]

    def at(self, stack, *steps):
        """The reference's results at the operands plus Σ step·tangent, for one matrix of the stack."""
        points = []
        for i, a in enumerate(self.operands):
            value = exact(a[stack])
            for step, tangents in steps:
                if tangents[i] is not None:
                    value = value + step * exact(tangents[i][stack])
            points.append(value)
        return [
            np.asarray(r, object)
            for r in outputs(self.reference(*points, plain=[p[stack] for p in self.plain]))
        ]

    def stacks(self):
        return list(np.ndindex(self.operands[0].shape[:-2]))

    def values(self, found):
        """The primals are NumPy's own, bit for bit."""
        assert len(found) == len(self.plain)
        for value, plain in zip(found, self.plain, strict=True):
            assert isinstance(value, Dual)
            primal = value.primal
            while isinstance(primal, Dual):
                primal = primal.primal
            assert type(primal) is type(plain)
            assert (primal.dtype, primal.shape, primal.tobytes()) == (
                plain.dtype,
                plain.shape,
                plain.tobytes(),
            )

    def first(self, rtol):
        with mp.workdps(DIGITS):
            tangents, h = self.tangents(), FIRST_STEP
            found = outputs(self.function(*self.duals(Dual, tangents)))
            self.values(found)
            for stack in self.stacks():
                up, down = self.at(stack, (h, tangents)), self.at(stack, (-h, tangents))
                for value, a, b in zip(found, up, down, strict=True):
                    assert value.tangent.dtype == value.primal.dtype
                    self.close(value.tangent[stack], (a - b) / (2 * h), rtol)

    def second(self, rtol):
        with mp.workdps(DIGITS):
            u, v, h = self.tangents(), self.tangents(), SECOND_STEP
            found = outputs(
                self.function(*self.duals(lambda a, p, q: Dual(Dual(a, p), Dual(q, 0 * q)), u, v))
            )
            self.values(found)
            for stack in self.stacks():
                corners = [
                    self.at(stack, (i * h, u), (j * h, v)) for i, j in ((1, 1), (1, -1), (-1, 1), (-1, -1))
                ]
                for value, a, b, c, d in zip(found, *corners, strict=True):
                    t = value.tangent.tangent if isinstance(value.tangent, Dual) else 0 * value.tangent
                    self.close(t[stack], (a - b - c + d) / (4 * h * h), rtol)

    def directions(self, rtol=1e-13):
        """Three directions at once, one of them zero, are the same as one at a time."""
        many = [self.tangents(), self.tangents()]
        many.append([None if t is None else 0 * t for t in many[0]])
        together = outputs(self.function(*self.duals(lambda a, *ts: Dual(a, np.stack(ts)), *many)))
        for d, tangents in enumerate(many):
            apart = outputs(self.function(*self.duals(Dual, tangents)))
            for a, b in zip(together, apart, strict=True):
                assert a.tangent.shape == (3, *np.shape(a.primal))
                self.close(a.tangent[d], b.tangent, rtol)
        assert not any(np.any(a.tangent[2]) for a in together)

    def close(self, actual, expected, rtol):
        expected = doubles(expected) if np.asarray(expected).dtype == object else np.asarray(expected)
        assert np.shape(actual) == np.shape(expected)
        scale = np.abs(expected).max(initial=0)
        np.testing.assert_allclose(np.asarray(actual, complex), expected, rtol=0, atol=rtol * max(scale, 1))


@pytest.fixture
def matrix_judge():
    """``matrix_judge(function, reference, operands, moving)``: a `MatrixJudge` of that call."""
    return MatrixJudge
