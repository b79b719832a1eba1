"""dualnum.chain: modules of backpropagation, merged, nested and with parameters (L19 to L23)."""

import html
import math
from fractions import Fraction
from functools import partial

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dualnum
from dualnum import derivative, gradient, jacobian
from dualnum.chain import Chain, Module

NAMES = ("-x", "e^u", "1 + u", "1/u")


def logistic():
    """The lecture's chain, 1/(1 + e^(-x)) in four modules."""
    return Chain(lambda x: -x, dualnum.exp, lambda u: 1 + u, lambda u: 1 / u, names=NAMES)


def affine(x, W, b):  # noqa: N803  (a matrix)
    return x @ W + b


def network(over=None, seed=0):
    """Two layers on rows of two numbers, and a loss."""
    rng = np.random.default_rng(seed)
    return Chain(
        Module(affine, {"W": rng.normal(size=(2, 3)), "b": rng.normal(size=3)}, name="affine₁", over=over),
        np.tanh,
        Module(affine, {"W": rng.normal(size=(3, 1)), "b": rng.normal(size=1)}, name="affine₂", over=over),
        Module(lambda z: ((z - 1) ** 2).sum(), name="loss"),
    )


def ulps(a, b):
    return abs(a - b) / math.ulp(b)


# --- L19, L21, L22: scalars ----------------------------------------------------------------------------


@given(st.floats(-30, 30))
def test_l22_the_logistic_chain_as_on_the_slides(x):
    record = logistic().forward(x)
    u1, u2, u3 = -x, math.exp(-x), 1 + math.exp(-x)
    assert record.values == (x, u1, u2, u3, 1 / u3)
    assert record.output == 1 / u3
    first, second, third, fourth = record.local_derivatives
    assert (first, second, third) == (-1, math.exp(u1), 1)
    assert ulps(fourth, -1 / u3**2) <= 2  # the slide that prints −2/… is wrong


@given(st.floats(-15, 30))
def test_l22_the_whole_is_y_times_one_less_y(x):
    chain = logistic()
    chain.forward(x)
    with mpmath.workdps(40):
        y = 1 / (1 + mpmath.exp(-mpmath.mpf(x)))
        # Each of the four steps rounds; e^−x + 1 cannot know e^−x better than to one ulp of it.
        assert abs(chain.backward().dJ_dx / (y * (1 - y)) - 1) <= 8 * 2.0**-53


def test_l22_merged_in_pairs_and_whole():
    chain = logistic()
    x = 0.7
    total = chain.forward(x).total
    e, y = math.exp(-x), 1 / (1 + math.exp(-x))
    pairs = chain.merge(0, 1).merge(1, 2)
    assert len(pairs) == 2
    assert pairs.names == ("e^u ∘ -x", "1/u ∘ 1 + u")
    lower, upper = pairs.forward(x).local_derivatives
    assert lower == -e
    assert ulps(upper, -y * y) <= 2
    whole = chain.merge()
    assert len(whole) == 1
    assert whole.forward(x).local_derivatives == (total,)
    assert pairs.backward().dJ_dx == whole.backward().dJ_dx == total
    assert ulps(total, y * (1 - y)) <= 4


def test_l19_three_and_four_deep_forward_and_backward():
    modules = [dualnum.sin, dualnum.exp, dualnum.tanh, lambda u: u**3]
    for depth in (2, 3, 4):
        chain = Chain(*modules[:depth])
        record = chain.forward(0.4)
        assert record.totals[-1] == record.total == chain.backward().dJ_dx
        assert ulps(record.total, derivative(chain)(0.4)) <= 4


@given(
    st.lists(st.sampled_from("sin cos tanh arctan sigmoid arcsinh".split()), min_size=1, max_size=12),
    st.floats(-2, 2),
)
def test_the_ways_up_and_down_and_every_merging_agree_to_the_last_bit(names, x):
    chain = Chain(*(getattr(dualnum, name) for name in names))
    record = chain.forward(x)
    assert record.totals[-1] == record.total == record.backward().dJ_dx
    if len(names) > 2:
        merged = chain.merge(1, len(names) - 1)
        assert merged.forward(x).total == merged.merge(0, 1).forward(x).total == record.total
        assert merged.backward().dJ_dx == record.total


