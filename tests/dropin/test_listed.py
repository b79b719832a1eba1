"""Lists of Duals inside drop_in, given to functions that do not look into them."""

import math
import sys

import numpy as np
import pytest

from dualnum import derivative, drop_in

X = [1.3, 0.4, 2.2, 0.7]
V = [1.0, -0.5, 0.3, 0.7]
B = [0.5, 1.5, 2.5, 3.5]
SQUARE = [[0, 1], [2, 3]]

CALLS = {
    "quantile": lambda x: np.quantile(x, 0.3),
    "percentile": lambda x: np.percentile(x, [30, 60]),
    "nanquantile": lambda x: np.nanquantile(x, 0.3),
    "nanpercentile": lambda x: np.nanpercentile(x, 30),
    "nanstd": np.nanstd,
    "nanvar": np.nanvar,
    "cov": lambda x: np.cov(x, B),
    "gradient": lambda x: np.gradient(B, x),
    "interp": lambda x: np.interp([0.5, 1.0], [0, 1, 2, 3], x),
    "interp at": lambda x: np.interp(x, [0, 1, 2, 3], B),
    "cross": lambda x: np.cross(x[:3], B[:3]),
    "diag": np.diag,
    "select": lambda x: np.select([[True, False, True, False]], [x], default=B),
    "pad": lambda x: np.pad(x, 1),
    "broadcast_to": lambda x: np.broadcast_to(x, (2, 4)),
    "vander": lambda x: np.vander(x, 3),
    "polymul": lambda x: np.polymul(x, B),
    "histogram": lambda x: np.histogram(B, bins=2, weights=x)[0],
    "bincount": lambda x: np.bincount([0, 1, 1, 2], weights=x),
    "det": lambda x: np.linalg.det([[x[i] for i in row] for row in SQUARE]),
    "inv": lambda x: np.linalg.inv([[x[i] for i in row] for row in SQUARE]),
    "solve": lambda x: np.linalg.solve([[1.0, 2.0], [3.0, 1.0]], x[:2]),
    "norm": np.linalg.norm,
    "fft": lambda x: np.abs(np.fft.fft(x)),
    "mean": np.mean,
    "sort": np.sort,
    "concatenate": lambda x: np.concatenate([x, B]),
    "average": lambda x: np.average(B, weights=x),
    "where": lambda x: np.where([True, False, True, False], x, B),
    "dot": lambda x: np.dot(x, B),
    "rows": lambda x: np.sum([np.ravel(x), B], axis=0),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_list_gives_what_an_array_gives(agrees, call):
    agrees(lambda x: call([x[i] for i in range(4)]), X, V, step=1e-3)


def test_ufuncs_of_scipy_take_lists():
    special = pytest.importorskip("scipy.special", reason="SciPy is not installed")
    from scipy.special import gammaln

    def f(x):
        return special.erf([x, 2 * x]).sum() + gammaln([1.0, x]).sum() + special.multigammaln(x + 2, 2)

    digamma = special.digamma
    slope = 2 / math.sqrt(math.pi) * (math.exp(-0.25) + 2 * math.exp(-1.0))
    slope += digamma(0.5) + digamma(2.5) + digamma(2.0)
    assert derivative(drop_in(f))(0.5) == pytest.approx(slope, rel=1e-13)


def test_a_function_that_takes_lists_is_otherwise_the_same():
    special = pytest.importorskip("scipy.special", reason="SciPy is not installed")
    original = special.gammaln
    with drop_in():
        assert special.gammaln is not original
        assert (special.gammaln.nin, special.gammaln.__name__) == (1, "gammaln")
        assert special.gammaln([3.0, 4.0]).tolist() == original([3.0, 4.0]).tolist()
        assert repr(special.gammaln) == repr(original)
    assert special.gammaln is original


def test_an_error_in_a_list_is_the_handlers():
    with drop_in(), pytest.raises(ValueError, match="ragged|inhomogeneous"):
        np.linalg.det([[derivative, 1.0], [2.0]])


def test_what_stands_for_a_function_stays_the_same_after_an_import(tmp_path, monkeypatch):
    (tmp_path / "imports_quantile.py").write_text("import numpy\nFUNCTION = numpy.quantile\n")
    monkeypatch.syspath_prepend(tmp_path)
    with drop_in():
        before = np.quantile
        import imports_quantile

        assert imports_quantile.FUNCTION is np.quantile is before
    del sys.modules["imports_quantile"]
