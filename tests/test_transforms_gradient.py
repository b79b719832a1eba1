"""`gradient`, `jacobian` and their value_and_ forms: inputs, outputs, chunks, arguments, and errors."""

import dataclasses
import math
import tracemalloc
from collections import namedtuple
from fractions import Fraction

import numpy as np
import pytest

import dualnum
from dualnum import Dual, gradient, jacobian, value_and_gradient, value_and_jacobian

Pair = namedtuple("Pair", "a b")


@dataclasses.dataclass
class Layer:
    weights: object
    bias: object = 0.0


V = np.array([1.0, 2.0, 3.0])


# --- inputs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("shape", [(), (3,), (2, 2), (0,), (2, 0)], ids=str)
def test_arrays_of_every_float_type_and_shape(kind, shape):
    x = np.ones(shape, kind) * 2
    value, slope = value_and_gradient(lambda v: (v**3).sum())(x)
    assert slope.shape == shape
    assert slope.dtype == np.dtype(kind)
    assert value == 8 * x.size
    assert np.all(slope == 12)
    table = jacobian(lambda v: v * v)(x)
    assert table.shape == shape + shape
    assert table.dtype == np.dtype(kind)
    assert table.reshape(x.size, x.size).tolist() == (4 * np.eye(x.size)).tolist()


