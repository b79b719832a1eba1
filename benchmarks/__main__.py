"""`python -m benchmarks`: measure every row, and print, write and judge what was found."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from benchmarks import growth, imports, machine, table
from benchmarks.compare import CompareError, compare
from benchmarks.report import Report
from benchmarks.result import Result, measured
from benchmarks.timing import QUICK, Effort
from benchmarks.work import ROWS
from benchmarks.work.growths import GROWTHS

GROWTH = "growth"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the figures speak, so a target that is not met is no failure."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["compare"]:
        return _compare(words[1:])
    options = _parser().parse_args(words)
    if options.list:
        print(*_names(), sep="\n")
        return 0
    chosen = [options.exactly] if options.exactly else _chosen(options.rows)
    report = _run(chosen, QUICK if options.quick else Effort(), options.only)
    report.write(options.page, options.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", help="parts of names of rows; without any, all of them")
    parser.add_argument("--list", action="store_true", help="print the names of the rows and end")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter repeats")
    parser.add_argument("--exactly", metavar="ROW", help="one row, by its whole name")
    parser.add_argument("--only", default="", metavar="NAME", help="contestants whose names begin so")
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    parser.add_argument("--page", metavar="FILE", help="write the page of the docs there")
    parser.epilog = (
        "python -m benchmarks compare COMMIT COMMIT [ROW ...] measures two versions of the library"
    )
    return parser


def _names() -> list[str]:
    return [*(row.name for row in ROWS), imports.NAME, GROWTH]


def _chosen(parts: Sequence[str]) -> list[str]:
    """The rows whose names contain one of the parts."""
    found = [name for name in _names() if not parts or any(part.lower() in name.lower() for part in parts)]
    if not found:
        sys.exit(f"no row is named {', '.join(parts)}; see python -m benchmarks --list")
    return found


def _run(names: Sequence[str], effort: Effort, only: str) -> Report:
    """Measure, and print each table as soon as it is there."""
    report = Report(machine.described(), [], [])
    if absent := machine.missing():
        print(f"not installed, so left out: {', '.join(absent)}")
    for result in _results(names, effort, only):
        report.results.append(result)
        print(f"\n{result.name}\n{table.of_result(result)}", flush=True)
    if GROWTH in names:
        report.growths = [growth.measured(series, effort) for series in GROWTHS]
        print(f"\n{GROWTH}\n{table.of_growths(report.growths)}")
    print(f"\ntargets\n{table.of_targets(report.results)}")
    return report


def _results(names: Sequence[str], effort: Effort, only: str) -> Iterator[Result]:
    for row in ROWS:
        if row.name in names:
            yield measured(row, effort, only)
    if imports.NAME in names:
        yield imports.measured(2 * effort.repeats)


def _compare(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("python -m benchmarks compare", description="Measure two versions.")
    parser.add_argument(
        "versions", nargs=2, metavar="COMMIT", help="a commit, or . for the files as they are"
    )
    parser.add_argument("rows", nargs="*", help="parts of names of rows; without any, all of them")
    parser.add_argument("--rounds", type=int, default=3, help="how often each row is run with each version")
    options = parser.parse_args(words)
    rows = [name for name in _chosen(options.rows) if name not in (imports.NAME, GROWTH)]
    try:
        first, second = options.versions
        print(compare(first, second, rows, options.rounds))
    except CompareError as error:
        sys.exit(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
