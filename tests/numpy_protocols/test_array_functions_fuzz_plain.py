"""Random valid calls of functions whose result is no number to differentiate, of makers of arrays, and of printers.

The outcome with Duals is that of the plain call, or a TypeError; a maker that is given ``like=`` makes a
Dual that stands still, or moves as the value that it is filled with.
"""

import io

import numpy as np
import pytest

from dualnum import Dual
from dualnum.numpy_protocols.array_functions import CREATORS, find
from dualnum.numpy_protocols.listing import group_of, overridable

CALLS = 20


def of_array(g):
    return (g.a(),), {}


def of_complex(g):
    return (g.z(),), {}


def along_an_axis(g):
    x = g.one_of(g.z, g.a)()
    return (x,), {"axis": g.one_of(None, g.axis(x)), "keepdims": g.flag()}


def of_condition(g):
    x = g.a()
    return (np.where(g.mask(*x.shape), x, 0.0),), {"axis": g.axes(x), "keepdims": g.flag()}


def of_two(g):
    x = g.a(3, 4)
    return (x, g.one_of(x, x + 1e-9, x[0], g.a(4))), {}


def of_holes(g):
    x = np.vstack([g.holes(g.a(3, 4)), g.a(1, 4)])
    return (x,), {"axis": g.one_of(None, 0)}


def of_edges(g):
    return (g.a(3, 4), np.sort(g.a(5))), {}


def of_positions(g):
    return (g.rng.integers(0, 12, (2, 3)), (3, 4)), {}


PLAIN = {
    "all any": of_condition,
    "allclose isclose array_equal array_equiv": of_two,
    "argmax argmin": along_an_axis,
    "nanargmax nanargmin": of_holes,
    "argpartition": lambda g: ((g.a(5), 2), {}),
    "argsort": lambda g: ((x := g.z(), g.one_of(None, g.axis(x))), {"kind": "stable"}),
    "argwhere flatnonzero nonzero": lambda g: ((np.where(g.mask(3, 4), g.a(3, 4), 0.0),), {}),
    "count_nonzero": of_condition,
    "can_cast": lambda g: ((g.a(2).dtype, g.one_of(np.float32, complex)), {}),
    "common_type": lambda g: ((g.z(), g.a()), {}),
    "diag_indices_from": lambda g: ((g.a(*(g.int(1, 4),) * 2),), {}),
    "digitize": of_edges,
    "einsum_path": lambda g: (("ij,jk,kl", g.z(2, 3), g.a(3, 4), g.a(4, 2)), {}),
    "in1d isin": lambda g: ((x := g.a(3, 4), g.one_of(x[0], g.a(2))), {}),
    "iscomplex iscomplexobj isreal isrealobj": of_complex,
    "isneginf isposinf": lambda g: ((np.where(g.mask(3, 4), g.a(3, 4), g.one_of(np.inf, -np.inf)),), {}),
    "lexsort": lambda g: (((g.a(5), g.rng.integers(0, 2, 5).astype(float)),), {}),
    "linalg.matrix_rank": lambda g: ((np.outer(g.a(3), g.a(3)) + g.one_of(0, 1) * np.eye(3),), {}),
    "may_share_memory shares_memory": lambda g: ((x := g.a(6), g.one_of(x[2:], g.a(3))), {}),
    "min_scalar_type": lambda g: ((g.one_of(0.5, 1e300, g.a(2)),), {}),
    "ndim shape size": of_complex,
    "ravel_multi_index": lambda g: ((tuple(g.rng.integers(0, 3, (2, 4))), (3, 4)), {}),
    "unravel_index": of_positions,
    "result_type": lambda g: ((g.z(), g.a(2).astype(np.float32)), {}),
    "searchsorted": lambda g: ((np.sort(g.a(5)), g.a(2, 3), g.one_of("left", "right")), {}),
    "tril_indices_from triu_indices_from": lambda g: ((g.a(3, 4), g.int(-1, 1)), {}),
}
PLAIN = {find(name): recipe for names, recipe in PLAIN.items() for name in names.split() if find(name)}

FILLED = {
    "zeros_like ones_like empty_like": lambda g: ((g.z(),), {"shape": g.one_of(None, (2, 3))}),
    "full_like": lambda g: ((g.a(), g.one_of(0.5, -2.0)), {"shape": g.one_of(None, (2, 3))}),
}
FILLED = {find(name): recipe for names, recipe in FILLED.items() for name in names.split()}

MADE = {
    np.arange: lambda g: ((0.0, g.one_of(2.0, 3.0), 0.5), {}),
    np.empty: lambda g: ((g.shape(),), {}),
    np.zeros: lambda g: ((g.shape(),), {}),
    np.ones: lambda g: ((g.shape(),), {}),
    np.full: lambda g: ((g.shape(), g.one_of(0.5, -2.0)), {}),
    np.eye: lambda g: ((g.int(1, 4), g.int(1, 4), g.int(-1, 1)), {}),
    np.identity: lambda g: ((g.int(1, 4),), {}),
    np.tri: lambda g: ((g.int(1, 4),), {}),
    np.fromfunction: lambda g: ((lambda i, j: i + 0.5 * j, (2, g.int(1, 3))), {}),
    np.fromiter: lambda g: ((g.a(4).tolist(), float), {}),
    np.fromstring: lambda g: (("0.5 1.5 2.5",), {"sep": " "}),
    np.frombuffer: lambda g: ((g.a(3).tobytes(), float), {}),
    np.loadtxt: lambda g: ((["0.5 1.5", "2.5 3.5"],), {}),
    np.genfromtxt: lambda g: ((["0.5 1.5", "2.5 3.5"],), {}),
    **dict.fromkeys((np.array, np.asarray, np.asanyarray, np.require), of_complex),
    **dict.fromkeys((np.ascontiguousarray, np.asfortranarray), of_complex),
}


