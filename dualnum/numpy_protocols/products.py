"""matmul, vecdot, matvec and vecmat: bilinear, so the product rule holds with their own product.

Direction axes lead and NumPy broadcasts leading axes of its operands together, so a tangent is given
as many axes between its directions and its matrix as the other operand has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum.dual import make
from dualnum.propagation import split
from dualnum.shapes import direction_shape, filled, shape_of

_CORE = {"matmul": (2, 2), "vecdot": (1, 1), "matvec": (2, 1), "vecmat": (1, 2)}
"""The number of core axes of each operand; matmul takes vectors too."""


def call(ufunc: np.ufunc, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The product and its tangent t1·x2 + x1·t2.

    Raises:
        TypeError: ``out`` is given; write ``out[...] = `` instead.
    """
    if kwargs.get("out") is not None:
        target = kwargs.pop("out")[0]
        target[...] = call(ufunc, inputs, kwargs)
        return target
    level, primals, tangents = split(inputs)
    y = ufunc(*primals, **kwargs)
    directions = direction_shape(ufunc.__name__, primals, tangents)
    product = _batched(ufunc, primals, kwargs)
    terms = []
    if tangents[0] is not None:
        terms.append(product(tangents[0], primals[1], directions, 0))
    if tangents[1] is not None:
        terms.append(product(primals[0], tangents[1], directions, 1))
    tangent = terms[0] if len(terms) == 1 else terms[0] + terms[1]
    return make(y, filled(tangent, y, directions), level)


def _batched(ufunc: np.ufunc, primals: Sequence[Any], kwargs: dict[str, Any]) -> Callable[..., Any]:
    """The product of one operand with another that has directions in front."""
    core = [min(c, len(shape_of(p))) for c, p in zip(_CORE[ufunc.__name__], primals, strict=True)]

    def product(a: Any, b: Any, directions: tuple[int, ...], which: int) -> Any:
        if not directions:
            return ufunc(a, b, **kwargs)
        batch = max(len(shape_of(p)) - c for p, c in zip(primals, core, strict=True))
        operands = [a, b]
        shape = shape_of(operands[which])[len(directions) :]
        missing = batch - (len(shape) - core[which])
        operands[which] = operands[which].reshape(directions + (1,) * missing + shape)
        if ufunc.__name__ != "matmul" or 1 not in core:
            return ufunc(*operands, **kwargs)
        return _with_vectors(ufunc, operands, core, kwargs)

    return product


def _with_vectors(ufunc: np.ufunc, operands: Sequence[Any], core: Sequence[int], kwargs: dict[str, Any]) -> Any:
    """matmul of vectors, written as matrices with one row or column, which then goes again."""
    a, b = operands
    a = a[..., None, :] if core[0] == 1 else a
    b = b[..., :, None] if core[1] == 1 else b
    result = ufunc(a, b, **kwargs)
    if core[1] == 1:
        result = result[..., 0]
    return result[..., 0] if core[0] == core[1] == 1 else result[..., 0, :] if core[0] == 1 else result
