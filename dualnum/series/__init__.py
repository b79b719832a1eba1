"""Truncated power series from the same table of rules."""

from dualnum.series.taylor import SeriesError, Taylor

__all__ = ["SeriesError", "Taylor"]
