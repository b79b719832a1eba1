"""The judge: the lecture's limit of the difference quotient, by mpmath, for functions as they are written."""

from dualnum.oracle.gradients import limit_gradient, limit_jacobian
from dualnum.oracle.limits import NoLimitError, limit_derivative, partial_derivative

__all__ = ["NoLimitError", "limit_derivative", "limit_gradient", "limit_jacobian", "partial_derivative"]
