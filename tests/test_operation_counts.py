"""How much work an operation makes: NumPy calls, Duals, passes of f. What is fast stays so without a clock."""

import operator
import os
import sys
import tracemalloc

import numpy as np
import pytest

import dualnum
import dualnum.workers
from dualnum import (
    Dual,
    _links,
    array_operations,
    array_plans,
    dual,
    functions,
    operators,
    propagation,
    scalar_operations,
)
from dualnum.namespaces import NUMPY
from dualnum.rules import TABLE


class Counted(np.ndarray):
    """An array that counts the NumPy functions that are called on it."""

    calls = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        Counted.calls += 1
        plain = [np.asarray(value) if isinstance(value, Counted) else value for value in inputs]
        if out is not None and out[0] is not None:
            kwargs["out"] = tuple(map(np.asarray, out))
        result = getattr(ufunc, method)(*plain, **kwargs)
        return result.view(Counted) if isinstance(result, np.ndarray) else result

    def __array_function__(self, function, types, args, kwargs):
        Counted.calls += 1
        plain = [np.asarray(arg) if isinstance(arg, Counted) else arg for arg in args]
        result = function(*plain, **kwargs)
        return result.view(Counted) if isinstance(result, np.ndarray) else result


SPEEDS = np.array([1.0, 0.5])


def counted(value):
    return (value * SPEEDS).view(Counted)


# What the formula takes when a person writes it, with the value y at hand: sin: one cosine, one product.
CALLS = {
    "positive": ("x", 1),
    "negative": ("x", 1),
    "exp": ("x", 1),  # y·t
    "square": ("x", 2),  # 2x, ·t
    "sin": ("x", 2),
    "sinh": ("x", 2),
    "expm1": ("x", 2),  # y + 1
    "cos": ("x", 3),  # −sin x
    "cosh": ("x", 2),
    "tan": ("x", 3),  # 1 + y²
    "reciprocal": ("x", 3),  # −y/x
    "add": ("x1 x2", 1),
    "subtract": ("x1 x2", 1),
    "multiply": ("x1 x2", 3),  # two products and their sum
    "divide": ("x1 x2", 3),  # (t1 − y·t2)/x2
}


@pytest.mark.parametrize("name", CALLS)
def test_how_many_numpy_calls_a_tangent_takes(name):
    arguments, most = CALLS[name]
    bound = NUMPY.bound(TABLE[name])
    primals = [counted(0.75) for _ in arguments.split()]
    tangents = [counted(1.0) for _ in primals]
    y = getattr(np, name)(*map(np.asarray, primals)).view(Counted)
    Counted.calls = 0
    total = array_plans.Plan(bound, (True,) * len(primals)).sum(primals, y, tangents)
    assert 1 <= Counted.calls <= most
    step = 1e-6
    beside = [np.asarray(p) for p in primals]
    difference = getattr(np, name)(*(p + step for p in beside)) - getattr(np, name)(
        *(p - step for p in beside)
    )
    assert np.asarray(total) == pytest.approx(difference / (2 * step) * SPEEDS, rel=1e-8)


@pytest.mark.parametrize(
    ("name", "moving", "most"),
    [("multiply", 0, 1), ("multiply", 1, 1), ("add", 0, 1), ("subtract", 1, 1), ("divide", 0, 1)],
)
def test_an_argument_that_does_not_move_costs_nothing(name, moving, most):
    moves = tuple(i == moving for i in range(2))
    primals = [counted(0.75), counted(3.0)]
    tangents = [counted(1.0) if move else None for move in moves]
    y = getattr(np, name)(*map(np.asarray, primals)).view(Counted)
    Counted.calls = 0
    array_plans.Plan(NUMPY.bound(TABLE[name]), moves).sum(primals, y, tangents)
    assert Counted.calls == most


def test_the_counter_counts():
    x = counted(1.0)
    Counted.calls = 0
    np.where(x > 0, np.sin(x) * x, -x)
    assert Counted.calls == 5


# --- Duals ------------------------------------------------------------------------------------------

