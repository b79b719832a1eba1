"""``out=`` of a ufunc: a Dual whose two parts are written into, each in its own memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualnum.dual import Dual
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import reads_primals, tangent_of
from dualnum.rules import Rule
from dualnum.shapes import base_of, directions_of, kind_of


def into(ufunc: Any, rule: Rule, inputs: Sequence[Any], out: tuple[Any, ...], **options: Any) -> Any:
    """The result of a call, in ``out``: for several results a tuple, with None for those to be made.

    ``out`` may be, or overlap, an input.  What a false element of ``where`` leaves alone keeps both parts.

    Raises:
        TypeError: ``out`` is a plain array, or one of integers, which cannot hold a derivative; or it is a
            Dual and the result is not a number to differentiate (the exponent of frexp).
    """
    options = {key: base_of(value) for key, value in options.items()}
    for i, target in enumerate(out):
        _check_target(rule, target, rule.outputs is None or rule.outputs[i] is not None, inputs)
    if _is_direct(inputs, out, options):
        _write_through(ufunc, rule, inputs, out[0], options)
        return out[0]
    return _by_copy(ufunc, rule, inputs, out, options)


def _check_target(rule: Rule, target: Any, differentiable: bool, inputs: Sequence[Any]) -> None:
    """Refuse what cannot hold a result; NumPy itself refuses what is no array."""
    if isinstance(target, Dual) and not differentiable:
        raise TypeError(
            f"{rule.name}: that result is not a number to differentiate; give a plain array as out="
        )
    if isinstance(target, Dual) and not _is_array(target):
        raise TypeError(
            f"{rule.name}: out= is a Dual of a number, which cannot be written into; give an array Dual "
            "(dualnum.array makes one of a list)"
        )
    moving = [value for value in inputs if isinstance(value, Dual)]
    if not moving or not differentiable or not _is_array(target) or _of_objects(target):
        return
    if not isinstance(target, Dual):
        raise TypeError(
            f"{rule.name}: out= is a plain array, which cannot hold the derivative; give a Dual as out= "
            "(such as np.empty_like(x) of a Dual x), or use .primal to drop the derivative on purpose"
        )
    if not base_of(target._tangent).flags.writeable:
        raise ValueError(f"{rule.name}: the tangent of out= is read-only; give a copy")


def _is_array(target: Any) -> bool:
    return isinstance(base_of(target), np.ndarray)


def _of_objects(target: Any) -> bool:
    """Whether a target is an array of objects, which can hold scalar Duals."""
    return _is_array(target) and bool(base_of(target).dtype == object)


def check_conversion(
    name: str, primals: Sequence[Any], tangents: Sequence[Any], results: Sequence[Any], to_real: bool = False
) -> None:
    """Refuse arguments that move and are cut to integers, or to real numbers, before the function sees them.

    ``to_real`` says that the function has real values for complex arguments.

    Raises:
        TypeError: ``dtype=`` or ``signature=`` does that.
    """
    kinds = {kind_of(p) for p, t in zip(primals, tangents, strict=True) if t is not None}
    found = {kind_of(result) for result in results}
    if (kinds & set("fc") and found & set("biu")) or ("c" in kinds and "c" not in found and not to_real):
        raise TypeError(
            f"{name}: the dtype asked for cannot hold a Dual without losing its derivative; "
            "use .primal to drop it on purpose"
        )


# --- one array, one level: written where it is -----------------------------------------------------------


def _is_direct(inputs: Sequence[Any], out: tuple[Any, ...], options: dict[str, Any]) -> bool:
    """Whether both parts of ``out`` are arrays that NumPy itself can write the parts of the result into."""
    target = out[0]
    if len(out) != 1 or not isinstance(target, Dual) or not options.keys() <= {"casting", "order", "subok"}:
        return False
    if type(target._primal) is not np.ndarray or type(target._tangent) is not np.ndarray:
        return False
    here = directions_of(target._primal, target._tangent)
    for value in inputs:
        if isinstance(value, Dual) and (
            value._level != target._level
            or isinstance(value._primal, Dual)
            or isinstance(value._tangent, Dual)
            or directions_of(value._primal, value._tangent) != here
        ):
            return False
    parts = [target._tangent, *(value._tangent for value in inputs if isinstance(value, Dual))]
    return kind_of(target) == "f" and all(kind_of(part) == "f" for part in parts)


def _write_through(
    ufunc: Any, rule: Rule, inputs: Sequence[Any], target: Any, options: dict[str, Any]
) -> None:
    primals = [value._primal if isinstance(value, Dual) else value for value in inputs]
    tangents = [value._tangent if isinstance(value, Dual) else None for value in inputs]
    kept = list(primals)
    if reads_primals(rule):
        kept = [p.copy() if _shares(p, target._primal) else p for p in primals]
    y = ufunc(*primals, out=(target._primal,), **options)
    if any(t is not None for t in tangents):
        target._tangent[...] = tangent_of(rule, kept, y, tangents)
    else:
        target._tangent[...] = 0


def _shares(part: Any, target: Any) -> bool:
    return isinstance(part, np.ndarray) and np.may_share_memory(part, target)


# --- anything else ----------------------------------------------------------------------------------------


def _by_copy(
    ufunc: Any, rule: Rule, inputs: Sequence[Any], out: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """NumPy writes into copies of the primals, and the result without ``out`` is assigned with its tangent."""
    exact = tuple(map(_copy_of_primal, out))
    ufunc(*map(base_of, inputs), out=exact, **options)
    if not rule.constant and any(isinstance(value, Dual) and kind_of(value) in "fc" for value in inputs):
        for target in out:
            _check_floating(rule.name, target)
    where = options.pop("where", True)
    with np.errstate(all="ignore"):  # NumPy has told of everything once
        results = ufunc(*inputs, **options)
    results = results if isinstance(results, tuple) else (results,)
    written = tuple(
        result if target is None else _assigned(target, result, plain, where)
        for target, result, plain in zip(out, results, exact, strict=True)
    )
    return written if len(written) > 1 else written[0]


def _check_floating(name: str, target: Any) -> None:
    """Refuse a Dual of integers, which NumPy has been told to cut the result to."""
    if isinstance(target, Dual) and kind_of(target) in "biu":
        raise TypeError(
            f"{name}: out= is an array of integers, which cannot hold the derivative; give one of floats"
        )


def _copy_of_primal(target: Any) -> Any:
    if _of_objects(target):
        return None  # plain numbers have no such functions as NumPy calls on objects
    return base_of(target).copy() if _is_array(target) else base_of(target)


def _assigned(target: Any, result: Any, exact: Any, where: Any) -> Any:
    """``target``, with the result where ``where`` holds and the primal that NumPy wrote."""
    if _of_objects(target):
        np.copyto(target, np.asarray(result, object), where=where)
        return target
    if where is True:
        target[...] = result
    else:
        mask = np.broadcast_to(where, target.shape)
        target[mask] = np.broadcast_to(result, target.shape)[mask]
    base_of(target)[...] = exact
    return target
