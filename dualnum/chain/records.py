"""What a chain remembers: the values on the way up, the derivatives on the way down."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from dualnum.chain.boxes import html, short, text
from dualnum.chain.maps import Dense, Map, as_floats, matrix_of, multiply
from dualnum.chain.module import Step, Values, as_values
from dualnum.chain.order import Form, Order, Tree, cheapest_order
from dualnum.construction import array as as_array
from dualnum.dual import Dual
from dualnum.shapes import shape_of

if TYPE_CHECKING:
    from dualnum.chain.chain import Chain


class Forward:
    """The record of one pass up: every value u, every local derivative, and their product.

    ``values`` are u₀ = x, u₁, …, uₙ = y; a module's several inputs or outputs are a tuple.  The passes are
    records of their own: a later pass of the chain does not change an earlier record.  ``steps`` are the
    modules' own records, and ``last_backward`` is the last pass down, or None.
    """

    def __init__(self, chain: Chain, inputs: Values, steps: Sequence[Step | Forward]) -> None:
        self.chain = chain
        self.steps = tuple(steps)
        self.last_backward: Backward | None = None
        self._bundles = (inputs, *(step.outputs for step in self.steps))

    @property
    def outputs(self) -> Values:
        """The last module's outputs, as a tuple."""
        return self._bundles[-1]

    @property
    def values(self) -> tuple[Any, ...]:
        """u₀ = x, u₁, …, uₙ = y."""
        return tuple(_unwrapped(bundle) for bundle in self._bundles)

    @property
    def output(self) -> Any:
        """y = uₙ."""
        return _unwrapped(self._bundles[-1])

    @property
    def local_derivatives(self) -> tuple[Any, ...]:
        """duᵢ/duᵢ₋₁ for each module: a number, or a Jacobian of shape output.shape + input.shape.

        A module of several inputs has a tuple of them, one of several outputs a tuple of such.
        """
        return tuple(map(self.local_derivative, range(len(self.steps))))

    def local_derivative(self, i: int) -> Any:
        """The local derivative of the module i, as in `local_derivatives`."""
        return self._shaped(self.steps[i].map, self._bundles[i + 1], self._bundles[i])

    @cached_property
    def totals(self) -> tuple[Any, ...]:
        """duᵢ/dx for i = 1 … n, multiplied on the way up, as forward mode does."""
        found = [self.steps[0].map]
        for step in self.steps[1:]:
            found.append(multiply(step.map, found[-1]))
        return tuple(self._shaped(m, self._bundles[i + 1], self._bundles[0]) for i, m in enumerate(found))

    @cached_property
    def total(self) -> Any:
        """dy/dx, the product of the local derivatives, multiplied in the order `order`."""
        return self._shaped(self.map, self._bundles[-1], self._bundles[0])

    @cached_property
    def map(self) -> Map:
        """The product as a map: the local derivative of this chain where it is a module of another."""
        return _product(self.order.tree, [step.map for step in self.steps])

    @property
    def form(self) -> Form:
        """What the product looks like, without computing it."""
        return reduce(lambda inner, outer: outer.after(inner), [step.form for step in self.steps])

    @cached_property
    def order(self) -> Order:
        """The order in which the local derivatives are multiplied, and what it takes and saves."""
        return cheapest_order([step.form for step in self.steps])

    @property
    def multiplications(self) -> int:
        """How many multiplications of numbers the product takes."""
        return self.order.multiplications

    @property
    def saved(self) -> int:
        """How many fewer than in the dearer of forward and backward order."""
        return self.order.saved

    def backward(self, dJ_dy: Any = None) -> Backward:  # noqa: N803  (the lecture's name)
        """The derivatives of a number J on the way down, from its derivative by y.

        ``dJ_dy`` has y's shape, or is a tuple of such for several outputs; for a number y it is 1 if not
        given.

        Raises:
            ValueError: it is missing although y is not a number, or its shape is not y's.
        """
        row: Map = self._seed(dJ_dy)
        deltas, gradients = [self._shaped_row(row, self._bundles[-1])], []
        for step, bundle in zip(reversed(self.steps), reversed(self._bundles[:-1]), strict=True):
            row, found = self._pulled(step, row)
            deltas.append(self._shaped_row(row, bundle))
            gradients.append(found)
        self.last_backward = Backward(self, tuple(deltas), tuple(reversed(gradients)))
        return self.last_backward

    def __repr__(self) -> str:
        return f"Forward({self.chain!r}: {short(_unwrapped(self._bundles[0]))} ↦ {short(self.output)})"

    def __str__(self) -> str:
        return text(self.chain, self)

    def _repr_html_(self) -> str:
        return html(self.chain, self)

    def _pulled(self, step: Step | Forward, row: Map) -> tuple[Map, Any]:
        """The row below a module, and the gradients of the module's parameters."""
        if isinstance(step, Forward):
            gradients = []
            for inner in reversed(step.steps):
                row, found = self._pulled(inner, row)
                gradients.append(found)
            return row, tuple(reversed(gradients))
        found = {
            key: self._number_or_array(multiply(row, by_parameter).dense.reshape(shape))
            for key, (by_parameter, shape) in step.parameters.items()
        }
        return multiply(row, step.map), found

    def _seed(self, given: Any) -> Dense:
        """dJ/dy as a row."""
        if given is None and [shape_of(y) for y in self.outputs] != [()]:
            raise ValueError(f"backward: y is {described(self.outputs)}; give dJ_dy of that shape")
        one = given if given is not None else 1
        seeds = as_values([one] if len(self.outputs) == 1 else one)
        if [shape_of(seed) for seed in seeds] != [shape_of(y) for y in self.outputs]:
            raise ValueError(f"backward: dJ_dy is {described(seeds)}, but y is {described(self.outputs)}")
        return Dense(joined_row(tuple(map(_typed, seeds, self.outputs))))

    def _shaped_row(self, row: Map, bundle: Values) -> Any:
        """A row of derivatives in the shapes of the values that they belong to."""
        flat = row.dense.reshape(-1)
        stops = np.cumsum([size_of(value) for value in bundle])
        parts = [flat[stop - size_of(value) : stop] for value, stop in zip(bundle, stops, strict=True)]
        pairs = zip(parts, bundle, strict=True)
        return _unwrapped(
            tuple(self._number_or_array(part.reshape(shape_of(value))) for part, value in pairs)
        )

    def _shaped(self, found: Map, outputs: Values, inputs: Values) -> Any:
        """A matrix in the shapes of a module's outputs and inputs."""
        matrix = found.dense
        stops = np.cumsum([size_of(value) for value in outputs])
        rows = [matrix[stop - size_of(value) : stop] for value, stop in zip(outputs, stops, strict=True)]
        return _unwrapped(
            tuple(self._shaped_block(*pair, inputs) for pair in zip(rows, outputs, strict=True))
        )

    def _shaped_block(self, block: Any, output: Any, inputs: Values) -> Any:
        stops = np.cumsum([size_of(value) for value in inputs])
        parts = [
            block[:, stop - size_of(value) : stop].reshape(shape_of(output) + shape_of(value))
            for value, stop in zip(inputs, stops, strict=True)
        ]
        return _unwrapped(tuple(map(self._number_or_array, parts)))

    @cached_property
    def _rounds(self) -> bool:
        """Whether derivatives are read as floats: not if every value is an exact fraction, say."""
        values = [value for bundle in self._bundles for value in bundle]
        return any(isinstance(value, (float, np.ndarray, np.generic, Dual)) for value in values)

    def _number_or_array(self, found: Any) -> Any:
        """Floats for exact entries, a number for an array without dimensions."""
        if self._rounds:
            found = as_floats(found)
        if shape_of(found) or isinstance(found, Dual):
            return found
        number = found[()]
        return float(number) if isinstance(number, np.float64) else number


