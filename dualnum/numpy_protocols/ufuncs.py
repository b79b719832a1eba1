"""``Dual.__array_ufunc__``: the table's rows on NumPy's ufuncs, with ``out``, ``where`` and ``dtype``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import array
from dualnum.dual import Dual, make
from dualnum.indexing import make_room
from dualnum.namespaces import namespace_of
from dualnum.numpy_protocols import products, reductions
from dualnum.numpy_protocols.groups import PLAIN, PRODUCTS, UNSUPPORTED
from dualnum.propagation import apply, split, tangent_of, yields_to_series
from dualnum.rules import TABLE, Rule, load_scipy
from dualnum.shapes import directions_of, shape_of

_HINT = "use .primal to drop the derivative on purpose"


def array_ufunc(ufunc: np.ufunc, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The result of a ufunc, or of one of its methods, with a Dual among inputs or outputs.

    Raises:
        TypeError: the ufunc cannot carry a derivative, or ``out`` cannot hold one.
    """
    if _links.series_class is not None and yields_to_series(inputs):
        return NotImplemented
    if _links.watching and any(map(_links.accepts_duals, kwargs.get("out", ()))):
        return NotImplemented  # the array written into knows how to become a Dual
    inputs = tuple(_settled(value) for value in inputs)
    name = ufunc.__name__
    if name in PLAIN:
        if _links.watching and name in ("less", "less_equal", "greater", "greater_equal"):
            _links.check_comparison(*inputs[:2])
        return getattr(ufunc, method)(*map(primal_of, inputs), **_plain_kwargs(name, kwargs))
    if name in PRODUCTS and method == "__call__":
        return products.call(ufunc, inputs, kwargs)
    rule = _rule_of(ufunc)
    if rule is None:
        reason = UNSUPPORTED.get(name, "the table of rules has no row for it; see dualnum.custom_rule")
        raise TypeError(f"{name}: cannot carry a derivative: {reason}")
    if method != "__call__":
        return reductions.call(ufunc, method, rule, inputs, kwargs)
    if not kwargs:
        return apply(rule, inputs, _primal_function(ufunc))
    return _with_kwargs(ufunc, rule, inputs, kwargs)


def _rule_of(ufunc: np.ufunc) -> Rule | None:
    """The row of a ufunc; those of SciPy's are read when the first of them comes along."""
    rule = TABLE.get(ufunc.__name__)
    if rule is None and "scipy.special" in sys.modules:
        load_scipy()
        rule = TABLE.get(ufunc.__name__)
    return rule


def _settled(value: Any) -> Any:
    """An input as a number, an array or a Dual: an object array of Duals becomes an array Dual."""
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value)
    return _links.settle(value)


def primal_of(value: Any) -> Any:
    """A value without any derivative."""
    while isinstance(value, Dual):
        value = value._primal
    return value


