"""NumPy's array functions by group, as a page: ``python -m dualnum.numpy_protocols.listing``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import numpy as np

from dualnum.numpy_protocols.array_functions import GROUPS, REASONS, full_name, handlers

DESCRIPTIONS = {
    "linear": "Linear functions: the same function of the primal and of the tangent.",
    "selecting": """
        The tangent is that of the elements that the primals select; at a tie, of the one that argmax,
        argmin or a stable sort puts first.""",
    "reducing": "Sums, products, means and variances along axes.",
    "numeric": "Numerical functions, by their definitions or the table's rules.",
    "contractions": "Sums of products, by the product rule.",
    "linear algebra": "Solutions, decompositions and norms, by the implicit function theorem.",
    "polynomials": "Polynomials and their roots.",
    "constructing": """
        New arrays like a Dual, or with `like=` a Dual: constants that have its directions and can be
        assigned Duals. An array of integers, booleans or objects that is asked for by `dtype=` is a plain
        one.""",
    "assigning": "Writing into an array: a Dual takes both parts; a plain array refuses Duals.",
    "plain": "Shapes, types, indices, comparisons: a plain result, from the primals alone.",
    "text": "Text that shows both parts.",
    "unsupported": "Refused with a TypeError that gives the reason.",
}
"""What the functions of a group have in common, in the order of the page."""


def overridable() -> list[Any]:
    """NumPy's own list, complete: some of its modules add their functions when they are imported."""
    for module in ("fft", "char", "polynomial"):
        import_module(f"numpy.{module}")
    from numpy.testing.overrides import get_overridable_numpy_array_functions

    return sorted(get_overridable_numpy_array_functions(), key=full_name)


def handler_of(function: Any) -> Any:
    """What computes a function of Duals; None for one that is refused, or only takes ``like=``."""
    return handlers().get(function) or handlers().get(full_name(function))


def group_of(function: Any) -> str:
    """The group of a function of NumPy.

    Raises:
        KeyError: it is in none.
    """
    handlers()
    found = GROUPS.get(function) or GROUPS.get(full_name(function))
    return found or GROUPS[function.__module__]


def page() -> str:
    """The page, in Markdown."""
    found: dict[str, dict[str, str]] = {group: {} for group in DESCRIPTIONS}
    for function in overridable():
        reason = REASONS.get(function) or REASONS.get(function.__module__, "")
        found[group_of(function)][full_name(function)] = reason
    release = ".".join(np.__version__.split(".")[:2])
    count = sum(map(len, found.values()))
    text = f"""
        The {count} functions that NumPy {release} lets one override, each in one group. (NumPy's own list has
        {len(overridable())} entries: a creation function written in Python is there twice, for `like=`.) Its
        ufuncs are in the table of rules; lists and arrays of objects have
        [a page of their own](object-arrays.md). Written by `python -m dualnum.numpy_protocols.listing`."""
    lines = ["# NumPy's array functions on a Dual", "", _one_line(text)]
    for group, names in found.items():
        lines += [
            "",
            f"## {group.capitalize()} ({len(names)})",
            "",
            _one_line(DESCRIPTIONS[group]),
            "",
            *_listed(names),
        ]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _listed(names: dict[str, str]) -> Iterable[str]:
    """The names of a group: after each reason where there are reasons, else all in one line."""
    if not any(names.values()):
        return [", ".join(f"`{name}`" for name in names)]
    reasons = dict.fromkeys(names.values())
    return [
        f"- {', '.join(f'`{name}`' for name, of in names.items() if of == reason)}: {reason}."
        for reason in reasons
    ]


if __name__ == "__main__":
    sys.stdout.write(page())
