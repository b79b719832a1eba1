"""The build: a few modules compile where Cython and a C compiler are, and stay plain Python where they are not.

The modules are valid Python and are compiled as they are (Cython's pure Python mode).  ``DUALNUM_PURE=1`` asks for
plain Python, and ``python setup.py build_ext --inplace`` compiles again what was edited in a source tree.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError, ExecError, LinkError, PlatformError

COMPILED = [str(path.with_suffix("")) for path in sorted(Path("dualnum").rglob("*.pxd"))]
"""Each module beside which a .pxd file says what its C types are."""


def warn(what: object) -> None:
    """Say on the error stream that a module stays as it is."""
    sys.stderr.write(f"warning: dualnum stays plain Python, which is slower: {what}\n")


class OptionalBuild(build_ext):
    """Compiles what can be compiled; a failure is a warning, and leaves the modules as the Python that they are."""

    def build_extensions(self) -> None:
        """Build all modules, or none: compiled ones read each other's C structures."""
        try:
            super().build_extensions()
        except (CompileError, ExecError, LinkError, PlatformError, OSError) as error:
            warn(error)
            for ext in self.extensions:
                Path(self.get_ext_fullpath(ext.name)).unlink(missing_ok=True)
            self.extensions = []


def extensions() -> list[Any]:
    """The modules to compile: none if plain Python is asked for, or without Cython."""
    if os.environ.get("DUALNUM_PURE", "0") not in ("", "0"):
        return []
    try:
        from Cython.Build import cythonize
    except ImportError as error:
        warn(error)
        return []
    # A fused multiply-add would round otherwise than Python does.
    flags = [] if os.name == "nt" else ["-O2", "-g0", "-ffp-contract=off"]
    modules = [
        Extension(
            name.replace(os.sep, "."),
            [f"{name}.py"],
            # Types made from specs can be given methods, as dualnum.numpy_protocols gives Dual the array's.
            define_macros=[("CYTHON_USE_TYPE_SPECS", "1")],
            extra_compile_args=flags,
        )
        for name in COMPILED
    ]
    # Quotients by zero never reach C's division: the modules look first, or look at what came out.
    directives = {"auto_pickle": False, "cdivision": True, "language_level": 3}
    return list(cythonize(modules, build_dir="build", compiler_directives=directives))


setup(ext_modules=extensions(), cmdclass={"build_ext": OptionalBuild})
