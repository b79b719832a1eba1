"""Functions that ask what an array is, or look at its memory: the answer is that of the primal."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.dropin.compiled import stands_for
from dualnum.dual import Dual, is_array, make
from dualnum.numpy_protocols.ufuncs import primal_of


@stands_for("numpy.lib._stride_tricks_impl.as_strided", "numpy.lib.stride_tricks.as_strided")
def _as_strided(
    x: Any, shape: Any = None, strides: Any = None, subok: bool = False, writeable: bool = True, **_: Any
) -> Any:
    """The same view of both parts, whose elements lie alike in memory.

    Raises:
        TypeError: they do not.
    """
    shape = x.shape if shape is None else tuple(shape)
    strides = x._primal.strides if strides is None else tuple(strides)

    def view(part: Any, reference: Any) -> Any:
        if isinstance(part, Dual):
            return make(view(part._primal, reference), view(part._tangent, reference), part._level)
        leading = part.ndim - reference.ndim
        if part.strides[leading:] != reference.strides:
            raise TypeError(
                "as_strided: the derivative lies otherwise in memory than the value; index the array instead"
            )
        return np.lib.stride_tricks.as_strided(
            part, part.shape[:leading] + shape, part.strides[:leading] + strides
        )

    found: Any = view(x, primal_of(x))
    return found


@stands_for(
    "scipy._lib._array_api.array_namespace",
    "scipy._lib.array_api_compat.common._helpers.array_namespace",
    "scipy._external.array_api_compat.common._helpers.array_namespace",
    "sklearn.externals.array_api_compat.common._helpers.array_namespace",
)
def _array_namespace(*arrays: Any, original: Any = None, **kwargs: Any) -> Any:
    """The namespace of the primals: NumPy's functions take Duals."""
    return original(*(np.zeros(1) if isinstance(a, Dual) else a for a in arrays), **kwargs)


@stands_for(
    "scipy._lib.array_api_compat.common._helpers.is_writeable_array",
    "scipy._external.array_api_compat.common._helpers.is_writeable_array",
    "sklearn.externals.array_api_compat.common._helpers.is_writeable_array",
)
def _is_writeable_array(x: Any, original: Any = None) -> Any:
    """Whether the primal is, for an array Dual."""
    return original(np.asarray(primal_of(x))) if is_array(x) else False
