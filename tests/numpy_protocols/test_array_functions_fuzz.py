"""Random valid calls of every function, with Duals in place of each argument and of all.

The outcome is a derivative that agrees with the limit, or a TypeError that names the Dual; nothing else.
A recipe makes the arguments of one call (or the call too, of a function that writes into an array).
"""

import numpy as np
import pytest

from dualnum.numpy_protocols.array_functions import find
from dualnum.numpy_protocols.listing import group_of, overridable

pytestmark = pytest.mark.filterwarnings("ignore:numpy.fix is deprecated:DeprecationWarning")

GROUPS = ("linear", "selecting", "reducing", "numeric", "assigning")
DOUBLES = "partition interp bincount histogram histogram2d histogramdd histogram_bin_edges i0".split()
"""These round to doubles inside (or leave an order open that depends on the precision): fewer digits."""


def options(g, x, where=False):
    found = {"axis": g.axes(x), "keepdims": g.flag()}
    return {**found, "where": g.mask(*x.shape)} if where and g.int(0, 2) == 0 else found


def of_reduction(g):
    x = g.z()
    return (x,), options(g, x, where=True)


def of_real_reduction(g):
    x = g.a()
    return (x,), options(g, x)


def of_extreme(g):
    x = g.a()
    found = options(g, x, where=True)
    return (x,), {**found, "initial": g.one_of(-5.0, 5.0, 0.1)} if "where" in found or g.flag() else found


def along_an_axis(g):
    x = g.z()
    return (x,), {"axis": g.axis(x)}


def with_holes(g):
    return (g.holes(g.a(3, 4)),), {"axis": g.one_of(0, 1, None)}


def of_quantile(scale, holes=False):
    methods = (
        "linear hazen weibull median_unbiased normal_unbiased interpolated_inverted_cdf lower higher".split()
    )

    def recipe(g):
        x = g.holes(g.a(3, 20)) if holes else g.a()
        q = scale * g.rng.uniform(0.05, 0.95, size=g.one_of((), (2,)))
        return (x, q[()]), {**options(g, x), "method": g.one_of(*methods)}

    return recipe


def of_joining(g):
    x = g.z(low=2)
    parts = [x, g.a(*x.shape), g.a(*x.shape)][: g.int(1, 3)]
    return (parts,), {"axis": g.axis(x)}


def of_stacking(g):
    x = g.z(low=2)
    return ([x, g.a(*x.shape)],), {}


def of_splitting(axis):
    def recipe(g):
        shape = [2, 2, 2]
        shape[axis] = n = g.int(2, 6)
        return (g.z(*shape), sorted(g.int(0, n) for _ in range(2))), {}

    return recipe


def of_pad(g):
    modes = "constant edge linear_ramp maximum mean median minimum reflect symmetric wrap".split()
    x = g.a(*(g.int(2, 4) for _ in range(g.int(1, 2))))
    return (x, [(g.int(0, 4), g.int(0, 4)) for _ in range(x.ndim)], g.one_of(*modes)), {}


def of_unique(g):
    x = g.a()
    return (x, g.flag(), g.flag(), g.flag(), g.one_of(None, g.axis(x))), {}


def of_average(g):
    axis = g.one_of(0, -1, (0, 1))
    return (lambda a, w: np.average(a, axis, w)), (g.z(3, 4), g.positive(3, 4)), {}


def writing(function, *shape, before=lambda g: (), after=lambda g: ()):
    """A call that returns the array which the function writes into."""

    def recipe(g):
        middle, last = before(g), after(g)

        def call(array, values):
            target = array.copy()
            function(target, *middle, values, *last)
            return target

        return call, (g.a(*shape), g.a(3)), {}

    return recipe