OPERATIONS = {
    "a + b": operator.add,
    "a - b": operator.sub,
    "a * b": operator.mul,
    "a / b": operator.truediv,
    "a + 2.0": lambda a, b: a + 2.0,
    "2.0 + a": lambda a, b: 2.0 + a,
    "a - 2": lambda a, b: a - 2,
    "2 - a": lambda a, b: 2 - a,
    "2.0 * a": lambda a, b: 2.0 * a,
    "a * 2": lambda a, b: a * 2,
    "a / 2.0": lambda a, b: a / 2.0,
    "1 / a": lambda a, b: 1 / a,
    "-a": lambda a, b: -a,
    "a ** 3": lambda a, b: a**3,
}
COMPONENTS = {
    "numbers": (Dual(1.3, 1.0), Dual(0.7, 0.2)),
    "arrays": (Dual(np.array([1.3, 2.0]), 1.0), Dual(np.array([0.7, 0.4]), 0.2)),
    "directions": (Dual(np.array([1.3, 2.0]), np.eye(2)), Dual(np.array([0.7, 0.4]), np.ones((2, 2)))),
}


COUNTABLE = {name: parts for name, parts in COMPONENTS.items() if name != "numbers" or not dual.COMPILED}
"""Compiled code makes Duals of floats without a call that could be counted."""


@pytest.fixture
def made(monkeypatch):
    """Every Dual that is made, in a list."""
    found = []
    blank = dual.blank

    def new(kind):
        found.append(kind)
        return blank(kind)

    for module in (array_operations, scalar_operations):
        monkeypatch.setattr(module, "blank", new)
    for name in ("blank",) if dual.COMPILED else ("blank", "_new"):
        monkeypatch.setattr(dual, name, new)
    return found


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("components", COUNTABLE.values(), ids=COUNTABLE)
def test_an_operation_makes_one_dual(made, operation, components):
    operation(*components)
    assert len(made) == 1


@pytest.mark.parametrize("function", [np.sin, np.exp, np.sqrt, np.tanh, dualnum.arctan])
@pytest.mark.parametrize("components", COUNTABLE.values(), ids=COUNTABLE)
def test_a_function_makes_one_dual(made, function, components):
    function(components[0])
    assert len(made) == 1


def test_a_derivative_makes_a_variable_and_one_dual_for_each_operation(made):
    x = np.array([0.5, 0.7])
    dualnum.derivative(lambda x: dualnum.sin(x) * x + 1.0)(x)
    assert len(made) == 4


# --- the short ways are taken -----------------------------------------------------------------------


def refuse(*args, **kwargs):
    raise AssertionError("the long way was taken")


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_numbers_stay_out_of_the_table(monkeypatch, operation):
    monkeypatch.setattr(_links, "operate", refuse)
    operation(*COMPONENTS["numbers"])


@pytest.mark.parametrize("name", "sin exp sqrt tanh arctan hypot power arctan2 maximum".split())
def test_functions_of_numbers_take_the_short_way(monkeypatch, name):
    monkeypatch.setattr(functions, "evaluate", refuse)
    function = getattr(dualnum, name)
    assert type(function(*COMPONENTS["numbers"][: TABLE[name].arity])) is Dual


BESIDE = {"a * float64": lambda a, b: a * np.float64(2.0), "float64 - a": lambda a, b: np.float64(2.0) - a}


@pytest.mark.parametrize("operation", [*OPERATIONS.values(), *BESIDE.values()], ids=[*OPERATIONS, *BESIDE])
@pytest.mark.parametrize("components", ["arrays", "directions"])
def test_arrays_take_the_short_way(monkeypatch, operation, components):
    monkeypatch.setattr(operators, "apply", refuse)
    monkeypatch.setattr(propagation, "told_where_it_shows", refuse)
    operation(*COMPONENTS[components])


def test_the_check_sees_the_long_way(monkeypatch):
    monkeypatch.setattr(_links, "operate", refuse)
    with pytest.raises(AssertionError, match="the long way"):
        round(COMPONENTS["numbers"][0], 2)


# --- functions of the library's own that an operation goes through --------------------------------------


