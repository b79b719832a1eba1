"""The rules of differentiation, as one table of data."""

from dualnum.rules import arithmetic, elementary, piecewise, special
from dualnum.rules.table import TABLE, Rule, Table

__all__ = ["TABLE", "Rule", "Table", "arithmetic", "elementary", "piecewise", "special"]
