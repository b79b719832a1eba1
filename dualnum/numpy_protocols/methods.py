"""The array methods of a Dual, by name.

NumPy's own functions do the work, so a method and its function cannot differ; and NumPy's object
arrays find here the methods that they look for on their elements (``sin``, ``conjugate``, ...).
A Dual of a number answers them as a NumPy scalar would.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from dualnum.dual import Dual, is_array, make
from dualnum.numpy_protocols.attributes import ATTRIBUTES
from dualnum.numpy_protocols.groups import UNSUPPORTED
from dualnum.numpy_protocols.ufuncs import primal_of
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import evaluate
from dualnum.rules import TABLE
from dualnum.shapes import shape_of

# vars, because getattr of every name would import NumPy's lazy submodules.
UFUNC_METHODS = frozenset(
    name for name, thing in vars(np).items() if isinstance(thing, np.ufunc) and name not in UNSUPPORTED
)

FUNCTION_METHODS = """
    all any argmax argmin argpartition argsort choose cumprod cumsum diagonal dot max mean min nonzero
    prod put ravel repeat round searchsorted std sum swapaxes take trace var
""".split()
"""Methods that NumPy's function of the same name has, with the array as its first argument."""

METHODS: dict[str, Callable[..., Any]] = {}


def install() -> None:
    """Give Dual its methods and attributes (access through ``__getattr__`` costs three times as much)."""
    for name in UFUNC_METHODS:
        setattr(Dual, name, _method(getattr(np, name)))
    for name in FUNCTION_METHODS:
        setattr(Dual, name, _method(getattr(np, name)))
    for name, function in METHODS.items():
        setattr(Dual, name, function)
    for name, attribute in ATTRIBUTES.items():
        setattr(Dual, name, attribute)


