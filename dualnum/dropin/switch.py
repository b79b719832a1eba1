"""Entering and leaving `drop_in`: the references that other modules hold are exchanged, and put back."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

from dualnum import _links
from dualnum.dropin import comparisons, imports, table  # noqa: F401  (comparisons fills in its link)
from dualnum.dropin.buffers import settle
from dualnum.dropin.followed import Followed
from dualnum.dropin.plain_targets import array_ufunc
from dualnum.dropin.references import References
from dualnum.dropin.state import STATE, watch
from dualnum.numpy_protocols import functions, ufuncs  # noqa: F401  (the handlers name what is exchanged)
from dualnum.structures import map_leaves

_LOCK = threading.RLock()
_REFERENCES = References()
_entered = 0


class _DropIn:
    """The context manager that `drop_in` returns; it may be entered again, and by several threads."""

    def __enter__(self) -> _DropIn:
        _enter(None)
        return self

    def __exit__(self, *exception: object) -> None:
        _leave(None)


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

    followed = Followed(f)

    @functools.wraps(f, updated=())
    def opened(*args: Any, **kwargs: Any) -> Any:
        _enter(followed)
        try:
            return _settled_output(f(*args, **kwargs))
        finally:
            _leave(followed)

    return opened


def _settled_output(output: Any) -> Any:
    """What f returns, without arrays that stand for something else."""
    return map_leaves(settle, output)


def _enter(followed: Followed | None) -> None:
    global _entered
    with _LOCK:
        changed = _REFERENCES.update()
        if followed is not None:
            changed = followed.look(_REFERENCES, _entered > 0) or changed
        _entered += 1
        opened = False
        try:
            if _entered == 1 or changed:
                _REFERENCES.exchange()
                _own_hooks(True)
            if followed is not None:
                followed.exchange()
            opened = True
        finally:
            if not opened:  # an interrupt, say
                _put_back(followed)
    if STATE.depth == 0:
        STATE.compared.clear()
    STATE.depth += 1


def _leave(followed: Followed | None) -> None:
    STATE.depth -= 1
    with _LOCK:
        _put_back(followed)


def _put_back(followed: Followed | None) -> None:
    global _entered
    _entered -= 1
    if followed is not None:
        followed.restore()
    if _entered == 0:
        _own_hooks(False)
        _REFERENCES.restore()
        if _REFERENCES.update():  # modules imported inside may have taken replacements
            _REFERENCES.restore()


def _own_hooks(on: bool) -> None:
    """What the library itself does otherwise while a thread is inside."""
    watch(on)
    _links.array_ufunc = array_ufunc if on else ufuncs.array_ufunc


def _after_import() -> None:
    with _LOCK:
        if _entered and _REFERENCES.update():
            _REFERENCES.exchange()


imports.after_import.append(_after_import)
