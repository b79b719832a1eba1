"""What `import dualnum` loads, and that every public name is there."""

import subprocess
import sys

import pytest

import dualnum

HEAVY = {"hypothesis", "matplotlib", "mpmath", "numba", "pytest", "scipy"}


def loaded_by(statement):
    """The packages that a fresh interpreter has loaded after ``statement``."""
    program = f"import sys\n{statement}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_nothing_heavy():
    assert loaded_by("import dualnum") & HEAVY == set()


def test_ordinary_work_loads_nothing_heavy():
    work = "import dualnum, numpy as np; dualnum.gradient(lambda x: np.sum(np.sin(x) ** 2))(np.ones(3))"
    assert loaded_by(work) & HEAVY == set()


def test_import_loads_what_it_is_built_on():
    assert {"dualnum", "numpy"} <= loaded_by("import dualnum")


@pytest.mark.parametrize("package", ["hypothesis", "mpmath", "scipy"])
def test_the_check_sees_a_package_that_is_loaded(package):
    assert package in loaded_by(f"import dualnum, {package}") & HEAVY


def test_the_oracle_loads_mpmath_on_first_use():
    assert "mpmath" in loaded_by("import dualnum; dualnum.oracle")


@pytest.mark.parametrize("name", dualnum.__all__)
def test_every_public_name_resolves(name):
    assert getattr(dualnum, name) is not None
    assert name in dir(dualnum)


def test_star_import_gives_the_public_names():
    names = {}
    exec("from dualnum import *", names)
    assert set(dualnum.__all__) <= set(names)


def test_every_function_of_the_table_is_an_attribute():
    for row in dualnum.rules.TABLE:
        assert callable(getattr(dualnum, row.name))
        assert row.name in dir(dualnum)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"dualnum.*'sine'"):
        dualnum.sine  # noqa: B018  (looking it up is the test)
