"""`python -m dualnum`: what it prints, what it refuses, and its exit status."""

import io
import math
import re
import subprocess
import sys

import mpmath
import pytest

import dualnum
from dualnum.__main__ import MAX_ORDER, main
from dualnum.listing import UNKNOWN, derivatives, listing
from dualnum.rules import TABLE, Rule
from dualnum.rules.table import REALS, np


@pytest.fixture
def run(capsys):
    """Runs the command line; gives the exit status, the lines printed, and the lines of errors."""

    def run(*argv):
        status = main(argv)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return run


def answers(lines):
    """The printed labels with their texts; a limit and a distance under their derivative's label."""
    found, above = {}, ""
    for line in lines:
        label, text = re.fullmatch(r"(\S+|  limit|  off by) +(?:= )?(.*)", line).groups()
        if label.startswith("  "):
            label = above + label
        else:
            above = label
        found[label] = text
    return found


# --- the answer ---------------------------------------------------------------------------------------


def test_the_value_the_derivative_and_the_tangent(run):
    assert run("x**2", "--at", "2") == (
        0,
        [
            "f(x)    = x**2",
            "f(2)    = 4.0",
            "f'(2)   = 4.0",
            "tangent   y = 4x - 4",
        ],
        [],
    )


def test_the_readme_s_function_by_mathematics(run):
    status, lines, _ = run("sin(x)*exp(-x**2)", "--at", "1.3")
    with mpmath.workdps(40):
        x = mpmath.mpf(1.3)
        value = mpmath.sin(x) * mpmath.exp(-x * x)
        slope = mpmath.exp(-x * x) * (mpmath.cos(x) - 2 * x * mpmath.sin(x))
    found = answers(lines)
    assert status == 0
    assert float(found["f(1.3)"]) == pytest.approx(float(value), rel=1e-15)
    assert float(found["f'(1.3)"]) == pytest.approx(float(slope), rel=1e-15)
    assert found["tangent"] == "y = -0.412909x + 0.714577"


def test_check_prints_the_limit_and_the_distance(run):
    status, lines, _ = run("sin(x)*exp(-x**2)", "--at", "1.3", "--check")
    with mpmath.workdps(60):
        x = mpmath.mpf(1.3)
        slope = mpmath.exp(-x * x) * (mpmath.cos(x) - 2 * x * mpmath.sin(x))
        exact = mpmath.nstr(slope, 30)
    found = answers(lines)
    assert status == 0
    assert found["f'(1.3)  limit"] == exact
    distance = float(found["f'(1.3)  off by"].removesuffix(" ULP"))
    assert distance == pytest.approx(float(abs(mpmath.mpf(found["f'(1.3)"]) - slope) / 2**-54), rel=0.01)


def test_order_prints_the_higher_derivatives(run):
    _, lines, _ = run("x**5", "--at", "2", "--order", "5")
    found = answers(lines)
    names = ["f'(2)", "f''(2)", "f'''(2)", "f^(4)(2)", "f^(5)(2)"]
    assert [found[name] for name in names] == ["80.0", "160.0", "240.0", "240.0", "120.0"]


def test_order_and_check_go_together(run):
    _, lines, _ = run("exp(2*x)", "--at", "0", "--order", "3", "--check")
    found = answers(lines)
    for name, value in (("f'(0)", "2.0"), ("f''(0)", "4.0"), ("f'''(0)", "8.0")):
        assert (found[name], found[f"{name}  limit"], found[f"{name}  off by"]) == (value, value, "0 ULP")


def test_the_highest_order(run):
    _, lines, _ = run("exp(-x)", "--at", "0", "--order", str(MAX_ORDER))
    assert answers(lines)[f"f^({MAX_ORDER})(0)"] == str((-1.0) ** MAX_ORDER)


@pytest.mark.parametrize(
    ("text", "point"),
    [("pi/4", "0.7853981633974483"), ("-1", "-1.0"), ("1e-3", "0.001"), (" -pi ", "-3.141592653589793")],
)
def test_the_point_may_be_a_constant_expression(run, text, point):
    status, lines, _ = run("x", "--at", text)
    assert status == 0
    assert answers(lines)[f"f({text.strip()})"] == point


