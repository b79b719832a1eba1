"""Every ufunc of scipy.special is in the table, for each argument that can move, or has a reason not to be."""

from pathlib import Path

import pytest
import scipy.special

import dualnum
from dualnum import Dual
from dualnum.rules import TABLE, load_scipy
from dualnum.rules.scipy_listing import page, ufuncs

PAGE = Path(__file__).parents[2] / "docs" / "scipy-functions.md"


def results(row):
    """The partials of each result."""
    return row.outputs if row.outputs is not None else (row.partials,)


def test_every_ufunc_has_a_row_or_a_reason():
    load_scipy()
    names = set(ufuncs())
    assert len(names) > 250
    assert {name for name in names if name not in TABLE} == set(TABLE.refused) & names
    assert all(
        name.startswith("_") for name in set(TABLE.refused) - names
    )  # Boost's, elsewhere before SciPy 1.15


def test_every_row_fits_its_ufunc():
    load_scipy()
    for name, ufunc in ufuncs().items():
        row = TABLE.get(name)
        if row is not None:
            assert (row.arity, len(results(row))) == (ufunc.nin, ufunc.nout), name
            if not (row.constant or row.choose):
                assert {len(partials) for partials in results(row)} == {ufunc.nin}, name


def test_every_missing_partial_has_a_reason():
    load_scipy()
    for name in ufuncs():
        row = TABLE.get(name)
        if row is not None and not row.constant:
            missing = any(partial is None for partials in results(row) for partial in partials)
            assert missing == bool(row.unknown), name


def test_the_error_gives_the_reason_and_the_way_out():
    every = ufuncs()
    with pytest.raises(TypeError, match=r"jv: .* argument 1 \(the order .*\); see dualnum\.custom_rule"):
        scipy.special.jv(Dual(1.5, 1.0), 2.0)
    with pytest.raises(TypeError, match=r"bdtr: .* argument 2 \(a count, .*\); see dualnum\.custom_rule"):
        scipy.special.bdtr(2.0, Dual(5, 1), 0.3)
    for name, reason in TABLE.refused.items():
        if name not in every:
            continue
        with pytest.raises(TypeError) as caught:
            every[name](*[Dual(1.0, 1.0)] * every[name].nin)
        assert str(caught.value) == f"{name}: cannot carry a derivative: {reason}; see dualnum.custom_rule"


def test_an_argument_that_does_not_move_needs_no_formula():
    jv = scipy.special.jv(Dual(1.5, 0.0), Dual(2.0, 1.0))
    assert jv.tangent == pytest.approx(scipy.special.jvp(1.5, 2.0), rel=1e-14)


def test_the_functions_are_names_of_dualnum():
    assert dualnum.j0(Dual(0.0, 1.0)).tangent == 0
    assert dualnum.expit(Dual(0.0, 1.0)).tangent == 0.25


def test_a_row_of_a_function_that_this_scipy_lacks_is_not_there():
    load_scipy()
    public = {row.name for row in TABLE if not row.name.startswith("_")}
    for name in ("btdtr", "btdtri", "sph_harm", "log_wright_bessel"):
        assert (name in public) == hasattr(scipy.special, name)


def test_the_page_is_the_one_of_this_scipy():
    """docs/scipy-functions.md, where SciPy is of the release that wrote it."""
    text = PAGE.read_text(encoding="utf-8")
    release = ".".join(scipy.__version__.split(".")[:2])
    assert (text == page()) == (f"`scipy.special` {release}," in text)
