"""numpy.linalg on Duals."""