def test_an_expression_may_begin_with_a_minus(run):
    status, lines, _ = run("-x**2", "--at", "-3")
    assert (status, lines[:3]) == (0, ["f(x)    = -x**2", "f(-3)   = -9.0", "f'(-3)  = 6.0"])
    assert run("--at", "-3", "-x**2") == (status, lines, [])


def test_the_columns_of_one_answer_are_aligned(run):
    _, lines, _ = run("x**5", "--at", "2", "--order", "4", "--check")
    assert len({line.index(" = ") for line in lines if not line.startswith("tangent")}) == 1


def test_a_constant_has_the_derivative_0(run):
    _, lines, _ = run("3", "--at", "2", "--check")
    assert answers(lines) == {
        "f(x)": "3",
        "f(2)": "3.0",
        "f'(2)": "0.0",
        "f'(2)  limit": "0.0",
        "f'(2)  off by": "0 ULP",
        "tangent": "y = 3",
    }


# --- special points -----------------------------------------------------------------------------------


def test_a_kink_follows_the_convention_and_says_so(run):
    status, lines, _ = run("abs(x)", "--at", "0", "--check")
    found = answers(lines)
    assert status == 0
    assert found["f'(0)"] == "1.0"
    assert found["f'(0)  limit"] == "none: -1.0 from the left, 1.0 from the right"
    assert "f'(0)  off by" not in found
    assert found["tangent"] == "y = x"
    assert found["note"] == "absolute at 0.0: the derivative follows the convention for a kink"


@pytest.mark.parametrize(
    "text", ["x if x >= 0 else -x", "where(x >= 0, x, -x)", "max(x, -x)", "x*(x > 0) - x*(x <= 0)"]
)
def test_every_way_to_write_a_kink_has_a_note(run, text):
    status, lines, _ = run(text, "--at", "0")
    assert status == 0
    assert "note" in answers(lines)


def test_a_smooth_point_has_no_note(run):
    _, lines, _ = run("abs(x) + max(x, 1) if x > 0 else x", "--at", "2")
    assert "note" not in answers(lines)


def test_an_infinite_slope(run):
    status, lines, _ = run("sqrt(x)", "--at", "0", "--check")
    found = answers(lines)
    assert status == 0
    assert (found["f(0)"], found["f'(0)"], found["tangent"]) == ("0.0", "inf", "x = 0")
    assert found["f'(0)  limit"] == "none: nothing from the left, inf from the right"
    assert found["note"] == "sqrt at 0.0: the slope is infinite"


def test_a_jump(run):
    _, lines, _ = run("floor(x)", "--at", "2", "--check")
    found = answers(lines)
    assert (found["f(2)"], found["f'(2)"]) == ("2.0", "0.0")
    assert found["f'(2)  limit"] == "none: inf from the left, 0.0 from the right"


