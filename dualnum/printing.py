"""Duals as text: ``1.5 + 2.0ε`` for people, and LaTeX for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual

Symbols = dict[int, str]
"""The name of ε at each level; only where levels are nested do they need numbers."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WORDS = {"inf": r"\infty", "nan": r"\text{nan}"}
_EDGE = 3
"""How many entries LaTeX shows at each end of a long array."""


def text(x: Dual, spec: str | None) -> str:
    """``x`` with both parts formatted by ``spec``; None gives LaTeX.

    >>> format(Dual(1.0, -2.0), ".2f")
    '1.00 - 2.00ε'
    >>> str(Dual(Dual(1.0, 2.0), 3.0))
    '(1.0 + 2.0ε₁) + 3.0ε₂'
    """
    levels = sorted(set(_levels(x)))
    numbers = range(1, len(levels) + 1) if len(levels) > 1 else [""]
    if spec is None:
        names = [rf"\varepsilon_{{{number}}}" if number else r"\varepsilon" for number in numbers]
        return f"${_latex(x, dict(zip(levels, names, strict=True)))}$"
    names = [f"ε{number}".translate(_SUBSCRIPTS) for number in numbers]
    return _plain(x, spec, dict(zip(levels, names, strict=True)))


def _levels(x: Any) -> Iterator[int]:
    if isinstance(x, Dual):
        yield x._level
        yield from _levels(x._primal)
        yield from _levels(x._tangent)


def _plain(x: Dual, spec: str, symbols: Symbols) -> str:
    return f"{_part(x._primal, spec, symbols)} {_signed(_part(x._tangent, spec, symbols))}{symbols[x._level]}"


def _signed(part: str) -> str:
    """A term with its sign in front, apart."""
    bare = part.lstrip()
    if bare[:1] in "+-":
        return f"{bare[0]} {part.replace(bare[0], ' ' if part != bare else '', 1)}"
    return f"+ {part}"


def _part(value: Any, spec: str, symbols: Symbols) -> str:
    if isinstance(value, Dual):
        return f"({_plain(value, spec, symbols)})"
    if isinstance(value, np.ndarray) and (spec or value.dtype == object):
        return np.array2string(value, formatter={"all": lambda element: _formatted(element, spec)})
    if hasattr(value, "shape") and value.shape != ():
        return str(value)
    return _number(value, spec)


def _number(value: Any, spec: str) -> str:
    """A number by ``spec``; a complex one in brackets."""
    found = _formatted(value, spec)
    two_terms = hasattr(value, "_mpc_") or (isinstance(value, complex | np.complexfloating) and value.real)
    return f"({found})" if two_terms and not found.startswith("(") else found


def _formatted(value: Any, spec: str) -> str:
    try:
        return format(value, spec) if spec else str(value)
    except TypeError:  # a Fraction before Python 3.12, an mpf before mpmath 1.4
        return format(_as_decimal(value), spec)


def _as_decimal(value: Any) -> Any:
    from decimal import Decimal, localcontext

    with localcontext() as context:
        context.prec = 100
        return (
            Decimal(value.numerator) / value.denominator
            if hasattr(value, "denominator")
            else Decimal(str(value))
        )


# --- LaTeX ------------------------------------------------------------------------------------------


def _latex(value: Any, symbols: Symbols) -> str:
    if not isinstance(value, Dual):
        if getattr(value, "shape", ()):
            return _latex_array(value)
        return _latex_number(value[()] if isinstance(value, np.ndarray) else value)
    primal, tangent = (
        f"({_latex(part, symbols)})" if isinstance(part, Dual) else _latex(part, symbols)
        for part in (value._primal, value._tangent)
    )
    return rf"{primal} {_signed(tangent)}\,{symbols[value._level]}"


def _latex_array(value: Any) -> str:
    if not isinstance(value, np.ndarray) or value.ndim > 2:
        return rf"\text{{array of shape {value.shape}}}"
    rows = value if value.ndim == 2 else value[None]
    lines = _shortened(len(rows), r"\vdots", lambda i: _latex_row(rows[i]))
    return r"\begin{bmatrix}" + r" \\ ".join(lines) + r"\end{bmatrix}"


def _latex_row(row: Any) -> str:
    return " & ".join(_shortened(len(row), r"\cdots", lambda i: _latex_number(row[i])))


def _shortened(count: int, dots: str, entry: Callable[[int], str]) -> list[str]:
    if count <= 2 * _EDGE + 1:
        return [entry(i) for i in range(count)]
    return [*(entry(i) for i in range(_EDGE)), dots, *(entry(i) for i in range(count - _EDGE, count))]


def _latex_number(value: Any) -> str:
    """Six digits of a floating number, a Fraction as a fraction, anything else in full."""
    if hasattr(value, "_mpc_") or isinstance(value, complex | np.complexfloating):
        return rf"({_latex_number(value.real)} {_signed(_latex_number(value.imag))}i)"
    if hasattr(value, "denominator") and not isinstance(value, int | np.integer | float | np.floating):
        sign = "-" if value < 0 else ""
        return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    if not (isinstance(value, float | np.floating) or hasattr(value, "_mpf_")):
        return str(value)
    digits = _formatted(_as_float(value), ".6g")
    if digits.lstrip("-") in _WORDS:
        return digits.replace(digits.lstrip("-"), _WORDS[digits.lstrip("-")])
    mantissa, exponential, exponent = digits.partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponential else digits


def _as_float(value: Any) -> Any:
    """A float for a high-precision number in a float's range."""
    if not hasattr(value, "_mpf_"):
        return value
    near = float(value)
    return near if near - near == 0 and (near or not value) else value


_links.text = text
