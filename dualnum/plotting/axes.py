"""Axes to draw on, and the few habits that all pictures share."""

from __future__ import annotations

from typing import Any

import numpy as np

CURVE, LINE, OTHER, POINT = "C0", "C3", "C1", "black"
"""Colours of matplotlib's cycle: f, its tangent or derivative, what is compared with it, and points."""


def axes(
    ax: Any, *, rows: int = 1, projection: str | None = None, size: tuple[float, float] | None = None
) -> Any:
    """``ax``, or new axes on a new figure; for several rows an array of them.

    Raises:
        ImportError: matplotlib is not installed.
        TypeError: ``ax`` is not what the picture needs.
    """
    if ax is None:
        pyplot = _pyplot()
        size = size or (6.4, 4.8 if rows == 1 else 6.4)
        _, ax = pyplot.subplots(
            rows, 1, sharex=True, figsize=size, layout="constrained", subplot_kw={"projection": projection}
        )
    found = np.atleast_1d(np.asarray(ax, dtype=object))
    if len(found) != rows or not all(hasattr(item, "plot") for item in found):
        raise TypeError(
            f"plot: ax is {ax!r}; give {'matplotlib axes' if rows == 1 else f'{rows} of them'}, or None"
        )
    return found[0] if rows == 1 else found


def _pyplot() -> Any:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("plot: matplotlib is not installed; install dualnum[plot]") from error
    return pyplot


def cross(ax: Any) -> None:
    """Thin lines through the origin, behind everything."""
    ax.axhline(0.0, color="0.8", linewidth=0.8, zorder=0)
    ax.axvline(0.0, color="0.8", linewidth=0.8, zorder=0)


def dot(ax: Any, x: Any, y: Any, *, color: str = POINT, hollow: bool = False) -> Any:
    """Dots at points: filled where the function has that value, hollow where it only tends to it."""
    face = "white" if hollow else color
    return ax.scatter(x, y, s=36, facecolors=face, edgecolors=color, linewidths=1.5, zorder=4)


def limit_heights(ax: Any, y: np.ndarray[Any, Any]) -> None:
    """Keep a pole from flattening the rest: heights that few samples exceed by far are cut off."""
    finite = y[np.isfinite(y)]
    if not finite.size:
        return
    low, high = np.percentile(finite, [5.0, 95.0])
    room = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-12)
    if finite.max() > high + 3 * room or finite.min() < low - 3 * room:
        ax.set_ylim(max(float(finite.min()), low - room), min(float(finite.max()), high + room))
