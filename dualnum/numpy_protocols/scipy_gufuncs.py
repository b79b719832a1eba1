"""Legendre functions and spherical harmonics of `scipy.special` that give derivatives along with the value.

Each is several generalized ufuncs, by how many derivatives they give (0, 1 or 2) along trailing axes, one for each
argument that has them.  The slope of one of them is in the next one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.dual import make
from dualnum.propagation import is_moving, split
from dualnum.shapes import aligned, direction_shape
from dualnum.strong_zeros import product

_ANGLES = {"legendre_p": 1, "sph_legendre_p": 1, "sph_harm_y": 2}
"""How many of the last arguments are differentiated; the ones before are degrees and orders."""


def of_special(ufunc: Any) -> bool:
    """Whether this is one of them."""
    return ufunc.__name__ in _ANGLES and ufunc.signature is not None and "scipy.special" in sys.modules


def call(ufunc: Any, inputs: Sequence[Any]) -> Any:
    """The values and derivatives that ``ufunc`` gives, as a Dual.

    Raises:
        TypeError: a degree or an order moves, or SciPy has no derivatives of so high an order.
    """
    level, primals, tangents = split(inputs)
    name, angles = ufunc.__name__, _ANGLES[ufunc.__name__]
    for position, tangent in enumerate(tangents[:-angles], 1):
        if tangent is not None and is_moving(tangent):
            raise TypeError(
                f"{name}: dualnum has no formula for the derivative with respect to argument {position} (a degree or "
                "an order); see dualnum.custom_rule"
            )
    y = ufunc(*primals)
    higher = _next(ufunc)(*primals)
    value = y[(..., *[0] * angles)]
    directions = direction_shape(name, primals, tangents)
    total = 0 * y + np.zeros(directions + (1,) * y.ndim)
    for axis, (primal, tangent) in enumerate(zip(primals[-angles:], tangents[-angles:], strict=True)):
        if tangent is not None:
            kept = [slice(1, None) if i == axis else slice(-1) for i in range(angles)]
            moved = aligned(tangent, primal, value, directions)[(..., *[None] * angles)]
            total = total + product(higher[(..., *kept)], moved)
    return make(y, total, level)


def _next(ufunc: Any) -> Any:
    """The ufunc that gives one derivative more."""
    family = getattr(sys.modules["scipy.special"], ufunc.__name__)._ufunc_or_ufuncs
    order = family.index(ufunc) + 1
    if order == len(family):
        raise TypeError(
            f"{ufunc.__name__}: cannot carry a derivative: SciPy has {order - 1} of them; see dualnum.custom_rule"
        )
    return family[order]
