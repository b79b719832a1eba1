"""Pictures of functions: f above f', and the branches of a piecewise function."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from dualnum.lines.equation import number_text
from dualnum.plotting.axes import CURVE, LINE, axes, cross, dot, limit_heights
from dualnum.plotting.sampling import Break, Graph, sampled

COLOURS = ("C0", "C2", "C4", "C1")
"""Of the branches, in turn; without the tangents' colour."""

MOST_NOTES = 4


def plot_derivative(f: Callable[..., Any], interval: tuple[float, float], ax: Any = None) -> dict[str, Any]:
    """Draw f over ``interval``, and f' below it; at a kink the dots and a note say which slope f' takes.

    A filled dot is the value that f' has by the convention, a hollow one the slope of the other branch.
    ``ax`` is a pair of matplotlib axes, by default on a new figure.

    Returns:
        The artists: ``"f"``, ``"derivative"``, and lists of ``"kinks"`` (the filled dots of both axes),
        ``"others"`` (the hollow ones) and ``"notes"`` (texts).

    Raises:
        ImportError: matplotlib is not installed.
        TypeError: f is not callable, or returns no number.
        ValueError: the interval is not a pair of finite numbers a < b.

    The picture is the lecture's L4 and L11.

    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> picture = plot_derivative(abs, (-1, 1))
    >>> picture["notes"][0].get_text()
    "f'(0) = 1, the right branch's (convention)"
    """
    graph = sampled("plot_derivative", f, interval)
    upper, lower = axes(ax, rows=2)
    artists: dict[str, Any] = {"kinks": [], "others": [], "notes": []}
    artists["f"] = _function(upper, graph, artists)
    (artists["derivative"],) = lower.plot(*graph.slope_curve(), color=LINE, label="f'")
    limit_heights(lower, graph.slope)
    if graph.kinks:
        _mark_kinks(upper, lower, graph, artists)
    _write_notes(lower, graph, artists)
    for axis, label in ((upper, "f(x)"), (lower, "f'(x)")):
        cross(axis)
        axis.set(xlabel="x" if axis is lower else "", ylabel=label, xlim=(graph.x[0], graph.x[-1]))
    return artists


def plot_piecewise(f: Callable[..., Any], interval: tuple[float, float], ax: Any = None) -> dict[str, Any]:
    """Draw each branch of a piecewise f in its own colour, and both branches' tangents where they meet.

    The solid tangent is the one whose slope f' takes by the convention, the dashed one the other
    branch's.  Where f jumps, a filled dot is its value and a hollow one the end of the other branch.

    Returns:
        The artists: ``"branches"``, ``"tangents"`` (solid), ``"others"`` (dashed), ``"points"``, each a list.

    Raises:
        ImportError: matplotlib is not installed.
        TypeError: f is not callable, or returns no number.
        ValueError: the interval is not a pair of finite numbers a < b.

    The picture is the lecture's L11.
    """
    graph = sampled("plot_piecewise", f, interval)
    ax = axes(ax)
    cross(ax)
    artists: dict[str, Any] = {"branches": [], "tangents": [], "others": [], "points": []}
    joints = sorted((*graph.jumps, *graph.kinks), key=lambda joint: joint.x)
    _draw_branches(ax, graph, joints, artists)
    length = float(graph.x[-1] - graph.x[0])
    for kink in graph.kinks:
        _draw_tangents(ax, graph, kink, length / 6, artists)
    for jump in graph.jumps:
        artists["points"].append(dot(ax, jump.x, jump.value))
        artists["points"].append(dot(ax, jump.x, jump.other, hollow=True))
    ax.set(xlabel="x", ylabel="f(x)", xlim=(graph.x[0], graph.x[-1]))
    if graph.kinks:
        ax.legend(loc="best")
    return artists


def _function(ax: Any, graph: Graph, artists: dict[str, Any]) -> Any:
    (curve,) = ax.plot(*graph.curve(), color=CURVE, label="f")
    limit_heights(ax, graph.y)
    for jump in graph.jumps:
        artists["others"].append(dot(ax, jump.x, jump.other, color=CURVE, hollow=True))
        artists["kinks"].append(dot(ax, jump.x, jump.value, color=CURVE))
    return curve


def _mark_kinks(upper: Any, lower: Any, graph: Graph, artists: dict[str, Any]) -> None:
    x = [kink.x for kink in graph.kinks]
    artists["kinks"].append(dot(upper, x, [graph.height(kink) for kink in graph.kinks], color=CURVE))
    artists["kinks"].append(dot(lower, x, [kink.value for kink in graph.kinks], color=LINE))
    artists["others"].append(dot(lower, x, [kink.other for kink in graph.kinks], color=LINE, hollow=True))


def _write_notes(ax: Any, graph: Graph, artists: dict[str, Any]) -> None:
    lines = [*map(_kink_note, graph.kinks), *map(_jump_note, graph.jumps)]
    if len(lines) > MOST_NOTES:
        lines[MOST_NOTES:] = [f"… and {len(lines) - MOST_NOTES} more"]
    for row, line in enumerate(lines):
        place = (0.5, -0.22 - 0.08 * row)
        style = {"ha": "center", "va": "top", "fontsize": "small", "color": "0.3"}
        artists["notes"].append(ax.annotate(line, place, xycoords="axes fraction", **style))


def _kink_note(kink: Break) -> str:
    return f"f'({number_text(kink.x)}) = {number_text(kink.value)}, the {kink.side} branch's (convention)"


def _jump_note(jump: Break) -> str:
    return f"f jumps at {number_text(jump.x)}: f' there is the {jump.side} branch's (convention)"


def _draw_branches(ax: Any, graph: Graph, joints: list[Break], artists: dict[str, Any]) -> None:
    """Each stretch between two joints, with the ends that its own branch has there."""
    edges: list[Break | None] = [None, *joints, None]
    for index, (start, end) in enumerate(pairwise(edges)):
        inside = (graph.x > (start.x if start else -np.inf)) & (graph.x < (end.x if end else np.inf))
        x, y = list(graph.x[inside]), list(graph.y[inside])
        if start:
            x, y = [start.x, *x], [start.right if start in graph.jumps else graph.height(start), *y]
        if end:
            x, y = [*x, end.x], [*y, end.left if end in graph.jumps else graph.height(end)]
        artists["branches"].extend(ax.plot(x, y, color=COLOURS[index % len(COLOURS)]))


def _draw_tangents(ax: Any, graph: Graph, kink: Break, reach: float, artists: dict[str, Any]) -> None:
    y = graph.height(kink)
    for slope, style, kind in ((kink.value, "-", "tangents"), (kink.other, "--", "others")):
        step = reach / np.hypot(1.0, slope)
        label = (
            f"f'({number_text(kink.x)}) = {number_text(slope)}"
            if kind == "tangents"
            else "the other branch's"
        )
        (line,) = ax.plot(
            [kink.x - step, kink.x + step],
            [y - slope * step, y + slope * step],
            style,
            color=LINE,
            label=label,
        )
        artists[kind].append(line)
    artists["points"].append(dot(ax, kink.x, y))
