"""Rules bound to a namespace: helpers of a rule's own module, and of others of its package."""

import sys
import types

import numpy as np
import pytest

from dualnum import Dual
from dualnum.namespaces import FLOAT, NUMPY
from dualnum.rules import TABLE

SHARED = "from dualnum.rules.table import np\ndef square_root(x):\n    return np.sqrt(x)\n"
OWN = """
from dualnum.rules.table import TABLE, np
from {source} import square_root
def half(x):
    return square_root(x) / 2
TABLE.rule("borrowing", lambda x, y: half(x), value=lambda x: np.power(x, 1.5) / 3, mp="sqrt")
"""


def module(name, package, text):
    made = types.ModuleType(name)
    made.__package__ = package
    sys.modules[name] = made
    exec(compile(text, name, "exec"), vars(made))
    return made


@pytest.fixture
def borrowing(request):
    """A row whose partial calls a helper of its module, which calls one of another module."""
    module("rows_shared", request.param, SHARED)
    module("rows_own", "rows", OWN.format(source="rows_shared"))
    yield TABLE["borrowing"]
    TABLE.remove("borrowing")
    for name in ("rows_shared", "rows_own"):
        del sys.modules[name]


def innermost(partial):
    """The function that the helper of a bound partial calls."""
    return partial.__globals__["half"].__globals__["square_root"]


@pytest.mark.parametrize("borrowing", ["rows"], indirect=True)
def test_helpers_of_another_module_of_the_package_are_bound(borrowing):
    for namespace, root in ((FLOAT, __import__("math").sqrt), (NUMPY, np.sqrt)):
        helper = innermost(namespace.bound(borrowing).partials[0])
        assert helper.__globals__["np"].sqrt is root
    assert sys.modules["rows_shared"].np is np  # the module itself is as it was


@pytest.mark.parametrize("borrowing", ["rows"], indirect=True)
def test_they_speak_mpmath_and_duals(borrowing):
    import mpmath

    import dualnum

    with mpmath.workdps(40):
        slope = dualnum.borrowing(Dual(mpmath.mpf(2), mpmath.mpf(1))).tangent
        assert slope == mpmath.sqrt(2) / 2
    second = dualnum.derivative(dualnum.borrowing, order=2)(4.0)
    assert second == 0.125


@pytest.mark.parametrize("borrowing", ["elsewhere"], indirect=True)
def test_functions_of_another_package_are_left_alone(borrowing):
    helper = innermost(FLOAT.bound(borrowing).partials[0])
    assert helper is sys.modules["rows_shared"].square_root


def test_the_rows_of_scipy_share_helpers():
    from dualnum.rules import load_scipy

    load_scipy()
    partial = FLOAT.bound(TABLE["chdtr"]).partials[1]
    density = partial.__globals__["_chi_square_density"].__globals__["_gamma_density"]
    assert density.__globals__["np"].exp is __import__("math").exp
