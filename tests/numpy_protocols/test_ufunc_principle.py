"""The principle: a Dual's primal is exactly what the plain number gives, for every ufunc of the table.

Bit for bit, in dtype, shape, type, warnings and exceptions.  Only where a tangent comes out infinite or
undefined may NumPy tell of more than the plain call does.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing.overrides import get_overridable_numpy_ufuncs

from dualnum import Dual
from dualnum.rules import TABLE

UFUNCS = sorted((u for u in get_overridable_numpy_ufuncs() if u.__name__ in TABLE), key=lambda u: u.__name__)
EXAMPLES = settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))

FLOATS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    3.0,
    720.0,
    5e-324,
    -1e-310,
    1e-200,
    1e308,
    -1e308,
    np.inf,
    -np.inf,
    np.nan,
]
COMPLEX = [0j, -0.0 - 0j, 1j, -1.5 + 2j, 3 - 0.0j, 1e200 + 1e-200j, complex(np.inf, 0), complex(1, np.nan)]
DTYPES = ["e", "f", "d", "g", "F", "D", "?", "b", "B", "h", "i", "l", "Q"]
SHAPES = [(), (1,), (3,), (2, 1), (2, 3), (0,), (1, 0)]


def values_of(dtype):
    kind = np.dtype(dtype).kind
    pool = {
        "f": FLOATS,
        "c": COMPLEX,
        "b": [False, True],
        "i": [0, 1, -1, 2, -3, 100, -128],
        "u": [0, 1, 2, 5, 255],
    }
    with np.errstate(all="ignore"):
        return np.array(pool[kind]).astype(dtype)


POOLS = {dtype: values_of(dtype) for dtype in DTYPES}
INDICES = st.lists(st.integers(0, 15), min_size=6, max_size=6)


def array_of(dtype, shape, indices, contiguous):
    pool = POOLS[dtype]
    flat = pool[np.array(indices) % len(pool)]
    count = int(np.prod(shape, dtype=int))
    array = flat[:count].reshape(shape)
    return array if contiguous else np.repeat(array, 2, -1)[..., ::2] if shape else array


PYTHON = (
    st.sampled_from(FLOATS)
    | st.floats()
    | st.integers(-1000, 1000)
    | st.booleans()
    | st.sampled_from(COMPLEX)
)
SCALARS = st.sampled_from([value for pool in POOLS.values() for value in pool])
ARRAYS = st.builds(array_of, st.sampled_from(DTYPES), st.sampled_from(SHAPES), INDICES, st.booleans())
VALUES = PYTHON | SCALARS | ARRAYS | ARRAYS
TANGENTS = st.sampled_from([0.0, 1.0, -2.5])


@st.composite
def operands(draw, count):
    """Plain values, and the same values of which one or more move, in no direction or in two at once."""
    values = [draw(VALUES) for _ in range(count)]
    moving = draw(st.integers(1, 2**count - 1))
    directions = draw(st.sampled_from([(), (), (2,)]))
    moved = [
        Dual(value, np.full(directions + np.shape(value), draw(TANGENTS))) if moving >> i & 1 else value
        for i, value in enumerate(values)
    ]
    return values, moved


def parts(result):
    return result if isinstance(result, tuple) else (result,)


def assert_same(plain, dual):
    """Equal in every bit (but those of a nan), dtype, shape and type."""
    assert type(dual) is type(plain)
    a, b = np.asarray(plain), np.asarray(dual)
    assert (a.dtype, a.shape) == (b.dtype, b.shape)
    for first, second in zip((a.real, a.imag), (b.real, b.imag), strict=True):
        assert np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
        assert first.dtype.kind != "f" or np.array_equal(
            np.signbit(first)[first == 0], np.signbit(second)[second == 0]
        )


def check(outcome, function, values, moved):
    plain, told = outcome(function, *values)
    dual, told_of_dual = outcome(function, *moved)
    if isinstance(plain, Exception):
        assert type(dual) is type(plain)
        assert str(dual) == str(plain)
        return
    if isinstance(dual, Exception):
        raise dual
    assert type(dual) is tuple or not isinstance(plain, tuple)
    tangents = []
    for expected, part in zip(parts(plain), parts(dual), strict=True):
        if isinstance(part, Dual):
            tangents.append(part.tangent)
            part = part.primal
        assert_same(expected, part)
    finite = all(np.isfinite(t).all() for t in tangents)
    assert told_of_dual == told if finite else told_of_dual >= told


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
def test_the_primal_is_what_the_plain_number_gives(ufunc, outcome):
    @EXAMPLES
    @given(operands(ufunc.nin))
    def run(case):
        check(outcome, ufunc, *case)

    run()


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
def test_floating_point_errors_are_raised_where_the_plain_call_raises_them(ufunc, outcome):
    """With zero tangents nothing else can go wrong, whatever the partials are."""
    values = [np.array(FLOATS), np.array(FLOATS)[:, None], np.array([0.5])][: ufunc.nin]
    if ufunc.__name__ == "ldexp":
        values[1] = np.array([[0], [3], [-2000], [2000]])
    with np.errstate(all="raise"):
        for index in np.ndindex(np.broadcast_shapes(*(v.shape for v in values))):
            point = [
                np.broadcast_to(v, np.broadcast_shapes(*(v.shape for v in values)))[index] for v in values
            ]
            plain, _ = outcome(ufunc, *point)
            dual, _ = outcome(ufunc, *(Dual(p, 0.0) for p in point))
            assert isinstance(dual, Exception) == isinstance(plain, Exception), (point, dual)
            assert not isinstance(plain, Exception) or str(dual) == str(plain)
