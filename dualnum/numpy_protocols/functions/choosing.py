"""Elements chosen by an index or a condition: both parts follow the choice that the primals make."""

from __future__ import annotations

from typing import Any

from dualnum.dual import Dual
from dualnum.numpy_protocols import conventions
from dualnum.numpy_protocols.arguments import as_array, from_end, stripped, top_level
from dualnum.numpy_protocols.array_functions import implements
from dualnum.numpy_protocols.functions.sums import NO_VALUE
from dualnum.numpy_protocols.results import both, by_definition, defined, stored, with_directions
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import apply
from dualnum.rules import TABLE
from dualnum.selection import select as select_between

selecting = "selecting"


@implements(np.where, group=selecting)
def where(condition: Any, x: Any = NO_VALUE, y: Any = NO_VALUE, /) -> Any:
    """``where(condition, x, y)``; with the condition alone, the indices where it holds."""
    condition = stripped(condition)
    if x is NO_VALUE and y is NO_VALUE:
        return np.where(condition)
    if top_level(x, y) < 0:
        return np.where(condition, x, y)
    return select_between(np.asarray(condition), _settled(x), _settled(y))


def _settled(value: Any) -> Any:
    return as_array(value) if isinstance(value, (list, tuple, np.ndarray)) else value


@implements(np.take, group=selecting)
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: str = "raise") -> Any:
    """``take(a, indices, axis, out, mode)``."""
    indices = stripped(indices)
    if out is not None:
        return stored(np.take, out, a, indices, axis, mode=mode)
    x = np.ravel(as_array(a)) if axis is None else np.atleast_1d(as_array(a))
    given = 0 if axis is None else axis
    place = from_end(given, x.ndim)
    return both(
        x,
        lambda part: np.take(part, indices, given, mode=mode),
        lambda t: np.take(t, indices, place, mode=mode),
    )


@implements(np.take_along_axis, group=selecting)
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    """``take_along_axis(arr, indices, axis)``."""
    indices = np.asarray(stripped(indices))
    x = np.ravel(as_array(arr)) if axis is None else as_array(arr)
    given = 0 if axis is None else axis
    place = from_end(given, x.ndim)
    return with_directions(
        x,
        lambda part: np.take_along_axis(part, indices, given),
        lambda t, directions, _y: np.take_along_axis(
            t, np.reshape(indices, (1,) * len(directions) + indices.shape), place
        ),
    )


@implements(np.compress, group=selecting)
def compress(condition: Any, a: Any, axis: Any = None, out: Any = None) -> Any:
    """``compress(condition, a, axis, out)``."""
    condition = stripped(condition)
    if out is not None:
        return stored(np.compress, out, condition, a, axis)
    x = as_array(a)
    kept = np.compress(condition, np.arange(np.size(x) if axis is None else np.atleast_1d(x).shape[axis]))
    return np.take(x, kept, axis)


@implements(np.extract, group=selecting)
def extract(condition: Any, arr: Any) -> Any:
    """``extract(condition, arr)``."""
    return np.take(np.ravel(as_array(arr)), np.nonzero(np.ravel(stripped(condition)))[0])


@implements(np.choose, group=selecting)
def choose(a: Any, choices: Any, out: Any = None, mode: str = "raise") -> Any:
    """``choose(a, choices, out, mode)``."""
    if out is not None:
        return stored(np.choose, out, a, choices, mode=mode)
    return defined(np.choose, _choose, stripped(a), list(choices), mode=mode)


def _choose(a: Any, choices: Any, mode: str) -> Any:
    index = np.choose(a, list(range(len(choices))), mode=mode)
    result = as_array(choices[0])
    for i, choice in enumerate(choices[1:], 1):
        result = select_between(index == i, as_array(choice), result)
    return select_between(index >= 0, result, 0)


@by_definition("select", group=selecting)
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """``select(condlist, choicelist, default)``: the first choice whose condition holds."""
    result = as_array(default)
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = select_between(np.asarray(stripped(condition)), as_array(choice), result)
    return result


@implements(np.clip, group=selecting)
def clip(
    a: Any,
    a_min: Any = NO_VALUE,
    a_max: Any = NO_VALUE,
    out: Any = None,
    *,
    min: Any = NO_VALUE,  # noqa: A002  (NumPy's own name of the argument)
    max: Any = NO_VALUE,  # noqa: A002  (NumPy's name)
    **kwargs: Any,
) -> Any:
    """``clip(a, a_min, a_max, out, min=, max=, ...)``; its slope is 1 on the closed interval."""
    named = {"a_min": a_min, "a_max": a_max, "min": min, "max": max}
    bounds = {name: _bound(value) for name, value in named.items() if value is not NO_VALUE}
    if out is not None:
        return stored(np.clip, out, a, **bounds, **kwargs)
    if isinstance(a, Dual) and top_level(bounds, kwargs) < 0 and not conventions.reporting():
        return _clipped(a, {**bounds, **kwargs})
    return defined(np.clip, _clip, a, **bounds, **kwargs)


def _bound(value: Any) -> Any:
    """A bound as a number or an array: a table's column would have NumPy make the result one, too."""
    return value if value is None or np.ndim(value) == 0 else as_array(value)


def _clipped(x: Dual, options: dict[str, Any]) -> Any:
    """``clip`` at bounds that do not move."""
    base, bound = stripped(x), {name[-3:]: value for name, value in options.items() if value is not None}
    inside = np.asarray(options.get("where", True))
    for name, beyond in (("min", np.greater_equal), ("max", np.less_equal)):
        inside = inside & beyond(base, bound[name]) if name in bound else inside
    return both(x, lambda part: np.clip(part, **options), lambda t: np.where(inside, t, 0))


def _clip(
    a: Any,
    a_min: Any = None,
    a_max: Any = None,
    min: Any = None,  # noqa: A002  (NumPy's name)
    max: Any = None,  # noqa: A002  (NumPy's name)
    where: Any = True,
    **_kwargs: Any,
) -> Any:
    low = a_min if min is None else min
    high = a_max if max is None else max
    bounds = (-np.inf if low is None else low, np.inf if high is None else high)
    result = apply(TABLE["clip"], [_settled(operand) for operand in (as_array(a), *bounds)])
    return result if where is True else select_between(np.asarray(stripped(where)), result, 0)
