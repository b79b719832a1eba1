"""matmul, vecdot, matvec and vecmat: bilinear, so the product rule holds.

The primal is NumPy's own.  Each product is one of matrices, so its tangent is written with those: vectors get
an axis of length 1, and leading axes broadcast, with the directions in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualnum.dual import Dual, make
from dualnum.floating_errors import told_where_it_shows
from dualnum.numpy_protocols.arguments import stripped
from dualnum.numpy_protocols.outputs import check_conversion
from dualnum.numpy_protocols.untyped import np
from dualnum.propagation import split
from dualnum.shapes import direction_shape, filled, reshaped, shape_of
from dualnum.strong_zeros import product

_CORE = {"matmul": (2, 2), "vecdot": (1, 1), "matvec": (2, 1), "vecmat": (1, 2)}
"""The number of core axes of each operand; matmul takes vectors too."""

_CONJUGATING = frozenset({"vecdot", "vecmat"})
"""Those whose first operand enters as its conjugate."""


def call(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The product and its tangent t1·x2 + x1·t2.

    Raises:
        TypeError: ``out`` is a plain array, or the dtype asked for cannot hold a derivative.
    """
    if method != "__call__":
        return getattr(ufunc, method)(*stripped(inputs), **stripped(kwargs))  # NumPy's own error
    if "out" in kwargs:
        from dualnum.numpy_protocols.results import stored  # it needs the array functions

        return stored(ufunc, kwargs.pop("out"), *inputs, **kwargs)
    level, primals, tangents = split(inputs)
    y = ufunc(*primals, **kwargs)
    check_conversion(ufunc.__name__, primals, tangents, (y,))
    directions = direction_shape(ufunc.__name__, primals, tangents)
    form = _Form(ufunc.__name__, primals, **kwargs)
    tangent = told_where_it_shows(_tangent, form, primals, tangents, directions)
    return make(y, filled(reshaped(tangent, directions + shape_of(y)), y, directions), level)


class _Form:
    """How one call is a product of matrices: where its core axes are, and which operands are vectors."""

    def __init__(
        self, name: str, primals: Sequence[Any], axes: Any = None, axis: Any = None, **_: Any
    ) -> None:
        ranks = [len(shape_of(p)) for p in primals]
        self.core = [min(c, rank) for c, rank in zip(_CORE[name], ranks, strict=True)]
        self.batch = max(rank - c for rank, c in zip(ranks, self.core, strict=True))
        self.conjugates = name in _CONJUGATING
        given = [axis, axis] if axis is not None else axes
        self.places = None if given is None else [_tuple(place) for place in given]
        self.ranks = ranks

    def matrix(self, which: int, part: Any, directions: tuple[int, ...] = ()) -> Any:
        """An operand, or its tangent, as matrices behind the directions and all the leading axes."""
        core, rank = self.core[which], self.ranks[which]
        if self.places is not None:
            part = np.moveaxis(part, _from_end(self.places[which], rank), tuple(range(-core, 0)))
        shape = shape_of(part)[len(directions) :]
        missing = self.batch - (rank - core)
        ends = (1, *shape[-1:]) if which == 0 else (*shape[-1:], 1)
        part = reshaped(
            part, directions + (1,) * missing + shape[: rank - core] + (ends if core == 1 else shape[-2:])
        )
        return np.conjugate(part) if which == 0 and self.conjugates else part

    def result(self, matrices: Any) -> Any:
        """Products of matrices in the form that the call's result has, but for axes of length 1."""
        if self.core[1] == 1:
            matrices = matrices[..., 0]
        if self.core[0] == 1:
            matrices = matrices[..., 0] if self.core[1] == 1 else matrices[..., 0, :]
        count = sum(self.core) - 2
        if self.places is None or len(self.places) < 3 or not count:
            return matrices
        return np.moveaxis(matrices, tuple(range(-count, 0)), _from_end(self.places[2], self.batch + count))


def _tuple(place: Any) -> tuple[int, ...]:
    return tuple(place) if isinstance(place, (tuple, list)) else (place,)


def _from_end(places: tuple[int, ...], rank: int) -> tuple[int, ...]:
    return tuple(place - rank if place >= 0 else place for place in places)


def _tangent(
    form: _Form, primals: Sequence[Any], tangents: Sequence[Any], directions: tuple[int, ...]
) -> Any:
    terms = []
    for moving, t in enumerate(tangents):
        if t is not None:
            still = form.matrix(1 - moving, primals[1 - moving])
            terms.append(times(form.matrix(moving, t, directions), still, moving))
    return form.result(terms[0] if len(terms) == 1 else terms[0] + terms[1])


def times(t: Any, still: Any, moving: int) -> Any:
    """The product of tangents with an operand that stays, in which zero tangents give zero."""
    term = np.matmul(t, still) if moving == 0 else np.matmul(still, t)
    return _with_zeros_kept(t, still, moving) if _has_nan(term) else term


def _has_nan(value: Any) -> bool:
    if isinstance(value, Dual):
        return _has_nan(value._primal) or _has_nan(value._tangent)
    return value.dtype != object and bool(np.isnan(value).any())


def _with_zeros_kept(t: Any, still: Any, moving: int) -> Any:
    """The sum of the products over the inner index, one by one where ``still`` is not finite."""
    finite = np.isfinite(np.asarray(stripped(still)))
    finite = finite.all(axis=tuple(range(still.ndim - 2)) + ((-1,) if moving == 0 else (-2,)))
    rest = np.nonzero(finite)[0]
    total = (
        np.matmul(t[..., rest], still[..., rest, :])
        if moving == 0
        else np.matmul(still[..., rest], t[..., rest, :])
    )
    for k in np.nonzero(~finite)[0]:
        if moving == 0:
            total = total + product(still[..., k, :][..., None, :], t[..., k][..., None])
        else:
            total = total + product(still[..., k][..., None], t[..., k, :][..., None, :])
    return total
