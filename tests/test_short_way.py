"""The short ways for two floats against the rules themselves, to the last bit, compiled or not."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dualnum
from dualnum import Dual
from dualnum.namespaces import FLOAT
from dualnum.rules import OWN_ROWS, TABLE
from dualnum.steps import Steps
from dualnum.tracing import CODES, FUNCTIONS, Trace

POINTS = [
    0.0,
    -0.0,
    5e-324,
    1e-300,
    1e-8,
    0.1,
    0.3,
    0.5,
    0.74,
    1.0,
    1.3,
    2.0,
    2.9,
    7.0,
    30.0,
    400.0,
    800.0,
    1e17,
    1e200,
]
POINTS += [-x for x in POINTS]


def bits(x):
    return struct.pack("d", x)


def traced(name, x):
    """The steps of a row at x; None where it has no value there, or takes more than steps."""
    try:
        return Steps(Trace(TABLE[name], x))
    except (ArithmeticError, ValueError, TypeError):
        return None


def by_the_rule(name, x):
    bound = FLOAT.bound(TABLE[name])
    y = bound.value(x)
    slope = bound.partials[0]
    return y, float(slope(x, y) if callable(slope) else slope)


SHORT = [
    row.name
    for row in TABLE
    if row.arity == 1 and len(row.partials) == 1
    if row.over is None and row.choose is None and row.outputs is None
    if traced(row.name, 1.3 if row.name == "arccosh" else 0.3)
]


def test_the_common_functions_have_steps():
    assert {"sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "arctan", "sigmoid", "absolute"} <= set(SHORT)


@pytest.mark.parametrize("name", SHORT)
def test_steps_give_the_bits_of_the_rule_or_say_no(name):
    taken = 0
    for start in POINTS:
        steps = traced(name, start)
        if steps is None:
            continue
        for x in [start, *POINTS]:
            try:
                runs = steps.run(x)
            except (ArithmeticError, ValueError):
                runs = False  # plain Python raises where C has an infinity, which is no number to go on with
            if runs:
                value, slope = by_the_rule(name, x)
                assert bits(steps.value) == bits(value), x
                assert bits(steps.slope) == bits(slope), x
                taken += 1
    assert taken > 10


@given(x=st.floats(allow_nan=False, allow_infinity=False))
@pytest.mark.parametrize("name", SHORT)
def test_a_function_of_a_dual_is_the_rule(name, x):
    try:
        value, slope = by_the_rule(name, x)
    except (ArithmeticError, ValueError):
        return
    if type(value) is float and math.isfinite(slope):
        y = getattr(dualnum, name)(Dual(x, 1.0))
        assert (bits(y.primal), bits(y.tangent)) == (bits(value), bits(slope))


def test_each_function_is_the_one_of_math():
    for name in FUNCTIONS:
        trace = Trace(TABLE["exp"], 1.0)
        trace.steps = [(CODES[name], 0, 0, 1)]
        trace.y = trace.slope = 1
        for x in (1.0, 0.25, 1.7, 0.9999):
            try:
                expected = FLOAT.function(name)(x)
            except ValueError:
                continue
            steps = Steps(trace)
            assert steps.run(x)
            assert bits(steps.value) == bits(expected), name


def test_a_rule_of_several_branches_is_traced_at_each():
    f = dualnum.arctan
    for x in (0.5, 2.0, -0.5, -2.0, 0.25, 1e6):
        assert f(Dual(x, 1.0)).tangent == pytest.approx(1 / (1 + x * x), rel=1e-15)


def test_a_trace_of_too_many_steps_is_refused():
    trace = Trace(TABLE["sin"], 1.0)
    trace.steps *= 100
    with pytest.raises(TypeError, match="too long"):
        Steps(trace)


# --- two arguments -------------------------------------------------------------------------------------------

PAIRS = [
    row.name
    for row in TABLE
    if row.arity == 2 and row.over is None and row.outputs is None and None not in row.partials
    if row.name in OWN_ROWS and row.name != "polygamma"  # whose partial takes mpmath a tenth of a second
]
NEAR = st.floats(-50, 50) | st.integers(-9, 9)


def by_parts(name, a, b, s, t):
    """Value and tangent from the row in floats; None where the long way has to say what happens."""
    bound = FLOAT.bound(TABLE[name])
    try:
        y = bound.value(a, b)
        if bound.choose is not None:
            return y, (t if bound.choose(a, b, y) else s)
        terms = [
            (partial(a, b, y) if callable(partial) else partial) * moving
            for partial, moving in zip(bound.partials, (s, t), strict=False)
            if moving is not None and partial != 0
        ]
    except (ArithmeticError, ValueError, TypeError):
        return None
    return y, sum(terms[1:], terms[0]) if terms else 0.0


@given(a=NEAR, b=NEAR)
@pytest.mark.parametrize("name", PAIRS)
def test_functions_of_two_arguments_are_their_rules(name, a, b):
    f = getattr(dualnum, name)
    for x, y, s, t in (
        (Dual(float(a), 0.5), Dual(float(b), -2.0), 0.5, -2.0),
        (Dual(float(a), 0.5), b, 0.5, None),
        (a, Dual(float(b), -2.0), None, -2.0),
    ):
        with np.errstate(all="ignore"):  # some rows are NumPy's functions also for floats
            expected = by_parts(name, x.primal if s else x, y.primal if t else y, s, t)
        if expected is None or type(expected[0]) is not float:
            continue
        value, tangent = expected
        if math.isfinite(value) and math.isfinite(tangent or 0.0):
            with np.errstate(all="ignore"):
                z = f(x, y)
            assert (bits(z.primal), z.tangent) == (bits(value), tangent or 0.0)


def test_two_levels_are_kept_apart():
    def f(x):
        return dualnum.derivative(lambda y: dualnum.power(x, y) + dualnum.arctan2(y, x))(2.0)

    # d/dx of x²·ln x + x/(x² + 4)
    x = 1.5
    expected = 2 * x * math.log(x) + x + (4 - x * x) / (x * x + 4) ** 2
    assert dualnum.derivative(f)(x) == pytest.approx(expected, rel=1e-14)


def test_a_number_and_a_wrong_count_have_their_say():
    assert dualnum.arctan2(1.0, 2.0) == math.atan2(1.0, 2.0)
    with pytest.raises(TypeError, match=r"power: takes 2 argument\(s\), not 3"):
        dualnum.power(Dual(1.0, 1.0), 2.0, 3.0)


# --- operators: the formula in floats, on the components ---------------------------------------------------

FLOATS = st.floats(allow_nan=False)
NUMBERS = FLOATS | st.integers(-(10**3), 10**3)


def outcome(function, *args):
    """What a call gives, to the bits, or the error that it raises."""
    try:
        y = function(*args)
    except (ArithmeticError, ValueError) as error:
        return type(error), str(error)
    return (bits(y.primal), bits(y.tangent)) if isinstance(y, Dual) else bits(y)


@given(a=FLOATS, b=NUMBERS)
def test_values_and_errors_are_those_of_floats(a, b):
    def same(ours, plain):
        assert ours[0] == plain or ours == plain, (a, b)

    for operator in (
        lambda x, y: x + y,
        lambda x, y: x - y,
        lambda x, y: x * y,
        lambda x, y: x / y,
        lambda x, y: y + x,
        lambda x, y: y - x,
        lambda x, y: y * x,
        lambda x, y: y / x,
        lambda x, _: x**2,
        lambda x, _: x**7,
        lambda x, _: -x,
    ):
        plain = outcome(operator, a, b)
        same(outcome(operator, Dual(a, 1.0), b), plain)
        same(outcome(operator, Dual(a, 1.0), Dual(float(b), 0.0)), plain)


@given(a=FLOATS, b=FLOATS, s=FLOATS, t=FLOATS)
def test_tangents_are_the_formulas(a, b, s, t):
    x, y = Dual(a, s), Dual(b, t)
    pairs = [
        (x + y, s + t),
        (x - y, s - t),
        (x + b, s),
        (b - x, -s),
        (x * y, a * t + s * b),
        (x * b, s * b),
        (-x, -s),
    ]
    if b:
        pairs += [(x / y, (s - a / b * t) / b), (x / b, s / b)]
    for z, expected in pairs:
        assert math.isnan(expected) or bits(z.tangent) == bits(expected)


def test_a_large_integer_raises_as_with_floats():
    for operator in (
        lambda x, n: x + n,
        lambda x, n: n - x,
        lambda x, n: x * n,
        lambda x, n: x / n,
        lambda x, n: n / x,
    ):
        assert outcome(operator, Dual(1.5, 1.0), 10**400) == outcome(operator, 1.5, 10**400)
