"""Directional derivatives: the product of the Jacobian with a vector, without the Jacobian."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.construction import component
from dualnum.dual import Dual
from dualnum.shapes import shape_of
from dualnum.structures import leaves, map_leaves
from dualnum.transforms.arguments import Function, check_function
from dualnum.transforms.seeding import as_variable, fresh_level, output_parts, seeded


def jvp(f: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """``(f(*primals), directional derivative)``, both in the structure of f's output.

    ``primals`` and ``tangents`` are tuples of the same structure: numbers, arrays, Duals, or nested
    tuples, lists, dicts and dataclasses of these, with equal shapes.

    Raises:
        TypeError: f is not callable, a component is not a number, or f returns something else.
        ValueError: the two tuples differ in structure or shape.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.5))
    (6.0, 4.0)
    """
    check_function("jvp", f)
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise TypeError("jvp: primals and tangents must be tuples, one entry for each argument of f")
    points, moves = leaves(tuple(primals)), leaves(tuple(tangents))
    if len(primals) != len(tangents) or len(points) != len(moves):
        raise ValueError(
            f"jvp: {len(points)} primals but {len(moves)} tangents; their structures must be the same"
        )
    level = fresh_level()
    pairs = iter([_moving(p, t, level) for p, t in zip(points, moves, strict=True)])
    variables = map_leaves(lambda _: next(pairs), tuple(primals))
    return output_parts("jvp", f(*variables), level)


def _moving(primal: Any, tangent: Any, level: int) -> Dual:
    primal = as_variable("jvp", primal)
    tangent = component("tangent", tangent, "jvp")
    if shape_of(primal) != shape_of(tangent):
        raise ValueError(
            f"jvp: a tangent of shape {shape_of(tangent)} for a primal of shape {shape_of(primal)}; they must be equal"
        )
    return seeded(primal, np.array(tangent) if isinstance(tangent, np.ndarray) else tangent, level)
