"""The transforms of jitted functions: each is a jitted function itself, and so its calls cost no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numba import njit

from dualnum.compiled import derivatives, directional, gradients, hessians
from dualnum.compiled.array_type import MOST_DIRECTIONS
from dualnum.compiled.signatures import with_parameters_of

Kernel = Callable[..., Any]

CHUNK = 16
"""Directions at once: more would not fit into the registers of a loop, fewer would take more passes."""

ROWS = 2
"""Rows of a Hessian at once, each of which has as many directions."""


def derivative(f: Any, order: int = 1, *, argnum: int = 0, holomorphic: bool = False) -> Any:
    """The jitted function that gives f', or None where it is taken outside compiled code."""
    if holomorphic:
        return None
    g = f
    for _ in range(order):
        g = _made(g, argnum, "derivative", derivatives.slope)
    return g


def value_and_derivative(f: Any, *, argnum: int = 0, holomorphic: bool = False) -> Any:
    """The jitted function that gives ``(f(x), f'(x))``, or None where it is taken outside compiled code."""
    return None if holomorphic else _made(f, argnum, "value_and_derivative", derivatives.value_and_slope)


def gradient(f: Any, *, argnum: Any = 0, chunk_size: Any = "auto", holomorphic: bool = False) -> Any:
    """The jitted function that gives ∇f, or None where it is taken outside compiled code."""
    return _of_arrays(f, argnum, chunk_size, holomorphic, "gradient", 0, second=True)


def value_and_gradient(
    f: Any, *, argnum: Any = 0, chunk_size: Any = "auto", holomorphic: bool = False
) -> Any:
    """The jitted function that gives ``(f(x), ∇f(x))``, or None where it is taken outside compiled code."""
    return _of_arrays(f, argnum, chunk_size, holomorphic, "value_and_gradient", 0)


def jacobian(
    f: Any, *, argnum: Any = 0, chunk_size: Any = "auto", holomorphic: bool = False, sparsity: Any = None
) -> Any:
    """The jitted function that gives the Jacobian, or None where it is taken outside compiled code."""
    if sparsity is not None:
        return None
    return _of_arrays(f, argnum, chunk_size, holomorphic, "jacobian", 1, second=True)


def value_and_jacobian(
    f: Any, *, argnum: Any = 0, chunk_size: Any = "auto", holomorphic: bool = False
) -> Any:
    """The jitted function that gives ``(f(x), Jacobian)``, or None where it is taken outside compiled code."""
    return _of_arrays(f, argnum, chunk_size, holomorphic, "value_and_jacobian", 1)


def hessian(f: Any, *, argnum: Any = 0, chunk_size: Any = "auto") -> Any:
    """The jitted function that gives the Hessian, or None where it is taken outside compiled code."""
    if isinstance(argnum, tuple):
        return None
    lanes = CHUNK if chunk_size == "auto" else _chunk(chunk_size)
    return _made(f, argnum, "hessian", hessians.hessian_kernel(min(lanes, ROWS), lanes))


def jvp(f: Any, primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """``(f(*primals), directional derivative)``, or None where it is taken outside compiled code."""
    if len(primals) != len(tangents) or any(isinstance(p, tuple | list | dict) for p in primals):
        return None
    return kept_with(f, "jvp", lambda: _jvp_of(f))(tuple(primals), tuple(tangents))


def _of_arrays(
    f: Any, argnum: Any, chunk_size: Any, holomorphic: bool, kind: str, which: int, *, second: bool = False
) -> Any:
    if holomorphic or isinstance(argnum, tuple):
        return None
    kernel = gradients.kernels(_chunk(chunk_size))[which]
    return _made(f, argnum, kind, gradients.second_of(kernel) if second else kernel)


def _chunk(chunk_size: Any) -> int:
    return CHUNK if chunk_size == "auto" else min(int(chunk_size), MOST_DIRECTIONS)


def _made(f: Any, argnum: int, kind: str, kernel: Kernel) -> Any:
    """The transform of the function."""
    key = (kind, argnum, kernel)
    return kept_with(f, key, lambda: with_parameters_of(f, argnum, kind, kernel))


def _jvp_of(f: Any) -> Any:
    kernel = directional.value_and_tangent
    return njit(lambda primals, tangents: kernel(f, primals, tangents))


def kept_with(f: Any, key: Any, make: Callable[[], Any]) -> Any:
    """What is made of a function once, and kept with it, so that asking again compiles nothing."""
    kept: dict[Any, Any] = f.__dict__.setdefault("_dualnum_transforms", {})
    if key not in kept:
        kept[key] = make()
    return kept[key]
