"""The rules of differentiation, as one table of data."""

from dualnum.rules import arithmetic, elementary, piecewise, special
from dualnum.rules.table import TABLE, Rule, Table

OWN_ROWS = tuple(row.name for row in TABLE)
"""The rows that need nothing but NumPy and `math`; SciPy's come later, when its functions are met."""


def load_scipy() -> None:
    """Add the rows of `scipy.special`, which are read when its functions are."""
    from dualnum.rules import scipy_tables  # noqa: F401  (importing it writes the rows)


__all__ = [
    "OWN_ROWS",
    "TABLE",
    "Rule",
    "Table",
    "arithmetic",
    "elementary",
    "load_scipy",
    "piecewise",
    "special",
]
