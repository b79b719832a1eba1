"""Entering and leaving `drop_in`: the references that other modules hold are exchanged, and put back."""

from __future__ import annotations

import builtins
import collections
import functools
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from dualnum.dropin.state import STATE, indexable_numbers
from dualnum.structures import map_leaves

_LOCK = threading.RLock()
_entered = 0
_known_modules = 0


class _Patches:
    """The references to exchange, in lists of equal length: `map` goes through them fastest.

    Attributes:
        modules, originals, replaced: the names of each module, and what they are outside and inside.
        lacking, lacked: modules and the builtin's names that they have inside only.
    """

    def __init__(self) -> None:
        self.modules: list[dict[str, Any]] = []
        self.originals: list[dict[str, Any]] = []
        self.replaced: list[dict[str, Any]] = []
        self.lacking: list[dict[str, Any]] = []
        self.lacked: list[str] = []

    def clear(self) -> None:
        """Forget every reference."""
        for part in vars(self).values():
            part.clear()

    def add(self, names: dict[str, Any], originals: dict[str, Any], replaced: dict[str, Any]) -> None:
        """The references of one module."""
        own = {name: value for name, value in originals.items() if not _is_builtin(name, value)}
        self.modules.append(names)
        self.originals.append(own)
        self.replaced.append(replaced)
        for name in originals.keys() - own.keys():
            self.lacking.append(names)
            self.lacked.append(name)


def _is_builtin(name: str, value: Any) -> bool:
    """Whether a module that has no such name of its own reads this value by it."""
    return getattr(builtins, name, None) is value


_patches = _Patches()


class _DropIn:
    """The context manager that `drop_in` returns; it may be entered again, and by several threads."""

    def __enter__(self) -> _DropIn:
        _enter()
        return self

    def __exit__(self, *exception: object) -> None:
        _leave()


def drop_in(f: Callable[..., Any] | None = None) -> Any:
    """Open the doors that NumPy and `math` keep shut to Duals, for code that one cannot edit.

    ``with drop_in():`` opens them in the current thread for a block; ``drop_in(f)`` is f inside such a
    block.  While it is open

    - np.asarray, np.array and their kin keep a Dual a Dual, also with ``dtype=float``;
    - arrays made by np.zeros, np.empty and their kin accept Duals on assignment;
    - the functions of `math` and ``float`` take Duals;
    - ``isinstance(x, float)`` holds for a scalar Dual, ``isinstance(x, np.ndarray)`` for an array Dual;
    - functions of `scipy.linalg` and a few other compiled ones have rules; of functions compiled by Numba
      the Python source runs;

    wherever a loaded module refers to these, by attribute or by ``from ... import``.  Plain numbers see no
    difference, other threads neither; it may be nested, and the last to leave puts everything back.

    Raises:
        TypeError: f is not callable.

    >>> import math
    >>> from dualnum import derivative
    >>> derivative(drop_in(lambda x: math.sin(x)))(0.0)
    1.0
    """
    if f is None:
        return _DropIn()
    if not callable(f):
        raise TypeError(f"drop_in: f is {f!r}, not a function; give the function itself, or use a with block")

    @functools.wraps(f, updated=())
    def opened(*args: Any, **kwargs: Any) -> Any:
        _enter()
        try:
            return _settled_output(f(*args, **kwargs))
        finally:
            _leave()

    return opened


def _settled_output(output: Any) -> Any:
    """What f returns, without arrays that stand for something else."""
    from dualnum.dropin.buffers import settle

    return map_leaves(settle, output)


def _enter() -> None:
    global _entered
    if STATE.depth == 0:
        with _LOCK:
            if _entered == 0:
                _exchange()
            _entered += 1
    STATE.depth += 1


def _leave() -> None:
    global _entered
    STATE.depth -= 1
    if STATE.depth == 0:
        with _LOCK:
            _entered -= 1
            if _entered == 0:
                _put_back()


def _exchange() -> None:
    indexable_numbers(True)
    if len(sys.modules) != _known_modules:
        _scan()
    _run(map(dict.update, _patches.modules, _patches.replaced))


def _put_back() -> None:
    indexable_numbers(False)
    _restore()
    if len(sys.modules) != _known_modules:  # modules imported inside may have taken replacements
        _scan()
        _restore()


def _restore() -> None:
    _run(map(dict.update, _patches.modules, _patches.originals))
    _run(map(dict.pop, _patches.lacking, _patches.lacked, itertools.repeat(None)))


def _run(calls: Iterator[Any]) -> None:
    """Make calls of C functions in C: hundreds of modules take microseconds."""
    collections.deque(calls, maxlen=0)


def _scan() -> None:
    """Find the references that loaded modules hold, by name."""
    global _known_modules
    # The handlers name NumPy's functions; they must be read before those are exchanged.
    from dualnum.dropin.table import replacement_finder
    from dualnum.numpy_protocols import functions  # noqa: F401  (imported to be read)

    count = len(sys.modules)
    finder = replacement_finder()
    _patches.clear()
    for module in list(sys.modules.values()):
        found = finder(module) if isinstance(module, ModuleType) else None
        if found:
            _patches.add(vars(module), *found)
    _known_modules = count
