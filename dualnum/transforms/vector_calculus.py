"""Divergence, curl and Laplacian of functions on Rⁿ."""

from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np

from dualnum.construction import array
from dualnum.shapes import base_of, is_elsewhere, other_arrays, reshaped, shape_of
from dualnum.transforms.arguments import Function, check_function
from dualnum.transforms.derivatives import derivative
from dualnum.transforms.gradients import jacobian
from dualnum.transforms.seeding import as_variable


def divergence(f: Function) -> Function:
    """The function that gives Σ ∂fᵢ/∂xᵢ for f: Rⁿ → Rⁿ, on arrays of shape ``(n,)``.

    Raises:
        TypeError: f is not callable.
        ValueError: f(x) has another shape than x.

    >>> divergence(lambda x: x * x)(np.array([1.0, 2.0]))
    np.float64(6.0)
    """
    check_function("divergence", f)

    @wraps(f, updated=())
    def trace(x: Any, *args: Any, **kwargs: Any) -> Any:
        j = _matrix("divergence", f, x, args, kwargs)
        if is_elsewhere(base_of(j)):
            return sum((j[i, i] for i in range(1, shape_of(j)[0])), j[0, 0])
        return np.trace(j)[()]

    return trace


def curl(f: Function) -> Function:
    """The function that gives the curl of f: R³ → R³, or the number ∂f₂/∂x₁ − ∂f₁/∂x₂ for f: R² → R².

    Raises:
        TypeError: f is not callable.
        ValueError: x has not 2 or 3 components, or f(x) has another shape than x.

    >>> curl(lambda x: array([x[2] ** 2, 0.0, 0.0]))(np.array([1.0, 2.0, 3.0]))
    array([0., 6., 0.])
    """
    check_function("curl", f)

    @wraps(f, updated=())
    def rotation(x: Any, *args: Any, **kwargs: Any) -> Any:
        j = _matrix("curl", f, x, args, kwargs)
        n = shape_of(j)[0]
        if n == 2:
            return j[1, 0] - j[0, 1]
        if n != 3:
            raise ValueError(f"curl: x has {n} components; the curl exists for 2 and 3")
        components = [j[2, 1] - j[1, 2], j[0, 2] - j[2, 0], j[1, 0] - j[0, 1]]
        if is_elsewhere(base_of(j)):
            return other_arrays().joined([reshaped(component, (1,)) for component in components])
        return array(components)

    return rotation


def laplacian(f: Function) -> Function:
    """The function that gives Σ ∂²f/∂xᵢ² for f: Rⁿ → R, on arrays of any shape.

    Raises:
        TypeError: f is not callable.
        ValueError: f returns an array.

    Each term is the second derivative along one axis, so nothing off the diagonal is computed.

    >>> laplacian(lambda x: x[0] ** 3 + x[1] ** 2)(np.array([2.0, 5.0]))
    np.float64(14.0)
    """
    check_function("laplacian", f)

    @wraps(f, updated=())
    def total(x: Any, *args: Any, **kwargs: Any) -> Any:
        x = as_variable("laplacian", x)
        if not shape_of(x):
            return derivative(lambda t: f(t, *args, **kwargs), order=2)(x)
        terms = [_second(f, x, index, args, kwargs) for index in np.ndindex(shape_of(x))]
        return sum(terms[1:], terms[0]) if terms else 0.0

    return total


def _second(f: Function, x: Any, index: tuple[int, ...], args: Any, kwargs: dict[str, Any]) -> Any:
    """∂²f/∂x² for the element ``index``."""
    axis = _axis(x, index)

    def along(t: Any) -> Any:
        # t first: not every library's array leaves the sum to a Dual behind it
        value = f(t * axis + x, *args, **kwargs)
        if shape_of(value):
            raise ValueError(
                f"laplacian: f returned an array of shape {shape_of(value)}, not a number; "
                "apply it to each component"
            )
        return value

    return derivative(along, order=2)(0.0)


def _axis(x: Any, index: tuple[int, ...]) -> Any:
    """The unit vector along an element of x, of x's float type and library."""
    base = base_of(x)
    kind = getattr(base, "dtype", None)
    axis = np.zeros(shape_of(x), kind if isinstance(kind, np.dtype) and kind.kind in "fc" else float)
    axis[index] = 1.0
    return other_arrays().as_array(axis, base) if is_elsewhere(base) else axis


def _matrix(name: str, f: Function, x: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """The square Jacobian of f at a vector."""
    j = jacobian(lambda p: array(f(p, *args, **kwargs)))(np.asarray(x, float) if isinstance(x, list) else x)
    shape = shape_of(j)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(
            f"{name}: f must map vectors to vectors of the same length, but its Jacobian has shape {shape}"
        )
    return j
