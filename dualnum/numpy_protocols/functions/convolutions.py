"""convolve and correlate: linear in each sequence."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_protocols.arguments import as_array
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.contractions import Directions, product_rule
from dualnum.shapes import shape_of

contractions = "contractions"


@implements(np.convolve, group=contractions)
def convolve(a: Any, v: Any, mode: Any = "full") -> Any:
    """``convolve(a, v, mode)``."""
    return _slid(np.convolve, np.atleast_1d(as_array(a)), np.atleast_1d(as_array(v)), mode)


@implements(np.correlate, group=contractions)
def correlate(a: Any, v: Any, mode: Any = "valid") -> Any:
    """``correlate(a, v, mode)``, which conjugates v."""
    return _slid(np.correlate, as_array(a), as_array(v), mode)


def _slid(function: Any, a: Any, v: Any, mode: Any) -> Any:
    """A sum of products over the overlap of two sequences."""

    def term(i: int, directions: Directions, *sequences: Any) -> Any:
        if not directions:
            return function(*sequences, mode)
        rows = np.reshape(sequences[i], (int(np.prod(directions)), shape_of(sequences[i])[-1]))
        pairs = [(row, sequences[1]) if i == 0 else (sequences[0], row) for row in rows]
        results = [function(*pair, mode) for pair in pairs]
        return np.reshape(np.stack(results), directions + shape_of(results[0]))

    return product_rule(function.__name__, lambda p, q: function(p, q, mode), (a, v), term)
