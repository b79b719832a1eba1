"""docs/compiled.md: what it shows is what happens."""

import doctest
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

PAGE = Path(__file__).parents[2] / "docs" / "compiled.md"


def test_examples():
    text = PAGE.read_text(encoding="utf-8").replace("```", "\n")
    example = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    result = doctest.DocTestRunner().run(example)
    assert result.attempted > 10
    assert result.failed == 0
