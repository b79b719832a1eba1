"""Peers that have to be told how to compute as the others do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.row import Call


def jax_doubles() -> Any:
    """JAX, computing with doubles as everyone here does."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def jax_call(function: Callable[[Any], Any], x: Any) -> Call:
    """A call of a compiled function of JAX's that waits for the result."""
    jax = jax_doubles()
    compiled, point = jax.jit(function), jax.numpy.asarray(x)
    return lambda: jax.block_until_ready(compiled(point))
