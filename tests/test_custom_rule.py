"""`custom_rule`: partials, tangents, directions, nesting, and what a rule may not do."""

import math
from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import Dual, custom_rule, derivative, gradient, hessian, jacobian

V = np.array([1.0, 2.0, 3.0])


@custom_rule(dualnum.cos)
def sine(x):
    """The sine of a float."""
    return math.sin(x)


@custom_rule(lambda x, y, scale=1: (scale * y, scale * x))
def product(x, y, scale=1):
    for value in (x, y):
        assert not isinstance(value, Dual), "the function only sees plain values"
    return scale * x * y


@custom_rule(jvp=lambda p, t: np.dot(t[0], p[1]) + np.dot(p[0], t[1]))
def dot(a, b):
    assert type(a) is type(b) is np.ndarray
    return np.dot(a, b)


# --- partials ---------------------------------------------------------------------------------------------


def test_one_argument():
    y = sine(Dual(0.5, 3.0))
    assert (y.primal, y.tangent) == (math.sin(0.5), 3 * math.cos(0.5))
    assert derivative(sine)(0.5) == math.cos(0.5)
    assert sine(0.5) == math.sin(0.5)
    assert (sine.__name__, sine.__doc__) == ("sine", "The sine of a float.")


def test_the_rule_decides_not_the_function():
    @custom_rule(lambda x: 7.0)
    def straight_through(x):
        return round(x)

    assert [derivative(straight_through, order=n)(2.4) for n in (1, 2, 3)] == [7.0, 0.0, 0.0]


def test_several_arguments_and_keywords():
    assert product(Dual(2.0, 1.0), 3.0).tangent == 3.0
    assert product(2.0, Dual(3.0, 1.0)).tangent == 2.0
    assert product(Dual(2.0, 1.0), Dual(3.0, 1.0), scale=10).tangent == 50.0
    assert gradient(lambda v: product(v[0], v[1]))([2.0, 3.0]) == [3.0, 2.0]
    assert product(Fraction(1, 2), Dual(Fraction(1, 3), 1)).tangent == Fraction(1, 2)


def test_an_argument_that_is_no_number():
    @custom_rule(lambda x, mode: (2 * x, None))
    def power(x, mode):
        return x * x if mode == "square" else x

    assert power(Dual(3.0, 1.0), "square").tangent == 6.0


def test_arrays_element_by_element():
    assert product(Dual(V, 1), 2.0).tangent.tolist() == [2.0] * 3
    assert product(Dual(V, 1), Dual(2.0, 1.0)).tangent.tolist() == [3.0, 4.0, 5.0]
    assert product([Dual(1.0, 1.0), 5.0], 2.0).tangent.tolist() == [2.0, 0.0]
    assert product(np.array([Dual(1.0, 1.0), 5.0]), 2.0).tangent.tolist() == [2.0, 0.0]
    assert jacobian(lambda v: product(v, v[::-1]))(V).tolist() == [[3, 0, 1], [0, 4, 0], [3, 0, 1]]
    assert product(2.0, Dual(3.0, np.ones((2, 3)))).tangent.tolist() == [[2.0] * 3] * 2


def test_partials_may_be_lists():
    @custom_rule(lambda v: [2.0, 20.0])
    def scaled(v):
        return v * np.array([2.0, 20.0])

    assert scaled(Dual([1.0, 1.0], [1.0, 0.5])).tangent.tolist() == [2.0, 10.0]


def test_a_zero_tangent_stays_zero():
    @custom_rule(lambda x: math.inf)
    def steep(x):
        return x

    assert steep(Dual(1.0, 0.0)).tangent == 0.0
    assert steep(Dual(1.0, 2.0)).tangent == math.inf


# --- tangents ---------------------------------------------------------------------------------------------


def test_a_rule_for_the_tangent():
    assert dot(V, V) == 14.0
    assert gradient(lambda v: dot(v, v))(V).tolist() == [2.0, 4.0, 6.0]
    assert derivative(lambda t: dot(t * V, V))(1.0) == 14.0
    assert gradient(lambda v: dot(v, V))(V).tolist() == V.tolist()
    assert dot(Dual(V, np.ones((2, 3, 3))), V).tangent.tolist() == [[6.0] * 3] * 2


def test_functions_that_change_the_shape():
    @custom_rule(jvp=lambda p, t: np.stack([t[0], 2 * t[0]]))
    def up(x):
        return np.array([x, 2 * x])

    assert up(Dual(1.0, 3.0)).tangent.tolist() == [3.0, 6.0]
    assert jacobian(up)(1.0).tolist() == [1.0, 2.0]
    assert jacobian(up)(V).tolist() == np.stack([np.eye(3), 2 * np.eye(3)]).tolist()
    assert jacobian(up)(np.array([])).shape == (2, 0, 0)


def test_structures_as_results():
    @custom_rule(jvp=lambda p, t: {"double": 2 * t[0], "pair": (t[0], 0.0)})
    def several(x):
        return {"double": 2 * x, "pair": (x, 1.0)}

    assert derivative(several)(3.0) == {"double": 2.0, "pair": (1.0, 0.0)}
    table = jacobian(several)(V)
    assert table["double"].tolist() == (2 * np.eye(3)).tolist()
    assert table["pair"][1].tolist() == [0.0] * 3


def test_constants_have_the_tangent_zero():
    seen = []

    def rule(primals, tangents):
        seen.append(tangents[1:])
        return tangents[0]

    @custom_rule(jvp=rule)
    def first(x, array, mode):
        return x

    first(Dual(1.0, 1.0), V, "mode")
    assert seen[0][0].tolist() == [0.0] * 3
    assert seen[0][1] == 0


