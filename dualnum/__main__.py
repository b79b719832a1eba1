"""The command line: `python -m dualnum "sin(x)*exp(-x**2)" --at 1.3`."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import NamedTuple, NoReturn

import numpy as np

import dualnum
from dualnum.expression import Expression, ExpressionError, NoValueError, constant, parse
from dualnum.lines import tangent_line
from dualnum.listing import listing
from dualnum.rules import load_scipy

MAX_ORDER = 8
"""A derivative of order n works on numbers of 2**n parts, so each order costs more than all before it."""

DIGITS = 30
"""How many digits of the limit are shown."""

TITLE = 50
"""How many letters of f a picture's title has room for."""

Line = tuple[str, str]


class Point(NamedTuple):
    """Where f is differentiated: as the user wrote it, and the float that it is."""

    text: str
    value: float


class UsageError(ValueError):
    """The command line is not one that the program takes."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, like those of an expression."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message.replace(_SHIELD, '')}; see python -m dualnum --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 where f has no value, or 2 where it makes no sense.

    >>> main(["x**2", "--at", "2"])
    f(x)    = x**2
    f(2)    = 4.0
    f'(2)   = 4.0
    tangent   y = 4x - 4
    0
    """
    try:
        _answer(_arguments(sys.argv[1:] if argv is None else argv))
    except (UsageError, ExpressionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except NoValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _answer(arguments: argparse.Namespace) -> None:
    if arguments.version:
        _print(f"dualnum {dualnum.__version__}")
    elif arguments.rules:
        _load_scipy_rules()
        _print(listing())
    else:
        f, a = parse(arguments.expression), _point(arguments.at)
        lines = [*_lines(f, a, arguments.order, arguments.check), *_plotted(f, a, arguments.plot)]
        width = max(len(label) for label, _ in lines)
        _print("\n".join(f"{label:{width}} {text}" for label, text in lines))


def _load_scipy_rules() -> None:
    """Read the rows of SciPy's functions, where it is installed; a formula that names one does so too."""
    if find_spec("scipy") is not None:
        import scipy.special  # noqa: F401  (its rows are written for its functions)

        load_scipy()


def _print(text: str) -> None:
    """Print, with a question mark for a sign that the terminal's encoding does not have."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


# --- the arguments -------------------------------------------------------------------------------------


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, of which there are enough.

    Raises:
        UsageError: otherwise.
    """
    arguments = _parser().parse_args([_protected(word) for word in argv])
    if arguments.version or arguments.rules:
        return arguments
    if arguments.expression is None:
        raise UsageError('an expression is missing; give one, such as "sin(x)*exp(-x**2)" --at 1.3')
    if arguments.at is None:
        raise UsageError("--at is missing; say at which x, such as --at 1.3 or --at pi/4")
    arguments.expression = arguments.expression.removeprefix(_SHIELD)
    arguments.at = arguments.at.removeprefix(_SHIELD)
    return arguments


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m dualnum",
        description="Print the value, the derivative and the tangent line of a function of x at a point.",
        epilog="An expression uses x, numbers, pi, e, + - * / // %% **, the functions of --rules, "
        "comparisons, and 'a if condition else b'.",
        allow_abbrev=False,
    )
    parser.add_argument("expression", nargs="?", metavar="EXPR", help='such as "sin(x)*exp(-x**2)"')
    parser.add_argument(
        "--at", metavar="A", help="the point: a number or a constant expression, such as pi/4"
    )
    parser.add_argument("--check", action="store_true", help="take the limit with mpmath too, and compare")
    parser.add_argument("--order", type=_order, default=1, metavar="N", help="also f'' and on, up to order N")
    parser.add_argument(
        "--plot", type=_picture, metavar="FILE", help="draw f and its tangent to a .png or .svg"
    )
    parser.add_argument("--rules", action="store_true", help="print the table of rules instead")
    parser.add_argument("--version", action="store_true", help="print the version instead")
    return parser