@pytest.mark.parametrize("name", ["sin", "cos", "tan", "exp", "tanh", "sqrt", "log", "sigmoid", "relu"])
def test_l21_any_elementary_function_is_a_module(name):
    f = getattr(dualnum, name)
    chain = Chain(f)
    assert chain.forward(0.8).output == f(0.8)
    back = chain.backward(dJ_dy=2.5)
    assert back.deltas == (2.5, back.dJ_dx)
    assert back.dJ_dx == 2.5 * derivative(f)(0.8)  # dJ/dx = dJ/dz · dz/dx


def test_deltas_run_from_top_to_bottom():
    chain = Chain(lambda x: 2 * x, lambda u: u * u, lambda u: u + 1)
    chain.forward(3.0)
    assert chain.backward().deltas == (1, 1, 12, 24)
    assert chain.backward(10).deltas == (10, 10, 120, 240)


def test_a_product_that_would_overflow_half_way_does_not():
    chain = Chain(lambda x: 1e-200 * x, lambda u: 1e-200 * u, lambda u: 1e250 * u, lambda u: 1e200 * u)
    assert chain.forward(1.0).total == chain.backward().dJ_dx == pytest.approx(1e50, rel=1e-15)
    assert Chain(lambda x: 1e200 * x, lambda u: 1e200 * u).forward(1e-300).total == math.inf


def test_infinite_and_missing_slopes_agree_with_duals():
    with np.errstate(divide="ignore", invalid="ignore"):
        for modules in ([dualnum.sqrt, lambda u: u * u], [lambda x: x * x, dualnum.sqrt], [dualnum.sqrt]):
            chain = Chain(*modules)
            expected = derivative(chain)(0.0)
            np.testing.assert_equal([chain.forward(0.0).total, chain.backward().dJ_dx], [expected, expected])
        constant = Chain(lambda x: 0 * x, dualnum.sqrt)
        assert constant.forward(3.0).total == 0  # y does not depend on x


def test_numbers_of_other_kinds_stay_what_they_are():
    third = Chain(lambda x: x * x, lambda u: u / 3)
    assert third.forward(Fraction(1, 3)).total == Fraction(2, 9)
    assert isinstance(third.backward().dJ_dx, Fraction)
    with mpmath.workdps(40):
        precise = Chain(lambda x: x * x, dualnum.exp).forward(mpmath.mpf(1)).total
        assert mpmath.almosteq(precise, 2 * mpmath.e, 1e-38)
    assert type(third.forward(1).total) is float
    assert Chain(lambda x: x * x).forward(np.array([1, 2])).total.tolist() == [[2, 0], [0, 4]]


def test_a_chain_can_be_differentiated_itself():
    def slope(x):
        return Chain(lambda x: x * x, dualnum.exp).forward(x).total

    assert derivative(slope)(1.0) == pytest.approx(
        (2 + 4) * math.e, rel=1e-15
    )  # (e^(x²))'' = (2 + 4x²)e^(x²)


def test_gradients_of_a_chain_can_be_differentiated():
    weights = np.arange(6.0).reshape(2, 3) / 5

    def squared_slope(t):
        chain = Chain(lambda x: weights @ x, np.tanh, lambda u: (u * u).sum())
        chain.forward(t * np.array([1.0, -1.0, 2.0]))
        return (chain.backward().dJ_dx ** 2).sum()

    def by_hand(t):
        u = np.tanh(weights @ (t * np.array([1.0, -1.0, 2.0])))
        return (((2 * u * (1 - u * u)) @ weights) ** 2).sum()

    assert derivative(squared_slope)(0.3) == pytest.approx(derivative(by_hand)(0.3), rel=1e-13)
    # dJ/dw of w·x is x, whose derivative by x is 1
    product = Chain(Module(lambda x, w: w * x, {"w": 2.0}))
    slope_by_w = derivative(lambda x: product.forward(x).backward().parameters[0]["w"])
    assert slope_by_w(3.0) == 1


