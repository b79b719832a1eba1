"""Forward-mode automatic differentiation with dual numbers.

>>> import dualnum
>>> dualnum.derivative(lambda x: x**2)(3.0)
6.0
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dualnum import array_dual, indexing, numpy_protocols  # noqa: F401  (each fills in its links)
from dualnum.construction import array
from dualnum.dual import Dual
from dualnum.functions import function as _function
from dualnum.rules import OWN_ROWS as _OWN_ROWS
from dualnum.rules import TABLE as _TABLE
from dualnum.selection import select as where

if TYPE_CHECKING:
    from dualnum.build_config import show_config
    from dualnum.reports import ConventionError, ConventionWarning, errstate
    from dualnum.transforms import (
        curl,
        custom_rule,
        derivative,
        divergence,
        gradient,
        hessian,
        hvp,
        jacobian,
        jvp,
        laplacian,
        sparsity,
        taylor,
        value_and_derivative,
        value_and_gradient,
        value_and_jacobian,
        value_gradient_hessian,
        wirtinger,
    )
    from dualnum.workers import set_threads

__version__ = "0.1.0"

__all__ = [
    "ConventionError",
    "ConventionWarning",
    "Dual",
    "Line",
    "SecantLine",
    "TangentLine",
    "TangentPlane",
    "Taylor",
    "animate_secants",
    "array",
    "average_rate_of_change",
    "curl",
    "custom_rule",
    "derivative",
    "divergence",
    "drop_in",
    "errstate",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "laplacian",
    "log",
    "piecewise",
    "plot_derivative",
    "plot_piecewise",
    "plot_secants",
    "secant_line",
    "set_threads",
    "show_config",
    "sparsity",
    "sweep",
    "tangent_line",
    "tangent_plane",
    "taylor",
    "value_and_derivative",
    "value_and_gradient",
    "value_and_jacobian",
    "value_gradient_hessian",
    "where",
    "wirtinger",
]

_MODULES = frozenset({"chain", "lines", "math", "oracle", "plotting", "testing"})
"""Loaded on first use: what they need is not everyone's."""
_LATE = {
    "ConventionError": "dualnum.reports",
    "ConventionWarning": "dualnum.reports",
    "Line": "dualnum.lines",
    "SecantLine": "dualnum.lines",
    "TangentLine": "dualnum.lines",
    "TangentPlane": "dualnum.lines",
    "Taylor": "dualnum.series",
    "animate_secants": "dualnum.plotting",
    "average_rate_of_change": "dualnum.lines",
    "curl": "dualnum.transforms",
    "custom_rule": "dualnum.transforms",
    "derivative": "dualnum.transforms",
    "divergence": "dualnum.transforms",
    "drop_in": "dualnum.dropin",
    "errstate": "dualnum.reports",
    "gradient": "dualnum.transforms",
    "hessian": "dualnum.transforms",
    "hvp": "dualnum.transforms",
    "jacobian": "dualnum.transforms",
    "jvp": "dualnum.transforms",
    "laplacian": "dualnum.transforms",
    "log": "dualnum.compositions",
    "piecewise": "dualnum.compositions",
    "plot_derivative": "dualnum.plotting",
    "plot_piecewise": "dualnum.plotting",
    "plot_secants": "dualnum.plotting",
    "secant_line": "dualnum.lines",
    "set_threads": "dualnum.workers",
    "show_config": "dualnum.build_config",
    "sparsity": "dualnum.transforms",
    "sweep": "dualnum.sweeping",
    "tangent_line": "dualnum.lines",
    "tangent_plane": "dualnum.lines",
    "taylor": "dualnum.transforms",
    "value_and_derivative": "dualnum.transforms",
    "value_and_gradient": "dualnum.transforms",
    "value_and_jacobian": "dualnum.transforms",
    "value_gradient_hessian": "dualnum.transforms",
    "wirtinger": "dualnum.transforms",
}
"""Names that live in modules which load on first use."""


def __getattr__(name: str) -> Any:
    """A submodule that loads on first use, or the function of a row of the table."""
    if name in _MODULES:
        return import_module(f"dualnum.{name}")
    if name in _LATE:
        found = globals()[name] = getattr(import_module(_LATE[name]), name)
        return found
    found = _function(name)
    if name in _OWN_ROWS:  # the next look finds it at once
        globals()[name] = found
    return found


def _forget(name: str) -> None:
    """A row was taken out of the table: its function has to be looked up again."""
    if name in _OWN_ROWS:
        globals().pop(name, None)


_TABLE.when_removed(_forget)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATE, *_MODULES, *(row.name for row in _TABLE)})
