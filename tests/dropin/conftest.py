"""The limit that a rule of a compiled function is held to: differences of the plain function."""

import numpy as np
import pytest

import dualnum


def extrapolated(difference, step):
    """Richardson's extrapolation of a difference whose error is a series in the square of the step."""
    rows = []
    for k in range(5):
        row = [difference(step / 2**k)]
        for j in range(1, k + 1):
            row.append(row[j - 1] + (row[j - 1] - rows[-1][j - 1]) / (4**j - 1))
        rows.append(row)
    return rows[-1][-1]


def close(found, limit, size, tolerance):
    scale = max(np.max(np.abs(limit)), size, 1.0)
    np.testing.assert_allclose(found, limit, rtol=0, atol=tolerance * scale)


def check(f, x, v=None, *, step=2e-2, accuracy=1e-13):
    """The value, and the first and second derivative along v, of `drop_in` of f against those of plain f.

    ``accuracy`` is what f's values are good to, relative to the largest.  A difference over the smallest step, a
    sixteenth, divides that by the step, and the extrapolation doubles it.
    """
    x = np.asarray(x, float)
    v = np.random.default_rng(7).normal(size=x.shape) if v is None else np.asarray(v, float)

    def first(x):
        return dualnum.jvp(dualnum.drop_in(f), (x,), (v,))[1]

    value, slope = dualnum.jvp(dualnum.drop_in(f), (x,), (v,))
    np.testing.assert_allclose(value, f(x), rtol=1e-9, atol=1e-12)
    size = np.max(np.abs(value))
    limit = extrapolated(lambda h: (f(x + h * v) - f(x - h * v)) / (2 * h), step)
    close(slope, limit, size, 2 * accuracy * 16 / step)
    bend = dualnum.jvp(first, (x,), (v,))[1]
    limit = extrapolated(lambda h: (f(x + h * v) - 2 * f(x) + f(x - h * v)) / h**2, 2 * step)
    close(bend, limit, size, 2 * 4 * accuracy * (8 / step) ** 2)


@pytest.fixture(scope="session")
def agrees():
    """``agrees(f, x, v)``: f inside `drop_in` has the value and the derivatives of the limit."""
    return check
