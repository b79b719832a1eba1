"""Parabolic cylinder, Mathieu and spheroidal wave functions of `scipy.special` (DLMF 12.2, 28.2, 30.2).

Each comes with its derivative, whose own derivative the differential equation gives.
"""

from dualnum.rules.scipy_rows import ORDER, refuse, rule
from dualnum.rules.table import np

PARAMETER = "a parameter of the differential equation, by which its solution has no derivative in closed form"


def _cylinder(mp, function, a, x):
    return function(a, x), mp.diff(lambda t: function(a, t), x)


rule(
    "pbdv",
    outputs=((None, lambda x1, x2, y: y[1]), (None, lambda x1, x2, y: (x2 * x2 / 4 - x1 - 0.5) * y[0])),
    arity=2,
    mp=lambda mp, v, x: _cylinder(mp, mp.pcfd, v, x),
    unknown=ORDER,
)
rule(
    "pbvv",
    outputs=((None, lambda x1, x2, y: y[1]), (None, lambda x1, x2, y: (x2 * x2 / 4 - x1 - 0.5) * y[0])),
    arity=2,
    mp=lambda mp, v, x: _cylinder(mp, mp.pcfv, -v - mp.mpf(1) / 2, x),
    unknown=ORDER,
)
rule(
    "pbwa",
    outputs=((None, lambda x1, x2, y: y[1]), (None, lambda x1, x2, y: (x1 - x2 * x2 / 4) * y[0])),
    arity=2,
    mp=lambda mp, a, x: _cylinder(mp, mp.pcfw, a, x),
    unknown=PARAMETER,
)

# --- Mathieu functions, of degrees; the modified ones, of numbers ---------------------------------------------


def _mathieu(a, q, x):
    """y''/y = 2q·cos 2x − a, per degree."""
    return (2 * q * np.cos(2 * np.pi / 180 * x) - a) * np.pi / 180


def _modified(a, q, x):
    return a - 2 * q * np.cosh(2 * x)


def _no_reference(mp, *args):
    raise NotImplementedError("mpmath has neither Mathieu nor spheroidal wave functions")


rule(
    "mathieu_cem",
    outputs=(
        (None, None, lambda x1, x2, x3, y: y[1] * np.pi / 180),
        (None, None, lambda x1, x2, x3, y: _mathieu(np.mathieu_a(x1, x2), x2, x3) * y[0]),
    ),
    arity=3,
    mp=_no_reference,
    unknown=PARAMETER,
)
rule(
    "mathieu_sem",
    outputs=(
        (None, None, lambda x1, x2, x3, y: y[1] * np.pi / 180),
        (None, None, lambda x1, x2, x3, y: _mathieu(np.mathieu_b(x1, x2), x2, x3) * y[0]),
    ),
    arity=3,
    mp=_no_reference,
    unknown=PARAMETER,
)
for _name in ("mathieu_modcem1", "mathieu_modcem2"):
    rule(
        _name,
        outputs=(
            (None, None, lambda x1, x2, x3, y: y[1]),
            (None, None, lambda x1, x2, x3, y: _modified(np.mathieu_a(x1, x2), x2, x3) * y[0]),
        ),
        arity=3,
        mp=_no_reference,
        unknown=PARAMETER,
    )
for _name in ("mathieu_modsem1", "mathieu_modsem2"):
    rule(
        _name,
        outputs=(
            (None, None, lambda x1, x2, x3, y: y[1]),
            (None, None, lambda x1, x2, x3, y: _modified(np.mathieu_b(x1, x2), x2, x3) * y[0]),
        ),
        arity=3,
        mp=_no_reference,
        unknown=PARAMETER,
    )
refuse(
    "a characteristic value of a differential equation, whose derivative has no closed form",
    "mathieu_a mathieu_b",
)

# --- spheroidal wave functions -------------------------------------------------------------------------------


def _prolate(m, c, cv, x, y):
    """From (1−x²)w'' − 2xw' + (λ − c²x² − m²/(1−x²))w = 0 (DLMF 30.2.1)."""
    rest = (1 - x) * (1 + x)
    return (2 * x * y[1] - (cv - c * c * x * x - m * m / rest) * y[0]) / rest


def _oblate_angular(m, c, cv, x, y):
    rest = (1 - x) * (1 + x)
    return (2 * x * y[1] - (cv + c * c * x * x - m * m / rest) * y[0]) / rest


def _oblate_radial(m, c, cv, x, y):
    """The same at ix instead of x (DLMF 30.11)."""
    rest = 1 + x * x
    return ((cv - c * c * x * x - m * m / rest) * y[0] - 2 * x * y[1]) / rest


def _write_rows(name, bend, bend_of_given):
    """The rows of a function and its slope: of order, degree and c, and with the characteristic value beside them."""
    for suffix, known, slope, second in (
        ("", 3, lambda x1, x2, x3, x4, y: y[1], bend),
        ("_cv", 4, lambda x1, x2, x3, x4, x5, y: y[1], bend_of_given),
    ):
        unknown = (None,) * known
        outputs = ((*unknown, slope), (*unknown, second))
        rule(f"{name}{suffix}", outputs=outputs, arity=known + 1, mp=_no_reference, unknown=PARAMETER)


for _name in ("pro_ang1", "pro_rad1"):
    _write_rows(
        _name,
        lambda x1, x2, x3, x4, y: _prolate(x1, x3, np.pro_cv(x1, x2, x3), x4, y),
        lambda x1, x2, x3, x4, x5, y: _prolate(x1, x3, x4, x5, y),
    )
_write_rows(
    "obl_ang1",
    lambda x1, x2, x3, x4, y: _oblate_angular(x1, x3, np.obl_cv(x1, x2, x3), x4, y),
    lambda x1, x2, x3, x4, x5, y: _oblate_angular(x1, x3, x4, x5, y),
)
_write_rows(
    "obl_rad1",
    lambda x1, x2, x3, x4, y: _oblate_radial(x1, x3, np.obl_cv(x1, x2, x3), x4, y),
    lambda x1, x2, x3, x4, x5, y: _oblate_radial(x1, x3, x4, x5, y),
)
refuse(
    "a characteristic value of a differential equation, whose derivative has no closed form", "obl_cv pro_cv"
)
refuse(
    "SciPy's values and slopes of it miss their Wronskian with the first kind by percents (DLMF 30.11.7)",
    "obl_rad2 obl_rad2_cv pro_rad2 pro_rad2_cv",
)
