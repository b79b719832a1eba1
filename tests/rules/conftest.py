"""The judge of the rules: difference quotients of each row's mpmath reference, at points chosen to hurt."""

import functools
import itertools
import math
from types import SimpleNamespace

import mpmath
import numpy as np
import pytest

from dualnum.namespaces import NUMPY

MP = mpmath.mp.clone()
STEPS = (64, 128, 256, 512, 1024)
"""Bits of the step 2^−bits; the quotient is taken with ever smaller ones until two agree to 60 bits.  With the
last one a slope that a double can tell from 0 shows."""

SIZES = [10.0**k * 1.2345 for k in range(-320, 308, 19)] + [
    5e-324,
    2.3e-308,
    1.2e-44,
    1.3e-38,
    2.9e38,
    1.7e308,
]
MIDDLE = [*np.geomspace(1e-9, 1e4, 21), *np.linspace(0.31, 30.0, 24), 20.5, 40.0, 88.0, 350.0, 708.5, 1e22]
TURNS = [float(k * mpmath.pi / 2) for k in (1, 2, 3, 4, 5, 22, 355)]
NEAR_ZERO = [2.0**-k for k in (3, 7, 20, 40)]
NEAR = [2.0**-k for k in (1, 2, 3, 8, 20, 23, 40, 52, 53)]


def sized(x):
    """x, as a number of single precision where it is one of its range: both precisions share the references."""
    single = float(np.float32(x)) if abs(x) < 3e38 else x
    return single or float(x)


def numbers(domain):
    """Doubles of an interval: of every size, near its ends, near 0 and ±1, and near multiples of π/2."""
    low, high = domain
    found = {0.0, 1.0, -1.0, 2.0, -2.0, 3.0}
    for size in map(sized, SIZES + MIDDLE):
        found |= {size, -size}
    for turn in TURNS:
        found |= {turn, -turn}
    for centre in (0.0, 1.0, -1.0, *filter(math.isfinite, domain)):
        found |= {centre + sign * step for step in NEAR for sign in (1, -1)}
    return sorted(x for x in found if low < x < high)


def reference(row):
    """The row's function of mpmath numbers."""
    found = row.mp
    return getattr(MP, found) if isinstance(found, str) else functools.partial(found, MP)


def exponent(x):
    return math.frexp(x)[1]


@functools.cache
def partial(row, point, i, output=None):
    """∂f/∂xᵢ at a point of doubles, as an mpf; None where f or the limit does not exist."""
    function = reference(row)
    moving = [abs(x) for x in point if isinstance(x, float)]
    sizes = [size for size in moving if size] or [1.0]
    least, most = exponent(min(1.0, *sizes)), exponent(max(sizes))
    step = least - 2 * (most - least) if len(moving) > 1 else least
    before, flat = None, False
    for bits in STEPS:  # only a function that is flat at a tiny x needs the bits of x²
        MP.prec = 3 * bits + 2 * max(most - step, 0) + 60 - (2 * least if flat else 0)
        h = MP.ldexp(1, step - bits)
        quotient = central_quotient(function, point, i, output, h)
        if quotient is None:
            return None
        if before is not None and quotient and abs(quotient - before) <= MP.ldexp(abs(quotient), -60):
            return quotient
        before, flat = quotient, flat or quotient == 0
    return quotient if quotient == 0 else None


def central_quotient(function, point, i, output, h):
    """(f(x + h) − f(x − h))/2h in the i-th argument; None where f has no real value at x or beside it."""
    values = []
    for offset in (0, -h, h):
        arguments = [MP.mpf(x) if isinstance(x, float) else x for x in point]
        arguments[i] += offset
        try:
            value = function(*arguments)
        except (ValueError, ArithmeticError):
            return None
        values.append(value if output is None else value[output])
    if any(hasattr(value, "_mpc_") or not MP.isfinite(value) for value in values):
        return None
    return (values[2] - values[1]) / (2 * h)