def _plain_kwargs(name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    if any(isinstance(out, Dual) for out in kwargs.get("out", ())):
        raise TypeError(f"{name}: its result is not a number to differentiate; give a plain array as out=")
    return {key: primal_of(value) for key, value in kwargs.items()}


def _primal_function(ufunc: np.ufunc) -> Callable[..., Any]:
    """The ufunc, or for numbers that NumPy does not know (mpmath's, exact ones) their own function."""

    def function(*primals: Any) -> Any:
        space = namespace_of(*primals)
        if space.name in ("NumPy", "float", "complex", "Dual"):
            return ufunc(*primals)
        return space.function(ufunc.__name__)(*primals)

    return function


def _with_kwargs(ufunc: np.ufunc, rule: Rule, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """A call with ``out``, ``where``, ``dtype``, ``casting``, ``order``, ``subok`` or ``signature``."""
    out = kwargs.pop("out", None)
    if out is None:
        return _without_out(ufunc, rule, inputs, kwargs)
    return _into(ufunc, rule, inputs, out, kwargs)


def _without_out(ufunc: np.ufunc, rule: Rule, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    where = kwargs.get("where", True)
    if where is True:
        return apply(rule, inputs, lambda *primals: ufunc(*primals, **kwargs))
    kwargs["where"] = where = primal_of(where)
    with np.errstate(all="ignore"):  # what NumPy leaves out it does not warn of
        result = apply(rule, inputs, lambda *primals: ufunc(*primals, **kwargs))
    for part in result if isinstance(result, tuple) else (result,):
        if isinstance(part, Dual):
            _clear(part, where)
    return result


def _clear(x: Dual, where: Any) -> None:
    """A zero tangent where the ufunc computed nothing (the primal is whatever NumPy left there)."""
    kept = np.broadcast_to(where, x.shape)
    np.copyto(x._tangent, 0, where=~np.broadcast_to(kept, x._tangent.shape))


def _into(ufunc: np.ufunc, rule: Rule, inputs: Sequence[Any], outs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The result written into ``out``, each of whose parts keeps its memory."""
    name = rule.name
    moving = [value for value in inputs if isinstance(value, Dual)]
    if moving and any(isinstance(out, np.ndarray) for out in outs):
        raise TypeError(
            f"{name}: out= is a plain array, which cannot hold the derivative; "
            f"give a Dual as out= (such as np.empty_like(x) of a Dual x), or {_HINT}"
        )
    for out in outs:
        for value in moving:
            if isinstance(out, Dual):
                make_room(out, _shell(value, out))
    level = max(out._level for out in outs if isinstance(out, Dual))
    primals = [v._primal if isinstance(v, Dual) and v._level == level else v for v in inputs]
    tangents = [v._tangent if isinstance(v, Dual) and v._level == level else None for v in inputs]
    primals = [_apart(p, outs) for p in primals]
    tangents = [_apart(t, outs) for t in tangents]
    y = ufunc(*primals, out=tuple(None if out is None else out._primal for out in outs), **kwargs)
    _write_tangents(rule, primals, y, tangents, outs, kwargs.get("where", True))
    return outs[0] if ufunc.nout == 1 else tuple(outs)


def _shell(value: Dual, out: Dual) -> Dual:
    """``value`` for `make_room`, which compares levels and directions only."""
    return value


def _apart(part: Any, outs: Sequence[Any]) -> Any:
    """A component that does not share memory with what is written into before it is last read."""
    if isinstance(part, Dual):
        shared = any(isinstance(out, Dual) and _may_share(part, out) for out in outs)
        return part.copy() if shared else part
    if not isinstance(part, np.ndarray):
        return part
    shared = any(isinstance(out, Dual) and _may_share(part, out) for out in outs)
    return part.copy() if shared else part


def _may_share(part: Any, out: Any) -> bool:
    if isinstance(out, Dual):
        return _may_share(part, out._primal) or _may_share(part, out._tangent)
    if isinstance(part, Dual):
        return _may_share(part._primal, out) or _may_share(part._tangent, out)
    return isinstance(out, np.ndarray) and isinstance(part, np.ndarray) and np.may_share_memory(part, out)


def _write_tangents(
    rule: Rule, primals: Sequence[Any], y: Any, tangents: Sequence[Any], outs: Sequence[Any], where: Any
) -> None:
    where = primal_of(where)
    if all(t is None for t in tangents):
        results: Any = [0] * len(outs)
    elif where is True:
        results = tangent_of(rule, primals, y, tangents)
    else:
        with np.errstate(all="ignore"):
            results = tangent_of(rule, primals, y, tangents)
    for out, tangent in zip(outs, results if isinstance(results, (tuple, list)) else (results,), strict=True):
        if not isinstance(out, Dual) or tangent is None:
            continue
        mask = True if where is True else np.broadcast_to(where, out.shape)
        _copy(out, tangent, mask)


def _copy(out: Dual, tangent: Any, mask: Any) -> None:
    expected = directions_of(out._primal, out._tangent)
    if shape_of(tangent) and shape_of(tangent)[: len(expected)] != expected:
        raise ValueError(
            f"out: it carries the directions {expected}, the result has a tangent of shape {shape_of(tangent)}"
        )
    if isinstance(out._tangent, Dual):
        out._tangent[mask if mask is not True else ...] = tangent if mask is True else tangent[mask]
    else:
        np.copyto(out._tangent, tangent, where=mask, casting="same_kind")


_links.array_ufunc = array_ufunc
__all__ = ["array_ufunc", "make", "primal_of", "split"]
