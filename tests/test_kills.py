"""A seeding that is killed leaves one version whole, and the server that runs beside it serves it.

Each of the 20 points on either database is a row of a table below, in the order in which a seeding
comes to them, with what is found after `kill -9` there: the version that the database holds and
what the seeding left behind. A seeding in a process of its own stops at the point, is asked about
through the server, and then killed; the next seeding finishes its work and tidies up.

On SQLite, 3 points are before the transaction on the copy, 12 between its statements, 1 before its
COMMIT, 1 before the copy is synced, 1 between sync and rename, 1 right after the rename and 1 when
only the lock is left. On PostgreSQL, 18 are between statements, 1 before COMMIT and 1 after it.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.newest import AGE
from fixtures.version import Version
from models.database import connect_url
from tests import postgres
from tests.apart import Call, Point, Statement, stopped
from tests.command import ROSTER, ask, free_port, serving
from tests.editions import edition
from tests.older import Held, held, seed_as_it_was_once
from tests.seeding import connected, content, seed, whole

OLD, NEW = "old version", "new version"
NOTHING = ""
LOCK = "lock"
COPY = "lock seeding"
HOT_COPY = "lock seeding seeding-journal"
SESSION = "session"

COMMIT = "sqlalchemy.engine.default:DefaultDialect.do_commit"

# By point: where it is, what the database holds after a kill there, and what is left beside it.
SQLITE: dict[str, tuple[Point, str, str]] = {
    "before the first statement": (Statement("BEGIN"), OLD, LOCK),
    "before the copy is made": (Call("fixtures.replace:_copy"), OLD, LOCK),
    "with the copy made": (Call("shutil:copymode"), OLD, COPY),
    "before comparing": (Statement("SELECT ai_model.id"), OLD, COPY),
    "before numbering the release": (Statement("INSERT INTO release"), OLD, COPY),
    "before registering ids": (Statement("INSERT INTO record"), OLD, HOT_COPY),
    "before noting what changes": (Statement("UPDATE record SET changed_in"), OLD, HOT_COPY),
    "before noting what goes": (Statement("UPDATE record SET removed_in"), OLD, HOT_COPY),
    "before clearing names": (Statement("DELETE FROM name"), OLD, HOT_COPY),
    "before clearing roles": (Statement("DELETE FROM role"), OLD, HOT_COPY),
    "before writing names": (Statement("INSERT INTO name"), OLD, HOT_COPY),
    "before writing roles": (Statement("INSERT INTO role"), OLD, HOT_COPY),
    "before telling what changed": (Statement("INSERT INTO change"), OLD, HOT_COPY),
    "before analyzing": (Statement("ANALYZE release"), OLD, HOT_COPY),
    "before checking references": (Statement("PRAGMA foreign_key_check"), OLD, HOT_COPY),
    "before COMMIT": (Call(COMMIT, nth=2), OLD, HOT_COPY),
    "after COMMIT, before sync": (Call("os:fsync"), OLD, COPY),
    "between sync and rename": (Call("pathlib:Path.replace"), OLD, COPY),
    "right after the rename": (Call("pathlib:Path.replace", after=True), NEW, LOCK),
    "with only the lock left": (Call("os:fsync", after=True, nth=2), NEW, LOCK),
}
POSTGRESQL: dict[str, tuple[Point, str, str]] = {
    "before the first statement": (Statement("SELECT pg_try_advisory_xact_lock"), OLD, NOTHING),
    "with its turn taken": (Statement("SELECT pg_catalog.pg_class"), OLD, NOTHING),
    "before the newest release is read": (Statement("SELECT release.version"), OLD, NOTHING),
    "before comparing": (Statement("SELECT ai_model.id"), OLD, NOTHING),
    "amid comparing": (Statement("SELECT role.id"), OLD, NOTHING),
    "before numbering the release": (Statement("INSERT INTO release"), OLD, NOTHING),
    "before registering ids": (Statement("INSERT INTO record"), OLD, NOTHING),
    "before noting what changes": (Statement("UPDATE record SET changed_in"), OLD, NOTHING),
    "before noting what goes": (Statement("UPDATE record SET removed_in"), OLD, NOTHING),
    "before clearing names": (Statement("DELETE FROM name"), OLD, NOTHING),
    "before clearing people": (Statement("DELETE FROM person"), OLD, NOTHING),
    "before clearing roles": (Statement("DELETE FROM role"), OLD, NOTHING),
    "before writing names": (Statement("INSERT INTO name"), OLD, NOTHING),
    "before writing people": (Statement("INSERT INTO person"), OLD, NOTHING),
    "before writing roles": (Statement("INSERT INTO role"), OLD, NOTHING),
    "before telling what changed": (Statement("INSERT INTO change"), OLD, NOTHING),
    "before analyzing": (Statement("ANALYZE release"), OLD, NOTHING),
    "before analyzing the last table": (Statement("ANALYZE source"), OLD, NOTHING),
    "before COMMIT": (Call(COMMIT), OLD, NOTHING),
    "after COMMIT": (Call(COMMIT, after=True), NEW, NOTHING),
}
POINTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
CASES = [(kind, point) for kind, points in POINTS.items() for point in points]

HISTORY = ("release", "change")
QUERY = """{
  dataset { version hash }
  people { nodes { id roles { nodes { id title } } } }
}"""


@dataclass(frozen=True)
class Stand:
    """A database, and a server that runs beside its seedings."""

    url: str
    port: int

    def answer(self) -> Any:
        """What the server says that the database holds."""
        if "postgresql" in self.url:
            time.sleep(AGE)  # until the server must know of what was seeded
        answered = ask(self.port, QUERY)
        assert "errors" not in answered, answered
        return answered["data"]

    def version(self) -> int:
        """The release that the server serves."""
        number: int = self.answer()["dataset"]["version"]
        return number


@contextmanager
def standing(url: str) -> Iterator[Stand]:
    """Serve the first edition, by one process that must last."""
    seed(url, edition(1))
    port = free_port()
    with serving(*ROSTER, "serve", "--port", str(port), DATABASE_URL=url) as process:
        yield Stand(url, port)
        assert process.poll() is None


@pytest.fixture(scope="module")
def sqlite_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with standing(f"sqlite:///{tmp_path_factory.mktemp('stand') / 'roster.db'}") as stand:
        yield stand


@pytest.fixture(scope="module")
def postgresql_stand(postgres_server: str) -> Iterator[Stand]:
    with postgres.database(postgres_server) as url, standing(url) as stand:
        yield stand


def test_there_are_twenty_points_on_each_database() -> None:
    assert [len(points) for points in POINTS.values()] == [20, 20]
    assert all(len({point for point, *_ in points.values()}) == 20 for points in POINTS.values())


@pytest.mark.parametrize(("kind", "point"), CASES, ids=[" ".join(case) for case in CASES])
def test_a_seeding_killed(kind: str, point: str, request: pytest.FixtureRequest) -> None:
    stand: Stand = request.getfixturevalue(f"{kind}_stand")
    place, holds, left = POINTS[kind][point]
    before, answer = snapshot(stand.url), stand.answer()
    number = answer["dataset"]["version"] + 1

    with stopped(stand.url, partial(edition, number), place):
        during = stand.answer()
    found = found_in(stand.url, before, number), left_beside(stand.url)
    after = stand.answer()
    again = str(seed(stand.url, edition(number)))
    row = f"{kind}, killed {point}: {found[0]}; left: {found[1] or 'nothing'}; next: {again}"
    print(row)  # noqa: T201 - `pytest -rP` shows the table

    assert found == (holds, left)
    assert during == after
    if holds == OLD:
        assert after == answer
        assert again == f"Release {number}. Records: 1 added, 1 changed, 1 removed."
    else:
        assert after["dataset"]["version"] == number
        assert again == f"Nothing has changed since release {number}."
    assert stand.version() == number
    assert found_in(stand.url, before, number) == NEW
    assert left_beside(stand.url) == NOTHING


def test_a_copy_that_a_killed_seeding_left_goes_when_nothing_changes(
    sqlite_stand: Stand,
) -> None:
    number = sqlite_stand.version()
    with stopped(sqlite_stand.url, partial(edition, number + 1), Call("pathlib:Path.replace")):
        pass
    assert left_beside(sqlite_stand.url) == COPY
    assert not seed(sqlite_stand.url, edition(number)).is_new
    assert left_beside(sqlite_stand.url) == NOTHING


@pytest.mark.parametrize("kind", POINTS)
def test_a_seeding_that_waits_for_one_that_is_killed_takes_its_turn(
    kind: str, request: pytest.FixtureRequest
) -> None:
    stand: Stand = request.getfixturevalue(f"{kind}_stand")
    number = stand.version() + 1
    waits = threading.Event()
    with ThreadPoolExecutor() as pool:
        with stopped(stand.url, partial(edition, number), Statement("INSERT INTO change")):
            waiting = pool.submit(seed, stand.url, edition(number), lambda _: waits.set())
            assert waits.wait(30)
            assert not waiting.done()
        assert waiting.result(30).version == number
    assert stand.version() == number
    assert left_beside(stand.url) == NOTHING


@pytest.mark.parametrize("kind", POINTS)
def test_a_server_serves_a_new_release_at_once(kind: str, request: pytest.FixtureRequest) -> None:
    """The first question after a seeding is answered by the new release, within a second."""
    stand: Stand = request.getfixturevalue(f"{kind}_stand")
    before = stand.version()
    seconds, served = [], []
    for number in range(before + 1, before + 4):
        seed(stand.url, edition(number))
        start = time.monotonic()
        served.append(stand.version())
        seconds.append(time.monotonic() - start)
    assert served == [before + 1, before + 2, before + 3]
    assert sorted(seconds)[1] < 1  # the median, for the machine may have other things to do


# By what a database holds first: the points in making, or in bringing up to date, its tables.
MIGRATING = {
    "nothing": ("CREATE TABLE release", "CREATE TABLE role", "INSERT INTO release"),
    "older tables": ("CREATE TABLE move", "UPDATE compensation_report", "INSERT INTO release"),
}
MIGRATIONS = [(first, point) for first, points in MIGRATING.items() for point in points]


@pytest.mark.parametrize(("first", "point"), MIGRATIONS)
def test_a_seeding_killed_amid_a_migration(database_url: str, first: str, point: str) -> None:
    if first == "older tables":
        seed_as_it_was_once(database_url)
    before = all_rows(database_url)

    with stopped(database_url, partial(edition, 2), Statement(point)):
        pass  # a table that PostgreSQL alters can be read only when that has ended
    left_beside(database_url)  # a server's session needs a moment to end

    assert all_rows(database_url) == before
    assert seed(database_url, edition(2)).is_new
    assert left_beside(database_url) == NOTHING


def all_rows(url: str) -> Held:
    """All rows, whatever the tables are; without making a file that is not there."""
    return held(url) if not url.startswith("sqlite") or file_of(url).exists() else {}


def snapshot(url: str) -> tuple[bytes, dict[str, Any]]:
    """All bytes of an SQLite file, and all rows of any database with their history."""
    return file_of(url).read_bytes() if url.startswith("sqlite") else b"", whole(url)


def file_of(url: str) -> Path:
    return Path(str(connect_url(url).database))


def found_in(url: str, before: tuple[bytes, dict[str, Any]], number: int) -> str:
    """Whether a database is as it was, or holds the next edition after all that was; or neither."""
    now = snapshot(url)
    if now == before:
        return OLD
    rows, old, new = now[1], before[1], Version(edition(number))
    claims = {
        "its rows": rows.items() >= content(new).items(),
        "its number": {row["version"]: row["hash"] for row in rows["release"]}.get(number)
        == new.hash,
        "its changes": {row["record_id"] for row in rows["change"] if row["version"] == number}
        == {f"person/guest-{number - 1}", f"person/guest-{number}", "role/ada.lead"},
        "the history": all(row in rows[table] for table in HISTORY for row in old[table]),
    }
    missing = [claim for claim, holds in claims.items() if not holds]
    return f"neither version: without {missing}" if missing else NEW


def left_beside(url: str) -> str:
    """What a seeding left: files beside an SQLite file, or sessions and locks of a server."""
    if url.startswith("sqlite"):
        file = file_of(url)
        names = (each.name.removeprefix(f"{file.name}-") for each in file.parent.iterdir())
        return " ".join(sorted(set(names) - {file.name}))
    deadline = time.monotonic() + 10  # a session ends when it sees that its client is gone
    while (left := sessions(url)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def sessions(url: str) -> str:
    """The sessions of a database that hold a seeding's turn, or are amid a transaction."""
    statement = sa.text(
        "SELECT count(*) FROM pg_stat_activity a WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND (state LIKE 'idle in transaction%' OR EXISTS"
        " (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory'))"
    )
    with connected(url) as connection:
        return SESSION if connection.scalar(statement) else NOTHING
