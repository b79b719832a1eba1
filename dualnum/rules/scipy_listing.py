"""SciPy's ufuncs and their derivatives, as a page: ``python -m dualnum.rules.scipy_listing``."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import Any

import numpy as np
import scipy.special

from dualnum.rules import TABLE, Rule, load_scipy

_INTRODUCTION = (
    "The {count} ufuncs of `scipy.special` {release}, with the private ones that `scipy.stats` calls. "
    "Written by `python -m dualnum.rules.scipy_listing`."
)
_SLOW = (
    "A slope with respect to a shape of the incomplete gamma or beta function, or to the order of zeta, comes "
    "from mpmath number by number: exact, and slow."
)


def ufuncs() -> dict[str, Any]:
    """The ufuncs of `scipy.special`, by their own names: ``jn`` is there as ``jv``."""
    spaces = (vars(scipy.special), vars(scipy.special._ufuncs))
    found = [thing for space in spaces for thing in space.values() if isinstance(thing, np.ufunc)]
    return {ufunc.__name__: ufunc for ufunc in sorted(found, key=lambda ufunc: ufunc.__name__)}


def missing(row: Rule) -> list[int]:
    """The arguments, counted from 1, for which a row has no partial."""
    partials = row.outputs if row.outputs is not None else (row.partials,)
    return sorted({i for each in partials for i, partial in enumerate(each or (), 1) if partial is None})


def page() -> str:
    """The page, in Markdown."""
    load_scipy()
    complete, constant, partly = [], [], defaultdict(list)
    for name in ufuncs():
        row = TABLE.get(name)
        if row is not None and row.constant:
            constant.append(f"`{name}`")
        elif row is not None and missing(row):
            partly[row.unknown].append(f"`{name}` ({', '.join(map(str, missing(row)))})")
        elif row is not None:
            complete.append(f"`{name}`")
    refused = defaultdict(list)
    for name, reason in TABLE.refused.items():
        refused[reason].append(f"`{name}`")
    release = ".".join(scipy.__version__.split(".")[:2])
    lines = [
        "# SciPy's special functions on a Dual",
        "",
        _INTRODUCTION.format(count=len(ufuncs()), release=release),
        "",
        f"## For every argument ({len(complete)})",
        "",
        _SLOW,
        "",
        ", ".join(complete),
        "",
        f"## Not for every argument ({sum(map(len, partly.values()))})",
        "",
        "The arguments in brackets, counted from 1, may not move: that is a TypeError, which gives the reason.",
        *(f"\n- {reason}: {', '.join(names)}" for reason, names in partly.items()),
        "",
        f"## Piecewise constant ({len(constant)})",
        "",
        "Their slope is 0: " + ", ".join(constant),
        "",
        f"## Refused ({sum(map(len, refused.values()))})",
        "",
        "A TypeError gives the reason; `dualnum.custom_rule` gives a function a rule of your own.",
        *(f"\n- {reason}: {', '.join(names)}" for reason, names in refused.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
