"""Random valid calls of sums of products, linear algebra, polynomials and Fourier transforms.

The outcome is a derivative that agrees with the limit, or a TypeError that names the Dual; nothing else.
"""

import numpy as np

from dualnum.numpy_protocols.array_functions import find
from dualnum.numpy_protocols.listing import group_of, overridable

GROUPS = ("contractions", "linear algebra", "polynomials")


def of_einsum(g):
    text = g.one_of("ij,jk", "ij,jk->ki", "ij,jk->", "i...,...k->i...k", "...j,jk->k...")
    return (text, g.z(2, 3), g.z(3, 4)), {"optimize": g.flag()}


def of_vector_norm(g):
    x = g.z(3, 4)
    return (x,), {
        "ord": g.one_of(2, 1, np.inf, -np.inf, 3, 0.5),
        "axis": g.one_of(0, 1),
        "keepdims": g.flag(),
    }


def of_matrix_norm(g):
    return (g.z(2, 3, 4),), {
        "ord": g.one_of("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf),
        "keepdims": g.flag(),
    }


def of_norm(g):
    x = g.z(3, 4)
    if g.flag():
        return (x,), {"ord": g.one_of(None, 1, 2, np.inf, 3), "axis": g.one_of(0, 1)}
    return (x,), {"ord": g.one_of(None, "fro", "nuc", 1, -1, 2, -2, np.inf)}


def of_eigenvalues(g):
    """Simple real eigenvalues, far from each other."""
    n = g.int(1, 4)
    return (np.diag(np.arange(1.0, n + 1)) + 0.1 * g.a(n, n),), {}


def of_polynomials(g):
    return (g.z(g.int(1, 4)), g.a(g.int(1, 4))), {}


RECIPES = {
    "dot inner linalg.matmul": lambda g: ((g.z(3, 3), g.z(3, 3)), {}),
    "vdot": lambda g: ((g.z(3, 4), g.z(3, 4)), {}),
    "outer linalg.outer": lambda g: ((g.z(4), g.z(3)), {}),
    "convolve correlate": lambda g: ((g.z(4), g.z(3), g.one_of("full", "same", "valid")), {}),
    "kron": lambda g: ((g.z(low=1, high=2), g.z(low=1, high=2)), {}),
    # NumPy 2.0 rounds complex ones differently from call to call, with the alignment of its buffers.
    "cross linalg.cross": lambda g: ((g.a(4, 3), g.a(4, 3)), {}),
    "linalg.vecdot": lambda g: ((g.z(2, 3), g.z(3)), {}),
    "tensordot linalg.tensordot": lambda g: ((g.z(2, 3), g.z(3, 2)), {"axes": g.int(0, 1)}),
    "einsum": of_einsum,
    "linalg.multi_dot": lambda g: (([g.z(2, 3), g.z(3, 4), g.a(4, 2)],), {}),
    "linalg.solve": lambda g: ((g.matrix(3), g.z(3, 2)), {}),
    "linalg.inv linalg.det linalg.slogdet": lambda g: ((g.matrix(),), {}),
    "linalg.pinv": lambda g: ((g.a(3, g.int(2, 4)),), {}),
    "linalg.cholesky": lambda g: (
        (lambda a: np.linalg.cholesky(a @ np.swapaxes(a, -1, -2))),
        (g.matrix(),),
        {},
    ),
    "linalg.qr": lambda g: ((g.matrix(),), {"mode": g.one_of("reduced", "r")}),
    "linalg.svd": lambda g: ((lambda a: np.linalg.svd(a)[1]), (g.a(2, 3, 4),), {}),
    "linalg.svdvals": lambda g: ((g.z(2, 3, 4),), {}),
    "linalg.eigh": lambda g: ((lambda a: np.linalg.eigh(a)[0]), of_eigenvalues(g)[0], {}),
    "linalg.eigvalsh": lambda g: (*of_eigenvalues(g)[:1], {"UPLO": g.one_of("L", "U")}),
    "linalg.eig": lambda g: ((lambda a: np.linalg.eig(a)[0]), of_eigenvalues(g)[0], {}),
    "linalg.eigvals": of_eigenvalues,
    "linalg.lstsq": lambda g: ((lambda a, b: np.linalg.lstsq(a, b)[:2]), (g.a(5, 3), g.a(5, 2)), {}),
    "linalg.matrix_power": lambda g: ((g.matrix(), g.int(-2, 3)), {}),
    "linalg.norm": of_norm,
    "linalg.vector_norm": of_vector_norm,
    "linalg.matrix_norm": of_matrix_norm,
    "linalg.cond": lambda g: ((g.matrix(3, stack=False),), {"p": g.one_of(None, 2, -2, "fro", 1, np.inf)}),
    "linalg.tensorsolve": lambda g: ((g.matrix(4, stack=False).reshape(2, 2, 4), g.a(2, 2)), {}),
    "linalg.tensorinv": lambda g: ((g.matrix(4, stack=False).reshape(2, 2, 4),), {"ind": 2}),
    "linalg.diagonal linalg.trace": lambda g: ((g.z(3, 4, 3),), {"offset": g.int(-1, 1)}),
    "linalg.matrix_transpose": lambda g: ((g.z(low=2),), {}),
    "poly": lambda g: ((g.a(g.int(1, 4)),), {}),
    "roots": lambda g: (
        (lambda p: np.roots(np.concatenate([[1.0], p]))),
        (np.array([-6.0, 11.0, -6.1]),),
        {},
    ),
    "polyadd polysub polymul": of_polynomials,
    "polydiv": lambda g: ((g.a(5), 2 + g.positive(g.int(1, 3))), {}),
    "polyval": lambda g: ((g.z(g.int(1, 4)), g.a()), {}),
    "polyder polyint": lambda g: ((g.z(5), g.int(1, 2)), {}),
    "polyfit": lambda g: ((g.increasing(6), g.a(6), g.int(1, 3)), {}),
    "polynomial.polynomial.polyval2d": lambda g: ((g.a(2, 3), g.a(2, 3), g.z(3, 2)), {}),
    "polynomial.polynomial.polygrid2d": lambda g: ((g.a(2), g.a(3), g.z(3, 2)), {}),
    "polynomial.polynomial.polyvalnd": lambda g: ((g.a(3, 4), g.z(3, 2, 2)), {}),
    "vander": lambda g: ((g.z(4), g.int(1, 4), g.flag()), {}),
    "fft.fft fft.ifft fft.rfft fft.hfft fft.ihfft fft.irfft": lambda g: (
        (g.a(3, 5), g.one_of(None, 4, 6), g.one_of(0, -1), g.one_of(None, "ortho", "forward")),
        {},
    ),
    "fft.fft2 fft.ifft2 fft.rfft2 fft.irfft2": lambda g: ((g.a(2, 4, 4), g.one_of(None, (3, 5))), {}),
    "fft.fftn fft.ifftn fft.rfftn fft.irfftn": lambda g: ((g.a(4, 3, 4), None, g.one_of(None, (0, 2))), {}),
    "fft.fftshift fft.ifftshift": lambda g: ((g.z(3, 4), g.one_of(None, 0, (0, 1))), {}),
}
BY_FUNCTION = {find(name): recipe for names, recipe in RECIPES.items() for name in names.split()}
BY_FUNCTION = {function: recipe for function, recipe in BY_FUNCTION.items() if function in overridable()}


def test_every_function_has_a_recipe():
    expected = {f for f in overridable() if group_of(f) in GROUPS or f.__module__ == "numpy.fft"}
    assert set(BY_FUNCTION) == expected


def test_random_calls(tools, fuzzed_function):
    """LAPACK computes in doubles, so the limit does too."""
    tools.fuzzed(fuzzed_function, BY_FUNCTION[fuzzed_function], h=2.0**-11, rtol=1e-7, wide=tools.as_it_is)


def test_random_calls_with_a_dual_for_each_choice(tools, fuzzed_function):
    tools.fuzzed_choices(fuzzed_function, BY_FUNCTION[fuzzed_function])


def test_random_calls_at_second_and_third_order(tools, fuzzed_function):
    tools.fuzzed_orders(fuzzed_function, BY_FUNCTION[fuzzed_function])
