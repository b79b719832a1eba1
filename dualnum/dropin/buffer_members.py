"""The attributes and methods of a buffer: those of what it stands for, and no way to its bare memory."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.buffers import Buffer, dual_of, give_room, owner_of, plain, settled, unwrap
from dualnum.dual import Dual
from dualnum.numpy_protocols.flat import FlatView

_WRITING = frozenset({"fill", "put"})

_FUNCTIONS: dict[str, Callable[..., Any]] = {"dot": np.dot, "searchsorted": np.searchsorted}
"""Methods that NumPy computes without asking their arguments, as functions that do."""


def _method(name: str) -> Callable[..., Any]:
    own = getattr(np.ndarray, name)

    def method(self: Buffer, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = unwrap(args), {key: unwrap(value) for key, value in kwargs.items()}
        if name in _WRITING:
            give_room(self, (*args, *kwargs.values()))
        partner = dual_of(self)
        if partner is not None:
            return getattr(partner, name)(*args, **kwargs)
        if name in _FUNCTIONS and any(isinstance(settled(arg), Dual) for arg in args):
            return _FUNCTIONS[name](plain(self), *args, **kwargs)
        return own(self, *args, **kwargs)

    method.__name__ = name
    return method


def _attribute(name: str) -> property:
    own = getattr(np.ndarray, name)

    def get(self: Buffer) -> Any:
        partner = dual_of(self)
        return own.__get__(self) if partner is None else getattr(partner, name)

    def set_(self: Buffer, value: Any) -> None:
        value = settled(value)
        give_room(self, (value,))
        partner = dual_of(self)
        if partner is None:
            own.__set__(self, value)
        else:
            setattr(partner, name, value)

    return property(get, set_ if hasattr(own, "__set__") else None)


class FlatBuffer(FlatView):
    """What `numpy.ndarray.flat` is, for a buffer: an iterator, which also takes Duals on assignment."""

    __slots__ = ("index",)

    def __init__(self, base: Any) -> None:
        super().__init__(base)
        self.index = 0

    @property
    def coords(self) -> Any:
        """Where the next element is in the array."""
        return np.unravel_index(self.index, self.base.shape)

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if self.index >= len(self):
            self.index = 0
            raise StopIteration
        self.index += 1
        return self[self.index - 1]


def _set_flat(x: Buffer, value: Any) -> None:
    FlatBuffer(x)[:] = value


def _converter(convert: Callable[..., Any]) -> Callable[..., Any]:
    """A conversion of the one element, a text, or anything else that Python asks of an object."""

    def conversion(self: Buffer, *args: Any) -> Any:
        partner = dual_of(self)
        return convert(plain(self) if partner is None else partner, *args)

    return conversion


# --- the memory, where the Duals are not ------------------------------------------------------------------


def _refuse_memory(x: Buffer, name: str) -> None:
    """Keep whoever asks for bare memory from taking it for the numbers.

    Raises:
        TypeError: ``x`` holds Duals.
    """
    if dual_of(x) is not None:
        raise TypeError(
            f"drop_in: compiled code asks for the memory ({name}) of an array that holds Duals, and would "
            "lose the derivative; give the function a rule by dualnum.custom_rule"
        )


def _memory(name: str) -> property:
    own = getattr(np.ndarray, name)

    def get(self: Buffer) -> Any:
        _refuse_memory(self, name)
        return own.__get__(self)

    return property(get)


def _view(self: Buffer, *args: Any, **kwargs: Any) -> Any:
    """The buffer as one of the same kind of numbers; its bits are no other numbers once it holds Duals."""
    wanted = args[0] if args else kwargs.get("dtype", self.dtype)
    if not (isinstance(wanted, type) and issubclass(wanted, np.ndarray)) and np.dtype(wanted) != self.dtype:
        _refuse_memory(self, "view")
    return np.ndarray.view(self, *args, **kwargs)


def _buffer(self: Any, _flags: int) -> memoryview:
    """What a reader of memory is given (PEP 688); Python 3.11 does not ask, and the reader finds nan."""
    _refuse_memory(self, "memoryview")
    memory: Any = plain(self)
    return memoryview(memory)


def _set(self: Buffer, name: str, value: Any) -> None:
    """Another shape for both the array and what stands for it; no other type or layout for the latter."""
    if name in ("dtype", "strides"):
        _refuse_memory(self, name)
    np.ndarray.__setattr__(self, name, value)
    if name == "shape" and owner_of(self) is self and self._partner is not None:
        self._partner = self._partner.reshape(self.shape)


_AS_IT_IS = frozenset({"setflags", "view"})
for _name in dir(np.ndarray):
    if not _name.startswith("_") and callable(getattr(np.ndarray, _name)) and _name not in _AS_IT_IS:
        setattr(Buffer, _name, _method(_name))
for _name in ("ctypes", "data", "__array_interface__", "__array_struct__"):
    setattr(Buffer, _name, _memory(_name))
for _name in ("T", "mT", "real", "imag"):
    setattr(Buffer, _name, _attribute(_name))
_CONVERTERS: dict[str, Callable[..., Any]] = {
    "__float__": float,
    "__int__": int,
    "__complex__": complex,
    "__bool__": bool,
    "__str__": str,
    "__repr__": repr,
    "__format__": format,
    "__contains__": operator.contains,
    "__reduce_ex__": lambda x, protocol: x.__reduce_ex__(protocol),
    "__copy__": lambda x: x.__copy__(),
    "__deepcopy__": lambda x, memo: x.__deepcopy__(memo),
}
for _name, _convert in _CONVERTERS.items():
    setattr(Buffer, _name, _converter(_convert))
Buffer.flat = property(FlatBuffer, _set_flat)  # type: ignore[assignment, method-assign]  # in place of ndarray's
Buffer.view = _view  # type: ignore[assignment, method-assign]  # in place of ndarray's
Buffer.__buffer__ = _buffer  # type: ignore[attr-defined, method-assign, unused-ignore]  # of Python 3.12
Buffer.__setattr__ = _set  # type: ignore[assignment, method-assign]  # in place of ndarray's
