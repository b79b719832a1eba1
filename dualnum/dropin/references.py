"""The references to what `drop_in` exchanges: found in the loaded modules, exchanged, and put back."""

from __future__ import annotations

import builtins
import collections
import itertools
import operator
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from dualnum.dropin import listed, table
from dualnum.dropin.captured import ITEM, Captured, Search
from dualnum.dropin.module_code import ModuleCode

Names = dict[str, Any]


_CODE = (FunctionType, type)


class Namespace:
    """The names of one module that refer to something exchanged, and what its objects have captured.

    Attributes:
        originals, replaced: what the names are outside and inside.
        lacking: names of builtins, which the module itself has inside only.
        rebinds: whether these names may be bound anew, so that each is looked at every time.
    """

    __slots__ = ("_seen", "_size", "captured", "lacking", "names", "originals", "rebinds", "replaced")

    def __init__(self, names: Names, rebinds: bool = False) -> None:
        self.names, self.rebinds = names, rebinds
        code = ModuleCode(names)
        self.originals: Names = {}
        self.replaced: Names = {}
        self.lacking: list[str] = []
        for name, (original, replacement) in table.exchanged_in(names, code).items():
            self.replaced[name] = replacement
            if names.get(name) is not original and getattr(builtins, name, None) is original:
                self.lacking.append(name)
            else:
                self.originals[name] = original
        if table.is_open(str(names.get("__name__"))):
            listed.note(code.names_beside_lists())
        self.captured = _captured_in(names)
        may_rebind = bool(self.replaced) and table.is_open(str(names.get("__name__")))
        self.rebinds = rebinds or (may_rebind and code.rebinds(self.replaced))
        self._size = self._own_size()
        self._seen = list(names.values()) if rebinds else []

    def _own_size(self) -> int:
        return len(self.names) - sum(map(self.names.__contains__, self.lacking))

    def is_grown(self) -> bool:
        """Whether the module has other names than when it was read."""
        return self._own_size() != self._size

    def is_changed(self) -> bool:
        """Whether a name has got, since it was last asked, something that is exchanged or a function that asks for it.

        To be asked outside.
        """
        now = list(self.names.values())
        if len(now) == len(self._seen) and all(map(operator.is_, now, self._seen)):
            return False
        known = set(map(id, self._seen))
        self._seen = now
        return any(name not in self.names for name in self.originals) or any(
            id(value) not in known and (isinstance(value, _CODE) or table.pair_of(value) is not None)
            for value in now
        )

    def exchange(self) -> None:
        """Put in the replacements, but for names that refer to something else by now."""
        for name, original in self.originals.items():
            if self.names.get(name) is original:
                self.names[name] = self.replaced[name]
        for name in self.lacking:
            self.names.setdefault(name, self.replaced[name])

    def restore(self) -> None:
        """Put back the originals, but for names that refer to something else by now."""
        for name, original in self.originals.items():
            if self.names.get(name) is self.replaced[name]:
                self.names[name] = original
        for name in self.lacking:
            if self.names.get(name) is self.replaced[name]:
                del self.names[name]


def _captured_in(names: Names) -> list[Captured]:
    module = str(names.get("__name__"))
    if not table.is_open(module) or module in table.HOMES:
        return []
    search = Search(table.pair_of, table.types_for(module), module)
    for name, value in list(names.items()):
        if not name.startswith("__") and type(value) is not ModuleType and not table.pair_of(value):
            search.look_into(value, 0)
            pair = search.exchanged(value, False) if type(value) is tuple else None
            if pair is not None:
                search.found.append(Captured(ITEM, names, name, *pair))
    return search.found


class References:
    """All references of the loaded modules."""

    def __init__(self) -> None:
        self._known: dict[int, Namespace] = {}
        self._modules: tuple[int, Any] = (0, None)
        self._checked: list[Namespace] = []
        self._captured: list[Captured] = []
        # Of the others, lists of equal length: `map` goes through them fastest.
        self._names: list[Names] = []
        self._originals: list[Names] = []
        self._replaced: list[Names] = []
        self._lacking: list[Names] = []
        self._lacked: list[str] = []

    def update(self) -> bool:
        """Read the modules that are new or have grown, if any was loaded; whether one was."""
        count, last = self._modules
        if len(sys.modules) == count and next(reversed(sys.modules.values())) is last:
            return False
        self._modules = len(sys.modules), next(reversed(sys.modules.values()))
        table.refresh()
        for module in list(sys.modules.values()):
            if isinstance(module, ModuleType):
                self._read(vars(module), module.__name__ == "__main__")
        self._list()
        return True

    def follow(self, names: Names, inside: bool) -> bool:
        """Look at each name of a module from now on, and read them again if they have changed; whether so."""
        space = self._known.get(id(names))
        if space is not None and space.rebinds and not (space.is_grown() if inside else space.is_changed()):
            return False
        if space is not None:
            space.restore()
        self._known[id(names)] = Namespace(names, rebinds=True)
        self._list()
        return True

    def _read(self, names: Names, is_main: bool) -> None:
        space = self._known.get(id(names))
        if space is None or space.is_grown():
            self._known[id(names)] = Namespace(names, rebinds=is_main)

    def _list(self) -> None:
        self._checked = [space for space in self._known.values() if space.rebinds]
        self._captured = [each for space in self._known.values() for each in space.captured]
        others = [space for space in self._known.values() if space.replaced and not space.rebinds]
        self._names = [space.names for space in others]
        self._originals = [_wanted(space, space.originals) for space in others]
        self._replaced = [_wanted(space, space.replaced) for space in others]
        self._lacking = [space.names for space in others for _ in space.lacking]
        self._lacked = [name for space in others for name in space.lacking]

    def exchange(self) -> None:
        """Put in the replacements."""
        _run(map(operator.ior, self._names, self._replaced))
        for space in self._checked:
            space.exchange()
        for reference in self._captured:
            reference.exchange()

    def restore(self) -> None:
        """Put back the originals."""
        _run(map(operator.ior, self._names, self._originals))
        _run(map(dict.pop, self._lacking, self._lacked, itertools.repeat(None)))
        for space in self._checked:
            space.restore()
        for reference in self._captured:
            reference.restore()


def _wanted(space: Namespace, names: Names) -> Names:
    """The names to exchange: of the many of `scipy.special`, those that may be given a list."""
    if space.names.get("__name__") != listed.MODULE:
        return names
    return {name: value for name, value in names.items() if listed.is_wanted(name, space.replaced[name])}


def _run(calls: Iterator[Any]) -> None:
    """Make calls of C functions in C: hundreds of modules take microseconds."""
    collections.deque(calls, maxlen=0)
