"""The functions of `cmath` inside `drop_in`: the table's, on complex Duals."""

from __future__ import annotations

import cmath
import functools
from collections.abc import Callable
from typing import Any

from dualnum.dropin.numbers import _one_number
from dualnum.dropin.state import STATE
from dualnum.dual import Dual
from dualnum.functions import function

_ROWS = {
    **{name: name for name in "sin cos tan sinh cosh tanh exp log log10 sqrt".split()},
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "phase": "angle",
}
_STANDARD = {name: getattr(cmath, name) for name in _ROWS}


def replacements() -> dict[Any, Callable[..., Any]]:
    """The functions of `cmath` and what stands for them."""
    return {standard: _switching(name, standard) for name, standard in _STANDARD.items()}


def _switching(name: str, standard: Callable[..., Any]) -> Callable[..., Any]:
    rule = function(_ROWS[name])

    @functools.wraps(standard)
    def switch(z: Any, *base: Any) -> Any:
        z = _one_number(z)
        if not STATE.depth or not any(isinstance(value, Dual) for value in (z, *base)):
            return standard(z, *base)
        value = rule(z + 0j)
        return value / switch(*base) if base else value

    return switch
