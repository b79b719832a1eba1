"""Distribution functions of `scipy.special` and their inverses: the derivative is the density.

The derivative with respect to a shape is that of the incomplete gamma or beta function behind it (DLMF 8.17).
"""

from dualnum.rules.scipy_densities import (
    _beta_density,
    _chi_square_density,
    _fisher_density,
    _gamma_density,
    _student_density,
)
from dualnum.rules.scipy_references import between, real, root
from dualnum.rules.scipy_rows import POSITIVE, REAL, UNIT, rule
from dualnum.rules.table import np


def _student_v(v, t):
    """By 1 − I(v/2, ½)/2 at v/(v+t²) for t > 0, and I/2 for t < 0; what moves with v/(v+t²) is −t/(2v)·density."""
    by_shape = np._betainc_a(v / 2, 0.5, v / (v + t * t)) / 4
    return -np.sign(t) * by_shape - t / (2 * v) * _student_density(v, t)


def _student(mp, v, t):
    half = mp.betainc(v / 2, mp.mpf(1) / 2, 0, v / (v + t * t), regularized=True) / 2
    return half if t < 0 else 1 - half


def _fisher_1(d1, d2, x):
    """By I(d₁/2, d₂/2) at d₁x/(d₁x + d₂)."""
    whole = d1 * x + d2
    at = d1 * x / whole
    moved = _beta_density(d1 / 2, d2 / 2, at) * x * d2 / np.square(whole)
    return np._betainc_a(d1 / 2, d2 / 2, at) / 2 + moved


def _fisher_2(d1, d2, x):
    whole = d1 * x + d2
    at = d1 * x / whole
    moved = _beta_density(d1 / 2, d2 / 2, at) * d1 * x / np.square(whole)
    return np._betainc_b(d1 / 2, d2 / 2, at) / 2 - moved


