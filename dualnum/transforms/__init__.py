"""Transforms: each takes a function and returns a function."""

from dualnum.transforms.custom import custom_rule
from dualnum.transforms.derivatives import derivative, value_and_derivative
from dualnum.transforms.directional import jvp
from dualnum.transforms.gradients import gradient, jacobian, value_and_gradient, value_and_jacobian

__all__ = [
    "custom_rule",
    "derivative",
    "gradient",
    "jacobian",
    "jvp",
    "value_and_derivative",
    "value_and_gradient",
    "value_and_jacobian",
]
