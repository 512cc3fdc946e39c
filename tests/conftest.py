"""Fixtures shared by all tests; ask for the smallest that has what the test needs.

database_url    a new, empty database: the test runs once on each kind of database
sqlite_url      the same, on SQLite only
postgres_url    the same, on PostgreSQL only
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres

pytest_plugins = ["tests.summary"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server())
        except postgres.PostgresMissingError as missing:
            if postgres.required():
                raise
            pytest.skip(f"PostgreSQL: {missing}")
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new, empty SQLite database."""
    return f"sqlite:///{tmp_path / 'roster.db'}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A new, empty PostgreSQL database."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new, empty database of each kind."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(name)
    return url
