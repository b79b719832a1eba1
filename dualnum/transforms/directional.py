"""Directional derivatives: the product of the Jacobian with a vector, without the Jacobian."""

from __future__ import annotations

from typing import Any

from dualnum.construction import component
from dualnum.shapes import copied, is_complex, shape_of
from dualnum.structures import map_leaves, paired
from dualnum.transforms.arguments import Function, check_function
from dualnum.transforms.jitted import compiled, is_jitted
from dualnum.transforms.seeding import as_variable, level_for, output_parts, seeded


def jvp(f: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """``(f(*primals), directional derivative)``, both in the structure of f's output.

    ``primals`` and ``tangents`` are tuples of the same structure: numbers, arrays, Duals, or nested
    tuples, lists, dicts and dataclasses of these, with equal shapes.

    Raises:
        TypeError: f is not callable, a component is not a number, a tangent of a real primal is complex,
            or f returns something else.
        ValueError: the two tuples differ in structure or shape.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.5))
    (6.0, 4.0)
    """
    check_function("jvp", f)
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise TypeError("jvp: primals and tangents must be tuples, one entry for each argument of f")
    if is_jitted(f):
        found: tuple[Any, Any] | None = compiled("jvp")(f, primals, tangents)
        if found is not None:
            return found
    try:
        pairs = paired(tuple(primals), tuple(tangents))
    except ValueError as error:
        raise ValueError(f"jvp: primals and tangents differ: {error}; give both the same structure") from None
    level = level_for([*pairs])
    moving = iter([_moving(primal, tangent, level) for primal, tangent in pairs])
    variables = map_leaves(lambda _: next(moving), tuple(primals))
    return output_parts("jvp", f(*variables), level)


def _moving(primal: Any, tangent: Any, level: int) -> Any:
    primal = as_variable("jvp", primal)
    tangent = component("tangent", tangent, "jvp")
    if shape_of(primal) != shape_of(tangent):
        raise ValueError(
            f"jvp: a tangent of shape {shape_of(tangent)} for a primal of shape {shape_of(primal)}; "
            "give it the same shape"
        )
    if is_complex(tangent) and not is_complex(primal):
        raise TypeError("jvp: a complex tangent of a real primal; give a complex primal, or a real tangent")
    return seeded(primal, copied(tangent), level)
