"""A judge of array functions: values, limits, directions and second order, for any call."""

from __future__ import annotations

import contextlib
import itertools
import re
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

import dualnum
from dualnum import Dual

WIDE = {"f": np.longdouble, "c": np.clongdouble}


def leaves(result):
    """The numbers and arrays of a result, in order."""
    if isinstance(result, (tuple, list)):
        return [leaf for item in result for leaf in leaves(item)]
    if isinstance(result, np.ndarray) and result.dtype == object:
        return [dualnum.array(result)]  # where NumPy did not ask the Duals, nothing is lost either
    return [result]


def flat(argument):
    """The leaves of an argument's lists and tuples."""
    return (
        [leaf for item in argument for leaf in flat(item)]
        if isinstance(argument, (list, tuple))
        else [argument]
    )


def moves(value):
    """Whether an argument is a floating number or array, which can move."""
    if isinstance(value, bool):
        return False
    return isinstance(value, (float, complex)) or getattr(getattr(value, "dtype", None), "kind", "") in (
        "f",
        "c",
    )


def mapped(function, value):
    """``function`` of every floating number or array in an argument."""
    if isinstance(value, (list, tuple)):
        return type(value)(mapped(function, item) for item in value)
    return function(value) if moves(value) else value


def tangent_like(rng, value):
    t = rng.uniform(-1, 1, np.shape(value))
    if np.iscomplexobj(value):
        t = t + 1j * rng.uniform(-1, 1, np.shape(value))
    if not isinstance(value, np.ndarray):
        return t[()]
    laid_out = np.empty_like(value)  # some functions read the order of the axes in memory
    laid_out[...] = t
    return laid_out


def wide(value):
    return np.asarray(value).astype(WIDE[np.asarray(value).dtype.kind])[()]


def as_it_is(value):
    return value


def bits(value):
    value = np.asarray(value)
    return value.dtype, value.shape, value.tobytes()


def extrapolated(slope, h):
    """Richardson's limit of an even function of h, from h, h/2, h/4 and h/8."""
    rows = [slope(h / 2**k) for k in range(4)]
    for j in range(1, 4):
        rows = [(4**j * fine - coarse) / (4**j - 1) for coarse, fine in itertools.pairwise(rows)]
    return rows[0]


