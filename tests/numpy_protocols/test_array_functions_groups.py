"""Every overridable function of NumPy is in exactly one group, takes NumPy's arguments, and is documented."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from dualnum import Dual
from dualnum.numpy_protocols.array_functions import CREATORS, GROUPS, REASONS, full_name, implements
from dualnum.numpy_protocols.listing import DESCRIPTIONS, group_of, handler_of, overridable, page

PAGE = Path(__file__).parents[2] / "docs" / "numpy-functions.md"
FUNCTIONS = overridable()
WITH_HANDLERS = [function for function in FUNCTIONS if handler_of(function) is not None]


def signature(function):
    try:
        return inspect.signature(function)
    except ValueError:  # written in C, in a release whose signatures Python cannot read
        return None


def test_the_groups_are_numpys_own_list():
    ours = {function for function in GROUPS if not isinstance(function, str)}
    late = {function for function in FUNCTIONS if {function.__module__, full_name(function)} & set(GROUPS)}
    # Before NumPy 2.3 the creation functions, which dispatch on like=, are not all in its list.
    assert ours | late == set(FUNCTIONS) | set(CREATORS)
    assert not ours & late
    assert len(FUNCTIONS) >= 295


def test_every_group_is_described_and_none_is_empty():
    assert {group_of(function) for function in FUNCTIONS} == set(DESCRIPTIONS)


def test_a_function_has_a_handler_or_a_reason_and_never_both():
    for function in FUNCTIONS:
        creates = function in CREATORS or function.__name__ in {f.__name__ for f in CREATORS}
        handled = handler_of(function) is not None or creates
        refused = function in REASONS or function.__module__ in REASONS
        assert handled != refused, full_name(function)
        assert refused == (group_of(function) == "unsupported"), full_name(function)


def test_a_function_cannot_be_given_a_second_handler():
    with pytest.raises(ValueError, match="sum is in the group 'reducing' already"):
        implements(np.sum, group="linear")(lambda: None)


def test_names_that_this_release_does_not_have_are_passed_over():
    before = len(GROUPS)
    implements("no_such_function", group="linear")(lambda: None)
    assert len(GROUPS) == before


def test_an_unknown_function_is_refused_by_name():
    def unheard_of():
        """A function of a later NumPy."""

    with pytest.raises(
        TypeError, match=r"unheard_of: cannot carry a derivative: .*custom_rule; use \.primal"
    ):
        Dual(1.0, 1.0).__array_function__(unheard_of, (Dual,), (), {})


@pytest.mark.parametrize("function", WITH_HANDLERS, ids=full_name)
def test_handlers_take_what_numpy_takes(function):
    """Every argument of NumPy's signature, by position and by name, binds to the handler."""
    theirs, ours = signature(function), signature(handler_of(function))
    if theirs is None or ours is None:
        assert function.__module__ == "numpy"
        return
    kinds = {kind: [] for kind in inspect._ParameterKind}
    for name, parameter in theirs.parameters.items():
        kinds[parameter.kind].append(name)
    by_position = kinds[inspect.Parameter.POSITIONAL_ONLY] + kinds[inspect.Parameter.POSITIONAL_OR_KEYWORD]
    by_name = dict.fromkeys(kinds[inspect.Parameter.KEYWORD_ONLY])
    ours.bind(*by_position, **by_name)
    free = dict.fromkeys(kinds[inspect.Parameter.POSITIONAL_OR_KEYWORD])
    ours.bind(*kinds[inspect.Parameter.POSITIONAL_ONLY], **free, **by_name)


UNSUPPORTED = [function for function in FUNCTIONS if group_of(function) == "unsupported"]


@pytest.mark.parametrize("function", UNSUPPORTED, ids=full_name)
def test_unsupported_functions_say_why(function):
    reason = re.escape(REASONS.get(function) or REASONS[function.__module__])
    with pytest.raises(
        TypeError, match=f"^{function.__name__}: cannot carry a derivative: {reason}; use .primal"
    ):
        Dual(1.0, 1.0).__array_function__(function, (Dual,), (), {})


def test_unsupported_functions_as_callers_call_them(tmp_path):
    x = Dual(np.ones(2), np.ones(2))
    with pytest.raises(TypeError, match=r"save: .*pickle"):
        np.save(tmp_path / "x.npy", x)
    with pytest.raises(TypeError, match="savetxt"):
        np.savetxt(tmp_path / "x.txt", x)
    with pytest.raises(TypeError, match=r"packbits: .*bits"):
        np.packbits(x)


def test_the_page_is_current():
    text = PAGE.read_text()
    if f"NumPy {'.'.join(np.__version__.split('.')[:2])} lets" in text:
        assert text == page()
        return
    sections = re.split(r"\n## ", text)[1:]
    written = {
        name: s.split(" (")[0].lower() for s in sections for name in re.findall(r"`(numpy\.[\w.]+)`", s)
    }
    for function in FUNCTIONS:
        assert written.get(full_name(function), group_of(function)) == group_of(function)
