"""Duals as text: `repr` that evaluates, `format` for both parts, LaTeX."""

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from dualnum import Dual

NAMES = {
    "Dual": Dual,
    "np": np,
    "array": np.array,
    "Fraction": Fraction,
    "Decimal": Decimal,
    "mpf": mpmath.mpf,
    "float32": np.float32,
    "float64": np.float64,
    "object": object,
}


@pytest.mark.parametrize(
    "x",
    [
        Dual(1.5, -2.0),
        Dual(3, 1),
        Dual(1 + 2j, 1j),
        Dual(Fraction(1, 3), Fraction(-2, 3)),
        Dual(Decimal("0.1"), 1),
        Dual(mpmath.mpf("0.5"), mpmath.mpf(1)),
        Dual(np.float32(0.1), 2),
        Dual(2.0, [1.0, 0.0]),
        Dual([1.0, 2.0], np.ones((3, 2))),
        Dual(Dual(1.5, -2.0), 3.0),
        Dual([], 1),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_repr_evaluates_to_the_same_dual(x):
    assert repr(eval(repr(x), NAMES)) == repr(x)


@pytest.mark.parametrize(
    ("x", "spec", "text"),
    [
        (Dual(1.5, 2.0), "", "1.5 + 2.0ε"),
        (Dual(1.5, -2.0), "", "1.5 - 2.0ε"),
        (Dual(-1.5, -0.0), "", "-1.5 - 0.0ε"),
        (Dual(1.5, float("nan")), "", "1.5 + nanε"),
        (Dual(1.5, float("-inf")), "", "1.5 - infε"),
        (Dual(1.0, -2.0), ".2f", "1.00 - 2.00ε"),
        (Dual(1.0, -2.0), "+.1f", "+1.0 - 2.0ε"),
        (Dual(1.0, 2.0), "+.1f", "+1.0 + 2.0ε"),
        (Dual(12345.678, 1e-7), ".3e", "1.235e+04 + 1.000e-07ε"),
        (Dual(12345.0, 2.0), ",.1f", "12,345.0 + 2.0ε"),
        (Dual(1.0, -2.0), "6.1f", "   1.0 -    2.0ε"),
        (Dual(3, -4), "d", "3 - 4ε"),
        (Dual(255, 1), "#x", "0xff + 0x1ε"),
        (Dual(Fraction(1, 3), Fraction(-2, 3)), "", "1/3 - 2/3ε"),
        (Dual(Fraction(1, 3), Fraction(-2, 3)), ".3f", "0.333 - 0.667ε"),
        (Dual(Decimal("0.1"), -1), ".2f", "0.10 - 1.00ε"),
        (Dual(mpmath.mpf("0.25"), mpmath.mpf(-1)), ".2f", "0.25 - 1.00ε"),
        (Dual(1 + 2j, -1 - 2j), "", "(1+2j) + (-1-2j)ε"),
        (Dual(1 + 2j, -1 - 2j), ".1f", "(1.0+2.0j) + (-1.0-2.0j)ε"),
        (Dual(2j, 1), "", "2j + 1ε"),
        (Dual(np.float32(0.1), 1), "", "0.1 + 1.0ε"),
        (Dual(np.array(1.0), 2), "", "1.0 + 2.0ε"),
        (Dual([1.0, 2.0], [-1.0, 0.5]), "", "[1. 2.] + [-1.   0.5]ε"),
        (Dual([1.0, 2.0], [-1.0, 0.5]), ".2f", "[1.00 2.00] + [-1.00 0.50]ε"),
        (Dual(2.0, [1.0, 0.0]), ".1f", "2.0 + [1.0 0.0]ε"),
        (Dual(Dual(1.0, 2.0), 3.0), "", "(1.0 + 2.0ε₁) + 3.0ε₂"),
        (Dual(Dual(1.0, -2.0), Dual(3.0, 4.0)), ".1f", "(1.0 - 2.0ε₁) + (3.0 + 4.0ε₁)ε₂"),
        (Dual(Dual(Dual(1.0, 2.0), 3.0), 4.0), ".0f", "((1 + 2ε₁) + 3ε₂) + 4ε₃"),
        (Dual([], 1), "", "[] + []ε"),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_a_format_applies_to_both_parts(x, spec, text):
    assert format(x, spec) == text
    if not spec:
        assert str(x) == text


def test_a_wrong_format_is_pythons_error():
    with pytest.raises(ValueError, match="Unknown format code 'd' for object of type 'float'"):
        format(Dual(1.0, 2.0), "d")
    with pytest.raises(ValueError, match="format"):
        format(Dual(1.0, 2.0), "zzz")


def test_many_digits_of_a_fraction_are_its_own():
    assert f"{Dual(Fraction(1, 7), 0):.30f}".startswith("0.142857142857142857142857142857 + 0")


@pytest.mark.parametrize(
    ("x", "latex"),
    [
        (Dual(1.5, -2.0), r"$1.5 - 2\,\varepsilon$"),
        (Dual(1e-7, 2e30), r"$1 \times 10^{-7} + 2 \times 10^{30}\,\varepsilon$"),
        (Dual(float("inf"), float("-inf")), r"$\infty - \infty\,\varepsilon$"),
        (Dual(1.0, float("nan")), r"$1 + \text{nan}\,\varepsilon$"),
        (Dual(2, 1), r"$2 + 1\,\varepsilon$"),
        (Dual(Fraction(1, 3), Fraction(-2, 3)), r"$\tfrac{1}{3} - \tfrac{2}{3}\,\varepsilon$"),
        (Dual(1 - 2j, 1j), r"$(1 - 2i) + (0 + 1i)\,\varepsilon$"),
        (Dual(mpmath.mpf(1) / 3, 1), r"$0.333333 + 1\,\varepsilon$"),
        (Dual(mpmath.mpc(1, 2), 1), r"$(1 + 2i) + 1\,\varepsilon$"),
        (Dual(np.float32(0.1), 1), r"$0.1 + 1\,\varepsilon$"),
        (Dual(np.array(0.5), 1), r"$0.5 + 1\,\varepsilon$"),
        (
            Dual([1.0, 2.0], [3.0, -4.0]),
            r"$\begin{bmatrix}1 & 2\end{bmatrix} + \begin{bmatrix}3 & -4\end{bmatrix}\,\varepsilon$",
        ),
        (
            Dual([[1.0], [2.0]], 0),
            r"$\begin{bmatrix}1 \\ 2\end{bmatrix} + \begin{bmatrix}0 \\ 0\end{bmatrix}\,\varepsilon$",
        ),
        (
            Dual(np.zeros((1, 1, 2)), 0),
            r"$\text{array of shape (1, 1, 2)} + \text{array of shape (1, 1, 2)}\,\varepsilon$",
        ),
        (Dual(Dual(1.0, 2.0), -3.0), r"$(1 + 2\,\varepsilon_{1}) - 3\,\varepsilon_{2}$"),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_latex(x, latex):
    assert x._repr_latex_() == latex


def test_latex_shortens_long_arrays():
    latex = Dual(np.arange(100.0), 0)._repr_latex_()
    assert r"0 & 1 & 2 & \cdots & 97 & 98 & 99" in latex
    assert r"\vdots" in Dual(np.zeros((100, 2)), 0)._repr_latex_()
