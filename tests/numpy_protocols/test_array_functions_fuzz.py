"""Random valid calls of every function, with Duals in place of each argument and of all.

The outcome is a derivative that agrees with the limit, or a TypeError that names the Dual; nothing else.
"""

import numpy as np
import pytest

from dualnum.numpy_protocols.listing import group_of, overridable, qualified

CALLS = 20
DIFFERENTIABLE = (
    "linear",
    "selecting",
    "reducing",
    "numeric",
    "contractions",
    "linear algebra",
    "polynomials",
    "assigning",
)


class Random:
    """Random arguments."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def int(self, low, high):
        return int(self.rng.integers(low, high + 1))

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

    def mask(self, shape):
        return self.rng.uniform(size=shape) < 0.6

    def holes(self, x):
        x = x.copy()
        x[self.rng.uniform(size=x.shape) < 0.2] = np.nan
        return x

    def square(self, low=1, high=4, stack=True):
        n = self.int(low, high)
        lead = self.shape(0, 1) if stack else ()
        return self.rng.normal(size=(*lead, n, n)) + 2 * np.eye(n)


def reduce_options(g, x, where=True):
    options = {"axis": g.axes(x), "keepdims": bool(g.int(0, 1))}
    if where and g.int(0, 2) == 0:
        options["where"] = g.mask(x.shape)
    return options


def of_reduction(g, complex_too=True, where=True):
    x = g.z() if complex_too else g.a()
    return (x,), reduce_options(g, x, where)


def of_extreme(g):
    x = g.a()
    options = reduce_options(g, x)
    if "where" in options or g.int(0, 3) == 0:
        options["initial"] = g.one_of(-5.0, 5.0, 0.1)
    return (x,), options


def of_axis(g, **more):
    x = g.z()
    return (x,), {"axis": g.axis(x), **more}


def of_quantile(g, scale, holes=False, a=None):
    x = g.a() if a is None else a
    q = scale * g.rng.uniform(0.05, 0.95, size=g.one_of((), (2,)))
    methods = "linear hazen weibull median_unbiased normal_unbiased interpolated_inverted_cdf lower higher".split()
    options = {"axis": g.axes(x), "keepdims": bool(g.int(0, 1)), "method": g.one_of(*methods)}
    return (g.holes(x) if holes else x, q[()]), options


def of_spread(g):
    (x,), options = of_reduction(g)
    options.pop("where", None)
    return (x,), {**options, "ddof": 0}


def of_joining(g, axis=True):
    x = g.z(low=2)
    parts = [x, g.a(*x.shape), g.a(*x.shape)][: g.int(1, 3)]
    return (parts,), ({"axis": g.axis(x)} if axis else {})


def of_split(g, axis):
    n = g.int(2, 6)
    shape = [2, 2, 2]
    shape[axis] = n
    return (g.z(*shape), sorted(g.int(0, n) for _ in range(2))), {}


def of_contraction(g):
    n = g.int(1, 4)
    return (g.z(g.int(1, 3), n), g.z(n, g.int(1, 3))), {}


def of_polynomials(g, low=1):
    return (g.a(g.int(low, 4)), g.a(g.int(1, 4))), {}


def of_fft(g):
    x = g.z(low=2)
    return (x,), {"norm": g.one_of(None, "ortho", "forward")}


def of_pad(g):
    x = g.a(*(g.int(2, 4) for _ in range(g.int(1, 2))))
    mode = g.one_of("constant edge linear_ramp maximum mean median minimum reflect symmetric wrap".split())
    return (x, [(g.int(0, 4), g.int(0, 4)) for _ in range(x.ndim)], g.one_of(*mode)), {}


def written(function, *before):
    """A call of a function that writes into an array, as one that returns it."""

    def call(a, v):
        target = a.copy()
        function(target, *before, v)
        return target

    return call


def of_writing(g, function):
    x = g.a(5)
    index, mask = g.rng.permutation(5)[:3], g.mask(5) | (np.arange(5) == 0)
    if function is np.put_along_axis:
        return (lambda a, v: written(lambda b, w: np.put_along_axis(b, index, w, 0))(a, v)), (x, g.a(3)), {}
    if function is np.fill_diagonal:
        return written(function), (g.a(4, 3), g.a(3)), {}
    if function is np.copyto:
        return written(function), (x, g.a(5)), {}
    return written(function, index if function is np.put else mask), (x, g.a(3)), {}


RECIPES = {
    "sum mean": of_reduction,
    "prod nanprod": of_reduction,
    "var std nanvar nanstd": of_spread,
    "nansum nanmean": lambda g: ((g.holes(g.a(3, 4)),), {"axis": g.one_of(0, 1, None)}),
    "nancumsum nancumprod": lambda g: ((g.holes(g.a(3, 4)),), {"axis": g.one_of(0, 1, None)}),
    "cumsum cumprod cumulative_sum cumulative_prod": of_axis,
    "max min amax amin": of_extreme,
    "nanmax nanmin": lambda g: ((np.vstack([g.holes(g.a(3, 4)), g.a(1, 4)]),), {"axis": g.one_of(0, None)}),
    "ptp median": lambda g: of_reduction(g, complex_too=False, where=False),
    "nanmedian": lambda g: ((g.holes(g.a(4, 5)),), {"axis": g.one_of(0, 1, None)}),
    "quantile": lambda g: of_quantile(g, 1),
    "percentile": lambda g: of_quantile(g, 100),
    "nanquantile": lambda g: of_quantile(g, 1, holes=True, a=g.a(3, 20)),
    "nanpercentile": lambda g: of_quantile(g, 100, holes=True, a=g.a(3, 20)),
    "average": lambda g: ((x := g.z(3, 4), g.one_of(0, 1), g.positive(*x.shape)), {}),
    "cov corrcoef": lambda g: ((g.z(g.int(2, 3), 5),), {"rowvar": bool(g.int(0, 1))}),
    "trace": lambda g: ((g.z(3, 4, 2), g.int(-1, 1), *g.one_of((0, 1), (2, 0), (-1, 1))), {}),
    "sort": lambda g: ((x := g.z(), g.one_of(None, g.axis(x))), {}),
    "partition": lambda g: ((x := g.a(5, 5), g.int(0, 4), g.axis(x)), {}),
    "sort_complex unique_all unique_counts unique_inverse unique_values": lambda g: ((g.a(),), {}),
    "unique": lambda g: ((x := g.a(), *[bool(g.int(0, 1)) for _ in range(3)], g.one_of(None, g.axis(x))), {}),
    "union1d setdiff1d setxor1d": lambda g: ((g.a(), g.a()), {}),
    "intersect1d": lambda g: ((g.a(), np.arange(3.0)), {"return_indices": True}),
    "take": lambda g: ((x := g.z(3, 4), g.rng.integers(-3, 3, g.shape()), g.one_of(None, g.axis(x))), {}),
    "take_along_axis": lambda g: ((g.z(3, 4), g.rng.integers(0, 3, (g.int(1, 5), 4)), 0), {}),
    "compress": lambda g: ((g.mask(3), g.z(3, 4), g.one_of(0, None)), {}),
    "extract": lambda g: ((g.mask((3, 4)), g.z(3, 4)), {}),
    "choose": lambda g: ((g.rng.integers(0, 2, (3, 4)), [g.a(3, 4), g.a(4)]), {}),
    "where": lambda g: ((g.mask((3, 4)), g.z(4), g.z(3, 4)), {}),
    "select": lambda g: (([g.mask((3, 4)), g.mask(4)], [g.a(3, 4), g.a(4)], g.int(0, 3)), {}),
    "clip": lambda g: ((g.a(), g.one_of(-0.5, None), g.one_of(0.4, 1.0)), {}),
    "reshape": lambda g: ((g.z(2, 3, 4), g.one_of(-1, (6, 4), (4, 3, 2)), g.one_of("C", "F", "A")), {}),
    "ravel": lambda g: ((g.one_of(np.ascontiguousarray, np.asfortranarray)(g.z()), g.one_of(*"CFAK")), {}),
    "transpose": lambda g: ((x := g.z(), g.one_of(None, g.rng.permutation(x.ndim).tolist())), {}),
    "matrix_transpose linalg.matrix_transpose fliplr": lambda g: ((g.z(low=2),), {}),
    "flipud real imag angle copy diagflat atleast_1d atleast_2d atleast_3d": lambda g: ((g.z(),), {}),
    "swapaxes moveaxis": lambda g: ((x := g.z(), g.axis(x), g.axis(x)), {}),
    "rollaxis": lambda g: ((x := g.z(), g.axis(x), g.int(0, x.ndim)), {}),
    "expand_dims": lambda g: ((x := g.z(), g.one_of(g.axis(x), (0, -1))), {}),
    "squeeze": lambda g: ((g.z(1, 3, 1), g.one_of(None, 0, -1, (0, 2))), {}),
    "flip": lambda g: ((x := g.z(), g.axes(x)), {}),
    "rot90": lambda g: ((g.z(2, 3, 4), g.int(0, 5), g.one_of((0, 1), (2, 0), (-1, 1))), {}),
    "diagonal linalg.diagonal": lambda g: ((g.z(3, 4, 3),), {"offset": g.int(-1, 1)}),
    "linalg.trace": lambda g: ((g.z(3, 4, 3),), {"offset": g.int(-1, 1)}),
    "lib.stride_tricks.sliding_window_view": lambda g: ((g.z(3, 4), 2, g.one_of(0, 1)), {}),
    "broadcast_to": lambda g: ((x := g.z(), (g.int(1, 3), *x.shape)), {}),
    "broadcast_arrays": lambda g: ((g.z(4), g.a(3, 1)), {}),
    "meshgrid": lambda g: ((g.z(3), g.a(4)), {"indexing": g.one_of("xy", "ij"), "sparse": bool(g.int(0, 1))}),
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
    "vstack hstack dstack column_stack": lambda g: of_joining(g, axis=False),
    "append": lambda g: ((g.z(2, 3), g.a(2, 3), g.one_of(None, 0, 1)), {}),
    "block": lambda g: (([[g.z(2, 3), g.a(2, 1)], [g.a(1, 2), g.a(1, 2)]],), {}),
    "insert": lambda g: ((g.z(3, 4), g.int(0, 3), g.a(4), 0), {}),
    "array_split split": lambda g: of_split(g, 0),
    "vsplit": lambda g: of_split(g, 0),
    "hsplit": lambda g: of_split(g, 1),
    "dsplit": lambda g: of_split(g, 2),
    "unstack": of_axis,
    "diff": lambda g: ((x := g.z(4, 5), g.int(0, 3), g.axis(x)), {}),
    "ediff1d": lambda g: ((g.a(5), g.a(2), g.a(1)), {}),
    "unwrap": lambda g: ((x := 5 * g.a(3, 4),), {"axis": g.axis(x)}),
    "trapezoid": lambda g: ((g.z(3, 5), g.increasing(5)), {}),
    "gradient": lambda g: ((g.z(4, 5), g.increasing(4), g.one_of(0.5, g.increasing(5))), {"edge_order": g.int(1, 2)}),
    "interp": lambda g: ((4 * g.a(4), g.increasing(6), g.z(6)), {"period": g.one_of(None, 5.0)}),
    "pad": of_pad,
    "bincount": lambda g: ((g.rng.integers(0, 5, 6), g.a(6)), {}),
    "histogram histogram_bin_edges": lambda g: ((g.a(8), g.int(1, 5)), {"weights": g.positive(8)}),
    "histogram2d": lambda g: ((g.a(8), g.a(8), [g.int(1, 3), g.int(1, 3)]), {"density": bool(g.int(0, 1))}),
    "histogramdd": lambda g: ((g.a(8, 2), g.int(1, 4)), {"weights": g.positive(8), "density": True}),
    "i0 sinc nan_to_num round around fix": lambda g: ((3 * g.a(),), {}),
    "real_if_close": lambda g: ((g.z(),), {}),
    "apply_along_axis": lambda g: ((lambda row: row * row[-1], g.int(0, 1), g.z(3, 4)), {}),
    "apply_over_axes": lambda g: ((np.prod, g.z(2, 3, 2), [0, -1]), {}),
    "piecewise": lambda g: ((x := g.a(), [x < 0.1], [np.exp, np.cos]), {}),
    "linspace": lambda g: ((g.z(3), g.z(2, 3), g.int(2, 5), bool(g.int(0, 1))), {"axis": g.int(-1, 2)}),
    "logspace": lambda g: ((g.a(3), g.a(2, 3), g.int(2, 5), bool(g.int(0, 1)), g.one_of(2.5, 10.0)), {}),
    "geomspace": lambda g: ((g.positive(3), g.positive(2, 3), g.int(2, 5), bool(g.int(0, 1))), {}),
    "lib.scimath.sqrt lib.scimath.log lib.scimath.log2 lib.scimath.log10": lambda g: ((g.z(),), {}),
    "lib.scimath.arccos lib.scimath.arcsin lib.scimath.arctanh": lambda g: ((g.z(),), {}),
    "lib.scimath.logn": lambda g: ((1.5 + g.positive(3), g.a(3)), {}),
    "lib.scimath.power": lambda g: ((g.a(3), g.positive(3)), {}),
    "dot inner linalg.matmul": lambda g: ((g.z(3, 3), g.z(3, 3)), {}),
    "vdot": lambda g: ((g.z(3, 4), g.z(3, 4)), {}),
    "outer linalg.outer convolve correlate": lambda g: ((g.z(4), g.z(3)), {}),
    "kron": lambda g: ((g.z(low=1, high=2), g.z(low=1, high=2)), {}),
    "cross linalg.cross": lambda g: ((g.z(4, 3), g.z(3)), {}),
    "linalg.vecdot": lambda g: ((g.z(2, 3), g.z(3)), {}),
    "tensordot linalg.tensordot": lambda g: ((g.z(2, 3), g.z(3, 2)), {"axes": g.one_of(1, 2, 0) if False else g.int(0, 1)}),
    "einsum": lambda g: ((g.one_of("ij,jk", "ij,jk->ki", "ij,jk->", "i...,...k->ik"), g.z(2, 3), g.z(3, 4)), {}),
    "linalg.solve": lambda g: ((g.square(stack=False), None), {}),
}
