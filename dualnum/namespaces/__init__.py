"""What a name such as ``cos`` means for each component type: one namespace for each."""

from __future__ import annotations

from typing import Any

import numpy

from dualnum.containers import is_container
from dualnum.namespaces.binding import BoundRule, Namespace
from dualnum.namespaces.high_precision import namespace_of_context
from dualnum.namespaces.numpy_arrays import NUMPY
from dualnum.namespaces.python_numbers import COMPLEX, FLOAT

__all__ = ["FLOAT", "NUMPY", "BoundRule", "Namespace", "namespace_of", "register"]

_BY_TYPE: dict[type, Namespace] = {
    float: FLOAT,
    int: FLOAT,
    bool: FLOAT,
    complex: COMPLEX,
    numpy.ndarray: NUMPY,
}


def register(component: type, namespace: Namespace) -> None:
    """Let numbers of the type ``component`` be computed with by ``namespace``."""
    _BY_TYPE[component] = namespace


def namespace_of(*components: Any) -> Namespace:
    """The namespace that the components of one call share: the one of the highest priority.

    Raises:
        TypeError: a component is not of a type that can be computed with.
    """
    best = None
    for component in components:
        found = _BY_TYPE.get(type(component)) or _namespace_of_type(component)
        if found.variant is not None:
            found = found.variant(component)
        if best is None or found.priority > best.priority:
            best = found
    assert best is not None, "namespace_of: called without components"
    return best


def _namespace_of_type(component: Any) -> Namespace:
    if isinstance(component, numpy.generic):
        found: Namespace | None = NUMPY  # also float64, which Python takes for a float
    elif hasattr(component, "_mpf_") or hasattr(component, "_mpc_"):
        return namespace_of_context(component.context)  # not kept: contexts come and go
    else:
        found = _namespace_by_base(type(component))
    if found is None and not isinstance(component, type) and not is_container(component):
        found = NUMPY if hasattr(component, "__array_ufunc__") else _namespace_of_library_array(component)
    if found is None:
        kind = type(component).__name__
        raise TypeError(
            f"dualnum: a value of type {kind} is not a number; components are numbers, arrays or Duals"
        )
    _BY_TYPE[type(component)] = found
    return found


def _namespace_by_base(kind: type) -> Namespace | None:
    """The namespace of a subclass of a known type; Fraction and Decimal load on first use."""
    for base in kind.__mro__:
        if base in _BY_TYPE:
            return _BY_TYPE[base]
        if base.__module__ in ("fractions", "decimal") and base.__name__ in ("Fraction", "Decimal"):
            from dualnum.namespaces.exact_numbers import DECIMAL, FRACTION

            return FRACTION if base.__name__ == "Fraction" else DECIMAL
    return None


def _namespace_of_library_array(component: Any) -> Namespace | None:
    if not hasattr(component, "shape"):
        return None
    from dualnum.namespaces.array_api import library_of, namespace_of_library

    library = library_of(component)
    return None if library is None else namespace_of_library(library)
