"""Random valid calls in which what else a function takes moves too: weights, values put in, bounds, spacings.

The outcome is a derivative that agrees with the limit, or a TypeError that names the Dual; nothing else.
"""

import inspect

import numpy as np
import pytest

BOUNDS = [("a_min", "a_max")]
if "min" in inspect.signature(np.clip).parameters:  # since NumPy 2.1
    BOUNDS.append(("min", "max"))
METHODS = "linear hazen weibull median_unbiased normal_unbiased interpolated_inverted_cdf".split()


def where_some(g, x):
    return {"axis": g.axes(x), "keepdims": g.flag(), "where": g.mask(*x.shape)}


def of_initial(function):
    def recipe(g):
        x = g.z()
        options = where_some(g, x) if g.flag() else {"axis": g.axes(x)}
        return (lambda x, first: function(x, initial=first, **options)), (x, g.one_of(0.5, 2.0)), {}

    return recipe


def of_extreme(function):
    def recipe(g):
        x = g.holes(g.a()) if "nan" in function.__name__ else g.a()
        options = where_some(g, x)
        return (lambda x, first: function(x, initial=first, **options)), (x, g.one_of(-5.0, 5.0, 0.1)), {}

    return recipe


def of_mean(function):
    def recipe(g):
        x, axis, ddof = g.z(3, 5), g.one_of(0, 1), g.one_of(0, 1)
        options = {"axis": axis, "keepdims": g.flag(), g.one_of("ddof", "correction"): ddof}
        mean = np.expand_dims(g.a(3 if axis else 5), axis)
        return (lambda x, mean: function(x, mean=mean, **options)), (x, mean), {}

    return recipe


def of_average(g):
    options = {"axis": g.one_of(0, 1), "keepdims": g.flag()}
    x = g.z(3, 4)
    weights = g.positive(x.shape[options["axis"]])
    return (lambda x, w: np.average(x, weights=w, returned=True, **options)), (x, weights), {}


def of_cov(function, **choices):
    def recipe(g):
        options = {name: g.one_of(*values) for name, values in choices.items()}
        options["rowvar"] = g.flag()
        return (lambda m, y: function(m, y, **options)), (g.z(3, 4), g.z(3, 4)), {}

    return recipe


def of_weighted_cov(g):
    counts = g.one_of(None, g.rng.integers(1, 4, 5))

    def call(m, w):
        return np.cov(m, aweights=w, fweights=counts, bias=g is None)

    return call, (g.a(3, 5), g.positive(5)), {}


def of_quantile(function, scale, holes=False):
    def recipe(g):
        x = g.holes(g.a(3, 20)) if holes else g.a(3, 5)
        options = {"axis": g.one_of(0, 1, (0, 1)), "method": g.one_of(*METHODS), "keepdims": g.flag()}
        q = scale * g.rng.uniform(0.1, 0.9, g.one_of((), (2,), (2, 2)))
        return (lambda x, q: function(x, q, **options)), (x, q[()]), {}

    return recipe


def of_clip(g):
    x, low = g.a(3, 4), g.one_of(-0.5, g.a(4))
    names = g.one_of(*BOUNDS)
    return (
        (lambda x, low, high: np.clip(x, **dict(zip(names, (low, high), strict=True)))),
        (x, low, low + 0.7),
        {},
    )


def of_pad(mode, option):
    def recipe(g):
        x = g.a(*(g.int(1, 3) for _ in range(g.int(1, 2))))
        widths = [(g.int(0, 3), g.int(0, 3)) for _ in range(x.ndim)]
        values = g.one_of(g.a(1)[0], g.a(2), g.a(x.ndim, 2))
        return (lambda x, values: np.pad(x, widths, mode, **{option: values})), (x, values), {}

    return recipe


def of_pad_with_statistics(g):
    x, mode = g.a(4, 3), g.one_of("maximum", "mean", "median", "minimum")
    length = g.one_of(1, 2, [(1, 2), (3, 1)])
    return (lambda x: np.pad(x, [(2, 1), (0, 3)], mode, stat_length=length)), (x,), {}


def of_diff(g):
    x, n, axis = g.z(3, 4), g.int(0, 3), g.one_of(0, 1)
    shape = [3, 4]
    shape[axis] = g.int(1, 2)
    before = g.one_of(0.3, g.a(*shape))
    return (lambda x, b, a: np.diff(x, n, axis, prepend=b, append=a)), (x, before, g.a(*shape)), {}


def of_gradient(g):
    edge, axis = g.int(1, 2), g.one_of(0, 1)
    return (lambda f, h: np.gradient(f, h, axis=axis, edge_order=edge)), (g.z(4, 5), g.one_of(0.5, 2.0)), {}


