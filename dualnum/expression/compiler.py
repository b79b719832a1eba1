"""The tree of a formula, walked once to make closures; every node that is not named here is refused."""

from __future__ import annotations

import ast
import math
import operator
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from dualnum import _links
from dualnum.expression.errors import ExpressionError, NoValueError
from dualnum.expression.names import CONSTANTS, callee, is_function, suggestion
from dualnum.expression.tokens import TOKEN, check_tokens

Closure = Callable[[Any], Any]

MAX_DEPTH = 100
"""Levels of the tree, each of which takes frames of Python's stack when the function is called."""

MAX_BITS = sys.float_info.max_exp
"""Of a power of integers: no float can hold a larger one, and 9**9**9 would take minutes."""


@dataclass(frozen=True)
class Expression:
    """A function of x and the text it was made from; call it with any number that `dualnum` takes."""

    text: str
    _closure: Closure = field(repr=False)

    def __call__(self, x: Any) -> Any:
        """The value at ``x``.

        Raises:
            NoValueError: there is none.
        """
        return self._closure(x)

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Expression:
    """The function of x that ``text`` states.

    The text may use ``x``, numbers, ``pi``, ``e`` and ``tau``; ``+ - * / // % **`` and parentheses; the
    functions of the table, also by the names that `math` has for them, ``ln``, ``log(x, base)``, ``min`` and
    ``max`` of several; comparisons with ``and``, ``or`` and ``not``; and ``a if c else b`` or
    ``where(c, a, b)``, which compute only the branch that the condition selects.  A condition among numbers
    counts as 1 or 0.

    Raises:
        ExpressionError: the text is anything else.

    >>> f = parse("x**2 if x >= 0 else -x")
    >>> f(3.0), f(-3.0)
    (9.0, 3.0)
    """
    return Expression(" ".join(text.split()), _Compiler(text, "x").closure())


def constant(text: str) -> float:
    """The number that ``text`` states, such as ``1e-3`` or ``pi/4``.

    Raises:
        ExpressionError: the text is not an expression, or x is in it.
        NoValueError: it has no value, or none that is finite.

    >>> constant("-pi/4")
    -0.7853981633974483
    """
    try:
        value = float(_Compiler(text, None).closure()(None))
    except OverflowError as error:
        raise NoValueError(f"{text.strip()} is too large for a float") from error
    if not math.isfinite(value):
        raise NoValueError(f"{text.strip()} has no finite value")
    return value


_TOO_LARGE = "the result is too large for a float"


def _power(base: Any, exponent: Any) -> Any:
    """The real power; a negative base of a fractional power, which Python makes complex, has none."""
    if isinstance(base, int) and isinstance(exponent, int) and (base.bit_length() - 1) * exponent > MAX_BITS:
        raise OverflowError(_TOO_LARGE)
    try:
        y = base**exponent
    except OverflowError:
        raise OverflowError(
            _TOO_LARGE
        ) from None  # Python's own text is a pair, of C's error number and its name
    primal = y
    while hasattr(primal, "primal"):
        primal = primal.primal
    if isinstance(primal, complex):
        raise ValueError(
            "a negative number has no real power that is not whole; cbrt(x) is the real cube root"
        )
    return y