def _method(function: Any) -> Callable[..., Any]:
    def method(self: Dual, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    method.__name__ = function.__name__
    method.__doc__ = f"``numpy.{function.__name__}`` of this Dual."
    return method


def _define(function: Callable[..., Any]) -> Callable[..., Any]:
    METHODS[function.__name__.strip("_")] = function
    return function


# --- other shapes and types ---------------------------------------------------------------------------


def _gathered(args: tuple[Any, ...]) -> Any:
    """Numbers given one by one, or as one tuple or list."""
    return args[0] if len(args) == 1 else args


@_define
def reshape(self: Dual, *shape: Any, **options: Any) -> Any:
    """The same elements in another shape: ``reshape(2, 3)`` or ``reshape((2, 3), order=, copy=)``."""
    return np.reshape(self, _gathered(shape), **options)


@_define
def transpose(self: Dual, *axes: Any) -> Any:
    """The axes in another order; without arguments, reversed."""
    if not shape_of(self) and not axes:
        return self
    return np.transpose(self, _gathered(axes) if axes else None)


@_define
def squeeze(self: Dual, axis: Any = None) -> Any:
    """Without the axes of length 1."""
    return np.squeeze(self, axis) if shape_of(self) else self


@_define
def compress(self: Dual, condition: Any, axis: Any = None, out: Any = None) -> Any:
    """The elements along ``axis`` where ``condition`` holds."""
    return np.compress(condition, self, axis, out)


@_define
def clip(
    self: Dual,
    min: Any = None,  # noqa: A002  (NumPy's own name of the argument)
    max: Any = None,  # noqa: A002  (NumPy's, too)
    out: Any = None,
    **options: Any,
) -> Any:
    """The elements, cut off at ``min`` and ``max``; the slope is 1 on the closed interval."""
    return np.clip(self, min, max, out, **options)


@_define
def flatten(self: Dual, order: str = "C") -> Any:
    """A copy with one axis."""
    return np.ravel(self, order).copy()


@_define
def copy(self: Dual, order: str = "C") -> Any:
    """A copy that shares no memory."""

    def copied(part: Any) -> Any:
        if isinstance(part, np.ndarray):
            return part.copy(order)
        return part.copy() if hasattr(part, "copy") else part

    return make(copied(self._primal), copied(self._tangent), self._level)


@_define
def astype(
    self: Dual,
    dtype: Any,
    order: str = "K",
    casting: Any = "unsafe",
    subok: bool = True,  # noqa: ARG001  (there are no subclasses of a Dual)
    copy: bool = True,
) -> Any:
    """Another dtype, of floating or complex numbers; booleans and objects give plain arrays.

    Raises:
        TypeError: the dtype cannot hold a derivative.
    """
    from dualnum.numpy_protocols.functions.converting import converted

    return converted(self, dtype, copy=copy, order=order, casting=casting)


@_define
def view(self: Any, *args: Any, **kwargs: Any) -> Any:
    """A Dual that shares the memory of this one; for a subclass of NumPy's array, one of it, of objects.

    Raises:
        TypeError: another dtype is asked for, which would read bits instead of numbers.
    """
    if not kwargs and (not args or args == (np.ndarray,)):
        return self[...] if isinstance(self._primal, np.ndarray) else self
    if not kwargs and isinstance(args[0], type) and issubclass(args[0], np.ndarray):
        return np.asarray(self).view(args[0])  # a masked array, say, holds objects only
    if not kwargs and is_array(self) and np.dtype(args[0]) == self.dtype:  # reads the numbers that are there
        return self[...]
    return _refuse("view", "the bits of a Dual are no other number; use astype to convert it")


@_define
def tolist(self: Any) -> Any:
    """Nested lists of scalar Duals."""
    if not shape_of(self):
        return self.item()
    return [part.tolist() for part in self]


@_define
def item(self: Any, *args: Any) -> Any:
    """One element as a Dual of Python numbers; without an argument, the only one.

    Raises:
        ValueError: without an argument, and there are several.
    """
    if not args and self.size != 1:
        raise ValueError("item: can only convert a Dual of size 1 to a Python scalar")
    element = np.reshape(self, -1)[0 if not args else _position(args, shape_of(self))]
    return make(_python(element._primal), _python(element._tangent), element._level)


def _position(args: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    """Where ``item``'s arguments point, in C's order."""
    index = _gathered(args)
    if not isinstance(index, tuple):
        return index
    return np.arange(np.prod(shape, dtype=int)).reshape(shape)[index]


def _python(part: Any) -> Any:
    return part.item() if isinstance(part, (np.generic, Dual)) else part


# --- in place -----------------------------------------------------------------------------------------


@_define
def fill(self: Dual, value: Any) -> None:
    """Set every element to ``value``."""
    self[...] = value


@_define
def sort(self: Any, axis: Any = -1, kind: Any = None, order: Any = None, **options: Any) -> None:
    """Sort in place; ``stable=`` and ``descending=`` as NumPy's release has them."""
    self[...] = np.sort(self, axis, kind, order, **options)


@_define
def partition(self: Dual, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None) -> None:
    """Partition in place."""
    self[...] = np.partition(self, kth, axis, kind, order)


@_define
def setflags(
    self: Dual, write: bool | None = None, align: bool | None = None, uic: bool | None = None
) -> None:
    """Set the flags of the arrays behind both parts."""
    for part in (self._primal, self._tangent):
        if isinstance(part, (np.ndarray, Dual)):
            part.setflags(write=write, align=align, uic=uic)


# --- what would drop the derivative -------------------------------------------------------------------

_BYTES = "the bytes of the values alone would lose the derivative; use .primal and .tangent, or pickle"
_REFUSED = {
    **dict.fromkeys("byteswap dump dumps getfield setfield tobytes tofile tostring".split(), _BYTES),
    "resize": "a Dual cannot change its length in place; use numpy.resize or numpy.pad",
}


def _refuse(name: str, reason: str) -> NoReturn:
    raise TypeError(f"{name}: {reason}")


def _refusing(name: str, reason: str) -> Callable[..., NoReturn]:
    def refused(_self: Dual, *_args: Any, **_kwargs: Any) -> NoReturn:
        _refuse(name, reason)

    refused.__name__ = name
    return refused


METHODS.update({name: _refusing(name, reason) for name, reason in _REFUSED.items()})


@_define
def to_device(self: Dual, device: Any, /, *, stream: Any = None) -> Any:
    """This Dual, which is on the CPU.

    Raises:
        ValueError: another device is asked for.
    """
    np.asarray(0.0).to_device(device, stream=stream)
    return self


@_define
def conjugate(self: Dual, *args: Any, **options: Any) -> Any:
    """The complex conjugate, of the type that the primal's own method gives (np.conjugate has NumPy's scalars)."""
    return np.conjugate(self, *args, **options) if args or options else evaluate(TABLE["conjugate"], (self,))


@_define
def is_integer(self: Dual) -> bool:
    """Whether the primal of a number is an integer."""
    return bool(primal_of(self).is_integer())
