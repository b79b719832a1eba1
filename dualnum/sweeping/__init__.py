"""Elementwise functions over large arrays, block by block, in the cache and on all cores."""

from dualnum.sweeping.sweep import sweep

__all__ = ["sweep"]
