"""What can be wrong with a formula: its text, or its value at a point."""

from __future__ import annotations


class ExpressionError(ValueError):
    """The text is not an expression; ``column`` (from 1) says where.

    >>> from dualnum.expression import parse
    >>> parse("2x")
    Traceback (most recent call last):
    dualnum.expression.errors.ExpressionError: column 2: an operator is missing; write 2*x
    """

    def __init__(self, column: int, problem: str) -> None:
        super().__init__(f"column {column}: {problem}")
        self.column = column


class NoValueError(ArithmeticError, ValueError):
    """The function has no value at a point: outside its domain, or too large for a float."""
