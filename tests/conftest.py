"""What all tests share, and how Hypothesis draws: a busy machine is no failure, and the gate draws always the same.

``--hypothesis-seed=N`` draws others, on a developer's machine, where each run does so anyway.
"""

import os
import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from dualnum import workers

ALWAYS_THE_SAME: dict[str, Any] = {"derandomize": True, "database": None} if "CI" in os.environ else {}

settings.register_profile(
    "dualnum", deadline=None, suppress_health_check=[HealthCheck.too_slow], **ALWAYS_THE_SAME
)
settings.load_profile("dualnum")


def result_and_warnings(function, *args):
    """The result or the exception of a call, and the texts of the warnings that it gave."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = function(*args)
        except (TypeError, ValueError, ArithmeticError) as error:
            result = error
    return result, {str(warning.message) for warning in caught}


@pytest.fixture(scope="session")
def outcome():
    """``outcome(function, *args)``: the result or the exception of a call, and its warnings."""
    return result_and_warnings


@pytest.fixture
def default_threads():
    """The number of threads after the test is that of before."""
    before = workers._threads
    yield
    workers._threads, workers._pool = before, None
