"""A closing line that says how many tests ran on each database."""

from collections import Counter, defaultdict

import pytest

DATABASES = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}
OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties.append(("database", database_of(item)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("tests by database", sep="-")
    terminalreporter.line(sentence(count(terminalreporter)))


def database_of(item: pytest.Item) -> str:
    """The database that a test has as a parameter or asks for by name, or `neither`."""
    call = getattr(item, "callspec", None)
    parameters = [value for value in call.params.values() if isinstance(value, str)] if call else []
    asked_for = getattr(item, "fixturenames", [])
    for database, fixture in DATABASES.items():
        if database in parameters or fixture in asked_for:
            return database
    return "neither"


def count(terminal: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    """How the tests ended, by database."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in OUTCOMES:
        for report in terminal.getreports(outcome):
            properties = dict(getattr(report, "user_properties", ()))  # a file's report has none
            database = str(properties.get("database", "neither"))
            counts[database][outcome] += 1
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
