"""Arrays that accept Duals on assignment: what np.zeros and its kin make inside `drop_in`.

A `Buffer` is a plain array until a Dual is assigned to it or to a view of it.  From then on the array
that owns the memory has a partner, an array Dual; whatever is read from the array, or from any view of
it, is read from the partner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import array
from dualnum.dropin.partners import address, viewed, with_room
from dualnum.dual import Dual


class Buffer(np.ndarray[Any, Any]):
    """An array whose elements may become Duals."""

    _partner: Any = None

    def __setitem__(self, key: Any, value: Any) -> None:
        key = _plain_key(key)
        value = settled(value)
        if isinstance(value, Dual):
            partner_for(self, value)
        partner = dual_of(self)
        if partner is None:
            plain(self)[key] = value  # ndarray's own way reads a subclass back
        elif not self.flags.writeable:
            raise ValueError("assignment destination is read-only")
        else:
            partner[key] = value

    def __getitem__(self, key: Any) -> Any:
        key = _plain_key(key)
        partner = dual_of(self)
        return np.ndarray.__getitem__(self, key) if partner is None else partner[key]

    def __iter__(self) -> Any:
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        arguments = inputs if method == "at" else tuple(map(_one_array, inputs))
        return _dispatched(getattr(ufunc, method), arguments, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _dispatched(function, args, kwargs)


def owner_of(x: Buffer) -> Buffer:
    """The buffer that owns the memory of ``x``."""
    while isinstance(x.base, Buffer):
        x = x.base
    return x


def dual_of(x: Any) -> Any:
    """The array Dual that stands for ``x``, sharing memory with that of its owner; None without any Dual."""
    owner = owner_of(x)
    partner = owner._partner
    if partner is None:
        return None
    return partner if x is owner else viewed(partner, owner, x)


def partner_for(x: Buffer, value: Any) -> None:
    """Let what stands for ``x`` hold the levels and directions of ``value``, a Dual."""
    if not x.flags.writeable:
        raise ValueError("assignment destination is read-only")
    owner = owner_of(x)
    owner._partner = with_room(plain(owner), owner._partner, value)


def plain(x: Buffer) -> np.ndarray[Any, Any]:
    """The same memory as a plain array."""
    return np.ndarray.view(x, np.ndarray)


def settle(x: Any) -> Any:
    """A buffer as the Dual or the plain array that it stands for; anything else as it is."""
    if not isinstance(x, Buffer):
        return x
    partner = dual_of(x)
    return plain(x) if partner is None else partner


def unwrap(value: Any) -> Any:
    """An argument, also a list or tuple, in which buffers are settled."""
    if type(value) in (list, tuple):
        return type(value)(unwrap(item) for item in value)
    return settle(value)


def settled(value: Any) -> Any:
    """What is assigned: lists and object arrays of Duals become array Duals."""
    value = settle(value)
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value)
    return value


def _one_array(value: Any) -> Any:
    """An input of a ufunc: a list is one array to it, and may hold Duals."""
    return settled(unwrap(value)) if isinstance(value, (list, tuple)) else value


def _plain_key(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_plain_key(part) for part in key)
    key = settle(key)
    while isinstance(key, Dual):
        key = key._primal
    return key


# --- what NumPy does with an array ------------------------------------------------------------------------


def _dispatched(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """The call on what the buffers stand for; a plain result accepts Duals again."""
    if kwargs.get("out") is not None:
        return _into(function, args, kwargs)
    if args and isinstance(args[0], Buffer) and _writes_first(function):
        give_room(args[0], (*args[1:], *kwargs.values()))
    result = function(*map(unwrap, args), **{key: unwrap(value) for key, value in kwargs.items()})
    return accepting(result, (*args, *kwargs.values()))


_IN_PLACE = frozenset({np.copyto, np.place, np.put, np.putmask, np.fill_diagonal, np.put_along_axis})


def _writes_first(function: Callable[..., Any]) -> bool:
    """Whether a function writes into its first argument: those of NumPy, and ``at`` of a ufunc."""
    return function in _IN_PLACE or getattr(function, "__name__", "") == "at"


def give_room(target: Buffer, values: Iterable[Any]) -> None:
    """Let a buffer hold the Duals that are going to be written into it."""
    for value in map(settled, values):
        if isinstance(value, Dual):
            partner_for(target, value)


def _into(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """A call that writes into buffers: into their partners, once a Dual is among the arguments."""
    outs = kwargs.pop("out")
    args = [unwrap(value) for value in args]
    kwargs = {key: unwrap(value) for key, value in kwargs.items()}
    targets = outs if isinstance(outs, tuple) else (outs,)
    if not any(isinstance(value, Dual) for value in (*args, *kwargs.values(), *map(settle, targets))):
        bare = tuple(map(settle, targets))
        function(*args, out=bare if isinstance(outs, tuple) else bare[0], **kwargs)
    else:
        where = kwargs.pop("where", True) if _is_elementwise(function) else True
        kwargs.pop("casting", None)
        with np.errstate(all=None if where is True else "ignore"):
            results = function(*args, **kwargs)
        results = results if isinstance(results, tuple) else (results,)
        for target, result in zip(targets, results, strict=True):
            if target is not None:
                _assign(target, result, where)
    return outs if isinstance(outs, tuple) and len(outs) > 1 else targets[0]


def _is_elementwise(function: Callable[..., Any]) -> bool:
    """Whether that is the call of a ufunc, whose ``where`` names elements of the result."""
    return isinstance(getattr(function, "__self__", None), np.ufunc) and function.__name__ == "__call__"


def _assign(target: Any, result: Any, where: Any) -> None:
    """The elements of a result that ``where`` names, written into a target."""
    if where is True:
        target[...] = result
    else:
        mask = np.broadcast_to(where, target.shape)
        target[mask] = np.broadcast_to(result, target.shape)[mask]


def accepting(result: Any, sources: Iterable[Any] = ()) -> Any:
    """A plain float array as a buffer, which is a view of the one among ``sources`` whose memory it has."""
    if type(result) is np.ndarray and result.dtype.kind in "fc":
        owner = None if result.flags.owndata else _sharing(result, sources)
        if owner is not None:
            return _view_of(owner, result)
        return result.view(Buffer) if result.flags.forc else result
    if type(result) in (list, tuple):
        sources = tuple(sources)
        return type(result)(accepting(item, sources) for item in result)
    return result


def _sharing(result: np.ndarray[Any, Any], sources: Iterable[Any]) -> Buffer | None:
    """The buffer among the sources in whose memory a result lies."""
    for source in _buffers(sources):
        owner = owner_of(source)
        if 0 <= address(result) - address(owner) < owner.nbytes:
            return owner
    return None


def _buffers(values: Iterable[Any]) -> Iterator[Buffer]:
    for value in values:
        if isinstance(value, Buffer):
            yield value
        elif type(value) in (list, tuple):
            yield from _buffers(value)


_WRITEABLE = 0x400
"""NumPy's bit for it; `flags.writeable` of what `np.broadcast_arrays` gave would warn before anyone writes."""


def _view_of(owner: Buffer, result: np.ndarray[Any, Any]) -> Any:
    """The view of ``owner`` that a plain array is."""
    memory = owner if owner.flags.c_contiguous else owner.T
    offset = address(result) - address(owner)
    view = Buffer(result.shape, result.dtype, memory, offset, result.strides)
    view.flags.writeable = bool(result.flags.num & _WRITEABLE)
    return view


def accepts_duals(x: Any) -> bool:
    """Whether ``x`` is a buffer."""
    return isinstance(x, Buffer)


_links.settle = settle
_links.accepts_duals = accepts_duals
_links.unwrap = unwrap
_unwrap = unwrap
