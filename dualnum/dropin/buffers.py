"""Arrays that accept Duals on assignment: what np.zeros and its kin make inside `drop_in`.

A `Buffer` is a plain array until a Dual is assigned to it or to a view of it.  From then on the array
that owns the memory has a partner, an array Dual whose primal is that very memory; whatever is read
from the array, or from any view of it, is read from the partner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.shapes import directions_of, shape_of


class Buffer(np.ndarray[Any, Any]):
    """An array whose elements may become Duals."""

    _partner: Any = None

    def __array_finalize__(self, obj: Any) -> None:
        self._partner = None

    def __setitem__(self, key: Any, value: Any) -> None:
        key = _plain_key(key)
        value = _settled(value)
        if isinstance(value, Dual):
            _partner_for(self, value)[key] = value
        else:
            plain(self)[key] = value  # ndarray's own way reads a subclass back, and wants no Dual
            partner = dual_of(self)
            if partner is not None:
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
        return _dispatched(getattr(ufunc, method), inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _dispatched(function, args, kwargs)

    def __reduce__(self) -> Any:
        return plain(self).__reduce__()


def owner_of(x: Buffer) -> Buffer:
    """The buffer that owns the memory of ``x``."""
    while isinstance(x.base, Buffer):
        x = x.base
    return x


def dual_of(x: Any) -> Any:
    """The array Dual that stands for ``x``, sharing its memory; None while it holds no Dual."""
    owner = owner_of(x)
    partner = owner._partner
    if partner is None:
        return None
    return partner if x is owner else _viewed(partner, owner, x)


def plain(x: Buffer) -> np.ndarray[Any, Any]:
    """The same memory as a plain array."""
    return x.view(np.ndarray)


def settle(x: Any) -> Any:
    """A buffer as the Dual or the plain array that it stands for; anything else as it is."""
    if not isinstance(x, Buffer):
        return x
    partner = dual_of(x)
    return plain(x) if partner is None else partner


def _plain_key(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_plain_key(part) for part in key)
    key = settle(key)
    while isinstance(key, Dual):
        key = key._primal
    return key


def _settled(value: Any) -> Any:
    value = settle(value)
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value)
    return value


# --- the partner --------------------------------------------------------------------------------------


def _partner_for(x: Buffer, value: Dual) -> Dual:
    """The Dual that stands for ``x``, with room for the levels and directions of ``value``."""
    owner = owner_of(x)
    owner._partner = _with_room(owner, owner._partner, value)
    partner: Dual = dual_of(x)
    return partner


def _with_room(owner: Buffer, partner: Any, value: Any) -> Any:
    """``partner`` (None: the owner's memory) lifted until it can hold the components of ``value``."""
    current: Any = plain(owner) if partner is None else partner
    if not isinstance(value, Dual):
        return current
    level = current._level if isinstance(current, Dual) else -1
    if value._level > level:
        directions = directions_of(value._primal, value._tangent)
        primal = _with_room(owner, partner, value._primal)
        return make(primal, _zeros(owner, directions, value._tangent), value._level)
    if value._level == level:
        current._primal = _with_room(
            owner, current._primal if isinstance(current._primal, Dual) else None, value._primal
        )
        current._tangent = _lifted(current._tangent, value._tangent)
        return current
    current._primal = _with_room(owner, current._primal if isinstance(current._primal, Dual) else None, value)
    return current


def _zeros(owner: Buffer, directions: tuple[int, ...], like: Any) -> Any:
    """A zero tangent laid out in memory as the owner is, so that views of one are views of the other."""
    dtype = owner.dtype if owner.dtype.kind in "fc" else np.dtype(float)
    fortran = owner.flags.f_contiguous and not owner.flags.c_contiguous
    if fortran:
        axes = tuple(range(len(directions))) + tuple(
            range(len(directions) + owner.ndim - 1, len(directions) - 1, -1)
        )
        zeros = np.zeros(directions + owner.shape[::-1], dtype).transpose(axes)
    else:
        zeros = np.zeros(directions + owner.shape, dtype)
    return _lifted(zeros, like)


def _lifted(part: Any, like: Any) -> Any:
    """A component with zero tangents for every level that ``like`` has."""
    if not isinstance(like, Dual):
        return part
    level = part._level if isinstance(part, Dual) else -1
    if like._level > level:
        directions = directions_of(like._primal, like._tangent)
        primal = _lifted(part, like._primal)
        zeros = np.zeros(
            directions + shape_of(part), np.result_type(getattr(part, "dtype", float), np.float16)
        )
        return make(primal, _lifted(zeros, like._tangent), like._level)
    if like._level == level:
        part._primal, part._tangent = (
            _lifted(part._primal, like._primal),
            _lifted(part._tangent, like._tangent),
        )
    else:
        part._primal = _lifted(part._primal, like)
    return part


def _viewed(part: Any, owner: Buffer, view: np.ndarray[Any, Any]) -> Any:
    """The elements of ``part`` (laid out in memory as ``owner`` is) that ``view`` has of ``owner``."""
    if isinstance(part, Dual):
        return make(_viewed(part._primal, owner, view), _viewed(part._tangent, owner, view), part._level)
    leading = part.ndim - owner.ndim
    if not leading and _address(part) == _address(owner):
        return plain(view)  # type: ignore[arg-type]
    flat = _in_memory_order(part, leading)
    start = (_address(view) - _address(owner)) // owner.itemsize
    steps = tuple(stride // owner.itemsize * flat.itemsize for stride in view.strides)
    shape = flat.shape[:leading] + view.shape
    return np.lib.stride_tricks.as_strided(flat[..., start:], shape, flat.strides[:leading] + steps)


def _in_memory_order(part: np.ndarray[Any, Any], leading: int) -> np.ndarray[Any, Any]:
    """``part`` with the axes behind its directions as one, in the order in which they lie in memory."""
    axes = list(range(leading)) + sorted(range(leading, part.ndim), key=lambda i: -part.strides[i])
    return part.transpose(axes).reshape((*part.shape[:leading], -1))


def _address(x: np.ndarray[Any, Any]) -> int:
    return int(x.__array_interface__["data"][0])


# --- everything else that NumPy does with an array -----------------------------------------------------


def _dispatched(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """The call on what the buffers stand for; a plain result accepts Duals again."""
    if kwargs.get("out") is not None:
        return _into(function, args, kwargs)
    if args and isinstance(args[0], Buffer) and _writes_first(function):
        _give_room(args[0], (*args[1:], *kwargs.values()))
    return accepting(function(*map(_unwrap, args), **{key: _unwrap(value) for key, value in kwargs.items()}))


_IN_PLACE = frozenset({np.copyto, np.place, np.put, np.putmask, np.fill_diagonal, np.put_along_axis})


def _writes_first(function: Callable[..., Any]) -> bool:
    """Whether a function writes into its first argument: those of NumPy, and ``at`` of a ufunc."""
    return function in _IN_PLACE or getattr(function, "__name__", "") == "at"


def _give_room(target: Buffer, values: Any) -> None:
    """Let a buffer hold the Duals that are going to be written into it."""
    for value in map(_settled, values):
        if isinstance(value, Dual):
            _partner_for(target, value)


def _into(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """A call that writes into buffers: into their partners, once a Dual is among the arguments."""
    outs = kwargs.pop("out")
    args = [_unwrap(value) for value in args]
    kwargs = {key: _unwrap(value) for key, value in kwargs.items()}
    targets = outs if isinstance(outs, tuple) else (outs,)
    moving = any(isinstance(a, Dual) for a in args) or any(
        isinstance(t, Dual) or (isinstance(t, Buffer) and dual_of(t) is not None) for t in targets
    )
    if not moving:
        bare = tuple(plain(t) if isinstance(t, Buffer) else t for t in targets)
        function(*args, out=bare if isinstance(outs, tuple) else bare[0], **kwargs)
    else:
        results = function(*args, **{k: v for k, v in kwargs.items() if k != "casting"})
        for target, result in zip(
            targets, results if isinstance(results, tuple) else (results,), strict=True
        ):
            if target is not None:
                target[...] = result
    return outs if isinstance(outs, tuple) and len(outs) > 1 else targets[0]


def _unwrap(value: Any) -> Any:
    if type(value) in (list, tuple):
        return type(value)(_unwrap(item) for item in value)
    return settle(value)


def accepting(result: Any) -> Any:
    """A plain float array as a buffer; anything else as it is."""
    if type(result) is np.ndarray and result.dtype.kind in "fc" and result.flags.forc:
        return result.view(Buffer)
    if type(result) in (list, tuple):
        return type(result)(map(accepting, result))
    return result


def _method(name: str) -> Callable[..., Any]:
    own = getattr(np.ndarray, name)

    def method(self: Buffer, *args: Any, **kwargs: Any) -> Any:
        partner = dual_of(self)
        if partner is not None:
            return getattr(partner, name)(*map(_unwrap, args), **{k: _unwrap(v) for k, v in kwargs.items()})
        return own(self, *args, **kwargs)

    method.__name__ = name
    return method


def _attribute(name: str) -> property:
    own = getattr(np.ndarray, name)

    def get(self: Buffer) -> Any:
        partner = dual_of(self)
        return own.__get__(self) if partner is None else getattr(partner, name)

    def set_(self: Buffer, value: Any) -> None:
        value = _settled(value)
        if isinstance(value, Dual):
            _partner_for(self, value)
        partner = dual_of(self)
        if partner is None:
            own.__set__(self, value)
        else:
            setattr(partner, name, value)

    return property(get, set_ if hasattr(own, "__set__") else None)


def _no_memory(name: str) -> property:
    """An attribute that gives compiled code the bare memory, where the Duals are not."""
    own = getattr(np.ndarray, name)

    def get(self: Buffer) -> Any:
        if dual_of(self) is not None:
            raise TypeError(
                f"drop_in: compiled code asks for the memory ({name}) of an array that holds Duals, and would "
                "lose the derivative; give the function a rule by dualnum.custom_rule"
            )
        return own.__get__(self)

    return property(get)


_IN_PLACE_OR_PLAIN = frozenset(
    {
        "setflags",
        "view",
        "setfield",
        "getfield",
        "byteswap",
        "resize",
        "tobytes",
        "tofile",
        "dump",
        "dumps",
        "to_device",
        "itemset",
        "newbyteorder",
        "tostring",
        "ptp",
    }
)
for _name in dir(np.ndarray):
    if not _name.startswith("_") and callable(getattr(np.ndarray, _name)) and _name not in _IN_PLACE_OR_PLAIN:
        setattr(Buffer, _name, _method(_name))
for _name in ("ctypes", "data"):
    setattr(Buffer, _name, _no_memory(_name))
for _name in ("T", "mT", "real", "imag", "flat"):
    setattr(Buffer, _name, _attribute(_name))


def accepts_duals(x: Any) -> bool:
    """Whether ``x`` is a buffer."""
    return isinstance(x, Buffer)


_links.settle = settle
_links.accepts_duals = accepts_duals
_links.unwrap = _unwrap
