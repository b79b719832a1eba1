"""Transforms: each takes a function and returns a function."""

from dualnum.transforms.complex_plane import wirtinger
from dualnum.transforms.custom import custom_rule
from dualnum.transforms.derivatives import derivative, value_and_derivative
from dualnum.transforms.directional import jvp
from dualnum.transforms.expansion import taylor
from dualnum.transforms.gradients import gradient, jacobian, value_and_gradient, value_and_jacobian
from dualnum.transforms.second_order import hessian, hvp, value_gradient_hessian
from dualnum.transforms.sparse import sparsity
from dualnum.transforms.vector_calculus import curl, divergence, laplacian

__all__ = [
    "curl",
    "custom_rule",
    "derivative",
    "divergence",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "laplacian",
    "sparsity",
    "taylor",
    "value_and_derivative",
    "value_and_gradient",
    "value_and_jacobian",
    "value_gradient_hessian",
    "wirtinger",
]
