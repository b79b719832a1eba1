"""The modules that register rules of compiled functions: importing this one makes all of them known."""

from __future__ import annotations

from importlib import import_module

_NAMES = """
    distances eigenvalues factorizations fitpack filters fits grids implicit linear matrices
    matrix_equations matrix_functions memory minima pairwise piecewise_polynomials quadrature
    rank_filters refused roots sparse_systems splines rotations structured_systems trajectories
""".split()
MODULES = tuple(import_module(f"dualnum.dropin.{name}") for name in _NAMES)
