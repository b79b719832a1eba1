"""The table of rules as text: what `python -m dualnum --rules` prints.

A partial is shown as its author wrote it.  Its source is found through the lambda, read with `ast`, and put
in the words of a formula: ``np.where(c, a, b)`` is ``a if c else b``, and a helper of the rules is the
formula that its docstring begins with.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
import re
from collections.abc import Callable, Iterator
from functools import cache
from math import inf
from typing import Any

from dualnum.rules import TABLE, Rule
from dualnum.rules.table import Partial

UNKNOWN = "(its source is not at hand)"

_SIGNS = {"·": "*", "−": "-", "²": "**2", "³": "**3", "^": "**"}
"""How the signs of a docstring are written in Python."""

Row = tuple[str, str, str, str]


_LEGEND = (
    "y is the value of the function; the domain is where the value is real.",
    "A function of several results has a derivative for each, and none for a result that is a whole number.",
)


def listing() -> str:
    """The whole table, aligned: function, domain, partial derivatives, rows of the lecture.

    >>> print(listing().splitlines()[0])  # doctest: +ELLIPSIS
    function ...   domain ...   derivative ...   lecture
    """
    rows = [("function", "domain", "derivative", "lecture"), *(row for rule in TABLE for row in _rows(rule))]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = [
        "   ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", *_LEGEND])


def _rows(rule: Rule) -> Iterator[Row]:
    """One line for each partial; the name, the domain and the lecture stand in the first."""
    names = _argument_names(rule)
    head = (f"{rule.name}({', '.join(names)})", _domain(rule))
    for number, partial in enumerate(derivatives(rule)):
        text = partial if len(names) == 1 else f"{names[number % len(names)]}: {partial}"
        yield (*(head if number == 0 else ("", "")), text, rule.lecture if number == 0 else "")


def derivatives(rule: Rule) -> list[str]:
    """The partial derivatives of a rule, one text for each argument.

    >>> derivatives(TABLE["log10"]), derivatives(TABLE["divide"])
    (['1 / ln10 / x'], ['1 / x2', '-y / x2'])
    """
    if rule.constant:
        return ["0"] * rule.arity
    if rule.choose is not None:
        condition = _text(_expression(rule.choose))
        return [f"0 if {condition} else 1", f"1 if {condition} else 0"]
    if rule.outputs is not None:
        return ["; ".join(_result(partials, i) for partials in rule.outputs) for i in range(rule.arity)]
    textbook = rule.textbook or rule.partials
    return [
        _quotient(_expression(_chosen(*pair)), rule.over)
        for pair in zip(rule.partials, textbook, strict=True)
    ]


def _result(partials: tuple[Partial, ...] | None, i: int) -> str:
    return "none" if partials is None else _text(_expression(partials[i]))


def _argument_names(rule: Rule) -> list[str]:
    return ["x"] if rule.arity == 1 else [f"x{i + 1}" for i in range(rule.arity)]


def _domain(rule: Rule) -> str:
    intervals = [_interval(*interval) for interval in rule.domain]
    return intervals[0] if len(set(intervals)) == 1 else " x ".join(intervals)


def _interval(low: float, high: float) -> str:
    left = "(-inf" if low == -inf else f"[{low:g}"
    return f"{left}, inf)" if high == inf else f"{left}, {high:g}]"


# --- from the source to an expression ---------------------------------------------------------------


def _quotient(partial: ast.expr, over: Callable[..., Any] | None) -> str:
    return _text(partial if over is None else ast.BinOp(partial, ast.Div(), _expression(over)))


def _chosen(partial: Partial, textbook: Partial) -> Partial:
    """The form to show: the textbook's, where the one for doubles needs a helper and that one does not."""
    return textbook if _helper_call(partial) and not _helper_call(textbook) else partial


def _helper_call(partial: Partial) -> tuple[Callable[..., Any], list[str]] | None:
    """The helper that computes a partial, and what it is called with; None for a plain expression."""
    if not callable(partial):
        return None
    if partial.__name__ != "<lambda>":
        return partial, list(inspect.signature(partial).parameters)
    match _lambda_body(partial):
        case ast.Call(func=ast.Name(id=name), args=args) if name in partial.__globals__:
            return partial.__globals__[name], [_text(arg) for arg in args]
    return None


def _expression(partial: Partial) -> ast.expr:
    """A partial as an expression: a number, the body of a lambda, or the formula of a helper."""
    if not callable(partial):
        return ast.Constant(partial)
    call = _helper_call(partial)
    return _lambda_body(partial) if call is None else _formula(*call)


def _formula(helper: Callable[..., Any], arguments: list[str]) -> ast.expr:
    """The formula that a helper's docstring begins with, with these arguments for its parameters."""
    text = re.split(r"[,:;.](?:\s|$)", (inspect.getdoc(helper) or UNKNOWN).splitlines()[0])[0]
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    given = dict(zip(inspect.signature(helper).parameters, arguments, strict=False))
    text = re.sub(r"[A-Za-z_]\w*", lambda word: _in_parentheses(given.get(word.group(), word.group())), text)
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:  # prose, or a formula that is not Python's
        return ast.Name(text)


def _in_parentheses(argument: str) -> str:
    return argument if argument.isidentifier() else f"({argument})"


def _lambda_body(function: Callable[..., Any]) -> ast.expr:
    """The body of a lambda: the only one of its file that lies where the code says it does."""
    code = function.__code__
    positions = set(code.co_positions())
    for node in _lambdas(code.co_filename):
        body = node.body
        span = (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset)
        if node.lineno == code.co_firstlineno and span in positions:
            return body
    return ast.Name(UNKNOWN)


@cache
def _lambdas(filename: str) -> list[ast.Lambda]:
    tree = ast.parse("".join(linecache.getlines(filename)))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]


# --- from the expression to text --------------------------------------------------------------------

_RENAMED = {"absolute": "abs", "conjugate": "conj"}


def _text(expression: ast.expr) -> str:
    return ast.unparse(_Formula().visit(copy.deepcopy(expression)))


class _Formula(ast.NodeTransformer):
    """Puts NumPy's words into those of a formula."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.Name(_RENAMED.get(node.attr, node.attr))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="where"), args=[condition, first, second]):
                return ast.IfExp(condition, first, second)
            case ast.Call(func=ast.Name(id="power"), args=[base, exponent]):
                return ast.BinOp(base, ast.Pow(), exponent)
            case ast.Call(func=ast.Name(id="square"), args=[base]):
                return ast.BinOp(base, ast.Pow(), ast.Constant(2))
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        match node.op:
            case ast.BitAnd():
                return ast.BoolOp(ast.And(), [node.left, node.right])
            case ast.BitOr():
                return ast.BoolOp(ast.Or(), [node.left, node.right])
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.ops[0], ast.NotEq) and ast.dump(node.left) == ast.dump(node.comparators[0]):
            return ast.Call(ast.Name("isnan"), [node.left], [])
        return node
