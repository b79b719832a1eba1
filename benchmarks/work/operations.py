"""Single operations of two Duals, against those of the smallest class that a person would write."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from benchmarks.minimal import Minimal
from benchmarks.row import Row, Target
from dualnum import Dual

OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "a + b": operator.add,
    "a - b": operator.sub,
    "a * b": operator.mul,
    "a / b": operator.truediv,
    "a + 2.0": lambda a, _: a + 2.0,
    "2.0 * a": lambda a, _: 2.0 * a,
    "a / 2.0": lambda a, _: a / 2.0,
    "-a": lambda a, _: -a,
    "a ** 3": lambda a, _: a**3,
}


def _row(name: str, operation: Callable[[Any, Any], Any]) -> Row:
    row = Row(f"scalar {name}", [Target("dualnum", "minimal class", 1.15)])
    theirs, ours = (Minimal(1.3, 1.0), Minimal(0.7, 0.2)), (Dual(1.3, 1.0), Dual(0.7, 0.2))
    row.contestant("minimal class", read=lambda y: (y.a, y.b))(lambda: lambda: operation(*theirs))
    row.contestant("dualnum", read=lambda y: (y.primal, y.tangent))(lambda: lambda: operation(*ours))
    return row


ROWS = [_row(name, operation) for name, operation in OPERATIONS.items()]
