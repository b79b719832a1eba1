"""In which order to multiply a chain of Jacobians: the matrix-chain problem, for maps of known form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
Tree = int | tuple["Tree", "Tree"]
"""A product: a map's index, or the two factors, the outer one first."""


class Form(NamedTuple):
    """What a Jacobian looks like: its rows and columns, in ``blocks`` equal blocks down its diagonal.

    One block is a dense matrix; as many blocks as rows, each of one number, are a diagonal one.
    """

    rows: int
    columns: int
    blocks: int = 1

    @property
    def diagonal(self) -> bool:
        """Whether each output depends on one input, its own."""
        return self.blocks == self.rows == self.columns

    def after(self, inner: Form) -> Form:
        """The form of the product of this map with the one that comes before it."""
        if self.diagonal:
            return inner
        if inner.diagonal:
            return self
        return Form(self.rows, inner.columns, self.blocks if self.blocks == inner.blocks else 1)

    def multiplications(self, inner: Form) -> int:
        """How many multiplications of numbers that product takes."""
        if self.diagonal:
            return inner.entries
        if inner.diagonal:
            return self.entries
        if self.blocks == inner.blocks or inner.blocks == 1:
            return self.entries * (inner.columns // inner.blocks)
        return self.rows * inner.entries

    @property
    def entries(self) -> int:
        """How many numbers the map holds."""
        return self.rows * self.columns // self.blocks


class Order(NamedTuple):
    """The cheapest order of a product, what it costs, and what the two plain orders would cost.

    ``forward`` multiplies from the input on, as forward mode does; ``backward`` from the output on.
    """

    tree: Tree
    multiplications: int
    forward: int
    backward: int

    @property
    def name(self) -> str:
        """``"forward"``, ``"backward"`` or ``"mixed"``, where neither plain order is as cheap."""
        if self.multiplications == self.backward:
            return "backward"
        return "forward" if self.multiplications == self.forward else "mixed"

    @property
    def saved(self) -> int:
        """How many multiplications fewer than in the dearer of the two plain orders."""
        return max(self.forward, self.backward) - self.multiplications

    def __str__(self) -> str:
        return _text(self.tree) if isinstance(self.tree, int) else "".join(map(_text, self.tree))


MOST_MAPS = 64
"""Longer chains try the two plain orders only: the search for the best takes n³ steps."""


def cheapest_order(forms: Sequence[Form]) -> Order:
    """The order in which to multiply maps of these forms, the first applied first.

    Among orders of equal cost it is the backward one, then the forward one.

    >>> order = cheapest_order([Form(10, 1000), Form(1000, 10), Form(2, 1000)])  # of J₁, J₂, J₃
    >>> print(order, order.name, order.multiplications, order.forward, order.backward)
    (J₃J₂)J₁ backward 40000 12000000 40000
    """
    backward = _folded(forms, backward=True)
    forward = _folded(forms, backward=False)
    best = min((backward, forward), key=lambda plain: plain[1])
    if 2 < len(forms) <= MOST_MAPS and len(set(forms)) > 1:
        best = min((best, _searched(forms)), key=lambda found: found[1])
    return Order(best[0], best[1], forward[1], backward[1])


def _folded(forms: Sequence[Form], *, backward: bool) -> tuple[Tree, int]:
    """The product taken from one end on, and its cost."""
    indices = list(range(len(forms)))
    if backward:
        indices.reverse()
    tree: Tree = indices[0]
    form, cost = forms[indices[0]], 0
    for index in indices[1:]:
        outer, inner = (form, forms[index]) if backward else (forms[index], form)
        tree = (tree, index) if backward else (index, tree)
        cost += outer.multiplications(inner)
        form = outer.after(inner)
    return tree, cost


def _searched(forms: Sequence[Form]) -> tuple[Tree, int]:
    """The best order of all: that of each stretch, from those of its parts."""
    best: dict[tuple[int, int], tuple[int, Tree, Form]] = {
        (i, i): (0, i, form) for i, form in enumerate(forms)
    }
    for length in range(2, len(forms) + 1):
        for start in range(len(forms) - length + 1):
            end = start + length - 1
            splits = (_split(best[start, middle], best[middle + 1, end]) for middle in range(start, end))
            best[start, end] = min(splits, key=lambda found: found[0])
    cost, tree, _ = best[0, len(forms) - 1]
    return tree, cost


def _split(inner: tuple[int, Tree, Form], outer: tuple[int, Tree, Form]) -> tuple[int, Tree, Form]:
    cost = inner[0] + outer[0] + outer[2].multiplications(inner[2])
    return cost, (outer[1], inner[1]), outer[2].after(inner[2])


def _text(tree: Tree) -> str:
    if isinstance(tree, int):
        return "J" + str(tree + 1).translate(_DIGITS)
    return f"({_text(tree[0])}{_text(tree[1])})"
