"""dualnum.plotting: what the pictures hold, and that they look as the references in tests/images do.

To make the references again, after looking at the new pictures: python tests/test_plotting.py
"""

import math
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.testing.compare import compare_images
from PIL import Image

import dualnum
from dualnum.__main__ import main
from dualnum.chain import Chain
from dualnum.lines import Line, secant_line, tangent_line, tangent_plane
from dualnum.plotting import (
    animate_secants,
    plot_chain,
    plot_derivative,
    plot_piecewise,
    plot_secants,
)
from dualnum.plotting.sampling import sampled

matplotlib.use("Agg")

IMAGES = Path(__file__).parent / "images"
TOLERANCE = 3.0
"""Root mean square of grey levels: matplotlib 3.9 and 3.11 differ by 0, a wrong slope by 7 and more."""

STYLE = {"figure.dpi": 60, "savefig.dpi": 60, "font.family": "DejaVu Sans", "font.size": 10.0}


def save_bare(file):
    """Save the figure without its letters, which every release of matplotlib sets a little differently.

    What they say is tested with the artists.
    """
    figure = plt.gcf()
    figure.set_layout_engine("none")  # which makes room for letters
    for ax in figure.axes:
        ax.set(title="", xlabel="", ylabel="")
        ax.tick_params(labelbottom=False, labelleft=False)
        if ax.name == "3d":
            ax.set(zlabel="", zticklabels=[])
        if ax.get_legend() is not None:
            ax.get_legend().remove()
        for text in ax.texts:
            text.set_text("")  # an arrow is a text as well, and stays
    figure.savefig(file)


def square(x):
    return x**2


def pieces(x):
    """A parabola, then a line that meets it in a kink, then a constant after a jump."""
    if x < 1:
        return x * x
    return 2 - x if x < 2 else 1.0


def logistic_chain():
    return Chain(
        lambda x: -x,
        dualnum.exp,
        lambda u: 1 + u,
        lambda u: 1 / u,
        names=("-x", "e^u", "1 + u", "1/u"),
    )


def merged_chain():
    chain = logistic_chain().merge(0, 1).merge(1, 2)
    chain.forward(0.5)
    return chain.plot()


def chain_going_down(x=0.5):
    chain = logistic_chain()
    chain.forward(x)
    return chain.plot()


PICTURES = {
    "tangent": lambda: tangent_line(square, 2).plot(),
    "vertical_tangent": lambda: tangent_line(np.cbrt, 0).plot(),
    "secant": lambda: secant_line(square, 1, 3).plot(),
    "secants": lambda: plot_secants(square, 2),
    "plane": lambda: tangent_plane(lambda x: x[0] ** 2 - x[1] ** 2, [1, 1]).plot(),
    "derivative": lambda: plot_derivative(lambda x: x * (x + 2) * (x - 2), (-3, 3)),
    "derivative_kink": lambda: plot_derivative(abs, (-2, 2)),
    "derivative_jump": lambda: plot_derivative(pieces, (-1, 3)),
    "derivative_pole": lambda: plot_derivative(dualnum.tan, (-4, 4)),
    "piecewise": lambda: plot_piecewise(pieces, (-1, 3)),
    "relu": lambda: plot_piecewise(dualnum.relu, (-2, 2)),
    "chain": chain_going_down,
    "chain_merged": merged_chain,
}


@pytest.fixture(autouse=True)
def style(monkeypatch):
    """matplotlib's own defaults, whatever the user's settings are; no figure left open, and none shown."""
    monkeypatch.setattr(plt, "show", lambda *_: pytest.fail("show was called"))
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield
        plt.close("all")


# --- as the references -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_look_as_their_references(name, tmp_path):
    PICTURES[name]()
    actual = tmp_path / f"{name}.png"
    save_bare(actual)
    assert compare_images(str(IMAGES / f"{name}.png"), str(actual), TOLERANCE) is None


def test_every_reference_belongs_to_a_picture():
    assert {path.stem for path in IMAGES.glob("*.png")} == set(PICTURES)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("tangent", lambda: Line((2.0, 4.0), 3.5).plot(span=(0, 4))),
        ("derivative_kink", lambda: plot_derivative(lambda x: -abs(x), (-2, 2))),
        ("secants", lambda: plot_secants(square, 2, steps=(2.0, 1.0))),
        ("piecewise", lambda: plot_piecewise(lambda x: pieces(x) + (x < 1) * 0.1, (-1, 3))),
    ],
)
def test_the_comparison_can_fail(name, wrong, tmp_path):
    wrong()
    actual = tmp_path / f"{name}.png"
    save_bare(actual)
    assert compare_images(str(IMAGES / f"{name}.png"), str(actual), TOLERANCE) is not None


