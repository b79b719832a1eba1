"""The strategies: what they promise of points, Duals and expressions, and that they reach every corner."""

import math
import subprocess
import sys
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import dualnum
import dualnum.testing
from dualnum import Dual
from dualnum.oracle import limit_derivative
from dualnum.rules import OWN_ROWS, TABLE
from dualnum.testing import assert_ulp, duals, expressions, points

INF = math.inf
SEARCH = settings(database=None, max_examples=3000, phases=[Phase.generate])


def reaches(strategy, condition):
    """Whether a strategy has an example."""
    try:
        find(strategy, condition, settings=SEARCH)
    except NoSuchExample:
        return False
    return True


# --- points -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", [(-INF, INF), (0, INF), (-1, 1), (2, 2), (-5, -1e-300), (1e-320, 1e-310)])
def test_points_are_finite_and_inside(domain):
    @given(points(domain))
    def inside(x):
        assert type(x) is float
        assert math.isfinite(x)
        assert domain[0] <= x <= domain[1]

    inside()


@pytest.mark.parametrize(
    ("domain", "condition"),
    [
        ((-INF, INF), lambda x: x == 0),
        ((-INF, INF), lambda x: 0 < abs(x) < 1e-308),
        ((-INF, INF), lambda x: abs(x) > 1e300),
        ((-INF, INF), lambda x: x % 1 == 0 and 1 < abs(x) < 100),
        ((-INF, INF), lambda x: 1e-200 < x < 1e-100),
        ((0, INF), lambda x: 0 < x < 1e-300),
        ((-1, 1), lambda x: x == 1),
        ((-1, 1), lambda x: 0 < 1 - x < 1e-15),
        ((-1, 1), lambda x: 1e-13 < 1 + x < 1e-7),
    ],
)
def test_points_reach(domain, condition):
    assert reaches(points(domain), condition)


def test_points_refuse_what_is_no_interval():
    with pytest.raises(ValueError, match="points: domain=\\(1, 0\\) is empty"):
        points((1, 0))


# --- duals --------------------------------------------------------------------------------------------

KINDS = {
    "float": (float, float),
    "float32": (np.float32, np.float32),
    "int": (int, float),
    "complex": (complex, complex),
    "fraction": (Fraction, Fraction),
    "mpf": (mpmath.mpf, mpmath.mpf),
}


@pytest.mark.parametrize("kind", KINDS)
def test_scalar_duals(kind):
    @given(duals(kind))
    def check(x):
        assert isinstance(x, Dual)
        assert isinstance(x.primal, KINDS[kind][0])
        assert isinstance(x.tangent, KINDS[kind][1])
        assert x.shape == ()
        assert x.primal == x.primal

    check()


@pytest.mark.parametrize("directions", [(), (2,)])
@pytest.mark.parametrize(
    ("kind", "dtypes"),
    [
        ("float", (np.float64, np.float64)),
        ("float32", (np.float32, np.float32)),
        ("int", (np.int64, np.float64)),
        ("complex", (np.complex128, np.complex128)),
    ],
)
def test_array_duals(kind, dtypes, directions):
    @settings(max_examples=20)
    @given(duals(kind, shape=(3, 2), directions=directions))
    def check(x):
        assert (x.primal.dtype, x.tangent.dtype) == dtypes
        assert x.primal.shape == (3, 2)
        assert x.tangent.shape == (*directions, 3, 2)
        assert np.isfinite(x.primal).all()

    check()


def test_duals_of_several_kinds_and_shapes_from_strategies():
    both = duals(("float", "fraction"))
    assert reaches(both, lambda x: isinstance(x.primal, Fraction))
    assert reaches(both, lambda x: isinstance(x.primal, float))
    shapes = st.sampled_from([(), (2,), (0, 3)])
    for shape in ((), (2,), (0, 3)):
        assert reaches(duals(shape=shapes), lambda x, shape=shape: x.shape == shape)
    assert reaches(duals(directions=(3,)), lambda x: x.tangent.shape == (3,))


