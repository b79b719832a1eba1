"""The families of NumPy's array functions; importing them registers their handlers."""

from dualnum.numpy_protocols.functions import contractions, fourier, linalg, polynomials

__all__ = ["contractions", "fourier", "linalg", "polynomials"]
