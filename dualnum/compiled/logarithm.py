"""``log(x, base)`` of `dualnum`, `dualnum.math` and Python's `math`, for compiled Duals."""

from __future__ import annotations

import math
from typing import Any

import dualnum
import dualnum.math
from dualnum.compiled.dual_type import DualType, is_number
from dualnum.compiled.overloading import overload
from dualnum.functions import function


def install() -> None:
    """Let each of them take Duals, and those of `dualnum` plain numbers too."""
    natural = function("log")

    def choose(x: Any, base: Any = None) -> Any:
        if base is None or getattr(base, "value", 0) is None:
            return (lambda x, base=None: natural(x)) if is_number(x) else None
        return (lambda x, base=None: natural(x) / natural(base)) if is_number(x) and is_number(base) else None

    for name in (dualnum.log, dualnum.math.log):
        overload(name)(choose)

    @overload(math.log)
    def of_duals(x: Any, base: Any) -> Any:
        return choose(x, base) if isinstance(x, DualType) or isinstance(base, DualType) else None
