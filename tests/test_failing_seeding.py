"""A seeding that the disk or the server stops leaves the old version whole, and says the truth.

Where PostgreSQL stops it, a trigger makes the statement fail: in the midst of the transaction, or
at its COMMIT.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

import psycopg
import pytest
from sqlalchemy import Connection

import fixtures.load
from fixtures.seeding import Loaded, SeedingError
from models.database import connect_url
from tests.apart import seed_within
from tests.editions import edition
from tests.seeding import connected, many, only_the_database, seed, whole

# By where it strikes: how much larger than the old file the copy may become; None is empty.
ROOM: dict[str, int | None] = {
    "at the first byte": None,
    "amid the copying": -8192,
    "at the first new page": 0,
    "a few pages later": 50_000,
    "far into the rows": 400_000,
}


@pytest.mark.parametrize("room", ROOM)
def test_a_full_disk_leaves_the_old_version_whole(
    sqlite_url: str, tmp_path: Path, room: str
) -> None:
    file, more = tmp_path / "roster.db", ROOM[room]
    seed(sqlite_url)
    before = file.read_bytes()
    limit = 0 if more is None else len(before) + more

    said = seed_within(sqlite_url, partial(many, 5000), limit)

    assert said.startswith("SeedingError: The database is as it was: ")
    assert "make room on the disk" in said
    assert file.read_bytes() == before
    assert only_the_database(tmp_path)
    assert seed(sqlite_url, many(5000)).version == 2
    assert len(file.read_bytes()) > len(before) + 400_000


# By what happens to a statement: how a trigger brings it about, and what the seeding says.
FAILURES = {
    "refused": ("RAISE EXCEPTION 'no more rows'", r"was: no more rows\."),
    "timed out": (
        "PERFORM pg_sleep(60)",
        r"was: canceling statement due to statement timeout \(give whoever seeds a longer",
    ),
    "ended": (
        "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60)",
        r"administrator command .someone ended|connection (unex|is lost).*see that PostgreSQL",
    ),
}
# By when it happens: the trigger.
MOMENTS = {
    "amid the rows": "CREATE TRIGGER strike BEFORE INSERT ON name",
    "at the last rows": "CREATE TRIGGER strike BEFORE INSERT ON change",
    "at COMMIT": (
        "CREATE CONSTRAINT TRIGGER strike AFTER INSERT ON change DEFERRABLE INITIALLY DEFERRED"
    ),
}
TIMEOUT = "?options=-c%20statement_timeout=2s"


@contextmanager
def striking(url: str, moment: str, deed: str) -> Iterator[None]:
    """Let a trigger do something at a moment of each seeding."""
    function = f"CREATE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {deed}; "
    run(
        url,
        f"{function} RETURN NEW; END$$",
        f"{MOMENTS[moment]} FOR EACH ROW EXECUTE FUNCTION strike()",
    )
    yield
    run(url, "DROP FUNCTION strike CASCADE")


def run(url: str, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("failure", "moment"),
    [
        (failure, moment)
        for failure in FAILURES
        for moment in MOMENTS
        if (failure, moment) != ("timed out", "at COMMIT")  # PostgreSQL lets that last
    ],
)
def test_a_statement_that_fails_leaves_the_old_version_whole(
    postgres_url: str, failure: str, moment: str
) -> None:
    deed, words = FAILURES[failure]
    seed(postgres_url, edition(1))
    before = whole(postgres_url)

    with striking(postgres_url, moment, deed), pytest.raises(SeedingError, match=words) as told:
        seed(postgres_url + TIMEOUT, edition(2))

    assert str(told.value).startswith("The database is as it was: ")
    assert whole(postgres_url) == before
    assert seed(postgres_url, edition(2)).version == 2


SLOWLY = "IF NEW.record_id = 'role/ada.lead' THEN PERFORM pg_sleep({}); END IF"


@contextmanager
def at_commit(*deeds: Callable[[Connection], None]) -> Iterator[None]:
    """Do something just before the COMMIT of a seeding."""
    commit = fixtures.load._commit

    def interrupted(connection: Connection, loaded: Loaded) -> None:
        for deed in deeds:
            deed(connection)
        commit(connection, loaded)

    with mock.patch("fixtures.load._commit", interrupted):
        yield


def hang_up_soon(connection: Connection) -> None:
    """Cut the connection a moment later, while the server is still at the COMMIT."""
    driver = connection.connection.driver_connection
    assert driver
    line = socket.socket(fileno=os.dup(driver.fileno()))

    def hang_up() -> None:
        line.shutdown(socket.SHUT_RDWR)
        line.close()

    threading.Timer(0.3, hang_up).start()


def test_a_commit_whose_answer_is_lost_is_looked_for_and_found(postgres_url: str) -> None:
    seed(postgres_url, edition(1))
    with striking(postgres_url, "at COMMIT", SLOWLY.format(1)), at_commit(hang_up_soon):
        loaded = seed(postgres_url, edition(2))
    assert str(loaded) == "Release 2. Records: 1 added, 1 changed, 1 removed."
    assert str(seed(postgres_url, edition(2))) == "Nothing has changed since release 2."


@pytest.mark.parametrize("ever_after", ["the server is away", "the transaction does not end"])
def test_a_commit_of_which_nothing_can_be_learned_is_not_called_undone(
    postgres_url: str, postgres_server: str, ever_after: str
) -> None:
    def doors(*, are_open: bool) -> None:
        name = connect_url(postgres_url).database
        with psycopg.connect(postgres_server, autocommit=True) as admin:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {are_open}".encode())

    def shut_the_doors(_: Connection) -> None:
        doors(are_open=ever_after != "the server is away")

    seed(postgres_url, edition(1))
    with (
        striking(postgres_url, "at COMMIT", SLOWLY.format(2)),
        mock.patch("fixtures.load.SECONDS_TO_END", 1),
    ):
        with at_commit(shut_the_doors, hang_up_soon), pytest.raises(SeedingError) as told:
            seed(postgres_url, edition(2))
        doors(are_open=True)
        again = seed(postgres_url, edition(2))

    assert str(told.value).startswith("The connection was lost at the very end: ")
    assert "holds release 2 or is as it was is not known. Seed again" in str(told.value)
    assert str(again) == "Nothing has changed since release 2."