class Judge:
    """Checks of one call ``function(*args, **kwargs)`` whose arguments numbered ``moving`` move.

    ``wide`` is the precision that the limit is taken in: extended, unless the function rounds to doubles.
    """

    def __init__(self, function, args, kwargs=None, moving=None, seed=7, wide=wide):
        self.function, self.args, self.kwargs = function, args, kwargs or {}
        self.moving = range(len(args)) if moving is None else moving
        self.rng = np.random.default_rng(seed)
        self.wide = wide

    def call(self, args):
        return self.function(*args, **self.kwargs)

    def tangents(self):
        return [
            mapped(lambda v: tangent_like(self.rng, v), a) if i in self.moving else None
            for i, a in enumerate(self.args)
        ]

    def moved(self, make, *tangents):
        """The arguments with ``make(value, t, ...)`` in place of every number that moves."""

        def join(value, *ts):
            if isinstance(value, (list, tuple)):
                return type(value)(join(v, *(t[i] for t in ts)) for i, v in enumerate(value))
            return make(value, *ts) if moves(value) else value

        return [
            join(a, *(t[i] for t in tangents)) if i in self.moving else a for i, a in enumerate(self.args)
        ]

    def value(self, carries=True):
        """The primal is NumPy's, bit for bit; and a result has a derivative."""
        plain = leaves(self.call(self.args))
        found = leaves(self.call(self.moved(Dual, self.tangents())))
        assert len(plain) == len(found)
        for a, b in zip(plain, found, strict=True):
            assert bits(a) == bits(b.primal if isinstance(b, Dual) else b), f"{a!r} != {b!r}"
        assert not carries or any(isinstance(b, Dual) for b in found), "no result carries a derivative"

    def limit(self, tangents, h):
        def at(step):
            moved = self.moved(lambda v, t: self.wide(v) + step * self.wide(t), tangents)
            return [np.asarray(leaf) for leaf in leaves(self.call(moved))]

        def slope(step):
            return [_difference(a - b, 2 * step) for a, b in zip(at(step), at(-step), strict=True)]

        return _columns(slope, h)

    def first(self, rtol=1e-11, h=2.0**-12):
        """The tangent is the limit of the difference quotient, taken in extended precision."""
        tangents = self.tangents()
        found = leaves(self.call(self.moved(Dual, tangents)))
        for value, expected in zip(found, self.limit(tangents, h), strict=True):
            t = value.tangent if isinstance(value, Dual) else np.zeros(np.shape(value))
            assert np.shape(t) == np.shape(value)
            close(np.ravel(t), expected, rtol)

    def directions(self):
        """Three directions at once are the three one at a time."""
        many = [self.tangents() for _ in range(3)]
        stacked = self.moved(lambda v, *ts: Dual(v, np.stack(ts)), *many)
        together = leaves(self.call(stacked))
        apart = [leaves(self.call(self.moved(Dual, tangents))) for tangents in many]
        for i, value in enumerate(together):
            if not isinstance(value, Dual):
                continue
            assert value.tangent.shape == (3, *value.shape)
            for d in range(3):
                close(value.tangent[d], apart[d][i].tangent, 1e-14)

    def second(self, rtol=1e-9, h=2.0**-10):
        """The tangent of the tangent is the limit of the mixed second difference.

        Its steps go down to h/8: extended precision leaves some 5e-20/(h/8)², 4e-12 of the values.
        """
        u, v = self.tangents(), self.tangents()
        nested = self.moved(lambda x, a, b: Dual(Dual(x, a), Dual(b, 0 * b)), u, v)
        found = leaves(self.call(nested))

        def at(a, b):
            moved = self.moved(lambda x, p, q: self.wide(x) + a * self.wide(p) + b * self.wide(q), u, v)
            return [np.asarray(leaf) for leaf in leaves(self.call(moved))]

        def mixed(step):
            four = zip(at(step, step), at(step, -step), at(-step, step), at(-step, -step), strict=True)
            return [_difference(p - q - (r - s), 4 * step**2) for p, q, r, s in four]

        for value, expected in zip(found, _columns(mixed, h), strict=True):
            t = value.tangent if isinstance(value, Dual) else np.zeros(np.shape(value))
            t = t.tangent if isinstance(t, Dual) else np.zeros(np.shape(t))
            close(np.ravel(t), np.asarray(expected, complex), rtol)

    def higher(self, order, rtol=1e-6, h=2.0**-15):
        """The tangent of ``order`` is the limit of the difference quotient of those of the order below.

        It is taken in doubles, whose rounding over 2h is 7e-12 of numbers that reach 1e4 in a third order.
        """
        *before, last = [self.tangents() for _ in range(order)]

        def tangents(step):
            moved = self.moved(lambda x, t, *ts: nested(x + step * t, ts), last, *before)
            return [np.asarray(tangent_of(leaf, order - 1)) for leaf in leaves(self.call(moved))]

        def slope(step):
            pairs = zip(tangents(step), tangents(-step), strict=True)
            return [_difference(a - b, 2 * step) for a, b in pairs]

        found = leaves(self.call(self.moved(lambda x, *ts: nested(x, ts), *before, last)))
        for value, expected in zip(found, _columns(slope, h), strict=True):
            close(np.ravel(tangent_of(value, order)), expected, rtol)

    def apart(self, rtol=None, h=2.0**-12):
        """Each argument that can move does so alone, while the others are constant."""
        able = [i for i in self.moving if any(map(moves, flat(self.args[i])))]
        for i in able if len(able) > 1 else ():
            alone = Judge(self.function, self.args, self.kwargs, [i], wide=self.wide)
            refusal = alone.refusal()
            if refusal is not None:  # NumPy does not ask a Dual there, and a plain array cannot hold it
                assert "Dual" in refusal or all(np.ndim(leaf) == 0 for leaf in flat(self.args[i]))
                continue
            alone.value(carries=False)
            alone.first(rtol or (1e-11 if self.wide is wide else 1e-9), h)

    def refusal(self):
        """The text of the TypeError that the call with Duals raises, if it does."""
        try:
            self.call(self.moved(Dual, self.tangents()))
        except TypeError as error:
            return str(error)
        return None

    def all(self):
        self.value()
        self.first()
        self.directions()
        self.second()
        self.apart()


