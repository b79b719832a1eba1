"""Every rule of numpy.linalg against limits in 60 digits: two orders, real and complex, stacks."""

from __future__ import annotations

from functools import partial

import mpmath
import numpy as np
import pytest

L = np.linalg
INF = np.inf


# --- references, for one matrix of mpmath numbers ---------------------------------------------------------


def m(a):
    return mpmath.matrix(a.tolist())


def arr(x):
    return np.array(x.tolist(), object)


def h(a):
    """The conjugate transpose."""
    return np.vectorize(mpmath.conj, otypes=[object])(a).T


def column_norms(a):
    return np.array([mpmath.sqrt(sum(abs(x) ** 2 for x in column)) for column in a.T], object)


def number(x):
    """A double as the same mpmath number."""
    return mpmath.mpmathify(complex(x))


def inv(a, plain=None):
    return arr(m(a) ** -1)


def det(a, plain=None):
    return mpmath.det(m(a))


def slogdet(a, plain=None):
    d = mpmath.det(m(a))
    return d / abs(d), mpmath.log(abs(d))


def solve(a, b, plain=None):
    return (inv(a) @ b.reshape(len(b), -1)).reshape(b.shape)


def triangle(a, uplo):
    """The Hermitian matrix of which one triangle is given."""
    n = len(a)
    if uplo == "U":
        a = h(a)
    return np.array(
        [
            [a[i, j] if i > j else mpmath.re(a[i, i]) if i == j else mpmath.conj(a[j, i]) for j in range(n)]
            for i in range(n)
        ],
        object,
    )


def cholesky(a, plain=None, upper=False):
    factor = arr(mpmath.cholesky(m(triangle(a, "U" if upper else "L"))))
    return h(factor) if upper else factor


def pinv(a, plain=None):
    rows, columns = a.shape
    return inv(h(a) @ a) @ h(a) if rows >= columns else h(a) @ inv(a @ h(a))


def pinv_hermitian(a, plain=None):
    return pinv(triangle(a, "L"))


def pinv_cut(a, plain=None, rank=2):
    u, s, vh = svd(a)
    return h(vh)[:, :rank] @ np.diag(1 / s[:rank]) @ h(u)[:rank]


def lstsq(a, b, plain=None):
    x = pinv(a) @ b.reshape(len(b), -1)
    rest = b.reshape(len(b), -1) - a @ x
    full = a.shape[0] > a.shape[1]
    residuals = np.array([sum(abs(v) ** 2 for v in column) for column in rest.T] if full else [], object)
    return x.reshape((a.shape[1], *b.shape[1:])), residuals, svd(a)[1]


def householder(a):
    """LAPACK's reflections (xLARFG): Q, R, the vectors below the diagonal of R, and the factors τ."""
    a, (rows, columns) = a.copy(), a.shape
    q, taus = np.array(mpmath.eye(rows).tolist(), object), []
    for k in range(min(rows, columns)):
        alpha, rest = a[k, k], a[k + 1 :, k].copy()
        length = mpmath.sqrt(sum(abs(v) ** 2 for v in a[k:, k]))
        if all(v == 0 for v in rest) and mpmath.im(alpha) == 0:
            taus.append(mpmath.mpf(0))
            continue
        beta = -length if mpmath.re(alpha) >= 0 else length
        tau, v = (beta - alpha) / beta, np.append([mpmath.mpf(1)], rest / (alpha - beta))
        taus.append(tau)
        # H = 1 - τ·v·vᴴ; Hᴴ makes the column real and upper triangular.
        a[k:, k:] = a[k:, k:] - mpmath.conj(tau) * np.outer(v, h(v[:, None])[0] @ a[k:, k:])
        q[:, k:] = q[:, k:] - tau * np.outer(q[:, k:] @ v, h(v[:, None])[0])
        a[k + 1 :, k] = v[1:]
    return q, np.triu(a), a, np.array(taus, object)


def qr(a, plain=None, mode="reduced"):
    q, r, raw, taus = householder(a)
    k = min(a.shape)
    if mode == "raw":
        return raw.T, taus
    if mode == "complete":
        return q, r
    return (q[:, :k], r[:k]) if mode == "reduced" else r[:k]


