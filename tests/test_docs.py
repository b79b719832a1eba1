"""The pages of docs/: what they show is what happens."""

import doctest
import pathlib

import pytest

PAGES = sorted((pathlib.Path(__file__).parent.parent / "docs").glob("*.md"))
PAGES = [page for page in PAGES if page.name != "compiled.md"]  # tests/compiled/test_page.py runs it


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples(page):
    text = page.read_text().replace("```", "\n")
    example = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example).failed == 0


def test_there_are_pages():
    assert {page.name for page in PAGES} >= {"conventions.md", "drop-in.md", "numpy-functions.md"}
