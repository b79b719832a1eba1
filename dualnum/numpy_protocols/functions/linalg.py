"""numpy.linalg on Duals."""

from dualnum.numpy_protocols.functions import (
    linalg_determinants,
    linalg_eigenvalues,
    linalg_factoring,
    linalg_least_squares,
    linalg_norms,
    linalg_singular,
    linalg_solving,
)
