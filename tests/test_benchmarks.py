"""The benchmarks: every row is right, and so is what is made of its figures. Nothing here depends on the time."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))  # behind the others: dualnum may be an installed one

from benchmarks import agreement, compare, growth, imports, machine, table, timing
from benchmarks.__main__ import main
from benchmarks.by_hand import brusselator, f1, rosenbrock, series
from benchmarks.growth import Growth, Series
from benchmarks.report import Report
from benchmarks.result import Result, checked, measured
from benchmarks.row import Row, Target
from benchmarks.timing import Effort
from benchmarks.work import ROWS
from benchmarks.work.growths import GROWTHS

ONCE = Effort(1, 0.0)
WITHOUT_COMPILER = ("numba", "jax", "casadi")
"""Peers that compile first, which takes them seconds."""


def row_of(**results):
    row = Row("work", [Target("dualnum", "floor", 2.0)])
    for name, value in results.items():
        row.contestant(name)(lambda value=value: lambda: value)
    return row


# --- the rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_contestants_agree(row):
    for name in list(row.contestants):
        contestant = row.contestants[name]
        if not name.startswith("dualnum") and set(contestant.needs) & set(WITHOUT_COMPILER):
            row = Row(row.name, row.targets, row.tolerance, {**row.contestants})
            del row.contestants[name]
    calls = checked(row)
    assert any(name.startswith("dualnum") for name in calls)
    assert len(calls) >= 2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_targets_name_contestants_and_the_floor_needs_nothing_but_scipy(row):
    for target in row.targets:
        assert target.ours in row.contestants
        assert target.other in row.contestants
        assert target.ours.startswith("dualnum")
        assert target.ratio > 0
    assert set(next(iter(row.contestants.values())).needs) <= {"scipy"}


def test_rows_have_names_of_their_own():
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)


def test_every_row_of_the_plan_is_there():
    names = [row.name for row in ROWS]
    for part in (
        "scalar f1",
        "30-step Newton",
        "Horner degree 20",
        "array f1, n = 1,000,000",
        "array f1, n = 1,000",
        "gradient, Rosenbrock n = 10",
        "gradient, Rosenbrock n = 100",
        "sparse Jacobian, Brusselator n = 1000",
        "dense Jacobian, Brusselator n = 1000",
        "Hessian, Rosenbrock n = 50",
        "10th derivative of exp(sin x)",
        "gradient in chunks",
    ):
        assert any(part in name for name in names), part


@pytest.mark.parametrize("series", GROWTHS, ids=lambda series: series.name)
def test_growths_run_at_their_smallest_size(series):
    series.build(series.sizes[0])()
    assert len(series.sizes) >= 4


# --- what is written by hand, against differences and the textbook ----------------------------------


def test_f1_by_hand():
    x = np.linspace(-2, 2, 101)
    h = 1e-6
    y, slope = f1.in_numpy(x)
    assert y == pytest.approx(np.sin(x) * np.exp(-x * x) / (1 + x * x), rel=1e-15, abs=1e-16)
    assert slope == pytest.approx((f1.f1(x + h) - f1.f1(x - h)) / (2 * h), abs=2.0**-52 / h)
    for ours, other in zip(f1.rule_by_rule(x), (y, slope), strict=True):
        assert ours == pytest.approx(other, rel=1e-13, abs=1e-15)
    assert f1.in_floats(0.7) == pytest.approx(tuple(f1.in_numpy(np.array(0.7))), rel=1e-15)
    blocked = f1.in_blocks(2, 10)(x)
    assert np.array_equal(blocked[0], y)
    assert np.array_equal(blocked[1], slope)


def test_rosenbrock_by_hand():
    from scipy.optimize import rosen, rosen_der, rosen_hess

    x = np.array([1.3, 0.7, 0.8, 1.9, 1.2])
    assert rosenbrock.rosenbrock(x) == pytest.approx(rosen(x), rel=1e-14)
    assert rosenbrock.one_by_one(x.tolist()) == pytest.approx(rosen(x), rel=1e-14)
    assert rosenbrock.gradient_by_seeds(x) == pytest.approx(rosen_der(x), rel=1e-13)
    assert rosenbrock.hessian_in_numpy(x) == pytest.approx(rosen_hess(x), rel=1e-14)


def test_the_brusselator_by_hand():
    y = brusselator.start(8)
    value = brusselator.brusselator(y)
    assert brusselator.one_by_one(y.tolist()) == pytest.approx(value, rel=1e-14)
    h = 1e-6
    steps = np.eye(8) * h
    differences = [(brusselator.brusselator(y + s) - brusselator.brusselator(y - s)) / (2 * h) for s in steps]
    dense = brusselator.along_seeds(y, np.eye(8)).T
    assert dense == pytest.approx(np.transpose(differences), abs=16 * 2.0**-52 / h)
    assert np.array_equal(dense != 0, brusselator.pattern(8).toarray() != 0)


def test_the_seeds_of_the_brusselator_share_no_row():
    pattern = brusselator.pattern(20).toarray()
    seeds, colours = brusselator.seeds(20)
    assert seeds.shape == (6, 20)
    assert np.array_equal(seeds.argmax(axis=0), colours)
    assert (pattern @ seeds.T).max() == 1


def test_the_series_by_hand():
    s, c, y = math.sin(0.4), math.cos(0.4), math.exp(math.sin(0.4))
    assert series.high_derivative(0.4, 1) == pytest.approx(c * y, rel=1e-15)
    assert series.high_derivative(0.4, 2) == pytest.approx((c * c - s) * y, rel=1e-15)
    assert series.high_derivative(0.4, 3) == pytest.approx((c**3 - 3 * s * c - c) * y, rel=1e-14)


# --- agreement --------------------------------------------------------------------------------------


def test_results_are_flattened():
    found = agreement.numbers((1.0, [np.array([[2.0, 3.0]]), 4]))
    assert found.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert agreement.numbers([]).size == 0


@pytest.mark.parametrize("wrong", [(1.0, 2.1), (1.0,), (1.0, math.nan), (1.0, 2.0, 3.0)])
def test_a_contestant_that_computes_something_else(wrong):
    with pytest.raises(agreement.DisagreementError, match="work: dualnum .*; mend one of them"):
        measured(row_of(floor=(1.0, 2.0), dualnum=wrong), ONCE)


def test_a_floor_of_values_alone_is_compared_in_those():
    row = row_of(dualnum=(1.0, 2.0))
    row.contestant("value", value_only=True)(lambda: lambda: 1.0)
    assert list(measured(row, ONCE).seconds) == ["dualnum", "value"]
    row.contestant("value", value_only=True)(lambda: lambda: 1.5)
    with pytest.raises(agreement.DisagreementError, match="work: value differs from dualnum by 0.5"):
        measured(row, ONCE)


def test_contestants_that_are_not_installed_are_left_out():
    row = row_of(floor=1.0, dualnum=1.0)
    row.contestant("peer", "no_such_package")(lambda: pytest.fail("it was built"))
    row.contestant("part", "json.no_such_module")(lambda: pytest.fail("it was built"))
    assert measured(row, ONCE).absent == ["peer", "part"]
    assert list(measured(row, ONCE, only="dual").seconds) == ["dualnum"]


# --- timing -----------------------------------------------------------------------------------------


def test_contestants_take_turns_and_keep_the_best(monkeypatch):
    clock, calls = [0.0], []
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])
    durations = {"a": iter([9, 2, 2, 5, 3, 4]), "b": iter([9, 1, 1, 1, 7, 8])}

    def call(name):
        def run():
            calls.append(name)
            clock[0] += next(durations[name])

        return run

    best = timing.best_seconds({"a": call("a"), "b": call("b")}, Effort(3, 0.0))
    assert best == {"a": 3, "b": 1}
    assert calls[-6:] == ["a", "b"] * 3


def test_short_calls_are_repeated_until_they_fill_the_budget(monkeypatch):
    clock, count = [0.0], [0]
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])

    def call():
        count[0] += 1
        clock[0] += 0.25

    assert timing.best_seconds({"a": call}, Effort(2, 1.0)) == {"a": 0.25}
    assert count[0] == 1 + 2 + 2 * 4


# --- growth -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("power", [-1.0, 0.0, 1.0, 2.5])
def test_the_exponent_of_a_power_law(power):
    sizes = [3, 10, 40, 1000]
    assert growth.exponent(sizes, [7 * n**power for n in sizes]) == pytest.approx(power, abs=1e-12)


def test_the_exponent_is_fitted_by_least_squares():
    e = math.e
    assert growth.exponent([1, e, e**2], [1, e**3, e**3]) == pytest.approx(1.5)
    with pytest.raises(ValueError, match="give two or more"):
        growth.exponent([3], [1.0])


def test_a_growth_is_fitted_to_the_larger_half_and_may_be_in_units_of_another_call(monkeypatch):
    costs = {"1": 8.0, "10": 8.0, "100": 80.0, "1 once": 1.0, "10 once": 2.0, "100 once": 2.0}
    monkeypatch.setattr(growth, "best_seconds", lambda calls, effort: {name: costs[name] for name in calls})
    work = Series("work", "n", 1.0, (1, 10, 100), lambda n: lambda: None)
    found = growth.measured(work, ONCE)
    assert found.costs == {1: 8.0, 10: 8.0, 100: 80.0}
    assert found.exponent == pytest.approx(1.0)
    per = growth.measured(Series("work", "n", 1.0, (1, 10, 100), work.build, work.build), ONCE)
    assert per.costs == {1: 8.0, 10: 4.0, 100: 40.0}
    assert per.unit == "calls of f"


# --- tables, pages, JSON ----------------------------------------------------------------------------

RESULT = Result(
    "some work",
    {"floor": 1e-6, "dualnum": 1.5e-6, "peer": 3e-3},
    [Target("dualnum", "floor", 2.0), Target("dualnum", "floor", 1.2), Target("dualnum", "gone", 1.0)],
    ["gone"],
)
REPORT = Report(
    {"machine": "one", "Python": "3"}, [RESULT], [Growth("cost", "n", 2.0, {1: 1e-9, 2: 4e-9}, "s", 2.0)]
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (9.999e-4, "1 ms"), (1.5e-6, "1.5 µs"), (123.4e-9, "123 ns")],
)
def test_times_are_written_for_people(seconds, text):
    assert table.human(seconds) == text


def test_a_table_lines_up():
    lines = table.of_result(RESULT).splitlines()
    assert len({len(line) for line in lines}) == 1
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0] == ["", "time", "÷ floor", "÷ dualnum"]
    assert cells[3] == ["dualnum", "1.5 µs", "1.5 ×", "1 ×"]
    assert cells[4] == ["peer", "3 ms", "3000 ×", "2000 ×"]


def test_targets_are_judged_where_both_were_measured():
    assert [(target.ratio, found) for target, found in RESULT.judged()] == [
        (2.0, pytest.approx(1.5)),
        (1.2, pytest.approx(1.5)),
    ]
    text = table.of_targets([RESULT])
    assert [line.strip("| ").split("|")[-1].strip() for line in text.splitlines()[2:]] == ["met", "not met"]


def test_what_remains_is_said_of_targets_that_are_not_met():
    why = "two calls of NumPy's"
    targets = [Target("dualnum", "floor", 2.0, "never seen"), Target("dualnum", "floor", 1.2, why)]
    result = Result("some work", RESULT.seconds, targets)
    assert table.of_remaining([RESULT]) == ""
    assert table.of_remaining([result]) == f"- some work, dualnum ÷ floor (1.5 ×): {why}"
    report = Report({"machine": "one"}, [result], [])
    assert f"## What remains\n\n- some work, dualnum ÷ floor (1.5 ×): {why}\n" in report.page()
    assert "What remains" not in REPORT.page()
    assert Report.from_json(report.as_json()) == report


def test_json_holds_all_of_it():
    again = Report.from_json(REPORT.as_json())
    assert again == REPORT
    judged = json.loads(REPORT.as_json())["results"][0]["judged"]
    assert [entry["met"] for entry in judged] == [True, False]


def test_the_page_has_every_part():
    page = REPORT.page()
    for part in (
        "# Benchmarks",
        "one, Python 3",
        "## Targets",
        "### some work",
        "Not installed: gone",
        "2.00",
    ):
        assert part in page
    assert ">>>" not in page


def test_the_page_in_the_docs_is_made_of_the_figures_beside_it():
    figures = Report.from_json((ROOT / "docs" / "benchmarks.json").read_text(encoding="utf-8"))
    assert (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8") == figures.page()
    assert {result.name for result in figures.results} == {*(row.name for row in ROWS), imports.NAME}
    assert len(figures.growths) == len(GROWTHS)


def test_the_machine_is_described_without_its_name():
    found = machine.described()
    assert found["NumPy"] == np.__version__
    assert found["Python"] == ".".join(map(str, sys.version_info[:3]))
    assert set(machine.missing()).isdisjoint(found)


# --- the command line -------------------------------------------------------------------------------


def test_the_command_measures_prints_and_writes(tmp_path, capsys):
    page, figures = tmp_path / "page.md", tmp_path / "figures.json"
    assert main(["scalar a + b", "--quick", "--page", str(page), "--json", str(figures)]) == 0
    assert "minimal class" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8").startswith("# Benchmarks")
    assert [result["name"] for result in json.loads(figures.read_text())["results"]] == ["scalar a + b"]


def test_rows_are_chosen_by_parts_of_their_names(capsys):
    main(["--list"])
    names = capsys.readouterr().out.splitlines()
    assert names == [*(row.name for row in ROWS), "import", "growth"]
    with pytest.raises(SystemExit, match="no row is named nonsense"):
        main(["nonsense"])


def test_imports_are_timed_in_other_interpreters():
    result = imports.measured(1)
    assert {"numpy", "dualnum"} <= set(result.seconds)
    assert result.seconds["dualnum"] > 0


# --- two versions -----------------------------------------------------------------------------------


def test_versions_are_measured_in_turn(monkeypatch, tmp_path):
    times = iter([{"a": 3.0}, {"a": 1.0}, {"a": 2.0}, {"a": 4.0}])
    places = []
    monkeypatch.setattr(compare, "_unpacked", lambda version, folder: version)
    monkeypatch.setattr(compare, "_measured", lambda row, place: places.append(place) or next(times))
    text = compare.compare("old", "new", ["row"], 2)
    assert places == ["old", "new", "old", "new"]
    assert [cell.strip() for cell in text.splitlines()[2].strip("|").split("|")] == [
        "a",
        "2 s",
        "1 s",
        "0.5 ×",
    ]


def test_the_files_as_they_are_can_be_compared(capsys):
    main(["compare", ".", ".", "scalar a + b", "--rounds", "1"])
    assert "scalar a + b: dualnum" in capsys.readouterr().out


def test_a_version_that_git_does_not_know():
    with pytest.raises(SystemExit, match="compare: no version 'nonsense'.*give a commit"):
        main(["compare", "nonsense", ".", "scalar a + b"])


def test_a_version_that_cannot_do_a_row_leaves_it_out(monkeypatch, tmp_path, capsys):
    failed = subprocess.CompletedProcess([], 1, "", "Traceback\nAttributeError: sweep\n")
    monkeypatch.setattr(compare.subprocess, "run", lambda *args, **kwargs: failed)
    assert compare._measured("row", tmp_path) == {}
    assert "row: not measured: AttributeError: sweep" in capsys.readouterr().err
