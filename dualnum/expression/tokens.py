"""The tokens of a formula: which ones there are, and what to write instead of the common slips.

Python's own errors for these slips differ from version to version and do not say what to write.
"""

from __future__ import annotations

import keyword
import re

from dualnum.expression.errors import ExpressionError
from dualnum.expression.names import is_function

MAX_LENGTH = 1000
"""Characters.  A formula that a person types is far below it."""

TOKEN = re.compile(
    r"(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|//|[<>=!]=|[-+*/%(),<>])"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)",
    re.ASCII | re.DOTALL,
)

_WORDS = frozenset({"if", "else", "and", "or", "not"})

_HINTS = {
    "^": "is not a power here; write **",
    ".": "belongs only in a number; the parts of an object are out of reach",
    "=": "assigns nothing here; write == to compare",
    "!": "is not the factorial here; write gamma(x + 1)",
    "&": "does not join conditions here; write and",
    "|": "has no meaning here; write or between conditions, and abs(x) for an absolute value",
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
}


def check_tokens(text: str) -> None:
    """Refuse what no expression holds.

    Raises:
        ExpressionError: at the first token that is out of place, or at a parenthesis without its partner.
    """
    if not text.strip():
        raise ExpressionError(1, "the expression is empty")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            MAX_LENGTH + 1, f"the expression is too long; it may have {MAX_LENGTH} characters"
        )
    unclosed: list[int] = []
    previous = None
    for token in TOKEN.finditer(text):
        if token.lastgroup == "space":
            continue
        _check_token(token)
        _check_neighbours(previous, token)
        _check_parenthesis(token, unclosed)
        previous = token
    if unclosed:
        raise ExpressionError(unclosed[-1], "'(' is never closed")


def _check_token(token: re.Match[str]) -> None:
    word = token.group()
    if token.lastgroup == "other" or (keyword.iskeyword(word) and word not in _WORDS):
        hint = _HINTS.get(word, "has no meaning in an expression")
        raise ExpressionError(token.start() + 1, f"{word!r} {hint}")


def _check_neighbours(previous: re.Match[str] | None, token: re.Match[str]) -> None:
    """Refuse two operands side by side: 2x, 2(x + 1), (x + 1)(x - 1), sin x; and 1if, as Python will."""
    if previous is None:
        return
    if previous.lastgroup == "number" and token.group() in _WORDS and previous.end() == token.start():
        raise ExpressionError(token.start() + 1, f"a space is missing before {token.group()}")
    if not _is_operand(previous, ")") or not _is_operand(token, "("):
        return
    before, word = previous.group(), token.group()
    if previous.lastgroup == "name" and word == "(":
        return  # a call
    if is_function(before):
        raise ExpressionError(token.start() + 1, f"{before} is a function; write {before}({word})")
    left, right = ("(...)" if part in ("(", ")") else part for part in (before, word))
    raise ExpressionError(token.start() + 1, f"an operator is missing; write {left}*{right}")


def _is_operand(token: re.Match[str], parenthesis: str) -> bool:
    word = token.group()
    return word == parenthesis or (token.lastgroup in ("number", "name") and word not in _WORDS)


def _check_parenthesis(token: re.Match[str], unclosed: list[int]) -> None:
    if token.group() == "(":
        unclosed.append(token.start() + 1)
    elif token.group() == ")":
        if not unclosed:
            raise ExpressionError(token.start() + 1, "')' closes nothing")
        unclosed.pop()
