"""f as people write it: math in every spelling, helpers, closures, methods, caches; and nothing patched."""

import cmath
import functools
import math
import math as m
from math import exp, sin

import mpmath
import numpy as np
import pytest

import dualnum
import dualnum.math
from dualnum.oracle import NoLimitError, limit_derivative, partial_derivative

POINT = 0.5


def agrees(actual, exact):
    with mpmath.workdps(80):
        return abs(actual - exact()) <= mpmath.mpf(10) ** -50 * abs(exact())


def cos_half():
    return mpmath.cos(mpmath.mpf(0.5))


def helper(x):
    return math.sin(x)


def helper_of_a_helper(x):
    return helper(x)


def even_sine(x, n):
    """sin x, by way of its mutually recursive partner."""
    return math.sin(x) if n == 0 else odd_sine(x, n - 1)


def odd_sine(x, n):
    return even_sine(x, n - 1)


def with_default(x, function=math.sin):
    return function(x)


def with_keyword_default(x, *, function=math.sin):
    return function(x)


def imports_inside(x):
    import math as inner
    from math import sin as inner_sine

    return inner.sin(x) / 2 + inner_sine(x) / 2


def closes_over_math():
    mathematics, sine = math, sin
    return lambda x: mathematics.sin(x) / 2 + sine(x) / 2


def closes_over_itself():
    def descend(x, n):
        return math.sin(x) if n == 0 else descend(x, n - 1)

    return lambda x: descend(x, 3)


def defines_inside(x):
    def inner(t):
        return math.sin(t)

    return inner(x)


