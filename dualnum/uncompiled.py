"""What the compiler's names mean where there is no compiler: nothing.

Some modules are plain Python that Cython compiles as it is (setup.py).  Cython reads `import cython` there; at
run time this module has that name, so that nothing needs Cython or loads it.
"""

from __future__ import annotations

compiled = False
__version__ = ""


def cclass(kind: type) -> type:
    """The class, which the compiler makes a C structure."""
    return kind


def no_gc(kind: type) -> type:
    """The class, whose instances the compiler leaves out of the search for cycles: numbers make none."""
    return kind
