"""Derivatives of functions of a complex variable that need not be holomorphic."""

from __future__ import annotations

from functools import wraps
from typing import Any

from dualnum.structures import leaves, map_leaves
from dualnum.transforms.arguments import Function, check_function
from dualnum.transforms.directional import jvp
from dualnum.transforms.holomorphic import as_complex
from dualnum.transforms.seeding import as_variable, one_like


def wirtinger(f: Function) -> Function:
    """The function that gives Wirtinger's derivatives ``(∂f/∂z, ∂f/∂z̄)`` at a complex z.

    With f_x and f_y the derivatives along the real and the imaginary axis, these are (f_x − i·f_y)/2 and
    (f_x + i·f_y)/2.  A holomorphic f has ∂f/∂z̄ = 0 and ∂f/∂z = f'; for an array z they are taken element by
    element.

    Raises:
        TypeError: f is not callable, or z is not a number or an array.

    >>> wirtinger(lambda z: z * z)(3 + 4j)
    ((6+8j), 0j)
    """
    check_function("wirtinger", f)

    @wraps(f, updated=())
    def both(z: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        z = as_complex(as_variable("wirtinger", z))
        unit = one_like(z)

        def g(point: Any) -> Any:
            return f(point, *args, **kwargs)

        along_real = jvp(g, (z,), (unit,))[1]
        along_imaginary = iter(leaves(jvp(g, (z,), (1j * unit,))[1]))
        pairs = [(fx, next(along_imaginary)) for fx in leaves(along_real)]
        first, second = (
            iter([(fx - 1j * fy) / 2 for fx, fy in pairs]),
            iter([(fx + 1j * fy) / 2 for fx, fy in pairs]),
        )
        return map_leaves(lambda _: next(first), along_real), map_leaves(lambda _: next(second), along_real)

    return both
