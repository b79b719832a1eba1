"""All contestants of a row compute the same numbers, or nothing is timed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.row import Contestant


class DisagreementError(Exception):
    """Two contestants of a row have different results."""


def numbers(result: Any) -> np.ndarray[Any, Any]:
    """All the numbers of a result, a nest of tuples, lists, arrays and numbers, in one row."""
    if isinstance(result, (tuple, list)):
        return np.concatenate([numbers(part) for part in result]) if result else np.zeros(0)
    if hasattr(result, "toarray"):
        result = result.toarray()
    return np.asarray(result, dtype=float).ravel()


def check(
    row: str, contestants: Mapping[str, Contestant], results: Mapping[str, Any], tolerance: float
) -> None:
    """Compare every result with the first complete one.

    Raises:
        DisagreementError: one differs by more than ``tolerance``, relative to the largest number.
    """
    found = {name: numbers(contestants[name].read(result)) for name, result in results.items()}
    judge = next(name for name in found if not contestants[name].value_only)
    for name, values in found.items():
        expected = found[judge][: values.size] if contestants[name].value_only else found[judge]
        if values.shape != expected.shape:
            raise DisagreementError(
                f"{row}: {name} gives {values.size} numbers, and {judge} {expected.size}; mend one of them"
            )
        error = np.max(np.abs(values - expected), initial=0.0)
        if not error <= tolerance * np.max(np.abs(expected), initial=1.0):
            raise DisagreementError(f"{row}: {name} differs from {judge} by {error:.2g}; mend one of them")