def test_numpys_single_precision_stays():
    chain = Chain(np.exp, lambda u: u * u)
    total = chain.forward(np.float32(1)).total
    assert total == pytest.approx(2 * math.e**2, rel=4 * float(np.finfo(np.float32).eps))
    assert type(total) is type(chain.backward().dJ_dx) is type(chain.backward(2.5).dJ_dx) is np.float32
    chain.forward(np.ones(3, np.float32))
    assert chain.backward([1.0, 2.0, 3.0]).dJ_dx.dtype == np.float32


# --- several inputs and outputs ------------------------------------------------------------------------


def test_modules_of_two_inputs():
    product = Chain(lambda a, b: a * b)
    assert product.forward(3.0, 4.0).local_derivatives == ((4, 3),)
    assert product.backward(2.0).dJ_dx == (8, 6)
    total = Chain(lambda a, b: a + b)
    assert total.forward(3.0, 4.0).total == (1, 1)


def test_a_tuple_becomes_the_next_modules_inputs():
    chain = Chain(lambda a, b: a * b, lambda u: (u, u * u), lambda p, q: p + q)
    record = chain.forward(3.0, 4.0)
    assert record.values == ((3, 4), 12, (12, 144), 156)
    assert record.local_derivatives == ((4, 3), (1, 24), (1, 1))
    assert record.totals == ((4, 3), ((4, 3), (96, 72)), (100, 75))
    assert chain.backward().deltas == (1, (1, 1), 25, (100, 75))


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_paths_that_meet_again_agree_to_the_last_bit(a, b):
    chain = Chain(lambda a, b: (a * b, a + b), lambda p, q: (p, q, p * q), lambda p, q, r: p - q * r)
    record = chain.forward(a, b)
    assert record.totals[-1] == record.total == record.backward().dJ_dx
    np.testing.assert_allclose(record.total, gradient(chain, argnum=(0, 1))(a, b), rtol=1e-12, atol=1e-12)


def test_inputs_of_different_shapes():
    chain = Chain(lambda a, x: (a * x, x.sum()), lambda p, q: p * q)
    x = np.array([1.0, 2.0, 4.0])
    record = chain.forward(2.0, x)
    by_a, by_x = record.total
    assert by_a.shape == (3,)
    assert by_x.shape == (3, 3)
    np.testing.assert_allclose(by_a, x * x.sum())
    np.testing.assert_allclose(by_x, 2 * (x.sum() * np.eye(3) + x[:, None]))
    back = chain.backward([1.0, 0.0, 0.0])
    assert back.dJ_dx[0] == 7
    np.testing.assert_allclose(back.dJ_dx[1], by_x[0])


# --- L23: vectors --------------------------------------------------------------------------------------


def test_l23_local_derivatives_are_jacobians():
    matrix = np.arange(6.0).reshape(2, 3)
    chain = Chain(lambda x: matrix @ x, np.tanh, lambda u: (u * u).sum())
    x = np.array([0.1, -0.2, 0.05])
    record = chain.forward(x)
    u = matrix @ x
    for actual, expected in zip(
        record.local_derivatives, (matrix, np.diag(1 - np.tanh(u) ** 2), 2 * np.tanh(u)), strict=True
    ):
        np.testing.assert_allclose(actual, expected, rtol=1e-14)
    # dJ/dx = dJ/dz · Jacobian, on the way down
    back = chain.backward()
    np.testing.assert_allclose(back.deltas[1], 2 * np.tanh(u), rtol=1e-14)
    np.testing.assert_allclose(back.deltas[2], 2 * np.tanh(u) * (1 - np.tanh(u) ** 2), rtol=1e-14)
    np.testing.assert_allclose(back.dJ_dx, gradient(chain)(x), rtol=1e-13)