def of_insert(g):
    axis = g.one_of(0, 1, None)
    x, at = g.z(3, 4), g.one_of(1, -1, [0, 2], slice(0, 3, 2))
    n = 1 if isinstance(at, int) else 2
    shape = {0: (n, 4), 1: (3, n), None: (n,)}[axis]
    values = g.one_of(0.7, g.a(*(shape if n > 1 or axis is None else {0: (4,), 1: (3,)}[axis])))
    return (lambda x, values: np.insert(x, at, values, axis)), (x, values), {}


def of_interp(g):
    def call(x, xp, fp, left, right):
        return np.interp(x, xp, fp, left=left, right=right)

    return call, (4 * g.a(5), g.increasing(4), g.a(4), g.one_of(0.3, -1.0), 2.0), {}


def of_piecewise(g):
    def call(x, value):
        return np.piecewise(x, [x < 0.1, x > 1], [np.exp, value, lambda x, k=2: k * x])

    return call, (g.a(), g.one_of(0.5, -1.0)), {}


def of_histogram(g):
    density = g.flag()
    edges = np.concatenate([[-3.0], np.sort(g.rng.uniform(-1, 1, 3)), [3.0]])
    return (lambda a, bins, w: np.histogram(a, bins, None, density, w)), (g.a(8), edges, g.positive(8)), {}


def of_histogram2d(g):
    def call(x, y, weights):
        return np.histogram2d(x, y, [2, 3], None, density, weights)

    density = g.flag()
    return call, (g.a(9), g.a(9), g.positive(9)), {}


def of_bincount(g):
    where, length = g.rng.integers(0, 4, 6), g.one_of(0, 7)
    return (lambda w: np.bincount(where, weights=w, minlength=length)), (g.a(6),), {}


def of_polyfit(g):
    degree, cov = g.int(1, 2), g.one_of(False, True, "unscaled")

    def call(x, y, w):
        return np.polyfit(x, y, degree, w=w, cov=cov)

    return call, (g.increasing(7), g.a(7), g.positive(7)), {}


def of_polyint(g):
    m = g.int(1, 3)
    return (lambda p, k: np.polyint(p, m, k)), (g.a(4), g.a(m)), {}


def of_einsum(g):
    shapes = {
        "ij,jk,kl->il": ((2, 3), (3, 2), (2, 4)),
        "ii->i": ((3, 3),),
        "iij->j": ((3, 3, 2),),
        "i,i,i": ((4,), (4,), (4,)),
        "...i,i...": ((2, 3), (3, 2)),
        "ab...,b...c->ac...": ((2, 3, 2), (3, 2, 4)),
        "ij->": ((2, 3),),
        "ij,k->kji": ((2, 3), (2,)),
    }
    text = g.one_of(*shapes)
    optimize = g.one_of(False, True, "greedy", "optimal")
    operands = tuple(g.a(*shape) for shape in shapes[text])
    return (lambda *operands: np.einsum(text, *operands, optimize=optimize)), operands, {}


def of_interleaved_einsum(g):
    return (lambda a, b: np.einsum(a, [0, 1], b, [1, ...], [..., 0])), (g.z(2, 3), g.a(3, 2)), {}


def of_cross(g):
    axes = g.one_of({"axis": 0}, {"axisa": 0, "axisb": 1, "axisc": 0}, {"axisb": 1})
    shapes = {"axis": ((3, 4), (3, 4)), "axisa": ((3, 4), (4, 3)), "axisb": ((4, 3), (4, 3))}
    first, second = shapes[next(iter(axes))]
    return (lambda a, b: np.cross(a, b, **axes)), (g.a(*first), g.a(*second)), {}


def of_apply_along_axis(g):
    def call(x, factor):
        return np.apply_along_axis(lambda row, k: np.outer(row, row) * k, axis, x, factor)

    axis = g.int(0, 1)
    return call, (g.a(2, 3), g.one_of(0.5, 2.0)), {}


def of_choose(g):
    index, mode = g.rng.integers(-4, 5, (2, 3)), g.one_of("wrap", "clip")
    return (lambda a, b: np.choose(index, [a, b], mode=mode)), (g.z(2, 3), g.a(3)), {}


def of_select(g):
    conditions = [g.mask(3, 4), g.mask(4)]
    return (lambda a, b, rest: np.select(conditions, [a, b], rest)), (g.a(3, 4), g.a(4), 0.5), {}


def of_whole(function):
    """A matrix put together again from its parts, whose choice of signs and phases does not matter."""
    wholes = {
        "svd": lambda a: (lambda u, s, vh: (u * s**2) @ vh)(*np.linalg.svd(a, full_matrices=False)),
        "eigh": lambda a: (lambda w, v: v * np.exp(w) @ v.T)(*np.linalg.eigh(a + a.T)),
        "eig": lambda a: (lambda w, v: v * w**3 @ np.linalg.inv(v))(*np.linalg.eig(a)),
        "qr": lambda a: (lambda q, r: q @ np.sin(r))(*np.linalg.qr(a)),
    }

    def recipe(g):
        n = g.int(2, 4)
        return wholes[function], (np.diag(np.arange(1.0, n + 1)) + 0.1 * g.a(n, n),), {}

    return recipe


