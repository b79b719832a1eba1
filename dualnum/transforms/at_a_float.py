"""The short way of a transform's commonest case: one argument, a Python float, and a number as the result.

Cython compiles this file as it is (setup.py, at_a_float.pxd).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import cython  # the compiler reads this line
else:
    from dualnum import uncompiled as cython

if cython.compiled:
    from cython.cimports.dualnum.dual import Dual, of_floats
    from cython.cimports.dualnum.levels import LEVELS
else:
    from dualnum.dual import Dual, of_floats
    from dualnum.levels import LEVELS

Function = Callable[..., Any]


def pair_at_a_float(f: Function, finish: Function, general: Function) -> Function:
    """The function that gives value and derivative of f: ``general``, but by the short way at one float.

    ``finish`` takes x, what f returned and the level, where f did not return a number that moves.
    """

    def both(*args: Any, **kwargs: Any) -> Any:
        that: Dual
        level: cython.longlong
        if len(args) != 1 or kwargs or type(args[0]) is not float:
            return general(*args, **kwargs)
        level = LEVELS.fresh()
        output = f(of_floats(args[0], 1.0, level))
        if type(output) is Dual:
            that = output
            if that._level == level:
                return that._a, that._b
        return finish(args[0], output, level)

    return both


def slope_at_a_float(f: Function, finish: Function, general: Function) -> Function:
    """The same for the derivative alone."""

    def slope(*args: Any, **kwargs: Any) -> Any:
        that: Dual
        level: cython.longlong
        if len(args) != 1 or kwargs or type(args[0]) is not float:
            return general(*args, **kwargs)[1]
        level = LEVELS.fresh()
        output = f(of_floats(args[0], 1.0, level))
        if type(output) is Dual:
            that = output
            if that._level == level:
                return that._b
        return finish(args[0], output, level)[1]

    return slope
