"""Airy and Kelvin functions of `scipy.special` (DLMF 9.2, 10.61)."""

from dualnum.rules.scipy_rows import POSITIVE, rule
from dualnum.rules.table import np


def _growth(x):
    """√x, the slope of ⅔x^(3/2), and 0 for x < 0; hypot has no complex numbers, for which Bi's scale has no slope."""
    return np.sqrt(np.where(x > 0, np.hypot(x, 0), 0))


def _bend(x, value, slope):
    """value − slope/x, which is value/2 at 0: the part of i·w − w'/x that a part of w'' is."""
    around = np.where(x == 0, 1, x)
    return np.where(x == 0, value / 2, value - slope / around)


rule(
    "airy",
    outputs=(
        (lambda x, y: y[1],),
        (lambda x, y: x * y[0],),
        (lambda x, y: y[3],),
        (lambda x, y: x * y[2],),
    ),
    mp=lambda mp, x: (mp.airyai(x), mp.airyai(x, derivative=1), mp.airybi(x), mp.airybi(x, derivative=1)),
)
rule(
    "airye",
    outputs=(
        (lambda x, y: y[1] + np.sqrt(x) * y[0],),
        (lambda x, y: x * y[0] + np.sqrt(x) * y[1],),
        (lambda x, y: y[3] - _growth(x) * y[2],),
        (lambda x, y: x * y[2] - _growth(x) * y[3],),
    ),
    mp=lambda mp, x: _scaled_airy(mp, x),
)


def _scaled_airy(mp, x):
    up = mp.exp(mp.mpf(2) / 3 * x * mp.sqrt(x))
    down = mp.exp(-abs(mp.re(mp.mpf(2) / 3 * x * mp.sqrt(x))))
    ai, bi = (mp.airyai(x), mp.airyai(x, derivative=1)), (mp.airybi(x), mp.airybi(x, derivative=1))
    return up * ai[0], up * ai[1], down * bi[0], down * bi[1]


# --- Kelvin functions: w = ber + i·bei and w = ker + i·kei solve x²w'' + xw' = ix²w -----------------------------
rule("ber", lambda x, y: np.berp(x), mp=lambda mp, x: mp.ber(0, x))
rule("bei", lambda x, y: np.beip(x), mp=lambda mp, x: mp.bei(0, x))
rule("ker", lambda x, y: np.kerp(x), domain=POSITIVE, mp=lambda mp, x: mp.ker(0, x))
rule("kei", lambda x, y: np.keip(x), domain=POSITIVE, mp=lambda mp, x: mp.kei(0, x))
# A third derivative at 0 is left nan.
rule(
    "berp",
    lambda x, y: _bend(x, -np.bei(x), y),
    nested=(lambda x, y: -np.bei(x) - y / x,),
    mp=lambda mp, x: mp.diff(lambda t: mp.ber(0, t), x),
)
rule(
    "beip",
    lambda x, y: _bend(x, np.ber(x), y),
    nested=(lambda x, y: np.ber(x) - y / x,),
    mp=lambda mp, x: mp.diff(lambda t: mp.bei(0, t), x),
)
rule(
    "kerp",
    lambda x, y: -np.kei(x) - y / x,
    domain=POSITIVE,
    mp=lambda mp, x: mp.diff(lambda t: mp.ker(0, t), x),
)
rule(
    "keip",
    lambda x, y: np.ker(x) - y / x,
    domain=POSITIVE,
    mp=lambda mp, x: mp.diff(lambda t: mp.kei(0, t), x),
)
rule(
    "kelvin",
    outputs=(
        (lambda x, y: y[2],),
        (lambda x, y: y[3],),
        (lambda x, y: _bend(x, 1j * y[0], y[2]),),
        (lambda x, y: 1j * y[1] - y[3] / x,),
    ),
    domain=POSITIVE,
    mp=lambda mp, x: (
        mp.ber(0, x) + 1j * mp.bei(0, x),
        mp.ker(0, x) + 1j * mp.kei(0, x),
        mp.diff(lambda t: mp.ber(0, t), x) + 1j * mp.diff(lambda t: mp.bei(0, t), x),
        mp.diff(lambda t: mp.ker(0, t), x) + 1j * mp.diff(lambda t: mp.kei(0, t), x),
    ),
)
