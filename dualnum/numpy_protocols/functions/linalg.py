"""numpy.linalg on Duals."""

from dualnum.numpy_protocols.functions import (
    linalg_eigenvalues,
    linalg_least_squares,
    linalg_singular,
    linalg_solving,
)
