"""The number: a primal and a tangent, primal + tangent·ε with ε² = 0.

Each operator has two ways.  For Python floats at one level the rule is written out here, as short
as it can be; everything else goes to `dualnum.propagation`, which reads the table.  Both ways are
held to the same tests.  The file is kept plain (slots, no metaclass, no mixin) so that it compiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dualnum import _links

_new = object.__new__
_HINT = "use .primal to drop the derivative on purpose, or dualnum.drop_in for code you cannot edit"


class Dual:
    """A dual number ``primal + tangent·ε``, where ε² = 0; scalar or array.

    Args:
        primal: the value: an int, float, complex, Fraction, Decimal, mpmath number, NumPy scalar or
            array, an array of an array-API library, or another Dual (for higher order).
        tangent: its derivative.  For an array the shape is ``directions + primal.shape``;
            ``directions`` is ``()`` for one direction and ``(n,)`` for n at once.  A number stands
            for an array full of it.

    Raises:
        TypeError: a component is not a number.
        ValueError: the tangent's shape does not fit the primal's.

    The formula is the lecture's: f(a + b·ε) = f(a) + f'(a)·b·ε.

    >>> x = Dual(3.0, 1.0)
    >>> x * x + 2 * x
    Dual(15.0, 8.0)
    """

    __slots__ = ("__weakref__", "_level", "_primal", "_tangent")

    _primal: Any
    _tangent: Any
    _level: int

    __array_priority__ = 1000.0
    __pandas_priority__ = 5000  # above that of all its objects, which then leave an operation to the Dual

    def __new__(cls, primal: Any, tangent: Any = 0) -> Dual:
        """A Dual of the components, checked and converted."""
        return restored(cls, *_links.components(primal, tangent))

    def __hash__(self) -> int:
        raise TypeError(
            "hash: a Dual can be no key, since it compares by its primal alone; use .primal on purpose"
        )

    # isinstance asks for it; inside drop_in a Dual passes for a float or an array.
    @property  # type: ignore[misc]  # object's can be assigned to
    def __class__(self) -> Any:
        return type(self) if _links.pretended_class is None else _links.pretended_class(self)

    @property
    def primal(self) -> Any:
        """The value."""
        return _links.own_parts(self)[0] if isinstance(self._primal, Dual) else self._primal

    @property
    def tangent(self) -> Any:
        """The derivative part; its shape is ``directions + primal.shape``."""
        return _links.own_parts(self)[1] if isinstance(self._primal, Dual) else self._tangent

    # --- sums -------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Dual:
            if other._level == self._level:
                new = _new(Dual)
                new._primal = self._primal + other._primal
                new._tangent = self._tangent + other._tangent
                new._level = self._level
                return new
        elif kind is float or kind is int:
            new = _new(Dual)
            new._primal = self._primal + other
            new._tangent = self._tangent
            new._level = self._level
            return new
        return _links.operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        if type(other) is float or type(other) is int:
            new = _new(Dual)
            new._primal = other + self._primal
            new._tangent = self._tangent
            new._level = self._level
            return new
        return _links.operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Dual:
            if other._level == self._level:
                new = _new(Dual)
                new._primal = self._primal - other._primal
                new._tangent = self._tangent - other._tangent
                new._level = self._level
                return new
        elif kind is float or kind is int:
            new = _new(Dual)
            new._primal = self._primal - other
            new._tangent = self._tangent
            new._level = self._level
            return new
        return _links.operate("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        if type(other) is float or type(other) is int:
            new = _new(Dual)
            new._primal = other - self._primal
            new._tangent = -self._tangent
            new._level = self._level
            return new
        return _links.operate("subtract", other, self)

    # --- products: (fg)' = f'g + fg'.  A t that is not itself is nan, perhaps because a zero tangent
    # met an infinite factor: the long way keeps such a zero. -----------------------------------------

    def __mul__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Dual:
            if other._level == self._level:
                a = self._primal
                b = other._primal
                t = a * other._tangent + self._tangent * b
                if t == t:
                    new = _new(Dual)
                    new._primal = a * b
                    new._tangent = t
                    new._level = self._level
                    return new
        elif kind is float or kind is int:
            t = self._tangent * other
            if t == t:
                new = _new(Dual)
                new._primal = self._primal * other
                new._tangent = t
                new._level = self._level
                return new
        return _links.operate("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        if type(other) is float or type(other) is int:
            t = other * self._tangent
            if t == t:
                new = _new(Dual)
                new._primal = other * self._primal
                new._tangent = t
                new._level = self._level
                return new
        return _links.operate("multiply", other, self)

    # --- quotients: (f/g)' = (f' - y·g')/g with y = f/g ---------------------------------------------

    def __truediv__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Dual:
            if other._level == self._level:
                b = other._primal
                y = self._primal / b
                t = (self._tangent - y * other._tangent) / b
                if t == t:
                    new = _new(Dual)
                    new._primal = y
                    new._tangent = t
                    new._level = self._level
                    return new
        elif kind is float or kind is int:
            y = self._primal / other
            t = self._tangent / other
            if t == t:
                new = _new(Dual)
                new._primal = y
                new._tangent = t
                new._level = self._level
                return new
        return _links.operate("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        if type(other) is float or type(other) is int:
            a = self._primal
            y = other / a
            t = -y * self._tangent / a
            if t == t:
                new = _new(Dual)
                new._primal = y
                new._tangent = t
                new._level = self._level
                return new
        return _links.operate("divide", other, self)

    # --- powers: (x^n)' = n·x^(n-1); written out for small n, the table takes care of underflow -----

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        if type(other) is int and 0 < other < 8 and modulus is None:
            a = self._primal
            y = a**other
            t = other * a ** (other - 1) * self._tangent
            if t == t:
                new = _new(Dual)
                new._primal = y
                new._tangent = t
                new._level = self._level
                return new
        return _power(self, other, modulus)

    def __rpow__(self, other: Any) -> Any:
        return _links.operate("power", other, self)

    def __neg__(self) -> Any:
        new = _new(Dual)
        new._primal = -self._primal
        new._tangent = -self._tangent
        new._level = self._level
        return new

    def __pos__(self) -> Any:
        return _links.operate("positive", self)

    def __abs__(self) -> Any:
        return _links.operate("absolute", self)

    # --- the rest of the data model: one line each, through the table ----------------------------

    def __floordiv__(self, other: Any) -> Any:
        return _links.operate("floor_divide", self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _links.operate("floor_divide", other, self)

    def __mod__(self, other: Any) -> Any:
        return _links.operate("remainder", self, other)

    def __rmod__(self, other: Any) -> Any:
        return _links.operate("remainder", other, self)

    def __divmod__(self, other: Any) -> Any:
        return _links.operate("divmod", self, other)

    def __rdivmod__(self, other: Any) -> Any:
        return _links.operate("divmod", other, self)

    def __matmul__(self, other: Any) -> Any:
        return _links.operate("matmul", self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return _links.operate("matmul", other, self)

    def __round__(self, digits: int | None = None) -> Any:
        return _links.operate("round", self, digits)

    # Python rounds a float to an int, which has no derivative to lose: the slope there is 0.
    def __floor__(self) -> Any:
        return _links.operate("floor", self)

    def __ceil__(self) -> Any:
        return _links.operate("ceil", self)

    def __trunc__(self) -> Any:
        return _links.operate("trunc", self)

    # --- comparisons look at primals only, so a Dual takes the branch that the plain number takes --

    def __lt__(self, other: Any) -> Any:
        if _links.watching:
            _links.check_comparison(self, other)
        return self._primal < (other._primal if isinstance(other, Dual) else other)

    def __le__(self, other: Any) -> Any:
        if _links.watching:
            _links.check_comparison(self, other)
        return self._primal <= (other._primal if isinstance(other, Dual) else other)

    def __gt__(self, other: Any) -> Any:
        if _links.watching:
            _links.check_comparison(self, other)
        return self._primal > (other._primal if isinstance(other, Dual) else other)

    def __ge__(self, other: Any) -> Any:
        if _links.watching:
            _links.check_comparison(self, other)
        return self._primal >= (other._primal if isinstance(other, Dual) else other)

    def __eq__(self, other: Any) -> Any:
        equal = self._primal == (other._primal if isinstance(other, Dual) else other)
        if _links.reporting:
            _links.report_equality(self, other, equal)
        return equal

    def __ne__(self, other: Any) -> Any:
        unequal = self._primal != (other._primal if isinstance(other, Dual) else other)
        if _links.reporting:
            equal = self._primal == (other._primal if isinstance(other, Dual) else other)
            _links.report_equality(self, other, equal)
        return unequal

    def __bool__(self) -> bool:
        if _links.reporting and self.ndim == 0:
            _links.report_equality(self, 0, self._primal == 0)
        return bool(self._primal)

    # --- what would drop the derivative in silence ------------------------------------------------

    def __float__(self) -> float:
        if _links.pretended_class is not None and _links.loses_nothing(self):
            return float(self._primal)
        raise TypeError(f"float: a Dual cannot become a float without losing its derivative; {_HINT}")

    def __int__(self) -> int:
        if _links.pretended_class is not None and type(self) is not _links.pretended_class(self):
            return int(self._primal)
        raise TypeError(f"int: a Dual cannot become an int without losing its derivative; {_HINT}")

    def __complex__(self) -> complex:
        if _links.pretended_class is not None and _links.loses_nothing(self):
            return complex(self._primal)
        raise TypeError(f"complex: a Dual cannot become a complex without losing its derivative; {_HINT}")

    # --- NumPy ------------------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return _links.to_object_array(self, dtype, copy)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return _links.array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _links.array_function(function, types, args, kwargs, self)

    if TYPE_CHECKING:  # NumPy's attributes and methods, which dualnum.numpy_protocols installs

        def __getattr__(self, name: str) -> Any: ...

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the primal; ``()`` for a number."""
        shape: tuple[int, ...] = getattr(self._primal, "shape", ())
        return shape

    @property
    def ndim(self) -> int:
        """The number of dimensions of the primal."""
        return len(self.shape)

    # --- text, copies -----------------------------------------------------------------------------

    def __repr__(self) -> str:
        name = "Dual" if type(self).__module__.startswith("dualnum.") else type(self).__name__
        return f"{name}({self.primal!r}, {self.tangent!r})"

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        return str(_links.text(self, spec))

    def _repr_latex_(self) -> str:
        return str(_links.text(self, None))

    def __reduce__(self) -> Any:
        parts = type(self), self._primal, self._tangent, self._level
        return restored, parts, getattr(self, "__dict__", None)

    def __copy__(self) -> Any:
        new = self.copy()
        new = restored(type(self), new._primal, new._tangent, new._level)
        if hasattr(self, "__dict__"):  # an instance of a class of the caller's
            new.__dict__.update(self.__dict__)
        return new

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()