@given(duals(shape=(2,), primals=st.just(2.0), tangents=st.floats(1, 3)))
def test_duals_of_given_elements(x):
    assert x.primal.tolist() == [2, 2]
    assert ((x.tangent >= 1) & (x.tangent <= 3)).all()


def test_duals_refuse_unknown_kinds_and_arrays_of_exact_numbers():
    with pytest.raises(ValueError, match="duals: kind='real'; give one of float, float32"):
        duals("real")
    for arguments in ({"shape": (2,)}, {"directions": (2,)}):
        with pytest.raises(ValueError, match="duals: there are no arrays of kind 'fraction'"):
            duals("fraction", **arguments)


# --- expressions --------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(expressions())
def test_our_derivative_is_as_close_to_the_limit_as_rounding_allows(expression):
    x = expression.point
    limit = limit_derivative(expression, x)
    assert_ulp(dualnum.derivative(expression)(x), limit, expression.ulp)
    assert_ulp(expression(Dual(np.array([x, x]), 1.0)).tangent, np.array([limit, limit]), expression.ulp)


@settings(max_examples=100)
@given(expressions(4))
def test_expressions_are_what_their_text_says(expression):
    assert expression.depth <= 4
    assert math.isfinite(expression(expression.point))
    names = {name: getattr(dualnum, name) for name in (row.name for row in TABLE)}
    read = eval(str(expression), {"abs": abs, **names}, {"x": expression.point})
    assert read == expression(expression.point)
    assert repr(expression) == f"<Expression {expression} at {expression.point!r}>"


@settings(max_examples=100)
@given(expressions(3))
def test_expressions_are_smooth_and_well_conditioned_at_their_point(expression):
    x = expression.point
    left, right = (limit_derivative(expression, x, side=side) for side in ("left", "right"))
    near = limit_derivative(expression, x * (1 + 1e-9))
    assert abs(left - right) <= 1e-40 * abs(left)
    assert abs(near - left) <= 1e-3 * abs(left)
    assert 1 <= expression.ulp < 3e4


@given(
    st.integers(0, 3).flatmap(
        lambda depth: st.tuples(st.just(depth), expressions(depth, names=["exp", "add"]))
    )
)
def test_depth(depth_and_expression):
    depth, expression = depth_and_expression
    assert expression.depth <= depth
    assert (str(expression) == "x") is (expression.depth == 0)


def test_the_whole_depth_is_used():
    assert reaches(expressions(3), lambda e: e.depth == 3)
    with pytest.raises(ValueError, match="expressions: max_depth=-1"):
        find(expressions(-1), lambda e: True, settings=SEARCH)


# Both are 0 in real arithmetic.
WITHOUT_EXPRESSIONS = {"imag", "spacing"}


ROWS = [name for name in OWN_ROWS if TABLE[name].outputs is None and name not in WITHOUT_EXPRESSIONS]


@pytest.mark.parametrize("name", ROWS)
def test_every_other_row_of_the_table_occurs(name):
    assert reaches(expressions(1, names=[name]), lambda e: e.depth == 1)


@given(expressions(2, names=["sin", "exp"], point=st.just(0.5)))
def test_names_and_points_can_be_chosen(expression):
    assert expression.point == 0.5
    assert not set(str(expression)) - set("sinexp()")


def test_a_new_row_occurs_at_once():
    TABLE.rule("tripled", 3, value=lambda x: 3 * x, mp=lambda mp, x: 3 * x)
    try:
        assert reaches(expressions(1), lambda e: "tripled" in str(e))
    finally:
        TABLE.remove("tripled")


# --- what is imported when ----------------------------------------------------------------------------


def loaded_after(statement):
    code = f"import sys; {statement}; print(*({{'hypothesis', 'scipy'}} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_hypothesis_loads_with_the_strategies_only():
    assert loaded_after("import dualnum.testing") == []
    assert "hypothesis" in loaded_after("import dualnum.testing; dualnum.testing.points")


def test_every_public_name_resolves():
    for name in dualnum.testing.__all__:
        assert callable(getattr(dualnum.testing, name))
    with pytest.raises(AttributeError, match=r"module 'dualnum.testing' has no attribute 'nonsense'"):
        dualnum.testing.nonsense  # noqa: B018  (the access is what fails)