# --- what the artists hold ---------------------------------------------------------------------------


def test_a_tangent_is_drawn_through_its_point():
    artists = tangent_line(square, 2).plot(span=(1, 4))
    assert artists["line"].get_xydata().tolist() == [[1, 0], [4, 12]]
    assert artists["line"].get_label() == "y = 4x - 4"
    assert artists["points"].get_offsets().tolist() == [[2, 4]]
    x, y = artists["curve"].get_data()
    assert (x[0], x[-1]) == (1, 4)
    np.testing.assert_allclose(y, x**2, rtol=1e-15)
    assert artists["line"].axes.get_xlim() == (1, 4)


def test_a_plain_line_has_no_curve():
    artists = Line((0, 0), 2).plot()
    assert set(artists) == {"line", "points"}
    assert artists["line"].get_xydata().tolist() == [[-2, -4], [2, 4]]


def test_a_tangent_that_moves_is_drawn_where_it_is():
    artists = tangent_line(square, dualnum.Dual(2.0, 1.0)).plot(span=(1, 4))
    assert artists["line"].get_xydata().tolist() == [[1, 0], [4, 12]]


def test_a_vertical_line_is_upright():
    artists = tangent_line(np.cbrt, 0).plot()
    assert list(artists["line"].get_xdata()) == [0, 0]


def test_secants_close_in_on_the_tangent():
    artists = plot_secants(square, 2, steps=(2, 1, 0.5))
    slopes = [np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0] for line in artists["secants"]]
    assert slopes == [6, 5, 4.5]
    assert [line.get_label() for line in artists["secants"]] == [
        "h = 2: slope 6",
        "h = 1: slope 5",
        "h = 0.5: slope 4.5",
    ]
    assert artists["tangent"].get_label() == "tangent: slope 4"
    assert artists["points"].get_offsets().tolist() == [[2, 4], [4, 16], [3, 9], [2.5, 6.25]]


def test_the_animation_saves_to_a_gif(tmp_path):
    file = tmp_path / "secants.gif"
    animation = animate_secants(square, 2, file, frames=5)
    with Image.open(file) as image:
        assert image.n_frames == 5
        first = np.asarray(image.convert("L"), dtype=float)
        image.seek(4)
        last = np.asarray(image.convert("L"), dtype=float)
    assert np.abs(first - last).mean() > 0.5
    moving, points, _ = animation._func(4)  # the last frame, h = 0.02
    assert np.diff(moving.get_ydata())[0] / np.diff(moving.get_xdata())[0] == pytest.approx(4.02, rel=1e-12)
    assert points.get_offsets()[1].tolist() == pytest.approx([2.02, 2.02**2])
    later = tmp_path / "later.gif"
    animate_secants(square, 2, frames=2).save(later, writer="pillow")
    assert later.stat().st_size > 0


def test_f_and_its_derivative_under_each_other():
    artists = plot_derivative(lambda x: x * (x + 2) * (x - 2), (-3, 3))
    x, slope = artists["derivative"].get_data()
    np.testing.assert_allclose(slope, 3 * x**2 - 4, rtol=1e-13, atol=1e-14)
    assert artists["f"].axes is not artists["derivative"].axes
    assert artists["kinks"] == artists["others"] == artists["notes"] == []


def test_a_kink_is_marked_and_its_convention_noted():
    artists = plot_derivative(abs, (-2, 2))
    on_f, on_derivative = artists["kinks"]
    assert on_f.get_offsets().tolist() == [[0, 0]]
    assert on_derivative.get_offsets().tolist() == [[0, 1]]
    assert artists["others"][0].get_offsets().tolist() == [[0, -1]]
    assert artists["notes"][0].get_text() == "f'(0) = 1, the right branch's (convention)"
    x, slope = artists["derivative"].get_data()
    assert np.isnan(slope[x == 0]).any()  # interrupted there
    assert set(slope[~np.isnan(slope)]) == {-1, 1}


def test_a_kink_between_the_samples_is_found():
    artists = plot_derivative(lambda x: abs(x - math.pi) + abs(x * x - 1), (-2, 4))
    offsets = artists["kinks"][0].get_offsets()
    np.testing.assert_allclose(offsets[:, 0], [-1, 1, math.pi], rtol=0, atol=1e-12)
    texts = [note.get_text() for note in artists["notes"]]
    assert texts[0] == "f'(-1) = -3, the left branch's (convention)"  # x² − 1 is 0, so its own slope −2 holds
    assert len(texts) == 3


def test_a_kink_is_found_on_a_scale_of_any_size():
    artists = plot_derivative(lambda x: abs(x - 5.5e-20), (0, 1e-19))
    assert artists["kinks"][0].get_offsets()[0, 0] == pytest.approx(5.5e-20, rel=1e-12)


