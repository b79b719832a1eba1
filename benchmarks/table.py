"""Tables as text: columns that line up, with the bars of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.growth import Growth
from benchmarks.result import Result
from benchmarks.row import Target

OURS = ("dualnum", "dualnum Dual", "dualnum sweep", "dualnum compiled")
"""The contestants whose multiples have a column."""


def human(seconds: float) -> str:
    """A time with three digits and a unit that suits it."""
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 0.9995:
            return f"{_digits(seconds * scale)} {unit}"
    return f"{_digits(seconds * 1e9)} ns"


def times(ratio: float) -> str:
    """A ratio with three digits, or fewer where it is large."""
    return f"{_digits(ratio)} ×"


def _digits(value: float) -> str:
    return f"{value:.0f}" if value >= 99.95 else f"{value:.3g}"


def markdown(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are figures, to the right."""
    lines = [list(head), *map(list, body)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    rule = ["-" * width if i == 0 else "-" * max(width - 1, 2) + ":" for i, width in enumerate(widths)]
    return "\n".join(_line(line, widths) for line in [lines[0], rule, *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


def of_result(result: Result) -> str:
    """One row of the benchmarks: who took how long, as a multiple of the floor and of ours."""
    ours = [name for name in OURS if name in result.seconds and name != result.floor]
    body = [
        [
            name,
            human(seconds),
            times(result.ratio(name, result.floor)),
            *(times(result.ratio(name, o)) for o in ours),
        ]
        for name, seconds in result.seconds.items()
    ]
    return markdown(["", "time", f"÷ {result.floor}", *(f"÷ {name}" for name in ours)], body)


def of_targets(results: Sequence[Result]) -> str:
    """Every target with what was found."""
    body = [[result.name, *_judged(target, found)] for result in results for target, found in result.judged()]
    return markdown(["work", "ratio", "found", "target", ""], body)


def of_remaining(results: Sequence[Result]) -> str:
    """What the time goes into where a target is not met, as a list."""
    return "\n".join(
        f"- {result.name}, {target.ours} ÷ {target.other} ({times(found)}): {target.remaining}"
        for result in results
        for target, found in result.judged()
        if target.remaining and found > target.ratio
    )


def _judged(target: Target, found: float) -> list[str]:
    ratio = f"{target.ours} ÷ {target.other}"
    return [ratio, times(found), f"≤ {target.ratio:g}", verdict(found, target.ratio)]


def verdict(found: float, target: float) -> str:
    """Whether a target is met."""
    return "met" if found <= target else "not met"


def of_growths(growths: Sequence[Growth]) -> str:
    """The exponents that were fitted, and the costs that they were fitted to."""
    body = [
        [growth.name, growth.size, f"{growth.exponent:.2f}", f"{growth.expected:g}", _costs(growth)]
        for growth in growths
    ]
    return markdown(["cost", "grows with", "exponent", "expected", "at"], body)


def _costs(growth: Growth) -> str:
    return ", ".join(
        f"{n}: {human(cost) if growth.unit == 's' else times(cost)}" for n, cost in growth.costs.items()
    )


def of_two(first: str, second: str, before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """What two versions took, and the ratio of the second to the first."""
    body = [
        [
            name,
            *(human(side[name]) if name in side else "" for side in (before, after)),
            _change(name, before, after),
        ]
        for name in dict.fromkeys([*before, *after])
    ]
    return markdown(["work", first, second, "ratio"], body)


def _change(name: str, before: Mapping[str, float], after: Mapping[str, float]) -> str:
    return times(after[name] / before[name]) if name in before and name in after else ""
