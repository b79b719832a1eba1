"""Duals as text: ``1.5 + 2.0ε`` for people, and LaTeX for notebooks."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual


def text(x: Dual, spec: str | None) -> str:
    """``x`` with both parts formatted by ``spec``; None gives LaTeX."""
    if spec is None:
        return f"${_latex(x._primal)} {_signed(_latex(x._tangent))}\\,\\varepsilon$"
    return f"{_part(x._primal, spec)} {_signed(_part(x._tangent, spec))}ε"


def _signed(part: str) -> str:
    return f"- {part[1:]}" if part[:1] == "-" else f"+ {part}"


def _part(value: Any, spec: str) -> str:
    if isinstance(value, np.ndarray):
        if not spec:
            return str(value)
        return np.array2string(value, formatter={"all": lambda element: format(element, spec)})
    if isinstance(value, Dual):
        return f"({format(value, spec)})"
    return format(value, spec)


def _latex(value: Any) -> str:
    if isinstance(value, Dual):
        return f"({text(value, None).strip('$')})"
    if isinstance(value, np.ndarray) and value.ndim:
        rows = value if value.ndim > 1 else value[None]
        return r"\begin{bmatrix}" + r"\\".join(_latex_row(row) for row in rows) + r"\end{bmatrix}"
    return format(value, ".6g") if isinstance(value, float) else str(value)


def _latex_row(row: Any) -> str:
    return "&".join(_latex(element) for element in row)


_links.text = text
