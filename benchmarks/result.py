"""What was measured of a row, and how it compares with the targets; to JSON and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks import agreement
from benchmarks.row import Call, Row, Target
from benchmarks.timing import Effort, best_seconds


@dataclass
class Result:
    """The best seconds of each contestant of a row; the first is the floor."""

    name: str
    seconds: dict[str, float]
    targets: list[Target] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def floor(self) -> str:
        """The contestant that ratios refer to."""
        return next(iter(self.seconds))

    def ratio(self, name: str, other: str) -> float:
        """The seconds of one contestant over those of another."""
        return self.seconds[name] / self.seconds[other]

    def judged(self) -> list[tuple[Target, float]]:
        """The targets whose contestants were both measured, with the ratio that was found."""
        here = [t for t in self.targets if t.ours in self.seconds and t.other in self.seconds]
        return [(target, self.ratio(target.ours, target.other)) for target in here]

    def as_json(self) -> dict[str, Any]:
        """The result as numbers and texts."""
        found = [{**asdict(t), "found": ratio, "met": ratio <= t.ratio} for t, ratio in self.judged()]
        return {**asdict(self), "judged": found}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """The result that `as_json` wrote."""
        targets = [Target(**target) for target in data["targets"]]
        return cls(data["name"], data["seconds"], targets, data["absent"])


def measured(row: Row, effort: Effort, only: str = "") -> Result:
    """Time the contestants of a row whose names begin with ``only``, once they are known to agree."""
    calls = checked(row, only)
    absent = [name for name in row.contestants if name not in calls]
    return Result(row.name, best_seconds(calls, effort), list(row.targets), absent)


def checked(row: Row, only: str = "") -> dict[str, Call]:
    """The calls of the contestants of a row that are here.

    Raises:
        DisagreementError: they do not compute the same.
    """
    present = {name: one for name, one in row.present().items() if name.startswith(only)}
    calls = {name: one.build() for name, one in present.items()}
    agreement.check(row.name, present, {name: call() for name, call in calls.items()}, row.tolerance)
    return calls
