"""NumPy's own tests inside drop_in: plain numbers see the same values, dtypes and errors."""

import pathlib
import subprocess
import sys

import numpy as np
import pytest

FOLDER = pathlib.Path(np.__file__).parent
MODULES = ["lib/tests/test_function_base.py", "lib/tests/test_shape_base.py"]
# These ask whether an array is of exactly the class ndarray; docs/drop-in.md says that arrays made inside are
# of a subclass.
ASK_FOR_THE_CLASS = ["test_return_type"]
CODE = """
import sys, pytest, dualnum
with dualnum.drop_in():
    sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.mark.skipif(not (FOLDER / MODULES[0]).exists(), reason="this NumPy was installed without its tests")
def test_numpys_own_tests_pass_inside(tmp_path):
    files = [str(FOLDER / module) for module in MODULES]
    skipped = " and ".join(f"not {name}" for name in ASK_FOR_THE_CLASS)
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore",
        "-k",
        skipped,
        "--rootdir",
        str(tmp_path),
        "-c",
        "/dev/null",
    ]
    run = subprocess.run(
        [sys.executable, "-c", CODE, *options, *files],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    assert " passed" in run.stdout
