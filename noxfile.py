"""The same checks as `.ci/run`, one at a time and on every Python: `nox`, or `nox -s tests-3.13`."""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["tests", "lint", "types"]

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests, of the compiled build where there is a compiler; arguments after ``--`` go to pytest."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "auto"]))


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """Run the tests of the plain build against the lowest supported NumPy and mpmath."""
    dependencies = PROJECT["project"]["dependencies"]
    lowest = [line.replace(">=", "==", 1) for line in dependencies]
    session.install("-e", ".[test]", *lowest, env={"DUALNUM_PURE": "1"})
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "auto"]))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install("ruff")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests of the plain build and say which lines they missed."""
    session.install("-e", ".[test]", env={"DUALNUM_PURE": "1"})
    session.run("python", "-m", "pytest", "-n", "auto", "--cov", *session.posargs)
