"""The page docs/conventions.md, written from the table of conventions."""

from __future__ import annotations

from collections.abc import Iterator

from dualnum.conventions.table import SECTIONS, Convention, Number, Section
from dualnum.listing import formula

_HEAD = """\
# Conventions at special points

Where a function has no derivative, more than one, or an infinite one, a derivative is a convention. These
are ours. The tables are executed as tests, for numbers, for arrays, and nested for second derivatives, and
this page is written from the same data by `python -m dualnum.conventions`.

`dualnum.errstate(kink="warn")` warns where a result rests on a convention, as `numpy.errstate` does of
floating point errors; with `"raise"` it raises, and a function it calls. The last column says what it
reports. A comparison looks at values only, so a Dual takes the branch that the plain number takes.
"""

_COLUMNS = ("function", "x", "derivative", "second", "why", "reported")
_REPORTED = {
    "": "",
    "kink": "a kink",
    "infinite": "an infinite slope",
    "equality": "an equality",
}


def page() -> str:
    """The text of docs/conventions.md.

    >>> page().splitlines()[0]
    '# Conventions at special points'
    """
    return "\n".join([_HEAD, *(line for section in SECTIONS for line in _lines(section))])


def _lines(section: Section) -> Iterator[str]:
    yield from (f"## {section.title}", "", section.rule, "")
    yield "| " + " | ".join(_COLUMNS) + " |"
    yield "|" + "---|" * len(_COLUMNS)
    for row in section.rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(row)) + " |"
    yield ""


def _cells(row: Convention) -> tuple[str, ...]:
    second = "" if row.second is None else _number(row.second)
    reported = _REPORTED[row.report]
    return f"`{formula(row.function)}`", repr(row.at), _number(row.slope), second, row.why, reported


def _number(number: Number) -> str:
    """A number as the double next to it."""
    if not callable(number):
        return repr(number)
    import mpmath

    context = mpmath.mp.clone()
    context.prec = 2000
    return repr(float(number(context)))
