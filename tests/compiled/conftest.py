"""The judge of the rules, whose home is tests/rules/conftest.py, for the compiled kind of component too."""

import importlib.util
from pathlib import Path

import pytest

_RULES = Path(__file__).parents[1] / "rules" / "conftest.py"


@pytest.fixture(scope="session")
def judge():
    """``points(row)`` and ``partial(row, point, i, output)``."""
    spec = importlib.util.spec_from_file_location("conftest_of_rules", _RULES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