def turning_points(row, column):
    """The doubles on both sides of each zero of the derivative, and one of them in single precision."""
    changes = changes_of_sign(lambda x: partial(row, (x,), 0), column)
    return [x for low, high in changes for x in (low, high, sized(low))]


def beside_zeros(row, column):
    """Doubles next to each zero of the function, where its rounded value has lost digits, and on the way to it."""
    changes = list(changes_of_sign(functools.partial(value, row), column))
    on_the_way = [low + sign * step for low, _ in changes for step in NEAR_ZERO for sign in (1, -1)]
    return [x for low, high in changes for x in (low, high, sized(low))] + [*map(sized, on_the_way)]


def value(row, x):
    """The function's value as an mpf; None where there is no finite real one."""
    MP.prec = 200
    try:
        y = reference(row)(MP.mpf(x))
    except (ValueError, ArithmeticError):
        return None
    return None if hasattr(y, "_mpc_") or not MP.isfinite(y) else y


def changes_of_sign(function, column):
    """The neighbouring doubles between which a function changes its sign, away from 0 and from infinity."""
    values = [(x, function(x)) for x in column if abs(x) < 100]
    for (low, y), (high, next_y) in itertools.pairwise(values):
        if y and next_y and low * high > 0 and y * next_y < 0:
            yield from halved(function, low, high, y)


def halved(function, low, high, y):
    """The neighbouring doubles between which the function changes the sign of its value y at ``low``."""
    while (middle := low + (high - low) / 2) not in (low, high):
        here = function(middle)
        if here is None:
            return
        low, high = (middle, high) if here * y > 0 else (low, middle)
    yield low, high


def whole(row, point):
    """The point with a small whole number for an argument that no derivative is taken of (an order, say)."""
    return tuple(
        int(abs(x) % 6) if (part == 0 or (part is None and "whole" in row.unknown)) and row.arity > 1 else x
        for x, part in itertools.zip_longest(point, row.partials, fillvalue=1)
    )


def several(row):
    """Points of several arguments: drawn from the numbers, near one another, and with one near 1."""
    random = np.random.default_rng(20)
    columns = [numbers(domain) for domain in row.domain]
    middles = [[x for x in column if 1e-6 < abs(x) < 1e4] for column in columns]
    for k in range(70):
        yield tuple(float(random.choice(column)) for column in (columns if k % 2 else middles))
    for k in range(24):
        x = float(random.choice((columns if k % 2 else middles)[0]))
        factors = random.choice([1.0, 1 + 2**-52, 1 - 1e-8, 1.001, 2.0, -1.0], len(columns) - 1)
        yield (x, *(float(sized(x * factor)) if abs(x) < 1e300 else x for factor in factors))
    for near in NEAR:
        yield (1.0 + near, *(float(random.choice(middle)) for middle in middles[1:]))
        yield (1.0 - near, *(float(random.choice(column)) for column in columns[1:]))


def on_kink(row, point):
    if row.kink is None:
        return False
    with np.errstate(all="ignore"):
        return bool(NUMPY.bound(row).kink(*map(np.float64, point)))


@functools.cache
def points(row):
    """Points of the row's domain, none of them on a kink."""
    if row.arity == 1:
        column = numbers(row.domain[0])
        special = turning_points(row, column) + beside_zeros(row, column) if row.outputs is None else []
        candidates = [(x,) for x in sorted({*column, *special})]
    else:
        candidates = list(several(row))
    inside = [
        whole(row, point)
        for point in candidates
        if all(low <= x <= high for x, (low, high) in zip(point, row.domain, strict=True))
    ]
    return [point for point in dict.fromkeys(inside) if not on_kink(row, point)]


@pytest.fixture(scope="session")
def judge():
    """``points(row)`` and ``partial(row, point, i, output)``."""
    return SimpleNamespace(points=points, partial=partial)