def decorated(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@decorated
def wrapped(x):
    return math.sin(x)


@functools.lru_cache
def cached(x):
    return math.sin(x)


TABLE_OF_FUNCTIONS = {"sine": math.sin, "other": [math.cos]}


class Model:
    scale = 1.0

    def method(self, x):
        return self.scale * math.sin(x)

    def __call__(self, x):
        return math.sin(x)

    @staticmethod
    def static(x):
        return math.sin(x)


SINES = {
    "math.sin": math.sin,
    "module": lambda x: 1 * math.sin(x),
    "alias": lambda x: 1 * m.sin(x),
    "from import": lambda x: 1 * sin(x),
    "numpy": np.sin,
    "dualnum": dualnum.sin,
    "dualnum.sin": lambda x: 1 * dualnum.sin(x),
    "dualnum.math": lambda x: 1 * dualnum.math.sin(x),
    "dualnum.math's function": dualnum.math.sin,
    "cmath": lambda x: cmath.sin(x).real,
    "helper": lambda x: 1 * helper(x),
    "helper of a helper": helper_of_a_helper,
    "mutual recursion": lambda x: even_sine(x, 4),
    "default": with_default,
    "keyword default": with_keyword_default,
    "imports inside": imports_inside,
    "closure": closes_over_math(),
    "recursive closure": closes_over_itself(),
    "defines inside": defines_inside,
    "decorated": wrapped,
    "cached": cached,
    "cached inside": lambda x: 1 * cached(x),
    "partial": functools.partial(lambda f, x: f(x), math.sin),
    "dictionary": lambda x: 1 * TABLE_OF_FUNCTIONS["sine"](x),
    "method": Model().method,
    "static method": Model.static,
    "callable object": Model(),
    "comprehension": lambda x: sum([math.sin(x) for _ in range(2)]) / 2,
    "reduce": lambda x: functools.reduce(lambda a, b: a + b, map(math.sin, [x, 1.0])) - 1.0,
}


@pytest.mark.parametrize("name", SINES)
def test_spellings_of_sin(name):
    assert agrees(limit_derivative(SINES[name], POINT), cos_half)


def test_math_is_what_it_was():
    limit_derivative(helper_of_a_helper, 1.0)
    assert helper.__globals__["math"] is math
    assert math.sin(1) == sin(1) == np.sin(1.0)
    with pytest.raises(TypeError):
        math.sin("x")


def test_what_f_writes_stays_written():
    calls = 0
    values = []

    def f(x):
        nonlocal calls
        calls += 1
        values.append(math.exp(x))
        return values[-1]

    limit_derivative(f, 0.5)
    assert calls == len(values) > 2


def test_a_call_without_the_variable_is_the_original_call():
    root = math.sqrt(2)
    slope = limit_derivative(lambda x: x * math.sqrt(2) + np.sqrt(3) * math.pi, 1.0)
    assert slope == mpmath.mpf(root)
    assert limit_derivative(lambda x: x * math.fsum([0.1, 0.2]), 1.0) == mpmath.mpf(math.fsum([0.1, 0.2]))


def test_domain_errors_can_be_caught_as_those_of_math():
    def f(x):
        try:
            return math.sqrt(x) * x
        except ValueError:
            return 0 * x

    assert limit_derivative(f, 0) == 0
    assert limit_derivative(f, 4) == 3
    with pytest.raises(NoLimitError, match=r"acosh: no finite value .* \(math domain error\)"):
        limit_derivative(math.acosh, 0.5)
    with pytest.raises(NoLimitError, match=r"f has no value at x = 0 \(log: no finite value"):
        limit_derivative(lambda x: 1 * math.log(x), 0)


def test_math_domain_errors_leave_complex_numbers_to_cmath():
    exact = 1 / (2 * mpmath.sqrt(mpmath.mpc(0, 2)))
    assert abs(limit_derivative(lambda x: cmath.sqrt(-x), 2.0) - (-1 / (2 * mpmath.sqrt(-2)))) < 1e-15
    assert abs(limit_derivative(cmath.sqrt, 2j) - exact) < 1e-15


MATH = {
    "acos": (0.3, lambda x: -1 / mpmath.sqrt(1 - x * x)),
    "acosh": (2.0, lambda x: 1 / mpmath.sqrt(x * x - 1)),
    "asin": (0.3, lambda x: 1 / mpmath.sqrt(1 - x * x)),
    "asinh": (0.3, lambda x: 1 / mpmath.sqrt(1 + x * x)),
    "atan": (0.3, lambda x: 1 / (1 + x * x)),
    "atanh": (0.3, lambda x: 1 / (1 - x * x)),
    "cbrt": (-8.0, lambda x: mpmath.mpf(1) / 12),
    "ceil": (0.3, lambda x: 0),
    "cos": (0.3, lambda x: -mpmath.sin(x)),
    "cosh": (0.3, mpmath.sinh),
    "degrees": (0.3, lambda x: 180 / mpmath.pi),
    "erf": (0.3, lambda x: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-x * x)),
    "erfc": (0.3, lambda x: -2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-x * x)),
    "exp": (0.3, mpmath.exp),
    "exp2": (0.3, lambda x: mpmath.log(2) * mpmath.power(2, x)),
    "expm1": (0.3, mpmath.exp),
    "fabs": (-0.3, lambda x: -1),
    "floor": (0.3, lambda x: 0),
    "gamma": (2.5, lambda x: mpmath.gamma(x) * mpmath.digamma(x)),
    "lgamma": (-2.5, mpmath.digamma),
    "log": (0.3, lambda x: 1 / x),
    "log10": (0.3, lambda x: 1 / (x * mpmath.log(10))),
    "log1p": (0.3, lambda x: 1 / (1 + x)),
    "log2": (0.3, lambda x: 1 / (x * mpmath.log(2))),
    "radians": (0.3, lambda x: mpmath.pi / 180),
    "sin": (0.3, mpmath.cos),
    "sinh": (0.3, mpmath.cosh),
    "sqrt": (0.3, lambda x: 1 / (2 * mpmath.sqrt(x))),
    "tan": (0.3, lambda x: 1 / mpmath.cos(x) ** 2),
    "tanh": (0.3, lambda x: 1 / mpmath.cosh(x) ** 2),
    "trunc": (0.3, lambda x: 0),
    "ulp": (0.3, lambda x: 0),
}
SEVERAL = {
    "atan2": (lambda x: math.atan2(x, 2.0), lambda x: 2 / (x * x + 4)),
    "copysign": (lambda x: math.copysign(x, -2.0), lambda x: -1),
    "dist": (lambda x: math.dist((x, 2.0), (1.0, 1.0)), lambda x: (x - 1) / mpmath.hypot(x - 1, 1)),
    "fmod": (lambda x: math.fmod(-x, 0.2) * x, lambda x: -2 * x + mpmath.mpf(0.2)),
    "frexp": (lambda x: math.frexp(x)[0], lambda x: 2),
    "fsum": (lambda x: math.fsum([x, 2 * x, 0.1]), lambda x: 3),
    "hypot": (lambda x: math.hypot(x, 2.0, 1.0), lambda x: x / mpmath.sqrt(x * x + 5)),
    "ldexp": (lambda x: math.ldexp(x, 3), lambda x: 8),
    "log": (lambda x: math.log(x, 3), lambda x: 1 / (x * mpmath.log(3))),
    "log of 3": (lambda x: math.log(3, x), lambda x: -mpmath.log(3) / (x * mpmath.log(x) ** 2)),
    "modf": (lambda x: math.modf(x - 2)[0] * math.modf(x - 2)[1], lambda x: -1),
    "nextafter": (lambda x: math.nextafter(x, 1.0), lambda x: 1),
    "pow": (lambda x: math.pow(x, 2.5), lambda x: mpmath.mpf(2.5) * x * mpmath.sqrt(x)),
    "prod": (lambda x: math.prod([x, x, 3.0]), lambda x: 6 * x),
    "remainder": (lambda x: math.remainder(x, 0.5) * x, lambda x: 2 * x - mpmath.mpf(0.5)),
}
NO_DERIVATIVE = {"comb", "factorial", "gcd", "isclose", "isfinite", "isinf", "isnan", "isqrt", "lcm", "perm"}
NEW_IN_LATER_PYTHONS = {"cbrt", "exp2", "fma", "sumprod"}


