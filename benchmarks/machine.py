"""What the figures were measured with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from benchmarks.row import is_importable
from dualnum import show_config

PEERS = {
    "numpy": "NumPy",
    "scipy": "SciPy",
    "numba": "Numba",
    "jax": "JAX",
    "autograd": "autograd",
    "num_dual": "num_dual",
    "hyperjet": "hyperjet",
    "casadi": "casadi",
    "uncertainties": "uncertainties",
}


def described() -> dict[str, str]:
    """The processor's architecture and cores, Python, and the versions of the peers that are here."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = {
        "machine": f"{platform.machine()}, {cores} cores",
        "Python": platform.python_version(),
        "dualnum": f"{version('dualnum')}, {show_config('dicts')['build']}",
    }
    here = [module for module in PEERS if is_importable(module)]
    return found | {PEERS[module]: version(module.replace("_", "-")) for module in here}


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for module, name in PEERS.items() if not is_importable(module)]
