"""A formula as text, such as ``sin(x)*exp(-x**2)``, made into a function without running the text.

The text passes two gates.  Its tokens may only be numbers, names and the signs of arithmetic; then the tree
that `ast` makes of it may only hold the nodes that `_Compiler` names.  What it calls are functions of the
table of rules, so every number that those take (floats, Duals, the numbers of the oracle) goes through.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any, NoReturn

from dualnum.functions import function
from dualnum.math import _ROWS as MATH_NAMES
from dualnum.rules import TABLE
from dualnum.selection import select

Closure = Callable[[Any], Any]

MAX_LENGTH = 1000
"""Characters.  A formula that a person types is far below it."""

MAX_DEPTH = 100
"""Levels of the tree, each of which takes two frames of Python's stack when the function is called."""

MAX_BITS = 1024
"""Of a power of integers: no float can hold a larger one, and 9**9**9 would take minutes."""

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}


class ExpressionError(ValueError):
    """The text is not an expression; ``column`` (from 1) says where.

    >>> parse("2x")
    Traceback (most recent call last):
    dualnum.expression.ExpressionError: column 2: an operator is missing; write 2*x
    """

    def __init__(self, column: int, problem: str) -> None:
        super().__init__(f"column {column}: {problem}")
        self.column = column


class NoValueError(ArithmeticError, ValueError):
    """The function has no value at a point: outside its domain, or too large for a float."""


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
    return Expression(text.strip(), _Compiler(text, "x").closure())


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


# --- the tokens ------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|//|[<>=!]=|[-+*/%(),<>])|(?P<space>\s+)|(?P<other>.)",
    re.ASCII | re.DOTALL,
)
_WORDS = frozenset({"if", "else", "and", "or", "not"})
_HINTS = {
    "^": "is not a power here; write **",
    ".": "belongs only in a number; the parts of an object are out of reach",
    "=": "assigns nothing here; write == to compare",
    "!": "is not the factorial here; write gamma(x + 1)",
    "&": "does not join conditions here; write and",
    "|": "does not join conditions here; write or, and abs(x) for an absolute value",
    "[": "does not group; write (",
    "]": "does not group; write )",
    "{": "does not group; write (",
    "}": "does not group; write )",
    "π": "is written pi",
    "²": "is written **2",
    "³": "is written **3",
    "√": "is written sqrt(x)",
    "−": "is written -",
    "·": "is written *",
    "×": "is written *",
    "÷": "is written /",
    "≤": "is written <=",
    "≥": "is written >=",
    "≠": "is written !=",
    "∞": "is no number here; the derivative is taken at finite points",
}


def _check_tokens(text: str) -> None:
    """Refuse what no expression holds, and name the common slips, which Python's own errors do not.

    Raises:
        ExpressionError: at the first token that is out of place.
    """
    if not text.strip():
        raise ExpressionError(1, "the expression is empty")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            MAX_LENGTH + 1, f"the expression is too long; it may have {MAX_LENGTH} characters"
        )
    open_columns: list[int] = []
    previous = ""
    for token in _TOKEN.finditer(text):
        word, column = token.group(), token.start() + 1
        if token.lastgroup == "space":
            continue
        _check_token(token, previous)
        if word == "(":
            open_columns.append(column)
        elif word == ")" and not open_columns:
            raise ExpressionError(column, "')' closes nothing")
        elif word == ")":
            open_columns.pop()
        previous = word
    if open_columns:
        raise ExpressionError(open_columns[-1], "'(' is never closed")


def _check_token(token: re.Match[str], previous: str) -> None:
    word, column = token.group(), token.start() + 1
    if token.lastgroup == "other":
        raise ExpressionError(column, f"{word!r} {_HINTS.get(word, 'has no meaning in an expression')}")
    if keyword.iskeyword(word) and word not in _WORDS:
        raise ExpressionError(column, f"{word!r} has no meaning in an expression")
    begins = word == "(" or (token.lastgroup in ("number", "name") and word not in _WORDS)
    ends = (
        previous == ")"
        or (previous[-1:].isalnum() and previous not in _WORDS)
        or previous.endswith((".", "_"))
    )
    if not begins or not ends or (word == "(" and (previous[0].isalpha() or previous[0] == "_")):
        return
    if _is_function(previous):
        raise ExpressionError(column, f"{previous} is a function; write {previous}({word})")
    left, right = ("(...)" if part in ("(", ")") else part for part in (previous, word))
    raise ExpressionError(column, f"an operator is missing; write {left}*{right}")


