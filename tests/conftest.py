"""Fixtures shared by all tests; ask for the smallest that has what the test needs.

database_url    a new, empty database: the test runs once on each kind of database
sqlite_url      the same, on SQLite only
postgres_url    the same, on PostgreSQL only
dataset_url     the curated dataset, in each kind of database
world_database  a made-up dataset of many ties and unknown values, as a server sees it
statements      the SELECTs that reach a database while the test runs
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, event

from api.database import Database
from api.plan.readers import FileSnapshot, ServerSnapshot
from fixtures.load import load
from fixtures.read import read
from models.database import connect_url
from tests import postgres
from tests.served import served
from tests.world import world

pytest_plugins = ["tests.summary"]

LOOK = "SELECT release.version, release.hash, release.released_at"


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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """Each kind of database, for what is made once a session."""
    return str(request.param)


@pytest.fixture(scope="session")
def lasting_url(
    kind_of_database: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], URL]]:
    """Makes new, empty databases that last as long as the session."""
    if kind_of_database == "sqlite":
        yield lambda: connect_url(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'roster.db'}")
        return
    server = request.getfixturevalue("postgres_server")
    with contextlib.ExitStack() as stack:
        yield lambda: connect_url(stack.enter_context(postgres.database(server)))


@pytest.fixture(scope="session")
def world_url(lasting_url: Callable[[], URL]) -> URL:
    """A database that holds the made-up dataset of `tests.world`; not to be changed."""
    url = lasting_url()
    load(world(), url, print)
    return url


@pytest.fixture(scope="session")
def dataset_url(lasting_url: Callable[[], URL]) -> URL:
    """A database that holds the curated dataset; not to be changed."""
    url = lasting_url()
    load(read(), url, print)
    return url


@pytest.fixture
async def world_database(world_url: URL) -> AsyncIterator[Database]:
    """The made-up dataset, as a server sees it."""
    async with served(world_url) as database:
        yield database


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The SELECTs that reach any database while the test runs, but for looks at its release."""
    seen: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and not statement.startswith(LOOK):
            seen.append(statement)

    def heard(read: Any) -> Any:
        async def reading(snapshot: object, text: str, values: object) -> Any:
            seen.append(text)
            return await read(snapshot, text, values)

        return reading

    for kind in (FileSnapshot, ServerSnapshot):
        monkeypatch.setattr(kind, "read", heard(kind.read))
    event.listen(Engine, "before_cursor_execute", hear)
    yield seen
    event.remove(Engine, "before_cursor_execute", hear)
