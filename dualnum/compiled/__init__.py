"""Duals inside Numba's compiled functions: the extension that Numba finds by the entry point ``numba_extensions``.

Importing this package loads no Numba; `init` does, which Numba itself calls before it compiles anything.
"""

from __future__ import annotations


def init() -> None:
    """Teach Numba what a Dual is: its types, its operators, and every row of the table of rules."""
    from dualnum.compiled import installation

    installation.install()