def test_many_kinks_are_counted():
    artists = plot_derivative(lambda x: abs(dualnum.sin(x)), (-10, 10))
    assert len(artists["kinks"][0].get_offsets()) == 7
    assert artists["notes"][-1].get_text() == "… and 3 more"


def test_a_jump_is_noted():
    artists = plot_derivative(pieces, (-1, 3))
    assert [note.get_text() for note in artists["notes"]] == [
        "f'(1) = -1, the right branch's (convention)",
        "f jumps at 2: f' there is the right branch's (convention)",
    ]


SMOOTH = [
    (dualnum.sin, (0, 50)),
    (lambda x: dualnum.tanh(200 * x), (-1, 1)),
    (lambda x: x * dualnum.log(abs(x)), (-1, 1)),
    (lambda x: abs(x) ** 3, (-1, 1)),
    (lambda x: 1e6 + 1e-9 * x, (0, 1)),
    (lambda x: 1 / x, (-1, 1)),
    (dualnum.cbrt, (-1, 1.1)),
    (dualnum.math.log, (-1, 1)),
]


@pytest.mark.parametrize(("f", "interval"), SMOOTH)
def test_no_kink_is_found_where_there_is_none(f, interval):
    graph = sampled("test", f, interval)
    assert graph.kinks == graph.jumps == ()


def test_a_pole_interrupts_the_curve():
    graph = sampled("test", dualnum.tan, (-4, 4))
    np.testing.assert_allclose(
        sorted(pole.x for pole in graph.poles), [-math.pi / 2, math.pi / 2], atol=1e-12
    )
    assert np.isnan(graph.curve()[1]).sum() == 2 * 3


def test_where_f_has_no_value_there_is_no_curve():
    graph = sampled("test", dualnum.math.log, (-1, 1), n=5)
    assert np.isnan(graph.y).tolist() == [True, True, True, False, False]


def test_a_function_without_values_gives_an_empty_picture():
    artists = plot_derivative(dualnum.math.log, (-2, -1))
    assert np.isnan(artists["f"].get_ydata()).all()


def test_each_branch_of_a_piecewise_function_has_its_colour():
    artists = plot_piecewise(pieces, (-1, 3))
    colours = [line.get_color() for line in artists["branches"]]
    assert len(set(colours)) == 3
    ends = [line.get_xydata()[[0, -1]].tolist() for line in artists["branches"]]
    aside = 1.001e-7 * 4  # of the interval: where what is beside a break is read
    np.testing.assert_allclose(ends, [[[-1, 1], [1, 1]], [[1, 1], [2, 0]], [[2, 1], [3, 1]]], atol=aside)
    (solid,), (dashed,) = artists["tangents"], artists["others"]
    slopes = [np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0] for line in (solid, dashed)]
    np.testing.assert_allclose(slopes, [-1, 2], atol=2 * aside)  # that of x² is 2 at 1
    assert solid.get_label() == "f'(1) = -1"
    assert (solid.get_linestyle(), dashed.get_linestyle()) == ("-", "--")


def test_a_plane_touches_its_surface():
    artists = tangent_plane(lambda x: x[0] ** 2 + x[1] ** 2, [1, 2]).plot(span=((0, 2), (1, 3)))
    assert artists["surface"].axes.get_title() == "z = 2x + 4y - 5"
    assert artists["surface"].axes.get_zlabel() == "z"
    x, y, z = artists["point"]._offsets3d
    assert ([*x], [*y], [*z]) == ([1], [2], [5])


def test_a_chain_shows_values_going_up_and_derivatives_coming_down():
    chain = logistic_chain()
    names = [text.get_text() for text in chain.plot()["values"]]
    assert names == ["x", "u₁", "u₂", "u₃", "y"]
    chain.forward(0.0)
    artists = chain.plot()
    assert [text.get_text() for text in artists["values"]] == [
        "x = 0",
        "u₁ = 0",
        "u₂ = 1",
        "u₃ = 2",
        "y = 0.5",
    ]
    assert [text.get_text() for text in artists["deltas"]] == [
        "dJ/dx = 0.25",
        "dJ/du₁ = -0.25",
        "dJ/du₂ = -0.25",
        "dJ/du₃ = -0.25",
        "dJ/dy = 1",
    ]
    assert len(artists["boxes"]) == 4


