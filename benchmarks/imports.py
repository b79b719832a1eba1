"""How long imports take, each in an interpreter of its own, beside NumPy's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import dualnum
from benchmarks.result import Result
from benchmarks.row import Target, is_importable

NAME = "import"
PACKAGES = ("numpy", "dualnum", "autograd", "jax")
FILES = (
    "about 55 files of the library's own take 0.15 ms each, of which finding and reading one is half; it loads nothing "
    "else but cmath"
)
_TIMED = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def measured(repeats: int) -> Result:
    """The best of ``repeats`` imports of each package, one after the other in turn.

    dualnum is imported from a copy, for which Python may keep its bytecode as it does for an installed package.
    """
    with tempfile.TemporaryDirectory() as folder:
        _copy_package(Path(folder))
        environment = _environment(folder)
        present = [name for name in PACKAGES if is_importable(name)]
        best = {name: _seconds(name, environment) for name in present}  # this one writes the bytecode
        for _ in range(repeats):
            for name in present:
                best[name] = min(best[name], _seconds(name, environment))
    absent = [name for name in PACKAGES if name not in present]
    return Result(NAME, best, [Target("dualnum", "numpy", 1.1, FILES)], absent)


def _copy_package(folder: Path) -> None:
    source = Path(dualnum.__file__).parent
    shutil.copytree(source, folder / "dualnum", ignore=shutil.ignore_patterns("__pycache__"))


def _environment(folder: str) -> Mapping[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
    }
    return {**kept, "PYTHONPATH": folder}


def _seconds(package: str, environment: Mapping[str, str]) -> float:
    command = [sys.executable, "-c", _TIMED.format(package)]
    done = subprocess.run(
        command, env=environment, cwd=environment["PYTHONPATH"], capture_output=True, text=True, check=True
    )
    return float(done.stdout)