def with_phases(vectors, rows, plain):
    """Unit columns turned so that, in ``rows``, they are real and have the signs that NumPy's have."""
    turned = vectors / column_norms(vectors)[None, :]
    for j, row in enumerate(rows):
        phase = turned[row, j] / abs(turned[row, j])
        turned[:, j] = turned[:, j] / phase * mpmath.sign(number(plain[row, j].real))
    return turned


def eigh(a, plain=None, uplo="L", values=False):
    a = triangle(a, uplo)
    w, v = mpmath.eighe(m(a)) if any(isinstance(x, mpmath.mpc) for x in a.ravel()) else mpmath.eigsy(m(a))
    w, v = arr(w)[:, 0], arr(v)
    order = np.argsort(w)
    if values:
        return w[order]
    return w[order], with_phases(v[:, order], [0 if uplo == "L" else -1] * len(w), plain[1])


def eig(a, plain=None, values=False):
    w, v = mpmath.eig(m(a))
    w, v = np.array(w, object), arr(v)
    order = [int(np.argmin([abs(complex(x) - complex(y)) for x in w])) for y in plain[0]]
    assert sorted(order) == list(range(len(w)))
    if values:
        return w[order]
    real = np.where(np.imag(plain[1]) == 0, np.abs(plain[1]), -1)
    return w[order], with_phases(v[:, order], np.argmax(real, axis=0), plain[1])


def svd(a, plain=None, values=False, full=False):
    complex_ = any(isinstance(x, mpmath.mpc) for x in a.ravel())
    u, s, vh = (mpmath.svd_c if complex_ else mpmath.svd_r)(m(a))
    u, s, vh = arr(u), arr(s)[:, 0], arr(vh)
    if values or plain is None:
        return s if values else (u, s, vh)
    # LAPACK: the first row of V is real, or of U where the matrix is wide.
    tall = a.shape[0] >= a.shape[1]
    ours, theirs = (h(vh), h(plain[2])) if tall else (u, plain[0])
    phases = [ours[0, j] / abs(ours[0, j]) * mpmath.sign(number(theirs[0, j].real)) for j in range(len(s))]
    u, vh = u / np.array(phases)[None, :], vh * np.array(phases)[:, None]
    if full:
        u, vh = completed(u, plain[0]), h(completed(h(vh), h(plain[2])))
    return u, s, vh


def completed(u, plain):
    """Orthonormal columns with one more, near NumPy's, if they have one row more."""
    if u.shape[0] == u.shape[1]:
        return u
    last = np.array([[number(x)] for x in plain[:, -1]], object)
    last = last - u @ (h(u) @ last)
    return np.concatenate([u, last / column_norms(last)[None, :]], axis=1)


def svd_hermitian(a, plain=None):
    w, v = eigenvalues_by_size(a, plain)
    return v, abs(w), h(v * np.array([mpmath.sign(x) for x in w])[None, :])


def svd_hermitian_values(a, plain=None):
    return np.sort(abs(eigh(a, values=True)))[::-1]


def eigenvalues_by_size(a, plain):
    """Eigenvalues by falling size, with vectors of NumPy's signs."""
    a = triangle(a, "L")
    w, v = mpmath.eighe(m(a)) if any(isinstance(x, mpmath.mpc) for x in a.ravel()) else mpmath.eigsy(m(a))
    w, v = arr(w)[:, 0], arr(v)
    order = np.argsort([-abs(x) for x in w])
    return w[order], with_phases(v[:, order], [0] * len(w), plain[0])


def vector_norm(x, plain=None, order=2):
    size = [abs(v) for v in x.ravel()]
    if order == INF:
        return max(size)
    if order == -INF:
        return min(size)
    return (
        mpmath.mpf(len(size))
        if order == 0
        else sum(v ** mpmath.mpf(order) for v in size) ** (1 / mpmath.mpf(order))
    )


