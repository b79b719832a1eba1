"""Duals in another dtype: both parts are converted, unless the dtype cannot hold a derivative."""

from __future__ import annotations

from typing import Any

from dualnum import _links
from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import dtype_of, stripped
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.results import both
from dualnum.numpy_protocols.untyped import np


@implements("astype", group="linear")
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """``astype(x, dtype, copy=, device=)``; see `converted`."""
    if device is not None:
        x = x.to_device(device)
    return converted(x, dtype, copy=copy)


def converted(x: Dual, dtype: Any, copy: bool = True, **options: Any) -> Any:
    """A Dual in another dtype; booleans come as a plain array, objects as one of scalar Duals.

    Integers come as a plain array where `drop_in` is entered, as ``int(x)`` does: the slope is 0.

    Raises:
        TypeError: the dtype cannot hold a derivative.
    """
    wanted, given = np.dtype(dtype), dtype_of(x)
    truncated = wanted.kind in "iu" and given.kind == "f" and _links.inside is not None and _links.inside()
    if wanted.kind == "b" or truncated:
        return np.asarray(stripped(x)).astype(wanted)[()]
    if wanted.kind == "O":
        return np.asarray(x)
    if wanted.kind not in "fc" and not (wanted.kind in "iu" and given.kind in "biu"):
        raise TypeError(
            f"astype: an array of {wanted} cannot hold a Dual without losing its derivative; "
            "use .primal to drop it on purpose"
        )
    if wanted == given and not copy and hasattr(stripped(x), "dtype"):
        return x
    t = np.real(x._tangent) if given.kind == "c" and wanted.kind == "f" else x._tangent
    return make(part_as(x._primal, wanted, options), _tangent_part(t, wanted), x._level)


def part_as(part: Any, dtype: Any, options: Any) -> Any:
    """A component in another dtype: a number, an array or a Dual."""
    if isinstance(part, Dual):
        return converted(part, dtype, **options)
    return (
        part.astype(dtype, **options) if isinstance(part, np.ndarray) else np.asarray(part).astype(dtype)[()]
    )


def _tangent_part(t: Any, dtype: Any) -> Any:
    """A tangent in the precision of ``dtype``; one that is complex beside a real primal stays complex."""
    if dtype.kind in "iu":
        return t.copy() if hasattr(t, "copy") else t
    wider = np.result_type(dtype, np.complex64) if dtype_of(t).kind == "c" else dtype
    return part_as(t, wider, {})


@implements(np.copy, group="linear")
def copy(a: Any, order: Any = "K", subok: bool = False) -> Any:
    """``copy(a, order, subok)``."""
    return both(a, lambda part: np.copy(part, order, subok), np.copy)
