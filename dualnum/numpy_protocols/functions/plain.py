"""Functions whose result is not a number to differentiate: it comes from the primals alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_protocols.arguments import stripped
from dualnum.numpy_protocols.array_functions import find, implements
from dualnum.numpy_protocols.results import refuse_out

PLAIN = """
    all allclose any argmax argmin argpartition argsort argwhere array_equal array_equiv can_cast
    common_type count_nonzero diag_indices_from digitize flatnonzero in1d iscomplex iscomplexobj isclose
    isin isneginf isposinf isreal isrealobj lexsort may_share_memory min_scalar_type nanargmax nanargmin
    nonzero ravel_multi_index result_type searchsorted shares_memory size tril_indices_from
    triu_indices_from unravel_index
""".split()
"""Shapes, types, indices and comparisons."""

OUT = {**dict.fromkeys("all any argmax argmin nanargmax nanargmin".split(), 2), "isneginf": 1, "isposinf": 1}
"""Where ``out`` stands among the arguments, for those that have one."""


class _Plain:
    """A handler that calls NumPy's function without any derivative."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.__wrapped__ = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        place = OUT.get(self.function.__name__, len(args))
        refuse_out(self.function.__name__, args[place] if place < len(args) else kwargs.get("out"))
        return self.function(*map(stripped, args), **{key: stripped(value) for key, value in kwargs.items()})


for _name in PLAIN:
    _function = find(_name)
    if _function is not None:
        implements(_function, group="plain")(_Plain(_function))


@implements(np.shape, group="plain")
def shape(a: Any) -> Any:
    """``shape(a)``."""
    return a.shape


@implements(np.ndim, group="plain")
def ndim(a: Any) -> Any:
    """``ndim(a)``."""
    return len(a.shape)