_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class _Compiler:
    """Makes the closures of one text."""

    def __init__(self, text: str, variable: str | None) -> None:
        self._variable = variable
        check_tokens(text)
        # In parentheses, blanks in front are no indentation, and a node's col_offset is its column from 1.
        self._source = "(" + re.sub(r"\s", " ", text) + ")"

    def closure(self) -> Closure:
        """The function that the text states."""
        tree = self._tree()
        match tree:
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise _refusal(tree, "a condition is not a number; write 'a if condition else b'")
        return self._number(tree)

    def _tree(self) -> ast.expr:
        try:
            tree = ast.parse(self._source, mode="eval").body
        except SyntaxError as error:
            raise self._explained(error) from None
        except (MemoryError, RecursionError):
            raise ExpressionError(1, "the expression is nested too deeply") from None
        level: list[ast.AST] = [tree]
        for _ in range(MAX_DEPTH):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
        if level:
            raise ExpressionError(1, f"the expression is nested too deeply; it may have {MAX_DEPTH} levels")
        return tree

    def _explained(self, error: SyntaxError) -> ExpressionError:
        """Python's error, in words that are the same in each of its versions."""
        column = max(1, (error.offset or 1) - 1)
        token = TOKEN.match(self._source[:-1], column)
        if error.msg.startswith(("expected 'else'", "leading zeros", "invalid decimal", "too many")):
            return ExpressionError(column, error.msg)
        if token is None:
            return ExpressionError(column, "the expression ends too early")
        return ExpressionError(column, f"{token.group()!r} is out of place")

    def _number(self, node: ast.expr) -> Closure:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return _literal(node, value)
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
                return self._applied(node, _UNARY[type(op)], [operand])
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return self._applied(node, _BINARY[type(op)], [left, right])
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self._choice(test, body, otherwise)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(node, name, args)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                holds = self._condition(node)
                return lambda x: int(holds(x))
            case ast.Tuple(elts=[]):
                raise _refusal(node, "there is nothing in the parentheses")
            case ast.Tuple(elts=[first, *_]):
                raise ExpressionError(first.end_col_offset or 1, "a comma belongs only between arguments")
        raise _refusal(node, f"{ast.unparse(node)} has no meaning in an expression")

    def _named(self, node: ast.expr, name: str) -> Closure:
        if name == self._variable:
            return lambda x: x
        if name in CONSTANTS:
            return _always(CONSTANTS[name])
        if name == "x":
            raise _refusal(node, "x has no place in a constant, such as pi/4")
        if is_function(name):
            raise _refusal(node, f"{name} is a function; write {name}(x)")
        raise _refusal(node, f"unknown name {name!r}; {suggestion(name)}")

    def _choice(self, test: ast.expr, body: ast.expr, otherwise: ast.expr) -> Closure:
        holds, first, second = self._condition(test), self._number(body), self._number(otherwise)
        return lambda x: first(x) if holds(x) else second(x)

    def _call(self, node: ast.expr, name: str, args: list[ast.expr]) -> Closure:
        if name == self._variable or name in CONSTANTS:
            raise _refusal(node, f"{name} is not a function; write {name}*(...) for a product")
        known = callee(name)
        if known is None:
            raise _refusal(node, f"unknown function {name!r}; {suggestion(name)}")
        if not known.takes(len(args)):
            raise _refusal(node, f"{name} takes {known}, not {len(args)}")
        if name == "where":  # computes only the branch that it needs
            return self._choice(*args)
        return self._applied(node, known.call, args)

    def _applied(self, node: ast.expr, apply: Callable[..., Any], args: list[ast.expr]) -> Closure:
        """A function of the values of ``args``, whose errors say which part of the text they come from."""
        operands = [self._number(arg) for arg in args]
        where = f"{ast.get_source_segment(self._source, node)} at column {node.col_offset}"

        def applied(x: Any) -> Any:
            values = [operand(x) for operand in operands]
            try:
                return apply(*values)
            except (ArithmeticError, TypeError, ValueError) as error:
                raise NoValueError(f"{where}: {error}") from error

        return applied

    def _condition(self, node: ast.expr) -> Closure:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others) if _COMPARISONS.keys() >= set(
                map(type, ops)
            ):
                operands = [self._number(part) for part in (left, *others)]
                return partial(_chain, [_COMPARISONS[type(op)] for op in ops], operands)
            case ast.BoolOp(op=joint, values=values):
                parts = [self._condition(value) for value in values]
                every = all if isinstance(joint, ast.And) else any
                return lambda x: every(part(x) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                holds = self._condition(operand)
                return lambda x: not holds(x)
        raise _refusal(node, "a condition is a comparison, such as x > 0")


def _refusal(node: ast.expr, problem: str) -> ExpressionError:
    return ExpressionError(node.col_offset, problem)


def _literal(node: ast.expr, value: float) -> Closure:
    if value > sys.float_info.max:
        raise _refusal(node, "the number is too large for a float")
    return _always(value)


def _always(value: float) -> Closure:
    return lambda _: value


def _chain(signs: list[Callable[[Any, Any], Any]], operands: list[Closure], x: Any) -> bool:
    """``a < b <= c``: every neighbouring pair, as far as it is needed."""
    left = operands[0](x)
    for sign, operand in zip(signs, operands[1:], strict=True):
        right = operand(x)
        if _links.reporting and sign is not operator.eq:
            operator.eq(left, right)  # errstate reports a point on the edge of a condition as an equality
        if not sign(left, right):
            return False
        left = right
    return True
