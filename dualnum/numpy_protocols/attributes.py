"""The array attributes of a Dual, to read and to assign.

A Dual of a number answers them as a NumPy scalar would; nothing of it can be assigned.
"""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual
from dualnum.numpy_protocols.dtypes import number_dtype
from dualnum.numpy_protocols.flat import FlatView
from dualnum.numpy_protocols.ufuncs import primal_of
from dualnum.numpy_protocols.untyped import np

ATTRIBUTES: dict[str, property] = {}


def _plain(name: str) -> property:
    """An attribute of the primal as an array."""
    return property(lambda x: getattr(np.asarray(primal_of(x)), name), doc=f"``{name}`` of the primal.")


def _dtype(x: Dual) -> Any:
    primal = primal_of(x)
    if hasattr(primal, "dtype") and not isinstance(primal, np.generic):
        return primal.dtype
    return number_dtype(np.asarray(primal).dtype)


_read_shape: Any = Dual.shape


def _transposed(x: Dual) -> Any:
    return np.transpose(x) if isinstance(primal_of(x), np.ndarray) else x


def _check_elements(x: Dual, name: str) -> None:
    if not isinstance(primal_of(x), np.ndarray):
        raise AttributeError(f"{name}: a Dual of numbers cannot be changed in place")


def _set_real(x: Dual, value: Any) -> None:
    _check_elements(x, "real")
    np.real(x)[...] = value


def _set_imag(x: Dual, value: Any) -> None:
    _check_elements(x, "imag")
    if primal_of(x).dtype.kind != "c":
        raise TypeError("imag: the array does not have an imaginary part to set")
    np.imag(x)[...] = value


def _set_flat(x: Dual, value: Any) -> None:
    _check_elements(x, "flat")
    FlatView(x)[:] = value


def _set_shape(x: Dual, shape: Any) -> None:
    _check_elements(x, "shape")
    new = np.reshape(x, shape)
    if not np.may_share_memory(primal_of(new), primal_of(x)):
        raise AttributeError(
            "shape: incompatible shape for in-place modification; use .reshape() to make a copy"
        )
    x._primal, x._tangent = new._primal, new._tangent


def _strides(x: Dual) -> tuple[int, ...]:
    """The strides of the primal, inside `drop_in`.

    Outside, as_strided would apply them to an object array that NumPy makes of the Dual, and read memory
    that is not its own.
    """
    if x.__class__ is type(x):
        raise AttributeError("strides: a Dual has none, since its parts are two arrays; index it instead")
    strides: tuple[int, ...] = primal_of(x).strides
    return strides


ATTRIBUTES.update({name: _plain(name) for name in "base flags itemsize nbytes".split()})
ATTRIBUTES.update(
    strides=property(_strides, doc=_strides.__doc__),
    dtype=property(_dtype, doc="The dtype of the primal."),
    size=property(lambda x: int(np.prod(x.shape, dtype=int)), doc="The number of elements."),
    shape=property(_read_shape.__get__, _set_shape, doc=_read_shape.__doc__),
    T=property(_transposed, doc="The axes reversed."),
    mT=property(np.matrix_transpose, doc="The last two axes exchanged."),
    real=property(np.real, _set_real, doc="The real part, a view."),
    imag=property(np.imag, _set_imag, doc="The imaginary part, a view of complex numbers."),
    flat=property(FlatView, _set_flat, doc="The elements in C's order."),
    device=property(lambda _x: "cpu", doc="Where the elements are, as the array API has it."),
)
