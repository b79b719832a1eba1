"""NumPy's names in compiled code: the rows of the table, bound to functions that Numba compiles.

`dualnum.namespaces.binding` gives an expression a new meaning of ``np``; here that is a module, which Numba
looks into, and what it gives is jitted.  The text of a rule stays its only source.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import numba
import numpy as np

from dualnum.compiled import natives
from dualnum.compiled.overloading import QUIET
from dualnum.namespaces import Namespace
from dualnum.namespaces.binding import BoundRule
from dualnum.rules import TABLE


def jitted(function: Callable[..., Any]) -> Any:
    """The function, to be compiled when it is called."""
    return numba.njit(**QUIET)(function)


class CompiledNamespace(Namespace):
    """A namespace whose expressions are jitted.

    Args:
        textbook: for complex numbers (see `Rule.textbook`).
        nested: for Duals as components (see `Rule.nested`).
    """

    def __init__(self, *, textbook: bool = False, nested: bool = False) -> None:
        super().__init__("compiled", natives.NATIVES, _numpys, textbook=textbook, nested=nested)
        self._names: Any = ModuleType("np")
        self._pending: set[str] = set()  # rows whose values are being bound, and may be named by their module

    def _rebuilt(self, function: FunctionType, names: dict[str, Any]) -> Any:
        return jitted(super()._rebuilt(function, names))

    def _found_now_or_late(self, name: str) -> Any:
        known = self._native(name)
        late = name in TABLE and TABLE[name].value is not None and name not in self._pending
        if known is not None or not late:
            return known
        self._pending.add(name)
        try:
            return self.function(name)
        finally:
            self._pending.discard(name)


def _numpys(name: str) -> Any:
    """NumPy's function of that name, which Numba knows or will say that it does not."""
    return vars(np).get(name)


FLOATS = CompiledNamespace()
COMPLEX = CompiledNamespace(textbook=True)
DUALS = CompiledNamespace(nested=True)
__all__ = ["COMPLEX", "DUALS", "FLOATS", "BoundRule", "CompiledNamespace", "jitted"]
