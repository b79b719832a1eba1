"""What one function refers to that no module's names show: what it has captured, and names of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from dualnum.dropin import table
from dualnum.dropin.captured import Captured, Search
from dualnum.dropin.references import Names, Namespace, References


class Followed:
    """The references of a function that is called inside, exchanged while any thread is in it.

    They are looked for once, when it is first called.  The names of its module are looked at every time,
    since an interactive session goes on binding names.
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        self._f = f
        self._found = False
        self._entered = 0
        self._captured: list[Captured] = []
        self._modules: list[Names] = []  # none but that of the function itself: the others are read with all
        self._spaces: list[Namespace] = []

    def look(self, references: References, inside: bool) -> bool:
        """Find the references of the function; whether those of a module have changed."""
        if not self._found:
            self._search()
        changed = [references.follow(names, inside) for names in self._modules]
        if not self._entered:
            self._spaces = [_fresh(space) for space in self._spaces]
        return any(changed)

    def _search(self) -> None:
        search = Search(table.pair_of, table.types_for("__main__"), None)
        search.look_into(self._f, 0)
        self._captured = search.found
        own = {id(function.__globals__): function.__globals__ for function in search.functions}
        self._modules = [names for names in list(own.values())[:1] if _is_of_module(names)]
        self._spaces = [Namespace(names, rebinds=True) for names in own.values() if not _is_of_module(names)]
        self._found = True

    def exchange(self) -> None:
        """Put in the replacements, for the first thread that comes."""
        self._entered += 1
        if self._entered == 1:
            for space in self._spaces:
                space.exchange()
            for reference in self._captured:
                reference.exchange()

    def restore(self) -> None:
        """Put back the originals, after the last thread."""
        self._entered = max(self._entered - 1, 0)  # it may not have come to the exchange
        if not self._entered:
            for space in self._spaces:
                space.restore()
            for reference in self._captured:
                reference.restore()


def _fresh(space: Namespace) -> Namespace:
    return Namespace(space.names, rebinds=True) if space.is_changed() else space


def _is_of_module(names: Names) -> bool:
    module = sys.modules.get(str(names.get("__name__")))
    return module is not None and vars(module) is names
