"""What an early room calls in a later one; the later room fills its name in when it is imported.

`Dual` has to hand a ufunc, an array function or an uncommon operand to code that knows `Dual`
itself.  These names keep the imports pointing one way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Handler = Callable[..., Any]

general_dual: Any
"""general_dual: the class of Duals of numbers other than two floats."""

scalar_dual: Any
"""scalar_dual: the class of Duals whose primal is a NumPy scalar."""

array_dual: Any
"""array_dual: the class of Duals whose primal is an array."""

operate: Handler
"""operators: an operator by its rule's name, for operands of any kind."""

absolute: Handler
floor_divide: Handler
power: Handler
remainder: Handler
"""functions: these operators, by a short way for floats."""

operate_on_container: Handler
"""numpy_protocols: an operator with a pandas object or a sparse matrix; NotImplemented for anything else."""

without_labels: Handler
"""numpy_protocols: the array that an object of pandas or xarray holds; anything else as it is."""

through_python: Handler | None = None
"""dropin: what runs the Python source of a ufunc of Numba's, inside `drop_in`; None until that is first used."""

array_ufunc: Handler
"""numpy_protocols: Dual.__array_ufunc__."""

array_function: Handler
"""numpy_protocols: Dual.__array_function__."""

getitem: Handler
"""indexing: Dual.__getitem__."""

setitem: Handler
"""indexing: Dual.__setitem__."""

to_object_array: Handler
"""construction: Dual.__array__."""

level_seen: Handler
"""levels: note the level of a Dual that comes from elsewhere, so that no transform takes it again."""


own_parts: Handler
"""construction: the primal and the tangent of a nested Dual as its maker sees them."""

components: Handler

"""construction: check and convert what a caller gives as primal and tangent."""


def text(x: Any, spec: str | None) -> Any:
    """printing: str, format and LaTeX; the first call loads it, and it takes the name over."""
    from dualnum import printing

    return printing.text(x, spec)


def operate_on_nested(*args: Any) -> Any:
    """array_nesting: an operation on Duals of Duals of arrays; the first call loads it, and it takes the name over."""
    from dualnum import array_nesting

    return array_nesting.operate_on_nested(*args)


pretended_class: Handler | None = None
"""dropin: the class that a Dual passes for inside `drop_in`; None until that is first used."""

loses_nothing: Handler
"""dropin: whether a Dual inside `drop_in` may become a plain number, since its tangent is zero."""

series_class: Any = None
"""series: the class of Taylor series; None until that is loaded."""

watching = False
"""dropin: whether a thread is inside `drop_in`, where comparisons are looked at."""

unwrap: Handler
"""dropin: arguments, in which arrays that accept Duals are replaced by what they stand for."""

check_comparison: Handler
"""dropin: refuse a comparison that a rounding error decides."""

reporting = 0
"""reports: how many blocks that report are open, in any thread; 0 costs nothing to check."""

report: Handler
"""reports: whether a derivative rests on a convention."""

report_equality: Handler
"""reports: an equality that a moving value met."""


def accepts_duals(x: Any) -> bool:  # noqa: ARG001  (stands in for the real one)
    """dropin: whether ``x`` is an array that accepts Duals; before that is loaded, none is."""
    return False


def settle(x: Any) -> Any:
    """dropin: an array that accepts Duals as what it stands for; before that is loaded, there are none."""
    return x


inside: Callable[[], bool] | None = None
"""dropin: whether the current thread is inside `drop_in`; None until that is first used."""
