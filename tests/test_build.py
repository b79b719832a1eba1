"""Which build is in use, and that the sources are those that were built."""

import os
from importlib.machinery import EXTENSION_SUFFIXES

import pytest

import dualnum
from dualnum import dual
from dualnum.build_config import show_config, stale_sources


def test_the_build_is_that_of_the_module_that_is_loaded():
    config = show_config("dicts")
    compiled = config["module"].endswith(tuple(EXTENSION_SUFFIXES))
    assert config["build"] == ("compiled" if compiled else "pure Python")
    assert (config["compiler"] is not None) == compiled == dual.COMPILED
    assert config["dualnum"] == dualnum.__version__


def test_all_modules_are_of_one_build():
    from dualnum import levels, short_way, steps
    from dualnum.transforms import at_a_float

    endings = {module.__file__.endswith(".py") for module in (dual, levels, short_way, steps, at_a_float)}
    assert len(endings) == 1


def test_the_configuration_is_printed(capsys):
    assert dualnum.show_config() is None
    printed = capsys.readouterr().out
    assert printed.splitlines()[1].split(maxsplit=1) == ["build", show_config("dicts")["build"]]


def test_another_mode_is_an_error():
    with pytest.raises(ValueError, match="show_config: mode is 'json'; give 'stdout' or 'dicts'"):
        show_config("json")


def test_an_edited_source_is_stale(tmp_path):
    for name in ("new", "old", "plain"):
        (tmp_path / f"{name}.pxd").touch()
        (tmp_path / f"{name}.py").touch()
    for name, age in (("new", 10), ("old", -10)):
        built = tmp_path / f"{name}{EXTENSION_SUFFIXES[0]}"
        built.touch()
        time = (tmp_path / f"{name}.py").stat().st_mtime + age
        os.utime(built, (time, time))
    assert stale_sources(tmp_path) == ["old.py"]