# --- nesting ----------------------------------------------------------------------------------------------


def test_nested_derivatives_differentiate_the_rule():
    assert derivative(sine, order=2)(0.5) == -math.sin(0.5)
    assert derivative(sine, order=3)(0.5) == -math.cos(0.5)
    assert hessian(lambda v: product(v[0], v[1]))(np.array([2.0, 3.0])).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert hessian(lambda v: dot(v, v))(V).tolist() == (2 * np.eye(3)).tolist()
    assert jacobian(gradient(lambda v: dot(v, v) * v[0]))(V).tolist() == [[6, 4, 6], [4, 2, 0], [6, 0, 2]]


def test_rules_within_rules():
    @custom_rule(lambda x: 2 * sine(x) * cosine(x))
    def sine_squared(x):
        return math.sin(x) ** 2

    @custom_rule(lambda x: -sine(x))
    def cosine(x):
        return math.cos(x)

    assert derivative(sine_squared)(0.5) == pytest.approx(math.sin(1.0), rel=1e-15)
    assert derivative(sine_squared, order=2)(0.5) == pytest.approx(2 * math.cos(1.0), rel=1e-15)
    assert derivative(sine_squared, order=3)(0.5) == pytest.approx(-4 * math.sin(1.0), rel=1e-14)


def test_a_rule_may_use_an_outer_variable_as_a_constant():
    def f(x):
        @custom_rule(lambda y: x)
        def scaled(y):
            return x * y

        return derivative(scaled)(3.0)  # x

    assert derivative(f)(2.0) == 1.0


def test_the_result_shares_no_memory_with_the_arguments():
    @custom_rule(jvp=lambda p, t: t[0])
    def identity(x):
        return x

    x = Dual(V.copy(), 1.0)
    y = identity(x)
    y[0] = 99.0
    assert (x.primal.tolist(), x.tangent.tolist()) == (V.tolist(), [1.0] * 3)


# --- errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "kwargs", "text"),
    [
        ((), {}, "custom_rule: give either df, the partial derivatives, or jvp=, the tangent"),
        ((math.cos,), {"jvp": math.cos}, "custom_rule: give either df"),
        ((3,), {}, "custom_rule: f is 3, not a function"),
        ((), {"jvp": "rule"}, "custom_rule: f is 'rule', not a function"),
    ],
)
def test_a_rule_is_a_function(args, kwargs, text):
    with pytest.raises(TypeError, match=text):
        custom_rule(*args, **kwargs)


def test_what_is_decorated_is_a_function():
    with pytest.raises(TypeError, match="custom_rule: f is 3, not a function"):
        custom_rule(math.cos)(3)


def made(value, **rule):
    """A function of that value and rule, named f."""

    def f(*args):
        return value

    return custom_rule(**rule)(f)


@pytest.mark.parametrize(
    ("function", "error", "text"),
    [
        (
            made(1.0, df=lambda x: (1.0, 2.0)),
            TypeError,
            r"custom_rule: df gave 2 partial\(s\) for the 1 positional arg",
        ),
        (made(1.0, df=lambda x: None), TypeError, "custom_rule: df of f returned None, not a number"),
        (made(1.0, df=lambda x: "a"), TypeError, "custom_rule: df of f returned 'a', not a number"),
        (made(None, df=lambda x: 1.0), TypeError, "custom_rule: f returned None, not a number"),
        (made("a", jvp=lambda p, t: 1.0), TypeError, "custom_rule: f returned 'a', not a number"),
        (
            made((1.0, 2.0), df=lambda x: 1.0),
            TypeError,
            "custom_rule: f returned a tuple; give its rule as jvp=",
        ),
        (
            made(1.0, jvp=lambda p, t: None),
            TypeError,
            "custom_rule: the rule of f returned None, not a number",
        ),
        (
            made(1.0, jvp=lambda p, t: (1.0, 2.0)),
            TypeError,
            "custom_rule: f and its rule differ: a tuple stands where",
        ),
        (
            made((1.0, 2.0), jvp=lambda p, t: 1.0),
            TypeError,
            "a tuple with 2 entries stands where the other has one",
        ),
        (
            made(1.0, df=lambda x: np.ones(2)),
            ValueError,
            r"gives a tangent of shape \(2,\) for a value of shape \(\)",
        ),
        (
            made(1.0, jvp=lambda p, t: np.ones(2)),
            ValueError,
            r"gives a tangent of shape \(2,\) for a value of shape",
        ),
        (made(np.array(["a"]), df=lambda x: 1.0), TypeError, "custom_rule: f returned an array of dtype <U1"),
    ],
)
def test_wrong_rules_say_what_is_wrong(function, error, text):
    with pytest.raises(error, match=text):
        function(Dual(1.0, 1.0))


def test_a_dual_as_keyword_is_not_lost():
    with pytest.raises(
        TypeError, match="custom_rule: product got a Dual as the keyword argument y; pass it by pos"
    ):
        product(2.0, y=Dual(3.0, 1.0))


def test_a_variable_that_is_no_argument_is_not_lost():
    def f(x):
        @custom_rule(lambda y: 1.0)
        def hides(y):
            return x * y

        return hides(Dual(1.0, 1.0)) * x

    with pytest.raises(
        TypeError, match="custom_rule: hides returned a Dual of a variable that is not among its argu"
    ):
        derivative(f)(2.0)


def test_exceptions_of_the_function_are_its_own():
    with pytest.raises(ValueError, match="math domain error"):
        sine(Dual(math.inf, 1.0))
    with pytest.raises(TypeError, match="must be real number, not str"):
        sine("a")
