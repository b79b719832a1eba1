"""`python -m benchmarks`: print every row, with its ratio to the floor and its target."""

from __future__ import annotations

import itertools

from benchmarks.rows import array_rows, scalar_rows
from benchmarks.timing import import_seconds, measure


def main() -> None:
    """Measure and print the table; nothing here fails, the figures speak."""
    print(f"{'work':34s} {'floor':>10s} {'dualnum':>10s} {'ratio':>6s} {'target':>7s}")
    for row in map(measure, itertools.chain(scalar_rows(), array_rows())):
        floor, ours = row.seconds[row.floor], row.seconds["dualnum"]
        _line(row.name, floor, ours, row.target)
    _line("import", import_seconds("import numpy"), import_seconds("import dualnum"), 1.15)


def _line(name: str, floor: float, ours: float, target: float) -> None:
    met = " " if ours <= target * floor else "*"
    print(f"{name:34s} {_human(floor):>10s} {_human(ours):>10s} {ours / floor:6.2f} {target:6.2f}{met}")


def _human(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * scale >= 1:
            return f"{seconds * scale:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


if __name__ == "__main__":
    main()
