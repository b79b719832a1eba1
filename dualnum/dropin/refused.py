"""Compiled functions for which there is no rule, and what to use instead: their own errors would not say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dualnum.dropin.compiled import stands_for

REFUSED: dict[str, str] = {
    **{
        f"scipy.linalg.{name}": "use numpy.linalg.eigh, of the whole matrix, or scipy.linalg.eigh_tridiagonal"
        for name in ("eig_banded", "eigvals_banded")
    },
    **{
        f"scipy.linalg.{name}": "use scipy.linalg.cho_factor and cho_solve, of the whole matrix, or solveh_banded"
        for name in ("cholesky_banded", "cho_solve_banded", "ldl")
    },
    **{
        f"scipy.linalg.{name}": "it is no smooth function of the matrix; use scipy.linalg.eig, or numpy.linalg.eig"
        for name in ("schur", "rsf2csf", "hessenberg", "qz", "ordqz", "cdf2rdf")
    },
    **{
        f"scipy.linalg.{name}": "use scipy.linalg.qr and multiply"
        for name in ("rq", "qr_multiply", "qr_update", "qr_delete", "qr_insert")
    },
    "scipy.linalg.funm": "use expm, logm, sqrtm, cosm, sinm or fractional_matrix_power, which have rules",
    "scipy.linalg.interpolative.interp_decomp": "use numpy.linalg.svd",
    **{
        f"scipy.spatial.{name}": "compute from the points that it finds for plain ones, given as .primal"
        for name in ("ConvexHull", "Delaunay", "Voronoi", "HalfspaceIntersection", "KDTree", "cKDTree")
    },
    **{
        f"scipy.interpolate.{name}": "use RegularGridInterpolator, or RBFInterpolator"
        for name in ("LinearNDInterpolator", "CloughTocher2DInterpolator", "NearestNDInterpolator")
    },
    **{
        f"scipy.interpolate.{name}": "use RegularGridInterpolator with method='cubic'"
        for name in (
            "RectBivariateSpline",
            "SmoothBivariateSpline",
            "LSQBivariateSpline",
            "bisplrep",
            "bisplev",
        )
    },
    "scipy.interpolate.make_smoothing_spline": "use make_lsq_spline, with knots of your own",
    "scipy.interpolate.splprep": "use make_interp_spline, of the coordinates by the parameter",
    "scipy.sparse.linalg.splu": "use scipy.sparse.linalg.spsolve, or numpy.linalg.solve of the dense matrix",
    **{
        f"scipy.optimize.{name}": "solve the conditions of Karush, Kuhn and Tucker with scipy.optimize.root"
        for name in ("nnls", "lsq_linear", "linprog", "milp")
    },
}
"""The way out for each function, by its full name."""


def _refusal(name: str, way_out: str) -> Callable[..., Any]:
    short = name.rpartition(".")[2]

    def refuse(*_: Any, **__: Any) -> Any:
        raise TypeError(f"{short}: dualnum has no rule for this function; {way_out}")

    return refuse


for _name, _way_out in REFUSED.items():
    stands_for(_name, keeps_tuples=True)(_refusal(_name, _way_out))
