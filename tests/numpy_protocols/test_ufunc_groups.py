"""Every ufunc that NumPy lets a Dual override is in exactly one group, and an unsupported one says why."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_ufuncs

import dualnum
from dualnum import Dual
from dualnum.numpy_protocols.groups import PLAIN, PRODUCTS, UNSUPPORTED
from dualnum.rules import TABLE

UFUNCS = {ufunc.__name__: ufunc for ufunc in get_overridable_numpy_ufuncs()}
VERSION = tuple(int(part) for part in np.__version__.split(".")[:2])

SINCE = {
    **dict.fromkeys("_center _ljust _partition _partition_index _rjust _rpartition".split(), (2, 1)),
    **dict.fromkeys("_rpartition_index _zfill".split(), (2, 1)),
    **dict.fromkeys("matvec vecmat".split(), (2, 2)),
    "_slice": (2, 3),
}
"""The releases of NumPy in which ufuncs came that 2.0 does not have."""


def groups_of(name):
    row = TABLE.get(name)
    return [
        group
        for group, holds in {
            "differentiable": row is not None and not row.constant,
            "piecewise constant": row is not None and row.constant,
            "plain": name in PLAIN,
            "product": name in PRODUCTS,
            "unsupported": name in UNSUPPORTED,
        }.items()
        if holds
    ]


def test_every_ufunc_is_in_exactly_one_group():
    assert {name: groups_of(name) for name in UFUNCS if len(groups_of(name)) != 1} == {}


def test_the_groups_hold_no_other_name():
    named = PLAIN | PRODUCTS | set(UNSUPPORTED) | {row.name for row in TABLE if row.name in UFUNCS}
    assert {name for name in named if SINCE.get(name, (2, 0)) <= VERSION} == set(UFUNCS)


def test_a_ufunc_without_a_group_would_be_found():
    assert groups_of("a_new_ufunc") == []
    assert groups_of("sin") == ["differentiable"]
    assert groups_of("floor") == ["piecewise constant"]


@pytest.mark.parametrize("name", sorted(set(UNSUPPORTED) & set(UFUNCS)))
def test_an_unsupported_ufunc_names_itself_and_the_reason(name):
    ufunc = UFUNCS[name]
    with pytest.raises(TypeError) as error:
        ufunc(*[Dual(np.ones(2), 1.0)] * ufunc.nin)
    assert str(error.value) == f"{name}: cannot carry a derivative: {UNSUPPORTED[name]}"


@pytest.mark.parametrize("method", ["reduce", "accumulate"])
def test_the_methods_of_an_unsupported_ufunc_say_the_same(method):
    with pytest.raises(TypeError, match="^bitwise_or: cannot carry a derivative: it works on integers"):
        getattr(np.bitwise_or, method)(Dual(np.ones(2), 1.0))


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_a_plain_result_comes_from_the_primals(name):
    ufunc = UFUNCS[name]
    values = [np.array([0.0, -1.5, np.nan, 2.0]), np.array([0.0, 3.0, 1.0, -np.inf])][: ufunc.nin]
    result = ufunc(*(Dual(Dual(value, 1.0), 2.0) for value in values))
    assert type(result) is np.ndarray
    assert np.array_equal(result, ufunc(*values))


@pytest.mark.parametrize("name", sorted(name for name in PLAIN if UFUNCS[name].nin == 2))
def test_the_methods_of_a_plain_ufunc_are_plain_too(name):
    a, b = np.array([True, False, True]), np.array([True, True])
    moving = Dual(a, np.ones(3)), Dual(b, np.ones(2))
    assert np.array_equal(UFUNCS[name].outer(*moving), UFUNCS[name].outer(a, b))
    assert UFUNCS[name].reduce(moving[0]) == UFUNCS[name].reduce(a)


def test_a_plain_result_does_not_go_into_a_dual():
    x = Dual(np.array([1.0, -2.0]), 1.0)
    with pytest.raises(
        TypeError, match="^less: its result is not a number to differentiate.*give a plain array"
    ):
        np.less(x, 0, out=np.zeros_like(x))
    with pytest.raises(TypeError, match="^logical_not: its result is not a number to differentiate"):
        np.logical_not.at(x, [0])
    assert x.tangent.tolist() == [1.0, 1.0]
    below = np.zeros(2, bool)
    assert np.less(x, 0, out=below) is below
    assert below.tolist() == [False, True]


def test_a_ufunc_that_only_has_the_name_of_one_of_numpys_is_refused():
    other = SimpleNamespace(__name__="seven_times", types=["d->d"], nin=1, nout=1)
    with pytest.raises(TypeError, match="cannot carry a derivative: the table of rules has no row"):
        Dual(1.0, 1.0).__array_ufunc__(other, "__call__", Dual(1.0, 1.0))
    divide = SimpleNamespace(__name__="divide", types=["dd->d"], nin=2, nout=1)
    with pytest.raises(
        TypeError, match="^divide: cannot carry a derivative: it is not the ufunc of that name"
    ):
        Dual(1.0, 1.0).__array_ufunc__(divide, "__call__", Dual(1.0, 1.0), 2.0)


def test_a_row_added_for_someone_elses_ufunc_is_read():
    triple = np.frompyfunc(lambda x: 3 * x, 1, 1)
    TABLE.rule(triple.__name__, 3, value=lambda x: 3 * x)
    try:
        result = triple(Dual(np.array([1.0, 2.0]), np.array([1.0, -1.0])))
        assert result.tangent.tolist() == [3.0, -3.0]
    finally:
        TABLE.remove(triple.__name__)


def test_the_functions_of_the_table_are_those_of_the_ufuncs():
    assert dualnum.sin(Dual(0.5, 1.0)) == np.sin(Dual(0.5, 1.0))
