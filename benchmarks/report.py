"""Everything that one run measured; to JSON, to text, and to the page of the docs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import table
from benchmarks.growth import Growth
from benchmarks.result import Result

INTRODUCTION = """\
# Benchmarks

Every figure is the best of several repeats, in which all contestants of a row take turns; before they are timed,
they have to agree in what they compute. Ratios carry over to other machines, times do not. This page is written by

    python -m benchmarks --page docs/benchmarks.md --json docs/benchmarks.json

which installs nothing: a peer that is not installed is left out (`pip install "dualnum[bench]"` has them).
`python -m benchmarks compare COMMIT COMMIT` measures what a change does. A contestant "by hand" is the
derivative as a person writes it for that one function; the first line of each table is the floor.
"""


@dataclass
class Report:
    """The results, the growths, and what they were measured with."""

    machine: dict[str, str]
    results: list[Result]
    growths: list[Growth]

    def as_json(self) -> str:
        """The report as JSON text."""
        data = {
            "machine": self.machine,
            "results": [result.as_json() for result in self.results],
            "growths": [asdict(growth) for growth in self.growths],
        }
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that `as_json` wrote."""
        data = json.loads(text)
        growths = [
            Growth(**{**growth, "costs": {int(n): cost for n, cost in growth["costs"].items()}})
            for growth in data["growths"]
        ]
        return cls(data["machine"], [Result.from_json(result) for result in data["results"]], growths)

    def page(self) -> str:
        """The page of the docs."""
        where = ", ".join(
            f"{name} {value}" if name != "machine" else value for name, value in self.machine.items()
        )
        parts = [INTRODUCTION, f"Measured on {where}.\n"]
        if any(result.judged() for result in self.results):
            parts += ["## Targets\n", table.of_targets(self.results) + "\n"]
        if remaining := table.of_remaining(self.results):
            parts += ["## What remains\n", remaining + "\n"]
        parts += ["## Work\n", *map(_section, self.results)] if self.results else []
        parts += ["## Growth of the cost\n", table.of_growths(self.growths) + "\n"] if self.growths else []
        return "\n".join(parts)

    def write(self, page: str | None, json_file: str | None) -> None:
        """Write the files that were asked for."""
        if page is not None:
            Path(page).write_text(self.page(), encoding="utf-8")
        if json_file is not None:
            Path(json_file).write_text(self.as_json(), encoding="utf-8")


def _section(result: Result) -> str:
    absent = f"\nNot installed: {', '.join(result.absent)}.\n" if result.absent else ""
    return f"### {result.name}\n\n{table.of_result(result)}\n{absent}"
