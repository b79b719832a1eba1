"""The formulas of the command line: what they mean, what they refuse and where, and that they run nothing."""

import ast
import inspect
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum
from dualnum import Dual
from dualnum.expression import ExpressionError, NoValueError, compiler, constant, names, parse, tokens

# Each text, and the same function in plain Python.
FORMULAS = [
    ("x", lambda x: x),
    ("3", lambda x: 3),
    ("  x + 1  ", lambda x: x + 1),
    ("(x\n + 1)", lambda x: x + 1),
    ("1_000*x + .5 + 2. + 1e-3 + 1.5E+2", lambda x: 1000 * x + 0.5 + 2.0 + 1e-3 + 1.5e2),
    ("sin(x)*exp(-x**2)", lambda x: math.sin(x) * math.exp(-(x**2))),
    ("-x**2", lambda x: -(x**2)),
    ("2**-x", lambda x: 2**-x),
    ("x**2**0.5", lambda x: x ** (2**0.5)),
    ("x - 1 - 2", lambda x: x - 1 - 2),
    ("x / 2 / 3 * 4", lambda x: x / 2 / 3 * 4),
    ("7*x // 2 + 7*x % 2", lambda x: 7 * x // 2 + 7 * x % 2),
    ("+x - -x", lambda x: +x - -x),
    ("pi*x + e + tau", lambda x: math.pi * x + math.e + math.tau),
    ("asin(x) + acos(x) + atan(x)", lambda x: math.asin(x) + math.acos(x) + math.atan(x)),
    ("arcsin(x) + arctan2(x, 2)", lambda x: math.asin(x) + math.atan2(x, 2)),
    ("asinh(x) + acosh(1 + x) + atanh(x)", lambda x: math.asinh(x) + math.acosh(1 + x) + math.atanh(x)),
    ("atan2(x, 2) + pow(x, 3)", lambda x: math.atan2(x, 2) + math.pow(x, 3)),
    ("ln(x) + log(x)", lambda x: math.log(x) + math.log(x)),
    ("log(x, 2) + log(x, 10)", lambda x: math.log2(x) + math.log10(x)),
    ("log(x, 3)", lambda x: math.log(x) / math.log(3)),
    ("log(2, 1 + x)", lambda x: math.log(2) / math.log(1 + x)),
    ("abs(-x) + fabs(-x)", lambda x: abs(-x) + math.fabs(-x)),
    ("min(x, 1) + max(0, x, -x)", lambda x: min(x, 1) + max(0, x, -x)),
    ("x if x > 0.1 else -x", lambda x: x if x > 0.1 else -x),
    ("x if x > 0.9 else -x", lambda x: x if x > 0.9 else -x),
    ("1 if 0 < x < 0.1 else 2 if x != 0.5 else 3", lambda x: 1 if 0 < x < 0.1 else 2 if x != 0.5 else 3),
    ("1 if x > 0 and not x > 0.5 or x == 7 else 2", lambda x: 1 if (x > 0 and not x > 0.5) or x == 7 else 2),
    ("where(x >= 0.5, x**2, -x)", lambda x: x**2 if x >= 0.5 else -x),
    ("x*(x > 0.25) + (x <= 0.25)", lambda x: x * (x > 0.25) + (x <= 0.25)),
    ("erf(x) + gamma(x)", lambda x: math.erf(x) + math.gamma(x)),
    ("remainder(5*x, 2)", lambda x: 5 * x % 2),
]


@pytest.mark.parametrize(("text", "plain"), FORMULAS, ids=[text for text, _ in FORMULAS])
@pytest.mark.parametrize("x", [0.1, 0.5, 0.75])
def test_a_formula_means_what_python_means(text, plain, x):
    assert parse(text)(x) == pytest.approx(plain(x), rel=1e-15)


def test_the_derivative_is_that_of_the_function():
    slope = dualnum.derivative(parse("sin(x)*exp(-x**2)"))(1.3)
    with mpmath.workdps(40):
        x = mpmath.mpf(1.3)
        exact = mpmath.exp(-x * x) * (mpmath.cos(x) - 2 * x * mpmath.sin(x))
    assert slope == pytest.approx(float(exact), rel=1e-15)


def test_it_takes_arrays_and_duals():
    f = parse("x**3 - sin(x)")
    assert np.array_equal(f(np.array([0.0, 1.0])), [0.0, 1.0 - np.sin(1.0)])
    assert f(Dual(0.0, 1.0)).tangent == -1.0


def test_every_function_of_the_table_is_known():
    for row in dualnum.rules.TABLE:
        assert names.is_function(row.name) == (row.outputs is None and not row.name.startswith("_"))


def test_a_function_of_scipy_is_known():
    assert parse("jv(0, x)")(0.0) == 1.0
    assert dualnum.derivative(parse("jv(1, x)"))(0.0) == 0.5  # J₁(x) = x/2 − x³/16 + …


def test_a_branch_that_is_not_taken_is_not_computed():
    assert parse("log(x) if x > 0 else 0")(-1.0) == 0
    assert parse("where(x > 0, log(x), 0)")(-1.0) == 0
    assert parse("1 if x > 0 and log(x) > 0 else 2")(-1.0) == 2
    assert parse("1 if 1 < x < log(x) else 2")(-1.0) == 2


def test_it_prints_as_its_text():
    assert str(parse(" x + 1 ")) == "x + 1"


# --- what is refused, and where -----------------------------------------------------------------------

REFUSED = [
    ("", 1, "the expression is empty"),
    (" \n", 1, "the expression is empty"),
    ("x" + "+x" * 500, 1001, "the expression is too long; it may have 1000 characters"),
    ("+".join("x" * 200), 1, "the expression is nested too deeply; it may have 100 levels"),
    ("-" * 600 + "x", 1, "the expression is nested too deeply"),
    # an operator that is missing, or another one's sign
    ("2x", 2, "an operator is missing; write 2*x"),
    ("1e3x", 4, "an operator is missing; write 1e3*x"),
    ("x 2", 3, "an operator is missing; write x*2"),
    ("2(x + 1)", 2, "an operator is missing; write 2*(...)"),
    ("(x + 1)(x - 1)", 8, "an operator is missing; write (...)*(...)"),
    ("(x + 1)x", 8, "an operator is missing; write (...)*x"),
    ("x(x + 1)", 1, "x is not a function; write x*(...) for a product"),
    ("pi(x)", 1, "pi is not a function; write pi*(...) for a product"),
    ("sin x", 5, "sin is a function; write sin(x)"),
    ("1 + sin", 5, "sin is a function; write sin(x)"),
    ("x^2", 2, "'^' is not a power here; write **"),
    ("x = 3", 3, "'=' assigns nothing here; write == to compare"),
    ("3!", 2, "'!' is not the factorial here; write gamma(x + 1)"),
    ("x > 0 & x < 1", 7, "'&' does not join conditions here; write and"),
    ("|x|", 1, "'|' has no meaning here; write or between conditions, and abs(x) for an absolute value"),
    ("2*π", 3, "'π' is written pi"),
    ("x²", 2, "'²' is written **2"),
    ("1if x > 0 else 2", 2, "a space is missing before if"),
    # out of place
    ("x +", 4, "the expression ends too early"),
    ("* x", 1, "'*' is out of place"),
    ("x * / 2", 5, "'/' is out of place"),
    ("(x", 1, "'(' is never closed"),
    ("x + (2*(x + 1)", 5, "'(' is never closed"),
    ("x)", 2, "')' closes nothing"),
    ("x) + (x", 2, "')' closes nothing"),
    ("x if x > 0", 1, "expected 'else' after 'if' expression"),
    ("x, 1", 2, "a comma belongs only between arguments"),
    ("1 + ()", 5, "there is nothing in the parentheses"),
    ("01 + x", 1, "leading zeros in decimal integer literals are not permitted"),
    ("1e999", 1, "the number is too large for a float"),
    ("9" * 400, 1, "the number is too large for a float"),
    # functions and names
    ("y + x", 1, "unknown name 'y'; the variable is x, and --rules lists the functions"),
    ("x + sine(x)", 5, "unknown function 'sine'; did you mean sin?"),
    ("modf(x)", 1, "unknown function 'modf'"),
    ("sin()", 1, "sin takes 1 argument, not 0"),
    ("1 + sin(x, 2)", 5, "sin takes 1 argument, not 2"),
    ("log(x, 2, 3)", 1, "log takes 1 or 2 arguments, not 3"),
    ("arctan2(x)", 1, "arctan2 takes 2 arguments, not 1"),
    ("max(x)", 1, "max takes at least 2 arguments, not 1"),
    ("where(x > 0, 1)", 1, "where takes 3 arguments, not 2"),
    # conditions
    ("x > 0", 1, "a condition is not a number; write 'a if condition else b'"),
    ("x > 0 and x < 1", 1, "a condition is not a number; write 'a if condition else b'"),
    ("not x > 0", 1, "a condition is not a number; write 'a if condition else b'"),
    ("1 if x else 2", 6, "a condition is a comparison, such as x > 0"),
    ("where(x, 1, 2)", 7, "a condition is a comparison, such as x > 0"),
    ("1 if x and x > 0 else 2", 6, "a condition is a comparison, such as x > 0"),
    # what Python has and a formula has not
    ("x.real", 2, "'.' belongs only in a number; the parts of an object are out of reach"),
    ("().__class__", 3, "'.' belongs only in a number"),
    ("__import__('os')", 12, '"\'" has no meaning in an expression'),
    ('"x"', 1, "'\"' has no meaning in an expression"),
    ("f'{x}'", 2, '"\'" has no meaning in an expression'),
    ("lambda: x", 1, "'lambda' has no meaning in an expression"),
    ("x for x in x", 3, "'for' has no meaning in an expression"),
    ("await x", 1, "'await' has no meaning in an expression"),
    ("x is x", 3, "'is' has no meaning in an expression"),
    ("True", 1, "'True' has no meaning in an expression"),
    ("None", 1, "'None' has no meaning in an expression"),
    ("[x]", 1, "'[' does not group; write ("),
    ("x[0]", 2, "'[' does not group; write ("),
    ("{x}", 1, "'{' does not group; write ("),
    ("(y := x)", 4, "':' has no meaning in an expression"),
    ("x; x", 2, "';' has no meaning in an expression"),
    ("x # 1", 3, "'#' has no meaning in an expression"),
    ("x \\\n + 1", 3, "'\\\\' has no meaning in an expression"),
    ("~x", 1, "'~' has no meaning in an expression"),
    ("x @ x", 3, "'@' has no meaning in an expression"),
    ("x << 2", 1, "x << 2 has no meaning in an expression"),
    ("sin(*x)", 5, "*x has no meaning in an expression"),
    ("sin(**x)", 1, "sin(**x) has no meaning in an expression"),
    ("print(x)", 1, "unknown function 'print'"),
    ("eval(x)", 1, "unknown function 'eval'"),
    ("2j", 2, "an operator is missing; write 2*j"),
    ("0x1F", 2, "an operator is missing; write 0*x1F"),
    ("x\x00", 2, "'\\x00' has no meaning in an expression"),
    ("x + \udcff", 5, "'\\udcff' has no meaning in an expression"),
]


@pytest.mark.parametrize(
    ("text", "column", "problem"), REFUSED, ids=[ascii(text[:30]) for text, *_ in REFUSED]
)
def test_a_refusal_names_the_column_and_the_problem(text, column, problem):
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert str(refusal.value).startswith(f"column {column}: {problem}")
    assert refusal.value.column == column


def test_parentheses_may_be_nested_as_deep_as_python_takes_them():
    assert parse("(" * 100 + "x" + ")" * 100)(2.0) == 2.0
    with pytest.raises(ExpressionError, match=r"column \d+: too many nested parentheses"):
        parse("(" * 400 + "x" + ")" * 400)


def test_the_largest_formula_fits_python_s_stack():
    depth = compiler.MAX_DEPTH // 2 - 1
    f = parse("sin(" * depth + "x" + ")" * depth)
    assert dualnum.derivative(f, order=3)(0.0) == -depth  # sin∘…∘sin = x − n·x³/6 + …


def test_the_second_gate_refuses_what_the_first_has_let_through(monkeypatch):
    monkeypatch.setattr(compiler, "check_tokens", lambda text: None)
    for text in (
        "x.real",
        "True",
        "'a'",
        "[x]",
        "lambda: x",
        "(y := x)",
        "x[0]",
        "x @ x",
        "~x",
        "1j",
        "...",
        "f(x).y",
    ):
        with pytest.raises(ExpressionError):
            parse(text)
    with pytest.raises(ExpressionError):
        parse("1 if x in x else 2")


@given(st.text(alphabet="x0123456789.+-*/%()<>=! ,eabsinlogfdrt_", max_size=40))
@settings(max_examples=500)
def test_any_text_gives_a_function_or_a_refusal(text):
    try:
        f = parse(text)
    except ExpressionError as error:
        assert 1 <= error.column <= len(text) + 1
        return
    try:
        value = f(0.5)
    except NoValueError:
        return
    assert isinstance(value, (int, float, np.generic))


def test_no_module_of_the_command_line_runs_text():
    """The words eval, exec and compile are called nowhere in the package (re.compile is another)."""
    for module in (compiler, names, tokens):
        tree = ast.parse(inspect.getsource(module))
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "__import__", "getattr", "open"}


