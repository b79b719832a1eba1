"""Chains of modules: values go up, derivatives come down (lecture, L19 to L23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from dualnum.chain.boxes import html, subscript
from dualnum.chain.module import Module, Step, Values, as_values, is_numeric
from dualnum.chain.records import Backward, Forward, described
from dualnum.shapes import is_complex


class Chain:
    """The modules f₁, …, fₙ one after the other: y = fₙ(…f₁(x)).

    Args:
        modules: any functions; a `Module` for one with parameters, or a `Chain`.  A module that returns a
            tuple gives the next one several inputs.
        names: what to call the modules in texts and pictures, instead of their own names.

    Local derivatives are taken by Duals: numbers, or Jacobians where there are arrays.  On Python floats
    the products of local derivatives are exact and rounded once, so that the way up, the way down and any
    merging give the same number to the last bit.

    A chain can be called, indexed (a slice is a chain), iterated over, and used as a module.

    Raises:
        TypeError: a module is not callable.
        ValueError: there are no modules, or not as many names.

    >>> import dualnum
    >>> chain = Chain(lambda x: -x, dualnum.exp, lambda u: 1 + u, lambda u: 1 / u)
    >>> record = chain.forward(0.0)
    >>> record.output, record.local_derivatives
    (0.5, (-1.0, 1.0, 1.0, -0.25))
    >>> chain.backward().dJ_dx
    0.25
    """

    def __init__(self, *modules: Callable[..., Any], names: Sequence[str] | None = None) -> None:
        if not modules:
            raise ValueError("Chain: there are no modules; give at least one function")
        if names is not None and len(names) != len(modules):
            raise ValueError(f"Chain: {len(names)} names for {len(modules)} modules; give one for each")
        self._modules = tuple(
            f if isinstance(f, (Module, Chain)) else _module(i, f) for i, f in enumerate(modules)
        )
        self._names = (
            tuple(names) if names is not None else tuple(map(_name, range(len(modules)), self._modules))
        )
        self._record: Forward | None = None

    # --- a function, and a sequence of modules ---------------------------------------------------------

    def __call__(self, *inputs: Any) -> Any:
        """y for ``inputs``, without a record."""
        result: Any = inputs
        for module in self._modules:
            result = module(*result) if isinstance(result, (tuple, list)) else module(result)
        return result

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module | Chain]:
        return iter(self._modules)

    @overload
    def __getitem__(self, index: int) -> Module | Chain: ...

    @overload
    def __getitem__(self, index: slice) -> Chain: ...

    def __getitem__(self, index: int | slice) -> Module | Chain:
        if isinstance(index, slice):
            return Chain(*self._modules[index], names=self._names[index])
        return self._modules[index]

    @property
    def names(self) -> tuple[str, ...]:
        """The modules' names; one without a name is called by its place, f₁, f₂, …."""
        return self._names

    @property
    def name(self) -> str:
        """The name of the whole as one module: f₂ ∘ f₁."""
        return " ∘ ".join(reversed(self._names))

    @property
    def parameters(self) -> tuple[Any, ...]:
        """Each module's dict of parameters (a chain's: a tuple of such), to be updated in place."""
        return tuple(module.parameters for module in self._modules)

    def merge(self, i: int = 0, j: int = -1) -> Chain:
        """The chain in which the modules i to j, both included, are one; its totals are the same.

        Indices count from 0, or from the end if negative; without any, all modules become one.  The new
        chain's module is a `Chain`, whose local derivative is the product of theirs.

        Raises:
            IndexError: there is no such module.
            ValueError: i comes after j.
        """
        first, last = (self._index(index) for index in (i, j))
        if first > last:
            raise ValueError(f"Chain.merge: module {i} comes after module {j}; give the earlier one first")
        if first == last:
            return self[:]
        merged = self[first : last + 1]
        modules = (*self._modules[:first], merged, *self._modules[last + 1 :])
        return Chain(*modules, names=(*self._names[:first], merged.name, *self._names[last + 1 :]))

    def _index(self, index: int) -> int:
        if not -len(self) <= index < len(self):
            raise IndexError(
                f"Chain.merge: there is no module {index}; the chain has the modules 0 to {len(self) - 1}"
            )
        return index % len(self)

    # --- the two passes ---------------------------------------------------------------------------------

    def forward(self, *x: Any) -> Forward:
        """Go up from x, and keep every value and every local derivative.

        x is a number, an array or a list of numbers; several of them for a first module of several inputs.

        Raises:
            TypeError: x or a module's result is not made of numbers, or a module cannot take its input.
            ValueError: a module cannot take what the one before gives; the text names both, and the shapes.
        """
        self._record = _run(self, _checked(as_values(x), "Chain.forward: x"))
        return self._record

    def backward(self, dJ_dy: Any = None) -> Backward:  # noqa: N803  (the lecture's name)
        """Come down from dJ/dy, through the record of the last `forward`, to dJ/dx and the parameters.

        ``dJ_dy`` has y's shape, and may be left out if y is a number: then J is y.

        Raises:
            RuntimeError: `forward` has not been called.
            ValueError: ``dJ_dy`` is missing although y is an array, or its shape is not y's.
        """
        if self._record is None:
            raise RuntimeError("Chain.backward: there are no values yet; call forward(x) first")
        return self._record.backward(dJ_dy)

    # --- text and pictures ------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"Chain({', '.join(self._names)})"

    def _repr_html_(self) -> str:
        return html(self, self._record)

    def plot(self, ax: Any = None) -> dict[str, Any]:
        """Draw the modules as boxes, the last `forward`'s values going up, its derivatives coming down.

        Returns:
            The artists: ``"boxes"``, ``"values"`` and ``"deltas"`` (texts), each a list from x to y.

        Raises:
            ImportError: matplotlib is not installed.
        """
        from dualnum.plotting.boxes import plot_chain

        return plot_chain(self, self._record, ax)


def _run(chain: Chain, inputs: Values) -> Forward:
    steps: list[Step | Forward] = []
    values = inputs
    for index, module in enumerate(chain):
        if isinstance(module, Chain):
            step: Step | Forward = _run(module, values)
        else:
            outputs = _outputs(chain, index, values)
            step = module.step(values, outputs)
        steps.append(step)
        values = step.outputs
    return Forward(chain, inputs, steps)


def _outputs(chain: Chain, index: int, values: Values) -> Values:
    """What a module gives for the values below it.

    Raises:
        TypeError, ValueError: it cannot take them, or gives something that is not a number.
    """
    name = chain.names[index]
    try:
        result = chain[index](*values)
    except (TypeError, ValueError, IndexError) as error:
        source = f"what {chain.names[index - 1]} gives" if index else "x"
        kind = TypeError if isinstance(error, TypeError) else ValueError
        text = f"Chain.forward: {name} cannot take {source}, {described(values)}: {error}"
        raise kind(text) from error
    return _checked(as_values(result), f"Chain.forward: the result of {name}")


def _checked(values: Values, what: str) -> Values:
    for value in values:
        if not is_numeric(value):
            raise TypeError(f"{what} is {value!r}; it must be a number, an array, or a tuple of them")
        if is_complex(value):
            raise TypeError(
                f"{what} is complex; a chain takes real numbers, such as real and imaginary parts"
            )
    return values


def _module(index: int, f: Any) -> Module:
    if not callable(f):
        raise TypeError(f"Chain: module {index} is {f!r}, not a function; give the function itself")
    return Module(f)


def _name(index: int, module: Module | Chain) -> str:
    return module.name or f"f{subscript(index + 1)}"
