"""Compiled functions that look at memory, where a Dual has none: each has its rule here.

They are found by name when their module is loaded; nothing here imports it.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import _links
from dualnum.construction import array
from dualnum.dropin.buffers import settle
from dualnum.dropin.entry_points import as_array_dual, holds_dual
from dualnum.dropin.state import STATE
from dualnum.dual import Dual, is_array, make
from dualnum.numpy_protocols.ufuncs import primal_of

RULES: dict[str, Callable[..., Any]] = {}
"""The rules by the full name of the function that they stand for."""


def stands_for(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a rule, called as the function ``names`` is, for arguments among which is a Dual."""

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            RULES[name] = rule
        return rule

    return register


def replacements() -> dict[int, tuple[Any, Any]]:
    """The functions of loaded modules that have a rule, by identity, with what stands for them."""
    found: dict[int, tuple[Any, Any]] = {}
    for name in RULES:
        module, _, attribute = name.rpartition(".")
        original = vars(sys.modules[module]).get(attribute) if module in sys.modules else None
        if original is not None and not hasattr(original, "_dualnum_rule"):
            found[id(original)] = (original, _switching(name, original))
    return found


_switches: dict[str, tuple[Any, Any]] = {}


def _switching(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    kept = _switches.get(name)
    if kept is not None and kept[0] is original:
        return kept[1]  # type: ignore[no-any-return]

    signature = inspect.signature(RULES[name]).parameters

    @functools.wraps(original)
    def switch(*args: Any, **kwargs: Any) -> Any:
        if STATE.depth and any(map(holds_dual, (*args, *kwargs.values()))):
            args = tuple(map(_settled, args))
            kwargs = {key: _settled(value) for key, value in kwargs.items()}
            if "original" in signature:
                kwargs["original"] = original
            return RULES[name](*args, **kwargs)
        return original(*args, **kwargs)

    switch._dualnum_rule = name  # type: ignore[attr-defined]
    _switches[name] = (original, switch)
    return switch


def _settled(value: Any) -> Any:
    value = settle(value)
    return as_array_dual(value) if isinstance(value, (list, tuple)) and holds_dual(value) else value


def python_source(dispatcher: Any) -> Callable[..., Any] | None:
    """The Python function that Numba compiled: of a dispatcher, or of a ufunc made by ``vectorize``."""
    found: Any = getattr(dispatcher, "py_func", None)
    if found is None:
        found = getattr(getattr(dispatcher, "_dispatcher", None), "py_func", None)
    return found if callable(found) else None


def _compiler_errors() -> tuple[type[Exception], ...]:
    """What Numba raises where it cannot compile a function."""
    errors: Any = sys.modules.get("numba.core.errors")
    return (errors.NumbaError, NotImplementedError) if errors is not None else ()


class ThroughPython:
    """A function compiled by Numba, whose Python source runs when a Dual arrives."""

    def __init__(self, dispatcher: Any) -> None:
        self._dispatcher_itself = dispatcher
        functools.update_wrapper(self, python_source(dispatcher) or dispatcher)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not STATE.depth:
            return self._dispatcher_itself(*args, **kwargs)
        source: Any = python_source(self._dispatcher_itself)
        if any(map(holds_dual, (*args, *kwargs.values()))):
            return source(*args, **kwargs)
        try:
            return self._dispatcher_itself(*args, **kwargs)
        except _compiler_errors():
            # Compiled for the first time in here, it reads names that are exchanged; the source says so again
            # if that was not the reason.
            return source(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dispatcher_itself, name)


def through_python(ufunc: Any) -> Callable[..., Any] | None:
    """What runs the Python source of a ufunc made by Numba, inside `drop_in`; None for other ufuncs."""
    return ThroughPython(ufunc) if STATE.depth and python_source(ufunc) is not None else None


_links.through_python = through_python


# --- scipy.linalg ---------------------------------------------------------------------------------------


@stands_for("scipy.linalg.inv")
def _inv(a: Any, overwrite_a: bool = False, check_finite: bool = True, **_: Any) -> Any:
    return np.linalg.inv(a)


@stands_for("scipy.linalg.det")
def _det(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.det(a)


@stands_for("scipy.linalg.solve")
def _solve(
    a: Any,
    b: Any,
    lower: bool = False,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    assume_a: Any = None,
    transposed: bool = False,
) -> Any:
    if assume_a in ("sym", "her", "pos", "symmetric", "hermitian", "positive definite"):
        a = _mirrored(a, lower)
    return np.linalg.solve(a.T if transposed else a, b)


def _mirrored(a: Any, lower: bool) -> Any:
    """The symmetric matrix of which only one triangle is read."""
    triangle = np.tril(a) if lower else np.triu(a)
    strict = np.tril(a, -1) if lower else np.triu(a, 1)
    return triangle + np.conjugate(strict).swapaxes(-1, -2)


@stands_for("scipy.linalg.solve_triangular")
def _solve_triangular(
    a: Any,
    b: Any,
    trans: Any = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
) -> Any:
    a = np.tril(a) if lower else np.triu(a)
    if unit_diagonal:
        a = a - np.diag(np.diag(a)) + np.eye(a.shape[-1])
    if trans in (2, "C"):
        a = np.conjugate(a)
    return np.linalg.solve(a if trans in (0, "N") else a.T, b)


@stands_for("scipy.linalg.cholesky")
def _cholesky(a: Any, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    factor = np.linalg.cholesky(_mirrored(a, lower))
    return factor if lower else np.conjugate(factor).swapaxes(-1, -2)


@stands_for("scipy.linalg.cho_factor")
def _cho_factor(a: Any, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return _cholesky(a, lower), lower


@stands_for("scipy.linalg.cho_solve")
def _cho_solve(c_and_lower: Any, b: Any, overwrite_b: bool = False, check_finite: bool = True) -> Any:
    c, lower = c_and_lower
    c = np.tril(c) if lower else np.conjugate(np.triu(c)).swapaxes(-1, -2)
    return np.linalg.solve(c @ np.conjugate(c).swapaxes(-1, -2), b)


@stands_for("scipy.linalg.eigh")
def _eigh(
    a: Any,
    b: Any = None,
    *,
    lower: bool = True,
    eigvals_only: bool = False,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    type: int = 1,
    check_finite: bool = True,
    subset_by_index: Any = None,
    subset_by_value: Any = None,
    driver: Any = None,
) -> Any:
    if b is not None or subset_by_index is not None or subset_by_value is not None:
        raise TypeError(
            "eigh: dualnum has no rule for the generalized problem or a subset; use numpy.linalg.eigh"
        )
    uplo: Any = "L" if lower else "U"
    return np.linalg.eigvalsh(a, uplo) if eigvals_only else np.linalg.eigh(a, uplo)


@stands_for("scipy.linalg.svd")
def _svd(
    a: Any,
    full_matrices: bool = True,
    compute_uv: bool = True,
    overwrite_a: bool = False,
    check_finite: bool = True,
    lapack_driver: str = "gesdd",
) -> Any:
    svd: Any = np.linalg.svd
    return svd(a, full_matrices=full_matrices, compute_uv=compute_uv)


@stands_for("scipy.linalg.svdvals")
def _svdvals(a: Any, overwrite_a: bool = False, check_finite: bool = True) -> Any:
    return np.linalg.svd(a, compute_uv=False)


@stands_for("scipy.linalg.norm")
def _norm(
    a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False, check_finite: bool = True
) -> Any:
    return np.linalg.norm(a, ord, axis, keepdims)


@stands_for("scipy.linalg.lstsq")
def _lstsq(
    a: Any,
    b: Any,
    cond: Any = None,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
    lapack_driver: Any = None,
) -> Any:
    return np.linalg.lstsq(a, b, rcond=cond)


@stands_for("scipy.linalg.pinv")
def _pinv(
    a: Any, *, atol: Any = None, rtol: Any = None, return_rank: bool = False, check_finite: bool = True
) -> Any:
    return np.linalg.pinv(a)


@stands_for("scipy.linalg.expm")
def _expm(a: Any) -> Any:
    """The tangent is the corner of the exponential of [[A, Ȧ], [0, A]] (Higham, Functions of Matrices, 3.6)."""
    import scipy.linalg

    return _matrix_function(scipy.linalg.expm, a)


def _matrix_function(function: Callable[..., Any], a: Any) -> Any:
    from dualnum.shapes import directions_of

    if not isinstance(a, Dual):
        return function(a)
    p, t = a._primal, a._tangent
    n = p.shape[-1]
    spread = np.broadcast_to(p, t.shape) if not isinstance(p, Dual) else p + 0 * t
    top = np.concatenate([spread, t], axis=-1)
    bottom = np.concatenate([np.zeros(t.shape), spread], axis=-1)
    whole = _matrix_function(function, np.concatenate([top, bottom], axis=-2))
    assert directions_of(p, t) == t.shape[: t.ndim - p.ndim]
    return make(_matrix_function(function, p), whole[..., :n, n:], a._level)


# --- others ----------------------------------------------------------------------------------------------


@stands_for("scipy.spatial.distance.cdist")
def _cdist(xa: Any, xb: Any, metric: str = "euclidean", *, out: Any = None, **kwargs: Any) -> Any:
    difference = as_array_dual(xa)[:, None, :] - _second(xb)[None, :, :]
    if kwargs or out is not None:
        raise TypeError(
            f"cdist: dualnum has no rule for the options {sorted(kwargs)}; compute the distance in NumPy"
        )
    return _distance(metric, difference)


@stands_for("scipy.spatial.distance.pdist")
def _pdist(x: Any, metric: str = "euclidean", *, out: Any = None, **kwargs: Any) -> Any:
    if kwargs or out is not None:
        raise TypeError(
            f"pdist: dualnum has no rule for the options {sorted(kwargs)}; compute the distance in NumPy"
        )
    i, j = np.triu_indices(len(x), 1)
    return _distance(metric, x[i] - x[j])


def _second(xb: Any) -> Any:
    return as_array_dual(xb) if holds_dual(xb) else np.asarray(xb, float)


def _distance(metric: str, difference: Any) -> Any:
    if metric == "euclidean":
        return np.sqrt(np.sum(difference * difference, axis=-1))
    if metric == "sqeuclidean":
        return np.sum(difference * difference, axis=-1)
    if metric in ("cityblock", "chebyshev"):
        size = np.abs(difference)
        return np.sum(size, axis=-1) if metric == "cityblock" else np.max(size, axis=-1)
    raise TypeError(f"cdist: dualnum has no rule for the metric {metric!r}; compute the distance in NumPy")


@stands_for("numpy.lib._stride_tricks_impl.as_strided", "numpy.lib.stride_tricks.as_strided")
def _as_strided(
    x: Any, shape: Any = None, strides: Any = None, subok: bool = False, writeable: bool = True, **_: Any
) -> Any:
    """The same view of both parts, whose elements lie alike in memory.

    Raises:
        TypeError: they do not.
    """
    shape = x.shape if shape is None else tuple(shape)
    strides = x._primal.strides if strides is None else tuple(strides)

    def view(part: Any, reference: Any) -> Any:
        if isinstance(part, Dual):
            return make(view(part._primal, reference), view(part._tangent, reference), part._level)
        leading = part.ndim - reference.ndim
        if part.strides[leading:] != reference.strides:
            raise TypeError(
                "as_strided: the derivative lies otherwise in memory than the value; index the array instead"
            )
        return np.lib.stride_tricks.as_strided(
            part, part.shape[:leading] + shape, part.strides[:leading] + strides
        )

    found: Any = view(x, primal_of(x))
    return found


@stands_for(
    "scipy._lib._array_api.array_namespace",
    "scipy._lib.array_api_compat.common._helpers.array_namespace",
    "scipy._external.array_api_compat.common._helpers.array_namespace",
    "sklearn.externals.array_api_compat.common._helpers.array_namespace",
)
def _array_namespace(*arrays: Any, original: Any = None, **kwargs: Any) -> Any:
    """The namespace of the primals: NumPy's functions take Duals."""
    return original(*(np.zeros(1) if isinstance(a, Dual) else a for a in arrays), **kwargs)


@stands_for(
    "scipy._lib.array_api_compat.common._helpers.is_writeable_array",
    "scipy._external.array_api_compat.common._helpers.is_writeable_array",
    "sklearn.externals.array_api_compat.common._helpers.is_writeable_array",
)
def _is_writeable_array(x: Any, original: Any = None) -> Any:
    """Whether the primal is, for an array Dual."""
    return original(np.asarray(primal_of(x))) if is_array(x) else False


__all__ = ["RULES", "array", "replacements", "stands_for"]