def test_l23_merged_modules_multiply_jacobians():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    chain = Chain(lambda x: a @ x, lambda u: b @ u, dualnum.sin)
    x = rng.normal(size=3)
    total = chain.forward(x).total
    merged = chain.merge(0, 1)
    np.testing.assert_allclose(merged.forward(x).local_derivatives[0], b @ a, rtol=1e-13)
    np.testing.assert_allclose(merged.forward(x).total, total, rtol=1e-13)
    np.testing.assert_allclose(total, jacobian(chain)(x), rtol=1e-13)
    np.testing.assert_allclose(merged.backward([1.0, 2.0]).dJ_dx, np.array([1.0, 2.0]) @ total, rtol=1e-13)


def test_jacobians_have_the_shape_of_the_output_and_then_of_the_input():
    x = np.arange(6.0).reshape(2, 3)
    record = Chain(lambda x: x.T @ x, np.exp).forward(x / 10)
    assert [d.shape for d in record.local_derivatives] == [(3, 3, 2, 3), (3, 3, 3, 3)]
    assert record.total.shape == (3, 3, 2, 3)
    assert record.backward(np.ones((3, 3))).dJ_dx.shape == (2, 3)


def test_elementwise_modules_keep_a_derivative_for_each_element():
    x = np.linspace(-1, 1, 5)
    for module in (np.tanh, dualnum.tanh, Module(lambda u: 1 * np.tanh(u), over="elements")):
        record = Chain(module).forward(x)
        assert record.steps[0].form == (5, 5, 5)
        np.testing.assert_allclose(record.total, np.diag(1 - np.tanh(x) ** 2), rtol=1e-14)
    assert Chain(lambda u: 1 * np.tanh(u)).forward(x).steps[0].form == (5, 5, 1)


def test_modules_over_rows_keep_a_jacobian_for_each_row():
    x = np.random.default_rng(2).normal(size=(5, 2))
    net, plain = network(over="rows"), network()
    record, expected = net.forward(x), plain.forward(x)
    assert [step.form for step in record.steps] == [(15, 10, 5), (15, 15, 15), (5, 15, 5), (1, 5, 1)]
    for actual, dense in zip(record.local_derivatives, expected.local_derivatives, strict=True):
        np.testing.assert_allclose(actual, dense, rtol=1e-13)
    np.testing.assert_allclose(record.total, expected.total, rtol=1e-12)
    np.testing.assert_allclose(record.totals[-1], expected.total, rtol=1e-12)
    np.testing.assert_allclose(net.backward().dJ_dx, plain.backward().dJ_dx, rtol=1e-12)


@pytest.mark.parametrize("over", ["elements", "rows"])
def test_a_false_claim_about_a_module_is_found(over):
    module = Module(lambda x: x[::-1], name="reverse", over=over)
    with pytest.raises(ValueError, match=f"Module: reverse does not work over {over}; leave over= out"):
        Chain(module).forward(np.arange(4.0).reshape(2, 2))


# --- parameters ----------------------------------------------------------------------------------------


def test_a_network_is_a_chain_and_backward_gives_its_gradients():
    x = np.random.default_rng(3).normal(size=(4, 2))

    def loss(w1, b1, w2, b2):
        return ((np.tanh(x @ w1 + b1) @ w2 + b2 - 1) ** 2).sum()

    for over in (None, "rows"):
        net = network(over)
        first, nothing, second, _ = net.parameters
        expected = gradient(loss, argnum=(0, 1, 2, 3))(first["W"], first["b"], second["W"], second["b"])
        assert net.forward(x).output == loss(first["W"], first["b"], second["W"], second["b"])
        found = net.backward().parameters
        assert nothing == found[1] == found[3] == {}
        actual = (found[0]["W"], found[0]["b"], found[2]["W"], found[2]["b"])
        for a, b in zip(actual, expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-11)
            assert a.shape == b.shape


def test_parameters_of_merged_modules_are_found_inside_them():
    x = np.random.default_rng(4).normal(size=(4, 2))
    net = network("rows")
    net.forward(x)
    expected = net.backward().parameters
    merged = net.merge(0, 1).merge(1, 2)
    assert merged.parameters == ((net[0].parameters, {}), (net[2].parameters, {}))
    merged.forward(x)
    found = merged.backward().parameters
    np.testing.assert_array_equal(found[0][0]["W"], expected[0]["W"])
    np.testing.assert_array_equal(found[1][0]["b"], expected[2]["b"])


