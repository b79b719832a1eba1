"""README: its Python blocks run and print what it says, and so do its command lines."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from dualnum.__main__ import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """The fenced blocks of one language, each with the number of its first line."""
    for match in re.finditer(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        yield README[: match.start(1)].count("\n"), match.group(1)


def failures(sources):
    """What fails of the blocks, which share one namespace from top to bottom."""
    runner, names, reports = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS), {}, []
    for line, source in sources:
        test = doctest.DocTestParser().get_doctest(source, {}, "README.md", "README.md", line)
        assert test.examples, f"the block at line {line + 1} has no examples"
        test.globs = names
        runner.run(test, out=reports.append, clear_globs=False)
    return reports


def test_every_python_block_prints_what_it_says():
    sources = list(blocks("python"))
    assert len(sources) >= 5
    assert failures(sources) == []


def test_the_check_sees_a_wrong_output_an_exception_and_a_later_block():
    wrong, raised = failures([(0, ">>> x = 1\n"), (3, ">>> x + 1\n3\n>>> x / 0\n0\n>>> x\n1\n")])
    assert "line 4" in wrong
    assert "ZeroDivisionError" in raised


def test_every_command_line_prints_what_it_says(capsys):
    commands = [
        part for _, block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ]
    assert len(commands) >= 3
    for command in commands:
        line, _, expected = command.partition("\n")
        words = shlex.split(line)
        assert words[:3] == ["python", "-m", "dualnum"]
        main(words[3:])
        out, err = capsys.readouterr()
        assert out + err == expected


@pytest.mark.parametrize(("module", "number"), [("dualnum", 0), ("pytest", 1)])
def test_the_two_commands_set_up_all_they_need(module, number):
    commands = [line for _, block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 2
    assert re.fullmatch(
        rf"python3 -m venv \.venv && \.venv/bin/pip install .+ && \.venv/bin/python -m {module}( .+)?",
        commands[number],
    )


def test_every_link_to_a_file_leads_to_one():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