# --- points without a value --------------------------------------------------------------------------------

VALUELESS = [
    ("log(x)", -1.0, "log(x) at column 1: "),
    ("1 + 1/x", 0.0, "1/x at column 5: "),
    ("2*sqrt(x - 1)", 0.0, "sqrt(x - 1) at column 3: "),
    ("x**(1/3)", -8.0, "x**(1/3) at column 1: a negative number has no real power that is not whole"),
    ("exp(x)", 1000.0, "exp(x) at column 1: "),
    ("x**x", -0.5, "x**x at column 1: a negative number has no real power that is not whole"),
    ("9**9**9", 0.0, "9**9**9 at column 1: the result is too large for a float"),
    ("x + (-9)**9**9", 0.0, "(-9)**9**9 at column 5: the result is too large for a float"),
    ("2**1024*x", 1.0, "2**1024*x at column 1: "),
    ("ldexp(x, 2.5)", 1.0, "ldexp(x, 2.5) at column 1: "),
]


@pytest.mark.parametrize(("text", "x", "problem"), VALUELESS, ids=[text for text, *_ in VALUELESS])
@pytest.mark.parametrize("number", [float, lambda x: Dual(x, 1.0)], ids=["float", "Dual"])
def test_a_point_without_a_value_names_the_part_that_has_none(text, x, problem, number):
    with pytest.raises(NoValueError) as error:
        parse(text)(number(x))
    assert str(error.value).startswith(problem)


def test_powers_of_integers_that_fit_a_float_are_exact():
    assert parse("2**1023")(0.0) == 2**1023
    assert parse("1**10**300 + (-1)**(10**300 + 1) + 0**10**300")(0.0) == 0
    assert parse("2**-9999999999")(0.0) == 0.0


# --- constants ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.3", 1.3),
        ("-1", -1.0),
        (" 1e-3 ", 1e-3),
        ("pi/4", math.pi / 4),
        ("-pi", -math.pi),
        ("sqrt(2)", math.sqrt(2)),
    ],
)
def test_a_constant_is_a_float(text, value):
    result = constant(text)
    assert type(result) is float
    assert result == value


def test_a_constant_has_no_variable():
    with pytest.raises(ExpressionError, match=r"column 3: x has no place in a constant, such as pi/4"):
        constant("2*x")


@pytest.mark.parametrize("text", ["1/0", "log(-1)", "2**1024", "1e308*10", "1e308*10 - 1e308*10"])
def test_a_constant_is_finite(text):
    with pytest.raises(NoValueError, match=r"log|1/0|too large for a float|has no finite value"):
        constant(text)
