"""The probes: a server that is alive, and one that can answer."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, text

from api.seeing import readiness
from api.seeing.readiness import Readiness
from fixtures.load import load
from fixtures.migrate import migrate
from models.database import connect_url, engine
from tests.tiny import rows
from tests.watched import watched

UNSEEDED = "The database holds no dataset yet: run `roster seed` (or `make serve`) first."


def probed(url: URL) -> tuple[int, dict[str, Any]]:
    with watched(url) as (client, _):
        assert client.get("/health").json() == {"status": "ok"}
        response = client.get("/ready")
        assert response.headers["cache-control"] == "no-store"
        return response.status_code, response.json()


def migrated(url: URL, *statements: str) -> None:
    """Give a database its tables, and change something."""
    made = engine(url)
    with made.begin() as connection:
        migrate(connection)
        for each in statements:
            connection.execute(text(each))
    made.dispose()


def test_a_seeded_database_makes_a_server_ready(dataset_url: URL) -> None:
    assert probed(dataset_url) == (
        200,
        {"status": "ok", "checks": {"database": "ok", "schema": "ok", "dataset": "ok"}},
    )


def test_a_file_that_is_not_there_fails_the_first_check(tmp_path: Path) -> None:
    status, told = probed(connect_url(f"sqlite:///{tmp_path / 'none.db'}"))

    assert status == 503
    assert told == {"status": "not ready", "checks": {"database": UNSEEDED}}


@pytest.mark.parametrize("url", ["sqlite:///{}/text", "postgresql://nobody@127.0.0.1:1/roster"])
def test_a_database_that_cannot_be_read_fails_the_first_check(tmp_path: Path, url: str) -> None:
    (tmp_path / "text").write_text("This is no database, and long enough to be taken for one." * 99)
    status, told = probed(connect_url(url.format(tmp_path)))

    assert status == 503
    assert list(told["checks"]) == ["database"]
    assert told["checks"]["database"].startswith("The database cannot be read: see that it runs")


def test_a_database_without_tables_fails_the_second_check(database_url: str) -> None:
    url = connect_url(database_url)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").touch()
    status, told = probed(url)

    assert status == 503
    assert told["checks"] == {"database": "ok", "schema": UNSEEDED}


def test_tables_of_another_roster_fail_the_second_check(database_url: str) -> None:
    url = connect_url(database_url)
    migrated(url, "UPDATE alembic_version SET version_num = 'later'")
    status, told = probed(url)

    assert status == 503
    assert told["checks"]["schema"].startswith("The tables are at later, and this Roster is made")
    assert "run `roster seed`" in told["checks"]["schema"]


def test_tables_without_a_release_fail_the_third_check(database_url: str) -> None:
    url = connect_url(database_url)
    migrated(url)
    status, told = probed(url)

    assert status == 503
    assert told["checks"] == {"database": "ok", "schema": "ok", "dataset": UNSEEDED}


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The looks at a database that are taken."""
    seen: list[object] = []
    reachable = readiness.CHECKS["database"]

    async def look(connection: Any) -> None:
        seen.append(connection)
        await reachable(connection)

    monkeypatch.setitem(readiness.CHECKS, "database", look)
    return seen


@pytest.mark.parametrize(("kept", "number"), [(60.0, 1), (0.0, 5)])
def test_a_look_is_shared_for_a_moment(
    dataset_url: URL,
    looks: list[object],
    monkeypatch: pytest.MonkeyPatch,
    kept: float,
    number: int,
) -> None:
    monkeypatch.setattr(readiness, "KEPT", kept)
    with watched(dataset_url) as (client, _):
        for _ in range(5):
            client.get("/ready")

    assert len(looks) == number


async def hang(_: Any) -> None:
    await asyncio.Event().wait()


async def test_a_database_that_does_not_answer_is_waited_for_only_a_while(
    world_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)
    monkeypatch.setitem(readiness.CHECKS, "schema", hang)
    [check] = await Readiness(world_database).checks()

    assert check.name == "database"
    assert check.problem == "The database has not answered within 0.05 seconds: see how it does."


def test_a_server_gets_ready_when_its_database_does(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "KEPT", 0.0)
    url = connect_url(database_url)
    with watched(url) as (client, _):
        assert client.get("/ready").status_code == 503
        load(rows(), url, print)
        assert client.get("/ready").status_code == 200
