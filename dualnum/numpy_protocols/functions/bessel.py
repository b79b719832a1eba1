"""``i0``, the modified Bessel function of order 0, whose derivative is that of order 1.

NumPy has no function of order 1, so it is here, as the Chebyshev series that Cephes has for it (S. L.
Moshier); their coefficients were computed anew, with mpmath at 40 digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.dual import Dual, make
from dualnum.numpy_protocols.arguments import as_array, dtype_of
from dualnum.numpy_protocols.array_functions import implements
from dualnum.shapes import directions_of, filled
from dualnum.strong_zeros import product

_NEAR = (
    0.12629359322181682,
    -0.17641651835783406,
    0.1026436586898471,
    -0.05294598120809499,
    0.024726449030626516,
    -0.010564084894626197,
    0.004156422944312888,
    -0.0015135724506312532,
    0.0005122859561685758,
    -0.00016176081582589674,
    4.781565107550054e-05,
    -1.3273163656039436e-05,
    3.4702513081376785e-06,
    -8.568720264695455e-07,
    2.0032947535521353e-07,
    -4.445059128796328e-08,
    9.381537386495773e-09,
    -1.8872497517228294e-09,
    3.625590281552117e-10,
    -6.663489723502027e-11,
    1.1736186298890901e-11,
    -1.9839743977649436e-12,
    3.223793365945575e-13,
    -5.042185504727912e-14,
    7.600684294735408e-15,
    -1.1055969477353862e-15,
    1.5536319577362005e-16,
    -2.111421214358166e-17,
    2.7779141127610464e-18,
)
"""I₁(x)·e^−x/x for 0 ≤ x ≤ 8, as a series in x/4 − 1."""

_FAR = (
    0.38928811750914005,
    -0.009761097491361469,
    -0.00011058893876262371,
    -3.882564808877691e-06,
    -2.512236237870209e-07,
    -2.6314688468895196e-08,
    -3.835380385964237e-09,
    -5.589743462196584e-10,
    -1.8974958123505413e-11,
    3.2526035830154884e-11,
    1.4125807436613782e-11,
    2.0356285441470896e-12,
    -7.198551776245908e-13,
    -4.0835511110921974e-13,
    -2.1015418427726643e-14,
    4.272440016711951e-14,
    1.0420276984128802e-14,
    -3.8144030724370075e-15,
    -1.8803547755107825e-15,
    3.3082023109209285e-16,
    2.96262899764595e-16,
    -3.209525921993424e-17,
    -4.6503053684893586e-17,
    4.414348323071708e-18,
    7.517296310842105e-18,
)
"""I₁(x)·e^−x·√x for x ≥ 8, as a series in 16/x − 1."""


@implements(np.i0, group="numeric")
def i0(x: Any) -> Any:
    """``i0(x)``: its slope is I₁(x)."""
    x = as_array(x)
    return _chained(np.i0(x._primal), order_one(x._primal), x)


def order_one(x: Any) -> Any:
    """I₁(x), of floats or Duals; its slope is I₀(x) − I₁(x)/x, which is 1/2 at 0."""
    if not isinstance(x, Dual):
        return _series(np.asarray(x, np.result_type(dtype_of(x), np.float16)))
    p = x._primal
    y = order_one(p)
    ratio = np.where(p == 0, 0.5, y / np.where(p == 0, 1, p))
    return _chained(y, np.i0(p) - ratio, x)


def _chained(y: Any, slope: Any, x: Dual) -> Any:
    t = product(slope, x._tangent, (y,))
    return make(y, filled(t, y, directions_of(x._primal, x._tangent)), x._level)


def _series(x: Any) -> Any:
    size = np.abs(x)
    near, far = np.minimum(size, 8), np.maximum(size, 8)
    with np.errstate(over="ignore"):
        inner = near * np.exp(near) * _chebyshev(_NEAR, near / 4 - 1)
        outer = np.exp(far) / np.sqrt(far) * _chebyshev(_FAR, 16 / far - 1)
    return np.copysign(np.where(size <= 8, inner, outer), x).astype(x.dtype)[()]


def _chebyshev(coefficients: Sequence[float], t: Any) -> Any:
    """The sum of a Chebyshev series by Clenshaw's recurrence."""
    ahead, after = 0 * t, 0 * t
    for coefficient in coefficients[:0:-1]:
        ahead, after = coefficient + 2 * t * ahead - after, ahead
    return coefficients[0] + t * ahead - after