def test_scalar_parameters():
    line = Module(lambda x, w, b: w * x + b, {"w": 2, "b": 1.0})
    chain = Chain(line, lambda u: u * u)
    assert chain.forward(3.0).output == 49
    assert chain.backward().parameters == ({"w": 42, "b": 14}, {})
    line.parameters["w"] -= 1.0
    assert chain.forward(3.0).output == 16


def test_descending_the_gradient_fits_a_line():
    x = np.linspace(-1, 1, 9)
    line = Module(lambda x, w, b: w * x + b, {"w": 0.0, "b": 0.0}, over="elements")
    chain = Chain(line, lambda y: ((y - (3 * x - 2)) ** 2).mean())
    for _ in range(200):
        chain.forward(x)
        for name, slope in chain.backward().parameters[0].items():
            line.parameters[name] -= 0.5 * slope
    assert line.parameters["w"] == pytest.approx(3, abs=1e-10)
    assert line.parameters["b"] == pytest.approx(-2, abs=1e-10)


# --- orders --------------------------------------------------------------------------------------------


def test_the_record_says_in_which_order_and_what_it_saves():
    wide, tall = np.ones((2, 50)), np.ones((50, 2))
    narrowing = Chain(lambda x: tall @ x, lambda u: wide @ u, lambda u: wide[:, :2] @ u)
    record = narrowing.forward(np.ones(2))
    # J₁: 50 × 2, J₂: 2 × 50, J₃: 2 × 2.  J₃(J₂J₁): 2·50·2 + 2·2·2; (J₃J₂)J₁: 2·2·50 + 2·50·2.
    assert str(record.order) == "J₃(J₂J₁)"
    assert (record.order.name, record.multiplications, record.saved) == ("forward", 208, 400 - 208)
    assert (record.order.forward, record.order.backward) == (208, 400)
    gradient_like = Chain(lambda x: tall @ x, lambda u: u * 2.0, lambda u: u.sum()).forward(np.ones(2))
    assert gradient_like.order.name == "backward"
    assert gradient_like.saved > 0


def test_a_mixed_order_can_be_the_cheapest():
    shapes = [(5, 100), (100, 5), (5, 100), (100, 5)]  # of J₁ … J₄
    modules = [partial(np.matmul, np.ones(shape) / 100) for shape in shapes]
    record = Chain(*modules).forward(np.ones(100))
    assert str(record.order) == "(J₄(J₃J₂))J₁"
    assert record.order.name == "mixed"
    assert record.multiplications == 5 * 100 * 5 + 100 * 5 * 5 + 100 * 5 * 100
    np.testing.assert_allclose(record.total, record.totals[-1], rtol=1e-13)


def test_the_way_down_saves_multiplications():
    a = np.ones((6, 6))
    back = Chain(lambda x: a @ x, lambda u: a @ u, lambda u: a @ u).forward(np.ones(6)).backward(np.ones(6))
    assert back.multiplications == 3 * 6 * 6
    assert back.saved == 2 * 6**3 + 6**2 - 3 * 6**2


# --- a sequence, a function, a module ------------------------------------------------------------------


def test_a_chain_is_a_sequence():
    chain = logistic()
    assert len(chain) == len(list(chain)) == 4
    assert all(isinstance(module, Module) for module in chain)
    assert chain[1](0.0) == chain[-3](0.0) == 1
    assert isinstance(chain[1:3], Chain)
    assert chain[1:3](0.0) == 2
    assert chain[1:3].names == ("e^u", "1 + u")


def test_a_chain_is_a_function():
    assert logistic()(0.0) == 0.5
    assert derivative(logistic())(0.0) == 0.25
    assert Chain(lambda a, b: (a, b), lambda a, b: a * b)(2.0, 3.0) == 6