def of_triangle(g):
    upper = g.flag()
    n = g.int(1, 4)
    return (lambda a: np.linalg.cholesky(a, upper=upper)), (g.a(n, n) + 6 * np.eye(n),), {}


def of_fft(g):
    function = g.one_of(np.fft.fftn, np.fft.ifftn, np.fft.rfftn, np.fft.irfftn)
    axes = g.one_of((0, 1), (1, 0), (-1, 0))
    options = {
        "s": (g.int(2, 5), g.int(2, 5)),
        "axes": axes,
        "norm": g.one_of("ortho", "forward", "backward"),
    }
    return (lambda x: function(x, **options)), (g.a(3, 4),), {}


def of_grid(function):
    def recipe(g):
        n, end, axis = g.int(2, 4), g.flag(), g.int(0, 1)
        ends = (g.positive(3), g.positive(3))
        return (lambda a, b: function(a, b, n, endpoint=end, axis=axis)), ends, {}

    return recipe


RECIPES = {
    **{f.__name__: of_initial(f) for f in (np.sum, np.prod, np.nansum, np.nanprod)},
    **{f.__name__: of_extreme(f) for f in (np.max, np.min, np.nanmax, np.nanmin)},
    **{f.__name__: of_mean(f) for f in (np.var, np.std, np.nanvar, np.nanstd)},
    "average": of_average,
    "cov": of_cov(np.cov, bias=(True, False), ddof=(None, 0, 1)),
    "cov with weights": of_weighted_cov,
    "corrcoef": of_cov(np.corrcoef),
    "quantile": of_quantile(np.quantile, 1),
    "percentile": of_quantile(np.percentile, 100),
    "nanquantile": of_quantile(np.nanquantile, 1, holes=True),
    "nanpercentile": of_quantile(np.nanpercentile, 100, holes=True),
    "clip": of_clip,
    "pad with constants": of_pad("constant", "constant_values"),
    "pad with ramps": of_pad("linear_ramp", "end_values"),
    "pad with statistics": of_pad_with_statistics,
    "diff": of_diff,
    "trapezoid": lambda g: ((lambda y, dx: np.trapezoid(y, dx=dx, axis=0)), (g.z(4, 2), 0.5), {}),
    "gradient": of_gradient,
    "insert": of_insert,
    "interp": of_interp,
    "piecewise": of_piecewise,
    "histogram": of_histogram,
    "histogram2d": of_histogram2d,
    "bincount": of_bincount,
    "polyfit": of_polyfit,
    "polyint": of_polyint,
    "polyval": lambda g: (np.polyval, (g.a(3, 2), g.z(2)), {}),
    "einsum": of_einsum,
    "einsum of lists": of_interleaved_einsum,
    "cross": of_cross,
    "apply_along_axis": of_apply_along_axis,
    "choose": of_choose,
    "select": of_select,
    "full_like": lambda g: ((lambda x, v: x * np.full_like(x, v)), (g.a(), g.one_of(0.5, 2.0)), {}),
    "where": lambda g: (
        (lambda c, a, b: np.where(c > 0, a, b)),
        (g.a(3, 4), g.z(4), g.one_of(0.5, -1.0)),
        {},
    ),
    **{f"all of {name}": of_whole(name) for name in ("svd", "eigh", "eig", "qr")},
    "cholesky": of_triangle,
    "pinv": lambda g: ((lambda a: np.linalg.pinv(a + a.T, hermitian=True)), (g.matrix(3, stack=False),), {}),
    "fft": of_fft,
    **{f.__name__: of_grid(f) for f in (np.linspace, np.logspace, np.geomspace)},
    "linspace with its step": lambda g: (
        (lambda a, b: np.linspace(a, b, 4, retstep=True)),
        (g.a(3), g.a(3)),
        {},
    ),
}
DOUBLES = (
    *("interp", "histogram", "histogram2d", "bincount", "cov with weights", "polyfit"),
    *("all of", "cholesky", "pinv", "fft"),
)
"""NumPy computes these in doubles only, so the limit is taken in doubles too."""


@pytest.mark.parametrize("name", RECIPES)
def test_random_calls(tools, name):
    rounds = name.startswith(DOUBLES)
    precision = (
        {"wide": tools.as_it_is, "h": 2.0**-11, "rtol": 1e-7} if rounds else {"h": 2.0**-18, "rtol": 1e-9}
    )
    tools.fuzzed(name, RECIPES[name], **precision)