def matrix_norm(a, plain=None, order="fro"):
    if order in (None, "fro"):
        return vector_norm(a)
    if order in ("nuc", 2, -2):
        s = svd(a, values=True)
        return sum(s) if order == "nuc" else max(s) if order == 2 else min(s)
    sums = [sum(abs(v) for v in line) for line in (a.T if abs(order) == 1 else a)]
    return max(sums) if order > 0 else min(sums)


def cond(a, plain=None, order=None):
    if order in (None, 2, -2):
        s = svd(a, values=True)
        return min(s) / max(s) if order == -2 else max(s) / min(s)
    return matrix_norm(a, order=order) * matrix_norm(inv(a), order=order)


def power(a, plain=None, n=1):
    base, result = (inv(a) if n < 0 else a), np.array(mpmath.eye(len(a)).tolist(), object)
    for _ in range(abs(n)):
        result = result @ base
    return result


def poly(a, plain=None):
    """The characteristic polynomial, from its values at as many points as it has coefficients."""
    n = len(a)
    points = [mpmath.mpf(k) for k in range(n + 1)]
    values = [mpmath.det(m(np.diag([p] * n) - a)) for p in points]
    vandermonde = mpmath.matrix([[p ** (n - j) for j in range(n + 1)] for p in points])
    return arr(mpmath.lu_solve(vandermonde, mpmath.matrix(values)))[:, 0]


# --- the table: function, reference, kind of operands -----------------------------------------------------

SQUARE, TALL, WIDE, SLENDER, FLAT = (3, 3), (4, 3), (3, 4), (5, 2), (2, 5)
ORDERS = ["fro", "nuc", INF, -INF, 1, -1, 2, -2]

CASES = {
    "inv": (L.inv, inv, SQUARE),
    "det": (L.det, det, SQUARE),
    "slogdet": (L.slogdet, slogdet, SQUARE),
    "cholesky": (L.cholesky, cholesky, "positive"),
    "cholesky-upper": (partial(L.cholesky, upper=True), partial(cholesky, upper=True), "positive"),
    "eigh-L": (L.eigh, eigh, "hermitian"),
    "eigh-U": (partial(L.eigh, UPLO="U"), partial(eigh, uplo="U"), "hermitian"),
    "eigvalsh-L": (L.eigvalsh, partial(eigh, values=True), "hermitian"),
    "eigvalsh-U": (partial(L.eigvalsh, UPLO="U"), partial(eigh, uplo="U", values=True), "hermitian"),
    "eig": (L.eig, eig, SQUARE),
    "eigvals": (L.eigvals, partial(eig, values=True), SQUARE),
    "svd-square": (L.svd, svd, SQUARE),
    "svd-full-tall": (L.svd, partial(svd, full=True), TALL),
    "svd-full-wide": (L.svd, partial(svd, full=True), WIDE),
    "svd-tall": (partial(L.svd, full_matrices=False), svd, SLENDER),
    "svd-wide": (partial(L.svd, full_matrices=False), svd, FLAT),
    "svd-values": (partial(L.svd, compute_uv=False), partial(svd, values=True), TALL),
    "svd-hermitian": (partial(L.svd, hermitian=True), svd_hermitian, "hermitian"),
    "svd-hermitian-values": (
        partial(L.svd, compute_uv=False, hermitian=True),
        svd_hermitian_values,
        "hermitian",
    ),
    "svdvals-tall": (L.svdvals, partial(svd, values=True), TALL),
    "svdvals-wide": (L.svdvals, partial(svd, values=True), FLAT),
    "pinv-square": (L.pinv, pinv, SQUARE),
    "pinv-tall": (L.pinv, pinv, SLENDER),
    "pinv-wide": (L.pinv, pinv, FLAT),
    "pinv-hermitian": (partial(L.pinv, hermitian=True), pinv_hermitian, "hermitian"),
    "pinv-cut": (partial(L.pinv, rcond=0.3), pinv_cut, "cut"),
    "qr": (L.qr, qr, SQUARE),
    "qr-tall": (L.qr, qr, SLENDER),
    "qr-wide": (L.qr, qr, FLAT),
    "qr-complete": (partial(L.qr, mode="complete"), partial(qr, mode="complete"), SLENDER),
    "qr-complete-square": (partial(L.qr, mode="complete"), partial(qr, mode="complete"), SQUARE),
    "qr-complete-wide": (partial(L.qr, mode="complete"), partial(qr, mode="complete"), FLAT),
    "qr-r": (partial(L.qr, mode="r"), partial(qr, mode="r"), SLENDER),
    "qr-raw": (partial(L.qr, mode="raw"), partial(qr, mode="raw"), SLENDER),
    "qr-raw-square": (partial(L.qr, mode="raw"), partial(qr, mode="raw"), SQUARE),
    "qr-raw-wide": (partial(L.qr, mode="raw"), partial(qr, mode="raw"), FLAT),
    "poly": (np.poly, poly, SQUARE),
    **{
        f"power{n}": (partial(L.matrix_power, n=n), partial(power, n=n), SQUARE)
        for n in (0, 1, 2, 3, 5, -1, -2)
    },
    **{
        f"norm-{o}": (partial(L.norm, ord=o, axis=(-2, -1)), partial(matrix_norm, order=o), TALL)
        for o in ORDERS
    },
    "norm-whole": (partial(L.norm, axis=(-2, -1)), matrix_norm, WIDE),
    "norm-nuc-wide": (partial(L.norm, ord="nuc", axis=(-2, -1)), partial(matrix_norm, order="nuc"), FLAT),
    "norm-nuc-square": (partial(L.norm, ord="nuc", axis=(-2, -1)), partial(matrix_norm, order="nuc"), SQUARE),
    **{
        f"matrix_norm-{o}": (partial(L.matrix_norm, ord=o), partial(matrix_norm, order=o), WIDE)
        for o in ORDERS
    },
    **{
        f"vector_norm-{o}": (
            partial(L.vector_norm, ord=o, axis=(-2, -1)),
            partial(vector_norm, order=o),
            TALL,
        )
        for o in (2, 1, 3, 2.5, 0.5, -1, -2.5, INF, -INF, 0)
    },
    **{f"cond-{o}": (partial(L.cond, p=o), partial(cond, order=o), SQUARE) for o in (None, *ORDERS)},
}