def restored(kind: type[Dual], primal: Any, tangent: Any, level: int) -> Dual:
    """A Dual of the class ``kind``: one made by a caller, or read from a pickle.

    A subclass of `Dual` by a caller holds numbers; arrays, and every result, are the library's own.
    """
    new: Dual = make(primal, tangent, level)
    _links.level_seen(level)
    if issubclass(type(new), kind) or is_array(primal) or getattr(tangent, "shape", None):
        return new
    own: Dual = _new(kind)
    own._primal, own._tangent, own._level = primal, tangent, level
    return own


def make(primal: Any, tangent: Any, level: int) -> Any:
    """A Dual of components that are known to fit, of the class that they ask for.

    Inside the library only; callers use `Dual`, which checks and converts.
    """
    if type(primal) is float and type(tangent) is float:
        new = _new(Dual)
    else:
        new = _new(_links.array_dual if is_array(primal) else _links.general_dual)
    new._primal = primal
    new._tangent = tangent
    new._level = level
    return new


def is_array(primal: Any) -> bool:
    """Whether a primal has elements (also one in a 0-d array), so that its Dual can be indexed."""
    if isinstance(primal, Dual):
        return type(primal) is _links.array_dual
    return isinstance(primal, np.ndarray) or (hasattr(primal, "shape") and not isinstance(primal, np.generic))


def _power(base: Any, exponent: Any, modulus: Any) -> Any:
    if modulus is not None:
        raise TypeError("pow: a Dual has no power modulo a number; use (x ** n) % modulus")
    return _links.operate("power", base, exponent)
