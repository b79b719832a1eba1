"""Pictures of lines and planes: a tangent, secants that close in on it, a tangent plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum.lines import Line, SecantLine, TangentPlane, secant_line, tangent_line
from dualnum.lines.equation import number_text, plain
from dualnum.plotting.axes import CURVE, LINE, OTHER, axes, cross, dot, limit_heights
from dualnum.plotting.sampling import checked_interval, sampled

STEPS = (2.0, 1.0, 0.5, 0.25)


def plot_line(line: Line, ax: Any = None, *, span: Any = None) -> dict[str, Any]:
    """Draw a line, its point or points, and the function that a tangent or secant line belongs to.

    ``span`` is the interval of x, by default one of length 4 about the point, or one that holds both points
    of a secant with half their distance to each side.  ``ax`` is matplotlib's, by default on a new figure.

    Returns:
        The artists: ``"line"``, ``"points"``, and ``"curve"`` if there is a function.

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: ``span`` is not a pair of finite numbers a < b.
    """
    ax = axes(ax)
    start, end = checked_interval("plot", _span(line) if span is None else span)
    cross(ax)
    artists: dict[str, Any] = {}
    function = getattr(line, "function", None)
    if function is not None:
        artists["curve"] = _curve(ax, function, (start, end))
    artists["line"] = _straight(ax, line, (start, end), color=LINE, label=str(line))
    points = line.points if isinstance(line, SecantLine) else (line.point,)
    artists["points"] = dot(ax, *zip(*((plain(x), plain(y)) for x, y in points), strict=True))
    ax.set_xlim(start, end)
    _named(ax)
    return artists


def plot_secants(
    f: Callable[..., Any],
    a: float,
    ax: Any = None,
    *,
    steps: Sequence[float] = STEPS,
    span: Any = None,
) -> dict[str, Any]:
    """Draw f, the secants through a and a + h for each h of ``steps``, and the tangent they close in on.

    Returns:
        The artists: ``"curve"``, ``"secants"`` (a list), ``"tangent"``, ``"points"``.

    Raises:
        ImportError: matplotlib is not installed.
        TypeError: f is not callable, or a is not a number.
        ValueError: ``steps`` is empty or holds 0, or f has no finite value at a point or no tangent at a.

    The picture is the lecture's L3.
    """
    if not len(steps):
        raise ValueError("plot_secants: steps is empty; give the distances from a to the second points")
    tangent = tangent_line(f, a)
    secants = [secant_line(f, a, a + h) for h in steps]
    ax = axes(ax)
    start, end = checked_interval("plot_secants", _span_of_steps(a, steps) if span is None else span)
    cross(ax)
    artists: dict[str, Any] = {"curve": _curve(ax, f, (start, end)), "secants": []}
    for index, (h, secant) in enumerate(zip(steps, secants, strict=True)):
        shade = 0.35 + 0.55 * (index + 1) / len(steps)
        label = f"h = {number_text(h)}: slope {number_text(secant.slope)}"
        artists["secants"].append(_straight(ax, secant, (start, end), color=OTHER, alpha=shade, label=label))
    label = f"tangent: slope {number_text(tangent.slope)}"
    artists["tangent"] = _straight(ax, tangent, (start, end), color=LINE, label=label)
    points = [tangent.point, *(secant.points[1] for secant in secants)]
    artists["points"] = dot(ax, *zip(*points, strict=True))
    ax.set_xlim(start, end)
    _named(ax)
    return artists


def animate_secants(
    f: Callable[..., Any],
    a: float,
    file: Any = None,
    ax: Any = None,
    *,
    step: float = 2.0,
    frames: int = 40,
    span: Any = None,
) -> Any:
    """The secant through a and a + h as h shrinks from ``step`` towards 0, as a matplotlib animation.

    ``file``, a name that ends in ``.gif``, saves it there (Pillow writes it); without one, save it with
    ``animation.save("secants.gif", writer="pillow")``.  h shrinks by the same factor in each of the
    ``frames``, to a hundredth of ``step``.

    Returns:
        The ``FuncAnimation``; keep it as long as it is to run.

    Raises:
        ImportError: matplotlib is not installed.
        TypeError: f is not callable, or a is not a number.
        ValueError: ``step`` is 0, ``frames`` is less than 2, or f has no tangent at a.
    """
    if frames < 2:
        raise ValueError(f"animate_secants: frames={frames}; give at least 2")
    steps = [step * 0.01 ** (i / (frames - 1)) for i in range(frames)]
    picture = plot_secants(f, a, ax, steps=steps[:1], span=span)
    (moving,), points = picture["secants"], picture["points"]
    ax = points.axes
    start, end = ax.get_xlim()
    ax.set_autoscale_on(False)

    def draw(frame: int) -> list[Any]:
        h = steps[frame]
        secant = secant_line(f, a, a + h)
        moving.set_data([start, end], [secant(start), secant(end)])
        moving.set_label(f"h = {format(h, '.3f')}: slope {format(secant.slope, '.3f')}")
        points.set_offsets(secant.points)
        return [moving, points, ax.legend(loc="upper left")]

    from matplotlib.animation import FuncAnimation

    animation = FuncAnimation(ax.figure, draw, frames=frames, interval=100, repeat_delay=1000)
    if file is not None:
        animation.save(file, writer="pillow")
    return animation


def plot_plane(plane: TangentPlane, ax: Any = None, *, span: Any = None) -> dict[str, Any]:
    """Draw the surface z = f(x, y), its tangent plane and the point where they touch, in three dimensions.

    ``span`` is a pair of intervals, by default of length 4 about the point; ``ax`` is three-dimensional.

    Returns:
        The artists: ``"surface"``, ``"plane"``, ``"point"``.

    Raises:
        ImportError: matplotlib is not installed.
        TypeError: ``ax`` is not three-dimensional.
        ValueError: f is not a function of two variables.
    """
    if len(plane.point) != 2:
        raise ValueError(f"plot: a plane over {len(plane.point)} variables has no picture; it takes 2")
    ax = axes(ax, projection="3d")
    if not hasattr(ax, "plot_surface"):
        raise TypeError('plot: ax is flat; make it with projection="3d"')
    intervals = [(c - 2.0, c + 2.0) for c in plane.point] if span is None else span
    x, y = np.meshgrid(*(np.linspace(*checked_interval("plot", interval), 41) for interval in intervals))
    points = np.stack([x, y], axis=-1)
    z = np.array([[float(plane.function(point)) for point in row] for row in points])
    artists = {
        "surface": ax.plot_surface(x, y, z, color=CURVE, alpha=0.5, linewidth=0),
        "plane": ax.plot_surface(x, y, plane(points), color=LINE, alpha=0.4, linewidth=0),
        "point": ax.scatter(*plane.point, plane.value, color="black", s=36, depthshade=False),
    }
    ax.set(xlabel="x", ylabel="y", zlabel="z", title=str(plane))
    return artists


def _curve(ax: Any, f: Callable[..., Any], interval: tuple[float, float]) -> Any:
    graph = sampled("plot", f, interval)
    (curve,) = ax.plot(*graph.curve(), color=CURVE, label="f")
    limit_heights(ax, graph.y)
    return curve


def _straight(ax: Any, line: Line, interval: tuple[float, float], **style: Any) -> Any:
    if line.vertical:
        return ax.axvline(plain(line.point[0]), **style)
    (drawn,) = ax.plot(interval, [plain(line(x)) for x in interval], scaley=True, **style)
    return drawn


def _named(ax: Any) -> None:
    ax.set(xlabel="x", ylabel="y")
    ax.legend(loc="best")


def _span(line: Line) -> tuple[float, float]:
    if isinstance(line, SecantLine):
        return _around([float(plain(x)) for x, _ in line.points])
    centre = float(plain(line.point[0]))
    return centre - 2.0, centre + 2.0


def _span_of_steps(a: float, steps: Sequence[float]) -> tuple[float, float]:
    return _around([float(a), *(float(a) + h for h in steps)])


def _around(points: Sequence[float]) -> tuple[float, float]:
    low, high = min(points), max(points)
    room = (high - low) / 2
    return low - room, high + room