NOT_STACKED = {"poly"}


def operand(kind, dtype, stack, seed):
    """A well-conditioned matrix of a kind."""
    rng = np.random.default_rng(seed)

    def draw(*shape):
        a = rng.uniform(-1, 1, (*stack, *shape))
        return (a + 1j * rng.uniform(-1, 1, a.shape) if dtype == "c" else a).astype(
            {"c": complex, "d": float}[dtype]
        )

    if kind == "hermitian":
        return draw(3, 3)  # of which only one triangle is read
    if kind == "positive":
        return draw(3, 3) + 4 * np.eye(3)
    if kind == "cut":
        u, vh = L.qr(draw(3, 3))[0], L.qr(draw(3, 3))[0]
        return u * np.array([1.0, 0.6, 0.1]) @ vh
    rows, columns = kind
    return draw(rows, columns) + np.eye(rows, columns) * np.arange(1, columns + 1)


# The column that a complex matrix's full_matrices adds has a free phase; test_linalg_forms has its projector.
FREE = {("svd-full-tall", "c"), ("svd-full-wide", "c")}
TYPED = [(name, dtype) for name in CASES for dtype in "dc" if (name, dtype) not in FREE]


@pytest.mark.parametrize(("case", "dtype"), TYPED)
def test_first_order_is_the_limit(case, dtype, matrix_judge):
    function, reference, kind = CASES[case]
    matrix_judge(function, reference, [operand(kind, dtype, (), 5)]).first(1e-12)


@pytest.mark.parametrize(("case", "dtype"), TYPED)
def test_second_order_is_the_limit(case, dtype, matrix_judge):
    function, reference, kind = CASES[case]
    matrix_judge(function, reference, [operand(kind, dtype, (), 6)]).second(1e-11)


@pytest.mark.parametrize(("case", "dtype"), TYPED)
def test_stacks_and_directions(case, dtype, matrix_judge):
    function, reference, kind = CASES[case]
    judge = matrix_judge(function, reference, [operand(kind, dtype, () if case in NOT_STACKED else (2,), 7)])
    judge.first(1e-12)
    judge.directions()
