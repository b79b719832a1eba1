"""dualnum.chain.maps and .order: products of Jacobians in every form, and the cheapest order."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualnum.chain.maps import Blocks, Dense, Diagonal, as_floats, matrix_of, multiply
from dualnum.chain.order import Form, cheapest_order

RNG = np.random.default_rng(0)
MAPS = {
    "dense": Dense(RNG.normal(size=(6, 6))),
    "diagonal": Diagonal(RNG.normal(size=6)),
    "two blocks": Blocks(RNG.normal(size=(2, 3, 3))),
    "three blocks": Blocks(RNG.normal(size=(3, 2, 2))),
}


@pytest.mark.parametrize("inner", MAPS)
@pytest.mark.parametrize("outer", MAPS)
def test_products_are_those_of_the_matrices(outer, inner):
    left, right = MAPS[outer], MAPS[inner]
    product = multiply(left, right)
    np.testing.assert_allclose(product.dense, left.dense @ right.dense, rtol=1e-13, atol=1e-15)
    assert product.form == left.form.after(right.form)


def test_blocks_of_other_shapes():
    left, right = Blocks(RNG.normal(size=(2, 1, 3))), Blocks(RNG.normal(size=(2, 3, 4)))
    np.testing.assert_allclose(multiply(left, right).dense, left.dense @ right.dense, rtol=1e-13)
    assert multiply(left, right).form == (2, 8, 2)


def test_exact_products_are_rounded_once():
    entry = matrix_of([[0.3]])
    assert entry[0, 0] == Fraction(0.3)
    cube = multiply(Dense(entry), multiply(Dense(entry), Dense(entry)))
    assert as_floats(cube.dense)[0, 0] == float(Fraction(0.3) ** 3)
    assert float(Fraction(0.3) ** 3) != 0.3 * 0.3 * 0.3  # which rounds twice


def test_a_zero_of_the_inner_map_stays_zero():
    infinite, zero = matrix_of([[math.inf]]), matrix_of([[0.0]])
    assert multiply(Dense(infinite), Dense(zero)).dense[0, 0] == 0
    rows = Dense(np.array([[np.inf, 1.0]]))
    assert multiply(rows, Dense(np.array([[0.0], [2.0]]))).dense.tolist() == [[2]]
    assert multiply(Diagonal(np.array([np.inf, 1.0])), Diagonal(np.array([0.0, 2.0]))).slopes.tolist() == [
        0,
        2,
    ]


def plain_cost(tree, forms):
    """The form and the multiplications of a product of dense matrices, by the textbook."""
    if isinstance(tree, int):
        return forms[tree], 0
    (outer, first), (inner, second) = (plain_cost(part, forms) for part in tree)
    return Form(outer.rows, inner.columns), first + second + outer.rows * outer.columns * inner.columns


def every_tree(start, end):
    """All ways to multiply the maps start to end − 1."""
    if end - start == 1:
        yield start
    for middle in range(start + 1, end):
        for inner in every_tree(start, middle):
            for outer in every_tree(middle, end):
                yield outer, inner


@given(st.lists(st.integers(2, 9), min_size=3, max_size=7))
def test_the_order_is_the_cheapest_of_all(sizes):
    forms = [Form(rows, columns) for columns, rows in itertools.pairwise(sizes)]
    order = cheapest_order(forms)
    assert plain_cost(order.tree, forms)[1] == order.multiplications
    assert order.multiplications == min(plain_cost(tree, forms)[1] for tree in every_tree(0, len(forms)))
    assert order.saved == max(order.forward, order.backward) - order.multiplications >= 0


def test_the_textbooks_example():
    # Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, 15.2: 15125 multiplications for
    # matrices of 30×35, 35×15, 15×5, 5×10, 10×20 and 20×25, in the order (A₁(A₂A₃))((A₄A₅)A₆).
    sizes = [30, 35, 15, 5, 10, 20, 25]
    forms = [Form(rows, columns) for rows, columns in itertools.pairwise(sizes)][::-1]
    order = cheapest_order(forms)
    assert order.multiplications == 15125
    assert str(order) == "(J₆(J₅J₄))((J₃J₂)J₁)"
    assert order.name == "mixed"


def test_forms_that_are_not_dense_cost_less():
    dense, diagonal, blocks = Form(6, 6), Form(6, 6, 6), Form(6, 6, 2)
    assert dense.multiplications(dense) == 6**3
    assert diagonal.multiplications(dense) == dense.multiplications(diagonal) == 36
    assert diagonal.multiplications(diagonal) == 6
    assert blocks.multiplications(diagonal) == 18
    assert blocks.multiplications(blocks) == 2 * 3**3
    assert blocks.multiplications(dense) == dense.multiplications(blocks) == 6 * 3 * 6


def test_long_chains_take_a_plain_order():
    order = cheapest_order([Form(2, 2)] * 99 + [Form(1, 2)])
    assert order.name == "backward"
    assert order.multiplications == 99 * 4