def functions_called(operation):
    """How many of the library's functions written in Python are called; compiled ones are not seen."""
    operation()  # what is found on first use
    count = 0

    def see(frame, event, _arg):
        nonlocal count
        count += event == "call" and f"{os.sep}dualnum{os.sep}" in frame.f_code.co_filename

    sys.setprofile(see)
    try:
        operation()
    finally:
        sys.setprofile(None)
    return count


ARRAY, OTHER = COMPONENTS["arrays"]
MANY = COMPONENTS["directions"][0]
NESTED = Dual(Dual(np.array([1.3, 2.0]), np.eye(2)), np.eye(2))
POINT = np.array([1.0, 2.0, 3.0])
DERIVATIVE = dualnum.derivative(lambda x: x)
GRADIENT = dualnum.gradient(lambda x: x.sum())
JACOBIAN = dualnum.jacobian(lambda x: x)
SPARSE = dualnum.jacobian(lambda x: x, sparsity=np.eye(3))
WORK = {
    "a + b": (lambda: ARRAY + OTHER, 5),
    "-a": (lambda: -ARRAY, 5),
    "a * b": (lambda: ARRAY * OTHER, 10),
    "a / b": (lambda: ARRAY / OTHER, 11),
    "a * 2.0": (lambda: ARRAY * 2.0, 8),
    "a ** 2": (lambda: ARRAY**2, 12),
    "exp": (lambda: np.exp(ARRAY), 9),
    "sin": (lambda: np.sin(ARRAY), 9),
    "an element's view": (lambda: MANY[1:], 5),
    "sum": (lambda: MANY.sum(), 13),
    "concatenate": (lambda: np.concatenate([MANY, MANY]), 13),
    "nested a + b": (lambda: NESTED + NESTED, 30),
    "nested a * b": (lambda: NESTED * NESTED, 58),
    "a derivative at an array": (lambda: DERIVATIVE(POINT), 12),
    "a gradient": (lambda: GRADIENT(POINT), 30),
    "a Jacobian": (lambda: JACOBIAN(POINT), 24),
    "a sparse Jacobian": (lambda: SPARSE(POINT), 46),
}


@pytest.mark.parametrize(("operation", "most"), WORK.values(), ids=WORK)
def test_how_many_functions_an_operation_goes_through(operation, most):
    assert functions_called(operation) <= most


def test_the_functions_called_are_counted():
    assert functions_called(lambda: None) == 0
    assert functions_called(lambda: [dualnum.workers.threads() for _ in range(7)]) == 7


# --- calls of f, and memory -------------------------------------------------------------------------


def calls_of(transform, f, *args):
    count = 0

    def counting(*args):
        nonlocal count
        count += 1
        return f(*args)

    transform(counting)(*args)
    return count


def test_how_often_f_is_called():
    x = np.linspace(0.5, 1.5, 64)
    assert calls_of(dualnum.value_and_derivative, np.sin, x) == 1
    assert calls_of(dualnum.value_and_derivative, abs, 0.5) == 1
    assert calls_of(dualnum.gradient, np.sum, x) == 1
    assert calls_of(lambda f: dualnum.gradient(f, chunk_size=10), np.sum, x) == 7
    assert calls_of(dualnum.jacobian, np.sin, x) == 1


def test_the_memory_of_a_product_is_its_result():
    n = 200_000
    a, b = Dual(np.ones(n), np.ones(n)), Dual(np.ones(n), np.ones(n))
    a * b
    tracemalloc.start()
    try:
        kept = a * b
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kept.shape == (n,)
    assert peak < 3.1 * 8 * n  # the value, the tangent, and one of its two products


def test_a_sweep_needs_no_more_than_its_result_and_a_few_blocks():
    x, block = np.linspace(0.0, 1.0, 400_000), 10_000
    slope = dualnum.derivative(lambda x: np.sin(x) * np.exp(x) / (1 + x))
    dualnum.sweep(slope, x[:10])
    tracemalloc.start()
    try:
        kept = dualnum.sweep(slope, x, block=block, workers=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kept.shape == x.shape
    assert peak < 8 * (x.size + 15 * block)
