"""Truncated power series from the same table of rules."""

from dualnum.series import functions as _functions  # noqa: F401  (fills in what NumPy's names mean)
from dualnum.series.names import SeriesError
from dualnum.series.taylor import Taylor

__all__ = ["SeriesError", "Taylor"]
