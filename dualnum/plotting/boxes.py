"""A picture of a chain: the lecture's boxes, values going up on the left, derivatives down on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dualnum.chain.boxes import Signal, drawing
from dualnum.plotting.axes import CURVE, LINE, axes

if TYPE_CHECKING:
    from dualnum.chain import Chain, Forward

_WIDTH, _HEIGHT, _GAP = 4.0, 1.0, 1.0
_ARROW = {"arrowstyle": "-|>", "mutation_scale": 14, "shrinkA": 2, "shrinkB": 2}


def plot_chain(chain: Chain, record: Forward | None = None, ax: Any = None) -> dict[str, Any]:
    """Draw the boxes of a chain, x at the bottom, with the values and derivatives of ``record``.

    Returns:
        The artists: ``"boxes"``, ``"values"`` and ``"deltas"`` (texts), each a list from x to y.

    Raises:
        ImportError: matplotlib is not installed.

    The picture is the lecture's L21 and L22.
    """
    found = drawing(chain, record)
    height = len(found.boxes) * (_HEIGHT + _GAP) + _GAP
    ax = axes(ax, size=(6.4, 0.62 * height))
    ax.set_axis_off()
    ax.set(xlim=(-3.0, _WIDTH + 3.0), ylim=(0.0, height))
    artists: dict[str, Any] = {"boxes": [], "values": [], "deltas": []}
    for i, box in enumerate(found.boxes):
        bottom = _GAP + i * (_HEIGHT + _GAP)
        artists["boxes"].append(_box(ax, bottom, box.name, box.derivative))
    for i, signal in enumerate(found.signals):
        _signal(ax, i * (_HEIGHT + _GAP), signal, artists)
    return artists


def _box(ax: Any, bottom: float, name: str, derivative: str) -> Any:
    from matplotlib.patches import FancyBboxPatch

    box = FancyBboxPatch(
        (0.0, bottom),
        _WIDTH,
        _HEIGHT,
        boxstyle="round,pad=0,rounding_size=0.15",
        facecolor="0.96",
        edgecolor="0.2",
    )
    ax.add_patch(box)
    middle = _WIDTH / 2
    ax.text(middle, bottom + (0.66 if derivative else 0.5) * _HEIGHT, name, ha="center", va="center")
    ax.text(
        middle, bottom + 0.28 * _HEIGHT, derivative, ha="center", va="center", fontsize="small", color="0.35"
    )
    return box


def _signal(ax: Any, bottom: float, signal: Signal, artists: dict[str, Any]) -> None:
    """The two arrows below a box, or above the last, and what they carry."""
    left, right, middle = 0.3 * _WIDTH, 0.7 * _WIDTH, bottom + _GAP / 2
    for x, start, end, color in ((left, bottom, bottom + _GAP, CURVE), (right, bottom + _GAP, bottom, LINE)):
        ax.annotate("", (x, end), (x, start), arrowprops={**_ARROW, "color": color})
    value = ax.text(left - 0.15, middle, signal.value, ha="right", va="center", color=CURVE)
    delta = ax.text(right + 0.15, middle, signal.delta, ha="left", va="center", color=LINE)
    artists["values"].append(value)
    artists["deltas"].append(delta)
