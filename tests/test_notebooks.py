"""The notebooks run from top to bottom, warn of nothing, and are committed without outputs.

They assert what they show, so that a run is a test; lecture2.ipynb has a part for every row of the lecture.
"""

import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import dualnum

FOLDER = Path(__file__).parents[1] / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
PICTURES = {"higher_order": 4, "lecture2": 16, "network": 4, "quickstart": 3}


def read(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def executed():
    """A function that runs a notebook in a new kernel of this Python, with this dualnum."""
    with pytest.MonkeyPatch.context() as patch:
        folders = [str(Path(dualnum.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, folders)))
        patch.setenv("PYTHONWARNINGS", "default")  # a warning ends up in the outputs

        def run(name):
            notebook = read(name)
            client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(FOLDER)}})
            client.create_kernel_manager().kernel_spec.argv[0] = sys.executable
            client.execute()
            return [output for cell in notebook.cells for output in cell.get("outputs", [])]

        yield run


def test_the_notebooks_are_there():
    assert NAMES == ["higher_order", "lecture2", "network", "quickstart"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_top_to_bottom(name, executed):
    outputs = executed(name)
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_committed_without_outputs(name):
    notebook = read(name)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_every_row_of_the_lecture_has_its_part_in_order():
    text = "\n".join(cell.source for cell in read("lecture2").cells if cell.cell_type == "markdown")
    assert re.findall(r"^## (L\d+) ", text, flags=re.MULTILINE) == [f"L{i}" for i in range(1, 24)]


def test_every_row_is_judged_by_the_limit_or_by_its_own_numbers():
    parts, current = {}, None
    for cell in read("lecture2").cells:
        heading = re.search(r"^## (L\d+) ", cell.source, flags=re.MULTILINE)
        current = heading.group(1) if heading else current
        if cell.cell_type == "code" and current:
            parts[current] = parts.get(current, "") + cell.source
    judged = {row for row, code in parts.items() if "compare(" in code or "limit_derivative(" in code}
    assert judged == {f"L{i}" for i in range(2, 24)}
    assert "assert average_rate_of_change(square, 2, 4) == 6" in parts["L1"]  # a rate, not a limit
