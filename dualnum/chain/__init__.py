"""Backpropagation as the lecture draws it: modules that know their local derivative (L21 to L23)."""

from dualnum.chain.chain import Chain
from dualnum.chain.module import Module
from dualnum.chain.order import Order
from dualnum.chain.records import Backward, Forward

__all__ = ["Backward", "Chain", "Forward", "Module", "Order"]