rule(
    "stdtr",
    lambda x1, x2, y: _student_v(x1, x2),
    lambda x1, x2, y: _student_density(x1, x2),
    domain=(POSITIVE, REAL),
    mp=_student,
)
rule(
    "stdtrit",
    lambda x1, x2, y: -_student_v(x1, y) / _student_density(x1, y),
    lambda x1, x2, y: 1 / _student_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, v, p: root(mp, lambda t: _student(mp, v, t) - p, real),
)
rule(
    "chdtr",
    lambda x1, x2, y: np._gammainc_a(x1 / 2, x2 / 2) / 2,
    lambda x1, x2, y: _chi_square_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, v, x: mp.gammainc(v / 2, 0, x / 2, regularized=True),
)
rule(
    "chdtrc",
    lambda x1, x2, y: -np._gammainc_a(x1 / 2, x2 / 2) / 2,
    lambda x1, x2, y: -_chi_square_density(x1, x2),
    domain=POSITIVE,
    mp=lambda mp, v, x: mp.gammainc(v / 2, x / 2, regularized=True),
)
rule(
    "chdtri",
    lambda x1, x2, y: -np._gammainc_a(x1 / 2, y / 2) / 2 / _chi_square_density(x1, y),
    lambda x1, x2, y: -1 / _chi_square_density(x1, y),
    domain=(POSITIVE, UNIT),
    mp=lambda mp, v, p: root(mp, lambda x: mp.gammainc(v / 2, x / 2, regularized=True) - p),
)
rule(
    "fdtr",
    lambda x1, x2, x3, y: _fisher_1(x1, x2, x3),
    lambda x1, x2, x3, y: _fisher_2(x1, x2, x3),
    lambda x1, x2, x3, y: _fisher_density(x1, x2, x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.betainc(a / 2, b / 2, 0, a * x / (a * x + b), regularized=True),
)
rule(
    "fdtrc",
    lambda x1, x2, x3, y: -_fisher_1(x1, x2, x3),
    lambda x1, x2, x3, y: -_fisher_2(x1, x2, x3),
    lambda x1, x2, x3, y: -_fisher_density(x1, x2, x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.betainc(a / 2, b / 2, a * x / (a * x + b), 1, regularized=True),
)
rule(
    "fdtri",
    lambda x1, x2, x3, y: -_fisher_1(x1, x2, y) / _fisher_density(x1, x2, y),
    lambda x1, x2, x3, y: -_fisher_2(x1, x2, y) / _fisher_density(x1, x2, y),
    lambda x1, x2, x3, y: 1 / _fisher_density(x1, x2, y),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, p: root(
        mp, lambda x: mp.betainc(a / 2, b / 2, 0, a * x / (a * x + b), regularized=True) - p
    ),
)
rule(
    "gdtr",
    lambda x1, x2, x3, y: x3 * _gamma_density(x2, x1 * x3),
    lambda x1, x2, x3, y: np._gammainc_a(x2, x1 * x3),
    lambda x1, x2, x3, y: x1 * _gamma_density(x2, x1 * x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.gammainc(b, 0, a * x, regularized=True),
)
rule(
    "gdtrc",
    lambda x1, x2, x3, y: -x3 * _gamma_density(x2, x1 * x3),
    lambda x1, x2, x3, y: -np._gammainc_a(x2, x1 * x3),
    lambda x1, x2, x3, y: -x1 * _gamma_density(x2, x1 * x3),
    domain=POSITIVE,
    mp=lambda mp, a, b, x: mp.gammainc(b, a * x, regularized=True),
)
rule(
    "gdtrix",
    lambda x1, x2, x3, y: -y / x1,
    lambda x1, x2, x3, y: -np._gammainc_a(x2, x1 * y) / (x1 * _gamma_density(x2, x1 * y)),
    lambda x1, x2, x3, y: 1 / (x1 * _gamma_density(x2, x1 * y)),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, p: root(mp, lambda x: mp.gammainc(b, 0, a * x, regularized=True) - p),
)
rule(
    "gdtria",
    lambda x1, x2, x3, y: 1 / (x3 * _gamma_density(x2, x3 * y)),
    lambda x1, x2, x3, y: -np._gammainc_a(x2, x3 * y) / (x3 * _gamma_density(x2, x3 * y)),
    lambda x1, x2, x3, y: -y / x3,
    domain=(UNIT, POSITIVE, POSITIVE),
    mp=lambda mp, p, b, x: root(mp, lambda a: mp.gammainc(b, 0, a * x, regularized=True) - p),
)
rule(
    "gdtrib",
    lambda x1, x2, x3, y: -x3 * _gamma_density(y, x1 * x3) / np._gammainc_a(y, x1 * x3),
    lambda x1, x2, x3, y: 1 / np._gammainc_a(y, x1 * x3),
    lambda x1, x2, x3, y: -x1 * _gamma_density(y, x1 * x3) / np._gammainc_a(y, x1 * x3),
    domain=(POSITIVE, UNIT, POSITIVE),
    mp=lambda mp, a, p, x: root(mp, lambda b: mp.gammainc(b, 0, a * x, regularized=True) - p),
)
rule(
    "btdtr",
    lambda x1, x2, x3, y: np._betainc_a(x1, x2, x3),
    lambda x1, x2, x3, y: np._betainc_b(x1, x2, x3),
    lambda x1, x2, x3, y: _beta_density(x1, x2, x3),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, x: mp.betainc(a, b, 0, x, regularized=True),
)
rule(
    "btdtri",
    lambda x1, x2, x3, y: -np._betainc_a(x1, x2, y) / _beta_density(x1, x2, y),
    lambda x1, x2, x3, y: -np._betainc_b(x1, x2, y) / _beta_density(x1, x2, y),
    lambda x1, x2, x3, y: 1 / _beta_density(x1, x2, y),
    domain=(POSITIVE, POSITIVE, UNIT),
    mp=lambda mp, a, b, p: root(mp, lambda x: mp.betainc(a, b, 0, x, regularized=True) - p, between),
)

# --- the shape that gives a probability, by the implicit function theorem ------------------------------------
rule(
    "chdtriv",
    lambda x1, x2, y: 2 / np._gammainc_a(y / 2, x2 / 2),
    lambda x1, x2, y: -2 * _chi_square_density(y, x2) / np._gammainc_a(y / 2, x2 / 2),
    domain=(UNIT, POSITIVE),
    mp=lambda mp, p, x: root(mp, lambda v: mp.gammainc(v / 2, 0, x / 2, regularized=True) - p),
)
rule(
    "stdtridf",
    lambda x1, x2, y: 1 / _student_v(y, x2),
    lambda x1, x2, y: -_student_density(y, x2) / _student_v(y, x2),
    domain=(UNIT, REAL),
    mp=lambda mp, p, t: root(mp, lambda v: _student(mp, v, t) - p),
)
rule(
    "fdtridfd",
    lambda x1, x2, x3, y: -_fisher_1(x1, y, x3) / _fisher_2(x1, y, x3),
    lambda x1, x2, x3, y: 1 / _fisher_2(x1, y, x3),
    lambda x1, x2, x3, y: -_fisher_density(x1, y, x3) / _fisher_2(x1, y, x3),
    domain=(POSITIVE, UNIT, POSITIVE),
    mp=lambda mp, a, p, x: root(
        mp, lambda b: mp.betainc(a / 2, b / 2, 0, a * x / (a * x + b), regularized=True) - p
    ),
)
rule(
    "btdtria",
    lambda x1, x2, x3, y: 1 / np._betainc_a(y, x2, x3),
    lambda x1, x2, x3, y: -np._betainc_b(y, x2, x3) / np._betainc_a(y, x2, x3),
    lambda x1, x2, x3, y: -_beta_density(y, x2, x3) / np._betainc_a(y, x2, x3),
    domain=(UNIT, POSITIVE, UNIT),
    mp=lambda mp, p, b, x: root(mp, lambda a: mp.betainc(a, b, 0, x, regularized=True) - p),
)
rule(
    "btdtrib",
    lambda x1, x2, x3, y: -np._betainc_a(x1, y, x3) / np._betainc_b(x1, y, x3),
    lambda x1, x2, x3, y: 1 / np._betainc_b(x1, y, x3),
    lambda x1, x2, x3, y: -_beta_density(x1, y, x3) / np._betainc_b(x1, y, x3),
    domain=(POSITIVE, UNIT, UNIT),
    mp=lambda mp, a, p, x: root(mp, lambda b: mp.betainc(a, b, 0, x, regularized=True) - p),
)
