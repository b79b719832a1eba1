"""Reports, inside `dualnum.errstate`, of array functions whose derivative rests on a convention."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import _links
from dualnum.dual import Dual
from dualnum.numpy_protocols.arguments import stripped


def report(name: str, values: Any, where: Any, what: str) -> None:
    """Report the first of ``values`` ``where`` the convention for ``what`` (a tie, a kink) decides."""
    if not np.any(where):
        return
    from dualnum.reports import tell

    values, where = np.broadcast_arrays(stripped(values), where)
    tell(name, f"at {values[where].flat[0]}: the derivative follows the convention for {what}")


def moving(x: Dual) -> Any:
    """Where the tangent of ``x`` is not zero, in any of its directions."""
    nonzero = np.asarray(stripped(x._tangent) != 0)
    return nonzero.any(axis=tuple(range(nonzero.ndim - x.ndim)))


def reporting() -> bool:
    """Whether a block that reports is open, in any thread."""
    return bool(_links.reporting)