def agrees_at(f, x, derivative):
    with mpmath.workdps(80):
        exact = derivative(mpmath.mpf(x))
        return abs(limit_derivative(f, x) - exact) <= mpmath.mpf(10) ** -50 * abs(exact)


@pytest.mark.parametrize("name", MATH)
def test_functions_of_math(name):
    x, derivative = MATH[name]
    assert agrees_at(getattr(math, name), x, derivative)


@pytest.mark.parametrize("name", SEVERAL)
def test_functions_of_math_of_several_arguments(name):
    f, derivative = SEVERAL[name]
    assert agrees_at(f, 0.3, derivative)


def test_every_function_of_math_is_tried():
    names = {name for name in dir(math) if callable(getattr(math, name)) and not name.startswith("_")}
    assert names - NO_DERIVATIVE - NEW_IN_LATER_PYTHONS <= {*MATH, *SEVERAL}


def test_predicates_of_math():
    def f(x):
        assert math.isfinite(x)
        assert not math.isnan(x)
        assert not math.isinf(x)
        assert math.isclose(x, 0.5)
        assert not math.isclose(x, 0.6, rel_tol=0.1)
        assert math.isclose(x, 0.6, abs_tol=0.2)
        return x

    assert limit_derivative(f, 0.5) == 1


def test_integers_stay_with_math():
    assert limit_derivative(lambda x: x * math.comb(5, 2) + math.factorial(4), 1.0) == 10
    assert partial_derivative(lambda x, n: x * math.gcd(n, 4), (1.0, 6), 0) == 2


def test_a_function_of_another_module_that_uses_math():
    module = type(math)("a_users_module")
    exec("import math\ndef sine(x): return math.sin(x)", module.__dict__)
    assert agrees(limit_derivative(lambda x: 1 * module.sine(x), POINT), cos_half)
    assert module.math is math


def test_floats_are_refused_with_the_way_out():
    class Hidden:
        def __init__(self):
            self.function = math.sin

    hidden = Hidden()
    with pytest.raises(
        TypeError, match="write f with operators and with functions of math, numpy or dualnum"
    ):
        limit_derivative(lambda x: 1 * hidden.function(x), 0.5)


def test_the_logistic_function_of_the_lecture():
    def y():
        return 1 / (1 + mpmath.exp(-mpmath.mpf(0.5)))

    assert agrees(limit_derivative(lambda x: 1 / (1 + exp(-x)), 0.5), lambda: y() * (1 - y()))
