"""A kit for testing derivatives, ours and anyone's: distances in ULP, checks, and Hypothesis strategies."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dualnum.testing.checks import check_derivative, check_gradient, check_jacobian, check_rule
from dualnum.testing.trees import Expression
from dualnum.testing.ulp import assert_ulp, ulp_distance

__all__ = [
    "Expression",
    "assert_ulp",
    "check_derivative",
    "check_gradient",
    "check_jacobian",
    "check_rule",
    "duals",
    "expressions",
    "points",
    "ulp_distance",
]

_STRATEGIES = frozenset({"duals", "expressions", "points"})


def __getattr__(name: str) -> Any:
    """The strategies load on first use, because they need Hypothesis."""
    if name in _STRATEGIES:
        return getattr(import_module("dualnum.testing.strategies"), name)
    raise AttributeError(f"module 'dualnum.testing' has no attribute {name!r}")
