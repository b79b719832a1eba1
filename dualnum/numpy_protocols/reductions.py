"""``reduce``, ``accumulate``, ``outer``, ``reduceat`` and ``at`` of differentiable ufuncs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.rules import Rule


def call(ufunc: np.ufunc, method: str, rule: Rule, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """One of the methods of a ufunc, on Duals."""
    raise TypeError(f"{rule.name}.{method}: cannot carry a derivative yet")