def nested(x, tangents):
    """x as a Dual of Duals, which moves along each of the tangents at a level of its own."""
    if not tangents:
        return x
    *lower, highest = tangents
    return Dual(nested(x, lower), nested(highest, [0 * highest] * len(lower)))


def tangent_of(value, order):
    """The tangent of the tangent of ... a result, which is 0 where it does not move."""
    for _ in range(order):
        value = value.tangent if isinstance(value, Dual) else np.zeros(np.shape(value))
    return value


def _difference(change, step):
    """The difference quotient, flat; what is not a floating number does not change."""
    return np.ravel(change / step) if change.dtype.kind in "fc" else np.zeros(np.size(change))


def _columns(slope, h):
    """`extrapolated` of each result of ``slope``."""
    rows = {step: slope(step) for step in (h, h / 2, h / 4, h / 8)}
    return [extrapolated(lambda step, i=i: rows[step][i], h) for i in range(len(rows[h]))]


def close(actual, expected, rtol):
    actual, expected = np.asarray(actual, complex), np.asarray(expected, complex)
    assert actual.shape == expected.shape
    scale = np.max(np.abs(expected), initial=0, where=np.isfinite(expected))
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=rtol * max(1.0, scale))


class Random:
    """Random arguments."""

    def __init__(self, *seed):
        self.rng = np.random.default_rng(seed)

    def int(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def flag(self):
        return bool(self.int(0, 1))

    def one_of(self, *values):
        return values[self.rng.integers(len(values))]

    def shape(self, low=1, high=3):
        return tuple(self.int(1, 4) for _ in range(self.int(low, high)))

    def a(self, *shape, low=1, high=3):
        """An array: of ``shape``, or of a random one with ``low`` to ``high`` axes."""
        return self.rng.normal(size=shape or self.shape(low, high))

    def z(self, *shape, low=1, high=3):
        """The same, complex now and then."""
        x = self.a(*shape, low=low, high=high)
        return x + 1j * self.rng.normal(size=x.shape) if self.int(0, 3) == 0 else x

    def positive(self, *shape):
        return self.rng.uniform(0.5, 2, size=shape or self.shape())

    def increasing(self, n):
        return np.cumsum(self.rng.uniform(0.2, 1, n))

    def axis(self, x):
        return self.int(-x.ndim, x.ndim - 1)

    def axes(self, x):
        """None, one axis or several."""
        if self.int(0, 2):
            return self.one_of(None, self.axis(x))
        return tuple(self.rng.permutation(x.ndim)[: self.int(1, x.ndim)].tolist())

    def mask(self, *shape):
        return self.rng.uniform(size=shape) < 0.6

    def holes(self, x):
        """With nan here and there."""
        return np.where(self.rng.uniform(size=x.shape) < 0.2, np.nan, x)

    def matrix(self, n=None, stack=True):
        """A square matrix, or a stack of them, far from singular."""
        n = self.int(1, 4) if n is None else n
        lead = self.shape(0, 1) if stack else ()
        return self.rng.normal(size=(*lead, n, n)) + 3 * np.eye(n)


@contextlib.contextmanager
def random_call(function, recipe, seed, wide=wide):
    """A `Judge` of one random call.

    ``function`` is what a recipe calls that names no function itself, and seeds the choices.
    """
    g = Random(*getattr(function, "__name__", function).encode(), seed)
    call = recipe(g)
    function, args, kwargs = call if len(call) == 3 else (function, *call)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's own, of rows of nans and empty slices
        yield Judge(function, args, kwargs, seed=seed, wide=wide)


RANDOM_CALLS = 20
"""Random calls of each function; of higher order fewer, which cost more."""


def fuzzed(function, recipe, h, rtol, wide=wide):
    """Random calls, judged with Duals in place of all their arguments and of each alone."""
    for seed in range(RANDOM_CALLS):
        with random_call(function, recipe, seed, wide) as rule:
            rule.value()
            rule.first(rtol, h)
            rule.apart(rtol, h)


def fuzzed_orders(function, recipe):
    """Random calls at second and at third order."""
    for seed in range(RANDOM_CALLS // 4):
        with random_call(function, recipe, seed) as rule:
            rule.higher(2)
            rule.higher(3)


def fuzzed_choices(function, recipe):
    """Random calls with a Dual in place of each index, flag and mask, which have no derivative."""
    for seed in range(RANDOM_CALLS):
        with_moving_choices(function, recipe, seed)


def with_moving_choices(function, recipe, seed):
    """The result is what it is with the plain one, or a TypeError names the function and says what to give."""
    with random_call(function, recipe, seed) as rule:
        moved = rule.moved(Dual, rule.tangents())
        expected = leaves(rule.call(moved))
        for changed, options in with_each_choice_moving(moved, rule.kwargs):
            try:
                found = leaves(rule.function(*changed, **options))
            except TypeError as error:
                assert re.fullmatch(rf"{rule.function.__name__}: .*; give its \.primal", str(error))
                continue
            for a, b in zip(found, expected, strict=True):
                same(a, b)


def holds_numbers(value):
    """Whether an argument is a number or an array, or holds some."""
    if isinstance(value, (list, tuple)):
        return any(map(holds_numbers, value))
    return isinstance(value, (bool, int, float, complex, np.ndarray, np.generic))


def in_place(rng, value):
    """An argument with a Dual in place of every number and array in it."""
    if isinstance(value, (list, tuple)):
        return type(value)(in_place(rng, item) for item in value)
    return Dual(value, tangent_like(rng, value)) if holds_numbers(value) else value


def with_each_choice_moving(args, kwargs):
    """The arguments of a call with a Dual for one integer, flag, or array of them, after the other."""
    for i, value in enumerate(args):
        for changed in each_moving(value):
            yield [*args[:i], changed, *args[i + 1 :]], kwargs
    for name, value in kwargs.items():
        for changed in each_moving(value):
            yield args, {**kwargs, name: changed}


def each_moving(value):
    if isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            for changed in each_moving(item):
                yield type(value)([*value[:i], changed, *value[i + 1 :]])
    elif isinstance(value, (bool, int)) or getattr(getattr(value, "dtype", None), "kind", "") in tuple("biu"):
        yield Dual(value, 0.5)


def same(a, b):
    """Two results, Duals or not, are the same bit for bit."""
    assert isinstance(a, Dual) == isinstance(b, Dual)
    for x, y in ((a.primal, b.primal), (a.tangent, b.tangent)) if isinstance(a, Dual) else ((a, b),):
        assert bits(x) == bits(y)


def pytest_generate_tests(metafunc):
    """A test of a ``fuzzed_function`` is one of every function that its module has a recipe for."""
    if "fuzzed_function" in metafunc.fixturenames:
        functions = metafunc.module.BY_FUNCTION
        metafunc.parametrize("fuzzed_function", functions, ids=[f.__name__ for f in functions])


@pytest.fixture
def judge():
    """``judge(function, args, kwargs, moving)``: a `Judge` of that call."""
    return Judge


@pytest.fixture
def tools():
    return SimpleNamespace(
        leaves=leaves,
        close=close,
        bits=bits,
        as_it_is=as_it_is,
        fuzzed=fuzzed,
        fuzzed_choices=fuzzed_choices,
        fuzzed_orders=fuzzed_orders,
        holds_numbers=holds_numbers,
        in_place=in_place,
        moves=moves,
        Random=Random,
    )
