"""Compiled functions that are linear in each of some arguments: filters, transforms, convolutions.

The tangent of such a function is the function itself, of the tangent of one such argument at a time.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.dropin.buffers import settle
from dualnum.dropin.calls import called
from dualnum.dropin.compiled import stands_for
from dualnum.dropin.entry_points import holds_dual
from dualnum.dual import Dual, make
from dualnum.shapes import directions_of

_TRANSFORMS = (
    "fft ifft rfft irfft hfft ihfft fft2 ifft2 rfft2 irfft2 hfft2 ihfft2 fftn ifftn rfftn irfftn hfftn ihfftn "
    "dct idct dst idst dctn idctn dstn idstn"
)
_FILTERS = (
    "gaussian_filter1d gaussian_filter uniform_filter1d uniform_filter sobel prewitt laplace gaussian_laplace "
    "map_coordinates shift zoom rotate affine_transform spline_filter1d spline_filter"
)
LINEAR_IN: dict[str, tuple[str, ...]] = {
    **{f"scipy.fft.{name}": ("x",) for name in _TRANSFORMS.split()},
    "scipy.fft.fht": ("a",),
    "scipy.fft.ifht": ("A",),
    **{f"scipy.ndimage.{name}": ("input",) for name in _FILTERS.split()},
    **{f"scipy.ndimage.{name}": ("input", "weights") for name in ("convolve", "correlate")},
    **{f"scipy.ndimage.{name}": ("input", "weights") for name in ("convolve1d", "correlate1d")},
    **{f"scipy.signal.{name}": ("in1", "in2") for name in ("convolve", "correlate", "fftconvolve")},
    **{f"scipy.signal.{name}": ("in1", "in2") for name in ("oaconvolve", "convolve2d", "correlate2d")},
    "scipy.signal.savgol_filter": ("x",),
    "scipy.signal.upfirdn": ("h", "x"),
    "scipy.signal.resample": ("x",),
    "scipy.signal.resample_poly": ("x",),
    "scipy.signal.decimate": ("x",),
    "scipy.signal.hilbert": ("x",),
    "astropy.convolution.convolve.convolve": ("array",),
    "astropy.convolution.convolve": ("array",),
}
"""The arguments in which each function is linear while the others stand still."""


def _rule_for(name: str, linear: tuple[str, ...]) -> Callable[..., Any]:
    short = name.rpartition(".")[2]

    def rule(*args: Any, original: Any, **kwargs: Any) -> Any:
        given = inspect.signature(original).bind(*args, **kwargs).arguments
        moving = {key: value for key, value in given.items() if holds_dual(value)}
        nonlinear = sorted(moving.keys() - set(linear))
        if nonlinear:
            raise TypeError(
                f"{short}: dualnum has a rule for a Dual in {', '.join(linear)}, not in "
                f"{', '.join(nonlinear)}; use dualnum.custom_rule"
            )
        fixed = {key: value for key, value in given.items() if key not in moving}

        def call(values: dict[str, Any]) -> Any:
            return _array_of(short, called(original, {**fixed, **values}))

        return _linear(call, moving)

    return rule


def _array_of(short: str, result: Any) -> Any:
    result = settle(result)
    if isinstance(result, tuple):
        raise TypeError(f"{short}: dualnum has no rule for a call with several results; ask for one")
    return result


def _linear(call: Callable[[dict[str, Any]], Any], values: dict[str, Any]) -> Any:
    """The value and, by the product rule, the tangent of a function linear in each of ``values``."""
    level = max((value._level for value in values.values() if isinstance(value, Dual)), default=-1)
    if level < 0:
        return call(values)
    moving = {
        key: value for key, value in values.items() if isinstance(value, Dual) and value._level == level
    }
    primals = {**values, **{key: value._primal for key, value in moving.items()}}
    tangent = sum(_along(call, primals, key, value) for key, value in moving.items())
    return make(_linear(call, primals), tangent, level)


def _along(call: Callable[[dict[str, Any]], Any], primals: dict[str, Any], key: str, value: Any) -> Any:
    """The share of one argument in the tangent, for each of its directions."""
    directions = directions_of(value._primal, value._tangent)
    if not directions:
        return _linear(call, {**primals, key: value._tangent})
    parts = [_linear(call, {**primals, key: value._tangent[index]}) for index in np.ndindex(*directions)]
    stacked: Any = np.stack(parts)
    return stacked.reshape(directions + stacked.shape[1:])


for _name, _linear_in in LINEAR_IN.items():
    stands_for(_name)(_rule_for(_name, _linear_in))


@stands_for(
    *(f"scipy.fft._pocketfft.pypocketfft.{name}" for name in "c2c r2c c2r dct dst".split()), bare=True
)
def _pocketfft(*_: Any, **__: Any) -> Any:
    raise TypeError("scipy.fft: dualnum has rules for its public functions; call these")
