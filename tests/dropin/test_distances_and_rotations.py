"""scipy.spatial inside `drop_in`: distances by every metric, and rotations."""

import numpy as np
import pytest

import dualnum
from dualnum import drop_in

pytest.importorskip("scipy", reason="its functions are what is tested; SciPy is optional")
import scipy.spatial
from scipy.spatial import distance
from scipy.spatial.transform import Rotation, Slerp

RNG = np.random.default_rng(5)
P, Q = RNG.normal(size=(5, 3)), RNG.normal(size=(4, 3))
W = np.array([0.5, 1.0, 2.0])
V = np.array([0.3, 0.8, 1.4])
METRICS = (
    "euclidean sqeuclidean cityblock chebyshev minkowski cosine correlation canberra braycurtis seuclidean "
    "mahalanobis"
).split()


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric(agrees, metric):
    agrees(lambda p: distance.cdist(p, Q, metric), P, step=1e-3)
    agrees(lambda p: distance.pdist(p, metric), P, step=1e-3)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda p: distance.cdist(p, np.abs(Q), "jensenshannon"), np.abs(P)),
        (lambda p: distance.cdist(p, Q, "minkowski", p=3.5, w=W), P),
        (lambda p: distance.cdist(P, Q, "minkowski", p=p[0]), np.array([3.5])),
        (lambda w: distance.cdist(P, Q, "cosine", w=w), W),
        (lambda v: distance.cdist(P, Q, "seuclidean", V=v), W),
        (lambda p: distance.cdist(p, Q, lambda u, v: np.sum((u - v) ** 4)), P),
        (lambda v: distance.squareform(v), np.arange(1.0, 7.0)),
        (lambda v: distance.squareform(distance.squareform(v)), np.arange(1.0, 7.0)),
        (lambda u: np.atleast_1d(distance.chebyshev(u, Q[0])), P[0]),
    ],
)
def test_options_and_others(agrees, f, x):
    agrees(f, x, step=1e-3)


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda p: distance.cdist(p, Q, "hamming"), "cdist: dualnum has no rule for the metric 'hamming'"),
        (lambda p: distance.cdist(p, Q, "chebyshev", w=W), "cdist: dualnum has no rule for the options"),
        (lambda p: scipy.spatial.ConvexHull(p).volume, "ConvexHull: dualnum has no rule for this function"),
        (lambda p: scipy.spatial.KDTree(p).query(Q)[0], "KDTree: dualnum has no rule for this function"),
    ],
)
def test_what_has_no_rule_says_so(f, text):
    with pytest.raises(TypeError, match=text):
        dualnum.jvp(drop_in(f), (P,), (P,))


def test_a_class_that_is_refused_has_its_instances_inside():
    tree = scipy.spatial.KDTree(Q)
    with drop_in():
        assert isinstance(tree, scipy.spatial.KDTree)
        assert isinstance(scipy.spatial.KDTree(Q), type(tree))
        assert scipy.spatial.KDTree(Q).query(Q[0])[1] == 0


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda v: Rotation.from_rotvec(v).as_matrix(), V),
        (lambda v: Rotation.from_rotvec(v).as_quat(), np.zeros(3)),
        (lambda v: Rotation.from_rotvec(v).as_rotvec(), P),
        (lambda q: Rotation.from_quat(q).as_matrix(), np.array([0.1, 0.2, 0.3, 0.9])),
        (lambda m: Rotation.from_matrix(m).as_quat(), Rotation.from_rotvec(V).as_matrix()),
        (lambda m: Rotation.from_matrix(m).as_matrix(), Rotation.from_rotvec(V).as_matrix() + 0.05 * Q[:3]),
        (lambda v: Rotation.from_rotvec(v).as_euler("ZYX"), V),
        (lambda a: Rotation.from_euler("xyz", a).as_quat(), V),
        (lambda a: Rotation.from_euler("z", a[0], degrees=True).as_matrix(), 20 * V),
        (lambda v: Rotation.from_mrp(v).as_mrp(), V / 2),
        (lambda v: Rotation.from_rotvec(v).apply(P), V),
        (lambda p: Rotation.from_rotvec(V).inv().apply(p), P),
        (lambda v: (Rotation.from_rotvec(v) * Rotation.from_rotvec(V)).as_quat(), V[::-1].copy()),
        (lambda v: (Rotation.from_rotvec(v) ** 0.4).as_quat(), V),
        (lambda n: (Rotation.from_rotvec(V) ** n[0]).as_quat(), np.ones(1)),
        (lambda v: Rotation.from_rotvec(v).mean().as_matrix(), P),
        (lambda v: Slerp(np.arange(5.0), Rotation.from_rotvec(v))([0.5, 1.7]).as_matrix(), P),
        (lambda t: Slerp(np.arange(5.0), Rotation.from_rotvec(P))(t).as_matrix(), np.array([0.5, 1.7])),
        (lambda p: Rotation.align_vectors(p, Q)[0].as_matrix(), Q + 0.1),
    ],
)
def test_rotations(agrees, f, x):
    agrees(f, x, step=2e-3)


def test_a_turn_about_an_axis_is_sine_and_cosine():
    f = drop_in(lambda a: Rotation.from_euler("z", a).as_matrix())
    c, s = np.cos(0.4), np.sin(0.4)
    expected = [[-s, -c, 0], [c, -s, 0], [0, 0, 0]]
    np.testing.assert_allclose(dualnum.jacobian(f)(0.4), expected, atol=1e-15)