# --- the functions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Callee:
    """What a name calls, and how many arguments it takes."""

    call: Callable[..., Any]
    least: int
    most: int | None


def _log(x: Any, base: Any = None) -> Any:
    """The logarithm to a base; log2 and log10 keep all digits where the quotient does not."""
    if base is None:
        return function("log")(x)
    if isinstance(base, int) and base in (2, 10):
        return function(f"log{base}")(x)
    return function("log")(x) / function("log")(base)


def _fold(name: str) -> Callable[..., Any]:
    return lambda *args: reduce(function(name), args)


_SPECIAL = {
    "log": _Callee(_log, 1, 2),
    "max": _Callee(_fold("maximum"), 2, None),
    "min": _Callee(_fold("minimum"), 2, None),
    "where": _Callee(select, 3, 3),
}
_SYNONYMS = {**MATH_NAMES, "abs": "absolute", "ln": "log"}


def _is_function(name: str) -> bool:
    return _callee(name) is not None


def _callee(name: str) -> _Callee | None:
    """What ``name`` calls; None for no function, or one of several results (modf)."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    row = TABLE.get(name) or TABLE.get(_SYNONYMS.get(name, ""))
    return _Callee(function(row.name), row.arity, row.arity) if row and row.outputs is None else None


def _function_names() -> list[str]:
    return list(filter(_is_function, (*_SPECIAL, *_SYNONYMS, *(row.name for row in TABLE))))


# --- the tree --------------------------------------------------------------------------------------------------


def _power(base: Any, exponent: Any) -> Any:
    """The real power; a negative base of a fractional power, which Python makes complex, has none."""
    if isinstance(base, int) and isinstance(exponent, int) and (base.bit_length() - 1) * exponent > MAX_BITS:
        raise OverflowError("the result is too large for a float")
    y = base**exponent
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
    """Makes closures of the nodes of one text's tree, and refuses every node that it does not name."""

    def __init__(self, text: str, variable: str | None) -> None:
        self._text = text
        self._variable = variable

    def closure(self) -> Closure:
        """The function that the text states; see `parse` for the errors."""
        _check_tokens(self._text)
        tree = self._tree()
        if isinstance(tree, (ast.Compare, ast.BoolOp)) or self._is_not(tree):
            self._refuse(tree, "a condition is not a number; write 'a if condition else b'")
        return self._number(tree)

    def _tree(self) -> ast.expr:
        # In parentheses, blanks in front are no indentation, and a node's col_offset is its column from 1.
        source = f"({re.sub(r'[^!-~]', ' ', self._text)})"
        try:
            tree = ast.parse(source, mode="eval").body
        except SyntaxError as error:
            self._explain(error)
        except (MemoryError, RecursionError):
            raise ExpressionError(1, "the expression is nested too deeply") from None
        level: list[ast.AST] = [tree]
        for _ in range(MAX_DEPTH):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
        if level:
            raise ExpressionError(1, f"the expression is nested too deeply; it may have {MAX_DEPTH} levels")
        return tree

    def _explain(self, error: SyntaxError) -> NoReturn:
        column = max(1, (error.offset or 1) - 1)
        rest = self._text[column - 1 :].split()
        if error.msg.startswith(("expected 'else'", "leading zeros", "invalid decimal", "too many")):
            problem = error.msg
        elif rest:
            problem = f"{_TOKEN.match(rest[0]).group()!r} is out of place"  # type: ignore[union-attr]
        else:
            problem = "the expression ends too early"
        raise ExpressionError(column, problem) from None

    def _refuse(self, node: ast.AST, problem: str) -> NoReturn:
        raise ExpressionError(getattr(node, "col_offset", 1), problem)

    def _number(self, node: ast.expr) -> Closure:
        match node:
            case ast.Constant(value=value) if type(value) in (int, float):
                return self._literal(node, value)
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _UNARY:
                return self._applied(node, _UNARY[type(sign)], [operand])
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
                return self._applied(node, _BINARY[type(sign)], [left, right])
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self._choice(test, body, otherwise)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(node, name, args)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                holds = self._condition(node)
                return lambda x: 1 if holds(x) else 0
            case ast.Tuple(elts=[first, *_]):
                raise ExpressionError(first.end_col_offset or 1, "a comma belongs only between arguments")
        self._refuse(node, f"{ast.unparse(node)} has no meaning in an expression")

    def _literal(self, node: ast.expr, value: float) -> Closure:
        if value > 1.7976931348623157e308:
            self._refuse(node, "the number is too large for a float")
        return lambda x: value

    def _named(self, node: ast.expr, name: str) -> Closure:
        if name == self._variable:
            return lambda x: x
        if name in CONSTANTS:
            value = CONSTANTS[name]
            return lambda x: value
        if name == "x":
            self._refuse(node, "x has no place in a constant, such as pi/4")
        if _is_function(name):
            self._refuse(node, f"{name} is a function; write {name}(x)")
        self._refuse(node, f"unknown name {name!r}{_suggestion(name, [*CONSTANTS, *_function_names()])}")

    def _choice(self, test: ast.expr, body: ast.expr, otherwise: ast.expr) -> Closure:
        holds, first, second = self._condition(test), self._number(body), self._number(otherwise)
        return lambda x: first(x) if holds(x) else second(x)

    def _call(self, node: ast.expr, name: str, args: list[ast.expr]) -> Closure:
        if name == self._variable or name in CONSTANTS:
            self._refuse(node, f"{name} is not a function; write {name}*(...) for a product")
        callee = _callee(name)
        if callee is None:
            self._refuse(node, f"unknown function {name!r}{_suggestion(name, _function_names())}")
        if len(args) < callee.least or (callee.most is not None and len(args) > callee.most):
            self._refuse(node, f"{name} takes {_count(callee)}, not {len(args)}")
        if name == "where":  # computes only the branch that it needs
            return self._choice(*args)
        return self._applied(node, callee.call, args)

    def _applied(self, node: ast.expr, apply: Callable[..., Any], args: list[ast.expr]) -> Closure:
        """A function of the values of ``args``, whose errors say which part of the text they come from."""
        operands = [self._number(arg) for arg in args]
        part = ast.get_source_segment(f" {self._text}", node)
        where = f"{part} at column {node.col_offset}"

        def applied(x: Any) -> Any:
            values = [operand(x) for operand in operands]
            try:
                return apply(*values)
            except (ArithmeticError, TypeError, ValueError) as error:
                raise NoValueError(f"{where}: {error}") from error

        return applied

    @staticmethod
    def _is_not(node: ast.expr) -> bool:
        return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)

    def _condition(self, node: ast.expr) -> Closure:
        match node:
            case ast.Compare(left=left, ops=signs, comparators=others):
                operands = [self._number(part) for part in (left, *others)]
                return partial(_chain, [_COMPARISONS[type(sign)] for sign in signs], operands)
            case ast.BoolOp(op=joint, values=values):
                parts = [self._condition(value) for value in values]
                every = all if isinstance(joint, ast.And) else any
                return lambda x: every(part(x) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                holds = self._condition(operand)
                return lambda x: not holds(x)
        self._refuse(node, "a condition is a comparison, such as x > 0")


def _chain(signs: list[Callable[[Any, Any], Any]], operands: list[Closure], x: Any) -> bool:
    """``a < b <= c``: every neighbouring pair, as far as it is needed."""
    left = operands[0](x)
    for sign, operand in zip(signs, operands[1:], strict=True):
        right = operand(x)
        if not sign(left, right):
            return False
        left = right
    return True


def _suggestion(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    return (
        f"; did you mean {close[0]}?"
        if close
        else "; the variable is x, and the functions are those of --rules"
    )


def _count(callee: _Callee) -> str:
    if callee.most is None:
        return f"at least {callee.least} arguments"
    if callee.least != callee.most:
        return f"{callee.least} or {callee.most} arguments"
    return "1 argument" if callee.least == 1 else f"{callee.least} arguments"