RECIPES = {
    "sum mean prod nanprod": of_reduction,
    "var std nanvar nanstd": lambda g: (lambda x: ((x,), options(g, x)))(g.z(3, 4)),
    "nansum nanmean nancumsum nancumprod nanmedian": with_holes,
    "cumsum cumprod cumulative_sum cumulative_prod unstack": along_an_axis,
    "max min amax amin": of_extreme,
    "nanmax nanmin": lambda g: ((np.vstack([g.holes(g.a(3, 4)), g.a(1, 4)]),), {"axis": g.one_of(0, None)}),
    "ptp median": of_real_reduction,
    "quantile": of_quantile(1),
    "percentile": of_quantile(100),
    "nanquantile": of_quantile(1, holes=True),
    "nanpercentile": of_quantile(100, holes=True),
    "average": of_average,
    "cov corrcoef": lambda g: ((g.z(g.int(2, 3), 5),), {"rowvar": g.flag()}),
    "trace": lambda g: ((g.z(3, 4, 2), g.int(-1, 1), *g.one_of((0, 1), (2, 0), (-1, 1))), {}),
    "sort": lambda g: ((x := g.z(), g.one_of(None, g.axis(x))), {}),
    "partition": lambda g: ((x := g.a(5, 5), g.int(0, 4), g.axis(x)), {}),
    "sort_complex unique_all unique_counts unique_inverse unique_values": lambda g: ((g.a(),), {}),
    "unique": of_unique,
    "union1d setdiff1d setxor1d": lambda g: ((g.a(), g.a()), {}),
    "take": lambda g: ((x := g.z(3, 4), g.rng.integers(-3, 3, g.shape()), g.one_of(None, g.axis(x))), {}),
    "take_along_axis": lambda g: ((g.z(3, 4), g.rng.integers(0, 3, (g.int(1, 5), 4)), 0), {}),
    "compress": lambda g: ((g.mask(3), g.z(3, 4), g.one_of(0, None)), {}),
    "extract": lambda g: ((g.mask(3, 4), g.z(3, 4)), {}),
    "choose": lambda g: ((g.rng.integers(0, 2, (3, 4)), [g.a(3, 4), g.a(4)]), {}),
    "where": lambda g: ((g.mask(3, 4), g.z(4), g.z(3, 4)), {}),
    "select": lambda g: (([g.mask(3, 4), g.mask(4)], [g.a(3, 4), g.a(4)], float(g.int(0, 3))), {}),
    "clip": lambda g: ((g.a(), g.one_of(-0.5, None), g.one_of(0.4, 1.0)), {}),
    "reshape": lambda g: ((g.z(2, 3, 4), g.one_of(-1, (6, 4), (4, 3, 2)), g.one_of("C", "F", "A")), {}),
    "ravel": lambda g: ((g.one_of(np.ascontiguousarray, np.asfortranarray)(g.z()), g.one_of(*"CFAK")), {}),
    "transpose": lambda g: ((x := g.z(), g.one_of(None, g.rng.permutation(x.ndim).tolist())), {}),
    "matrix_transpose fliplr": lambda g: ((g.z(low=2),), {}),
    "flipud real imag copy diagflat atleast_1d atleast_2d atleast_3d": lambda g: ((g.z(),), {}),
    "angle real_if_close lib.scimath.sqrt lib.scimath.log lib.scimath.log2": lambda g: ((g.z(),), {}),
    "lib.scimath.log10 lib.scimath.arccos lib.scimath.arcsin lib.scimath.arctanh": lambda g: ((g.z(),), {}),
    "swapaxes moveaxis": lambda g: ((x := g.z(), g.axis(x), g.axis(x)), {}),
    "rollaxis": lambda g: ((x := g.z(), g.axis(x), g.int(0, x.ndim)), {}),
    "expand_dims": lambda g: ((x := g.z(), g.one_of(g.axis(x), (0, -1))), {}),
    "squeeze": lambda g: ((g.z(1, 3, 1), g.one_of(None, 0, -1, (0, 2))), {}),
    "flip": lambda g: ((x := g.z(), g.axes(x)), {}),
    "rot90": lambda g: ((g.z(2, 3, 4), g.int(0, 5), g.one_of((0, 1), (2, 0), (-1, 1))), {}),
    "diagonal": lambda g: ((g.z(3, 4, 3),), {"offset": g.int(-1, 1), "axis1": g.one_of(1, 2)} | {"axis2": 0}),
    "lib.stride_tricks.sliding_window_view": lambda g: ((g.z(3, 4), 2, g.one_of(0, 1)), {}),
    "broadcast_to": lambda g: ((x := g.z(), (g.int(1, 3), *x.shape)), {}),
    "broadcast_arrays": lambda g: ((g.z(4), g.a(3, 1)), {}),
    "meshgrid": lambda g: ((g.z(3), g.a(4)), {"indexing": g.one_of("xy", "ij"), "sparse": g.flag()}),
    "ix_": lambda g: ((g.a(3), g.a(2)), {}),
    "astype": lambda g: ((g.z(), complex), {}),
    "roll": lambda g: ((x := g.z(), g.int(-3, 3), g.axes(x)), {}),
    "repeat": lambda g: ((x := g.z(), g.int(0, 3), g.one_of(None, g.axis(x))), {}),
    "tile": lambda g: ((g.z(), g.one_of(2, (2, 1), (1, 2, 2))), {}),
    "delete": lambda g: ((g.z(3, 4), g.one_of(1, [0, 2], slice(1, 3)), g.one_of(None, 0, 1)), {}),
    "resize": lambda g: ((g.z(), g.shape()), {}),
    "diag tril triu": lambda g: ((g.z(g.int(1, 4), g.int(1, 4)), g.int(-2, 2)), {}),
    "trim_zeros": lambda g: ((g.a(4), g.one_of("f", "b", "fb")), {}),
    "concatenate stack": of_joining,
    "vstack hstack dstack column_stack": of_stacking,
    "append": lambda g: ((g.z(2, 3), g.a(2, 3), g.one_of(None, 0, 1)), {}),
    "block": lambda g: (([[g.z(2, 3), g.a(2, 1)], [g.a(1, 2), g.a(1, 2)]],), {}),
    "insert": lambda g: ((g.z(3, 4), g.int(0, 3), g.a(4), 0), {}),
    "array_split split vsplit": of_splitting(0),
    "hsplit": of_splitting(1),
    "dsplit": of_splitting(2),
    "diff": lambda g: ((x := g.z(4, 5), g.int(0, 3), g.axis(x)), {}),
    "ediff1d": lambda g: ((g.a(5), g.a(2), g.a(1)), {}),
    "unwrap": lambda g: ((x := 5 * g.a(3, 4),), {"axis": g.axis(x)}),
    "trapezoid": lambda g: ((g.z(3, 5), g.increasing(5)), {}),
    "gradient": lambda g: (
        (g.z(4, 5), g.increasing(4), g.one_of(0.5, g.increasing(5))),
        {"edge_order": g.int(1, 2)},
    ),
    "interp": lambda g: ((4 * g.a(4), g.increasing(6), g.z(6)), {"period": g.one_of(None, 5.0)}),
    "pad": of_pad,
    "bincount": lambda g: ((g.rng.integers(0, 5, 6), g.a(6)), {}),
    "histogram": lambda g: ((g.a(8), g.int(1, 5), g.one_of(None, (-1.1, 1.2)), g.flag(), g.positive(8)), {}),
    "histogram_bin_edges": lambda g: ((g.a(8), g.int(1, 5)), {}),
    "histogram2d": lambda g: ((g.a(8), g.a(8), [g.int(1, 3), g.int(1, 3)]), {"density": g.flag()}),
    "histogramdd": lambda g: ((g.a(8, 2), g.int(1, 4), None, g.flag(), g.positive(8)), {}),
    "i0 sinc nan_to_num round around fix": lambda g: ((3 * g.a(),), {}),
    "apply_along_axis": lambda g: ((lambda row: row * row[-1], g.int(0, 1), g.z(3, 4)), {}),
    "apply_over_axes": lambda g: ((np.prod, g.z(2, 3, 2), [0, -1]), {}),
    "piecewise": lambda g: ((x := g.a(), [x < 0.1], [np.exp, np.cos]), {}),
    "linspace": lambda g: ((g.z(3), g.z(2, 3), g.int(2, 5), g.flag()), {"axis": g.int(-1, 2)}),
    "logspace": lambda g: ((g.a(3), g.a(2, 3), g.int(2, 5), g.flag(), g.one_of(2.5, 10.0)), {}),
    "geomspace": lambda g: ((g.positive(3), g.positive(2, 3), g.int(2, 5), g.flag()), {}),
    "lib.scimath.logn": lambda g: ((1.5 + g.positive(3), g.a(3)), {}),
    "lib.scimath.power": lambda g: ((g.a(3), g.positive(3)), {}),
    "copyto": writing(np.copyto, 2, 3),
    "put": writing(np.put, 5, before=lambda g: (g.rng.permutation(5)[:3],)),
    "place": writing(np.place, 5, before=lambda g: (g.mask(5) | (np.arange(5) == 0),)),
    "putmask": writing(np.putmask, 5, before=lambda g: (g.mask(5),)),
    "put_along_axis": writing(
        np.put_along_axis, 5, before=lambda g: (g.rng.permutation(5)[:3],), after=lambda g: (0,)
    ),
    "fill_diagonal": writing(np.fill_diagonal, 4, 3),
}
BY_FUNCTION = {
    find(name): recipe for names, recipe in RECIPES.items() for name in names.split() if find(name)
}


def test_every_function_has_a_recipe():
    expected = {f for f in overridable() if group_of(f) in GROUPS and f.__module__ != "numpy.fft"}
    apart = {np.intersect1d}  # what two sets have in common does not last while one moves
    assert set(BY_FUNCTION) == expected - apart


def test_random_calls(tools, fuzzed_function):
    rounds = fuzzed_function.__name__ in DOUBLES
    precision = (
        {"wide": tools.as_it_is, "h": 2.0**-16, "rtol": 1e-7} if rounds else {"h": 2.0**-18, "rtol": 1e-9}
    )
    tools.fuzzed(fuzzed_function, BY_FUNCTION[fuzzed_function], **precision)


def test_random_calls_with_a_dual_for_each_choice(tools, fuzzed_function):
    tools.fuzzed_choices(fuzzed_function, BY_FUNCTION[fuzzed_function])


def test_random_calls_at_second_and_third_order(tools, fuzzed_function):
    tools.fuzzed_orders(fuzzed_function, BY_FUNCTION[fuzzed_function])
