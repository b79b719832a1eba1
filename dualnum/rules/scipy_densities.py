"""Densities of distributions: the slopes of their distribution functions, for the rows of several modules."""

from dualnum.rules.table import np


def _gamma_density(a, x):
    """x^(a−1)·e^(−x)/Γ(a)."""
    return np.exp(np.xlogy(a - 1, x) - x - np.gammaln(a))


def _beta_density(a, b, x):
    """x^(a−1)·(1−x)^(b−1)/B(a, b)."""
    return np.exp(np.xlogy(a - 1, x) + np.xlog1py(b - 1, -x) - np.betaln(a, b))


def _student_density(v, t):
    return np.exp(-(v + 1) / 2 * np.log1p(t * t / v) - np.betaln(v / 2, 0.5)) / np.sqrt(v)


def _chi_square_density(v, x):
    return _gamma_density(v / 2, x / 2) / 2


def _fisher_density(d1, d2, x):
    whole = d1 * x + d2
    return _beta_density(d1 / 2, d2 / 2, d1 * x / whole) * d1 * d2 / (whole * whole)


def _beta_density_slope(a, b, x, y):
    """((a−1)/x − (b−1)/(1−x))·y for y = c·x^(a−1)·(1−x)^(b−1); at an end of [0, 1], by the powers themselves."""
    inside = (x > 0) & (x < 1)
    middle = np.where(inside, x, 0.5)
    slope = y * ((a - 1) * (1 - middle) - (b - 1) * middle) / (middle * (1 - middle))
    return np.where(inside, slope, _end_slope(a, b, x))


def _end_slope(a, b, x):
    """The same for the beta density at 0 and 1, where a term that has the factor 0 is 0."""
    left = np.xlogy(a - 2, x) + np.xlog1py(b - 1, -x) - np.betaln(a, b)
    right = np.xlogy(a - 1, x) + np.xlog1py(b - 2, -x) - np.betaln(a, b)
    rising = np.where(a == 1, 0, (a - 1) * np.exp(np.where(a == 1, 0, left)))
    return rising - np.where(b == 1, 0, (b - 1) * np.exp(np.where(b == 1, 0, right)))
