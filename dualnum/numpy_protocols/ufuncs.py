"""``Dual.__array_ufunc__``: the table's rows on NumPy's ufuncs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from dualnum import _links
from dualnum.array_operations import operate_on_arrays
from dualnum.construction import array
from dualnum.dual import Dual
from dualnum.floating_errors import told_where_it_shows
from dualnum.namespaces import namespace_of
from dualnum.numpy_protocols import labels, outputs, products, python_ufuncs, scipy_gufuncs
from dualnum.numpy_protocols.groups import PLAIN, PRODUCTS, UNSUPPORTED
from dualnum.numpy_protocols.outputs import check_conversion
from dualnum.numpy_protocols.untyped import np
from dualnum.operators import yields_to_series
from dualnum.propagation import apply, joined, split, tangent_of
from dualnum.rules import TABLE, Rule, load_scipy
from dualnum.scalar_operations import operate_on_scalars
from dualnum.selection import select
from dualnum.shapes import base_of, zero_like

_OF_NUMPY = {ufunc.__name__: ufunc for ufunc in vars(np._core.umath).values() if isinstance(ufunc, np.ufunc)}
"""NumPy's ufuncs by name, also those that it wraps (clip)."""

_COMPARISONS = frozenset({"less", "less_equal", "greater", "greater_equal"})


def array_ufunc(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The result of a ufunc, or of one of its methods, with a Dual among inputs or outputs.

    Raises:
        TypeError: the ufunc cannot carry a derivative, or ``out`` cannot hold one.
    """
    if method == "__call__" and not kwargs and type(ufunc) is np.ufunc:
        simple = operate_on_arrays(ufunc, inputs, tangent_of)
        if simple is None:
            simple = operate_on_scalars(ufunc, inputs, tangent_of)
        if simple is not None:
            return simple
    if _links.series_class is not None and yields_to_series(inputs):
        return NotImplemented
    if labels.hold_in(inputs):
        return labels.call(ufunc, method, inputs, kwargs)
    if method != "at":
        inputs = tuple(map(_settled, inputs))
    name = ufunc.__name__
    if _OF_NUMPY.get(name) is not ufunc and not _has_row(ufunc) and python_ufuncs.made_from_python(ufunc):
        source = None if _links.through_python is None else _links.through_python(ufunc)
        return source(*inputs, **kwargs) if source else python_ufuncs.call(ufunc, method, inputs, kwargs)
    if name in PLAIN:
        return _plain(ufunc, method, inputs, kwargs)
    if name in PRODUCTS:
        return products.call(ufunc, method, inputs, kwargs)
    if scipy_gufuncs.of_special(ufunc) and method == "__call__" and not kwargs:
        return scipy_gufuncs.call(ufunc, inputs)
    rule = _rule_of(ufunc)
    if method != "__call__":
        from dualnum.numpy_protocols import reductions  # it loads the families of array functions

        return reductions.call(ufunc, method, rule, inputs, kwargs)
    if not kwargs:
        return apply(rule, inputs, _primal_function(ufunc))
    if "out" in kwargs:
        return outputs.into(ufunc, rule, inputs, **kwargs)
    return _with_options(ufunc, rule, inputs, kwargs)


def _settled(value: Any) -> Any:
    """An input as a number, an array or a Dual: an object array of Duals becomes an array Dual."""
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return array(value)
    return value


def _rule_of(ufunc: Any) -> Rule:
    """The row of a ufunc; those of SciPy's are read when the first of them comes along.

    Raises:
        TypeError: there is none, or the ufunc only has the name of one of NumPy's.
    """
    name = ufunc.__name__
    scipy_special = sys.modules.get("scipy.special")
    if name not in TABLE and scipy_special is not None:
        load_scipy()
    rule = TABLE.get(name)
    if rule is None:
        reason = UNSUPPORTED.get(name) or (
            f"{TABLE.refused.get(name, 'the table of rules has no row for it')}; see dualnum.custom_rule"
        )
        raise TypeError(f"{name}: cannot carry a derivative: {reason}")
    if not _has_row(ufunc):
        raise TypeError(
            f"{name}: cannot carry a derivative: it is not the ufunc of that name whose row the table has; "
            "see dualnum.custom_rule"
        )
    return rule


def _has_row(ufunc: Any) -> bool:
    """Whether the row of a ufunc's name, if there is one, is its own: not that of NumPy's or SciPy's namesake."""
    name = ufunc.__name__
    if name not in TABLE or _OF_NUMPY.get(name) is ufunc:
        return name in TABLE
    found = _OF_NUMPY.get(name), getattr(sys.modules.get("scipy.special"), name, None)
    known = [namesake for namesake in found if isinstance(namesake, np.ufunc)]
    return not known or any(ufunc is namesake for namesake in known)


def _plain(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """A result that is not a number to differentiate, of the primals alone.

    Raises:
        TypeError: it would be written into a Dual.
    """
    targets = inputs[:1] if method == "at" else kwargs.get("out", ())
    if any(isinstance(target, Dual) for target in targets):
        raise TypeError(
            f"{ufunc.__name__}: its result is not a number to differentiate, which a Dual would hold; "
            "give a plain array as out="
        )
    if _links.watching and ufunc.__name__ in _COMPARISONS:
        _links.check_comparison(*inputs[:2])
    return getattr(ufunc, method)(
        *map(base_of, inputs), **{key: base_of(value) for key, value in kwargs.items()}
    )


def _primal_function(ufunc: Any) -> Callable[..., Any]:
    """The ufunc, or for numbers that NumPy does not know (mpmath's, exact ones) their own function."""

    def function(*primals: Any) -> Any:
        space = namespace_of(*primals)
        if space.name in ("NumPy", "float", "complex", "Dual"):
            return ufunc(*primals)
        return space.function(ufunc.__name__)(*primals)

    return function


def _with_options(ufunc: Any, rule: Rule, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """A call with ``where``, ``dtype``, ``casting``, ``order``, ``subok`` or ``signature``."""
    options = {key: base_of(value) for key, value in kwargs.items()}
    level, primals, tangents = split(inputs)
    y = ufunc(*primals, **options)
    if not rule.constant:
        smooth = [part for part, o in zip(y, rule.outputs, strict=True) if o] if rule.outputs else [y]
        check_conversion(rule.name, primals, tangents, smooth, to_real=rule.real_linear is not None)
    where = options.get("where", True)
    if where is True:
        tangent = tangent_of(rule, primals, y, tangents)
    else:
        tangent = told_where_it_shows(_tangent_where, where, rule, primals, y, tangents)
    return joined(rule, y, tangent, level)


def _tangent_where(where: Any, *call: Any) -> Any:
    """The tangent, 0 where the ufunc computed nothing: the primal is whatever NumPy left there."""
    tangent = tangent_of(*call)
    if isinstance(tangent, tuple):
        return tuple(None if t is None else select(where, t, zero_like(t)) for t in tangent)
    return select(where, tangent, zero_like(tangent))


primal_of = base_of

_links.array_ufunc = array_ufunc
