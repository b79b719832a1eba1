"""The number: a primal and a tangent, primal + tangent·ε with ε² = 0.

Each operator has two ways.  For Python floats at one level the rule is written out here, as short
as it can be; everything else goes to `dualnum.operators` and to the table.  Both ways are
held to the same tests.

Cython compiles this file as it is (setup.py): dual.pxd names the C types of the components of a Dual of
two floats, ``_a + _b·ε``, which only the operators read.  Everything else asks for ``_primal`` and
``_tangent``, which Duals of other numbers keep in slots of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dualnum import _links

if TYPE_CHECKING:
    import cython  # the compiler reads this line
else:
    from dualnum import uncompiled as cython

COMPILED: bool = cython.compiled
"""Whether this module runs compiled."""
CYTHON: str = cython.__version__
"""What compiled it; empty for plain Python."""
_HINT = "use .primal to drop the derivative on purpose, or dualnum.drop_in for code you cannot edit"


@cython.no_gc
@cython.cclass
class Storage:
    """What a Dual of two floats consists of: ``_a + _b·ε``, and the level of the transform that it belongs to."""

    __slots__ = ("__weakref__", "_a", "_b", "_level", "_others")

    _a: float
    _b: float
    _level: int
    _others: Any

    # Compiled, _a and _b are C doubles, and _others holds what a caller's subclass may have in their place.

    @property
    def _primal(self) -> Any:
        return self._a if self._others is None else self._others[0]

    @_primal.setter
    def _primal(self, value: Any) -> None:
        if type(value) is float and self._others is None:
            self._a = value
        else:
            self._others = (value, self._tangent)

    @property
    def _tangent(self) -> Any:
        return self._b if self._others is None else self._others[1]

    @_tangent.setter
    def _tangent(self, value: Any) -> None:
        if type(value) is float and self._others is None:
            self._b = value
        else:
            self._others = (self._primal, value)


@cython.no_gc
@cython.cclass
class Dual(Storage):
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

    __slots__ = ()

    __array_priority__ = 1000.0
    __pandas_priority__ = 5000  # above that of all its objects, which then leave an operation to the Dual

    # What is added below, and NumPy's attributes and methods, which dualnum.numpy_protocols adds.
    if not cython.compiled:  # noqa: SIM102  (the compiler leaves out a block only for a condition of its own)
        if TYPE_CHECKING:

            def __new__(cls, primal: Any = ..., tangent: Any = 0) -> Dual: ...  # noqa: D102  (as its class)

            def __getattr__(self, name: str) -> Any: ...

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
        new: Dual
        that: Dual
        number: cython.double
        if type(self) is Dual:
            kind = type(other)
            if kind is Dual:
                that = other
                if that._level == self._level:
                    new = _new(Dual)
                    new._a = self._a + that._a
                    new._b = self._b + that._b
                    new._level = self._level
                    return new
            elif kind is float or kind is int:
                number = other
                new = _new(Dual)
                new._a = self._a + number
                new._b = self._b
                new._level = self._level
                return new
        return _links.operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        new: Dual
        number: cython.double
        if type(self) is Dual and (type(other) is float or type(other) is int):
            number = other
            new = _new(Dual)
            new._a = number + self._a
            new._b = self._b
            new._level = self._level
            return new
        return _links.operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        new: Dual
        that: Dual
        number: cython.double
        if type(self) is Dual:
            kind = type(other)
            if kind is Dual:
                that = other
                if that._level == self._level:
                    new = _new(Dual)
                    new._a = self._a - that._a
                    new._b = self._b - that._b
                    new._level = self._level
                    return new
            elif kind is float or kind is int:
                number = other
                new = _new(Dual)
                new._a = self._a - number
                new._b = self._b
                new._level = self._level
                return new
        return _links.operate("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        new: Dual
        number: cython.double
        if type(self) is Dual and (type(other) is float or type(other) is int):
            number = other
            new = _new(Dual)
            new._a = number - self._a
            new._b = -self._b
            new._level = self._level
            return new
        return _links.operate("subtract", other, self)

    # --- products: (fg)' = f'g + fg'.  A t that is not itself is nan, perhaps because a zero tangent
    # met an infinite factor: the long way keeps such a zero. -----------------------------------------

    def __mul__(self, other: Any) -> Any:
        new: Dual
        that: Dual
        number: cython.double
        t: cython.double
        if type(self) is Dual:
            kind = type(other)
            if kind is Dual:
                that = other
                if that._level == self._level:
                    t = self._a * that._b + self._b * that._a
                    if t == t:
                        new = _new(Dual)
                        new._a = self._a * that._a
                        new._b = t
                        new._level = self._level
                        return new
            elif kind is float or kind is int:
                number = other
                t = self._b * number
                if t == t:
                    new = _new(Dual)
                    new._a = self._a * number
                    new._b = t
                    new._level = self._level
                    return new
        return _links.operate("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        new: Dual
        number: cython.double
        t: cython.double
        if type(self) is Dual and (type(other) is float or type(other) is int):
            number = other
            t = number * self._b
            if t == t:
                new = _new(Dual)
                new._a = number * self._a
                new._b = t
                new._level = self._level
                return new
        return _links.operate("multiply", other, self)

    # --- quotients: (f/g)' = (f' - y·g')/g with y = f/g.  The long way knows what to say of g = 0. ------

    def __truediv__(self, other: Any) -> Any:
        new: Dual
        that: Dual
        number: cython.double
        y: cython.double
        t: cython.double
        if type(self) is Dual:
            kind = type(other)
            if kind is Dual:
                that = other
                number = that._a
                if that._level == self._level and number != 0:
                    y = self._a / number
                    t = (self._b - y * that._b) / number
                    if t == t:
                        new = _new(Dual)
                        new._a = y
                        new._b = t
                        new._level = self._level
                        return new
            elif (kind is float or kind is int) and other != 0:
                number = other
                y = self._a / number
                t = self._b / number
                if t == t:
                    new = _new(Dual)
                    new._a = y
                    new._b = t
                    new._level = self._level
                    return new
        return _links.operate("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        new: Dual
        number: cython.double
        y: cython.double
        t: cython.double
        if type(self) is Dual and (type(other) is float or type(other) is int) and self._a != 0:
            number = other
            y = number / self._a
            t = -y * self._b / self._a
            if t == t:
                new = _new(Dual)
                new._a = y
                new._b = t
                new._level = self._level
                return new
        return _links.operate("divide", other, self)

    # --- powers: (x^n)' = n·x^(n-1); written out for small n, the table takes care of underflow -----

    def __pow__(self, other: Any, modulus: Any = None) -> Any:
        new: Dual
        n: cython.int
        y: cython.double
        t: cython.double
        if type(self) is Dual and type(other) is int and 0 < other < 8 and modulus is None:
            n = other
            y = self._a**n
            t = n * self._a ** (n - 1) * self._b
            if (y + t) * 0 == 0:  # neither is infinite or nan
                new = _new(Dual)
                new._a = y
                new._b = t
                new._level = self._level
                return new
        return _power(self, other, modulus)

    def __rpow__(self, other: Any, modulus: Any = None) -> Any:
        return _links.power(other, self)

    def __neg__(self) -> Any:
        new: Dual
        if type(self) is Dual:
            new = _new(Dual)
            new._a = -self._a
            new._b = -self._b
            new._level = self._level
            return new
        return _links.operate("negative", self)

    def __pos__(self) -> Any:
        if type(self) is Dual:
            return of_floats(self._a, self._b, self._level)
        return _links.operate("positive", self)

    def __abs__(self) -> Any:
        return _links.absolute(self)

    # --- the rest of the data model: one line each, through the table ----------------------------

    def __floordiv__(self, other: Any) -> Any:
        return _links.floor_divide(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _links.floor_divide(other, self)

    def __mod__(self, other: Any) -> Any:
        return _links.remainder(self, other)

    def __rmod__(self, other: Any) -> Any:
        return _links.remainder(other, self)

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


def _constructed(cls: type[Dual], *parts: Any, **named: Any) -> Dual:
    """A Dual of the components, checked and converted; two floats need neither."""
    if cls is Dual and len(parts) == 2 and type(parts[0]) is float and type(parts[1]) is float and not named:
        return of_floats(parts[0], parts[1], 0)
    return restored(cls, *_links.components(*parts, **named))


def restored(kind: type[Dual], primal: Any, tangent: Any, level: int) -> Dual:
    """A Dual of the class ``kind``: one made by a caller, or read from a pickle.

    A subclass of `Dual` by a caller holds numbers; arrays, and every result, are the library's own.
    """
    new: Dual = make(primal, tangent, level)
    _links.level_seen(level)
    if not (issubclass(type(new), kind) or is_array(primal) or getattr(tangent, "shape", None)):
        new = blank(kind)
        new._primal, new._tangent, new._level = primal, tangent, level
    return new


def make(primal: Any, tangent: Any, level: int) -> Any:
    """A Dual of components that are known to fit, of the class that they ask for.

    Inside the library only; callers use `Dual`, which checks and converts.
    """
    if type(primal) is float and type(tangent) is float:
        return of_floats(primal, tangent, level)
    new: Any = blank(_kind_of(primal))
    new._primal = primal
    new._tangent = tangent
    new._level = level
    return new


def of_floats(a: cython.double, b: cython.double, level: cython.longlong) -> Dual:
    """A Dual of two Python floats."""
    new: Dual = _new(Dual)
    new._a = a
    new._b = b
    new._level = level
    return new


def _new(kind: Any) -> Dual:  # noqa: ARG001  (always Dual itself, as object.__new__ is given it)
    return Dual.__new__(Dual)  # compiled, this allocates, and nothing else


def _kind_of(primal: Any) -> Any:
    """The class of a Dual that is not two floats."""
    if is_array(primal):
        return _links.array_dual
    if isinstance(primal, np.generic) or type(primal) is _links.scalar_dual:
        return _links.scalar_dual
    return _links.general_dual


def is_array(primal: Any) -> bool:
    """Whether a primal has elements (also one in a 0-d array), so that its Dual can be indexed."""
    if isinstance(primal, Dual):
        return type(primal) is _links.array_dual
    return isinstance(primal, np.ndarray) or (hasattr(primal, "shape") and not isinstance(primal, np.generic))


def _power(base: Any, exponent: Any, modulus: Any) -> Any:
    if modulus is not None:
        raise TypeError("pow: a Dual has no power modulo a number; use (x ** n) % modulus")
    return _links.power(base, exponent)


blank: Any = Storage.__new__
"""A new Dual of a class, without components yet."""

# A compiled class has no __new__ in its body.
Dual.__new__ = staticmethod(_constructed)  # type: ignore[method-assign]  # as in a class body
if not cython.compiled:  # slots hold any numbers, and are read directly
    _new = blank
    for _name, _slot in (("_primal", "_a"), ("_tangent", "_b")):
        setattr(Storage, _name, getattr(Storage, _slot))