def test_chains_nest():
    inner = Chain(dualnum.sin, dualnum.exp)
    outer = Chain(lambda x: 2 * x, inner, dualnum.sqrt)
    record = outer.forward(0.3)
    assert len(outer) == 3
    assert record.local_derivatives[1] == Chain(dualnum.sin, dualnum.exp).forward(0.6).total
    flat = Chain(lambda x: 2 * x, dualnum.sin, dualnum.exp, dualnum.sqrt)
    assert flat.forward(0.3).total == record.total == outer.backward().dJ_dx


def test_records_do_not_change_when_the_chain_moves_on():
    chain = Chain(lambda x: x * x)
    first = chain.forward(1.0)
    chain.forward(5.0)
    assert (first.output, first.backward().dJ_dx) == (1, 2)
    assert chain.backward().dJ_dx == 10


def test_merging_counts_from_the_end_as_well_and_changes_nothing_it_need_not():
    chain = logistic()
    assert chain.merge(-2, -1).names == ("-x", "e^u", "1/u ∘ 1 + u")
    assert chain.merge(2, 2).names == chain.names
    assert len(chain) == 4
    assert chain.merge(1, 2)[1][0] is chain[1]


# --- text ----------------------------------------------------------------------------------------------


def test_names():
    assert repr(logistic()) == "Chain(-x, e^u, 1 + u, 1/u)"
    assert repr(Chain(np.sin, lambda u: u, math.exp)) == "Chain(sin, f₂, exp)"
    assert repr(network()) == "Chain(affine₁, tanh, affine₂, loss)"
    assert repr(network()[0]) == "Module(affine₁, W: (2, 3), b: (3,))"
    assert Chain(Chain(np.sin, np.cos), np.exp).names == ("cos ∘ sin", "exp")


def test_a_record_prints_the_lectures_boxes():
    record = logistic().forward(0.0)
    assert str(record).splitlines() == [
        "y = 0.5 ↑ ↓ dJ/dy = 1",
        "          [ 1/u ]  dy/du₃ = -0.25",
        " u₃ = 2 ↑ ↓ dJ/du₃ = -0.25",
        "          [ 1 + u ]  du₃/du₂ = 1",
        " u₂ = 1 ↑ ↓ dJ/du₂ = -0.25",
        "          [ e^u ]  du₂/du₁ = 1",
        " u₁ = 0 ↑ ↓ dJ/du₁ = -0.25",
        "          [ -x ]  du₁/dx = -1",
        "  x = 0 ↑ ↓ dJ/dx = 0.25",
    ]
    assert repr(record) == "Forward(Chain(-x, e^u, 1 + u, 1/u): 0 ↦ 0.5)"
    assert repr(record.backward()) == "Backward(Chain(-x, e^u, 1 + u, 1/u): dJ/dx = 0.25)"


def test_the_last_pass_down_is_shown():
    chain = Chain(lambda x: 2 * x)
    chain.forward([1.0, 2.0])
    assert "dJ" not in chain._repr_html_()  # y is not a number, and nothing has come down
    chain.backward([1.0, 10.0])
    assert "dJ/dx = [2, 20]" in chain._repr_html_()
    assert "dy/dx = Jacobian 9 × 9" in str(Chain(lambda x: 2 * x).forward(np.ones(9)))
    assert "y = array (9,)" in str(Chain(lambda x: 2 * x).forward(np.ones(9)))


def test_html_draws_the_boxes_and_escapes_names():
    chain = Chain(lambda x: x, names=["<b>&"])
    assert html.escape("<b>&") in chain._repr_html_()
    assert "<b>" not in chain._repr_html_()
    text = logistic()._repr_html_()
    assert text.index("1/u") < text.index("1 + u") < text.index("e^u") < text.index("-x")
    record = logistic().forward(0.0)
    assert "du₂/du₁ = 1" in record._repr_html_()


# --- bad input -----------------------------------------------------------------------------------------


def test_backward_comes_after_forward():
    with pytest.raises(
        RuntimeError, match=r"Chain\.backward: there are no values yet; call forward\(x\) first"
    ):
        logistic().backward()


