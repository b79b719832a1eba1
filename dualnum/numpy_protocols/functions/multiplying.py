"""Products along axes: the derivative with respect to a factor is the product of the others.

No rule here divides by a factor, so any number of zeros among them is right, to every order.
"""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, dtype_of, from_end, stripped, tangent_dtype
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.axes import in_shape, merged
from dualnum.numpy_protocols.functions.converting import part_as
from dualnum.numpy_protocols.functions.scanning import tangent_of_product, tangents_of_products
from dualnum.numpy_protocols.functions.sums import NO_VALUE, without_nans
from dualnum.numpy_protocols.results import defined, stored
from dualnum.numpy_protocols.untyped import np
from dualnum.shapes import directions_of, filled, shape_of

reducing = "reducing"


@implements(np.prod, group=reducing)
def prod(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    initial: Any = NO_VALUE,
    where: Any = NO_VALUE,
) -> Any:
    """``prod(a, axis, dtype, out, keepdims, initial, where)``; ``initial`` may be a Dual."""
    options = {"keepdims": keepdims, "where": stripped(where)}
    if out is not None:
        return stored(np.prod, out, a, axis, dtype, initial=initial, **options)
    if initial is not NO_VALUE:
        return defined(np.prod, _prod_from, a, axis, dtype, initial=initial, **options)
    x = as_array(a)
    y = np.prod(x._primal, axis, dtype, **options)
    axes = from_end(axis, x.ndim)
    factors, t = (merged(part, axes) for part in _factors(x, dtype, options["where"]))
    with np.errstate(invalid="ignore"):  # an infinite factor beside a zero tangent, which `product` keeps
        total = tangent_of_product(factors, t) if factors.shape[-1] else np.sum(t, -1)
    directions = directions_of(x._primal, x._tangent)
    return make(y, filled(in_shape(total, directions + shape_of(y)), y, directions), x._level)


def _prod_from(a: Any, axis: Any, dtype: Any, initial: Any, **options: Any) -> Any:
    return initial * np.prod(as_array(a), axis, dtype, **options)


def _factors(x: Dual, dtype: Any, where: Any) -> tuple[Any, Any]:
    """Factors as floats and their tangents; 1, which does not move, where ``where`` leaves one out."""
    wanted = tangent_dtype("prod", dtype, x) or np.result_type(dtype_of(x), np.float16)
    factors, t = part_as(x._primal, wanted, {}), x._tangent
    if where is NO_VALUE or where is True:
        return factors, t
    return np.where(where, factors, wanted.type(1)), np.where(where, t, 0)


@implements(np.cumprod, group=reducing)
def cumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """``cumprod(a, axis, dtype, out)``."""
    if out is not None:
        return stored(np.cumprod, out, a, axis, dtype)
    x = np.ravel(as_array(a)) if axis is None else np.atleast_1d(as_array(a))
    given = -1 if axis is None else axis
    y = np.cumprod(x._primal, given, dtype)
    place = from_end(given, x.ndim)
    factors, t = (np.moveaxis(part, place, -1) for part in _factors(x, dtype, NO_VALUE))
    with np.errstate(invalid="ignore"):
        total = tangents_of_products(factors, t) if factors.shape[-1] else t
    return make(y, filled(np.moveaxis(total, -1, place), y, directions_of(x._primal, x._tangent)), x._level)


@implements("cumulative_prod", group=reducing)
def cumulative_prod(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: bool = False
) -> Any:
    """``cumulative_prod(x, axis, dtype, out, include_initial)``."""
    options = {"axis": axis, "dtype": dtype, "include_initial": include_initial}
    if out is not None:
        return stored(np.cumulative_prod, out, x, **options)
    return defined(np.cumulative_prod, _cumulative_prod, x, **options)


def _cumulative_prod(x: Any, axis: Any, dtype: Any, include_initial: bool) -> Any:
    place = -1 if axis is None else axis
    products = np.cumprod(as_array(x), place, dtype)
    if not include_initial:
        return products
    first = np.ones_like(np.take(stripped(products), [0], place)) if products.size else 1
    return np.concatenate([first, products], place)


@implements(np.nanprod, group=reducing)
def nanprod(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    initial: Any = NO_VALUE,
    where: Any = NO_VALUE,
) -> Any:
    """``nanprod(a, axis, dtype, out, keepdims, initial, where)``."""
    options = {"keepdims": keepdims, "initial": initial, "where": where}
    if out is not None:
        return stored(np.nanprod, out, a, axis, dtype, **options)
    return defined(
        np.nanprod,
        lambda a, *rest, **more: np.prod(without_nans(a, 1), *rest, **more),
        a,
        axis,
        dtype,
        **options,
    )


@implements(np.nancumprod, group=reducing)
def nancumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """``nancumprod(a, axis, dtype, out)``."""
    if out is not None:
        return stored(np.nancumprod, out, a, axis, dtype)
    return defined(np.nancumprod, lambda a, *rest: np.cumprod(without_nans(a, 1), *rest), a, axis, dtype)