class Backward:
    """The record of one pass down: every delta, and the gradient of every parameter.

    ``deltas`` are dJ/duₙ, …, dJ/du₀ from top to bottom, each of the shape of its u; ``parameters`` has for
    each module, in the order of the chain, a dict of dJ/dp by the parameter's name (a tuple of such for a
    module that is a chain).
    """

    def __init__(self, forward: Forward, deltas: tuple[Any, ...], parameters: tuple[Any, ...]) -> None:
        self.forward = forward
        self.deltas = deltas
        self.parameters = parameters

    @property
    def dJ_dx(self) -> Any:  # noqa: N802  (the lecture's name)
        """The last delta: dJ/dx, a tuple for several inputs."""
        return self.deltas[-1]

    def __repr__(self) -> str:
        return f"Backward({self.forward.chain!r}: dJ/dx = {short(self.dJ_dx)})"

    @cached_property
    def _order(self) -> Order:
        row = Form(1, self.forward.form.rows)
        return cheapest_order([*(step.form for step in self.forward.steps), row])

    @property
    def multiplications(self) -> int:
        """How many multiplications of numbers the deltas took."""
        return self._order.backward

    @property
    def saved(self) -> int:
        """How many fewer than multiplying the Jacobians on the way up, and dJ/dy last."""
        return self._order.forward - self._order.backward


def _product(tree: Tree, maps: Sequence[Map]) -> Map:
    if isinstance(tree, int):
        return maps[tree]
    return multiply(_product(tree[0], maps), _product(tree[1], maps))


def _typed(seed: Any, y: Any) -> Any:
    """A seed in y's float type, if y is NumPy's."""
    if isinstance(y, (np.ndarray, np.generic)) and not isinstance(seed, Dual):
        return np.asarray(seed, y.dtype)[()]
    return seed


def joined_row(values: Values) -> Any:
    """Numbers and arrays, one after the other, as a matrix of one row."""
    if all(shape_of(value) == () for value in values):
        return matrix_of([list(values)])
    return np.concatenate([as_array([value]).reshape(1, -1) for value in values], axis=1)


def size_of(value: Any) -> int:
    """How many numbers a number or an array has."""
    return int(np.prod(shape_of(value), dtype=int))


def described(values: Values) -> str:
    """What values are, in an error: a number, an array of shape (3,), or several of these."""
    if not values:
        return "nothing"
    return " and ".join(f"an array of shape {shape_of(v)}" if shape_of(v) else "a number" for v in values)


def _unwrapped(bundle: tuple[Any, ...]) -> Any:
    return bundle[0] if len(bundle) == 1 else bundle
