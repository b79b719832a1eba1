"""NumPy's protocols on a Dual: ufuncs from the table, array functions in a few families."""

from dualnum.numpy_protocols import array_functions, methods, object_arrays, ufuncs

__all__ = ["array_functions", "methods", "object_arrays", "ufuncs"]

methods.install()
