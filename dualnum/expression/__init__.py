"""A formula as text, such as ``sin(x)*exp(-x**2)``, made into a function without running the text.

The text passes two gates.  Its tokens may only be numbers, names and the signs of arithmetic; then the tree
that `ast` makes of it may only hold the nodes that the compiler names.  What it calls are functions of the
table of rules, so every kind of number that those take (floats, Duals, the oracle's) goes through.
"""

from dualnum.expression.compiler import Expression, constant, parse
from dualnum.expression.errors import ExpressionError, NoValueError

__all__ = ["Expression", "ExpressionError", "NoValueError", "constant", "parse"]
