"""The number that a function meets when its limit is taken: a value of high precision, and no derivative."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NoReturn

from dualnum.namespaces import Namespace, register
from dualnum.oracle.context import CONTEXT, as_value
from dualnum.oracle.functions import PREDICATES, compute, known, quotient
from dualnum.rules import TABLE


class Number:
    """A number of the oracle's context that behaves in a function as a float does, digits apart.

    It has Python's operators, comparisons and rounding, enters every NumPy function that works on
    objects and every ufunc that the table knows, and refuses to become a float.
    """

    __slots__ = ("value",)
    __array_priority__ = 900.0
    __hash__ = None  # type: ignore[assignment]  # as for whatever compares by value

    shape: tuple[int, ...] = ()
    ndim = 0
    size = 1

    def __init__(self, value: Any) -> None:
        self.value = value

    # --- arithmetic ---------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return _operate(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _operate(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _operate(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _operate(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return _operate(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _operate(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _operate(quotient, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _operate(quotient, other, self)

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        return _operate(_power, self, other) if modulus is None else NotImplemented

    def __rpow__(self, other: Any) -> Any:
        return _operate(_power, other, self)

    def __floordiv__(self, other: Any) -> Any:
        return _operate(_floor_divide, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _operate(_floor_divide, other, self)

    def __mod__(self, other: Any) -> Any:
        return _operate(_remainder, self, other)

    def __rmod__(self, other: Any) -> Any:
        return _operate(_remainder, other, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __neg__(self) -> Number:
        return Number(-self.value)

    def __pos__(self) -> Number:
        return self

    def __abs__(self) -> Number:
        return Number(abs(self.value))

    # --- rounding: to integers, as of a float -------------------------------------------------------

    def __floor__(self) -> int:
        return int(CONTEXT.floor(self.value))

    def __ceil__(self) -> int:
        return int(CONTEXT.ceil(self.value))

    def __trunc__(self) -> int:
        return int(self.value)

    def __round__(self, digits: int | None = None) -> Any:
        if digits is None:
            return int(CONTEXT.nint(self.value))
        scale = CONTEXT.mpf(10) ** digits
        return Number(CONTEXT.nint(self.value * scale) / scale)

    # --- comparisons ----------------------------------------------------------------------------------

    def __lt__(self, other: Any) -> Any:
        return _compare(operator.lt, self, other)

    def __le__(self, other: Any) -> Any:
        return _compare(operator.le, self, other)

    def __gt__(self, other: Any) -> Any:
        return _compare(operator.gt, self, other)

    def __ge__(self, other: Any) -> Any:
        return _compare(operator.ge, self, other)

    def __eq__(self, other: Any) -> Any:
        return _compare(operator.eq, self, other)

    def __ne__(self, other: Any) -> Any:
        return _compare(operator.ne, self, other)

    def __bool__(self) -> bool:
        return bool(self.value != 0)

    # --- what would lose digits ----------------------------------------------------------------------

    def __float__(self) -> NoReturn:
        raise TypeError(_refusal("float"))

    def __int__(self) -> NoReturn:
        raise TypeError(_refusal("int"))

    def __complex__(self) -> NoReturn:
        raise TypeError(_refusal("complex"))

    # --- NumPy ----------------------------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        from dualnum.oracle.arrays import array_ufunc

        return array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from dualnum.oracle.arrays import array_function

        return array_function(function, args, kwargs)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """``x.sin()`` and its kin, which NumPy calls on the elements of an object array."""
        if name not in TABLE:
            raise AttributeError(f"Number: an oracle's number has no attribute {name!r}")
        return lambda *others: apply(name, (self, *others))

    @property
    def real(self) -> Number:
        """The real part."""
        return Number(self.value.real)

    @property
    def imag(self) -> Number:
        """The imaginary part."""
        return Number(self.value.imag)

    def conjugate(self) -> Number:
        """The complex conjugate."""
        return Number(self.value.conjugate())

    def copy(self) -> Number:
        """The number itself, which nothing can change."""
        return self

    def __repr__(self) -> str:
        return f"Number({CONTEXT.nstr(self.value, 20)})"


def _refusal(name: str) -> str:
    return (
        f"{name}: f turns the oracle's number into a {name}, which would lose digits and so the limit; "
        "write f with operators and with functions of math, numpy or dualnum"
    )


def _power(a: Any, b: Any) -> Any:
    return compute("power", (a, b))


def _floor_divide(a: Any, b: Any) -> Any:
    return CONTEXT.floor(a / b) if b != 0 else CONTEXT.nan


def _remainder(a: Any, b: Any) -> Any:
    return a - b * CONTEXT.floor(a / b) if b != 0 else CONTEXT.nan


def value_of(x: Any) -> Any:
    """The value of a `Number` or of a plain number; None for what is not a number."""
    return x.value if isinstance(x, Number) else as_value(x)


def _operate(operation: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    first, second = value_of(a), value_of(b)
    if first is None or second is None:
        return NotImplemented
    return Number(operation(first, second))


def _compare(operation: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    other = value_of(b)
    return NotImplemented if other is None else operation(a.value, other)


def apply(name: str, args: tuple[Any, ...]) -> Any:
    """The function ``name`` of Numbers and plain numbers, as a Number, a bool, or a tuple of results.

    Raises:
        TypeError: an argument is not a number.
    """
    values = [value_of(arg) for arg in args]
    for arg, value in zip(args, values, strict=True):
        if value is None:
            raise TypeError(f"{name}: {type(arg).__name__} is not a number that the oracle can compute with")
    result = compute(name, values)
    if name in PREDICATES:
        return result
    return tuple(map(_wrapped, result)) if isinstance(result, tuple) else Number(result)


def _wrapped(part: Any) -> Any:
    return part if isinstance(part, int) else Number(part)


def _named(name: str) -> Callable[..., Any] | None:
    return (lambda *args: apply(name, args)) if known(name) else None


# dualnum.sin and its kin look here for what they mean on a Number.
_NATIVES = {"where": lambda condition, a, b: a if condition else b}
register(Number, Namespace("oracle", _NATIVES, _named, textbook=True, priority=8))