@pytest.mark.parametrize(
    ("text", "at", "problem"),
    [
        ("log(x)", "-1", "error: f has no value at x = -1: log(x) at column 1: "),
        ("2 + 1/x", "0", "error: f has no value at x = 0: 1/x at column 5: "),
        ("x**(1/3)", "-8", "error: f has no value at x = -8: x**(1/3) at column 1: "),
        ("exp(x)", "1e3", "error: f has no value at x = 1e3: exp(x) at column 1: "),
        ("9**9**9", "1", "error: f has no value at x = 1: 9**9**9 at column 1: "),
        ("digamma(x)", "0", "error: f has no "),
        ("1e308*x", "10", "error: f has no finite value at x = 10: it is inf"),
    ],
)
def test_a_point_without_a_value(run, text, at, problem):
    status, out, err = run(text, "--at", at)
    assert (status, out, len(err)) == (1, [], 1)
    assert err[0].startswith(problem)


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["2x", "--at", "1"], "error: column 2: an operator is missing; write 2*x"),
        (["x^2", "--at", "1"], "error: column 2: '^' is not a power here; write **"),
        (["x.real", "--at", "1"], "error: column 2: '.' belongs only in a number"),
        (["x + ", "--at", "1"], "error: column 5: the expression ends too early"),
        (["x +\n foo(x)", "--at", "1"], "error: column 6: unknown function 'foo'"),
        (["-2x", "--at", "1"], "error: column 3: an operator is missing; write 2*x"),
        ([" -2x", "--at", "1"], "error: column 4: an operator is missing; write 2*x"),
        (["x", "-y", "--at", "1"], "error: unrecognized arguments: -y;"),
        ([" 2x", "--at", "1"], "error: column 3: an operator is missing; write 2*x"),
        (["", "--at", "1"], "error: column 1: the expression is empty"),
        (["x", "--at", "2*x"], "error: --at: column 3: x has no place in a constant, such as pi/4"),
        (["x", "--at", ""], "error: --at: column 1: the expression is empty"),
        (["x", "--at", "1/0"], "error: --at: 1/0 at column 1: "),
        (["x", "--at", "nan"], "error: --at: column 1: unknown name 'nan'"),
        (["x", "--at", "1e308*10"], "error: --at: 1e308*10 has no finite value"),
        (["x"], "error: --at is missing; say at which x"),
        ([], "error: an expression is missing; give one"),
        (["--at", "1"], "error: an expression is missing; give one"),
        (["x", "--at"], "error: argument --at: expected one argument"),
        (
            ["x", "--at", "1", "--order", "0"],
            f"error: argument --order: '0' is not a whole number from 1 to {MAX_ORDER}",
        ),
        (
            ["x", "--at", "1", "--order", "-1"],
            "error: argument --order: '-1' is not a whole number from 1 to ",
        ),
        (
            ["x", "--at", "1", "--order", "99"],
            "error: argument --order: '99' is not a whole number from 1 to ",
        ),
        (
            ["x", "--at", "1", "--order", "two"],
            "error: argument --order: 'two' is not a whole number from 1 to ",
        ),
        (["x", "--at", "1", "--chek"], "error: unrecognized arguments: --chek"),
        (["x", "x", "--at", "1"], "error: unrecognized arguments: x"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_refusal_is_one_line_and_the_status_2(run, argv, problem):
    status, out, err = run(*argv)
    assert (status, out, len(err)) == (2, [], 1)
    assert err[0].startswith(problem)


# --- the table of rules -------------------------------------------------------------------------------


def test_rules_prints_every_row_of_the_table(run):
    status, lines, _ = run("--rules")
    assert status == 0
    assert lines == listing().splitlines()
    names = [re.match(r"\w+", line).group() for line in lines[1:] if re.match(r"\w+\(", line)]
    assert names == [row.name for row in TABLE if not row.name.startswith("_")]
    assert {"sin", "power", "jv", "betainc"} <= set(names)


@pytest.mark.parametrize(
    "line",
    [
        r"sin\(x\) +\(-inf, inf\) +L10 +cos\(x\)",
        r"log\(x\) +\[0, inf\) +L7 +1 / x",
        r"exp\(x\) +\(-inf, inf\) +L8 +y",
        r"multiply\(x1, x2\) +\(-inf, inf\) +L12 L17 +x1: x2",
        r"divide\(x1, x2\) +\(-inf, inf\) +L18 +x1: 1 / x2",
        r" +x2: -y / x2",
        r"power\(x1, x2\) +\[0, inf\) x \(-inf, inf\) +L6 L8 +x1: .+",
        r"floor\(x\) +\(-inf, inf\) +0",
        r"modf\(x\) +\(-inf, inf\) +1; 0",
    ],
)
def test_a_rule_is_printed_as_a_person_writes_it(line):
    assert [text for text in listing().splitlines() if re.fullmatch(line, text)]


def _module(row):
    """Where a row of one partial is written."""
    return getattr(row.partials[0], "__module__", "") if len(row.partials) == 1 else ""


def test_what_is_printed_is_the_derivative():
    """Read as a formula, the text has the value of the limit; a few rows speak of helpers instead."""
    words = {
        "ln2": math.log(2),
        "ln10": math.log(10),
        "pi": math.pi,
        "e": math.e,
        "log": math.log,
        "ln": math.log,
    }
    read = 0
    core = {f"dualnum.rules.{room}" for room in ("arithmetic", "elementary", "piecewise", "special")}
    rows = [row for row in TABLE if row.arity == 1 and _module(row) in core]
    for row in rows:
        low, high = row.domain[0]
        x = 0.3 if low <= 0.3 <= high else 1.3
        names = {"x": x, "y": float(getattr(dualnum, row.name)(x))}
        functions = {other.name: getattr(dualnum, other.name) for other in TABLE}
        try:
            slope = eval(derivatives(row)[0], {"abs": abs, **functions, **words}, names)
        except (NameError, SyntaxError):
            continue
        limit = dualnum.oracle.limit_derivative(getattr(dualnum, row.name), x)
        assert float(slope) == pytest.approx(float(limit), rel=1e-12, abs=1e-300), row.name
        read += 1
    assert read > 0.8 * len(rows)


def test_no_partial_of_the_table_is_without_its_source():
    assert UNKNOWN not in listing()


def _documented(x, y):
    """2·x² − 1, or something near."""
    z = x * x
    return z + z - y


def _undocumented(x, y):
    return np.where(x > 0, y * _documented(x, y), 0)


def _prose(x, y):
    """The slope of a thing, which takes long to compute."""
    z = x * y
    return z * z


def _bare(x, y):
    z = x * y
    return z + z


def _guarded(x, low):
    """x, and nan below ``low``."""
    return np.where(x < low, np.nan, x) + 0 if np.any(x <= low) else x


@pytest.mark.parametrize(
    ("partial", "text"),
    [
        (3, "3"),
        (lambda x, y: 1 / _guarded(1 - x, 0), "1 / (1 - x)"),
        (None, "none"),
        (_bare, "bare(x, y)"),
        (lambda x, y: np.power(np.absolute(x), 3) + np.square(y), "abs(x) ** 3 + y ** 2"),
        (lambda x, y: (x > 0) & (x != x) | (y == x), "x > 0 and isnan(x) or y == x"),
        (_documented, "2 * x ** 2 - 1"),
        (lambda x, y: _documented(y + 1, x) / x, "(2 * (y + 1) ** 2 - 1) / x"),
        (_undocumented, "y * (2 * x ** 2 - 1) if x > 0 else 0"),
        (_prose, "The slope of a thing"),
        (lambda x, y: 1 / _prose(x, y), "1 / prose(x, y)"),
    ],
)
def test_how_a_partial_is_put_in_words(partial, text):
    row = Rule("throw_away", (partial,), (REALS,), "throw_away")
    assert derivatives(row) == [text]


def test_the_textbook_s_form_is_shown_where_the_other_needs_a_helper():
    row = Rule("throw_away", (_documented,), (REALS,), "throw_away", textbook=(lambda x, y: x + y,))
    assert derivatives(row) == ["x + y"]


def test_a_rule_whose_source_is_not_at_hand_says_so():
    partial = eval("lambda x, y: 2 * x")
    row = TABLE.rule("throw_away", partial, value=lambda x: x * x)
    try:
        assert derivatives(row) == [UNKNOWN]
        assert any(line.startswith("throw_away(x)") for line in listing().splitlines())
    finally:
        TABLE.remove("throw_away")


# --- the program itself -------------------------------------------------------------------------------


def test_version(run):
    assert run("--version") == (0, [f"dualnum {dualnum.__version__}"], [])


def test_help(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    help_text = capsys.readouterr().out
    for option in ("EXPR", "--at", "--check", "--order", "--rules", "--version"):
        assert option in help_text


def test_a_terminal_without_a_sign_gets_a_question_mark(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["--rules"]) == 0
    terminal.seek(0)
    assert "sin(x)" in terminal.read()


@pytest.mark.parametrize(
    ("argv", "status"), [(["x**2", "--at", "2"], 0), (["log(x)", "--at", "-1"], 1), (["2x", "--at", "1"], 2)]
)
def test_as_a_program_of_its_own(argv, status, run):
    program = [sys.executable, "-W", "error", "-m", "dualnum", *argv]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert (done.returncode, done.stdout.splitlines(), done.stderr.splitlines()) == run(*argv)