@pytest.mark.parametrize(
    ("x", "slope"),
    [
        ([2.0, 3.0], [3.0, 2.0]),
        ([2, 3], [3.0, 2.0]),
        ((2, 3.0), (3.0, 2.0)),
        ([np.float32(2), np.float32(3)], [np.float32(3), np.float32(2)]),
        ([Fraction(1, 2), Fraction(1, 3)], [Fraction(1, 3), Fraction(1, 2)]),
        ([True, 3], [3.0, 1.0]),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_lists_and_tuples_of_numbers(x, slope):
    found = gradient(lambda v: v[0] * v[1])(x)
    assert found == slope
    assert type(found) is type(slope)
    assert [type(e) for e in found] == [type(e) for e in slope]


def test_structures_of_numbers_and_arrays():
    def f(p):
        return (p["layers"][0].weights @ p["scale"]).sum() + p["pair"].a * p["pair"].b + p["layers"][0].bias

    x = {"layers": [Layer(np.ones((2, 3)), 5.0)], "scale": V, "pair": Pair(2, 3.0)}
    value, slope = value_and_gradient(f)(x)
    assert value == 2 * 6.0 + 6 + 5
    assert slope["layers"][0].weights.tolist() == [[1.0, 2.0, 3.0]] * 2
    assert slope["layers"][0].bias == 1.0
    assert slope["scale"].tolist() == [2.0, 2.0, 2.0]
    assert slope["pair"] == Pair(3.0, 2.0)


def test_a_single_number():
    assert gradient(lambda x: x * x)(3) == 6.0
    assert type(gradient(lambda x: x * x)(3)) is float
    assert jacobian(lambda x: np.array([x, x * x]))(3.0).tolist() == [1.0, 6.0]
    assert jacobian(lambda x: [x, 2 * x])(3.0) == [1.0, 2.0]


def test_empty_inputs():
    assert gradient(lambda x: 1.5)(np.array([])).shape == (0,)
    assert gradient(lambda x: x.sum())(np.array([])).shape == (0,)
    assert gradient(lambda x: 1.5)([]) == []
    assert gradient(lambda x: 1.5)({}) == {}
    assert jacobian(lambda x: x)(np.zeros((2, 0))).shape == (2, 0, 2, 0)
    assert jacobian(lambda x: np.ones(3))(np.array([])).shape == (3, 0)
    assert jacobian(lambda x: x[:0])(V).shape == (0, 3)


def test_the_callers_structure_is_not_changed():
    def f(v):
        v["x"][0] = 0.0
        v["y"] = 2 * v["y"]
        return v["x"].sum() * v["y"]

    x = {"x": V.copy(), "y": 3.0}
    for chunk_size in ("auto", 1, 2):
        slope = gradient(f, chunk_size=chunk_size)(x)
        assert slope["x"].tolist() == [0.0, 6.0, 6.0]
        assert slope["y"] == 2 * 5.0
        assert x["x"].tolist() == V.tolist()
        assert x["y"] == 3.0


# --- outputs ----------------------------------------------------------------------------------------------


def test_jacobians_of_structures():
    def f(v):
        return {"product": v["a"] * v["b"], "list": [v["b"], 1.0]}

    value, table = value_and_jacobian(f)({"a": V, "b": 3.0})
    assert value["product"].tolist() == [3.0, 6.0, 9.0]
    assert table["product"]["a"].tolist() == (3 * np.eye(3)).tolist()
    assert table["product"]["b"].tolist() == V.tolist()
    assert table["list"][0]["a"].tolist() == [0.0, 0.0, 0.0]
    assert table["list"][0]["b"] == 1.0
    assert table["list"][1] == {"a": pytest.approx(np.zeros(3)), "b": 0.0}


def test_shapes_are_those_of_the_output_and_then_the_input():
    x = np.ones((2, 3))
    table = jacobian(lambda v: np.stack([v[0], v[1], v[0] * v[1], 0 * v[0]]))(x)
    assert table.shape == (4, 3, 2, 3)
    assert table[2, 1].tolist() == [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]


def test_object_arrays_and_0d_arrays_as_output():
    assert jacobian(lambda v: np.array([v[0] * v[1], v[1], 7.0]))(V).tolist() == [
        [2, 1, 0],
        [0, 1, 0],
        [0, 0, 0],
    ]
    assert gradient(lambda v: np.array(v[0] * v[1]))(V).tolist() == [2.0, 1.0, 0.0]


@pytest.mark.parametrize("chunk_size", ["auto", 1, 2])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_constant_functions_have_zeros_of_the_right_shape_and_type(kind, chunk_size):
    x = V.astype(kind)
    slope = gradient(lambda v: 5, chunk_size=chunk_size)(x)
    assert slope.tolist() == [0.0] * 3
    assert slope.dtype == kind
    assert gradient(lambda v: 5.0, chunk_size=chunk_size)([1.0, 2]) == [0.0, 0.0]
    assert gradient(lambda v: 5)([Fraction(1)]) == [Fraction(0)]
    assert (
        jacobian(lambda v: np.ones((2, 2)), chunk_size=chunk_size)(x).tolist() == np.zeros((2, 2, 3)).tolist()
    )


def test_nan_stays_where_it_is():
    slope = gradient(lambda v: v[0] * v[1] + v[2])(np.array([math.nan, 2.0, 3.0]))
    assert slope[0] == 2.0
    assert math.isnan(slope[1])
    assert slope[2] == 1.0


# --- chunks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 7, 100, np.int64(2)])
def test_chunks_do_not_change_the_result(chunk_size):
    x = np.linspace(0.5, 2.0, 7)

    def f(v):
        return np.sin(v[1:]) * v[:-1]

    np.testing.assert_array_equal(jacobian(f, chunk_size=chunk_size)(x), jacobian(f)(x))
    structure = [x[:3], 5.0, x[3:].reshape(2, 2)]
    whole = gradient(lambda p: (p[0].sum() * p[1] * p[2] ** 2).sum())
    parts = gradient(lambda p: (p[0].sum() * p[1] * p[2] ** 2).sum(), chunk_size=chunk_size)
    for a, b in zip(whole(structure), parts(structure), strict=True):
        np.testing.assert_array_equal(a, b)


def test_each_chunk_carries_so_many_directions():
    seen = []

    def f(v):
        seen.append(v.tangent.shape[0])
        return v.sum()

    gradient(f, chunk_size=3)(np.ones(8))
    assert seen == [3, 3, 2]
    seen.clear()
    gradient(f)(np.ones(8))
    assert seen == [8]


def test_large_inputs_are_chunked_by_themselves():
    seen = []

    def f(v):
        seen.append(v.tangent.shape[0])
        return (v * v).sum()

    x = np.arange(3000.0)
    assert gradient(f)(x).tolist() == (2 * x).tolist()
    assert max(seen) * x.size <= 1 << 17


# --- arguments --------------------------------------------------------------------------------------------


def f_of_three(x, y, z=1.0, *, scale=1.0):
    return scale * (x * y).sum() * z


def test_argnum_chooses_arguments():
    assert gradient(f_of_three)(V, 2.0).tolist() == [2.0, 2.0, 2.0]
    assert gradient(f_of_three, argnum=1)(V, 2.0) == 6.0
    assert gradient(f_of_three, argnum=-1)(V, 2.0, 3.0) == 12.0
    first, last = gradient(f_of_three, argnum=(0, -1))(V, 2.0, 3.0, scale=10)
    assert first.tolist() == [60.0, 60.0, 60.0]
    assert last == 120.0
    (only,) = gradient(f_of_three, argnum=(1,))(V, 2.0)
    assert only == 6.0
    second, first = gradient(f_of_three, argnum=(1, 0))(V, 2.0)
    assert (second, first.tolist()) == (6.0, [2.0] * 3)
    table = jacobian(lambda x, y: x * y, argnum=(0, 1))(V, 2.0)
    assert table[0].tolist() == (2 * np.eye(3)).tolist()
    assert table[1].tolist() == V.tolist()


# --- nesting ----------------------------------------------------------------------------------------------


def test_gradients_of_duals_are_duals():
    g = gradient(lambda v: v[0] ** 2 * v[1])(Dual(np.array([2.0, 3.0]), np.array([1.0, 0.0])))
    assert g.primal.tolist() == [12.0, 4.0]
    assert g.tangent.tolist() == [6.0, 4.0]
    values = gradient(lambda v: v[0] ** 2 * v[1])([Dual(2.0, 1.0), 3.0])
    assert type(values[0]) is Dual


def test_third_derivatives_by_jacobians():
    t = jacobian(jacobian(gradient(lambda v: (v**4).sum())))(V)
    exact = np.zeros((3, 3, 3))
    exact[range(3), range(3), range(3)] = 24 * V
    assert t.tolist() == exact.tolist()


# --- complex points -----------------------------------------------------------------------------------------


def test_complex_points_want_to_be_asked_for():
    z = V + 1j
    for transform in (gradient, jacobian, value_and_gradient, value_and_jacobian):
        with pytest.raises(
            TypeError, match=rf"{transform.__name__}: x is complex, .*holomorphic=True.*wirtinger"
        ):
            transform(lambda v: v[0])(z)
        with pytest.raises(TypeError, match="x is complex"):
            transform(lambda v: v[0])([1.0, 1j])


def test_holomorphic_gradients_and_jacobians():
    z = np.array([1 + 1j, 2 - 1j])
    slope = gradient(lambda v: v[0] ** 2 * np.exp(v[1]), holomorphic=True)(z)
    np.testing.assert_allclose(slope, [2 * z[0] * np.exp(z[1]), z[0] ** 2 * np.exp(z[1])], rtol=1e-14)
    table = jacobian(lambda v: np.array([v[0] * v[1], v[1] ** 2]), holomorphic=True, chunk_size=1)(z)
    np.testing.assert_allclose(table, [[z[1], z[0]], [0, 2 * z[1]]], rtol=1e-14)
    assert gradient(lambda v: v[0] * v[1], holomorphic=True)([2.0, 3j]) == [3j, 2.0]
    for f in (lambda v: abs(v[0]), lambda v: v[0] * np.conjugate(v[1]), lambda v: v.real.sum()):
        with pytest.raises(ValueError, match="gradient: f is not holomorphic at x"):
            gradient(f, holomorphic=True)(z)


# --- errors -----------------------------------------------------------------------------------------------

EVERY = [gradient, jacobian, value_and_gradient, value_and_jacobian]


@pytest.mark.parametrize("transform", EVERY)
def test_what_is_given_is_checked_at_once(transform):
    name = transform.__name__
    with pytest.raises(
        TypeError, match=f"^{name}: f is 3, not a function; give the function itself, not its value"
    ):
        transform(3)
    for argnum in ((), 1.0, "x", (0, None), True, [0]):
        with pytest.raises(
            TypeError, match=rf"^{name}: argnum=.*; give an argument's index, or a tuple of indices"
        ):
            transform(sum, argnum=argnum)
    with pytest.raises(
        ValueError, match=rf"^{name}: argnum=\(1, 1\) names an argument twice; give each index once"
    ):
        transform(sum, argnum=(1, 1))
    for chunk_size in (0, -1, 2.0, True, None, "all"):
        with pytest.raises(ValueError, match=f'^{name}: chunk_size=.*; give a positive integer or "auto"'):
            transform(sum, chunk_size=chunk_size)


@pytest.mark.parametrize("transform", EVERY)
def test_what_is_called_is_checked(transform):
    name = transform.__name__
    with pytest.raises(
        TypeError, match=f"^{name}: argnum=2 needs a positional argument 2, but the call has 2"
    ):
        transform(f_of_three, argnum=2)(V, 2.0)
    with pytest.raises(ValueError, match=rf"^{name}: argnum=\(1, -1\) names an argument twice"):
        transform(f_of_three, argnum=(1, -1))(V, 2.0)
    for x, text in (
        ("abc", "x is 'abc', not a number"),
        (["abc"], "x is 'abc', not a number"),
        ([1.0, None], "x is None, not a number"),
        ({"a": {1.0}}, "x is a value of type set, not a number"),
        (np.array(["a"]), "x is an array of dtype <U1, not of numbers"),
        (object(), "x is a value of type object, not a number"),
    ):
        with pytest.raises(TypeError, match=f"^{name}: {text}"):
            transform(lambda v: v)(x)
    for output, text in (
        ("a", "f returned 'a', not a number"),
        (None, "f returned None, not a number"),
        ({1.0}, "f returned a value of type set, not a number"),
        (np.array([None]), "f returned an array that holds None, not a number"),
    ):
        with pytest.raises(TypeError, match=f"^{name}: {text}"):
            transform(lambda v: output)(V)  # noqa: B023  (called at once)
    with pytest.raises(TypeError, match=f"^{name}: f returned a complex number for a real x"):
        transform(lambda v: 1j * v[0])(V)


@pytest.mark.parametrize(
    ("output", "described"),
    [
        (lambda v: v, r"an array of shape \(3,\)"),
        (lambda v: v[:1], r"an array of shape \(1,\)"),
        (lambda v: [v[0]], "a list"),
        (lambda v: (v[0],), "a tuple"),
        (lambda v: {"a": v[0]}, "a dict"),
        (lambda v: Layer(v[0]), "a Layer"),
        (lambda v: np.array([v[0], v[1]]), r"an array of shape \(2,\)"),
    ],
)
def test_a_gradient_of_a_vector_valued_function(output, described):
    for transform in (gradient, value_and_gradient):
        text = f"^{transform.__name__}: f returned {described}, not a number; use dualnum.jacobian for"
        with pytest.raises(ValueError, match=text):
            transform(output)(V)


def test_exceptions_in_f_are_its_own():
    with pytest.raises(IndexError, match="out of bounds"):
        gradient(lambda v: v[7])(V)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        gradient(lambda x, y: x)(V)


def test_where_nothing_moves_nothing_is_undefined():
    """Directions that do not reach an infinite slope get 0 there, not nan."""
    with np.errstate(divide="ignore"):
        table = jacobian(np.sqrt)(np.array([0.0, 4.0]))
    assert table.tolist() == [[math.inf, 0.0], [0.0, 0.25]]
    assert gradient(lambda v: dualnum.hypot(v[0], v[1]) * 0 + v[2])(np.array([0.0, 0.0, 1.0])).tolist() == [
        0,
        0,
        1,
    ]


def test_a_jacobian_needs_itself_and_one_chunk():
    n = 1500
    x = np.linspace(0.5, 1.5, n)
    table = 8 * n * n

    def f(x):
        return np.sin(x) * np.exp(-x * x) / (1 + x * x) + np.cumsum(x)

    take = jacobian(f, chunk_size=16)
    take(x[:32])
    tracemalloc.start()
    try:
        found = take(x)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.shape == (n, n)
    assert most < 1.25 * table
