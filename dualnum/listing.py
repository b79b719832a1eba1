"""The table of rules as text: what `python -m dualnum --rules` prints.

A partial is shown as its author wrote it.  Its source is found through the lambda, read with `ast`, and put
in the words of a formula: ``np.where(c, a, b)`` is ``a if c else b``, and a helper of the rules is the
formula that its docstring begins with, or that it returns.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
from collections.abc import Callable, Iterator
from functools import cache
from math import inf
from types import FunctionType
from typing import Any, TypeGuard, TypeVar

from dualnum.rules import TABLE, Rule

UNKNOWN = "(its source is not at hand)"

Row = tuple[str, str, str, str]
_Node = TypeVar("_Node", bound=ast.AST)

_LEGEND = (
    "y is the value of the function; the domain is where the value is real.",
    "A function of several results has a derivative for each. A derivative that the table has not is none.",
)


def listing() -> str:
    """The whole table, aligned: function, domain, rows of the lecture, partial derivatives.

    >>> listing().split()[:4]
    ['function', 'domain', 'lecture', 'derivative']
    """
    rules = [rule for rule in TABLE if not rule.name.startswith("_")]
    rows = [("function", "domain", "lecture", "derivative"), *(row for rule in rules for row in _rows(rule))]
    widths = [*(max(len(row[i]) for row in rows) for i in range(3)), 0]
    lines = ["   ".join(map(str.ljust, row, widths)) for row in rows]
    return "\n".join([*lines, "", *_LEGEND])


def _rows(rule: Rule) -> Iterator[Row]:
    """One line for each partial; the name, the domain and the lecture stand in the first."""
    names = ["x"] if rule.arity == 1 else [f"x{i + 1}" for i in range(rule.arity)]
    head = (f"{rule.name}({', '.join(names)})", _domain(rule), rule.lecture)
    for name, partial in zip(names, derivatives(rule), strict=True):
        yield (*head, partial if len(names) == 1 else f"{name}: {partial}")
        head = ("", "", "")


def derivatives(rule: Rule) -> list[str]:
    """The partial derivatives of a rule, one text for each argument.

    >>> derivatives(TABLE["log10"]), derivatives(TABLE["divide"])
    (['1 / ln10 / x'], ['1 / x2', '-y / x2'])
    """
    if rule.constant:
        return ["0"] * rule.arity
    if rule.choose is not None:
        condition = _text(rule.choose)
        return [f"0 if {condition} else 1", f"1 if {condition} else 0"]
    if rule.outputs is not None:
        return ["; ".join(_text(p and p[i]) for p in rule.outputs) for i in range(rule.arity)]
    textbook = rule.textbook or rule.partials
    return [_text(_chosen(*pair), rule.over) for pair in zip(rule.partials, textbook, strict=True)]


def _domain(rule: Rule) -> str:
    intervals = [_interval(*interval) for interval in rule.domain]
    return intervals[0] if len(set(intervals)) == 1 else " x ".join(intervals)


def _interval(low: float, high: float) -> str:
    left = "(-inf" if low == -inf else f"[{low:g}"
    return f"{left}, inf)" if high == inf else f"{left}, {high:g}]"


# --- from a partial to an expression ------------------------------------------------------------------


def formula(function: Callable[..., Any]) -> str:
    """What a lambda in the words of the table computes, as a person would write it.

    >>> formula(TABLE["tan"].partials[0])
    '1 + y * y'
    """
    return _text(function)


def _text(partial: Any, over: Callable[..., Any] | None = None) -> str:
    expression = _expression(partial)
    return ast.unparse(expression if over is None else ast.BinOp(expression, ast.Div(), _expression(over)))


def _chosen(partial: Any, textbook: Any) -> Any:
    """The form to show: the textbook's, where the one for doubles needs a helper and that one does not."""
    return textbook if _needs_helper(partial) and not _needs_helper(textbook) else partial


def _needs_helper(partial: Any) -> bool:
    if not isinstance(partial, FunctionType):
        return False
    names = {node.id for node in ast.walk(_body(partial)) if isinstance(node, ast.Name)}
    return any(_is_helper(partial.__globals__.get(name)) for name in names)


