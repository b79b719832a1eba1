"""``Dual(primal, tangent)`` and the attributes of a Dual in compiled code."""

from __future__ import annotations

from typing import Any

from numba.core.errors import TypingError
from numba.extending import overload_attribute

from dualnum.compiled.dual_type import DualType
from dualnum.compiled.lanes import as_sequence
from dualnum.compiled.overloading import overload
from dualnum.compiled.parts import constructed, primal_of, tangent_of
from dualnum.dual import Dual

_LOSES = "{0}: a Dual cannot become {1} without losing its derivative; use .primal to drop it on purpose"


@overload(Dual)
def _dual(primal: Any, tangent: Any = 0) -> Any:
    return lambda primal, tangent=0: constructed(primal, tangent)


@overload_attribute(DualType, "primal", strict=False)
def _primal(x: Any) -> Any:
    return lambda x: primal_of(x)


@overload_attribute(DualType, "tangent", strict=False)
def _tangent(x: Any) -> Any:
    return lambda x: as_sequence(tangent_of(x))


def _refuse(kind: type, named: str) -> None:
    @overload(kind)
    def refuse(x: Any) -> Any:
        if isinstance(x, DualType):
            raise TypingError(_LOSES.format(kind.__name__, named))


for _kind, _named in ((float, "a float"), (int, "an int"), (complex, "a complex")):
    _refuse(_kind, _named)
