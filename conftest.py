"""What pytest leaves alone where an extra is not installed, and what it refuses to test."""

from importlib.util import find_spec
from pathlib import Path

import pytest

import dualnum
from dualnum.build_config import stale_sources

collect_ignore_glob = [] if find_spec("numba") else ["dualnum/compiled/*.py"]


def pytest_configure():
    """Refuse to test compiled modules whose source was edited since.

    Raises:
        pytest.UsageError: there are such modules.
    """
    stale = stale_sources(Path(dualnum.__file__).parent)
    if stale:
        raise pytest.UsageError(
            f"{', '.join(stale)}: edited after it was compiled; run `python setup.py build_ext --inplace`, "
            "or delete the compiled files"
        )