def test_every_function_has_a_recipe():
    plain = {f for f in overridable() if group_of(f) == "plain"}
    assert set(PLAIN) == plain
    behind = {getattr(f, "__globals__", {}).get(f"_{f.__name__}_with_like") for f in CREATORS}
    made = {f for f in overridable() if group_of(f) == "constructing"} - behind
    assert set(FILLED) | set(MADE) - {np.fromfile} >= made - {np.fromfile}
    assert set(MADE) | {np.fromfile} == set(CREATORS)


def calls(tools, function, recipe):
    for seed in range(CALLS):
        args, kwargs = recipe(tools.Random(*function.__name__.encode(), seed))
        yield list(args), kwargs, np.random.default_rng(seed)


def dual_of(rng, value):
    t = rng.uniform(-1, 1, np.shape(value))
    return Dual(value, t if np.shape(value) else float(t))


def with_duals(tools, rng, args):
    """Which arguments have Duals in place of their numbers: each, one after the other, and all; and the call's."""
    able = [i for i, value in enumerate(args) if tools.holds_numbers(value)]
    for chosen in [[i] for i in able] + [able]:
        yield chosen, [tools.in_place(rng, value) if i in chosen else value for i, value in enumerate(args)]


@pytest.mark.filterwarnings("ignore:`in1d`:DeprecationWarning")
@pytest.mark.parametrize("function", PLAIN, ids=lambda f: f.__name__)
def test_plain_results(tools, function):
    for args, kwargs, rng in calls(tools, function, PLAIN[function]):
        with np.errstate(all="ignore"):
            plain = tools.leaves(function(*args, **kwargs))
            for chosen, duals in with_duals(tools, rng, args):
                try:
                    found = tools.leaves(function(*duals, **kwargs))
                except TypeError:  # NumPy wants an index, and does not ask a Dual
                    assert not all(tools.moves(args[i]) for i in chosen)
                    continue
                for a, b in zip(found, plain, strict=True):
                    assert not isinstance(a, Dual)
                    assert (
                        a == b
                        if isinstance(b, (str, list, np.dtype, type))
                        else tools.bits(a) == tools.bits(b)
                    )


@pytest.mark.parametrize("function", FILLED, ids=lambda f: f.__name__)
def test_arrays_like_others(tools, function):
    for args, kwargs, rng in calls(tools, function, FILLED[function]):
        made = function(*args, **kwargs)
        moving = function(dual_of(rng, args[0]), *args[1:], **kwargs)
        assert (moving.shape, moving.dtype) == (made.shape, made.dtype)
        np.testing.assert_array_equal(moving.tangent, np.zeros(made.shape))
        if function is not np.empty_like:
            np.testing.assert_array_equal(moving.primal, made)
        if len(args) > 1:
            filled = function(dual_of(rng, args[0]), Dual(args[1], 3.0), **kwargs)
            np.testing.assert_array_equal(filled.tangent, np.full(made.shape, 3.0))


@pytest.mark.parametrize("function", MADE, ids=lambda f: f.__name__)
def test_arrays_made_like_a_dual(tools, function):
    like = Dual(np.ones(2), np.ones((3, 2)))
    for args, kwargs, _ in calls(tools, function, MADE[function]):
        made, moving = function(*args, **kwargs), function(*args, like=like, **kwargs)
        assert moving.tangent.shape == (3, *made.shape)
        np.testing.assert_array_equal(moving.tangent, 0)
        if function is not np.empty:
            np.testing.assert_array_equal(moving.primal, made)


@pytest.mark.parametrize("function", [np.array, np.asarray, np.asanyarray, np.full])
def test_values_that_move_keep_moving(tools, function):
    for seed in range(CALLS):
        g = tools.Random(seed)
        x = dual_of(g.rng, g.a()) if function is not np.full else Dual(0.5, -2.0)
        made = function(2, x, like=x) if function is np.full else function(x, like=x)
        np.testing.assert_array_equal(made.primal, np.broadcast_to(x.primal, made.shape))
        np.testing.assert_array_equal(made.tangent, np.broadcast_to(x.tangent, made.shape))


def test_what_is_read_from_a_file(tmp_path):
    np.arange(3.0).tofile(tmp_path / "numbers")
    like = Dual(1.0, 1.0)
    for made in (np.fromfile(tmp_path / "numbers", like=like), np.loadtxt(io.StringIO("0 1 2"), like=like)):
        np.testing.assert_array_equal(made.primal, [0, 1, 2])
        np.testing.assert_array_equal(made.tangent, [0, 0, 0])


@pytest.mark.parametrize("function", [np.array_repr, np.array_str, np.array2string])
def test_texts_have_both_parts(tools, function):
    for seed in range(CALLS):
        g = tools.Random(seed)
        x = dual_of(g.rng, g.a(3))
        precision = g.int(1, 5)
        text = function(x, precision=precision)
        assert function(x.primal, precision=precision) in text
        assert function(x.tangent, precision=precision) in text
