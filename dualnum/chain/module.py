"""Modules: functions with named parameters, and the local derivatives that Duals give at a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from dualnum.chain.maps import Blocks, Dense, Diagonal, Map, matrix_of, multiply
from dualnum.chain.order import Form
from dualnum.construction import array
from dualnum.dual import Dual
from dualnum.namespaces import namespace_of
from dualnum.rules import TABLE
from dualnum.shapes import shape_of
from dualnum.transforms import derivative, jacobian, jvp
from dualnum.transforms.arguments import check_function

Over = Literal["elements", "rows"]
Values = tuple[Any, ...]
Shape = tuple[int, ...]


class Step(NamedTuple):
    """A module's outputs at a point, and its local derivatives there.

    ``map`` takes the flat inputs to the flat outputs; ``parameters`` has such a map for each parameter,
    with the parameter's shape.
    """

    outputs: Values
    map: Map
    parameters: dict[str, tuple[Dense, Shape]]

    @property
    def form(self) -> Form:
        """What the map looks like."""
        return self.map.form


class Module:
    """A module of backpropagation: a function, with parameters that training may change.

    Args:
        f: called with the module's inputs, and with its parameters by name.  It returns a number, an
            array, or a tuple of them, which are the inputs of the next module.
        parameters: numbers and arrays by name; `Module.parameters` is the dict to update.
        name: what the module is called in texts and pictures; without one, the function's name.
        over: ``"elements"`` says that f treats each element of its one input alone, and ``"rows"`` each
            entry along the input's first axis.  Then the Jacobian is computed and kept as one derivative
            for each element, or one small Jacobian for each row.  The first call checks the claim.  NumPy's
            ufuncs and dualnum's functions of one argument are known to work on elements.

    Raises:
        TypeError: f is not callable, a parameter's name is not a string, or a parameter is not numeric.
        ValueError: ``over`` is something else.

    >>> affine = Module(lambda x, w, b: w * x + b, {"w": 2.0, "b": 1.0})
    >>> affine(3.0)
    7.0
    """

    def __init__(
        self,
        f: Callable[..., Any],
        parameters: Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        over: Over | None = None,
    ) -> None:
        check_function("Module", f)
        if over not in (None, "elements", "rows"):
            raise ValueError(f'Module: over={over!r}; give "elements", "rows" or None')
        self.function = f
        self.parameters: dict[str, Any] = {
            key: _parameter(key, value) for key, value in (parameters or {}).items()
        }
        self.name = name if name is not None else _name_of(f)
        self.over: Over | None = over or ("elements" if _is_elementwise(f) else None)
        self._checked = over is None

    def __call__(self, *inputs: Any) -> Any:
        """The function of ``inputs``, with the parameters as they are now."""
        return self.function(*inputs, **self.parameters)

    def __repr__(self) -> str:
        shapes = ", ".join(f"{key}: {shape_of(value)}" for key, value in self.parameters.items())
        return f"Module({self.name or 'f'}{', ' + shapes if shapes else ''})"

    def step(self, inputs: Values, outputs: Values) -> Step:
        """The local derivatives at ``inputs``, where the module has the value ``outputs``.

        Raises:
            TypeError: the function cannot take Duals.
            ValueError: it does not work over elements or rows, as it was said to.
        """
        structured = (
            self.over is not None and len(inputs) == len(outputs) == 1 and len(shape_of(inputs[0])) > 0
        )
        if structured:
            found = self._over_elements(inputs[0]) if self.over == "elements" else self._over_rows(inputs[0])
            self._check_claim(inputs[0], outputs[0], found)
            return Step(outputs, found, self._by_parameters(inputs, outputs))
        columns = self._columns(inputs, outputs, range(len(inputs)))
        return Step(outputs, _joined(columns), self._by_parameters(inputs, outputs))

    def _by_parameters(self, inputs: Values, outputs: Values) -> dict[str, tuple[Dense, Shape]]:
        """The local derivative with respect to each parameter, outputs one below the other."""
        first = len(inputs)
        columns = self._columns(inputs, outputs, range(first, first + len(self.parameters)))
        named = zip(self.parameters.items(), columns, strict=True)
        return {key: (_joined([column]), shape_of(value)) for (key, value), column in named}

    def _columns(self, inputs: Values, outputs: Values, wanted: range) -> list[list[Any]]:
        """For each wanted argument, inputs first and then parameters, the derivative of every output."""
        if not wanted:
            return []
        arguments = (*inputs, *self.parameters.values())
        if all(shape_of(value) == () for value in (*arguments, *outputs)):
            return [
                [matrix_of([[entry]]) for entry in derivative(self._flat, argnum=i)(*arguments)]
                for i in wanted
            ]
        tables = jacobian(self._flat, argnum=tuple(wanted))(*arguments)
        return [
            [
                _matrix(table[k], _size(output), _size(arguments[i]))
                for table, output in zip(tables, outputs, strict=True)
            ]
            for k, i in enumerate(wanted)
        ]

    def _flat(self, *arguments: Any) -> Values:
        """The function of all its arguments by position, the parameters last."""
        inputs = len(arguments) - len(self.parameters)
        named = dict(zip(self.parameters, arguments[inputs:], strict=True))
        return _as_tuple(self.function(*arguments[:inputs], **named))

    def _over_elements(self, x: Any) -> Map:
        slopes = derivative(self)(x)
        return Diagonal(slopes.reshape(-1))

    def _over_rows(self, x: Any) -> Map:
        """A step of every row in the same direction at once: as many directions as a row has numbers."""
        table = jacobian(lambda row: self(x + row))(np.zeros(x.shape[1:], x.dtype))
        columns = int(np.prod(x.shape[1:], dtype=int))
        return Blocks(table.reshape(len(x), -1, columns))

    def _check_claim(self, x: Any, y: Any, found: Map) -> None:
        """Hold a claim about a function of an array against its derivative in an arbitrary direction."""
        if self._checked or isinstance(x, Dual):
            return
        direction = np.cos(1.0 + np.arange(x.size)).reshape(x.shape)
        _, exact = jvp(self, (x,), (direction,))
        claimed = multiply(found, Dense(direction.reshape(-1, 1))).dense.reshape(shape_of(y))
        size = np.abs(found[0]).max(initial=0.0)
        if not np.allclose(claimed, exact, rtol=1e-9, atol=1e-9 * size, equal_nan=True):
            raise ValueError(f"Module: {self.name or 'f'} does not work over {self.over}; leave over= out")
        self._checked = True


def _joined(columns: list[list[Any]]) -> Dense:
    """One matrix of the blocks [input][output], outputs one below the other."""
    if len(columns) == 1 and len(columns[0]) == 1:
        return Dense(columns[0][0])
    return Dense(np.concatenate([np.concatenate(column, axis=0) for column in columns], axis=1))


def _parameter(key: Any, value: Any) -> Any:
    if not isinstance(key, str):
        raise TypeError(f"Module: the parameter name {key!r} is not a string")
    value = array(value) if isinstance(value, (list, tuple)) else value
    if not is_numeric(value):
        raise TypeError(f"Module: the parameter {key} is {value!r}; give a number or an array of numbers")
    return _floating(value)


def is_numeric(value: Any) -> bool:
    """Whether ``value`` is a number, an array of numbers or a Dual."""
    if isinstance(value, (Dual, np.ndarray)):
        return isinstance(value, Dual) or value.dtype.kind in "biufc"
    try:
        namespace_of(value)
    except TypeError:
        return False
    return True


def _floating(value: Any) -> Any:
    """Integers as floats; numbers and arrays of any other kind as they are."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biu":
        return value.astype(float)
    return float(value) if isinstance(value, (int, np.integer, np.bool_)) else value


def as_values(result: Any) -> Values:
    """A module's inputs or outputs as a tuple of numbers and arrays."""
    return tuple(_floating(array(v) if isinstance(v, (list, tuple)) else v) for v in _as_tuple(result))


def _as_tuple(result: Any) -> Values:
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)


def _matrix(table: Any, rows: int, columns: int) -> Any:
    return (table if isinstance(table, Dual) else np.asarray(table)).reshape(rows, columns)


def _size(value: Any) -> int:
    return int(np.prod(shape_of(value), dtype=int))


def _is_elementwise(f: Any) -> bool:
    if isinstance(f, np.ufunc):
        return f.nin == f.nout == 1
    row = TABLE.get(getattr(f, "__name__", ""))
    return (
        getattr(f, "__module__", None) == "dualnum"
        and row is not None
        and row.arity == 1
        and row.outputs is None
    )


def _name_of(f: Any) -> str | None:
    name = getattr(f, "__name__", None)
    return None if name == "<lambda>" else name or type(f).__name__
