"""A function's own derivative rule, for what a Dual cannot enter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.propagation import product, split
from dualnum.shapes import aligned, direction_shape, filled, zero_like
from dualnum.transforms.arguments import Function, check_function


def custom_rule(df: Function | None = None, *, jvp: Function | None = None) -> Callable[[Function], Function]:
    """A decorator that gives a function its own derivative rule.

    Args:
        df: called with the function's arguments; returns the partial derivative, or a tuple of one for
            each argument.  For functions of numbers, and of arrays element by element.
        jvp: for any other function: called with the tuples ``primals`` and ``tangents`` (0 for an
            argument that is constant), returns the tangent of the result.  One direction at a time.

    The function itself is only ever called with plain numbers and arrays.  ``df`` and ``jvp`` are called
    with Duals when derivatives are nested; give them a rule of their own if they cannot take these.

    Raises:
        TypeError: neither or both are given, or ``df`` returns the wrong number of partials.

    >>> import math
    >>> @custom_rule(lambda x: math.cos(x))
    ... def sine(x):
    ...     return math.sin(x)
    >>> sine(Dual(0.0, 2.0))
    Dual(0.0, 2.0)
    """
    if (df is None) == (jvp is None):
        raise TypeError("custom_rule: give either df, the partial derivatives, or jvp=, the tangent")
    check_function("custom_rule", df or jvp)

    def decorate(f: Function) -> Function:
        check_function("custom_rule", f)

        @wraps(f)
        def ruled(*args: Any, **kwargs: Any) -> Any:
            args = tuple(array(a) if isinstance(a, (list, tuple)) else a for a in args)
            if not any(isinstance(arg, Dual) for arg in args):
                return f(*args, **kwargs)
            level, primals, tangents = split(args)
            y = ruled(*primals, **kwargs)
            directions = direction_shape(f.__name__, primals, tangents)
            if df is not None:
                tangent = _by_partials(f, df, primals, y, tangents, directions, kwargs)
            else:
                tangent = _by_directions(jvp, primals, y, tangents, directions, kwargs)
            return make(y, filled(tangent, y, directions), level)

        return ruled

    return decorate


def _by_partials(
    f: Function, df: Function, primals: Any, y: Any, tangents: Any, directions: Any, kwargs: dict[str, Any]
) -> Any:
    partials = df(*primals, **kwargs)
    partials = partials if isinstance(partials, tuple) else (partials,)
    if len(partials) != len(primals):
        raise TypeError(
            f"custom_rule: df gave {len(partials)} partial(s) for {len(primals)} argument(s) of {f.__name__}"
        )
    total: Any = zero_like(y, directions)
    for partial, primal, tangent in zip(partials, primals, tangents, strict=True):
        if tangent is not None:
            total = total + product(partial, aligned(tangent, primal, y, directions), (partial,))
    return total


def _by_directions(
    jvp: Any, primals: Any, y: Any, tangents: Any, directions: tuple[int, ...], kwargs: dict[str, Any]
) -> Any:
    zeros = tuple(zero_like(p) if t is None else t for p, t in zip(primals, tangents, strict=True))
    if not directions:
        return jvp(tuple(primals), zeros, **kwargs)
    rows = [
        jvp(
            tuple(primals),
            tuple(z if t is None else t[d] for z, t in zip(zeros, tangents, strict=True)),
            **kwargs,
        )
        for d in range(directions[0])
    ]
    return array(rows) if rows else zero_like(y, directions)
