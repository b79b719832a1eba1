"""How this copy of dualnum was built: compiled, or plain Python."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np

from dualnum import dual


@overload
def show_config(mode: Literal["stdout"] = "stdout") -> None: ...
@overload
def show_config(mode: Literal["dicts"]) -> dict[str, Any]: ...
def show_config(mode: str = "stdout") -> dict[str, Any] | None:
    """Print how dualnum was built, or return it as a dict for ``mode="dicts"``, as `numpy.show_config` does.

    ``build`` is "compiled" or "pure Python"; ``module`` is the file of the class `Dual`, ``compiler`` what made it
    (None for plain Python), and ``stale`` names the sources that were edited after they were compiled.

    Raises:
        ValueError: another mode.

    >>> sorted(show_config("dicts"))
    ['build', 'compiler', 'dualnum', 'module', 'numpy', 'python', 'stale']
    """
    if mode not in ("stdout", "dicts"):
        raise ValueError(f"show_config: mode is {mode!r}; give 'stdout' or 'dicts'")
    found = _config()
    if mode == "dicts":
        return found
    for name, value in found.items():
        print(f"{name:9s} {value}")  # noqa: T201  (its business)
    return None


def _config() -> dict[str, Any]:
    import dualnum

    return {
        "dualnum": dualnum.__version__,
        "build": "compiled" if dual.COMPILED else "pure Python",
        "module": dual.__file__,
        "compiler": f"Cython {dual.CYTHON}" if dual.COMPILED else None,
        "stale": stale_sources(Path(dualnum.__file__).parent),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def stale_sources(folder: Path) -> list[str]:
    """The modules below ``folder`` whose source is newer than what Python loads in its place."""
    from importlib.machinery import EXTENSION_SUFFIXES

    return [
        str(source.relative_to(folder))
        for source in sorted(path.with_suffix(".py") for path in folder.rglob("*.pxd"))
        for suffix in EXTENSION_SUFFIXES[:1]
        if (built := source.with_suffix(suffix)).exists() and _age(source) > _age(built)
    ]


def _age(path: Path) -> float:
    return path.stat().st_mtime
