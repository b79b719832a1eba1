"""Functions that hold what drop_in exchanges without a name in a module: each way of holding it."""

import functools
import math
import sys
import types

import numpy as np
import pytest

from dualnum import derivative, drop_in

SOURCE = """
import functools
import math
import numpy as np

def by_closure():
    sine = math.sin
    def f(x):
        return sine(x)
    return f

closed = by_closure()

def default(x, sine=math.sin):
    return sine(x)

def keyword(x, *, sine=math.sin):
    return sine(x)

def converting(x, convert=float):
    return convert(x) * math.cos(x)

TABLE = {"sin": math.sin, "nested": {"both": [math.sin, (math.sin, 1)]}}
LIST = [math.sin, math.cos]
TUPLE = (math.sin, math.cos)
PARTIAL = functools.partial(math.atan2, 0.0)
APPLYING = functools.partial(lambda g, x: g(x), math.sin)

class Holder:
    sine = math.sin
    static = staticmethod(math.sin)
    make = staticmethod(lambda x, sine=math.sin: sine(x))
    table = {"sin": math.sin}

    def __init__(self):
        self.own = math.sin

    def method(self, x, sine=math.sin):
        return self.own(x) + 0 * sine(x)

HOLDER = Holder()

def decorated(f):
    @functools.wraps(f)
    def wrapper(x, convert=np.asarray):
        return convert(f(x), dtype=float)[()]
    return wrapper

@decorated
def behind_a_decorator(x):
    return math.sin(x)
"""

WAYS = {
    "closure": lambda m, x: m.closed(x),
    "default": lambda m, x: m.default(x),
    "keyword default": lambda m, x: m.keyword(x),
    "float as a default": lambda m, x: m.converting(x),
    "dict": lambda m, x: m.TABLE["sin"](x),
    "nested list": lambda m, x: m.TABLE["nested"]["both"][0](x),
    "nested tuple": lambda m, x: m.TABLE["nested"]["both"][1][0](x),
    "list": lambda m, x: m.LIST[0](x),
    "tuple": lambda m, x: m.TUPLE[0](x),
    "argument of a partial": lambda m, x: m.APPLYING(x),
    "class": lambda m, x: m.Holder.sine(x),
    "class, through an instance": lambda m, x: m.HOLDER.sine(x),
    "static method": lambda m, x: m.HOLDER.static(x),
    "default of a static method": lambda m, x: m.Holder.make(x),
    "table of a class": lambda m, x: m.HOLDER.table["sin"](x),
    "instance": lambda m, x: m.HOLDER.own(x),
    "default of a method": lambda m, x: m.HOLDER.method(x),
    "decorator": lambda m, x: m.behind_a_decorator(x),
}


def held(m):
    """All that the module's objects hold, by identity."""
    return [
        m.closed.__closure__[0].cell_contents,
        m.default.__defaults__,
        m.keyword.__kwdefaults__["sine"],
        m.converting.__defaults__,
        m.TABLE["sin"],
        m.TABLE["nested"]["both"][1],
        m.LIST[0],
        m.TUPLE,
        m.PARTIAL.func,
        m.APPLYING.args,
        vars(m.Holder)["sine"],
        vars(m.Holder)["static"],
        m.HOLDER.own,
    ]


@pytest.fixture
def module():
    made = types.ModuleType("made_to_capture")
    sys.modules["made_to_capture"] = made
    exec(SOURCE, vars(made))
    yield made
    del sys.modules["made_to_capture"]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_a_module_holds_is_exchanged_and_put_back(way, module):
    before = held(module)
    assert derivative(drop_in(lambda x: way(module, x)))(0.0) == pytest.approx(1.0)
    assert all(a is b for a, b in zip(held(module), before, strict=True))


def test_a_partial_function_of_a_builtin(module):
    assert derivative(drop_in(lambda x: module.PARTIAL(x)))(2.0) == pytest.approx(0.0)
    assert derivative(drop_in(lambda x: module.PARTIAL(-x) + module.PARTIAL(x) * x))(2.0) == 0
    assert module.PARTIAL.func is math.atan2


def test_what_the_function_itself_holds():
    sine, table, exponential = math.sin, [math.cos], functools.partial(math.exp)

    class Model:
        def __init__(self):
            self.root = math.sqrt

        def __call__(self, x):
            return self.root(x)

        def method(self, x):
            return self.root(x)

    model = Model()

    def f(x, tangent=math.tan):
        return sine(x) + table[0](x) + exponential(x) + tangent(x) + model(x + 1)

    slope = 1 + 0 + 1 + 1 + 0.5
    assert derivative(drop_in(f))(0.0) == pytest.approx(slope, rel=1e-15)
    assert derivative(drop_in(model))(4.0) == 0.25
    assert derivative(drop_in(model.method))(4.0) == 0.25
    assert derivative(drop_in(functools.partial(f, tangent=math.tanh)))(0.0) == pytest.approx(slope)
    assert (sine, table, model.root) == (math.sin, [math.cos], math.sqrt)
    assert f.__defaults__ == (math.tan,)


def test_what_is_bound_anew_inside_is_kept(module):
    def f(x):
        y = module.TABLE["sin"](x)
        module.TABLE["sin"] = abs
        return y

    assert derivative(drop_in(f))(0.0) == 1
    assert module.TABLE["sin"] is abs


def test_a_vectorized_function():
    sine = np.vectorize(math.sin)
    assert derivative(drop_in(lambda x: sine(x * np.ones(2)).sum()))(0.0) == 2
