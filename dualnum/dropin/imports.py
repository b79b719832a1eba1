"""Imports while a thread is inside `drop_in`: the new modules' references are exchanged at once.

A module's own code runs as outside, so that nothing in it keeps an array that accepts Duals.
"""

from __future__ import annotations

import builtins
import functools
import importlib
from collections.abc import Callable
from typing import Any

from dualnum.dropin.state import STATE

after_import: list[Callable[[], None]] = []
"""What finds and exchanges the references of new modules; `dualnum.dropin.switch` fills it in."""


def replacements() -> dict[Any, Callable[..., Any]]:
    """The functions that import, and what stands for them."""
    return {original: _importing(original) for original in (builtins.__import__, importlib.import_module)}


def _importing(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def importer(*args: Any, **kwargs: Any) -> Any:
        if not STATE.depth:
            return original(*args, **kwargs)
        depth, STATE.depth = STATE.depth, 0
        try:
            return original(*args, **kwargs)
        finally:
            STATE.depth = depth
            for call in after_import:
                call()

    return importer