# --- the command line --------------------------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("PNG", b"\x89PNG")])
def test_the_command_line_draws_to_a_file(suffix, start, tmp_path, capsys):
    file = tmp_path / f"tangent.{suffix}"
    assert main(["x**2", "--at", "2", "--plot", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["plot", str(file)]
    assert file.read_bytes().startswith(start)
    if suffix == "svg":
        assert "y = 4x - 4" in file.read_text(encoding="utf-8")


def test_the_command_line_draws_a_vertical_tangent(tmp_path):
    file = tmp_path / "vertical.svg"
    assert main(["cbrt(x)", "--at", "0", "--plot", str(file)]) == 0
    assert "x = 0" in file.read_text(encoding="utf-8")


def test_the_command_line_says_why_it_draws_nothing(tmp_path, capsys, monkeypatch):
    assert main(["x", "--at", "0", "--plot", "picture.gif"]) == 2
    assert "--plot: 'picture.gif' does not end in .png or .svg" in capsys.readouterr().err
    assert main(["x", "--at", "0", "--plot", str(tmp_path / "nowhere" / "picture.png")]) == 2
    assert "picture.png: No such file or directory" in capsys.readouterr().err
    assert main(["sqrt(x)**2", "--at", "0", "--plot", str(tmp_path / "none.png")]) == 0
    assert "plot      none: f has no derivative there" in capsys.readouterr().out
    assert not (tmp_path / "none.png").exists()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert main(["x", "--at", "0", "--plot", str(tmp_path / "x.png")]) == 2
    assert "--plot: matplotlib is not installed; install dualnum[plot]" in capsys.readouterr().err


# --- manners -----------------------------------------------------------------------------------------


def test_pictures_go_where_they_are_asked_to():
    figure, panels = plt.subplots(3, 1)
    assert tangent_line(square, 2).plot(panels[0])["line"].axes is panels[0]
    artists = plot_derivative(abs, (-1, 1), panels[1:])
    assert (artists["f"].axes, artists["derivative"].axes) == (panels[1], panels[2])
    assert plt.get_fignums() == [figure.number]
    assert plot_chain(logistic_chain(), ax=panels[0])["boxes"][0].axes is panels[0]


def test_bad_axes_are_refused():
    _, ax = plt.subplots()
    with pytest.raises(TypeError, match="plot: ax is 3; give matplotlib axes, or None"):
        tangent_line(square, 2).plot(3)
    with pytest.raises(TypeError, match="give 2 of them, or None"):
        plot_derivative(abs, (-1, 1), ax)
    with pytest.raises(TypeError, match='ax is flat; make it with projection="3d"'):
        tangent_plane(lambda x: x[0] + x[1], [0, 0]).plot(ax)
    with pytest.raises(ValueError, match="a plane over 3 variables has no picture"):
        tangent_plane(lambda x: x[0] + x[1] + x[2], [0, 0, 0]).plot()


@pytest.mark.parametrize("plot", [plot_derivative, plot_piecewise])
def test_bad_functions_and_intervals_are_refused(plot):
    name = plot.__name__
    with pytest.raises(
        ValueError, match=rf"{name}: the interval is \(1\.0, -1\.0\); give finite numbers a < b"
    ):
        plot(abs, (1, -1))
    with pytest.raises(ValueError, match=rf"{name}: the interval is \(0\.0, inf\)"):
        plot(abs, (0, math.inf))
    with pytest.raises(ValueError, match=rf"{name}: the interval is 3; give a pair"):
        plot(abs, 3)
    with pytest.raises(TypeError, match=rf"{name}: f is 3, not a function"):
        plot(3, (0, 1))
    with pytest.raises(TypeError, match=rf"{name}: f returned None"):
        plot(lambda x: None, (0, 1))
    with pytest.raises(ValueError, match=rf"{name}: f returned 2 values"):
        plot(lambda x: (x, x), (0, 1))
    assert plt.get_fignums() == []


def test_bad_steps_and_frames_are_refused():
    with pytest.raises(ValueError, match="plot_secants: steps is empty"):
        plot_secants(square, 2, steps=())
    with pytest.raises(ValueError, match=r"secant_line: a and b are both 2\.0"):
        plot_secants(square, 2, steps=(0,))
    with pytest.raises(ValueError, match="animate_secants: frames=1; give at least 2"):
        animate_secants(square, 2, frames=1)


def test_matplotlib_loads_when_a_picture_is_drawn_and_not_before():
    program = (
        "import sys, dualnum, dualnum.lines, dualnum.chain, dualnum.plotting\n"
        "assert 'matplotlib' not in sys.modules\n"
        "dualnum.plotting.plot_derivative(abs, (-1, 1))\n"
        "assert 'matplotlib' in sys.modules\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_without_matplotlib_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"install dualnum\[plot\]"):
        tangent_line(square, 2).plot()


def write_references():
    """Draw every picture into tests/images."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)
    for name, picture in PICTURES.items():
        picture()
        save_bare(IMAGES / f"{name}.png")
        plt.close("all")


if __name__ == "__main__":
    write_references()