def _order(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_ORDER:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to {MAX_ORDER}")
    return int(text)


def _picture(text: str) -> str:
    if not text.lower().endswith((".png", ".svg")):
        raise argparse.ArgumentTypeError(f"'{text}' does not end in .png or .svg")
    return text


_SHIELD = "\0"
"""What stands before a word that is no option; no word of a command line has it."""


def _protected(word: str) -> str:
    """An expression or a point that begins with a minus, shielded from being taken for an option."""
    return _SHIELD + word if word.startswith("-") and not word.startswith("--") and word != "-h" else word


def _point(text: str) -> Point:
    """The point that ``--at`` names.

    Raises:
        UsageError: it names none.
    """
    try:
        return Point(text.strip(), constant(text))
    except (ExpressionError, NoValueError) as error:
        raise UsageError(f"--at: {error}") from error


# --- the answer ----------------------------------------------------------------------------------------


def _lines(f: Expression, a: Point, order: int, check: bool) -> Iterator[Line]:
    """The lines of the answer, each a label and a text."""
    notes: dict[str, None] = {}

    def note(name: str, where: str) -> None:
        notes[f"{name} {where}"] = None

    with np.errstate(all="ignore"), dualnum.errstate(kink=note):
        value, slope = _value_and_slope(f, a)
        slopes = [slope, *(_derivative(f, a, n) for n in range(2, order + 1))]
    yield "f(x)", f"= {f}"
    yield f"f({a.text})", f"= {value}"
    for n, derivative in enumerate(slopes, start=1):
        yield f"{_name(n)}({a.text})", f"= {derivative}"
        if check:
            yield from _checked(f, a, n, derivative)
    yield "tangent", f"  {_tangent(f, a, slope)}"
    yield from (("note", f"  {text}") for text in notes)


def _name(order: int) -> str:
    return "f" + "'" * order if order <= 3 else f"f^({order})"


def _value_and_slope(f: Expression, a: Point) -> tuple[float, float]:
    """f(a) and f'(a).

    Raises:
        NoValueError: f(a) is not a finite number.
    """
    try:
        value, slope = map(float, dualnum.value_and_derivative(f)(a.value))
    except NoValueError as error:
        raise NoValueError(f"f has no value at x = {a.text}: {error}") from error
    if not math.isfinite(value):
        raise NoValueError(f"f has no finite value at x = {a.text}: it is {value}")
    return value, slope


def _derivative(f: Expression, a: Point, order: int) -> float:
    """A higher derivative; nan where a part of it is too large for a float."""
    try:
        return float(dualnum.derivative(f, order=order)(a.value))
    except NoValueError:
        return math.nan


def _tangent(f: Expression, a: Point, slope: float) -> str:
    if math.isnan(slope):
        return "none: f has no derivative there"
    with np.errstate(all="ignore"):
        return str(tangent_line(f, a.value))


def _checked(f: Expression, a: Point, order: int, derivative: float) -> Iterator[Line]:
    """The limit of the difference quotient, and how far the derivative is from it."""
    from mpmath import nstr

    from dualnum.oracle import NoLimitError, limit_derivative
    from dualnum.testing import ulp_distance

    try:
        limit = limit_derivative(f, a.value, order=order)
    except NoLimitError as error:
        left, right = (
            "nothing" if s is None else nstr(s, DIGITS).lstrip("+") for s in (error.left, error.right)
        )
        yield "  limit", f"  none: {left} from the left, {right} from the right"
        return
    yield "  limit", f"= {nstr(limit, DIGITS)}"
    yield "  off by", f"= {ulp_distance(derivative, limit):.3g} ULP"


def _plotted(f: Expression, a: Point, file: str | None) -> Iterator[Line]:
    """The name of the file into which f and its tangent are drawn.

    Raises:
        UsageError: matplotlib is not installed, or the file cannot be written.
    """
    if file is None:
        return
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("--plot: matplotlib is not installed; install dualnum[plot]") from error
    figure = Figure(layout="constrained")
    try:
        tangent = tangent_line(f, a.value)
    except ValueError:
        yield "plot", "  none: f has no derivative there"
        return
    ax = figure.add_subplot()
    tangent.plot(ax)
    ax.set_title(f"f(x) = {f}" if len(str(f)) <= TITLE else f"f(x) = {str(f)[:TITLE]}…")
    try:
        figure.savefig(file)
    except OSError as error:
        raise UsageError(f"--plot: cannot write {file}: {error.strerror}") from error
    yield "plot", f"  {file}"


if __name__ == "__main__":
    sys.exit(main())
