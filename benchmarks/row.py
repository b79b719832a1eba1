"""A row of the table: one piece of work, and whoever does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

Call = Callable[[], Any]


@dataclass(frozen=True)
class Contestant:
    """One way to do a row's work.

    Attributes:
        build: imports what it needs and gives the call that is timed.
        needs: packages without which it is left out.
        read: takes the numbers to compare out of the call's result.
        value_only: whether it computes f alone, as a floor that no derivative can reach.
    """

    build: Callable[[], Call]
    needs: tuple[str, ...] = ()
    read: Callable[[Any], Any] = lambda result: result
    value_only: bool = False

    @property
    def is_here(self) -> bool:
        """Whether everything that it needs can be imported."""
        return all(map(is_importable, self.needs))


def is_importable(name: str) -> bool:
    """Whether a module can be found; a submodule also needs its package."""
    package, _, rest = name.partition(".")
    return find_spec(package) is not None and (not rest or find_spec(name) is not None)


@dataclass(frozen=True)
class Target:
    """``ours`` takes at most ``ratio`` times as long as ``other``.

    Attributes:
        remaining: where that is not met, what the rest of the time goes into.
    """

    ours: str
    other: str
    ratio: float
    remaining: str = ""


@dataclass
class Row:
    """One piece of work; the first contestant that is added is the floor which the table's ratios refer to."""

    name: str
    targets: Sequence[Target] = ()
    tolerance: float = 1e-9
    contestants: dict[str, Contestant] = field(default_factory=dict)

    def contestant(self, name: str, *needs: str, **options: Any) -> Callable[[Callable[[], Call]], Any]:
        """A decorator that adds the function below it, which builds a call, as a contestant."""

        def add(build: Callable[[], Call]) -> Callable[[], Call]:
            self.contestants[name] = Contestant(build, needs, **options)
            return build

        return add

    def present(self) -> dict[str, Contestant]:
        """The contestants that can run here."""
        return {name: one for name, one in self.contestants.items() if one.is_here}