@pytest.mark.parametrize(("i", "j"), [(0, 4), (4, 4), (-5, 1), (0, -5)])
def test_merge_out_of_range(i, j):
    with pytest.raises(
        IndexError, match=r"Chain\.merge: there is no module -?\d; the chain has the modules 0 to 3"
    ):
        logistic().merge(i, j)


def test_merge_the_wrong_way_round():
    with pytest.raises(ValueError, match="module 2 comes after module 1; give the earlier one first"):
        logistic().merge(2, 1)


def test_shapes_that_do_not_fit_name_both_modules_and_the_shapes():
    chain = Chain(np.sin, Module(lambda u: u @ np.ones((4, 2)), name="matrix"))
    with pytest.raises(
        ValueError, match=r"matrix cannot take what sin gives, an array of shape \(3,\): .*size 4"
    ):
        chain.forward(np.ones(3))
    with pytest.raises(ValueError, match=r"matrix cannot take x, an array of shape \(3,\)"):
        chain[1:].forward(np.ones(3))
    with pytest.raises(TypeError, match="f₁ cannot take x, nothing"):
        Chain(lambda x: x).forward()
    with pytest.raises(TypeError, match="f₂ cannot take what f₁ gives, a number and a number"):
        Chain(lambda x: (x, x), lambda u: u).forward(1.0)
    with pytest.raises(ValueError, match="log cannot take x, a number: math domain error"):
        Chain(dualnum.math.log).forward(-1.0)


@pytest.mark.parametrize("result", [None, "text", {"a": 1.0}])
def test_results_that_are_not_numbers(result):
    with pytest.raises(TypeError, match=r"Chain\.forward: the result of f₁ is .*; it must be a number"):
        Chain(lambda x: result).forward(1.0)


@pytest.mark.parametrize("x", [None, "text", np.array(["a"])])
def test_inputs_that_are_not_numbers(x):
    with pytest.raises(TypeError, match=r"Chain\.forward: x is .*; it must be a number"):
        Chain(np.sin).forward(x)


def test_complex_numbers_are_refused():
    with pytest.raises(TypeError, match=r"Chain\.forward: x is complex; a chain takes real numbers"):
        Chain(lambda x: x * x).forward(1j)
    with pytest.raises(TypeError, match="the result of f₁ is complex"):
        Chain(lambda x: x * np.array([1j])).forward(1.0)


def test_derivatives_that_do_not_fit_y():
    chain = Chain(np.sin)
    chain.forward(np.ones(3))
    with pytest.raises(
        ValueError, match=r"backward: y is an array of shape \(3,\); give dJ_dy of that shape"
    ):
        chain.backward()
    with pytest.raises(
        ValueError, match=r"dJ_dy is an array of shape \(2,\), but y is an array of shape \(3,\)"
    ):
        chain.backward([1.0, 2.0])
    pair = Chain(lambda x: (x, x))
    pair.forward(1.0)
    with pytest.raises(ValueError, match="y is a number and a number; give dJ_dy"):
        pair.backward()
    assert pair.backward((1.0, 2.0)).dJ_dx == 3


def test_chains_and_modules_refuse_what_they_cannot_use():
    with pytest.raises(ValueError, match="Chain: there are no modules"):
        Chain()
    with pytest.raises(TypeError, match="Chain: module 1 is 3, not a function"):
        Chain(np.sin, 3)
    with pytest.raises(ValueError, match="Chain: 1 names for 2 modules"):
        Chain(np.sin, np.cos, names=["s"])
    with pytest.raises(TypeError, match="Module: f is 3, not a function"):
        Module(3)
    with pytest.raises(ValueError, match="Module: over='columns'"):
        Module(np.sin, over="columns")
    with pytest.raises(TypeError, match="Module: the parameter w is 'heavy'; give a number"):
        Module(lambda x, w: w * x, {"w": "heavy"})
    with pytest.raises(TypeError, match="the parameter name 1 is not a string"):
        Module(lambda x: x, {1: 2.0})
