"""A chain as the lecture draws it: boxes on one another, values going up, derivatives coming down."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from dualnum.dual import Dual
from dualnum.lines.equation import number_text
from dualnum.shapes import shape_of

if TYPE_CHECKING:
    from dualnum.chain.chain import Chain
    from dualnum.chain.records import Backward, Forward

_SHOWN = 4  # numbers of an array that are written out
_STYLE = (
    "display:inline-grid;grid-template-columns:auto auto auto;gap:0.2em 1em;align-items:center;"
    "font-family:sans-serif;text-align:center"
)
_BOX = "border:1px solid currentColor;border-radius:0.4em;padding:0.3em 1.2em"


class Signal(NamedTuple):
    """What runs between two boxes: the value going up, and dJ over it coming down."""

    value: str
    delta: str


class Box(NamedTuple):
    """A module: its name, and its local derivative."""

    name: str
    derivative: str


class Drawing(NamedTuple):
    """The boxes from x to y, and the signals below, between and above them."""

    boxes: tuple[Box, ...]
    signals: tuple[Signal, ...]


def drawing(chain: Chain, record: Forward | None) -> Drawing:
    """What is to be drawn; without a record, names only."""
    count = len(chain)
    names = ["x", *(f"u{subscript(i)}" for i in range(1, count)), "y"]
    if record is None:
        signals = [Signal(name, f"dJ/d{name}") for name in names]
        return Drawing(tuple(Box(name, "") for name in chain.names), tuple(signals))
    signals = [
        Signal(f"{name} = {short(value)}", "") for name, value in zip(names, record.values, strict=True)
    ]
    deltas = _deltas(record)
    if deltas is not None:
        reached = zip(signals, names, reversed(deltas.deltas), strict=True)
        signals = [Signal(value, f"dJ/d{name} = {short(delta)}") for (value, _), name, delta in reached]
    derivatives = [f"d{names[i + 1]}/d{names[i]} = {_local(record, i)}" for i in range(count)]
    return Drawing(tuple(map(Box, chain.names, derivatives)), tuple(signals))


def _local(record: Forward, i: int) -> str:
    """A local derivative; what is too large to show is not made, for it could be enormous."""
    form = record.steps[i].form
    if min(form.rows, form.columns) == 1 and max(form.rows, form.columns) <= _SHOWN:
        return short(record.local_derivative(i))
    return f"Jacobian {form.rows} × {form.columns}"


def _deltas(record: Forward) -> Backward | None:
    """The last pass down, or the one from dJ/dy = 1 if y is a number; otherwise None."""
    if record.last_backward is not None:
        return record.last_backward
    return record.backward() if [shape_of(y) for y in record.outputs] == [()] else None


def html(chain: Chain, record: Forward | None) -> str:
    """The boxes as HTML, y at the top."""
    found = drawing(chain, record)
    rows = [_html_signal(found.signals[-1])]
    for box, signal in zip(reversed(found.boxes), reversed(found.signals[:-1]), strict=True):
        local = f"<br><small>{escape(box.derivative)}</small>" if box.derivative else ""
        rows.append(f'<span></span><span style="{_BOX}">{escape(box.name)}{local}</span><span></span>')
        rows.append(_html_signal(signal))
    return f'<div style="{_STYLE}">{"".join(rows)}</div>'


def _html_signal(signal: Signal) -> str:
    return f"<span>{escape(signal.value)}</span><span>↑ ↓</span><span>{escape(signal.delta)}</span>"


def text(chain: Chain, record: Forward | None) -> str:
    """The boxes as lines of text, y at the top."""
    found = drawing(chain, record)
    width = max(len(signal.value) for signal in found.signals)
    lines = [_text_signal(found.signals[-1], width)]
    for box, signal in zip(reversed(found.boxes), reversed(found.signals[:-1]), strict=True):
        lines.append(f"{'':{width}}   [ {box.name} ]  {box.derivative}".rstrip())
        lines.append(_text_signal(signal, width))
    return "\n".join(lines)


def _text_signal(signal: Signal, width: int) -> str:
    return f"{signal.value:>{width}} ↑ ↓ {signal.delta}".rstrip()


def short(value: Any) -> str:
    """A value in few signs: a number, a short array, or an array's shape.

    >>> import numpy as np
    >>> short(0.25), short(np.array([1.0, 0.5])), short(np.zeros((2, 3))), short((1.0, 2.0))
    ('0.25', '[1, 0.5]', 'array (2, 3)', '(1, 2)')
    """
    if isinstance(value, tuple):
        return f"({', '.join(map(short, value))})"
    shape = shape_of(value)
    if len(shape) == 1 and shape[0] <= _SHOWN and not isinstance(value, Dual):
        return f"[{', '.join(map(short, value.tolist()))}]"
    if shape:
        return f"array {shape}"
    return str(value) if isinstance(value, complex) else number_text(value)


def subscript(number: int) -> str:
    """A number in small digits below the line."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
