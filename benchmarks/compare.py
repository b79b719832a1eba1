"""Two versions of the library, side by side: the same rows, in turn, each in an interpreter of its own."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import table

HERE = Path(__file__).parent
COMPILED = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
"""What a copy leaves out: both versions are measured as plain Python, as a commit is."""


class CompareError(Exception):
    """A version cannot be had, or cannot be measured."""


def compare(first: str, second: str, rows: Sequence[str], rounds: int) -> str:
    """A table of the best of ``rounds`` runs of each row with each version: commits, or ``.`` for the files here.

    Raises:
        CompareError: git does not know a version.
    """
    with tempfile.TemporaryDirectory() as folder:
        places = [_unpacked(version, Path(folder) / name) for version, name in ((first, "1"), (second, "2"))]
        best: list[dict[str, float]] = [{}, {}]
        for row in rows:
            for _ in range(rounds):
                for place, seconds in zip(places, best, strict=True):
                    for name, found in _measured(row, place).items():
                        seconds[name] = min(found, seconds.get(name, found))
    return table.of_two(first, second, *best)


def _unpacked(version: str, folder: Path) -> Path:
    """A folder with the library in plain Python as it was at a commit, and the benchmarks as they are now."""
    if version == ".":
        shutil.copytree(HERE.parent / "dualnum", folder / "dualnum", ignore=COMPILED)
    else:
        git = ["git", "-C", str(HERE.parent), "archive", "--format=tar", version, "dualnum"]
        done = subprocess.run(git, capture_output=True, check=False)
        if done.returncode:
            raise CompareError(
                f"compare: no version {version!r}: {done.stderr.decode().strip()}; give a commit"
            )
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
    shutil.copytree(HERE, folder / "benchmarks")
    return folder


def _measured(row: str, place: Path) -> dict[str, float]:
    """The seconds of dualnum's contestants of a row; nothing where that version cannot do it."""
    options = ["--exactly", row, "--only", "dualnum", "--quick", "--json", "row.json"]
    command = [sys.executable, "-m", "benchmarks", *options]
    environment = {**os.environ, "PYTHONPATH": str(place)}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{row}: not measured: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return {}
    (result,) = json.loads((place / "row.json").read_text(encoding="utf-8"))["results"]
    return {f"{row}: {name}": seconds for name, seconds in result["seconds"].items()}