def _is_helper(value: Any) -> TypeGuard[FunctionType]:
    return isinstance(value, FunctionType) and value.__name__.startswith("_")


def _expression(partial: Any) -> ast.expr:
    """A partial as an expression: a number, the body of a lambda, or the formula of a helper."""
    if partial is None:
        return ast.Name("none")
    if not isinstance(partial, FunctionType):
        return ast.Constant(partial)
    shown: ast.expr = _Formula(partial.__globals__).visit(copy.deepcopy(_body(partial)))
    if isinstance(shown, ast.Call) and _is_helper(partial) and partial.__doc__:  # no formula, but some text
        return ast.Name(_phrase(partial))
    return shown


def _body(function: FunctionType) -> ast.expr:
    """What a lambda returns; for a helper, a call of it."""
    if function.__name__ != "<lambda>":
        return ast.Call(
            ast.Name(function.__name__), [*map(ast.Name, inspect.signature(function).parameters)], []
        )
    positions = set(function.__code__.co_positions())
    for node in _nodes(function, ast.Lambda):
        body = node.body
        if (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset) in positions:
            return body
    return ast.Name(UNKNOWN)


def _nodes(function: FunctionType, kind: type[_Node]) -> list[_Node]:
    """The nodes of one kind in the file of a function."""
    return [node for node in _functions(function.__code__.co_filename) if isinstance(node, kind)]


@cache
def _functions(filename: str) -> list[ast.Lambda | ast.FunctionDef]:
    tree = ast.parse("".join(linecache.getlines(filename)))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.Lambda, ast.FunctionDef))]


# --- helpers of the rules -----------------------------------------------------------------------------

_SIGNS = {"·": "*", "−": "-", "²": "**2", "³": "**3", "^": "**"}
"""How the signs of a docstring are written in Python."""


def _formula(helper: FunctionType) -> ast.expr | None:
    """The formula that a helper's docstring begins with, or else the expression that it returns."""
    try:
        stated = ast.parse(_phrase(helper), mode="eval").body
    except SyntaxError:  # prose, or a formula that is not Python's
        stated = None
    word = (
        stated.id if isinstance(stated, ast.Name) else None
    )  # one word is prose, but for a parameter's name
    if stated is not None and (word is None or word in inspect.signature(helper).parameters):
        return stated
    for node in _nodes(helper, ast.FunctionDef):
        if node.name == helper.__name__ and isinstance(node.body[0], ast.Return):
            return copy.deepcopy(node.body[0].value)
    return None


def _phrase(helper: FunctionType) -> str:
    """The docstring's first words, up to a mark that is not in parentheses."""
    text = (inspect.getdoc(helper) or "").partition("\n")[0]
    depth = 0
    for i, (sign, following) in enumerate(zip(text, text[1:] + " ", strict=False)):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in ",:;." and following == " ":
            text = text[:i]
            break
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    return text


# --- the words of a formula ---------------------------------------------------------------------------

_RENAMED = {"absolute": "abs", "conjugate": "conj"}


class _Formula(ast.NodeTransformer):
    """Puts the words of a rule's module into those of a formula."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

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
            case ast.Call(func=ast.Name(id=name), args=args) if _is_helper(helper := self._names.get(name)):
                return self._helped(helper, args)
        return node

    def _helped(self, helper: FunctionType, args: list[ast.expr]) -> ast.expr:
        formula = _formula(helper)
        if formula is None:
            return ast.Call(ast.Name(helper.__name__.strip("_")), args, [])
        given = dict(zip(inspect.signature(helper).parameters, args, strict=False))
        shown: ast.expr = _Given(given).visit(_Formula(helper.__globals__).visit(formula))
        return shown

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


class _Given(ast.NodeTransformer):
    """Puts the arguments of a call in the place of a helper's parameters."""

    def __init__(self, given: dict[str, ast.expr]) -> None:
        self._given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._given.get(node.id, node)
