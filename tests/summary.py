"""A closing line that says how many tests ran on each database."""

from collections import Counter, defaultdict

import pytest

DATABASES = ("sqlite", "postgresql")
OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed")


def database_of(test_id: str) -> str:
    """The database that a test's parameters name, or `neither`."""
    parameters = test_id.partition("[")[2].rstrip("]").split("-")
    return next((database for database in DATABASES if database in parameters), "neither")


def count(terminal: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    """How the tests ended, by database."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in OUTCOMES:
        for report in terminal.getreports(outcome):
            counts[database_of(report.nodeid)][outcome] += 1
    return counts


def sentence(counts: dict[str, Counter[str]]) -> str:
    """Such as `sqlite: 12 passed; postgresql: 11 passed, 1 failed; neither: 30 passed`."""
    return "; ".join(
        f"{database}: {outcomes(counts.get(database, Counter()))}"
        for database in (*DATABASES, "neither")
    )


def outcomes(counted: Counter[str]) -> str:
    """Such as `11 passed, 1 failed`."""
    return ", ".join(f"{counted[name]} {name}" for name in OUTCOMES if counted[name]) or "none"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("tests by database", sep="-")
    terminalreporter.line(sentence(count(terminalreporter)))
