"""A Dual as a value in compiled code: arithmetic, comparisons, boxes, levels, and what is refused."""

import math
import operator
import subprocess
import sys

import numpy as np
import pytest

numba = pytest.importorskip("numba", reason="the compiled tier is the extra `numba`")

from numba.core.errors import TypingError

import dualnum
from dualnum import Dual, derivative

BINARY = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    operator.pow,
]
VALUES = [Dual(1.5, 1.0), Dual(0.75, -2.0), 2, 2.5, True]


def njit(function):
    return numba.njit(function)


@pytest.mark.parametrize("operation", BINARY, ids=lambda operation: operation.__name__)
@pytest.mark.parametrize("other", VALUES, ids=repr)
def test_operators_on_both_sides(operation, other):
    x = Dual(1.25, 3.0)
    compiled = njit(lambda a, b: operation(a, b))
    for a, b in ((x, other), (other, x)):
        ours, theirs = compiled(a, b), operation(a, b)
        np.testing.assert_allclose((ours.primal, ours.tangent), (theirs.primal, theirs.tangent), rtol=1e-15)


def test_unary_operators_and_the_product_rule():
    x = Dual(-1.5, 2.0)
    found = njit(lambda x: (-x, +x, abs(x), x * x, x**3))(x)
    assert [(d.primal, d.tangent) for d in found] == [
        (1.5, -2.0),
        (-1.5, 2.0),
        (1.5, -2.0),
        (2.25, -6.0),
        (-3.375, 13.5),
    ]


def test_comparisons_and_truth_look_at_primals():
    x, y = Dual(1.0, 5.0), Dual(1.0, -5.0)
    assert njit(lambda x, y: (x == y, x != y, x < y, x <= 1.0, x < 0, bool(x), not x))(x, y) == (
        True,
        False,
        False,
        True,
        False,
        True,
        False,
    )
    assert njit(lambda x: 1 if x else 2)(Dual(0.0, 1.0)) == 2
    assert njit(lambda x, y: max(x, y).tangent)(x, y) == max(x, y).tangent


def test_construction_and_attributes():
    @numba.njit
    def made(a):
        d = Dual(a, 1.0)
        many = Dual(a, (1.0, 0.0))
        return d.primal, d.tangent, (many * many).tangent

    assert made(3.0) == (3.0, 1.0, (6.0, 0.0))


@pytest.mark.parametrize(
    "x",
    [
        Dual(0.7, 1.0),
        Dual(0.7 + 0.1j, 1.0 + 0j),
        Dual(0.7, np.array([1.0, 0.0, 2.0])),
        Dual(Dual(0.7, 1.0), 1.0),
        Dual(Dual(Dual(0.7, 1.0), 1.0), 1.0),
        Dual(2, 1),
    ],
    ids=repr,
)
def test_components_go_in_and_come_out(x):
    def f(x):
        return np.sin(x) * x - 1 / (1 + x * x)

    ours, theirs = njit(f)(x), f(x)
    assert type(ours) is type(theirs) or isinstance(flat(theirs)[0], np.generic)
    assert ours._level == theirs._level
    np.testing.assert_allclose(flat(ours), flat(theirs), rtol=1e-14, atol=1e-16)


def flat(x):
    return [*flat(x.primal), *flat(x.tangent)] if isinstance(x, Dual) else list(np.ravel(x))


def test_single_precision_stays():
    found = njit(lambda x: x * x)(Dual(np.float32(3.0), np.float32(1.0)))
    assert (type(found.primal), type(found.tangent), found.tangent) == (np.float32, np.float32, 6.0)


def test_complex_numbers_have_complex_slopes():
    found = njit(lambda z: np.exp(z) * z)(Dual(1 + 2j, 1.0 + 0j))
    assert found.tangent == pytest.approx(np.exp(1 + 2j) * (2 + 2j), rel=1e-14)


@pytest.mark.parametrize(
    "names",
    [(np.sin, math.sin, dualnum.sin, dualnum.math.sin), (np.log, math.log, dualnum.log, dualnum.math.log)],
)
def test_every_name_of_a_row(names):
    np_, math_, own, own_math = names
    found = njit(lambda x: (np_(x), math_(x), own(x), own_math(x)))(Dual(0.5, 1.0))
    slope = {np.sin: math.cos(0.5), np.log: 2.0}[np_]
    assert [d.tangent for d in found] == pytest.approx([slope] * 4, rel=1e-15)


def test_plain_numbers_are_taken_by_the_functions_of_dualnum():
    assert njit(lambda x: dualnum.sigmoid(x) + dualnum.math.cbrt(x))(0.0) == 0.5


def test_a_jitted_function_inside_a_python_transform():
    square = njit(lambda x: np.sin(x) * x)
    expected = math.sin(0.7) * 2 * 0.7 + 0.7**2 * math.cos(0.7)
    assert derivative(lambda x: square(x) * x)(0.7) == pytest.approx(expected, rel=1e-15)


def test_variables_of_two_python_transforms_are_told_apart():
    times = njit(lambda x, y: x * y)
    with pytest.raises(TypeError, match="variables of two transforms meet"):
        derivative(lambda x: x * derivative(lambda y: times(x, y))(3.0))(2.0)


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x: float(x), "float: a Dual cannot become a float without losing its derivative"),
        (lambda x: np.linalg.det(x), "No implementation of function"),
        (lambda x: np.array([x]), "Dual"),
    ],
)
def test_what_has_no_compiled_rule_says_so(function, text):
    with pytest.raises(TypingError, match=text):
        njit(function)(Dual(1.0, 1.0))


def test_exact_numbers_are_refused():
    from fractions import Fraction

    with pytest.raises(TypeError, match="no numbers of type Fraction"):
        njit(lambda x: x)(Dual(Fraction(1, 2), 1))


def test_division_by_zero_is_the_callers_kind():
    with pytest.raises(ZeroDivisionError):
        njit(lambda x: 1 / x)(Dual(0.0, 1.0))
    found = numba.njit(error_model="numpy")(lambda x: 1 / x)(Dual(0.0, 1.0))
    assert (found.primal, found.tangent) == (math.inf, -math.inf)


def test_numbas_own_functions_may_be_there_before_ours():
    program = (
        "import numba.core.compiler, numpy as np, numba; from dualnum import Dual\n"
        "print(numba.njit(lambda x: np.zeros_like(x))(Dual(np.ones(2), np.ones(2))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[0. 0.] + [0. 0.]ε\n", "")


def test_scipys_rows_may_be_there_before_numba():
    program = (
        "from dualnum import Dual; from dualnum.rules import load_scipy; load_scipy(); import math, numba\n"
        "print(numba.njit(lambda x: math.sin(x) + 0.0)(Dual(0.0, 1.0)).tangent)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("1.0\n", "")
